"""Colours and sizes of charts and pages: paper, and the two themes of the screen."""

from dataclasses import dataclass, replace

A4 = (595.0, 842.0)
A4_ACROSS = (842.0, 595.0)
MARGIN = 45.0
GUTTER = 20.0
TEXT_WIDTH = A4[0] - 2 * MARGIN
COLUMN_WIDTH = (TEXT_WIDTH - GUTTER) / 2


@dataclass(frozen=True)
class Style:
    """What a chart is drawn with; lengths in points on paper and in logical pixels on screen."""

    background: str = "#FFFFFF"
    text: str = "#1C1B19"
    text_2: str = "#57544E"
    text_3: str = "#6A665E"
    grid: str = "#DDDAD3"
    baseline: str = "#95908A"
    emphasis: str = "#173F8A"
    main: str = "#5B8DE0"
    steps: tuple[str, ...] = ("#8FB0EA", "#5B8DE0", "#3A6BCB", "#1F57C3", "#173F8A")
    comparison: str = "#B4AFA5"
    remainder: str = "#DDDAD3"
    alarm: str = "#B3261E"
    hatch: str = "#FFFFFF"
    axis_size: float = 7.5
    label_size: float = 8.0
    heading_size: float = 7.0
    pitch: float = 17.0
    most_pitch: float = 30.0
    inset: float = 0.0
    screen: bool = False

    @property
    def line(self) -> float:
        """The height of one line of labels."""
        return self.label_size * 1.4


PAPER = Style()
LIGHT = replace(
    PAPER,
    grid="#ECEAE5",
    axis_size=12.0,
    label_size=12.0,
    heading_size=12.0,
    pitch=24.0,
    most_pitch=46.0,
    # Letters may overhang their advance width by a pixel; a picture would cut them off.
    inset=2.0,
    screen=True,
)
DARK = replace(
    LIGHT,
    background="#1F1F21",
    text="#ECEBE8",
    text_2="#B4B1AB",
    text_3="#A19E98",
    grid="#2B2B2E",
    baseline="#74747A",
    emphasis="#A9C2EE",
    steps=("#2F4E86", "#3A63AD", "#4A7BD2", "#6F9BE8", "#A9C2EE"),
    comparison="#74747A",
    remainder="#414146",
    alarm="#F29088",
    hatch="#1F1F21",
)


def screen_style(theme: str) -> Style:
    """The style of a screen theme, "light" or "dark"."""
    return DARK if theme == "dark" else LIGHT
