"""Brings records and the list of conflicts to what the journal says of them, with capture off.

Tables and `sync_conflict` follow from the journal alone: whatever was merged, restored or upgraded, folding the rows
concerned again makes them right. Entries of tables and columns that this program does not know stay in the journal.
"""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection

from crm_desktop.models import ENTITY_OF, Synced
from crm_desktop.storage import blobs, capture, contexts
from crm_desktop.storage.connection import plain
from crm_desktop.storage.fold import INSERT, Conflict, Entry, Folded, fold, heads_text
from crm_desktop.storage.sealing import blanked_data, blanked_label, is_blank

_AT_ONCE = 2_000
_UNFOLDED = "unfolded"
_EVERYTHING = 1 << 62
# A step with more changes, such as an import, is not called after one of its records.
_NAMES_A_RECORD = 100
_IN_IDS = "IN (SELECT value FROM json_each(?))"
_ENTRIES = (
    "SELECT c.row_id, t.hlc, r.id, t.seq, t.origin, t.ctx, c.op, c.data FROM json_each(?) w"
    " CROSS JOIN sync_change c ON c.row_id = w.value AND c.tbl = ?"
    " JOIN sync_txn t ON t.origin = c.origin AND t.seq = c.seq JOIN sync_replica r ON r.n = t.origin"
)


def refold(connection: Connection, touched: Mapping[str, Collection[str]]) -> None:
    """Make these rows (table → ids) and their conflicts what all their entries add up to."""
    plain(connection, "UPDATE sync_state SET capture = 0")
    for table, ids in touched.items():
        if table in ENTITY_OF:
            for part in _parts(ids):
                _refold(connection, ENTITY_OF[table], part)
    plain(connection, "UPDATE sync_state SET capture = 1")


def refold_since(connection: Connection, version: int) -> dict[str, list[str]]:
    """Fold, after an upgrade from a schema, what newer programs wrote and what was put off; returns the rows."""
    key = (version, unfolded_after(connection))
    touched: dict[str, list[str]] = {}
    for table, row_id in plain(
        connection,
        "SELECT DISTINCT c.tbl, c.row_id FROM sync_change c JOIN sync_txn t ON t.origin = c.origin AND t.seq = c.seq"
        " WHERE t.schema_ver > ? OR c.id > ?",
        key,
    ):
        touched.setdefault(table, []).append(row_id)
    refold(connection, touched)
    plain(connection, "DELETE FROM sync_meta WHERE key = ?", (_UNFOLDED,))
    return touched


def put_off(connection: Connection, after: int) -> None:
    """Remember that what the journal says after a position is not folded: this program is too old to understand it."""
    plain(connection, "INSERT OR IGNORE INTO sync_meta(key, value) VALUES (?, ?)", (_UNFOLDED, str(after)))


def unfolded_after(connection: Connection) -> int:
    """The position after which nothing is folded."""
    rows = plain(connection, "SELECT value FROM sync_meta WHERE key = ?", (_UNFOLDED,))
    return int(rows[0][0]) if rows else _EVERYTHING


def refold_reviewed(connection: Connection, touched: Mapping[str, Collection[str]]) -> None:
    """As `refold`, for those of the rows that have an open conflict: a write may have closed it."""
    if not plain(connection, "SELECT 1 FROM sync_conflict LIMIT 1"):
        return
    for table, ids in touched.items():
        statement = f"SELECT DISTINCT row_id FROM sync_conflict WHERE tbl = ? AND row_id {_IN_IDS}"
        found = [row_id for (row_id,) in plain(connection, statement, (table, json.dumps(list(ids))))]
        if found:
            refold(connection, {table: found})


def folded(connection: Connection, entity: type[Synced], ids: Sequence[str]) -> Iterator[tuple[str, Folded]]:
    """(id, what its entries add up to) of every one of these rows the journal speaks of."""
    registers = capture.registers(entity)
    entries: dict[str, list[Entry]] = {}
    context_of = contexts.reader(connection)
    for row_id, hlc, replica, seq, origin, epoch, op, data in plain(
        connection, _ENTRIES, (json.dumps(list(ids)), entity.__tablename__)
    ):
        entry = Entry(hlc, replica, seq, context_of(origin, epoch), op, json.loads(data))
        entries.setdefault(row_id, []).append(entry)
    for row_id, found in entries.items():
        yield row_id, fold(found, registers)


