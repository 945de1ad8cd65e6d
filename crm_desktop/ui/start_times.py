"""Writes into the log how far the start of the program is: for support, and to measure the built program."""

import logging
from typing import Any

from PySide6.QtCore import QEvent, QObject

from crm_desktop.ui.main_window import MainWindow
from crm_desktop.ui.widgets.record_table_model import State

_log = logging.getLogger(__name__)
SHOWN, PAINTED = "window shown", "list painted"


class StartTimes(QObject):
    """Waits for the first painting of the list that the window begins with, says so, and goes."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        _log.info(SHOWN)
        self._table: Any = getattr(window.page(window.current_page), "table", None)
        if self._table is None or not hasattr(self._table, "records"):
            self.deleteLater()
        else:
            self._table.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Paint and self._table.records.state in (State.READY, State.EMPTY):
            watched.removeEventFilter(self)
            _log.info(PAINTED)
            self.deleteLater()
        return False
