"""The page of keys: every key there is, in lines that stand below each other."""

import pytest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from crm_desktop.ui.actions import Action, ActionSet
from crm_desktop.ui.dialogs.dialog import Dialog
from crm_desktop.ui.dialogs.shortcuts import open_shortcuts
from crm_desktop.ui.theme import Theme
from crm_desktop.ui.widgets.key_hints import KeyCap

EVERYWHERE = [Action("file.open", "Open a file", lambda: None, shortcut="Ctrl+O")]


class Page(QWidget):
    """A page with one command; a list says its other keys by itself."""

    def __init__(self, action: Action, *, is_list: bool) -> None:
        super().__init__()
        self.actions_set = ActionSet(self, [action])
        self.hints = (("Tab", "Next figure"),)
        if is_list:
            self.table = QWidget(self)


def opened(window: QWidget, theme: Theme, page: Page) -> Dialog:
    page.setParent(window)
    return open_shortcuts(window, theme, EVERYWHERE, page)


def words(dialog: Dialog) -> list[str]:
    return [each.text() for each in dialog.findChildren(QLabel)]


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    shown = QWidget()
    qtbot.addWidget(shown)
    shown.resize(1000, 800)
    shown.show()
    return shown


def test_a_page_without_a_list_shows_its_hints_and_all_keys_of_lists(window: QWidget, theme: Theme) -> None:
    said = words(opened(window, theme, Page(Action("a", "Compute again", lambda: None, shortcut="F5"), is_list=False)))
    wanted = {"Everywhere", "Open a file", "On this page", "Compute again", "Next figure", "In lists", "New record"}
    assert wanted | {"Add filter", "In forms", "Save a form"} <= set(said)


def test_a_list_says_in_its_own_words_what_makes_a_record(window: QWidget, theme: Theme) -> None:
    said = words(opened(window, theme, Page(Action("a", "New deal", lambda: None, shortcut="N"), is_list=True)))
    assert {"New deal", "Choose the current row", "Save a form"} <= set(said)
    assert not {"New record", "Next figure"} & set(said)


def test_the_keys_of_all_groups_stand_in_two_lines(qtbot: QtBot, window: QWidget, theme: Theme) -> None:
    dialog = opened(window, theme, Page(Action("a", "New deal", lambda: None, shortcut="N"), is_list=True))
    caps = list(dialog._body.findChildren(KeyCap))
    qtbot.waitUntil(lambda: len({each.x() for each in caps}) == 2)
