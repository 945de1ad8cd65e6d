"""Problems reach the person in the way that fits them, from any thread."""

import threading
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from crm_desktop.core.clock import FixedClock
from crm_desktop.core.errors import MachineError, UserError
from crm_desktop.core.i18n import Message
from crm_desktop.core.trail import Trail, leave
from crm_desktop.ui.dialogs.message import MessageDialog
from crm_desktop.ui.messages import Messages
from crm_desktop.ui.theme import Theme
from crm_desktop.ui.widgets.buttons import Button
from crm_desktop.ui.widgets.labels import Label


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    return window


@pytest.fixture
def notices() -> list[str]:
    return []


@pytest.fixture
def now() -> FixedClock:
    return FixedClock.at("2026-11-21T06:00")


@pytest.fixture
def messages(theme: Theme, window: QWidget, notices: list[str], tmp_path: Path, now: FixedClock) -> Messages:
    messages = Messages(theme, tmp_path / "log", now)
    messages.attach(window, notices.append)
    return messages


def shown_boxes() -> list[MessageDialog]:
    return [each for each in QApplication.topLevelWidgets() if isinstance(each, MessageDialog) and each.isVisible()]


def shown_box() -> MessageDialog:
    (box,) = shown_boxes()
    return box


def test_what_the_user_can_mend_is_said_in_one_sentence(messages: Messages) -> None:
    messages.show_error(UserError(Message("Pick a name")))
    box = shown_box()
    assert box.words() == "Pick a name"
    box.accept()


@pytest.mark.logs("disk is full")
def test_machine_trouble_says_what_to_do(messages: Messages) -> None:
    messages.show_error(MachineError(Message("The disk is full. Free some space and try again.")))
    box = shown_box()
    assert box.lines == ["The disk is full. Free some space and try again."]
    box.accept()


@pytest.mark.logs("could not be opened")
def test_a_long_sentence_has_the_lines_it_needs(messages: Messages) -> None:
    sentence = "“team.crm” could not be opened. Check that the folder exists and is yours. " * 3
    messages.show_error(MachineError(Message(sentence)))
    box = shown_box()
    label = next(each for each in box.findChildren(Label) if each.text() == sentence)
    assert label.heightForWidth(label.width()) > 2 * label.fontMetrics().height()
    assert label.height() >= label.heightForWidth(label.width())
    box.accept()


def button(box: MessageDialog, text: str) -> Button:
    return next(each for each in box.answers() if each.text() == text)


def reports(folder: Path) -> list[str]:
    found = sorted((folder / "log").glob("crash-*.txt"), key=lambda path: (len(path.name), path.name))
    return [each.read_text(encoding="utf-8") for each in found]


@pytest.mark.logs("unexpected error")
def test_a_bug_leaves_a_report_and_goes_on(messages: Messages, tmp_path: Path) -> None:
    messages.show_error(ZeroDivisionError("a bug"))
    messages.show_error(ValueError("another while the dialog is open"))
    box = shown_box()
    first, second = reports(tmp_path)
    assert "ZeroDivisionError: a bug" in first
    assert "ValueError: …" in second
    assert box.details == first
    continue_button = button(box, "Continue")
    assert continue_button.kind == "primary"
    assert box.focusWidget() is continue_button
    continue_button.click()
    messages.show_error(KeyError("a third one later"))
    shown_box().reject()


@pytest.mark.logs("unexpected error")
def test_the_same_bug_every_second_is_said_once(messages: Messages, tmp_path: Path, now: FixedClock) -> None:
    def fail() -> None:
        try:
            raise ZeroDivisionError("painting")
        except ZeroDivisionError as error:
            messages.show_error(error)

    for _every_second in range(20):
        fail()
        now.instant += timedelta(seconds=1)
        for box in shown_boxes():
            box.accept()
    assert len(reports(tmp_path)) == 1
    # When it comes again after a rest, somebody did again what fails: that deserves an answer.
    now.instant += timedelta(minutes=1)
    fail()
    shown_box().accept()
    assert len(reports(tmp_path)) == 2


@pytest.mark.logs("unexpected error")
def test_a_report_tells_what_was_done_and_nobodys_data(messages: Messages, tmp_path: Path) -> None:
    trail = Trail()
    messages.tell_of(trail)
    leave("command", "customer.edit")
    messages.show_error(KeyError("Haverton Ltd, 华为技术, ada@haverton.com, +86 138 0013 8000"))
    trail.end()
    shown_box().accept()
    (report,) = reports(tmp_path)
    assert "command customer.edit" in report
    assert "KeyError: …" in report
    for told in ("Haverton", "华", "@", "138", str(Path.home())):
        assert told not in report
    for told in ("CRM Desktop 0.1.0", "Python 3.", "PySide6_Essentials 6."):
        assert told in report


@pytest.mark.logs("unexpected error")
def test_the_report_can_be_copied_and_the_program_closed(
    messages: Messages, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    statuses: list[int] = []
    monkeypatch.setattr(QApplication, "exit", statuses.append)
    messages.show_error(ZeroDivisionError("a bug"))
    box = shown_box()
    button(box, "Show details").click()
    button(box, "Copy report").click()
    assert QGuiApplication.clipboard().text() == reports(tmp_path)[0]
    button(box, "Close program").click()
    assert statuses == [0]


@pytest.mark.logs("unexpected error")
@pytest.mark.logs("no crash report")
def test_a_bug_is_shown_even_when_no_report_can_be_written(theme: Theme, window: QWidget, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    messages = Messages(theme, tmp_path / "file")
    messages.attach(window, lambda _: None)
    messages.show_error(ZeroDivisionError("a bug"))
    assert "report" not in shown_box().words()
    shown_box().reject()


def test_an_error_of_another_thread_is_shown_in_the_window(qtbot: QtBot, messages: Messages) -> None:
    thread = threading.Thread(target=lambda: messages.show_error(UserError(Message("From afar"))))
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: bool(shown_boxes()))
    assert shown_box().words() == "From afar"
    shown_box().accept()


def test_the_same_problem_again_opens_no_second_box(messages: Messages) -> None:
    for _every_second in range(3):
        messages.show_error(UserError(Message("The drive is gone")))
    shown_box().accept()
    messages.show_error(UserError(Message("The drive is gone")))
    shown_box().accept()


def test_what_went_wrong_before_there_was_a_window_is_said_in_the_first(
    qtbot: QtBot, theme: Theme, window: QWidget, tmp_path: Path
) -> None:
    messages = Messages(theme, tmp_path / "log")
    messages.show_error(UserError(Message("“x.crm” is no company file.")))
    messages.attach(window, lambda _: None)
    qtbot.waitUntil(lambda: bool(shown_boxes()))
    assert shown_box().words() == "“x.crm” is no company file."
    assert shown_box().parent() is window
    shown_box().accept()


def test_a_short_notice_needs_no_answer(messages: Messages, notices: list[str]) -> None:
    messages.notify(Message("Saved {count}", count=3))
    assert notices == ["Saved 3"]
