"""What only shows when the work of several laptops meets: the same customer twice, one number for two records, a record
given to something deleted meanwhile, a business rule that both together break.

`look` notes each in the local table `sync_find` once after what brought it; whether it still holds is asked when it is
shown, so that undoing, redoing and deciding elsewhere need no bookkeeping. It only ever compares what was written on
different replicas in ignorance of each other: what one person did knowingly is not asked about.
"""

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import combinations, groupby, product
from typing import Any, NamedTuple

from sqlalchemy import Connection

from crm_desktop.core.text import compact, company_key, fold, phone_key
from crm_desktop.models import ENTITIES, ENTITY_OF
from crm_desktop.storage import contexts
from crm_desktop.storage.capture import table_of
from crm_desktop.storage.connection import plain
from crm_desktop.storage.fold import INSERT, Entry
from crm_desktop.storage.rules import RULES, Rule, breaching

DUPLICATE, NUMBER, ORPHAN, RULE = "duplicate", "number", "orphan", "rule"
_MARK = "review.looked"
# Column with the number people know a record by.
NUMBERS = {
    "customer": "number",
    "opportunity": "number",
    "sales_order": "number",
    "service_case": "number",
    "lead": "number",
    "contract": "number",
    "receipt": "number",
    "product": "code",
    "article": "number",
    "custom_record": "number",
}
# Columns within which numbers are told apart: kinds that a company added count each for itself.
COUNTED_WITHIN = {"custom_record": "kind_id"}
# What can be gone while somebody elsewhere still gives records to it; of people also who does not work here any more.
_PARENTS = (
    *("customer", "contact", "opportunity", "sales_order", "lead", "service_case", "product", "product_category"),
    *("campaign", "team", "app_user", "custom_kind"),
)
_HOLDERS = frozenset({"owner_id", "manager_id"})
GONE = dict.fromkeys(_PARENTS, "p.deleted = 1") | {"app_user": "(p.deleted = 1 OR p.is_active = 0)"}
# Shorter numbers are extensions, which many share.
_DIGITS_AT_LEAST = 6
_AT_ONCE = 500
# What can be the same person or firm twice.
KEYED = ("customer", "contact", "lead")
Keys = Callable[[Connection, str, Sequence[str]], Iterator[tuple[str, tuple[str, ...]]]]


class _Write(NamedTuple):
    """A change, with what its transaction had of the other replicas."""

    table: str
    row_id: str
    entry: Entry

    @property
    def place(self) -> tuple[int, str]:
        """Its place in the order that is the same on every laptop."""
        return self.entry.hlc, self.entry.origin


def links() -> Iterator[tuple[str, str, str]]:
    """(table, column, parent) of every reference to something that can be gone."""
    for entity in ENTITIES:
        for column in table_of(entity).c:
            for key in column.foreign_keys:
                parent = key.column.table.name
                if parent in GONE and (parent != "app_user" or column.name in _HOLDERS):
                    yield entity.__tablename__, column.name, parent


def is_behind(connection: Connection) -> bool:
    """Whether something arrived that was not looked at."""
    marked = plain(connection, "SELECT value FROM sync_meta WHERE key = ?", (_MARK,))
    return bool(plain(connection, f"SELECT 1 {_ARRIVED} LIMIT 1", (int(marked[0][0]) if marked else 0,)))


def settle(connection: Connection) -> None:
    """Before this file becomes another replica, for which all that is here will have arrived: it was looked at."""
    if not is_behind(connection):
        plain(connection, f"INSERT OR REPLACE INTO sync_meta SELECT '{_MARK}', coalesce(max(id), 0) FROM sync_change")


def look(connection: Connection, *, anew: bool = False) -> int:
    """Note what shows by what arrived since the last look (or `anew`, by all that ever arrived); returns how much."""
    ((reached,),) = plain(connection, "SELECT coalesce(max(id), 0) FROM sync_change")
    marked = plain(connection, "SELECT value FROM sync_meta WHERE key = ?", (_MARK,))
    after = 0 if anew or not marked else int(marked[0][0])
    found: list[tuple[str, str, str, str]] = []
    if reached > after and plain(connection, f"SELECT 1 {_ARRIVED} LIMIT 1", (after,)):
        journal = _Journal(connection)
        found = [*_twins(journal, after), *_orphans(journal, after), *_breaches(journal, after)]
    if anew:
        plain(connection, "DELETE FROM sync_find")
    for row in found:
        plain(connection, "INSERT OR IGNORE INTO sync_find VALUES (?, ?, ?, ?)", row)
    plain(connection, "INSERT OR REPLACE INTO sync_meta VALUES (?, ?)", (_MARK, str(reached)))
    return len(found)


