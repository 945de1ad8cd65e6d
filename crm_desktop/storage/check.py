"""Whether a company file is whole: the file itself, its references, its journal, and the index for search."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from crm_desktop.core.i18n import Message
from crm_desktop.models import ENTITIES, Synced
from crm_desktop.storage import capture, journal, search_index


@dataclass(frozen=True)
class Finding:
    """Something that is not as it should be. `area`: file, references, triggers, journal, records or search."""

    area: str
    message: Message


def check(connection: Connection) -> list[Finding]:
    """Everything wrong with the file; an empty list is the proof that it is whole."""
    return [
        *_file(connection),
        *_references(connection),
        *_triggers(connection),
        *_journal(connection),
        *_records(connection),
        *_search(connection),
    ]


def _file(connection: Connection) -> Iterator[Finding]:
    # FTS5 keeps a segment list per connection until the next query: asked first, integrity_check sees today's.
    connection.exec_driver_sql("SELECT rowid FROM search_index WHERE search_index MATCH 'x' LIMIT 1").all()
    for (line,) in connection.exec_driver_sql("PRAGMA integrity_check(20)").all():
        if line != "ok":
            yield Finding("file", Message("The file is damaged: {detail}.", detail=line))


def _references(connection: Connection) -> Iterator[Finding]:
    for table, rowid, parent, _ in connection.exec_driver_sql("PRAGMA foreign_key_check").all():
        yield Finding(
            "references",
            Message(
                "Row {row} of {table} points to a record of {parent} that does not exist.",
                row=rowid,
                table=table,
                parent=parent,
            ),
        )


def _triggers(connection: Connection) -> Iterator[Finding]:
    if capture.present(connection) != capture.expected():
        yield Finding("triggers", Message("The triggers that write the journal are missing or out of date."))


def _journal(connection: Connection) -> Iterator[Finding]:
    """Every transaction's hash, which covers its changes and the hash before it."""
    headers = connection.exec_driver_sql(
        "SELECT origin, seq, hlc, ctx, actor, label, wall_ms, schema_ver, app_ver, undo_of, hash FROM sync_txn"
        " ORDER BY origin, seq"
    ).all()
    previous: dict[int, tuple[int, str]] = {}
    for header in headers:
        origin, seq, stored = header.origin, header.seq, header.hash
        last_seq, last_hash = previous.get(origin, (0, ""))
        digest = journal.digest(connection, origin, seq, last_hash)
        if seq != last_seq + 1:
            yield Finding(
                "journal", Message("Transactions are missing before {transaction}.", transaction=f"{origin}:{seq}")
            )
        elif journal.sealed(digest, tuple(header[:-1])) != stored:
            yield Finding("journal", Message("Transaction {transaction} was altered.", transaction=f"{origin}:{seq}"))
        previous[origin] = seq, stored


def _records(connection: Connection) -> Iterator[Finding]:
    """Every record is what its journal entries say."""
    for entity in ENTITIES:
        wrong = sum(1 for _ in _differing(connection, entity))
        if wrong:
            yield Finding(
                "records",
                Message("{count} records of {table} differ from the journal.", count=wrong, table=entity.__tablename__),
            )


def _differing(connection: Connection, entity: type[Synced]) -> Iterator[str]:
    table, names = entity.__tablename__, capture.columns(entity)
    entries = connection.exec_driver_sql(
        "SELECT c.row_id, c.op, c.data FROM sync_change c JOIN sync_txn t ON t.origin = c.origin AND t.seq = c.seq"
        " WHERE c.tbl = ? ORDER BY c.row_id, t.hlc, t.origin",
        (table,),
    )
    rows = connection.exec_driver_sql(f"SELECT id, {', '.join(names)} FROM {table} ORDER BY id")
    folded = _folded(iter(entries), names)
    expected = next(folded, None)
    for row in rows:
        while expected is not None and expected[0] < row[0]:
            yield expected[0]
            expected = next(folded, None)
        if expected is None or expected[0] != row[0] or expected[1] != list(row[1:]):
            yield row[0]
        if expected is not None and expected[0] == row[0]:
            expected = next(folded, None)
    if expected is not None:
        yield expected[0]
        yield from (row_id for row_id, _ in folded)


def _folded(entries: Iterator[Any], names: tuple[str, ...]) -> Iterator[tuple[str, list[Any]]]:
    current: str | None = None
    values: dict[str, Any] = {}
    for row_id, op, data in entries:
        if row_id != current:
            if current is not None:
                yield current, [values.get(name) for name in names]
            current, values = row_id, {}
        content = json.loads(data)
        values.update(content if op == "i" else {name: new for name, (_, new) in content.items()})
    if current is not None:
        yield current, [values.get(name) for name in names]


def _search(connection: Connection) -> Iterator[Finding]:
    for problem in search_index.check(connection):
        yield Finding("search", problem)
