"""A popup with a search, a list of boxes and a foot: the frame of everything that is chosen for a list of records."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from crm_desktop.core.i18n import tr
from crm_desktop.ui.texts import Text, shown
from crm_desktop.ui.theme import Role, Theme
from crm_desktop.ui.theme.tokens import Height, Space
from crm_desktop.ui.widgets.check_list import CheckList
from crm_desktop.ui.widgets.labels import Label
from crm_desktop.ui.widgets.line_edit import LineEdit
from crm_desktop.ui.widgets.popup import EDGE, Popup

_ROWS_SEEN = 9


class ListPopup(Popup):
    """Esc closes it, Enter closes it too unless a subclass takes it; `closed` tells so."""

    closed = Signal()

    def __init__(
        self, theme: Theme, anchor: QWidget, title: Text, *, can_move: bool = False, hint: str = "", note: Text = ""
    ) -> None:
        super().__init__(theme, anchor)
        self.list = CheckList(theme, shown(title), can_move=can_move)
        self.search = LineEdit(theme)
        self.search.setPlaceholderText(hint or tr("Search"))
        self.search.setAccessibleName(hint or tr("Search"))
        self.search.set_icon("search")
        self.search.installEventFilter(self)
        self.foot = QHBoxLayout()
        self.foot.setSpacing(theme.px(Space.S))
        self.note = Label(theme, note, Role.SMALL, colour="text3", wrap=True)
        self.note.setVisible(bool(note))
        column = QVBoxLayout(self)
        column.setSpacing(theme.px(Space.S))
        column.addWidget(Label(theme, title, Role.SMALL, weight=600))
        column.addWidget(self.search)
        column.addWidget(self.list, 1)
        column.addWidget(self.note)
        column.addLayout(self.foot)
        self.setAccessibleName(shown(title))

    def open_here(self, across: int = 0, *, at_list: bool = False) -> None:
        """Show below the anchor, so far from its left edge, and take the keyboard."""
        px = self._theme.px
        rows = px(Height.ROW_COMPACT) * min(_ROWS_SEEN, self.list.count() or _ROWS_SEEN)
        besides = self.sizeHint().height() - self.list.sizeHint().height() - 2 * EDGE
        width = max(px(280), self.foot.sizeHint().width() + 2 * px(Space.L))
        self.open_at(width, rows + max(px(120), besides), across)
        (self.list if at_list else self.search).setFocus(Qt.FocusReason.PopupFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Go from the search into the list with the arrow."""
        is_key = watched is self.search and event.type() is QEvent.Type.KeyPress
        if is_key and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Down:
            self.list.setFocus(Qt.FocusReason.TabFocusReason)
            return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.take()
        elif event.key() == Qt.Key.Key_Escape:
            self.close_popup()
        else:
            super().keyPressEvent(event)

    def take(self) -> None:
        """Enter was pressed: what was chosen holds already."""
        self.close_popup()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.closed.emit()
