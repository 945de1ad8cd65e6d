"""Who sees and changes what: the one place where scopes become conditions.

A record is in scope when its owner is, when nobody owns it, or when it belongs to a customer in scope; a file is when
its record is, and a task also when somebody in scope made it.
"""

from functools import lru_cache
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import aliased

from crm_desktop.core.errors import NotAllowed, NotFound
from crm_desktop.core.i18n import Message
from crm_desktop.core.viewer import ALL, Viewer
from crm_desktop.models import (
    ENTITY_OF,
    Attachment,
    Contact,
    ContactRole,
    Customer,
    Lead,
    Opportunity,
    ServiceCase,
    Synced,
    Task,
)
from crm_desktop.queries.asked import RECORD
from crm_desktop.storage.database import Reading

Condition = ColumnElement[bool]
Entity = TypeVar("Entity", bound=Synced)
_WITH_FILES = (Customer, Contact, Opportunity, ServiceCase, Task, Lead)
Statement = TypeVar("Statement", bound=Select[Any])


def visible(entity: type[Synced], viewer: Viewer) -> Condition | None:
    """The condition a viewer's rows of a table meet; None when every row does."""
    return None if viewer.read_scope == ALL else _scope(entity, viewer.readable)


def changeable(entity: type[Synced], viewer: Viewer) -> Condition | None:
    """The condition rows meet that a viewer may change; None when every row does."""
    return None if viewer.write_scope == ALL else _scope(entity, viewer.writable)


def seen(entity: type[Synced], viewer: Viewer, statement: Statement) -> Statement:
    """The statement narrowed to rows of a table that the viewer may see."""
    scope = visible(entity, viewer)
    return statement if scope is None else statement.where(scope)


def find(reading: Reading, entity: type[Entity], record_id: str) -> Entity:
    """The record, if it lives and the viewer may see it."""
    scope = visible(entity, reading.viewer)
    if scope is None:
        # The session knows it already when many were read at once, and then nothing is asked.
        record = reading.session.get(entity, record_id)
    else:
        record = reading.session.scalar(select(entity).where(entity.id == record_id, scope))
    if record is None or record.deleted:
        raise NotFound(Message("This record no longer exists, or it is not yours to see."))
    return record


def must_see(reading: Reading, entity: type[Synced], record_id: str | None) -> None:
    """Refuse unless the record lives and the viewer may see it: `find` for who needs nothing of it."""
    if reading.value(_living(entity, reading.viewer), {"record": record_id}) is None:
        raise NotFound(Message("This record no longer exists, or it is not yours to see."))


@lru_cache(maxsize=64)
def _living(entity: type[Synced], viewer: Viewer) -> Select[Any]:
    return seen(entity, viewer, select(entity.id).where(entity.id == RECORD, entity.deleted.is_(False)))


def sees(reading: Reading, entity: type[Synced], record_id: str) -> bool:
    """Whether the viewer may see a record, deleted or not."""
    scope = visible(entity, reading.viewer)
    return scope is None or reading.session.scalar(select(entity.id).where(entity.id == record_id, scope)) is not None


def may_change(reading: Reading, kind: str, record_id: str) -> bool:
    """Whether the viewer may change a record of a kind that he sees."""
    entity = ENTITY_OF[kind]
    scope = changeable(entity, reading.viewer)
    return scope is None or reading.session.scalar(select(entity.id).where(entity.id == record_id, scope)) is not None


def require(viewer: Viewer, right: str) -> None:
    """Refuse unless the viewer has one of the rights of `core.viewer`."""
    if not viewer.may(right):
        raise NotAllowed(Message("Your role does not allow this. Ask whoever looks after the company file."))


def _scope(entity: type[Synced], owners: frozenset[str]) -> Condition | None:
    columns: Any = entity
    if entity is Attachment:
        return or_(*(_file_of(kind, owners) for kind in _WITH_FILES))
    ways: list[Condition] = []
    if hasattr(entity, "owner_id"):
        ways.append(_owned(columns.owner_id, owners))
    if entity is Task:
        ways.append(columns.created_by_id.in_(sorted(owners)))
    if entity is Contact:
        ways.append(_contact_of_visible_customer(owners))
    elif hasattr(entity, "customer_id"):
        ways.append(columns.customer_id.in_(_customers(owners)))
    return or_(*ways) if ways else None


def _file_of(kind: type[Synced], owners: frozenset[str]) -> Condition:
    scope = _scope(kind, owners)
    assert scope is not None
    return and_(Attachment.record_kind == kind.__tablename__, Attachment.record_id.in_(select(kind.id).where(scope)))


def _owned(owner: Any, owners: frozenset[str]) -> Condition:
    condition: Condition = or_(owner.is_(None), owner.in_(sorted(owners)))
    return condition


def _customers(owners: frozenset[str]) -> Any:
    customer = aliased(Customer)
    return select(customer.id).where(_owned(customer.owner_id, owners))


def _contact_of_visible_customer(owners: frozenset[str]) -> Condition:
    roles = select(ContactRole.contact_id).where(
        ContactRole.deleted.is_(False), ContactRole.customer_id.in_(_customers(owners))
    )
    return Contact.id.in_(roles)
