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
from crm_desktop.ui.theme.shapes import ring
from crm_desktop.ui.theme.tokens import Radius
from crm_desktop.ui.widgets.labels import Label


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
        self._title = Label(theme, Plain(""), Role.SECTION, elide=True)
        self._subtitle = Label(theme, Plain(""), Role.SMALL, colour="text3", elide=True)
        self.picture = _Picture(theme)
        self.picture.opened.connect(self.opened)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(20), theme.px(14), theme.px(20), theme.px(10))
        column.setSpacing(0)
        column.addWidget(self._title)
        column.addWidget(self._subtitle)
        column.addSpacing(theme.px(8))
        column.addWidget(self.picture, 1)

    def set_plot_height(self, height: int) -> None:
        """Give the picture exactly this height, so that nothing of it is cut off."""
        self.picture.setFixedHeight(height)

    def show_chart(self, title: str, subtitle: str, png: bytes, ratio: float, regions: Sequence[Region]) -> None:
        """Show a chart drawn elsewhere."""
        self._title.set_text(Plain(title))
        self._subtitle.set_text(Plain(subtitle))
        self.picture.show_picture(png, ratio, regions)
        self.picture.setAccessibleName(title)
        self.setAccessibleName(title)


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

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(320), self._theme.px(250))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
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

    def _at(self, place: QPoint) -> int:
        for number, each in enumerate(self._regions):
            if QRectF(each.x, each.y, each.width, each.height).contains(QPointF(place)):
                return number
        return -1

    def _go(self, number: int) -> None:
        if number != self._current:
            self._current = number
            self.update()
