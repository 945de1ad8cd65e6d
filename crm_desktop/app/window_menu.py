"""The menu of the windows of single records: each is brought forward from it."""

from PySide6.QtCore import QObject

from crm_desktop.app.record_windows import RecordWindows
from crm_desktop.core.i18n import N_
from crm_desktop.ui.actions import HELP
from crm_desktop.ui.main_window import MainWindow

_WINDOW = N_("Window")


class WindowMenu(QObject):
    """Stands before the menu of help for as long as there are such windows."""

    def __init__(self, window: MainWindow, windows: RecordWindows) -> None:
        super().__init__(window)
        self._windows = windows
        self.menu = window.add_menu(_WINDOW, before=HELP)
        self.menu.aboutToShow.connect(self._fill)
        windows.changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        self.menu.menuAction().setVisible(bool(self._windows.windows))

    def _fill(self) -> None:
        self.menu.clear()
        for each in self._windows.windows:
            self.menu.addAction(each.windowTitle().replace("&", "&&"), each.come_forward)
