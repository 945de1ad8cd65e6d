"""Keeps a company file in step with its shared file, in a process of its own.

It looks at the shared file every so often and right after something changed here. A shared file that hangs hangs this
process alone: the window tells it what happened and listens to what it says, and never waits for it.
"""

import logging
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from crm_desktop.core import crash, native_faults
from crm_desktop.core.errors import MachineError, Problem
from crm_desktop.core.i18n import Message
from crm_desktop.core.sync_state import CHANGED, NOW, STOP, Phase, SyncState
from crm_desktop.sync.trouble import WrongPassphrase

_log = logging.getLogger(__name__)

# Seconds: between two looks, after the last change, and longer and longer while the shared file is out of reach.
LOOK_EVERY, SETTLE = 20.0, 1.5
RETRY_FIRST, RETRY_AT_MOST, STOPPED_FOR = 5.0, 120.0, 600.0
_TOLD_EVERY = 0.3


class Team(Protocol):
    """A company file together with its shared file."""

    def sync(self, progress: Callable[[float], None]) -> Any:
        """Bring both to the same state; the result tells `brought` steps and when, `at_ms`."""

    def waiting(self) -> int:
        """How many steps of this laptop the shared file lacks, as far as is known here."""

    def last_in_step_ms(self) -> int | None:
        """When the shared file had everything last."""


@dataclass
class Pace:
    """When the next look at the shared file is due, in seconds of a clock that only goes forward."""

    due: float
    retry: float = RETRY_FIRST

    def changed(self, now: float) -> None:
        """Something changed here: look soon, but let several changes go together."""
        self.due = min(self.due, now + SETTLE)

    def wanted(self, now: float) -> None:
        """Somebody asked for it."""
        self.due = now

    def done(self, now: float) -> None:
        """It went well."""
        self.due, self.retry = now + LOOK_EVERY, RETRY_FIRST

    def failed(self, now: float) -> None:
        """The shared file is out of reach."""
        self.due, self.retry = now + self.retry, min(2 * self.retry, RETRY_AT_MOST)

    def stopped(self, now: float) -> None:
        """A person has to do something first."""
        self.due = now + STOPPED_FOR


class Keeper:
    """Answers the window and looks at the shared file when that is due."""

    def __init__(
        self, team: Team, tell: Callable[[SyncState], None], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._team, self._tell, self._clock = team, tell, clock
        self.pace = Pace(clock())
        self.state = SyncState(Phase.STARTING, team.waiting(), team.last_in_step_ms())
        self._told_at = 0.0

    def rest(self) -> float:
        """Seconds until the shared file is to be looked at."""
        return max(0.0, self.pace.due - self._clock())

    def hear(self, said: str) -> None:
        """Take note of what the window says."""
        if said == NOW:
            self.pace.wanted(self._clock())
        elif said == CHANGED:
            phase, waiting = self.state.phase, self._team.waiting()
            if waiting and phase is not Phase.STOPPED:
                self.pace.changed(self._clock())
                phase = Phase.WAITING if phase is Phase.IN_STEP else phase
            # Always answered: whoever hears nothing takes the shared file for one that hangs.
            self._say(SyncState(phase, waiting, self.state.at_ms, self.state.problem))

    def look(self) -> None:
        """Bring both to the same state, and say how that went; whatever happens, the next look is planned."""
        before, self._told_at = self.state, self._clock()
        # Nobody wants to read about each of the looks that find nothing new.
        if before.phase is not Phase.IN_STEP or before.waiting:
            self._say(SyncState(Phase.WORKING, before.waiting, before.at_ms))
        try:
            done = self._team.sync(self._show)
        except MachineError as error:
            self.pace.failed(self._clock())
            self._fail(Phase.OFFLINE, error.message)
        except Problem as problem:
            self.pace.stopped(self._clock())
            self._fail(Phase.STOPPED, problem.message, needs_passphrase=isinstance(problem, WrongPassphrase))
        except Exception as error:
            _log.exception("sync failed")
            self.pace.stopped(self._clock())
            text = Message("Something unforeseen happened. Everything is safe on this computer.")
            self._fail(Phase.STOPPED, text, "\n".join(crash.story_of(error)))
        else:
            self.pace.done(self._clock())
            waiting = self._team.waiting()
            left, brought = _left_over(done), done.brought
            self._say(SyncState(Phase.IN_STEP, waiting, done.at_ms, left, brought=brought, lacks=done.held > 0))

    def _show(self, fraction: float) -> None:
        now = self._clock()
        if now - self._told_at >= _TOLD_EVERY:
            self._told_at = now
            self._say(SyncState(Phase.WORKING, self.state.waiting, self.state.at_ms, fraction=fraction))

    def _fail(self, phase: Phase, problem: Message, story: str = "", *, needs_passphrase: bool = False) -> None:
        waiting, last = self._team.waiting(), self._team.last_in_step_ms()
        self._say(SyncState(phase, waiting, last, problem, story=story, needs_passphrase=needs_passphrase))

    def _say(self, state: SyncState) -> None:
        self.state = state
        self._tell(state)


def _left_over(done: Any) -> Message | None:
    """What a sync that ended well could not do: most of it comes right by itself, and one wants to know of it."""
    if done.held:
        return Message(
            "Not everything of the others can be shown yet: it follows on something that has not arrived, or is dated"
            " years ahead. It is kept in the shared file. See that the clocks of all laptops are right."
        )
    if done.damaged:
        return Message(
            "A part of the shared file was damaged and set aside. What it held comes back as soon as a laptop that has"
            " it exchanges its changes."
        )
    clock: Message | None = done.clock
    return clock


def serve(connection: Any, path: Path) -> None:
    """Keep a company file in step until the window's process closes the pipe; the main function of the process."""
    # Ctrl+C in a terminal reaches both processes; only the window decides when to end.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with native_faults.kept():
        try:
            team = _team(path)
        except Problem as problem:
            connection.send(SyncState(Phase.STOPPED, problem=problem.message))
            return
        try:
            attend(connection, Keeper(team, connection.send))
        except (EOFError, OSError):
            return
        finally:
            team.close()


def attend(connection: Any, keeper: Keeper) -> None:
    """Hear the window, and look at the shared file in between, until told to stop."""
    while True:
        if connection.poll(keeper.rest()):
            said = connection.recv()
            if said == STOP:
                return
            keeper.hear(said)
        else:
            keeper.look()


def _team(path: Path) -> Any:
    from crm_desktop.storage.database import Database
    from crm_desktop.sync.exchange import open_team

    return open_team(Database.open(path))
