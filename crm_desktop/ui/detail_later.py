"""What takes long to find out about a record: asked when somebody stays with it, and kept until it is known anew."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QTimer

from crm_desktop.ui.background import Background, Latest
from crm_desktop.ui.detail_source import Later

_AFTER_MS = 400


class DetailLater(QObject):
    """For one detail side; `known` is called when there is something to show."""

    def __init__(self, background: Background, owner: QObject, later: Later | None, known: Callable[[], None]) -> None:
        super().__init__(owner)
        self._later, self._known = later, known
        self._reads = Latest(background, self)
        self._record_id: str | None = None
        self._of: str | None = None
        self._found: Any = None
        self._timer = QTimer(self, singleShot=True, interval=_AFTER_MS)
        self._timer.timeout.connect(self.read_now)

    def ask(self, record_id: str) -> None:
        """Read it of this record, a little later."""
        if self._later is not None:
            self._record_id = record_id
            self._timer.start()

    def forget(self) -> None:
        """Ask no more, and know nothing."""
        self._timer.stop()
        self._reads.cancel()
        self._record_id = self._of = None

    def completed(self, record_id: str, details: Any) -> Any:
        """What is known of a record, with what was found out before."""
        return self._later.completed(details, self._found) if self._later and record_id == self._of else details

    def read_now(self) -> None:
        """Read it."""
        self._timer.stop()
        later, record_id = self._later, self._record_id
        if later is not None and record_id is not None:
            self._reads.read(
                lambda reading: later.read(reading, record_id), lambda found: self._on_found(record_id, found), _nothing
            )

    def _on_found(self, record_id: str, found: Any) -> None:
        self._of, self._found = record_id, found
        self._known()


def _nothing(_error: Exception) -> None:
    """A record that is gone by then is told of by whoever reads the record itself."""
