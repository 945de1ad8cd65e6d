"""Where page tests happen: a page over a real company file, its toasts and wishes written down, pressed like a user."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow, QMenu, QWidget

from crm_desktop.core.i18n import Message, tr_message
from crm_desktop.core.listing import ListSpec
from crm_desktop.core.preferences import Preferences
from crm_desktop.queries.choices import choices
from crm_desktop.ui.background import InlineBackground
from crm_desktop.ui.change_feed import ChangeFeed
from crm_desktop.ui.dialogs.dialog import Dialog
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.record_page import RecordPage
from crm_desktop.ui.theme import Theme
from crm_desktop.ui.undo_state import UndoState
from crm_desktop.ui.widgets.buttons import Button
from crm_desktop.ui.widgets.fields import ChoiceField, Field, LookupField, NumberField
from crm_desktop.ui.widgets.inline_value import InlineValue
from crm_desktop.ui.widgets.labels import Label
from tests.company import Company

Page = TypeVar("Page", bound=RecordPage)
Key = Qt.Key
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


class Notebook:
    """A navigator that writes down what a page wished for."""

    def __init__(self) -> None:
        self.opened: list[tuple[str, str]] = []
        self.windows: list[tuple[str, str]] = []
        self.reviewed: list[tuple[str, str, str]] = []
        self.said: list[str] = []
        self.done: list[str] = []
        self.refused: list[str] = []
        self.logged: list[Mapping[str, Any]] = []
        self.lists: list[tuple[str, ListSpec]] = []
        self.made: list[tuple[str, Mapping[str, Any]]] = []

    def open(self, kind: str, record_id: str) -> None:
        self.opened.append((kind, record_id))

    def open_window(self, kind: str, record_id: str) -> None:
        self.windows.append((kind, record_id))

    def new(self, kind: str, preset: Mapping[str, Any] | None = None) -> None:
        self.made.append((kind, dict(preset or {})))

    def log_activity(self, preset: Mapping[str, Any]) -> None:
        self.logged.append(dict(preset))

    def show_list(self, kind: str, spec: ListSpec) -> None:
        self.lists.append((kind, spec))

    def review(self, kind: str, record_id: str, item_id: str = "") -> None:
        self.reviewed.append((kind, record_id, item_id))

    def say(self, text: Message) -> None:
        self.said.append(tr_message(text))

    def refuse(self, text: Message) -> None:
        self.said.append(tr_message(text))
        self.refused.append(tr_message(text))

    def did(self, text: Message) -> None:
        self.said.append(tr_message(text))
        self.done.append(tr_message(text))


class Office:
    """One page at work. Lists read themselves again as soon as something was written."""

    def __init__(self, company: Company, theme: Theme, folder: Path) -> None:
        self.company = company
        self.errors: list[Exception] = []
        self.imports: list[tuple[str | None, Path | None]] = []
        self.notebook = Notebook()
        self.background = InlineBackground(company.database, self.errors.append, company.viewer)
        self.feed = ChangeFeed(self.background)
        self.undo = UndoState(self.background, self.feed)
        with company.read() as reading:
            found, zone = choices(reading), reading.zone
        self.context = PageContext(
            theme,
            self.background,
            self.feed,
            Preferences(folder / "preferences.json"),
            self.notebook,
            company.database.path,
            found,
            "CNY",
            zone,
            company.database.today,
            company.clock.now_ms,
            lambda kind, file: self.imports.append((kind, file)),
        )
        self.window = QMainWindow()
        self.window.resize(1236, 820)

    def open_page(self, kind: type[Page]) -> Page:
        """The page in the window, with the keyboard in its list."""
        page = kind(self.context)  # type: ignore[call-arg]  # a page of records is made from its context alone
        self.window.setCentralWidget(page)
        self.window.show()
        self.window.activateWindow()
        QTest.qWaitForWindowActive(self.window)
        page.table.setFocus()
        return page

    def rows(self, page: RecordPage) -> list[Any]:
        """The rows of the list in their order."""
        model = page.table.records
        return [model.row_of(model.id_at(at) or "") for at in range(model.rowCount())]

    def cells(self, page: RecordPage, key: str) -> list[str]:
        """What a column shows."""
        column = next(each for each in page.declaration.columns if each.key == key)
        if key in page.table.records.hidden:
            page.table.columns.show(key, True)
        return [column.cell(row).text for row in self.rows(page)]

    def show_column(self, page: RecordPage, key: str) -> None:
        """Choose a column that is hidden at first, with room for it."""
        page.table.columns.show(key, True)
        page.table.resize(2000, page.table.height())

    def words(self, page: RecordPage) -> list[str]:
        """Every text the detail side shows."""
        QApplication.sendPostedEvents()
        labels = [each.text() for each in page.detail.findChildren(QLabel) if each.isVisible()]
        return labels + [each.value() for each in page.detail.findChildren(InlineValue) if each.isVisible()]

    def value(self, page: RecordPage, label: str) -> InlineValue:
        """A value of the detail side by its label, which can be pressed to edit it."""
        QApplication.sendPostedEvents()
        found = [each for each in page.detail.findChildren(InlineValue) if each.isVisible()]
        return next(each for each in found if each.label == label)

    @property
    def dialog(self) -> Dialog:
        """The dialog now open; of several that which was opened last."""
        return [each for each in self.window.findChildren(Dialog) if each.isVisible()][-1]

    @property
    def has_dialog(self) -> bool:
        """Whether a dialog is open."""
        return any(each.isVisible() for each in self.window.findChildren(Dialog))

    def field(self, name: str) -> Field:
        """A field of the dialog by the attribute it edits."""
        form = self.dialog.form
        assert form is not None
        return form.field(name)

    @property
    def dialog_is_dirty(self) -> bool:
        """Whether something was typed into the dialog."""
        form = self.dialog.form
        return form is not None and form.is_dirty()

    def text_of(self, name: str) -> str:
        """What a choice or a look-up of the dialog shows."""
        field = self.field(name)
        assert isinstance(field, ChoiceField | LookupField)
        return field.box.text()

    def placeholder_of(self, name: str) -> str:
        """What an empty field of the dialog shows in grey."""
        field = self.field(name)
        assert isinstance(field, NumberField)
        return field.edit.placeholderText()

    def learn_choices(self) -> None:
        """Know the lists as they are now, as the program does after every write."""
        with self.company.read() as reading:
            self.context.choices = choices(reading)

    def type(self, name: str, text: str) -> None:
        """Put the keyboard into a field and type over what is there."""
        self.field(name).setFocus()
        self.type_here(text)

    def type_here(self, text: str) -> None:
        """Type over what the focused editor holds."""
        editor = QApplication.focusWidget()
        assert editor is not None
        QTest.keyClick(editor, Key.Key_A, CONTROL)
        QTest.keyClicks(editor, text)

    def pick(self, field: Field, text: str) -> None:
        """Type into a choice or a look-up and take the first row found."""
        field.setFocus()
        self.type_here(text)
        if isinstance(field, LookupField):
            QTest.keyClick(_focused(), Key.Key_Down)  # asks at once instead of after the pause
        QTest.keyClick(_focused(), Key.Key_Return)

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press one key where the keyboard is."""
        QTest.keyClick(_focused(), key, modifier)

    def save(self) -> None:
        """Submit the dialog as its key does."""
        self.press(Key.Key_S, CONTROL)

    def choose(self, text: str) -> None:
        """Take a row of the open menu by keyboard."""
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        menu.setActiveAction(next(each for each in menu.actions() if each.text().partition("\t")[0] == text))
        QTest.keyClick(menu, Key.Key_Return)

    def ticked(self) -> list[str]:
        """The rows of the open menu that are ticked."""
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        return [each.text() for each in menu.actions() if each.isChecked()]

    def click(self, parent: QWidget, text: str) -> None:
        """Click a button by its word."""
        QApplication.sendPostedEvents()
        button = next(each for each in parent.findChildren(Button) if each.text() == text and each.isVisible())
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    def buttons(self, parent: QWidget) -> list[str]:
        """The words on the buttons one can see."""
        QApplication.sendPostedEvents()
        return [each.text() for each in parent.findChildren(Button) if each.text() and each.isVisible()]


def _focused() -> QWidget:
    focus = QApplication.focusWidget()
    assert focus is not None
    return focus


def message_under(field: Field) -> str:
    """What stands under a field."""
    QApplication.sendPostedEvents()
    below = [each for each in field.findChildren(Label) if each.isVisible() and each.wordWrap()]
    return " ".join(each.text() for each in below)
