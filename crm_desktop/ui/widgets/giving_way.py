"""A part that scrolls where there is no room for it, instead of pressing its lines into each other."""

from collections.abc import Iterator

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget


def scrolling(part: QWidget) -> QScrollArea:
    """A part that is scrolled up and down where its height finds no room, on the ground of what it stands in."""
    area = QScrollArea()
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidgetResizable(True)
    area.setWidget(part)
    part.setAutoFillBackground(False)
    area.viewport().setAutoFillBackground(False)
    return area


class GivingWay(QScrollArea):
    """As high as its part wants to be, down to `least` pixels when others need the room.

    Where it is not scrolled, it shows whole lines alone: what would be cut in half waits below.
    """

    def __init__(self, part: QWidget, least: int) -> None:
        super().__init__()
        self._part, self._least = part, least
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.setWidgetResizable(True)
        self.setWidget(part)
        part.installEventFilter(self)

    def sizeHint(self) -> QSize:
        part = self._part
        width = self.width() or part.sizeHint().width()
        height = part.heightForWidth(width) if part.hasHeightForWidth() else part.sizeHint().height()
        return QSize(part.sizeHint().width(), height)

    def minimumSizeHint(self) -> QSize:
        return QSize(self._part.minimumSizeHint().width(), min(self._least, self.sizeHint().height()))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.LayoutRequest:
            self.updateGeometry()
        elif event.type() is QEvent.Type.Resize:
            self._show_whole_lines()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_whole_lines()

    def _show_whole_lines(self) -> None:
        """End the view where a line ends."""
        height, layout = self.height(), self._part.layout()
        ends = [] if layout is None or self._part.height() <= height else [*_line_ends(layout)]
        last = max((end for end in ends if end <= height), default=height)
        if self.viewportMargins().bottom() != height - last:
            self.setViewportMargins(0, 0, 0, height - last)


def _line_ends(layout: QLayout) -> Iterator[int]:
    """Where what stands below each other in a layout ends, down to single lines."""
    for number in range(layout.count()):
        item = layout.itemAt(number)
        assert item is not None
        inner = item.layout()
        if isinstance(inner, QVBoxLayout):
            yield from _line_ends(inner)
        elif not item.isEmpty():
            yield item.geometry().bottom() + 1
