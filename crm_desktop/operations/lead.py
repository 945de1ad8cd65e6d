"""Leads: registered, assigned, developed by a plan or given up. `operations.lead_winning` makes customers of them."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from crm_desktop.core.clock import instant_of
from crm_desktop.core.errors import NotAllowed, UserError
from crm_desktop.core.i18n import Message
from crm_desktop.core.viewer import ADMINISTER, ASSIGN
from crm_desktop.models import Campaign, DictionaryEntry, Lead, LeadPlanItem
from crm_desktop.models.lead import ASSIGNED, FAILED, UNASSIGNED
from crm_desktop.operations import amounts, drafts, field_limits, field_rules, numbering, ownership, records
from crm_desktop.operations.interaction import SUBJECT_AT_MOST, new_interaction, note_interaction
from crm_desktop.operations.references import check_choice, check_references
from crm_desktop.operations.validation import Problems
from crm_desktop.queries import rights
from crm_desktop.storage.database import Reading, UnitOfWork

# A step so long ago or so far ahead is a slip of the keyboard; so is a name that long.
_PLAN_YEARS = 20
NAME_AT_MOST = 200
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
class PlanItemDraft:
    """A step of a plan as a form edits it; its day is given once. `logged_as` is a kind of interaction."""

    lead_id: str = ""
    due_on: date | None = None
    item: str = ""
    result: str | None = None
    done_on: date | None = None
    logged_as: str | None = None


def lead_draft(reading: Reading, lead_id: str) -> LeadDraft:
    """What a form edits of a lead."""
    return drafts.loaded(LeadDraft, records.find(reading, Lead, lead_id))


def create_lead(work: UnitOfWork, draft: LeadDraft) -> str:
    """Register a lead; it belongs to nobody until it is assigned. Returns its id."""
    field_limits.refuse_new(work, "lead", draft)
    field_rules.check_new(work, "lead", draft)
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
    draft, loaded = field_limits.completed(work, lead, draft, loaded)
    field_rules.check_change(work, lead, draft)
    _check(work, draft, lead)
    values = {**records.values_of(draft), "number": draft.number or lead.number}
    records.apply(work, lead, values, records.values_of(loaded) if loaded else None, position)


def assign_lead(work: UnitOfWork, lead_id: str, owner_id: str | None) -> None:
    """Give a lead to someone who develops it; to nobody takes it back. Only who assigns may."""
    rights.require(work.viewer, ASSIGN)
    lead = records.find_to_change(work, Lead, lead_id)
    _refuse_closed(lead)
    if lead.owner_id == owner_id:
        return
    ownership.require_at_work(work, owner_id)
    lead.owner_id = owner_id
    lead.assigned_by_id = (work.viewer.user_id or None) if owner_id else None
    lead.assigned_at = work.now_ms if owner_id else None
    records.note_history(work, lead, "owner", owner_id)
    enter(work, lead, ASSIGNED if owner_id else UNASSIGNED)


def fail_lead(work: UnitOfWork, lead_id: str, note: str | None, reason_id: str | None = None) -> None:
    """Give up an assigned lead and say why, by a reason of the list or in words."""
    lead = to_develop(work, lead_id)
    problems = Problems()
    check_choice(work, problems, "reason_id", reason_id, "lead_reason")
    if not reason_id:
        problems.require("reason_note", note, Message("Choose a reason, or write down why it came to nothing."))
    problems.refuse()
    lead.reason_id, lead.reason_note = reason_id, (note or "").strip() or None
    lead.closed_on = work.today
    enter(work, lead, FAILED, lead.reason_note)


def delete_leads(work: UnitOfWork, ids: Iterable[str]) -> int:
    """Delete leads nobody develops, by whom they were registered. Returns how many."""
    ids = list(ids)
    for lead_id in ids:
        lead = records.find_to_change(work, Lead, lead_id)
        if lead.status != UNASSIGNED:
            raise UserError(Message("Lead {number} has been assigned and stays in the records.", number=lead.number))
        if lead.created_by_id != work.viewer.user_id and not work.viewer.may(ADMINISTER):
            raise NotAllowed(Message("Only who registered lead {number} may delete it.", number=lead.number))
    return records.delete(work, Lead, ids)


def add_plan_item(work: UnitOfWork, lead_id: str, due_on: date | None, item: str) -> str:
    """Plan a step for an assigned lead; its day stays. Returns its id."""
    lead = to_develop(work, lead_id)
    problems = Problems()
    problems.require("due_on", due_on, Message("Choose a day for this step."))
    if due_on and abs(due_on - work.today) > timedelta(days=366 * _PLAN_YEARS):
        problems.add("due_on", Message("This day is too far off. Choose one within {years} years.", years=_PLAN_YEARS))
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


def set_plan_result(
    work: UnitOfWork, item_id: str, result: str | None, on: date | None = None, logged_as: str | None = None
) -> None:
    """Write down what came of a step; nothing takes the result back.

    With the id of a kind of interaction in `logged_as` it is also logged as one, unless that was done before.
    """
    step = records.find(work, LeadPlanItem, item_id)
    lead = to_develop(work, step.lead_id)
    said = (result or "").strip() or None
    problems = Problems()
    problems.not_after("done_on", on, work.today)
    if logged_as:
        problems.require("result", said, Message("Write what came of it, so that it can be logged."))
    problems.refuse()
    done_on = (on or step.done_on or work.today) if said else None
    records.apply(work, step, {"result": said, "done_on": done_on})
    if logged_as and step.interaction_id is None:
        step.interaction_id = _logged(work, lead, step, logged_as)


def plan_item_draft(reading: Reading, item_id: str) -> PlanItemDraft:
    """What a form edits of a step."""
    return drafts.loaded(PlanItemDraft, records.find(reading, LeadPlanItem, item_id), logged_as=None)


def save_plan_item(work: UnitOfWork, item_id: str, draft: PlanItemDraft, loaded: PlanItemDraft) -> None:
    """Write what a form changed of a step: what is to be done, or what came of it."""
    if draft.item.strip() != loaded.item.strip():
        change_plan_item(work, item_id, draft.item)
    names = ("result", "done_on", "logged_as")
    if any(getattr(draft, name) != getattr(loaded, name) for name in names):
        set_plan_result(work, item_id, draft.result, draft.done_on, draft.logged_as)


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


def _open_step(work: UnitOfWork, item_id: str) -> LeadPlanItem:
    step = records.find(work, LeadPlanItem, item_id)
    to_develop(work, step.lead_id)
    if step.result:
        raise UserError(Message("This step has a result and stays as it was planned."))
    return step


def _logged(work: UnitOfWork, lead: Lead, step: LeadPlanItem, kind_id: str) -> str:
    """The interaction that a step was: on the day it was done, at noon when that is past."""
    is_short = len(step.item) <= SUBJECT_AT_MOST
    draft = replace(
        new_interaction(work, lead_id=lead.id, customer_id=lead.customer_id),
        kind_id=kind_id,
        subject=step.item if is_short else None,
        detail=step.result if is_short else f"{step.item}\n{step.result}",
    )
    if step.done_on and step.done_on != work.today:
        draft = replace(draft, happened_at=instant_of(step.done_on, work.zone))
    return note_interaction(work, draft)


def _refuse_closed(lead: Lead) -> None:
    if lead.status not in (UNASSIGNED, ASSIGNED):
        raise UserError(Message("This lead is closed and can only be looked at."))


def _check(work: UnitOfWork, draft: LeadDraft, current: Lead | None = None) -> None:
    problems = Problems()
    problems.require("customer_name", draft.customer_name, Message("Write the name of the possible customer."))
    problems.at_most("customer_name", draft.customer_name, NAME_AT_MOST)
    problems.require("outline", draft.outline, Message("Say in a few words what it is about."))
    amounts.check_share(problems, "probability_e6", draft.probability_e6)
    problems.phone("phone", draft.phone)
    problems.email("email", draft.email)
    check_references(work, problems, draft, _POINTS_TO, current)
    numbering.check_number(work, problems, Lead, draft.number, current)
    problems.refuse()
