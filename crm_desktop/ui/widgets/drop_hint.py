"""What lies over a part of a page while a file hovers above it: what will happen when it is dropped."""

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from crm_desktop.ui.texts import Text, shown
from crm_desktop.ui.theme import Role, Theme
from crm_desktop.ui.theme.tokens import Radius

_INSET = 8


class DropHint(QWidget):
    """Covers its parent with a tint, a dashed edge and a sentence; it takes no mouse."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme, self._text, self._part = theme, "", parent
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        parent.installEventFilter(self)
        self.hide()

    def say(self, text: Text) -> None:
        """Show what a drop would do."""
        self._text = shown(text)
        self.setAccessibleName(self._text)
        self.setGeometry(self._part.rect())
        self.show()
        self.raise_()
        self.update()

    def text(self) -> str:
        """What it says while it is shown."""
        return self._text if self.isVisible() else ""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Resize and self.isVisible():
            self.setGeometry(self._part.rect())
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        t, px = self._theme.tokens, self._theme.px
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(px(_INSET), px(_INSET), -px(_INSET), -px(_INSET))
        ground = QColor(t.selected)
        ground.setAlpha(235)
        painter.setBrush(ground)
        painter.setPen(QPen(QColor(t.accent_text), 2, Qt.PenStyle.DashLine))
        painter.drawRoundedRect(box, Radius.COLUMN, Radius.COLUMN)
        painter.setFont(self._theme.font(Role.SECTION, 600))
        painter.setPen(QColor(t.accent_text))
        words = box.adjusted(px(20), 0, -px(20), 0)
        painter.drawText(words, int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap), self._text)
        painter.end()
