"""A statistic on paper: its figures with what they mean, its charts and its tables."""

from collections.abc import Sequence

from crm_desktop.core import formats
from crm_desktop.core.i18n import CHINESE, N_
from crm_desktop.reports import statistic
from crm_desktop.reports.document import Composer
from crm_desktop.reports.press import Imprint, print_sheets
from crm_desktop.reports.speech import Speech
from crm_desktop.reports.statistic import Statistic
from crm_desktop.reports.statistic_charts import chart_of
from crm_desktop.reports.style import PAPER, TEXT_WIDTH
from crm_desktop.reports.tables import Table, TableColumn, set_table

_ROW, _MOST_ROWS = 19.0, 200


def render_statistic(report: Statistic) -> bytes:
    """The statistic as PDF; equal ones give equal bytes."""
    composer, speak = Composer(), Speech(report.language)
    set_statistic(composer, report)
    days = formats.period(report.first, report.last, report.language)
    at = report.data_state.at
    as_of = speak.t(N_("Data as of {moment}"), moment=formats.moment(at, report.language)) if at else ""
    heading = f"{report.title} · {days}"
    imprint = Imprint(
        " · ".join(filter(None, (report.company, heading))),
        report.company,
        heading,
        " · ".join(part for part in (as_of, speak.t(N_("internal"))) if part),
        "zh-CN" if report.language == CHINESE else "en",
        report.prepared_by,
        at,
    )
    return print_sheets(composer.sheets, imprint)


def set_statistic(composer: Composer, report: Statistic) -> None:
    """The section of a statistic."""
    speak = Speech(report.language)
    lead = " · ".join([report.lead, *(speak.message(each) for each in report.filters)])
    composer.open_section(report.title, lead)
    set_table(composer, _meanings(report, speak))
    for picture in report.pictures:
        height = PAPER.pitch * len(picture.marks) + PAPER.heading_size * 2
        composer.wide(chart_of(report, picture.name, TEXT_WIDTH, height), ruled=not composer.at_top)
    set_tables(composer, report.tables, speak)
    composer.y += 6
    for note in report.notes:
        composer.note(note)


def set_tables(composer: Composer, tables: Sequence[statistic.Table], speak: Speech) -> None:
    """Tables one below the other; those without rows are left out."""
    for table in tables:
        if table.rows:
            set_table(composer, _set(table, speak))
            if table.note:
                composer.note(table.note)


def _meanings(report: Statistic, speak: Speech) -> Table:
    columns = (
        TableColumn(speak.t(N_("Figure")), flexible=True, strong=True),
        TableColumn(speak.t(N_("Definition")), flexible=True, most_lines=4),
        TableColumn(speak.t(N_("This period")), numeric=True),
        TableColumn(speak.t(N_("Made of")), numeric=True),
    )
    rows = tuple((each.title, each.meaning, each.cell.text, each.note) for each in report.tiles)
    title = speak.t(N_("Key figures"))
    return Table(title, columns, rows, continued=_continued(title, speak), row_height=_ROW)


def _set(table: statistic.Table, speak: Speech) -> Table:
    columns = tuple(
        TableColumn(each.title, numeric=not each.is_text, flexible=each.is_text, strong=at == 0)
        for at, each in enumerate(table.columns)
    )
    rows = [tuple(cell.text for cell in row) for row in table.rows]
    body, totals = rows[: len(rows) - table.totals], rows[len(rows) - table.totals :]
    left_out = len(body) - _MOST_ROWS
    remark = speak.tn("{count} more is not named", "{count} more are not named", left_out) if left_out > 0 else ""
    # The sheet has one line for sums; others stand above it.
    body = body[:_MOST_ROWS] + totals[:-1]
    continued = _continued(table.title, speak)
    return Table(table.title, columns, tuple(body), totals[-1] if totals else (), remark, continued, row_height=_ROW)


def _continued(title: str, speak: Speech) -> str:
    return speak.t(N_("{title}, continued"), title=title)
