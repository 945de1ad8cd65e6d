"""Service cases: opened, assigned, handled, and archived once the customer is satisfied; else back to be handled again.

Every step keeps the person and the time by itself, and leaves a line in the history of the status.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from crm_desktop.core.clock import day_of
from crm_desktop.core.errors import Invalid, NotAllowed, UserError
from crm_desktop.core.i18n import Message
from crm_desktop.core.viewer import ADMINISTER, ASSIGN, IMPORT
from crm_desktop.models import Contact, Customer, DictionaryEntry, Order, Product, ServiceCase, User
from crm_desktop.models.service_case import (
    ARCHIVED,
    ASSIGNED,
    HANDLED,
    NEW,
    NORMAL,
    PRIORITIES,
    SATISFIED_FROM,
    STATUSES,
)
from crm_desktop.operations import drafts, field_limits, field_rules, numbering, ownership, parameter, records
from crm_desktop.operations.references import check_references
from crm_desktop.operations.validation import Problems
from crm_desktop.queries import rights
from crm_desktop.storage.database import Reading, UnitOfWork

_POINTS_TO = {
    "customer_id": Customer,
    "contact_id": Contact,
    "product_id": Product,
    "order_id": Order,
    "kind_id": DictionaryEntry,
    "channel_id": DictionaryEntry,
    "owner_id": User,
    "created_by_id": User,
    "handled_by_id": User,
}
_REQUEST = frozenset(
    {"subject", "customer_id", "contact_id", "product_id", "order_id", "kind_id", "channel_id", "priority", "request"}
) | {"due_on", "external_key"}
_OPENING = _REQUEST | {"number", "owner_id", "opened_at", "created_by_id"}
# What may be edited in a form while a case has a status; the rest changes by its steps alone.
EDITABLE: dict[str, frozenset[str]] = {
    NEW: _REQUEST,
    ASSIGNED: _REQUEST,
    HANDLED: _REQUEST | {"handling", "minutes"},
    ARCHIVED: frozenset(),
}


@dataclass(frozen=True)
class ServiceCaseDraft:
    """A case as a form edits it; the fields from `status` on are given only when cases of another system come in."""

    subject: str = ""
    number: str | None = None
    external_key: str | None = None
    customer_id: str | None = None
    contact_id: str | None = None
    product_id: str | None = None
    order_id: str | None = None
    kind_id: str | None = None
    channel_id: str | None = None
    priority: str = NORMAL
    request: str | None = None
    due_on: date | None = None
    owner_id: str | None = None
    opened_at: int | None = None
    created_by_id: str | None = None
    status: str = NEW
    assigned_at: int | None = None
    handling: str | None = None
    handled_by_id: str | None = None
    handled_at: int | None = None
    minutes: int | None = None
    result: str | None = None
    satisfaction: int | None = None
    closed_on: date | None = None
    rework_count: int = 0


def new_service_case(
    reading: Reading, customer_id: str | None = None, contact_id: str | None = None
) -> ServiceCaseDraft:
    """The draft a form for a new case starts with."""
    days = parameter.integer(reading, parameter.CASE_DAYS)
    return ServiceCaseDraft(customer_id=customer_id, contact_id=contact_id, due_on=reading.today + timedelta(days=days))


def service_case_draft(reading: Reading, case_id: str) -> ServiceCaseDraft:
    """What a form edits of a case."""
    return drafts.loaded(ServiceCaseDraft, records.find(reading, ServiceCase, case_id))


def editable_fields(status: str) -> frozenset[str]:
    """The fields a form may change while a case has this status."""
    return EDITABLE[status]


def create_service_case(work: UnitOfWork, draft: ServiceCaseDraft, *, imported: bool = False) -> str:
    """Open a case; an import takes one over from another system in whatever status it is. Returns its id."""
    field_limits.refuse_new(work, "service_case", draft)
    field_rules.check_new(work, "service_case", draft)
    if not imported:
        blank = records.values_of(ServiceCaseDraft())
        _refuse_fixed({name for name, value in records.values_of(draft).items() if value != blank[name]} - _OPENING)
        ownership.require_handover(work, None, draft.owner_id)
    problems = Problems()
    _check(work, problems, draft, None, imported)
    problems.refuse()
    me = work.viewer.user_id or None
    values = records.values_of(draft)
    opened_at = draft.opened_at or work.now_ms
    status = ASSIGNED if draft.status == NEW and draft.owner_id else draft.status
    values |= {
        "number": values["number"] or numbering.free_number(work, ServiceCase),
        "opened_at": opened_at,
        "opened_on": day_of(opened_at, work.zone),
        "created_by_id": draft.created_by_id or me,
        "status": status,
        "rework_count": draft.rework_count or 0,
    }
    if status == ARCHIVED and draft.closed_on is None:
        values["closed_on"] = work.today
    if draft.owner_id:
        values |= {"assigned_by_id": me, "assigned_at": draft.assigned_at or work.now_ms}
    case = ServiceCase(id=work.new_id(), **values)
    work.session.add(case)
    records.note_history(work, case, "status", status, case.closed_on or case.opened_on)
    if case.owner_id:
        records.note_history(work, case, "owner", case.owner_id, case.opened_on)
    return case.id


def update_service_case(
    work: UnitOfWork,
    case_id: str,
    draft: ServiceCaseDraft,
    loaded: ServiceCaseDraft | None = None,
    position: int | None = None,
    *,
    imported: bool = False,
) -> None:
    """Change what may be changed in the case's status; an import brings any field up to what the other system says."""
    case = records.find_to_change(work, ServiceCase, case_id)
    draft, loaded = field_limits.completed(work, case, draft, loaded)
    field_rules.check_change(work, case, draft)
    before = records.values_of(loaded or service_case_draft(work, case_id))
    values = {**records.values_of(draft), "number": draft.number or case.number}
    values["opened_at"] = draft.opened_at or case.opened_at
    changed = {name for name, value in values.items() if value != before.get(name)}
    if imported:
        rights.require(work.viewer, IMPORT)
    elif changed and case.status == ARCHIVED:
        raise UserError(Message("This case is archived and can only be looked at. Open a new one."))
    else:
        _refuse_fixed(changed - EDITABLE[case.status])
    problems = Problems()
    _check(work, problems, draft, case, imported)
    problems.refuse()
    status, owner_id = case.status, case.owner_id
    records.apply(work, case, values, before, position)
    case.opened_on = day_of(case.opened_at, work.zone)
    if case.status != status:
        records.note_history(work, case, "status", case.status, case.closed_on)
    if case.owner_id != owner_id:
        records.note_history(work, case, "owner", case.owner_id)


