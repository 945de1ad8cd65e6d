"""What an answer to a campaign leads to: a lead, a task, an activity; all of them name the campaign."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from crm_desktop.core.clock import instant_of
from crm_desktop.models import CampaignMember, DictionaryEntry
from crm_desktop.models.insight import BY_MAIL, BY_MESSAGE, BY_PHONE, BY_POST, IN_PERSON
from crm_desktop.operations import ownership, records
from crm_desktop.operations.interaction import new_interaction, note_interaction
from crm_desktop.operations.lead import LeadDraft, create_lead
from crm_desktop.operations.task import TaskDraft, create_task
from crm_desktop.queries.campaign_member import MemberRow, member_details
from crm_desktop.storage.database import UnitOfWork

# What kind of activity it is to reach somebody by a way.
_ACTIVITIES = {BY_PHONE: "call", BY_MAIL: "email", BY_POST: "letter", BY_MESSAGE: "message", IN_PERSON: "visit"}
_NOON = 12


def make_leads(work: UnitOfWork, ids: Sequence[str]) -> int:
    """Register a lead for each member that is none yet; returns how many."""
    made = 0
    for member in records.find_all_to_change(work, CampaignMember, ids):
        if member.lead_id is None:
            with work.in_sight():
                details = member_details(work, member.id)
            member.lead_id = create_lead(work, _lead_of(details))
            made += 1
    return made


def plan_tasks(work: UnitOfWork, ids: Sequence[str], subject: str, due_on: date) -> int:
    """Plan the same with each member, to be done by whoever asks it; returns how many."""
    for member_id in ids:
        details = member_details(work, member_id)
        draft = TaskDraft(
            subject=subject,
            due_on=due_on,
            owner_id=ownership.at_work(work, details.owner_id) or work.viewer.user_id or None,
            customer_id=details.customer_id,
            contact_id=details.contact_id,
            lead_id=details.lead_id,
            campaign_id=details.campaign_id,
        )
        create_task(work, draft)
    return len(ids)


def log_answers(work: UnitOfWork, ids: Sequence[str]) -> int:
    """Log what each member said as an activity of the campaign's channel; returns how many."""
    for member_id in ids:
        details = member_details(work, member_id)
        draft = replace(
            new_interaction(
                work,
                customer_id=details.customer_id,
                contact_id=details.contact_id,
                lead_id=details.lead_id,
                campaign_id=details.campaign_id,
            ),
            kind_id=DictionaryEntry.id_of("interaction_kind", _ACTIVITIES.get(details.channel or "", "other")),
            subject=(details.campaign or "")[:80],
            detail=details.note,
        )
        if details.answered_on and details.answered_on != work.today:
            draft = replace(draft, happened_at=instant_of(details.answered_on, work.zone, _NOON))
        note_interaction(work, draft)
    return len(ids)


def _lead_of(details: MemberRow) -> LeadDraft:
    return LeadDraft(
        customer_name=details.name or details.contact or "",
        outline=details.campaign or "",
        campaign_id=details.campaign_id,
        source_id=DictionaryEntry.id_of("source", "campaign"),
        contact_name=details.contact,
        # Of a number that this user sees only in part nothing can be dialled.
        phone=None if "*" in (details.phone or "") else details.phone,
        email=details.email,
        description=details.note,
    )
