"""How old what one knows of a customer or contact is: since a person last changed its data, or confirmed it.

Changes are asked of the journal, which costs 2 µs a record; a confirmation is a row of the history. What the company
does by itself – assign, take back, work out – makes no data younger, and neither does a change of owner or level.
"""

from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    CompoundSelect,
    Select,
    Text,
    and_,
    cast,
    column,
    func,
    literal_column,
    not_,
    null,
    or_,
    select,
    table,
    type_coerce,
    union_all,
)
from sqlalchemy.orm import aliased

from crm_desktop.core.clock import day_of
from crm_desktop.core.i18n import N_
from crm_desktop.models import (
    Contact,
    ContactPoint,
    ContactRole,
    Customer,
    HistoryEntry,
    Parameter,
    PersonProfile,
    Synced,
    User,
)
from crm_desktop.queries.asked import RECORD
from crm_desktop.queries.list_field import DATE, FLAG, NUMBER, TODAY, UTC_OFFSET, Field
from crm_desktop.storage.database import Reading

# The field of a row of the history that says that somebody looked at the data and found it right.
CHECKED = "checked"
DAYS = "profile.data_days"
DEFAULT_DAYS = 365
_DAY_MS = 86_400_000
_EPOCH = 2440587.5
_CUSTOMER = (
    *("name", "short_name", "kind", "parent_id", "industry_id", "region_id", "size_id", "phone", "fax", "email"),
    *("website", "country", "province", "city", "district", "postcode", "address", "licence_number", "legal_person"),
    *("registered_capital_minor", "annual_turnover_minor", "employees", "founded_year", "bank", "bank_account"),
    *("tax_number", "national_tax_number", "invoice_title", "preferred_channel"),
)
_CONTACT = ("name", "salutation", "sex", "born_on", "job_title", "department", "decision_style", "reports_to_id")
# What counts of the record itself, and the rows that belong to its data with the column that names it.
_DATA: dict[Any, tuple[tuple[str, ...], tuple[tuple[Any, Any], ...]]] = {
    Customer: (_CUSTOMER, ((PersonProfile, PersonProfile.customer_id),)),
    Contact: (_CONTACT, ((ContactPoint, ContactPoint.contact_id), (ContactRole, ContactRole.contact_id))),
}
KINDS = tuple(str(entity.__tablename__) for entity in _DATA)
_change = table("sync_change", *map(column, ("origin", "seq", "tbl", "row_id", "op", "data"))).alias("data_change")
_step = table("sync_txn", *map(column, ("origin", "seq", "actor", "wall_ms"))).alias("data_step")


@dataclass(frozen=True)
class DataAge:
    """When the data of a record was last changed or confirmed, by whom, and whether it is to be checked again."""

    at: int
    by: str | None
    was_checked: bool
    days: int
    is_due: bool


@cache
def known_at(entity: type[Synced]) -> ColumnElement[int]:
    """When the data of a record was last changed or confirmed, in milliseconds; first when it was taken on."""
    record: Any = entity
    parts = [_newest(entity, part) for part in _changes(entity)]
    found: ColumnElement[int] = func.max(
        record.created_at, *(func.coalesce(part, 0) for part in (*parts, _checked(entity)))
    )
    return found


def data_fields(entity: type[Synced]) -> tuple[Field, ...]:
    """What the list of a kind can be sorted and narrowed by."""
    known = known_at(entity)

    record: Any = entity

    def before(moment: ColumnElement[int]) -> ColumnElement[bool]:
        # What was taken on since then is told without the journal.
        return and_(record.created_at < moment, known < moment)

    def older(days: int) -> ColumnElement[bool]:
        return before(_cutoff(int(days)))

    def due(wanted: bool) -> ColumnElement[bool]:
        found = before(_cutoff(_days_asked()))
        return found if wanted else not_(found)

    age = (_cutoff(0) - 1 - known) // _DAY_MS
    return (
        Field("data_at", N_("Data checked or changed"), DATE, known, is_instant=True),
        Field("data_age", N_("Age of data, days"), NUMBER, age, is_filterable=False),
        Field("data_older", N_("Data older than days"), NUMBER, known, is_sortable=False, condition=older),
        Field("data_due", N_("Data to be checked"), FLAG, known, is_sortable=False, condition=due),
    )


