"""The one-line editor of all fields: a hint behind the text, an icon at the right edge, states by property."""

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from crm_desktop.ui.theme import Role, Theme
from crm_desktop.ui.theme.tokens import Height

_ICON, _SIDE = 16, 10


class LineEdit(QLineEdit):
    """A styled line editor that can show a quiet hint after what was typed."""

    stepped = Signal(int)
    stepped_far = Signal(int)
    left = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._hint, self._icon = theme, "", ""
        theme.theme_changed.connect(self._restyle)
        self._restyle()

    def set_hint(self, hint: str) -> None:
        """Show quiet words behind the text where there is room for all of them, such as the weekday of a date."""
        self._hint = hint
        self.update()

    def set_icon(self, name: str) -> None:
        """Show an icon at the right edge."""
        self._icon = name
        right = self._theme.px(_ICON + 6) if name else 0
        self.setTextMargins(0, 0, right, 0)
        self.update()

    def icon_rect(self) -> QRectF:
        """Where the icon stands."""
        side = self._theme.px(_ICON)
        return QRectF(self.width() - self._theme.px(_SIDE) - side, (self.height() - side) / 2, side, side)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}
        far = {Qt.Key.Key_PageUp: 1, Qt.Key.Key_PageDown: -1}
        key = Qt.Key(event.key())
        if key in steps and not event.modifiers():
            self.stepped.emit(steps[key])
        elif key in far:
            self.stepped_far.emit(far[key])
        super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            select_from_start(self)

    def selectAll(self) -> None:
        """Select the text so that its beginning is seen."""
        select_from_start(self)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() is not Qt.FocusReason.PopupFocusReason:
            self.left.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        tokens = self._theme.tokens
        if self._hint and self.text():
            painter.setPen(QColor(tokens.text3))
            left = self._theme.px(_SIDE + 10) + round(self._theme.width_of(self.text(), self.font()))
            end = int(self.icon_rect().left()) if self._icon else self.width() - self._theme.px(_SIDE)
            if left + self._theme.width_of(self._hint, self.font()) <= end:
                rect = self.rect().adjusted(left, 0, end - self.width(), 0)
                painter.drawText(rect, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), self._hint)
        if self._icon:
            pixmap = self._theme.pixmap(self._icon, tokens.text3, _ICON, self.devicePixelRatioF())
            painter.drawPixmap(QPointF(self.icon_rect().topLeft()), pixmap)
        painter.end()

    def _restyle(self) -> None:
        self.setFont(self._theme.font(Role.BODY))
        self.setFixedHeight(self._theme.px(Height.FIELD))


def select_from_start(line: QLineEdit) -> None:
    """Select what a line holds, its beginning in sight: a long name is known by how it begins."""
    line.setSelection(len(line.text()), -len(line.text()))


def set_state(widget: QWidget, state: str) -> None:
    """Give an editor the edge of a state: "", "error" or "conflict"; the style sheet reads the property."""
    if (widget.property("state") or "") != state:
        widget.setProperty("state", state)
        widget.style().unpolish(widget)
        widget.style().polish(widget)
        widget.update()
