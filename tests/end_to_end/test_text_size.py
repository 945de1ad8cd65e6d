"""Choosing another text size: the window is built anew at that size, where it stood and with what it showed."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication

from crm_desktop.core.clock import FixedClock
from tests.builders import a_customer
from tests.company import Company
from tests.end_to_end.desk import CONTROL, Driver, at_the_desk

Key = Qt.Key


@pytest.fixture
def driver(qapp: QApplication, tmp_path: Path, clock: FixedClock, company: Company) -> Iterator[Driver]:
    """The window on a company of three customers; the texts have their usual size again afterwards."""
    with company.write() as work:
        for name in ("Haverton Medical", "Kinley Precision", "Northgate Clinic"):
            a_customer(work, name)
    company.database.close()
    with at_the_desk(qapp, tmp_path, clock, company.database.path) as driver:
        driver.turn_to(driver.window)
        driver.wait_for_list()
        yield driver
        driver.desk.theme.set_text_scale(1.0)


# More than the settings have stops for the Tab key.
MOST_STOPS = 20


def shown_by_focus() -> str:
    """The word on the control that has the keyboard."""
    focused = QApplication.focusWidget()
    return focused.text() if isinstance(focused, QAbstractButton) else ""


def step_right(driver: Driver) -> None:
    """Choose the next size, and wait for the window made for it."""
    old = driver.window
    driver.press(Key.Key_Right)
    driver.wait(lambda: driver.window is not old, "the new window")


def choose_by_keys(driver: Driver, steps: int, scale: float) -> None:
    """Open the settings, go to the text size and step along it; each step makes a new window."""
    driver.press(Key.Key_Comma, CONTROL)
    driver.wait(lambda: bool(driver.panels), "the settings")
    for _ in range(MOST_STOPS):
        if shown_by_focus() == "100%":
            break
        driver.press(Key.Key_Tab)
    for _ in range(steps):
        step_right(driver)
        driver.turn_to(driver.window)
    assert driver.desk.theme.text_scale == scale


def test_the_window_is_built_anew_at_twice_the_size(driver: Driver) -> None:
    driver.window.resize(2100, 1000)
    driver.page.table.setFocus()
    driver.press(Key.Key_End)
    current, page, width = driver.page.table.current_id, driver.window.current_page, driver.window.side_bar.width()
    geometry = driver.window.geometry()
    choose_by_keys(driver, 4, 2.0)
    assert driver.window.side_bar.width() == 2 * width
    assert driver.window.geometry() == geometry
    assert driver.window.current_page == page
    assert len(driver.panels) == 1
    assert shown_by_focus() == "200%"
    driver.wait_for_detail(current)
    assert driver.page.table.current_id == current


def test_windows_of_records_stay_behind_the_settings(driver: Driver) -> None:
    session = driver.desk.session
    assert session is not None
    session.record_windows.open("customer", driver.page.table.current_id)
    driver.turn_to(driver.window)
    choose_by_keys(driver, 0, 1.0)
    step_right(driver)
    session = driver.desk.session
    assert session is not None
    assert len(session.record_windows.windows) == 1
    driver.wait(lambda: shown_by_focus() == "125%", "the settings to have the keyboard")
    assert QApplication.activeWindow() is driver.window


def test_the_file_can_be_written_after_it(driver: Driver) -> None:
    choose_by_keys(driver, 1, 1.25)
    driver.press(Key.Key_Escape)
    driver.wait_until_closed()
    assert driver.page.table.hasFocus()
    driver.wait_for_list()
    driver.press(Key.Key_N)
    driver.type_into("name", "Larger Letters")
    driver.press(Key.Key_S, CONTROL)
    driver.wait_until_closed()
    driver.wait(lambda: driver.page.table.records.rowCount() == 4, "the fourth customer")


def test_a_form_opened_meanwhile_is_not_lost(driver: Driver) -> None:
    old = driver.window
    driver.page.table.setFocus()
    driver.press(Key.Key_N)
    driver.type_into("name", "Half typed")
    driver.desk.choose_text_size(1.25)
    QApplication.processEvents()
    assert driver.window is old
    driver.press(Key.Key_Escape)
    driver.click(driver.panel, "Discard")
    driver.wait(lambda: driver.window is not old, "the new window")
    assert not driver.panels


def test_a_window_moved_over_its_first_frame_passes_its_place_on(
    qapp: QApplication, clock: FixedClock, company: Company, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The frame is taken away a moment after the window is there; a window moved before that stays where it is."""
    monkeypatch.setattr("crm_desktop.app.desk._OVERLAP_MS", 600_000)
    company.database.close()
    another = tmp_path / "another.crm"
    another.write_bytes(company.database.path.read_bytes())
    with at_the_desk(qapp, tmp_path, clock, company.database.path) as driver:
        driver.window.setGeometry(30, 40, 1100, 720)
        driver.desk.open(another)
        driver.wait(lambda: not driver.desk.is_opening, "the other company")
        assert driver.window.geometry().getRect() == (30, 40, 1100, 720)
