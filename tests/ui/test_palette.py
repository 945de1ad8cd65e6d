"""The palette: records by typing, commands, and making what was not found; all without leaving its field."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QMainWindow
from pytestqt.qtbot import QtBot

from crm_desktop.core.i18n import N_
from crm_desktop.ui.actions import Action
from crm_desktop.ui.background import InlineBackground
from crm_desktop.ui.dialogs.palette import Palette, open_palette
from crm_desktop.ui.theme import Theme
from tests.builders import a_contact, a_customer
from tests.company import Company
from tests.ui.pages.office import Notebook

Key = Qt.Key


class Hands:
    """Somebody at the palette."""

    def __init__(self, qtbot: QtBot, palette: Palette, notebook: Notebook, ran: list[str]) -> None:
        self._qtbot, self.palette, self.notebook, self.ran = qtbot, palette, notebook, ran

    def type(self, text: str) -> None:
        self.palette.field.setText("")
        self.palette.field.insert(text)

    def press(self, *keys: Qt.Key) -> None:
        for key in keys:
            QTest.keyClick(QApplication.focusWidget() or self.palette, key)

    def titles(self) -> list[str]:
        return [row.title for row in self.palette.list.rows()]

    def wait_for(self, holds: Callable[[], bool]) -> None:
        self._qtbot.waitUntil(holds)


@pytest.fixture
def hands(qtbot: QtBot, theme: Theme, company: Company) -> Iterator[Hands]:
    """The palette over a company with two customers and a contact, and three commands."""
    with company.write() as work:
        a_customer(work, "重庆海维康医疗")
        a_customer(work, "Haverton")
        a_contact(work, "何文凯")
    window, notebook, ran = QMainWindow(), Notebook(), list[str]()
    window.resize(1200, 800)
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    QTest.qWaitForWindowActive(window)
    background = InlineBackground(company.database, lambda error: pytest.fail(str(error)), company.viewer)
    actions = [
        Action("a.import", N_("Import spreadsheets…"), lambda: ran.append("import"), shortcut="Ctrl+I"),
        Action("a.undo", N_("Undo"), lambda: ran.append("undo"), enabled=lambda: False),
        Action("a.quit", N_("Quit"), lambda: ran.append("quit")),
    ]
    palette = open_palette(window, theme, background, notebook, actions)
    QAbstractItemModelTester(palette.list.model(), QAbstractItemModelTester.FailureReportingMode.Fatal)
    yield Hands(qtbot, palette, notebook, ran)
    background.close()


def test_without_a_text_the_possible_commands_are_offered(hands: Hands) -> None:
    assert hands.titles() == ["Commands", "Import spreadsheets…", "Quit"]
    hands.press(Key.Key_Down, Key.Key_Return)
    assert hands.ran == ["quit"]
    assert not hands.palette.isVisible()


@pytest.mark.parametrize("text", ["海维", "cqhwk", "haiwei"])
def test_a_record_is_found_by_what_is_typed_and_opened(hands: Hands, text: str) -> None:
    hands.type(text)
    hands.wait_for(lambda: "重庆海维康医疗" in hands.titles())
    assert hands.titles()[:2] == ["Customers", "重庆海维康医疗"]
    assert hands.palette.list.rows()[1].spans
    hands.press(Key.Key_Return)
    (opened,) = hands.notebook.opened
    assert opened[0] == "customer"
    assert not hands.palette.isVisible()


def test_enter_before_the_answer_means_its_first_row(hands: Hands) -> None:
    hands.type("haver")
    hands.press(Key.Key_Return)
    assert hands.ran == []
    hands.wait_for(lambda: bool(hands.notebook.opened))


def test_tab_narrows_to_the_next_kind(hands: Hands) -> None:
    hands.type("h")
    hands.wait_for(lambda: "Haverton" in hands.titles())
    assert "何文凯" in hands.titles()
    hands.press(Key.Key_Tab, Key.Key_Tab)
    hands.wait_for(lambda: "Haverton" not in hands.titles())
    assert hands.titles() == ["Contacts", "何文凯", "Create", "New contact “h”"]
    hands.press(Key.Key_Backtab, Key.Key_Backtab)
    hands.wait_for(lambda: "Haverton" in hands.titles())


def test_what_was_not_found_can_be_made(hands: Hands) -> None:
    hands.type("Quillfeather")
    hands.wait_for(lambda: "New customer “Quillfeather”" in hands.titles())
    assert hands.titles()[0] == "Create"
    hands.press(Key.Key_Return)
    assert hands.notebook.made == [("customer", {"name": "Quillfeather"})]


def test_a_sign_asks_for_commands_alone(hands: Hands) -> None:
    hands.type(">impo")
    hands.wait_for(lambda: hands.titles() == ["Commands", "Import spreadsheets…"])
    hands.press(Key.Key_Return)
    assert hands.ran == ["import"]


def test_the_list_goes_round_over_its_headings(hands: Hands) -> None:
    hands.type("haverton")
    hands.wait_for(lambda: "Haverton" in hands.titles())
    choosable = [title for title in hands.titles() if title not in ("Customers", "Create")]
    seen = []
    for _ in choosable:
        seen.append(hands.palette.list.currentIndex().data())
        hands.press(Key.Key_Down)
    assert seen == choosable
    assert hands.palette.list.currentIndex().data() == choosable[0]


def test_a_click_opens_and_escape_leaves(hands: Hands) -> None:
    hands.type("haverton")
    hands.wait_for(lambda: "Haverton" in hands.titles())
    place = hands.palette.list.visualRect(hands.palette.list.model().index(1, 0)).center()
    QTest.mouseClick(hands.palette.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert [kind for kind, _ in hands.notebook.opened] == ["customer"]


def test_escape_leaves(hands: Hands) -> None:
    hands.type("haverton")
    hands.press(Key.Key_Escape)
    assert not hands.palette.isVisible()
    assert (hands.ran, hands.notebook.opened) == ([], [])


@pytest.mark.parametrize("text", ['"', "*", "😀", "%", "a" * 5_000])
def test_odd_texts_find_nothing_and_break_nothing(hands: Hands, text: str) -> None:
    hands.type(text)
    hands.wait_for(lambda: "Create" in hands.titles())
    assert "Customers" not in hands.titles()
