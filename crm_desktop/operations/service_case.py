"""Service cases: opened, changed as long as they are open, and deleted while nobody works on them.

What leads them to the archive are the steps of `service_steps`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from crm_desktop.core.clock import day_of
from crm_desktop.core.errors import Invalid, NotAllowed, UserError
from crm_desktop.core.i18n import Message
from crm_desktop.core.viewer import ADMINISTER, ASSIGN, IMPORT, Viewer
from crm_desktop.models import Contact, Contract, Customer, DictionaryEntry, Order, Product, ServiceCase, User
from crm_desktop.models.service_case import (
    ARCHIVED,
    ASSIGNED,
    HANDLED,
    IN_PROGRESS,
    NEW,
    NORMAL,
    PRIORITIES,
    STATUSES,
    WAITING,
)
from crm_desktop.operations import drafts, field_limits, field_rules, numbering, ownership, records
from crm_desktop.operations.case_answer import write_answers
from crm_desktop.operations.references import check_references, leads_to
from crm_desktop.operations.service_rule import handler_for
from crm_desktop.operations.service_steps import (
    check_due,
    check_minutes,
    check_satisfaction,
    end_waiting,
    give,
    keep_handling,
    round_of,
)
from crm_desktop.operations.service_times import Times, default_due
from crm_desktop.operations.service_work import take_over_minutes
from crm_desktop.operations.validation import Problems
from crm_desktop.queries import rights
from crm_desktop.queries.case_answer import used_ids
from crm_desktop.storage.database import Reading, UnitOfWork

_POINTS_TO = {
    "customer_id": Customer,
    "contact_id": Contact,
    "product_id": Product,
    "order_id": Order,
    "contract_id": Contract,
    "parent_id": ServiceCase,
    "kind_id": DictionaryEntry,
    "channel_id": DictionaryEntry,
    "owner_id": User,
    "created_by_id": User,
    "handled_by_id": User,
}
_REQUEST = frozenset(
    {"subject", "customer_id", "contact_id", "product_id", "order_id", "contract_id", "parent_id", "kind_id"}
) | {"channel_id", "priority", "request", "due_on", "external_key"}
_OPENING = _REQUEST | {"number", "owner_id"}
# What was done in the round that waits for feedback.
_HANDLING = frozenset({"handling", "minutes"})
# What the time limits of a case depend on.
_LIMITED_BY = frozenset({"priority", "kind_id", "customer_id", "opened_at"})
# What may be edited in a form while a case has a status; the rest changes by its steps alone.
EDITABLE: dict[str, frozenset[str]] = {
    NEW: _REQUEST,
    ASSIGNED: _REQUEST,
    IN_PROGRESS: _REQUEST,
    WAITING: _REQUEST,
    HANDLED: _REQUEST | _HANDLING,
    ARCHIVED: frozenset(),
}


@dataclass(frozen=True)
class ServiceCaseDraft:
    """A case as a form edits it; the fields from `status` on are given only when cases of another system come in.

    `articles` are those of the answers library that are used for it.
    """

    subject: str = ""
    number: str | None = None
    external_key: str | None = None
    customer_id: str | None = None
    contact_id: str | None = None
    product_id: str | None = None
    order_id: str | None = None
    contract_id: str | None = None
    parent_id: str | None = None
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
    articles: tuple[str, ...] = ()


def new_service_case(
    reading: Reading, customer_id: str | None = None, contact_id: str | None = None
) -> ServiceCaseDraft:
    """The draft a form for a new case starts with."""
    due_on = reading.today + timedelta(days=default_due(reading))
    return ServiceCaseDraft(customer_id=customer_id, contact_id=contact_id, due_on=due_on)


def service_case_draft(reading: Reading, case_id: str) -> ServiceCaseDraft:
    """What a form edits of a case."""
    case = records.find(reading, ServiceCase, case_id)
    return drafts.loaded(ServiceCaseDraft, case, articles=used_ids(reading, case_id))


def editable_fields(status: str) -> frozenset[str]:
    """The fields a form may change while a case has this status."""
    return EDITABLE[status]


def may_correct(viewer: Viewer, case: Any) -> bool:
    """Whether somebody corrects what was done about a case that waits for feedback."""
    return case.owner_id == viewer.user_id or viewer.may(ASSIGN)


def create_service_case(work: UnitOfWork, draft: ServiceCaseDraft) -> str:
    """Open a case, which may be given to somebody at once, or is by a rule; returns its id."""
    field_limits.refuse_new(work, "service_case", draft)
    field_rules.check_new(work, "service_case", draft)
    values, blank = records.values_of(draft), records.values_of(ServiceCaseDraft())
    _refuse_fixed({name for name, value in values.items() if value != blank[name]} - _OPENING)
    ownership.require_handover(work, None, draft.owner_id)
    ownership.require_at_work(work, draft.owner_id)
    problems = Problems()
    _check(work, problems, draft, None, imported=False)
    problems.refuse()
    me = work.viewer.user_id or None
    values |= {
        "number": values["number"] or numbering.free_number(work, ServiceCase),
        "opened_at": work.now_ms,
        "opened_on": work.today,
        "created_by_id": me,
    }
    if draft.owner_id:
        values |= {"status": ASSIGNED, "assigned_by_id": me, "assigned_at": work.now_ms}
    case = ServiceCase(id=work.new_id(), **values)
    work.session.add(case)
    Times(work).set_limits(case)
    records.note_history(work, case, "status", case.status)
    write_answers(work, case.id, draft.articles)
    if case.owner_id:
        records.note_history(work, case, "owner", case.owner_id)
        round_of(work, case)
    elif (handler := handler_for(work, case)) is not None:
        give(work, case, handler)
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
    was = loaded or service_case_draft(work, case_id)
    before = records.values_of(was)
    values = {**records.values_of(draft), "number": draft.number or case.number}
    values["opened_at"] = draft.opened_at or case.opened_at
    changed = {name for name, value in values.items() if value != before.get(name)}
    if imported:
        rights.require(work.viewer, IMPORT)
    elif case.status == ARCHIVED and (changed or draft.articles != was.articles):
        raise UserError(Message("This case is archived and can only be looked at. Open a new one."))
    else:
        _refuse_fixed(changed - EDITABLE[case.status])
        if changed & _HANDLING and not may_correct(work.viewer, case):
            raise NotAllowed(Message("Only whoever handled this case, or who assigns, corrects what was done."))
    problems = Problems()
    _check(work, problems, draft, case, imported=imported)
    problems.refuse()
    status, owner_id = case.status, case.owner_id
    written = records.apply(work, case, values, before, position)
    if status == WAITING != case.status:
        end_waiting(work, case)
    if case.is_open and (written & _LIMITED_BY or status == ARCHIVED):
        Times(work).set_limits(case)
    if written & _HANDLING and not imported:
        keep_handling(work, case)
    write_answers(work, case.id, draft.articles, was.articles if loaded else ())
    case.opened_on = day_of(case.opened_at, work.zone)
    if imported and "minutes" in written:
        take_over_minutes(work, case)
    if case.status != status:
        records.note_history(work, case, "status", case.status, case.closed_on)
    if case.owner_id != owner_id:
        records.note_history(work, case, "owner", case.owner_id)


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


def _refuse_fixed(fixed: set[str]) -> None:
    if fixed:
        raise Invalid({name: Message("This changes by the next step of the case, not here.") for name in sorted(fixed)})


def _check(
    work: UnitOfWork, problems: Problems, draft: ServiceCaseDraft, current: ServiceCase | None, *, imported: bool
) -> None:
    problems.require("subject", draft.subject, Message("Say in a few words what it is about."))
    if not imported:
        # A case another system left without them may stay so.
        if current is None or current.customer_id:
            problems.require("customer_id", draft.customer_id, Message("Choose the customer who asks."))
        if current is None or current.kind_id:
            problems.require("kind_id", draft.kind_id, Message("Choose what kind of request it is."))
        check_due(problems, draft.due_on, current)
    problems.one_of("status", draft.status, STATUSES)
    problems.one_of("priority", draft.priority, PRIORITIES)
    check_minutes(problems, draft.minutes)
    check_satisfaction(problems, draft.satisfaction)
    check_references(work, problems, draft, _POINTS_TO, current)
    if current is not None and leads_to(work, ServiceCase.parent_id, draft.parent_id, current.id):
        problems.add("parent_id", Message("A case cannot be part of itself or of one of its own parts."))
    numbering.check_number(work, problems, ServiceCase, draft.number, current)
