"""The journal: who changed what, when and why; one transaction is one user action.

An entry is identified by (replica, sequence) and never changes. `sync_change` is written by triggers; this module
closes a transaction just before COMMIT: several changes of one row become one, the header with its hash chain is added.
"""

import json
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from crm_desktop import __version__
from crm_desktop.core.changes import ChangeSet
from crm_desktop.core.i18n import CHINESE, Message, OwnName
from crm_desktop.core.ids import new_id
from crm_desktop.models import ENTITY_OF, Parameter
from crm_desktop.storage import capture, clocks, contexts
from crm_desktop.storage.connection import plain
from crm_desktop.storage.fold import ERASE, INSERT, REVIEW, UPDATE
from crm_desktop.storage.sealing import seal

SCHEMA_VERSION = 7
# The parameter that says which schema a program must know to write in the company, or to understand what is written.
LEAST_SCHEMA = "schema.least"
LISTED_AT_MOST = 5_000
FETCHED_AT_ONCE = 5_000

LOCAL_TABLES = (
    "CREATE TABLE sync_meta(key TEXT PRIMARY KEY, value TEXT)",
    "CREATE TABLE sync_replica(n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE)",
    "CREATE TABLE sync_state(one INTEGER PRIMARY KEY CHECK (one = 1), me INTEGER NOT NULL, next_seq INTEGER NOT NULL,"
    " last_hlc INTEGER NOT NULL, ctx INTEGER NOT NULL, ctx_dirty INTEGER NOT NULL, capture INTEGER NOT NULL)",
    "CREATE TABLE sync_ctx(origin INTEGER NOT NULL, epoch INTEGER NOT NULL, vec TEXT NOT NULL,"
    " PRIMARY KEY(origin, epoch))",
    "CREATE TABLE sync_txn(origin INTEGER NOT NULL, seq INTEGER NOT NULL, hlc INTEGER NOT NULL, ctx INTEGER NOT NULL,"
    " actor TEXT, label TEXT, wall_ms INTEGER NOT NULL, schema_ver INTEGER NOT NULL, app_ver TEXT NOT NULL,"
    " undo_of TEXT, hash TEXT NOT NULL, PRIMARY KEY(origin, seq))",
    "CREATE INDEX ix_sync_txn_hlc ON sync_txn(hlc)",
    "CREATE TABLE sync_change(id INTEGER PRIMARY KEY, origin INTEGER NOT NULL, seq INTEGER NOT NULL, tbl TEXT NOT NULL,"
    " row_id TEXT NOT NULL, op TEXT NOT NULL, data TEXT NOT NULL)",
    "CREATE INDEX ix_sync_change_seq ON sync_change(origin, seq)",
    "CREATE INDEX ix_sync_change_row ON sync_change(row_id)",
    "CREATE TABLE sync_conflict(tbl TEXT NOT NULL, row_id TEXT NOT NULL, reg TEXT NOT NULL, kind TEXT NOT NULL,"
    " heads TEXT NOT NULL, PRIMARY KEY(tbl, row_id, reg))",
    "CREATE TABLE sync_find(kind TEXT NOT NULL, tbl TEXT NOT NULL, row_id TEXT NOT NULL, other TEXT NOT NULL,"
    " PRIMARY KEY(kind, tbl, row_id, other))",
    "CREATE TABLE number_counter(kind TEXT PRIMARY KEY, next INTEGER NOT NULL, last INTEGER NOT NULL)",
    "CREATE TABLE notice(key TEXT PRIMARY KEY, seen_at INTEGER NOT NULL)",
    "CREATE TABLE blob(sha256 TEXT PRIMARY KEY, size INTEGER NOT NULL, data BLOB NOT NULL)",
)


@dataclass(frozen=True)
class TransactionId:
    """A transaction: the number of its replica in this file, and its sequence there."""

    origin: int
    seq: int

    def __str__(self) -> str:
        return f"{self.origin}:{self.seq}"

    @classmethod
    def parse(cls, text: str) -> "TransactionId":
        """The transaction a text of `str` names."""
        origin, seq = text.split(":")
        return cls(int(origin), int(seq))


@dataclass(frozen=True)
class Change:
    """One record in one transaction. `data`: {column: new} for an insert, {column: [old, new]} for an update."""

    table: str
    row_id: str
    op: str
    data: dict[str, Any]


@dataclass(frozen=True)
class Header:
    """Who acted when and why."""

    id: TransactionId
    actor: str
    label: Message
    wall_ms: int
    undo_of: TransactionId | None


