"""The search index: derived FTS5 tables over whatever the models declare in `__search__`, in step with every write.

`search_index` is a contentless FTS5 table, names in a column of their own, so that they can be asked for first;
`search_record` maps its rows to record ids. The high bits of a row number
are the kind, the low bits rise with age, so that a kind is a range and "newest first" is the order of the index.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

from sqlalchemy import Connection

from crm_desktop.core import garbage
from crm_desktop.core.i18n import N_, Message
from crm_desktop.core.paths import resources
from crm_desktop.models import ENTITIES
from crm_desktop.models.customising import OWN_RECORD
from crm_desktop.models.dictionary import OWN_KINDS, SEARCHED
from crm_desktop.models.search_fields import SearchFields
from crm_desktop.storage.connection import plain
from crm_desktop.storage.search_texts import Entry, Reads, Values, entries_of, reads_of, signature_of, texts

FORMAT = 6
KIND_BITS = 36
CHUNK = 5_000
BULK = 2_000
# A write that touches at least one in so many records is worth merging the whole index for.
MERGED_FROM = 4
# How the index is set usually, and for many rows: bytes gathered in memory, segments merged as they come (0: none),
# segments that must be merged. Of more than 8 MB the processor's caches hold too little.
_SETTINGS = {"hashsize": (1 << 20, 1 << 23), "automerge": (4, 0), "crisismerge": (16, 512)}

TABLES = (
    "CREATE VIRTUAL TABLE search_index USING fts5(name, body, content='', contentless_delete=1, tokenize='ascii')",
    "CREATE TABLE search_record(row INTEGER PRIMARY KEY, id TEXT NOT NULL, signature INTEGER NOT NULL)",
    "CREATE INDEX ix_search_record_id ON search_record(id)",
    "CREATE TABLE search_part(part TEXT PRIMARY KEY, record TEXT NOT NULL) WITHOUT ROWID",
    "CREATE TABLE search_state(version TEXT NOT NULL)",
)
_OWN_VALUES = "custom_value"
_NAMES = ("search_index", "search_record", "search_part", "search_state")
_INDEXED = "INSERT INTO search_index(rowid, name, body) VALUES (?, ?, ?)"
_IN_IDS = "IN (SELECT value FROM json_each(?))"


@dataclass(frozen=True)
class Source:
    """A kind of record in the index: its table, its searched columns, its child tables and its range of rows."""

    table: str
    fields: SearchFields
    low: int
    high: int
    children: tuple[tuple[str, SearchFields], ...] = ()


@dataclass(frozen=True)
class IndexCheck:
    """Which records the index lacks, shows as they were before, or still shows though they are gone."""

    missing: tuple[tuple[str, str], ...] = ()
    stale: tuple[tuple[str, str], ...] = ()
    gone: tuple[tuple[str, str], ...] = ()
    broken_rows: int = 0

    @property
    def is_sound(self) -> bool:
        """Whether the index says exactly what the tables say."""
        return not (self.missing or self.stale or self.gone or self.broken_rows)


@cache
def sources() -> Mapping[str, Source]:
    """Every searchable kind, as the models declare it."""
    declared = [(e.__tablename__, e.__search__) for e in ENTITIES if e.__search__ is not None]
    found = {}
    for n, (table, fields) in enumerate(sorted((d for d in declared if not d[1].via), key=lambda d: d[1].kind)):
        children = tuple(d for d in declared if d[1].via and d[1].kind == fields.kind)
        children += ((_OWN_VALUES, _own_values(table, fields.kind)),) if table in (*OWN_KINDS, OWN_RECORD) else ()
        found[fields.kind] = Source(table, fields, n << KIND_BITS, ((n + 1) << KIND_BITS) - 1, children)
    return found


def _own_values(table: str, kind: str) -> SearchFields:
    """What is read of the fields that a company added to a kind of record: texts and choices, no ids and days."""
    texts = ", ".join(f"'{each}'" for each in SEARCHED)
    is_of = f"GLOB '{table}:*'" if table == OWN_RECORD else f"= '{table}'"
    return SearchFields(
        kind,
        phones=("text_value",),
        words=("text_value",),
        via="record_id",
        scope=f"record_kind {is_of}",
        only=f"field_id IN (SELECT id FROM custom_field WHERE type IN ({texts}))",
    )


def version() -> str:
    """What the index was built by: another format, declaration or pinyin table makes it stale."""
    readings = (resources() / "pinyin" / "readings.txt").stat().st_size
    return hashlib.sha256(repr((FORMAT, readings, sorted(sources().items()))).encode()).hexdigest()[:16]


def create(connection: Connection) -> None:
    """Empty tables of the current version, replacing older ones."""
    for name in _NAMES:
        connection.exec_driver_sql(f"DROP TABLE IF EXISTS {name}")
    for statement in TABLES:
        connection.exec_driver_sql(statement)
    connection.exec_driver_sql("INSERT INTO search_state(version) VALUES (?)", (version(),))


def is_current(connection: Connection) -> bool:
    """Whether the file has an index of the current version; otherwise it must be rebuilt."""
    exists = connection.exec_driver_sql("SELECT 1 FROM sqlite_master WHERE name = 'search_state'").first()
    return bool(exists) and connection.exec_driver_sql("SELECT version FROM search_state").scalar() == version()


def update(connection: Connection, table: str, ids: Iterable[str]) -> None:
    """Indexes these rows of a table as they are now, within the caller's transaction; other tables are ignored."""
    update_all(connection, {table: ids})


