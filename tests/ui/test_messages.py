"""Problems reach the person in the way that fits them, from any thread."""

import threading
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from crm_desktop.core.clock import FixedClock
from crm_desktop.core.errors import MachineError, UserError
from crm_desktop.core.i18n import Message
from crm_desktop.ui.messages import Messages


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
def messages(window: QWidget, notices: list[str], tmp_path: Path) -> Messages:
    messages = Messages(tmp_path / "log", FixedClock.at("2026-11-21T06:00"))
    messages.attach(window, notices.append)
    return messages


def shown_box() -> QMessageBox:
    boxes = [each for each in QApplication.topLevelWidgets() if isinstance(each, QMessageBox) and each.isVisible()]
    assert len(boxes) == 1
    return boxes[0]


def test_what_the_user_can_mend_is_said_in_one_sentence(messages: Messages) -> None:
    messages.show_error(UserError(Message("Pick a name")))
    box = shown_box()
    assert box.text() == "Pick a name"
    box.accept()


@pytest.mark.logs("disk is full")
def test_machine_trouble_says_what_to_do(messages: Messages) -> None:
    messages.show_error(MachineError(Message("The disk is full. Free some space and try again.")))
    box = shown_box()
    assert box.informativeText() == "The disk is full. Free some space and try again."
    box.accept()


@pytest.mark.logs("unexpected error")
def test_a_bug_leaves_a_report_and_goes_on(messages: Messages, tmp_path: Path) -> None:
    messages.show_error(ZeroDivisionError("a bug"))
    messages.show_error(ZeroDivisionError("the same again while the dialog is open"))
    box = shown_box()
    first, second = sorted((tmp_path / "log").glob("crash-*.txt"), key=lambda path: len(path.name))
    assert "ZeroDivisionError: a bug" in first.read_text(encoding="utf-8")
    assert "the same again" in second.read_text(encoding="utf-8")
    assert str(first) in box.informativeText()
    continue_button = box.defaultButton()
    assert continue_button.text() == "Continue"
    continue_button.click()
    messages.show_error(ZeroDivisionError("another one later"))
    shown_box().reject()


@pytest.mark.logs("unexpected error")
@pytest.mark.logs("no crash report")
def test_a_bug_is_shown_even_when_no_report_can_be_written(window: QWidget, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    messages = Messages(tmp_path / "file")
    messages.attach(window, lambda _: None)
    messages.show_error(ZeroDivisionError("a bug"))
    assert "report" not in shown_box().informativeText()
    shown_box().reject()


def test_an_error_of_another_thread_is_shown_in_the_window(qtbot: QtBot, messages: Messages) -> None:
    thread = threading.Thread(target=lambda: messages.show_error(UserError(Message("From afar"))))
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: any(isinstance(each, QMessageBox) for each in QApplication.topLevelWidgets()))
    assert shown_box().text() == "From afar"
    shown_box().accept()


def test_the_same_problem_again_opens_no_second_box(messages: Messages) -> None:
    for _every_second in range(3):
        messages.show_error(UserError(Message("The drive is gone")))
    shown_box().accept()
    messages.show_error(UserError(Message("The drive is gone")))
    shown_box().accept()


def test_what_went_wrong_before_there_was_a_window_is_said_in_the_first(
    qtbot: QtBot, window: QWidget, tmp_path: Path
) -> None:
    messages = Messages(tmp_path / "log")
    messages.show_error(UserError(Message("“x.crm” is no company file.")))
    messages.attach(window, lambda _: None)
    qtbot.waitUntil(lambda: any(isinstance(each, QMessageBox) for each in QApplication.topLevelWidgets()))
    assert shown_box().text() == "“x.crm” is no company file."
    assert shown_box().parent() is window
    shown_box().accept()


def test_a_short_notice_needs_no_answer(messages: Messages, notices: list[str]) -> None:
    messages.notify(Message("Saved {count}", count=3))
    assert notices == ["Saved 3"]
