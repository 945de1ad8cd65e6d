"""Interactions: every visit, call, meeting and message with a customer, logged in one small form."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from crm_desktop.core.clock import day_of
from crm_desktop.core.i18n import Message
from crm_desktop.models import (
    Campaign,
    Contact,
    Customer,
    DictionaryEntry,
    Interaction,
    Lead,
    Opportunity,
    ServiceCase,
    Synced,
    Task,
    User,
)
from crm_desktop.operations import amounts, drafts, field_rules, follow_up, records, subjects
from crm_desktop.operations.first_answer import note_first_answer
from crm_desktop.operations.interaction_parts import (
    RatingDraft,
    check_parts,
    read_people,
    read_ratings,
    write_people,
    write_ratings,
)
from crm_desktop.operations.references import check_choice, check_references
from crm_desktop.operations.validation import Problems
from crm_desktop.storage.database import Reading, UnitOfWork

INCOMING, OUTGOING = "in", "out"
DIRECTIONS = (INCOMING, OUTGOING)
DAY_MINUTES = 24 * 60
SUBJECT_AT_MOST = 80
_ABOUT = ("customer_id", "contact_id", "opportunity_id", "case_id", "lead_id")
_STEP = {"next_step", "next_step_on"}
_POINTS_TO: dict[str, type[Synced]] = {
    "kind_id": DictionaryEntry,
    "customer_id": Customer,
    "contact_id": Contact,
    "opportunity_id": Opportunity,
    "case_id": ServiceCase,
    "lead_id": Lead,
    "campaign_id": Campaign,
    "owner_id": User,
    "result_id": DictionaryEntry,
}


@dataclass(frozen=True)
class InteractionDraft:
    """An interaction as a form edits it. No time means now, no subject the first line of the detail.

    Without a customer it belongs to that of its deal or case, or to the only one of its contact. `contacts` and
    `colleagues` took part besides its contact and its owner; `ratings` tell how a visit was felt.
    """

    kind_id: str | None = None
    customer_id: str | None = None
    contact_id: str | None = None
    opportunity_id: str | None = None
    case_id: str | None = None
    lead_id: str | None = None
    campaign_id: str | None = None
    owner_id: str | None = None
    direction: str | None = None
    happened_at: int | None = None
    minutes: int | None = None
    place: str | None = None
    subject: str | None = None
    detail: str | None = None
    result_id: str | None = None
    next_step: str | None = None
    next_step_on: date | None = None
    cost_minor: int | None = None
    cost_currency: str | None = None
    external_key: str | None = None
    contacts: tuple[str, ...] = ()
    colleagues: tuple[str, ...] = ()
    ratings: tuple[RatingDraft, ...] = ()


def new_interaction(
    reading: Reading, kind: str = "visit", *, task_id: str | None = None, **about: Any
) -> InteractionDraft:
    """The draft a form for logging an activity starts with; `about` says with whom, such as `customer_id=…`.

    About a deal, a case or a lead, it is with the customer and the contact of that; about a task, it is what the task
    says.
    """
    planned = _planned(reading, task_id) if task_id else {}
    draft = InteractionDraft(
        **{
            "kind_id": DictionaryEntry.id_of("interaction_kind", kind),
            "owner_id": reading.viewer.user_id or None,
            "happened_at": reading.now_ms,
            **planned,
            **about,
        }
    )
    return replace(
        draft,
        customer_id=draft.customer_id or subjects.of_subject(reading, draft, "customer_id"),
        contact_id=draft.contact_id or subjects.of_subject(reading, draft, "contact_id"),
    )


def _planned(reading: Reading, task_id: str) -> dict[str, Any]:
    task = records.find(reading, Task, task_id)
    names = (*_ABOUT, "campaign_id", "kind_id", "place", "minutes", "subject")
    return {name: value for name in names if (value := getattr(task, name))}


def interaction_draft(reading: Reading, interaction_id: str) -> InteractionDraft:
    """What a form edits of an interaction."""
    interaction = records.find(reading, Interaction, interaction_id)
    people = read_people(reading, interaction_id)
    return drafts.loaded(InteractionDraft, interaction, **people, ratings=read_ratings(reading, interaction_id))


def with_text(draft: InteractionDraft, text: str) -> InteractionDraft:
    """The draft with what was written in one line: its subject, or when it is long its detail."""
    return replace(draft, subject=text) if len(text) <= SUBJECT_AT_MOST else replace(draft, detail=text)


def log_interaction(work: UnitOfWork, draft: InteractionDraft) -> str:
    """Log what happened; returns its id. It is the actor's unless someone else is named."""
    field_rules.check_new(work, "interaction", _completed(work, draft))
    return note_interaction(work, draft)


