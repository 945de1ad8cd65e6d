"""Backups as the window asks for them: plain requests, carried out by the worker process."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from crm_desktop.core.i18n import Message
from crm_desktop.storage import backup, restore
from crm_desktop.storage.backup import Generation, Made
from crm_desktop.storage.backup_thinning import GIGABYTE, HOUR_MS, Policy
from crm_desktop.storage.restore import KindCount, MissingStep, Preview
from crm_desktop.sync.rescuing import Rescued, rescue
from crm_desktop.sync.restoring import Restored, restore_file

__all__ = [
    "GIGABYTE",
    "HOUR_MS",
    "Generation",
    "KindCount",
    "Made",
    "MissingStep",
    "Order",
    "Policy",
    "Preview",
    "Rescued",
    "RestoreOrder",
    "Restored",
    "backups_of",
    "make_backup",
    "preview_restore",
    "rescue_file",
    "restore_backup",
]
Told = Callable[..., None]


@dataclass(frozen=True)
class Order:
    """A backup to be made of a file, and perhaps again in a second place."""

    source: str
    second: str | None
    policy: Policy
    now_ms: int
    is_automatic: bool = True


@dataclass(frozen=True)
class RestoreOrder:
    """A backup to be put in the place of a file; with `merges`, what was done since is brought in again."""

    target: str
    chosen: str
    now_ms: int
    merges: bool


def make_backup(order: Order, progress: Told | None = None) -> Made:
    """Make it; none when nothing changed since the last one and nobody asked."""
    return backup.make(
        Path(order.source),
        backup.default_place(),
        order.now_ms,
        second=Path(order.second) if order.second else None,
        policy=order.policy,
        is_automatic=order.is_automatic,
        progress=_told(progress),
    )


def backups_of(source: Path, second: str | None) -> list[Generation]:
    """The backups of the file of a path, newest first; those that lie in both places are listed once."""
    here = backup.generations_of(source, backup.default_place())
    known = {each.path.name for each in here}
    there = backup.generations_of(source, backup.second_place(Path(second))) if second else []
    found = [*here, *(each for each in there if each.path.name not in known)]
    return sorted(found, key=lambda each: -each.made_at)


def preview_restore(present: str, chosen: str) -> Preview:
    """What restoring a backup would change."""
    return restore.preview(Path(present), Path(chosen), is_checked=False)


def restore_backup(order: RestoreOrder, progress: Told | None = None) -> Restored:
    """Put it in the place of the file, which nobody has open."""
    target, chosen = Path(order.target), Path(order.chosen)
    return restore_file(target, chosen, order.now_ms, merge=order.merges, progress=_told(progress))


def rescue_file(path: str, out: str, progress: Told | None = None) -> Rescued:
    """Save what can be read of a damaged file in a new one."""
    return rescue(Path(path), Path(out), _told(progress))


def _told(progress: Told | None) -> Callable[[float, Message], None]:
    return (lambda fraction, text: progress(fraction, text)) if progress else (lambda _fraction, _text: None)
