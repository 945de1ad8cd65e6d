"""Service cases as a user sees them: the list, one case with its rounds, and how many wait where."""

from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, Select, Text, case, cast, func, literal, select, type_coerce
from sqlalchemy.orm import aliased

from crm_desktop.core.i18n import N_
from crm_desktop.core.listing import Sort
from crm_desktop.core.viewer import Viewer
from crm_desktop.models import Contact, Contract, Customer, ServiceCase, ServiceRound, ServiceWork, User
from crm_desktop.models.base import Flag
from crm_desktop.models.service_case import (
    ARCHIVED,
    ASSIGNED,
    IN_PROGRESS,
    NEW,
    PRIORITIES,
    STATUSES,
    WAITING,
)
from crm_desktop.queries import rights
from crm_desktop.queries.asked import RECORD
from crm_desktop.queries.case_answer import Answers, Used, answers_for_case, used_for
from crm_desktop.queries.case_rating import CaseRating, ratings_of_case
from crm_desktop.queries.cells import cells, one
from crm_desktop.queries.history import Stay, history
from crm_desktop.queries.list_field import NOW, these
from crm_desktop.queries.list_query import CHOICE, DATE, FLAG, NUMBER, PERSON, TEXT, TODAY, Field, ListQuery
from crm_desktop.queries.names import contact_name, customer_name, name_of, order_number, product_name, user_name
from crm_desktop.queries.service_measures import HANDLER, IS_HANDLED, IS_MERGED, IS_OPEN, IS_REWORKED, KEPT_LIMIT
from crm_desktop.queries.service_work import WorkEntry, hour_cost, work_on_case
from crm_desktop.storage.database import Reading


class ServiceCaseRow(NamedTuple):
    """One line of the list of cases; `owner` is whom it is assigned to."""

    id: str
    number: str
    subject: str
    customer_id: str | None
    customer: str | None
    kind_id: str | None
    priority: str
    status: str
    owner: str | None
    opened_on: date
    due_on: date | None
    is_overdue: bool
    satisfaction: int | None
    rework_count: int
    solve_by: int | None
    waits_for: str | None
    owner_id: str | None
    respond_by: int | None
    responded_at: int | None
    waiting_since: int | None
    spent_minutes: int


class CaseRound(NamedTuple):
    """One round of handling a case: who had it, what was done, and what the customer thought of that."""

    number: int
    owner: str | None
    handling: str | None
    handled_at: int | None
    minutes: int | None
    result: str | None
    satisfaction: int | None


@dataclass(frozen=True)
class ServiceCaseDetails:
    """Everything about one case; `statuses` has a line for every step, its note being what was written then.

    `used` are the articles it was answered with; what else may `help` is read later. `work` is what it took: time and
    cost, the newest first; an hour costs `hour_minor`.
    Times are told as in the model: instants in milliseconds, `…_minutes` in working minutes.
    """

    id: str
    number: str
    external_key: str | None
    subject: str
    customer_id: str | None
    customer: str | None
    contact_id: str | None
    contact: str | None
    product_id: str | None
    product: str | None
    order_id: str | None
    order_number: str | None
    contract_id: str | None
    contract: str | None
    parent_id: str | None
    parent: str | None
    merged_into_id: str | None
    merged_into: str | None
    kind_id: str | None
    channel_id: str | None
    status: str
    priority: str
    request: str | None
    opened_at: int
    opened_on: date
    created_by: str | None
    owner_id: str | None
    owner: str | None
    assigned_by: str | None
    assigned_at: int | None
    due_on: date | None
    is_overdue: bool
    respond_by: int | None
    solve_by: int | None
    responded_at: int | None
    response_minutes: int | None
    solution_minutes: int | None
    waits_for: str | None
    waiting_since: int | None
    waited_minutes: int | None
    handling: str | None
    handled_by: str | None
    handled_at: int | None
    minutes: int | None
    result: str | None
    satisfaction: int | None
    closed_on: date | None
    rework_count: int
    reopen_count: int | None
    age_days: int
    statuses: tuple[Stay, ...]
    owners: tuple[Stay, ...]
    rounds: tuple[CaseRound, ...]
    parts: tuple[tuple[str, str, str], ...]
    used: tuple[Used, ...] = ()
    help: Answers | None = None
    work: tuple[WorkEntry, ...] = ()
    hour_minor: int = 0
    ratings: tuple[CaseRating, ...] = ()


