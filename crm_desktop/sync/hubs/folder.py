"""A folder of segments: for cloud folders, shares and sticks.

It needs no lock of any kind: every file is written once, whole, by exactly one replica, under a name of its own.
"""

import errno
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

from crm_desktop.core.paths import unique_suffix
from crm_desktop.sync.hubs.disk import Disk
from crm_desktop.sync.hubs.store import BAD, NOTHING, SEGMENT, STEPS
from crm_desktop.sync.trouble import HubFull, NotWritable, Unreachable

T = TypeVar("T")

UNFINISHED = ".tmp"
# What a computer that lost its power left behind; no clock is wrong by so much that a file under way would be taken.
_KEPT_UNFINISHED = 7 * 24 * 3600
_READ_ONLY = (errno.EACCES, errno.EPERM, errno.EROFS)
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT)


class FolderStore:
    """The shared file as a folder."""

    def __init__(self, root: Path, disk: Disk | None = None, now: Callable[[], float] = time.time) -> None:
        self.root = root
        self.place = root.name
        self._disk = disk or Disk()
        self._now = now

    def segments(self, known: Mapping[str, int] = NOTHING) -> list[tuple[str, int]]:
        """Name and size of every segment of every writer; `known` sizes are not asked for again."""
        return [each for each in self._listed(STEPS, known) if each[0].endswith(SEGMENT)]

    def inside(self, folder: str) -> list[tuple[str, int]]:
        """Name and size of everything directly in a folder."""
        return self._listed(folder, NOTHING)

    def _listed(self, folder: str, known: Mapping[str, int]) -> list[tuple[str, int]]:
        sizes = {name.rpartition("/")[2]: size for name, size in known.items()}
        found = self._asked(lambda: self._disk.sizes(self.root / folder, sizes))
        for name, _ in found:
            if name.endswith(UNFINISHED):
                self._clear_away(self.root / folder / name)
        return [(f"{folder}/{name}", size) for name, size in found if not name.endswith((UNFINISHED, BAD))]

    def get(self, name: str) -> bytes | None:
        """What is kept under a name."""
        try:
            return self._disk.read(self.root / name)
        except OSError:
            # What cannot be read just now, such as a file that a cloud client has yet to fetch, is as good as not here.
            return None

    def put(self, name: str, data: bytes) -> None:
        """Keep bytes under a name: written beside it, and renamed when they are on the disk."""
        path = self.root / name
        unfinished = path.with_name(f"{path.name}.{unique_suffix()}{UNFINISHED}")
        try:
            self._write(unfinished, data)
            self._disk.replace(unfinished, path)
            self._disk.settle(path.parent)
        except OSError as error:
            self._forget(unfinished)
            raise self._refused(error) from error

    def bad(self, name: str) -> None:
        """Set a file aside under another name, for whoever wants to look at it."""
        path = self.root / name
        try:
            self._disk.replace(path, path.with_name(path.name + BAD))
        except OSError:
            return

    def remove(self, name: str) -> None:
        """Take a file away."""
        self._forget(self.root / name)

    def close(self) -> None:
        """Nothing is held."""

    def _write(self, path: Path, data: bytes) -> None:
        try:
            self._disk.write(path, data)
        except FileNotFoundError:
            self._disk.make(path.parent)
            self._disk.write(path, data)

    def _clear_away(self, path: Path) -> None:
        try:
            if self._now() - self._disk.modified(path) > _KEPT_UNFINISHED:
                self._disk.remove(path)
        except OSError:
            return

    def _forget(self, path: Path) -> None:
        try:
            self._disk.remove(path)
        except OSError:
            return

    def _asked(self, ask: Callable[[], list[T]]) -> list[T]:
        try:
            return ask()
        except (FileNotFoundError, NotADirectoryError):
            return []
        except OSError as error:
            raise Unreachable.at(self.place, error.strerror or str(error)) from error

    def _refused(self, error: OSError) -> Exception:
        if error.errno in _READ_ONLY:
            return NotWritable.at(self.place)
        if error.errno in _NO_ROOM:
            return HubFull.at(self.place)
        return Unreachable.at(self.place, error.strerror or str(error))
