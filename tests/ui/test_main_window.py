"""The window places what it is given: tabs, pages, menus, bars, language and theme."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QMenu, QPushButton
from pytestqt.qtbot import QtBot

from crm_desktop.core.i18n import CHINESE, ENGLISH, Message, set_language
from crm_desktop.core.preferences import Preferences
from crm_desktop.ui.background import Background, Ticket
from crm_desktop.ui.list_page import ListPage
from crm_desktop.ui.main_window import MainWindow
from crm_desktop.ui.navigation import WindowNavigator
from crm_desktop.ui.texts import install_qt_translation
from crm_desktop.ui.theme import Theme
from crm_desktop.ui.window_place import first_size
from tests.ui.fake_list import FakeDatabase
from tests.ui.show_shell import shell

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def shown(qtbot: QtBot, theme: Theme, tmp_path: Path) -> tuple[MainWindow, ListPage]:
    window, page = shell(theme, tmp_path, 60, chinese=False)
    qtbot.addWidget(window)
    window.show()
    qtbot.waitExposed(window)
    window.activateWindow()
    return window, page


@pytest.fixture
def window(shown: tuple[MainWindow, ListPage]) -> MainWindow:
    return shown[0]


@pytest.fixture
def in_chinese(qapp: QApplication) -> Iterator[None]:
    yield
    set_language(ENGLISH)
    install_qt_translation(qapp, ENGLISH)


def menu(window: MainWindow, title: str) -> QMenu:
    found = next(each for each in window.menuBar().actions() if each.text().replace("&", "") == title)
    submenu = found.menu()
    assert isinstance(submenu, QMenu)
    return submenu


def test_control_and_a_figure_change_the_tab(window: MainWindow) -> None:
    QTest.keyClick(window, Qt.Key.Key_2, CONTROL)
    assert window.current_page == "contacts"
    assert window.side_bar.tabs.currentIndex() == 1
    QTest.mouseClick(window.side_bar.tabs, Qt.MouseButton.LeftButton, pos=window.side_bar.tabs.tabRect(0).center())
    assert window.current_page == "customers"


def test_a_tab_that_comes_takes_its_place_whatever_is_said_of_others(window: MainWindow) -> None:
    tabs = window.side_bar.tabs
    tabs.show_tab("contacts", False)
    assert tabs.tabRect(1).isEmpty()
    tabs.show_tab("contacts", True)
    tabs.show_tab("customers", True)
    first, second = tabs.tabRect(0), tabs.tabRect(1)
    assert second.top() == first.bottom() + 1
    assert second.size() == first.size()


def test_menus_hold_the_commands_of_the_window_and_of_the_page(window: MainWindow) -> None:
    texts = [each.text() for each in menu(window, "Record").actions()]
    assert "New customer\tN" in texts
    assert "Customers" in [each.text() for each in menu(window, "View").actions()]


def test_views_of_the_current_tab_stand_in_the_side_bar(shown: tuple[MainWindow, ListPage]) -> None:
    window, page = shown
    views = window.side_bar.views
    assert [views.item(at).text() for at in range(views.count())] == ["All customers", "High churn risk"]
    QTest.mouseClick(views.viewport(), Qt.MouseButton.LeftButton, pos=views.visualItemRect(views.item(1)).center())
    assert page.current_view == "risk"


def test_a_narrow_window_shows_icons_only(window: MainWindow) -> None:
    wide = window.side_bar.width()
    window.resize(960, 700)
    assert window.side_bar.width() < wide / 2
    assert not window.side_bar.search.isVisible()
    window.resize(1300, 800)
    assert window.side_bar.width() == wide


def test_a_long_job_takes_the_place_of_the_text_and_can_be_stopped(window: MainWindow) -> None:
    background = window.status._background
    before = window.status.text()
    ticket = Ticket(None, Message("Importing customers.csv"))
    background._jobs.append(ticket)
    background.jobs_changed.emit()
    assert window.status.text() == "Importing customers.csv"
    QTest.mouseClick(window.status._cancel, Qt.MouseButton.LeftButton)
    assert ticket.cancelled
    background._jobs.clear()
    background.jobs_changed.emit()
    assert window.status.text() == before


def test_a_window_waits_for_what_is_being_written_and_says_so(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate, story = threading.Event(), list[str]()
    background = Background(FakeDatabase(), lambda error: story.append(str(error)))
    monkeypatch.setattr(window, "_background", background)
    title = Message("Importing customers.csv")
    background.write(title, lambda _work, _told: gate.wait(5), lambda _done: story.append("written"), title=title)
    window.close()
    assert window.isVisible()
    assert window.toast.text() == "The window closes as soon as everything is saved."
    gate.set()
    qtbot.waitUntil(lambda: not window.isVisible())
    assert story == ["written"]
    background.close()


def test_what_was_done_is_said_with_a_way_back(window: MainWindow) -> None:
    undone: list[bool] = []
    window.say(Message("Deleted {count} customers", count=2), lambda: undone.append(True))
    assert window.toast.text() == "Deleted 2 customers"
    QTest.mouseClick(window.toast.button, Qt.MouseButton.LeftButton)
    assert undone == [True]


@pytest.mark.usefixtures("in_chinese")
def test_the_language_changes_while_running(qapp: QApplication, window: MainWindow) -> None:
    set_language(CHINESE)
    install_qt_translation(qapp, CHINESE)
    assert [each.text() for each in window.menuBar().actions()] == [
        "文件(&F)",
        "编辑(&E)",
        "记录(&R)",
        "视图(&V)",
        "帮助(&H)",
    ]
    assert window.side_bar.search.text() == "搜索"
    assert window.actions_set.qt("go.customers").text() == "客户"


def test_the_theme_changes_while_running(theme: Theme, window: MainWindow) -> None:
    def ground() -> str:
        return window.grab().toImage().pixelColor(4, window.height() - 4).name().upper()

    assert ground() == "#F5F4F1"
    theme.set_mode("dark")
    assert ground() == "#18181A"
    theme.set_mode("light")


def test_the_place_on_screen_is_remembered(window: MainWindow, tmp_path: Path) -> None:
    window.close()
    assert Preferences(tmp_path / "preferences.json").get("window.geometry")


def test_alt_and_a_letter_open_a_menu(window: MainWindow) -> None:
    assert [each.text() for each in window.menuBar().actions()] == ["&File", "&Edit", "&Record", "&View", "&Help"]


def test_a_first_window_fits_the_screen_with_its_frame() -> None:
    assert first_size(QSize(2560, 1440)) == QSize(1440, 900)
    assert first_size(QSize(1366, 768)) == QSize(1366, 728)


def test_only_what_was_written_offers_a_way_back(window: MainWindow) -> None:
    undone: list[bool] = []
    navigator = WindowNavigator()
    has_changed = True
    navigator.attach(window, lambda: undone.append(True), lambda: has_changed, lambda _preset: None)
    navigator.did(Message("Customer created"))
    assert window.toast.button.isVisible()
    QTest.mouseClick(window.toast.button, Qt.MouseButton.LeftButton)
    navigator.say(Message("12 rows were written"))
    assert window.toast.text() == "12 rows were written"
    assert not window.toast.button.isVisible()
    navigator.refuse(Message("Your role does not include imports."))
    assert window.toast.text() == "Your role does not include imports."
    assert window.toast.warns
    assert not window.toast.button.isVisible()
    has_changed = False
    navigator.did(Message("Handed over to Grace"))
    assert window.toast.text() == "Nothing changed: it was so already."
    assert not window.toast.button.isVisible()
    assert undone == [True]


@pytest.mark.usefixtures("in_chinese")
def test_the_file_dialog_of_qt_speaks_chinese_throughout(qtbot: QtBot, qapp: QApplication) -> None:
    set_language(CHINESE)
    install_qt_translation(qapp, CHINESE)
    dialog = QFileDialog()
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    qtbot.addWidget(dialog)
    dialog.show()
    labels, buttons = dialog.findChildren(QLabel), dialog.findChildren(QPushButton)
    words = [text for text in (*(each.text() for each in labels), *(each.text() for each in buttons)) if text]
    assert len(words) >= 5
    assert not [word for word in words if word.isascii()]
