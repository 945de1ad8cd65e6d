"""The composition root: builds everything once and passes it in; nobody else wires."""

import contextlib
import itertools
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QMenu

from crm_desktop.core import paths
from crm_desktop.core.clock import Clock, SystemClock
from crm_desktop.core.errors import Problem
from crm_desktop.core.i18n import CHINESE, ENGLISH, N_, Message, language, set_language, tr
from crm_desktop.core.log import keep_log
from crm_desktop.core.preferences import Preferences
from crm_desktop.core.viewer import SYSTEM, Viewer
from crm_desktop.queries.choices import Choices, choices
from crm_desktop.queries.company import company_name
from crm_desktop.queries.viewer import viewer_of
from crm_desktop.storage.database import Database
from crm_desktop.ui.actions import FILE, HELP, VIEW, Action, ActionSet
from crm_desktop.ui.background import Background
from crm_desktop.ui.change_feed import ChangeFeed
from crm_desktop.ui.dialogs.panel import open_panel_of
from crm_desktop.ui.doorbell import Doorbell, bell_name, ring
from crm_desktop.ui.garbage import GarbageCollection
from crm_desktop.ui.loading import IdleLoading
from crm_desktop.ui.main_window import MainWindow
from crm_desktop.ui.messages import Messages
from crm_desktop.ui.navigation import WindowNavigator
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.pages import PAGE_OF_KIND, page_specs
from crm_desktop.ui.texts import Plain, install_qt_translation
from crm_desktop.ui.theme import Theme
from crm_desktop.ui.undo_state import UndoState
from crm_desktop.ui.welcome import WelcomeWindow

SUFFIX = ".crm"
PROGRAM = "CRM Desktop"
_RECENT = 6
_ONCE = Qt.ConnectionType.SingleShotConnection


@dataclass(frozen=True)
class Company:
    """What is read of a company before its window is built."""

    name: str
    currency: str
    zone: ZoneInfo
    choices: Choices


def run(arguments: Sequence[str]) -> int:
    """Open the window on the file named, else on the last one, else the welcome page; returns the exit status."""
    app = QApplication.instance() or QApplication(list(sys.argv[:1]))
    assert isinstance(app, QApplication)
    keep_log(paths.log_dir())
    desk = Desk(app, Preferences(paths.data_dir() / "preferences.json"), SystemClock())
    sys.excepthook = desk.messages.excepthook
    login = next((after for each, after in itertools.pairwise(arguments) if each == "--as"), None)
    files = [each for each in arguments if not each.startswith("-") and each != login]
    desk.start(Path(files[0]) if files else None, login)
    IdleLoading(desk)
    # A window that has the file open came forward instead: there is nothing to show here.
    status = app.exec() if desk.has_window else 0
    desk.close()
    return int(status)


