"""Printing what a list shows: a bar with a way to stop while its pages are set, then the preview."""

from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from crm_desktop.core import formats
from crm_desktop.core.errors import Problem
from crm_desktop.core.i18n import N_, Message, language, tr
from crm_desktop.core.preferences import Preferences
from crm_desktop.exchange.writer import write_bytes
from crm_desktop.reports.list_request import ListPrint, PrintedList
from crm_desktop.ui.background import Background
from crm_desktop.ui.dialogs.import_progress import ProgressPart
from crm_desktop.ui.dialogs.panel import Panel
from crm_desktop.ui.dialogs.report_preview import ReportPreview
from crm_desktop.ui.dialogs.save_file import ask_where
from crm_desktop.ui.list_page import ListPage
from crm_desktop.ui.navigator import Navigator
from crm_desktop.ui.texts import shown
from crm_desktop.ui.theme import Role, Theme
from crm_desktop.ui.theme.tokens import Height, Space
from crm_desktop.ui.widgets.buttons import Button
from crm_desktop.ui.widgets.labels import Label

_JOB = "crm_desktop.reports.list_print.print_list"
_WIDTH = 520


def print_list(
    page: ListPage,
    kind: str,
    theme: Theme,
    background: Background,
    preferences: Preferences,
    path_of_company: Path,
    navigator: Navigator,
) -> "PrintPanel":
    """Set what the page shows on paper and open the preview; `kind` is the name of its table."""
    columns = tuple((column.key, column.heading()) for column in page.table.columns.chosen())
    title = shown(page.declaration.title)
    wanted = ListPrint(kind, title, columns, page.spec, page.words(), language(), page.table.records.folded)
    panel = PrintPanel(page, theme, background, preferences, navigator, title)
    panel.open_panel()
    panel.begin(path_of_company, wanted)
    return panel


class PrintPanel(Panel):
    """Says how far the pages are; closing it stops the work, finished pages replace it by the preview.

    What else is printed beside lists has a `job` of its own.
    """

    job = _JOB

    def __init__(
        self,
        page: ListPage,
        theme: Theme,
        background: Background,
        preferences: Preferences,
        navigator: Navigator,
        title: str,
    ) -> None:
        super().__init__(page.window(), theme, N_("Print this list"), _WIDTH)
        self._page, self._background, self._preferences = page, background, preferences
        self.navigator, self._name = navigator, title
        self.progress = ProgressPart(theme)
        self.problem = Label(theme, "", Role.BODY, colour="bad", wrap=True)
        self.cancel = Button(theme, N_("Cancel"), key="Esc", height=Height.BUTTON_DIALOG)
        self.cancel.clicked.connect(self.ask_to_close)
        self._lay_out()

    def begin(self, company: Path, wanted: Any) -> None:
        """Start setting the pages."""
        self._show_progress(0.0)
        self._ticket = self._background.run(
            self,
            self.job,
            (str(company), self._background.viewer, wanted),
            self._on_done,
            self._on_failed,
            self._show_progress,
            title=Message("Print {name}", name=self._name),
        )

    def ask_to_close(self) -> None:
        """Stop and close."""
        if not self._ticket.is_done:
            self._ticket.cancel()
        self.reject()

    def _show_progress(self, fraction: float, text: Message | None = None) -> None:
        self.progress.show_progress(Message("Setting the pages of {name}…", name=self._name), fraction)

    def _on_done(self, made: Any) -> None:
        self.accept()
        saving = Saving(self._page, self._name, self._background, self._preferences, self.navigator)
        ReportPreview(self._page.window(), self.theme, self._background, made.pdf, saving.ask)
        self.say_of(made)

    def say_of(self, made: PrintedList) -> None:
        """Say what is missing on the pages, if anything."""
        if made.printed < made.total:
            number, total = formats.integer(made.printed), formats.integer(made.total)
            said = Message(
                "Only the first {number} of {total} records are on paper. Filter the list, or export all.",
                number=number,
                total=total,
            )
            self.navigator.say(said)

    def _on_failed(self, error: Exception) -> None:
        self.progress.hide()
        self.problem.set_text(error.message if isinstance(error, Problem) else N_("The list could not be printed."))
        self.problem.show()
        self.cancel.set_text(N_("Close"))

    def _lay_out(self) -> None:
        px = self.theme.px
        column = QVBoxLayout(self)
        column.setContentsMargins(px(Space.XXL), px(Space.XL), px(Space.XXL), px(Space.XL))
        column.setSpacing(px(Space.M))
        column.addWidget(Label(self.theme, self.title, Role.TITLE))
        self.progress.setMinimumHeight(px(90))
        column.addWidget(self.progress)
        column.addWidget(self.problem)
        self.problem.hide()
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.cancel)
        column.addLayout(row)


class Saving:
    """Keeps the pages as a PDF file where the user wants them."""

    def __init__(
        self, page: QWidget, name: str, background: Background, preferences: Preferences, navigator: Navigator
    ) -> None:
        self._page, self._name, self._background = page, name, background
        self._preferences, self._navigator = preferences, navigator

    def ask(self, pdf: bytes) -> None:
        """Ask where to, then write."""
        folder = Path(self._preferences.get("export.folder") or Path.home())
        path = ask_where(self._page.window(), tr("Save as PDF"), folder / f"{self._name}.pdf", (("PDF", ".pdf"),))
        if path is None:
            return
        self._preferences.set("export.folder", str(path.parent))
        said = Message("Saved: {file}", file=path.name)
        self._background.call(self._page, lambda: write_bytes(path, pdf), lambda _done: self._navigator.say(said))
