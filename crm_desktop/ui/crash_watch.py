"""Sees to it that no failure goes unsaid: of any thread, of Qt, of native code, and of the run before this one."""

import contextlib
import logging
import signal
import socket
import sys
import threading
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Any

from PySide6.QtCore import QMessageLogContext, QObject, QSocketNotifier, QTimer, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QWidget

from crm_desktop.core import formats
from crm_desktop.core.clock import Clock
from crm_desktop.core.i18n import language
from crm_desktop.core.run_mark import RunMark, bad_ends
from crm_desktop.core.trail import Trail
from crm_desktop.ui.messages import Messages
from crm_desktop.ui.theme import Theme

_log = logging.getLogger(__name__)
_LEVELS = {QtMsgType.QtWarningMsg: logging.INFO, QtMsgType.QtCriticalMsg: logging.WARNING}


class CrashWatch(QObject):
    """Watches one run of the program from its beginning to `end`."""

    def __init__(self, messages: Messages, log_dir: Path, clock: Clock) -> None:
        super().__init__()
        self._messages, self._log_dir = messages, log_dir
        self._end_when_told()
        self._trail = Trail()
        messages.tell_of(self._trail)
        self._mark = RunMark(log_dir, datetime.fromtimestamp(clock.now_ms() / 1000).astimezone())
        sys.excepthook = messages.excepthook
        threading.excepthook = self._on_thread
        sys.unraisablehook = self._on_unraisable
        qInstallMessageHandler(self._on_qt)

    def tell_of_bad_end(self, window: QWidget, theme: Theme, zone: tzinfo | None = None) -> None:
        """Say over the window how the run before ended, if it did not end as it should.

        In the time zone of the company, if one is open: all else in its window tells the time there.
        """
        found = bad_ends(self._log_dir)
        if found:
            from crm_desktop.ui.dialogs.crash import bad_end_dialog

            newest = found[-1]
            bad_end_dialog(
                window, theme, newest.report, formats.moment(newest.when.astimezone(zone), language())
            ).open()

    def end(self) -> None:
        """The run ends as it should."""
        qInstallMessageHandler(None)
        sys.excepthook, threading.excepthook = sys.__excepthook__, threading.__excepthook__
        sys.unraisablehook = sys.__unraisablehook__
        self._trail.end()
        self._mark.end()

    def _end_when_told(self) -> None:
        """When the system shuts down, or somebody ends the program politely, close in order."""
        if sys.platform == "win32":  # there Qt hears of it by itself
            return
        # By the loop, which may not have begun.
        signal.signal(signal.SIGTERM, lambda _signal, _frame: QTimer.singleShot(0, self, _close_program))
        # Python looks at signals only when it runs, and a window at rest runs nothing of it.
        self._told, telling = socket.socketpair()
        for each in (self._told, telling):
            each.setblocking(False)
        signal.set_wakeup_fd(telling.fileno())
        self._telling = telling
        listener = QSocketNotifier(self._told.fileno(), QSocketNotifier.Type.Read, self)
        listener.activated.connect(self._on_told)

    def _on_told(self) -> None:
        with contextlib.suppress(BlockingIOError):
            self._told.recv(64)

    def _on_thread(self, failed: threading.ExceptHookArgs) -> None:
        if failed.exc_value is not None:
            self._messages.show_error(failed.exc_value)

    def _on_unraisable(self, failed: Any) -> None:
        """Errors where none can be raised, such as while an object goes: worth a report, not a dialog."""
        _log.warning("unraisable in %s", type(failed.object).__qualname__, exc_info=failed.exc_value)

    def _on_qt(self, kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
        if kind is QtMsgType.QtFatalMsg:
            # Qt ends the process when this returns; the next run finds the words in the mark.
            self._mark.write(f"Qt: {text}")
        _log.log(_LEVELS.get(kind, logging.DEBUG), "Qt: %s", text)


def _close_program() -> None:
    from crm_desktop.ui.dialogs.crash import close_program

    close_program()
