"""Pages with the figures of a period: what to report on above, a board of figures, charts and a table below.

The window computes nothing: the worker is asked for what is shown, printed and exported. Each subject is a declaration.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from PySide6.QtCore import QEvent, QTimer
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout

from crm_desktop.core import formats
from crm_desktop.core.errors import NotAllowed
from crm_desktop.core.i18n import N_, Message, language, tr
from crm_desktop.core.listing import ListSpec
from crm_desktop.core.viewer import EXPORT, REPORT, Viewer
from crm_desktop.queries.choices import CHOICE_TABLES, choices
from crm_desktop.reports.charts import ChartImage
from crm_desktop.reports.figures import DataState
from crm_desktop.reports.scope import ReportRequest
from crm_desktop.ui.actions import Action, ActionSet
from crm_desktop.ui.background import Ticket
from crm_desktop.ui.dialogs.export_list import ExportPanel
from crm_desktop.ui.dialogs.save_file import ask_where
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.paper_prints import print_paper
from crm_desktop.ui.reading_page import PageTitle, ReadingPage, command_button
from crm_desktop.ui.report_filters import ReportFilters
from crm_desktop.ui.rights import against
from crm_desktop.ui.texts import Plain
from crm_desktop.ui.theme import Role
from crm_desktop.ui.theme.tokens import Space
from crm_desktop.ui.widgets.empty_state import EmptyState
from crm_desktop.ui.widgets.labels import Label
from crm_desktop.ui.widgets.shrinking import Shrinking

_SETTLE_MS = 250
_BOARD, _EMPTY, _REFUSED = range(3)


@dataclass(frozen=True)
class FiguresOf:
    """A subject: how its page and its commands are called, what it reads, and who computes it.

    `jobs` is the module whose functions `screen`, `redraw`, `print_pages` and `export` the worker runs; they are asked
    with what `asks` makes of the choices above. `kind` is the list its figures lead to, `whose` what its people are
    called.
    """

    name: str
    title: str
    jobs: str
    reads: frozenset[str]
    kind: str
    nothing: tuple[str, str]
    whose: str = N_("Owner")
    asks: Callable[[ReportRequest], Any] = lambda request: request


class FiguresReport(Protocol):
    """What a board shows: the days it is of, how fresh it is, and whether there is anything to show."""

    @property
    def first(self) -> Any: ...
    @property
    def last(self) -> Any: ...
    @property
    def data_state(self) -> DataState: ...
    @property
    def is_empty(self) -> bool: ...


class FiguresPage(ReadingPage):
    """Asks the worker for the figures and shows on its board what comes back."""

    hints = (
        ("Enter", N_("Open the records")),
        ("Ctrl+P", N_("Preview and print")),
    )

    def __init__(self, context: PageContext, subject: FiguresOf, board: Any) -> None:
        super().__init__(context, _SETTLE_MS)
        self.subject = subject
        self._shown: Any = None
        self._ticket: Ticket | None = None
        self._read_for = context.background.viewer
        self._drawn: tuple[object, ...] = ()
        self._settle_size = QTimer(self, singleShot=True, interval=_SETTLE_MS)
        self._settle_size.timeout.connect(self._redraw)
        self.actions_set = ActionSet(self, self._actions())
        self.actions_set.refused.connect(lambda reason: context.navigator.refuse(Message(reason)))
        self.filters = ReportFilters(context.theme, context.preferences, context.today, subject.whose)
        self.board = board
        self._build()
        self.filters.changed.connect(self._settle.start)
        self.board.opened.connect(self._open)
        self.board.room_changed.connect(self._settle_size.start)
        context.feed.subscribe(self, subject.reads, self.read_soon)
        context.feed.subscribe(self, CHOICE_TABLES, lambda _changes: self._read_choices())
        context.theme.theme_changed.connect(self._settle_size.start)
        self._read_choices()

    def status_text(self) -> str:
        """How fresh the figures are."""
        if self._ticket is not None:
            return tr("Computing…")
        state = self._shown.report.data_state.at if self._shown else None
        return tr("Data as of {moment}", moment=formats.moment(state, language())) if state else ""

    def keys_now(self) -> tuple[tuple[str, str], ...]:
        """The keys that do something now."""
        return self.hints

    def request(self) -> ReportRequest:
        """What is asked for."""
        return self.filters.request()

    def _asked(self) -> Any:
        return self.subject.asks(self.request())

    # --- what can be done

    def preview(self) -> None:
        """Set the report as PDF and show its pages, to be printed or saved."""
        wanted, context = self.request(), self._context
        name = f"{tr(self.subject.title)} {wanted.period_from} {wanted.period_to}"
        job, asked = f"{self.subject.jobs}.print_pages", self.subject.asks(wanted)
        print_paper(context, self, self.window(), job, (asked, name), wanted.language)

    def export(self) -> None:
        """Ask where to, then write every figure with its number of records."""
        context = self._context
        folder = Path(context.preferences.get("export.folder") or Path.home())
        kinds = ((tr("Excel workbook"), ".xlsx"), ("CSV", ".csv"), ("TSV", ".tsv"))
        name = folder / f"{tr(self.subject.title)}.xlsx"
        target = ask_where(self.window(), tr("Export the figures"), name, kinds)
        if target is not None:
            context.preferences.set("export.folder", str(target.parent))
            self.export_to(target)

    def export_to(self, target: Path) -> ExportPanel:
        """Write the figures to a file."""
        context = self._context
        panel = ExportPanel(self.window(), context.theme, context.background, context.navigator, target)
        panel.open_panel()
        arguments = (str(context.path), context.background.viewer, self._asked(), str(target))
        panel.begin(f"{self.subject.jobs}.export", arguments)
        return panel

    # --- reading

    def read_again(self) -> None:
        """Compute the report again; what is shown stays until the new figures are there."""
        super().read_again()
        viewer = self._context.background.viewer
        if viewer != self._read_for:
            self._forget(viewer)
        if not viewer.may(REPORT):
            reason = Message("Your role does not include reports. Ask whoever looks after the company file.")
            self._on_failed(NotAllowed(reason))
            return
        self.board.show_waiting(self._shown is None)
        self._drawn = self._look()
        arguments = (str(self._context.path), viewer, self._asked(), *self._drawn)
        self._start("screen", arguments, self._show, Message("Computing the report…"))

    def _start(
        self, job: str, arguments: tuple[Any, ...], then: Callable[..., None], title: Message | None = None
    ) -> None:
        """Have the worker do something; what it is still doing for an earlier wish is given up."""
        old, self._ticket = self._ticket, None
        if old is not None:
            old.cancel()
        work = f"{self.subject.jobs}.{job}"
        ticket = self._context.background.run(self, work, arguments, then, self._on_failed, title=title)
        if not ticket.is_done:
            self._ticket = ticket
        self.status_changed.emit()

    def _show(self, shown: Any) -> None:
        self._ticket, self._shown = None, shown
        report: FiguresReport = shown.report
        self._title.count.set_text(Plain(formats.period(report.first, report.last, language())))
        self.board.show_report(report, shown.charts)
        self._places.setCurrentIndex(_EMPTY if report.is_empty else _BOARD)
        self.actions_set.refresh()
        self.status_changed.emit()

    def _redraw(self) -> None:
        """Draw the charts in another size or colour; the figures stay."""
        if self._ticket is not None:
            self._settle_size.start()
        elif self._shown is not None and self._look() != self._drawn:
            self._drawn = self._look()
            self._start("redraw", (self._shown.report, *self._drawn), self._show_charts)

    def _show_charts(self, charts: Sequence[ChartImage]) -> None:
        self._ticket = None
        self.board.show_charts(charts)
        self.status_changed.emit()

    def _look(self) -> tuple[object, ...]:
        theme = "dark" if self._theme.tokens.dark else "light"
        return self.board.sizes(), self.devicePixelRatioF(), theme

    def _on_failed(self, error: Exception) -> None:
        self._ticket = self._shown = None
        self.board.show_waiting(False)
        self.refused.set_text(getattr(error, "message", N_("The report could not be computed. Try again.")))
        self._places.setCurrentIndex(_REFUSED)
        self.actions_set.refresh()
        self.status_changed.emit()

    def _forget(self, viewer: Viewer) -> None:
        """Somebody else acts: what only the one before may see goes."""
        self._read_for, self._shown = viewer, None
        self.board.clear()

    def _open(self, spec: ListSpec) -> None:
        self._context.navigator.show_list(self.subject.kind, spec)

    def _read_choices(self) -> None:
        self._context.background.read(self, choices, self.filters.offer)

    # --- building

    def _actions(self) -> list[Action]:
        def is_shown() -> bool:
            return self._shown is not None

        def lacks() -> str:
            return against(self._context.background, EXPORT)

        name, shows = self.subject.name, N_("See the pages")
        preview, export, again = N_("Preview and print"), N_("Export the figures…"), N_("Compute again")
        told = N_("Every figure with the number of its records, as a table")
        return [
            Action(f"{name}.preview", preview, self.preview, shows, "Ctrl+P", "printer", is_shown),
            Action(
                f"{name}.export",
                export,
                self.export,
                told,
                "Ctrl+E",
                "download",
                lambda: is_shown() and not lacks(),
                reason=lacks,
            ),
            Action(f"{name}.again", again, self.read_again, N_("Read the data again"), "F5", "refresh-cw"),
        ]

    def _build(self) -> None:
        theme, px, name = self._theme, self._theme.px, self.subject.name
        kinds = ((f"{name}.export", "secondary"), (f"{name}.preview", "primary"))
        buttons = [command_button(theme, self.actions_set, *each) for each in kinds]
        self._title = PageTitle(theme, self.subject.title, buttons)
        Shrinking(self._title, buttons)
        self.refused = Label(theme, Plain(""), Role.BODY, colour="text2", wrap=True)
        self.refused.setMargin(px(Space.XL))
        self._places = QStackedWidget()
        for each in (self.board, EmptyState(theme, *self.subject.nothing), self.refused):
            self._places.addWidget(each)
        # The choices above stay whole in a low window, whatever the board or the words below them would like to have.
        self._places.setMinimumHeight(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (self._title, self.filters):
            column.addWidget(part)
        column.addWidget(self._places, 1)
        self.name_parts()

    def name_parts(self) -> None:
        """Name the table."""
        self.board.name_parts()

    def retranslate(self) -> None:
        """Report in the current language."""
        self.filters.speak()
        super().retranslate()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.DevicePixelRatioChange:
            self._settle_size.start()
