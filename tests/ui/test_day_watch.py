"""A new day is noticed."""

from datetime import date, timedelta

from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from crm_desktop.ui.day_watch import DayWatch


def test_a_new_day_is_told_once(qtbot: QtBot) -> None:
    days = [date(2026, 11, 22)]
    owner, told = QObject(), []
    watch = DayWatch(owner, lambda: days[-1])
    watch.day_changed.connect(lambda: told.append(days[-1]))
    watch.look()
    days.append(days[0] + timedelta(days=1))
    watch.look()
    watch.look()
    assert told == [date(2026, 11, 23)]
