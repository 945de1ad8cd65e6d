"""Who could be made a member of a campaign, and who is left out of it: in it already, unwilling, out of reach."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Text, bindparam, false, func, literal, or_, select, true
from sqlalchemy.orm import aliased

from crm_desktop.core.ids import unpack
from crm_desktop.core.listing import ListSpec
from crm_desktop.models import Campaign, CampaignMember, Contact, ContactRole, Customer, Lead, SavedView
from crm_desktop.models.insight import BY_MAIL, BY_MESSAGE, BY_PHONE, BY_POST, REFUSABLE
from crm_desktop.queries import opt_out, rights
from crm_desktop.queries.contact import CONTACTS
from crm_desktop.queries.customer import CUSTOMERS
from crm_desktop.queries.lead import LEADS
from crm_desktop.queries.own_list import with_own
from crm_desktop.queries.saved_view import find_view, is_understood
from crm_desktop.storage.database import Reading

# Whose lists give members, and the column that names them.
LISTS: dict[str, Any] = {"customer": CUSTOMERS, "contact": CONTACTS, "lead": LEADS}
SUBJECT = {"customer": CampaignMember.customer_id, "contact": CampaignMember.contact_id, "lead": CampaignMember.lead_id}
_AT_ONCE = 5_000
_IDS = bindparam("ids", type_=Text)


@dataclass(frozen=True)
class Target:
    """A customer, contact or lead as a member would name it, and whether it may and can be reached."""

    id: str
    customer_id: str | None
    contact_id: str | None
    lead_id: str | None
    owner_id: str | None
    is_refused: bool
    is_reachable: bool


@dataclass(frozen=True)
class Sorted:
    """What becomes of those who were chosen; `unreachable` ones are new, but have no number or address for the way."""

    new: tuple[Target, ...] = ()
    members: int = 0
    refused: int = 0
    unreachable: tuple[Target, ...] = ()

    def __add__(self, other: "Sorted") -> "Sorted":
        return Sorted(
            self.new + other.new,
            self.members + other.members,
            self.refused + other.refused,
            self.unreachable + other.unreachable,
        )


def sort_out(reading: Reading, campaign_id: str | None, kind: str, ids: Sequence[str], channel: str | None) -> Sorted:
    """Who of these would be new in a campaign; without one, in a campaign that is yet to be made."""
    known = _members(reading, campaign_id, kind) if campaign_id else set()
    fresh = [each for each in dict.fromkeys(ids) if each not in known]
    found = Sorted(members=len(set(ids) & known))
    for start in range(0, len(fresh), _AT_ONCE):
        listed = _targets(reading, kind, fresh[start : start + _AT_ONCE], channel or "")
        willing = [each for each in listed if not each.is_refused]
        found += Sorted(
            tuple(each for each in willing if each.is_reachable),
            refused=len(listed) - len(willing),
            unreachable=tuple(each for each in willing if not each.is_reachable),
        )
    return found


def ids_of_list(reading: Reading, kind: str, spec: ListSpec) -> list[str]:
    """Everybody a list shows the viewer, also when it is narrowed by fields that the company added."""
    return list(unpack(with_own(reading, LISTS[kind]).ids(reading, spec)))


def remembered(reading: Reading, campaign: Campaign) -> tuple[SavedView, ListSpec] | None:
    """The view a campaign remembers and what it asks for.

    Nothing where it has none that the viewer may see, or one that asks for what this viewer does not: left out, such a
    condition would let everybody in.
    """
    view = find_view(reading, campaign.view_id) if campaign.view_id else None
    if view is None or view.kind not in LISTS:
        return None
    spec = ListSpec.from_json(json.loads(view.specification))
    if not is_understood(reading, with_own(reading, LISTS[view.kind]), spec):
        return None
    return view, spec


def matching(reading: Reading, campaign: Campaign) -> Sorted | None:
    """Who matches the view a campaign remembers now; among very many that takes seconds."""
    found = remembered(reading, campaign)
    if found is None:
        return None
    view, spec = found
    ids = ids_of_list(reading, view.kind, spec)
    return sort_out(reading, campaign.id, view.kind, ids, campaign.channel)


def _members(reading: Reading, campaign_id: str, kind: str) -> set[str]:
    subject = SUBJECT[kind]
    statement = select(subject).where(
        CampaignMember.campaign_id == campaign_id, CampaignMember.deleted.is_(False), subject.is_not(None)
    )
    return set(reading.session.scalars(statement))


def _targets(reading: Reading, kind: str, ids: Iterable[str], channel: str) -> list[Target]:
    """Those of the ids that the viewer sees, in their order."""
    entity = {"customer": Customer, "contact": Contact, "lead": Lead}[kind]
    among = select(func.json_each(_IDS).table_valued("value").c.value)
    statement: Any = select(*_COLUMNS[kind](channel)).where(entity.id.in_(among), entity.deleted.is_(False))
    rows = reading.session.execute(rights.seen(entity, reading.viewer, statement), {"ids": json.dumps(list(ids))})
    found = {row[0]: Target(row[0], row[1], row[2], row[3], row[4], bool(row[5]), bool(row[6])) for row in rows}
    return [found[each] for each in ids if each in found]


def _of_customers(channel: str) -> tuple[Any, ...]:
    role, contact = aliased(ContactRole), aliased(Contact)
    places = (role.customer_id == Customer.id, role.deleted.is_(False), role.to_on.is_(None))
    willing = (
        select(role.contact_id)
        .join(contact, contact.id == role.contact_id)
        .where(*places, contact.deleted.is_(False), ~opt_out.contact_refuses(contact.id, literal(channel)))
        .order_by(role.is_main.desc(), role.position, role.id)
        .limit(1)
        .correlate(Customer)
        .scalar_subquery()
    )
    ways = [_own_way(Customer, channel)]
    if channel in opt_out.POINTS:
        ways.append(select(role.id).where(*places, opt_out.has_open_point(role.contact_id, channel)).exists())
    is_refused = opt_out.refuses(Customer, literal(channel))
    return Customer.id, Customer.id, willing, literal(None), Customer.owner_id, is_refused, or_(*ways)


def _of_contacts(channel: str) -> tuple[Any, ...]:
    role, customer = aliased(ContactRole), aliased(Customer)
    place = (
        select(role.customer_id)
        .where(role.contact_id == Contact.id, role.deleted.is_(False), role.to_on.is_(None))
        .order_by(role.is_main.desc(), role.position, role.id)
        .limit(1)
        .correlate(Contact)
        .scalar_subquery()
    )
    ways: list[ColumnElement[bool]] = [
        select(customer.id).where(customer.id == place, _own_way(customer, channel)).exists()
    ]
    if channel in opt_out.POINTS:
        ways.append(opt_out.has_open_point(Contact.id, channel))
    asked = literal(channel)
    is_refused = or_(opt_out.contact_refuses(Contact.id, asked), opt_out.customer_refuses(place, asked))
    return Contact.id, place, Contact.id, literal(None), Contact.owner_id, is_refused, _when_needed(channel, or_(*ways))


def _of_leads(channel: str) -> tuple[Any, ...]:
    # A lead has no address yet.
    ways = {BY_PHONE: Lead.phone, BY_MESSAGE: Lead.phone, BY_MAIL: Lead.email}
    reachable: Any = func.coalesce(ways[channel], "") != "" if channel in ways else false()
    refused = or_(opt_out.refuses(Lead, literal(channel)), opt_out.customer_refuses(Lead.customer_id, literal(channel)))
    return (
        Lead.id,
        Lead.customer_id,
        literal(None),
        Lead.id,
        Lead.owner_id,
        refused,
        _when_needed(channel, reachable),
    )


def _own_way(customer: Any, channel: str) -> ColumnElement[bool]:
    """Whether the customer itself can be reached by a way."""
    ways = {BY_PHONE: customer.phone, BY_MESSAGE: customer.phone, BY_MAIL: customer.email, BY_POST: customer.address}
    return func.coalesce(ways[channel], "") != "" if channel in ways else true()


def _when_needed(channel: str, reachable: ColumnElement[bool]) -> ColumnElement[bool]:
    return reachable if channel in REFUSABLE else true()


_COLUMNS = {"customer": _of_customers, "contact": _of_contacts, "lead": _of_leads}
