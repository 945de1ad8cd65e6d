"""The first five minutes with the program, told through the real window by its keys and buttons."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from crm_desktop.core.clock import FixedClock
from crm_desktop.core.listing import ListSpec
from crm_desktop.operations.sample import SampleDraft, create_sample_file
from tests.company import NOW
from tests.end_to_end.desk import CONTROL, SHIFT, Driver, at_the_desk

Key = Qt.Key


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small sample company, made once."""
    path = tmp_path_factory.mktemp("sample") / "sample.crm"
    create_sample_file(path, SampleDraft(60), clock=FixedClock.at(NOW))
    return path


@pytest.fixture
def driver(qapp: QApplication, sample: Path, tmp_path: Path, clock: FixedClock) -> Iterator[Driver]:
    """The window on a copy of the sample company, its customers shown."""
    path = tmp_path / "sample.crm"
    path.write_bytes(sample.read_bytes())
    with at_the_desk(qapp, tmp_path, clock, path) as driver:
        driver.turn_to(driver.window)
        driver.wait_for_list()
        driver.page.table.setFocus()
        yield driver


def test_the_first_page_offers_ways_to_begin(qapp: QApplication, tmp_path: Path, clock: FixedClock) -> None:
    with at_the_desk(qapp, tmp_path, clock) as driver:
        welcome = driver.desk.welcome
        assert welcome is not None
        assert welcome.sample.isVisible()
        assert welcome.sample.text() == "Open the sample company"


def test_a_customer_is_made_changed_deleted_and_brought_back(driver: Driver) -> None:
    before = driver.page.table.records.rowCount()
    driver.press(Key.Key_N)
    assert driver.panel.form is not None
    # Without a name it stays open and says so.
    driver.press(Key.Key_S, CONTROL)
    assert any("attention" in each for each in driver.words(driver.panel))
    driver.type_into("name", "Quillfeather Optics")
    driver.press(Key.Key_S, CONTROL)
    driver.wait_until_closed()
    driver.wait_for_toast("Quillfeather Optics")
    driver.wait(lambda: driver.page.table.records.rowCount() == before + 1, "the new customer in the list")
    driver.wait(lambda: "Quillfeather Optics" in driver.words(driver.page.detail), "the new customer beside the list")

    driver.page.table.setFocus()
    driver.press(Key.Key_E)
    driver.type_into("name", "Quillfeather Lenses")
    driver.press(Key.Key_S, CONTROL)
    driver.wait_until_closed()
    driver.wait(lambda: "Quillfeather Lenses" in driver.words(driver.page.detail), "the new name")

    driver.page.table.setFocus()
    driver.press(Key.Key_Delete)
    driver.wait_for_toast("1 record deleted")
    driver.wait(lambda: driver.page.table.records.rowCount() == before, "the list without it")
    undo = driver.window.actions_set
    driver.wait(lambda: undo.record("edit.undo").enabled(), "something to undo")
    driver.press(Key.Key_Z, CONTROL)
    driver.wait_for_toast("Undone: ")
    driver.wait(lambda: driver.page.table.records.rowCount() == before + 1, "the customer back")
    driver.press(Key.Key_Z, CONTROL | SHIFT)
    driver.wait_for_toast("Done again: ")
    driver.wait(lambda: driver.page.table.records.rowCount() == before, "the customer gone again")


def test_a_visit_is_logged_with_the_customer_at_hand(driver: Driver) -> None:
    driver.press(Key.Key_Down)
    driver.wait_for_detail()
    driver.press(Key.Key_L)
    driver.type_into("detail", "Showed the new lenses to the whole team")
    driver.press(Key.Key_S, CONTROL)
    driver.wait_until_closed()
    driver.wait_for_toast("Activity logged")
    history = driver.page.detail.history
    driver.wait(
        lambda: any("new lenses" in f"{each.title} {each.body}" for each in history.entries()),
        "the visit in the timeline",
    )


def test_the_window_speaks_another_language_at_once(driver: Driver) -> None:
    driver.desk.choose_language("zh_CN")
    driver.wait(lambda: "客户" in driver.words(driver.page), "Chinese")
    driver.desk.choose_language("en")
    driver.wait(lambda: "Customers" in driver.words(driver.page), "English")


def test_a_figure_of_the_report_opens_the_deals_behind_it(driver: Driver) -> None:
    driver.go("reports")
    driver.wait_for_report()
    report = driver.page._shown.report
    figure = report.figure("deals_won")
    button = driver.page.board.figures["deals_won"]
    assert str(figure.value) in button.accessibleName()
    button.setFocus()
    driver.press(Key.Key_Return)
    driver.wait(lambda: driver.window.current_page == "opportunities", "the deals")
    driver.wait_for_list()
    records = driver.page.table.records
    driver.wait(lambda: records.spec != ListSpec() and records.rowCount() == figure.records, "just these deals")
