"""The management report: which findings, figures, charts and tables stand on which page."""

from collections.abc import Sequence
from fractions import Fraction

from crm_desktop.core import formats
from crm_desktop.core.i18n import CHINESE, N_
from crm_desktop.reports import figures as names
from crm_desktop.reports.caveats import caveats
from crm_desktop.reports.charts import chart_of, held, merged, others
from crm_desktop.reports.cover import set_cover
from crm_desktop.reports.document import Composer
from crm_desktop.reports.figures import OTHERS, Breakdown, Figure, Report, Row, exact
from crm_desktop.reports.fonts import is_complete
from crm_desktop.reports.press import Imprint, print_sheets
from crm_desktop.reports.service_paper import set_service
from crm_desktop.reports.style import COLUMN_WIDTH, PAPER, TEXT_WIDTH
from crm_desktop.reports.tables import Table, TableColumn, set_table
from crm_desktop.reports.wording import Wording

MOST_ROWS = 60
MOST_CUSTOMERS = 25
PLOT = 230.0
LEAST_PLOT = 100.0
# Title, unit and rule of a wide chart.
WIDE_HEADING = 80.0


def render_management_pdf(report: Report) -> bytes:
    """The report as PDF; equal reports give equal bytes, wherever and whenever they are printed."""
    wording = Wording(report)
    composer = Composer()
    set_management(composer, report, wording)
    set_definitions(composer, report, wording)
    heading = wording.speak.t(N_("Sales report · {period}"), period=wording.period())
    return print_sheets(composer.sheets, imprint_of(report, wording, heading))


def set_management(composer: Composer, report: Report, wording: Wording) -> None:
    """All sections but the definitions, which come last in every document."""
    set_cover(composer, report, wording)
    _set_figures(composer, report, wording)
    _set_revenue(composer, report, wording)
    _set_pipeline(composer, report, wording)
    _set_tables(composer, report, wording)
    if report.service is not None:
        set_service(composer, report.service)


def imprint_of(report: Report, wording: Wording, heading: str, broader: float = 0.0) -> Imprint:
    """What stands on every page of a document that is headed so."""
    speak = wording.speak
    footer = speak.t(
        N_("{data_state} · amounts in {currency}, without tax · internal"),
        data_state=wording.data_state(),
        currency=wording.currency(),
    )
    title = " · ".join(filter(None, (report.company, heading)))
    language = "zh-CN" if report.language == CHINESE else "en"
    return Imprint(
        *(title, report.company, heading, footer, language, report.prepared_by, report.data_state.at), broader=broader
    )


# --- sections


def _set_figures(composer: Composer, report: Report, wording: Wording) -> None:
    speak, before = wording.speak, wording.previous_period()
    if before:
        lead = speak.t(N_("{period} compared with {previous}."), period=wording.period(), previous=before)
    else:
        lead = speak.t(N_("{period}; there is nothing to compare with."), period=wording.period())
    composer.open_section(speak.t(N_("Key figures")), lead)
    rows = tuple(_figure_row(figure, wording) for figure in report.figures)
    columns = (
        TableColumn(speak.t(N_("Figure")), flexible=True, strong=True),
        TableColumn(speak.t(N_("This period")), numeric=True),
        TableColumn(speak.t(N_("Period before")), numeric=True),
        TableColumn(speak.t(N_("Change")), numeric=True),
        TableColumn(speak.t(N_("Records")), numeric=True),
    )
    remark = speak.t(N_("Amounts in {currency}"), currency=wording.currency())
    set_table(composer, Table(speak.t(N_("All figures of the period")), columns, rows, remark=remark))
    if not _has_values(report, names.BY_MONTH):
        return
    _pair(composer, report, names.BY_QUARTER, names.BY_REGION)


def _set_revenue(composer: Composer, report: Report, wording: Wording) -> None:
    if not _has_values(report, names.BY_MONTH):
        return
    speak, figure = wording.speak, report.figure(names.WON_REVENUE)
    amount = wording.short(figure.value, figure.unit) if figure else formats.MISSING
    lead = speak.t(N_("Where the won revenue of {amount} came from."), amount=amount)
    composer.open_section(speak.t(N_("Revenue")), lead)
    _pair(composer, report, names.BY_PRODUCT, names.BY_SECTOR)
    height = _plot_height(report, names.BY_CUSTOMER, max(LEAST_PLOT, composer.room - WIDE_HEADING))
    composer.wide(chart_of(report, names.BY_CUSTOMER, TEXT_WIDTH, height))


def _set_pipeline(composer: Composer, report: Report, wording: Wording) -> None:
    if not any(_has_values(report, name) for name in (names.BY_STAGE, names.WON_REASONS, names.LOST_REASONS)):
        return
    speak = wording.speak
    lead = speak.t(N_("What was open on {day}, and why deals were won and lost."), day=wording.open_day())
    composer.open_section(speak.t(N_("Pipeline and reasons")), lead)
    stages = report.breakdown(names.BY_STAGE)
    if stages and held(stages.rows):
        set_table(composer, _stage_table(stages, wording))
    _pair(composer, report, names.WON_REASONS, names.LOST_REASONS)


