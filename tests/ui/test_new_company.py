"""The form of a new company: filled by keyboard, checked before any file is asked for."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow
from pytestqt.qtbot import QtBot

from crm_desktop.operations.company import CompanyDraft
from crm_desktop.ui.dialogs.new_company import ask_for_company
from crm_desktop.ui.theme import Theme

Key, CONTROL = Qt.Key, Qt.KeyboardModifier.ControlModifier


class Founder:
    """Somebody who fills the form."""

    def __init__(self, qtbot: QtBot, theme: Theme) -> None:
        self.window, self.founded = QMainWindow(), list[CompanyDraft]()
        qtbot.addWidget(self.window)
        self.window.resize(1000, 760)
        self.window.show()
        self.window.activateWindow()
        QTest.qWaitForWindowActive(self.window)
        self.dialog = ask_for_company(self.window, theme, self.founded.append)

    def type_into(self, name: str, text: str) -> None:
        form = self.dialog.form
        assert form is not None
        form.field(name).setFocus()
        self.press(Key.Key_A, CONTROL)
        QTest.keyClicks(QApplication.focusWidget() or self.dialog, text)

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(QApplication.focusWidget() or self.dialog, key, modifiers)

    def words(self) -> list[str]:
        return [each.text() for each in self.dialog.findChildren(QLabel) if each.isVisible()]


@pytest.fixture
def founder(qtbot: QtBot, theme: Theme) -> Founder:
    """The form, open."""
    founder = Founder(qtbot, theme)
    founder.type_into("name", "East Sales")
    founder.type_into("administrator", "Ada Lin")
    return founder


def test_saving_takes_what_a_list_offers_for_the_typed_text(founder: Founder) -> None:
    founder.type_into("login", "ada")
    founder.type_into("time_zone", "Europe/Berl")
    founder.press(Key.Key_S, CONTROL)
    (draft,) = founder.founded
    assert (draft.name, draft.login, draft.time_zone) == ("East Sales", "ada", "Europe/Berlin")


def test_a_login_that_cannot_be_one_is_refused_in_the_form(founder: Founder) -> None:
    founder.type_into("login", "a b c @@")
    founder.press(Key.Key_S, CONTROL)
    assert founder.founded == []
    assert "Use letters and digits for the login, without spaces." in founder.words()
