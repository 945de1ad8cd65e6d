"""The Qt binding keeps Python's books: 6.12.0 on Python 3.11 lost a reference to None in every call from C++.

The process then aborts after some 5,000 event loops, which is minutes of ordinary work.
"""

import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from crm_desktop.ui.theme import Theme
from tests.ui.show_shell import shell

LOOPS = 1_000


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="from Python 3.12 on None is immortal and cannot be lost")
def test_the_window_keeps_the_references_to_none_over_a_thousand_event_loops(
    qtbot: QtBot, theme: Theme, tmp_path: Path
) -> None:
    window, page = shell(theme, tmp_path, 60, chinese=False)
    qtbot.addWidget(window)
    window.show()
    qtbot.waitExposed(window)
    ticks: list[int] = []
    repeating = QTimer(window, interval=0)
    repeating.timeout.connect(lambda: ticks.append(len(ticks)))
    repeating.start()

    def turn(number: int) -> None:
        """What happens all the time: timers, events, now and then a frame (painting takes most of the time)."""
        QTimer.singleShot(0, page.isVisible)
        if number % 20 == 0:
            page.table.viewport().update()
        QApplication.postEvent(page, QEvent(QEvent.Type(QEvent.Type.User + number % 7)))
        QApplication.processEvents()

    for number in range(20):
        turn(number)
    before = sys.getrefcount(None)
    for number in range(LOOPS):
        turn(number)
    repeating.stop()
    assert len(ticks) > LOOPS
    assert abs(sys.getrefcount(None) - before) < LOOPS // 10
