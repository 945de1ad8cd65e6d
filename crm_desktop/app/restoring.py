"""Putting a backup in the place of a company file, and what is offered when a file turns out to be damaged.

The company is closed first, because its file is exchanged; the first page says meanwhile how far it is.
"""

import gc
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtWidgets import QFileDialog

from crm_desktop.app.opening import NoDatabase
from crm_desktop.core.clock import Clock
from crm_desktop.core.errors import Problem, UserError
from crm_desktop.core.i18n import N_, Message, tr
from crm_desktop.core.preferences import Preferences
from crm_desktop.ui.background import Background
from crm_desktop.ui.messages import Messages
from crm_desktop.ui.theme import Theme

if TYPE_CHECKING:
    from crm_desktop.sync.backups import Generation, Rescued
    from crm_desktop.ui.welcome import WelcomeWindow

_RESTORE = "crm_desktop.sync.backups.restore_backup"
_RESCUE = "crm_desktop.sync.backups.rescue_file"


class Desk(Protocol):
    """What restoring needs of the program around it."""

    preferences: Preferences
    messages: Messages
    theme: Theme
    clock: Clock
    welcome: "WelcomeWindow | None"
    session: Any

    def open(self, path: Path, login: str | None = None, then: Callable[[], object] | None = None) -> None:
        """Open a company file, and then do something."""

    def may_leave(self, later: Callable[[], None]) -> bool:
        """Whether nothing is unsaved in the window; `later` is called once all is written."""

    def show_welcome(self) -> None:
        """Show the first page."""

    def shown_window(self) -> Any:
        """The window that questions stand over."""


class Restoring:
    """Exchanges company files for their backups, one at a time."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._background: Background | None = None

    def restore(self, path: Path, chosen: Path, *, merges: bool) -> None:
        """Close the company, put a backup in its place and open it again."""
        from crm_desktop.sync.backups import RestoreOrder

        order = RestoreOrder(str(path), str(chosen), self._desk.clock.now_ms(), merges)
        self._run(path, _RESTORE, (order,), N_("Restoring the backup…"), lambda _done: self._open(path))

    def rescue(self, path: Path) -> None:
        """Ask where to, then save what can be read of a damaged file, and open that."""
        proposed = str(path.with_name(f"{path.stem} {tr('rescued')}{path.suffix}"))
        window, title = self._desk.shown_window(), tr("Where to keep what can be read")
        options = QFileDialog.Option.DontConfirmOverwrite
        chosen, _ = QFileDialog.getSaveFileName(window, title, proposed, "*.crm", options=options)
        if chosen:
            out = Path(chosen if chosen.lower().endswith(".crm") else f"{chosen}.crm")
            done = partial(self._on_rescued, out)
            self._run(path, _RESCUE, (str(path), str(out)), N_("Saving what can be read…"), done)

    def offer(self, path: Path) -> None:
        """A file is damaged: offer its newest good backup, any other, or a rescue."""
        self.stop()
        self._background = Background(NoDatabase(), self._desk.messages.show_error)
        second = self._desk.preferences.get("backups.second")
        window = self._desk.shown_window()

        def find() -> "list[Generation]":
            from crm_desktop.sync.backups import backups_of

            return backups_of(path, second if isinstance(second, str) else None)

        self._background.call(window, find, partial(self._offer, path))

    def stop(self) -> None:
        """End what is under way; the file is the old one or the new one, each whole."""
        if self._background is not None:
            self._background.close()
            self._background = None

    def _offer(self, path: Path, found: "list[Generation]") -> None:
        from crm_desktop.ui.dialogs.damaged import DamagedDialog

        dialog = DamagedDialog(self._desk.shown_window(), self._desk.theme, path, found)
        dialog.restore_wanted.connect(lambda chosen: self.restore(path, Path(chosen), merges=True))
        dialog.rescue_wanted.connect(lambda: self.rescue(path))
        dialog.open_panel()

    def _run(self, path: Path, job: str, arguments: tuple[Any, ...], text: str, done: Callable[[Any], None]) -> None:
        if not self._desk.may_leave(partial(self._run, path, job, arguments, text, done)):
            return
        if self._desk.session is not None:
            # A last exchange would hold the file, and send what somebody is about to go back behind.
            self._desk.session.team.pause()
        if self._desk.welcome is None:
            self._desk.show_welcome()
        welcome = self._desk.welcome
        if welcome is None:
            return
        self.stop()
        # A reading that ended while its pool was renewed leaves its connection to the collector, and the file open.
        gc.collect()
        self._background = Background(NoDatabase(), self._desk.messages.show_error)
        welcome.show_busy(text)
        self._background.run(
            welcome,
            job,
            arguments,
            done,
            partial(self._on_failed, path),
            lambda fraction, said: welcome.show_busy(said or text, fraction),
        )

    def _open(self, path: Path) -> None:
        self.stop()
        self._desk.open(path)

    def _on_rescued(self, out: Path, done: "Rescued") -> None:
        self.stop()

        def tell() -> None:
            from crm_desktop.ui.dialogs.message import MessageDialog

            lines = done.lost or [Message("Nothing is known to be lost.")]
            heading = Message("“{file}” holds what could be read.", file=out.name)
            MessageDialog(self._desk.shown_window(), self._desk.theme, heading, lines[:12]).open()

        self._desk.open(out, then=tell)

    def _on_failed(self, path: Path, error: Exception) -> None:
        self.stop()
        if self._desk.welcome is not None:
            self._desk.welcome.show_choices()

        def tell() -> None:
            if isinstance(error, UserError):
                self._desk.messages.show_error(error)

        if isinstance(error, Problem) and path.is_file():
            # What was there is there still; said over its window, because that of now goes.
            self._desk.open(path, then=tell)
        else:
            tell()
