"""The real program on a temporary device, driven as a person would: by keys and buttons, waiting for what is shown."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import QEvent, QEventLoop, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from crm_desktop.app.desk import Desk
from crm_desktop.core.clock import Clock
from crm_desktop.core.i18n import Message
from crm_desktop.core.preferences import Preferences
from crm_desktop.ui.background import Ticket
from crm_desktop.ui.dialogs.panel import Backdrop, Panel
from crm_desktop.ui.main_window import MainWindow
from crm_desktop.ui.widgets.buttons import Button
from crm_desktop.ui.widgets.field import Field
from crm_desktop.ui.widgets.record_table_model import State

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
_LOOK_MS, _PATIENCE_MS = 10, 60_000
_PAUSE_MS = 500
AnyWidget = TypeVar("AnyWidget", bound=QWidget)


def wait_until(holds: Callable[[], bool], what: str = "") -> None:
    """Go on as soon as something holds; the window stays alive meanwhile."""
    loop, look, patience = QEventLoop(), QTimer(interval=_LOOK_MS), QTimer(singleShot=True, interval=_PATIENCE_MS)
    look.timeout.connect(lambda: loop.quit() if holds() else None)
    patience.timeout.connect(loop.quit)
    if not holds():
        look.start()
        patience.start()
        loop.exec()
        look.stop()
    assert holds(), f"waited in vain for {what or holds}"


class Driver:
    """Hands on the keyboard and eyes on the screen."""

    def __init__(self, desk: Desk, errors: list[BaseException]) -> None:
        self.desk, self.errors = desk, errors

    @property
    def window(self) -> MainWindow:
        """The main window."""
        assert self.desk.session is not None
        return self.desk.session.window

    @property
    def page(self) -> Any:
        """The page shown."""
        return self.window.page(self.window.current_page)

    def wait(self, holds: Callable[[], bool], what: str = "") -> None:
        """Go on as soon as something is seen."""
        wait_until(holds, what)

    # --- looking

    def turn_to(self, window: QWidget) -> None:
        """Give a window the keyboard."""

        def has_it() -> bool:
            # Asked again: with two windows, an earlier wish of the other may come in between.
            if not window.isActiveWindow():
                window.activateWindow()
            return window.isActiveWindow()

        self.wait(has_it, "the window")

    def wait_for_list(self) -> None:
        """Until the list is there, and what stands beside it."""
        records = self.page.table.records
        self.wait(lambda: records.state in (State.READY, State.EMPTY), "the list")

    def wait_for_detail(self, record_id: str | None = None) -> None:
        """Until the detail side shows the record."""
        detail = self.page.detail
        self.wait(lambda: detail.details is not None and record_id in (None, detail.record_id), "the detail side")

    def wait_for_report(self) -> None:
        """Until the figures and every chart are drawn."""
        page = self.page
        self.wait(
            lambda: page._shown is not None and page._ticket is None and not page._settle.isActive(), "the report"
        )

    def wait_for_toast(self, text: str) -> None:
        """Until the window says something."""
        self.wait(lambda: text in self.window.toast.text(), f"“{text}”, not “{self.window.toast.text()}”")

    def words(self, widget: QWidget) -> list[str]:
        """Every text one can see in a part of the window."""
        return [each.text() for each in widget.findChildren(QLabel) if each.isVisible()]

    def wait_for_button(self, parent: QWidget, text: str) -> None:
        """Until a part of the window offers a button with this word."""
        self.wait(lambda: any(each.text() == text for each in parent.findChildren(Button) if each.isVisible()), text)

    @property
    def panels(self) -> list[Panel]:
        """The dialogs that are open."""
        shown = [each for each in QApplication.topLevelWidgets() if each.isVisible()]
        # Asked thousands of times: everything else in a window need not be looked through for them.
        backdrops = [each for window in shown for each in window.children() if isinstance(each, Backdrop)]
        return [each.panel for each in backdrops if each.panel is not None and each.panel.isVisible()]

    @property
    def panel(self) -> Any:
        """The dialog that is open, as soon as it is."""
        self.wait(lambda: bool(self.panels), "a dialog")
        return self.panels[-1]

    def wait_for(self, kind: type[AnyWidget]) -> AnyWidget:
        """A part of the window of this class, as soon as it is shown."""
        found: list[AnyWidget] = []

        def shown() -> bool:
            windows = (each for each in QApplication.topLevelWidgets() if each.isVisible())
            found[:] = [each for window in windows for each in window.findChildren(kind) if each.isVisible()]
            return bool(found)

        self.wait(shown, kind.__name__)
        return found[-1]

    def wait_until_closed(self) -> None:
        """Until no dialog is open."""
        self.wait(lambda: not self.panels, "the dialog to close")

    # --- doing

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key where the keyboard is."""
        QTest.keyClick(QApplication.focusWidget() or self.window, key, modifiers)

    def go(self, page: str) -> None:
        """Go to a page by its key."""
        digit = self.window.actions_set.record(f"go.{page}").shortcut.removeprefix("Ctrl+")
        self.press(Qt.Key(Qt.Key.Key_0 + int(digit)), CONTROL)

    def type_into(self, name: str, text: str) -> Field:
        """Type over what a field of the open form holds."""
        field = self.panel.form.field(name)
        assert isinstance(field, Field)
        field.setFocus()
        self.press(Qt.Key.Key_A, CONTROL)
        QTest.keyClicks(QApplication.focusWidget() or field, text)
        return field

    def pick(self, name: str, text: str) -> None:
        """Type into a choice of the open form and take the first row found."""
        self.type_into(name, text)
        self.press(Qt.Key.Key_Return)

    def undo(self) -> None:
        """Take the last step back by its key."""
        self._step(Qt.Key.Key_Z, CONTROL, "edit.undo", "Undone: ")

    def redo(self) -> None:
        """Do again what was undone last, by its key."""
        self._step(Qt.Key.Key_Z, CONTROL | SHIFT, "edit.redo", "Done again: ")

    def _step(self, key: Qt.Key, modifiers: Qt.KeyboardModifier, command: str, said: str) -> None:
        self.wait(lambda: self.window.actions_set.record(command).enabled(), f"{command} to be possible")
        self.window.toast.say(Message(""))
        self.press(key, modifiers)
        self.wait_for_toast(said)

    def click(self, parent: QWidget, text: str) -> None:
        """Click the button with this word."""
        button = next(each for each in parent.findChildren(Button) if each.text() == text and each.isVisible())
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)


