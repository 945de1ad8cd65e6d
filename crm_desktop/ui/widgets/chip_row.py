"""A row of small words of which one is chosen, such as the kinds of entries a timeline shows."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QPushButton, QSizePolicy, QWidget

from crm_desktop.ui.texts import Retranslating, Text, shown
from crm_desktop.ui.theme import Role, Theme
from crm_desktop.ui.theme.shapes import rounded
from crm_desktop.ui.theme.tokens import Radius
from crm_desktop.ui.widgets.focus_ring import RingedFocus

_HEIGHT, _SIDE, _LEAST_SIDE, _GAP = 24, 8, 4, 2


class ChipRow(Retranslating):
    """Exclusive words, on a second line where there is no room; the arrow keys choose."""

    chosen = Signal(str)

    def __init__(self, theme: Theme, choices: Sequence[tuple[str, Text]]) -> None:
        super().__init__()
        self._theme = theme
        self._group = QButtonGroup(self)
        self._chips: dict[str, _Chip] = {}
        for key, text in choices:
            chip = _Chip(self, theme, text)
            chip.clicked.connect(lambda _checked=False, key=key: self.chosen.emit(key))
            self._group.addButton(chip)
            self._chips[key] = chip
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._place()

    def set_current(self, key: str) -> None:
        """Choose a word without saying so."""
        self._chips[key].setChecked(True)

    def current(self) -> str:
        """The key of the chosen word."""
        return next((key for key, chip in self._chips.items() if chip.isChecked()), "")

    def chip(self, key: str) -> QPushButton:
        """The button of a word."""
        return self._chips[key]

    def retranslate(self) -> None:
        """Show the words in the current language."""
        for chip in self._chips.values():
            chip.retranslate()
        self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        left, top, height = 0, 0, self._theme.px(_HEIGHT)
        narrower = self._narrower()
        for chip in self._chips.values():
            width = chip.sizeHint().width() - narrower
            if left and left + width > self.width():
                left, top = 0, top + height + self._theme.px(_GAP)
            chip.setGeometry(left, top, width, height)
            left += width + self._theme.px(_GAP)
        self.setFixedHeight(top + height)

    def _narrower(self) -> int:
        """By how much each word moves closer to its edges when that keeps all of them on one line."""
        gap, count = self._theme.px(_GAP), len(self._chips)
        missing = sum(chip.sizeHint().width() + gap for chip in self._chips.values()) - gap - self.width()
        each = -(-max(0, missing) // count)
        return each if each <= self._theme.px(2 * (_SIDE - _LEAST_SIDE)) else 0


class _Chip(QPushButton):
    """One word."""

    def __init__(self, parent: QWidget, theme: Theme, text: Text) -> None:
        super().__init__(parent)
        self._theme, self._text = theme, text
        self._ring = RingedFocus(theme, self, Radius.CHIP)
        self.setCheckable(True)
        self.setAutoDefault(False)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.retranslate()

    def retranslate(self) -> None:
        """Show the word in the current language."""
        self.setText(shown(self._text))
        self.setAccessibleName(shown(self._text))

    def sizeHint(self) -> QSize:
        words = self._theme.width_of(shown(self._text), self._theme.font(Role.SMALL, 600))
        return QSize(round(words + 0.5) + self._theme.px(2 * _SIDE), self._theme.px(_HEIGHT))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._ring.gained(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._ring.lost()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, t = QPainter(self), self._theme.tokens
        if self.isChecked() or self.underMouse():
            rounded(painter, QRectF(self.rect()), Radius.CHIP, t.active if self.isChecked() else t.hover)
        painter.setFont(self._theme.font(Role.SMALL, 600 if self.isChecked() else 500))
        painter.setPen(QColor(t.text1 if self.isChecked() else t.text2))
        painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignCenter), shown(self._text))
        painter.end()
