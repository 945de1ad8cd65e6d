"""Exporting what a list shows: where to, then a bar with a way to stop, then word of what was written."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from crm_desktop.core import formats, paths
from crm_desktop.core.errors import Problem
from crm_desktop.core.i18n import N_, Message, language, tr
from crm_desktop.core.preferences import Preferences
from crm_desktop.core.viewer import EXPORT
from crm_desktop.exchange.list_export import ListExport
from crm_desktop.ui.background import Background
from crm_desktop.ui.dialogs.import_progress import ProgressPart
from crm_desktop.ui.dialogs.panel import Panel
from crm_desktop.ui.dialogs.save_file import ask_where
from crm_desktop.ui.list_page import ListPage
from crm_desktop.ui.navigator import Navigator
from crm_desktop.ui.rights import against
from crm_desktop.ui.texts import Plain, shown
from crm_desktop.ui.theme import Role, Theme
from crm_desktop.ui.theme.tokens import Height, Space
from crm_desktop.ui.widgets.buttons import Button
from crm_desktop.ui.widgets.labels import Label

_JOB = "crm_desktop.exchange.list_export.export_list"
_WIDTH = 520
ROWS_WRITTEN = N_("Rows written to {name}: {number}.")


def export_list(
    page: ListPage,
    kind: str,
    theme: Theme,
    background: Background,
    preferences: Preferences,
    path_of_company: Path,
    navigator: Navigator,
    only: Sequence[str] = (),
) -> "ExportPanel | None":
    """Ask where to, then write what the page shows, or `only` some of it; `kind` is the name of its table.

    None when nothing was begun.
    """
    if reason := against(background, EXPORT):
        navigator.refuse(Message(reason))
        return None
    folder = Path(preferences.get("export.folder") or Path.home())
    kinds = ((tr("Excel workbook"), ".xlsx"), ("CSV", ".csv"), ("TSV", ".tsv"))
    proposed = folder / f"{shown(page.declaration.title)}.xlsx"
    target = ask_where(page.window(), tr("Export this list"), proposed, kinds)
    if target is None:
        return None
    preferences.set("export.folder", str(target.parent))
    return export_to(target, page, kind, theme, background, path_of_company, navigator, only)


def export_to(
    target: Path,
    page: ListPage,
    kind: str,
    theme: Theme,
    background: Background,
    path_of_company: Path,
    navigator: Navigator,
    only: Sequence[str] = (),
) -> "ExportPanel":
    """Write what the page shows, or `only` some of it, to a file."""
    columns = tuple((column.key, column.title) for column in page.table.columns.chosen())
    wanted = ListExport(kind, columns, page.spec, str(target), language(), tuple(only))
    said = ROWS_WRITTEN
    if wanted.spec.grouping is not None:
        said = N_("Rows written to {name}, in the order of their groups: {number}.")
    panel = ExportPanel(page.window(), theme, background, navigator, target, said)
    panel.open_panel()
    panel.begin(_JOB, (str(path_of_company), background.viewer, wanted))
    return panel


class ExportPanel(Panel):
    """Says how far the export is; closing it stops the export and leaves no file behind."""

    def __init__(
        self,
        window: QWidget,
        theme: Theme,
        background: Background,
        navigator: Navigator,
        target: Path,
        said: str = ROWS_WRITTEN,
    ) -> None:
        super().__init__(window, theme, N_("Export this list"), _WIDTH)
        self._background, self._navigator, self._said = background, navigator, said
        self._target = target
        self.progress = ProgressPart(theme)
        self.problem = Label(theme, "", Role.BODY, colour="bad", wrap=True)
        self.cancel = Button(theme, N_("Cancel"), key="Esc", height=Height.BUTTON_DIALOG)
        self.cancel.clicked.connect(self.ask_to_close)
        self._lay_out()

    def begin(self, job: str, arguments: tuple[Any, ...]) -> None:
        """Start writing: call a function of the worker process that gives the number of rows."""
        self._show_progress(0.0)
        self._ticket = self._background.run(
            self, job, arguments, self._on_done, self._on_failed, self._show_progress, title=self._title()
        )

    def ask_to_close(self) -> None:
        """Stop and close."""
        if not self._ticket.is_done:
            self._ticket.cancel()
            paths.remove_unfinished(self._target)
        self.reject()

    def _title(self) -> Message:
        return Message("Export to {name}", name=self._target.name)

    def _show_progress(self, fraction: float, text: Message | None = None) -> None:
        self.progress.show_progress(Message("Writing {name}…", name=self._target.name), fraction)

    def _on_done(self, count: int) -> None:
        self.accept()
        self._navigator.say(Message(self._said, number=formats.integer(count), name=self._target.name))

    def _on_failed(self, error: Exception) -> None:
        reason = error.message if isinstance(error, Problem) else N_("The list could not be written.")
        self.progress.hide()
        self.problem.set_text(reason)
        self.problem.show()
        self.cancel.set_text(N_("Close"))

    def _lay_out(self) -> None:
        px = self.theme.px
        column = QVBoxLayout(self)
        column.setContentsMargins(px(Space.XXL), px(Space.XL), px(Space.XXL), px(Space.XL))
        column.setSpacing(px(Space.M))
        column.addWidget(Label(self.theme, self.title, Role.TITLE))
        column.addWidget(Label(self.theme, Plain(str(self._target)), Role.SMALL, colour="text3", elide=True))
        self.progress.setMinimumHeight(px(90))
        column.addWidget(self.progress)
        column.addWidget(self.problem)
        self.problem.hide()
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.cancel)
        column.addLayout(row)
