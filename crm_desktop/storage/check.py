"""Whether a company file is whole: the file itself, references, journal, files kept in it, and the index for search."""

import contextlib
import hashlib
import json
import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from crm_desktop.core.i18n import N_, Message
from crm_desktop.models import ENTITIES, ENTITY_OF, Synced
from crm_desktop.storage import blobs, capture, folding, indexes, journal, search_index, statistics
from crm_desktop.storage.connection import driver_errors
from crm_desktop.storage.fold import heads_text

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Finding:
    """Something that is not as it should be.

    `area`: file, references, triggers, indexes, planner, journal, records, conflicts, files or search.
    """

    area: str
    message: Message


Progress = Callable[[float, Message], None]

# The changes of closed transactions.
_CLOSED = "sync_change c JOIN sync_txn x ON x.origin = c.origin AND x.seq = c.seq"
_AT_ONCE = 2_000


def check(connection: Connection, progress: Progress | None = None) -> list[Finding]:
    """Everything wrong with the file; an empty list is the proof that it is whole. `progress` hears how far it is."""
    found: list[Finding] = []
    for place, (area, title, part) in enumerate(_PARTS):
        if progress:
            progress(place / len(_PARTS), Message(title))
        found += _found_by(connection, area, title, part)
    return found


def _found_by(connection: Connection, area: str, title: str, part: "Part") -> Iterator[Finding]:
    """What a part of the check finds: what it comes upon may be such that it cannot go on, and the others still can."""
    try:
        yield from part(connection)
    except Exception as error:
        if is_refusal(error):
            raise
        _log.info("the check of %s ended early: %s", area, type(error).__name__)
        yield Finding(area, Message("{title} A damaged place kept this from coming to its end.", title=Message(title)))


def is_refusal(error: Exception) -> bool:
    """Whether the machine just does not give the data out now: anything else is what damaged data make of a program."""
    said = str(getattr(error, "orig", error)).lower()
    return isinstance(error, driver_errors()) and any(each in said for each in ("locked", "busy", "interrupted"))


def _file(connection: Connection) -> Iterator[Finding]:
    # FTS5 keeps a segment list per connection until the next query: asked first, integrity_check sees today's.
    with contextlib.suppress(*driver_errors()):
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


def _indexes(connection: Connection) -> Iterator[Finding]:
    if lacking := indexes.missing(connection):
        text = Message(
            "Indexes are missing: {count} (the first is {name}).", count=len(lacking), name=next(iter(lacking))
        )
        yield Finding("indexes", text)


def _planner(connection: Connection) -> Iterator[Finding]:
    if not statistics.is_current(connection):
        yield Finding("planner", Message("The figures by which questions are planned are missing or out of date."))


def _journal(connection: Connection) -> Iterator[Finding]:
    """Every transaction's hash, which covers its changes and the hash before it, of every laptop."""
    yield from _altered(connection, "")


def newest_are_genuine(connection: Connection, count: int) -> bool:
    """Whether the newest transactions of every laptop are as they were written: a quick look, not the whole check."""
    newest = f"WHERE seq > (SELECT max(n.seq) - {count} FROM sync_txn n WHERE n.origin = sync_txn.origin)"
    return not any(_altered(connection, newest))


def _altered(connection: Connection, where: str) -> Iterator[Finding]:
    steps = connection.exec_driver_sql(f"SELECT origin, seq, hash FROM sync_txn {where} ORDER BY origin, seq").all()
    previous: dict[int, tuple[int, str]] = {}
    for origin, seq, stored in steps:
        last_seq, last_hash = previous.get(origin) or _before(connection, origin, seq)
        if seq != last_seq + 1:
            yield Finding(
                "journal", Message("Transactions are missing before {transaction}.", transaction=f"{origin}:{seq}")
            )
        elif journal.sealed(connection, journal.TransactionId(origin, seq), last_hash) != stored:
            yield Finding("journal", Message("Transaction {transaction} was altered.", transaction=f"{origin}:{seq}"))
        previous[origin] = seq, stored


def _before(connection: Connection, origin: int, seq: int) -> tuple[int, str]:
    """Sequence and hash of the transaction before one; 0 and nothing before the first."""
    statement = "SELECT seq, hash FROM sync_txn WHERE origin = ? AND seq = ?"
    found = connection.exec_driver_sql(statement, (origin, seq - 1)).first()
    return (int(found.seq), str(found.hash)) if found else (0, "")


def _records(connection: Connection) -> Iterator[Finding]:
    """Every record is what its journal entries say."""
    lost = _lost(connection)
    for entity in ENTITIES:
        wrong = lost.get(entity.__tablename__, 0) + sum(1 for _ in differing(connection, entity))
        if wrong:
            yield Finding(
                "records",
                Message("{count} records of {table} differ from the journal.", count=wrong, table=entity.__tablename__),
            )


def _lost(connection: Connection) -> dict[str, int]:
    """Table → records the journal speaks of and the table lacks: one walk through the journal for all tables."""
    tables = (entity.__tablename__ for entity in ENTITIES)
    arms = "".join(f" WHEN '{table}' THEN NOT EXISTS (SELECT 1 FROM {table} WHERE id = c.row_id)" for table in tables)
    rows = connection.exec_driver_sql(
        f"SELECT c.tbl, count(DISTINCT c.row_id) FROM {_CLOSED} WHERE CASE c.tbl{arms} END GROUP BY c.tbl"
    )
    return {str(table): int(count) for table, count in rows}


