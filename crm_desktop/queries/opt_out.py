"""Who does not want to be reached, and by which way: the one place where opt-outs become conditions."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, and_, exists, func, or_, select, type_coerce
from sqlalchemy.orm import aliased

from crm_desktop.core.i18n import N_, language
from crm_desktop.models import ENTITY_OF, Contact, ContactPoint, Customer, Lead
from crm_desktop.models.base import Flag
from crm_desktop.models.contact import EMAIL, MESSENGER, PHONE
from crm_desktop.models.insight import BY_MAIL, BY_MESSAGE, BY_PHONE, BY_POST
from crm_desktop.queries.asked import RECORD
from crm_desktop.queries.list_field import FLAG, Field
from crm_desktop.queries.words import Words
from crm_desktop.storage.database import Reading

EVERY_WAY = "is_opted_out"
# The column that says no to a way. One for each, so that what two people are told offline holds together.
FLAGS: Mapping[str, str] = {BY_PHONE: "no_phone", BY_MAIL: "no_mail", BY_POST: "no_post", BY_MESSAGE: "no_message"}
REFUSALS = (EVERY_WAY, *FLAGS.values())
# What a contact is reached by.
POINTS: Mapping[str, tuple[str, ...]] = {BY_PHONE: (PHONE,), BY_MAIL: (EMAIL,), BY_MESSAGE: (MESSENGER, PHONE)}

Condition = ColumnElement[bool]
_LAST = (
    "SELECT t.actor, t.wall_ms FROM sync_change c JOIN sync_txn t ON t.origin = c.origin AND t.seq = c.seq"
    " WHERE c.row_id = ? AND c.tbl = ? AND json_extract(c.data, '$.' || ?) IS NOT NULL ORDER BY t.hlc DESC LIMIT 1"
)


@dataclass(frozen=True)
class OptOut:
    """A way somebody does not want to be reached by, none for advertising of every kind; who noted it, and when."""

    channel: str
    by: str
    at: int


def refuses(entity: Any, channel: SQLColumnExpression[Any]) -> Condition:
    """Whether a customer, a contact or a lead does not want to be reached by a way."""
    # A lead refuses all of them at once.
    flags = [(way, getattr(entity, name)) for way, name in FLAGS.items() if hasattr(entity, name)]
    return or_(entity.is_opted_out.is_(True), *(and_(channel == way, flag.is_(True)) for way, flag in flags))


def customer_refuses(customer_id: Any, channel: SQLColumnExpression[Any]) -> Condition:
    """Whether the customer that a column names does."""
    customer = aliased(Customer)
    return exists(select(customer.id).where(customer.id == customer_id, refuses(customer, channel)))


def lead_refuses(lead_id: Any, channel: SQLColumnExpression[Any]) -> Condition:
    """Whether the lead that a column names does."""
    lead = aliased(Lead)
    return exists(select(lead.id).where(lead.id == lead_id, refuses(lead, channel)))


def contact_refuses(contact_id: Any, channel: SQLColumnExpression[Any]) -> Condition:
    """Whether the contact that a column names does, or has nothing but numbers or addresses not to be used."""
    contact = aliased(Contact)
    says_no = exists(select(contact.id).where(contact.id == contact_id, refuses(contact, channel)))
    only_closed = (
        and_(channel == way, _has_point(contact_id, kinds, is_open=False), ~_has_point(contact_id, kinds, is_open=True))
        for way, kinds in POINTS.items()
    )
    return or_(says_no, *only_closed)


def has_open_point(contact_id: Any, channel: str) -> Condition:
    """Whether a contact has a number or an address for a way that may be used."""
    return _has_point(contact_id, POINTS[channel], is_open=True)


def _has_point(contact_id: Any, kinds: tuple[str, ...], *, is_open: bool) -> Condition:
    point = aliased(ContactPoint)
    of_these = select(point.id).where(
        point.contact_id == contact_id,
        point.kind.in_(kinds),
        point.deleted.is_(False),
        point.is_opted_out.is_not(True) if is_open else point.is_opted_out.is_(True),
    )
    return exists(of_these)


def refusal_fields(entity: Any) -> tuple[Field, ...]:
    """The fields by which a list finds who refuses what."""
    titles = {EVERY_WAY: N_("No advertising")}
    titles |= {"no_phone": N_("No calls"), "no_mail": N_("No e-mails")}
    titles |= {"no_post": N_("No letters"), "no_message": N_("No messages")}
    return tuple(Field(name, titles[name], FLAG, cell) for name, cell in refusal_cells(entity).items())


def refusal_cells(entity: Any) -> dict[str, Any]:
    """Of a row of a list, what is refused: nothing noted means no."""
    names = (name for name in REFUSALS if hasattr(entity, name))
    return {name: type_coerce(func.coalesce(getattr(entity, name), False), Flag) for name in names}


def opt_outs(reading: Reading, kind: str, record_id: str) -> tuple[OptOut, ...]:
    """What a customer, contact or lead refuses, with who noted it and when."""
    entity: Any = ENTITY_OF[kind]
    named = {way: name for way, name in {"": EVERY_WAY, **FLAGS}.items() if hasattr(entity, name)}
    record = reading.fetch(_refusing(kind), {"record": record_id})
    refused = [way for way, said in zip(named, record[0], strict=True) if said] if record else []
    return tuple(_noted(reading, kind, record_id, way, named[way]) for way in refused)


@cache
def _refusing(kind: str) -> Select[Any]:
    entity: Any = ENTITY_OF[kind]
    names = [name for name in REFUSALS if hasattr(entity, name)]
    return select(*(getattr(entity, name) for name in names)).where(entity.id == RECORD)


def _noted(reading: Reading, kind: str, record_id: str, way: str, name: str) -> OptOut:
    rows = reading.plain(_LAST, (record_id, kind, name))
    if not rows:
        return OptOut(way, "", 0)
    return OptOut(way, Words(reading, language()).person(rows[0][0]), rows[0][1])