def update_all(
    connection: Connection,
    touched: Mapping[str, Iterable[str]],
    indexed: Mapping[str, Set[str]] = MappingProxyType({}),
    between: Callable[[], None] = lambda: None,
) -> None:
    """As `update`, for all tables a transaction touched; each record is indexed once, `between` called now and then.

    `indexed`: by table, records that the index knows as they are unless parts of theirs were touched.
    """
    many = 0
    for source in sources().values():
        known = indexed.get(source.table, set())
        records = set(touched.get(source.table, ())) - known
        many += len(known) if len(known) > BULK else 0
        for child, fields in source.children:
            if child in touched:
                records |= _move_parts(connection, child, fields, list(touched[child]))
        if records:
            _update_records(connection, source, sorted(records), between)
        if len(records) > BULK:
            many += len(records)
    if many and many * MERGED_FROM > connection.exec_driver_sql("SELECT count(*) FROM search_record").scalar_one():
        _merge(connection)


def rebuild(connection: Connection, progress: Callable[[int, int], None] | None = None) -> None:
    """Builds the whole index anew, within the caller's transaction; `progress(done, total)` after every part."""
    create(connection)
    total = sum(_count(connection, source) for source in sources().values())
    done = 0
    with gathering(connection):
        for source in sources().values():
            for child, fields in source.children:
                connection.exec_driver_sql(
                    f'INSERT INTO search_part SELECT id, "{fields.via}" FROM "{child}"'
                    f" WHERE deleted = 0{_narrowed(fields)}"
                )
            first = source.low
            for chunk in _chunks(_ids(connection, source)):
                entries = entries_of(_values(connection, source, chunk))
                _insert(connection, entries, first)
                first += len(entries)
                done += len(entries)
                if progress:
                    progress(done, total)
    _merge(connection)


def check(connection: Connection) -> Iterator[Message]:
    """What is wrong with the index, a sentence for each kind of fault; `rebuild` mends all of them."""
    if not is_current(connection):
        yield Message("The search index is missing or out of date.")
        return
    found = compare(connection)
    for records, text in (
        (found.missing, N_("Records that search does not find: {count} (the first is {record}).")),
        (found.stale, N_("Records that search finds by what they said before: {count} (the first is {record}).")),
        (found.gone, N_("Records that search still shows though they are deleted: {count} (the first is {record}).")),
    ):
        if records:
            yield Message(text, count=len(records), record=":".join(records[0]))
    if found.broken_rows:
        yield Message("Entries of the search index that belong to no record: {count}.", count=found.broken_rows)


