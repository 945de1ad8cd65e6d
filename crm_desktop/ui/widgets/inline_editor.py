"""A field in the place of the value it edits: Enter keeps, Esc gives up, Tab goes on to the next value."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from crm_desktop.ui.widgets.choice_fields import ChoiceField
from crm_desktop.ui.widgets.field import Field
from crm_desktop.ui.widgets.pick_box import PickBox

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_OWN_KEYS = (*_ENTER, Qt.Key.Key_Escape, Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Up, Qt.Key.Key_Down)


class InlineEditor(QWidget):
    """Holds a field and hears its keys. `finished` carries by how many values to go on: 0 by Enter, 1 or -1 by Tab."""

    finished = Signal(int)
    given_up = Signal()
    left = Signal()

    def __init__(self, field: Field) -> None:
        super().__init__()
        self.field = field
        field.show_label(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(field)
        self.setFocusProxy(field)
        if isinstance(field, ChoiceField):
            # Whoever picks a row is done.
            field.box.picked.connect(lambda _option: self.finished.emit(0))
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._on_focus_changed)

    def begin(self) -> None:
        """Take the keyboard, with everything chosen, so that typing replaces it."""
        self.field.setFocus(Qt.FocusReason.TabFocusReason)
        editor = self.field.focusProxy()
        if isinstance(editor, PickBox) and (line := editor.lineEdit()) is not None:
            line.selectAll()
            if isinstance(self.field, ChoiceField):
                editor.showPopup()
        elif isinstance(editor, QLineEdit | QPlainTextEdit):
            editor.selectAll()

    def set_busy(self, busy: bool) -> None:
        """Take no keys while it is written."""
        self.field.setEnabled(not busy)

    def event(self, event: QEvent) -> bool:
        # The commands of the page have keys that end or move an editing here.
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and event.key() in _OWN_KEYS:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.given_up.emit()
        elif event.key() in _ENTER and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.finished.emit(0)
        else:
            event.ignore()
            return
        event.accept()

    def focusNextPrevChild(self, forward: bool) -> bool:
        if self.field.has_versions():
            return super().focusNextPrevChild(forward)
        self.finished.emit(1 if forward else -1)
        return True

    def _on_focus_changed(self, old: QWidget | None, new: QWidget | None) -> None:
        """Leaving for another part of the window keeps what was typed; another window or a menu is no leaving."""
        if old is not None and new is not None and self.isAncestorOf(old) and not self.isAncestorOf(new):
            self.left.emit()
