"""The program in the tray: its notifications, and staying there when the window is closed, if somebody chose so."""

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QWidget

from crm_desktop.app.reminding import Reminding
from crm_desktop.core.i18n import N_
from crm_desktop.ui.main_window import MainWindow
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.pages import TODAY
from crm_desktop.ui.tray import Entry, Tray

STAYS, TELLS = "tray.stays", "tray.tells"
_YES, _NO = "yes", "no"


class Commands(Protocol):
    """What the commands of the window are needed for."""

    more_settings: list[tuple[str, Callable[[], QWidget | None]]]

    def quit(self) -> None:
        """End the program."""


class TrayLife(QObject):
    """Shows the icon where the desktop has a tray, and keeps the program running behind a closed window."""

    def __init__(
        self,
        window: MainWindow,
        context: PageContext,
        reminding: Reminding,
        commands: Commands,
        make: Callable[[list[Entry]], Tray] | None = None,
    ) -> None:
        super().__init__(window)
        self._window, self._context, self._reminding, self._commands = window, context, reminding, commands
        self._make = make or (lambda entries: Tray(QApplication.windowIcon(), entries))
        self._is_offered = Tray.is_offered if make is None else lambda: True
        self.tray: Tray | None = None
        reminding.teller = self
        window.hides_when_closed = self._stays
        commands.more_settings += [
            (N_("Reminders"), self._choice_of_telling),
            (N_("When the window is closed"), self._choice_of_staying),
        ]
        self._show()
        self._mind_last_window()
        app = QApplication.instance()
        if isinstance(app, QApplication):
            # The system ends: a window that only hides would hold it up.
            app.commitDataRequest.connect(self._on_system_ends)
            if hasattr(app, "asked_to_end"):
                app.asked_to_end.connect(self._on_system_ends)

    def notify(self, title: str, body: str) -> bool:
        """Show a notification of the desktop; False where there is no tray, or nobody wants it."""
        self._show()
        if self.tray is None or self._context.preferences.get(TELLS, True) is False:
            return False
        self.tray.notify(title, body)
        return True

    def end(self) -> None:
        """Take the icon away; from now on closing is closing."""
        self._window.hides_when_closed = lambda: False
        QApplication.setQuitOnLastWindowClosed(True)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.commitDataRequest.disconnect(self._on_system_ends)
            if hasattr(app, "asked_to_end"):
                app.asked_to_end.disconnect(self._on_system_ends)
        if self.tray is not None:
            self.tray.end()
            self.tray = None

    # --- the icon

    def _show(self) -> None:
        """Show the icon as soon as there is a tray; after logging in it may come later than the program."""
        if self.tray is not None or not self._is_offered():
            return
        self.tray = self._make(self._entries())
        self.tray.setParent(self)
        self.tray.say(self._window.windowTitle())
        self.tray.pressed.connect(self._window.come_forward)
        self.tray.notice_pressed.connect(lambda: self._reminding.leads_to())
        self.tray.show()

    def _entries(self) -> list[Entry]:
        return [
            (N_("Open CRM Desktop"), self._window.come_forward),
            None,
            (N_("New activity…"), lambda: self._do("work.log")),
            (N_("New task…"), lambda: self._do("work.task")),
            (N_("Tasks of today"), self._show_day),
            (N_("Reminders…"), self._reminding.open_list),
            None,
            (N_("Quit"), self._quit),
        ]

    def _do(self, command: str) -> None:
        self._window.come_forward()
        self._window.actions_set.trigger(command)

    def _show_day(self) -> None:
        self._window.come_forward()
        self._window.show_page(TODAY)

    def _quit(self) -> None:
        """What is unsaved is shown, so the window comes first."""
        self._window.come_forward()
        self._commands.quit()

    # --- staying

    def _stays(self) -> bool:
        return self.tray is not None and self._context.preferences.get(STAYS, False) is True

    def _mind_last_window(self) -> None:
        QApplication.setQuitOnLastWindowClosed(not self._stays())

    def _on_system_ends(self, _manager: object = None) -> None:
        self._window.hides_when_closed = lambda: False

    # --- settings

    def _choice_of_telling(self) -> QWidget | None:
        self._show()
        if self.tray is None:
            return None
        return self._choice(TELLS, True, N_("Notify me"), N_("Only in the window"), lambda: None)

    def _choice_of_staying(self) -> QWidget | None:
        if self.tray is None:
            return None
        return self._choice(STAYS, False, N_("Stay in the tray"), N_("End the program"), self._mind_last_window)

    def _choice(self, name: str, default: bool, yes: str, no: str, then: Callable[[], None]) -> QWidget:
        from crm_desktop.ui.widgets.choices import Segmented

        choice = Segmented(self._context.theme, ((_YES, yes), (_NO, no)))
        choice.set_value(_YES if self._context.preferences.get(name, default) else _NO)

        def keep() -> None:
            self._context.preferences.set(name, choice.value() == _YES)
            then()

        choice.changed.connect(keep)
        return choice
