"""Who sees and changes what: the one place where scopes become conditions.

A record is in scope when its owner is, when nobody owns it, when it is shared with the viewer, or when it belongs to a
customer in scope; a file is when its record is, a receipt also when the owner of its contract or order is, a task also
when somebody in scope made it, and a deal or a contract also when the viewer has a share of it, to be looked at.
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import ColumnElement, Select, Text, and_, func, or_, select, type_coerce
from sqlalchemy.orm import aliased

from crm_desktop.core.errors import NotAllowed, NotFound, UserError
from crm_desktop.core.i18n import Message
from crm_desktop.core.viewer import ALL, Viewer
from crm_desktop.models import (
    ENTITY_OF,
    Article,
    Attachment,
    Campaign,
    ChannelReport,
    Contact,
    ContactRole,
    Contract,
    ContractShare,
    Customer,
    Opportunity,
    OpportunityShare,
    Order,
    ProductPrice,
    Receipt,
    RecordShare,
    SupplyLink,
    Survey,
    SurveyResponse,
    Synced,
    Task,
)
from crm_desktop.models.attachment import KINDS
from crm_desktop.models.limited_fields import AMOUNT
from crm_desktop.queries.asked import RECORD
from crm_desktop.storage.database import Reading

Condition = ColumnElement[bool]
Entity = TypeVar("Entity", bound=Synced)
# What can be shared with single people.
SHARED_KINDS = ("customer", "contact", "opportunity", "sales_order", "service_case", "lead")
# What everybody sees, whoever owns it: leads, deals and orders of all name their campaign, answers help everybody.
_EVERYBODYS = (Campaign, Survey, Article)
_WITH_FILES = tuple(ENTITY_OF[kind] for kind in KINDS)
Statement = TypeVar("Statement", bound=Select[Any])


def visible(entity: type[Synced], viewer: Viewer, *, few: bool = False) -> Condition | None:
    """The condition a viewer's rows of a table meet; None when every row does.

    When `few` rows are looked at, each is asked for by itself, instead of gathering all customers in scope first.
    """
    if viewer.read_scope == ALL or entity in _EVERYBODYS:
        return None
    sight = _Sight(viewer.readable, viewer.user_id, few=few)
    scope = _scope(entity, sight)
    if entity is Opportunity and scope is not None:
        return or_(scope, _is_among(Opportunity.id, _deals_shared_with(viewer), sight))
    if entity is Contract and scope is not None:
        return or_(scope, _is_among(Contract.id, _contracts_shared_with(viewer), sight))
    return scope


def changeable(entity: type[Synced], viewer: Viewer, *, few: bool = False) -> Condition | None:
    """The condition rows meet that a viewer may change; None when every row does; `few` as of `visible`."""
    sight = _Sight(viewer.writable, viewer.user_id, writes=True, few=few)
    return None if viewer.write_scope == ALL else _scope(entity, sight)


def seen(entity: type[Synced], viewer: Viewer, statement: Statement, *, few: bool = False) -> Statement:
    """The statement narrowed to rows of a table that the viewer may see; `few` as of `visible`."""
    scope = visible(entity, viewer, few=few)
    return statement if scope is None else statement.where(scope)


def find(reading: Reading, entity: type[Entity], record_id: str) -> Entity:
    """The record, if it lives and the viewer may see it."""
    scope = visible(entity, reading.viewer, few=True)
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
    scope = visible(entity, reading.viewer, few=True)
    return scope is None or reading.session.scalar(select(entity.id).where(entity.id == record_id, scope)) is not None


def seen_among(reading: Reading, entity: type[Synced], ids: Iterable[str]) -> set[str]:
    """Those of a few records that the viewer may see, deleted or not."""
    statement = select(entity.id).where(entity.id.in_(list(ids)))
    return set(reading.session.scalars(seen(entity, reading.viewer, statement, few=True)))


def may_change(reading: Reading, kind: str, record_id: str) -> bool:
    """Whether the viewer may change a record of a kind that he sees."""
    entity = ENTITY_OF[kind]
    scope = changeable(entity, reading.viewer, few=True)
    return scope is None or reading.session.scalar(select(entity.id).where(entity.id == record_id, scope)) is not None


def record_numbered(reading: Reading, entity: type[Synced], named: str) -> str:
    """The id of the record of this number or name that the viewer sees."""
    table, given = entity.__tablename__, named.strip()
    by = [name for name in ("number", "name", "customer_name") if name in entity.__table__.columns]
    where = " OR ".join(f"{name} = ?1" for name in by)
    rows = reading.plain(f"SELECT id, {by[0]} FROM {table} WHERE deleted = 0 AND ({where} OR id = ?1)", (given,))
    found = [row for row in rows if sees(reading, entity, row[0])]
    exact = [row for row in found if row[1] == given] or found
    if not exact:
        raise NotFound(Message("There is no record “{name}” that you see.", name=given))
    if len(exact) > 1 and "number" not in by:
        ids = ", ".join(sorted(row[0] for row in exact))
        raise UserError(
            Message("Several records are called “{name}”. Give one of these ids instead: {ids}", name=given, ids=ids)
        )
    if len(exact) > 1:
        raise UserError(Message("Several records are called “{name}”. Give the number instead.", name=given))
    record_id: str = exact[0][0]
    return record_id


def require(viewer: Viewer, right: str) -> None:
    """Refuse unless the viewer has one of the rights of `core.viewer`."""
    if not viewer.may(right):
        raise NotAllowed(Message("Your role does not allow this. Ask whoever looks after the company file."))


def require_amounts(viewer: Viewer) -> None:
    """Refuse what is made of amounts to whoever does not see what deals are worth."""
    if viewer.hides(AMOUNT):
        raise NotAllowed(Message("Your role does not show what deals are worth, and this is made of it."))


class _Sight(NamedTuple):
    """Whose records are in scope, and for whom: shares count that let this person see, or also change, a record."""

    owners: frozenset[str]
    user_id: str
    writes: bool = False
    few: bool = False


def _scope(entity: type[Synced], sight: _Sight) -> Condition | None:
    columns: Any = entity
    if entity is Attachment:
        return or_(*(_file_of(kind, sight) for kind in _WITH_FILES))
    ways: list[Condition] = []
    if hasattr(entity, "owner_id"):
        ways.append(_owned(columns.owner_id, sight))
    if entity is SurveyResponse:
        ways.append(columns.taken_by_id.in_(sorted(sight.owners)))
    if entity is Task:
        ways.append(columns.created_by_id.in_(sorted(sight.owners)))
    if entity is SupplyLink:
        ways += [_is_among(column, _customers(sight), sight) for column in (columns.supplier_id, columns.buyer_id)]
    if entity is ChannelReport:
        ways.append(_is_among(columns.reporter_id, _customers(sight), sight))
    if entity is ProductPrice:
        # A price of the list or of a level is everybody's; an agreement is seen with its customer.
        ways.append(columns.customer_id.is_(None))
    if entity is Contact:
        ways.append(_contact_of_visible_customer(sight))
    elif hasattr(entity, "customer_id"):
        ways.append(_is_among(columns.customer_id, _customers(sight), sight))
    if entity is Receipt:
        # Whoever sees a contract or an order as its owner sees what came in for it.
        ways += [
            _is_among(column, select(of.id).where(_owned(of.owner_id, sight)), sight)
            for column, of in ((columns.contract_id, aliased(Contract)), (columns.order_id, aliased(Order)))
        ]
    if ways and entity.__tablename__ in SHARED_KINDS:
        ways.append(_is_among(columns.id, _shared(entity.__tablename__, sight), sight))
    return or_(*ways) if ways else None


def _deals_shared_with(viewer: Viewer) -> Any:
    """The deals of which somebody has a share: to be looked at, not to be changed."""
    mine = OpportunityShare.user_id == viewer.user_id
    return select(OpportunityShare.opportunity_id).where(mine, OpportunityShare.deleted.is_(False))


def _contracts_shared_with(viewer: Viewer) -> Any:
    """The contracts of which somebody has a share, on whatever days: to be looked at, not to be changed."""
    mine = ContractShare.user_id == viewer.user_id
    return select(ContractShare.contract_id).where(mine, ContractShare.deleted.is_(False))


def _file_of(kind: type[Synced], sight: _Sight) -> Condition:
    scope = _scope(kind, sight)
    is_of_kind: Condition = Attachment.record_kind == kind.__tablename__
    if scope is None:
        # Products are everybody's, and so is what is kept with them.
        return is_of_kind
    return and_(is_of_kind, _is_among(Attachment.record_id, select(kind.id).where(scope), sight))


def _owned(owner: Any, sight: _Sight) -> Condition:
    condition: Condition = or_(owner.is_(None), owner.in_(sorted(sight.owners)))
    return condition


def _customers(sight: _Sight) -> Any:
    customer = aliased(Customer)
    shared = _is_among(customer.id, _shared("customer", sight), sight)
    return select(customer.id).where(or_(_owned(customer.owner_id, sight), shared))


def _contact_of_visible_customer(sight: _Sight) -> Condition:
    role = aliased(ContactRole)
    its = _is_among(role.customer_id, _customers(sight), sight)
    return _is_among(Contact.id, select(role.contact_id).where(role.deleted.is_(False), its), sight)


def _is_among(column: Any, found: Any, sight: _Sight) -> Condition:
    """Being one of what a statement finds."""
    (told,) = found.selected_columns
    condition: Condition = (
        found.where(told == column).correlate(column.class_).exists() if sight.few else column.in_(found)
    )
    return condition


def _shared(kind: str, sight: _Sight) -> Any:
    """The records of a kind shared with somebody today: an index holds all of it, and for most people nothing."""
    share = aliased(RecordShare)
    found = select(share.record_id).where(
        share.user_id == sight.user_id,
        share.deleted.is_(False),
        share.record_kind == kind,
        or_(share.until_on.is_(None), type_coerce(share.until_on, Text) >= func.company_today()),
    )
    return found.where(share.may_write.is_(True)) if sight.writes else found
