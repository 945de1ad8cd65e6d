"""A form and its dialog: drafts in and out, problems, and the keyboard kept inside."""

from dataclasses import dataclass
from datetime import date
from types import SimpleNamespace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from crm_desktop.core.errors import Invalid, UserError
from crm_desktop.core.i18n import Message
from crm_desktop.ui.dialogs.confirm import ConfirmDialog, confirm
from crm_desktop.ui.dialogs.dialog import Dialog
from crm_desktop.ui.dialogs.panel import open_panel_of
from crm_desktop.ui.dialogs.wizard import Step, Wizard
from crm_desktop.ui.theme import Theme
from crm_desktop.ui.widgets.fields import DateField, IntegerField, LineField, PhoneField, RowColumn, RowsField
from crm_desktop.ui.widgets.form import Form
from crm_desktop.ui.widgets.labels import Label


@dataclass(frozen=True)
class Draft:
    """What the sample form edits; `origin` is no field of the form."""

    name: str = ""
    phone: str = ""
    size: int | None = None
    origin: str = "import"


@pytest.fixture
def window(qtbot: QtBot, theme: Theme) -> QWidget:
    """A window with a button that has the keyboard."""
    window = QWidget()
    window.resize(900, 700)
    column = QVBoxLayout(window)
    column.addWidget(QPushButton("behind"))
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
    window.findChildren(QPushButton)[0].setFocus()
    return window


@pytest.fixture
def dialog(window: QWidget, theme: Theme) -> Dialog:
    """An open form dialog."""
    dialog = Dialog(window, theme, "Edit", context="C-1")
    form = Form(dialog)
    dialog.use_form(form)
    for name, field in (
        ("name", LineField(theme, "Name", required=True)),
        ("phone", PhoneField(theme, "Phone")),
        ("size", IntegerField(theme, "Size", least=1)),
    ):
        dialog.body.addWidget(form.bind(name, field))
    form.load(Draft(name="Haverton"))
    dialog.open_panel()
    return dialog


def _form(dialog: Dialog) -> Form:
    assert dialog.form is not None
    return dialog.form


def _focused() -> QWidget:
    focused = QApplication.focusWidget()
    assert focused is not None
    return focused


