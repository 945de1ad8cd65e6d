"""Undo and redo across restarts: old values come back as a new transaction, wherever the undone one still is the head.

What someone changed since is left alone and listed. The list of steps is computed from the journal: a transaction that
undoes another names it in `undo_of`, and a redo is nothing but the undoing of an undo.
"""

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from sqlalchemy import Connection

from crm_desktop.core.i18n import Message
from crm_desktop.models import ENTITY_OF, Synced
from crm_desktop.storage import capture, journal
from crm_desktop.storage.database import UnitOfWork
from crm_desktop.storage.fold import REVIEW
from crm_desktop.storage.journal import Header, TransactionId
from crm_desktop.storage.undo_spared import OutOfReach, Parts, spared

REMEMBERED = 1_000


@dataclass(frozen=True)
class Step:
    """An action that can be undone or redone."""

    id: TransactionId
    label: Message


@dataclass(frozen=True)
class Left:
    """Columns of a record that were not put back, because they changed since."""

    table: str
    row_id: str
    columns: tuple[str, ...]


@dataclass
class _Register:
    """Which transaction's value a register shows, and which it showed before and after each that wrote it.

    Undoing a transaction leads back to what was shown before it, undoing that undo forth again, however often.
    """

    shown: TransactionId | None = None
    before: dict[str, TransactionId | None] = field(default_factory=dict)
    after: dict[str, TransactionId | None] = field(default_factory=dict)

    def write(self, writer: TransactionId, undone: str | None) -> None:
        """Take note of a write, the next in order."""
        self.before[str(writer)] = self.shown
        if undone is not None and self.shows(undone):
            self.shown = self.before[undone]
        else:
            self.shown = writer
        self.after[str(writer)] = self.shown

    def shows(self, transaction: TransactionId | str) -> bool:
        """Whether the value is the one a transaction left behind."""
        written = str(transaction)
        return written in self.after and self.after[written] == self.shown


def next_steps(connection: Connection, actor: str) -> tuple[Step | None, Step | None]:
    """(what undo would undo, what redo would redo) for a user on this laptop."""
    undoable: list[Step] = []
    redoable: list[Step] = []
    labels: dict[TransactionId, Message] = {}
    for header in _headers(connection, actor):
        label = header.label if header.undo_of is None else labels.get(header.undo_of, header.label)
        labels[header.id] = label
        step = Step(header.id, label)
        if header.undo_of is None:
            undoable.append(step)
            redoable.clear()
        elif redoable and redoable[-1].id == header.undo_of:
            redoable.pop()
            undoable.append(step)
        else:
            undoable = [each for each in undoable if each.id != header.undo_of]
            redoable.append(step)
    while undoable and stays(connection, undoable[-1].id):
        undoable.pop()
    return (undoable[-1] if undoable else None), (redoable[-1] if redoable else None)


def revert(
    work: UnitOfWork,
    transaction: TransactionId,
    reach: OutOfReach = lambda _, ids: (),
    parts: Parts = MappingProxyType({}),
) -> list[Left]:
    """Put back what a transaction changed, as part of this unit of work; returns what could not be put back.

    `reach` says which rows the actor may no longer change, `parts` which rows go with the one they belong to.
    """
    work.session.flush()
    work.undo_of = transaction
    connection, reached = work.connection, work.position
    tables = [table for table in _tables(connection, transaction) if ENTITY_OF[table].__undoable__]
    kept = {table: _kept(connection, ENTITY_OF[table], transaction, reached) for table in tables}
    alone = spared(connection, transaction, kept, reach, parts)
    left: list[Left] = []
    for table in tables:
        entity = ENTITY_OF[table]
        _revert_untouched(connection, entity, transaction, reached, alone[table])
        left.extend(_revert_touched(connection, entity, transaction, reached, alone[table] - kept[table]))
        if table not in _part_tables(parts):
            left.extend(Left(table, row_id, ()) for row_id in sorted(alone[table] - kept[table]))
    if not left:
        # Parts go without saying beside what they belong to; alone they are what was asked for.
        left = [Left(table, row_id, ()) for table in tables for row_id in sorted(alone[table])]
    work.session.expire_all()
    return left


