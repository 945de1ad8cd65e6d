"""Users and teams by the names people type."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, or_, select

from crm_desktop.core.errors import NotFound
from crm_desktop.core.i18n import Message
from crm_desktop.models import Contact, Contract, Customer, Opportunity, Order, Product, Synced, Team, User
from crm_desktop.storage.database import Reading


def owner_ids_named(reading: Reading, typed: Sequence[str]) -> tuple[str, ...]:
    """The users of these logins or names; an unknown one is refused."""
    return tuple(_user_id(reading, each) for each in typed)


def team_id_named(reading: Reading, name: str | None) -> str | None:
    """The team of this name; an unknown one is refused, none means every team."""
    if name is None:
        return None
    found = reading.session.scalar(select(Team.id).where(Team.deleted.is_(False), Team.name == name.strip()))
    if found is None:
        raise NotFound(Message("There is no team “{name}”.", name=name))
    return found


def _user_id(reading: Reading, typed: str) -> str:
    called = typed.strip()
    found = reading.session.scalar(
        select(User.id)
        .where(User.deleted.is_(False), or_(func.lower(User.login) == called.casefold(), User.name == called))
        .limit(1)
    )
    if found is None:
        raise NotFound(Message("There is no user “{login}” in this company.", login=typed))
    return found


def customer_names(reading: Reading, ids: Sequence[str]) -> dict[str, str]:
    """The names of some customers by their ids, for forms that refer to them."""
    found = select(Customer.id, Customer.name).where(Customer.id.in_(ids))
    return dict(reading.session.execute(found).all())


def product_names(reading: Reading, ids: Sequence[str | None]) -> dict[str, str]:
    """The names of some products by their ids."""
    found = select(Product.id, Product.name).where(Product.id.in_([each for each in ids if each]))
    return {row.id: row.name for row in reading.session.execute(found)}


def referred_names(reading: Reading, draft: object) -> dict[str, str]:
    """The names of the customer, parent company, contact, deal, product, order and contract a draft names, by ids."""
    found: dict[str, str] = {}
    for name, entity, title in _REFERRED:
        record_id = getattr(draft, name, None)
        if record_id:
            called = reading.session.scalar(select(getattr(entity, title)).where(entity.id == record_id))
            found[record_id] = called or ""
    return found


def participants_names(reading: Reading, draft: Any) -> dict[str, str]:
    """The names of the contacts and colleagues who took part, by their ids."""
    found: dict[str, str] = {}
    for entity, ids in ((Contact, draft.contacts), (User, draft.colleagues)):
        if ids:
            found |= dict(reading.session.execute(select(entity.id, entity.name).where(entity.id.in_(ids))).all())
    return found


_REFERRED: tuple[tuple[str, type[Synced], str], ...] = (
    ("customer_id", Customer, "name"),
    ("parent_id", Customer, "name"),
    ("contact_id", Contact, "name"),
    ("opportunity_id", Opportunity, "name"),
    ("product_id", Product, "name"),
    ("order_id", Order, "number"),
    ("contract_id", Contract, "name"),
    ("predecessor_id", Contract, "name"),
)
