"""Being reminded while the program runs: at the moment, together after a pause, once, and behind a closed window."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QIcon
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from crm_desktop.app import tray_life
from crm_desktop.core.clock import FixedClock
from crm_desktop.ui.tray import Tray
from tests.builders import a_task
from tests.company import Company
from tests.end_to_end.desk import CONTROL, Driver, at_the_desk

Key = Qt.Key
_STAYS: dict[str, Any] = {"tray.stays": True}


class PaperTray(Tray):
    """A tray that writes down what it is told to show."""

    def __init__(self, _icon: QIcon, entries: Any) -> None:
        super().__init__(QIcon(), entries)
        self.entries = {each[0]: each[1] for each in entries if each}
        self.shown: list[tuple[str, str]] = []

    @staticmethod
    def is_offered() -> bool:
        return True

    def show(self) -> None:
        """There is no place to show it."""

    def notify(self, title: str, body: str) -> None:
        self.shown.append((title, body))


@pytest.fixture
def file(company: Company) -> Path:
    """Two tasks with reminders within the hour, one long missed, and one of tomorrow."""
    with company.write() as work:
        ahead = work.today + timedelta(days=1)
        for name, minutes in (("Missed", -600), ("In ten minutes", 10), ("In twenty minutes", 20)):
            a_task(work, name, remind_at=work.now_ms + minutes * 60_000, due_on=ahead)
    company.database.close()
    return company.database.path


@pytest.fixture
def driver(
    qapp: QApplication, tmp_path: Path, clock: FixedClock, file: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Driver]:
    monkeypatch.setattr(tray_life, "Tray", PaperTray)
    with at_the_desk(qapp, tmp_path, clock, file, None, **_STAYS) as driver:
        yield driver


def tray(driver: Driver) -> PaperTray:
    assert driver.desk.session is not None
    found = driver.desk.session.tray_life.tray
    assert isinstance(found, PaperTray)
    return found


def pass_time(driver: Driver, clock: FixedClock, **span: int) -> None:
    """Let time pass, and the program notice it."""
    assert driver.desk.session is not None
    clock.instant += timedelta(**span)
    driver.desk.session.reminding.tick()


def wait_for_telling(driver: Driver) -> None:
    """Until what came after the look is done: it waits its turn among what is written."""
    assert driver.desk.session is not None
    done: list[bool] = []
    driver.desk.session.background.call_in_turn(driver.window, lambda: True, done.append)
    driver.wait(lambda: bool(done), "the turn")


def test_reminders_come_at_their_moment_and_the_missed_ones_together(driver: Driver, clock: FixedClock) -> None:
    session = driver.desk.session
    assert session is not None
    pass_time(driver, clock, seconds=1)
    driver.wait(lambda: bool(tray(driver).shown), "the reminder that was missed")
    assert tray(driver).shown == [("Missed", "Sun 22 Nov")]
    pass_time(driver, clock, hours=2)
    driver.wait(lambda: len(tray(driver).shown) == 2, "the reminders of the pause")
    assert tray(driver).shown[1] == ("2 reminders", "In twenty minutes · Sun 22 Nov\nIn ten minutes · Sun 22 Nov")
    assert session.reminding.sign.isVisible()
    # The next morning, the program still open, tells of the day; pressed, it leads there.
    pass_time(driver, clock, hours=15)
    driver.wait(lambda: len(tray(driver).shown) == 3, "the overview of the day")
    assert tray(driver).shown[2] == ("Your day", "3 due today")
    tray(driver).notice_pressed.emit()
    assert driver.window.current_page == "today"


def test_nothing_is_shown_a_second_time_after_a_restart(
    qapp: QApplication, tmp_path: Path, clock: FixedClock, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tray_life, "Tray", PaperTray)
    for is_first in (True, False):
        with at_the_desk(qapp, tmp_path, clock, file) as driver:
            session = driver.desk.session
            assert session is not None
            pass_time(driver, clock, seconds=1)
            driver.wait(session.reminding.sign.isVisible, "the bell")
            wait_for_telling(driver)
            assert tray(driver).shown == ([("Missed", "Sun 22 Nov")] if is_first else [])


def test_the_program_goes_on_behind_a_closed_window_and_ends_when_it_is_told(driver: Driver, clock: FixedClock) -> None:
    window = driver.window
    window.close()
    assert not window.isVisible()
    assert driver.desk.session is not None
    pass_time(driver, clock, minutes=11)
    driver.wait(lambda: bool(tray(driver).shown), "a reminder while the window is hidden")
    assert tray(driver).shown[0][0] == "2 reminders"
    tray(driver).notice_pressed.emit()
    assert window.isVisible()
    driver.wait(lambda: len(driver.panel.list.items()) == 2, "the reminders")
    driver.panel.reject()
    driver.wait_until_closed()
    window.close()
    tray(driver).entries["New task…"]()
    # The offscreen platform gives a window that was hidden no keyboard again.
    QTest.keyClicks(driver.panel.form.field("subject").edit, "Half typed")
    # What was typed is not lost by ending it from the tray.
    tray(driver).entries["Quit"]()
    assert window.isVisible()
    driver.click(driver.panel, "Discard")
    driver.wait_until_closed()
    window.close()
    assert not window.isVisible()
    tray(driver).entries["Open CRM Desktop"]()
    window.actions_set.trigger("file.quit")
    assert not window.isVisible()


def test_without_a_tray_the_window_says_it_and_closing_ends(
    qapp: QApplication, tmp_path: Path, clock: FixedClock, file: Path
) -> None:
    with at_the_desk(qapp, tmp_path, clock, file, None, **_STAYS) as driver:
        session = driver.desk.session
        assert session is not None
        assert session.tray_life.tray is None
        pass_time(driver, clock, seconds=1)
        driver.wait_for_toast("Missed: Sun 22 Nov")
        driver.press(Key.Key_R, CONTROL)
        driver.wait(lambda: len(driver.panel.list.items()) == 1, "the reminder")
        driver.panel.reject()
        driver.wait_until_closed()
        assert driver.window.close()