def touched(connection: Connection, transaction: TransactionId) -> dict[str, list[str]]:
    """Table → ids of the rows that a transaction wrote."""
    rows = connection.exec_driver_sql(
        "SELECT DISTINCT tbl, row_id FROM sync_change WHERE origin = ? AND seq = ?",
        (transaction.origin, transaction.seq),
    )
    found: dict[str, list[str]] = {}
    for table, row_id in rows:
        found.setdefault(table, []).append(row_id)
    return found


def is_review(connection: Connection, transaction: TransactionId) -> bool:
    """Whether a transaction, or the one it took back, decided something in the review."""
    found = connection.exec_driver_sql(
        "SELECT EXISTS (SELECT 1 FROM sync_change WHERE origin = ? AND seq = ? AND op = ?)",
        (transaction.origin, transaction.seq, REVIEW),
    )
    return bool(found.scalar_one())


def stays(connection: Connection, transaction: TransactionId) -> bool:
    """Whether undo never takes a step back: one that erased, or that wrote only what stays, such as a locked period."""
    if erases(connection, transaction):
        return True
    staying = ", ".join(f"'{table}'" for table, entity in ENTITY_OF.items() if not entity.__undoable__)
    of_step = "SELECT 1 FROM sync_change WHERE origin = ? AND seq = ? AND tbl"
    found = connection.exec_driver_sql(
        f"SELECT EXISTS ({of_step} IN ({staying})) AND NOT EXISTS ({of_step} NOT IN ({staying}))",
        (transaction.origin, transaction.seq) * 2,
    )
    return bool(found.scalar_one())


def erases(connection: Connection, transaction: TransactionId) -> bool:
    """Whether a step erased something for good: what it blanked elsewhere, such as names in protocols, stays blank."""
    found = connection.exec_driver_sql(
        "SELECT EXISTS (SELECT 1 FROM sync_change WHERE origin = ? AND seq = ? AND op = 'x')",
        (transaction.origin, transaction.seq),
    )
    return bool(found.scalar_one())


def _part_tables(parts: Parts) -> set[str]:
    return {table for each in parts.values() for table, _ in each}


def _kept(connection: Connection, entity: type[Synced], transaction: TransactionId, reached: int) -> set[str]:
    """What the transaction made and somebody changed since."""
    where = f"c.origin = ? AND c.seq = ? AND c.tbl = ? AND c.op = 'i' AND {_LATER}"
    key = (transaction.origin, transaction.seq, entity.__tablename__, reached)
    made = connection.exec_driver_sql(f"SELECT c.row_id FROM sync_change c WHERE {where}", key).scalars()
    return {
        row_id
        for row_id in made
        if not all(one.shows(transaction) for one in _registers(connection, entity, row_id).values())
    }


def _headers(connection: Connection, actor: str) -> list[Header]:
    rows = connection.exec_driver_sql(
        "SELECT origin, seq, actor, label, wall_ms, undo_of FROM sync_txn"
        " WHERE origin = (SELECT me FROM sync_state) AND actor = ? ORDER BY seq DESC LIMIT ?",
        (actor, REMEMBERED),
    ).all()
    return [journal.header_of(row) for row in reversed(rows)]


def _tables(connection: Connection, transaction: TransactionId) -> list[str]:
    rows = connection.exec_driver_sql(
        "SELECT tbl FROM sync_change WHERE origin = ? AND seq = ? GROUP BY tbl ORDER BY min(id) DESC",
        (transaction.origin, transaction.seq),
    )
    return [table for (table,) in rows if table in ENTITY_OF]


# Of another replica, what comes later in the order of clocks may well have come in earlier.
_LATER = (
    "EXISTS (SELECT 1 FROM sync_change d WHERE d.row_id = c.row_id AND d.tbl = c.tbl AND d.id <= ? AND (d.id > c.id OR"
    " d.origin <> c.origin AND (SELECT hlc FROM sync_txn WHERE origin = d.origin AND seq = d.seq)"
    " >= (SELECT hlc FROM sync_txn WHERE origin = c.origin AND seq = c.seq)))"
)


