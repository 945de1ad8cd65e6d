"""What the board adds up to, beside the title: as many figures as there is room for, the first ones first."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from crm_desktop.ui.theme import Role, Theme

_BETWEEN, _GAP = 24, 6


class Figures(QWidget):
    """Pairs of a word and an amount in one line."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._pairs: list[tuple[str, str]] = []
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        theme.theme_changed.connect(self.update)

    def show_figures(self, pairs: Sequence[tuple[str, str]]) -> None:
        """Show these words with their amounts."""
        self._pairs = list(pairs)
        words = " · ".join(f"{word} {amount}" for word, amount in pairs)
        self.setAccessibleName(words)
        self.setToolTip(words)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(100), self._theme.line(Role.TITLE))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, px = self._theme, self._theme.px
        plain, strong = theme.font(Role.SMALL), theme.font(Role.BODY, 600)
        left = float(px(_GAP))
        with QPainter(self) as painter:
            for word, amount in self._pairs:
                first, second = theme.width_of(word, plain), theme.width_of(amount, strong)
                if left + first + px(_GAP) + second > self.width():
                    return
                middle = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
                painter.setFont(plain)
                painter.setPen(QColor(theme.tokens.text2))
                painter.drawText(QRectF(left, 0, first + 2, self.height()), middle, word)
                left += first + px(_GAP)
                painter.setFont(strong)
                painter.setPen(QColor(theme.tokens.text1))
                painter.drawText(QRectF(left, 0, second + 2, self.height()), middle, amount)
                left += second + px(_BETWEEN)
