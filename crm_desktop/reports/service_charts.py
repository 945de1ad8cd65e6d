"""The charts of the report on service, for paper and for the screen: months, kinds, limits and handlers."""

from collections.abc import Callable, Sequence
from fractions import Fraction

from crm_desktop.core import formats
from crm_desktop.core.i18n import N_
from crm_desktop.insight import periods, service
from crm_desktop.insight.service import METRIC
from crm_desktop.models.service_case import PRIORITIES
from crm_desktop.reports.bars import Bar, draw_bars, rows_that_fit
from crm_desktop.reports.charts import Chart, draw_nothing
from crm_desktop.reports.columns import Column, draw_columns
from crm_desktop.reports.service import ServiceReport, ServiceRow, shown
from crm_desktop.reports.sketch import Sketch
from crm_desktop.reports.speech import Speech
from crm_desktop.reports.style import PAPER, Style

MONTHS, KINDS, LIMITS, HANDLERS = "months", "kinds", "limits", "handlers"
CHARTS = (MONTHS, KINDS, LIMITS, HANDLERS)
_KIND = "service_case"


def chart_of(report: ServiceReport, name: str, width: float, height: float, style: Style = PAPER) -> Chart:
    """One of `CHARTS`, drawn at this size."""
    sketch, speak = Sketch(width, height, style), Speech(report.language)
    title, subtitle, draw = _CHARTS[name]
    if report.has_cases:
        left_out = draw(sketch, report, speak)
    else:
        left_out = 0
        draw_nothing(sketch, speak)
    said = speak.t(subtitle)
    if name == MONTHS and any(_is_partial(report, row.key) for row in report.table(service.MONTH).rows):
        said = speak.t(N_("{sentence}; pale column: not complete"), sentence=said)
    if left_out:
        said = speak.t(N_("{sentence}; {count} smaller ones left out"), sentence=said, count=left_out)
    return Chart(name, title(report, speak), said, sketch)


# --- what they say


def sentence(report: ServiceReport, name: str) -> str:
    """What one of `CHARTS` says."""
    return _CHARTS[name][0](report, Speech(report.language))


def _of_months(report: ServiceReport, speak: Speech) -> str:
    rows = report.table(service.MONTH).rows
    if not rows:
        return speak.t(N_("Cases by month"))
    most = max(rows, key=lambda row: row.figures[service.CASES].count)
    return speak.t(N_("Most cases came in {month}: {count}"), month=most.label, count=_figure(report, most))


def _of_kinds(report: ServiceReport, speak: Speech) -> str:
    measure = report.total.figures[service.WORKED_MEDIAN]
    if measure.value is None or measure.is_too_few:
        return speak.t(N_("Handling time by kind"))
    hours = formats.hours(measure.value, report.language)
    return speak.t(N_("Half of the cases took no longer than {hours}"), hours=hours)


def _of_limits(report: ServiceReport, speak: Speech) -> str:
    measure = report.total.figures[service.LIMITS_KEPT]
    if measure.value is None or measure.is_too_few:
        return speak.t(N_("Time limits by priority"))
    return speak.t(N_("{share} of the cases kept their time limit"), share=formats.percent(measure.value))


def _of_handlers(report: ServiceReport, speak: Speech) -> str:
    measure = report.total.figures[service.FIRST_TIME_RIGHT]
    if measure.value is None or measure.is_too_few:
        return speak.t(N_("Cases by handler"))
    return speak.t(N_("{share} of the cases were right the first time"), share=formats.percent(measure.value))


# --- how they are drawn; each returns how many rows had no room


def _draw_months(sketch: Sketch, report: ServiceReport, speak: Speech) -> int:
    known = {row.key: row for row in report.table(service.MONTH).rows}
    columns, year = [], ""
    for month in report.months:
        row = known.get(month)
        count = row.figures[service.CASES].count if row else 0
        text = _spoken(report, row, speak) if row else ""
        group, year = month[:4] if month[:4] != year else "", month[:4]
        label = formats.month_name(int(month[5:]), report.language)
        spec = row.spec if row else None
        columns.append(Column(label, group, Fraction(count), text, _is_partial(report, month), _KIND, spec))
    draw_columns(sketch, columns, _whole, _whole)
    return 0


