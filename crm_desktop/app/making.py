"""Choosing company files and making new ones: an empty company, the sample company."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtWidgets import QFileDialog

from crm_desktop.app.opening import NoDatabase
from crm_desktop.core import paths
from crm_desktop.core.clock import Clock
from crm_desktop.core.errors import Problem, UserError
from crm_desktop.core.i18n import N_, Message, tr
from crm_desktop.core.preferences import Preferences
from crm_desktop.ui.background import Background
from crm_desktop.ui.messages import Messages
from crm_desktop.ui.theme import Theme

if TYPE_CHECKING:
    from crm_desktop.ui.welcome import WelcomeWindow

SUFFIX = ".crm"


class Desk(Protocol):
    """What making a company needs of the program around it."""

    preferences: Preferences
    messages: Messages
    theme: Theme
    clock: Clock
    welcome: "WelcomeWindow | None"

    def open(self, path: Path, login: str | None = None, then: Callable[[], object] | None = None) -> None:
        """Open a company file, and then do something."""

    def ask_who_acts(self) -> None:
        """Let the person choose who of the company acts on this laptop."""

    def shown_window(self) -> Any:
        """The window that questions stand over."""


class Companies:
    """Asks which company file is wanted and makes it when there is none yet; the desk opens it."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._making: Background | None = None

    def choose_file(self) -> None:
        """Ask for a company file and open it."""
        title, folder = tr("Open a company file"), str(self._folder())
        chosen, _ = QFileDialog.getOpenFileName(self._desk.shown_window(), title, folder, _kinds())
        if chosen:
            self._desk.open(Path(chosen))

    def make_company(self, then: Callable[[], None] | None = None) -> None:
        """Ask for a new company, make its file and open it."""
        from crm_desktop.ui.dialogs.new_company import ask_for_company

        def make(draft: Any) -> None:
            path = self._ask_where(draft.name)
            if path is None:
                dialog.set_busy(None)
                return
            self._founding().call(dialog, partial(_found, path, draft, self._desk.clock), partial(made, path), failed)

        def made(path: Path, _done: None) -> None:
            self.stop()
            dialog.accept()
            self._desk.open(path, then=then)

        def failed(error: Exception) -> None:
            self.stop()
            if isinstance(error, UserError):
                dialog.fail(error)
            else:
                dialog.set_busy(None)

        dialog = ask_for_company(self._desk.shown_window(), self._desk.theme, make)

    def join_team(self) -> None:
        """Ask for the shared file of a team, take a copy of it to this laptop, open it and ask who acts there."""
        from crm_desktop.ui.dialogs.join import JoinDialog, Joining

        def begin(joining: Joining) -> None:
            path = Path(joining.copy)
            args = (joining.address, path, joining.passphrase or None)
            self._founding().run(
                dialog,
                "crm_desktop.sync.jobs.join_team",
                args,
                lambda told: joined(path, told),
                failed,
                lambda fraction, _text: dialog.show_progress(fraction),
            )

        def joined(path: Path, told: Message | None) -> None:
            self.stop()
            dialog.accept()
            self._desk.open(path, then=partial(self._on_joined, told))

        def failed(error: Exception) -> None:
            self.stop()
            if isinstance(error, UserError):
                dialog.fail(error)
            else:
                dialog.set_busy(None)

        dialog = JoinDialog(self._desk.shown_window(), self._desk.theme, self._folder(), begin)
        # What was fetched so far is kept for the next time.
        dialog.rejected.connect(self.stop)
        dialog.open_panel()

    def _on_joined(self, told: Message | None) -> None:
        self._desk.ask_who_acts()
        if told is not None:
            self._desk.shown_window().say(told, warns=True)

    def make_sample(self) -> None:
        """Make the sample company in the worker process and open it; an existing one is opened again."""
        path = paths.data_dir() / f"{tr('Sample company')}{SUFFIX}"
        if path.is_file():
            self._desk.open(path)
            return
        welcome = self._desk.welcome
        assert welcome is not None
        welcome.show_busy(N_("Making the sample company…"))
        self._founding().run(
            welcome,
            "crm_desktop.operations.sample.create_sample_file",
            (path,),
            lambda _done: self._on_sample(path),
            self._on_sample_failed,
            lambda fraction, text: welcome.show_busy(text or "", fraction),
        )

    def _founding(self) -> Background:
        self.stop()
        self._making = Background(NoDatabase(), self._desk.messages.show_error)
        return self._making

    def cancel(self) -> None:
        """Give up what is being made."""
        self.stop()
        self._offer_choices()

    def stop(self) -> None:
        """End what is under way."""
        if self._making is not None:
            self._making.close()
            self._making = None

    def _on_sample(self, path: Path) -> None:
        self.stop()
        self._desk.open(path)

    def _on_sample_failed(self, error: Exception) -> None:
        self.cancel()
        if isinstance(error, Problem):
            self._desk.messages.show_error(error)

    def _offer_choices(self) -> None:
        if self._desk.welcome is not None:
            self._desk.welcome.show_choices()

    def _ask_where(self, name: str) -> Path | None:
        suggested = self._folder() / f"{_file_name(name)}{SUFFIX}"
        title = tr("Where to keep the company file")
        # A company file is never overwritten, so nobody is asked whether to.
        options = QFileDialog.Option.DontConfirmOverwrite
        window = self._desk.shown_window()
        chosen, _ = QFileDialog.getSaveFileName(window, title, str(suggested), _kinds(), options=options)
        if not chosen:
            return None
        return Path(chosen) if chosen.lower().endswith(SUFFIX) else Path(f"{chosen}{SUFFIX}")

    def _folder(self) -> Path:
        """Where files were kept last; the sample company lies where nobody looks for own files."""
        last = self._desk.preferences.get("last_file")
        folder = Path(last).parent if last else paths.documents_dir()
        return paths.documents_dir() if folder == paths.data_dir() else folder


def _found(path: Path, draft: Any, clock: Clock) -> None:
    from crm_desktop.core.viewer import SYSTEM
    from crm_desktop.operations.company import create_company
    from crm_desktop.storage.database import Database
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
