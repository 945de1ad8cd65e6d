"""The sheet of a service case on paper: what was asked, each round with what was done, times, room to sign.

Of a case that nobody handled yet there is room to write on, for whoever takes the sheet to the customer.
"""

from collections.abc import Callable
from fractions import Fraction

from crm_desktop.core import formats
from crm_desktop.core.clock import moment_of
from crm_desktop.core.i18n import N_
from crm_desktop.core.viewer import Viewer
from crm_desktop.models.service_case import ARCHIVED, HANDLED
from crm_desktop.queries.case_sheet import CaseSheet, case_sheet
from crm_desktop.queries.service_case import CaseRound
from crm_desktop.queries.service_work import spent
from crm_desktop.reports.business_paper import (
    Block,
    BusinessPaper,
    paragraph,
    print_from,
    ruled_lines,
    set_paper,
    signatures,
    titled_table,
    unheard,
)
from crm_desktop.reports.sender import Sender
from crm_desktop.reports.speech import Speech
from crm_desktop.reports.tables import Table, TableColumn
from crm_desktop.storage.database import Reading

_WORK_LINES, _LINES_TO_WRITE_ON, _DAY = 4, 6, 24 * 60


def print_case(
    path: str, viewer: Viewer, case_id: str, language: str, progress: Callable[..., None] = unheard
) -> bytes:
    """Set the sheet of a case as PDF; it tells no amounts, so that nobody has to be allowed to know them."""

    def printed(reading: Reading, sender: Sender) -> bytes:
        return set_case(case_sheet(reading, case_id), sender, language)

    return print_from(path, viewer, printed, progress, tells_amounts=False)


def set_case(sheet: CaseSheet, sender: Sender, language: str) -> bytes:
    """The pages of a case, dated by the day it was opened."""
    speak, case = Speech(language), sheet.case
    told = [each for each in case.rounds if each.handling or each.result]
    rounds = [_round(each, sheet, speak) for each in told]
    is_done = case.status in (HANDLED, ARCHIVED)
    paper = BusinessPaper(
        kind=speak.t(N_("Service case")),
        name=speak.t(N_("Service case {number}"), number=case.number),
        subject=case.subject,
        sender=sender,
        recipient=_recipient(sheet, language),
        facts=_facts(sheet, sender, speak),
        made_on=case.opened_on,
        blocks=(
            paragraph(speak.t(N_("Request")), case.request),
            *rounds,
            *(() if is_done else (ruled_lines(speak.t(N_("What was done")), _LINES_TO_WRITE_ON),)),
            _work(sheet, speak),
            _times(sheet, speak),
            signatures((sender.name, case.customer or ""), speak),
        ),
    )
    return set_paper(paper, speak)


def _recipient(sheet: CaseSheet, language: str) -> list[str]:
    case = sheet.case
    person = " · ".join(part for part in (case.contact, sheet.contact_phone) if part)
    parts = (case.customer, person, sheet.address.written(language), sheet.customer_phone)
    return [part for part in parts if part]


def _facts(sheet: CaseSheet, sender: Sender, speak: Speech) -> list[tuple[str, str]]:
    case, names, code = sheet.case, sheet.names, speak.language
    told = (
        (N_("Asked on"), _when(case.opened_at, sheet, speak)),
        (N_("Kind"), names.name(case.kind_id, code)),
        (N_("Priority"), names.state("priority", case.priority, code)),
        (N_("Channel"), names.name(case.channel_id, code)),
        (N_("Product"), case.product),
        (N_("Order"), case.order_number),
        (N_("Contract"), case.contract),
        (N_("Status"), names.state("case_status", case.status, code)),
        (N_("Your contact"), case.owner),
    )
    reached = [("", each) for each in sender.reached.split(" · ")]
    return [*((speak.t(title), value or "") for title, value in told), *reached]


def _round(one: CaseRound, sheet: CaseSheet, speak: Speech) -> Block:
    """What was done in a round, and what the customer said of it; of an only round its number says nothing."""
    many = len(sheet.case.rounds) > 1
    title = speak.t(N_("Round {number}"), number=one.number) if many else speak.t(N_("What was done"))
    heading = " · ".join(part for part in (title, one.owner, _when(one.handled_at, sheet, speak)) if part)
    said = [part for part in (one.result, "★" * one.satisfaction if one.satisfaction else "") if part]
    answer = speak.t(N_("The customer said: {text}"), text=" · ".join(said)) if said else ""
    return paragraph(heading, "\n".join(part for part in (one.handling, answer) if part))


def _work(sheet: CaseSheet, speak: Speech) -> Block:
    """Whose time it took, in the order in which it was spent."""
    code, entries = speak.language, [each for each in reversed(sheet.case.work) if each.minutes]
    columns = (
        TableColumn(speak.t(N_("Day"))),
        TableColumn(speak.t(N_("Who"))),
        TableColumn(speak.t(N_("What was done")), flexible=True, most_lines=_WORK_LINES),
        TableColumn(speak.t(N_("Time spent")), numeric=True),
    )
    rows = tuple(
        (formats.day_far(each.worked_on, code), each.user or "", each.note or "", formats.duration(each.minutes, code))
        for each in entries
    )
    total = ("", "", speak.t(N_("All together")), formats.duration(spent(entries).minutes, code))
    return _set(speak.t(N_("Time spent")), columns, rows, total, speak)


def _times(sheet: CaseSheet, speak: Speech) -> Block:
    """The limits of the case and what was measured, in working time."""
    case = sheet.case
    columns = (
        TableColumn("", flexible=True),
        TableColumn(speak.t(N_("Due"))),
        TableColumn(speak.t(N_("Done"))),
        TableColumn(speak.t(N_("Working time")), numeric=True),
    )
    measured = (
        (N_("First answer"), case.respond_by, case.responded_at, case.response_minutes),
        (N_("Solution"), case.solve_by, case.handled_at, case.solution_minutes),
    )
    rows = tuple(
        (
            speak.t(title),
            _when(due, sheet, speak),
            _when(done, sheet, speak),
            _worked(took, speak.language),
        )
        for title, due, done, took in measured
        if due or done
    )
    return _set(speak.t(N_("Times")), columns, rows, (), speak)


def _worked(minutes: int | None, language: str) -> str:
    """Working time, never in days: nobody knows how long a working day is."""
    if minutes is None:
        return ""
    return formats.duration(minutes, language) if minutes < _DAY else formats.hours(Fraction(minutes, 60), language)


def _set(
    title: str,
    columns: tuple[TableColumn, ...],
    rows: tuple[tuple[str, ...], ...],
    total: tuple[str, ...],
    speak: Speech,
) -> Block:
    return titled_table(
        title, Table("", columns, rows, total, continued=speak.t(N_("{title}, continued"), title=title))
    )


def _when(instant_ms: int | None, sheet: CaseSheet, speak: Speech) -> str:
    return formats.moment(moment_of(instant_ms, sheet.zone), speak.language) if instant_ms else ""
