"""The process that keeps a company in step, seen from the window: when it ends, and when the window does."""

import multiprocessing
import os
import subprocess
import sys
import threading
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from crm_desktop.app import sync_process
from crm_desktop.app.sync_process import SyncProcess
from crm_desktop.core.sync_state import CHANGED, NOW, Phase, SyncState

_IN_STEP = SyncState(Phase.IN_STEP, at_ms=1_000)


class _Process:
    """The other end of the pipe, held by the test instead of a process."""

    pid = 0

    def __init__(self, args: tuple[Any, ...], **_: object) -> None:
        self._theirs = args[0]

    def start(self) -> None:
        # A process that is spawned has an end of its own; the window closes that which it made.
        self.pipe: Any = Connection(os.dup(self._theirs.fileno()))

    def die(self) -> None:
        self.pipe.close()

    def join(self, _timeout: float) -> None:
        self.die()

    def is_alive(self) -> bool:
        return False

    def close(self) -> None:
        """Nothing is left."""


class _Computer:
    """Where processes are spawned."""

    def __init__(self) -> None:
        self.spawned: list[_Process] = []
        self.Pipe = multiprocessing.Pipe
        self.left_to_another: list[Path] = []

    def Process(self, **options: Any) -> _Process:
        self.spawned.append(_Process(**options))
        return self.spawned[-1]


@pytest.fixture
def computer(monkeypatch: pytest.MonkeyPatch) -> _Computer:
    made = _Computer()
    monkeypatch.setattr(multiprocessing, "get_context", lambda _way: made)
    monkeypatch.setattr(sync_process, "_AGAIN_FIRST_MS", 1)
    monkeypatch.setattr(sync_process, "_SILENT_MS", 50)
    monkeypatch.setattr(sync_process, "_leave_to_another", made.left_to_another.append)
    return made


@pytest.fixture
def in_step(computer: _Computer, qtbot: QtBot) -> SyncProcess:
    """A company of which everything is in the shared file."""
    process = SyncProcess(Path("team.crm"))
    process.start()
    computer.spawned[0].pipe.send(_IN_STEP)
    qtbot.waitUntil(lambda: process.state == _IN_STEP)
    return process


def test_a_process_that_was_killed_is_told_and_begun_anew(
    computer: _Computer, in_step: SyncProcess, qtbot: QtBot
) -> None:
    told: list[Phase] = []
    in_step.changed.connect(lambda state: told.append(state.phase))
    computer.spawned[0].die()
    qtbot.waitUntil(lambda: len(computer.spawned) == 2)
    assert told == [Phase.OFFLINE, Phase.STARTING]
    assert in_step.is_running
    in_step.close()


def test_a_process_that_was_told_to_stop_stays_away(computer: _Computer, in_step: SyncProcess, qtbot: QtBot) -> None:
    in_step.stop()
    qtbot.wait(20)
    assert len(computer.spawned) == 1
    assert not in_step.is_running


def test_what_was_changed_right_before_the_window_closes_is_left_to_another(
    computer: _Computer, in_step: SyncProcess
) -> None:
    in_step.say_changed()
    in_step.close()
    assert computer.left_to_another == [Path("team.crm")]


def test_the_exchange_after_the_end_has_a_limit_and_its_end_is_noted(monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[list[str]] = []
    left: list[subprocess.Popen[bytes]] = []
    start = subprocess.Popen

    def begin(program: list[str], **options: Any) -> "subprocess.Popen[bytes]":
        begun.append(program)
        left.append(start([sys.executable, "-c", "pass"], **options))
        return left[-1]

    monkeypatch.setattr(subprocess, "Popen", begin)
    sync_process._leave_to_another(Path("team.crm"))
    assert begun[0][-4:] == ["sync", "team.crm", "--within", str(sync_process._LAST_S)]
    for thread in threading.enumerate():
        if thread.name == "last steps":
            thread.join(30)
    assert left[0].returncode == 0  # known without asking again


def test_a_window_that_owes_nothing_leaves_nothing_behind(
    computer: _Computer, in_step: SyncProcess, qtbot: QtBot
) -> None:
    in_step.say_changed()
    computer.spawned[0].pipe.send(SyncState(Phase.IN_STEP, at_ms=2_000))
    qtbot.waitUntil(lambda: in_step.state.at_ms == 2_000)
    in_step.close()
    assert not computer.left_to_another


def test_nobody_is_sent_to_a_shared_file_that_is_out_of_reach(
    computer: _Computer, in_step: SyncProcess, qtbot: QtBot
) -> None:
    in_step.say_changed()
    computer.spawned[0].pipe.send(SyncState(Phase.OFFLINE, 1))
    qtbot.waitUntil(lambda: in_step.state.phase is Phase.OFFLINE)
    in_step.close()
    assert not computer.left_to_another


def test_a_shared_file_that_begins_to_hang_is_noticed_by_the_next_change(
    computer: _Computer, in_step: SyncProcess, qtbot: QtBot
) -> None:
    pipe = computer.spawned[0].pipe
    in_step.say_changed()
    qtbot.waitUntil(lambda: in_step.state.phase is Phase.OFFLINE)
    in_step.say_changed()
    assert in_step.state.waiting == 2
    assert pipe.recv() == CHANGED
    assert not pipe.poll(), "a pipe that nobody reads must not fill up"
    pipe.send(SyncState(Phase.IN_STEP, at_ms=2_000))
    qtbot.waitUntil(lambda: in_step.state == SyncState(Phase.IN_STEP, at_ms=2_000))
    in_step.close()


def test_a_change_without_an_answer_is_not_said_to_be_there(
    computer: _Computer, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    monkeypatch.setattr(sync_process, "_UNSURE_MS", 1)
    process = SyncProcess(Path("team.crm"))
    process.start()
    computer.spawned[0].pipe.send(_IN_STEP)
    qtbot.waitUntil(lambda: process.state == _IN_STEP)
    process.say_changed()
    qtbot.waitUntil(lambda: process.state == SyncState(Phase.WAITING, 1, 1_000))
    qtbot.waitUntil(lambda: process.state.phase is Phase.OFFLINE)
    assert process.state.waiting == 1
    process.close()


def test_a_process_that_hangs_is_replaced_when_somebody_asks(
    computer: _Computer, in_step: SyncProcess, qtbot: QtBot
) -> None:
    in_step.say_changed()
    qtbot.waitUntil(lambda: in_step.state.phase is Phase.OFFLINE)
    in_step.sync_now()
    assert [each.pipe.poll() and each.pipe.recv() for each in computer.spawned[1:]] == [NOW]
    in_step.close()


@pytest.mark.logs("the exchange failed")
def test_what_went_wrong_unforeseen_is_in_the_log(
    computer: _Computer, in_step: SyncProcess, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    computer.spawned[0].pipe.send(SyncState(Phase.STOPPED, story="RuntimeError in a line"))
    qtbot.waitUntil(lambda: in_step.state.phase is Phase.STOPPED)
    assert "RuntimeError in a line" in caplog.text
    in_step.close()
