"""What makes a file one of a company: how a new one is laid out, which file it is, and why one is refused."""

import sys
from pathlib import Path

from sqlalchemy import Connection

from crm_desktop.core.errors import Damaged, MachineError, UserError
from crm_desktop.core.i18n import Message
from crm_desktop.models.base import Base
from crm_desktop.storage import capture, journal, scores, search_index, statistics
from crm_desktop.storage.access import Access
from crm_desktop.storage.connection import APPLICATION_ID
from crm_desktop.storage.hub_file import HUB_APPLICATION_ID
from crm_desktop.storage.journal import SCHEMA_VERSION


def lay_out(connection: Connection) -> None:
    """What all migrations together lead to, at once: seven times faster, and a test compares the two."""
    Base.metadata.create_all(connection)
    for statement in journal.LOCAL_TABLES:
        connection.exec_driver_sql(statement)
    journal.start(connection)
    capture.install(connection)
    search_index.create(connection)
    scores.create(connection)
    statistics.install(connection)
    connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.exec_driver_sql(f"PRAGMA user_version = {SCHEMA_VERSION}")


def check_kind(connection: Connection, path: Path) -> None:
    """Refuse a file that is none of a company, or of a newer program."""
    kind = connection.exec_driver_sql("PRAGMA application_id").scalar_one()
    if kind == HUB_APPLICATION_ID:
        raise UserError(
            Message(
                "“{file}” is the shared file of a team, not a company file. Open your own company file, or join the"
                " team from it.",
                file=path.name,
            )
        )
    if kind != APPLICATION_ID and not path.stat().st_size:
        raise Damaged(Message("“{file}” is empty: it has 0 bytes and holds nothing.", file=path.name))
    if kind != APPLICATION_ID:
        raise UserError(Message("“{file}” is not a company file of this program.", file=path.name))
    if connection.exec_driver_sql("PRAGMA user_version").scalar_one() > SCHEMA_VERSION:
        raise MachineError(
            Message("“{file}” was written by a newer version of the program. Update this one.", file=path.name)
        )


def file_identity(path: Path, access: Access = Access.FULL) -> tuple[int, ...]:
    """What tells one file from another of its name; Windows lets nobody move an open one, and may not number it."""
    found = path.stat()
    same = (0, 0) if sys.platform == "win32" else (found.st_dev, found.st_ino)
    # What is read as never changing must not change.
    return (*same, found.st_mtime_ns, found.st_size) if access is Access.FIXED else same


def has_unclosed(connection: Connection) -> bool:
    """Whether something was changed that belongs to no step yet: by a program other than this one."""
    found = connection.exec_driver_sql(
        "SELECT 1 FROM sync_change c JOIN sync_state s ON c.origin = s.me AND c.seq = s.next_seq LIMIT 1"
    )
    return found.first() is not None


def moved_away(path: Path) -> MachineError:
    """SQLite would go on in a file that was moved or deleted, and begin an empty one in its place."""
    return MachineError(
        Message(
            "“{file}” was moved, deleted or replaced while it was open. Nothing was written. Put it back where"
            " it was, or open it where it is now, or a backup of it (Ctrl+O).",
            file=path.name,
        )
    )


def too_old(path: Path) -> MachineError:
    """The company went on to a newer program, which merges what this one cannot."""
    return MachineError(
        Message(
            "Your company works with a newer version of the program by now. “{file}” can still be read here, and passes"
            " on what the others write; to change something, update the program.",
            file=path.name,
        )
    )


def outdated(path: Path, access: Access) -> UserError:
    """Why a file of an older program cannot be used without being upgraded."""
    if access is Access.FULL:
        text = Message(
            "“{file}” was written by an older version of the program. Open it in the window once; that makes a"
            " copy of it and brings it up to date.",
            file=path.name,
        )
    else:
        text = Message(
            "“{file}” was written by an older version of the program and must be brought up to date, but it can"
            " only be read here. Copy it to a folder of your own and open the copy.",
            file=path.name,
        )
    return UserError(text)
