"""Undo of any step: an old one, an import, somebody else's. First a look at what would change and what would stay."""

from dataclasses import dataclass

from crm_desktop.core.errors import NotAllowed, NotFound, UserError
from crm_desktop.core.i18n import Message
from crm_desktop.core.viewer import ADMINISTER, SYSTEM, Viewer
from crm_desktop.operations.undo_step import LeftAlone, Outcome, revert_step
from crm_desktop.queries.journal_log import undone_steps
from crm_desktop.queries.step_changes import StepChanges, changes_shown
from crm_desktop.storage import journal
from crm_desktop.storage.database import Reading, UnitOfWork
from crm_desktop.storage.journal import Header, TransactionId
from crm_desktop.storage.undo import Step, erases, stays

PREVIEW = Message("Look at what an undo would change")


@dataclass(frozen=True)
class UndoPreview:
    """What undoing a step would change, and which records it would leave as they are, because they changed since."""

    label: Message
    changes: StepChanges
    left: tuple[LeftAlone, ...]
    was_review: bool = False


def undo_any(work: UnitOfWork, transaction: str) -> Outcome:
    """Take a step back, whoever made it and whenever; what changed since is left as it is and named."""
    step = _step(work, transaction)
    work.label = Message("Undo: {step}", step=step.label)
    return revert_step(work, step)


def preview_undo(work: UnitOfWork, transaction: str, language: str = "en") -> UndoPreview:
    """What `undo_any` would do: it does so, looks, and takes it back before anybody sees it."""
    step = _step(work, transaction)
    sql = work.connection.exec_driver_sql
    sql("SAVEPOINT preview")
    try:
        outcome = revert_step(work, step)
        work.session.flush()
        origin, seq = sql("SELECT me, next_seq FROM sync_state").one()
        # What was read before would still tell what is kept from this user.
        work.session.expire_all()
        with work.in_sight():
            changes = changes_shown(work, TransactionId(origin, seq), language)
    finally:
        sql("ROLLBACK TO preview")
        sql("RELEASE preview")
        work.undo_of = None
        work.session.expire_all()
    return UndoPreview(step.label, changes, outcome.left, outcome.was_review)


def may_undo(viewer: Viewer, actor: str) -> bool:
    """Whether a viewer may undo the steps of a user: his own, and anybody's who looks after the company."""
    return actor == viewer.user_id or viewer.may(ADMINISTER)


def _step(reading: Reading, transaction: str) -> Step:
    """The step of a name; refused when there is none, it is undone already, or not the actor's to undo."""
    missing = NotFound(Message("There is no step “{step}”. The history lists them all.", step=transaction))
    try:
        name = TransactionId.parse(transaction)
    except ValueError:
        raise missing from None
    row = reading.connection.exec_driver_sql(
        "SELECT origin, seq, actor, label, wall_ms, undo_of, hlc FROM sync_txn WHERE origin = ? AND seq = ?",
        (name.origin, name.seq),
    ).first()
    if row is None:
        raise missing
    header = journal.header_of(row[:6])
    if not may_undo(reading.viewer, header.actor):
        raise NotAllowed(Message("This step was made by somebody else. Whoever looks after the company may undo it."))
    if _founded(reading, header):
        raise UserError(
            Message("With this step the company began, so that it stays. To begin anew, make a new company file.")
        )
    if erases(reading.connection, header.id):
        raise UserError(Message("What this step erased stays erased. Nothing brings it back."))
    if stays(reading.connection, header.id):
        raise UserError(
            Message("What this step wrote stays for good, such as a locked month. Correct it by a later entry.")
        )
    if transaction in undone_steps(reading, row.hlc):
        raise UserError(Message("This step was undone already. Undo that undo to do it again."))
    return Step(header.id, header.label)


def _founded(reading: Reading, header: Header) -> bool:
    """Whether a step made what every company stands on: of the program's own steps that one alone makes roles."""
    made = "SELECT 1 FROM sync_change WHERE origin = ? AND seq = ? AND tbl = 'role' AND op = 'i' LIMIT 1"
    return header.actor == SYSTEM.user_id and bool(reading.plain(made, (header.id.origin, header.id.seq)))