def assign_case(
    work: UnitOfWork, case_id: str, owner_id: str | None, due_on: date | None = None, position: int | None = None
) -> None:
    """Give an unfinished case to someone to handle; to nobody takes it back among the new ones."""
    case = records.find_to_change(work, ServiceCase, case_id)
    _require_status(case, (NEW, ASSIGNED), Message("This case has been handled already. Only open cases are assigned."))
    if due_on:
        case.due_on = due_on
    if not ownership.hand_over(work, case, owner_id, position=position):
        return
    case.assigned_by_id = (work.viewer.user_id or None) if owner_id else None
    case.assigned_at = work.now_ms if owner_id else None
    _enter(work, case, ASSIGNED if owner_id else NEW)


def assign_cases(work: UnitOfWork, ids: Iterable[str], owner_id: str | None) -> int:
    """Give several cases to someone; returns how many."""
    ids = list(ids)
    for case_id in ids:
        assign_case(work, case_id, owner_id)
    return len(ids)


def handle_case(work: UnitOfWork, case_id: str, handling: str | None, minutes: int | None = None) -> None:
    """Write down what was done about an assigned case; only who it is assigned to, or who assigns, may."""
    case = records.find_to_change(work, ServiceCase, case_id)
    _require_status(
        case, (ASSIGNED,), Message("Only a case that is assigned to someone can be handled. Assign it first.")
    )
    me = work.viewer.user_id
    if case.owner_id != me and not work.viewer.may(ASSIGN):
        raise NotAllowed(Message("This case is assigned to someone else, who writes down what was done."))
    problems = Problems()
    problems.require("handling", handling, Message("Write down what was done."))
    _check_minutes(problems, minutes)
    problems.refuse()
    case.handling = (handling or "").strip()
    case.minutes = minutes
    case.handled_by_id = me or None
    case.handled_at = work.now_ms
    _enter(work, case, HANDLED, note=case.handling)


