"""How problems reach the person: politely what can be mended, machine trouble with what to do, bugs with a report."""

import logging
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QObject, QThread, QTimer, Signal
from PySide6.QtWidgets import QApplication, QWidget

from crm_desktop.core import crash, paths
from crm_desktop.core.clock import Clock, SystemClock
from crm_desktop.core.errors import MachineError, Problem, UserError
from crm_desktop.core.i18n import N_, Message, tr_message
from crm_desktop.core.trail import Trail
from crm_desktop.ui.theme import Theme

_log = logging.getLogger(__name__)
# What fails with every tick of a timer or every repaint is said once, until it rests for so long.
_REST_MS = 5_000


class Messages(QObject):
    """The one place that decides how an error is shown; safe to call from any thread."""

    _reported = Signal(object)

    def __init__(self, theme: Theme, log_dir: Path | None = None, clock: Clock | None = None) -> None:
        super().__init__()
        self._theme = theme
        self._log_dir = log_dir or paths.log_dir()
        self._clock = clock or SystemClock()
        self._window: QWidget | None = None
        self._notice: Callable[[str], None] | None = None
        self._trail: Trail | None = None
        self._is_showing_a_bug = False
        self._early: list[Problem] = []
        self._shown: set[Message] = set()
        self._seen: dict[tuple[str, ...], int] = {}
        self._reported.connect(self._show)

    def attach(self, window: QWidget, notice: Callable[[str], None]) -> None:
        """Show dialogs over this window and short notices through this function."""
        self._window, self._notice = window, notice
        QTimer.singleShot(0, window, self._show_early)

    def tell_of(self, trail: Trail) -> None:
        """Let reports say what was done before."""
        self._trail = trail

    def show_error(self, error: BaseException) -> None:
        """Show whatever went wrong in the way that fits it."""
        if QThread.currentThread() is self.thread():
            self._show(error)
        else:
            self._reported.emit(error)

    def notify(self, message: Message) -> None:
        """Say something short that needs no answer."""
        if self._notice is not None:
            self._notice(tr_message(message))

    def excepthook(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """Take the place of `sys.excepthook`, so that no exception in a slot is lost."""
        if issubclass(kind, KeyboardInterrupt):
            QApplication.quit()
            return
        self.show_error(error.with_traceback(trace))

    def _show(self, error: BaseException) -> None:
        if isinstance(error, UserError | MachineError):
            self._show_problem(error)
        else:
            self._show_bug(error)

    def _show_early(self) -> None:
        early, self._early = self._early, []
        for problem in early:
            self._show_problem(problem)

    def _show_problem(self, error: Problem) -> None:
        if self._window is None:
            # A message of its own would lie behind the window that comes next.
            self._early.append(error)
            return
        if error.message in self._shown:
            # What is tried every second, such as looking for changes, fails every second.
            return
        self._shown.add(error.message)
        # Loaded when something is wrong, not at every start.
        from crm_desktop.ui.dialogs.message import MessageDialog

        if isinstance(error, MachineError):
            _log.warning("%s", error)
            dialog = MessageDialog(
                self._window, self._theme, N_("The computer could not finish this."), [error.message]
            )
        else:
            dialog = MessageDialog(self._window, self._theme, error.message)
        dialog.add_answer(N_("OK"), primary=True)
        dialog.finished.connect(lambda: self._shown.discard(error.message))
        dialog.open()

    def _show_bug(self, error: BaseException) -> None:
        if self._is_the_same_again(error):
            return
        _log.error("unexpected error", exc_info=error)
        text, report = self._write_report(error)
        # A fault in painting would come again with each repaint of its own dialog.
        if self._is_showing_a_bug:
            return
        self._is_showing_a_bug = True
        from crm_desktop.ui.dialogs.crash import crash_dialog

        dialog = crash_dialog(self._window, self._theme, report, text)
        dialog.finished.connect(self._on_bug_closed)
        dialog.open()

    def _is_the_same_again(self, error: BaseException) -> bool:
        bug, now = crash.fingerprint(error), self._clock.now_ms()
        before, self._seen[bug] = self._seen.get(bug), now
        return before is not None and now - before < _REST_MS

    def _on_bug_closed(self) -> None:
        self._is_showing_a_bug = False

    def _write_report(self, error: BaseException) -> tuple[str, Path | None]:
        now = datetime.fromtimestamp(self._clock.now_ms() / 1000).astimezone()
        text = crash.report_text(crash.story_of(error), now, self._trail.lines if self._trail else ())
        return text, crash.write_report(self._log_dir, text, now)
