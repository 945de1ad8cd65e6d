"""A labelled value of a detail side that turns into its field where it stands."""

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from crm_desktop.core.formats import MISSING
from crm_desktop.core.i18n import N_, tr
from crm_desktop.ui.texts import Text, shown
from crm_desktop.ui.theme import Role, Theme
from crm_desktop.ui.theme.shapes import rounded
from crm_desktop.ui.theme.tokens import Radius
from crm_desktop.ui.widgets.focus_ring import RingedFocus
from crm_desktop.ui.widgets.labels import Label, wrapped_lines

LABELS = 116
_SIDE, _ABOVE = 6, 2
_EDIT = N_("Enter edits it")


class InlineValue(QPushButton):
    """The value as text on as many lines as it needs; pressed, it asks to be edited."""

    def __init__(self, theme: Theme, label: Text, value: str, *, editable: bool) -> None:
        super().__init__()
        self._theme, self._label, self._value, self._editable = theme, label, value, editable
        self._ring = RingedFocus(theme, self, Radius.CHIP)
        self.setAutoDefault(False)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        if editable:
            self.setCursor(Qt.CursorShape.IBeamCursor)
        else:
            self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.set_value(value)

    @property
    def label(self) -> str:
        """What the value is called, in the current language."""
        return shown(self._label)

    def value(self) -> str:
        """The text shown."""
        return self._value

    def set_value(self, value: str) -> None:
        """Show another text."""
        self._value = value
        self.setAccessibleName(f"{self.label} {value or MISSING}")
        self.setAccessibleDescription(tr(_EDIT) if self._editable else "")
        self.updateGeometry()
        self.update()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        px = self._theme.px
        return max(1, len(self._lines(width))) * self._theme.line(Role.BODY) + px(2 * _ABOVE)

    def sizeHint(self) -> QSize:
        width = self._theme.px(220)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(60), self._theme.line(Role.BODY) + self._theme.px(2 * _ABOVE))

    def event(self, event: QEvent) -> bool:
        # F2 edits a cell of the list, unless the keyboard is at a value here.
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._opens(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._opens(event):
            self.click()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._ring.gained(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._ring.lost()

    def paintEvent(self, event: QPaintEvent) -> None:
        t, px, line = self._theme.tokens, self._theme.px, self._theme.line(Role.BODY)
        painter = QPainter(self)
        if self._editable and self.underMouse():
            rounded(painter, QRectF(self.rect()), Radius.CHIP, t.hover)
        painter.setFont(self._theme.font(Role.BODY))
        painter.setPen(QColor(t.text1 if self._value else t.text3))
        room = self._room(self.width())
        for number, text in enumerate(self._lines(self.width())):
            place = QRect(px(_SIDE), px(_ABOVE) + number * line, room, line)
            painter.drawText(place, int(Qt.AlignmentFlag.AlignVCenter), text)
        painter.end()

    def _opens(self, event: QKeyEvent) -> bool:
        keys = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2)
        return self._editable and event.key() in keys and not event.modifiers()

    def _room(self, width: int) -> int:
        return max(self._theme.px(40), width - self._theme.px(2 * _SIDE))

    def _lines(self, width: int) -> list[str]:
        return wrapped_lines(self._value or MISSING, self._theme.font(Role.BODY), self._room(width))


class InlineRow(QWidget):
    """The label, the value, and small buttons behind it; while it is edited the editor stands in their place."""

    edit_wanted = Signal()

    def __init__(
        self, theme: Theme, label: Text, value: str, *, editable: bool, tools: tuple[QWidget, ...] = ()
    ) -> None:
        super().__init__()
        self._theme = theme
        px = theme.px
        name = Label(theme, label, Role.SMALL, colour="text3", wrap=True)
        name.setFixedWidth(px(LABELS))
        self._beside = QVBoxLayout()
        self._beside.setContentsMargins(0, px(3), 0, 0)
        self._beside.addWidget(name)
        self._beside.addStretch(1)
        self.button = InlineValue(theme, label, value, editable=editable)
        self.button.clicked.connect(self.edit_wanted)
        self._tools = tools
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(px(2))
        self._row.addLayout(self._beside)
        self._row.addSpacing(px(4))
        self._row.addWidget(self.button, 1)
        for tool in tools:
            self._row.addWidget(tool, 0, Qt.AlignmentFlag.AlignTop)
        self.editor: QWidget | None = None

    def place(self, editor: QWidget) -> None:
        """Put the editor where the value stands."""
        self.editor = editor
        for each in (self.button, *self._tools):
            each.hide()
        self._row.addWidget(editor, 1)
        self._beside.setContentsMargins(0, self._theme.px(8), 0, 0)
        editor.show()

    def take_away(self) -> None:
        """Show the value again; whoever made the editor takes it back."""
        if self.editor is None:
            return
        editor, self.editor = self.editor, None
        focus = QApplication.focusWidget()
        had_focus = focus is not None and editor.isAncestorOf(focus)
        self._beside.setContentsMargins(0, self._theme.px(3), 0, 0)
        for each in (self.button, *self._tools):
            each.show()
        if had_focus:
            # Before the editor is hidden: else Qt would look for the next control in the window.
            self.button.setFocus(Qt.FocusReason.OtherFocusReason)
        self._row.removeWidget(editor)
        editor.hide()