_ARRIVED = "FROM sync_change c WHERE c.id > ? AND c.origin <> (SELECT me FROM sync_state)"


class _Journal:
    """Entries of the journal with what is known of their transactions."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self._context = contexts.reader(connection)

    def ask(self, statement: str, values: Sequence[object] = ()) -> list[Any]:
        """The rows of a statement."""
        return list(plain(self.connection, statement, tuple(values)))

    def writes(self, source: str, values: Sequence[object]) -> list[_Write]:
        """The changes c of a part of a statement, from its FROM on."""
        rows = self.ask(
            "SELECT c.tbl, c.row_id, t.hlc, r.id, c.seq, c.origin, t.ctx, c.op, c.data"
            f" FROM ({source}) c JOIN sync_txn t ON t.origin = c.origin AND t.seq = c.seq"
            " JOIN sync_replica r ON r.n = c.origin",
            values,
        )
        return [
            _Write(tbl, row_id, Entry(hlc, replica, seq, self._context(origin, epoch), op, json.loads(data)))
            for tbl, row_id, hlc, replica, seq, origin, epoch, op, data in rows
        ]

    def of_rows(self, table: str, ids: Iterable[str]) -> dict[str, list[Entry]]:
        """Every entry of some rows."""
        source = "SELECT * FROM sync_change WHERE tbl = ? AND row_id IN (SELECT value FROM json_each(?))"
        found: dict[str, list[Entry]] = {}
        for each in self.writes(source, (table, json.dumps(list(ids)))):
            found.setdefault(each.row_id, []).append(each.entry)
        return found


def _apart(one: Entry, other: Entry) -> bool:
    """Whether neither was written in knowledge of the other."""
    return one.origin != other.origin and not one.knows(other) and not other.knows(one)


# --- the same thing made twice


def _twins(journal: _Journal, after: int) -> Iterator[tuple[str, str, str, str]]:
    """Records made on different laptops that are one, or that have one number."""
    numbered = (
        f"c.tbl = '{table}' AND (c.op = 'i' OR json_extract(c.data, '$.{column}') IS NOT NULL)"
        for table, column in NUMBERS.items()
    )
    wanted = f"({' OR '.join(numbered)} OR c.tbl = 'contact' AND c.op = 'i')"
    arrived = journal.writes(f"SELECT c.* {_ARRIVED} AND {wanted}", (after,))
    others = _written_beside(journal, arrived, wanted) if arrived else []
    for table in sorted({each.table for each in arrived}):
        if table in NUMBERS:
            yield from _pairs(NUMBER, table, _known_by(journal, table, arrived, others, _numbers))
        if table in KEYED:
            yield from _pairs(DUPLICATE, table, _known_by(journal, table, _made(arrived), _made(others), keys_of))


def _made(writes: Iterable[_Write]) -> list[_Write]:
    return [each for each in writes if each.entry.op == INSERT]


def _written_beside(journal: _Journal, arrived: Sequence[_Write], wanted: str) -> list[_Write]:
    """What other replicas wrote that some of what arrived was written in ignorance of."""
    replicas = [replica for (replica,) in journal.ask("SELECT id FROM sync_replica")]
    contexts_seen = {(each.entry.origin, each.entry.seq): each.entry.context for each in arrived}
    found = []
    for replica in replicas:
        known = [context.get(replica, 0) for (origin, _), context in contexts_seen.items() if origin != replica]
        if known:
            source = (
                "SELECT c.* FROM sync_change c WHERE c.origin = (SELECT n FROM sync_replica WHERE id = ?)"
                f" AND c.seq > ? AND {wanted}"
            )
            found += journal.writes(source, (replica, min(known)))
    return found


def _known_by(
    journal: _Journal, table: str, arrived: Sequence[_Write], others: Sequence[_Write], keys: Keys
) -> Iterator[list[_Write]]:
    """Writes of a table that share a key, where one arrived and another may have been made in ignorance of it."""
    written = sorted((*others, *arrived), key=lambda each: each.place)
    mine = {each.row_id: each for each in written if each.table == table}
    came = {each.row_id for each in arrived if each.table == table}
    if len({each.entry.origin for each in mine.values()}) < 2:
        return
    shared: dict[tuple[str, ...], list[_Write]] = {}
    for row_id, key in keys(journal.connection, table, list(mine)):
        shared.setdefault(key, []).append(mine[row_id])
    for writes in shared.values():
        if len(writes) > 1 and not came.isdisjoint(each.row_id for each in writes):
            yield sorted(writes, key=lambda each: (each.place, each.row_id))


def _pairs(kind: str, table: str, alike: Iterable[Sequence[_Write]]) -> Iterator[tuple[str, str, str, str]]:
    """Each with the first that was made in ignorance of it, the later one named first."""
    for writes in alike:
        for place, later in enumerate(writes):
            earlier = next((each for each in writes[:place] if _apart(each.entry, later.entry)), None)
            if earlier is not None and earlier.row_id != later.row_id:
                yield kind, table, later.row_id, earlier.row_id


def _numbers(connection: Connection, table: str, ids: Sequence[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    names = (NUMBERS[table], *filter(None, (COUNTED_WITHIN.get(table),)))
    for row_id, number, *within in _rows(connection, table, names, ids):
        if number:
            yield row_id, (number, *within)


def keys_of(connection: Connection, table: str, ids: Sequence[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """(row, what it can be known again by) of living rows: e-mail, telephone, name with place."""
    if table == "customer":
        for row_id, name, city, email, phone in _rows(connection, table, ("name", "city", "email", "phone"), ids):
            yield from ((row_id, key) for key in _reached_by(email, phone))
            yield row_id, ("name", compact(company_key(name or "")), fold(city or ""))
    elif table == "lead":
        for row_id, email, phone in _rows(connection, table, ("email", "phone"), ids):
            yield from ((row_id, key) for key in _reached_by(email, phone))
    elif table == "contact":
        asked = (json.dumps(list(ids)),)
        inside = "contact_id IN (SELECT value FROM json_each(?)) AND deleted = 0"
        for row_id, kind, value in plain(
            connection, f"SELECT contact_id, kind, value FROM contact_point WHERE {inside}", asked
        ):
            is_phone = kind == "phone"
            yield from ((row_id, key) for key in _reached_by(None if is_phone else value, value if is_phone else None))
        for row_id, name, customer in plain(
            connection,
            "SELECT c.id, c.name, p.customer_id FROM contact c JOIN contact_role p ON p.contact_id = c.id"
            " WHERE c.id IN (SELECT value FROM json_each(?)) AND c.deleted = 0 AND p.deleted = 0",
            asked,
        ):
            yield row_id, ("name", compact(fold(name)), customer)


def _reached_by(email: str | None, phone: str | None) -> Iterator[tuple[str, ...]]:
    if email and email.strip():
        yield "email", fold(email.strip())
    if phone and len(dialled := phone_key(phone)) >= _DIGITS_AT_LEAST:
        yield "phone", dialled


def _rows(connection: Connection, table: str, names: Sequence[str], ids: Sequence[str]) -> Iterator[Any]:
    for start in range(0, len(ids), _AT_ONCE):
        yield from plain(
            connection,
            f"SELECT id, {', '.join(names)} FROM {table} WHERE deleted = 0 AND id IN (SELECT value FROM json_each(?))",
            (json.dumps(ids[start : start + _AT_ONCE]),),
        )


# --- records of something that is gone


def _orphans(journal: _Journal, after: int) -> Iterator[tuple[str, str, str, str]]:
    """Living rows that were given to a record elsewhere while it was deleted here, or the other way round."""
    arrived = _arrived_ids(journal, after)
    ends: dict[tuple[str, str], Entry | None] = {}
    for table, column, parent in links():
        doubtful = set()
        living = f"SELECT r.id, r.{column} FROM {table} r JOIN {parent} p ON p.id = r.{column}"
        living += f" WHERE r.deleted = 0 AND {GONE[parent]}"
        if table in arrived:
            doubtful |= _set(journal, f"{living} AND r.id IN (SELECT value FROM json_each(?))", arrived[table])
        if parent in arrived:
            doubtful |= _set(journal, f"{living} AND r.{column} IN (SELECT value FROM json_each(?))", arrived[parent])
        if not doubtful:
            continue
        missing = {each for _, each in doubtful if (parent, each) not in ends}
        ends |= {(parent, each): _end(entries) for each, entries in journal.of_rows(parent, missing).items()}
        given = journal.of_rows(table, {each for each, _ in doubtful})
        for row_id, parent_id in sorted(doubtful):
            end = ends.get((parent, parent_id))
            giving = _last_with(given.get(row_id, ()), column)
            if end is not None and giving is not None and _apart(end, giving):
                yield ORPHAN, table, row_id, column


def _arrived_ids(journal: _Journal, after: int) -> dict[str, str]:
    """Table → ids of what arrived, as JSON."""
    rows = journal.ask(f"SELECT DISTINCT c.tbl, c.row_id {_ARRIVED} ORDER BY c.tbl", (after,))
    return {table: json.dumps([row[1] for row in group]) for table, group in groupby(rows, lambda row: row[0])}


def _set(journal: _Journal, statement: str, ids: str) -> set[tuple[str, str]]:
    return {(row_id, parent_id) for row_id, parent_id in journal.ask(statement, (ids,))}


def _end(entries: Iterable[Entry]) -> Entry | None:
    """The entry that deleted a record, or ended somebody's work here."""
    return max((each for each in entries if ends(each)), key=lambda each: each[:2], default=None)


