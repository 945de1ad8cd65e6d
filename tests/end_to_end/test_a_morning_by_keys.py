"""A salesperson's morning without the mouse: found, called, corrected, moved, planned, changed, taken back, printed."""

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from crm_desktop.core.clock import FixedClock
from tests.builders import a_case, a_contact, a_customer, an_opportunity
from tests.company import Company
from tests.end_to_end.desk import CONTROL, SHIFT, Driver, at_the_desk

Key = Qt.Key
CLINIC = "重庆长安门诊"


@pytest.fixture
def file(company: Company) -> Path:
    """Three customers with some business each."""
    with company.write() as work:
        for name, city in (("Haverton Medical", "York"), ("Kinley Precision", "Leeds"), (CLINIC, "重庆")):
            customer = a_customer(work, name, city=city)
            a_contact(work, f"Dana of {name}", customer, phone="138 1234 5678")
            an_opportunity(work, f"Screens for {name}", customer_id=customer, amount_minor=120_000)
            a_case(work, f"A lamp for {name}", customer_id=customer)
    company.database.close()
    return company.database.path


def write(driver: Driver, text: str) -> None:
    """Type where the keyboard is."""
    QTest.keyClicks(QApplication.focusWidget() or driver.window, text)


def find(driver: Driver, text: str) -> None:
    """Go to the record that the palette finds first; Enter waits for what was typed."""
    driver.press(Key.Key_K, CONTROL)
    assert driver.panel is not None
    write(driver, text)
    driver.press(Key.Key_Return)
    driver.wait_until_closed()


def save(driver: Driver, said: str) -> None:
    """Save the open form, and read what the window says."""
    driver.press(Key.Key_S, CONTROL)
    driver.wait_until_closed()
    driver.wait_for_toast(said)


def current(driver: Driver) -> Any:
    """The row the list stands on."""
    table = driver.page.table
    driver.wait(lambda: table.records.row_of(table.current_id) is not None, "a current row")
    return table.records.row_of(table.current_id)


def name_of(driver: Driver, record_id: str) -> str:
    """What the list calls a record."""
    return str(driver.page.table.records.row_of(record_id).name)


def wait_for_row(driver: Driver, attribute: str, value: object) -> None:
    """Until the current row shows a value."""
    driver.wait(lambda: getattr(current(driver), attribute) == value, f"{attribute} {value}")


def test_a_morning_by_keys(qapp: QApplication, tmp_path: Path, clock: FixedClock, file: Path) -> None:
    with at_the_desk(qapp, tmp_path, clock, file) as driver:
        driver.turn_to(driver.window)
        driver.wait_for_list()

        # Found by the initials of its reading; the call with it is written down.
        find(driver, "cqca")
        wait_for_row(driver, "name", CLINIC)
        clinic = current(driver).id
        driver.wait_for_detail(clinic)
        driver.press(Key.Key_L)
        driver.type_into("detail", "The new lamp arrives on Monday")
        save(driver, "Activity logged")
        driver.wait(lambda: bool(driver.page.detail.history.entries()), "the call in the timeline")

        # Its name is put right in the list, and the next row is looked at without leaving the keys.
        driver.page.table.setFocus()
        driver.press(Key.Key_F2)
        driver.wait(lambda: driver.page.grid.editor is not None, "the editor in the cell")
        driver.press(Key.Key_A, CONTROL)
        write(driver, "Changan Clinic")
        driver.press(Key.Key_Return)
        driver.wait(lambda: name_of(driver, clinic) == "Changan Clinic", "the new name")
        driver.press(Key.Key_Escape)
        driver.undo()
        driver.redo()

        # A new deal, moved on by a key in the list and by a key on the board.
        driver.go("opportunities")
        driver.wait_for_list()
        driver.press(Key.Key_N)
        driver.type_into("name", "Ward monitors")
        save(driver, "Ward monitors")
        wait_for_row(driver, "name", "Ward monitors")
        driver.press(Key.Key_Right, CONTROL)
        driver.wait_for_toast("Moved to ")
        driver.press(Key.Key_B)
        driver.wait(lambda: driver.page.is_board, "the board")
        driver.press(Key.Key_Right, CONTROL)
        driver.wait_for_toast("Moved to ")
        driver.undo()
        driver.press(Key.Key_B)
        driver.wait(lambda: not driver.page.is_board, "the list")

        # Two deals chosen with Shift get the same next step at once.
        driver.page.table.setFocus()
        driver.press(Key.Key_Home)
        driver.press(Key.Key_Down, SHIFT)
        driver.wait(lambda: driver.page.table.records.selected_count() == 2, "two deals chosen")
        driver.press(Key.Key_B, CONTROL)
        many: Any = driver.panel
        write(driver, "Next step")
        driver.press(Key.Key_Return)
        driver.press(Key.Key_Tab)
        write(driver, "Send the offer")
        driver.press(Key.Key_Tab)
        driver.wait(lambda: "2 records will change" in " ".join(driver.words(many)), "what it comes to")
        save(driver, "changed on 2 records")

        # The pages of the report, and every key there is.
        driver.go("reports")
        driver.wait_for_report()
        driver.press(Key.Key_P, CONTROL)
        assert driver.panel is not None
        driver.press(Key.Key_Escape)
        driver.wait_until_closed()
        driver.go("customers")
        driver.wait_for_list()
        driver.press(Key.Key_Question)
        assert driver.panel is not None
        driver.press(Key.Key_Escape)
        driver.wait_until_closed()