def compare(connection: Connection) -> IndexCheck:
    """Compares every record with its entry."""
    missing: list[tuple[str, str]] = []
    stale: list[tuple[str, str]] = []
    gone: list[tuple[str, str]] = []
    for kind, source in sources().items():
        stored = connection.exec_driver_sql(
            "SELECT id, signature FROM search_record WHERE row BETWEEN ? AND ?", (source.low, source.high)
        )
        known = {str(record): int(signature) for record, signature in stored}
        for chunk in _chunks(_ids(connection, source)):
            for record, values in _values(connection, source, chunk).items():
                signature = known.pop(record, None)
                if signature is None:
                    missing.append((kind, record))
                elif signature != signature_of(values):
                    stale.append((kind, record))
        gone.extend((kind, record) for record in known)
    broken = connection.exec_driver_sql(
        "SELECT (SELECT count(*) FROM search_record WHERE row NOT IN (SELECT id FROM search_index_docsize))"
        " + (SELECT count(*) FROM search_index_docsize WHERE id NOT IN (SELECT row FROM search_record))"
    ).scalar_one()
    return IndexCheck(tuple(missing), tuple(stale), tuple(gone), int(broken))


def new_values(connection: Connection, touched: Mapping[str, Sequence[str]]) -> dict[str, dict[str, Values]]:
    """Kind → what the index reads of each touched record that it does not know yet, the oldest first."""
    found = {}
    for kind, source in sources().items():
        ids = set(touched.get(source.table, ()))
        if ids:
            ids.difference_update(_known(connection, source, ids))
            found[kind] = _values(connection, source, sorted(ids))
    return found


def add(connection: Connection, source: Source, entries: Sequence[Entry]) -> None:
    """Indexes records that it does not know yet, newer than those it knows, within the caller's transaction."""
    ((newest,),) = plain(
        connection, "SELECT max(row) FROM search_record WHERE row BETWEEN ? AND ?", (source.low, source.high)
    )
    _insert(connection, entries, source.low if newest is None else newest + 1)


@contextmanager
def gathering(connection: Connection) -> Iterator[None]:
    """Lets the index write its rows in segments that nobody merges meanwhile: a third less time for 100,000 names."""
    for name, (_, many) in _SETTINGS.items():
        _set(connection, name, many)
    yield
    for name, (few, _) in _SETTINGS.items():
        _set(connection, name, few)


# --- one part of the work each


def _set(connection: Connection, name: str, value: int) -> None:
    connection.exec_driver_sql("INSERT INTO search_index(search_index, rank) VALUES (?, ?)", (name, value))


def _merge(connection: Connection) -> None:
    """Makes one segment of all: every token typed is looked up in each; eleven took eight times as long as one."""
    connection.exec_driver_sql("INSERT INTO search_index(search_index) VALUES ('optimize')")


def _update_records(connection: Connection, source: Source, ids: Sequence[str], between: Callable[[], None]) -> None:
    if len(ids) <= BULK:
        _update_chunk(connection, source, ids)
        return
    with gathering(connection), garbage.only_new() as tidy:
        for chunk in _chunks(iter(ids)):
            between()
            _update_chunk(connection, source, chunk)
            tidy()


def _update_chunk(connection: Connection, source: Source, ids: Sequence[str]) -> None:
    known = _known(connection, source, ids)
    values = _values(connection, source, ids)
    gone = [(row,) for record, (row, _) in known.items() if record not in values]
    fresh, changed = [], []
    for record in ids:
        if record not in values:
            continue
        found = values[record]
        signature = signature_of(found)
        if record not in known:
            fresh.append((record, signature, *texts(found)))
        elif known[record][1] != signature:
            changed.append((known[record][0], signature, *texts(found)))
    own: Any = connection.connection.driver_connection
    # In the order of the index, which flushes what it gathered whenever a row comes before the last one.
    gone.sort()
    changed.sort()
    own.executemany("DELETE FROM search_index WHERE rowid = ?", gone)
    own.executemany("DELETE FROM search_record WHERE row = ?", gone)
    own.executemany("DELETE FROM search_index WHERE rowid = ?", [(row,) for row, *_ in changed])
    own.executemany(_INDEXED, [(row, name, body) for row, _, name, body in changed])
    own.executemany("UPDATE search_record SET signature = ? WHERE row = ?", [(sign, row) for row, sign, *_ in changed])
    if fresh:
        add(connection, source, fresh)