def _revert_untouched(
    connection: Connection, entity: type[Synced], transaction: TransactionId, reached: int, alone: Collection[str]
) -> None:
    """Rows nobody changed since: new ones at once, changed ones in one go."""
    table = entity.__tablename__
    where = (
        f"FROM sync_change c WHERE c.origin = ? AND c.seq = ? AND c.tbl = ? AND c.op IN (?, ?) AND NOT {_LATER}"
        " AND c.row_id NOT IN (SELECT value FROM json_each(?))"
    )
    key, spare = (transaction.origin, transaction.seq, table), (reached, json.dumps(sorted(alone)))
    changed = connection.exec_driver_sql(f"SELECT c.row_id, c.data {where}", (*key, "u", "r", *spare)).all()
    connection.exec_driver_sql(
        f"UPDATE {table} SET deleted = 1 WHERE id IN (SELECT c.row_id {where})", (*key, "i", "i", *spare)
    )
    by_columns: dict[tuple[str, ...], list[tuple[Any, ...]]] = {}
    for row_id, data in changed:
        if values := _old_values(entity, data):
            by_columns.setdefault(tuple(values), []).append((*values.values(), row_id))
    for columns, rows in by_columns.items():
        _set(connection, table, columns, rows)


def _old_values(entity: type[Synced], data: str) -> dict[str, Any]:
    """What an update says was there before, in columns that this program knows."""
    names = capture.registers(entity)
    return {name: old for name, (old, _) in json.loads(data).items() if name in names}


def _revert_touched(
    connection: Connection, entity: type[Synced], transaction: TransactionId, reached: int, alone: Collection[str]
) -> Iterable[Left]:
    """Rows that were changed since: register by register."""
    table = entity.__tablename__
    rows = connection.exec_driver_sql(
        "SELECT c.row_id, c.op, c.data FROM sync_change c WHERE c.origin = ? AND c.seq = ? AND c.tbl = ?"
        f" AND c.op <> 'x' AND {_LATER}",
        (transaction.origin, transaction.seq, table, reached),
    ).all()
    for row_id, op, data in rows:
        if row_id in alone:
            continue
        registers = _registers(connection, entity, row_id)
        if op == "i":
            kept = [name for group, one in registers.items() if not one.shows(transaction) for name in group]
            if kept:
                yield Left(table, row_id, tuple(kept))
            else:
                _set(connection, table, ("deleted",), [(1, row_id)])
            continue
        values = _old_values(entity, data)
        group_of = capture.registers(entity)
        open_ = [name for name in values if registers[group_of[name]].shows(transaction)]
        if open_:
            _set(connection, table, open_, [(*(values[name] for name in open_), row_id)])
        kept = [name for name in values if name not in open_]
        if kept:
            yield Left(table, row_id, tuple(kept))


def _registers(connection: Connection, entity: type[Synced], row_id: str) -> dict[tuple[str, ...], _Register]:
    """Every register of a row, folded over all its journal entries."""
    group_of = capture.registers(entity)
    registers = {group: _Register() for group in group_of.values()}
    rows = connection.exec_driver_sql(
        "SELECT c.origin, c.seq, c.op, c.data, t.undo_of FROM sync_change c JOIN sync_txn t ON t.origin = c.origin"
        " AND t.seq = c.seq JOIN sync_replica r ON r.n = t.origin WHERE c.row_id = ? AND c.tbl = ?"
        " ORDER BY t.hlc, r.id",
        (row_id, entity.__tablename__),
    )
    for origin, seq, op, data, undo_of in rows:
        writer = TransactionId(origin, seq)
        touched = registers.keys() if op in "ix" else {group_of[name] for name in json.loads(data) if name in group_of}
        for group in touched:
            registers[group].write(writer, undo_of)
    return registers


def _set(connection: Connection, table: str, columns: Sequence[str], rows: list[tuple[Any, ...]]) -> None:
    assignments = ", ".join(f"{name} = ?" for name in columns)
    connection.exec_driver_sql(f"UPDATE {table} SET {assignments} WHERE id = ?", rows)
