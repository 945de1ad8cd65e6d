"""The manager's binder as plain data: all chosen reports of a period, what changed most and why, and the records.

One document is set of it by `binder_paper`; frozen, it is kept whole (`kept`), and says the same ever after.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from crm_desktop.core import formats
from crm_desktop.core.i18n import N_, Message
from crm_desktop.queries.list_query import ListQuery
from crm_desktop.queries.opportunity import OPPORTUNITIES, OpportunityRow
from crm_desktop.reports import figures as names
from crm_desktop.reports.binder_request import CHAPTERS, RECORDS, SERVICE
from crm_desktop.reports.build import build_report
from crm_desktop.reports.figures import OTHERS, Figure, Report, exact
from crm_desktop.reports.scope import ReportRequest
from crm_desktop.reports.service import with_service
from crm_desktop.reports.speech import Speech
from crm_desktop.reports.statistic import MONEY, TEXT, Cell, Column, Statistic, Table
from crm_desktop.reports.statistic_jobs import StatisticRequest
from crm_desktop.reports.statistic_jobs import build as build_statistic
from crm_desktop.reports.statistic_names import STATISTICS
from crm_desktop.storage.database import Reading

CAUSES = (names.BY_CUSTOMER, names.BY_PRODUCT, names.BY_OWNER, names.BY_REGION)
MOST_RECORDS = 100
_BEHIND = (names.DEALS_WON, names.DEALS_LOST, names.OPEN_PIPELINE)
Told = Callable[[float, Message | None], None]


@dataclass(frozen=True)
class Cause:
    """Who or what brought so much more (or less) revenue than in the period before; `of` is the breakdown it is in."""

    of: str
    label: str | Message
    change: int


@dataclass(frozen=True)
class Binder:
    """The reports of a period in one language. `causes` are the largest changes of each breakdown, of both signs."""

    report: Report
    statistics: tuple[Statistic, ...] = ()
    causes: tuple[Cause, ...] = ()
    records: tuple[Table, ...] = ()
    frozen_at: datetime | None = None
    frozen_by: str = ""


def _unheard(_part: float, _said: Message | None) -> None:
    """Nobody waits for progress."""


def build_binder(
    reading: Reading, request: ReportRequest, chapters: Sequence[str] = CHAPTERS, progress: Told = _unheard
) -> Binder:
    """Everything computed, for whoever may see reports; what has nothing to say is left out."""
    report = build_report(reading, request)
    if SERVICE in chapters:
        report = with_service(reading, report, request)
    causes = tuple(_causes(reading, request, report))
    wanted = [name for name in STATISTICS if name in chapters]
    found = []
    for place, name in enumerate(wanted, 1):
        progress(place / (len(wanted) + 1), None)
        found.append(build_statistic(reading, StatisticRequest(name, request)))
    records = tuple(_records(reading, report)) if RECORDS in chapters else ()
    return Binder(report, tuple(each for each in found if not each.is_empty), causes, records)


# --- causes


def _causes(reading: Reading, request: ReportRequest, report: Report) -> Iterator[Cause]:
    if report.previous_from is None or report.previous_to is None:
        return
    earlier = build_report(reading, replace(request, period_from=report.previous_from, period_to=report.previous_to))
    for name in CAUSES:
        changes = sorted(_changes(report, earlier, name), key=lambda each: (each.change, str(each.label)))
        if changes and changes[0].change < 0:
            yield changes[0]
        if changes and changes[-1].change > 0:
            yield changes[-1]


def _changes(now: Report, before: Report, name: str) -> Iterator[Cause]:
    """What each named row changed by; where smaller ones are one row, only those named in both can be compared."""
    old, new = ({row.key: row for row in each.rows(name)} for each in (before, now))
    for key in {**new, **old}:
        missing = new if key not in new else old if key not in old else None
        if key in ("", OTHERS) or (missing is not None and OTHERS in missing):
            continue
        values = [exact(rows[key].value) if key in rows else 0 for rows in (new, old)]
        yield Cause(name, (new.get(key) or old[key]).label, int((values[0] or 0) - (values[1] or 0)))


# --- records


def _records(reading: Reading, report: Report) -> Iterator[Table]:
    speak = Speech(report.language)
    for name in _BEHIND:
        figure = report.figure(name)
        if figure is not None and figure.filter is not None and figure.records:
            yield _record_table(reading, OPPORTUNITIES, figure, speak)


def _record_table(reading: Reading, query: ListQuery[OpportunityRow], figure: Figure, speak: Speech) -> Table:
    """The largest of the deals that a figure is made of."""
    spec = figure.filter
    assert spec is not None
    is_open = figure.name == names.OPEN_PIPELINE
    columns = (
        Column(speak.t(N_("Number"))),
        Column(speak.t(N_("Deal"))),
        Column(speak.t(N_("Customer"))),
        Column(speak.t(N_("Owner")), TEXT, 2),
        Column(speak.t(N_("Expected close") if is_open else N_("Closed")), TEXT, 1),
        Column(speak.t(N_("Amount")), MONEY),
    )
    first = query.first(reading, spec, MOST_RECORDS)
    rows = tuple(_record(row, reading.currency, speak.language) for row in first)
    left_out = figure.records - len(rows)
    note = speak.tn("{count} more is not named", "{count} more are not named", left_out) if left_out > 0 else ""
    return Table(figure.name, speak.message(figure.title), columns, rows, note=note)


def _record(row: OpportunityRow, currency: str, language: str) -> tuple[Cell, ...]:
    amount = formats.money(row.amount_minor, row.currency, symbol=row.currency != currency)
    closed = formats.day_far(row.close_on, language) if row.close_on else formats.MISSING
    texts = (row.number, row.name, row.customer, row.owner, closed, amount)
    return tuple(Cell(" ".join((each or formats.MISSING).split())) for each in texts)
