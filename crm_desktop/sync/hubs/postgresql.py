"""A PostgreSQL table of the same segments, for teams that outgrow files; the library for it is an extra."""

import importlib
import sys
from collections.abc import Callable, Mapping
from typing import Any, TypeVar
from urllib.parse import SplitResult, urlsplit

from crm_desktop.core.errors import MachineError, Problem, UserError
from crm_desktop.core.i18n import Message
from crm_desktop.sync.hubs.places import without_password
from crm_desktop.sync.hubs.store import NOTHING, SEGMENT
from crm_desktop.sync.trouble import HubFull, NotWritable, Unreachable

T = TypeVar("T")

SCHEMES = ("postgresql+psycopg", "postgresql", "postgres")
_CONNECT_S = 10
_SCHEMA = "CREATE TABLE IF NOT EXISTS crm_hub(name TEXT PRIMARY KEY, data BYTEA NOT NULL)"
_PUT = "INSERT INTO crm_hub(name, data) VALUES (%s, %s) ON CONFLICT (name) DO UPDATE SET data = excluded.data"


class PostgresStore:
    """The shared file as a table of a database."""

    def __init__(self, address: str) -> None:
        parts = _parts(address)
        self.place = f"{parts.hostname or 'PostgreSQL'}{parts.path}"
        self._address = "postgresql" + address[len(parts.scheme) :]
        self._driver = _driver()
        self._connection: Any = None

    def segments(self, known: Mapping[str, int] = NOTHING) -> list[tuple[str, int]]:
        """Name and size of every segment of every writer."""
        return self._sizes(f"%{SEGMENT}")

    def inside(self, folder: str) -> list[tuple[str, int]]:
        """Name and size of everything under a folder's name."""
        return self._sizes(f"{folder}/%")

    def get(self, name: str) -> bytes | None:
        """What is kept under a name."""
        found = self._rows("SELECT data FROM crm_hub WHERE name = %s", name)
        return bytes(found[0][0]) if found else None

    def put(self, name: str, data: bytes) -> None:
        """Keep bytes under a name."""

        def insert(connection: Any) -> None:
            connection.execute(_PUT, (name, data))

        def make_and_insert(connection: Any) -> None:
            connection.execute(_SCHEMA)
            connection.execute(_PUT, (name, data))

        try:
            self._run(insert)
        except self._driver.errors.UndefinedTable:
            self._run(make_and_insert)

    def bad(self, name: str) -> None:
        """Drop damaged bytes."""
        self.remove(name)

    def remove(self, name: str) -> None:
        """Take a piece away."""
        self._run(lambda connection: connection.execute("DELETE FROM crm_hub WHERE name = %s", (name,)))

    def close(self) -> None:
        """End the session with the server."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _sizes(self, pattern: str) -> list[tuple[str, int]]:
        return self._rows("SELECT name, length(data) FROM crm_hub WHERE name LIKE %s", pattern)

    def _rows(self, statement: str, value: str) -> list[Any]:
        """What is found; nothing while nobody has put anything there."""
        try:
            return self._run(lambda connection: [*connection.execute(statement, (value,)).fetchall()])
        except self._driver.errors.UndefinedTable:
            return []

    def _run(self, act: Callable[[Any], T]) -> T:
        """One transaction; a session that the server ended meanwhile is begun anew once."""
        had_one = self._connection is not None
        try:
            with self._session().transaction():
                return act(self._connection)
        except self._driver.errors.UndefinedTable:
            raise
        except self._driver.Error as error:
            broken = self._connection is None or self._connection.broken or self._connection.closed
            self.close()
            if had_one and broken:
                return self._run(act)
            raise self._refused(error) from error

    def _session(self) -> Any:
        if self._connection is None:
            self._connection = self._driver.connect(self._address, autocommit=True, connect_timeout=_CONNECT_S)
        return self._connection

    def _refused(self, error: Exception) -> Problem:
        errors = self._driver.errors
        if isinstance(error, errors.InsufficientPrivilege | errors.ReadOnlySqlTransaction):
            return NotWritable.at(self.place)
        if isinstance(error, errors.DiskFull):
            return HubFull.at(self.place)
        return Unreachable.at(self.place, _reason(error))


def _reason(error: Exception) -> str:
    """The line that says why; hints and questions of the library stand below it, indented."""
    lines = [each for each in str(error).splitlines() if each.strip() and not each[0].isspace()]
    return lines[-1].strip().rstrip(".") if lines else type(error).__name__


def _parts(address: str) -> SplitResult:
    try:
        return urlsplit(address)
    except ValueError as error:
        raise UserError(
            Message(
                "“{address}” is no address of a database. Write it like {example}.",
                address=without_password(address),
                example=f"{SCHEMES[0]}://anna@server/team",
            )
        ) from error


def _driver() -> Any:
    try:
        return importlib.import_module("psycopg")
    except ImportError as error:
        if getattr(sys, "frozen", False):
            raise MachineError(
                Message("This edition of the program meets in a file or a folder only. Choose one of these.")
            ) from error
        raise MachineError(
            Message(
                "A shared file in PostgreSQL needs the library “psycopg”, which is not installed here. Install it with:"
                ' pip install "crm-desktop[postgresql]", or choose a file or a folder.'
            )
        ) from error
