"""Form fields, driven by keys as a user would."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QRadioButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from crm_desktop.ui.theme import Theme
from crm_desktop.ui.widgets.fields import (
    ChoiceField,
    DateField,
    EmailField,
    Field,
    IntegerField,
    LineField,
    Link,
    LookupField,
    MoneyField,
    NoteField,
    Option,
    PercentField,
    PhoneField,
    RowColumn,
    RowsField,
    StarsField,
    TagsField,
    Version,
)
from crm_desktop.ui.widgets.labels import Label

TODAY = date(2026, 11, 21)
LEVELS = [("a", "Key account"), ("b", "Standard"), ("c", "Small account")]


@pytest.fixture
def place(qtbot: QtBot, theme: Theme) -> Iterator[Callable[[Field], Field]]:
    """Shows a field in a window with the keyboard on it."""
    windows: list[QWidget] = []

    def put(field: Field) -> Field:
        window = QWidget()
        window.resize(420, 420)
        column = QVBoxLayout(window)
        column.addWidget(field)
        column.addStretch()
        windows.append(window)
        qtbot.addWidget(window)
        with qtbot.waitActive(window):
            window.show()
        field.setFocus(Qt.FocusReason.TabFocusReason)
        return field

    yield put
    windows.clear()


Place = Callable[[Field], Field]


def _focused() -> QWidget:
    focused = QApplication.focusWidget()
    assert focused is not None
    return focused


def _type(qtbot: QtBot, text: str) -> None:
    for letter in text:
        if letter.isascii():
            QTest.keyClicks(_focused(), letter)
        else:
            composed = QInputMethodEvent()
            composed.setCommitString(letter)
            QApplication.sendEvent(_focused(), composed)


def _press(qtbot: QtBot, *keys: Qt.Key) -> None:
    for key in keys:
        QTest.keyClick(_focused(), key)


def test_a_line_gives_its_text_without_spaces_and_announces_typing(qtbot: QtBot, theme: Theme, place: Place) -> None:
    field = place(LineField(theme, "Name", required=True))
    heard: list[bool] = []
    field.changed.connect(lambda: heard.append(True))
    _type(qtbot, "  Haverton ")
    assert heard
    assert field.value() == "Haverton"
    assert _focused().accessibleName() == "Name"
    assert "required" in _focused().accessibleDescription()


def test_a_problem_is_shown_in_words_with_a_link_and_spoken(qtbot: QtBot, theme: Theme, place: Place) -> None:
    field = place(LineField(theme, "Number"))
    opened: list[str] = []
    field.show_error("Already used.", Link("Open it", lambda: opened.append("other")))
    assert _focused().property("state") == "error"
    assert "Already used." in _focused().accessibleDescription()
    _press(qtbot, Qt.Key.Key_Tab, Qt.Key.Key_Space)
    assert opened == ["other"]
    field.show_error(None)
    assert field.error() is None


def test_money_understands_chinese_thousands_and_is_written_out_when_left(
    qtbot: QtBot, theme: Theme, place: Place
) -> None:
    field = place(MoneyField(theme, "Value", currency="CNY"))
    assert isinstance(field, MoneyField)
    _type(qtbot, "1.2万")
    assert field.value() == 1_200_000
    _focused().clearFocus()
    assert field.edit.text() == "12,000"
    field.set_value(123_450)
    assert field.edit.text() == "1,234.50"


def test_money_without_minor_units_refuses_cents(qtbot: QtBot, theme: Theme, place: Place) -> None:
    field = place(MoneyField(theme, "Value", currency="JPY"))
    assert isinstance(field, MoneyField)
    _type(qtbot, "12.5")
    assert str(field.complaint()) == "Only whole numbers, please."
    field.edit.clear()
    _type(qtbot, "much")
    assert str(field.complaint()).endswith("Write it like 1,234."), "no decimals it would refuse"
    assert field.value() is None


def test_a_share_is_kept_in_millionths(qtbot: QtBot, theme: Theme, place: Place) -> None:
    field = place(PercentField(theme, "Discount"))
    _type(qtbot, "12.5%")
    assert field.value() == 125_000
    field.set_value(500_000)
    assert field.value() == 500_000
    field.set_value(None)
    _type(qtbot, "120")
    assert str(field.complaint()) == "At most 100, please."


def test_arrow_keys_change_a_whole_number_within_its_bounds(qtbot: QtBot, theme: Theme, place: Place) -> None:
    field = place(IntegerField(theme, "Count", least=0, most=2))
    _press(qtbot, Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_Down)
    assert field.value() == 1


def test_a_day_is_typed_and_moved_by_arrow_keys(qtbot: QtBot, theme: Theme, place: Place) -> None:
    field = place(DateField(theme, "Due", today=lambda: TODAY))
    _type(qtbot, "26 nov")
    assert field.value() == date(2026, 11, 26)
    _press(qtbot, Qt.Key.Key_Up, Qt.Key.Key_PageUp)
    assert field.value() == date(2026, 12, 27)
    field.set_value(None)
    _type(qtbot, "03/04/2026")
    assert field.value() is None
    assert field.complaint() is not None


def test_a_day_is_picked_from_the_calendar_by_keyboard(qtbot: QtBot, theme: Theme, place: Place) -> None:
    field = place(DateField(theme, "Due", today=lambda: TODAY))
    assert isinstance(field, DateField)
    QTest.keyClick(_focused(), Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert field.is_calendar_open()
    _press(qtbot, Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Return)
    assert not field.is_calendar_open()
    assert field.value() == date(2026, 11, 29)


def test_typing_narrows_a_choice_and_enter_takes_it(qtbot: QtBot, theme: Theme, place: Place) -> None:
    field = place(ChoiceField(theme, "Level", LEVELS))
    assert isinstance(field, ChoiceField)
    _type(qtbot, "acc")
    assert field.box.is_open()
    _press(qtbot, Qt.Key.Key_Down, Qt.Key.Key_Return)
    assert field.value() == "c"
    assert field.box.text() == "Small account"


def test_a_choice_typed_in_full_is_taken_when_left_and_nonsense_is_named(
    qtbot: QtBot, theme: Theme, place: Place
) -> None:
    field = place(ChoiceField(theme, "Level", LEVELS))
    _type(qtbot, "standard")
    _focused().clearFocus()
    assert field.value() == "b"
    field.set_value(None)
    field.setFocus()
    _type(qtbot, "zzz")
    _focused().clearFocus()
    assert str(field.complaint()) == "Choose an entry of the list."


def test_escape_closes_the_list_and_keeps_the_choice(qtbot: QtBot, theme: Theme, place: Place) -> None:
    field = place(ChoiceField(theme, "Level", LEVELS))
    assert isinstance(field, ChoiceField)
    field.set_value("a")
    _press(qtbot, Qt.Key.Key_Down)
    assert field.box.is_open()
    _press(qtbot, Qt.Key.Key_Escape)
    assert not field.box.is_open()
    assert field.value() == "a"


def test_a_press_in_the_words_of_a_choice_opens_its_list(qtbot: QtBot, theme: Theme, place: Place) -> None:
    field = place(ChoiceField(theme, "Level", LEVELS))
    assert isinstance(field, ChoiceField)
    line = field.box.lineEdit()
    assert line is not None
    QTest.mouseClick(line, Qt.MouseButton.LeftButton)
    assert field.box.is_open()
    _press(qtbot, Qt.Key.Key_Down, Qt.Key.Key_Return)
    assert field.value() == "a"


def test_a_look_up_drops_late_answers_to_an_older_text(qtbot: QtBot, theme: Theme, place: Place) -> None:
    asked: list[tuple[str, Callable[[Sequence[Option]], None]]] = []
    field = place(LookupField(theme, "Company", lambda text, then: asked.append((text, then))))
    assert isinstance(field, LookupField)
    _type(qtbot, "ha")
    qtbot.waitUntil(lambda: len(asked) == 1)
    _type(qtbot, "v")
    qtbot.waitUntil(lambda: len(asked) == 2)
    assert [text for text, _then in asked] == ["ha", "hav"]
    asked[0][1]([Option("old", "Late")])
    assert not field.box.is_open()
    asked[1][1]([Option("haverton", "Haverton Medical"), Option("havel", "Havel")])
    _press(qtbot, Qt.Key.Key_Return)
    assert field.value() == "haverton"
    assert field.box.text() == "Haverton Medical"
    assert field.complaint() is None
    _press(qtbot, Qt.Key.Key_Backspace)
    assert field.value() is None
    assert field.complaint() is not None


def test_a_look_up_asks_for_the_text_of_an_id_it_is_given(theme: Theme, place: Place) -> None:
    field = place(
        LookupField(
            theme, "Company", lambda text, then: then([]), describe=lambda key, then: then(Option(key, "Haverton"))
        )
    )
    assert isinstance(field, LookupField)
    field.set_value("h")
    assert field.value() == "h"
    assert field.box.text() == "Haverton"


def test_stars_are_given_by_digits_and_taken_away(qtbot: QtBot, theme: Theme, place: Place) -> None:
    field = place(StarsField(theme, "Rating"))
    _type(qtbot, "4")
    assert field.value() == 4
    _press(qtbot, Qt.Key.Key_Left)
    assert field.value() == 3
    _press(qtbot, Qt.Key.Key_Delete)
    assert field.value() is None


def test_tags_are_added_by_comma_and_removed_by_backspace(qtbot: QtBot, theme: Theme, place: Place) -> None:
    field = place(TagsField(theme, "Tags"))
    _type(qtbot, "vip, medical,VIP,")
    assert field.value() == ("vip", "medical")
    _press(qtbot, Qt.Key.Key_Backspace)
    assert field.value() == ("vip",)


def test_untouched_texts_come_back_as_they_were_given(qtbot: QtBot, theme: Theme, place: Place) -> None:
    """Imported texts may be longer than one may type, or look different; saving a form must not shorten them."""
    line, phone, email = LineField(theme, "Name"), PhoneField(theme, "Phone"), EmailField(theme, "E-mail")
    note = NoteField(theme, "Note", max_length=20)
    for field, text in (
        (line, " two\nlines " + "x" * 900),
        (phone, "12; 0571 2046 8888; 0571 2046 9999 " + "0" * 60),
        (email, "a@example.com; b@example.com"),
        (note, "a much longer note than one may type\r\n "),
    ):
        place(field)
        field.set_value(text)
        assert (field.value(), field.complaint()) == (text, None)
    note.edit.selectAll()
    QTest.keyClicks(note.edit, "x" * 21)
    assert (note.value(), note.complaint() is None) == ("x" * 21, False)
    email.edit.setFocus()
    email.edit.end(False)
    QTest.keyClicks(email.edit, ";")
    assert email.complaint() is not None


def test_a_note_counts_and_complains_when_too_long(qtbot: QtBot, theme: Theme, place: Place) -> None:
    field = place(NoteField(theme, "Note", max_length=5))
    _type(qtbot, "sevenal")
    assert str(field.complaint()) == "2 characters too long."


def test_rows_are_added_filled_in_tab_order_and_empty_ones_left_out(qtbot: QtBot, theme: Theme, place: Place) -> None:
    columns = [
        RowColumn("kind", "Kind", lambda: ChoiceField(theme, "Kind", [("m", "Mobile"), ("w", "Work")], empty=False)),
        RowColumn("number", "Number", lambda: PhoneField(theme, "Number")),
    ]
    rows = RowsField(theme, "Phones", columns, lambda old, **values: values, add="Add a phone", prefilled=["kind"])
    field = place(rows)
    _press(qtbot, Qt.Key.Key_Space)
    _type(qtbot, "mobile")
    _press(qtbot, Qt.Key.Key_Return, Qt.Key.Key_Tab)
    _type(qtbot, "138 0571 20")
    assert field.value() == ({"kind": "m", "number": "138 0571 20"},)
    assert field.complaint() is not None
    rows.add_row()
    assert len(field.value()) == 1


def test_rows_of_figures_have_titles(theme: Theme, place: Place) -> None:
    columns = [
        RowColumn("above", "Above", lambda: MoneyField(theme, "Above", currency="JPY"), is_number=True),
        RowColumn("rate", "Rate", lambda: PercentField(theme, "Rate"), is_number=True),
    ]
    rows = RowsField(theme, "Tiers", columns, lambda old, **values: values, add="Add a tier")
    place(rows)
    rows.add_row()
    assert {"Above", "Rate"} <= {each.text() for each in rows.findChildren(Label) if each.isVisible()}


def test_two_versions_hold_the_field_until_one_is_picked(qtbot: QtBot, theme: Theme, place: Place) -> None:
    field = place(LineField(theme, "Level"))
    field.show_versions([Version("Mine", "now", "A"), Version("Theirs", "14:21", "B")])
    assert field.has_versions()
    for _stop in range(4):
        if not isinstance(_focused(), QRadioButton):
            _press(qtbot, Qt.Key.Key_Tab)
    assert isinstance(_focused(), QRadioButton)
    _press(qtbot, Qt.Key.Key_Down)
    assert field.has_versions()
    _press(qtbot, Qt.Key.Key_Space)
    assert not field.has_versions()
    assert field.value() == "B"


def test_a_locked_field_takes_no_typing(qtbot: QtBot, theme: Theme, place: Place) -> None:
    field = place(LineField(theme, "Number"))
    field.set_value("C-00417")
    field.set_locked(True)
    _type(qtbot, "x")
    assert field.value() == "C-00417"


def test_the_line_within_a_choice_says_what_it_is_for(qtbot: QtBot, theme: Theme) -> None:
    field = ChoiceField(theme, "Team", [])
    qtbot.addWidget(field)
    assert [line.accessibleName() for line in field.findChildren(QLineEdit)] == ["Team"]
