"""The file calls that a folder of segments is made of, one method each: tests count them, slow them, let them fail."""

import os
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")

# What Windows says while a virus scanner, the indexer or a cloud client holds a file: 4 % of replaces, 0 after a wait.
_HELD = (5, 32, 33)
_PATIENCE = 2.5
_PAUSE = 0.05


class Disk:
    """The real disk."""

    def sizes(self, folder: Path, known: Mapping[str, int]) -> list[tuple[str, int]]:
        """The files of a folder with their sizes; `known` ones are not asked for."""
        found = []
        with os.scandir(folder) as entries:
            for entry in entries:
                try:
                    found.append((entry.name, known[entry.name] if entry.name in known else self.size(entry)))
                except FileNotFoundError:
                    continue
        return found

    def size(self, entry: "os.DirEntry[str]") -> int:
        """How big a file of a listing is; Windows knows it from the listing itself."""
        return entry.stat().st_size

    def modified(self, path: Path) -> float:
        """When a file was last written."""
        return path.stat().st_mtime

    def read(self, path: Path) -> bytes:
        """Everything in a file."""
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
        try:
            parts = []
            while part := os.read(handle, 1 << 22):
                parts.append(part)
                if len(part) < 1 << 22:
                    break
            return b"".join(parts)
        finally:
            os.close(handle)

    def write(self, path: Path, data: bytes) -> None:
        """A new file, on the disk for certain."""
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        handle = os.open(path, flags, 0o666)
        try:
            rest = memoryview(data)
            while rest:
                rest = rest[os.write(handle, rest) :]
            os.fsync(handle)
        finally:
            os.close(handle)

    def replace(self, source: Path, target: Path) -> None:
        """Give a file its real name, whatever was there before."""
        patiently(lambda: source.replace(target))

    def settle(self, folder: Path) -> None:
        """See that the names in a folder are on the disk; not every system and share can say so."""
        if os.name == "nt":
            return
        try:
            handle = os.open(folder, os.O_RDONLY)
        except OSError:
            return
        try:
            os.fsync(handle)
        except OSError:
            pass
        finally:
            os.close(handle)

    def remove(self, path: Path) -> None:
        """Take a file away."""
        patiently(path.unlink)

    def make(self, folder: Path) -> None:
        """Make a folder with those above it."""
        folder.mkdir(parents=True, exist_ok=True)


def patiently(act: Callable[[], T]) -> T:
    """Try again for a while what Windows refuses because another program looks at the file."""
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            return act()
        except OSError as error:
            held = sys.platform == "win32" and error.winerror in _HELD
            if not held or time.monotonic() > until:
                raise
        time.sleep(_PAUSE)