@dataclass(frozen=True)
class CaseCounts:
    """How many cases wait: by status, past their due day, mine, and given to nobody."""

    by_status: dict[str, int]
    overdue: int
    mine: int
    unassigned: int

    @property
    def open(self) -> int:
        """Cases whose customer still waits for something."""
        return sum(count for status, count in self.by_status.items() if status != ARCHIVED)


def _place(column: Any, states: tuple[str, ...]) -> Any:
    """States in the order of their meaning rather than their spelling."""
    return case({state: place for place, state in enumerate(states)}, value=column)


_IS_NOT_ARCHIVED = ServiceCase.status != ARCHIVED
_IS_RUNNING = ServiceCase.status.in_((NEW, ASSIGNED, IN_PROGRESS))
_IS_UNANSWERED = ServiceCase.responded_at.is_(None)
_ANSWER_IS_LATE = func.coalesce(_IS_RUNNING & _IS_UNANSWERED & (ServiceCase.respond_by < NOW), 0)
# A solution is late as soon as its limit passed, unless the case waits, which it began to do before or after that.
_SOLUTION_IS_LATE = case(
    (_IS_RUNNING, ServiceCase.solve_by < NOW),
    (ServiceCase.status == WAITING, ServiceCase.solve_by < ServiceCase.waiting_since),
    else_=literal(0),
)
# Without a limit a case is late when its day is over.
_DAY_IS_OVER = _IS_NOT_ARCHIVED & (type_coerce(ServiceCase.due_on, Text) < TODAY)
_IS_LATE = case((ServiceCase.solve_by.is_not(None), _SOLUTION_IS_LATE), else_=func.coalesce(_DAY_IS_OVER, 0))
IS_OVERDUE = type_coerce(func.max(_ANSWER_IS_LATE, func.coalesce(_IS_LATE, 0)), Flag)
# Marked by the rules: near to its limit and not past it, of the answer or after that of the solution.
IS_NEARLY_LATE = type_coerce(
    func.coalesce(
        _IS_RUNNING
        & (IS_OVERDUE == 0)
        & ServiceCase.warned_at.is_not(None)
        & (_IS_UNANSWERED | (ServiceCase.warned_at >= ServiceCase.responded_at)),
        0,
    ),
    Flag,
)
# Open cases grow older every day, archived ones tell how long they took.
_UNTIL = case((_IS_NOT_ARCHIVED, TODAY), else_=func.coalesce(type_coerce(ServiceCase.closed_on, Text), TODAY))
AGE_DAYS = cast(func.julianday(_UNTIL) - func.julianday(ServiceCase.opened_on), BigInteger)

SPENT: Any = (
    select(func.coalesce(func.sum(ServiceWork.minutes), 0))
    .where(ServiceWork.case_id == ServiceCase.id, ServiceWork.deleted.is_(False))
    .correlate(ServiceCase)
    .scalar_subquery()
)


def _is_nearly_late(wanted: bool) -> Any:
    """Asked of the few open cases alone, of which there is an index."""
    if not wanted:
        return IS_NEARLY_LATE == 0
    found = select(ServiceCase.id).where(ServiceCase.deleted.is_(False), IS_OPEN, IS_NEARLY_LATE == 1).correlate(None)
    return ServiceCase.id.in_(found)


def _is_of_team_of(user_id: Any) -> Any:
    """Whether a case is assigned to somebody in the same team as a person."""
    mate, person = aliased(User), aliased(User)
    team = select(person.team_id).where(person.id == user_id).scalar_subquery()
    return ServiceCase.owner_id.in_(select(mate.id).where(mate.team_id == team))


