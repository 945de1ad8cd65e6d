"""Customers as a user sees them: the list, and one customer with the facts around it."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, func, select
from sqlalchemy.orm import aliased

from crm_desktop.core.i18n import N_
from crm_desktop.core.listing import Sort
from crm_desktop.models import Customer, DictionaryEntry, Interaction, Opportunity, Tag, TagLink, User
from crm_desktop.models.dictionary import OPEN, WON
from crm_desktop.queries.list_query import CHOICE, DATE, FLAG, MONEY, NUMBER, PERSON, TEXT, Field, ListQuery


@dataclass(frozen=True)
class CustomerRow:
    """One line of the customer list. `level`, `region`, `industry` are codes of the dictionary; money is minor units."""

    id: str
    number: str
    name: str
    kind: str
    status: str
    level_id: str | None
    owner: str | None
    region_id: str | None
    industry_id: str | None
    city: str | None
    phone: str | None
    last_contact_at: int | None
    open_deals: int
    open_minor: int
    won_minor: int
    tags: str | None
    created_at: int


def _deals(value: ColumnElement[Any], outcome: str) -> ScalarSelect[Any]:
    return (
        select(value)
        .where(Opportunity.customer_id == Customer.id, Opportunity.deleted.is_(False), Opportunity.outcome == outcome)
        .correlate(Customer)
        .scalar_subquery()
    )


_owner = aliased(User)
OWNER = select(_owner.name).where(_owner.id == Customer.owner_id).correlate(Customer).scalar_subquery()
LAST_CONTACT = (
    select(func.max(Interaction.happened_at))
    .where(Interaction.customer_id == Customer.id, Interaction.deleted.is_(False))
    .correlate(Customer)
    .scalar_subquery()
)
TAGS = (
    select(func.group_concat(Tag.name, ", "))
    .join(TagLink, TagLink.tag_id == Tag.id)
    .where(TagLink.record_id == Customer.id, TagLink.deleted.is_(False))
    .correlate(Customer)
    .scalar_subquery()
)
_OPEN_MINOR = func.coalesce(_deals(func.sum(Opportunity.amount_minor), OPEN), 0)
_WON_MINOR = func.coalesce(_deals(func.sum(Opportunity.amount_minor), WON), 0)
_OPEN_DEALS = _deals(func.count(), OPEN)

CUSTOMERS = ListQuery(
    kind="customer",
    entity=Customer,
    row=CustomerRow,
    cells={
        "id": Customer.id,
        "number": Customer.number,
        "name": Customer.name,
        "kind": Customer.kind,
        "status": Customer.status,
        "level_id": Customer.level_id,
        "owner": OWNER,
        "region_id": Customer.region_id,
        "industry_id": Customer.industry_id,
        "city": Customer.city,
        "phone": Customer.phone,
        "last_contact_at": LAST_CONTACT,
        "open_deals": _OPEN_DEALS,
        "open_minor": _OPEN_MINOR,
        "won_minor": _WON_MINOR,
        "tags": TAGS,
        "created_at": Customer.created_at,
    },
    fields=(
        Field("name", N_("Name"), TEXT, Customer.name),
        Field("number", N_("Number"), TEXT, Customer.number),
        Field("kind", N_("Kind"), CHOICE, Customer.kind, choices="customer_kind"),
        Field("status", N_("Status"), CHOICE, Customer.status, choices="customer_status"),
        Field("level", N_("Level"), CHOICE, Customer.level_id, choices="level"),
        Field("owner", N_("Owner"), PERSON, Customer.owner_id, choices="users"),
        Field("region", N_("Region"), CHOICE, Customer.region_id, choices="region"),
        Field("industry", N_("Industry"), CHOICE, Customer.industry_id, choices="industry"),
        Field("city", N_("City"), TEXT, Customer.city),
    ),
    default_sorts=(Sort("name"),),
)
__all__ = ["CUSTOMERS", "DATE", "FLAG", "MONEY", "NUMBER", "CustomerRow", "DictionaryEntry"]
