"""A rating of one to five stars; a slider underneath, so that keys and screen readers know it."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QSlider, QWidget

from crm_desktop.ui.texts import Text
from crm_desktop.ui.theme import Theme
from crm_desktop.ui.theme.shapes import ring
from crm_desktop.ui.widgets.field import Field

_STAR, _STEP, _MOST = 20, 26, 5


class Stars(QSlider):
    """Paints the stars of its value; digits set it, Delete clears it."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._theme = theme
        self.setRange(0, _MOST)
        self.setPageStep(1)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(_STEP * _MOST + 4), self._theme.px(32))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.text() and event.text() in "012345":
            self.setValue(int(event.text()))
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.setValue(0)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        star = min(_MOST, int(event.position().x() // self._theme.px(_STEP)) + 1)
        self.setValue(0 if star == self.value() else star)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, t, px = QPainter(self), self._theme.tokens, self._theme.px
        top = (self.height() - px(_STAR)) // 2
        for number in range(_MOST):
            filled = number < self.value()
            name, colour = "star", t.warning if filled else t.field_edge
            pixmap = self._theme.pixmap(name, colour, _STAR, self.devicePixelRatioF(), 1.5, filled=filled)
            painter.drawPixmap(px(4) + number * px(_STEP), top, pixmap)
        if self.hasFocus():
            ring(painter, QRectF(self.rect()), 6, t.accent_text)
        painter.end()


class StarsField(Field):
    """One to five stars, or none."""

    def __init__(self, theme: Theme, label: Text, *, required: bool = False) -> None:
        super().__init__(theme, label, required=required)
        self.stars = Stars(theme)
        self._quiet = False
        self._put(self.stars)
        self.stars.valueChanged.connect(self._on_changed)

    def value(self) -> int | None:
        """How many stars; None when none are given."""
        return self.stars.value() or None

    def set_value(self, value: int | None) -> None:
        """Show so many stars."""
        self._quiet = True
        self.stars.setValue(value or 0)
        self._quiet = False

    def _on_changed(self) -> None:
        if not self._quiet:
            self.changed.emit()
