"""Triggers that write the journal: generated from the models, so that no way of writing can bypass it.

Every synced table has an AFTER INSERT and an AFTER UPDATE trigger that append one JSON row a changed record to
`sync_change`, in the same transaction, and a BEFORE DELETE trigger that refuses. An insert is {column: new} without
nulls; an update is {column: [old, new]} of what changed, with every column of a merge group when one of it changed.
"""

from collections.abc import Collection, Iterator, Mapping
from functools import cache
from types import MappingProxyType

from sqlalchemy import Connection, Table

from crm_desktop.models import ENTITIES, Synced

_HEAD = "INSERT INTO sync_change(origin, seq, tbl, row_id, op, data) SELECT s.me, s.next_seq"


@cache
def columns(entity: type[Synced]) -> tuple[str, ...]:
    """The journaled columns of a table: all but the id and what is computed from others."""
    return tuple(c.name for c in table_of(entity).columns if c.name != "id" and c.computed is None)


def table_of(entity: type[Synced]) -> Table:
    """The table of an entity."""
    table = entity.__table__
    assert isinstance(table, Table)
    return table


def registers(entity: type[Synced]) -> dict[str, tuple[str, ...]]:
    """Column → the columns that merge together with it (itself alone when it is in no group)."""
    group_of = {name: group for group in entity.__sync_groups__ for name in group}
    return {name: group_of.get(name, (name,)) for name in columns(entity)}


def triggers(entity: type[Synced]) -> Iterator[tuple[str, str]]:
    """(name, CREATE statement) of the three triggers of a table."""
    table = entity.__tablename__
    on = "(SELECT capture FROM sync_state)"
    changed = {name: _differs(group) for name, group in registers(entity).items()}
    yield (
        f"journal_{table}_insert",
        f"CREATE TRIGGER journal_{table}_insert AFTER INSERT ON {table} WHEN {on} BEGIN "
        f"{_HEAD}, '{table}', NEW.id, 'i', {inserted_json(entity, 'NEW.')} FROM sync_state s; END",
    )
    # As text, for the reason told below.
    members = ", ".join(
        f"CASE WHEN {test} THEN ',\"{c}\":' || json_array(OLD.{c}, NEW.{c}) END" for c, test in changed.items()
    )
    yield (
        f"journal_{table}_update",
        f"CREATE TRIGGER journal_{table}_update AFTER UPDATE ON {table} "
        f"WHEN {on} AND ({_differs(columns(entity))}) BEGIN "
        f"{_HEAD}, '{table}', NEW.id, 'u', '{{' || substr(concat({members}), 2) || '}}' FROM sync_state s; END",
    )
    yield (
        f"journal_{table}_delete",
        f"CREATE TRIGGER journal_{table}_delete BEFORE DELETE ON {table} WHEN {on} BEGIN "
        f"SELECT RAISE(ABORT, 'records of {table} are marked deleted, never removed'); END",
    )


def inserted_json(entity: type[Synced], prefix: str = "", names: Collection[str] = ()) -> str:
    """SQL for the journal's picture of a new row, without nulls; with `names` when the other columns are surely null.

    Put together as text: json_object() with its nulls taken away again takes twice as long.
    """
    members = ", ".join(
        f"CASE WHEN {prefix}{name} IS NOT NULL THEN ',\"{name}\":' || json_quote({prefix}{name}) END"
        for name in columns(entity)
        if not names or name in names
    )
    return f"'{{' || substr(concat({members}), 2) || '}}'"


def install(connection: Connection) -> None:
    """Make the triggers what the models say, dropping stale ones."""
    wanted = expected()
    for name, statement in present(connection).items():
        if wanted.get(name) != statement:
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
    here = present(connection)
    for name, statement in wanted.items():
        if name not in here:
            connection.exec_driver_sql(statement)


@cache
def expected() -> Mapping[str, str]:
    """Name → statement of every trigger the models ask for; put together once, for every file that is opened."""
    return MappingProxyType({name: statement for entity in ENTITIES for name, statement in triggers(entity)})


def present(connection: Connection) -> dict[str, str]:
    """Name → statement of the journal triggers in the file."""
    rows = connection.exec_driver_sql(
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'journal\\_%' ESCAPE '\\'"
    )
    return {str(name): str(statement) for name, statement in rows}


def _differs(names: tuple[str, ...]) -> str:
    return " OR ".join(f"OLD.{name} IS NOT NEW.{name}" for name in names)
