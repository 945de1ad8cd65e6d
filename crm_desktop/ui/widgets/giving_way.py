"""A part that scrolls where there is no room for it, instead of pressing its lines into each other."""

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QWidget


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
    """As high as its part wants to be, down to `least` pixels when others need the room."""

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
        return super().eventFilter(watched, event)
