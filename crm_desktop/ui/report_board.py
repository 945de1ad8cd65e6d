"""The report on screen: key figures above, charts below, each leading to its records."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QScrollArea, QVBoxLayout, QWidget

from crm_desktop.core.i18n import language, tr
from crm_desktop.reports import figures as names
from crm_desktop.reports.charts import ChartImage
from crm_desktop.reports.figures import Report
from crm_desktop.reports.jobs import ChartSize
from crm_desktop.reports.sketch import Region
from crm_desktop.ui.report_strip import FigureStrip
from crm_desktop.ui.theme import Theme
from crm_desktop.ui.theme.shapes import hairline, vertical_line
from crm_desktop.ui.widgets.chart_view import ChartView
from crm_desktop.ui.widgets.labels import Rule

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
_CHART_HEIGHT = 264
_LEAST_WIDTH = 240
_TWO_COLUMNS, _THREE_COLUMNS = 820, 1150


class ReportBoard(QWidget):
    """Shows one report; `opened` carries the list of the records behind what was pressed."""

    opened = Signal(object)
    room_changed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._report: Report | None = None
        self._placed = (0, 0)
        self._strip, self._rule = FigureStrip(theme), Rule(theme, strong=True)
        self.figures = self._strip.figures
        self.charts = {name: ChartView(theme) for name in _CHARTS}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._strip)
        column.addWidget(self._rule)
        column.addWidget(self._chart_grid(), 1)
        self._strip.pressed.connect(self._open_figure)
        self._lay_out()

    def show_report(self, report: Report, charts: Sequence[ChartImage]) -> None:
        """Show a report with its charts."""
        self._report = report
        self._scroll.setAccessibleName(tr("Charts"))
        for name, button in self.figures.items():
            figure = report.figure(name)
            if figure is not None:
                button.show_figure(figure, language())
        self.show_charts(charts)

    def clear(self) -> None:
        """Show nothing: what is here belongs to someone else."""
        self._report = None
        for button in self.figures.values():
            button.clear()
        for view in self.charts.values():
            view.show_chart("", "", b"", 1.0, ())

    def show_waiting(self, is_waiting: bool) -> None:
        """Still bars where nothing can be shown yet."""
        for button in self.figures.values():
            button.show_waiting(is_waiting)
        for view in self.charts.values():
            view.show_waiting(is_waiting)

    def show_charts(self, charts: Sequence[ChartImage]) -> None:
        """Show the charts as drawn anew."""
        for chart in charts:
            self.charts[chart.name].show_chart(chart.title, chart.subtitle, chart.png, chart.ratio, chart.regions)

    def sizes(self) -> tuple[ChartSize, ...]:
        """The charts to draw, in the sizes there is room for."""
        least, height = self._theme.px(_LEAST_WIDTH), self._theme.px(_CHART_HEIGHT)
        return tuple(ChartSize(name, max(least, view.picture.width()), height) for name, view in self.charts.items())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    def _chart_grid(self) -> QScrollArea:
        ground = _Ground(self._theme)
        ground.resized.connect(self.room_changed)
        self._grid = QGridLayout(ground)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(0)
        for view in self.charts.values():
            view.set_plot_height(self._theme.px(_CHART_HEIGHT))
            view.opened.connect(self._open_region)
        self._scroll = scroll = QScrollArea(widgetResizable=True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(ground)
        return scroll

    def _lay_out(self) -> None:
        """One, two or three charts side by side, as the width allows."""
        width, px = self.width(), self._theme.px
        columns = 3 if width >= px(_THREE_COLUMNS) else 2 if width >= px(_TWO_COLUMNS) else 1
        self._strip.fit(width)
        if (columns, self._strip.across) == self._placed:
            return
        self._placed = columns, self._strip.across
        self._place_figures(columns)
        for number, view in enumerate(self.charts.values()):
            self._grid.removeWidget(view)
            self._grid.addWidget(view, 2 + number // columns, number % columns)
        for number in range(3):
            self._grid.setColumnStretch(number, 1 if number < columns else 0)

    def _place_figures(self, columns: int) -> None:
        """Above the charts, or scrolled with them when they would take the room of these."""
        column = self.layout()
        assert isinstance(column, QVBoxLayout)
        for row, each in enumerate((self._strip, self._rule)):
            column.removeWidget(each)
            self._grid.removeWidget(each)
            if self._strip.is_tall:
                self._grid.addWidget(each, row, 0, 1, columns)
            else:
                column.insertWidget(row, each)

    def _open_figure(self, name: str) -> None:
        figure = self._report.figure(name) if self._report else None
        if figure is not None and figure.filter is not None:
            self.opened.emit(figure.filter)

    def _open_region(self, region: Region) -> None:
        self.opened.emit(region.filter)


class _Ground(QWidget):
    """The charts lie on the colour of content, split by lines."""

    resized = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        theme.theme_changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        tokens = self._theme.tokens
        painter.fillRect(self.rect(), QColor(tokens.content))
        for view in self.findChildren(ChartView):
            place = view.geometry()
            hairline(painter, place, tokens.line)
            if place.left():
                vertical_line(painter, place.left(), place.top(), place.bottom() + 1, tokens.line)
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resized.emit()
