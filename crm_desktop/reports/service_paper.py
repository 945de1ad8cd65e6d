"""The report on service on paper: a section of the management report, and pages of their own."""

from collections.abc import Sequence

from crm_desktop.core import formats
from crm_desktop.core.i18n import CHINESE, N_
from crm_desktop.insight import service
from crm_desktop.insight.service import METRICS
from crm_desktop.reports.document import Composer
from crm_desktop.reports.press import Imprint, print_sheets
from crm_desktop.reports.service import TITLES, TOO_FEW_SAID, ServiceReport, ServiceTable, cell, shown, steps
from crm_desktop.reports.service_charts import HANDLERS, KINDS, LIMITS, MONTHS, chart_of
from crm_desktop.reports.speech import Speech
from crm_desktop.reports.style import COLUMN_WIDTH
from crm_desktop.reports.tables import Table, TableColumn, set_table

_CHART, _ROW = 170.0, 19.0
# So many months, quarters or years stand side by side.
_ABREAST, _MOST_ROWS = 6, 25
_COLUMNS = (
    (service.CASES, N_("Cases")),
    (service.WORKED_MEDIAN, N_("Median")),
    (service.WORKED_P90, N_("90%")),
    (service.REWORK, N_("Rework")),
    (service.FIRST_TIME_RIGHT, N_("First time right")),
    (service.LIMITS_KEPT, N_("Limits kept")),
    (service.SATISFACTION, N_("Stars")),
)


def render_service_pdf(report: ServiceReport) -> bytes:
    """The report as PDF; equal reports give equal bytes."""
    composer, speak = Composer(), Speech(report.language)
    set_service(composer, report)
    title = speak.t(N_("Service report"))
    days = formats.period(report.first, report.last, report.language)
    at = report.data_state.at
    as_of = speak.t(N_("Data as of {moment}"), moment=formats.moment(at, report.language)) if at else ""
    footer = " · ".join(part for part in (as_of, speak.t(N_("internal"))) if part)
    code = "zh-CN" if report.language == CHINESE else "en"
    heading = f"{title} · {days}"
    imprint = Imprint(
        " · ".join(filter(None, (report.company, heading))),
        report.company,
        heading,
        footer,
        code,
        report.prepared_by,
        at,
    )
    return print_sheets(composer.sheets, imprint)


def set_service(composer: Composer, report: ServiceReport) -> None:
    """The section on service: every figure with what it means, charts, and the figures by everything."""
    speak = Speech(report.language)
    composer.open_section(speak.t(N_("Service")), _lead(report, speak))
    set_table(composer, _meanings(report, speak))
    if not report.has_cases:
        return
    for left, right in ((MONTHS, KINDS), (LIMITS, HANDLERS)):
        pair = [chart_of(report, name, COLUMN_WIDTH, _CHART) for name in (left, right)]
        composer.pair(pair[0], pair[1], ruled=not composer.at_top)
    for table in map(report.table, service.GROUPS):
        # Where nothing is said of any case, its figures are those of all.
        if any(row.key for row in table.rows):
            set_table(composer, _by(table, report, speak))
    set_table(composer, _by_kind_and_month(report, speak))
    note = N_(
        "Median and 90% are working hours to the solution. In brackets: of how many cases, where these are not all"
        " that were handled. Figures of fewer than five cases are not told."
    )
    composer.y += 6
    composer.note(speak.t(note))


def _lead(report: ServiceReport, speak: Speech) -> str:
    days = formats.period(report.first, report.last, report.language)
    said = [speak.t(N_("Cases of {period} and how they were handled."), period=days)]
    said += [speak.message(each) for each in report.filters]
    return " · ".join(said)


def _meanings(report: ServiceReport, speak: Speech) -> Table:
    columns = (
        TableColumn(speak.t(N_("Figure")), flexible=True, strong=True),
        TableColumn(speak.t(N_("Definition")), flexible=True, most_lines=4),
        TableColumn(speak.t(N_("This period")), numeric=True),
        TableColumn(speak.t(N_("Cases")), numeric=True),
    )
    rows = []
    for metric in METRICS:
        measure = report.total.figures[metric.name]
        value = shown(metric, measure, report.language)
        rows.append((speak.t(metric.title), speak.t(metric.definition), value, formats.integer(measure.count)))
    title = speak.t(N_("Figures of service"))
    return Table(title, columns, tuple(rows), continued=_continued(title, speak), row_height=_ROW)


def _by(table: ServiceTable, report: ServiceReport, speak: Speech) -> Table:
    title = speak.t(_TABLES[table.name])
    rows, further = table.rows[:_MOST_ROWS], table.further + len(table.rows[_MOST_ROWS:])
    columns = (
        TableColumn(speak.t(TITLES[table.name]), flexible=True, strong=True),
        *(TableColumn(speak.t(heading), numeric=True) for _, heading in _COLUMNS),
    )
    cells = tuple((row.label, *(cell(row, name, report.language) for name, _ in _COLUMNS)) for row in rows)
    total = (speak.t(N_("Total")), *(cell(report.total, name, report.language) for name, _ in _COLUMNS))
    remark = speak.tn("{count} more is not named", "{count} more are not named", further) if further else ""
    return Table(
        title,
        columns,
        cells,
        total if len(rows) > 1 else (),
        remark,
        _continued(title, speak),
        row_height=_ROW,
        pale=speak.t(TOO_FEW_SAID),
    )


_TABLES = {
    service.KIND: N_("Service by kind"),
    service.MONTH: N_("Service by month"),
    service.PRIORITY: N_("Service by priority"),
    service.CHANNEL: N_("Service by channel"),
    service.HANDLED_BY: N_("Service by handler"),
    service.PRODUCT: N_("Service by product"),
    service.CUSTOMER: N_("Service by customer"),
}


def _by_kind_and_month(report: ServiceReport, speak: Speech) -> Table:
    spans = steps(report, _ABREAST)
    place = {month: number for number, month in enumerate(report.months)}
    columns = (
        TableColumn(speak.t(N_("Kind")), flexible=True, strong=True),
        *(TableColumn(name, numeric=True) for name, _ in spans),
        TableColumn(speak.t(N_("Total")), numeric=True),
    )

    def told(label: str, counts: Sequence[int]) -> tuple[str, ...]:
        parts = [sum(counts[place[month]] for month in months) for _, months in spans]
        return label, *(formats.integer(each) for each in (*parts, sum(counts)))

    rows = tuple(told(row.label, counts) for row, counts in report.kinds[:_MOST_ROWS])
    of_month = {row.key: row.figures[service.CASES].count for row in report.table(service.MONTH).rows}
    whole = [of_month.get(month, 0) for month in report.months]
    title = speak.t(N_("Cases by kind and month"))
    total = told(speak.t(N_("Total")), whole)
    return Table(title, columns, rows, total, continued=_continued(title, speak), row_height=_ROW)


def _continued(title: str, speak: Speech) -> str:
    return speak.t(N_("{title}, continued"), title=title)
