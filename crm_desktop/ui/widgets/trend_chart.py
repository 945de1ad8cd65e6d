"""A small chart of one or two figures over time, painted on the spot: lines with a dot for each period."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QHelpEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from crm_desktop.ui.theme import Role, Theme

_HEIGHT, _DOT, _STEP = 190, 3.0, 50


@dataclass(frozen=True)
class TrendPoint:
    """A period: what stands under it, what is told of it in words, and its figures; None where nothing is known."""

    label: str
    told: str
    values: tuple[int | None, ...]


@dataclass(frozen=True)
class Trend:
    """The names of the figures and the periods in the order of time; figures lie between -100 and 100."""

    names: tuple[str, ...]
    points: tuple[TrendPoint, ...]

    @property
    def low(self) -> int:
        """The lowest mark of the axis."""
        found = [value for point in self.points for value in point.values if value is not None]
        return min([0, *(value // _STEP * _STEP for value in found)])


class TrendChart(QWidget):
    """Paints a trend; pointing at a period tells its figures, and so does its name for screen readers."""

    def __init__(self, theme: Theme, trend: Trend) -> None:
        super().__init__()
        self._theme, self._trend = theme, trend
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(". ".join(point.told for point in trend.points))

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(200), self._theme.px(_HEIGHT))

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            plot = self._plot()
            at = int((event.pos().x() - plot.left()) / (plot.width() / len(self._trend.points)))
            if 0 <= at < len(self._trend.points):
                QToolTip.showText(event.globalPos(), self._trend.points[at].told, self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, plot = QPainter(self), self._plot()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._theme.font(Role.SMALL))
        self._draw_legend(painter)
        self._draw_axis(painter, plot)
        self._draw_labels(painter, plot)
        for number in range(len(self._trend.names)):
            self._draw_line(painter, plot, number)
        painter.end()

    # --- parts

    def _colours(self) -> tuple[str, str]:
        return self._theme.tokens.accent, self._theme.tokens.warning

    def _plot(self) -> QRectF:
        px = self._theme.px
        left = self._theme.width_of("-100", self._theme.font(Role.SMALL)) + px(8)
        return QRectF(left, px(30), max(1.0, self.width() - left - px(8)), self.height() - px(30) - px(26))

    def _y(self, plot: QRectF, value: int) -> float:
        low = self._trend.low
        return plot.bottom() - (value - low) / (100 - low) * plot.height()

    def _x(self, plot: QRectF, at: int) -> float:
        return plot.left() + plot.width() / len(self._trend.points) * (at + 0.5)

    def _draw_legend(self, painter: QPainter) -> None:
        px, x = self._theme.px, self._plot().left()
        for name, colour in zip(self._trend.names, self._colours(), strict=False):
            painter.setPen(QPen(QColor(colour), px(2)))
            painter.drawLine(QPointF(x, px(10)), QPointF(x + px(14), px(10)))
            painter.setPen(QColor(self._theme.tokens.text2))
            width = self._theme.width_of(name, painter.font()) + px(4)
            painter.drawText(QRectF(x + px(20), 0, width, px(20)), Qt.AlignmentFlag.AlignVCenter, name)
            x += px(20) + width + px(16)

    def _draw_axis(self, painter: QPainter, plot: QRectF) -> None:
        tokens, px = self._theme.tokens, self._theme.px
        for mark in range(self._trend.low, 101, _STEP):
            y = self._y(plot, mark)
            painter.setPen(QPen(QColor(tokens.strong_line if mark == 0 else tokens.line), 1))
            painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y))
            painter.setPen(QColor(tokens.text3))
            where = QRectF(0, y - px(10), plot.left() - px(6), px(20))
            painter.drawText(where, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, str(mark))

    def _draw_labels(self, painter: QPainter, plot: QRectF) -> None:
        """As many as fit, counted from the newest."""
        points, px = self._trend.points, self._theme.px
        pitch = plot.width() / len(points)
        widest = max(self._theme.width_of(point.label, painter.font()) for point in points) + px(8)
        every = max(1, -int(-widest // pitch))
        painter.setPen(QColor(self._theme.tokens.text3))
        for at in range(len(points) - 1, -1, -every):
            left = min(self._x(plot, at) - widest / 2, self.width() - widest)
            where = QRectF(left, plot.bottom() + px(4), widest, px(20))
            painter.drawText(where, Qt.AlignmentFlag.AlignCenter, points[at].label)

    def _draw_line(self, painter: QPainter, plot: QRectF, number: int) -> None:
        colour, px = QColor(self._colours()[number]), self._theme.px
        values = [point.values[number] for point in self._trend.points]
        known = [(self._x(plot, at), self._y(plot, value)) for at, value in enumerate(values) if value is not None]
        painter.setPen(QPen(colour, px(2)))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline([QPointF(*each) for each in known])
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        for each in known:
            painter.drawEllipse(QPointF(*each), px(_DOT), px(_DOT))
        self._write_last(painter, plot, values, number)

    def _write_last(self, painter: QPainter, plot: QRectF, values: Sequence[int | None], number: int) -> None:
        """The newest figure stands at its dot: the first one above it, the second below."""
        last = next((at for at in range(len(values) - 1, -1, -1) if values[at] is not None), None)
        if last is None:
            return
        px, tokens = self._theme.px, self._theme.tokens
        others = [other for other in self._trend.points[last].values if other is not None]
        is_upper = (values[last] or 0) >= max(others) and (number == 0 or len(set(others)) > 1)
        y = self._y(plot, values[last] or 0) + (-px(22) if is_upper else px(2))
        painter.setFont(self._theme.font(Role.SMALL, 600))
        painter.setPen(QColor(tokens.text1))
        where = QRectF(self._x(plot, last) - px(24), y, px(48), px(20))
        painter.drawText(where, Qt.AlignmentFlag.AlignCenter, str(values[last]))
        painter.setFont(self._theme.font(Role.SMALL))
