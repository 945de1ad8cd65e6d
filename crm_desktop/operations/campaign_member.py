"""Who takes part in a campaign: added from a list or a view, reached, answering or refusing, and what comes of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from crm_desktop.core.errors import UserError
from crm_desktop.core.i18n import Message
from crm_desktop.models import Campaign, CampaignMember, Contact, Customer, DictionaryEntry, Lead, Synced, User
from crm_desktop.models.insight import DECLINED, DROPPED, ENDED, NO_ANSWER
from crm_desktop.operations import campaign_outcome, drafts, opt_out, records
from crm_desktop.operations.references import check_choice, check_references, lives
from crm_desktop.operations.validation import Problems
from crm_desktop.queries.campaign_target import Sorted, Target, matching, sort_out
from crm_desktop.storage.database import Reading, UnitOfWork

NOTE_AT_MOST = 2_000
REFUSAL = DictionaryEntry.id_of("campaign_answer", DECLINED)
SILENCE = DictionaryEntry.id_of("campaign_answer", NO_ANSWER)
_POINTS_TO: dict[str, type[Synced]] = {"answer_id": DictionaryEntry, "owner_id": User}


@dataclass(frozen=True)
class MemberDraft:
    """A member as a form and a cell of the list edit it; whom it names stays as it is."""

    owner_id: str | None = None
    reached_on: date | None = None
    answer_id: str | None = None
    answered_on: date | None = None
    note: str | None = None


@dataclass(frozen=True)
class Answer:
    """What members said, and what follows. `opts_out` says that they do not want to be reached so again."""

    answer_id: str | None = None
    answered_on: date | None = None
    note: str | None = None
    opts_out: bool = False
    makes_lead: bool = False
    logs: bool = False
    plans: bool = False
    task: str | None = None
    task_on: date | None = None


def member_draft(reading: Reading, member_id: str) -> MemberDraft:
    """What a form edits of a member."""
    return drafts.loaded(MemberDraft, records.find(reading, CampaignMember, member_id))


def add_members(
    work: UnitOfWork, campaign_id: str, kind: str, ids: Sequence[str], *, with_unreachable: bool = False
) -> Sorted:
    """Add customers, contacts or leads to a campaign; returns who was added, and how many were left out and why.

    Who refuses the campaign's channel is left out always, who has no number or address for it unless wanted.
    """
    campaign = _open_campaign(work, campaign_id)
    found = sort_out(work, campaign_id, kind, ids, campaign.channel)
    _add(work, campaign, (*found.new, *(found.unreachable if with_unreachable else ())))
    return found


def add_matching(work: UnitOfWork, campaign_id: str) -> int:
    """Add whoever matches the campaign's view by now; returns how many."""
    campaign = _open_campaign(work, campaign_id)
    with work.in_sight():
        found = matching(work, campaign)
    if found is None:
        raise UserError(Message("This campaign remembers no view that you see. Add members from a list."))
    _add(work, campaign, found.new)
    return len(found.new)


def update_member(
    work: UnitOfWork,
    member_id: str,
    draft: MemberDraft,
    loaded: MemberDraft | None = None,
    position: int | None = None,
) -> None:
    """Change what is known of a member; an answer is one of today and means that it was reached."""
    member = records.find_to_change(work, CampaignMember, member_id)
    before = loaded or member_draft(work, member_id)
    problems = Problems()
    check_choice(work, problems, "answer_id", draft.answer_id, "campaign_answer")
    check_references(work, problems, draft, _POINTS_TO, member)
    for name in ("reached_on", "answered_on"):
        problems.not_after(name, getattr(draft, name), work.today)
    _check_note(problems, draft.note)
    problems.refuse()
    records.apply(work, member, records.values_of(draft), records.values_of(before), position)
    if draft.answer_id != before.answer_id and draft.answered_on == before.answered_on:
        _date(work, member, None)


