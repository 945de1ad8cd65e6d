"""How problems reach the person: politely what can be mended, machine trouble with what to do, bugs with a report."""

import itertools
import logging
import platform
import traceback
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from types import TracebackType

from PySide6 import __version__ as qt_version
from PySide6.QtCore import QObject, Qt, QThread, QTimer, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget

from crm_desktop.core import paths
from crm_desktop.core.clock import Clock, SystemClock
from crm_desktop.core.errors import MachineError, Problem, UserError
from crm_desktop.core.i18n import Message, tr, tr_message

_log = logging.getLogger(__name__)


class Messages(QObject):
    """The one place that decides how an error is shown; safe to call from any thread."""

    _reported = Signal(object)

    def __init__(self, log_dir: Path | None = None, clock: Clock | None = None) -> None:
        super().__init__()
        self._log_dir = log_dir or paths.log_dir()
        self._clock = clock or SystemClock()
        self._window: QWidget | None = None
        self._notice: Callable[[str], None] | None = None
        self._is_showing_a_bug = False
        self._early: list[Problem] = []
        self._shown: set[Message] = set()
        self._reported.connect(self._show)

    def attach(self, window: QWidget, notice: Callable[[str], None]) -> None:
        """Show dialogs over this window and short notices through this function."""
        self._window, self._notice = window, notice
        QTimer.singleShot(0, window, self._show_early)

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
            # A box of its own would lie behind the window that comes next.
            self._early.append(error)
            return
        if error.message in self._shown:
            # What is tried every second, such as looking for changes, fails every second.
            return
        self._shown.add(error.message)
        box = self._box(QMessageBox.Icon.Warning)
        if isinstance(error, MachineError):
            _log.warning("%s", error)
            box.setText(tr("The computer could not finish this."))
            box.setInformativeText(tr_message(error.message))
        else:
            box.setText(tr_message(error.message))
        box.finished.connect(lambda: self._shown.discard(error.message))
        box.open()

    def _show_bug(self, error: BaseException) -> None:
        _log.error("unexpected error", exc_info=error)
        report = self.write_report(error)
        # A fault in painting would come again with each repaint of its own dialog.
        if self._is_showing_a_bug:
            return
        self._is_showing_a_bug = True
        box = self._box(QMessageBox.Icon.Critical)
        box.setText(tr("Something went wrong in the program"))
        saved = tr("What you saved before is safe. You can continue; if it happens again, restart the program.")
        where = tr(
            "A report was written to {path}. It holds no customer data besides the error itself.", path=str(report)
        )
        box.setInformativeText(f"{saved}\n\n{where}" if report else saved)
        box.setDetailedText("".join(traceback.format_exception(error)))
        if report is not None:
            reveal = box.addButton(tr("Show report"), QMessageBox.ButtonRole.HelpRole)
            reveal.clicked.connect(lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(report.parent))))
        go_on = box.addButton(tr("Continue"), QMessageBox.ButtonRole.AcceptRole)
        box.setDefaultButton(go_on)
        box.finished.connect(self._on_bug_closed)
        box.open()

    def _on_bug_closed(self) -> None:
        self._is_showing_a_bug = False

    def _box(self, icon: QMessageBox.Icon) -> QMessageBox:
        box = QMessageBox(self._window)
        box.setIcon(icon)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setTextFormat(Qt.TextFormat.PlainText)
        return box

    def write_report(self, error: BaseException) -> Path | None:
        """Write the traceback and the versions to a file of its own; None when even that fails."""
        now = datetime.fromtimestamp(self._clock.now_ms() / 1000).astimezone()
        lines = [
            f"CRM Desktop, {now.isoformat(timespec='seconds')}",
            f"Python {platform.python_version()}, Qt {qt_version}, {platform.platform()}",
            "",
            *traceback.format_exception(error),
        ]
        try:
            self._log_dir.mkdir(parents=True, exist_ok=True)
            path = _unused(self._log_dir / f"crash-{now:%Y%m%d-%H%M%S}.txt")
            path.write_text("\n".join(lines), encoding="utf-8")
        except OSError as problem:
            _log.error("no crash report: %s", problem)
            return None
        return path


def _unused(path: Path) -> Path:
    """The path itself, or with a number when there is such a file: faults rarely come alone."""
    numbered = (path.with_stem(f"{path.stem}-{number}") for number in itertools.count(2))
    return next(each for each in itertools.chain([path], numbered) if not each.exists())
