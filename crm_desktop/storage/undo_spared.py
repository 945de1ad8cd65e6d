"""What an undo must leave alone: records handed to others since, and creations that others have built on since."""

import json
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

from sqlalchemy import Connection

from crm_desktop.models import ENTITIES, ENTITY_OF, Synced
from crm_desktop.storage.capture import table_of
from crm_desktop.storage.journal import TransactionId

# Ids of a table → those the actor may no longer change.
OutOfReach = Callable[[type[Synced], Collection[str]], Collection[str]]
# Table → (table, column) of the rows that are nothing without its record.
Parts = Mapping[str, Collection[tuple[str, str]]]
Ids = dict[str, set[str]]

_TOUCHED = "SELECT row_id FROM sync_change WHERE origin = ? AND seq = ? AND tbl = ?"
# Rows that undoing the transaction would delete: what it made,
_MADE = "op = 'i'"
# and what it brought back, to which only what was written since counts as built on it: the rest referred to it before.
_BACK = "op <> 'i' AND json_extract(data, '$.deleted[0]') = 1"
_SINCE = (
    "EXISTS (SELECT 1 FROM sync_change d WHERE d.row_id = {child}.id AND d.tbl = '{child}' AND d.id >"
    " (SELECT max(id) FROM sync_change WHERE origin = ? AND seq = ?) AND (d.op = 'i'"
    " OR json_type(d.data, '$.{column}') IS NOT NULL OR json_extract(d.data, '$.deleted[1]') = 0))"
)


def spared(
    connection: Connection,
    transaction: TransactionId,
    kept: Mapping[str, Collection[str]],
    reach: OutOfReach,
    parts: Parts,
) -> Ids:
    """Table → ids of the rows to be left as they are; `kept` are creations that stay because they changed since."""
    tables = [row[0] for row in connection.exec_driver_sql(*_tables(transaction)) if row[0] in ENTITY_OF]
    found: Ids = {table: set(kept.get(table, ())) for table in tables}
    for table in tables:
        touched = connection.exec_driver_sql(_TOUCHED, (*_key(transaction), table)).scalars().all()
        found[table] |= set(reach(ENTITY_OF[table], touched))
    # Whoever deletes again what an undo brought back has decided so before.
    is_redo = _depth(connection, transaction) % 2 == 1
    count = -1
    while count != (count := sum(map(len, found.values()))):
        for table in tables:
            if not is_redo:
                for doomed, since in ((_MADE, ""), (_BACK, _SINCE)):
                    found[table] |= _built_on(connection, transaction, table, found, doomed, since)
            _add_parts(connection, transaction, table, parts, found)
    return found


def _key(transaction: TransactionId) -> tuple[int, int]:
    return transaction.origin, transaction.seq


def _tables(transaction: TransactionId) -> tuple[str, tuple[int, int]]:
    return "SELECT DISTINCT tbl FROM sync_change WHERE origin = ? AND seq = ?", _key(transaction)


def _depth(connection: Connection, transaction: TransactionId) -> int:
    """How many undos lead from a transaction back to what was done first: an odd number is an undo itself."""
    depth, current = 0, transaction
    statement = "SELECT undo_of FROM sync_txn WHERE origin = ? AND seq = ?"
    while undone := connection.exec_driver_sql(statement, _key(current)).scalar():
        depth, current = depth + 1, TransactionId.parse(undone)
    return depth


def _built_on(
    connection: Connection, transaction: TransactionId, table: str, found: Ids, which: str, since: str
) -> set[str]:
    """Rows about to be deleted that a row which stays refers to."""
    key = _key(transaction)
    doomed = f"{_TOUCHED} AND {which} AND row_id NOT IN (SELECT value FROM json_each(?))"
    if connection.exec_driver_sql(f"{doomed} LIMIT 1", (*key, table, _json(found[table]))).first() is None:
        return set()
    ids: set[str] = set()
    for child, column in _references(table):
        living = f"SELECT DISTINCT {column} FROM {child} WHERE deleted = 0"
        # What the same step changed is put back as well and refers to these rows no longer.
        theirs = f"{_TOUCHED} AND row_id NOT IN (SELECT value FROM json_each(?))"
        statement = f"{living} AND {column} IN ({doomed}) AND id NOT IN ({theirs})"
        values: tuple[Any, ...] = (*key, table, _json(found[table]), *key, child, _json(found.get(child, ())))
        if since:
            statement, values = f"{statement} AND {since.format(child=child, column=column)}", (*values, *key)
        ids |= set(connection.exec_driver_sql(statement, values).scalars())
    return ids


def _references(table: str) -> Iterator[tuple[str, str]]:
    """The columns of all tables that name a row of this one."""
    for entity in ENTITIES:
        for column in table_of(entity).c:
            if any(key.column.table.name == table for key in column.foreign_keys):
                yield entity.__tablename__, column.name


def _add_parts(connection: Connection, transaction: TransactionId, table: str, parts: Parts, found: Ids) -> None:
    for part, column in parts.get(table, ()):
        if found[table] and part in found:
            named = f"{column} IN (SELECT value FROM json_each(?))"
            statement = f"SELECT id FROM {part} WHERE {named} AND id IN ({_TOUCHED})"
            rows: Any = connection.exec_driver_sql(statement, (_json(found[table]), *_key(transaction), part))
            found[part] |= set(rows.scalars())


def _json(ids: Collection[str]) -> str:
    return json.dumps(sorted(ids))
