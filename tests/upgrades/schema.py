"""The schema of a company file as a value that can be compared, however its statements were written."""

import re
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as driver

_PRAGMAS = ("table_xinfo", "foreign_key_list", "index_list")


def schema_of(path: Path) -> dict[str, Any]:
    """Name → (kind, statement, columns, keys, indexes) of everything in a file."""
    connection = driver.connect(str(path))
    try:
        rows = connection.execute("SELECT name, type, sql FROM sqlite_master").fetchall()
        return {name: (kind, _statement(kind, sql), *_details(connection, kind, name)) for name, kind, sql in rows}
    finally:
        connection.close()


def _details(connection: Any, kind: str, name: str) -> list[Any]:
    pragmas = {"table": _PRAGMAS, "index": ("index_xinfo",)}.get(kind, ())
    # Places of columns, numbers of keys and indexes follow the order they were made in.
    accidents = {"table_xinfo": {0}, "foreign_key_list": {0, 1}, "index_list": {0}, "index_xinfo": {1}}
    return [
        sorted(
            repr([value for place, value in enumerate(row) if place not in accidents[each]])
            for row in connection.execute(f"PRAGMA {each}({name})")
        )
        for each in pragmas
    ]


def _statement(kind: str, sql: str | None) -> Any:
    """A statement; of a table its parts in any order, as columns that came later stand last, with keys of their own."""
    plain = _plain(sql)
    if kind != "table" or not plain.startswith("create table"):
        return plain
    plain = re.sub(r"(\w+) text references ", r"\1 text,foreign key(\1)references ", plain)
    head, _, body = plain.partition("(")
    return head.strip(), sorted(re.split(r",(?![^(]*\))", body.rpartition(")")[0])), body.rpartition(")")[2]


def _plain(sql: str | None) -> str:
    """A statement without the accidents of its layout; SQLite keeps them."""
    return re.sub(r"\s*([(),])\s*", r"\1", re.sub(r"\s+", " ", (sql or "").replace('"', ""))).lower()