def missing_records(connection: Connection, entity: type[Synced]) -> list[str]:
    """The ids of records the journal speaks of and the table lacks."""
    table = entity.__tablename__
    statement = f"SELECT DISTINCT c.row_id FROM {_CLOSED} WHERE c.tbl = '{table}'"
    found = connection.exec_driver_sql(f"{statement} AND NOT EXISTS (SELECT 1 FROM {table} WHERE id = c.row_id)")
    return [row_id for (row_id,) in found]


def differing(connection: Connection, entity: type[Synced]) -> Iterator[str]:
    """Records that are not what their entries add up to.

    Most have one entry, which reads letter by letter as the record would be written today: SQLite sees that alone,
    three times as quickly as rows and entries are fetched. The others are added up.
    """
    table, names = entity.__tablename__, capture.columns(entity)
    doubtful = connection.exec_driver_sql(
        f"SELECT t.id FROM {table} t WHERE (SELECT count(*) = 1"
        f" AND max(c.op = 'i' AND c.data = {capture.inserted_json(entity, 't.')})"
        f" FROM {_CLOSED} WHERE c.row_id = t.id AND c.tbl = '{table}') IS NOT 1"
    )
    for ids in doubtful.scalars().partitions(_AT_ONCE):
        asked = (json.dumps(list(ids)),)
        rows = connection.exec_driver_sql(
            f"SELECT id, {', '.join(names)} FROM {table} WHERE id IN (SELECT value FROM json_each(?))", asked
        )
        expected = {row_id: state.values for row_id, state in folding.folded(connection, entity, list(ids))}
        yield from (row[0] for row in rows if not _is_said(expected.get(row[0]), names, row[1:]))


def _is_said(values: Mapping[str, Any] | None, names: tuple[str, ...], shown: Sequence[Any]) -> bool:
    return values is not None and [values.get(name) for name in names] == list(shown)


def _conflicts(connection: Connection) -> Iterator[Finding]:
    """The list of what people wrote side by side is what the journal says."""
    if wrong := sum(len(ids) for ids in wrong_conflicts(connection).values()):
        yield Finding(
            "conflicts", Message("The list of conflicts differs from the journal for {count} records.", count=wrong)
        )


def wrong_conflicts(connection: Connection) -> dict[str, list[str]]:
    """Table → records whose conflicts are not listed as the journal has them: only what several laptops wrote can."""
    listed: dict[tuple[str, str], set[tuple[str, str, str]]] = {}
    for table, row_id, *conflict in connection.exec_driver_sql(
        "SELECT tbl, row_id, reg, kind, heads FROM sync_conflict"
    ):
        listed.setdefault((table, row_id), set()).add((conflict[0], conflict[1], conflict[2]))
    shared = connection.exec_driver_sql(
        "SELECT tbl, row_id FROM sync_change WHERE (SELECT count(*) FROM (SELECT DISTINCT origin FROM sync_txn)) > 1"
        " GROUP BY tbl, row_id HAVING min(origin) < max(origin)"
    )
    by_table: dict[str, set[str]] = {}
    for table, row_id in (*(tuple(row) for row in shared), *listed):
        by_table.setdefault(table, set()).add(row_id)
    wrong: dict[str, list[str]] = {}
    for table, ids in by_table.items():
        if table in ENTITY_OF:
            states = dict(folding.folded(connection, ENTITY_OF[table], sorted(ids)))
            for row_id in sorted(ids):
                found = states[row_id].conflicts if row_id in states else ()
                due = {(",".join(each.register), each.kind, heads_text(each)) for each in found}
                if due != listed.get((table, row_id), set()):
                    wrong.setdefault(table, []).append(row_id)
    return wrong


def _files(connection: Connection) -> Iterator[Finding]:
    """The content of every file that was kept is there, as long as it was and with its hash."""
    kept = connection.exec_driver_sql(
        "SELECT a.sha256, a.size, min(a.name), b.size, length(b.data) FROM attachment a"
        " LEFT JOIN blob b ON b.sha256 = a.sha256 WHERE a.deleted = 0 GROUP BY a.sha256, a.size"
    ).all()
    for sha256, size, name, noted, length in kept:
        if noted is None:
            yield Finding("files", Message("The content of the file “{file}” is missing.", file=name))
        elif not size == noted == length or _hash_of(connection, sha256) != sha256:
            yield Finding("files", Message("The content of the file “{file}” is damaged.", file=name))


def _hash_of(connection: Connection, sha256: str) -> str:
    found = hashlib.sha256()
    for piece in blobs.pieces(connection, sha256):
        found.update(piece)
    return found.hexdigest()


def _search(connection: Connection) -> Iterator[Finding]:
    for problem in search_index.check(connection):
        yield Finding("search", problem)


Part = Callable[[Connection], Iterator[Finding]]
_PARTS: tuple[tuple[str, str, Part], ...] = (
    ("file", N_("Checking the file …"), _file),
    ("references", N_("Checking what records refer to …"), _references),
    ("triggers", N_("Checking how changes are recorded …"), _triggers),
    ("indexes", N_("Checking the indexes …"), _indexes),
    ("planner", N_("Checking how questions are planned …"), _planner),
    ("journal", N_("Checking the journal …"), _journal),
    ("records", N_("Comparing the records with the journal …"), _records),
    ("conflicts", N_("Comparing the conflicts with the journal …"), _conflicts),
    ("files", N_("Checking the files kept with records …"), _files),
    ("search", N_("Comparing the search index with the records …"), _search),
)
