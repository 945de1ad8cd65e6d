"""New rows without SQLAlchemy: many without the trigger, then their journal by one INSERT … SELECT; or one alone."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.sql.schema import ScalarElementColumnDefault

from crm_desktop.models import Synced
from crm_desktop.models.base import Day
from crm_desktop.storage import capture
from crm_desktop.storage.connection import plain

_AT_ONCE = 2_000
_WORTH_IT = 10_000
_PUT_OFF = (
    "SELECT m.name, m.sql, s.stat FROM sqlite_master m JOIN sqlite_stat1 s ON s.idx = m.name"
    " WHERE m.type = 'index' AND m.sql IS NOT NULL AND m.tbl_name = ?"
    " AND NOT EXISTS (SELECT 1 FROM pragma_index_info(m.name) WHERE name IN ('number', 'code'))"
)


def insert(connection: Connection, entity: type[Synced], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows given as {column: value}; columns no row names keep their defaults. Each row brings its id."""
    if not rows:
        return
    names = _names(entity, rows)
    table = entity.__tablename__
    ((before,),) = plain(connection, f"SELECT coalesce(max(rowid), 0) FROM {table}")
    statement = f"INSERT INTO {table}({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"
    # A trigger that does nothing still costs each row 12 µs, for it is handed all columns: to drop it and make it anew
    # takes 1 ms.
    trigger, made_by = next(capture.triggers(entity))
    plain(connection, f"DROP TRIGGER {trigger}")
    own: Any = connection.connection.driver_connection
    for start in range(0, len(rows), _AT_ONCE):
        own.executemany(statement, _stored(entity, rows[start : start + _AT_ONCE], names))
    plain(
        connection,
        f"INSERT INTO sync_change(origin, seq, tbl, row_id, op, data) SELECT s.me, s.next_seq, '{table}', t.id, 'i',"
        f" {capture.inserted_json(entity, 't.', names)} FROM {table} t, sync_state s WHERE t.rowid > ?",
        (before,),
    )
    plain(connection, made_by)


def update_alike(connection: Connection, entity: type[Synced], ids: Sequence[str], values: Mapping[str, Any]) -> None:
    """Give many rows the same values, at a third of the cost of a statement a row; the journal says what changed."""
    table, groups = entity.__tablename__, capture.registers(entity)
    written = {name: each.isoformat() if isinstance(each, date) else each for name, each in values.items()}
    touched = dict.fromkeys(member for name in written for member in groups[name])
    now = {name: f":{name}" if name in written else f"t.{name}" for name in touched}
    differs = {name: " OR ".join(f"t.{each} IS NOT {now[each]}" for each in groups[name]) for name in touched}
    told = ", ".join(
        f"CASE WHEN {differs[name]} THEN ',\"{name}\":' || json_array(t.{name}, {now[name]}) END" for name in touched
    )
    any_of_them = " OR ".join(f"({each})" for each in differs.values())
    chosen = f"t.id IN (SELECT value FROM json_each(:ids)) AND ({any_of_them})"
    given = {**written, "ids": json.dumps(list(ids))}
    _, (trigger, made_by), _ = capture.triggers(entity)
    plain(connection, f"DROP TRIGGER {trigger}")
    own: Any = connection.connection.driver_connection
    own.execute(
        f"INSERT INTO sync_change(origin, seq, tbl, row_id, op, data) SELECT s.me, s.next_seq, '{table}', t.id, 'u',"
        f" '{{' || substr(concat({told}), 2) || '}}' FROM {table} t, sync_state s WHERE {chosen}",
        given,
    )
    columns = ", ".join(f"{name} = :{name}" for name in written)
    own.execute(f"UPDATE {table} AS t SET {columns} WHERE {chosen}", given)
    plain(connection, made_by)


@contextmanager
def filling(
    connection: Connection, entity: type[Synced], rows: int, give_up: Callable[[], None] = lambda: None
) -> Iterator[None]:
    """Within the block about so many rows come into a table: its indexes are dropped before and made anew afterwards.

    Rows in the order they come touch pages all over each index; sorted, they fill it at once. The index of numbers
    stays, for numbers are asked about, and rise. Nothing is done where the table holds more already, and after an
    error, which must take back the transaction. `give_up` is called between the indexes, and may raise.
    """
    table = entity.__tablename__
    put_off = plain(connection, _PUT_OFF, (table,)) if fills(connection, entity, rows) else []
    for name, _, _ in put_off:
        plain(connection, f"DROP INDEX {name}")
    yield
    for name, statement, figures in put_off:
        give_up()
        plain(connection, statement)
        plain(connection, "INSERT INTO sqlite_stat1(tbl, idx, stat) VALUES (?, ?, ?)", (table, name, figures))
    if put_off:
        plain(connection, "ANALYZE sqlite_schema")


def fills(connection: Connection, entity: type[Synced], rows: int) -> bool:
    """Whether about so many new rows are most of what a table will hold, and worth some preparation."""
    ((known,),) = plain(connection, f"SELECT coalesce(max(rowid), 0) FROM {entity.__tablename__}")
    return rows >= max(_WORTH_IT, int(known))


def insert_one(connection: Connection, entity: type[Synced], values: Mapping[str, Any]) -> None:
    """Insert a row given as {column: value}, which brings its id; the triggers write its journal row.

    It names every column, so that the driver knows the statement the next time: to plan it takes longer than to run it.
    """
    statement, defaults = _insert_one(entity)
    if unknown := values.keys() - defaults.keys():
        raise KeyError(f"{entity.__tablename__} has no column {sorted(unknown)[0]}")
    row = {**defaults, **values}.values()
    plain(connection, statement, [each.isoformat() if isinstance(each, date) else each for each in row])


@cache
def _insert_one(entity: type[Synced]) -> tuple[str, Mapping[str, Any]]:
    """The statement, and every column in its order with the value it has when none is given."""
    names = ("id", *capture.columns(entity))
    marks = ", ".join("?" * len(names))
    statement = f"INSERT INTO {entity.__tablename__}({', '.join(names)}) VALUES ({marks})"
    return statement, dict.fromkeys(names) | _defaults(entity, names)


def _names(entity: type[Synced], rows: Sequence[Mapping[str, Any]]) -> list[str]:
    known = ["id", *capture.columns(entity)]
    used = set().union(*(row.keys() for row in rows))
    unknown = used.difference(known)
    if unknown:
        raise KeyError(f"{entity.__tablename__} has no column {sorted(unknown)[0]}")
    required = _defaults(entity, known)
    return [name for name in known if name in used or name in required]


def _defaults(entity: type[Synced], names: Sequence[str]) -> dict[str, Any]:
    table = capture.table_of(entity)
    return {
        name: default.arg for name in names if isinstance(default := table.c[name].default, ScalarElementColumnDefault)
    }


def _stored(entity: type[Synced], rows: Sequence[Mapping[str, Any]], names: Sequence[str]) -> list[tuple[Any, ...]]:
    """The values in the order of the columns, taken column by column: a quarter of the time of row by row.

    The driver itself stores a bool as 0 or 1.
    """
    table, defaults = capture.table_of(entity), _defaults(entity, names)
    columns = []
    used = set().union(*rows)
    for name in names:
        default = defaults.get(name)
        values = [row.get(name, default) for row in rows] if name in used else [default] * len(rows)
        if isinstance(table.c[name].type, Day):
            values = [each.isoformat() if isinstance(each, date) else each for each in values]
        columns.append(values)
    return list(zip(*columns, strict=True))
