"""Columns over time: months and quarters, the latest complete one emphasised, incomplete ones pale."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise

from crm_desktop.core.listing import ListSpec
from crm_desktop.reports.fonts import SEMIBOLD
from crm_desktop.reports.sketch import CENTRE, RIGHT, Sketch
from crm_desktop.reports.style import Style

MOST_TICKS = 4
ALL_LABELLED = 8
GAP = 5.0
VALUE_GAP = 6.0
MINUS = "\u2212"
_COARSEST = 3


@dataclass(frozen=True)
class Column:
    """One column: `label` under it, `group` under the first column of a year, `text` for whoever points at it."""

    label: str
    group: str
    value: Fraction
    text: str
    partial: bool = False
    kind: str = ""
    filter: ListSpec | None = None


def draw_columns(
    sketch: Sketch,
    columns: Sequence[Column],
    write: Callable[[Fraction], str],
    tick: Callable[[Fraction], str],
    window: int = 0,
) -> None:
    """Draw the columns with their axis; with a `window`, also the average of that many columns as a line."""
    style = sketch.style
    low, high, ticks = _even_axis(min(c.value for c in columns), max(c.value for c in columns), tick)
    left = max(sketch.text_width(tick(each), style.axis_size) for each in ticks) + GAP
    grouped = any(column.group for column in columns)
    bottom = sketch.height - style.axis_size * (2.9 if grouped else 1.6)
    top = style.label_size * 1.5
    frame = _Frame(sketch, left, top, sketch.width, bottom, low, max(high, max(c.value for c in columns)))
    _draw_axis(frame, ticks, tick)
    pitch = (frame.right - frame.left) / len(columns)
    latest = max((index for index, column in enumerate(columns) if not column.partial), default=-1)
    for index, column in enumerate(columns):
        _draw_column(frame, column, frame.left + pitch * index, pitch, emphasised=index == latest)
    if window:
        _draw_trend(frame, columns, pitch, window)
    _label_values(frame, columns, latest, pitch, write)
    _label_time(frame, columns, pitch)


def _even_axis(
    low: Fraction, high: Fraction, tick: Callable[[Fraction], str]
) -> tuple[Fraction, Fraction, list[Fraction]]:
    """The axis whose marks stay evenly apart as they are written: 0.25 and 0.75 must not become 0.3 and 0.8."""
    for coarser in range(_COARSEST):
        first, last, step = axis(low, high, coarser)
        marks = [step * index for index in range(int(first / step), int(last / step) + 1)]
        written = [_digits(tick(mark)) for mark in marks]
        if len({later - earlier for earlier, later in pairwise(written)}) <= 1:
            break
    return first, last, marks


def _digits(text: str) -> Fraction:
    kept = "".join(each for each in text.replace(MINUS, "-") if each.isdigit() or each in ".-")
    return Fraction(kept) if any(each.isdigit() for each in kept) else Fraction(0)


def axis(low: Fraction, high: Fraction, coarser: int = 0) -> tuple[Fraction, Fraction, Fraction]:
    """(lowest mark, highest mark, step): at most four steps of 1, 2, 2.5 or 5; bars always start at zero."""
    low, high = min(low, Fraction(0)), max(high, Fraction(0))
    span = high - low or Fraction(1)
    power = Fraction(10) ** (len(str(int(span))) - 2)
    scales = (2, 4, 5, 10, 20, 40, 50, 100, 200, 400, 500)
    step = [power * scale / 2 for scale in scales if power * scale / 2 * MOST_TICKS >= span][coarser]
    first = -(-low // step) * step
    if first > low:
        first -= step
    last = high // step * step
    # A mark above the tallest column only where it lies close: white space at the top says nothing.
    if high - last > step * Fraction(3, 4):
        last += step
    return Fraction(first), Fraction(last), step


@dataclass(frozen=True)
class _Frame:
    """The plot inside the axis labels."""

    sketch: Sketch
    left: float
    top: float
    right: float
    bottom: float
    low: Fraction
    high: Fraction

    @property
    def style(self) -> Style:
        return self.sketch.style

    def y(self, value: Fraction) -> float:
        span = float(self.high - self.low) or 1.0
        return self.bottom - float(value - self.low) / span * (self.bottom - self.top)


def _draw_axis(frame: _Frame, ticks: list[Fraction], tick: Callable[[Fraction], str]) -> None:
    sketch, style = frame.sketch, frame.style
    for value in ticks:
        y = frame.y(value)
        if value:
            sketch.stroke([(frame.left, y), (frame.right, y)], style.grid, 0.5 if not style.screen else 1.0)
        sketch.words(
            frame.left - GAP, y + style.axis_size * 0.36, tick(value), style.axis_size, style.text_2, anchor=RIGHT
        )


def _draw_column(frame: _Frame, column: Column, x: float, pitch: float, *, emphasised: bool) -> None:
    sketch, style = frame.sketch, frame.style
    width = min(pitch * 0.64, 60.0 if style.screen else 38.0)
    zero, y = frame.y(Fraction(0)), frame.y(column.value)
    fill = style.emphasis if emphasised else style.remainder if column.partial else style.main
    left = x + (pitch - width) / 2
    if column.value:
        sketch.box(left, zero, width, y - zero, fill)
    if column.partial and column.value:
        edge = [(left, zero), (left, y), (left + width, y), (left + width, zero)]
        sketch.stroke(edge, style.text_3, 0.75, (2.5, 2.0))
    sketch.stroke([(x, zero), (x + pitch, zero)], style.baseline, 0.75 if not style.screen else 1.0)
    sketch.region(x, frame.top, pitch, frame.bottom - frame.top, column.text, column.kind, column.filter)


def _draw_trend(frame: _Frame, columns: Sequence[Column], pitch: float, window: int) -> None:
    """The mean of each complete month and those before it; an incomplete one would bend the line for no reason."""
    points = []
    for index in range(window - 1, len(columns)):
        part = columns[index - window + 1 : index + 1]
        if not any(column.partial for column in part):
            mean = sum((column.value for column in part), Fraction(0)) / window
            points.append((frame.left + pitch * (index + 0.5), frame.y(mean)))
    if len(points) > 1:
        frame.sketch.stroke(points, frame.style.background, 3.0)
        frame.sketch.stroke(points, frame.style.text, 1.2 if not frame.style.screen else 1.6)


@dataclass(frozen=True)
class _Value:
    """The value of a column, written at its end: the middle and the half of its width, and its baseline."""

    text: str
    x: float
    y: float
    half: float
    colour: str


def _label_values(
    frame: _Frame, columns: Sequence[Column], latest: int, pitch: float, write: Callable[[Fraction], str]
) -> None:
    """Write the values of all columns where there is room, else of the latest and the best: the title names these."""
    style = frame.style
    values = [_value(frame, each, index, pitch, write, index == latest) for index, each in enumerate(columns)]
    if len(values) > ALL_LABELLED or max(each.half for each in values) * 2 >= pitch - 4:
        best = max(range(len(columns)), key=lambda index: columns[index].value)
        values = _apart(frame, [values[index] for index in sorted({best, latest} - {-1})])
    for each in values:
        frame.sketch.words(
            each.x,
            each.y,
            each.text,
            style.label_size,
            each.colour,
            weight=SEMIBOLD,
            anchor=CENTRE,
            halo=style.background,
        )


def _value(
    frame: _Frame, column: Column, index: int, pitch: float, write: Callable[[Fraction], str], emphasised: bool
) -> _Value:
    style, text = frame.style, write(column.value)
    half = frame.sketch.text_width(text, style.label_size, SEMIBOLD) / 2
    centre = frame.left + pitch * (index + 0.5)
    y = frame.y(column.value) + (style.label_size * 1.1 if column.value < 0 else -style.label_size * 0.4)
    x = min(max(centre, frame.left + half), frame.right - half)
    return _Value(text, x, y, half, style.emphasis if emphasised else style.text)


def _apart(frame: _Frame, values: list[_Value]) -> list[_Value]:
    """Two values of neighbours as high as each other give way to both sides."""
    if len(values) < 2 or abs(values[0].y - values[1].y) > frame.style.line:
        return values
    left, right = values
    space = left.half + right.half + VALUE_GAP
    middle = (left.x + right.x) / 2
    middle = min(max(middle, frame.left + 2 * left.half + VALUE_GAP / 2), frame.right - 2 * right.half - VALUE_GAP / 2)
    if right.x - left.x >= space:
        return values
    return [
        replace(left, x=middle - left.half - VALUE_GAP / 2),
        replace(right, x=middle + right.half + VALUE_GAP / 2),
    ]


def _label_time(frame: _Frame, columns: Sequence[Column], pitch: float) -> None:
    sketch, style = frame.sketch, frame.style
    widest = max(sketch.text_width(column.label, style.axis_size) for column in columns) + 4
    every = next((count for count in (1, 2, 3, 4, 6, 12) if pitch * count >= widest), 0)
    line = frame.bottom + style.axis_size * 1.35
    reached = 0.0
    # Counted from the start of a year, so that thinned labels name the same months each year.
    origin = next((index for index, column in enumerate(columns) if column.group and index), 0)
    for index, column in enumerate(columns):
        centre = frame.left + pitch * (index + 0.5)
        if every and (index - origin) % every == 0:
            sketch.words(centre, line, column.label, style.axis_size, style.text_2, anchor=CENTRE)
        half = sketch.text_width(column.group, style.axis_size) / 2
        if column.group and centre - half > reached:
            where = max(centre, frame.left + half) if index == 0 else centre
            sketch.words(
                where, line + style.axis_size * 1.3, column.group, style.axis_size, style.text_3, anchor=CENTRE
            )
            reached = where + half + 6
