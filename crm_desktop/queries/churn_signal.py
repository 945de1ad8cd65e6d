"""What service says of customers who may leave: complaints, and what was handled without satisfying them.

A reason is a case: a complaint, or one after which the customer gave fewer stars than archive a case. It counts while
the case is open and for some days after. Nothing of it is stored: it follows from the cases, however they came in.
Whoever wants to hear of new ones asks `raised_since` with the place in the journal reached last, after any change.
"""

import json
import re
from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, Text, bindparam, cast, column, func, or_, select, table, type_coerce, union_all

from crm_desktop.core.viewer import Viewer
from crm_desktop.models import Customer, DictionaryEntry, Parameter, ServiceCase
from crm_desktop.models.service_case import ARCHIVED, OPEN_STATUSES
from crm_desktop.queries import rights
from crm_desktop.queries.asked import RECORD
from crm_desktop.queries.list_field import TODAY
from crm_desktop.queries.names import customer_name
from crm_desktop.storage.database import Reading
from crm_desktop.storage.fold import INSERT, UPDATE

ARCHIVE_FROM, RISK_DAYS, COMPLAINT_KINDS = (
    "service_case.archive_from",
    "service_case.risk_days",
    "service_case.complaint_kinds",
)
DEFAULT_ARCHIVE_FROM, DEFAULT_RISK_DAYS, DEFAULT_COMPLAINTS = 3, 90, "Complaint, 投诉"
COMPLAINT, LOW_SCORE = "complaint", "low_score"
# A change of these makes a case a reason of another kind, or of another customer.
_TELLS = {
    "kind_id": (COMPLAINT,),
    "satisfaction": (LOW_SCORE,),
    "customer_id": (COMPLAINT, LOW_SCORE),
    "deleted": (COMPLAINT, LOW_SCORE),
}


class Reason(NamedTuple):
    """A case that makes its customer one who may leave; `score` where the customer gave too few stars."""

    case_id: str
    subject: str
    status: str
    opened_on: date
    is_complaint: bool
    score: int | None


class AtRisk(NamedTuple):
    """A customer whom service gives reason to worry about, and since when the newest of the reasons is known."""

    customer_id: str
    name: str
    complaints: int
    low_scores: int
    since: date


class Raised(NamedTuple):
    """The event: a case became a reason to worry about its customer; `by` is who made it so."""

    customer_id: str
    case_id: str
    why: str
    customer: str
    subject: str
    owner_id: str | None
    by: str | None


def _setting(name: str) -> Any:
    return (
        select(Parameter.value)
        .where(Parameter.id == Parameter.id_of(name), Parameter.deleted.is_(False))
        .scalar_subquery()
    )


def _number(name: str, usual: int) -> Any:
    return func.coalesce(func.nullif(cast(_setting(name), BigInteger), 0), usual)


def _listed(text: Any) -> Any:
    """Names parted by commas, each between two of them, so that one is found whole."""
    for old, new in (("，", ","), ("、", ","), (" ", "")):
        text = func.replace(text, old, new)
    return func.concat(",", func.lower(text), ",")


_NAMED = _listed(func.coalesce(_setting(COMPLAINT_KINDS), DEFAULT_COMPLAINTS))
_KINDS = select(DictionaryEntry.id).where(
    DictionaryEntry.kind == "case_kind",
    or_(
        *(
            func.instr(_NAMED, _listed(name)) > 0
            for name in (DictionaryEntry.code, DictionaryEntry.name_en, DictionaryEntry.name_zh)
        )
    ),
)
_NAMES: Any = select(DictionaryEntry.code, DictionaryEntry.name_en, DictionaryEntry.name_zh).where(
    DictionaryEntry.kind == "case_kind", DictionaryEntry.deleted.is_(False)
)


def unknown_kinds(reading: Reading, named: str) -> list[str]:
    """Those of some names, parted by commas, that no kind of service has; what the program came with is never wrong."""
    if named in ("", DEFAULT_COMPLAINTS):
        return []
    known = {_folded(name) for row in reading.fetch(_NAMES) for name in row if name}
    parts = (each.strip() for each in re.split("[,，、]", named))
    return [each for each in parts if each and _folded(each) not in known]


def _folded(name: str) -> str:
    return name.replace(" ", "").lower()


_IS_COMPLAINT = func.coalesce(ServiceCase.kind_id.in_(_KINDS), 0)
IS_COMPLAINT = _IS_COMPLAINT
"""Whether a case is of a kind that the company calls a complaint."""
_IS_LOW = func.coalesce(ServiceCase.satisfaction < _number(ARCHIVE_FROM, DEFAULT_ARCHIVE_FROM), 0)
_SINCE = func.date(TODAY, func.concat("-", _number(RISK_DAYS, DEFAULT_RISK_DAYS), " days"))
_IS_TELLING = (
    ServiceCase.deleted.is_(False),
    ServiceCase.merged_into_id.is_(None),
    or_(_IS_COMPLAINT == 1, _IS_LOW == 1),
)
_IS_OPEN = ServiceCase.status.in_(OPEN_STATUSES)
_IS_RECENT = (ServiceCase.status == ARCHIVED, type_coerce(ServiceCase.closed_on, Text) >= _SINCE)
_COUNTS = or_(_IS_OPEN, type_coerce(ServiceCase.closed_on, Text) >= _SINCE)