def ends(entry: Entry) -> bool:
    """Whether an entry deletes or erases a record, or ends somebody's work here."""
    new = entry.new_values
    return entry.op != INSERT and (new.get("deleted") == 1 or new.get("is_active") == 0)


def _last_with(entries: Iterable[Entry], column: str) -> Entry | None:
    return max((each for each in entries if column in each.data), key=lambda each: each[:2], default=None)


# --- rules


def _breaches(journal: _Journal, after: int) -> Iterator[tuple[str, str, str, str]]:
    came = "SELECT c.row_id " + _ARRIVED + " AND c.tbl = '{table}'"
    touched = {table for (table,) in journal.ask(f"SELECT DISTINCT c.tbl {_ARRIVED}", (after,))}
    for rule in RULES:
        for table, reach in (*rule.reach.items(), *(() if rule.table in rule.reach else ((rule.table, "{ids}"),))):
            if table not in touched:
                continue
            asked = reach.format(ids=came.format(table=table))
            found = [row_id for (row_id,) in journal.ask(breaching(rule, asked), (after,) * asked.count("?"))]
            for row_id in found if not rule.is_own else _written_apart(journal, rule, found):
                yield RULE, rule.table, row_id, rule.name


def _written_apart(journal: _Journal, rule: Rule, ids: Collection[str]) -> Iterator[str]:
    """Of some records those that two laptops wrote in ignorance of each other, with the rows the rule speaks of."""
    parts = {table: _owner_column(table, rule.table) for table in rule.reach if table != rule.table}
    ids = _of_several(journal, rule, parts, ids)
    own = journal.of_rows(rule.table, ids) if ids else {}
    for row_id in ids:
        entries, of_parts = own.get(row_id, []), []
        for table, column in parts.items():
            rows = journal.ask(f"SELECT id FROM {table} WHERE {column} = ?", (row_id,))
            for each in journal.of_rows(table, [part for (part,) in rows]).values():
                of_parts += each
        if any(_apart(one, other) for one, other in _to_compare(rule, entries, of_parts)):
            yield row_id