def start(connection: Connection) -> None:
    """Give a new file, whose local tables are empty, its identity and its first replica."""
    connection.exec_driver_sql("INSERT INTO sync_meta VALUES ('workspace_id', ?)", (new_id(),))
    connection.exec_driver_sql("INSERT INTO sync_replica(n, id) VALUES (1, ?)", (uuid.uuid4().hex[:16],))
    connection.exec_driver_sql("INSERT INTO sync_state VALUES (1, 1, 1, 0, 1, 0, 1)")
    connection.exec_driver_sql("INSERT INTO sync_ctx VALUES (1, 1, '{}')")


def own_id(connection: Connection) -> str:
    """What this file is called as a replica."""
    ((found,),) = plain(connection, "SELECT id FROM sync_replica WHERE n = (SELECT me FROM sync_state)")
    return str(found)


def is_understood(connection: Connection) -> bool:
    """Whether this program is new enough for what the company's programs write by now."""
    key = Parameter.id_of(LEAST_SCHEMA)
    rows = plain(connection, "SELECT value FROM parameter WHERE id = ? AND deleted = 0", (key,))
    return not rows or int(rows[0][0] or 0) <= SCHEMA_VERSION


def position(connection: Connection) -> int:
    """How far the journal reaches: grows with every change recorded in this file."""
    return int(plain(connection, "SELECT coalesce(max(id), 0) FROM sync_change")[0][0])


def begun_at(connection: Connection) -> int:
    """The position before the open transaction, before also what a foreign program left unclosed."""
    # As a join, SQLite walks the whole journal for the least id: 73 ms for 130,000 entries, at every write.
    ((first_open,),) = plain(
        connection, "SELECT min(id) FROM sync_change WHERE (origin, seq) = (SELECT me, next_seq FROM sync_state)"
    )
    return position(connection) if first_open is None else int(first_open) - 1


