"""Leads: registered, assigned, developed by a plan, and won as a customer or given up."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from crm_desktop.core.errors import Invalid, NotAllowed, UserError
from crm_desktop.core.i18n import Message
from crm_desktop.core.viewer import ADMINISTER, ASSIGN
from crm_desktop.models import Campaign, Customer, DictionaryEntry, Lead, LeadPlanItem, User
from crm_desktop.models.contact import EMAIL, PHONE
from crm_desktop.models.lead import ASSIGNED, FAILED, UNASSIGNED, WON
from crm_desktop.operations import amounts, drafts, numbering, records
from crm_desktop.operations.contact import PointDraft, create_contact, new_contact
from crm_desktop.operations.customer import CustomerDraft, create_customer
from crm_desktop.operations.opportunity import OpportunityDraft, create_opportunity
from crm_desktop.operations.references import check_references, lives
from crm_desktop.operations.validation import Problems
from crm_desktop.queries import rights
from crm_desktop.storage.database import Reading, UnitOfWork

_POINTS_TO = {"source_id": DictionaryEntry, "campaign_id": Campaign}


@dataclass(frozen=True)
class LeadDraft:
    """A lead as a form edits it, while nobody develops it yet."""

    customer_name: str = ""
    outline: str = ""
    number: str | None = None
    source_id: str | None = None
    campaign_id: str | None = None
    probability_e6: int | None = None
    contact_name: str | None = None
    phone: str | None = None
    email: str | None = None
    description: str | None = None


@dataclass(frozen=True)
class LeadWon:
    """What a lead became."""

    customer_id: str
    contact_id: str | None
    opportunity_id: str | None


def lead_draft(reading: Reading, lead_id: str) -> LeadDraft:
    """What a form edits of a lead."""
    return drafts.loaded(LeadDraft, records.find(reading, Lead, lead_id))


def create_lead(work: UnitOfWork, draft: LeadDraft) -> str:
    """Register a lead; it belongs to nobody until it is assigned. Returns its id."""
    _check(work, draft)
    values = records.values_of(draft)
    values["number"] = values["number"] or numbering.free_number(work, Lead)
    lead = Lead(
        id=work.new_id(),
        **values,
        status=UNASSIGNED,
        created_by_id=work.viewer.user_id or None,
        created_at=work.now_ms,
    )
    work.session.add(lead)
    records.note_history(work, lead, "status", UNASSIGNED)
    return lead.id


def update_lead(
    work: UnitOfWork, lead_id: str, draft: LeadDraft, loaded: LeadDraft | None = None, position: int | None = None
) -> None:
    """Change a lead nobody develops yet."""
    lead = records.find_to_change(work, Lead, lead_id)
    if lead.status != UNASSIGNED:
        raise UserError(Message("This lead has been assigned. Only leads without an assignee can be edited."))
    _check(work, draft, lead)
    values = {**records.values_of(draft), "number": draft.number or lead.number}
    records.apply(work, lead, values, records.values_of(loaded) if loaded else None, position)


def assign_lead(work: UnitOfWork, lead_id: str, owner_id: str | None) -> None:
    """Give a lead to someone who develops it; to nobody takes it back. Only who assigns may."""
    rights.require(work.viewer, ASSIGN)
    lead = records.find_to_change(work, Lead, lead_id)
    _refuse_closed(lead)
    if owner_id is not None and not lives(work, User, owner_id):
        raise Invalid({"owner_id": Message("What was chosen here no longer exists. Choose again.")})
    if lead.owner_id == owner_id:
        return
    lead.owner_id = owner_id
    lead.assigned_by_id = (work.viewer.user_id or None) if owner_id else None
    lead.assigned_at = work.now_ms if owner_id else None
    records.note_history(work, lead, "owner", owner_id)
    enter(work, lead, ASSIGNED if owner_id else UNASSIGNED)


def win_lead(
    work: UnitOfWork, lead_id: str, customer_id: str | None = None, deal: OpportunityDraft | None = None
) -> LeadWon:
    """An assigned lead became a customer, new or known already, with its contact and perhaps a first deal."""
    lead = to_develop(work, lead_id)
    known = records.find(work, Customer, customer_id).id if customer_id else None
    lead.customer_id = known or _new_customer(work, lead)
    contact_id = _new_contact(work, lead)
    lead.closed_on = work.today
    enter(work, lead, WON)
    work.session.flush()
    opportunity_id = None
    if deal is not None:
        opportunity_id = create_opportunity(work, _first_deal(work, lead, contact_id, deal))
    return LeadWon(lead.customer_id, contact_id, opportunity_id)


def fail_lead(work: UnitOfWork, lead_id: str, note: str | None) -> None:
    """Give up an assigned lead and say why."""
    lead = to_develop(work, lead_id)
    problems = Problems()
    problems.require("reason_note", note, Message("Write down why it came to nothing."))
    problems.refuse()
    lead.reason_note = (note or "").strip()
    lead.closed_on = work.today
    enter(work, lead, FAILED, lead.reason_note)


def delete_leads(work: UnitOfWork, ids: Iterable[str]) -> int:
    """Delete leads nobody develops, by whom they were registered. Returns how many."""
    ids = list(ids)
    for lead_id in ids:
        lead = records.find_to_change(work, Lead, lead_id)
        if work.viewer.may(ADMINISTER):
            continue
        if lead.status != UNASSIGNED:
            raise UserError(Message("Lead {number} has been assigned and stays in the records.", number=lead.number))
        if lead.created_by_id != work.viewer.user_id:
            raise NotAllowed(Message("Only who registered lead {number} may delete it.", number=lead.number))
    return records.delete(work, Lead, ids)


def add_plan_item(work: UnitOfWork, lead_id: str, due_on: date | None, item: str) -> str:
    """Plan a step for an assigned lead; its day stays. Returns its id."""
    lead = to_develop(work, lead_id)
    problems = Problems()
    problems.require("due_on", due_on, Message("Choose a day for this step."))
    problems.require("item", item, Message("Write what is to be done."))
    problems.refuse()
    step = LeadPlanItem(id=work.new_id(), lead_id=lead.id, due_on=due_on, item=item.strip())
    work.session.add(step)
    return step.id


def change_plan_item(work: UnitOfWork, item_id: str, item: str) -> None:
    """Say otherwise what is to be done, while there is no result."""
    step = _open_step(work, item_id)
    problems = Problems()
    problems.require("item", item, Message("Write what is to be done."))
    problems.refuse()
    records.apply(work, step, {"item": item.strip()})


def delete_plan_item(work: UnitOfWork, item_id: str) -> None:
    """Drop a step that has no result."""
    _open_step(work, item_id).deleted = True


def set_plan_result(work: UnitOfWork, item_id: str, result: str | None, on: date | None = None) -> None:
    """Write down what came of a step; nothing takes the result back."""
    step = records.find(work, LeadPlanItem, item_id)
    to_develop(work, step.lead_id)
    said = (result or "").strip() or None
    records.apply(work, step, {"result": said, "done_on": (on or work.today) if said else None})


def to_develop(work: UnitOfWork, lead_id: str) -> Lead:
    """An assigned lead, for whom it is assigned to or who assigns."""
    lead = records.find_to_change(work, Lead, lead_id)
    _refuse_closed(lead)
    if lead.status != ASSIGNED:
        raise UserError(Message("Nobody develops this lead yet. Assign it first."))
    if lead.owner_id != work.viewer.user_id and not work.viewer.may(ASSIGN):
        raise NotAllowed(Message("This lead is assigned to someone else, who develops it."))
    return lead


def enter(work: UnitOfWork, lead: Lead, status: str, note: str | None = None) -> None:
    """Put a lead into a status, with the day."""
    lead.status = status
    records.note_history(work, lead, "status", status, note=note)


def _new_customer(work: UnitOfWork, lead: Lead) -> str:
    draft = CustomerDraft(
        name=lead.customer_name,
        phone=lead.phone,
        email=lead.email,
        source_id=lead.source_id,
        owner_id=lead.owner_id,
        note=lead.description,
    )
    return create_customer(work, draft)


def _new_contact(work: UnitOfWork, lead: Lead) -> str | None:
    if not lead.contact_name:
        return None
    points = [PointDraft(PHONE, lead.phone)] if lead.phone else []
    points += [PointDraft(EMAIL, lead.email)] if lead.email else []
    draft = new_contact(work, lead.customer_id)
    return create_contact(work, replace(draft, name=lead.contact_name, owner_id=lead.owner_id, points=tuple(points)))


def _first_deal(work: UnitOfWork, lead: Lead, contact_id: str | None, deal: OpportunityDraft) -> OpportunityDraft:
    """The deal as given, with what the lead says where it says nothing."""
    return replace(
        deal,
        name=deal.name or lead.outline,
        customer_id=lead.customer_id,
        contact_id=deal.contact_id or contact_id,
        owner_id=deal.owner_id or lead.owner_id,
        source_id=deal.source_id or lead.source_id,
        campaign_id=deal.campaign_id or lead.campaign_id,
        opened_on=deal.opened_on or work.today,
    )


def _open_step(work: UnitOfWork, item_id: str) -> LeadPlanItem:
    step = records.find(work, LeadPlanItem, item_id)
    to_develop(work, step.lead_id)
    if step.result:
        raise UserError(Message("This step has a result and stays as it was planned."))
    return step


def _refuse_closed(lead: Lead) -> None:
    if lead.status not in (UNASSIGNED, ASSIGNED):
        raise UserError(Message("This lead is closed and can only be looked at."))


def _check(work: UnitOfWork, draft: LeadDraft, current: Lead | None = None) -> None:
    problems = Problems()
    problems.require("customer_name", draft.customer_name, Message("Write the name of the possible customer."))
    problems.require("outline", draft.outline, Message("Say in a few words what it is about."))
    amounts.check_share(problems, "probability_e6", draft.probability_e6)
    problems.phone("phone", draft.phone)
    problems.email("email", draft.email)
    check_references(work, problems, draft, _POINTS_TO, current)
    numbering.check_number(work, problems, Lead, draft.number, current)
    problems.refuse()
