"""Tells whether the last run ended as it should: each run keeps a locked file, which only an orderly end removes.

The system gives the lock back however a process ends, so a mark that nobody holds is of a run that was killed, or that
Python's fault handler wrote its last words into.
"""

import contextlib
import faulthandler
import logging
import os
import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO

from crm_desktop.core import crash, paths, trail
from crm_desktop.core.log import FILE

_log = logging.getLogger(__name__)
_MARKS = "running-*.txt"
# Far behind what is ever written: Windows keeps others from reading the bytes that are locked.
_LOCKED_AT = 1 << 30
_TOLD = 60


@dataclass(frozen=True)
class BadEnd:
    """A run that ended unexpectedly: its report, and when it was last heard of."""

    report: Path
    when: datetime


class RunMark:
    """The mark of this run, and the place native faults are written to."""

    def __init__(self, folder: Path, when: datetime) -> None:
        self._folder = folder
        self._file: IO[str] | None = None
        self._path = folder / f"running-{paths.unique_suffix()}.txt"
        with contextlib.suppress(OSError):
            folder.mkdir(parents=True, exist_ok=True)
            file = self._path.open("x", encoding="utf-8")
            if _lock(file):
                self._file = file
                file.write("\n".join([f"process {os.getpid()}", *crash.heading(when), ""]))
                file.flush()
                faulthandler.enable(file)
            else:
                file.close()
                self._path.unlink(missing_ok=True)

    def write(self, line: str) -> None:
        """Add a line that the report shall hold if this run ends badly."""
        if self._file is not None:
            self._file.write(f"{line}\n")
            self._file.flush()

    def end(self) -> None:
        """This run ends as it should."""
        if self._file is not None:
            faulthandler.disable()
            self._file.close()
            self._file = None
            self._path.unlink(missing_ok=True)


def bad_ends(folder: Path) -> list[BadEnd]:
    """The runs that ended unexpectedly since this was last asked; each gets a report."""
    found = []
    for mark in sorted(folder.glob(_MARKS)):
        with contextlib.suppress(OSError):
            if (text := _left_behind(mark)) is not None and (told := _report(folder, mark, text)) is not None:
                found.append(told)
    return found


def _left_behind(mark: Path) -> str | None:
    """What a mark says that no process holds; None while one does."""
    with mark.open("r+", encoding="utf-8", errors="replace") as file:
        return file.read() if _lock(file) else None


def _report(folder: Path, mark: Path, text: str) -> BadEnd | None:
    process, _, told = text.partition("\n")
    done, when = _last_done(folder, process.rpartition(" ")[2])
    when = when or datetime.fromtimestamp(mark.stat().st_mtime).astimezone()
    story = ["", "The program ended without closing: it was killed, or failed in native code.", *done]
    path = crash.write_report(folder, crash.without_home("\n".join([told.rstrip(), *story, ""])), when)
    mark.unlink(missing_ok=True)
    return BadEnd(path, when) if path else None


def _last_done(folder: Path, process: str) -> tuple[list[str], datetime | None]:
    """What the log says that process did last, and when that was."""
    try:
        lines = (folder / FILE).read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return [], None
    own = [line for line in lines if f" {process} INFO {trail.NAME}: " in line][-_TOLD:]
    if not own:
        return [], None
    when = None
    with contextlib.suppress(ValueError):
        when = datetime.fromisoformat(own[-1][:19]).astimezone()
    return ["", "Done before, the newest last:", *(f"  {line[11:19]} {line.partition(': ')[2]}" for line in own)], when


def _lock(file: IO[str]) -> bool:
    """Take the lock of a file, unless another process has it."""
    try:
        if sys.platform == "win32":
            import msvcrt

            file.seek(_LOCKED_AT)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
            file.seek(0)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
