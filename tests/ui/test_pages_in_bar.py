"""Pages without a tab are behind “More”; which have one is chosen, and remembered."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from crm_desktop.core.preferences import Preferences
from crm_desktop.ui.main_window import MainWindow
from crm_desktop.ui.pages_in_bar import PagesInBar
from crm_desktop.ui.theme import Theme
from tests.ui.show_shell import shell

_HIDDEN = {"service": False}


@pytest.fixture
def window(qtbot: QtBot, theme: Theme, tmp_path: Path) -> Iterator[MainWindow]:
    window, _page = shell(theme, tmp_path, 20, chinese=False)
    qtbot.addWidget(window)
    window.show()
    qtbot.waitExposed(window)
    yield window
    while (menu := QApplication.activePopupWidget()) is not None:
        menu.close()


def tabs(window: MainWindow) -> list[str]:
    bar = window.side_bar.tabs
    return [key for number, key in enumerate(window.page_keys) if bar.isTabVisible(number)]


def opened() -> QMenu:
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    return menu


def choose(menu: QMenu, page: str) -> None:
    inner = next(each.menu() for each in menu.actions() if each.menu() is not None)
    assert isinstance(inner, QMenu)
    next(each for each in inner.actions() if each.text() == page).trigger()
    menu.close()


def test_a_page_taken_out_is_behind_more_and_comes_back(window: MainWindow, tmp_path: Path) -> None:
    preferences = Preferences(tmp_path / "kept.json")
    PagesInBar(window, preferences, _HIDDEN.get)
    bar = window.side_bar
    assert "service" not in tabs(window)
    assert "contacts" in tabs(window)
    place = bar.tabs.tabRect(window.page_keys.index("contacts")).center()
    bar.tabs.customContextMenuRequested.emit(place)
    opened().actions()[0].trigger()
    assert "contacts" not in tabs(window)
    opened().close()

    bar.more.click()
    assert [each.text().partition("\t")[0] for each in opened().actions()[:1]] == ["Contacts"]
    opened().actions()[0].trigger()
    opened().close()
    assert window.current_page == "contacts"
    assert "contacts" in tabs(window), "what one looks at has a tab"
    window.show_page("customers")
    assert "contacts" not in tabs(window)

    again = PagesInBar(window, Preferences(tmp_path / "kept.json"), _HIDDEN.get)
    again.fit()
    assert "contacts" not in tabs(window)
    bar.tabs.customContextMenuRequested.emit(QPoint(0, bar.tabs.tabRect(0).center().y()))
    choose(opened(), "Contacts")
    assert "contacts" in tabs(window)
    assert "service" not in tabs(window), "what comes and goes by itself is nobody's choice"


def test_pages_a_low_window_has_no_room_for_are_behind_more_too(window: MainWindow, tmp_path: Path) -> None:
    PagesInBar(window, Preferences(tmp_path / "kept.json"), _HIDDEN.get)
    bar, before = window.side_bar, tabs(window)
    window.setMinimumHeight(0)
    window.resize(window.width(), 330)
    left_out = bar.tabs.left_out()
    assert left_out
    assert window.current_page in tabs(window)
    assert bar.tabs.height() >= bar.tabs.sizeHint().height()
    bar.more.click()
    offered = [each.text().split("\t")[0] for each in opened().actions()]
    assert {window.spec(key).title for key in left_out} <= {*offered}
    opened().close()
    window.show_page(left_out[-1])
    assert left_out[-1] in tabs(window)
    window.resize(window.width(), 800)
    assert tabs(window) == before
