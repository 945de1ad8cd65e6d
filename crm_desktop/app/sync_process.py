"""The process that keeps an open company in step with its shared file, seen from the window."""

import contextlib
import logging
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from crm_desktop.core import native_faults
from crm_desktop.core.i18n import Message
from crm_desktop.core.sync_state import CHANGED, NOW, STOP, Phase, SyncState

_log = logging.getLogger(__name__)
# A shared file that says nothing for so long is out of reach, whatever the system thinks of it.
_SILENT_MS = 30_000
# What was changed is not said to be there for longer than this without an answer.
_UNSURE_MS = 2_000
# A process that ended by itself is begun anew: after a while, and a longer one each time that nothing came of it.
_AGAIN_FIRST_MS, _AGAIN_AT_MOST_MS = 2_000, 120_000
_END_S = 1.0
# How long the last changes may take to the shared file after the window closed; the rest goes with the next start.
_LAST_S = 300


class SyncProcess(QObject):
    """Starts the process, tells it what happens here, and tells by `changed` how the company stands to the shared file.

    Nothing here waits for the process: what it says is read on a thread of its own.
    """

    changed = Signal(object)
    _heard = Signal(object)
    _fell_silent = Signal(object)

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path
        self.state = SyncState(Phase.STARTING)
        self._process: Any = None
        self._connection: Any = None
        self._is_wanted = self._is_changed = self._is_silent = False
        # Changes that it has not answered to: as many are on no account in the shared file.
        self._unanswered = 0
        self._heard.connect(self._on_heard)
        self._fell_silent.connect(self._on_fallen_silent)
        self._silence = QTimer(self, singleShot=True, interval=_SILENT_MS)
        self._silence.timeout.connect(self._on_silence)
        self._unsure = QTimer(self, singleShot=True, interval=_UNSURE_MS)
        self._unsure.timeout.connect(self._on_unsure)
        self._pause = _AGAIN_FIRST_MS
        self._again = QTimer(self, singleShot=True)
        self._again.timeout.connect(self.start)

    @property
    def is_running(self) -> bool:
        """Whether the company is kept in step."""
        return self._is_wanted

    def start(self) -> None:
        """Begin to keep the company in step, unless that is done already."""
        self._is_wanted = True
        self._again.stop()
        if self._process is not None:
            return
        import multiprocessing

        from crm_desktop.sync import service

        # Always spawn: a forked copy of a process with threads and Qt in it is not safe anywhere.
        context = multiprocessing.get_context("spawn")
        self._connection, theirs = context.Pipe()
        self._process = context.Process(target=service.serve, args=(theirs, self._path), name="crm-sync", daemon=True)
        self._process.start()
        theirs.close()
        threading.Thread(target=self._listen, args=(self._connection,), name="sync", daemon=True).start()
        self._on_heard(SyncState(Phase.STARTING))

    def say_changed(self, _changes: object = None) -> None:
        """Something changed in the company; a process that hangs sees it when it listens again."""
        self._is_changed = True
        self._unanswered += 1
        if self._process is not None and not self._is_silent:
            self._send(CHANGED)
            for timer in (self._silence, self._unsure):
                if not timer.isActive():
                    timer.start()
        elif self._is_silent and self.state.problem is not None:
            self._say_offline(self.state.problem)

    def sync_now(self) -> None:
        """Look at the shared file at once; a process that hangs in it is replaced by a new one."""
        if self._is_silent:
            self._end()
        if self._is_wanted:
            self.start()
        self._send(NOW)

    def stop(self) -> None:
        """Keep it in step no longer; the shared file is left as it is."""
        self._is_wanted = False
        self._end()
        self.state = SyncState(Phase.STARTING)

    def close(self) -> None:
        """End with the window; what the shared file still lacks is brought there by a program without a window."""
        # What was changed a moment ago may not have been counted yet.
        is_owing = self._is_wanted and (self._is_changed or self.state.waiting)
        is_in_touch = self.state.phase not in (Phase.OFFLINE, Phase.STOPPED)
        self.stop()
        if is_owing and is_in_touch:
            _leave_to_another(self._path)

    def _send(self, said: str) -> None:
        if self._connection is not None:
            try:
                self._connection.send(said)
            except OSError:
                self._on_fallen_silent(self._connection)

    def _listen(self, connection: Any) -> None:
        # Closed here, where it is read: a pipe taken away under a reader makes no sense to it.
        with connection:
            while True:
                try:
                    self._heard.emit(connection.recv())
                except (EOFError, OSError):
                    break
                except RuntimeError:
                    # This object is gone.
                    return
        with contextlib.suppress(RuntimeError):
            self._fell_silent.emit(connection)

    def _on_fallen_silent(self, connection: Any) -> None:
        """Begin anew when the process ended though nobody told it to: it was killed, or could not open the file."""
        if self._connection is not connection:
            return
        self._end()
        if self.state.phase is not Phase.STOPPED:
            self._say_offline(
                Message("The exchange broke off and begins again by itself. Everything is safe on this computer.")
            )
        self._again.start(self._pause)
        self._pause = min(2 * self._pause, _AGAIN_AT_MOST_MS)

    def _on_heard(self, state: SyncState) -> None:
        if self._process is None:
            return
        if state.story:
            _log.error("the exchange failed:\n%s", state.story)
        self.state = state
        self._is_silent = False
        if state.phase is not Phase.STARTING:
            self._unanswered = 0
            self._unsure.stop()
        if state.phase is Phase.IN_STEP:
            self._is_changed = self._is_changed and bool(state.waiting)
            self._pause = _AGAIN_FIRST_MS
        if state.phase in (Phase.STARTING, Phase.WORKING):
            self._silence.start()
        else:
            self._silence.stop()
        self.changed.emit(state)

    def _on_unsure(self) -> None:
        if self.state.phase is Phase.IN_STEP:
            self.state = SyncState(Phase.WAITING, self.state.waiting + self._unanswered, self.state.at_ms)
            self._unanswered = 0
            self.changed.emit(self.state)

    def _on_silence(self) -> None:
        self._is_silent = True
        self._say_offline(Message("The shared file does not answer. Everything is safe on this computer."))

    def _say_offline(self, problem: Message) -> None:
        self.state = SyncState(Phase.OFFLINE, self.state.waiting + self._unanswered, self.state.at_ms, problem)
        self._unanswered = 0
        self.changed.emit(self.state)

    def _end(self) -> None:
        process, self._process = self._process, None
        connection, self._connection = self._connection, None
        self._silence.stop()
        self._unsure.stop()
        self._again.stop()
        self._is_silent = False
        if process is None:
            return
        with contextlib.suppress(OSError):
            connection.send(STOP)
        threading.Thread(target=_see_out, args=(process,), name="sync end").start()


def _see_out(process: Any) -> None:
    """Wait for a process that was told to stop, on a thread of its own; one that hangs is killed."""
    process.join(_END_S)
    if process.is_alive():
        process.kill()
        # One that hangs in a shared file of a network cannot even be killed; nobody waits for it.
        process.join(_END_S)
    if not process.is_alive():
        if (told := native_faults.take(process.pid)) is not None:
            _log.error("the process of the exchange failed:\n%s", told)
        process.close()


def _leave_to_another(path: Path) -> None:
    """Let the command line take the last steps to the shared file, beyond the end of this program."""
    program = [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "crm_desktop"]
    try:
        process = subprocess.Popen(
            [*program, "sync", str(path), "--within", str(_LAST_S)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError as error:
        _log.info("the last steps were not brought to the shared file: %s", error)
        return
    # A program that goes on with another company has to take note of the end; its own end waits for nobody.
    threading.Thread(target=process.wait, name="last steps", daemon=True).start()