def data_age(reading: Reading, entity: type[Synced], record_id: str) -> DataAge | None:
    """How old the data of one record is; none when there is no such record."""
    dated = reading.fetch(_of_one(entity), {"record": record_id})
    asked = next((days for *_, days in dated if days is not None), None)
    if asked is None:
        return None
    at, by, was_checked, _ = max(dated, key=lambda each: int(each[0]))
    days = max(0, (reading.today - day_of(at, reading.zone)).days)
    return DataAge(at, by, bool(was_checked), days, days >= asked)


def count_older(reading: Reading, entity: type[Synced], days: int) -> int:
    """How many living records have data at least so many days old."""
    record: Any = entity
    statement = select(func.count()).where(record.deleted.is_(False), known_at(entity) < _cutoff(days))
    return int(reading.session.scalar(statement, reading.moment) or 0)


def _cutoff(days: Any) -> ColumnElement[int]:
    """The end of the day that was so many days ago."""
    passed: ColumnElement[int] = cast(func.julianday(TODAY) - _EPOCH, BigInteger) - days + 1
    return passed * _DAY_MS - UTC_OFFSET


def _days_asked() -> ColumnElement[int]:
    stored = select(cast(Parameter.value, BigInteger)).where(
        Parameter.id == Parameter.id_of(DAYS), Parameter.deleted.is_(False)
    )
    return func.coalesce(stored.correlate_except(Parameter).scalar_subquery(), DEFAULT_DAYS)


def _checked(entity: type[Synced]) -> Any:
    record: Any = entity
    entry = aliased(HistoryEntry)
    return (
        select(func.max(entry.changed_at))
        .where(entry.record_id == record.id, entry.field == CHECKED, entry.deleted.is_(False))
        .correlate(entity)
        .scalar_subquery()
    )


def _changes(entity: type[Synced]) -> list[tuple[Any, Any, Any]]:
    """(rows that belong to the record, the column that names it, the condition of their changes), itself first."""
    names, parts = _DATA[entity]
    key = func.json_each(_change.c.data).table_valued("key")
    own = and_(_change.c.op == "u", select(key.c.key).where(key.c.key.in_(names)).exists())
    others = or_(_change.c.op == "u", _change.c.op == "i")
    return [(entity, None, own), *((part, of, others) for part, of in parts)]


def _newest(entity: type[Synced], changes: tuple[Any, Any, Any]) -> Any:
    return _moments(entity, changes, func.max(_step.c.wall_ms)).correlate(entity).scalar_subquery()


def _moments(entity: Any, changes: tuple[Any, Any, Any], *wanted: Any, record: Any = None) -> Select[Any]:
    part, of, condition = changes
    record = entity.id if record is None else record
    together = and_(_step.c.origin == _change.c.origin, _step.c.seq == _change.c.seq)
    found: Select[Any] = select(*wanted).select_from(_change).join(_step, together)
    if of is None:
        found = found.where(_change.c.row_id == record)
    else:
        found = found.where(_change.c.row_id.in_(select(part.id).where(of == record).correlate(entity)))
    return found.where(_change.c.tbl == part.__tablename__, _step.c.actor != "", condition)


_of_change: Any = (literal_column("0").label("was_checked"), null().label("days"))


@cache
def _of_one(entity: Any) -> CompoundSelect[Any]:
    """The moments of one record, who it was then and whether that was a check; its first has the days that are asked.

    Asked together: each is found at once, and most of a question is asking.
    """
    name = select(User.name).where(User.id == _step.c.actor).scalar_subquery().label("by")
    moments = [
        _moments(entity, each, _step.c.wall_ms, name, *_of_change, record=RECORD)
        .order_by(_step.c.wall_ms.desc())
        .limit(1)
        for each in _changes(entity)
    ]
    begun: Any = (entity.created_at, type_coerce(null(), Text), literal_column("0"), _days_asked())
    taken_on = select(*begun).where(entity.id == RECORD)
    # SQLite takes the order and the limit of a part only within one of its own.
    return union_all(taken_on, *(select(each.subquery()) for each in (*moments, _LAST_CHECK)))


_LAST_CHECK: Select[Any] = (
    select(
        HistoryEntry.changed_at,
        select(User.name).where(User.id == HistoryEntry.by_id).scalar_subquery().label("by"),
        literal_column("1").label("was_checked"),
        null().label("days"),
    )
    .where(HistoryEntry.record_id == RECORD, HistoryEntry.field == CHECKED, HistoryEntry.deleted.is_(False))
    .order_by(HistoryEntry.from_on.desc(), HistoryEntry.changed_at.desc())
    .limit(1)
)