def _press(qtbot: QtBot, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(_focused(), key, modifier)


CONTROL = Qt.KeyboardModifier.ControlModifier


def _texts(widget: QWidget) -> list[str]:
    return [label.text() for label in widget.findChildren(Label) if label.isVisible()]


def test_a_draft_comes_back_with_what_was_typed_and_what_has_no_field(qtbot: QtBot, dialog: Dialog) -> None:
    QTest.keyClicks(_focused(), " Medical")
    assert _form(dialog).is_dirty()
    assert _form(dialog).changed_names() == {"name"}
    assert _form(dialog).read(Draft()).origin == "import"
    assert "Medical" in _form(dialog).read(Draft()).name


def test_tab_walks_the_fields_in_order_and_stays_inside(qtbot: QtBot, dialog: Dialog) -> None:
    visited = []
    for _step in range(6):
        visited.append(_focused().accessibleName())
        _press(qtbot, Qt.Key.Key_Tab)
    assert visited == ["Name", "Phone", "Size", "Cancel", "Save changes", "Name"]


def test_tab_walks_rows_that_were_there_and_that_are_added_before_what_follows(
    qtbot: QtBot, window: QWidget, theme: Theme
) -> None:
    dialog = Dialog(window, theme, "Edit", context="C-1")
    form = Form(dialog)
    dialog.use_form(form)

    def rows(label: str) -> RowsField:
        columns = [
            RowColumn("on", f"{label} day", lambda: DateField(theme, f"{label} day", today=lambda: date(2026, 1, 1))),
            RowColumn("of", f"{label} of", lambda: LineField(theme, f"{label} of")),
        ]
        return RowsField(theme, label, columns, lambda old, **values: values, add=f"Add {label}")

    fields = {
        "name": LineField(theme, "Name"),
        "one": rows("One"),
        "two": rows("Two"),
        "note": LineField(theme, "Note"),
    }
    for name, field in fields.items():
        dialog.body.addWidget(form.bind(name, field))
    form.load(SimpleNamespace(name="", one=(SimpleNamespace(on=None, of="x"),), two=(), note=""))
    dialog.open_panel()
    for name in ("one", "two"):
        fields[name].setFocus()
        _press(qtbot, Qt.Key.Key_Space)
    fields["name"].setFocus()
    visited = []
    for _step in range(16):
        visited.append(_focused().accessibleName())
        _press(qtbot, Qt.Key.Key_Tab)
    one, two = (["One day", "One of", "Remove the row"], ["Two day", "Two of", "Remove the row"])
    assert visited == ["Name", *one, *one, "Add One", *two, "Add Two", "Note", "Cancel", "Save changes", "Name"]


def test_saving_checks_counts_and_goes_to_the_first_problem(qtbot: QtBot, dialog: Dialog) -> None:
    _form(dialog).field("name").set_value("")
    phone = _form(dialog).field("phone")
    assert isinstance(phone, PhoneField)
    phone.edit.setText("138 0571 20")
    submitted: list[bool] = []
    dialog.submitted.connect(lambda: submitted.append(True))
    _press(qtbot, Qt.Key.Key_S, CONTROL)
    assert not submitted
    assert "2 fields need attention" in _texts(dialog)
    assert _focused().accessibleName() == "Name"
    _press(qtbot, Qt.Key.Key_F8)
    assert _focused().accessibleName() == "Phone"
    _press(qtbot, Qt.Key.Key_F8)
    QTest.keyClicks(_focused(), "Haverton")
    assert "1 field needs attention" in _texts(dialog)


def test_control_enter_submits_a_form_without_problems_once(qtbot: QtBot, dialog: Dialog) -> None:
    submitted: list[bool] = []
    dialog.submitted.connect(lambda: submitted.append(True))
    _press(qtbot, Qt.Key.Key_Return, CONTROL)
    dialog.set_busy("Saving…")
    _press(qtbot, Qt.Key.Key_Return, CONTROL)
    assert submitted == [True]


def test_a_problem_is_named_when_its_field_is_left(qtbot: QtBot, dialog: Dialog) -> None:
    _press(qtbot, Qt.Key.Key_Tab)
    QTest.keyClicks(_focused(), "12")
    _press(qtbot, Qt.Key.Key_Tab)
    assert str(_form(dialog).field("phone").error()) == "1 digit short. Start with + for abroad."


def test_problems_of_the_operation_stand_at_their_fields_or_in_the_footer(dialog: Dialog) -> None:
    dialog.fail(Invalid({"name": Message("Already used."), "elsewhere": Message("Not now.")}))
    assert _form(dialog).problems() == [_form(dialog).field("name")]
    assert "Not now." in _texts(dialog)
    dialog.fail(UserError(Message("The disk is full.")))
    assert "The disk is full." in _texts(dialog)


def test_a_long_sentence_in_the_footer_is_whole(dialog: Dialog) -> None:
    footer = dialog.footer_height
    said = "“letter.txt” is no shared file. " * 6
    dialog.fail(UserError(Message("{said}", said=said)))
    (note,) = (label for label in dialog.findChildren(Label) if label.text() == said)
    QApplication.processEvents()
    assert note.height() >= note.heightForWidth(note.width())
    assert dialog.footer_height > footer
    dialog.submit()
    assert dialog.footer_height == footer


def test_escape_closes_a_clean_form_and_returns_the_keyboard(qtbot: QtBot, window: QWidget, dialog: Dialog) -> None:
    assert open_panel_of(window) is dialog
    _press(qtbot, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    assert open_panel_of(window) is None
    assert isinstance(_focused(), QPushButton)


def test_escape_asks_before_typing_is_lost_and_a_second_escape_stays(qtbot: QtBot, dialog: Dialog) -> None:
    QTest.keyClicks(_focused(), "x")
    _press(qtbot, Qt.Key.Key_Escape)
    assert "Discard what you typed?" in _texts(dialog)
    assert _focused().accessibleName() == "Keep editing"
    _press(qtbot, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    assert _focused().accessibleName() == "Name"
    _press(qtbot, Qt.Key.Key_Escape)
    _press(qtbot, Qt.Key.Key_Tab)
    _press(qtbot, Qt.Key.Key_Space)
    assert not dialog.isVisible()


def test_the_question_whether_to_discard_stands_before_problems_and_typing_answers_it(
    qtbot: QtBot, dialog: Dialog
) -> None:
    _press(qtbot, Qt.Key.Key_A, CONTROL)
    _press(qtbot, Qt.Key.Key_Delete)
    _press(qtbot, Qt.Key.Key_S, CONTROL)
    assert "1 field needs attention" in _texts(dialog)
    _press(qtbot, Qt.Key.Key_Escape)
    assert "Discard what you typed?" in _texts(dialog)
    _form(dialog).field("phone").setFocus()
    QTest.keyClicks(_focused(), "1")
    assert "Discard what you typed?" not in _texts(dialog)
    assert "1 field needs attention" in _texts(dialog)
    assert dialog.primary.isVisible()


def test_shortcuts_of_the_window_rest_while_a_dialog_is_open(qtbot: QtBot, window: QWidget, dialog: Dialog) -> None:
    heard: list[str] = []
    for key in ("Ctrl+N", "N", "Ctrl+S"):
        shortcut = QShortcut(QKeySequence(key), window)
        shortcut.activated.connect(lambda key=key: heard.append(key))
    _press(qtbot, Qt.Key.Key_N, CONTROL)
    _press(qtbot, Qt.Key.Key_S, CONTROL)
    _press(qtbot, Qt.Key.Key_Tab)
    _press(qtbot, Qt.Key.Key_N)
    assert heard == []
    dialog.reject()
    _press(qtbot, Qt.Key.Key_N, CONTROL)
    assert heard == ["Ctrl+N"]


def test_a_dialog_stays_within_a_small_window(qtbot: QtBot, window: QWidget, dialog: Dialog) -> None:
    window.resize(500, 300)
    qtbot.waitUntil(lambda: dialog.width() <= 500 and dialog.height() <= 300)


def test_in_a_narrow_dialog_key_caps_leave_their_room_to_the_problems(
    qtbot: QtBot, window: QWidget, dialog: Dialog
) -> None:
    said = dialog._footer._words
    for width, is_shown in ((900, True), (480, False), (900, True)):
        window.resize(width, 600)
        dialog.place()
        dialog._footer.show_problems(12)
        QApplication.processEvents()
        assert said.width() >= said.sizeHint().width(), width
        assert dialog.primary._shows_key is is_shown


def test_enter_on_a_destructive_question_keeps(qtbot: QtBot, window: QWidget, theme: Theme) -> None:
    done: list[bool] = []
    question = confirm(window, theme, "Delete it?", ["12 go with it."], action="Delete", then=lambda: done.append(True))
    assert _focused() is question.keep
    _press(qtbot, Qt.Key.Key_Return)
    assert not question.isVisible()
    assert not done


def test_confirming_calls_back_once(qtbot: QtBot, window: QWidget, theme: Theme) -> None:
    done: list[bool] = []
    question = ConfirmDialog(window, theme, "Delete it?", ["12 go with it."], action="Delete")
    question.confirmed.connect(lambda: done.append(True))
    question.open_panel()
    _press(qtbot, Qt.Key.Key_Tab)
    _press(qtbot, Qt.Key.Key_Return)
    assert done == [True]


def test_a_wizard_waits_with_a_reason_and_goes_on(qtbot: QtBot, window: QWidget, theme: Theme) -> None:
    wizard = Wizard(window, theme, "Import", [Step("file", "File", QWidget()), Step("check", "Check", QWidget())])
    wizard.leaving.connect(lambda _key: wizard.go_on())
    wizard.open_panel()
    wizard.block("Choose a file first.")
    assert "Choose a file first." in _texts(wizard)
    _press(qtbot, Qt.Key.Key_Return, CONTROL)
    assert wizard.current() == "file"
    wizard.block(None)
    _press(qtbot, Qt.Key.Key_Return, CONTROL)
    assert wizard.current() == "check"
    QTest.mouseClick(wizard.back, Qt.MouseButton.LeftButton)
    assert wizard.current() == "file"
    _press(qtbot, Qt.Key.Key_Escape)
    assert not wizard.isVisible()
