"""The SQLite side of a shared file that is one file: its connection, its one table, its mark.

Never WAL, whose index is memory that two computers cannot share; a rollback journal, locked for one short insert. Locks
on shares may not work at all: then the file breaks, is noticed, set aside and filled again.
"""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as driver

from crm_desktop.storage.connection import APPLICATION_ID

HUB_APPLICATION_ID = 0x43524D48
WAIT_MS = 15_000

Broken = driver.DatabaseError
_SCHEMA = "CREATE TABLE IF NOT EXISTS piece(name TEXT PRIMARY KEY, data BLOB NOT NULL)"
# What SQLite calls trouble that has nothing to do with what is in the file.
_PASSING = ("locked", "busy", "unable to open", "disk i/o", "readonly", "read-only", "full", "interrupted")


@contextlib.contextmanager
def opened(path: Path, options: str = "") -> Iterator[Any]:
    """A connection to a shared file, made when it is absent; `options` are SQLite's own, such as `nolock=1`."""
    connection = driver.connect(
        f"{path.absolute().as_uri()}?{options}", uri=True, isolation_level=None, timeout=WAIT_MS / 1000
    )
    try:
        _look_whose(connection)
        if _is_empty(connection):
            connection.execute("BEGIN EXCLUSIVE")
            connection.execute(_SCHEMA)
            connection.execute(f"PRAGMA application_id = {HUB_APPLICATION_ID}")
            connection.execute("COMMIT")
        connection.execute("PRAGMA journal_mode = DELETE")
        connection.execute("PRAGMA synchronous = EXTRA")
        yield connection
    except UnicodeDecodeError as error:
        # What SQLite says about a damaged schema quotes it, and need not be text.
        raise Broken("what describes the file is damaged") from error
    finally:
        with contextlib.suppress(driver.Error):
            connection.close()


class IsCompany(Exception):
    """The file is a company's, which must not be touched here."""


def _look_whose(connection: Any) -> None:
    """Before anything is changed, even the way the journal is kept."""
    mark = int(connection.execute("PRAGMA application_id").fetchone()[0])
    if mark == APPLICATION_ID:
        raise IsCompany
    if mark != HUB_APPLICATION_ID and not _is_empty(connection):
        raise Broken("file is not a database of segments")


def _is_empty(connection: Any) -> bool:
    return int(connection.execute("PRAGMA schema_version").fetchone()[0]) == 0


def is_passing(error: Exception) -> bool:
    """Whether an error says nothing against the file: it is busy, cannot be reached or written just now."""
    return any(word in str(error).lower() for word in _PASSING)


def application_id(path: Path) -> int | None:
    """The mark in the header of a SQLite file; None when it is none."""
    with path.open("rb") as stream:
        head = stream.read(72)
    return int.from_bytes(head[68:72], "big") if head.startswith(b"SQLite format 3\x00") and len(head) == 72 else None
