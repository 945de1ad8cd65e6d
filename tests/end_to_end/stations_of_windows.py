"""The windows beside the main one: of single records, of messages, and those before a company is open."""

from collections.abc import Iterator
from pathlib import Path

from crm_desktop.core.i18n import Message
from crm_desktop.core.kept_texts import KeepAs, KeptText
from crm_desktop.ui.dialogs.crash import bad_end_dialog, crash_dialog
from crm_desktop.ui.dialogs.message import MessageDialog
from crm_desktop.ui.dialogs.unsaved import UnsavedDialog
from crm_desktop.ui.opening_window import OpeningWindow
from tests.end_to_end.desk import Driver
from tests.end_to_end.stations import LISTS, Station, dialog, show_list

_REPORT = Path("logs") / "crash-2026-11-21.txt"


def window_stations(driver: Driver) -> Iterator[Station]:
    """A window of a record of each kind, then what is said over the main window."""
    for page in LISTS:
        if show_list(driver, page):
            yield from _of_a_record(driver, page)
    for name, message in _messages(driver):
        message.open()
        yield name, message
        message.reject()
    yield from dialog(driver, "unsaved", UnsavedDialog(driver.window, driver.desk.theme, _kept_texts()).open_panel)
    driver.window.say(Message("“{text}” copied", text="+44 20 7946 0000"), lambda: None)
    yield "toast", driver.window


def first_windows(driver: Driver) -> Iterator[Station]:
    """What is shown while a company is opened, and when none is."""
    desk = driver.desk
    opening = OpeningWindow(desk.theme, desk.preferences, Message("Opening “{file}”…", file="East Sales.crm"))
    opening.show_progress(0.4, Message("Building the search index…"))
    opening.show()
    yield "opening", opening
    opening.close()
    opening.deleteLater()
    desk.show_welcome()
    assert desk.welcome is not None
    yield "welcome", desk.welcome
    desk.welcome.show_busy(Message("Making the sample company…"), 0.3)
    yield "welcome_busy", desk.welcome


def _of_a_record(driver: Driver, page: str) -> Iterator[Station]:
    driver.page.open_window()
    assert driver.desk.session is not None
    window = driver.desk.session.record_windows.windows[-1]
    driver.wait(lambda: window.detail.details is not None, "the window of a record")
    yield f"window_{page}", window
    window.close()
    driver.wait(lambda: not window.isVisible(), "the window of a record to close")


def _messages(driver: Driver) -> list[tuple[str, MessageDialog]]:
    window, theme = driver.window, driver.desk.theme
    crash = crash_dialog(window, theme, _REPORT, "ZeroDivisionError: division by zero\n" * 20)
    unfolded = crash_dialog(window, theme, _REPORT, "ZeroDivisionError: division by zero\n" * 20)
    unfolded._unfold()
    return [
        ("crash", crash),
        ("crash_details", unfolded),
        ("bad_end", bad_end_dialog(window, theme, _REPORT, "21 Nov 2026, 14:32")),
    ]


def _kept_texts() -> list[tuple[KeptText, str]]:
    def text(number: int, title: str, context: str) -> KeptText:
        values = {"subject": "Call about the framework price of next year", "detail": "They ask for 4 % off " * 9}
        return KeptText(f"{number}", "user", KeepAs("form"), title, context, 0, 0, None, values, {}, {})

    return [
        (text(1, "Log activity", "Haverton Medical"), "09:32"),
        (text(2, "New customer", ""), "18 Nov 2026, 17:05"),
    ]
