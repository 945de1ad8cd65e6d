"""The charts of a report by the name of their breakdown; the same functions draw for paper and for the screen.

`render_chart` is for the screen and runs in the worker process; importing this module loads none of the heavy
libraries, so that the window can receive a `ChartImage`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from crm_desktop.core import formats
from crm_desktop.core.i18n import N_, Translator
from crm_desktop.reports import figures as names
from crm_desktop.reports.bars import Bar, draw_bars, rows_that_fit
from crm_desktop.reports.columns import Column, draw_columns
from crm_desktop.reports.figures import OTHERS, Breakdown, Report, Row, exact
from crm_desktop.reports.findings import chart_title
from crm_desktop.reports.sketch import CENTRE, Region, Sketch
from crm_desktop.reports.style import PAPER, Style, screen_style
from crm_desktop.reports.wording import Wording, month_of

CHARTS = names.BREAKDOWNS


@dataclass(frozen=True)
class Chart:
    """A chart ready to be placed: what it says, in which unit, and its drawing."""

    name: str
    title: str
    subtitle: str
    sketch: Sketch


@dataclass(frozen=True)
class ChartImage:
    """A chart for the screen.

    `png` has `width` × `height` logical pixels times `ratio`; `regions` are in logical pixels, as mouse events are.
    """

    name: str
    title: str
    subtitle: str
    png: bytes
    width: int
    height: int
    ratio: float
    regions: tuple[Region, ...]


def render_chart(
    report: Report, name: str, width: int, height: int, *, ratio: float = 1.0, theme: str = "light"
) -> ChartImage:
    """Draw one chart for the screen at its size in logical pixels, in the theme "light" or "dark"."""
    return picture_of(lambda *size: chart_of(report, name, *size), width, height, ratio=ratio, theme=theme)


def picture_of(
    draw: Callable[[float, float, Style], Chart], width: int, height: int, *, ratio: float, theme: str
) -> ChartImage:
    """A chart for the screen, drawn by a function of its width, height and style."""
    from crm_desktop.reports.paint import png

    style = screen_style(theme)
    inset = style.inset
    chart = draw(width - 2 * inset, height - 2 * inset, style)
    picture = png(chart.sketch, ratio)
    regions = tuple(replace(each, x=each.x + inset, y=each.y + inset) for each in chart.sketch.regions)
    return ChartImage(chart.name, chart.title, chart.subtitle, picture, width, height, ratio, regions)


def chart_of(report: Report, name: str, width: float, height: float, style: Style = PAPER) -> Chart:
    """The chart of one breakdown, drawn at this size."""
    sketch = Sketch(width, height, style)
    breakdown, wording = report.breakdown(name), Wording(report)
    if breakdown is None or not any(exact(row.value) for row in breakdown.rows):
        draw_nothing(sketch, wording.speak)
    else:
        _DRAWERS.get(name, _draw_by_name)(sketch, breakdown, wording)
    return Chart(name, chart_title(report, name), _subtitle(breakdown, name, wording), sketch)


# --- what each chart draws


def _draw_months(sketch: Sketch, breakdown: Breakdown, wording: Wording) -> None:
    _draw_time(sketch, breakdown, wording, _month_label, _window(breakdown))


def _draw_quarters(sketch: Sketch, breakdown: Breakdown, wording: Wording) -> None:
    _draw_time(sketch, breakdown, wording, lambda key, _: key.partition("-")[2] or key, 0)


def _draw_time(
    sketch: Sketch, breakdown: Breakdown, wording: Wording, label: Callable[[str, str], str], window: int
) -> None:
    scale = wording.scale(breakdown, [row.value for row in breakdown.rows])
    columns, year = [], ""
    for row in breakdown.rows:
        group = row.key[:4] if row.key[:4] != year else ""
        year = row.key[:4]
        columns.append(
            Column(
                label(row.key, wording.language),
                group,
                _number(row),
                _spoken(row, breakdown, wording),
                row.partial,
                breakdown.kind,
                row.filter,
            )
        )
    draw_columns(sketch, columns, scale.number, scale.tick, window)


def _draw_by_name(sketch: Sketch, breakdown: Breakdown, wording: Wording) -> None:
    rows = _folded(breakdown.rows, rows_that_fit(sketch.height, sketch), wording)
    scale = wording.scale(breakdown, [row.value for row in rows])
    total = sum((_number(row) for row in breakdown.rows), Fraction(0))
    by_owner = breakdown.name == names.BY_OWNER
    bars = [
        _bar(
            row,
            breakdown,
            wording,
            _fill(row, index, sketch.style),
            (scale.number(exact(row.value)), _win_rate(row) if by_owner else _part(row, total)),
        )
        for index, row in enumerate(rows)
    ]
    last = N_("Win rate") if by_owner else N_("Share")
    draw_bars(sketch, bars, (wording.speak.t(N_("Revenue")), wording.speak.t(last)))


def _draw_stages(sketch: Sketch, breakdown: Breakdown, wording: Wording) -> None:
    rows = held(breakdown.rows)[: rows_that_fit(sketch.height, sketch)]
    scale = wording.scale(breakdown, [row.value for row in rows])
    steps = sketch.style.steps
    bars = []
    for index, row in enumerate(rows):
        step = steps[index * (len(steps) - 1) // max(1, len(rows) - 1)] if len(rows) > 1 else steps[-1]
        cells = (formats.integer(row.count), scale.number(exact(row.weighted)))
        # The figure at the end of a bar is what its length means.
        bars.append(replace(_bar(row, breakdown, wording, step, cells), end=scale.number(exact(row.value))))
    draw_bars(sketch, bars, (wording.speak.t(N_("Deals")), wording.speak.t(N_("Weighted"))))


def _draw_reasons(sketch: Sketch, breakdown: Breakdown, wording: Wording) -> None:
    rows = _folded(breakdown.rows, rows_that_fit(sketch.height, sketch), wording)
    total = sum((_number(row) for row in breakdown.rows), Fraction(0))
    lost, style = breakdown.name == names.LOST_REASONS, sketch.style
    bars = []
    for index, row in enumerate(rows):
        alarming = lost and index == 0 and bool(row.key)
        fill = style.alarm if alarming else _fill(row, index if not lost else index + 1, style)
        cells = (formats.integer(row.count), _part(row, total))
        bars.append(replace(_bar(row, breakdown, wording, fill, cells), hatched=alarming))
    draw_bars(sketch, bars, (wording.speak.t(N_("Deals")), wording.speak.t(N_("Share"))))


def draw_nothing(sketch: Sketch, speak: Translator) -> None:
    """Say that there is nothing to be drawn."""
    style, middle = sketch.style, sketch.height / 2
    text = speak.t(N_("Nothing to show for this period"))
    sketch.words(sketch.width / 2, middle, text, style.label_size, style.text_3, anchor=CENTRE)


_DRAWERS: dict[str, Callable[[Sketch, Breakdown, Wording], None]] = {
    names.BY_MONTH: _draw_months,
    names.BY_QUARTER: _draw_quarters,
    names.BY_STAGE: _draw_stages,
    names.WON_REASONS: _draw_reasons,
    names.LOST_REASONS: _draw_reasons,
}


# --- the unit under the title


def _subtitle(breakdown: Breakdown | None, name: str, wording: Wording) -> str:
    speak = wording.speak
    if name == names.WON_REASONS:
        return speak.t(N_("Won deals by the reason noted"))
    if name == names.LOST_REASONS:
        return speak.t(N_("Lost deals by the reason noted"))
    unit = wording.scale(breakdown, [row.value for row in breakdown.rows]).label if breakdown else wording.currency()
    if name == names.BY_STAGE:
        return speak.t(N_("Amount of open deals, {unit}"), unit=unit)
    if name not in (names.BY_MONTH, names.BY_QUARTER) or breakdown is None:
        return speak.t(N_("Won revenue, {unit}"), unit=unit)
    sentence = speak.t(N_("Won revenue, {unit}"), unit=unit)
    window = _window(breakdown) if name == names.BY_MONTH else 0
    if window:
        sentence = speak.t(N_("{sentence}; line: average of {count} months"), sentence=sentence, count=window)
    if any(row.partial and exact(row.value) for row in breakdown.rows):
        sentence = speak.t(N_("{sentence}; pale column: not complete"), sentence=sentence)
    return sentence


# --- rows


def _bar(row: Row, breakdown: Breakdown, wording: Wording, fill: str, cells: tuple[str, ...]) -> Bar:
    # The rest is not one of the names: its figure is told, but a bar for it would dwarf theirs.
    return Bar(
        wording.label(breakdown, row),
        _number(row) if row.key != OTHERS else Fraction(0),
        fill,
        cells,
        quiet=not row.key or row.key == OTHERS,
        text=_spoken(row, breakdown, wording),
        kind=breakdown.kind,
        filter=row.filter,
    )


def _folded(rows: Sequence[Row], most: int, wording: Wording) -> list[Row]:
    """As many rows as fit; the rest become one that says how many they are."""
    if len(rows) <= most and all(row.key != OTHERS for row in rows):
        return list(rows)
    most = min(most, len(rows))
    return [*rows[: max(0, most - 1)], others(rows[max(0, most - 1) :], wording)]


def held(stages: Sequence[Row]) -> list[Row]:
    """The stages in which deals stand."""
    return [row for row in stages if row.count]


def others(rows: Sequence[Row], wording: Wording) -> Row:
    """Several rows as one that says how many names it stands for."""
    count = sum(row.stands_for for row in rows)
    label = wording.speak.tn("{number} other", "{number} others", count, number=formats.integer(count))
    return merged(rows, OTHERS, label)


def merged(rows: Sequence[Row], key: str, label: str) -> Row:
    """Several rows as one; what one of them does not know, the sum does not know."""

    def total(values: Sequence[int | None]) -> int | None:
        known = [value for value in values if value is not None]
        return sum(known) if len(known) == len(values) else None

    value = int(sum((_number(row) for row in rows), Fraction(0)))
    won, lost = total([row.won for row in rows]), total([row.lost for row in rows])
    count, names_in = sum(row.count for row in rows), sum(row.stands_for for row in rows)
    return Row(key, label, value, count, won=won, lost=lost, stands_for=names_in)


def _fill(row: Row, index: int, style: Style) -> str:
    if not row.key:
        return style.comparison
    return style.emphasis if index == 0 else style.main


def _number(row: Row) -> Fraction:
    return exact(row.value) or Fraction(0)


def _part(row: Row, total: Fraction) -> str:
    return formats.percent(_number(row) / total) if total > 0 else formats.MISSING


def _win_rate(row: Row) -> str:
    won, closed = row.won or 0, (row.won or 0) + (row.lost or 0)
    return formats.percent(Fraction(won, closed)) if closed and row.won is not None else formats.MISSING


def _window(breakdown: Breakdown) -> int:
    """How many months the trend averages: a year where there are two (it takes out the season), else three, or none."""
    complete = sum(not row.partial for row in breakdown.rows)
    if not any(exact(row.value) for row in breakdown.rows):
        return 0
    return 12 if complete >= 24 else 3 if complete > 3 else 0


def _month_label(key: str, language: str) -> str:
    when = month_of(key)
    return formats.month_name(when[1], language) if when else key


def _spoken(row: Row, breakdown: Breakdown, wording: Wording) -> str:
    """What a region says when pointed at or read aloud."""
    label, count, number = wording.label(breakdown, row), row.count, formats.integer(row.count)
    if breakdown.unit == names.COUNT:
        return wording.speak.tn("{label}: {number} deal", "{label}: {number} deals", count, label=label, number=number)
    amount = formats.money(exact(row.value), breakdown.unit.removeprefix("money:"), symbol=True)
    return wording.speak.tn(
        "{label}: {amount}, {number} deal",
        "{label}: {amount}, {number} deals",
        count,
        label=label,
        amount=amount,
        number=number,
    )
