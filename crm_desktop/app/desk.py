"""The program at work: which window is shown, which company is open, in which language and size."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from crm_desktop.app.making import SUFFIX, Companies
from crm_desktop.app.opening import FileDamaged, Opened, Opening, Wish
from crm_desktop.app.restoring import Restoring
from crm_desktop.core import paths
from crm_desktop.core.clock import Clock
from crm_desktop.core.errors import UserError
from crm_desktop.core.i18n import CHINESE, ENGLISH, Message, set_language
from crm_desktop.core.preferences import Preferences
from crm_desktop.core.version import PROGRAM
from crm_desktop.ui.doorbell import bell_name, ring
from crm_desktop.ui.garbage import GarbageCollection
from crm_desktop.ui.messages import Messages
from crm_desktop.ui.opening_window import OpeningWindow
from crm_desktop.ui.texts import install_qt_translation
from crm_desktop.ui.theme import Theme

if TYPE_CHECKING:
    from crm_desktop.app.session import Session
    from crm_desktop.ui.welcome import WelcomeWindow

_RECENT = 6
_ONCE = Qt.ConnectionType.SingleShotConnection
# How long the empty frame stays behind the window that takes its place: until that is surely painted.
_OVERLAP_MS = 100

Then = Callable[[], object]


class Desk(QObject):
    """The program at work: which window is shown and which company is open."""

    opened = Signal()
    # A company or the first page is shown: what there is to say is said over that.
    settled = Signal()

    def __init__(self, app: QApplication, preferences: Preferences, clock: Clock) -> None:
        super().__init__()
        self.app, self.preferences, self.clock = app, preferences, clock
        app.setApplicationName(PROGRAM)
        app.setWindowIcon(QIcon(str(paths.resources() / "app" / "crm-desktop.png")))
        self.garbage = GarbageCollection()
        self.settled.connect(self.garbage.begin)
        self.theme = Theme(app, preferences.get("theme", "system"), float(preferences.get("text_scale", 1.0)))
        self.theme.apply()
        self.messages = Messages(self.theme)
        self.session: Session | None = None
        self.welcome: WelcomeWindow | None = None
        self._frame: OpeningWindow | None = None
        self._opening = Opening(self.messages.show_error, clock)
        self.speak(preferences.get("language") or _system_language())
        self.companies = Companies(self)
        self.restoring = Restoring(self)

    # --- beginning

    def start(self, path: Path | None, login: str | None = None) -> None:
        """Open a file; without one the last, and without that the welcome page."""
        last = self.preferences.get("last_file")
        wanted = path or (Path(last) if last else None)
        if wanted is None:
            self.show_welcome()
        else:
            self.open(wanted, login)

    def open(self, path: Path, login: str | None = None, then: Then | None = None) -> None:
        """Open a company file in the main window, and then do something; why it cannot be is said in a message.

        A file that a window has open already is not opened again: that window comes forward.
        """
        # What is remembered of a file is remembered by its one full name, however it was given.
        path = path.resolve()
        if self.session is not None and bell_name(path) == bell_name(self.session.database.path):
            comes = self.session.come_forward(login)
        else:
            comes = ring(path, login)
        if not comes and self.may_leave(lambda: self.open(path, login, then)):
            self._open(path, login, then)

    def may_leave(self, later: Callable[[], None]) -> bool:
        """Whether the window, if any, holds nothing unsaved, which is shown; `later` is called once all is written."""
        if self.session is None:
            return True
        return self.session.window.settle() and self.session.background.is_written(self, later)

    @property
    def is_opening(self) -> bool:
        """Whether a file is on its way to being opened."""
        return self._opening.is_under_way

    def _open(self, path: Path, login: str | None, then: Then | None = None, before: Then | None = None) -> None:
        wish = Wish(path, login, self.preferences.get(f"user.{path}"), self.preferences.get("window.page", "customers"))
        self._say_opening(Message("Opening “{file}”…", file=path.name), before is not None)
        self._opening.begin(
            self,
            wish,
            lambda opened: self._on_opened(opened, then, before),
            self._on_not_opened,
            self._show_progress,
        )

    def _say_opening(self, text: Message, is_renewed: bool) -> None:
        if self.session is not None:
            if not is_renewed:
                self.session.window.say(text)
        elif self.welcome is not None:
            self.welcome.show_busy(text)
        elif self._frame is None:
            self._frame = OpeningWindow(self.theme, self.preferences, text)
            self._frame.show()

    def _show_progress(self, fraction: float, text: Message | None) -> None:
        if text is None:
            return
        if self.welcome is not None:
            self.welcome.show_busy(text, fraction)
        elif self._frame is not None:
            self._frame.show_progress(fraction, text)

    def _on_opened(self, opened: Opened, then: Then | None, before: Then | None) -> None:
        from crm_desktop.app.session import Session

        if not self.may_leave(lambda: self._on_opened(opened, then, before)):
            # Something was begun while the file was being opened.
            if self.session is not None and not self.session.window.settle():
                opened.database.close()
            return
        if before is not None:
            before()
        if self.session is not None:
            self.session.bell.take_down()
            self.session.window.remember_place()
        old, self.session = self.session, Session(self, opened.database, opened.viewer, opened.company)
        # The empty frame may still lie behind a window that was moved since.
        before_it = old.window if old is not None else self._frame
        if before_it is not None:
            self.session.window.stand_like(before_it)
        if old is not None:
            shown = old.record_windows.opened() if old.database.path == self.session.database.path else []
            old.close()
            for kind, record_id in shown:
                self.session.record_windows.open(kind, record_id)
            if shown:
                # What was being done, such as choosing a text size, goes on in the main window.
                self.session.window.come_forward()
        self._leave_first_windows()
        self._remember(opened.database.path)
        self.garbage.leave_alone()
        self.opened.emit()
        self.settled.emit()
        if then is not None:
            then()

    def _on_not_opened(self, error: Exception) -> None:
        if self.session is None and self.welcome is None:
            self.show_welcome()
        elif self.welcome is not None:
            self.welcome.show_choices()
        if isinstance(error, FileDamaged) and self.session is None:
            self.restoring.offer(error.path)
        elif isinstance(error, UserError):
            self.messages.show_error(error)

    def restore(self, path: Path, chosen: Path, *, merges: bool) -> None:
        """Close the company, put a backup in the place of its file and open it again."""
        self.restoring.restore(path, chosen, merges=merges)

    def _leave_first_windows(self) -> None:
        if self.welcome is not None:
            self.welcome.close()
            self.welcome = None
        if self._frame is not None:
            QTimer.singleShot(_OVERLAP_MS, self._frame, self._take_frame_away)

    def _take_frame_away(self) -> None:
        if self._frame is not None:
            self._frame.close()
            self._frame.deleteLater()
            self._frame = None

    def show_welcome(self) -> None:
        """Show the first page."""
        from crm_desktop.ui.welcome import WelcomeWindow

        if not self.may_leave(self.show_welcome):
            return
        self._opening.cancel()
        if self.session is not None:
            self.session.close()
            self.session = None
        recent = [Path(each) for each in self.preferences.get("recent", []) if Path(each).is_file()]
        welcome = WelcomeWindow(self.theme, recent)
        welcome.sample_wanted.connect(self.companies.make_sample)
        welcome.new_wanted.connect(self.make_company)
        welcome.import_wanted.connect(lambda: self.make_company(then=self.import_spreadsheets))
        welcome.join_wanted.connect(self.join_team)
        welcome.open_wanted.connect(self.choose_file)
        welcome.recent_wanted.connect(lambda text: self.open(Path(text)))
        welcome.dropped.connect(self._on_dropped)
        welcome.language_chosen.connect(self.choose_language)
        welcome.cancelled.connect(self._opening.cancel)
        welcome.cancelled.connect(self.companies.cancel)
        welcome.cancelled.connect(self.restoring.stop)
        self.messages.attach(welcome, lambda _text: None)
        old, self.welcome = self.welcome, welcome
        welcome.show()
        for each in (old, self._frame):
            if each is not None:
                each.close()
        self._frame = None
        self.settled.emit()

    # --- making and choosing files

    def choose_file(self) -> None:
        """Ask for a company file and open it."""
        self.companies.choose_file()

    def make_company(self, then: Callable[[], None] | None = None) -> None:
        """Ask for a new company, make its file and open it."""
        self.companies.make_company(then)

    def join_team(self) -> None:
        """Ask for the shared file of a team, take a copy of it and open that."""
        self.companies.join_team()

    def ask_who_acts(self) -> None:
        """Let the person choose who of the company acts on this laptop."""
        if self.session is not None:
            self.session.user.choose()

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
        from crm_desktop.ui.dialogs.panel import open_panel_of

        panel = open_panel_of(session.window)
        # An import or an export under way would end with its window, and a form opened meanwhile would be lost.
        if session.background.jobs:
            self._renew_after(session.background.jobs_changed)
        elif panel is not None and panel is not session.commands.settings:
            self._renew_after(panel.finished)
        elif not self.may_leave(self._renew_window):
            # What is unsaved, and what is said of it, lies behind the settings.
            if panel is not None:
                panel.close()
                session.window.settle()
        else:
            path, login = session.database.path, session.background.viewer.login
            then = self._open_text_size if panel is not None else None
            self._open(path, login, then, lambda: self.theme.set_text_scale(scale))

    def _open_text_size(self) -> None:
        if self.session is not None:
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
        self._opening.close()
        self.companies.stop()
        self.restoring.stop()
        if self.session is not None:
            self.session.close()
            self.session = None
        self._take_frame_away()
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
        return self.session.window if self.session is not None else self.welcome or self._frame


def _system_language() -> str:
    from PySide6.QtCore import QLocale

    return CHINESE if QLocale.system().name().startswith("zh") else ENGLISH
