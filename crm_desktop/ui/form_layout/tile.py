"""A field of a form that is arranged: the field itself, which takes no keys, in a frame that can be dragged."""

from PySide6.QtCore import QPoint, QRectF, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from crm_desktop.core.i18n import tr
from crm_desktop.ui.texts import shown
from crm_desktop.ui.theme import Theme
from crm_desktop.ui.theme.shapes import rounded
from crm_desktop.ui.theme.tokens import Radius
from crm_desktop.ui.widgets.field import Field

_INSIDE = 8


class Tile(QWidget):
    """One field. `dragged` tells where it is held, in the coordinates of the screen; `dropped` where it was let go."""

    pressed_key = Signal(object, QKeyEvent)
    focused = Signal(object)
    dragged = Signal(object, QPoint)
    dropped = Signal(object, QPoint)
    given_up = Signal()
    menu_wanted = Signal(object, QPoint)

    def __init__(self, theme: Theme, name: str, field: Field) -> None:
        super().__init__()
        self._theme, self.name, self.field = theme, name, field
        self._from: QPoint | None = None
        self.is_dragged = self.is_current = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        inside = theme.px(_INSIDE)
        column = QVBoxLayout(self)
        column.setContentsMargins(inside, inside, inside, inside)
        column.addWidget(field)
        field.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        for widget in (field, *field.findChildren(QWidget)):
            widget.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        words = [shown(field.label), *([tr("required")] if field.required else [])]
        self.setAccessibleName(", ".join(words))

    def set_current(self, is_current: bool) -> None:
        """Show it as the one that buttons and keys move."""
        self.is_current = is_current
        self.update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.focused.emit(self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.is_dragged and event.key() == Qt.Key.Key_Escape:
            self._end()
            self.given_up.emit()
            return
        event.ignore()
        self.pressed_key.emit(self, event)
        if not event.isAccepted():
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._from = event.globalPosition().toPoint()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        here = event.globalPosition().toPoint()
        if self._from is None:
            return
        if (here - self._from).manhattanLength() >= QApplication.startDragDistance():
            self.is_dragged = True
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
        if self.is_dragged:
            self.dragged.emit(self, here)
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        was_dragged = self.is_dragged
        self._end()
        if was_dragged:
            self.dropped.emit(self, event.globalPosition().toPoint())

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self.menu_wanted.emit(self, event.globalPos())

    def paintEvent(self, event: QPaintEvent) -> None:
        t = self._theme.tokens
        painter = QPainter(self)
        if self.is_current:
            rounded(painter, QRectF(self.rect()), Radius.FIELD, t.selected, t.accent_text)
        elif self.is_dragged or self.underMouse():
            rounded(painter, QRectF(self.rect()), Radius.FIELD, t.hover, t.strong_line)
        painter.end()

    def _end(self) -> None:
        self._from, self.is_dragged = None, False
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        self.update()
