"""The timeline of a detail side: entries under day headings on a thread, in one painted list."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QPersistentModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from crm_desktop.core.i18n import tr
from crm_desktop.ui.theme import Role, Theme
from crm_desktop.ui.widgets.timeline_painter import TEXT_LEFT, TimelinePainter
from crm_desktop.ui.widgets.timeline_rows import Remark, Row, Rows, TimelineEntry, earlier_text

__all__ = ["GUTTER", "Timeline", "TimelineEntry", "earlier_text"]
_Index = QModelIndex | QPersistentModelIndex
# As wide as the scroll bar, see theme/qss.py: what stands above rows ends where they do.
GUTTER = 12


class Timeline(QListView):
    """Shows entries; Enter or a click opens one, Space or a press of its box ticks one, C comments it.

    The last row asks for earlier ones.
    """

    opened = Signal(object)
    earlier_wanted = Signal()
    menu_requested = Signal(object, QPoint)
    removed = Signal()
    ticked = Signal(object)
    comment_wanted = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._entries: tuple[TimelineEntry, ...] = ()
        self._earlier = 0
        self._is_known = False
        self._nothing = ""
        self._writing = ""
        self._editor: QWidget | None = None
        self._pressed_at = 0.0
        self._rows = Rows(self)
        self.setModel(self._rows)
        self.setItemDelegate(TimelinePainter(theme, self, self))
        self.setMouseTracking(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setAccessibleName(tr("Timeline"))
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._on_menu)
        self.clicked.connect(self._on_clicked)
        theme.theme_changed.connect(self.scheduleDelayedItemsLayout)

    def set_entries(self, entries: Sequence[TimelineEntry], earlier: int = 0) -> None:
        """Show these entries, newest first; `earlier` more can be asked for. Scroll position and focus stay."""
        self._is_known = True
        at, current = self.verticalScrollBar().value(), self._current_key()
        self._entries, self._earlier = tuple(entries), earlier
        self._rows.show(self._entries, earlier, self._writing)
        self.doItemsLayout()
        self.verticalScrollBar().setValue(at)
        self._restore(current)

    def forget(self) -> None:
        """Show nothing, because nothing is known yet."""
        self.set_entries(())
        self._is_known = False

    def add_earlier(self, entries: Sequence[TimelineEntry], earlier: int = 0) -> None:
        """Append older entries in place; the first of them becomes current when the keyboard is here."""
        first = entries[0].key if entries else None
        self.set_entries((*self._entries, *entries), earlier)
        if self.hasFocus():
            self._restore(first)

    def entries(self) -> tuple[TimelineEntry, ...]:
        """The entries shown."""
        return self._entries

    def current_entry(self) -> TimelineEntry | None:
        """The entry that keys act on."""
        index = self.currentIndex()
        return self._rows.rows[index.row()].entry if index.isValid() else None

    def current_remark(self) -> Remark | None:
        """The remark that keys act on."""
        index = self.currentIndex()
        return self._rows.rows[index.row()].remark if index.isValid() else None

    def write_under(self, key: str, editor: QWidget | None) -> None:
        """Make room for an editor under an entry, or take it away with none."""
        if self._editor is not None and self._editor is not editor:
            self._editor.hide()
        self._writing, self._editor = key, editor
        if editor is not None:
            editor.setParent(self.viewport())
        self.set_entries(self._entries, self._earlier)
        at = next((number for number, row in enumerate(self._rows.rows) if row.is_writing), None)
        if at is not None:
            self.scrollTo(self._rows.index(at))
            self._place_editor()

    def go_to(self, kind: str, record_id: str) -> bool:
        """Make the entry of a record current and bring it in sight; whether it is here."""
        for number, row in enumerate(self._rows.rows):
            if row.entry and row.entry.kind == kind and row.entry.record_id == record_id:
                self.setCurrentIndex(self._rows.index(number))
                self.scrollTo(self._rows.index(number), QAbstractItemView.ScrollHint.PositionAtCenter)
                return True
        return False

    def _place_editor(self) -> None:
        if self._editor is None:
            return
        at = next((number for number, row in enumerate(self._rows.rows) if row.is_writing), None)
        if at is None:
            self._editor.hide()
            return
        rect = self.visualRect(self._rows.index(at))
        left = self._theme.px(TEXT_LEFT)
        self._editor.setGeometry(rect.left() + left, rect.top() + 2, self.row_width() - left, rect.height() - 6)
        self._editor.show()

    def updateGeometries(self) -> None:
        super().updateGeometries()
        self._place_editor()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        super().scrollContentsBy(dx, dy)
        self._place_editor()

    def set_nothing(self, words: str) -> None:
        """What is said where there is no entry."""
        self._nothing = words
        self.viewport().update()

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ShortcutOverride and _is_own(event):
            event.accept()  # the page deletes a record by this key: here it means an entry
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self._pressed_at = float(self.width())
            self._on_clicked(self.currentIndex())
        elif event.key() == Qt.Key.Key_Delete:
            self.removed.emit()
        elif event.key() == Qt.Key.Key_Space and (entry := self.current_entry()) is not None and entry.is_open:
            self.ticked.emit(entry)
        elif event.key() == Qt.Key.Key_C and not event.modifiers() and (entry := self.current_entry()) is not None:
            self.comment_wanted.emit(entry)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and event.reason() is not Qt.FocusReason.MouseFocusReason:
            self._restore(None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed_at = event.position().x()
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        index = self.indexAt(event.position().toPoint())
        opens = index.isValid() and not self._rows.rows[index.row()].heading
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if opens else Qt.CursorShape.ArrowCursor)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.scheduleDelayedItemsLayout()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self.setAccessibleName(tr("Timeline"))
            self.viewport().update()
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._is_known and not self._entries:
            self._paint_nothing()

    def _paint_nothing(self) -> None:
        """What belongs here, and how it comes here."""
        px, painter = self._theme.px, QPainter(self.viewport())
        painter.setFont(self._theme.font(Role.BODY))
        painter.setPen(QColor(self._theme.tokens.text2))
        room = self.viewport().rect().adjusted(0, px(16), -px(16), 0)
        painter.drawText(room, int(Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap), self._nothing)
        painter.end()

    def row_width(self) -> int:
        """How wide rows are, whether the scroll bar stands beside them or not."""
        gutter = 0 if self.verticalScrollBar().isVisible() else GUTTER
        return self.viewport().width() - gutter

    def row_of(self, index: _Index) -> Row:
        """The row behind an index, for the painter."""
        return self._rows.rows[index.row()]

    def _on_clicked(self, index: QModelIndex) -> None:
        row = self._rows.rows[index.row()]
        if row.entry and row.remark is None:
            on_box = row.entry.is_open and self._pressed_at < self._theme.px(TEXT_LEFT)
            (self.ticked if on_box else self.opened).emit(row.entry)
        elif row.earlier:
            self.earlier_wanted.emit()

    def _on_menu(self, place: QPoint) -> None:
        """By mouse for the entry under it, by key for the current one."""
        index = self.indexAt(place)
        if index.isValid() and self._rows.rows[index.row()].entry:
            self.setCurrentIndex(index)
        if (entry := self.current_entry()) is not None:
            self.menu_requested.emit(entry, self.viewport().mapToGlobal(place))

    def _current_key(self) -> str | None:
        index = self.currentIndex()
        return self._rows.rows[index.row()].key or None if index.isValid() else None

    def _restore(self, key: str | None) -> None:
        """Make an entry current: the one named, or the first when none is and the keyboard is here."""
        for number, row in enumerate(self._rows.rows):
            if row.key and (row.key == key or (key is None and self.hasFocus())):
                self.selectionModel().setCurrentIndex(
                    self._rows.index(number), QItemSelectionModel.SelectionFlag.ClearAndSelect
                )
                return


def _is_own(event: QEvent) -> bool:
    if not isinstance(event, QKeyEvent) or event.modifiers():
        return False
    return event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_C, Qt.Key.Key_Space)
