"""A chart on screen: its finding as title, the picture, and regions that open the records behind them."""

from collections.abc import Sequence
from typing import Protocol

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QVBoxLayout, QWidget

from crm_desktop.ui.texts import Plain
from crm_desktop.ui.theme import Role, Theme
from crm_desktop.ui.theme.shapes import ring, rounded
from crm_desktop.ui.theme.tokens import Radius
from crm_desktop.ui.widgets.labels import Label

_BARS = (0.9, 0.72, 0.58, 0.4, 0.24)


class Region(Protocol):
    """A part of the picture that leads somewhere."""

    @property
    def x(self) -> float: ...
    @property
    def y(self) -> float: ...
    @property
    def width(self) -> float: ...
    @property
    def height(self) -> float: ...
    @property
    def text(self) -> str: ...


class ChartView(QWidget):
    """Shows one chart; a click or Enter on a part of it emits that part's region."""

    opened = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme, self._is_waiting = theme, False
        self._title = Label(theme, Plain(""), Role.SECTION, wrap=True)
        self._subtitle = Label(theme, Plain(""), Role.SMALL, colour="text3", wrap=True)
        self.picture = _Picture(theme)
        self.picture.opened.connect(self.opened)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(20), theme.px(14), theme.px(20), theme.px(10))
        column.setSpacing(0)
        for label in (self._title, self._subtitle):
            _take_any_width(label)
            column.addWidget(label)
        # The pictures of a row stand on one line, however long the sentences above them are.
        column.addStretch(1)
        column.addSpacing(theme.px(8))
        column.addWidget(self.picture)

    def set_plot_height(self, height: int) -> None:
        """Give the picture exactly this height, so that nothing of it is cut off."""
        self.picture.setFixedHeight(height)

    def show_chart(self, title: str, subtitle: str, png: bytes, ratio: float, regions: Sequence[Region]) -> None:
        """Show a chart drawn elsewhere."""
        self._is_waiting = False
        self._title.set_text(Plain(title))
        self._subtitle.set_text(Plain(subtitle))
        self.picture.show_picture(png, ratio, regions)
        self.picture.setAccessibleName(title)
        self.setAccessibleName(title)

    def show_waiting(self, is_waiting: bool) -> None:
        """Still bars where the chart will be."""
        self._is_waiting = is_waiting and not self.picture.has_picture
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._is_waiting:
            return
        painter, px, tokens = QPainter(self), self._theme.px, self._theme.tokens
        plot = self.picture.geometry()
        rounded(painter, QRectF(plot.left(), px(20), plot.width() * 0.6, px(12)), Radius.CHIP, tokens.active)
        rounded(painter, QRectF(plot.left(), px(42), plot.width() * 0.4, px(8)), Radius.CHIP, tokens.hover)
        pitch = plot.height() / len(_BARS)
        for number, share in enumerate(_BARS):
            top = plot.top() + pitch * (number + 0.5) - px(8)
            rounded(painter, QRectF(plot.left(), top, plot.width() * share, px(16)), Radius.CHIP, tokens.hover)
        painter.end()


def _take_any_width(label: Label) -> None:
    """A long sentence wraps instead of making its chart wider than the others."""
    policy = label.sizePolicy()
    policy.setHorizontalPolicy(QSizePolicy.Policy.Ignored)
    label.setSizePolicy(policy)


class _Picture(QWidget):
    """The picture with its regions; the arrow keys walk them."""

    opened = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._pixmap = QPixmap()
        self._regions: tuple[Region, ...] = ()
        self._current = -1
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_picture(self, png: bytes, ratio: float, regions: Sequence[Region]) -> None:
        """Show another picture."""
        pixmap = QPixmap()
        pixmap.loadFromData(png)
        pixmap.setDevicePixelRatio(ratio)
        self._pixmap, self._regions = pixmap, tuple(regions)
        self._current = -1
        self.update()

    @property
    def has_picture(self) -> bool:
        """Whether there is anything to see."""
        return not self._pixmap.isNull()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(320), self._theme.px(250))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.scale(self._scale(), self._scale())
        painter.drawPixmap(QPointF(0, 0), self._pixmap)
        if 0 <= self._current < len(self._regions):
            region = self._regions[self._current]
            shade = QColor(self._theme.tokens.accent)
            shade.setAlpha(24)
            box = QRectF(region.x, region.y, region.width, region.height)
            painter.fillRect(box, shade)
            if self.hasFocus():
                ring(painter, box, Radius.CHIP, self._theme.tokens.accent_text)
        painter.end()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._go(self._at(event.position().toPoint()))
        self.setCursor(Qt.CursorShape.PointingHandCursor if self._current >= 0 else Qt.CursorShape.ArrowCursor)

    def leaveEvent(self, event: object) -> None:
        self._go(-1)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        number = self._at(event.position().toPoint())
        if number >= 0:
            self.opened.emit(self._regions[number])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1, Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1}
        key = Qt.Key(event.key())
        if key in steps and self._regions:
            self._go((self._current + steps[key]) % len(self._regions))
            self.setAccessibleDescription(self._regions[self._current].text)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._current >= 0:
            self.opened.emit(self._regions[self._current])
        else:
            super().keyPressEvent(event)

    def event(self, event: object) -> bool:
        if isinstance(event, QHelpEvent):
            number = self._at(event.pos())
            if number >= 0:
                QToolTip.showText(event.globalPos(), self._regions[number].text, self)
                return True
        return super().event(event)  # type: ignore[arg-type]  # only passed on

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._go(max(0, self._current) if self._regions else -1)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._go(-1)

    def _scale(self) -> float:
        """A picture that has become too wide shrinks until it is drawn anew, so that no value is cut off."""
        width = self._pixmap.deviceIndependentSize().width()
        return min(1.0, self.width() / width) if width else 1.0

    def _at(self, place: QPoint) -> int:
        spot = QPointF(place) / self._scale()
        for number, each in enumerate(self._regions):
            if QRectF(each.x, each.y, each.width, each.height).contains(spot):
                return number
        return -1

    def _go(self, number: int) -> None:
        if number != self._current:
            self._current = number
            self.update()
