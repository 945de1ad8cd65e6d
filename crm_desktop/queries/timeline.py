"""What happened with a customer, contact, deal, case or lead, newest first: one SELECT over everything dated."""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import BigInteger, Select, Subquery, Text, and_, bindparam, func, or_, select, text, union_all

from crm_desktop.core.clock import day_of
from crm_desktop.core.viewer import Viewer
from crm_desktop.models import (
    Campaign,
    Contact,
    Customer,
    CustomRecord,
    Interaction,
    Lead,
    Opportunity,
    ServiceCase,
    Survey,
    Synced,
)
from crm_desktop.queries import rights
from crm_desktop.queries.open_tasks import open_tasks
from crm_desktop.queries.timeline_extras import with_extras
from crm_desktop.queries.timeline_items import (
    ACTIVITIES,
    ANSWERED,
    CASE,
    CASE_CLOSED,
    CLOSED,
    DEALS,
    FILE,
    FILES,
    INTERACTION,
    LEAD,
    LEADS,
    MONEY,
    OPENED,
    ORDER,
    PLANNED,
    RECEIPT,
    SERVICE,
    STAGE,
    TASK,
    Cursor,
    Timeline,
    TimelineItem,
)
from crm_desktop.queries.timeline_parts import COLUMNS, PARTS, interactions, taking_part
from crm_desktop.storage.database import Reading

_KINDS = {
    ACTIVITIES: (INTERACTION, TASK),
    DEALS: (OPENED, STAGE, CLOSED),
    MONEY: (ORDER, RECEIPT),
    SERVICE: (CASE, CASE_CLOSED, ANSWERED),
    FILES: (FILE,),
    LEADS: (LEAD, PLANNED),
}


def timeline(
    reading: Reading,
    *,
    customer_id: str | None = None,
    contact_id: str | None = None,
    opportunity_id: str | None = None,
    case_id: str | None = None,
    lead_id: str | None = None,
    campaign_id: str | None = None,
    survey_id: str | None = None,
    custom_record_id: str | None = None,
    before: Cursor | None = None,
    limit: int = 30,
    only: str | None = None,
) -> Timeline:
    """The newest entries of one record that the viewer may see, or those older than the entry `before` names.

    `only` narrows them to activities, deals, money, service, files, or steps of a lead.
    """
    subjects: dict[str, tuple[type[Synced], str | None]] = {
        "customer_id": (Customer, customer_id),
        "contact_id": (Contact, contact_id),
        "opportunity_id": (Opportunity, opportunity_id),
        "case_id": (ServiceCase, case_id),
        "lead_id": (Lead, lead_id),
        "campaign_id": (Campaign, campaign_id),
        "survey_id": (Survey, survey_id),
        "custom_record_id": (CustomRecord, custom_record_id),
    }
    ((name, entity, record_id),) = ((name, entity, each) for name, (entity, each) in subjects.items() if each)
    rights.must_see(reading, entity, record_id)
    asked = {"record": record_id, "offset_ms": reading.moment["utc_offset"]}
    kinds = _KINDS[only] if only else ()
    newest = _listed(name, reading.viewer, kinds, limit, is_older=before is not None)
    listed = reading.fetch(newest, {**asked, **_place(before)})
    plain = [_item(reading, row) for row in listed]
    pins: Sequence[TimelineItem] = ()
    tasks: Sequence[TimelineItem] = ()
    if before is None and only in (None, ACTIVITIES) and hasattr(Interaction, name):
        pins, tasks = _pinned(reading, name, record_id), open_tasks(reading, name, record_id)
    # Asked for once, because most of a question is asking.
    whole = with_extras(reading, (*plain, *pins, *tasks))
    items, above = whole[: len(plain)], whole[len(plain) :]
    pinned, to_do = above[: len(pins)], above[len(pins) :]
    if len(items) < limit:
        return Timeline(items, 0, pinned, to_do)
    rest = reading.value(_rest(name, reading.viewer, kinds), {**asked, **_place(items[-1].cursor)})
    return Timeline(items, int(rest or 0), pinned, to_do)


def _pinned(reading: Reading, name: str, record_id: str | None) -> tuple[TimelineItem, ...]:
    listed = reading.fetch(_pins(name, reading.viewer), {"record": record_id})
    return tuple(_item(reading, row) for row in listed)


def _place(cursor: Cursor | None) -> dict[str, Any]:
    return {} if cursor is None else dict(zip(("on", "at", "key"), cursor, strict=True))


def _item(reading: Reading, row: tuple[Any, ...]) -> TimelineItem:
    kind, record_kind, record_id, on, at, key, *more = row
    values = dict(zip(COLUMNS, more, strict=True))
    day = date.fromisoformat(on)
    # What was entered later for an earlier day has a time of entry, not of happening.
    moment = at if at and day_of(at, reading.zone) == day else None
    values["is_pinned"] = bool(values["is_pinned"])
    return TimelineItem((on, at, key), kind, record_kind, record_id, day, moment, **values)


# All statements are put together once for a viewer, because that takes longer than asking them.


@lru_cache(maxsize=64)
def _listed(name: str, viewer: Viewer, kinds: tuple[str, ...], limit: int, *, is_older: bool) -> Select[Any]:
    """The newest entries, or those older than a place."""
    entry = _entries(name, viewer).c
    statement = select(_entries(name, viewer)).order_by(entry.on.desc(), entry.at.desc(), entry.key.desc())
    statement = statement.where(entry.kind.in_(kinds)) if kinds else statement
    return (statement.where(_before(entry)) if is_older else statement).limit(limit)


@lru_cache(maxsize=64)
def _rest(name: str, viewer: Viewer, kinds: tuple[str, ...]) -> Select[Any]:
    """How many entries are older than a place."""
    entry = _entries(name, viewer).c
    statement = select(func.count()).select_from(_entries(name, viewer)).where(_before(entry))
    return statement.where(entry.kind.in_(kinds)) if kinds else statement


@lru_cache(maxsize=64)
def _pins(name: str, viewer: Viewer) -> Select[Any]:
    """What was pinned, the newest first."""
    of = getattr(Interaction, name) == bindparam("record", type_=Text)
    scope = None if name == "customer_id" else rights.visible(Interaction, viewer)
    # Written as the index of pinned ones says it.
    pinned = interactions(of, text("interaction.is_pinned = 1"))
    pinned = pinned if scope is None else pinned.where(scope)
    return pinned.order_by(Interaction.happened_at.desc(), Interaction.id.desc())


def _before(entry: Any) -> Any:
    on, at, key = bindparam("on", type_=Text), bindparam("at", type_=BigInteger), bindparam("key", type_=Text)
    same_moment = and_(entry.on == on, entry.at == at, entry.key < key)
    return or_(entry.on < on, and_(entry.on == on, entry.at < at), same_moment)


@lru_cache(maxsize=64)
def _entries(name: str, viewer: Viewer) -> Subquery:
    """Everything dated about a record."""
    record = bindparam("record", type_=Text)

    def naming(column: Any) -> Any:
        """Records that name this one in a column, as far as the viewer's lists show them."""
        scope = rights.visible(column.class_, viewer)
        return column == record if scope is None else and_(column == record, scope)

    parts = list(PARTS[name](record, naming))
    if name == "contact_id":
        parts.append(taking_part(record, rights.visible(Interaction, viewer)))
    return union_all(*parts).subquery("entry")