def answer_members(work: UnitOfWork, ids: Iterable[str], answer: Answer) -> int:
    """Write down what several members said; a refusal may hold for the campaign's channel. Returns how many."""
    problems = Problems()
    problems.require("answer_id", answer.answer_id, Message("Choose what they answered."))
    check_choice(work, problems, "answer_id", answer.answer_id, "campaign_answer")
    problems.not_after("answered_on", answer.answered_on, work.today)
    _check_note(problems, answer.note)
    if answer.plans:
        problems.require("task", answer.task, Message("Write what is to be done."))
        problems.require("task_on", answer.task_on, Message("Choose a day."))
    problems.refuse()
    members = records.find_all_to_change(work, CampaignMember, ids)
    for member in members:
        member.answer_id = answer.answer_id
        if answer.note and answer.note.strip():
            member.note = answer.note.strip()
        _date(work, member, answer.answered_on)
        if answer.opts_out:
            _opt_out(work, member)
    _follow(work, [each.id for each in members], answer)
    return len(members)


def mark_reached(work: UnitOfWork, ids: Iterable[str], on: date | None = None) -> int:
    """Note that members were reached, or tried, on a day; returns how many were not before."""
    problems, changed = Problems(), 0
    problems.not_after("reached_on", on, work.today)
    problems.refuse()
    for member in records.find_all_to_change(work, CampaignMember, ids):
        if member.reached_on is None:
            member.reached_on, changed = on or work.today, changed + 1
    return changed


def assign_members(work: UnitOfWork, ids: Iterable[str], owner_id: str | None) -> int:
    """Say who calls or visits members; returns how many changed."""
    if owner_id is not None and not lives(work, User, owner_id):
        problems = Problems()
        problems.add("owner_id", Message("What was chosen here no longer exists. Choose again."))
        problems.refuse()
    members = records.find_all_to_change(work, CampaignMember, ids)
    changed = [each for each in members if each.owner_id != owner_id]
    for member in changed:
        member.owner_id = owner_id
    return len(changed)


def delete_members(work: UnitOfWork, ids: Iterable[str]) -> int:
    """Take members out of their campaigns; they themselves stay. Returns how many."""
    return records.delete(work, CampaignMember, ids)


def _check_note(problems: Problems, note: str | None) -> None:
    if note and len(note) > NOTE_AT_MOST:
        problems.add("note", Message("A note has at most {count} characters.", count=NOTE_AT_MOST))


def _open_campaign(work: UnitOfWork, campaign_id: str) -> Campaign:
    campaign = records.find_to_change(work, Campaign, campaign_id)
    if campaign.status in (ENDED, DROPPED):
        raise UserError(Message("The campaign “{name}” is over. Take it up again to add members.", name=campaign.name))
    return campaign


def _add(work: UnitOfWork, campaign: Campaign, targets: Sequence[Target]) -> None:
    """New rows at once; who was taken out before comes back."""
    ids = {CampaignMember.id_of(campaign.id, each.id): each for each in targets}
    gone = select(CampaignMember).where(CampaignMember.campaign_id == campaign.id, CampaignMember.deleted.is_(True))
    for member in work.session.scalars(gone):
        if member.id in ids:
            member.deleted = False
            del ids[member.id]
    rows = [
        {
            "id": member_id,
            "campaign_id": campaign.id,
            "customer_id": each.customer_id,
            "contact_id": each.contact_id,
            "lead_id": each.lead_id,
            "owner_id": each.owner_id or campaign.owner_id,
            "added_at": work.now_ms,
        }
        for member_id, each in ids.items()
    ]
    if rows:
        work.insert_rows(CampaignMember, rows)


def _date(work: UnitOfWork, member: CampaignMember, on: date | None) -> None:
    """An answer has its day; none at all takes it back."""
    if member.answer_id in (None, SILENCE):
        member.answered_on = None
        return
    member.answered_on = on or work.today
    member.reached_on = member.reached_on or member.answered_on


def _follow(work: UnitOfWork, ids: Sequence[str], answer: Answer) -> None:
    """Do what an answer leads to, in the same step."""
    work.session.flush()
    if answer.makes_lead:
        campaign_outcome.make_leads(work, ids)
        work.session.flush()
    if answer.logs:
        campaign_outcome.log_answers(work, ids)
    if answer.plans and answer.task_on:
        campaign_outcome.plan_tasks(work, ids, answer.task or "", answer.task_on)


def _opt_out(work: UnitOfWork, member: CampaignMember) -> None:
    channel = work.session.get_one(Campaign, member.campaign_id).channel
    if member.contact_id:
        opt_out.opt_out(work, Contact, member.contact_id, channel)
    elif member.customer_id:
        opt_out.opt_out(work, Customer, member.customer_id, channel)
    elif member.lead_id:
        opt_out.opt_out(work, Lead, member.lead_id, channel)
