"""The editor behind choices and look-ups: typing narrows a list under the field, Enter takes a row."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QWheelEvent
from PySide6.QtWidgets import (
    QComboBox,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from crm_desktop.ui.theme import Role, Theme
from crm_desktop.ui.theme.shapes import rounded
from crm_desktop.ui.theme.tokens import Height
from crm_desktop.ui.widgets.line_edit import select_from_start
from crm_desktop.ui.widgets.popup import Popup

_ROW, _MOST_ROWS = 30, 9
# In a row of lines the field is narrower than what it offers.
_LEAST_WIDTH, _EDGES = 320, 8
# With Ctrl they save the form; what the list offers is taken first.
_SUBMITTING = (Qt.Key.Key_S, Qt.Key.Key_Return, Qt.Key.Key_Enter)
_NOTE_ROLE = Qt.ItemDataRole.UserRole + 1


@dataclass(frozen=True)
class Option:
    """Something that can be chosen: its id, its text, and a quiet note at the right."""

    key: str
    text: str
    note: str = ""


class PickBox(QComboBox):
    """A combo box whose list belongs to the window, so that the typed text and the IME keep the keyboard."""

    typed = Signal(str)
    asked = Signal()
    picked = Signal(object)
    left = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setCompleter(None)  # type: ignore[arg-type]  # Qt documents None as "no completer"
        self.setMaxCount(0)
        self._popup = Popup(theme, self)
        self._list = QListWidget()
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setMouseTracking(True)
        self._list.setUniformItemSizes(True)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setItemDelegate(OptionDelegate(theme, self._list))
        self._list.itemClicked.connect(self._on_item_clicked)
        column = QVBoxLayout(self._popup)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._list)
        self._line().textEdited.connect(self._on_typed)
        self._line().setFrame(False)
        self._line().installEventFilter(self)
        theme.theme_changed.connect(self._restyle)
        self._restyle()

    def text(self) -> str:
        """What stands in the field."""
        return self._line().text()

    def set_text(self, text: str) -> None:
        """Show a text."""
        self._line().setText(text)
        if not self.hasFocus():
            self._line().setCursorPosition(0)

    def setAccessibleName(self, name: str) -> None:
        """A reader of the screen asks the line within the box, which has the keyboard."""
        super().setAccessibleName(name)
        self._line().setAccessibleName(name)

    def set_placeholder(self, text: str) -> None:
        """What stands there while nothing is chosen."""
        self._line().setPlaceholderText(text)

    def show_options(self, options: Sequence[Option], current: str = "") -> None:
        """Open the list with these rows, the current one marked."""
        self._list.clear()
        marked = 0
        for number, option in enumerate(options):
            item = QListWidgetItem(option.text)
            item.setData(Qt.ItemDataRole.UserRole, option)
            item.setData(_NOTE_ROLE, option.note)
            self._list.addItem(item)
            marked = number if option.key == current else marked
        if not options:
            self.hidePopup()
            return
        self._list.setCurrentRow(marked)
        rows = min(len(options), _MOST_ROWS)
        room = self.window().width() - _EDGES
        width = max(self.width(), min(self._theme.px(_LEAST_WIDTH), room))
        self._popup.open_at(width, rows * self._theme.px(_ROW) + 8)

    def is_open(self) -> bool:
        """Whether the list is shown."""
        return self._popup.isVisible()

    def showPopup(self) -> None:
        self.asked.emit()

    def hidePopup(self) -> None:
        self._popup.close_popup()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if self.is_open() and event.modifiers() & Qt.KeyboardModifier.ControlModifier and key in _SUBMITTING:
            self._take(self._list.currentItem())
            event.ignore()  # the dialog submits with what was just taken
            return
        if self.is_open() and self._on_list_key(key):
            return
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.asked.emit()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self.is_open():
            self.hidePopup()
        else:
            super().mousePressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # A press in the words opens the list as one on the arrow does; whoever marks some of them goes on writing.
        released = isinstance(event, QMouseEvent) and event.type() is QEvent.Type.MouseButtonRelease
        if released and self.isEnabled() and not self.is_open() and not self._line().hasSelectedText():
            self.asked.emit()
        return super().eventFilter(watched, event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # scrolling a form must not change what is in it

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() is not Qt.FocusReason.PopupFocusReason:
            self.hidePopup()
            # A name longer than the field is read from its beginning.
            self._line().setCursorPosition(0)
            self.left.emit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self._line().hasSelectedText():
            select_from_start(self._line())

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(80), self._theme.px(Height.FIELD))

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(200), self._theme.px(Height.FIELD))

    def _on_list_key(self, key: Qt.Key) -> bool:
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8, Qt.Key.Key_PageUp: -8}
        if key in steps:
            row = self._list.currentRow() + steps[key]
            self._list.setCurrentRow(max(0, min(self._list.count() - 1, row)))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._take(self._list.currentItem())
        elif key == Qt.Key.Key_Escape:
            self.hidePopup()
        else:
            return False
        return True

    def _on_item_clicked(self, item: QListWidgetItem) -> None:
        self._take(item)

    def _take(self, item: QListWidgetItem | None) -> None:
        self.hidePopup()
        if item is not None:
            self.picked.emit(item.data(Qt.ItemDataRole.UserRole))

    def _on_typed(self, text: str) -> None:
        self.typed.emit(text)

    def _line(self) -> QLineEdit:
        line = self.lineEdit()
        assert line is not None  # the box is editable
        return line

    def _restyle(self) -> None:
        self.setFont(self._theme.font(Role.BODY))
        self.setFixedHeight(self._theme.px(Height.FIELD))


class OptionDelegate(QStyledItemDelegate):
    """A row of the list: text left, note right."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(10, self._theme.px(_ROW))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        t, px = self._theme.tokens, self._theme.px
        rect = option.rect
        state = option.state
        selected = bool(state & option.state.State_Selected)
        rounded(painter, QRectF(rect), 4, t.selected if selected else t.content)
        words = rect.adjusted(px(8), 0, -px(8), 0)
        middle = Qt.AlignmentFlag.AlignVCenter
        note = index.data(_NOTE_ROLE)
        if note:
            painter.setFont(self._theme.font(Role.SMALL))
            painter.setPen(QColor(t.text3))
            painter.drawText(words, int(middle | Qt.AlignmentFlag.AlignRight), note)
            words.setRight(words.right() - round(self._theme.width_of(note, painter.font())) - px(12))
        painter.setFont(self._theme.font(Role.BODY))
        painter.setPen(QColor(t.text1))
        text = painter.fontMetrics().elidedText(index.data(), Qt.TextElideMode.ElideRight, words.width())
        painter.drawText(words, int(middle | Qt.AlignmentFlag.AlignLeft), text)


Search = Callable[[str, Callable[[Sequence[Option]], None]], None]
