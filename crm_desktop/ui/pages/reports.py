"""The reports page: figures and charts of a period on screen, each leading to its records, and the printed report."""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFileDialog, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from crm_desktop.core import formats
from crm_desktop.core.errors import MachineError, NotAllowed
from crm_desktop.core.i18n import N_, Message, language, tr, tr_message
from crm_desktop.core.viewer import REPORT
from crm_desktop.queries.choices import CHOICE_TABLES, Choices, choices
from crm_desktop.reports import figures as names
from crm_desktop.reports.jobs import ChartSize, PrintedReport, ScreenReport
from crm_desktop.reports.scope import ReportRequest
from crm_desktop.ui.actions import Action, ActionSet
from crm_desktop.ui.background import Ticket
from crm_desktop.ui.dialogs.report_preview import ReportPreview
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.report_periods import CUSTOM, DEFAULT, PERIODS
from crm_desktop.ui.side_bar import ViewEntry
from crm_desktop.ui.texts import Plain, Retranslating
from crm_desktop.ui.theme import Role, Theme
from crm_desktop.ui.theme.tokens import Height, Space
from crm_desktop.ui.widgets.buttons import Button
from crm_desktop.ui.widgets.chart_view import ChartView
from crm_desktop.ui.widgets.fields import ChoiceField, DateField
from crm_desktop.ui.widgets.figure_button import FigureButton
from crm_desktop.ui.widgets.labels import Label, Rule

