"""Commands of one page are found and carried out by Ctrl+K on every other."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from crm_desktop.core.clock import FixedClock
from tests.builders import a_customer
from tests.company import Company
from tests.end_to_end.desk import CONTROL, Driver, at_the_desk

Key = Qt.Key


@pytest.fixture
def driver(qapp: QApplication, tmp_path: Path, clock: FixedClock, company: Company) -> Iterator[Driver]:
    """The window on a company of one customer."""
    with company.write() as work:
        a_customer(work, "Haverton Medical")
    company.database.close()
    with at_the_desk(qapp, tmp_path, clock, company.database.path) as driver:
        driver.turn_to(driver.window)
        yield driver


def test_the_hand_over_and_the_sheets_of_commission_are_found_from_the_targets(driver: Driver) -> None:
    driver.window.show_page("targets")
    for typed, page in (("commission sheet", "commission"), ("hand over everything", "customers")):
        driver.press(Key.Key_K, CONTROL)
        QTest.keyClicks(driver.panel.field, typed)
        driver.press(Key.Key_Return)
        driver.wait(partial(_is_on, driver, page), page)
    driver.wait(lambda: driver.panel.title == "Hand over everything", "the hand-over")
    driver.panel.reject()
    driver.wait_until_closed()


def _is_on(driver: Driver, page: str) -> bool:
    return bool(driver.window.current_page == page)
