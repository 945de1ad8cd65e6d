"""The reports page: figures and charts of a period on screen, each leading to its records, and the printed report."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

from PySide6.QtCore import QEvent, QTimer, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from crm_desktop.core import formats
from crm_desktop.core.errors import NotAllowed
from crm_desktop.core.i18n import N_, Message, Translator, language, tr
from crm_desktop.core.listing import ListSpec
from crm_desktop.core.viewer import REPORT
from crm_desktop.exchange.writer import write_bytes
from crm_desktop.queries.choices import CHOICE_TABLES, choices
from crm_desktop.reports.caveats import caveats
from crm_desktop.reports.charts import ChartImage
from crm_desktop.reports.figures import Report
from crm_desktop.reports.jobs import PrintedReport, ScreenReport
from crm_desktop.reports.scope import ReportRequest
from crm_desktop.ui.actions import Action, ActionSet
from crm_desktop.ui.background import Ticket
from crm_desktop.ui.dialogs.binder import open_binder
from crm_desktop.ui.dialogs.report_preview import ReportPreview
from crm_desktop.ui.dialogs.save_file import ask_where
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.report_board import ReportBoard
from crm_desktop.ui.report_filters import ReportFilters
from crm_desktop.ui.report_periods import CUSTOM, PERIODS
from crm_desktop.ui.side_views import ViewEntry
from crm_desktop.ui.texts import Plain, Retranslating
from crm_desktop.ui.theme import Role
from crm_desktop.ui.theme.tokens import Height, Space
from crm_desktop.ui.widgets.buttons import Button
from crm_desktop.ui.widgets.labels import Label
from crm_desktop.ui.widgets.parts_label import PartsLabel
from crm_desktop.ui.widgets.shrinking import Shrinking

_READS = frozenset({"opportunity", "opportunity_line", "customer", "app_user", "history_entry", "exchange_rate"})
_SETTLE_MS = 250
_PATIENCE_MS = 150


class ReportsPage(Retranslating):
    """Asks the worker for the report and shows what comes back; the window never computes anything itself."""

    status_changed = Signal()
    views_changed = Signal()
    hints = (
        ("Tab", N_("Next figure or chart")),
        ("Enter", N_("Open the records")),
        ("Ctrl+P", N_("Preview and print")),
    )

    def __init__(self, context: PageContext) -> None:
        super().__init__()
        self._theme, self._background, self._preferences = context.theme, context.background, context.preferences
        self._context, self._navigator, self._path = context, context.navigator, context.path
        self._shown: ScreenReport | None = None
        self._ticket: Ticket | None = None
        self._drawn: tuple[object, ...] = ()
        self.actions_set = ActionSet(self, self._actions())
        self._settle = _timer(self, self.refresh)
        self._settle_size = _timer(self, self._redraw)
        self._wait = _timer(self, self._show_waiting, _PATIENCE_MS)
        self.filters = ReportFilters(context.theme, context.preferences, context.today)
        self.board = ReportBoard(context.theme)
        self._build()
        self.filters.changed.connect(self._settle.start)
        self.filters.period_changed.connect(self.views_changed)
        self.board.opened.connect(self._open)
        self.board.room_changed.connect(self._settle_size.start)
        context.feed.subscribe(self, _READS, lambda _changes: self._settle.start())
        context.feed.subscribe(self, CHOICE_TABLES, lambda _changes: self._read_choices())
        context.theme.theme_changed.connect(self._settle_size.start)
        context.viewer_changed.connect(self._on_viewer)
        self._read_choices()
        self._settle.start()
        self._wait.start()

    # --- for the window

    def views(self) -> list[ViewEntry]:
        """The periods, offered like views."""
        return [ViewEntry(key, title) for key, (title, _) in PERIODS.items()]

    @property
    def current_view(self) -> str:
        """The period chosen."""
        return str(self.filters.period.value() or CUSTOM)

    def show_view(self, key: str) -> None:
        """Choose a period."""
        self.filters.show_period(key)

    def show_days(self, first: date, last: date) -> None:
        """Report on these days."""
        self.filters.show_days(first, last)

    def status_text(self) -> str:
        """How fresh the figures are."""
        if self._ticket is not None:
            return tr("Computing…")
        state = self._shown.report.data_state.at if self._shown else None
        return tr("Data as of {moment}", moment=formats.moment(state, language())) if state else ""

    # --- what can be done

    def refresh(self) -> None:
        """Compute the report again and draw it; progress stands in the status bar, where it can be cancelled."""
        if not self._may_report():
            return
        if self._shown is None:
            self._wait.start()
        self._drawn = self._look()
        arguments = (str(self._path), self._background.viewer, self.request(), *self._drawn)
        self._start("crm_desktop.reports.jobs.screen_report", arguments, self._show, Message("Computing the report…"))

    def request(self) -> ReportRequest:
        """What is asked for."""
        return self.filters.request()

    def preview(self) -> None:
        """Set the report as PDF and show its pages, to be printed or saved."""
        self._print(lambda printed: ReportPreview(self.window(), self._theme, self._background, printed.pdf, self.save))

    def save_pdf(self) -> None:
        """Set the report as PDF and ask where to keep it."""
        self._print(lambda printed: self.save(printed.pdf))

    def binder(self) -> None:
        """Ask which reports to put into one document for the period."""
        if self._may_report():
            open_binder(self._context, self.window(), self.request())

    def save(self, pdf: bytes) -> None:
        """Ask where to keep a finished PDF and write it."""
        first, last = self.filters.span()
        name = f"{tr('Sales report')} {first.isoformat()} {last.isoformat()}.pdf"
        folder = Path(self._preferences.get("report.folder") or Path.home())
        path = ask_where(self, tr("Save as PDF"), folder / name, (("PDF", ".pdf"),))
        if path is None:
            return
        self._preferences.set("report.folder", str(path.parent))
        self._background.call(self, lambda: write_bytes(path, pdf), lambda _done: self._say_saved(path))

    # --- building

    def _actions(self) -> list[Action]:
        preview, pdf, again = N_("Preview and print"), N_("Save as PDF"), N_("Compute again")
        binder = N_("Manager's binder…")
        return [
            Action("report.preview", preview, self.preview, N_("See the pages"), "Ctrl+P", "printer"),
            Action("report.pdf", pdf, self.save_pdf, N_("Write a file"), "Ctrl+Shift+S", "file-down"),
            Action("report.binder", binder, self.binder, N_("All reports in one document"), "", "layers"),
            Action("report.refresh", again, self.refresh, N_("Read the data again"), "F5", "refresh-cw"),
        ]

    def _build(self) -> None:
        px = self._theme.px
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._title_row())
        column.addWidget(self.filters)
        self._notice = Label(self._theme, Plain(""), Role.BODY, colour="text2", wrap=True)
        self._notice.hide()
        notice = QHBoxLayout()
        notice.setContentsMargins(px(Space.XL), 0, px(Space.XL), 0)
        notice.addWidget(self._notice)
        column.addLayout(notice)
        column.addWidget(self.board, 1)

    def _title_row(self) -> QWidget:
        px = self._theme.px
        bar = QWidget()
        bar.setFixedHeight(px(Height.TITLE_BAR))
        row = QHBoxLayout(bar)
        row.setContentsMargins(px(Space.XL), 0, px(Space.L), 0)
        row.setSpacing(px(Space.S))
        self._span_text = PartsLabel(self._theme, Plain(""), Role.BODY, colour="text3", elide=True)
        row.addWidget(Label(self._theme, N_("Sales report"), Role.TITLE))
        row.addWidget(self._span_text, 1)
        pdf = Button(self._theme, N_("Save as PDF"), icon="file-down")
        pdf.clicked.connect(self.save_pdf)
        preview = Button(self._theme, N_("Preview and print"), kind="primary", icon="printer", key="Ctrl+P")
        preview.clicked.connect(self.preview)
        binder = Button(self._theme, N_("Manager's binder…"), icon="layers")
        binder.clicked.connect(self.binder)
        for each in (binder, pdf, preview):
            row.addWidget(each)
        Shrinking(bar, (binder, pdf, preview))
        return bar

    # --- what is computed and shown

    def _redraw(self) -> None:
        """Draw the charts in another size or colour; the figures stay."""
        if self._ticket is not None:
            self._settle_size.start()
        if self._ticket is not None or self._shown is None or self._look() == self._drawn:
            return
        self._drawn = self._look()
        arguments = (self._shown.report, *self._drawn)
        self._start("crm_desktop.reports.jobs.redraw", arguments, self._show_charts)

    def _start(
        self, function: str, arguments: tuple[object, ...], then: Callable[..., None], title: Message | None = None
    ) -> None:
        """Have the worker do something; what it is still doing for an earlier wish is given up."""
        old, self._ticket = self._ticket, None
        if old is not None:
            old.cancel()
        ticket = self._background.run(self, function, arguments, then, self._on_failed, title=title)
        if not ticket.is_done:
            self._ticket = ticket
            ticket.on_cancel(lambda: self._on_cancelled(ticket))
        self.status_changed.emit()

    def _look(self) -> tuple[object, ...]:
        theme = "dark" if self._theme.tokens.dark else "light"
        return self.board.sizes(), self.devicePixelRatioF(), theme

    def _show(self, shown: ScreenReport) -> None:
        self._ticket, self._shown = None, shown
        report = shown.report
        self._span_text.set_text(Plain(_days(report)))
        notes = " ".join(caveats(report, Translator(language())))
        self._notice.set_text(Plain(notes))
        self._notice.setVisible(bool(notes))
        self.board.show_report(report, shown.charts)
        self.status_changed.emit()

    def _show_charts(self, charts: tuple[ChartImage, ...]) -> None:
        self._ticket = None
        self.board.show_charts(charts)
        self.status_changed.emit()

    def _show_waiting(self) -> None:
        self.board.show_waiting(self._shown is None and (self._ticket is not None or self._settle.isActive()))

    def _on_viewer(self) -> None:
        """Somebody else acts: what only the one before may see goes, and what is computed for them is dropped."""
        old, self._ticket, self._shown = self._ticket, None, None
        if old is not None:
            old.cancel()
        self.board.clear()
        self._span_text.set_text(Plain(""))
        self._notice.hide()
        self.refresh()

    def _on_cancelled(self, ticket: Ticket) -> None:
        """Cancelled by the user, not replaced by another wish."""
        if self._ticket is ticket:
            self._ticket = None
            self._notice.set_text(N_("Cancelled. Press F5 to compute the report again."))
            self._notice.show()
            self.board.show_waiting(False)
            self.status_changed.emit()

    def _on_failed(self, error: Exception) -> None:
        self._ticket = None
        self._notice.set_text(getattr(error, "message", N_("The report could not be computed. Try again.")))
        self._notice.show()
        self.board.show_waiting(False)
        self.status_changed.emit()

    def _may_report(self) -> bool:
        if self._background.viewer.may(REPORT):
            return True
        self._on_failed(
            NotAllowed(Message("Your role does not include reports. Ask whoever looks after the company file."))
        )
        return False

    def _open(self, spec: ListSpec) -> None:
        self._navigator.show_list("opportunity", spec)

    def _print(self, then: Callable[[PrintedReport], object]) -> None:
        if not self._may_report():
            return
        arguments = (str(self._path), self._background.viewer, self.request())
        self._background.run(
            self,
            "crm_desktop.reports.jobs.printed_report",
            arguments,
            lambda printed: _only(then(printed)),
            self._on_failed,
            title=Message("Setting the report…"),
        )

    def _say_saved(self, path: Path) -> None:
        self._navigator.say(Message("Saved: {file}", file=path.name))

    def _read_choices(self) -> None:
        self._background.read(self, choices, self.filters.offer)

    # --- what happens to the page

    def retranslate(self) -> None:
        """Draw again in the current language."""
        self.filters.speak()
        self._settle.start()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.DevicePixelRatioChange:
            self._settle_size.start()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(self._theme.tokens.content))
        painter.end()


def _days(report: Report) -> str:
    """The period, and the one its changes are measured against."""
    days = formats.period(report.period_from, report.period_to, language())
    if report.previous_from is None or report.previous_to is None:
        return days
    previous = formats.period(report.previous_from, report.previous_to, language())
    return f"{days} · {tr('compared with {previous}', previous=previous)}"


def _timer(page: QWidget, then: Callable[[], None], interval: int = _SETTLE_MS) -> QTimer:
    """Waits until the user stops changing things."""
    timer = QTimer(page, singleShot=True, interval=interval)
    timer.timeout.connect(then)
    return timer


def _only(_result: object) -> None:
    """Called for its effect."""
