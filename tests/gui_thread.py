"""Watches the GUI thread: which SQL ever runs in it, and how long it is busy without looking at the user."""

import signal
import statistics
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import FrameType
from typing import Any
from unittest.mock import patch

from PySide6.QtCore import QAbstractEventDispatcher, QCoreApplication, QObject

from crm_desktop.storage import connection

# From here on a person feels that the window waits.
STALL_MS = 50
# What 95 of 100 turns of the loop may take: a picture on a screen that shows sixty of them a second.
FRAME_MS = 16
_LOOK_S = 0.01


@contextmanager
def sql_in_this_thread() -> Iterator[list[str]]:
    """Collect each statement that runs in the calling thread, with the line of ours that asked for it.

    Connections are watched from their opening on, so begin before the file is opened.
    """
    found: list[str] = []
    watched = threading.get_ident()
    connect = connection.connect

    def note(statement: str) -> None:
        if threading.get_ident() == watched:
            found.append(f"{statement} — {_asked_by(sys._getframe(1))}")

    def watched_connect(*arguments: Any, **named: Any) -> Any:
        opened = connect(*arguments, **named)
        opened.set_trace_callback(note)
        return opened

    with patch.object(connection, "connect", watched_connect):
        yield found


@dataclass
class Turn:
    """One turn of the event loop: what the user did then, its processor and wall time, and where it was seen."""

    doing: str
    cpu_ms: float
    wall_ms: float
    stacks: list[str] = field(default_factory=list)


class Watchdog(QObject):
    """Measures every turn of the event loop of the thread that starts it; long ones bring pictures of their stack.

    Processor time of this thread alone counts, so another program's load changes nothing. A turn ends whenever the
    loop is about to wait, nested loops included.
    """

    def __init__(self, stall_ms: float = STALL_MS) -> None:
        super().__init__()
        self.doing = ""
        self.turns: list[Turn] = []
        self._stall_ms = stall_ms
        self._began = (time.thread_time(), time.perf_counter())
        self._stacks: list[str] = []

    def __enter__(self) -> "Watchdog":
        self._dispatcher().aboutToBlock.connect(self._turn)
        if hasattr(signal, "setitimer"):
            signal.signal(signal.SIGALRM, self._look)
            signal.setitimer(signal.ITIMER_REAL, _LOOK_S, _LOOK_S)
        return self

    def __exit__(self, *_error: object) -> None:
        self._dispatcher().aboutToBlock.disconnect(self._turn)
        if hasattr(signal, "setitimer"):
            signal.setitimer(signal.ITIMER_REAL, 0)

    def during(self, doing: str, act: Callable[[], object]) -> None:
        """Do something under a name."""
        self._turn()
        self.doing = doing
        act()

    def stalls(self) -> list[Turn]:
        """The turns that took too long, the longest first."""
        return sorted((each for each in self.turns if each.cpu_ms > self._stall_ms), key=lambda each: -each.cpu_ms)

    def p95(self) -> float:
        """The processor milliseconds that 95 of 100 turns stay below."""
        return statistics.quantiles((each.cpu_ms for each in self.turns), n=20)[-1]

    def _dispatcher(self) -> QAbstractEventDispatcher:
        application = QCoreApplication.instance()
        assert application is not None
        return application.eventDispatcher()

    def _turn(self) -> None:
        cpu, wall = time.thread_time(), time.perf_counter()
        (cpu_before, wall_before), stacks = self._began, self._stacks
        self._began, self._stacks = (cpu, wall), []
        self.turns.append(Turn(self.doing, (cpu - cpu_before) * 1000, (wall - wall_before) * 1000, stacks))

    def _look(self, _signal: int, frame: FrameType | None) -> None:
        """Take a picture of the stack when the turn has used up half the time of a stall.

        By a signal and not from another thread, which would keep widgets alive and destroy them in itself.
        """
        used = time.thread_time() - self._began[0]
        if used * 1000 > self._stall_ms / 2 and len(self._stacks) < 40:
            self._stacks.append(_stack(frame))


def _stack(frame: FrameType | None) -> str:
    """The innermost lines of a stack, ours by name."""
    lines: list[str] = []
    while frame is not None and len(lines) < 7:
        lines.append(f"{frame.f_code.co_name} ({frame.f_code.co_filename.rsplit('/', 1)[-1]}:{frame.f_lineno})")
        frame = frame.f_back
    return " < ".join(lines)


def _asked_by(frame: Any) -> str:
    """The nearest line of the program, outside storage, that led here."""
    stack = traceback.extract_stack(frame)
    ours = [each for each in stack if "crm_desktop" in each.filename and "storage" not in each.filename]
    return f"{ours[-1].filename.rsplit('/', 1)[-1]}:{ours[-1].lineno}" if ours else "?"