class Quiet:
    """Follows what is under way behind a window, from now on."""

    def __init__(self, driver: Driver) -> None:
        self._driver = driver
        self._tickets: list[Ticket] = []
        session = driver.desk.session
        assert session is not None
        start = session.background._start

        def followed(*arguments: Any) -> Ticket:
            ticket = start(*arguments)
            # The look for changes of other programs comes every second, whatever one does.
            if ticket.owner is not session.feed:
                self._tickets.append(ticket)
            return ticket

        vars(session.background)["_start"] = followed

    def wait(self, what: str = "") -> None:
        """Until nothing is under way any more, twice in a row: an answer may lead to the next question."""
        timer = getattr(self._driver.page, "_search_timer", None)
        quiet: list[bool] = []

        def look() -> bool:
            if quiet[-2:] != [True, True]:
                is_done = not (timer and timer.isActive()) and all(each.is_done for each in self._tickets)
                quiet.append(is_done and not self._is_pausing())
            return quiet[-2:] == [True, True]

        wait_until(look, what)
        self._tickets.clear()

    def _is_pausing(self) -> bool:
        """Whether something waits for a moment before it asks, as a field does that one types into."""
        windows = [each for each in QApplication.topLevelWidgets() if each.isVisible()]
        timers = [each for window in windows for each in window.findChildren(QTimer)]
        return any(each.isActive() and each.isSingleShot() and each.interval() <= _PAUSE_MS for each in timers)


@contextmanager
def at_the_desk(
    app: QApplication,
    folder: Path,
    clock: Clock,
    file: Path | None = None,
    login: str | None = None,
    **preferences: Any,
) -> Iterator[Driver]:
    """The program started on a device whose files lie in a folder; whatever goes wrong in it fails the caller."""
    remembered = Preferences(folder / "preferences.json")
    for name, value in {"language": "en", "theme": "light", **preferences}.items():
        remembered.set(name, value)
    desk = Desk(app, remembered, clock)
    errors: list[BaseException] = []
    # Whoever tells the story wants to see what went wrong, not a dialog.
    vars(desk.messages)["show_error"] = errors.append
    desk.start(file, login)
    try:
        wait_until(lambda: not desk.is_opening, "the file to be open")
        yield Driver(desk, errors)
    finally:
        desk.close()
        if desk.welcome is not None:
            desk.welcome.close()
            desk.welcome.deleteLater()
        # Closed windows go when the loop runs next; the next desk shall not meet them.
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert not errors, errors
