"""Key caps: the keyboard made visible, alone, with a word, or drawn inside a button."""

import sys

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QKeySequence, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from crm_desktop.ui.texts import Text
from crm_desktop.ui.theme import Role, Theme
from crm_desktop.ui.theme.shapes import rounded
from crm_desktop.ui.widgets.labels import Label

CAP_HEIGHT = 18
_PADDING = 5
_ARROWS = {"Up": "↑", "Down": "↓", "Left": "←", "Right": "→", "Return": "Enter"}


def key_text(key: str) -> str:
    """A key as it is written on a cap: "Ctrl+S" → "Ctrl S", or the platform's symbols on macOS; "Up Down" → "↑↓"."""
    if key in ("?", "Up Down", "Left Right"):
        return "".join(_ARROWS.get(part, part) for part in key.split())
    if sys.platform == "darwin":
        return QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)
    parts = [_ARROWS.get(part, part) for part in key.replace("++", "+plus").split("+")]
    return " ".join("+" if part == "plus" else part for part in parts)


def cap_width(theme: Theme, text: str) -> int:
    """How wide a cap with this text is."""
    return max(theme.px(CAP_HEIGHT), round(theme.width_of(text, theme.font(Role.TINY))) + 2 * theme.px(_PADDING) + 2)


def draw_key_cap(painter: QPainter, theme: Theme, rect: QRectF, text: str, ink: str, edge: QColor, fill: str) -> None:
    """One cap filling a rectangle; an empty fill leaves the ground."""
    painter.save()
    rounded(painter, rect, 4, fill or None, edge.name(QColor.NameFormat.HexArgb))
    painter.setFont(theme.font(Role.TINY))
    painter.setPen(QColor(ink))
    painter.drawText(rect, int(Qt.AlignmentFlag.AlignCenter), text)
    painter.restore()


class KeyCap(QWidget):
    """A key cap on its own."""

    def __init__(self, theme: Theme, key: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._text = theme, key_text(key)
        theme.theme_changed.connect(self._restyle)
        self._restyle()

    def sizeHint(self) -> QSize:
        return QSize(cap_width(self._theme, self._text), self._theme.px(CAP_HEIGHT))

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = self._theme.tokens
        painter = QPainter(self)
        rect, edge = QRectF(self.rect()), QColor(tokens.strong_line)
        draw_key_cap(painter, self._theme, rect, self._text, tokens.text2, edge, tokens.content)
        painter.end()

    def _restyle(self) -> None:
        self.setFixedSize(self.sizeHint())


class KeyHint(QWidget):
    """A key and what it does, as in the status bar."""

    def __init__(self, theme: Theme, key: str, text: Text, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(6))
        row.addWidget(KeyCap(theme, key))
        row.addWidget(Label(theme, text, Role.SMALL, colour="text2"))
