"""A new file is filled at once: what serves reading alone, and what guards against a crash, waits until it is full."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from crm_desktop.storage import search_index
from crm_desktop.storage.connection import transaction

# Every new transaction asks for its own journal rows.
_NEEDED = "ix_sync_change_seq"
_WHILE_FILLING = {"journal_mode": "OFF", "synchronous": 0, "foreign_keys": 0, "temp_store": 1, "cache_size": -131_072}


@dataclass(frozen=True)
class PutOff:
    """What a file has to get back when it is full: its indexes, the planner's figures for them, and its pragmas."""

    indexes: Sequence[tuple[str, str]]
    figures: Sequence[tuple[str, str, str]]
    pragmas: dict[str, Any]


def begin(connection: Connection) -> PutOff:
    """Put off all that makes inserts slow: five indexes of each table scatter its rows all over the disk.

    From here to `end` an error leaves a file that is worth nothing.
    """
    put_off = PutOff(
        _rows(connection, "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"),
        _rows(connection, "SELECT tbl, idx, stat FROM sqlite_stat1"),
        {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in _WHILE_FILLING},
    )
    connection.rollback()
    _set(connection, _WHILE_FILLING)
    with transaction(connection, immediate=True):
        for name, _ in put_off.indexes:
            if name != _NEEDED:
                connection.exec_driver_sql(f"DROP INDEX {name}")
    return put_off


def end(connection: Connection, put_off: PutOff, progress: Callable[[int, int], None] | None = None) -> None:
    """Make the file one to work with; `progress(done, total)` counts the records that search finds.

    It is on the disk for certain when the caller has synchronised it.
    """
    for name, statement in put_off.indexes:
        if name != _NEEDED:
            with transaction(connection, immediate=True):
                connection.exec_driver_sql(statement)
    with transaction(connection, immediate=True):
        connection.exec_driver_sql("DELETE FROM sqlite_stat1")
        connection.exec_driver_sql("INSERT INTO sqlite_stat1(tbl, idx, stat) VALUES (?, ?, ?)", list(put_off.figures))
        search_index.rebuild(connection, progress)
    _set(connection, put_off.pragmas)


def _rows(connection: Connection, statement: str) -> list[Any]:
    return [tuple(row) for row in connection.exec_driver_sql(statement)]


def _set(connection: Connection, pragmas: dict[str, Any]) -> None:
    for name, value in pragmas.items():
        connection.exec_driver_sql(f"PRAGMA {name} = {value}").close()
    connection.rollback()