def note_interaction(work: UnitOfWork, draft: InteractionDraft) -> str:
    """The same for what its form was not shown for, such as a note or a reply: rules of fields do not ask there."""
    draft = _completed(work, draft)
    _check(work, draft)
    values = {**_values(work, draft), "owner_id": draft.owner_id or work.viewer.user_id or None}
    interaction = Interaction(id=work.new_id(), **values)
    work.session.add(interaction)
    write_people(work, interaction, draft)
    write_ratings(work, interaction, draft.ratings)
    follow_up.plan_next_step(work, interaction)
    note_first_answer(work, interaction)
    return interaction.id


def update_interaction(
    work: UnitOfWork,
    interaction_id: str,
    draft: InteractionDraft,
    loaded: InteractionDraft | None = None,
    position: int | None = None,
) -> None:
    """Correct an interaction; only what differs from `loaded` is written."""
    interaction = records.find_to_change(work, Interaction, interaction_id)
    before = loaded or interaction_draft(work, interaction_id)
    draft = _completed(work, replace(draft, happened_at=draft.happened_at or interaction.happened_at))
    field_rules.check_change(work, interaction, draft)
    _check(work, draft, interaction, before)
    write_people(work, interaction, draft, before)
    if records.apply(work, interaction, _values(work, draft), _values(work, before), position) & _STEP:
        follow_up.plan_next_step(work, interaction)
    write_ratings(work, interaction, draft.ratings, before.ratings)
    note_first_answer(work, interaction)


def pin_interaction(work: UnitOfWork, interaction_id: str, *, pinned: bool) -> None:
    """Keep an interaction above the timeline, or let it go back to its day."""
    interaction = records.find_to_change(work, Interaction, interaction_id)
    if bool(interaction.is_pinned) != pinned:
        interaction.is_pinned = pinned


def delete_interactions(work: UnitOfWork, ids: Iterable[str]) -> int:
    """Delete interactions; returns how many."""
    return records.delete(work, Interaction, ids)


def _values(work: UnitOfWork, draft: InteractionDraft) -> dict[str, Any]:
    happened_at = work.now_ms if draft.happened_at is None else draft.happened_at
    moment = {"happened_at": happened_at, "happened_on": day_of(happened_at, work.zone)}
    return {**records.values_of(draft), **moment}


def _completed(work: UnitOfWork, draft: InteractionDraft) -> InteractionDraft:
    """What follows from what was typed: subject, customer, currency."""
    subject = (draft.subject or "").strip() or _first_line(draft.detail)
    currency = None if draft.cost_minor is None else draft.cost_currency or work.currency
    customer_id = draft.customer_id or subjects.customer_of(work, draft)
    return replace(draft, subject=subject, cost_currency=currency, customer_id=customer_id)


def _first_line(detail: str | None) -> str:
    line = (detail or "").strip().partition("\n")[0].strip()
    return line if len(line) <= SUBJECT_AT_MOST else line[: SUBJECT_AT_MOST - 1] + "…"


def _check(
    work: UnitOfWork,
    draft: InteractionDraft,
    current: Interaction | None = None,
    before: InteractionDraft | None = None,
) -> None:
    problems = Problems()
    problems.require("kind_id", draft.kind_id, Message("Choose what it was, such as a visit or a call."))
    problems.require("subject", draft.subject, Message("Write in a few words what it was about."))
    if not any(getattr(draft, name) for name in (*_ABOUT, "campaign_id")):
        problems.add("customer_id", Message("Choose the customer or the contact this was with."))
    problems.within("minutes", draft.minutes, 0, DAY_MINUTES, Message("Give the minutes of one day at most."))
    if draft.direction is not None:
        problems.one_of("direction", draft.direction, DIRECTIONS)
    if draft.next_step_on and not (draft.next_step or "").strip():
        problems.add("next_step", Message("Write what is to be done on that day."))
    amounts.check_amount(problems, "cost_minor", draft.cost_minor)
    amounts.check_currency(problems, "cost_currency", draft.cost_currency)
    check_references(work, problems, draft, _POINTS_TO, current)
    check_choice(work, problems, "kind_id", draft.kind_id, "interaction_kind")
    check_choice(work, problems, "result_id", draft.result_id, "interaction_result")
    if draft.happened_at is not None and day_of(draft.happened_at, work.zone) > work.today:
        problems.add("happened_at", Message("Choose today or an earlier day."))
    check_parts(work, problems, draft, before)
    problems.refuse()
