"""The contents of files, each kept once under its hash in the company file; read and written in pieces.

A piece at a time by SQLite's incremental access: a file of 200 MB takes no more memory than one of 2.
"""

import hashlib
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO, Protocol

from sqlalchemy import Connection

from crm_desktop.core.errors import MachineError
from crm_desktop.core.i18n import Message

PIECE = 1024 * 1024
Told = Callable[[int], None]


class Source(Protocol):
    """What can be read from its beginning again."""

    def open(self) -> BinaryIO:
        """A stream at the beginning."""


def digest(stream: BinaryIO, told: Told = lambda _read: None) -> tuple[str, int]:
    """The hash and the size of what a stream gives; `told` hears how many bytes were read."""
    found, size = hashlib.sha256(), 0
    while piece := stream.read(PIECE):
        found.update(piece)
        size += len(piece)
        told(size)
    return found.hexdigest(), size


def holds(connection: Connection, sha256: str) -> bool:
    """Whether a content is kept already."""
    return _row(connection, sha256) is not None


def store(connection: Connection, sha256: str, size: int, source: Source, told: Told = lambda _written: None) -> None:
    """Keep a content under its hash, unless it is kept already; refused when it is no longer what was hashed."""
    if holds(connection, sha256):
        return
    connection.exec_driver_sql("INSERT INTO blob(sha256, size, data) VALUES (?, ?, zeroblob(?))", (sha256, size, size))
    seen, written = hashlib.sha256(), 0
    with source.open() as stream, _opened(connection, sha256, writes=True) as blob:
        while piece := stream.read(PIECE):
            written += len(piece)
            if written > size:
                break
            seen.update(piece)
            blob.write(piece)
            told(written)
    if written != size or seen.hexdigest() != sha256:
        raise MachineError(Message("The file changed while it was read. Nothing was added; try again."))


def pieces(connection: Connection, sha256: str) -> Iterator[bytes]:
    """A content in pieces; refused when this file does not hold it."""
    if not holds(connection, sha256):
        raise MachineError(
            Message("The content of this file is not on this computer. Ask who added it to send it again.")
        )
    with _opened(connection, sha256, writes=False) as blob:
        while piece := blob.read(PIECE):
            yield piece


def forget_unused(connection: Connection) -> None:
    """Take away contents that no row names any more, not even a deleted one."""
    connection.exec_driver_sql("DELETE FROM blob WHERE sha256 NOT IN (SELECT sha256 FROM attachment)")


def _row(connection: Connection, sha256: str) -> int | None:
    found = connection.exec_driver_sql("SELECT rowid FROM blob WHERE sha256 = ?", (sha256,)).scalar()
    return None if found is None else int(found)


def _opened(connection: Connection, sha256: str, *, writes: bool) -> Any:
    driver: Any = connection.connection.driver_connection
    return driver.open_blob("blob", "data", _row(connection, sha256), readonly=not writes)
