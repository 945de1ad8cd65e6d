"""What hangs together in the recycle bin: what comes back with a record, and what it belongs to that is deleted too."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from crm_desktop.models import ENTITIES, ENTITY_OF
from crm_desktop.queries.as_of import record_as_of
from crm_desktop.queries.kind_titles import kind_title
from crm_desktop.queries.record_history import PARTS
from crm_desktop.queries.recycle import RecycledRow, bin_kinds, title_column
from crm_desktop.storage.capture import table_of
from crm_desktop.storage.database import Reading

_ANY = ""
_DELETED_TOGETHER = (
    "SELECT tbl, json_group_array(row_id) FROM sync_change WHERE origin = ? AND seq = ? AND op <> 'i'"
    " AND json_extract(data, '$.deleted[1]') = 1 GROUP BY tbl"
)
Ids = dict[str, set[str]]


@dataclass(frozen=True)
class Missing:
    """A deleted record that something to be restored belongs to; `called` is its kind, to be translated."""

    kind: str
    id: str
    title: str
    called: str = ""


@dataclass(frozen=True)
class BinDetails:
    """A deleted record: (title, part, value) of its fields as they were, how many rows come back with it.

    `missing` is what it belongs to and is deleted too.
    """

    fields: tuple[tuple[str, str, str], ...]
    along: int
    missing: tuple[Missing, ...]


def bin_details(reading: Reading, row: RecycledRow, language: str) -> BinDetails:
    """What one looks at before bringing a record back."""
    before = record_as_of(reading, row.kind, row.id, row.deleted_at - 1, language).values
    fields = [(each.title, each.part or "", each.then or each.now or "") for each in before]
    origin, seq = map(int, row.transaction.split(":"))
    back = coming_along(reading, deleted_with(reading, origin, seq), {row.kind: {row.id}})
    along = sum(map(len, back.values())) - 1
    return BinDetails(tuple(fields), along, tuple(missing(reading, row.kind, [row.id])))


def deleted_with(reading: Reading, origin: int, seq: int) -> Ids:
    """Table → ids of the rows that a step deleted."""
    rows = reading.plain(_DELETED_TOGETHER, (origin, seq))
    return {table: set(json.loads(ids)) for table, ids in rows if table in ENTITY_OF}


def coming_along(reading: Reading, together: Mapping[str, set[str]], chosen: Ids) -> Ids:
    """The chosen records, and what the same step deleted of what belongs to them, and to that."""
    found = {table: set(ids) for table, ids in chosen.items()}
    fresh = found
    while fresh:
        following: Ids = {}
        for table, column, target in _links():
            named = fresh.get(target, set()) if target else set().union(*fresh.values())
            if table in together and named:
                known = found.get(table, set())
                following[table] = following.get(table, set()) | (
                    _naming(reading, table, column, together, named) - known
                )
        fresh = {table: ids for table, ids in following.items() if ids}
        for table, ids in fresh.items():
            found[table] = found.get(table, set()) | ids
    return found


def missing(reading: Reading, kind: str, ids: Iterable[str]) -> list[Missing]:
    """What the records belong to and lies in the bin as well, such as the customer of a deal."""
    asked, chosen = json.dumps(list(ids)), set(ids)
    found = [
        Missing(target, row_id, title or "", kind_title(reading, target, row_id))
        for statement, target in _parents(kind)
        for row_id, title in reading.plain(statement, (asked,))
    ]
    return [each for each in dict.fromkeys(found) if each.kind != kind or each.id not in chosen]


def _naming(reading: Reading, table: str, column: str, together: Mapping[str, set[str]], named: set[str]) -> set[str]:
    statement = (
        f"SELECT id FROM {table} WHERE deleted = 1 AND id IN (SELECT value FROM json_each(?))"
        f" AND {column} IN (SELECT value FROM json_each(?))"
    )
    return {row[0] for row in reading.plain(statement, (json.dumps(list(together[table])), json.dumps(list(named))))}


@cache
def _links() -> tuple[tuple[str, str, str], ...]:
    """(table, column, table that it names); a column that names records of any kind names none in particular."""
    found: list[tuple[str, str, str]] = []
    for entity in ENTITIES:
        columns = table_of(entity).c
        for column in columns:
            found += [(entity.__tablename__, column.name, key.column.table.name) for key in column.foreign_keys]
        if "record_kind" in columns and "record_id" in columns:
            found.append((entity.__tablename__, "record_id", _ANY))
    return tuple(found)


@cache
def _parents(kind: str) -> tuple[tuple[str, str], ...]:
    """(statement, kind) for each column of a record and of its parts that names records of the bin."""
    return tuple(_parents_of(kind))


def _parents_of(kind: str) -> Iterator[tuple[str, str]]:
    rows = ((kind, "id"), *(part for part in PARTS.get(kind, ()) if part[1] != "record_id"))
    for table, owner in rows:
        living = "" if table == kind else " AND r.deleted = 0"
        for named, column, target in _links():
            targets = [target] if target else [each for each in bin_kinds() if each != kind]
            for each in targets:
                if named != table or each not in bin_kinds() or (table != kind and each == kind):
                    continue
                title = title_column(ENTITY_OF[each])
                is_of = f" AND r.record_kind = '{each}'" if not target else ""
                yield (
                    f"SELECT DISTINCT p.id, p.{title} FROM {table} r JOIN {each} p ON p.id = r.{column}"
                    f" WHERE r.{owner} IN (SELECT value FROM json_each(?)) AND p.deleted = 1{living}{is_of}",
                    each,
                )
