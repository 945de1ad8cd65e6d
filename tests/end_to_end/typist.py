"""A person who types into a form of the program and never saves: run as a process of its own, to be killed.

`python -m tests.end_to_end.typist FILE FORM`; it says "typed" when the text stands in the form.
"""

import os
import sys
import traceback

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

import crm_desktop.app as program
from crm_desktop.app.desk import Desk
from crm_desktop.ui.widgets.inline_editor import InlineEditor
from tests.end_to_end.desk import CONTROL, Driver

EDITED = {"phone": "+86 10 6552 0000", "note": "They asked for three screens, and said that"}
NEW = {"name": "Kinley Precision", "employees": "12 or s"}
IN_PLACE = {"note": "Half a note", "city": "Old Yor"}
ACTIVITY = {"subject": "Call about the new wing", "detail": "Half a sentence"}


def main(file: str, form: str) -> int:
    """Begin to type as soon as the window is there."""
    desks: list[Desk] = []

    class WatchedDesk(Desk):
        def start(self, *arguments: object) -> None:
            desks.append(self)
            super().start(*arguments)  # type: ignore[arg-type]  # as given

    vars(program)["Desk"] = WatchedDesk
    QApplication(["typist"])
    QTimer.singleShot(0, lambda: _type(Driver(desks[0], []), form))
    return program.run([file])


def _type(driver: Driver, form: str) -> None:
    try:
        _type_into(driver, form)
    except BaseException:
        # Whoever waits for what is said here would wait for ever.
        traceback.print_exc()
        os._exit(1)


def _type_into(driver: Driver, form: str) -> None:
    driver.wait(lambda: driver.desk.session is not None and not driver.desk.is_opening, "the file to be open")
    driver.wait_for_list()
    if form == "place":
        _type_in_place(driver)
        return
    key, texts = {"edit": (Qt.Key.Key_E, EDITED), "new": (Qt.Key.Key_N, NEW), "activity": (Qt.Key.Key_L, ACTIVITY)}[
        form
    ]
    driver.wait(lambda: driver.page.has_current() or form == "new", "a customer")
    driver.press(key)
    for name, text in texts.items():
        driver.type_into(name, text)
    print("typed", flush=True)
    QEventLoop().exec()  # goes on until it is killed


def _type_in_place(driver: Driver) -> None:
    detail = driver.page.detail
    driver.wait_for_detail()
    detail.write_note()
    QTest.keyClicks(detail.timeline.note, IN_PLACE["note"])
    detail.edit_value("city")
    driver.wait(lambda: bool(detail.findChildren(InlineEditor)), "the field in its place")
    driver.press(Qt.Key.Key_A, CONTROL)
    QTest.keyClicks(QApplication.focusWidget() or detail, IN_PLACE["city"])
    print("typed", flush=True)
    QEventLoop().exec()  # as above


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