def _refold(connection: Connection, entity: type[Synced], ids: Sequence[str]) -> None:
    table, names = entity.__tablename__, capture.columns(entity)
    asked = json.dumps(ids)
    present = {
        row[0]: row[1:]
        for row in plain(connection, f"SELECT id, {', '.join(names)} FROM {table} WHERE id {_IN_IDS}", (asked,))
    }
    new, changed, conflicts = [], {}, []
    erased: dict[str, Mapping[str, Any]] = {}
    for row_id, state in folded(connection, entity, ids):
        wanted = tuple([state.values.get(name) for name in names])
        if row_id not in present:
            new.append((row_id, *wanted))
        elif wanted != present[row_id]:
            changed[row_id] = {
                n: value for n, value, old in zip(names, wanted, present[row_id], strict=True) if value != old
            }
        conflicts += [(row_id, conflict) for conflict in state.conflicts]
        if state.is_erased:
            erased[row_id] = state.values
    _insert(connection, table, names, new)
    _update(connection, table, changed)
    _note_conflicts(connection, table, asked, conflicts)
    if erased:
        _blank(connection, table, erased)


def _insert(connection: Connection, table: str, names: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    statement = f"INSERT INTO {table}(id, {', '.join(names)}) VALUES (?{', ?' * len(names)})"
    _many(connection, statement, rows)


def _update(connection: Connection, table: str, changed: Mapping[str, Mapping[str, Any]]) -> None:
    """Only what differs is written: every column named in an UPDATE costs its indexes."""
    alike: dict[tuple[str, ...], list[tuple[Any, ...]]] = {}
    for row_id, values in changed.items():
        alike.setdefault(tuple(values), []).append((*values.values(), row_id))
    for columns, rows in alike.items():
        _many(connection, f"UPDATE {table} SET {', '.join(f'{name} = ?' for name in columns)} WHERE id = ?", rows)


def _note_conflicts(connection: Connection, table: str, ids: str, found: Sequence[tuple[str, Conflict]]) -> None:
    plain(connection, f"DELETE FROM sync_conflict WHERE tbl = ? AND row_id {_IN_IDS}", (table, ids))
    rows = [(table, row_id, ",".join(each.register), each.kind, heads_text(each)) for row_id, each in found]
    _many(connection, "INSERT INTO sync_conflict(tbl, row_id, reg, kind, heads) VALUES (?, ?, ?, ?, ?)", rows)


def _blank(connection: Connection, table: str, stubs: Mapping[str, Mapping[str, Any]]) -> None:
    """Take what erased rows (id → what stays) said out of the journal, with the labels of the steps that name them."""
    key = (table, json.dumps(list(stubs)))
    where = f"tbl = ? AND row_id {_IN_IDS}"
    changes = plain(connection, f"SELECT data, id, op, row_id FROM sync_change WHERE {where} AND op <> 'x'", key)
    blank = [
        # Whoever gets the new row before it hears of the erasing makes the stub of it.
        (blanked_data(data, stubs[row_id] if op == INSERT else {}), change)
        for data, change, op, row_id in changes
        if not is_blank(data)
    ]
    _many(connection, "UPDATE sync_change SET data = ? WHERE id = ?", blank)
    steps = plain(
        connection,
        "SELECT label, rowid FROM sync_txn t WHERE (origin, seq) IN"
        f" (SELECT origin, seq FROM sync_change WHERE {where})"
        f" AND (SELECT count(*) FROM sync_change c WHERE c.origin = t.origin AND c.seq = t.seq) < {_NAMES_A_RECORD}",
        key,
    )
    labels = [(blanked_label(label), step) for label, step in steps if not is_blank(label) and json.loads(label)[1]]
    _many(connection, "UPDATE sync_txn SET label = ? WHERE rowid = ?", labels)
    blobs.forget_unused(connection)


def _parts(ids: Collection[str]) -> Iterator[list[str]]:
    every = list(dict.fromkeys(ids))
    for start in range(0, len(every), _AT_ONCE):
        yield every[start : start + _AT_ONCE]


def _many(connection: Connection, statement: str, rows: Sequence[tuple[Any, ...]]) -> None:
    if rows:
        own: Any = connection.connection.driver_connection
        own.executemany(statement, rows)