_READS = frozenset({"opportunity", "opportunity_line", "customer", "app_user", "history_entry", "exchange_rate"})
_CHARTS = (
    names.BY_MONTH,
    names.BY_STAGE,
    names.BY_OWNER,
    names.BY_QUARTER,
    names.BY_REGION,
    names.BY_PRODUCT,
    names.BY_SECTOR,
    names.BY_CUSTOMER,
    names.WON_REASONS,
    names.LOST_REASONS,
)
_SETTLE_MS = 250
_PDF = "PDF (*.pdf)"
_CHART_HEIGHT = 264
_TWO_COLUMNS, _THREE_COLUMNS = 820, 1150


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
        theme, background, feed = context.theme, context.background, context.feed
        self._theme, self._background, self._preferences = theme, background, context.preferences
        self._navigator, self._path, self._today = context.navigator, context.path, context.today
        self._shown: ScreenReport | None = None
        self._ticket: Ticket | None = None
        self._choices: Choices | None = None
        self.actions_set = ActionSet(
            self,
            [
                Action(
                    "report.preview", N_("Preview and print"), self.preview, N_("See the pages"), "Ctrl+P", "printer"
                ),
                Action("report.pdf", N_("Save as PDF"), self.save_pdf, N_("Write a file"), "Ctrl+Shift+S", "file-down"),
                Action(
                    "report.refresh", N_("Compute again"), self.refresh, N_("Read the data again"), "F5", "refresh-cw"
                ),
            ],
        )
        self._settle = QTimer(self, singleShot=True, interval=_SETTLE_MS)
        self._settle.timeout.connect(self.refresh)
        self._build()
        feed.subscribe(self, _READS, lambda _changes: self._settle.start())
        feed.subscribe(self, CHOICE_TABLES, lambda _changes: self._read_choices())
        theme.theme_changed.connect(self._settle.start)
        self._read_choices()
        self._settle.start()

    # --- for the window

    def views(self) -> list[ViewEntry]:
        """The periods, offered like views."""
        return [ViewEntry(key, title) for key, (title, _) in PERIODS.items()]

    @property
    def current_view(self) -> str:
        """The period chosen."""
        return str(self.period.value() or CUSTOM)

    def show_view(self, key: str) -> None:
        """Choose a period."""
        self.period.set_value(key)
        self._on_period()

    def status_text(self) -> str:
        """How fresh the figures are."""
        if self._ticket is not None:
            return tr("Computing…")
        state = self._shown.report.data_state.at if self._shown else None
        return tr("Data as of {moment}", moment=formats.moment(state, language())) if state else ""

    # --- what can be done

    def refresh(self) -> None:
        """Compute the report again and draw it."""
        if self._ticket is not None:
            self._ticket.cancel()
        if not self._background.viewer.may(REPORT):
            self._notice.set_text(N_("Your role does not include reports. Ask whoever looks after the company file."))
            return
        theme = "dark" if self._theme.tokens.dark else "light"
        arguments = (
            str(self._path),
            self._background.viewer,
            self.request(),
            self._sizes(),
            self.devicePixelRatioF(),
            theme,
        )
        self._ticket = self._background.run(
            self, "crm_desktop.reports.jobs.screen_report", arguments, self._show, self._on_failed
        )
        self.status_changed.emit()

    def request(self) -> ReportRequest:
        """What is asked for."""
        first, last = self._span()
        owner = self.owner.value()
        return ReportRequest(
            first,
            last,
            str(self.language.value() or language()),
            (owner,) if owner else (),
            self.team.value(),
        )

    def preview(self) -> None:
        """Set the report as PDF and show its pages, to be printed or saved."""
        self._print(lambda printed: ReportPreview(self.window(), self._theme, self._background, printed.pdf, self.save))

    def save_pdf(self) -> None:
        """Set the report as PDF and ask where to keep it."""
        self._print(lambda printed: self.save(printed.pdf))

    def save(self, pdf: bytes) -> None:
        """Ask where to keep a finished PDF and write it."""
        first, last = self._span()
        name = f"{tr('Sales report')} {first.isoformat()} {last.isoformat()}.pdf"
        folder = self._preferences.get("report.folder") or str(Path.home())
        chosen, _ = QFileDialog.getSaveFileName(self, tr("Save as PDF"), str(Path(folder) / name), _PDF)
        if not chosen:
            return
        path = Path(chosen) if chosen.lower().endswith(".pdf") else Path(f"{chosen}.pdf")
        self._preferences.set("report.folder", str(path.parent))
        self._background.call(self, lambda: _write(path, pdf), lambda _done: self._say_saved(path))

    # --- building

    def _build(self) -> None:
        theme, px = self._theme, self._theme.px
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._title_row())
        column.addWidget(self._filter_row())
        self._notice = Label(theme, Plain(""), Role.BODY, colour="text2", wrap=True)
        notice = QHBoxLayout()
        notice.setContentsMargins(px(Space.XL), 0, px(Space.XL), 0)
        notice.addWidget(self._notice)
        column.addLayout(notice)
        self._figures = {name: FigureButton(theme) for name in names.FIGURES}
        grid = QGridLayout()
        grid.setContentsMargins(px(Space.XL), px(Space.S), px(Space.XL), px(Space.M))
        grid.setHorizontalSpacing(px(Space.L))
        grid.setVerticalSpacing(px(Space.S))
        for number, (name, button) in enumerate(self._figures.items()):
            button.clicked.connect(lambda _checked=False, name=name: self._open_figure(name))
            grid.addWidget(button, number // 4, number % 4)
        column.addLayout(grid)
        column.addWidget(Rule(theme, strong=True))
        self._charts = {name: ChartView(theme) for name in _CHARTS}
        for view in self._charts.values():
            view.opened.connect(self._open_region)
        self._board = _Board(self._theme)
        self._grid = QGridLayout(self._board)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(0)
        scroll = QScrollArea(widgetResizable=True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(self._board)
        column.addWidget(scroll, 1)
        self._columns = 0
        self._lay_out()

    def _title_row(self) -> QWidget:
        px = self._theme.px
        bar = QWidget()
        bar.setFixedHeight(px(Height.TITLE_BAR))
        row = QHBoxLayout(bar)
        row.setContentsMargins(px(Space.XL), 0, px(Space.L), 0)
        row.setSpacing(px(Space.S))
        self._span_text = Label(self._theme, Plain(""), Role.BODY, colour="text3")
        row.addWidget(Label(self._theme, N_("Sales report"), Role.TITLE))
        row.addWidget(self._span_text)
        row.addStretch(1)
        pdf = Button(self._theme, N_("Save as PDF"), icon="file-down")
        pdf.clicked.connect(self.save_pdf)
        preview = Button(self._theme, N_("Preview and print"), kind="primary", icon="printer", key="Ctrl+P")
        preview.clicked.connect(self.preview)
        row.addWidget(pdf)
        row.addWidget(preview)
        return bar

    def _filter_row(self) -> QWidget:
        theme, px = self._theme, self._theme.px
        bar = QWidget()
        row = QHBoxLayout(bar)
        row.setContentsMargins(px(Space.XL), 0, px(Space.L), px(Space.S))
        row.setSpacing(px(Space.M))
        periods = [(key, title) for key, (title, _) in PERIODS.items()] + [(CUSTOM, N_("Other days"))]
        self.period = ChoiceField(theme, N_("Period"), periods, empty=False)
        self.period.set_value(self._preferences.get("report.period", DEFAULT))
        self.first = DateField(theme, N_("From"), today=self._today)
        self.last = DateField(theme, N_("To"), today=self._today)
        self.team = ChoiceField(theme, N_("Team"), [], placeholder=N_("All teams"))
        self.owner = ChoiceField(theme, N_("Owner"), [], placeholder=N_("Everyone"))
        languages = [("en", Plain("English")), ("zh_CN", Plain("中文"))]
        self.language = ChoiceField(theme, N_("Language"), languages, empty=False)
        self.language.set_value(language())
        for field, width in (
            (self.period, 170),
            (self.first, 190),
            (self.last, 190),
            (self.team, 170),
            (self.owner, 190),
            (self.language, 130),
        ):
            field.setFixedWidth(px(width))
            row.addWidget(field, 0, Qt.AlignmentFlag.AlignTop)
        row.addStretch(1)
        self.period.changed.connect(self._on_period)
        for each in (self.first, self.last, self.team, self.owner, self.language):
            each.changed.connect(self._settle_later)
        self._show_days()
        return bar

    def _lay_out(self) -> None:
        """One, two or three charts side by side, as the width allows; the first one wide."""
        width = self.width()
        columns = 3 if width >= self._theme.px(_THREE_COLUMNS) else 2 if width >= self._theme.px(_TWO_COLUMNS) else 1
        if columns == self._columns:
            return
        self._columns = columns
        for number, view in enumerate(self._charts.values()):
            self._grid.removeWidget(view)
            self._grid.addWidget(view, number // columns, number % columns)
            view.set_plot_height(self._theme.px(_CHART_HEIGHT))
        for number in range(3):
            self._grid.setColumnStretch(number, 1 if number < columns else 0)

    def _sizes(self) -> tuple[ChartSize, ...]:
        px = self._theme.px
        width = max(240, (self.width() - px(14)) // max(1, self._columns) - px(40))
        return tuple(ChartSize(name, width, px(_CHART_HEIGHT)) for name in _CHARTS)

    # --- what is shown

    def _show(self, shown: ScreenReport) -> None:
        self._ticket, self._shown = None, shown
        report = shown.report
        self._span_text.set_text(Plain(formats.period(report.period_from, report.period_to, language())))
        notes = " ".join(tr_message(note) for note in report.notes)
        self._notice.set_text(Plain(notes))
        self._notice.setVisible(bool(notes))
        for name, button in self._figures.items():
            figure = report.figure(name)
            if figure is not None:
                button.show_figure(figure, language())
        for chart in shown.charts:
            self._charts[chart.name].show_chart(chart.title, chart.subtitle, chart.png, chart.ratio, chart.regions)
        self.status_changed.emit()

    def _on_failed(self, error: Exception) -> None:
        self._ticket = None
        self._notice.set_text(getattr(error, "message", N_("The report could not be computed. Try again.")))
        self.status_changed.emit()

    def _open_figure(self, name: str) -> None:
        figure = self._shown.report.figure(name) if self._shown else None
        if figure is not None and figure.filter is not None:
            self._navigator.show_list("opportunity", figure.filter)

    def _open_region(self, region: Any) -> None:
        self._navigator.show_list("opportunity", region.filter)

    def _print(self, then: Callable[[PrintedReport], object]) -> None:
        if not self._background.viewer.may(REPORT):
            self._on_failed(NotAllowed(Message("Your role does not include reports.")))
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

    # --- the filters

    def _span(self) -> tuple[date, date]:
        key = self.period.value()
        if key in PERIODS:
            return PERIODS[key][1](self._today())
        first, last = self.first.value(), self.last.value()
        first = first or last or self._today()
        last = last or first
        return (first, last) if first <= last else (last, first)

    def _on_period(self, *_ignored: object) -> None:
        self._preferences.set("report.period", self.period.value())
        self._show_days()
        self.views_changed.emit()
        self._settle.start()

    def _show_days(self) -> None:
        is_custom = self.period.value() not in PERIODS
        if not is_custom:
            first, last = self._span()
            self.first.set_value(first)
            self.last.set_value(last)
        self.first.setVisible(is_custom)
        self.last.setVisible(is_custom)

    def _settle_later(self, *_ignored: object) -> None:
        self._settle.start()

    def _read_choices(self) -> None:
        self._background.read(self, choices, self._on_choices)

    def _on_choices(self, found: Choices) -> None:
        self._choices = found
        self.team.set_choices(_plain(found.options("teams", language())))
        self.owner.set_choices(_plain(found.options("users", language())))

    def retranslate(self) -> None:
        """Draw again in the current language."""
        if self._choices is not None:
            self._on_choices(self._choices)
        self.language.set_value(language())
        self._settle.start()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()
        self._settle.start()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.DevicePixelRatioChange:
            self._settle.start()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(self._theme.tokens.content))
        painter.end()


class _Board(QWidget):
    """The charts on the ground of content."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        theme.theme_changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(self._theme.tokens.content))
        painter.end()


def _only(_result: object) -> None:
    """Called for its effect."""


def _plain(options: Sequence[tuple[str, str]]) -> list[tuple[str, Plain]]:
    return [(key, Plain(name)) for key, name in options]


def _write(path: Path, content: bytes) -> None:
    unfinished = path.with_name(f"{path.name}.tmp")
    try:
        unfinished.write_bytes(content)
        unfinished.replace(path)
    except OSError as error:
        unfinished.unlink(missing_ok=True)
        reason = error.strerror or str(error)
        raise MachineError(
            Message("“{file}” could not be written: {reason}.", file=path.name, reason=reason)
        ) from error
