"""One SQLite file that holds the same segments as rows: for a LAN share or a stick, for who wants one file.

It is locked for one short insert at a time. When that lock does not work and the file breaks, it is set aside under
another name and filled again by whoever syncs next; nothing depends on it.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from crm_desktop.core.errors import Problem
from crm_desktop.core.i18n import Message
from crm_desktop.core.paths import unique_suffix
from crm_desktop.storage import hub_file
from crm_desktop.sync.hubs.store import BAD, NOTHING, SEGMENT
from crm_desktop.sync.trouble import HubFull, NotAHub, NotWritable, Unreachable

T = TypeVar("T")


class SingleFileStore:
    """The shared file as one file."""

    def __init__(self, path: Path, options: str = "", *, mends: bool = False) -> None:
        """`mends` when the file is known to have been a shared file: only then it is set aside when it is broken."""
        self.path = path
        self.place = path.name
        self._options = options
        self._mends = mends

    def segments(self, known: Mapping[str, int] = NOTHING) -> list[tuple[str, int]]:
        """Name and size of every segment of every writer."""
        return self._sizes(f"%{SEGMENT}")

    def inside(self, folder: str) -> list[tuple[str, int]]:
        """Name and size of everything under a folder's name."""
        return self._sizes(f"{folder}/%")

    def get(self, name: str) -> bytes | None:
        """What is kept under a name."""

        def ask(connection: Any) -> bytes | None:
            found = connection.execute("SELECT data FROM piece WHERE name = ?", (name,)).fetchone()
            return bytes(found[0]) if found and isinstance(found[0], bytes) else None

        return self._guarded(ask, None)

    def put(self, name: str, data: bytes) -> None:
        """Keep bytes under a name, in one transaction."""

        def insert(connection: Any) -> bool:
            connection.execute("BEGIN EXCLUSIVE")
            connection.execute("INSERT OR REPLACE INTO piece(name, data) VALUES (?, ?)", (name, data))
            connection.execute("COMMIT")
            return True

        # The first attempt may find the file broken and set it aside.
        if not self._guarded(insert, False, make=True) and not self._guarded(insert, False, make=True):
            raise Unreachable.at(self.place, "it breaks as soon as it is written")

    def bad(self, name: str) -> None:
        """Drop damaged bytes."""
        self.remove(name)

    def remove(self, name: str) -> None:
        """Take a piece away."""

        def delete(connection: Any) -> None:
            connection.execute("BEGIN EXCLUSIVE")
            connection.execute("DELETE FROM piece WHERE name = ?", (name,))
            connection.execute("COMMIT")

        self._guarded(delete, None)

    def close(self) -> None:
        """Nothing is held between two calls."""

    def _sizes(self, pattern: str) -> list[tuple[str, int]]:
        def ask(connection: Any) -> list[tuple[str, int]]:
            rows = connection.execute("SELECT name, length(data) FROM piece WHERE name LIKE ?", (pattern,)).fetchall()
            if not all(isinstance(name, str) and isinstance(size, int) for name, size in rows):
                raise hub_file.Broken("rows of other types than were written")
            return [*rows]

        return self._guarded(ask, [])

    def _guarded(self, act: Callable[[Any], T], absent: T, *, make: bool = False) -> T:
        """Do something with the file; what turns out to be broken is set aside, and counts as absent."""
        try:
            if not make and self._is_empty():
                return absent
            with hub_file.opened(self.path, self._options) as connection:
                return act(connection)
        except hub_file.IsCompany as error:
            raise self._company() from error
        except hub_file.Broken as error:
            if hub_file.is_passing(error):
                raise self._refused(str(error)) from error
            if not self._mends:
                raise self._broken() from error
            return self._without(absent)
        except OSError as error:
            raise self._refused(error.strerror or str(error)) from error

    def _without(self, absent: T) -> T:
        """Go on as if there were no file; one that cannot be set aside just now, such as one in use, is for later."""
        try:
            self._set_aside()
        except OSError as error:
            raise self._refused(error.strerror or str(error)) from error
        return absent

    def _is_empty(self) -> bool:
        """Whether there is no file, or one of zero bytes, which to open would be to fill."""
        try:
            return self.path.stat().st_size == 0
        except FileNotFoundError:
            return True

    def _company(self) -> NotAHub:
        return NotAHub(
            Message(
                "“{file}” is a company file, not a shared file. Open it, or merge it with yours; to share, choose"
                " another name.",
                file=self.place,
            )
        )

    def _broken(self) -> NotAHub:
        return NotAHub(
            Message(
                "“{file}” is no shared file of this program, or it is damaged. If it is your team's, let a colleague"
                " sync first, which mends it; else choose another.",
                file=self.place,
            )
        )

    def _set_aside(self) -> None:
        aside = f"{self.path.name}{BAD}-{unique_suffix()}"
        for ending in ("", "-journal"):
            try:
                self.path.with_name(self.path.name + ending).replace(self.path.with_name(aside + ending))
            except FileNotFoundError:
                continue

    def _refused(self, reason: str) -> Problem:
        said = reason.lower()
        if "readonly" in said or "read-only" in said or "permission" in said:
            return NotWritable.at(self.place)
        if "full" in said or "no space" in said:
            return HubFull.at(self.place)
        return Unreachable.at(self.place, reason)
