"""The report on service on screen: figures, charts, and a table by whatever is chosen, each leading to its cases."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout

from crm_desktop.core import formats
from crm_desktop.core.i18n import N_, language, tr, trn
from crm_desktop.core.listing import ListSpec
from crm_desktop.insight import service
from crm_desktop.insight.service import METRIC, Measure
from crm_desktop.reports.charts import ChartImage
from crm_desktop.reports.jobs import ChartSize
from crm_desktop.reports.service import TITLES, TOO_FEW_SAID, ServiceReport, cell, shown, steps
from crm_desktop.reports.service_charts import CHARTS
from crm_desktop.reports.sketch import Region
from crm_desktop.ui.report_strip import FigureStrip
from crm_desktop.ui.statistic_board import Ground
from crm_desktop.ui.texts import Plain
from crm_desktop.ui.theme import Role, Theme
from crm_desktop.ui.theme.tokens import Height, Space
from crm_desktop.ui.widgets.chart_view import ChartView
from crm_desktop.ui.widgets.fields import ChoiceField
from crm_desktop.ui.widgets.labels import Label, Rule
from crm_desktop.ui.widgets.text_table import TextColumn, TextTable

FIGURES = (
    service.CASES,
    service.WORKED_MEDIAN,
    service.WORKED_P90,
    service.ELAPSED_MEDIAN,
    service.REWORK,
    service.FIRST_TIME_RIGHT,
    service.LIMITS_KEPT,
    service.SATISFACTION,
)
KIND_AND_MONTH = "kind_and_month"
# What the table shows of each group; where there is no room, what yields most is left out first.
_COLUMNS = (
    (service.CASES, N_("Cases"), 0),
    (service.HANDLED_CASES, N_("Handled"), 7),
    (service.WORKED_MEDIAN, N_("Median"), 1),
    (service.WORKED_P90, N_("90%"), 2),
    (service.ELAPSED_MEAN, N_("Elapsed, mean"), 9),
    (service.ELAPSED_MEDIAN, N_("Elapsed, median"), 8),
    (service.ELAPSED_P90, N_("Elapsed, 90%"), 9),
    (service.REWORK, N_("Rework"), 5),
    (service.FIRST_TIME_RIGHT, N_("First time right"), 6),
    (service.LIMITS_KEPT, N_("Limits kept"), 4),
    (service.SATISFACTION, N_("Stars"), 3),
)
_CHART_HEIGHT, _LEAST_WIDTH, _TWO_COLUMNS = 230, 240, 760
_WIDTH, _CHOICE = 70, 240
# A month, quarter or year needs so much room, and the names of the kinds.
_MONTH, _NAMES, _ABREAST = 84, 200, 12


class ServiceBoard(QScrollArea):
    """Shows one report; `opened` carries the list of the cases behind what was pressed."""

    opened = Signal(object)
    room_changed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(widgetResizable=True)
        self._theme = theme
        self._report: ServiceReport | None = None
        self._specs: list[list[ListSpec]] = []
        self._columns = self._abreast = 0
        self._strip = FigureStrip(theme, FIGURES)
        self.figures = self._strip.figures
        self.charts = {name: ChartView(theme) for name in CHARTS}
        offered = [*TITLES.items(), (KIND_AND_MONTH, N_("Kind and month"))]
        self.by = ChoiceField(theme, N_("Figures by"), offered, empty=False)
        self.by.set_value(service.KIND)
        self.table = TextTable(theme, (TextColumn(N_("Name")),), chooses=True, edge=Space.XL)
        self._build()
        self._strip.pressed.connect(self._open_figure)
        self.by.changed.connect(self._fill)
        self.table.activated.connect(self._open_cell)
        self._lay_out()

    def show_report(self, report: ServiceReport, charts: Sequence[ChartImage]) -> None:
        """Show a report with its charts."""
        self._report = report
        for name, button in self.figures.items():
            metric, measure = METRIC[name], report.total.figures[name]
            said = shown(metric, measure, language())
            quiet = measure.is_too_few or measure.value is None
            button.show_words(tr(metric.title), said, _made_of(name, measure), tr(metric.definition), is_quiet=quiet)
        self.show_charts(charts)
        self._fill()

    def show_charts(self, charts: Sequence[ChartImage]) -> None:
        """Show the charts as drawn anew."""
        for chart in charts:
            self.charts[chart.name].show_chart(chart.title, chart.subtitle, chart.png, chart.ratio, chart.regions)

    def show_waiting(self, is_waiting: bool) -> None:
        """Still bars where nothing can be shown yet."""
        for button in self.figures.values():
            button.show_waiting(is_waiting)
        for view in self.charts.values():
            view.show_waiting(is_waiting)

    def clear(self) -> None:
        """Show nothing: what is here belongs to someone else."""
        self._report = None
        for button in self.figures.values():
            button.clear()
        for view in self.charts.values():
            view.show_chart("", "", b"", 1.0, ())
        self._fill()

    def sizes(self) -> tuple[ChartSize, ...]:
        """The charts to draw, in the sizes there is room for."""
        least, height = self._theme.px(_LEAST_WIDTH), self._theme.px(_CHART_HEIGHT)
        return tuple(ChartSize(name, max(least, view.picture.width()), height) for name, view in self.charts.items())

    def name_parts(self) -> None:
        """Name the table, and say again what is shown."""
        self.table.setAccessibleName(tr("Figures of service"))
        self._fill()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()
        if self.by.value() == KIND_AND_MONTH and self._abreast != self._months_abreast():
            self._fill()
        self.room_changed.emit()

    # --- the table

    def _fill(self, *_ignored: object) -> None:
        report = self._report
        if report is None:
            self.table.set_rows((), (TextColumn(N_("Name")),))
        elif self.by.value() == KIND_AND_MONTH:
            self._fill_months(report)
        else:
            self._fill_groups(report)
        header, rows = self._theme.px(Height.HEADER), self.table.model().rowCount()
        self.table.setFixedHeight(header + rows * self._theme.px(Height.ROW_COMPACT) + 2)

    def _fill_groups(self, report: ServiceReport) -> None:
        name = self.by.value() or service.KIND
        table = report.table(name)
        columns = [TextColumn(TITLES[name])]
        columns += [TextColumn(title, _WIDTH, at_right=True, yields=yields) for _, title, yields in _COLUMNS]
        listed = [*table.rows, report.total]
        cells = [[row.label, *(cell(row, each, language()) for each, _, _ in _COLUMNS)] for row in listed]
        self._specs = [[row.spec, *(row.behind(METRIC[each]) for each, _, _ in _COLUMNS)] for row in listed]
        self.table.set_pale(tr(TOO_FEW_SAID))
        self.table.set_rows(cells, columns, totals=1)
        self._say_further(table.further)

    def _fill_months(self, report: ServiceReport) -> None:
        self._abreast = self._months_abreast()
        spans = steps(report, self._abreast)
        place = {month: number for number, month in enumerate(report.months)}
        columns = [TextColumn(TITLES[service.KIND]), *(TextColumn(Plain(name), 1, at_right=True) for name, _ in spans)]
        columns.append(TextColumn(N_("Total"), 1, at_right=True))
        cells, self._specs = [], []
        for row, counts in report.kinds:
            parts = [sum(counts[place[month]] for month in months) for _, months in spans]
            cells.append([row.label, *(formats.integer(each) for each in (*parts, sum(counts)))])
            self._specs.append([row.spec, *(row.within(months) for _, months in spans), row.spec])
        self.table.set_rows(cells, columns)
        self._say_further(report.table(service.KIND).further)

    def _months_abreast(self) -> int:
        """How many months, quarters or years stand side by side; the last column is their total."""
        px = self._theme.px
        return max(2, min(_ABREAST, (self.viewport().width() - px(_NAMES)) // px(_MONTH) - 1))

    def _say_further(self, further: int) -> None:
        said = [
            tr("In brackets: of how many cases, where these are not all that were handled."),
            tr("Figures of fewer than five cases are not told."),
        ]
        if further:
            said.append(trn("{count} more is not named.", "{count} more are not named.", further))
        self._note.set_text(Plain(" ".join(said)))

    # --- what leads to cases

    def _open_figure(self, name: str) -> None:
        if self._report is not None:
            self.opened.emit(self._report.total.behind(METRIC[name]))

    def _open_cell(self, index: QModelIndex) -> None:
        self.opened.emit(self._specs[index.row()][index.column()])

    def _open_region(self, region: Region) -> None:
        self.opened.emit(region.filter)

    def _follow(self, current: QModelIndex, _before: QModelIndex) -> None:
        """Keep the chosen row in sight: the whole page scrolls, not the table."""
        place = self.table.visualRect(current)
        spot = self.table.viewport().mapTo(self._ground, place.center())
        self.ensureVisible(0, spot.y(), 0, place.height() * 2)

    # --- building

    def _build(self) -> None:
        px = self._theme.px
        ground = self._ground = Ground(self._theme)
        column = QVBoxLayout(ground)
        column.setContentsMargins(0, 0, 0, px(Space.XL))
        column.setSpacing(0)
        column.addWidget(self._strip)
        column.addWidget(Rule(self._theme, strong=True))
        self._grid = QGridLayout()
        self._grid.setSpacing(0)
        for view in self.charts.values():
            view.set_plot_height(px(_CHART_HEIGHT))
            view.opened.connect(self._open_region)
        column.addLayout(self._grid)
        column.addWidget(Rule(self._theme))
        row = QHBoxLayout()
        row.setContentsMargins(px(Space.XL), px(Space.M), px(Space.XL), px(Space.M))
        self.by.setMaximumWidth(px(_CHOICE))
        row.addWidget(self.by, 1)
        row.addStretch(1)
        column.addLayout(row)
        self._note = Label(self._theme, Plain(""), Role.SMALL, colour="text3", wrap=True)
        self._note.setContentsMargins(px(Space.XL), px(Space.S), px(Space.XL), 0)
        for each in (self.table, self._note):
            column.addWidget(each)
        column.addStretch(1)
        off = Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        for area in (self, self.table):
            area.setHorizontalScrollBarPolicy(off)
        self.table.setVerticalScrollBarPolicy(off)
        self.table.verticalHeader().setDefaultSectionSize(px(Height.ROW_COMPACT))
        self.table.selectionModel().currentChanged.connect(self._follow)
        self.setWidget(ground)

    def _lay_out(self) -> None:
        """One or two charts side by side, as the width allows."""
        width = self.viewport().width()
        self._strip.fit(width)
        columns = 2 if width >= self._theme.px(_TWO_COLUMNS) else 1
        if columns == self._columns:
            return
        self._columns = columns
        for number, view in enumerate(self.charts.values()):
            self._grid.removeWidget(view)
            self._grid.addWidget(view, number // columns, number % columns)
        for number in range(2):
            self._grid.setColumnStretch(number, 1 if number < columns else 0)


def _made_of(name: str, measure: Measure) -> str:
    """Of how many cases a figure is."""
    if measure.is_count:
        return ""
    if name == service.SATISFACTION:
        return trn("of 1 answer", "of {count} answers", measure.count)
    return trn("of 1 case", "of {count} cases", measure.count)
