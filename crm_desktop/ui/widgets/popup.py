"""A list or calendar that opens under a field: part of the window, so that the field keeps the keyboard and the IME."""

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QFrame, QWidget

from crm_desktop.ui.theme import Theme
from crm_desktop.ui.theme.shapes import rounded, shadow
from crm_desktop.ui.theme.tokens import Radius

EDGE = 12  # room for the shadow


class Popup(QFrame):
    """A raised box anchored to a field; closes by a press anywhere else."""

    def __init__(self, theme: Theme, anchor: QWidget) -> None:
        super().__init__()
        self._theme, self._anchor = theme, anchor
        # The part of the anchor it belongs to, such as a row of a list; else the whole of it.
        self.part: QRect | None = None
        self.hide()
        anchor.destroyed.connect(self.deleteLater)

    def open_at(self, width: int, height: int, across: int = 0) -> None:
        """Show below the anchor, so far from its left edge, or above when there is no room."""
        window = self._anchor.window()
        if self.parentWidget() is not window:
            self.setParent(window)
        part = self.part or self._anchor.rect()
        top_left = self._anchor.mapTo(window, QPoint(part.left() + across, part.bottom() + 5))
        height = min(height, max(80, window.height() - 16))
        if top_left.y() + height > window.height() - 4:
            above = self._anchor.mapTo(window, QPoint(0, part.top() - 4)).y() - height
            top_left.setY(above if above >= 4 else max(4, window.height() - height - 4))
        top_left.setX(max(4, min(top_left.x(), window.width() - width - 4)))
        box = QRect(top_left.x(), top_left.y(), width, height)
        self.setGeometry(box.adjusted(-EDGE, -EDGE, EDGE, EDGE))
        self.setContentsMargins(EDGE + 4, EDGE + 4, EDGE + 4, EDGE + 4)
        if not self.isVisible():
            QApplication.instance().installEventFilter(self)  # type: ignore[union-attr]  # there is one while a window is
        self.show()
        self.raise_()

    def close_popup(self) -> None:
        """Take the box away."""
        if self.isVisible():
            QApplication.instance().removeEventFilter(self)  # type: ignore[union-attr]  # as above
            self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind is QEvent.Type.MouseButtonPress and isinstance(event, QMouseEvent) and isinstance(watched, QWidget):
            if not (self._holds(watched) or watched is self._anchor or self._anchor.isAncestorOf(watched)):
                self.close_popup()
        elif (kind is QEvent.Type.Resize and watched is self.parentWidget()) or (
            kind is QEvent.Type.Hide and watched is self._anchor
        ):
            self.close_popup()
        return False

    def _holds(self, widget: QWidget | None) -> bool:
        """Whether a widget is part of this box, or of one that was opened from a field in it, such as a calendar."""
        while widget is not None and widget is not self:
            widget = widget._anchor if isinstance(widget, Popup) else widget.parentWidget()
        return widget is self

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        tokens = self._theme.tokens
        box = QRectF(self.rect()).adjusted(EDGE, EDGE, -EDGE, -EDGE)
        if not tokens.dark:
            shadow(painter, box, Radius.FIELD, reach=10, drop=2, strength=30)
        rounded(painter, box, Radius.FIELD, tokens.content, tokens.strong_line)
        painter.end()