def give_feedback(work: UnitOfWork, case_id: str, result: str | None, satisfaction: int | None) -> str:
    """Note how the customer felt, 1 to 5: from 3 on the case is archived, below it goes back. Returns its status."""
    case = records.find_to_change(work, ServiceCase, case_id)
    _require_status(case, (HANDLED,), Message("Only a case that has been handled can get feedback."))
    problems = Problems()
    problems.require("result", result, Message("Write down what the customer said."))
    problems.require("satisfaction", satisfaction, Message("Choose how satisfied the customer is."))
    _check_satisfaction(problems, satisfaction)
    problems.refuse()
    case.result = (result or "").strip()
    case.satisfaction = satisfaction
    if (satisfaction or 0) >= SATISFIED_FROM:
        case.closed_on = work.today
        _enter(work, case, ARCHIVED, note=case.result)
    else:
        case.rework_count += 1
        _enter(work, case, ASSIGNED, note=case.result)
    return case.status


def delete_service_cases(work: UnitOfWork, ids: Iterable[str]) -> int:
    """Delete cases nobody works on yet; others only by who looks after the company file. Returns how many."""
    ids = list(ids)
    for case_id in ids:
        case = records.find_to_change(work, ServiceCase, case_id)
        if case.status != NEW and not work.viewer.may(ADMINISTER):
            raise UserError(
                Message(
                    "Case {number} has been assigned. Only cases nobody works on can be deleted.", number=case.number
                )
            )
    return records.delete(work, ServiceCase, ids)


def _enter(work: UnitOfWork, case: ServiceCase, status: str, note: str | None = None) -> None:
    if case.status != status:
        case.status = status
        records.note_history(work, case, "status", status, note=note)


def _require_status(case: ServiceCase, allowed: tuple[str, ...], message: Message) -> None:
    if case.status not in allowed:
        raise UserError(message)


def _refuse_fixed(fixed: set[str]) -> None:
    if fixed:
        raise Invalid({name: Message("This changes by the next step of the case, not here.") for name in sorted(fixed)})


def _check(
    work: UnitOfWork, problems: Problems, draft: ServiceCaseDraft, current: ServiceCase | None, imported: bool
) -> None:
    problems.require("subject", draft.subject, Message("Say in a few words what it is about."))
    if not imported:
        # A case another system left without them may stay so.
        if current is None or current.customer_id:
            problems.require("customer_id", draft.customer_id, Message("Choose the customer who asks."))
        if current is None or current.kind_id:
            problems.require("kind_id", draft.kind_id, Message("Choose what kind of request it is."))
    problems.one_of("status", draft.status, STATUSES)
    problems.one_of("priority", draft.priority, PRIORITIES)
    _check_minutes(problems, draft.minutes)
    _check_satisfaction(problems, draft.satisfaction)
    check_references(work, problems, draft, _POINTS_TO, current)
    numbering.check_number(work, problems, ServiceCase, draft.number, current)


def _check_minutes(problems: Problems, minutes: int | None) -> None:
    problems.within("minutes", minutes, 0, 1_000_000, Message("Give the minutes as a whole number of 0 or more."))


def _check_satisfaction(problems: Problems, satisfaction: int | None) -> None:
    problems.within("satisfaction", satisfaction, 1, 5, Message("Choose a figure from 1 to 5."))