def _is_partial(report: ServiceReport, month: str) -> bool:
    """Whether a month is in the period, or over in the data, only in part."""
    whole = periods.bounds(month)
    return whole.first < report.first or whole.last > min(report.data_on, report.last)


def _draw_kinds(sketch: Sketch, report: ServiceReport, speak: Speech) -> int:
    names = (service.CASES, service.WORKED_P90)
    return _draw_rows(sketch, report, speak, report.table(service.KIND).rows, service.WORKED_MEDIAN, names)


def _draw_limits(sketch: Sketch, report: ServiceReport, speak: Speech) -> int:
    if not report.total.figures[service.LIMITS_KEPT].count:
        draw_nothing(sketch, speak)
        return 0
    known = {row.key: row for row in report.table(service.PRIORITY).rows}
    rows = [known[each] for each in reversed(PRIORITIES) if each in known]
    return _draw_rows(sketch, report, speak, rows, service.LIMITS_KEPT, (service.CASES,))


def _draw_handlers(sketch: Sketch, report: ServiceReport, speak: Speech) -> int:
    names = (service.WORKED_MEDIAN, service.FIRST_TIME_RIGHT)
    return _draw_rows(sketch, report, speak, report.table(service.HANDLED_BY).rows, service.CASES, names)


def _draw_rows(
    sketch: Sketch,
    report: ServiceReport,
    speak: Speech,
    rows: Sequence[ServiceRow],
    length: str,
    beside: tuple[str, ...],
) -> int:
    """A bar as long as one figure says, with others beside it; a figure of too few cases has no length."""
    fitting = rows[: rows_that_fit(sketch.height, sketch)]
    bars = []
    for place, row in enumerate(fitting):
        measure = row.figures[length]
        bars.append(
            Bar(
                row.label,
                Fraction(0) if measure.value is None or measure.is_too_few else measure.value,
                sketch.style.emphasis if place == 0 and length == service.CASES else sketch.style.main,
                tuple(_figure(report, row, name) for name in beside),
                _figure(report, row, length),
                quiet=not row.key or measure.is_too_few,
                text=_spoken(report, row, speak),
                kind=_KIND,
                filter=row.spec,
            )
        )
    draw_bars(sketch, bars, [speak.t(_HEADINGS[name]) for name in beside])
    return len(rows) - len(fitting)


_HEADINGS = {
    service.CASES: N_("Cases"),
    service.WORKED_P90: N_("90%"),
    service.WORKED_MEDIAN: N_("Median"),
    service.FIRST_TIME_RIGHT: N_("First time right"),
}
_CHARTS: dict[
    str, tuple[Callable[[ServiceReport, Speech], str], str, Callable[[Sketch, ServiceReport, Speech], int]]
] = {
    MONTHS: (_of_months, N_("Cases opened by month"), _draw_months),
    KINDS: (
        _of_kinds,
        N_("Working hours by kind, median and 90%"),
        _draw_kinds,
    ),
    LIMITS: (_of_limits, N_("Solved within the limit, by priority"), _draw_limits),
    HANDLERS: (_of_handlers, N_("Cases by handler"), _draw_handlers),
}


def _figure(report: ServiceReport, row: ServiceRow, name: str = service.CASES) -> str:
    return shown(METRIC[name], row.figures[name], report.language)


def _spoken(report: ServiceReport, row: ServiceRow, speak: Speech) -> str:
    """What a part of a chart says when pointed at or read aloud."""
    cases = speak.tn("{count} case", "{count} cases", row.figures[service.CASES].count)
    median = f"{speak.t(_HEADINGS[service.WORKED_MEDIAN])} {_figure(report, row, service.WORKED_MEDIAN)}"
    return f"{row.label}: {cases} · {median}"


def _whole(value: Fraction) -> str:
    return formats.decimal(value, 0 if value.denominator == 1 else 1)
