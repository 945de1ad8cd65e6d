"""A part that scrolls where there is no room for it, instead of pressing its lines into each other."""

from collections.abc import Iterator

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

_ANY = 16_777_215  # what Qt calls no limit of a size
_AIR = 12


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

    Where it is not scrolled, it shows whole lines alone: what would be cut in half waits below, and the room it leaves
    goes to the others as soon as they say how much they leave to it (`set_room`).
    """

    def __init__(self, part: QWidget, least: int) -> None:
        super().__init__()
        self._part, self._least, self._room = part, least, _ANY
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.setWidgetResizable(True)
        self.setWidget(part)
        part.installEventFilter(self)

    def set_room(self, room: int) -> None:
        """Take at most so many pixels."""
        self._room = max(room, self._least)
        self._fit()

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
            self._fit()
        elif event.type() is QEvent.Type.Resize:
            self._fit()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """End the part where a line ends, and the view too if others leave it even less."""
        wanted = self.sizeHint().height()
        most = _ANY if wanted <= self._room else self._end_within(self._room)
        if self.maximumHeight() != most:
            self.setMaximumHeight(most)
        height = self.height()
        beyond = 0 if self._part.height() <= height else height - self._end_within(height)
        if self.viewportMargins().bottom() != beyond:
            self.setViewportMargins(0, 0, 0, beyond)

    def _end_within(self, height: int) -> int:
        """Where what is seen whole in a height ends, with a little air below its last line where there is some."""
        layout = self._part.layout()
        lines = [] if layout is None else [*_lines(layout)]
        last = max((end for _top, end in lines if end <= height), default=height)
        below = min((top for top, _end in lines if top >= last), default=height)
        return min(last + _AIR, below, height)


def _lines(layout: QLayout) -> Iterator[tuple[int, int]]:
    """Where what stands below each other in a layout begins and ends, down to single lines."""
    for number in range(layout.count()):
        item = layout.itemAt(number)
        assert item is not None
        inner = item.layout()
        if isinstance(inner, QVBoxLayout):
            yield from _lines(inner)
        elif not item.isEmpty():
            yield item.geometry().top(), item.geometry().bottom() + 1
