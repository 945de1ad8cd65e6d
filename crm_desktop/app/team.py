"""The team of an open company: sharing it, keeping it in step with the shared file, merging with other copies."""

from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QFileDialog

from crm_desktop.app.sync_process import SyncProcess
from crm_desktop.core.errors import Problem, UserError
from crm_desktop.core.i18n import N_, Message, language, tr, trn
from crm_desktop.core.sync_state import Phase, SyncState
from crm_desktop.core.viewer import ADMINISTER
from crm_desktop.ui.actions import FILE, Action
from crm_desktop.ui.background import Ticket
from crm_desktop.ui.main_window import MainWindow
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.rights import against
from crm_desktop.ui.sync_sign import SyncSign

_JOBS = "crm_desktop.sync.jobs"
_AFTER_START_MS = 1_500


class Team(QObject):
    """What the File menu and the status bar offer about the team; nothing here waits for the shared file."""

    window: MainWindow

    def __init__(self, context: PageContext, company: str, address: str | None) -> None:
        super().__init__()
        self._context, self._company, self._address = context, company, address
        self.process = SyncProcess(context.path)
        self.process.changed.connect(self._on_state)
        self.sign = SyncSign(context.theme, context.zone, context.today)
        self.sign.clicked.connect(self.open_team)
        self._dialog: Any = None

    @property
    def is_shared(self) -> bool:
        """Whether the company has a shared file."""
        return self._address is not None

    @property
    def _can_write(self) -> bool:
        return not self._context.background.against_writing

    def actions(self) -> list[Action]:
        """The commands about the team."""
        return [
            Action(
                "team.share",
                N_("Share with the team…"),
                self.share,
                N_("Put a shared file where all of you reach it"),
                icon="users",
                enabled=lambda: not self.is_shared,
                reason=lambda: "" if self.is_shared else against(self._context.background, ADMINISTER),
                menu=FILE,
                starts_group=True,
            ),
            Action(
                "team.team",
                N_("Team…"),
                self.open_team,
                N_("How this company stands to the shared file, and who holds a copy"),
                icon="users",
                enabled=lambda: self.is_shared,
                menu=FILE,
            ),
            Action(
                "team.sync",
                N_("Exchange changes now"),
                self.process.sync_now,
                N_("Look at the shared file at once"),
                "Shift+F5",
                "refresh-cw",
                enabled=lambda: self.process.is_running,
                menu=FILE,
            ),
            Action(
                "team.merge",
                N_("Merge with file…"),
                self.merge,
                N_("Bring in what another copy or a backup of this company has"),
                icon="git-merge",
                enabled=lambda: self._can_write,
                menu=FILE,
            ),
        ]

    def attach(self, window: MainWindow) -> None:
        """Show the sign in a window, and begin when the company is shared."""
        self.window = window
        window.status.add_sign(self.sign)
        self._context.feed.announced.connect(self.process.say_changed)
        if self.is_shared and self._can_write:
            self.sign.show_state(self.process.state)
            # Not while the window is being built and painted: the process takes a second of the computer to begin.
            QTimer.singleShot(_AFTER_START_MS, self, self._start)

    def close(self) -> None:
        """End with the window."""
        self.process.close()

    def pause(self) -> None:
        """Let go of the company file, which is about to be exchanged; nothing is sent of what it holds."""
        self.process.stop()

    def resume(self) -> None:
        """Go on after a pause, when the file stayed after all."""
        if self.is_shared and self._can_write:
            self._start()

    # --- sharing

    def share(self) -> None:
        """Ask where the team meets, and put the company there."""
        from crm_desktop.ui.dialogs.share import ShareDialog, Sharing

        def begin(sharing: Sharing) -> None:
            args = (self._context.path, sharing.address, sharing.form, sharing.passphrase)
            ticket = self._run(dialog, "share_company", args, lambda told: done(sharing, told))
            dialog.rejected.connect(lambda: self._give_up(ticket))

        def done(sharing: Sharing, told: Message | None) -> None:
            dialog.accept()
            self._begin(sharing.address)
            said = Message("Shared. The others choose “Join a team” and the same place.")
            self.window.say(told or said, warns=told is not None)

        context = self._context
        dialog = ShareDialog(self.window, context.theme, context.background, self._company, begin)
        dialog.open_panel()

    def _begin(self, address: str) -> None:
        self._address = address
        self._start()

    def _start(self) -> None:
        self.process.start()
        self.window.actions_set.refresh()

    def _give_up(self, sharing: Ticket) -> None:
        """Forget the shared file that was begun, when sharing was cancelled on its way."""
        if not sharing.is_done:
            sharing.cancel()
            self._forget_shared_file()
            self.window.say(Message("Given up. The company is not shared."))

    # --- merging

    def merge(self) -> None:
        """Ask for another copy of the company and bring in what it has."""
        kinds = f"{tr('Company files')} (*.crm);;{tr('All files')} (*)"
        chosen, _ = QFileDialog.getOpenFileName(
            self.window, tr("Merge with another copy of this company"), str(self._context.path.parent), kinds
        )
        if chosen:
            self.merge_with(Path(chosen))

    def merge_with(self, other: Path) -> None:
        """Bring in what a copy of the company has; the status bar shows how far it is."""
        self._context.background.run(
            self.window,
            f"{_JOBS}.merge_company",
            (self._context.path, other),
            lambda brought: self.window.say(_brought(brought)),
            title=Message("Merging with “{file}”…", file=other.name),
        )

    # --- the team

    def open_team(self) -> None:
        """Show how the company stands to the shared file, and who holds a copy."""
        from crm_desktop.queries.replica import laptops
        from crm_desktop.ui.dialogs.team import TeamDialog

        if self._address is None:
            self.share()
            return
        context = self._context
        dialog = TeamDialog(self.window, context.theme, self._address, context.zone, context.today())
        dialog.show_state(self.process.state)
        dialog.sync_wanted.connect(self.process.sync_now)
        dialog.passphrase_given.connect(lambda given: self._use_passphrase(dialog, given))
        dialog.leave_wanted.connect(lambda: self._ask_to_leave(dialog))
        dialog.finished.connect(self._forget_dialog)
        self._dialog = dialog
        dialog.open_panel()
        context.background.read(dialog, partial(laptops, language=language()), dialog.show_laptops)

    def _forget_dialog(self) -> None:
        self._dialog = None

    def _ask_to_leave(self, dialog: Any) -> None:
        from crm_desktop.ui.dialogs.confirm import ConfirmDialog

        dialog.accept()
        question = ConfirmDialog(
            self.window,
            self._context.theme,
            N_("Stop sharing on this laptop?"),
            [
                N_("This copy keeps everything it has and can join the shared file again."),
                N_("Changes made here from now on stay here, and those of the others do not arrive."),
            ],
            action=N_("Stop sharing"),
            danger=False,
        )
        question.confirmed.connect(self._leave)
        question.open_panel()

    def _leave(self) -> None:
        self.process.stop()
        self._address = None
        self.sign.show_state(None)
        self.window.actions_set.refresh()
        self._forget_shared_file()

    def _forget_shared_file(self) -> None:
        args = (self._context.path,)
        self._context.background.run(self.window, f"{_JOBS}.stop_sharing", args, lambda _done: None)

    def _use_passphrase(self, dialog: Any, passphrase: str) -> None:
        """Go on with another passphrase, when it fits the shared file as it is now."""

        def done(_done: None) -> None:
            dialog.accept()
            self.process.stop()
            self._start()

        def failed(error: Exception) -> None:
            dialog.refuse_passphrase(error.message if isinstance(error, Problem) else None)

        args = (self._context.path, passphrase)
        self._context.background.run(dialog, f"{_JOBS}.use_passphrase", args, done, failed)

    def _run(self, dialog: Any, job: str, args: tuple[Any, ...], then: Any) -> Ticket:
        """Run a job for a dialog, which shows how far it is and what was wrong with what was entered."""

        def failed(error: Exception) -> None:
            if isinstance(error, UserError):
                dialog.fail(error)
            else:
                dialog.set_busy(None)

        return self._context.background.run(
            dialog, f"{_JOBS}.{job}", args, then, failed, lambda fraction, _text: dialog.show_progress(fraction)
        )

    def _on_state(self, state: SyncState) -> None:
        self.sign.show_state(state)
        self.window.status.fit()
        if self._dialog is not None:
            self._dialog.show_state(state)
        if state.brought and state.phase is Phase.IN_STEP:
            self.window.say(Message("{text}", text=_arrived(state.brought)))


def _arrived(steps: int) -> str:
    return trn("{count} change of the others arrived.", "{count} changes of the others arrived.", steps)


def _brought(steps: int) -> Message:
    return Message("{text}", text=_arrived(steps)) if steps else Message("There was nothing new in it.")
