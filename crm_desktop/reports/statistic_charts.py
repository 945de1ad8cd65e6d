"""The charts of a statistic, for paper and for the screen."""

from fractions import Fraction

from crm_desktop.reports.bars import Bar, draw_bars, rows_that_fit
from crm_desktop.reports.charts import Chart, draw_nothing
from crm_desktop.reports.radar import LEAST, draw_radar
from crm_desktop.reports.sketch import Sketch
from crm_desktop.reports.speech import Speech
from crm_desktop.reports.statistic import RADAR, STEPS, Mark, Statistic
from crm_desktop.reports.style import PAPER, Style


def chart_of(statistic: Statistic, name: str, width: float, height: float, style: Style = PAPER) -> Chart:
    """One of its pictures, drawn at this size."""
    sketch = Sketch(width, height, style)
    picture = next(each for each in statistic.pictures if each.name == name)
    marks = picture.marks[: rows_that_fit(height, sketch)]
    if picture.form == RADAR and len(marks) >= LEAST:
        draw_radar(sketch, marks, picture.headings, statistic.kind)
    elif any(each.cell.number for each in marks):
        bars = _steps if picture.form == STEPS else _bars
        # A radar of few marks names ours first, which a bar shows itself.
        headings = picture.headings[1:] if picture.form == RADAR else picture.headings
        draw_bars(sketch, bars(statistic, marks, style), headings)
    else:
        draw_nothing(sketch, Speech(statistic.language))
    return Chart(name, picture.title, picture.subtitle, sketch)


def _bars(statistic: Statistic, marks: tuple[Mark, ...], style: Style) -> list[Bar]:
    return [
        _bar(statistic, each, each.cell.number or Fraction(0), style.emphasis if place == 0 else style.main)
        for place, each in enumerate(marks)
    ]


def _steps(statistic: Statistic, marks: tuple[Mark, ...], style: Style) -> list[Bar]:
    """Each change begins where the one before ended; what takes away is hatched: colour is not its only sign."""
    bars, reached = [], Fraction(0)
    for each in marks:
        number = each.cell.number or Fraction(0)
        start = Fraction(0) if each.is_whole else reached
        fill = style.emphasis if each.is_whole else style.main if number >= 0 else style.comparison
        bars.append(_bar(statistic, each, number, fill, start, is_hatched=number < 0))
        reached = start + number
    return bars


def _bar(
    statistic: Statistic,
    mark: Mark,
    value: Fraction,
    fill: str,
    start: Fraction = Fraction(0),
    *,
    is_hatched: bool = False,
) -> Bar:
    return Bar(
        mark.label,
        value,
        fill,
        mark.beside,
        mark.cell.text,
        hatched=is_hatched,
        quiet=mark.cell.is_quiet,
        text=mark.said or f"{mark.label}: {mark.cell.text}",
        kind=mark.cell.kind or statistic.kind,
        filter=mark.cell.spec,
        start=start,
        ends=mark.ends,
    )
