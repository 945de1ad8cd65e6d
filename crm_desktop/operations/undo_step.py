"""Undo and redo of a user's own steps, one at a time, with word of what had to be left alone."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from functools import partial

from sqlalchemy import false, func, not_, select

from crm_desktop.core.errors import UserError
from crm_desktop.core.i18n import N_, Message
from crm_desktop.models import ENTITY_OF, HistoryEntry, Synced
from crm_desktop.operations import records
from crm_desktop.operations.stage_moves import stand_again
from crm_desktop.operations.undo_limits import limits_kept
from crm_desktop.queries import rights
from crm_desktop.queries.record_history import PARTS
from crm_desktop.storage import undo as journal_undo
from crm_desktop.storage.database import Reading, UnitOfWork
from crm_desktop.storage.undo import Left, Step

REVIEW_STAYS = N_(
    "What it decided in the review stays decided, on all laptops. To choose another version, edit the record."
)
# Rows that stay with their record when that is left alone.
_HISTORY = ("history_entry", "record_id")
# What the open step did to days in the past of some records, with whether they were deleted before.
_PAST_PUT_BACK = (
    "SELECT e.record_id, e.field, e.id, json_extract(c.data, '$.deleted[0]') FROM sync_state JOIN sync_change c"
    " ON c.origin = me AND c.seq = next_seq JOIN history_entry e ON e.id = c.row_id WHERE c.tbl = 'history_entry'"
    " AND json_type(c.data, '$.deleted') IS NOT NULL AND e.record_id IN (SELECT value FROM json_each(?))"
)
_PARTS = {kind: (*PARTS.get(kind, ()), _HISTORY) for kind in ENTITY_OF}


@dataclass(frozen=True)
class NextSteps:
    """What undo would undo and what redo would redo; None when there is nothing."""

    undo: Message | None
    redo: Message | None


@dataclass(frozen=True)
class LeftAlone:
    """A record that was not put back in full: its kind, its name, and the titles of the fields changed since."""

    kind: str
    record_id: str
    title: str
    fields: tuple[str, ...]


@dataclass(frozen=True)
class Outcome:
    """What was undone or redone, and what others' later changes kept from being put back.

    `was_review` tells that it decided something in the review: that question stays closed, on all laptops.
    """

    label: Message
    left: tuple[LeftAlone, ...]
    was_review: bool = False


def next_steps(reading: Reading) -> NextSteps:
    """What the viewer can undo and redo now."""
    undoable, redoable = journal_undo.next_steps(reading.connection, reading.viewer.user_id)
    return NextSteps(undoable.label if undoable else None, redoable.label if redoable else None)


def undo(work: UnitOfWork) -> Outcome:
    """Take the actor's last step back."""
    step, _ = journal_undo.next_steps(work.connection, work.viewer.user_id)
    return _revert(work, step, Message("There is nothing to undo."))


def redo(work: UnitOfWork) -> Outcome:
    """Do again what was undone last."""
    _, step = journal_undo.next_steps(work.connection, work.viewer.user_id)
    return _revert(work, step, Message("There is nothing to redo."))


def _revert(work: UnitOfWork, step: Step | None, nothing: Message) -> Outcome:
    if step is None:
        raise UserError(nothing)
    return revert_step(work, step)


def revert_step(work: UnitOfWork, step: Step) -> Outcome:
    """Take a step back, whichever it is, as far as the actor may change its records."""
    touched = journal_undo.touched(work.connection, step.id)
    with limits_kept(work, touched):
        left = journal_undo.revert(work, step.id, partial(_out_of_reach, work), _PARTS)
        _keep_past(work, left)
    work.session.flush()
    work.session.expire_all()
    stand_again(work, touched.get("opportunity", ()))
    # A tag that stays because its customer does need not be named.
    named = (each for each in left if each.columns or ENTITY_OF[each.table].__search__)
    return Outcome(
        step.label,
        tuple(_left_alone(work, each) for each in named),
        journal_undo.is_review(work.connection, step.id),
    )


def _keep_past(work: UnitOfWork, left: Collection[Left]) -> None:
    """Of a field that is left as it is the past stays too, because others went on from there."""
    stays = {(each.row_id, records.PAST[name]) for each in left for name in each.columns if name in records.PAST}
    if not stays:
        return
    put_back = work.connection.exec_driver_sql(_PAST_PUT_BACK, (json.dumps([record_id for record_id, _ in stays]),))
    for record_id, field, entry_id, deleted in put_back.all():
        if (record_id, field) in stays:
            work.session.get_one(HistoryEntry, entry_id).deleted = bool(deleted)
    work.session.flush()


def _out_of_reach(work: UnitOfWork, entity: type[Synced], ids: Collection[str]) -> set[str]:
    """The rows the actor may no longer change, because somebody else answers for them now."""
    scope = rights.changeable(entity, work.viewer)
    if scope is None:
        return set()
    named = entity.id.in_(select(func.json_each(json.dumps(list(ids))).table_valued("value").c.value))
    return set(work.session.scalars(select(entity.id).where(named, not_(func.coalesce(scope, false())))))


def _left_alone(work: UnitOfWork, left: Left) -> LeftAlone:
    entity = ENTITY_OF[left.table]
    record = work.session.get(entity, left.row_id)
    title = getattr(record, entity.__search__.title, None) if entity.__search__ else None
    columns = entity.__table__.c
    return LeftAlone(left.table, left.row_id, title or "", tuple(columns[name].comment for name in left.columns))