_OWN = {
    "customer": customer_name(ServiceCase.customer_id),
    "contact": contact_name(ServiceCase.contact_id),
    "product": product_name(ServiceCase.product_id),
    "order_number": order_number(ServiceCase.order_id),
    "contract": name_of(Contract, ServiceCase.contract_id, "number"),
    "parent": name_of(ServiceCase, ServiceCase.parent_id, "subject"),
    "merged_into": name_of(ServiceCase, ServiceCase.merged_into_id, "number"),
    "owner": user_name(ServiceCase.owner_id),
    "created_by": user_name(ServiceCase.created_by_id),
    "assigned_by": user_name(ServiceCase.assigned_by_id),
    "handled_by": user_name(ServiceCase.handled_by_id),
    "is_overdue": IS_OVERDUE,
    "age_days": AGE_DAYS,
    "spent_minutes": SPENT,
}

SERVICE_CASES = ListQuery(
    kind="service_case",
    entity=ServiceCase,
    row=ServiceCaseRow,
    cells=cells(ServiceCaseRow, ServiceCase, _OWN),
    fields=(
        these(ServiceCase),
        Field("number", N_("Number"), TEXT, ServiceCase.number),
        Field("subject", N_("Subject"), TEXT, ServiceCase.subject),
        Field(
            "customer",
            N_("Customer"),
            CHOICE,
            ServiceCase.customer_id,
            choices="customers",
            order=_OWN["customer"],
            along=Customer.name,
        ),
        Field(
            "contact",
            N_("Contact"),
            CHOICE,
            ServiceCase.contact_id,
            choices="contacts",
            order=_OWN["contact"],
            along=Contact.name,
        ),
        Field("kind", N_("Kind"), CHOICE, ServiceCase.kind_id, choices="case_kind"),
        Field(
            "priority",
            N_("Priority"),
            CHOICE,
            ServiceCase.priority,
            choices="priority",
            order=_place(ServiceCase.priority, PRIORITIES),
        ),
        Field(
            "status",
            N_("Status"),
            CHOICE,
            ServiceCase.status,
            choices="case_status",
            order=_place(ServiceCase.status, STATUSES),
            known={("is_not", ARCHIVED): IS_OPEN},
        ),
        Field(
            "owner",
            N_("Assigned to"),
            PERSON,
            ServiceCase.owner_id,
            choices="users",
            order=_OWN["owner"],
            along=User.name,
        ),
        Field("opened_on", N_("Opened"), DATE, ServiceCase.opened_on),
        Field("due_on", N_("Due"), DATE, ServiceCase.due_on, is_due=True),
        Field("is_overdue", N_("Overdue"), FLAG, IS_OVERDUE, known={("is", True): IS_OPEN & (IS_OVERDUE == 1)}),
        Field("is_nearly_late", N_("About to be late"), FLAG, IS_NEARLY_LATE, condition=_is_nearly_late),
        Field("satisfaction", N_("Satisfaction"), NUMBER, ServiceCase.satisfaction),
        Field("closed_on", N_("Closed"), DATE, ServiceCase.closed_on),
        Field("waits_for", N_("Waits for"), CHOICE, ServiceCase.waits_for, choices="waits_for", is_sortable=False),
        Field("respond_by", N_("First answer due"), DATE, ServiceCase.respond_by, is_instant=True),
        Field("solve_by", N_("Solution due"), DATE, ServiceCase.solve_by, is_instant=True),
        Field("response_minutes", N_("Working minutes to the first answer"), NUMBER, ServiceCase.response_minutes),
        Field("solution_minutes", N_("Working minutes to the solution"), NUMBER, ServiceCase.solution_minutes),
        Field("rework_count", N_("Sent back"), NUMBER, ServiceCase.rework_count),
        Field("handler", N_("Handler"), CHOICE, HANDLER, choices="users", is_sortable=False),
        Field("is_handled", N_("Handled"), FLAG, IS_HANDLED, is_sortable=False),
        Field("is_reworked", N_("In several rounds"), FLAG, IS_REWORKED, is_sortable=False),
        Field("kept_limit", N_("Time limit"), CHOICE, KEPT_LIMIT, choices="case_limit", is_sortable=False),
        Field("is_merged", N_("Merged into another"), FLAG, IS_MERGED, is_sortable=False),
        Field("age_days", N_("Days"), NUMBER, AGE_DAYS),
        Field("spent", N_("Time spent, minutes"), NUMBER, SPENT, is_sortable=False),
        Field(
            "worked_on",
            N_("Time or cost noted on"),
            DATE,
            ServiceWork.worked_on,
            is_sortable=False,
            through=ServiceWork.case_id,
        ),
        Field("channel", N_("Channel"), CHOICE, ServiceCase.channel_id, choices="case_channel"),
        Field("product", N_("Product"), CHOICE, ServiceCase.product_id, choices="products", is_sortable=False),
        Field(
            "region",
            N_("Region of the customer"),
            CHOICE,
            name_of(Customer, ServiceCase.customer_id, "region_id"),
            choices="region",
            is_sortable=False,
        ),
        Field(
            "team",
            N_("Team"),
            CHOICE,
            name_of(User, ServiceCase.owner_id, "team_id"),
            choices="teams",
            is_sortable=False,
        ),
        Field(
            "team_of",
            N_("In the team of"),
            PERSON,
            ServiceCase.owner_id,
            choices="users",
            is_sortable=False,
            condition=lambda user: _is_of_team_of(user),
        ),
    ),
    default_sorts=(Sort("opened_on", descending=True),),
)


