"""The Qt binding keeps Python's books: 6.12.0 on Python 3.11 lost a reference to None in every call from C++."""

import sys

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer

LOOPS = 1000


class Listener(QObject):
    """Is called from C++ once for every event."""

    calls = 0

    def event(self, event: QEvent) -> bool:
        """Count what arrives."""
        self.calls += 1
        return super().event(event)

    def tick(self) -> None:
        """Return nothing to C++."""
        self.calls += 1


@pytest.mark.usefixtures("qtbot")
@pytest.mark.skipif(sys.version_info >= (3, 12), reason="from Python 3.12 on None is immortal and cannot be lost")
def test_the_reference_count_of_none_stays_put_over_a_thousand_event_loops() -> None:
    listener = Listener()
    before = sys.getrefcount(None)
    for _ in range(LOOPS):
        QCoreApplication.postEvent(listener, QEvent(QEvent.Type.User))
        QTimer.singleShot(0, listener.tick)
        QCoreApplication.processEvents()
    assert listener.calls >= 2 * LOOPS
    assert abs(sys.getrefcount(None) - before) < LOOPS // 10
