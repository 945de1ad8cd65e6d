"""A lead that came to something: a customer with its contact, perhaps a first deal, and all that was known before."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select

from crm_desktop.core.errors import NotAllowed
from crm_desktop.core.text import fold, phone_key
from crm_desktop.models import (
    Contact,
    ContactPoint,
    ContactRole,
    Customer,
    CustomField,
    CustomValue,
    Interaction,
    Lead,
    TagLink,
    Task,
)
from crm_desktop.models.contact import EMAIL, PHONE
from crm_desktop.models.lead import WON
from crm_desktop.operations import ownership, records
from crm_desktop.operations.contact import PointDraft, contact_draft, create_contact, new_contact, update_contact
from crm_desktop.operations.customer import CustomerDraft, create_customer
from crm_desktop.operations.lead import enter, to_develop
from crm_desktop.operations.opportunity import OpportunityDraft, create_opportunity
from crm_desktop.queries import rights
from crm_desktop.storage.database import UnitOfWork


@dataclass(frozen=True)
class LeadWon:
    """What a lead became."""

    customer_id: str
    contact_id: str | None
    opportunity_id: str | None


def win_lead(
    work: UnitOfWork, lead_id: str, customer_id: str | None = None, deal: OpportunityDraft | None = None
) -> LeadWon:
    """An assigned lead became a customer, new or known already, with its contact and perhaps a first deal.

    A contact that a known customer has by the same name and number, or address, is the one.
    Interactions and tasks, tags and values of fields of the same name go along, and so does the wish for no
    advertising; files of a lead are shown with its customer, like those of a deal.
    """
    lead = to_develop(work, lead_id)
    known = records.find(work, Customer, customer_id).id if customer_id else None
    lead.customer_id = known or _new_customer(work, lead)
    contact_id = (_known_contact(work, lead) if known else None) or _new_contact(work, lead)
    lead.closed_on = work.today
    enter(work, lead, WON)
    work.session.flush()
    if deal is not None:
        lead.opportunity_id = create_opportunity(work, _first_deal(work, lead, contact_id, deal), taken_over=True)
    won = LeadWon(lead.customer_id, contact_id, lead.opportunity_id)
    if lead.is_opted_out:
        _keep_wish(work, won, is_new=known is None)
    _take_along(work, lead, won)
    return won


def _new_customer(work: UnitOfWork, lead: Lead) -> str:
    draft = CustomerDraft(
        name=lead.customer_name,
        phone=lead.phone,
        email=lead.email,
        source_id=lead.source_id,
        owner_id=ownership.at_work(work, lead.owner_id),
        note=_in_words(lead),
    )
    return create_customer(work, draft, taken_over=True)


def _in_words(lead: Lead) -> str:
    return "\n".join(part for part in (lead.outline, lead.description) if part)


def _new_contact(work: UnitOfWork, lead: Lead) -> str | None:
    if not lead.contact_name:
        return None
    draft = new_contact(work, lead.customer_id)
    owner_id, points = ownership.at_work(work, lead.owner_id), tuple(_points(lead).values())
    return create_contact(work, replace(draft, name=lead.contact_name, owner_id=owner_id, points=points))


def _known_contact(work: UnitOfWork, lead: Lead) -> str | None:
    """Whom the customer has already by the name that the lead says, and by its number or address; takes in the rest."""
    told = _points(lead)
    columns: tuple[Any, ...] = (Contact.id, Contact.name, ContactPoint.kind, ContactPoint.value)
    statement = (
        select(*columns)
        .join(ContactRole, ContactRole.contact_id == Contact.id)
        .join(ContactPoint, ContactPoint.contact_id == Contact.id)
        .where(ContactRole.customer_id == lead.customer_id, ContactRole.to_on.is_(None))
        .where(*(each.deleted.is_(False) for each in (Contact, ContactRole, ContactPoint)))
        .order_by(Contact.id)
    )
    for contact_id, name, kind, value in work.session.execute(rights.seen(Contact, work.viewer, statement)).all():
        if fold(name) == fold(lead.contact_name or "") and _reached(kind, value) in told:
            _add_points(work, contact_id, told)
            return str(contact_id)
    return None


def _points(lead: Lead) -> dict[tuple[str, str], PointDraft]:
    given = ((PHONE, lead.phone), (EMAIL, lead.email))
    return {_reached(kind, value): PointDraft(kind, value) for kind, value in given if value}


def _reached(kind: str, value: str) -> tuple[str, str]:
    """The form in which two ways to write a number or an address meet."""
    return kind, phone_key(value).lstrip("0") if kind == PHONE else fold(value)


def _add_points(work: UnitOfWork, contact_id: str, told: Mapping[tuple[str, str], PointDraft]) -> None:
    """What the lead says beyond what is known of the contact; one that is somebody else's stays as it is."""
    draft = contact_draft(work, contact_id)
    known = {_reached(each.kind, each.value) for each in draft.points}
    more = tuple(point for way, point in told.items() if way not in known)
    if more:
        with suppress(NotAllowed):
            update_contact(work, contact_id, replace(draft, points=(*draft.points, *more)), draft)