_SHOWN = cells(
    ServiceCaseDetails,
    ServiceCase,
    _OWN,
    without=("statuses", "owners", "rounds", "parts", "used", "help", "work", "hour_minor", "ratings"),
)


_ROUNDS = (
    select(
        ServiceRound.number,
        user_name(ServiceRound.owner_id),
        ServiceRound.handling,
        ServiceRound.handled_at,
        ServiceRound.minutes,
        ServiceRound.result,
        ServiceRound.satisfaction,
    )
    .where(ServiceRound.case_id == RECORD, ServiceRound.deleted.is_(False))
    .order_by(ServiceRound.number)
)


@lru_cache(maxsize=64)
def _parts(viewer: Viewer) -> Any:
    """The parts of a case that somebody sees, which may be of another customer."""
    part = ServiceCase
    found: Any = select(part.id, part.subject, part.status).where(
        part.parent_id == RECORD, part.parent_id.is_not(None), part.deleted.is_(False)
    )
    return rights.seen(part, viewer, found, few=True).order_by(part.number)


def service_case_details(reading: Reading, case_id: str) -> ServiceCaseDetails:
    """One case, if the viewer may see it."""
    shown = one(reading, ServiceCase, case_id, _SHOWN)
    return ServiceCaseDetails(
        **shown,
        statuses=history(reading, case_id, "status"),
        owners=history(reading, case_id, "owner"),
        rounds=tuple(CaseRound(*row) for row in reading.fetch(_ROUNDS, {"record": case_id})),
        parts=tuple(tuple(row) for row in reading.fetch(_parts(reading.viewer), {"record": case_id})),
        used=used_for(reading, case_id),
        work=work_on_case(reading, case_id),
        hour_minor=hour_cost(reading),
        ratings=ratings_of_case(reading, case_id, shown["customer_id"]),
    )


def help_for(reading: Reading, case_id: str) -> Answers:
    """What may help with a case that is still open; of one that is archived nothing is asked any more."""
    case = rights.find(reading, ServiceCase, case_id)
    return answers_for_case(reading, case_id) if case.is_open else Answers()


def with_help(details: ServiceCaseDetails, found: Answers) -> ServiceCaseDetails:
    """A case with what `help_for` told."""
    return replace(details, help=found)


def case_counts(reading: Reading) -> CaseCounts:
    """How many of the cases a viewer sees wait where."""
    living: Select[Any] = select(func.count()).where(ServiceCase.deleted.is_(False))
    scope = rights.visible(ServiceCase, reading.viewer)
    living = living if scope is None else living.where(scope)
    grouped = living.add_columns(ServiceCase.status).group_by(ServiceCase.status)
    by_status = {status: count for count, status in reading.session.execute(grouped)}

    def counted(condition: Any) -> int:
        return int(reading.session.scalar(living.where(_IS_NOT_ARCHIVED, condition), reading.moment) or 0)

    return CaseCounts(
        {status: by_status.get(status, 0) for status in STATUSES},
        counted(IS_OVERDUE == 1),
        counted(ServiceCase.owner_id == reading.viewer.user_id),
        counted(ServiceCase.owner_id.is_(None)),
    )
