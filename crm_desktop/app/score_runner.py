"""Keeping the scores of customers fresh while the window is open: all of them once a day, some after their orders."""

from typing import Any

from PySide6.QtCore import QObject, QTimer

from crm_desktop.core.changes import ChangeSet
from crm_desktop.ui.change_feed import ChangeFeed
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.score_steps import score_everyone, score_some

_FIRST_MS = 45_000
_EVERY_MS = 15 * 60_000
_AFTER_ORDERS_MS = 2_000
# Whoever imports thousands of orders waits for the night, or asks for it on the page.
_MOST = 500
_ORDERS, _LINES = "sales_order", "order_line"


class ScoreRunner(QObject):
    """Looks whether the scores are of an earlier day, and hears of every order that changes."""

    def __init__(self, owner: QObject, context: PageContext, feed: ChangeFeed) -> None:
        super().__init__(owner)
        self._context = context
        self._changed: dict[str, set[str]] = {_ORDERS: set(), _LINES: set()}
        self._timer = QTimer(self, interval=_FIRST_MS)
        self._timer.timeout.connect(self.run)
        self._soon = QTimer(self, singleShot=True, interval=_AFTER_ORDERS_MS)
        self._soon.timeout.connect(self._score_changed)
        if not context.background.against_writing:
            self._timer.start()
            feed.announced.connect(self._on_changes)

    def run(self) -> None:
        """Find out whether the scores are of today, and work them out if not."""
        self._timer.start(_EVERY_MS)
        self._context.background.read(self, self._is_old, self._on_looked)

    def stop(self) -> None:
        """Never again."""
        self._timer.stop()
        self._soon.stop()

    @staticmethod
    def _is_old(reading: Any) -> bool:
        from crm_desktop.queries.churn_watch import scored_as_of

        as_of = scored_as_of(reading)
        return as_of is None or as_of < reading.today

    def _on_looked(self, is_old: bool) -> None:
        if is_old:
            score_everyone(self._context, self)

    def _on_changes(self, changes: ChangeSet) -> None:
        for table, ids in self._changed.items():
            ids.update(changes.entities.get(table, ()))
        if any(self._changed.values()):
            self._soon.start()

    def _score_changed(self) -> None:
        orders, lines = (set(self._changed[table]) for table in (_ORDERS, _LINES))
        for ids in self._changed.values():
            ids.clear()
        if len(orders) + len(lines) <= _MOST:
            score_some(self._context, self, orders, lines)
