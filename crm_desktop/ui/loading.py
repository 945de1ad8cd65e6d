"""Loads what commands will want while the window is idle, so that the start need not and no command waits for it."""

import importlib
from collections.abc import Sequence

from PySide6.QtCore import QObject, QTimer

from crm_desktop.ui.garbage import give_back

# In an order in which each loads little: the window is held by one at a time.
WANTED_SOON = (
    "crm_desktop.queries.opportunity",
    "crm_desktop.queries.service_case",
    "crm_desktop.queries.contact",
    "crm_desktop.ui.details.customer",
    "crm_desktop.ui.widgets.column_chooser",
    "crm_desktop.ui.record_form",
    "crm_desktop.ui.forms.customer",
    "crm_desktop.ui.activity_form",
    "crm_desktop.ui.widgets.filter_limits",
    "crm_desktop.ui.widgets.filter_values_popup",
    "crm_desktop.ui.widgets.sort_popup",
    "crm_desktop.ui.pages.contacts",
    "crm_desktop.ui.forms.contact",
    "crm_desktop.operations.opportunity",
    "crm_desktop.ui.pages.opportunities",
    "crm_desktop.ui.forms.opportunity",
    "crm_desktop.ui.pages.service_cases",
    "crm_desktop.ui.pages.tasks",
    "crm_desktop.ui.forms.task",
    "crm_desktop.ui.pages.leads",
    "crm_desktop.ui.dialogs.palette",
    "crm_desktop.reports.charts",
    "crm_desktop.reports.jobs",
    "crm_desktop.ui.pages.reports",
    "crm_desktop.ui.dialogs.settings",
)
_AFTER_MS, _PAUSE_MS = 1_000, 100


class IdleLoading(QObject):
    """Loads one module after the other, each in a turn of its own, as long as its parent lives."""

    def __init__(self, parent: QObject, modules: Sequence[str] = WANTED_SOON, after_ms: int = _AFTER_MS) -> None:
        super().__init__(parent)
        self._left = list(modules)
        self._timer = QTimer(self, interval=_PAUSE_MS)
        self._timer.timeout.connect(self._load_next)
        QTimer.singleShot(after_ms, self._timer, self._timer.start)

    def _load_next(self) -> None:
        if self._left:
            importlib.import_module(self._left.pop(0))
        else:
            self._timer.stop()
            give_back()