def _known(connection: Connection, source: Source, ids: Iterable[str]) -> dict[str, tuple[int, int]]:
    """Record → its row and signature, of those of the records that the index knows."""
    return {
        record: (row, signature)
        for row, record, signature in plain(
            connection,
            f"SELECT row, id, signature FROM search_record WHERE id {_IN_IDS} AND row BETWEEN ? AND ?",
            (_json(ids), source.low, source.high),
        )
    }


def _move_parts(connection: Connection, child: str, fields: SearchFields, ids: Sequence[str]) -> set[str]:
    """Notes whose parts these child rows are now; gives the records they belong to or belonged to."""
    if fields.scope:
        # Others of these rows belong to records of other kinds.
        rows = plain(connection, f'SELECT id FROM "{child}" WHERE id {_IN_IDS} AND {fields.scope}', (_json(ids),))
        ids = [each for (each,) in rows]
    listed = (_json(ids),)
    before = connection.exec_driver_sql(f"SELECT record FROM search_part WHERE part {_IN_IDS}", listed).scalars().all()
    connection.exec_driver_sql(f"DELETE FROM search_part WHERE part {_IN_IDS}", listed)
    connection.exec_driver_sql(
        f'INSERT INTO search_part SELECT id, "{fields.via}" FROM "{child}"'
        f" WHERE deleted = 0 AND id {_IN_IDS}{_narrowed(fields)}",
        listed,
    )
    after = connection.exec_driver_sql(f"SELECT record FROM search_part WHERE part {_IN_IDS}", listed).scalars().all()
    return {*before, *after}


def _insert(connection: Connection, entries: Sequence[Entry], first: int) -> None:
    if entries:
        rows = range(first, first + len(entries))
        own: Any = connection.connection.driver_connection
        own.executemany(
            "INSERT INTO search_record(row, id, signature) VALUES (?, ?, ?)",
            [(row, record, signature) for row, (record, signature, *_) in zip(rows, entries, strict=True)],
        )
        own.executemany(_INDEXED, [(row, name, body) for row, (_, _, name, body) in zip(rows, entries, strict=True)])


def _values(connection: Connection, source: Source, ids: Sequence[str]) -> dict[str, Values]:
    listed = _json(ids)
    reads = reads_of(source.fields)
    own = plain(
        connection,
        f'SELECT id{_columns(reads)} FROM "{source.table}" WHERE deleted = 0 AND id {_IN_IDS} ORDER BY id',
        (listed,),
    )
    found: dict[str, Values] = {row[0]: [(reads, row[1:])] for row in own}
    for child, fields in source.children:
        parts = reads_of(fields)
        rows = plain(
            connection,
            f'SELECT "{fields.via}"{_columns(parts)} FROM "{child}"'
            f' WHERE deleted = 0 AND "{fields.via}" {_IN_IDS}{_narrowed(fields)} ORDER BY "{fields.via}", id',
            (listed,),
        )
        for row in rows:
            if row[0] in found:
                found[row[0]].append((parts, row[1:]))
    return found


def _narrowed(fields: SearchFields) -> str:
    return "".join(f" AND {each}" for each in (fields.scope, fields.only) if each)


def _columns(reads: Reads) -> str:
    return "".join(f', "{column}"' for column, *_ in reads)


def _ids(connection: Connection, source: Source) -> Iterator[str]:
    """All live records, oldest first: ids rise with time."""
    return iter(
        connection.exec_driver_sql(f'SELECT id FROM "{source.table}" WHERE deleted = 0 ORDER BY id').scalars().all()
    )


def _count(connection: Connection, source: Source) -> int:
    return int(connection.exec_driver_sql(f'SELECT count(*) FROM "{source.table}" WHERE deleted = 0').scalar_one())


def _chunks(ids: Iterator[str]) -> Iterator[list[str]]:
    chunk: list[str] = []
    for record in ids:
        chunk.append(record)
        if len(chunk) == CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _json(ids: Iterable[str]) -> str:
    return json.dumps(list(ids))
