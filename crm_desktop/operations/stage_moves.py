"""Deals through their stages: every move with its business day, closing with a reason, reopening."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from crm_desktop.core.errors import NotFound
from crm_desktop.core.i18n import Message
from crm_desktop.models import HistoryEntry, Opportunity, Pipeline, Stage
from crm_desktop.models.dictionary import LOST, OPEN, WON
from crm_desktop.operations import parameter, records, references, stage_needs
from crm_desktop.operations.validation import Problems
from crm_desktop.storage.database import Reading, UnitOfWork


@dataclass(frozen=True)
class Moved:
    """How many of several deals moved, and how many were left because they are closed or in another pipeline."""

    moved: int
    left: int


def move_stage(
    work: UnitOfWork,
    opportunity_id: str,
    stage_id: str,
    on: date | None = None,
    reason_id: str | None = None,
    note: str | None = None,
) -> None:
    """Put a deal into a stage as of a day (today when none is given); its probability becomes the stage's.

    A stage of won or lost deals closes it on that day, for the reason given; an open stage reopens a closed deal.
    """
    deal = records.find_to_change(work, Opportunity, opportunity_id)
    move(work, deal, stage_of(work, stage_id), on, reason_id, note)


def move_stages(work: UnitOfWork, ids: Iterable[str], stage_id: str, on: date | None = None) -> Moved:
    """Put several open deals into a stage of their pipeline.

    Closed deals and those of other pipelines stay: nobody who moves many at once means to reopen one of them.
    """
    stage = stage_of(work, stage_id)
    moved = left = 0
    for opportunity_id in ids:
        deal = records.find_to_change(work, Opportunity, opportunity_id)
        if deal.outcome != OPEN or deal.pipeline_id != stage.pipeline_id:
            left += 1
        elif deal.stage_id != stage_id:
            move(work, deal, stage, on)
            moved += 1
    return Moved(moved, left)


def close_won(
    work: UnitOfWork, opportunity_id: str, on: date | None = None, reason_id: str | None = None, note: str | None = None
) -> None:
    """Win a deal."""
    _close(work, opportunity_id, WON, on, reason_id, note)


def close_lost(
    work: UnitOfWork,
    opportunity_id: str,
    reason_id: str | None,
    on: date | None = None,
    note: str | None = None,
    competitor: str | None = None,
) -> None:
    """Lose a deal, for a reason and perhaps to a competitor."""
    deal = _close(work, opportunity_id, LOST, on, reason_id, note)
    if competitor and competitor.strip():
        deal.competitor = competitor.strip()


def reopen(
    work: UnitOfWork, opportunity_id: str, stage_id: str | None = None, on: date | None = None, note: str | None = None
) -> None:
    """Take up a closed deal again, in the open stage it came from when none is given."""
    deal = records.find_to_change(work, Opportunity, opportunity_id)
    stage = stage_of(work, stage_id) if stage_id else _last_open(work, deal)
    move(work, deal, stage, on, note=note)


def move(
    work: UnitOfWork,
    deal: Opportunity,
    stage: Stage,
    on: date | None = None,
    reason_id: str | None = None,
    note: str | None = None,
    position: int | None = None,
    *,
    asks_reason: bool = True,
) -> None:
    """The move itself, for a deal the actor may change."""
    if stage.id == deal.stage_id:
        return
    on = on or work.today
    note = (note or "").strip() or None
    closes = stage.outcome != OPEN
    problems = Problems()
    check_day(problems, "closed_on" if closes else "on", on, work.today, _not_before(work, deal))
    check_reason(work, problems, stage, reason_id, asked=asks_reason)
    stage_needs.check_needs(work, problems, deal, stage)
    problems.refuse()
    decided = {
        "stage_id": stage.id,
        "probability_e6": stage.probability_e6,
        "outcome": stage.outcome,
        "closed_on": on if closes else None,
        "reason_id": reason_id if closes else None,
    }
    records.apply(work, deal, decided, position=position)
    deal.pipeline_id = stage.pipeline_id
    if closes and note:
        deal.reason_note = note
    records.note_history(work, deal, "stage", stage.id, on, note)


def redate_closing(work: UnitOfWork, deal: Opportunity) -> None:
    """After the closing day of a closed deal was corrected: its stage has been reached on that day."""
    entered = stage_entries(work, deal.id)
    if deal.closed_on and entered and entered[-1].value == deal.stage_id:
        entered[-1].from_on = deal.closed_on


def note_start(work: UnitOfWork, deal: Opportunity) -> None:
    """The first stage of a new deal: reached when it was closed, else opened, else today."""
    records.note_history(work, deal, "stage", deal.stage_id, deal.closed_on or deal.opened_on)


def stage_of(reading: Reading, stage_id: str) -> Stage:
    """A stage that still exists."""
    stage = references.known(reading, Stage, stage_id)
    if stage is None or stage.deleted:
        raise NotFound(Message("This stage no longer exists. Choose another."))
    return stage


def closing_stage(reading: Reading, pipeline_id: str, outcome: str) -> Stage:
    """The stage of a pipeline for won, lost or new deals."""
    statement = select(Stage).where(
        Stage.pipeline_id == pipeline_id, Stage.outcome == outcome, Stage.deleted.is_(False)
    )
    stage = reading.session.scalar(statement.order_by(Stage.position, Stage.id).limit(1))
    if stage is None:
        raise NotFound(Message("The pipeline has no such stage. Add one in the settings."))
    return stage


def check_day(problems: Problems, name: str, on: date, today: date, not_before: date | None) -> None:
    """A day something happened: not in the future, not before what came first."""
    if on > today:
        problems.add(name, Message("Choose today or an earlier day."))
    elif not_before and on < not_before:
        problems.add(
            name,
            Message("The deal reached its present stage on {day}. Choose that day or a later one.", day=not_before),
        )


def check_reason(work: Reading, problems: Problems, stage: Stage, reason_id: str | None, *, asked: bool) -> None:
    """A lost deal tells why, unless the company does not ask; the reason comes from the right list."""
    if stage.outcome == OPEN:
        return
    references.check_choice(work, problems, "reason_id", reason_id, f"{stage.outcome}_reason")
    if asked and stage.outcome == LOST and not reason_id and parameter.flag(work, parameter.LOST_NEEDS_REASON):
        problems.add("reason_id", Message("Choose why the deal was lost."))


def stage_entries(reading: Reading, opportunity_id: str) -> list[HistoryEntry]:
    """The stages a deal went through, oldest first."""
    statement = select(HistoryEntry).where(
        HistoryEntry.record_id == opportunity_id, HistoryEntry.field == "stage", HistoryEntry.deleted.is_(False)
    )
    return list(
        reading.session.scalars(statement.order_by(HistoryEntry.from_on, HistoryEntry.changed_at, HistoryEntry.id))
    )


def stand_again(work: UnitOfWork, ids: Iterable[str]) -> None:
    """Put deals that came back into a stage of the same outcome, where theirs was taken away meanwhile."""
    nowhere = work.plain(
        "SELECT o.id FROM opportunity o JOIN stage s ON s.id = o.stage_id"
        " WHERE o.id IN (SELECT value FROM json_each(?)) AND o.deleted = 0 AND s.deleted = 1 ORDER BY o.id",
        (json.dumps(list(ids)),),
    )
    for (deal_id,) in nowhere:
        deal = work.session.get_one(Opportunity, deal_id)
        if work.session.get_one(Pipeline, deal.pipeline_id).deleted:
            living = select(Pipeline.id).where(Pipeline.deleted.is_(False))
            deal.pipeline_id = work.session.scalars(living.order_by(Pipeline.position, Pipeline.id)).first() or ""
        stage = _last_open(work, deal) if deal.outcome == OPEN else closing_stage(work, deal.pipeline_id, deal.outcome)
        records.apply(work, deal, {"stage_id": stage.id, "pipeline_id": stage.pipeline_id})
        records.note_history(work, deal, "stage", stage.id, deal.closed_on or work.today)
    work.session.flush()


def _close(
    work: UnitOfWork, opportunity_id: str, outcome: str, on: date | None, reason_id: str | None, note: str | None
) -> Opportunity:
    deal = records.find_to_change(work, Opportunity, opportunity_id)
    move(work, deal, closing_stage(work, deal.pipeline_id, outcome), on, reason_id, note)
    return deal


def _last_open(work: UnitOfWork, deal: Opportunity) -> Stage:
    for entry in reversed(stage_entries(work, deal.id)):
        stage = work.session.get(Stage, entry.value) if entry.value else None
        if stage is not None and not stage.deleted and stage.outcome == OPEN:
            return stage
    return closing_stage(work, deal.pipeline_id, OPEN)


def _not_before(work: UnitOfWork, deal: Opportunity) -> date | None:
    entered = stage_entries(work, deal.id)
    days = [day for day in (deal.opened_on, entered[-1].from_on if entered else None) if day]
    return max(days, default=None)