def _set_tables(composer: Composer, report: Report, wording: Wording) -> None:
    speak = wording.speak
    wanted = (
        (names.BY_CUSTOMER, N_("Largest customers"), N_("Customer"), MOST_CUSTOMERS),
        (names.BY_OWNER, N_("Revenue by owner"), N_("Owner"), MOST_ROWS),
        (names.BY_PRODUCT, N_("Revenue by product"), N_("Product"), MOST_ROWS),
        (names.BY_REGION, N_("Revenue by region"), N_("Region"), MOST_ROWS),
        (names.BY_SECTOR, N_("Revenue by sector"), N_("Sector"), MOST_ROWS),
        (names.BY_MONTH, N_("Revenue by month"), N_("Month"), 0),
    )
    present = [each for each in wanted if _has_values(report, each[0]) and _says_more(report, each[0])]
    if not present:
        return
    lead = speak.t(N_("The figures behind the charts; each row leads to its records on screen."))
    composer.open_section(speak.t(N_("Tables")), lead)
    for name, title, heading, most in present:
        breakdown = report.breakdown(name)
        if breakdown:
            set_table(composer, _revenue_table(breakdown, speak.t(title), speak.t(heading), most, wording))


def set_definitions(composer: Composer, report: Report, wording: Wording) -> None:
    """What every figure means, and what to know of the data."""
    speak = wording.speak
    lead = speak.t(N_("What every figure means and how many records it was made of."))
    composer.open_section(speak.t(N_("Definitions and data")), lead)
    columns = (
        TableColumn(speak.t(N_("Figure")), strong=True),
        TableColumn(speak.t(N_("Definition")), flexible=True, most_lines=8),
        TableColumn(speak.t(N_("Records")), numeric=True),
    )
    rows = [
        (speak.message(figure.title), speak.message(figure.definition), formats.integer(figure.records))
        for figure in report.figures
    ] + [
        (
            speak.message(breakdown.title),
            speak.message(breakdown.definition),
            formats.integer(sum(row.count for row in breakdown.rows)),
        )
        for breakdown in report.breakdowns
    ]
    continued = speak.t(N_("{title}, continued"), title=speak.t(N_("Definitions")))
    set_table(composer, Table(speak.t(N_("Definitions")), columns, tuple(rows), continued=continued))
    composer.y += 10
    for text in _notes(report, wording):
        composer.note(text)


def _notes(report: Report, wording: Wording) -> Sequence[str]:
    speak, state = wording.speak, report.data_state
    notes = caveats(report, speak)
    if report.filters:
        filters = (", " if report.language != CHINESE else "，").join(wording.text(each) for each in report.filters)
        notes.append(speak.t(N_("Only records that match: {filters}."), filters=filters))
    if state.transaction:
        notes.append(
            speak.t(
                N_("{data_state}; newest change: {transaction}. The same data printed again give the same file."),
                data_state=wording.data_state(),
                transaction=state.transaction,
            )
        )
    if not all(is_complete(text) for text in _names(report)):
        notes.append(speak.t(N_("〓 stands for characters that the print font does not have.")))
    return notes


def _names(report: Report) -> Sequence[str]:
    """Every name of the data that the report may print."""
    labels = [row.label for breakdown in report.breakdowns for row in breakdown.rows]
    if report.service is not None:
        labels += [row.label for table in report.service.tables for row in table.rows]
    return [report.company, report.prepared_by, *(label for label in labels if isinstance(label, str))]


# --- charts and tables


def _pair(composer: Composer, report: Report, left: str, right: str, most: float = PLOT) -> None:
    """Two half charts, as tall as the longer one needs and at most `most`."""
    height = max(_plot_height(report, left, most), _plot_height(report, right, most))
    charts = [chart_of(report, name, COLUMN_WIDTH, height) for name in (left, right)]
    composer.pair(charts[0], charts[1], ruled=not composer.at_top)


def _plot_height(report: Report, name: str, most: float) -> float:
    """Bars need a line each; columns use all the height they get."""
    if name in (names.BY_MONTH, names.BY_QUARTER):
        return most
    rows = report.rows(name)
    lines = max(1, len(held(rows) if name == names.BY_STAGE else rows))
    return min(most, max(LEAST_PLOT, PAPER.most_pitch * lines + PAPER.heading_size * 1.7))


def _has_values(report: Report, name: str) -> bool:
    return any(exact(row.value) for row in report.rows(name))


def _says_more(report: Report, name: str) -> bool:
    """A single month is the whole period again."""
    return name != names.BY_MONTH or len(report.rows(name)) > 1