def _of_several(journal: _Journal, rule: Rule, parts: Mapping[str, str], ids: Collection[str]) -> list[str]:
    """Of some records those that more than one laptop wrote, or rows of theirs."""
    asked = "IN (SELECT value FROM json_each(?1))"
    wrote = [f"SELECT row_id AS id, origin FROM sync_change WHERE tbl = '{rule.table}' AND row_id {asked}"]
    wrote += (
        f"SELECT p.{column}, c.origin FROM {part} p JOIN sync_change c ON c.tbl = '{part}' AND c.row_id = p.id"
        f" WHERE p.{column} {asked}"
        for part, column in parts.items()
    )
    several = f"SELECT id FROM ({' UNION ALL '.join(wrote)}) GROUP BY id HAVING count(DISTINCT origin) > 1 ORDER BY id"
    return [row_id for (row_id,) in journal.ask(several, (json.dumps(sorted(set(ids))),))] if ids else []


def _to_compare(rule: Rule, entries: Sequence[Entry], of_parts: Sequence[Entry]) -> Iterable[tuple[Entry, Entry]]:
    """Which entries of a record and of its rows must not have been written apart."""
    if not rule.settles:
        return combinations((*entries, *of_parts), 2)
    settled = (*(each for each in entries if not rule.settled.isdisjoint(each.data)), *of_parts)
    return product((each for each in entries if rule.settles in each.data), settled)


def _owner_column(part: str, table: str) -> str:
    columns = table_of(ENTITY_OF[part]).c
    return next(each.name for each in columns if any(key.column.table.name == table for key in each.foreign_keys))
