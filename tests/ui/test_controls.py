"""Buttons, choices, toast and timeline, driven by keys and mouse."""

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QEnterEvent
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from crm_desktop.ui.texts import Plain
from crm_desktop.ui.theme import Theme
from crm_desktop.ui.widgets.buttons import Button, IconButton
from crm_desktop.ui.widgets.choices import Segmented, Tab, TabRow
from crm_desktop.ui.widgets.focus_ring import FocusRing
from crm_desktop.ui.widgets.key_hints import key_text
from crm_desktop.ui.widgets.labels import wrapped_lines
from crm_desktop.ui.widgets.marks import initials
from crm_desktop.ui.widgets.timeline import Timeline, TimelineEntry
from crm_desktop.ui.widgets.toast import Toast


@pytest.fixture
def window(qtbot: QtBot, theme: Theme) -> QWidget:
    """An empty window with a column."""
    window = QWidget()
    window.resize(500, 500)
    QVBoxLayout(window)
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
    return window


def _add(window: QWidget, widget: QWidget) -> None:
    layout = window.layout()
    assert layout is not None
    layout.addWidget(widget)
    widget.show()


def test_a_ring_shows_the_keyboard_but_not_the_mouse(qtbot: QtBot, window: QWidget, theme: Theme) -> None:
    button = Button(theme, "Save", kind="primary", key="Ctrl+S")
    _add(window, button)
    button.setFocus(Qt.FocusReason.TabFocusReason)
    assert window.findChildren(FocusRing)
    button.clearFocus()
    assert not [ring for ring in window.findChildren(FocusRing) if ring.isVisible()]
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert not [ring for ring in window.findChildren(FocusRing) if ring.isVisible()]


def test_enter_and_space_press_a_button_and_a_busy_one_takes_neither(
    qtbot: QtBot, window: QWidget, theme: Theme
) -> None:
    button = Button(theme, "Save")
    _add(window, button)
    pressed: list[bool] = []
    button.clicked.connect(lambda: pressed.append(True))
    QTest.keyClick(button, Qt.Key.Key_Return)
    QTest.keyClick(button, Qt.Key.Key_Space)
    button.set_busy("Saving…")
    QTest.keyClick(button, Qt.Key.Key_Return)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert len(pressed) == 2
    assert button.accessibleName() == "Saving…"


def test_an_icon_button_has_a_spoken_name(window: QWidget, theme: Theme) -> None:
    button = IconButton(theme, "phone", "Call", key="C")
    _add(window, button)
    assert button.accessibleName() == "Call"
    assert button.toolTip() == "Call  C"


def test_segments_and_tabs_change_by_arrow_keys(qtbot: QtBot, window: QWidget, theme: Theme) -> None:
    tabs = TabRow(theme, [Tab("a", "Timeline"), Tab("b", "Contacts", 4)])
    segments = Segmented(theme, [("list", "List"), ("board", "Board")])
    _add(window, tabs)
    _add(window, segments)
    chosen: list[str] = []
    tabs.chosen.connect(chosen.append)
    tabs.setFocus()
    QTest.keyClick(tabs, Qt.Key.Key_Right)
    assert chosen == ["b"]
    assert tabs.tabText(1) == "Contacts 4"
    segments.set_value("list")
    assert segments.value() == "list"


def test_a_toast_never_lies_over_what_is_typed(qtbot: QtBot, window: QWidget, theme: Theme) -> None:
    toast = Toast(window, theme)
    toast.say(Plain("Done"), action=lambda: None)
    usual = toast.geometry()
    field = QLineEdit(window)
    field.setGeometry(usual.adjusted(12, 12, -12, -12))
    field.show()
    window.activateWindow()
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    assert not toast.geometry().adjusted(12, 12, -12, -12).intersects(field.geometry())
    toast.say(Plain("Done"), action=lambda: None)
    assert not toast.geometry().adjusted(12, 12, -12, -12).intersects(field.geometry())
    field.clearFocus()
    toast.say(Plain("Done"), action=lambda: None)
    assert toast.geometry() == usual


def test_a_refusal_is_no_success_in_a_toast(qtbot: QtBot, window: QWidget, theme: Theme) -> None:
    toast = Toast(window, theme)
    toast.say(Plain("Your role does not include imports."), warns=True)
    refused = toast.grab().toImage()
    toast.say(Plain("Your role does not include imports."))
    assert toast.grab().toImage() != refused
    assert not toast.warns


def test_a_toast_undoes_once_and_waits_under_the_mouse(qtbot: QtBot, window: QWidget, theme: Theme) -> None:
    toast = Toast(window, theme)
    undone: list[bool] = []
    toast.say(Plain("3 moved"), action=lambda: undone.append(True))
    assert toast.isVisible()
    assert toast.accessibleName() == "3 moved"
    middle = toast.rect().center().toPointF()
    toast.enterEvent(QEnterEvent(middle, middle, middle))
    assert not toast._life.isActive()
    toast.leaveEvent(QEvent(QEvent.Type.Leave))
    assert toast._life.isActive()
    QTest.mouseClick(toast.button, Qt.MouseButton.LeftButton)
    assert undone == [True]
    assert not toast.isVisible()


def _entry(key: str, day: str = "Today") -> TimelineEntry:
    return TimelineEntry(key, "call", day, "phone", f"Call {key}", "Grace · 10:00", "A long talk about prices " * 9)


def test_a_timeline_known_to_be_empty_says_what_belongs_there(qtbot: QtBot, window: QWidget, theme: Theme) -> None:
    timeline = Timeline(theme)
    timeline.set_nothing("Nothing has happened yet.")
    _add(window, timeline)
    unknown = timeline.grab().toImage()
    timeline.set_entries([])
    assert timeline.grab().toImage() != unknown
    timeline.forget()
    assert timeline.grab().toImage() == unknown


def test_timeline_entries_open_by_enter_and_older_ones_load_in_place(
    qtbot: QtBot, window: QWidget, theme: Theme
) -> None:
    timeline = Timeline(theme)
    _add(window, timeline)
    tester = QAbstractItemModelTester(timeline.model(), QAbstractItemModelTester.FailureReportingMode.Fatal)
    timeline.set_entries([_entry("1"), _entry("2", "Yesterday")], earlier=3)
    opened: list[TimelineEntry] = []
    wanted: list[bool] = []
    timeline.opened.connect(opened.append)
    timeline.earlier_wanted.connect(lambda: wanted.append(True))
    timeline.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(timeline, Qt.Key.Key_Return)
    QTest.keyClick(timeline, Qt.Key.Key_Down)
    QTest.keyClick(timeline, Qt.Key.Key_Return)
    QTest.keyClick(timeline, Qt.Key.Key_Down)
    QTest.keyClick(timeline, Qt.Key.Key_Return)
    assert [entry.key for entry in opened] == ["1", "2"]
    assert wanted == [True]
    timeline.add_earlier([_entry("3", "Yesterday")])
    QTest.keyClick(timeline, Qt.Key.Key_Return)
    assert opened[-1].key == "3"
    window.grab()
    assert tester.model() is timeline.model()


def test_texts_wrap_at_the_width_and_end_in_an_ellipsis(theme: Theme) -> None:
    lines = wrapped_lines("现场演示新探头" * 20, theme.font(), 200, 2)
    assert len(lines) == 2
    assert lines[1].endswith("…")
    assert wrapped_lines("", theme.font(), 200) == []


def test_initials_and_key_caps_are_short() -> None:
    assert initials("Grace Lin") == "GL"
    assert initials("林悦") == "林"
    assert key_text("Up Down") == "↑↓"
    assert key_text("?") == "?"
