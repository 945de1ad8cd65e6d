"""The composition root: builds everything once and passes it in; nobody else wires."""

import itertools
import sys
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QApplication

from crm_desktop.app.desk import Desk
from crm_desktop.core import paths
from crm_desktop.core.clock import SystemClock
from crm_desktop.core.log import keep_log
from crm_desktop.core.preferences import Preferences
from crm_desktop.ui.company_files import know_company_files
from crm_desktop.ui.crash_watch import CrashWatch
from crm_desktop.ui.loading import IdleLoading

_ONCE = Qt.ConnectionType.SingleShotConnection


class Program(QApplication):
    """Tells when it is asked to end, as macOS does from its own menu: a window that only hides would refuse."""

    asked_to_end = Signal()

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Quit:
            self.asked_to_end.emit()
        return super().event(event)


def run(arguments: Sequence[str]) -> int:
    """Open the window on the file named, else on the last one, else the welcome page; returns the exit status."""
    know_company_files()
    app = QApplication.instance() or Program(list(sys.argv[:1]))
    assert isinstance(app, QApplication)
    keep_log(paths.log_dir())
    desk = Desk(app, Preferences(paths.data_dir() / "preferences.json"), SystemClock())
    watch = CrashWatch(desk.messages, paths.log_dir(), desk.clock)
    login = next((after for each, after in itertools.pairwise(arguments) if each == "--as"), None)
    files = [each for each in arguments if not each.startswith("-") and each != login]
    desk.opened.connect(lambda: IdleLoading(desk), _ONCE)
    desk.settled.connect(lambda: _tell_of_bad_end(watch, desk), _ONCE)
    desk.start(Path(files[0]) if files else None, login)
    # A window that has the file open came forward instead: there is nothing to show here.
    status = app.exec() if desk.has_window else 0
    desk.close()
    watch.end()
    return int(status)


def _tell_of_bad_end(watch: CrashWatch, desk: Desk) -> None:
    zone = desk.session.context.zone if desk.session is not None else None
    watch.tell_of_bad_end(desk.shown_window(), desk.theme, zone)
