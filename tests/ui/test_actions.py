"""User commands: keys, menus, and letters that stand aside while somebody types."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QMenu, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from crm_desktop.core.i18n import N_
from crm_desktop.ui.actions import EDIT, RECORD, Action, ActionSet, faults


class Page(QWidget):
    """A surface with a text field and two commands, one by a bare letter and one by Ctrl."""

    def __init__(self) -> None:
        super().__init__()
        self.done: list[str] = []
        self.is_possible = True
        self.field = QLineEdit()
        self.other = QWidget()
        self.other.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        column = QVBoxLayout(self)
        column.addWidget(self.field)
        column.addWidget(self.other)
        possible = self._possible
        self.commands = (
            Action("new", N_("New customer"), lambda: self.done.append("new"), "Adds one", "N", menu=RECORD),
            Action("copy", N_("Copy"), lambda: self.done.append("copy"), "Copies", "Ctrl+D", "", possible, EDIT),
            Action("far", N_("Far"), lambda: None, "Far", menu=EDIT, starts_group=True),
        )
        self.actions_set = ActionSet(self, self.commands)

    def _possible(self) -> bool:
        return self.is_possible


@pytest.fixture
def page(qtbot: QtBot) -> Page:
    page = Page()
    qtbot.addWidget(page)
    page.show()
    qtbot.waitExposed(page)
    page.activateWindow()
    page.other.setFocus()
    qtbot.waitUntil(page.other.hasFocus)
    return page


def test_a_letter_acts_only_while_nobody_types(page: Page) -> None:
    QTest.keyClick(page.other, Qt.Key.Key_N)
    assert page.done == ["new"]
    page.field.setFocus()
    QTest.keyClick(page.field, Qt.Key.Key_N)
    assert page.done == ["new"]
    assert page.field.text() == "n"


def test_a_letter_belongs_to_the_menu_that_is_open(page: Page) -> None:
    menu = QMenu(page)
    menu.addAction("Owner")
    menu.popup(page.mapToGlobal(page.rect().center()))
    QTest.keyClick(page.other, Qt.Key.Key_N)
    assert page.done == []
    menu.close()
    QTest.keyClick(page.other, Qt.Key.Key_N)
    assert page.done == ["new"]


def test_a_combination_acts_in_a_text_field_too(page: Page) -> None:
    page.field.setFocus()
    QTest.keyClick(page.field, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert page.done == ["copy"]


def test_what_is_impossible_now_does_nothing(page: Page) -> None:
    page.is_possible = False
    page.actions_set.refresh()
    QTest.keyClick(page.other, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    page.actions_set.trigger("copy")
    assert page.done == []
    assert not page.actions_set.qt("copy").isEnabled()


def test_a_letter_is_shown_in_the_menu_without_belonging_to_it(page: Page) -> None:
    """On macOS a menu would take the letter away from every text field."""
    shown = page.actions_set.qt("new")
    assert shown.text() == "New customer\tN"
    assert shown.shortcut().isEmpty()


def test_menus_are_built_from_the_records(page: Page) -> None:
    bar_menu, context_menu = QMenu(page), QMenu(page)
    page.actions_set.fill_bar_menu(bar_menu, EDIT)
    page.actions_set.fill_menu(context_menu, ["new", None, "copy"])
    assert [each.text() for each in bar_menu.actions()] == ["Copy", "", "Far"]
    assert [each.isSeparator() for each in context_menu.actions()] == [False, True, False]
    context_menu.actions()[0].trigger()
    assert page.done == ["new"]


def test_ids_keys_and_helps_are_checked() -> None:
    def act() -> None:
        """Do nothing."""

    first = Action("a", "A", act, "help", "Ctrl+S")
    assert faults([[first], [Action("b", "B", act, "help", "N")]]) == []
    found = faults([[first], [Action("a", "A", act, "", "Ctrl+S")]])
    assert found == ["id a is used 2 times", "key Ctrl+S is used 2 times", "a has no help"]
