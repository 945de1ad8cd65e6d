"""Campaigns: planned, run, ended or dropped. Who takes part is in `operations.campaign_member`."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import select

from crm_desktop.core.i18n import Message
from crm_desktop.models import Campaign, CampaignMember, DictionaryEntry, Synced, User
from crm_desktop.models.insight import CHANNELS, ENDED, PLANNED, RUNNING, STATUSES
from crm_desktop.operations import amounts, drafts, field_rules, letter, ownership, records
from crm_desktop.operations.references import check_choice, check_references
from crm_desktop.operations.validation import Problems
from crm_desktop.queries.saved_view import find_view
from crm_desktop.storage.database import Reading, UnitOfWork

NAME_AT_MOST = 120
_POINTS_TO: dict[str, type[Synced]] = {"kind_id": DictionaryEntry, "owner_id": User}


@dataclass(frozen=True)
class CampaignDraft:
    """A campaign as a form edits it. Both costs are in one currency, none given means the company's.

    `view_id` is the saved view its members come from.
    """

    name: str = ""
    kind_id: str | None = None
    channel: str | None = None
    status: str | None = PLANNED
    starts_on: date | None = None
    ends_on: date | None = None
    owner_id: str | None = None
    planned_cost_minor: int | None = None
    cost_minor: int | None = None
    currency: str | None = None
    goal: str | None = None
    note: str | None = None
    view_id: str | None = None


def new_campaign(reading: Reading, **values: Any) -> CampaignDraft:
    """The draft a form for a new campaign starts with: one's own, from today on."""
    given = {"owner_id": reading.viewer.user_id or None, "starts_on": reading.today, "currency": reading.currency}
    return CampaignDraft(**{**given, **values})


def campaign_draft(reading: Reading, campaign_id: str) -> CampaignDraft:
    """What a form edits of a campaign."""
    draft = drafts.loaded(CampaignDraft, records.find(reading, Campaign, campaign_id))
    return draft if draft.status else replace(draft, status=_by_days(draft, reading.today))


def create_campaign(work: UnitOfWork, draft: CampaignDraft, *, campaign_id: str = "") -> str:
    """Plan a campaign; returns its id. It is the actor's own unless someone else is named."""
    field_rules.check_new(work, "campaign", draft)
    _check(work, draft)
    values = _values(work, draft)
    values["owner_id"] = ownership.first_owner(work, draft.owner_id)
    campaign = Campaign(id=campaign_id or work.new_id(), **values, created_at=work.now_ms)
    work.session.add(campaign)
    return campaign.id


def update_campaign(
    work: UnitOfWork,
    campaign_id: str,
    draft: CampaignDraft,
    loaded: CampaignDraft | None = None,
    position: int | None = None,
) -> None:
    """Change a campaign; only what differs from `loaded` is written."""
    campaign = records.find_to_change(work, Campaign, campaign_id)
    field_rules.check_change(work, campaign, draft)
    _check(work, draft, campaign)
    values, before = _values(work, draft), _values(work, loaded or campaign_draft(work, campaign_id))
    owner_id = values.pop("owner_id")
    records.apply(work, campaign, values, before, position)
    if owner_id != before["owner_id"]:
        ownership.hand_over(work, campaign, owner_id, position=position)


def set_status(work: UnitOfWork, ids: Iterable[str], status: str) -> int:
    """Begin, end or drop campaigns; days that are missing are those of today. Returns how many changed."""
    problems = Problems()
    problems.one_of("status", status, STATUSES)
    problems.refuse()
    changed = 0
    for campaign in records.find_all_to_change(work, Campaign, ids):
        if campaign.status == status:
            continue
        campaign.status, changed = status, changed + 1
        if status == RUNNING and (campaign.starts_on is None or campaign.starts_on > work.today):
            campaign.starts_on = work.today
        elif status not in (RUNNING, PLANNED) and (campaign.ends_on is None or campaign.ends_on > work.today):
            campaign.ends_on = max(work.today, campaign.starts_on or work.today)
    return changed


def write_letter(
    work: UnitOfWork, campaign_id: str, text: str | None, loaded: str | None = None, position: int | None = None
) -> None:
    """Keep the text of the letters of a campaign; its fields must be known."""
    problems = Problems()
    if (wrong := letter.complaint(text)) is not None:
        problems.add("letter", wrong)
    problems.refuse()
    campaign = records.find_to_change(work, Campaign, campaign_id)
    before = None if position is None else {"letter": loaded}
    records.apply(work, campaign, {"letter": (text or "").strip() or None}, before, position)


def delete_campaigns(work: UnitOfWork, ids: Iterable[str]) -> int:
    """Delete campaigns with their members; what they led to stays. Returns how many."""
    wanted = list(ids)
    count = records.delete(work, Campaign, wanted)
    members = select(CampaignMember).where(CampaignMember.campaign_id.in_(wanted), CampaignMember.deleted.is_(False))
    for member in work.session.scalars(members):
        member.deleted = True
    return count


def check_campaign(reading: Reading, draft: CampaignDraft) -> None:
    """Refuse what could not be planned."""
    ownership.require_at_work(reading, draft.owner_id)
    _check(reading, draft)


def _by_days(draft: CampaignDraft, today: date) -> str:
    """How far a campaign is of which nobody said it."""
    if draft.ends_on and draft.ends_on < today:
        return ENDED
    return RUNNING if draft.starts_on and draft.starts_on <= today else PLANNED


def _values(work: Reading, draft: CampaignDraft) -> dict[str, Any]:
    values = records.values_of(draft)
    values["currency"] = values["currency"] or work.currency
    return values


def _check(work: Reading, draft: CampaignDraft, current: Campaign | None = None) -> None:
    problems = Problems()
    problems.require("name", draft.name, Message("Give the campaign a name."))
    if len(draft.name.strip()) > NAME_AT_MOST:
        problems.add("name", Message("A name has at most {count} characters.", count=NAME_AT_MOST))
    if draft.status is not None:
        problems.one_of("status", draft.status, STATUSES)
    if draft.channel is not None:
        problems.one_of("channel", draft.channel, CHANNELS)
    if draft.starts_on and draft.ends_on and draft.ends_on < draft.starts_on:
        problems.add("ends_on", Message("It ends before it starts. Choose a later day."))
    for name in ("planned_cost_minor", "cost_minor"):
        amounts.check_amount(problems, name, getattr(draft, name))
    amounts.check_currency(problems, "currency", draft.currency)
    check_choice(work, problems, "kind_id", draft.kind_id, "campaign_kind")
    check_references(work, problems, draft, _POINTS_TO, current)
    if draft.view_id and draft.view_id != getattr(current, "view_id", None) and find_view(work, draft.view_id) is None:
        problems.add("view_id", Message("What was chosen here no longer exists. Choose again."))
    problems.refuse()