def close(
    connection: Connection,
    actor: str,
    label: Message,
    wall_ms: int,
    undo_of: TransactionId | None,
    based_on: int | None = None,
) -> TransactionId | None:
    """Close the open transaction with its header; None when nothing changed. The caller commits.

    An undo is noted even when others' later changes left nothing to put back: else it would be offered again for ever.
    With `based_on`, a position of the journal, it was made without knowledge of what came from others since.
    """
    ((me, replica, seq, last_hlc),) = plain(
        connection, "SELECT me, id, next_seq, last_hlc FROM sync_state JOIN sync_replica ON n = me"
    )
    _coalesce(connection, me, seq)
    if undo_of is None and not has_changes(connection):
        return None
    own = TransactionId(me, seq)
    epoch, context = contexts.current(connection) if based_on is None else contexts.as_of(connection, based_on)
    hlc, text = clocks.stamp(wall_ms, last_hlc), label_text(label)
    before, rest = hash_of(connection, TransactionId(me, seq - 1)), (actor, wall_ms, SCHEMA_VERSION, __version__)
    header = (before, replica, seq, hlc, epoch, context, *rest, global_name(connection, undo_of))
    content = seal(header, text, iter_changes(connection, own))
    undone = str(undo_of) if undo_of else None
    row = (me, seq, hlc, epoch, actor, text, wall_ms, SCHEMA_VERSION, __version__, undone, content)
    plain(connection, "INSERT INTO sync_txn VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
    plain(connection, "UPDATE sync_state SET next_seq = next_seq + 1, last_hlc = ?", (hlc,))
    return own


def decide(connection: Connection, table: str, row_id: str, columns: Sequence[str]) -> None:
    """Record that somebody chose what these columns of a record show now, also when that changes nothing.

    It closes the conflict of their register, here and wherever this transaction gets to.
    """
    group_of = capture.registers(ENTITY_OF[table])
    names = list(dict.fromkeys(member for name in columns for member in group_of[name]))
    ((*values,),) = plain(connection, f"SELECT {', '.join(names)} FROM {table} WHERE id = ?", (row_id,))
    append(connection, table, row_id, REVIEW, {name: [value, value] for name, value in zip(names, values, strict=True)})


def append(connection: Connection, table: str, row_id: str, op: str, data: Mapping[str, Any]) -> None:
    """Add a change to the open transaction that no trigger writes."""
    plain(
        connection,
        "INSERT INTO sync_change(origin, seq, tbl, row_id, op, data) SELECT me, next_seq, ?, ?, ?, ? FROM sync_state",
        (table, row_id, op, _json(data)),
    )


def global_name(connection: Connection, transaction: TransactionId | None) -> str | None:
    """What a transaction is called outside this file: replica:sequence."""
    if transaction is None:
        return None
    ((replica,),) = plain(connection, "SELECT id FROM sync_replica WHERE n = ?", (transaction.origin,))
    return f"{replica}:{transaction.seq}"


def sealed(connection: Connection, transaction: TransactionId, before: str) -> str:
    """The hash a closed transaction must have, made anew from what it says and the hash before it."""
    ((replica, hlc, epoch, context, actor, label, wall_ms, schema, program, undo_of),) = plain(
        connection,
        "SELECT r.id, t.hlc, t.ctx, x.vec, t.actor, t.label, t.wall_ms, t.schema_ver, t.app_ver, t.undo_of"
        " FROM sync_txn t JOIN sync_replica r ON r.n = t.origin LEFT JOIN sync_ctx x ON x.origin = t.origin"
        " AND x.epoch = t.ctx WHERE t.origin = ? AND t.seq = ?",
        (transaction.origin, transaction.seq),
    )
    undone = global_name(connection, TransactionId.parse(undo_of) if undo_of else None)
    header = (before, replica, transaction.seq, hlc, epoch, context, actor, wall_ms, schema, program, undone)
    return seal(header, label, iter_changes(connection, transaction))


def hash_of(connection: Connection, transaction: TransactionId) -> str:
    """The hash of a transaction; empty when there is none."""
    key = transaction.origin, transaction.seq
    found = plain(connection, "SELECT hash FROM sync_txn WHERE origin = ? AND seq = ?", key)
    return str(found[0][0]) if found else ""


def changes_after(connection: Connection, after: int) -> ChangeSet:
    """What was recorded after a position; tables with very many changes are named without their ids."""
    counts = connection.exec_driver_sql(
        "SELECT tbl, count(*) FROM sync_change WHERE id > ? GROUP BY tbl", (after,)
    ).all()
    bulk = frozenset(table for table, count in counts if count > LISTED_AT_MOST)
    # One pass over the rows for all tables: they carry their data and are slow to walk.
    listed = connection.exec_driver_sql(
        "SELECT tbl, row_id FROM sync_change WHERE id > ? AND tbl NOT IN (SELECT value FROM json_each(?))",
        (after, json.dumps(sorted(bulk))),
    )
    entities: dict[str, list[str]] = {}
    for table, row_id in listed.all():
        entities.setdefault(table, []).append(row_id)
    return ChangeSet({table: frozenset(ids) for table, ids in entities.items()}, bulk)


def touched_after(connection: Connection, after: int) -> dict[str, list[str]]:
    """Table → ids of every record changed after a position."""
    touched: dict[str, list[str]] = {}
    for table, row_id in plain(connection, "SELECT tbl, row_id FROM sync_change WHERE id > ?", (after,)):
        touched.setdefault(table, []).append(row_id)
    return touched


def change_set(touched: Mapping[str, Sequence[str]]) -> ChangeSet:
    """What is announced of changed records; tables with very many are named without their ids."""
    bulk = frozenset(table for table, ids in touched.items() if len(ids) > LISTED_AT_MOST)
    return ChangeSet({table: frozenset(ids) for table, ids in touched.items() if table not in bulk}, bulk)


def label_text(label: Message) -> str:
    """A label as stored: its text and values, translated when shown."""
    return json.dumps([label.text, {key: _plain(value) for key, value in label.values.items()}], ensure_ascii=False)


def label_message(stored: str | None) -> Message:
    """The label of a stored one."""
    text, values = json.loads(stored or '["", {}]')
    return _spoken([text, values])


def _plain(value: object) -> Any:
    if isinstance(value, Message) and isinstance(value.text, OwnName):
        return _plain(value.text)
    if isinstance(value, OwnName):
        return [str(value), {CHINESE: value.chinese}]
    if isinstance(value, Message):
        return [value.text, {key: _plain(inner) for key, inner in value.values.items()}]
    return value if isinstance(value, int | str) else str(value)


def _spoken(stored: Sequence[Any]) -> Message:
    text, values = stored
    if CHINESE in values:
        return Message(OwnName(text, values[CHINESE]))
    return Message(text, **{key: _spoken(value) if isinstance(value, list) else value for key, value in values.items()})


def header_of(row: Sequence[Any]) -> Header:
    """A header from (origin, seq, actor, label, wall_ms, undo_of)."""
    origin, seq, actor, label, wall_ms, undo_of = row
    return Header(
        TransactionId(origin, seq),
        actor,
        label_message(label),
        wall_ms,
        TransactionId.parse(undo_of) if undo_of else None,
    )


def changes_of(connection: Connection, transaction: TransactionId) -> list[Change]:
    """The changes of a transaction, oldest first."""
    rows = connection.exec_driver_sql(
        "SELECT tbl, row_id, op, data FROM sync_change WHERE origin = ? AND seq = ? ORDER BY id",
        (transaction.origin, transaction.seq),
    )
    return [Change(table, row_id, op, json.loads(data)) for table, row_id, op, data in rows]


def _coalesce(connection: Connection, me: int, seq: int) -> None:
    """Several changes of one row in one transaction become one; a row that ends as it began leaves none."""
    rows = plain(
        connection,
        "SELECT id, tbl, row_id, op, data FROM sync_change WHERE origin = ? AND seq = ? AND row_id IN"
        " (SELECT row_id FROM sync_change WHERE origin = ? AND seq = ? GROUP BY tbl, row_id HAVING count(*) > 1)"
        " ORDER BY id",
        (me, seq, me, seq),
    )
    merged: dict[tuple[str, str], tuple[int, str, dict[str, Any]]] = {}
    gone = []
    for change_id, table, row_id, op, data in rows:
        first = merged.get((table, row_id))
        if first is not None:
            gone.append((change_id,))
        merged[table, row_id] = _merged(first, change_id, op, json.loads(data))
    kept = []
    for (table, _), (change_id, op, values) in merged.items():
        if op == UPDATE:
            values = _still_different(table, values)
        if values:
            kept.append((op, _json(values), change_id))
        else:
            gone.append((change_id,))
    _many(connection, "UPDATE sync_change SET op = ?, data = ? WHERE id = ?", kept)
    _many(connection, "DELETE FROM sync_change WHERE id = ?", gone)


def _merged(
    first: tuple[int, str, dict[str, Any]] | None, change_id: int, op: str, values: dict[str, Any]
) -> tuple[int, str, dict[str, Any]]:
    """Two changes of one row as one: erased in the end, else new, else decided, else changed."""
    if first is None:
        return change_id, op, values
    first_id, first_op, before = first
    if ERASE in (first_op, op):
        return first_id, ERASE, before if first_op == ERASE else values
    _merge(before, first_op, values)
    return first_id, first_op if first_op == INSERT else max(first_op, op, key=(UPDATE, REVIEW).index), before


def _merge(first: dict[str, Any], op: str, later: Mapping[str, Any]) -> None:
    for name, (old, new) in later.items():
        if op == INSERT:
            if new is None:
                first.pop(name, None)
            else:
                first[name] = new
        else:
            first[name] = [first[name][0] if name in first else old, new]


def _still_different(table: str, values: dict[str, Any]) -> dict[str, Any]:
    """The registers that ended with another value than they began with, whole."""
    group_of = capture.registers(ENTITY_OF[table])
    changed = {column for name, (old, new) in values.items() if old != new for column in group_of[name]}
    return {name: pair for name, pair in values.items() if name in changed}


def _many(connection: Connection, statement: str, rows: Iterable[tuple[Any, ...]]) -> None:
    rows = list(rows)
    if rows:
        connection.exec_driver_sql(statement, rows)


def has_changes(connection: Connection) -> bool:
    """Whether the open transaction changed anything yet."""
    statement = "SELECT 1 FROM sync_change WHERE (origin, seq) = (SELECT me, next_seq FROM sync_state) LIMIT 1"
    return bool(plain(connection, statement))


def iter_changes(connection: Connection, transaction: TransactionId) -> Iterator[tuple[str, str, str, str]]:
    """(table, row, op, data) of a transaction as they are sealed and sent: in the order of table and row."""
    own: Any = connection.connection.driver_connection
    rows = own.execute(
        "SELECT tbl, row_id, op, data FROM sync_change WHERE origin = ? AND seq = ? ORDER BY tbl, row_id",
        (transaction.origin, transaction.seq),
    )
    while part := rows.fetchmany(FETCHED_AT_ONCE):
        yield from part


def _json(data: Mapping[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def is_changed_by_others(connection: Connection, table: str, row_id: str, after: int) -> bool:
    """Whether another replica's change of a record arrived after a position."""
    found = plain(
        connection,
        "SELECT 1 FROM sync_change WHERE row_id = ? AND tbl = ? AND id > ? AND origin <> (SELECT me FROM sync_state)",
        (row_id, table, after),
    )
    return bool(found)


def columns_changed_after(connection: Connection, table: str, row_id: str, after: int) -> set[str]:
    """Which columns of a record this replica changed after a position."""
    rows = connection.exec_driver_sql(
        "SELECT op, data FROM sync_change WHERE row_id = ? AND tbl = ? AND id > ?"
        " AND origin = (SELECT me FROM sync_state) AND op <> 'x'",
        (row_id, table, after),
    )
    changed: set[str] = set()
    for op, data in rows:
        content = json.loads(data)
        changed |= content.keys() if op == "i" else {name for name, (old, new) in content.items() if old != new}
    return changed


@dataclass(frozen=True)
class Newest:
    """The newest transaction a file holds: when it was made, on which replica, and its sequence there."""

    wall_ms: int
    replica: str
    seq: int


def newest(connection: Connection) -> Newest | None:
    """The state of the data, named by its newest transaction."""
    row = connection.exec_driver_sql(
        "SELECT t.wall_ms, r.id, t.seq FROM sync_txn t JOIN sync_replica r ON r.n = t.origin"
        " ORDER BY t.hlc DESC, r.id DESC LIMIT 1"
    ).first()
    return Newest(*row) if row else None
