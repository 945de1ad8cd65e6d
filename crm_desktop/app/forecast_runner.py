"""Keeping the first forecast of each month while the window is open."""

from typing import Any

from PySide6.QtCore import QObject, QTimer

from crm_desktop.core.i18n import N_, Message
from crm_desktop.core.viewer import SYSTEM
from crm_desktop.ui.page_context import PageContext

_FIRST_MS = 60_000
_EVERY_MS = 60 * 60_000
_JOB = "crm_desktop.insight.forecast_jobs.of_month"
_STEP = Message(N_("Forecast of the month"))


class ForecastRunner(QObject):
    """Looks from time to time whether this month has a forecast; if not, the worker makes one."""

    def __init__(self, owner: QObject, context: PageContext) -> None:
        super().__init__(owner)
        self._context = context
        self._timer = QTimer(self, interval=_FIRST_MS)
        self._timer.timeout.connect(self.run)
        if not context.background.against_writing:
            self._timer.start()

    def run(self) -> None:
        """Find out whether a forecast is due, and have it made."""
        self._timer.start(_EVERY_MS)
        self._context.background.read(self, self._is_due, self._on_looked)

    def stop(self) -> None:
        """Never again."""
        self._timer.stop()

    @staticmethod
    def _is_due(reading: Any) -> bool:
        from crm_desktop.queries.forecast import is_due

        return is_due(reading)

    def _on_looked(self, is_due: bool) -> None:
        if is_due:
            self._context.background.run(self, _JOB, (str(self._context.path),), self._keep)

    def _keep(self, payload: str) -> None:
        def write(work: Any) -> bool:
            from crm_desktop.operations.forecast import keep_forecast

            return keep_forecast(work, payload)

        self._context.background.write(_STEP, write, lambda _is_kept: None, owner=self, viewer=SYSTEM)
