"""Merging with another file of the company: a copy, a backup, a conflicted copy that a cloud service made."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from crm_desktop.core.errors import UserError
from crm_desktop.core.i18n import Message
from crm_desktop.storage.database import Database
from crm_desktop.sync.merge import Forked
from crm_desktop.sync.replica import Merged, Replica

_BESIDE = ("", "-wal")


def merge_files(
    database: Database, other: Path, progress: Callable[[int], None] = lambda _: None, key: str | None = None
) -> Merged:
    """Take in what another file of this company has. It is read from a private copy, and never written."""
    if other.is_dir():
        raise UserError(
            Message(
                "“{file}” is a folder. Choose a company file; a shared folder is joined or synced.", file=other.name
            )
        )
    if not other.is_file():
        raise UserError(Message("There is no file “{file}”. Choose another.", file=other.name))
    if other.samefile(database.path):
        raise UserError(Message("“{file}” is the file that is open. Choose another copy of it.", file=other.name))
    with _private_copy(other) as copy:
        opened = Database.open(copy, database.clock, key)
        try:
            return merge_replicas(Replica(database), Replica(opened), other.name, progress)
        finally:
            opened.close()


def merge_replicas(
    mine: Replica, theirs: Replica, name: str = "", progress: Callable[[int], None] = lambda _: None
) -> Merged:
    """Take in what another replica has; `name` is what it is called in messages."""
    if mine.workspace != theirs.workspace:
        raise UserError(
            Message("“{file}” belongs to another company. Only copies of one company can be merged.", file=name)
        )
    relabelled = _mend_forks(mine, theirs)
    merged = mine.merge(theirs.export(mine.vector()), progress)
    return Merged(merged.count, merged.changes, merged.held, merged.relabelled + relabelled)


def _mend_forks(mine: Replica, theirs: Replica) -> int:
    """Relabel what was written here under an identity that went on elsewhere too; refuse a fork of somebody else's."""
    vector, other = mine.vector(), theirs.vector()
    common = {origin: min(vector[origin], other[origin]) for origin in vector.keys() & other.keys()}
    here, there = mine.hashes(common), theirs.hashes(common)
    forked = {origin for origin in common if here[origin] != there[origin]}
    own = mine.id
    for origin in sorted(forked - {own}):
        raise Forked(origin, common[origin])
    return mine.relabel(_last_common(mine, theirs, own, common[own])) if forked else 0


def _last_common(mine: Replica, theirs: Replica, origin: str, upto: int) -> int:
    """The last sequence both have alike: hashes are chained, so that halving finds it."""
    alike = 0
    while alike + 1 < upto:
        middle = (alike + upto) // 2
        if mine.hash_at(origin, middle) == theirs.hash_at(origin, middle):
            alike = middle
        else:
            upto = middle
    return alike


@contextmanager
def _private_copy(other: Path) -> Iterator[Path]:
    """With what SQLite has not moved into the file yet; opening the file itself could change it."""
    with TemporaryDirectory(prefix="crm-merge-") as folder:
        # Called as it is, because messages name it.
        copy = Path(folder) / other.name
        try:
            for ending in _BESIDE:
                part = other.with_name(other.name + ending)
                if part.exists():
                    shutil.copyfile(part, copy.with_name(copy.name + ending))
        except OSError as error:
            raise UserError(
                Message("“{file}” could not be read: {reason}.", file=other.name, reason=error.strerror or str(error))
            ) from error
        yield copy
