"""Opportunities: open, change, hand over, delete. `operations.stage_moves` takes them through their stages."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import func, select

from crm_desktop.core.i18n import Message
from crm_desktop.models import (
    Campaign,
    Contact,
    Customer,
    DictionaryEntry,
    Opportunity,
    OpportunityLine,
    Pipeline,
    Stage,
    User,
)
from crm_desktop.models.dictionary import OPEN
from crm_desktop.operations import (
    amounts,
    deal_shares,
    drafts,
    field_limits,
    field_rules,
    numbering,
    ownership,
    parts,
    product_lines,
    records,
    stage_moves,
    stage_needs,
)
from crm_desktop.operations.deal_shares import ShareDraft
from crm_desktop.operations.product_lines import LineDraft
from crm_desktop.operations.references import check_references
from crm_desktop.operations.validation import Problems
from crm_desktop.storage.database import Reading, UnitOfWork

_POINTS_TO = {
    "customer_id": Customer,
    "contact_id": Contact,
    "owner_id": User,
    "stage_id": Stage,
    "source_id": DictionaryEntry,
    "campaign_id": Campaign,
}
# What is not simply written: derived, or with a history of its own.
_DECIDED = ("owner_id", "stage_id", "probability_e6", "closed_on", "reason_id", "amount_minor", "lines", "shares")


@dataclass(frozen=True)
class OpportunityDraft:
    """A deal as a form edits it.

    No amount means the sum of the lines, no probability that of the stage, no stage the first one, no currency the
    company's, no number the next.
    """

    name: str = ""
    number: str | None = None
    external_key: str | None = None
    customer_id: str | None = None
    contact_id: str | None = None
    owner_id: str | None = None
    stage_id: str | None = None
    probability_e6: int | None = None
    amount_minor: int | None = None
    currency: str | None = None
    opened_on: date | None = None
    expected_close_on: date | None = None
    closed_on: date | None = None
    reason_id: str | None = None
    reason_note: str | None = None
    competitor: str | None = None
    source_id: str | None = None
    campaign_id: str | None = None
    next_step: str | None = None
    next_step_on: date | None = None
    note: str | None = None
    lines: tuple[LineDraft, ...] = ()
    shares: tuple[ShareDraft, ...] = ()


def new_opportunity(
    reading: Reading, customer_id: str | None = None, contact_id: str | None = None
) -> OpportunityDraft:
    """The draft a form for a new deal starts with."""
    return OpportunityDraft(
        customer_id=customer_id,
        contact_id=contact_id,
        owner_id=reading.viewer.user_id or None,
        stage_id=first_stage(reading).id,
        currency=reading.currency,
        opened_on=reading.today,
    )


def opportunity_draft(reading: Reading, opportunity_id: str) -> OpportunityDraft:
    """What a form edits of a deal; amount and probability are None where they follow lines and stage."""
    deal = records.find(reading, Opportunity, opportunity_id)
    lines = parts.read_parts(reading, OpportunityLine, {"opportunity_id": deal.id}, LineDraft)
    follows = bool(lines) and deal.amount_minor == product_lines.total(lines, deal.currency)
    shares = deal_shares.read_shares(reading, deal.id)
    draft = drafts.loaded(OpportunityDraft, deal, lines=lines, shares=shares)
    return replace(
        draft,
        amount_minor=None if follows else deal.amount_minor,
        probability_e6=None if deal.probability_e6 == _probability(reading, deal.stage_id) else deal.probability_e6,
    )


def create_opportunity(work: UnitOfWork, draft: OpportunityDraft, *, taken_over: bool = False) -> str:
    """Open a deal, or record one long closed; returns its id. What is `taken_over` stood on a lead before."""
    if not taken_over:
        field_limits.refuse_new(work, "opportunity", draft)
        field_rules.check_new(work, "opportunity", draft)
    currency = draft.currency or work.currency
    problems = Problems()
    lines = product_lines.priced(work, problems, draft.lines, currency, draft.customer_id, draft.closed_on)
    _check(work, problems, draft)
    deal_shares.check_shares(work, problems, draft.shares, draft.owner_id or work.viewer.user_id)
    problems.refuse()
    stage = stage_moves.stage_of(work, draft.stage_id) if draft.stage_id else first_stage(work)
    closes = stage.outcome != OPEN
    stage_moves.check_reason(work, problems, stage, draft.reason_id, asked=False)
    _check_closing(problems, draft, closes, draft.closed_on, work.today)
    problems.refuse()
    deal = Opportunity(
        id=work.new_id(),
        **_plain(draft, currency),
        owner_id=ownership.first_owner(work, draft.owner_id),
        pipeline_id=stage.pipeline_id,
        stage_id=stage.id,
        probability_e6=stage.probability_e6 if closes or draft.probability_e6 is None else draft.probability_e6,
        outcome=stage.outcome,
        closed_on=(draft.closed_on or work.today) if closes else None,
        reason_id=draft.reason_id if closes else None,
        amount_minor=product_lines.total(lines, currency) if draft.amount_minor is None else draft.amount_minor,
        created_at=work.now_ms,
    )
    deal.number = deal.number or numbering.free_number(work, Opportunity)
    work.session.add(deal)
    product_lines.add(work, OpportunityLine, {"opportunity_id": deal.id}, lines, currency)
    if stage.needs:
        work.session.flush()
        stage_needs.check_needs(work, problems, deal, stage)
        problems.refuse()
    deal_shares.write_shares(work, deal, draft.shares)
    stage_moves.note_start(work, deal)
    if deal.owner_id:
        records.note_history(work, deal, "owner", deal.owner_id, deal.opened_on)
    return deal.id


def update_opportunity(
    work: UnitOfWork,
    opportunity_id: str,
    draft: OpportunityDraft,
    loaded: OpportunityDraft | None = None,
    position: int | None = None,
    *,
    imported: bool = False,
) -> None:
    """Change a deal; only what differs from `loaded` is written. An import need not know why a deal was lost."""
    deal = records.find_to_change(work, Opportunity, opportunity_id)
    draft, loaded = field_limits.completed(work, deal, draft, loaded)
    draft, loaded = field_limits.with_real_amounts(work, draft, loaded, lambda: opportunity_draft(work, opportunity_id))
    field_rules.check_change(work, deal, draft)
    before = loaded or opportunity_draft(work, opportunity_id)
    currency = draft.currency or deal.currency
    problems = Problems()
    lines = product_lines.priced(work, problems, draft.lines, currency, draft.customer_id, draft.closed_on)
    _check(work, problems, draft, deal)
    if draft.shares != before.shares:
        deal_shares.check_shares(work, problems, draft.shares, draft.owner_id)
    problems.refuse()
    had_currency = deal.currency
    values = _plain(draft, currency, deal.number)
    records.apply(work, deal, values, _plain(before, had_currency, deal.number), position)
    relined = product_lines.write(
        work, OpportunityLine, {"opportunity_id": deal.id}, lines, before.lines, deal.currency, position
    )
    if deal.currency != had_currency:
        product_lines.recompute(work, OpportunityLine, {"opportunity_id": deal.id}, deal.currency)
        relined = True
    if draft.amount_minor != before.amount_minor or (draft.amount_minor is None and relined):
        _set_amount(work, deal, draft.amount_minor, position)
    if draft.owner_id != before.owner_id:
        ownership.hand_over(work, deal, draft.owner_id, position=position)
    if draft.shares != before.shares:
        deal_shares.write_shares(work, deal, draft.shares, before.shares)
    _decide(work, deal, draft, before, position, imported)


def assign_opportunities(work: UnitOfWork, ids: Iterable[str], owner_id: str | None) -> int:
    """Hand several deals over; returns how many changed hands."""
    found = [records.find_to_change(work, Opportunity, each) for each in ids]
    return sum(ownership.hand_over(work, deal, owner_id) for deal in found)


def set_next_step(work: UnitOfWork, opportunity_id: str, next_step: str | None, on: date | None = None) -> None:
    """Note what comes next for a deal, and when."""
    deal = records.find_to_change(work, Opportunity, opportunity_id)
    said = (next_step or "").strip() or None
    records.apply(work, deal, {"next_step": said, "next_step_on": on if said else None})


def delete_opportunities(work: UnitOfWork, ids: Iterable[str]) -> int:
    """Delete deals; returns how many."""
    return records.delete(work, Opportunity, ids)


def first_stage(reading: Reading) -> Stage:
    """Where a new deal starts: the first open stage of the first pipeline."""
    pipeline = reading.session.scalar(
        select(Pipeline.id).where(Pipeline.deleted.is_(False)).order_by(Pipeline.position, Pipeline.id).limit(1)
    )
    return stage_moves.closing_stage(reading, pipeline or "", OPEN)


def _check(work: UnitOfWork, problems: Problems, draft: OpportunityDraft, current: Opportunity | None = None) -> None:
    problems.require("name", draft.name, Message("Give the deal a name, such as what is to be sold."))
    amounts.check_amount(problems, "amount_minor", draft.amount_minor)
    amounts.check_share(problems, "probability_e6", draft.probability_e6)
    amounts.check_currency(problems, "currency", draft.currency)
    check_references(work, problems, draft, _POINTS_TO, current)
    numbering.check_number(work, problems, Opportunity, draft.number, current)
    problems.not_after("opened_on", draft.opened_on, work.today)
    _check_expected(problems, draft, current)


def _check_expected(problems: Problems, draft: OpportunityDraft, current: Opportunity | None) -> None:
    """Nothing closes before it is opened; days that were kept so long ago may stay while others are changed."""
    days = (draft.opened_on, draft.expected_close_on)
    is_new = current is None or days != (current.opened_on, current.expected_close_on)
    if is_new and draft.opened_on and draft.expected_close_on and draft.expected_close_on < draft.opened_on:
        problems.add("expected_close_on", Message("The deal would close before it was opened. Choose a later day."))


def _check_closing(
    problems: Problems, draft: OpportunityDraft, closes: bool, closed_on: date | None, today: date
) -> None:
    if not closes:
        if closed_on:
            problems.add("closed_on", Message("An open deal has no closing day. Clear it, or choose won or lost."))
    elif closed_on and closed_on > today:
        problems.add("closed_on", Message("Choose today or an earlier day."))
    elif closed_on and draft.opened_on and closed_on < draft.opened_on:
        problems.add("closed_on", Message("The deal was closed before it was opened. Mend one of the days."))


def _plain(draft: OpportunityDraft, currency: str, number: str | None = None) -> dict[str, Any]:
    """What is written as it was typed."""
    values = {name: value for name, value in records.values_of(draft).items() if name not in _DECIDED}
    return {**values, "currency": draft.currency or currency, "number": values["number"] or number}


def _set_amount(work: UnitOfWork, deal: Opportunity, amount_minor: int | None, position: int | None) -> None:
    if amount_minor is None:
        statement = select(func.coalesce(func.sum(OpportunityLine.net_minor), 0)).where(
            OpportunityLine.opportunity_id == deal.id, OpportunityLine.deleted.is_(False)
        )
        amount_minor = int(work.session.scalar(statement) or 0)
    records.apply(work, deal, {"amount_minor": amount_minor}, position=position)


def _decide(
    work: UnitOfWork,
    deal: Opportunity,
    draft: OpportunityDraft,
    before: OpportunityDraft,
    position: int | None,
    imported: bool,
) -> None:
    """Stage, probability, closing day and reason, which are one decision."""
    stage = stage_moves.stage_of(work, draft.stage_id or deal.stage_id)
    closes = stage.outcome != OPEN
    if draft.stage_id and draft.stage_id != before.stage_id:
        stage_moves.move(
            work,
            deal,
            stage,
            draft.closed_on if closes else None,
            draft.reason_id,
            None,
            position,
            asks_reason=not imported,
        )
    elif closes:
        _correct_closing(work, deal, stage, draft, before, position)
    elif draft.closed_on:
        problems = Problems()
        _check_closing(problems, draft, closes, draft.closed_on, work.today)
        problems.refuse()
    if not closes and (draft.probability_e6 != before.probability_e6 or draft.stage_id != before.stage_id):
        wanted = stage.probability_e6 if draft.probability_e6 is None else draft.probability_e6
        records.apply(work, deal, {"probability_e6": wanted}, position=position)


def _correct_closing(
    work: UnitOfWork,
    deal: Opportunity,
    stage: Stage,
    draft: OpportunityDraft,
    before: OpportunityDraft,
    position: int | None,
) -> None:
    problems = Problems()
    problems.require("closed_on", draft.closed_on, Message("Choose the day the deal was closed."))
    _check_closing(problems, draft, True, draft.closed_on, work.today)
    stage_moves.check_reason(work, problems, stage, draft.reason_id, asked=False)
    problems.refuse()
    names = ("closed_on", "reason_id")
    wanted = {name: getattr(draft, name) for name in names}
    changed = records.apply(work, deal, wanted, {name: getattr(before, name) for name in names}, position)
    if "closed_on" in changed:
        stage_moves.redate_closing(work, deal)


def _probability(reading: Reading, stage_id: str) -> int:
    return stage_moves.stage_of(reading, stage_id).probability_e6