def _first_deal(work: UnitOfWork, lead: Lead, contact_id: str | None, deal: OpportunityDraft) -> OpportunityDraft:
    """The deal as given, with what the lead says where it says nothing."""
    return replace(
        deal,
        name=deal.name or lead.outline,
        customer_id=lead.customer_id,
        contact_id=deal.contact_id or contact_id,
        owner_id=deal.owner_id or ownership.at_work(work, lead.owner_id),
        source_id=deal.source_id or lead.source_id,
        campaign_id=deal.campaign_id or lead.campaign_id,
        opened_on=deal.opened_on or work.today,
        note=deal.note or lead.description,
    )


def _keep_wish(work: UnitOfWork, won: LeadWon, *, is_new: bool) -> None:
    """Whoever wanted no advertising as a lead gets none now; at a customer known before that is the one person."""
    if won.contact_id:
        work.session.get_one(Contact, won.contact_id).is_opted_out = True
    if is_new or not won.contact_id:
        work.session.get_one(Customer, won.customer_id).is_opted_out = True


def _take_along(work: UnitOfWork, lead: Lead, won: LeadWon) -> None:
    now = {"customer_id": won.customer_id, "contact_id": won.contact_id, "opportunity_id": won.opportunity_id}
    for entity in (Interaction, Task):
        for record in _living(work, entity, entity.lead_id == lead.id):
            for name, value in now.items():
                if value and getattr(record, name) is None:
                    setattr(record, name, value)
    for link in _living(work, TagLink, TagLink.record_id == lead.id):
        _put_tag(work, link.tag_id, won.customer_id)
    _copy_values(work, lead, won.customer_id)


def _put_tag(work: UnitOfWork, tag_id: str, customer_id: str) -> None:
    link_id = TagLink.id_of(tag_id, customer_id)
    link = work.session.get(TagLink, link_id)
    if link is None:
        work.session.add(TagLink(id=link_id, tag_id=tag_id, record_kind="customer", record_id=customer_id))
    else:
        link.deleted = False


def _copy_values(work: UnitOfWork, lead: Lead, customer_id: str) -> None:
    """Values of own fields that the customer has by the same code and type, where it has none yet."""
    fields = {(each.record_kind, each.code, each.type): each.id for each in _living(work, CustomField)}
    of_lead = {field_id: (code, type_) for (kind, code, type_), field_id in fields.items() if kind == "lead"}
    for value in _living(work, CustomValue, CustomValue.record_id == lead.id):
        if (named := of_lead.get(value.field_id)) is None:
            continue
        field_id = fields.get(("customer", *named))
        value_id = CustomValue.id_of(customer_id, field_id) if field_id else ""
        if field_id and work.session.get(CustomValue, value_id) is None:
            copied = {"text_value": value.text_value, "int_value": value.int_value}
            work.session.add(
                CustomValue(id=value_id, record_kind="customer", record_id=customer_id, field_id=field_id, **copied)
            )


def _living(work: UnitOfWork, entity: Any, *of: Any) -> Iterable[Any]:
    return list(work.session.scalars(select(entity).where(entity.deleted.is_(False), *of)))
