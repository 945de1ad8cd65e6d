"""How much there is to review, kept at hand: the tab of the review page is there while there is something."""

from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from crm_desktop.ui.background import Background, Latest
from crm_desktop.ui.change_feed import ChangeFeed

_SETTLE_MS = 200


class ReviewState(QWidget):
    """Counts again after every change, whoever made it; never visible itself."""

    changed = Signal(int)

    def __init__(self, background: Background, feed: ChangeFeed) -> None:
        super().__init__()
        self.count = 0
        self._is_stopped = False
        self._reads = Latest(background, self)
        self._settle = QTimer(self, singleShot=True, interval=_SETTLE_MS)
        self._settle.timeout.connect(self.read_again)
        feed.announced.connect(self._on_announced)
        self._settle.start()

    def read_again(self) -> None:
        """Ask the file how much there is now."""
        self._reads.read(_count, self._on_count)

    def stop(self) -> None:
        """Ask no more: the file is closed."""
        self._settle.stop()
        self._is_stopped = True

    def _on_announced(self) -> None:
        if not self._is_stopped:
            self._settle.start()

    def _on_count(self, count: int) -> None:
        if count != self.count:
            self.count = count
            self.changed.emit(count)


def _count(reading: Any) -> int:
    # Loaded on the thread of a reader: the window stands before.
    from crm_desktop.queries.review import review_count

    return review_count(reading)
