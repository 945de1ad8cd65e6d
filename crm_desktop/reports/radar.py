"""A radar: marks around a centre, ours as a whole line, what stands beside it dashed; both as numbers at the right."""

from collections.abc import Sequence
from fractions import Fraction
from math import cos, pi, sin

from crm_desktop.reports.fonts import SEMIBOLD
from crm_desktop.reports.sketch import CENTRE, LEFT, RIGHT, Sketch
from crm_desktop.reports.statistic import Mark
from crm_desktop.reports.typeset import elide

LEAST = 3
"""So many marks make a plane; of fewer, bars tell more."""
_HIGHEST, _GAP, _COLUMN = 5, 14.0, 64.0
_DASH = (4.0, 3.0)


def draw_radar(sketch: Sketch, marks: Sequence[Mark], headings: Sequence[str], kind: str) -> None:
    """Draw marks from 0 to 5; the first heading names ours, the second the other line, the third their number."""
    style = sketch.style
    radius = max(20.0, sketch.height / 2 - style.label_size * 2.2)
    widest = max(sketch.text_width(each.label, style.label_size) for each in marks)
    room = min(widest, sketch.width * 0.2)
    x, y = room + radius + _GAP, sketch.height / 2
    turns = [2 * pi * place / len(marks) - pi / 2 for place in range(len(marks))]

    def at(turn: float, value: float) -> tuple[float, float]:
        return x + cos(turn) * radius * value / _HIGHEST, y + sin(turn) * radius * value / _HIGHEST

    for ring in range(1, _HIGHEST + 1):
        sketch.stroke([at(turn, ring) for turn in (*turns, turns[0])], style.grid)
    for each, turn in zip(marks, turns, strict=True):
        sketch.stroke([(x, y), at(turn, _HIGHEST)], style.grid)
        _name(sketch, each.label, at(turn, _HIGHEST), cos(turn), room)
    rivals = [(turn, each.rival) for each, turn in zip(marks, turns, strict=True) if each.rival is not None]
    if len(rivals) >= LEAST:
        beside = [at(turn, float(value)) for turn, value in rivals]
        sketch.stroke([*beside, beside[0]], style.text_3, 1.4, _DASH)
    ours = [at(turn, float(each.cell.number or Fraction(0))) for each, turn in zip(marks, turns, strict=True)]
    sketch.stroke([*ours, ours[0]], style.emphasis, 1.8)
    _told(sketch, marks, headings, x + radius + room + 2 * _GAP, kind)


def _name(sketch: Sketch, label: str, place: tuple[float, float], side: float, room: float) -> None:
    style, (x, y) = sketch.style, place
    size = style.label_size
    text = elide(label, room, lambda one: sketch.text_width(one, size))
    anchor = CENTRE if abs(side) < 0.2 else LEFT if side > 0 else RIGHT
    shift = 0.0 if anchor == CENTRE else 4.0 if anchor == LEFT else -4.0
    below = y > sketch.height / 2
    drop = (size * 1.1 if below else -size * 0.4) if anchor == CENTRE else size * 0.36
    sketch.words(x + shift, y + drop, text, size, style.text_2, anchor=anchor)


def _told(sketch: Sketch, marks: Sequence[Mark], headings: Sequence[str], left: float, kind: str) -> None:
    """The same as numbers."""
    style = sketch.style
    edges = [sketch.width - _COLUMN * place for place in range(len(headings))][::-1]
    if left + _COLUMN > edges[0] - _COLUMN:
        return
    for heading, right in zip(headings, edges, strict=True):
        sketch.words(right, style.heading_size, heading, style.heading_size, style.text_3, anchor=RIGHT)
    top = style.heading_size * 1.7
    pitch = min(style.pitch, (sketch.height - top) / len(marks))
    for place, each in enumerate(marks):
        baseline = top + pitch * (place + 0.5) + style.label_size * 0.36
        wide = edges[0] - _COLUMN - left
        label = elide(each.label, wide, lambda text: sketch.text_width(text, style.label_size))
        sketch.words(left, baseline, label, style.label_size, style.text)
        for said, right in zip((each.cell.text, *each.beside), edges, strict=True):
            colour, weight = (style.text, SEMIBOLD) if said is each.cell.text else (style.text_2, 400)
            sketch.words(right, baseline, said, style.label_size, colour, weight=weight, anchor=RIGHT)
        spec = each.cell.spec
        sketch.region(left, top + pitch * place, sketch.width - left, pitch, each.said, each.cell.kind or kind, spec)
