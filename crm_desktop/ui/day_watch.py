"""Noticing that a new day has begun: what counts days from today has to be read again."""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QObject, QTimer, Signal

_LOOK_EVERY_MS = 60_000


class DayWatch(QObject):
    """Tells when the company's day is another one. Looked at each minute: a timer to midnight would sleep too long."""

    day_changed = Signal()

    def __init__(self, owner: QObject, today: Callable[[], date]) -> None:
        super().__init__(owner)
        self._today, self._day = today, today()
        timer = QTimer(self, interval=_LOOK_EVERY_MS)
        timer.timeout.connect(self.look)
        timer.start()

    def look(self) -> None:
        """Compare the day with the one seen last."""
        if (day := self._today()) != self._day:
            self._day = day
            self.day_changed.emit()
