"""The report of what people did, on paper: figures side by side, then each one's contacts and plan."""

from collections.abc import Callable, Sequence
from pathlib import Path

from crm_desktop.core import formats
from crm_desktop.core.i18n import CHINESE, N_
from crm_desktop.core.viewer import Viewer
from crm_desktop.queries import work_report as work
from crm_desktop.queries.choices import Choices, choices
from crm_desktop.queries.company import company_name
from crm_desktop.queries.work_report import TITLES, PersonWork, WorkReport, WorkRequest, work_report
from crm_desktop.reports.build import data_state
from crm_desktop.reports.document import Composer
from crm_desktop.reports.press import Imprint, print_sheets
from crm_desktop.reports.speech import Speech
from crm_desktop.reports.tables import Table, TableColumn, set_table
from crm_desktop.storage.database import Database, Reading

# So many people stand side by side on a page.
_ABREAST = 5
_ROW = 19.0


def _unheard(_fraction: float, _text: None) -> None:
    """Nobody wants to know how far it is."""


def print_work(
    path: str, viewer: Viewer, wanted: WorkRequest, language: str, progress: Callable[..., None] = _unheard
) -> bytes:
    """Set the report as PDF; run by the worker process."""
    progress(0.1, None)
    database = Database.open(Path(path), read_only=True)
    try:
        with database.read(viewer) as reading:
            return set_work(reading, work_report(reading, wanted), language)
    finally:
        database.close()


def set_work(reading: Reading, report: WorkReport, language: str) -> bytes:
    """The pages of a report."""
    speak, known, composer = Speech(language), choices(reading), Composer()
    title, days = speak.t(N_("Work report")), formats.period(report.first, report.last, language)
    names = [each.name for each in report.people]
    composer.open_section(title, " · ".join([days, *(names if len(names) == 1 else ())]))
    for start in range(0, len(report.people), _ABREAST):
        set_table(composer, _figures(report.people[start : start + _ABREAST], report.currency, known, speak))
    for person in report.people:
        for table in (_contacts(person, known, speak), _plan(person, speak)):
            if table.rows:
                set_table(composer, table)
    state, company = data_state(reading), company_name(reading)
    as_of = speak.t(N_("Data as of {moment}"), moment=formats.moment(state.at, language)) if state.at else ""
    imprint = Imprint(
        f"{title} · {days}",
        company,
        f"{title} · {days}",
        " · ".join(part for part in (as_of, speak.t(N_("internal"))) if part),
        "zh-CN" if language == CHINESE else "en",
        reading.viewer.name,
        state.at,
    )
    return print_sheets(composer.sheets, imprint)


def _figures(people: Sequence[PersonWork], currency: str, known: Choices, speak: Speech) -> Table:
    rows: list[tuple[str, ...]] = []
    for name in work.FIGURES:
        rows.append((speak.t(TITLES[name]), *(formats.integer(each.count(name)) for each in people)))
        if name == work.CONTACTS:
            rows.extend(_kinds(people, known, speak))
        if name in (work.WON_DEALS, work.LOST_DEALS):
            amounts = [each.figures[name].amount_minor or 0 for each in people]
            said = speak.t(N_("– amount, {currency}"), currency=currency)
            rows.append((said, *(formats.money(each, currency) for each in amounts)))
    columns = (
        TableColumn(speak.t(N_("Figure")), flexible=True),
        *(TableColumn(" ".join(each.name.split()), numeric=True) for each in people),
    )
    continued = speak.t(N_("{title}, continued"), title=speak.t(N_("Work report")))
    return Table("", columns, tuple(rows), continued=continued, row_height=_ROW)


def _kinds(people: Sequence[PersonWork], known: Choices, speak: Speech) -> list[tuple[str, ...]]:
    """Contacts by kind, below their sum; kinds that nobody had are left out."""
    rows = []
    for kind in known.lists.get("interaction_kind", ()):
        counts = [each.by_kind.get(kind.id, 0) for each in people]
        if any(counts):
            rows.append((f"– {kind.name(speak.language)}", *(formats.integer(each) for each in counts)))
    return rows


def _contacts(person: PersonWork, known: Choices, speak: Speech) -> Table:
    rows = tuple(
        (
            formats.day_near(each.happened_on, speak.language),
            known.name(each.kind_id, speak.language) or "",
            each.customer or each.contact or formats.MISSING,
            " ".join(each.subject.split()),
            known.name(each.result_id, speak.language) or formats.MISSING,
        )
        for each in person.contacts
    )
    columns = (
        TableColumn(speak.t(N_("Day"))),
        TableColumn(speak.t(N_("Kind"))),
        TableColumn(speak.t(N_("Customer")), flexible=True, strong=True),
        TableColumn(speak.t(N_("Subject")), flexible=True),
        TableColumn(speak.t(N_("Result"))),
    )
    total = person.count(work.CONTACTS)
    remark = speak.t(N_("the newest {count} of {total}"), count=len(rows), total=total) if len(rows) < total else ""
    return _titled(speak.t(N_("Contacts of {name}"), name=person.name), columns, rows, remark, speak)


def _plan(person: PersonWork, speak: Speech) -> Table:
    rows = tuple(
        (
            formats.day_near(each.due_on, speak.language),
            " ".join(each.subject.split()),
            each.customer or each.contact or formats.MISSING,
        )
        for each in person.planned
    )
    columns = (
        TableColumn(speak.t(N_("Day"))),
        TableColumn(speak.t(N_("Task")), flexible=True, strong=True),
        TableColumn(speak.t(N_("Customer")), flexible=True),
    )
    total = person.count(work.PLANNED)
    remark = speak.t(N_("the first {count} of {total}"), count=len(rows), total=total) if len(rows) < total else ""
    return _titled(speak.t(N_("Plan of {name}"), name=person.name), columns, rows, remark, speak)


def _titled(
    title: str, columns: tuple[TableColumn, ...], rows: tuple[tuple[str, ...], ...], remark: str, speak: Speech
) -> Table:
    continued = speak.t(N_("{title}, continued"), title=title)
    return Table(title, columns, rows, remark=remark, continued=continued, row_height=_ROW)
