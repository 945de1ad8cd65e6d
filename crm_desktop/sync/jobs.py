"""What the window asks for once: sharing, joining, merging. Run in the worker process, where waiting holds nobody."""

from collections.abc import Callable
from pathlib import Path

from crm_desktop.core.errors import MachineError
from crm_desktop.core.i18n import Message
from crm_desktop.storage.database import Database
from crm_desktop.sync.join import join
from crm_desktop.sync.pairwise import merge_files
from crm_desktop.sync.settings import forget, hub_of
from crm_desktop.sync.share import give_passphrase, share

Progress = Callable[[float, Message | None], None]
# So many changes are taken for half of what comes.
_MANY = 20_000


def share_company(path: Path, address: str, form: str, passphrase: str | None, progress: Progress) -> Message | None:
    """Put a company into a shared file and remember it as the one of its team.

    Returns what came in between when the shared file stands, but not all is in it yet: the exchange goes on with that.
    """
    database = Database.open(path)
    try:
        before = hub_of(database)
        share(database, address, form, passphrase, progress)
        return None
    except MachineError as error:
        if hub_of(database) == before:
            raise
        return error.message
    finally:
        database.close()


def join_team(address: str, path: Path, passphrase: str | None, progress: Progress) -> Message | None:
    """Make a copy of the company in a shared file, with an identity of its own; returns what to say of it, if any."""
    told: list[Message] = []
    join(address, path, passphrase, progress, told.append)
    return told[0] if told else None


def merge_company(path: Path, other: Path, progress: Progress) -> int:
    """Bring in the steps that another copy of the company has and this one lacks; returns how many."""
    database = Database.open(path)
    try:
        # How many are coming is known when they are here.
        return merge_files(database, other, lambda done: progress(done / (done + _MANY), None)).count
    finally:
        database.close()


def use_passphrase(path: Path, passphrase: str) -> None:
    """Remember the passphrase that the shared file has now."""
    database = Database.open(path)
    try:
        give_passphrase(database, passphrase)
    finally:
        database.close()


def stop_sharing(path: Path) -> None:
    """Forget the shared file; nothing in it or in the company changes."""
    database = Database.open(path)
    try:
        forget(database)
    finally:
        database.close()
