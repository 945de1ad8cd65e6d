"""What a page asks beside its list waits until the list is painted for the first time.

Its readers take processors and Python's lock from the window: the first list of a start came a quarter later for them.
"""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer

from crm_desktop.ui.widgets.record_table import RecordTable
from crm_desktop.ui.widgets.record_table_model import State

# What is painted is to reach the screen before others want the processors.
_AFTER_MS = 20


class FirstPaint(QObject):
    """Calls what waits for it once the rows of a table are painted; at once where there are none to be seen."""

    def __init__(self, table: RecordTable) -> None:
        super().__init__(table)
        self._table, self._is_over = table, False
        # In the order of asking; who asks twice is called once.
        self._waiting: dict[Callable[[], object], None] = {}
        table.records.state_changed.connect(self._on_state)
        table.viewport().installEventFilter(self)

    def then(self, act: Callable[[], object]) -> None:
        """Call it after the first painting, or at once when that is over."""
        if self._is_over:
            act()
        else:
            self._waiting[act] = None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Paint and self._table.records.state is State.READY:
            self._end_filter()
            QTimer.singleShot(_AFTER_MS, self, self._go_on)
        return False

    def _on_state(self) -> None:
        is_to_be_painted = self._table.records.state is State.READY and self._table.isVisible()
        if not is_to_be_painted:
            self._end_filter()
            self._go_on()

    def _end_filter(self) -> None:
        self._table.viewport().removeEventFilter(self)
        self._table.records.state_changed.disconnect(self._on_state)

    def _go_on(self) -> None:
        self._is_over = True
        waiting, self._waiting = self._waiting, {}
        for act in waiting:
            act()