class Desk(QObject):
    """The program at work: which window is shown and which company is open."""

    def __init__(self, app: QApplication, preferences: Preferences, clock: Clock) -> None:
        super().__init__()
        self.app, self.preferences, self.clock = app, preferences, clock
        app.setApplicationName(PROGRAM)
        app.setWindowIcon(QIcon(str(paths.resources() / "app" / "crm-desktop.png")))
        self.garbage = GarbageCollection()
        self.messages = Messages()
        self.theme = Theme(app, preferences.get("theme", "system"), float(preferences.get("text_scale", 1.0)))
        self.theme.apply()
        self.session: Session | None = None
        self.welcome: WelcomeWindow | None = None
        self.speak(preferences.get("language") or _system_language())
        self._making: Background | None = None

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
        welcome.sample_wanted.connect(self.make_sample)
        welcome.new_wanted.connect(self.make_company)
        welcome.import_wanted.connect(lambda: self.make_company(then=self.import_spreadsheets))
        welcome.open_wanted.connect(self.choose_file)
        welcome.recent_wanted.connect(lambda text: self.open(Path(text)))
        welcome.dropped.connect(self._on_dropped)
        welcome.language_chosen.connect(self.choose_language)
        welcome.cancelled.connect(self._cancel_making)
        self.messages.attach(welcome, lambda _text: None)
        old, self.welcome = self.welcome, welcome
        welcome.show()
        if old is not None:
            old.close()

    # --- making and choosing files

    def choose_file(self) -> None:
        """Ask for a company file and open it."""
        folder = str(self._folder())
        chosen, _ = QFileDialog.getOpenFileName(self._window(), tr("Open a company file"), folder, _kinds())
        if chosen:
            self.open(Path(chosen))

    def make_company(self, then: Callable[[], None] | None = None) -> None:
        """Ask for a new company, make its file and open it."""
        from crm_desktop.ui.dialogs.new_company import ask_for_company

        window = self._window()

        def make(draft: Any) -> None:
            path = self._ask_where(draft.name)
            if path is None:
                dialog.set_busy(None)
                return
            try:
                _make_company(path, draft, self.clock)
            except Problem as problem:
                dialog.fail(problem)
                return
            dialog.accept()
            if self.open(path) and then is not None:
                then()

        dialog = ask_for_company(window, self.theme, make)

    def make_sample(self) -> None:
        """Make the sample company in the worker process and open it; an existing one is opened again."""
        path = paths.data_dir() / f"{tr('Sample company')}{SUFFIX}"
        if path.is_file():
            self.open(path)
            return
        assert self.welcome is not None
        self.welcome.show_busy(N_("Making the sample company…"))
        self._making = Background(_NoDatabase(), self.messages.show_error)
        self._making.run(
            self.welcome,
            "crm_desktop.operations.sample.create_sample_file",
            (path,),
            lambda _done: self._on_sample(path),
            lambda error: self._on_sample_failed(error),
            lambda fraction, text: self.welcome.show_busy(text or "", fraction) if self.welcome else None,
        )

    def import_spreadsheets(self) -> None:
        """Open the import wizard."""
        if self.session is not None:
            self.session.open_import()

    def _on_sample(self, path: Path) -> None:
        self._stop_making()
        self.open(path)

    def _on_sample_failed(self, error: Exception) -> None:
        self._stop_making()
        if self.welcome is not None:
            self.welcome.show_choices()
        if isinstance(error, Problem):
            self.messages.show_error(error)

    def _cancel_making(self) -> None:
        self._stop_making()
        if self.welcome is not None:
            self.welcome.show_choices()

    def _stop_making(self) -> None:
        if self._making is not None:
            self._making.close()
            self._making = None

    def _ask_where(self, name: str) -> Path | None:
        suggested = self._folder() / f"{_file_name(name)}{SUFFIX}"
        title = tr("Where to keep the company file")
        # A company file is never overwritten, so nobody is asked whether to.
        options = QFileDialog.Option.DontConfirmOverwrite
        chosen, _ = QFileDialog.getSaveFileName(self._window(), title, str(suggested), _kinds(), options=options)
        if not chosen:
            return None
        return Path(chosen) if chosen.lower().endswith(SUFFIX) else Path(f"{chosen}{SUFFIX}")

    def _folder(self) -> Path:
        """Where files were kept last; the sample company lies where nobody looks for own files."""
        last = self.preferences.get("last_file")
        folder = Path(last).parent if last else paths.documents_dir()
        return paths.documents_dir() if folder == paths.data_dir() else folder

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
        elif panel is not None and panel is not session.settings:
            self._renew_after(panel.finished)
        else:
            self.theme.set_text_scale(scale)
            opened = self._open(session.database.path, session.background.viewer.login)
            if opened and self.session is not None and panel is not None:
                self.session.open_settings(at_text_size=True)

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
        self._stop_making()
        if self.session is not None:
            self.session.close()
            self.session = None
        self.garbage.stop()

    @property
    def has_window(self) -> bool:
        """Whether this program shows anything."""
        return self._window() is not None

    def _window(self) -> Any:
        return self.session.window if self.session is not None else self.welcome


