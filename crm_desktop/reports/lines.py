"""Figures from -100 to 100 over time as lines, such as the score of a survey from quarter to quarter."""

from collections.abc import Sequence

from crm_desktop.reports.fonts import SEMIBOLD
from crm_desktop.reports.sketch import CENTRE, RIGHT, Sketch

_STEP, _DOT, _GAP = 50, 4.0, 6.0


def draw_lines(
    sketch: Sketch, names: Sequence[str], labels: Sequence[str], values: Sequence[Sequence[int | None]]
) -> None:
    """Draw a line for each name through the values known of it; `values` has the figures of each label."""
    style = sketch.style
    known = [each for figures in values for each in figures if each is not None]
    low = min([0, *(each // _STEP * _STEP for each in known)])
    left = sketch.text_width("-100", style.axis_size) + _GAP
    top, bottom = style.axis_size * 3, sketch.height - style.axis_size * 2
    pitch = (sketch.width - left) / max(1, len(labels))

    def place(at: int, value: int) -> tuple[float, float]:
        return left + pitch * (at + 0.5), bottom - (value - low) / (100 - low) * (bottom - top)

    for mark in range(low, 101, _STEP):
        _x, y = place(0, mark)
        sketch.stroke([(left, y), (sketch.width, y)], style.baseline if mark == 0 else style.grid)
        sketch.words(left - _GAP, y + style.axis_size * 0.36, str(mark), style.axis_size, style.text_2, anchor=RIGHT)
    every = max(1, -int(-(max(sketch.text_width(each, style.axis_size) for each in labels) + 4) // pitch))
    for at in range(len(labels) - 1, -1, -every):
        line = bottom + style.axis_size * 1.5
        sketch.words(place(at, 0)[0], line, labels[at], style.axis_size, style.text_2, anchor=CENTRE)
    _draw_legend(sketch, names, left)
    for number, colour in zip(range(len(names)), _colours(sketch), strict=False):
        points = [(at, figures[number]) for at, figures in enumerate(values)]
        _draw_line(sketch, [(*place(at, value), value) for at, value in points if value is not None], colour)


def _colours(sketch: Sketch) -> tuple[str, str]:
    return sketch.style.emphasis, sketch.style.main


def _draw_legend(sketch: Sketch, names: Sequence[str], x: float) -> None:
    style = sketch.style
    for name, colour in zip(names, _colours(sketch), strict=False):
        sketch.stroke([(x, style.axis_size * 0.6), (x + 12, style.axis_size * 0.6)], colour, 1.6)
        sketch.words(x + 16, style.axis_size, name, style.axis_size, style.text_2)
        x += 34 + sketch.text_width(name, style.axis_size)


def _draw_line(sketch: Sketch, points: Sequence[tuple[float, float, int]], colour: str) -> None:
    style = sketch.style
    if len(points) > 1:
        sketch.stroke([(x, y) for x, y, _value in points], colour, 1.4)
    for x, y, value in points:
        sketch.box(x - _DOT / 2, y - _DOT / 2, _DOT, _DOT, colour)
        sketch.words(
            x, y - _DOT, str(value), style.axis_size, colour, weight=SEMIBOLD, anchor=CENTRE, halo=style.background
        )
