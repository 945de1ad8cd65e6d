"""The members of campaigns as a list: whom to reach, by which number or address, and what they answered."""

from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import and_, case, func, or_, select, type_coerce, union_all
from sqlalchemy.orm import aliased

from crm_desktop.core.i18n import N_
from crm_desktop.core.listing import Sort
from crm_desktop.models import (
    Campaign,
    CampaignMember,
    ContactPoint,
    Customer,
    DictionaryEntry,
    Interaction,
    Lead,
    User,
)
from crm_desktop.models.base import Flag
from crm_desktop.models.contact import EMAIL, PHONE
from crm_desktop.models.insight import DECLINED, NO_ANSWER
from crm_desktop.queries import opt_out
from crm_desktop.queries.cells import cells, one
from crm_desktop.queries.list_query import CHOICE, DATE, FLAG, PERSON, TEXT, Field, ListQuery
from crm_desktop.queries.list_walk import by_no_index
from crm_desktop.queries.names import contact_name, customer_name, name_of, user_name
from crm_desktop.storage.database import Reading

_REFUSAL = DictionaryEntry.id_of("campaign_answer", DECLINED)
_SILENCE = DictionaryEntry.id_of("campaign_answer", NO_ANSWER)


class MemberRow(NamedTuple):
    """One member; `name` is the customer's or the lead's. One that `is_refused` is not to be reached by the channel."""

    id: str
    campaign_id: str
    campaign: str | None
    channel: str | None
    customer_id: str | None
    contact_id: str | None
    lead_id: str | None
    name: str | None
    contact: str | None
    phone: str | None
    email: str | None
    city: str | None
    address: str | None
    owner_id: str | None
    owner: str | None
    reached_on: date | None
    answer_id: str | None
    answered_on: date | None
    note: str | None
    is_refused: bool
    last_contact_at: int | None
    added_at: int | None


_visit, _point = aliased(Interaction), aliased(ContactPoint)


def _first(kind: str) -> Any:
    """The first number or address of the member's contact that may be used."""
    usable = (_point.deleted.is_(False), _point.kind == kind, _point.is_opted_out.is_not(True))
    return (
        select(_point.value)
        .where(_point.contact_id == CampaignMember.contact_id, *usable)
        .order_by(_point.position, _point.id)
        .limit(1)
        .correlate(CampaignMember)
        .scalar_subquery()
    )


def _reached_by(kind: str, column: str) -> Any:
    """The contact's own, else the customer's, else the lead's."""
    return func.coalesce(
        _first(kind),
        name_of(Customer, CampaignMember.customer_id, column),
        name_of(Lead, CampaignMember.lead_id, column),
    )


CHANNEL = name_of(Campaign, CampaignMember.campaign_id, "channel")
IS_REFUSED: Any = type_coerce(
    case(
        (
            or_(
                opt_out.customer_refuses(CampaignMember.customer_id, CHANNEL),
                opt_out.contact_refuses(CampaignMember.contact_id, CHANNEL),
                opt_out.lead_refuses(CampaignMember.lead_id, CHANNEL),
            ),
            1,
        ),
        else_=0,
    ),
    Flag,
)
_SAID = and_(CampaignMember.answer_id.is_not(None), CampaignMember.answer_id != _SILENCE)
IS_ANSWERED: Any = type_coerce(func.coalesce(_SAID, 0), Flag)
_IS_REACHED: Any = type_coerce(func.coalesce(or_(CampaignMember.reached_on.is_not(None), _SAID), 0), Flag)
LAST_CONTACT = (
    select(func.max(_visit.happened_at))
    .where(_visit.customer_id == CampaignMember.customer_id, _visit.deleted.is_(False))
    .correlate(CampaignMember)
    .scalar_subquery()
)
_NAME = func.coalesce(
    customer_name(CampaignMember.customer_id),
    name_of(Lead, CampaignMember.lead_id, "customer_name"),
    contact_name(CampaignMember.contact_id),
)


