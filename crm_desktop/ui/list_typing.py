"""Searching a list while it is typed: the first rows at each letter, all that follows from them when typing rests."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QLineEdit

from crm_desktop.core.listing import Grouping, ListSpec
from crm_desktop.ui.widgets.record_table import RecordTable

_SEARCH_AFTER_MS = 180


class ListTyping(QObject):
    """Follows the search field of a list; `rested` is told whether the list shows already what was typed."""

    def __init__(
        self,
        field: QLineEdit,
        table: RecordTable,
        wanted: Callable[[Grouping | None], ListSpec],
        rested: Callable[[bool], None],
    ) -> None:
        super().__init__(table)
        self._table, self._wanted, self._rested = table, wanted, rested
        self._timer = QTimer(self, singleShot=True, interval=_SEARCH_AFTER_MS)
        self._timer.timeout.connect(self._on_rest)
        field.textEdited.connect(self._on_typed)
        field.returnPressed.connect(self.take)

    def take(self) -> None:
        """Search for what was typed at once, and go on in the list."""
        self._timer.stop()
        self._on_rest()
        self._table.setFocus()

    def _on_typed(self) -> None:
        self._timer.start()
        if self._table.records.spec.grouping is None and self._table.isVisible():
            self._table.records.set_spec(self._wanted(None), briefly=True)

    def _on_rest(self) -> None:
        records = self._table.records
        # What was typed may have been emptied meanwhile.
        is_wanted = records.spec == self._wanted(records.spec.grouping)
        self._rested(is_wanted and records.complete())
