"""A chart before it is drawn: boxes, lines and words at exact places, and the regions that lead to records.

The origin is the top left corner, y grows downwards; lengths are points on paper and logical pixels on screen. Being
plain data, a sketch can be checked in tests and asked for the characters it needs before any font is cut.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from crm_desktop.core.listing import ListSpec
from crm_desktop.reports.fonts import REGULAR, printable, text_width
from crm_desktop.reports.style import Style

Anchor = Literal["left", "center", "right"]
LEFT: Anchor = "left"
RIGHT: Anchor = "right"
CENTRE: Anchor = "center"
HATCH_GAP = 5.0
# The width of the line around letters that keeps them apart from what lies under them.
HALO = 2.4


@dataclass(frozen=True)
class Box:
    """A filled rectangle; with a hatch colour, diagonal strokes run over it."""

    x: float
    y: float
    width: float
    height: float
    fill: str
    hatch: str = ""


@dataclass(frozen=True)
class Stroke:
    """A line through points; `dash` is the pattern of lengths on and off."""

    points: tuple[tuple[float, float], ...]
    colour: str
    width: float
    dash: tuple[float, float] | None = None


@dataclass(frozen=True)
class Words:
    """One line of text on its baseline; `halo` is the colour that keeps it apart from what lies under it."""

    x: float
    y: float
    text: str
    size: float
    colour: str
    weight: int = REGULAR
    anchor: Anchor = LEFT
    halo: str = ""


@dataclass(frozen=True)
class Region:
    """A part of a chart that opens the records behind it; `text` says what it shows, for tooltip and screen reader."""

    x: float
    y: float
    width: float
    height: float
    text: str
    kind: str
    filter: ListSpec


@dataclass
class Sketch:
    """A drawing of a given size, filled by the chart functions."""

    width: float
    height: float
    style: Style
    marks: list[Box | Stroke | Words] = field(default_factory=list)
    regions: list[Region] = field(default_factory=list)

    def box(self, x: float, y: float, width: float, height: float, fill: str, *, hatch: str = "") -> None:
        """Add a rectangle; a negative size grows to the left or upwards."""
        left, top = min(x, x + width), min(y, y + height)
        self.marks.append(Box(left, top, abs(width), abs(height), fill))
        if hatch:
            self.marks.extend(_hatching(left, top, abs(width), abs(height), hatch))

    def stroke(
        self,
        points: list[tuple[float, float]],
        colour: str,
        width: float = 0.5,
        dash: tuple[float, float] | None = None,
    ) -> None:
        """Add a line."""
        self.marks.append(Stroke(tuple(points), colour, width, dash))

    def words(
        self,
        x: float,
        y: float,
        text: str,
        size: float,
        colour: str,
        *,
        weight: int = REGULAR,
        anchor: Anchor = LEFT,
        halo: str = "",
    ) -> None:
        """Add a line of text."""
        shown = printable(text)
        if shown.strip():
            self.marks.append(Words(x, y, shown, size, colour, weight, anchor, halo))

    def text_width(self, text: str, size: float, weight: int = REGULAR) -> float:
        """The width a line of text will have here."""
        return text_width(printable(text), size, weight, "screen" if self.style.screen else "paper")

    def region(
        self, x: float, y: float, width: float, height: float, text: str, kind: str, spec: ListSpec | None
    ) -> None:
        """Make a part of the drawing lead to its records, where it has a way to them."""
        if spec is not None:
            self.regions.append(Region(x, y, width, height, text, kind, spec))

    def characters(self, weight: int) -> set[str]:
        """All characters written in this weight."""
        return {each for mark in self.marks if isinstance(mark, Words) and mark.weight == weight for each in mark.text}


def _hatching(x: float, y: float, width: float, height: float, colour: str) -> Iterator[Stroke]:
    """Strokes rising to the right, cut at the edges of the rectangle.

    They are real lines, because a renderer's own hatch has a fixed size that ignores the scale of the drawing.
    """
    step = HATCH_GAP
    start = step
    while start < width + height:
        low = (x + min(start, width), y + max(0.0, start - width))
        high = (x + max(0.0, start - height), y + min(start, height))
        yield Stroke((high, low), colour, 1.0)
        start += step