def _names() -> Any:
    """The names in their order: of customers by the index of theirs, of the few that have none all are sorted."""
    member, customer, other = aliased(CampaignMember), aliased(Customer), aliased(CampaignMember)

    def walked(is_deleted: bool) -> Any:
        named = by_no_index(customer.id) == member.customer_id
        return (
            select(member.id.label("record"), customer.name.label("value"))
            .select_from(customer)
            .join(member, named)
            .where(customer.deleted.is_(is_deleted), member.deleted.is_(False))
        )

    name = func.coalesce(name_of(Lead, other.lead_id, "customer_name"), contact_name(other.contact_id))
    without = select(other.id.label("record"), name.label("value")).where(
        other.customer_id.is_(None), other.deleted.is_(False)
    )
    return union_all(walked(False), walked(True), without)


_NAMES_IN_ORDER = _names()

_OWN = {
    "campaign": name_of(Campaign, CampaignMember.campaign_id),
    "channel": CHANNEL,
    "name": _NAME,
    "contact": func.coalesce(
        contact_name(CampaignMember.contact_id), name_of(Lead, CampaignMember.lead_id, "contact_name")
    ),
    "phone": _reached_by(PHONE, "phone"),
    "email": _reached_by(EMAIL, "email"),
    "city": name_of(Customer, CampaignMember.customer_id, "city"),
    "address": name_of(Customer, CampaignMember.customer_id, "address"),
    "owner": user_name(CampaignMember.owner_id),
    "is_refused": IS_REFUSED,
    "last_contact_at": LAST_CONTACT,
}

MEMBERS = ListQuery(
    kind="campaign_member",
    entity=CampaignMember,
    row=MemberRow,
    cells=cells(MemberRow, CampaignMember, _OWN),
    fields=(
        Field(
            "campaign", N_("Campaign"), CHOICE, CampaignMember.campaign_id, choices="campaigns", order=_OWN["campaign"]
        ),
        Field("name", N_("Name"), TEXT, _NAME, told=_NAMES_IN_ORDER),
        Field(
            "customer",
            N_("Customer"),
            CHOICE,
            CampaignMember.customer_id,
            choices="customers",
            order=_NAME,
            told=_NAMES_IN_ORDER,
        ),
        Field("contact", N_("Contact"), TEXT, _OWN["contact"]),
        Field("phone", N_("Phone"), TEXT, _OWN["phone"]),
        Field("email", N_("E-mail"), TEXT, _OWN["email"]),
        Field("city", N_("City"), TEXT, _OWN["city"]),
        Field("address", N_("Address"), TEXT, _OWN["address"]),
        Field(
            "owner",
            N_("To be asked by"),
            PERSON,
            CampaignMember.owner_id,
            choices="users",
            order=_OWN["owner"],
            along=User.name,
        ),
        Field("reached_on", N_("Reached"), DATE, CampaignMember.reached_on),
        Field("is_reached", N_("Was reached"), FLAG, _IS_REACHED),
        Field("answer", N_("Answer"), CHOICE, CampaignMember.answer_id, choices="campaign_answer"),
        Field("is_answered", N_("Has answered"), FLAG, IS_ANSWERED),
        Field("answered_on", N_("Answered"), DATE, CampaignMember.answered_on),
        Field("note", N_("Note"), TEXT, CampaignMember.note),
        Field("is_refused", N_("Opted out"), FLAG, IS_REFUSED),
        Field("last_contact", N_("Last contact"), DATE, LAST_CONTACT, is_instant=True),
        Field("added", N_("Added"), DATE, CampaignMember.added_at, is_instant=True),
    ),
    default_sorts=(Sort("name"),),
    found_by=(
        (CampaignMember.customer_id, "customer"),
        (CampaignMember.contact_id, "contact"),
        (CampaignMember.lead_id, "lead"),
    ),
)


def member_details(reading: Reading, member_id: str) -> MemberRow:
    """One member, if the viewer may see it."""
    return MemberRow(**one(reading, CampaignMember, member_id, MEMBERS.cells))


def is_refusal(answer_id: str | None) -> bool:
    """Whether an answer is the one that says no."""
    return answer_id == _REFUSAL