class Session(QObject):
    """One company open in one window: database, background work, change feed, pages."""

    def __init__(self, desk: Desk, database: Database, viewer: Viewer, company: Company) -> None:
        super().__init__()
        self.desk, self.database, self.name = desk, database, company.name
        self.background = Background(database, desk.messages.show_error, viewer)
        self.feed = ChangeFeed(self.background, database.poll)
        self.undo = UndoState(self.background, self.feed)
        self.settings: QDialog | None = None
        self.navigator = WindowNavigator(PAGE_OF_KIND)
        self.context = PageContext(
            desk.theme,
            self.background,
            self.feed,
            desk.preferences,
            self.navigator,
            database.path,
            company.choices,
            company.currency,
            company.zone,
            self.today,
            self.open_import,
        )
        specs = page_specs(self.context)
        self.window = MainWindow(desk.theme, self.background, desk.preferences, specs, self._actions())
        self.navigator.attach(
            self.window,
            self.undo.undo,
            self.log_activity,
            {"interaction": self.open_activity},
        )
        desk.messages.attach(self.window, lambda text: self.window.say(Message("{text}", text=text)))
        self.undo.changed.connect(self.window.actions_set.refresh)
        self.undo.said.connect(self.window.say)
        bar = self.window.side_bar
        bar.company_pressed.connect(self.choose_user)
        bar.settings_pressed.connect(self.open_settings)
        bar.search_pressed.connect(self.open_palette)
        self.feed.subscribe(self.window, ("app_user", "parameter"), lambda _changes: self.show_names())
        self.feed.subscribe(self.window, ("app_user", "role", "team"), lambda _changes: self._act_as_before())
        self.show_names()
        self.bell = Doorbell(database.path, self.come_forward)
        start = desk.preferences.get("window.page", specs[0].key)
        self.window.show()
        self.window.show_page(start if start in {spec.key for spec in specs} else specs[0].key)
        self.window.setWindowTitle(f"{company.name} – {PROGRAM}")

    def today(self) -> date:
        """The company's calendar day."""
        return self.database.today()

    def come_forward(self, login: str | None = None) -> bool:
        """Bring the window to the front; False when it is not of the user named by a login."""
        if login is not None and login.strip().casefold() != self.background.viewer.login:
            return False
        self.window.come_forward()
        return True

    def close(self) -> None:
        """Close the window and release the file."""
        self.bell.take_down()
        self.feed.stop()
        self.window.close()
        self.background.close()
        self.database.close()
        self.window.deleteLater()

    # --- commands of the window

    def _actions(self) -> list[Action]:
        desk = self.desk
        return [
            Action("file.open", N_("Open…"), desk.choose_file, N_("Open another company file"), "Ctrl+O", menu=FILE),
            Action("file.new", N_("New company file…"), desk.make_company, N_("Begin another company"), menu=FILE),
            Action("file.welcome", N_("Welcome page"), desk.show_welcome, N_("Go back to the first page"), menu=FILE),
            Action(
                "file.import",
                N_("Import spreadsheets…"),
                self.open_import,
                N_("Bring customers, deals and more from Excel or CSV"),
                "Ctrl+I",
                "upload",
                menu=FILE,
                starts_group=True,
            ),
            Action(
                "file.quit", N_("Quit"), self._quit, N_("Close the program"), "Ctrl+Q", menu=FILE, starts_group=True
            ),
            *self.undo.actions(),
            Action("view.settings", N_("Settings…"), self.open_settings, N_("Language, colours"), "Ctrl+,", menu=VIEW),
            Action(
                "view.search",
                N_("Find anything…"),
                self.open_palette,
                N_("Find any record or command"),
                "Ctrl+K",
                "search",
                menu=VIEW,
            ),
            Action("help.keys", N_("Keyboard shortcuts"), self.open_shortcuts, N_("All keys"), "?", menu=HELP),
        ]

    # What a command opens is loaded when it is first wanted: at the start it would be most of the waiting.

    def log_activity(self, about: Mapping[str, Any]) -> None:
        """Open the form for an activity about some record, such as `customer_id`."""
        from crm_desktop.ui.activity_form import activity_logger

        activity_logger(self.context, self.window)(about)

    def open_activity(self, interaction_id: str) -> None:
        """Open the form of an activity logged earlier."""
        from crm_desktop.ui.activity_form import activity_opener

        activity_opener(self.context, self.window)(interaction_id)

    def open_import(self, kind: str | None = None, file: Path | None = None) -> None:
        """Open the import wizard, for a kind and a file when they are known."""
        from crm_desktop.ui.dialogs.import_wizard import open_import_wizard

        open_import_wizard(
            self.window,
            self.desk.theme,
            self.background,
            self.desk.preferences,
            self.database.path,
            self.navigator,
            self.today(),
            kind=kind,
            file=file,
        )

    def open_settings(self, *, at_text_size: bool = False) -> None:
        """Open the settings of this device, on request where the text size is chosen."""
        from crm_desktop.ui.dialogs.settings import open_settings

        desk = self.desk
        self.settings = open_settings(
            self.window,
            desk.theme,
            desk.preferences,
            desk.choose_language,
            desk.choose_text_size,
            at_text_size=at_text_size,
        )

    def open_shortcuts(self) -> None:
        """Show every key."""
        from crm_desktop.ui.dialogs.shortcuts import open_shortcuts

        window = self.window
        open_shortcuts(window, self.desk.theme, window.actions_set.actions, window.page(window.current_page))

    def open_palette(self) -> None:
        """Find any record or command by typing."""
        from crm_desktop.ui.dialogs.palette import open_palette

        own = getattr(self.window.page(self.window.current_page), "actions_set", None)
        sets = [own, self.window.actions_set] if isinstance(own, ActionSet) else [self.window.actions_set]
        actions = [each for one in sets for each in one.actions if each.id != "view.search"]
        open_palette(self.window, self.desk.theme, self.background, self.navigator, actions)

    def choose_user(self) -> None:
        """Offer the users of the company; whoever is chosen acts from now on."""
        menu = QMenu(self.window)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for user_id, name in self.context.choices.options("users", language()):
            action = menu.addAction(name.replace("&", "&&"), self._user_chooser(user_id))
            action.setCheckable(True)
            action.setChecked(user_id == self.background.viewer.user_id)
        bar = self.window.side_bar.company
        menu.popup(bar.mapToGlobal(bar.rect().bottomLeft()))

    def _user_chooser(self, user_id: str) -> Callable[[], None]:
        def choose() -> None:
            self.background.read(self.window, lambda reading: viewer_of(reading, user_id=user_id), self._act_as)

        return choose

    def _act_as_before(self) -> None:
        """Somebody's role, team or manager changed: from now on the acting user sees and may do what that says."""

        def renew(viewer: Viewer) -> None:
            if viewer.user_id == self.background.viewer.user_id and viewer != self.background.viewer:
                self._act_as(viewer)

        def choose_another(error: Exception) -> None:
            self.desk.messages.show_error(error)
            self.choose_user()

        user_id = self.background.viewer.user_id
        self.background.read(self.window, lambda reading: viewer_of(reading, user_id=user_id), renew, choose_another)

    def _act_as(self, viewer: Viewer) -> None:
        self.background.viewer = viewer
        self.desk.preferences.set(f"user.{self.database.path}", viewer.user_id)
        self.undo.read_again()
        self.show_names()
        self.context.viewer_changed.emit()

    def show_names(self) -> None:
        """Show whose data this is and who acts, in the current language."""
        viewer = self.background.viewer
        roles = {each.code: each.name(language()) for each in self.context.choices.lists.get("roles", ())}
        self.window.side_bar.set_company(self.name, Plain(f"{viewer.name} · {roles.get(viewer.role, viewer.role)}"))
        self.window.side_bar.set_file_state(N_("Saved on this computer"), Plain(self.database.path.name))

    def _quit(self) -> None:
        if self.window.close():
            self.desk.app.quit()


class _NoDatabase:
    """Stands where a company file will be: only the worker process is used before there is one."""

    def read(self, viewer: Any) -> Any:
        raise AssertionError("no company file is open")

    def write(self, label: Message, viewer: Any) -> Any:
        raise AssertionError("no company file is open")


def _make_company(path: Path, draft: Any, clock: Clock) -> None:
    from crm_desktop.operations.company import create_company
    from crm_desktop.ui.dialogs.new_company import NEW_COMPANY

    database = Database.create(path, clock)
    try:
        with database.write(NEW_COMPANY, SYSTEM) as work:
            create_company(work, draft)
    except BaseException:
        database.close()
        path.unlink(missing_ok=True)
        raise
    database.close()


def _file_name(name: str) -> str:
    return "".join(each for each in name if each not in '\\/:*?"<>|').strip() or tr("Company")


def _kinds() -> str:
    return f"{tr('Company files')} (*{SUFFIX})"


def _system_language() -> str:
    from PySide6.QtCore import QLocale

    return CHINESE if QLocale.system().name().startswith("zh") else ENGLISH
