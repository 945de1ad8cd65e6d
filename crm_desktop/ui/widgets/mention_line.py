"""A line to write a comment in: after an @ the names of colleagues are offered."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QVBoxLayout

from crm_desktop.ui.theme import Theme
from crm_desktop.ui.widgets.line_edit import LineEdit
from crm_desktop.ui.widgets.pick_box import Option, OptionDelegate
from crm_desktop.ui.widgets.popup import Popup

_ROW, _MOST, _WIDTH = 30, 6, 240
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class MentionLine(LineEdit):
    """Enter hands the text on, Esc gives it up; `people` tells who can be named."""

    submitted = Signal(str)
    dropped = Signal()

    def __init__(self, theme: Theme, people: Callable[[], Sequence[Option]]) -> None:
        super().__init__(theme)
        self._people = people
        self._popup = Popup(theme, self)
        self.names = QListWidget()
        self.names.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.names.setUniformItemSizes(True)
        self.names.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.names.setItemDelegate(OptionDelegate(theme, self.names))
        self.names.itemClicked.connect(lambda _item: self._take())
        column = QVBoxLayout(self._popup)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.names)
        self.textEdited.connect(lambda _text: self._offer())

    @property
    def offers(self) -> bool:
        """Whether names are offered now."""
        return self._popup.isVisible()

    def event(self, event: QEvent) -> bool:
        # The window has the same keys.
        own = (*_ENTER, Qt.Key.Key_Escape)
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and event.key() in own:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if self.offers and key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            step = 1 if key == Qt.Key.Key_Down else -1
            self.names.setCurrentRow(max(0, min(self.names.count() - 1, self.names.currentRow() + step)))
        elif key in (*_ENTER, Qt.Key.Key_Tab) and self.offers:
            self._take()
        elif key in _ENTER:
            self.submitted.emit(self.text())
        elif key == Qt.Key.Key_Escape:
            if self.offers:
                self._popup.close_popup()
            else:
                self.dropped.emit()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() is not Qt.FocusReason.PopupFocusReason:
            self._popup.close_popup()

    def _begun(self) -> str | None:
        """What was typed after the last @ before the cursor; None without one."""
        before = self.text()[: self.cursorPosition()]
        at = before.rfind("@")
        return before[at + 1 :].casefold() if at >= 0 else None

    def _offer(self) -> None:
        begun = self._begun()
        found = [] if begun is None else [each for each in self._people() if _fits(each, begun)][:_MOST]
        self.names.clear()
        if not found:
            self._popup.close_popup()
            return
        for option in found:
            item = QListWidgetItem(option.text)
            item.setData(Qt.ItemDataRole.UserRole, option)
            item.setData(Qt.ItemDataRole.UserRole + 1, option.note)
            self.names.addItem(item)
        self.names.setCurrentRow(0)
        px = self._theme.px
        self._popup.open_at(min(px(_WIDTH), self.width()), len(found) * px(_ROW) + 8)

    def _take(self) -> None:
        item, at = self.names.currentItem(), self.text()[: self.cursorPosition()].rfind("@")
        self._popup.close_popup()
        if item is None or at < 0:
            return
        rest = self.text()[self.cursorPosition() :]
        begun = f"{self.text()[:at]}@{item.data(Qt.ItemDataRole.UserRole).text} "
        self.setText(begun + rest.lstrip())
        self.setCursorPosition(len(begun))


def _fits(option: Option, begun: str) -> bool:
    """Whether a name or login begins so, or a later part of the name does; a whole name is nothing to offer."""
    name, login = option.text.casefold(), option.note.casefold()
    if begun.startswith(name):
        return False
    return name.startswith(begun) or login.startswith(begun) or any(part.startswith(begun) for part in name.split())
