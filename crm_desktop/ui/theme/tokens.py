"""The values the look is made of: colours of both themes, type, space, radii and heights."""

from dataclasses import dataclass
from enum import StrEnum


class Tone(StrEnum):
    """What a colour means."""

    NEUTRAL = "neutral"
    GOOD = "good"
    WARNING = "warning"
    BAD = "bad"
    INFO = "info"


@dataclass(frozen=True)
class Tokens:
    """The colours of one theme, as #rrggbb."""

    dark: bool
    window: str
    content: str
    sunken: str
    hover: str
    active: str
    selected: str
    line: str
    strong_line: str
    field_edge: str
    text1: str
    text2: str
    text3: str
    accent: str
    accent_hover: str
    accent_pressed: str
    on_accent: str
    accent_text: str
    good: str
    good_tint: str
    warning: str
    warning_tint: str
    bad: str
    bad_tint: str
    info: str
    info_tint: str
    badge: str
    on_badge: str
    toast: str
    delete: str = "#B3261E"
    delete_hover: str = "#9F211A"
    delete_pressed: str = "#8B1C16"
    on_delete: str = "#FFFFFF"
    on_toast: str = "#ECEBE8"
    toast_accent: str = "#8FB3FA"
    toast_good: str = "#72C894"
    toast_warning: str = "#F2B84B"
    toast_line: str = "#5A5955"

    def ink(self, tone: Tone) -> str:
        """The text colour of a tone."""
        inks = {Tone.GOOD: self.good, Tone.WARNING: self.warning, Tone.BAD: self.bad, Tone.INFO: self.info}
        return inks.get(tone, self.text2)

    def tint(self, tone: Tone) -> str:
        """The ground a tone's text stands on."""
        tints = {
            Tone.GOOD: self.good_tint,
            Tone.WARNING: self.warning_tint,
            Tone.BAD: self.bad_tint,
            Tone.INFO: self.info_tint,
        }
        return tints.get(tone, self.hover)


LIGHT = Tokens(
    dark=False,
    window="#F5F4F1",
    content="#FFFFFF",
    sunken="#FAF9F7",
    hover="#F3F2EE",
    active="#E9E7E1",
    selected="#E4ECFA",
    line="#ECEAE5",
    strong_line="#D8D5CD",
    field_edge="#95908A",
    text1="#1C1B19",
    text2="#57544E",
    text3="#6A665E",
    accent="#1F57C3",
    accent_hover="#1C4FB1",
    accent_pressed="#19469C",
    on_accent="#FFFFFF",
    accent_text="#1F57C3",
    good="#1B7343",
    good_tint="#E5F2EA",
    warning="#8A5600",
    warning_tint="#FAEFD9",
    bad="#B3261E",
    bad_tint="#FBE9E7",
    info="#1F57C3",
    info_tint="#E4ECFA",
    badge="#57544E",
    on_badge="#FFFFFF",
    toast="#2B2A28",
)

DARK = Tokens(
    dark=True,
    window="#18181A",
    content="#1F1F21",
    sunken="#1B1B1D",
    hover="#28282A",
    active="#323235",
    selected="#22324F",
    line="#2B2B2E",
    strong_line="#414146",
    field_edge="#74747A",
    text1="#ECEBE8",
    text2="#B4B1AB",
    text3="#A19E98",
    accent="#3568CF",
    accent_hover="#305FBC",
    accent_pressed="#2A53A6",
    on_accent="#FFFFFF",
    accent_text="#8FB3FA",
    good="#72C894",
    good_tint="#1E3327",
    warning="#E2B25F",
    warning_tint="#382D18",
    bad="#F29088",
    bad_tint="#3C2321",
    info="#8FB3FA",
    info_tint="#22324F",
    badge="#B4B1AB",
    on_badge="#1F1F21",
    toast="#3A3A3E",
)


class Role(StrEnum):
    """What a text is; decides its size."""

    KPI = "kpi"
    TITLE = "title"
    FIGURE = "figure"
    SECTION = "section"
    BODY = "body"
    SMALL = "small"
    TINY = "tiny"


# Size and line height in pixels, and the usual weight.
TYPE = {
    Role.KPI: (26, 34, 600),
    Role.TITLE: (18, 28, 600),
    Role.FIGURE: (15, 22, 600),
    Role.SECTION: (14, 22, 600),
    Role.BODY: (13, 20, 400),
    Role.SMALL: (12, 18, 400),
    Role.TINY: (11, 14, 500),
}

FAMILIES = ("Inter", "Noto Sans SC")


class Space:
    """Distances in pixels."""

    XS, S, M, L, XL, XXL = 4, 8, 12, 16, 20, 28


class Radius:
    """Corner radii in pixels."""

    CHIP, FIELD, COLUMN, DIALOG = 4, 6, 8, 10


class Height:
    """Heights in pixels of everything whose height the eye compares."""

    ROW, ROW_COMPACT, HEADER = 36, 28, 32
    BUTTON, BUTTON_BAR, BUTTON_DIALOG = 30, 28, 32
    FIELD, FILTER_CHIP, CHIP = 32, 26, 22
    TITLE_BAR, FILTER_BAR, SELECTION_BAR, STATUS_BAR = 52, 44, 44, 28


class Width:
    """Widths in pixels of the window's parts."""

    SIDE_BAR, SIDE_BAR_ICONS, LIST, DETAIL, DETAIL_MIN = 204, 52, 846, 428, 380
