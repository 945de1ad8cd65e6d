"""A working day of a small team, by keyboard and mouse: from the first page to the manager's report."""

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog

from crm_desktop.core.clock import FixedClock
from crm_desktop.ui.widgets.line_button import LineButton
from tests.end_to_end.desk import CONTROL, Driver, at_the_desk

Key = Qt.Key

USERS = "sales_agent,manager,regional_office\nAnna Snelling,Dustin Brinkmann,Central\n"
CUSTOMERS = "account,sector,office_location\nHaverton Medical,medical,United States\nKinley Precision,retail,Norway\n"
DEALS = """opportunity_id,sales_agent,account,deal_stage,engage_date,close_date,close_value
D1,Anna Snelling,Haverton Medical,Engaging,2026-10-20,,
D2,Anna Snelling,Kinley Precision,Engaging,2026-10-25,,
D3,Anna Snelling,Haverton Medical,Engaging,2026-11-02,,
"""


class FileDialogs:
    """What is answered when the system asks for a file."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.answer = Path()
        for name in ("getOpenFileName", "getSaveFileName"):
            monkeypatch.setattr(QFileDialog, name, lambda *_args, **_options: (str(self.answer), ""))
        monkeypatch.setattr("crm_desktop.ui.pages.reports.ask_where", lambda *_args: self.answer)


def found_company(driver: Driver) -> None:
    """From the first page, by keyboard alone."""
    welcome = driver.desk.welcome
    assert welcome is not None
    driver.turn_to(welcome)
    driver.press(Key.Key_Tab)
    assert welcome.new.hasFocus()
    driver.press(Key.Key_Space)
    for name, text in (("name", "East Sales"), ("administrator", "Ada Lin"), ("login", "ada")):
        driver.type_into(name, text)
    driver.press(Key.Key_S, CONTROL)
    driver.wait(lambda: driver.desk.session is not None, "the new company")
    driver.turn_to(driver.window)
    driver.wait_for_list()


def bring(driver: Driver, dialogs: FileDialogs, path: Path, rows: str) -> None:
    """A spreadsheet through the wizard, with the mouse."""
    path.write_text(rows, encoding="utf-8")
    dialogs.answer = path
    driver.press(Key.Key_I, CONTROL)
    wizard: Any = driver.panel
    driver.click(wizard, "Choose a file…")
    for _step in ("columns", "check", "run"):
        driver.wait(lambda: wizard.next.isEnabled() and not wizard.next.is_busy(), f"{path.name}: next")
        QTest.mouseClick(wizard.next, Qt.MouseButton.LeftButton)
    driver.wait(wizard.run_step.another.isVisible, f"{path.name} to be in")
    driver.press(Key.Key_Escape)
    driver.wait_until_closed()


def current(driver: Driver) -> Any:
    """The row the list stands on."""
    table = driver.page.table
    return table.records.row_of(table.current_id)


def shown_lines(driver: Driver) -> list[LineButton]:
    return [each for each in driver.page.detail.findChildren(LineButton) if each.isVisible()]


def test_a_team_works_a_day_and_takes_it_all_back(
    qapp: QApplication, tmp_path: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, dialogs = tmp_path / "east.crm", FileDialogs(monkeypatch)
    dialogs.answer = file
    with at_the_desk(qapp, tmp_path, clock) as driver:
        found_company(driver)
        for kind, rows in (("users", USERS), ("accounts", CUSTOMERS), ("sales_pipeline", DEALS)):
            bring(driver, dialogs, tmp_path / f"{kind}.csv", rows)

        # Find a customer, and go from it to one of its deals.
        driver.go("customers")
        driver.page.show_view("all")
        driver.press(Key.Key_F, CONTROL)
        QTest.keyClicks(driver.page.search, "haver")
        driver.press(Key.Key_Return)
        driver.wait(lambda: driver.page.table.records.rowCount() == 1, "one customer found")
        driver.wait(lambda: "Haverton Medical" in driver.words(driver.page.detail), "Haverton beside the list")
        driver.wait(lambda: bool(shown_lines(driver)), "its deals beside the list")
        QTest.mouseClick(shown_lines(driver)[0], Qt.MouseButton.LeftButton)
        driver.wait(lambda: driver.window.current_page == "opportunities", "the deals")
        driver.wait_for_detail()
        assert current(driver).customer == "Haverton Medical"
        assert driver.page.detail.record_id == driver.page.table.current_id

        # Move one deal on, win it; lose another one with its reason.
        driver.wait(lambda: driver.page.table.records.rowCount() == 3, "three open deals")
        first, second = (driver.page.table.records.id_at(row) for row in (0, 1))
        driver.page.table.setFocus()
        driver.press(Key.Key_Home)
        assert driver.page.table.current_id == first
        driver.press(Key.Key_Right, CONTROL)
        driver.wait_for_toast("Moved to ")
        assert driver.page.table.current_id == first
        driver.press(Key.Key_W)
        driver.press(Key.Key_S, CONTROL)
        driver.wait_until_closed()
        driver.wait(lambda: driver.page.table.records.rowCount() == 2, "the won deal to leave the open ones")
        assert driver.page.table.set_current(second)
        driver.page.table.setFocus()
        driver.press(Key.Key_X)
        driver.pick("reason_id", "Competitor")
        driver.press(Key.Key_S, CONTROL)
        driver.wait_until_closed()
        driver.wait(lambda: driver.page.table.records.rowCount() == 1, "the lost deal to leave them too")

        # A service case, taken and answered.
        driver.go("service")
        driver.wait_for_list()
        driver.press(Key.Key_N)
        driver.type_into("subject", "The screen stays dark")
        driver.type_into("customer_id", "Kinley")
        driver.press(Key.Key_Down)
        box = driver.panel.form.field("customer_id").box
        driver.wait(box.is_open, "Kinley to be found")
        driver.press(Key.Key_Return)
        driver.pick("kind_id", "Repair")
        driver.press(Key.Key_S, CONTROL)
        driver.wait_until_closed()
        driver.wait(lambda: driver.page.table.records.rowCount() == 1, "the case")
        driver.wait_for_detail()
        for word, name, text in (("Assign", "", ""), ("Take up", "", ""), ("Handled", "handling", "Changed the lamp")):
            driver.wait_for_button(driver.page.detail, word)
            driver.click(driver.page.detail, word)
            if word == "Take up":
                continue
            if name:
                driver.type_into(name, text)
            assert driver.panel is not None
            driver.press(Key.Key_S, CONTROL)
            driver.wait_until_closed()
        driver.wait(lambda: current(driver).status == "handled", "the case handled")

        # A call with that customer.
        driver.page.table.setFocus()
        driver.press(Key.Key_L)
        driver.type_into("detail", "The new lamp is fine")
        driver.press(Key.Key_S, CONTROL)
        driver.wait_until_closed()
        driver.wait_for_toast("Activity logged")

        # All of it back: call, three steps of the case, the case, lost, won, moved; then the deals themselves.
        for _ in range(9):
            driver.undo()
        driver.wait(lambda: driver.page.table.records.rowCount() == 0, "no case any more")
        driver.redo()
        driver.go("opportunities")
        driver.wait(lambda: driver.page.table.records.rowCount() == 3, "three open deals again")
        driver.page.table.setFocus()
        driver.press(Key.Key_End)
        place = driver.page.table.current_id
        assert place != first

    with at_the_desk(qapp, tmp_path, clock) as driver:
        driver.turn_to(driver.window)
        assert driver.window.current_page == "opportunities"
        driver.wait_for_detail(place)
        assert driver.page.table.current_id == place
        for _ in range(3):
            driver.redo()
        driver.wait(lambda: driver.page.table.records.rowCount() == 1, "one deal won and one lost again")

        # The manager's report, what is behind a figure, and the report on paper.
        driver.go("reports")
        driver.wait_for_report()
        assert driver.page._shown.report.figure("deals_won").value == 1
        button = driver.page.board.figures["deals_won"]
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        driver.wait(lambda: driver.window.current_page == "opportunities", "the deals")
        records = driver.page.table.records
        driver.wait(lambda: (records.id_at(0), records.rowCount()) == (first, 1), "just the deal won")
        driver.go("reports")
        driver.press(Key.Key_P, CONTROL)
        preview = driver.panel
        driver.wait(lambda: preview._count > 1, "the pages")
        dialogs.answer = tmp_path / "november.pdf"
        driver.press(Key.Key_S, CONTROL)
        driver.wait(dialogs.answer.exists, "the report on the disk")
        assert dialogs.answer.read_bytes().startswith(b"%PDF")
        driver.press(Key.Key_Escape)
        driver.wait_until_closed()
