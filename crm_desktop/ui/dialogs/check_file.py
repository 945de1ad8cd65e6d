"""Checking the company file: how far it is, what is wrong with it, and mending what can be mended."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from crm_desktop.core.errors import Problem
from crm_desktop.core.i18n import N_, Message, tr_message
from crm_desktop.queries.integrity import Finding, Repaired
from crm_desktop.ui.background import Background, Ticket
from crm_desktop.ui.dialogs.dialog import Dialog
from crm_desktop.ui.dialogs.import_progress import ProgressPart
from crm_desktop.ui.texts import Text
from crm_desktop.ui.theme import Role, Theme
from crm_desktop.ui.widgets.buttons import Button
from crm_desktop.ui.widgets.labels import Label
from crm_desktop.ui.widgets.text_table import TextColumn, TextTable

_CHECK, _REPAIR = "crm_desktop.queries.integrity.check_file", "crm_desktop.queries.integrity.repair_file"
_WIDTH, _HEIGHT, _TABLE, _PROGRESS = 640, 460, 120, 90


class CheckFileDialog(Dialog):
    """Checks at once; closing it stops the check, which changes nothing."""

    def __init__(self, window: QWidget, theme: Theme, background: Background, path: Path) -> None:
        super().__init__(
            window, theme, N_("Check this file"), context=Message("{text}", text=path.name), primary=N_("Close"),
            cancel=False, width=_WIDTH,
        )  # fmt: skip
        self._background, self._path = background, path
        self._ticket: Ticket | None = None
        self.progress = ProgressPart(theme)
        self.progress.setMinimumHeight(theme.px(_PROGRESS))
        self.says = Label(theme, "", Role.BODY, colour="text2", wrap=True)
        self.table = TextTable(theme, (TextColumn(N_("Found")),), compact=True)
        self.table.setMinimumHeight(theme.px(_TABLE))
        self.mend = Button(theme, N_("Repair what can be repaired"), icon="refresh-cw")
        self.mend.clicked.connect(self._repair)
        for part in (self.progress, self.says, self.table, self.mend):
            self.body.addWidget(part)
        self.body.setStretchFactor(self.table, 1)
        self.body.addStretch()
        self._hide_results()
        self.submitted.connect(self.ask_to_close)

    def wanted_size(self) -> QSize:
        # It stands still while what it says comes and goes.
        return QSize(self.theme.px(_WIDTH), self.theme.px(_HEIGHT))

    def begin(self) -> None:
        """Show it and check."""
        self.open_panel()
        self._run(_CHECK, self._on_checked)

    def ask_to_close(self) -> None:
        """Stop and close."""
        if self._ticket is not None and not self._ticket.is_done:
            self._ticket.cancel()
        self.reject()

    def _run(self, job: str, then: object) -> None:
        self._hide_results()
        self.progress.show()
        self._show_progress(0.0, Message(N_("Beginning…")))
        assert callable(then)
        self._ticket = self._background.run(
            self, job, (str(self._path),), then, self._on_failed, self._show_progress, title=Message("Check this file")
        )

    def _repair(self) -> None:
        self._run(_REPAIR, self._on_repaired)

    def _show_progress(self, fraction: float, text: Message | None = None) -> None:
        self.progress.show_progress(text or Message(N_("Beginning…")), fraction)

    def _on_checked(self, found: list[Finding]) -> None:
        if found:
            said: Text = N_("This is not as it should be. Nothing was changed.")
            self._show(said, [tr_message(each.message) for each in found], may_mend=True)
        else:
            self._show(N_("The file is whole: its records, their history, search and files."), [], may_mend=False)

    def _on_repaired(self, done: Repaired) -> None:
        lines = [*map(tr_message, done.mended), *(tr_message(each.message) for each in done.left)]
        if done.left:
            said: Text = N_("Some of it could not be repaired. Restore a backup; what was done since is kept.")
        else:
            said = N_("All of it was repaired. The file is whole.")
        self._show(said, lines, may_mend=False)

    def _on_failed(self, error: Exception) -> None:
        self._show(error.message if isinstance(error, Problem) else N_("The check could not be finished."), [])

    def _show(self, said: Text, lines: Sequence[str], *, may_mend: bool = False) -> None:
        self.progress.hide()
        self.says.set_text(said)
        self.says.show()
        self.table.set_rows([[line] for line in lines])
        self.table.setVisible(bool(lines))
        self.mend.setVisible(may_mend)
        self.place()

    def _hide_results(self) -> None:
        for part in (self.says, self.table, self.mend):
            part.hide()


def open_check(window: QWidget, theme: Theme, background: Background, path: Path) -> CheckFileDialog:
    """Check the company file."""
    dialog = CheckFileDialog(window, theme, background, path)
    dialog.begin()
    return dialog
