"""A choice among icons; a slider underneath, so that keys and screen readers know it."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QSlider

from crm_desktop.ui.texts import Text
from crm_desktop.ui.theme import Theme
from crm_desktop.ui.theme.shapes import ring, rounded
from crm_desktop.ui.theme.tokens import Radius
from crm_desktop.ui.widgets.field import Field

_BOX, _ICON, _IN_ROW = 34, 18, 15
_ASIDE = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
_ROWS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}


class Icons(QSlider):
    """Paints the icons in as many rows as the width asks for, the chosen one marked; arrows go from one to the next."""

    def __init__(self, theme: Theme, icons: Sequence[str]) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._theme, self.icons = theme, tuple(icons)
        self.setRange(0, len(self.icons) - 1)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def sizeHint(self) -> QSize:
        width = self._theme.px(_BOX) * _IN_ROW
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(_BOX), self._theme.px(_BOX))

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._theme.px(_BOX) * -(-len(self.icons) // self._in_row(width))

    def place(self, number: int) -> QRect:
        """Where an icon stands."""
        side, in_row = self._theme.px(_BOX), self._in_row(self.width())
        return QRect(number % in_row * side, number // in_row * side, side, side)

    def _in_row(self, width: int) -> int:
        return max(1, min(_IN_ROW, width // self._theme.px(_BOX)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        step = _ASIDE.get(key, 0) + _ROWS.get(key, 0) * self._in_row(self.width())
        if not step:
            super().keyPressEvent(event)
        elif 0 <= self.value() + step <= self.maximum():
            self.setValue(self.value() + step)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        for number in range(len(self.icons)):
            if self.place(number).contains(event.position().toPoint()):
                self.setValue(number)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, t, px = QPainter(self), self._theme.tokens, self._theme.px
        for number, icon in enumerate(self.icons):
            box, is_chosen = self.place(number), number == self.value()
            if is_chosen:
                rounded(painter, QRectF(box).adjusted(1, 1, -1, -1), Radius.FIELD, t.accent)
            ink = t.on_accent if is_chosen else t.text2
            edge = (box.width() - px(_ICON)) // 2
            pixmap = self._theme.pixmap(icon, ink, _ICON, self.devicePixelRatioF())
            painter.drawPixmap(box.left() + edge, box.top() + edge, pixmap)
        if self.hasFocus():
            ring(painter, QRectF(self.place(self.value())), Radius.FIELD, t.accent_text)
        painter.end()


class IconField(Field):
    """One of some icons."""

    def __init__(self, theme: Theme, label: Text, icons: Sequence[str]) -> None:
        super().__init__(theme, label)
        self.icons = Icons(theme, icons)
        self._quiet = False
        self._put(self.icons)
        self.icons.valueChanged.connect(self._on_changed)

    def value(self) -> str:
        """The name of the icon."""
        return self.icons.icons[self.icons.value()]

    def set_value(self, value: str | None) -> None:
        """Choose an icon; one that is not offered leaves the first."""
        self._quiet = True
        self.icons.setValue(self.icons.icons.index(value) if value in self.icons.icons else 0)
        self._quiet = False

    def _on_changed(self) -> None:
        self.icons.update()
        if not self._quiet:
            self.changed.emit()