def _figure_row(figure: Figure, wording: Wording) -> tuple[str, ...]:
    change = wording.change(figure)
    arrow = ("▲ " if change.up else "▼ ") + change.size if change else formats.MISSING
    return (
        wording.speak.message(figure.title),
        wording.full(figure.value, figure.unit),
        wording.full(figure.previous, figure.unit),
        arrow,
        formats.integer(figure.records),
    )


def _stage_table(breakdown: Breakdown, wording: Wording) -> Table:
    speak, unit = wording.speak, breakdown.unit
    columns = (
        TableColumn(speak.t(N_("Stage")), flexible=True, strong=True),
        TableColumn(speak.t(N_("Probability")), numeric=True),
        TableColumn(speak.t(N_("Deals")), numeric=True),
        TableColumn(speak.t(N_("Amount")), numeric=True),
        TableColumn(speak.t(N_("Weighted")), numeric=True),
    )
    cents = _cents([*(row.value for row in breakdown.rows), *(row.weighted for row in breakdown.rows)], unit)
    rows = tuple(
        (
            wording.label(breakdown, row),
            wording.full(row.probability, names.RATIO),
            formats.integer(row.count),
            wording.full(row.value, unit, cents=cents),
            wording.full(row.weighted, unit, cents=cents),
        )
        for row in held(breakdown.rows)
    )
    weighted = [exact(row.weighted) for row in breakdown.rows]
    total = (
        speak.t(N_("Total")),
        "",
        formats.integer(sum(row.count for row in breakdown.rows)),
        _sum_text([exact(row.value) for row in breakdown.rows], unit, cents),
        _sum_text(weighted, unit, cents),
    )
    remark = speak.t(N_("Amounts in {currency}"), currency=wording.currency())
    title = speak.t(N_("Open deals by stage"))
    return Table(title, columns, rows, total, remark, speak.t(N_("{title}, continued"), title=title))


def _revenue_table(breakdown: Breakdown, title: str, heading: str, most: int, wording: Wording) -> Table:
    speak, unit = wording.speak, breakdown.unit
    rows = list(breakdown.rows)
    if most and len(rows) > most:
        rows = [*rows[:most], others(rows[most:], wording)]
    with_losses = any(row.lost is not None for row in breakdown.rows)
    columns = [
        TableColumn(heading, flexible=True, strong=True),
        TableColumn(speak.t(N_("Won")), numeric=True),
        *_loss_columns(with_losses, wording),
        TableColumn(speak.t(N_("Revenue")), numeric=True),
        TableColumn(speak.t(N_("Share")), numeric=True),
    ]
    cents = _cents([row.value for row in breakdown.rows], unit)
    sum_of_all = sum((exact(row.value) or Fraction(0) for row in breakdown.rows), Fraction(0))
    cells = tuple(_revenue_cells(row, breakdown, sum_of_all, cents, with_losses, wording) for row in rows)
    whole = merged(breakdown.rows, OTHERS, speak.t(N_("Total")))
    total = _revenue_cells(whole, breakdown, sum_of_all, cents, with_losses, wording)
    # A deal with two products counts under both, so numbers of deals by product have no sum.
    if breakdown.name == names.BY_PRODUCT:
        total = (total[0], "", *total[2:])
    remark = speak.t(N_("Amounts in {currency}"), currency=wording.currency())
    return Table(title, tuple(columns), cells, total, remark, speak.t(N_("{title}, continued"), title=title))


def _loss_columns(with_losses: bool, wording: Wording) -> list[TableColumn]:
    if not with_losses:
        return []
    return [
        TableColumn(wording.speak.t(N_("Lost")), numeric=True),
        TableColumn(wording.speak.t(N_("Win rate")), numeric=True),
    ]


def _revenue_cells(
    row: Row, breakdown: Breakdown, total: Fraction, cents: bool, with_losses: bool, wording: Wording
) -> tuple[str, ...]:
    value = exact(row.value)
    closed = (row.won or 0) + (row.lost or 0)
    losses: tuple[str, ...] = ()
    if with_losses:
        rate = formats.percent(Fraction(row.won or 0, closed)) if closed else formats.MISSING
        losses = (formats.integer(row.lost), rate)
    return (
        wording.label(breakdown, row),
        formats.integer(row.count),
        *losses,
        wording.full(row.value, breakdown.unit, cents=cents),
        formats.percent(value / total) if value is not None and total > 0 else formats.MISSING,
    )


def _cents(values: Sequence[names.Value], unit: str) -> bool:
    return formats.has_cents([exact(value) for value in values], unit.removeprefix("money:"))


def _sum_text(values: Sequence[Fraction | None], unit: str, cents: bool) -> str:
    known = [value for value in values if value is not None]
    return formats.money(sum(known, Fraction(0)), unit.removeprefix("money:"), cents=cents)
