"""Horizontal bars with columns of figures beside them: whatever is split by a name."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from crm_desktop.core.listing import ListSpec
from crm_desktop.reports.fonts import SEMIBOLD
from crm_desktop.reports.sketch import RIGHT, Sketch
from crm_desktop.reports.typeset import elide

WIDEST_LABEL = 0.36
LABEL_GAP = 5.0
CELL_GAP = 12.0


@dataclass(frozen=True)
class Bar:
    """One bar: its name, its length, the figure at its end (often none) and the cells at the right.

    It lies between `start`, which is zero but for a step from one sum to another, and `start` + `value`.
    A line from one of `ends` to the other tells the range it may lie in.
    """

    label: str
    value: Fraction
    fill: str
    cells: tuple[str, ...] = ()
    end: str = ""
    hatched: bool = False
    quiet: bool = False
    text: str = ""
    kind: str = ""
    filter: ListSpec | None = None
    start: Fraction = Fraction(0)
    ends: tuple[Fraction, Fraction] | None = None

    @property
    def lies(self) -> tuple[Fraction, Fraction]:
        """Its lower and its upper end, or that of its range."""
        reached = (self.start, self.start + self.value, *(self.ends or ()))
        return min(reached), max(reached)


def rows_that_fit(height: float, sketch: Sketch) -> int:
    """How many bars a plot of this height can carry under a line of headings."""
    return max(1, int((height - _heading_height(sketch)) // sketch.style.pitch))


def draw_bars(sketch: Sketch, bars: Sequence[Bar], headings: Sequence[str] = ()) -> None:
    """Draw the bars from the top; they keep a calm distance instead of filling a tall plot."""
    style = sketch.style
    top = _heading_height(sketch) if any(headings) else 0.0
    pitch = min(style.most_pitch, (sketch.height - top) / len(bars))
    label_width = _label_width(sketch, bars)
    cell_edges = _cell_edges(sketch, bars, headings)
    start = label_width + LABEL_GAP
    ends = max((sketch.text_width(bar.end, style.label_size, SEMIBOLD) + 4 for bar in bars if bar.end), default=0.0)
    room = max(10.0, (cell_edges[0][0] - CELL_GAP if cell_edges else sketch.width) - start - ends)
    low, high = min(Fraction(0), *(bar.lies[0] for bar in bars)), max(Fraction(0), *(bar.lies[1] for bar in bars))
    scale = room / (float(high - low) or 1.0)
    zero = start - float(low) * scale
    for heading, (_, right) in zip(headings, cell_edges, strict=False):
        sketch.words(right, style.heading_size, heading, style.heading_size, style.text_3, anchor=RIGHT)
    for index, bar in enumerate(bars):
        _draw_bar(sketch, bar, top + pitch * index, pitch, zero, scale, label_width, cell_edges)


def _draw_bar(
    sketch: Sketch,
    bar: Bar,
    y: float,
    pitch: float,
    zero: float,
    scale: float,
    label_width: float,
    cell_edges: list[tuple[float, float]],
) -> None:
    style = sketch.style
    thickness = min(pitch * 0.58, 29.0 if style.screen else 17.0)
    baseline = y + pitch / 2 + style.label_size * 0.36
    label = elide(bar.label, label_width, lambda text: sketch.text_width(text, style.label_size))
    colour = style.text_2 if bar.quiet else style.text
    sketch.words(label_width, baseline, label, style.label_size, colour, anchor=RIGHT)
    length = float(bar.value) * scale
    begin = zero + float(bar.start) * scale
    if bar.value:
        # A thin sliver still says that there is something.
        length = max(length, 0.75) if length > 0 else min(length, -0.75)
        hatch = style.hatch if bar.hatched else ""
        sketch.box(begin, y + (pitch - thickness) / 2, length, thickness, bar.fill, hatch=hatch)
    after = begin + max(length, 0.0)
    if bar.ends is not None:
        low, high = (zero + float(each) * scale for each in bar.ends)
        after = max(after, high)
        middle, tick = y + pitch / 2, thickness * 0.3
        for x in (low, high):
            sketch.stroke([(x, middle - tick), (x, middle + tick)], style.text_2)
        sketch.stroke([(low, middle), (high, middle)], style.text_2)
    if bar.end:
        end = style.text_3 if bar.quiet else style.text
        sketch.words(after + 4, baseline, bar.end, style.label_size, end, weight=SEMIBOLD)
    for position, (cell, (_, right)) in enumerate(zip(bar.cells, cell_edges, strict=True)):
        strong = position == len(bar.cells) - 1 and not bar.quiet
        colour = style.text if strong else style.text_2
        sketch.words(right, baseline, cell, style.label_size, colour, weight=SEMIBOLD if strong else 400, anchor=RIGHT)
    sketch.region(0.0, y, sketch.width, pitch, bar.text, bar.kind, bar.filter)


def _heading_height(sketch: Sketch) -> float:
    return sketch.style.heading_size * 1.7


def _label_width(sketch: Sketch, bars: Sequence[Bar]) -> float:
    widest = max(sketch.text_width(bar.label, sketch.style.label_size) for bar in bars)
    return min(widest, sketch.width * WIDEST_LABEL)


def _cell_edges(sketch: Sketch, bars: Sequence[Bar], headings: Sequence[str]) -> list[tuple[float, float]]:
    """(left, right) of each column of figures, from left to right."""
    style, right, edges = sketch.style, sketch.width, []
    for position in reversed(range(max(len(bar.cells) for bar in bars))):
        widths = [sketch.text_width(bar.cells[position], style.label_size, SEMIBOLD) for bar in bars]
        if position < len(headings):
            widths.append(sketch.text_width(headings[position], style.heading_size))
        edges.append((right - max(widths), right))
        right -= max(widths) + CELL_GAP
    return edges[::-1]