# All of the company, by two ranges of one index.
_shown: tuple[Any, ...] = (
    ServiceCase.customer_id.label("record"),
    ServiceCase.opened_on.label("opened_on"),
    _IS_COMPLAINT.label("is_complaint"),
    _IS_LOW.label("is_low"),
)
_ALL = union_all(
    select(*_shown).where(*_IS_TELLING, _IS_OPEN), select(*_shown).where(*_IS_TELLING, *_IS_RECENT)
).subquery()

# How many reasons a customer of a list has; none is nothing, so that such a customer comes last.
REASONS: Any = func.nullif(
    select(func.count())
    .select_from(ServiceCase)
    .where(ServiceCase.customer_id == Customer.id, *_IS_TELLING, _COUNTS)
    .correlate(Customer)
    .scalar_subquery(),
    0,
)
TOLD: Any = select(_ALL.c.record, func.count().label("value")).where(_ALL.c.record.is_not(None)).group_by(_ALL.c.record)


def is_at_risk(wanted: bool) -> Any:
    """Whether service gives reason to worry about a customer of a list."""
    at_risk = select(_ALL.c.record).where(_ALL.c.record.is_not(None))
    return Customer.id.in_(at_risk) if wanted else Customer.id.not_in(at_risk)


def reasons_of(reading: Reading, customer_id: str) -> tuple[Reason, ...]:
    """The cases of a customer that are reasons to worry, as far as the viewer sees them; the newest first."""
    rows = reading.fetch(_of_customer(reading.viewer), {"record": customer_id, **reading.moment})
    return tuple(
        Reason(case_id, subject, status, opened_on, bool(is_complaint), score if is_low else None)
        for case_id, subject, status, opened_on, is_complaint, score, is_low in rows
    )


@lru_cache(maxsize=64)
def _of_customer(viewer: Viewer) -> Any:
    case = ServiceCase
    shown = (case.id, case.subject, case.status, case.opened_on, _IS_COMPLAINT, case.satisfaction, _IS_LOW)
    found = select(*shown).where(case.customer_id == RECORD, *_IS_TELLING, _COUNTS)
    return rights.seen(case, viewer, found, few=True).order_by(case.opened_on.desc(), case.id)


_OWNER: Any = bindparam("owner", type_=Text)
_LATEST: Any = func.max(_ALL.c.opened_on)
_MINE: Any = (
    select(Customer.id, Customer.name, func.sum(_ALL.c.is_complaint), func.sum(_ALL.c.is_low), _LATEST)
    .join(Customer, Customer.id == _ALL.c.record)
    .where(Customer.deleted.is_(False), Customer.owner_id == _OWNER)
    .group_by(Customer.id)
    .order_by(_LATEST.desc(), func.count().desc(), Customer.name)
)


def at_risk(reading: Reading, owner_id: str) -> list[AtRisk]:
    """The customers of one person whom service gives reason to worry about, the newest reason first."""
    rows = reading.fetch(_MINE, {"owner": owner_id, **reading.moment})
    return [AtRisk(*row) for row in rows]


_change: Any = table("sync_change", column("id"), column("origin"), column("seq"), column("tbl"), column("row_id"),
                     column("op"), column("data"))  # fmt: skip
_step: Any = table("sync_txn", column("origin"), column("seq"), column("actor"))
_AFTER: Any = bindparam("after", type_=BigInteger)


def raised_since(reading: Reading, position: int) -> tuple[Raised, ...]:
    """What became a reason after a place of the journal, as far as it still is one and the viewer sees it.

    It is the same whether a step was made here, came from another laptop or was an import.
    """
    rows = reading.fetch(_after(reading.viewer), {"after": position, **reading.moment})
    found: dict[tuple[str, str], Raised] = {}
    for op, data, by, customer_id, case_id, customer, subject, owner_id, is_complaint, is_low in rows:
        holds = {COMPLAINT: is_complaint, LOW_SCORE: is_low}
        for why in _told_by(op, data):
            if holds[why]:
                found[case_id, why] = Raised(customer_id, case_id, why, customer, subject, owner_id, by)
    return tuple(found.values())


@lru_cache(maxsize=64)
def _after(viewer: Viewer) -> Any:
    case = ServiceCase
    owner = select(Customer.owner_id).where(Customer.id == case.customer_id).scalar_subquery()
    shown = (_change.c.op, _change.c.data, _step.c.actor, case.customer_id, case.id)
    found = (
        select(*shown, customer_name(case.customer_id), case.subject, owner, _IS_COMPLAINT, _IS_LOW)
        .select_from(_change)
        .join(_step, (_step.c.origin == _change.c.origin) & (_step.c.seq == _change.c.seq))
        .join(case, case.id == _change.c.row_id)
        .where(_change.c.id > _AFTER, _change.c.tbl == "service_case", case.customer_id.is_not(None))
        .where(*_IS_TELLING, _COUNTS)
    )
    return rights.seen(case, viewer, found, few=True).order_by(_change.c.id)


def _told_by(op: str, data: str) -> Iterable[str]:
    """Which reasons a line of the journal can have brought."""
    if op == INSERT:
        return (COMPLAINT, LOW_SCORE)
    if op != UPDATE:
        return ()
    changed = {name for name, value in json.loads(data).items() if not (isinstance(value, list) and _is_same(value))}
    return dict.fromkeys(why for name in _TELLS if name in changed for why in _TELLS[name])


def _is_same(value: list[Any]) -> bool:
    return len(value) == 2 and value[0] == value[1]
