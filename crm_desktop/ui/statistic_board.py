"""A statistic on screen: figures, charts, and the table that is chosen, each leading to its records."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from crm_desktop.core.i18n import N_, tr
from crm_desktop.reports import statistic
from crm_desktop.reports.charts import ChartImage
from crm_desktop.reports.jobs import ChartSize
from crm_desktop.reports.sketch import Region
from crm_desktop.reports.statistic import Statistic
from crm_desktop.ui.report_strip import FigureStrip
from crm_desktop.ui.texts import Plain, Text
from crm_desktop.ui.theme import Role, Theme
from crm_desktop.ui.theme.tokens import Height, Space
from crm_desktop.ui.widgets.chart_view import ChartView
from crm_desktop.ui.widgets.fields import ChoiceField
from crm_desktop.ui.widgets.labels import Label, Rule
from crm_desktop.ui.widgets.text_table import TextColumn, TextTable

_CHART_HEIGHT, _LEAST_WIDTH = 250, 240
_WIDTH, _CHOICE = 90, 240


class StatisticBoard(QScrollArea):
    """Shows one statistic; `opened` carries the list of the records behind what was pressed.

    `led_elsewhere` carries its kind too, where that is another one than the statistic's.

    It is told beforehand how its figures and charts are called, and which tables can be chosen.
    """

    opened = Signal(object)
    led_elsewhere = Signal(str, object)
    room_changed = Signal()

    def __init__(
        self, theme: Theme, figures: Sequence[str], charts: Sequence[str], tables: Sequence[tuple[str, Text]]
    ) -> None:
        super().__init__(widgetResizable=True)
        self._theme = theme
        self._report: Statistic | None = None
        self._strip = FigureStrip(theme, figures)
        self.figures = self._strip.figures
        self.charts = {name: ChartView(theme) for name in charts}
        self.by = ChoiceField(theme, N_("Figures by"), list(tables), empty=False)
        self.by.set_value(tables[0][0])
        self.table = TextTable(theme, (TextColumn(N_("Name")),), chooses=True, edge=Space.XL)
        self._build()
        self._strip.pressed.connect(self._open_figure)
        self.by.changed.connect(self._fill)
        self.table.activated.connect(self._open_cell)

    def show_report(self, report: Statistic, charts: Sequence[ChartImage]) -> None:
        """Show a statistic with its charts."""
        self._report = report
        for tile in report.tiles:
            button, cell = self.figures[tile.name], tile.cell
            button.show_words(tile.title, cell.text, tile.note, tile.meaning, is_quiet=cell.is_quiet)
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
        self.table.setAccessibleName(tr("Figures"))
        self._fill()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._strip.fit(self.viewport().width())
        self.room_changed.emit()

    # --- the table

    @property
    def shown_table(self) -> statistic.Table | None:
        """The table that is chosen."""
        if self._report is None:
            return None
        return next(each for each in self._report.tables if each.name == self.by.value())

    def _fill(self, *_ignored: object) -> None:
        table = self.shown_table
        if table is None:
            self.table.set_rows((), (TextColumn(N_("Name")),))
        else:
            columns = [_column(each) for each in table.columns]
            self.table.set_rows([[cell.text for cell in row] for row in table.rows], columns, totals=table.totals)
        header, rows = self._theme.px(Height.HEADER), self.table.model().rowCount()
        self.table.setFixedHeight(header + rows * self._theme.px(Height.ROW_COMPACT) + 2)
        notes = [table.note, *self._report.notes] if table is not None and self._report is not None else []
        self._note.set_text(Plain(" ".join(filter(None, notes))))

    # --- what leads to records

    def _open_figure(self, name: str) -> None:
        if self._report is not None:
            self._open(next(each.cell for each in self._report.tiles if each.name == name))

    def _open_cell(self, index: QModelIndex) -> None:
        table = self.shown_table
        if table is not None:
            self._open(table.rows[index.row()][index.column()])

    def _open(self, cell: statistic.Cell) -> None:
        if cell.spec is not None and cell.kind:
            self.led_elsewhere.emit(cell.kind, cell.spec)
        elif cell.spec is not None:
            self.opened.emit(cell.spec)

    def _open_region(self, region: Region) -> None:
        if self._report is not None and region.kind != self._report.kind:
            self.led_elsewhere.emit(region.kind, region.filter)
        else:
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
        for view in self.charts.values():
            view.set_plot_height(px(_CHART_HEIGHT))
            view.opened.connect(self._open_region)
            column.addWidget(view)
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


def _column(of: statistic.Column) -> TextColumn:
    return TextColumn(Plain(of.title), 0 if of.is_text else _WIDTH, at_right=not of.is_text, yields=of.yields)


class Ground(QWidget):
    """Everything lies on the colour of content."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        theme.theme_changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(self._theme.tokens.content))
        painter.end()
