"""Restoring a backup: it goes on as a laptop of its own, and can take in again what the present file has beyond it."""

from dataclasses import dataclass
from pathlib import Path

from crm_desktop.core.errors import Problem
from crm_desktop.core.i18n import N_, Message
from crm_desktop.storage import restore
from crm_desktop.storage.backup import Progress
from crm_desktop.storage.database import Database
from crm_desktop.sync.pairwise import merge_files
from crm_desktop.sync.replica import Replica
from crm_desktop.sync.salvage import salvaged_steps


@dataclass(frozen=True)
class Restored:
    """Where the present file was kept, and how many of its steps were brought in again (None: nobody asked)."""

    aside: Path | None
    merged: int | None = None


def restore_file(
    target: Path,
    chosen: Path,
    now_ms: int,
    *,
    merge: bool = False,
    progress: Progress = lambda _fraction, _text: None,
) -> Restored:
    """Put a backup in the place of a company file that nobody has open; with `merge`, lose nothing done since."""
    part = 0.7 if merge else 1.0
    aside = restore.restore(
        target, chosen, now_ms, renew=_renew, progress=lambda done, text: progress(done * part, text)
    )
    if not merge or aside is None:
        return Restored(aside)
    progress(part, Message(N_("Bringing in what was done since…")))
    return Restored(aside, merge_back(target, aside))


def merge_back(target: Path, aside: Path) -> int:
    """Bring in what another file of the company has beyond this one, also when it is damaged; how many steps."""
    database = Database.open(target)
    try:
        try:
            return merge_files(database, aside).count
        except Problem:
            return Replica(database).merge(salvaged_steps(aside)).count
    finally:
        database.close()


def _renew(path: Path) -> None:
    """Give the restored file an identity of its own: what it does from now on is not what the lost file did."""
    database = Database.open(path)
    try:
        Replica(database).rehome()
    finally:
        database.close()
    # An older backup was brought up to date, which leaves a copy beside it.
    for copy in path.parent.glob(f"{path.stem}.version-*"):
        copy.unlink(missing_ok=True)
