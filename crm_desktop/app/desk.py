"""The program at work: which window is shown, which company is open, in which language and size."""

import contextlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from crm_desktop.app.making import SUFFIX, Companies
from crm_desktop.app.session import Company, Session
from crm_desktop.core import paths
from crm_desktop.core.clock import Clock
from crm_desktop.core.errors import Problem
from crm_desktop.core.i18n import CHINESE, ENGLISH, set_language
from crm_desktop.core.preferences import Preferences
from crm_desktop.core.version import PROGRAM
from crm_desktop.core.viewer import SYSTEM, Viewer
from crm_desktop.queries.choices import choices
from crm_desktop.queries.company import company_name
from crm_desktop.queries.viewer import viewer_of
from crm_desktop.storage.database import Database
from crm_desktop.ui.dialogs.panel import open_panel_of
from crm_desktop.ui.doorbell import bell_name, ring
from crm_desktop.ui.garbage import GarbageCollection
from crm_desktop.ui.messages import Messages
from crm_desktop.ui.texts import install_qt_translation
from crm_desktop.ui.theme import Theme
from crm_desktop.ui.welcome import WelcomeWindow

_RECENT = 6
_ONCE = Qt.ConnectionType.SingleShotConnection


class Desk(QObject):
    """The program at work: which window is shown and which company is open."""

    def __init__(self, app: QApplication, preferences: Preferences, clock: Clock) -> None:
        super().__init__()
        self.app, self.preferences, self.clock = app, preferences, clock
        app.setApplicationName(PROGRAM)
        app.setWindowIcon(QIcon(str(paths.resources() / "app" / "crm-desktop.png")))
        self.garbage = GarbageCollection()
        self.theme = Theme(app, preferences.get("theme", "system"), float(preferences.get("text_scale", 1.0)))
        self.theme.apply()
        self.messages = Messages(self.theme)
        self.session: Session | None = None
        self.welcome: WelcomeWindow | None = None
        self.speak(preferences.get("language") or _system_language())
        self.companies = Companies(self)

    # --- beginning

    def start(self, path: Path | None, login: str | None = None) -> None:
        """Open a file; without one the last, and without that the welcome page."""
        last = self.preferences.get("last_file")
        wanted = path or (Path(last) if last else None)
        if wanted is None or not self.open(wanted, login):
            self.show_welcome()

    def open(self, path: Path, login: str | None = None) -> bool:
        """Open a company file in the main window; False, said in a message, when that cannot be.

        A file that a window has open already is not opened again: that window comes forward.
        """
        # What is remembered of a file is remembered by its one full name, however it was given.
        path = path.resolve()
        if self.session is not None and bell_name(path) == bell_name(self.session.database.path):
            return self.session.come_forward(login) or self._open(path, login)
        return ring(path, login) or self._open(path, login)

    def _open(self, path: Path, login: str | None) -> bool:
        try:
            database = Database.open(path, self.clock)
        except Problem as problem:
            self.messages.show_error(problem)
            return False
        try:
            with database.read(SYSTEM) as reading:
                viewer = self._viewer(reading, path, login)
                company = Company(company_name(reading), reading.currency, reading.zone, choices(reading))
        except Problem as problem:
            database.close()
            self.messages.show_error(problem)
            return False
        if self.session is not None:
            self.session.bell.take_down()
            self.session.window.remember_place()
        old, self.session = self.session, Session(self, database, viewer, company)
        if old is not None:
            self.session.window.stand_like(old.window)
            old.close()
        if self.welcome is not None:
            self.welcome.close()
            self.welcome = None
        self._remember(path)
        self.garbage.leave_alone()
        return True

    def _viewer(self, reading: Any, path: Path, login: str | None) -> Viewer:
        known = self.preferences.get(f"user.{path}")
        if login is None and known:
            # The user this device knew may have been removed: then begin with the administrator again.
            with contextlib.suppress(Problem):
                return viewer_of(reading, user_id=known)
        return viewer_of(reading, login)

    def show_welcome(self) -> None:
        """Show the first page."""
        if self.session is not None:
            self.session.close()
            self.session = None
        recent = [Path(each) for each in self.preferences.get("recent", []) if Path(each).is_file()]
        welcome = WelcomeWindow(self.theme, recent)
        welcome.sample_wanted.connect(self.companies.make_sample)
        welcome.new_wanted.connect(self.make_company)
        welcome.import_wanted.connect(lambda: self.make_company(then=self.import_spreadsheets))
        welcome.open_wanted.connect(self.choose_file)
        welcome.recent_wanted.connect(lambda text: self.open(Path(text)))
        welcome.dropped.connect(self._on_dropped)
        welcome.language_chosen.connect(self.choose_language)
        welcome.cancelled.connect(self.companies.cancel)
        self.messages.attach(welcome, lambda _text: None)
        old, self.welcome = self.welcome, welcome
        welcome.show()
        if old is not None:
            old.close()

    # --- making and choosing files

    def choose_file(self) -> None:
        """Ask for a company file and open it."""
        self.companies.choose_file()

    def make_company(self, then: Callable[[], None] | None = None) -> None:
        """Ask for a new company, make its file and open it."""
        self.companies.make_company(then)

    def import_spreadsheets(self) -> None:
        """Open the import wizard."""
        if self.session is not None:
            self.session.commands.open_import()

    def _on_dropped(self, text: str) -> None:
        path = Path(text)
        if path.suffix.lower() == SUFFIX:
            self.open(path)
        else:
            self.make_company(then=self.import_spreadsheets)

    def _remember(self, path: Path) -> None:
        path = path.resolve()
        recent = [str(path), *(each for each in self.preferences.get("recent", []) if each != str(path))]
        self.preferences.set("recent", recent[:_RECENT])
        self.preferences.set("last_file", str(path))

    # --- language and text size

    def choose_text_size(self, scale: float) -> None:
        """Show everything in another size from now on, and remember it."""
        self.preferences.set("text_scale", scale)
        # The control it was chosen with is still at work, and goes with its window.
        QTimer.singleShot(0, self, self._renew_window)

    def _renew_window(self) -> None:
        """Build the window anew where it stands: every size in it is made from the text size."""
        session, scale = self.session, float(self.preferences.get("text_scale", 1.0))
        if session is None or scale == self.theme.text_scale:
            return
        panel = open_panel_of(session.window)
        # An import or an export under way would end with its window, and a form opened meanwhile would be lost.
        if session.background.jobs:
            self._renew_after(session.background.jobs_changed)
        elif panel is not None and panel is not session.commands.settings:
            self._renew_after(panel.finished)
        else:
            self.theme.set_text_scale(scale)
            opened = self._open(session.database.path, session.background.viewer.login)
            if opened and self.session is not None and panel is not None:
                self.session.commands.open_settings(at_text_size=True)

    def _renew_after(self, signal: Any) -> None:
        signal.connect(lambda *_ignored: QTimer.singleShot(0, self, self._renew_window), _ONCE)

    def choose_language(self, code: str) -> None:
        """Speak another language from now on, and remember it."""
        self.preferences.set("language", code)
        self.speak(code)

    def speak(self, code: str) -> None:
        """Show everything in a language."""
        set_language(code)
        install_qt_translation(self.app, code)
        if self.session is not None:
            self.session.show_names()

    def close(self) -> None:
        """Shut down in order."""
        self.companies.stop()
        if self.session is not None:
            self.session.close()
            self.session = None
        self.garbage.stop()

    def quit(self) -> None:
        """End the program."""
        self.app.quit()

    @property
    def has_window(self) -> bool:
        """Whether this program shows anything."""
        return self.shown_window() is not None

    def shown_window(self) -> Any:
        """The window that questions stand over, if any."""
        return self.session.window if self.session is not None else self.welcome


def _system_language() -> str:
    from PySide6.QtCore import QLocale

    return CHINESE if QLocale.system().name().startswith("zh") else ENGLISH
