"""What happens when the window is closed while something is under way."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from crm_desktop.core.clock import FixedClock
from crm_desktop.core.i18n import Message
from crm_desktop.ui.actions import faults
from crm_desktop.ui.widgets.inline_editor import InlineEditor
from tests.builders import a_customer
from tests.company import Company
from tests.end_to_end.desk import CONTROL, Driver, at_the_desk

Key = Qt.Key


@pytest.fixture
def driver(qapp: QApplication, tmp_path: Path, clock: FixedClock, company: Company) -> Iterator[Driver]:
    """The window on a company of three customers."""
    with company.write() as work:
        for name in ("Haverton Medical", "Kinley Precision", "Northgate Clinic"):
            a_customer(work, name)
    company.database.close()
    with at_the_desk(qapp, tmp_path, clock, company.database.path) as driver:
        driver.turn_to(driver.window)
        driver.wait_for_list()
        driver.page.table.setFocus()
        yield driver


def test_what_was_typed_is_asked_about_before_the_window_closes(driver: Driver) -> None:
    driver.press(Key.Key_N)
    driver.type_into("name", "Half typed")
    driver.press(Key.Key_Q, CONTROL)
    for _again in range(2):
        assert not driver.window.close()
        assert "Discard what you typed?" in driver.words(driver.panel)
    driver.click(driver.panel, "Keep editing")
    assert driver.panel.form.field("name").value() == "Half typed"
    driver.press(Key.Key_Escape)
    driver.click(driver.panel, "Discard")
    assert driver.window.close()


def test_a_note_is_asked_about_before_another_company_another_size_or_the_first_page(
    driver: Driver, company: Company, tmp_path: Path
) -> None:
    old, another = driver.window, tmp_path / "another.crm"
    another.write_bytes(company.database.path.read_bytes())
    driver.wait_for_detail()
    driver.page.detail.write_note()
    QTest.keyClicks(driver.page.detail.timeline.note, "Half a")
    ways = {
        "another company": lambda: driver.desk.open(another),
        "another size": lambda: driver.desk.choose_text_size(1.25),
        "the first page": driver.desk.show_welcome,
    }
    for way, take in ways.items():
        driver.window.toast.say(Message(""))
        take()
        driver.wait_for_toast("The note is not saved yet")
        assert driver.window is old, way
        assert not driver.desk.is_opening, way
    driver.press(Key.Key_Escape)
    driver.desk.open(another)
    driver.wait(lambda: driver.window is not old, "the other company")


def test_a_value_is_asked_about_before_somebody_else_acts(driver: Driver) -> None:
    session = driver.desk.session
    assert session is not None
    driver.wait_for_detail()
    driver.page.detail.edit_value("name")
    driver.wait(lambda: bool(driver.page.detail.findChildren(InlineEditor)), "the editor")
    (editor,) = driver.page.detail.findChildren(InlineEditor)
    editor.field.set_value("")
    viewer = session.background.viewer
    session.user._choose(viewer.user_id)
    assert editor.field.error()
    assert editor.isAncestorOf(QApplication.focusWidget() or driver.window)
    driver.press(Key.Key_Escape)
    assert driver.window.settle()


def test_an_untouched_form_does_not_keep_the_window_open(driver: Driver) -> None:
    driver.press(Key.Key_N)
    assert driver.panel is not None
    assert driver.window.close()


def test_the_window_comes_back_where_it_was_left(driver: Driver, tmp_path: Path, clock: FixedClock) -> None:
    driver.press(Key.Key_End)
    left = driver.page.table.current_id
    file, app = driver.window, driver.desk.app
    assert driver.desk.session is not None
    path = driver.desk.session.database.path
    assert file.close()
    driver.desk.close()
    with at_the_desk(app, tmp_path, clock, None) as again:
        assert again.desk.session is not None
        assert again.desk.session.database.path == path
        again.wait_for_detail(left)
        assert again.page.table.current_id == left


def test_a_record_gone_since_leaves_the_list_at_its_top(driver: Driver, tmp_path: Path, clock: FixedClock) -> None:
    driver.press(Key.Key_End)
    gone, app = driver.page.table.current_id, driver.desk.app
    place = f"{driver.page.memory.prefix}.current"
    driver.desk.close()
    with at_the_desk(app, tmp_path, clock, None, **{place: gone[:-4] + "0000"}) as again:
        again.wait_for_detail()
        assert again.page.table.current_id == again.page.table.records.id_at(0)


def test_a_last_file_that_is_gone_is_said_on_the_first_page(driver: Driver, tmp_path: Path, clock: FixedClock) -> None:
    assert driver.desk.session is not None
    path, app = driver.desk.session.database.path, driver.desk.app
    driver.desk.close()
    path.rename(path.with_name("elsewhere.crm"))
    with at_the_desk(app, tmp_path, clock, None) as again:
        assert again.desk.welcome is not None
        assert [str(each) for each in again.errors] == [
            "There is no file “company.crm”. Choose another, or create a new company."
        ]
        again.errors.clear()


def test_the_window_of_a_record_has_the_palette_and_the_page_of_keys_and_stands_in_a_menu(driver: Driver) -> None:
    session = driver.desk.session
    assert session is not None
    session.record_windows.open("customer", driver.page.table.current_id)
    (window,) = session.record_windows.windows
    driver.wait(lambda: window.detail.details is not None, "the record")
    for command, title in (("help.keys", "Keyboard shortcuts"), ("view.search", "")):
        window.actions_set.trigger(command)
        panel = driver.panel
        assert panel.window() is window
        assert not title or panel.title == title
        panel.reject()
        driver.wait_until_closed()
    assert faults([window.actions_set.actions]) == []
    (menu,) = [each for each in driver.window.findChildren(QMenu) if each.title() == "&Window"]
    assert menu.menuAction().isVisible()
    menu.aboutToShow.emit()
    assert [each.text() for each in menu.actions()] == [window.windowTitle()]
    window.showMinimized()
    menu.actions()[0].trigger()
    assert not window.isMinimized()
    assert driver.window.close()
    assert not session.record_windows.windows
