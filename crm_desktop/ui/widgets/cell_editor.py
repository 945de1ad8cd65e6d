"""A field opened in a cell of a table, and the ring around the cell that keys go to."""

from typing import Any

from PySide6.QtCore import QEvent, QObject, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget

from crm_desktop.core.i18n import N_
from crm_desktop.ui.texts import Text
from crm_desktop.ui.theme import Theme
from crm_desktop.ui.theme.shapes import ring, rounded
from crm_desktop.ui.theme.tokens import Radius
from crm_desktop.ui.widgets.choice_fields import ChoiceField
from crm_desktop.ui.widgets.date_field import DateField
from crm_desktop.ui.widgets.field import Field

Key = Qt.Key
_NARROWEST = 168
NEEDED = N_("This may not be empty.")
_ENTER = (Key.Key_Return, Key.Key_Enter)
# Where to go once a cell is done.
STAY, DOWN, RIGHT, LEFT = "stay", "down", "right", "left"


class CellRing(QWidget):
    """Shows which cell keys go to; the mouse goes through it."""

    def __init__(self, theme: Theme, viewport: QWidget) -> None:
        super().__init__(viewport)
        self._theme = theme
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            ring(painter, QRectF(self.rect()).adjusted(1, 1, -1, -1), Radius.CHIP, self._theme.tokens.accent_text)


class CellEditor(QWidget):
    """One field over its cell. Enter, Tab and leaving take what was typed, Esc gives it up; a problem stays with it."""

    taken = Signal(object, str)
    given_up = Signal()

    def __init__(self, theme: Theme, viewport: QWidget, field: Field, *, is_needed: bool) -> None:
        super().__init__(viewport)
        self._theme, self.field, self._is_needed = theme, field, is_needed
        self._then = STAY
        self._is_done = False
        self._cell = QRect()
        field.show_label(False)
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(2, 2, 2, 2)
        column.addWidget(field)
        self._stops = {*field.tab_stops(), *field.findChildren(QLineEdit)}
        for each in self._stops:
            each.installEventFilter(self)
        if isinstance(field, ChoiceField):
            field.box.picked.connect(self._on_picked)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._on_focus)

    def open_at(self, cell: QRect, value: Any, typed: QKeyEvent | None = None) -> None:
        """Show a value over a cell, with the keyboard in it; a key that was pressed already replaces the value."""
        self.field.set_value(value)
        self.place(cell)
        self.show()
        self.raise_()
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)
        for each in self.field.findChildren(QLineEdit):
            each.selectAll()
        if typed is not None and (focus := self.field.focusProxy()) is not None:
            QApplication.sendEvent(focus, typed)
        elif isinstance(self.field, ChoiceField):
            self.field.box.showPopup()

    def place(self, cell: QRect) -> None:
        """Stand over a cell, inside the table, as high as the field and its message need."""
        self._cell = cell
        table = self.parentWidget()
        assert table is not None
        room = table.rect()
        width = min(room.width(), max(cell.width(), self._theme.px(_NARROWEST)))
        height = max(cell.height(), self._column.totalHeightForWidth(width), self.sizeHint().height())
        left = max(0, min(cell.left(), room.width() - width))
        top = max(0, min(cell.center().y() - cell.height() // 2, room.height() - height))
        self.setGeometry(left, top, width, height)

    def finish(self) -> None:
        """Take nothing more: whoever opened it goes on."""
        self._is_done = True

    def complain(self, text: Text) -> None:
        """Say what is wrong with what was typed; it stays."""
        self.field.show_error(text)
        self.place(self._cell)
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def typed(self) -> str:
        """What stands in it, as text."""
        return next((each.text() for each in self.field.findChildren(QLineEdit)), "")

    def take(self, then: str) -> None:
        """Hand over what was typed, or say what is wrong with it."""
        problem = self.field.complaint()
        if problem is not None:
            self.complain(problem)
        elif self._is_needed and self.field.is_empty():
            self.complain(NEEDED)
        else:
            self.taken.emit(self.field.value(), then)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent):
            return False
        if event.type() is QEvent.Type.ShortcutOverride:
            # The commands of the page rest while something is typed.
            event.accept()
            return False
        return event.type() is QEvent.Type.KeyPress and self._on_key(event)

    def _on_key(self, event: QKeyEvent) -> bool:
        key = event.key()
        picking = isinstance(self.field, ChoiceField) and self.field.box.is_open()
        if key in _ENTER:
            self._then = DOWN
            if picking:
                return False
            self.take(DOWN)
            return True
        if key in (Key.Key_Tab, Key.Key_Backtab):
            self._then = LEFT if key == Key.Key_Backtab else RIGHT
            if picking and isinstance(self.field, ChoiceField):
                self.field.box.keyPressEvent(
                    QKeyEvent(QEvent.Type.KeyPress, Key.Key_Return, Qt.KeyboardModifier.NoModifier)
                )
            else:
                self.take(self._then)
            return True
        if key == Key.Key_Escape and not (isinstance(self.field, DateField) and self.field.is_calendar_open()):
            self.given_up.emit()
            return True
        return False

    def _on_picked(self) -> None:
        # The field hears of it, too, and perhaps later.
        then, self._then = self._then, STAY
        if isinstance(self.field, ChoiceField) and self.field.complaint() is None:
            self.take(then)

    def _on_focus(self, _old: QWidget | None, now: QWidget | None) -> None:
        if (
            now is not None
            and not self._is_done
            and self.isVisible()
            and now is not self
            and not self.isAncestorOf(now)
        ):
            self.take(STAY)

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = self._theme.tokens
        with QPainter(self) as painter:
            rounded(painter, QRectF(self.rect()), Radius.FIELD, tokens.content, tokens.strong_line)
