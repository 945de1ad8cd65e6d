"""The files of a record as a list: a picture or a sign, the name, and below it how large, by whom and when."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QImage, QKeyEvent, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from crm_desktop.core.i18n import tr
from crm_desktop.ui.theme import Role, Theme
from crm_desktop.ui.theme.shapes import hairline, ring, rounded
from crm_desktop.ui.theme.tokens import Radius

_Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_ROW, PICTURE, _LEFT = 48, 32, 44
_OWN_KEYS = (Qt.Key.Key_Delete, Qt.Key.Key_F2, Qt.Key.Key_Return, Qt.Key.Key_Enter)
_DISPLAY, _ACCESSIBLE = int(Qt.ItemDataRole.DisplayRole), int(Qt.ItemDataRole.AccessibleTextRole)


@dataclass(frozen=True)
class FileEntry:
    """A file in words as shown; `ink` is the token of the note."""

    id: str
    name: str
    note: str
    icon: str
    ink: str = "text3"


class _Model(QAbstractListModel):
    """The entries."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.entries: tuple[FileEntry, ...] = ()

    def show(self, entries: Sequence[FileEntry]) -> None:
        """Replace all entries."""
        self.beginResetModel()
        self.entries = tuple(entries)
        self.endResetModel()

    def rowCount(self, parent: _Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.entries)

    def data(self, index: _Index, role: int = _DISPLAY) -> Any:
        if role not in (_DISPLAY, _ACCESSIBLE) or not index.isValid():
            return None
        entry = self.entries[index.row()]
        return entry.name if role == _DISPLAY else f"{entry.name}, {entry.note}"


class FileList(QListView):
    """Shows files; Enter or a double click opens one, Delete removes the chosen, F2 describes."""

    opened = Signal(str)
    removed = Signal(list)
    renamed = Signal(str)
    menu_requested = Signal(str, QPoint)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self._rows = _Model(self)
        self._pictures: dict[str, QPixmap] = {}
        self.setModel(self._rows)
        self.setItemDelegate(_Painter(self))
        self.setMouseTracking(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setUniformItemSizes(True)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setAccessibleName(tr("Files"))
        self.customContextMenuRequested.connect(self._on_menu)
        self.doubleClicked.connect(lambda index: self.opened.emit(self._rows.entries[index.row()].id))
        theme.theme_changed.connect(self.viewport().update)

    def show_files(self, entries: Sequence[FileEntry]) -> None:
        """Show these files; what was current and chosen stays."""
        current, chosen = self.current_id(), set(self.chosen_ids())
        self._rows.show(entries)
        for row, entry in enumerate(entries):
            if entry.id == current:
                self.setCurrentIndex(self._rows.index(row))
        for row, entry in enumerate(entries):
            if entry.id in chosen:
                self.selectionModel().select(self._rows.index(row), self.selectionModel().SelectionFlag.Select)

    def set_picture(self, file_id: str, image: QImage) -> None:
        """Show a small picture of a file."""
        self._pictures[file_id] = QPixmap.fromImage(image)
        self.viewport().update()

    def has_picture(self, file_id: str) -> bool:
        """Whether a picture of a file is known."""
        return file_id in self._pictures

    def picture_of(self, file_id: str) -> QPixmap | None:
        """The small picture of a file."""
        return self._pictures.get(file_id)

    def entry_at(self, index: _Index) -> FileEntry:
        """The file of a row."""
        return self._rows.entries[index.row()]

    def entries(self) -> tuple[FileEntry, ...]:
        """The files shown."""
        return self._rows.entries

    def current_id(self) -> str | None:
        """The file keys act on."""
        index = self.currentIndex()
        return self._rows.entries[index.row()].id if index.isValid() and self._rows.entries else None

    def chosen_ids(self) -> list[str]:
        """The chosen files."""
        return [self._rows.entries[index.row()].id for index in self.selectionModel().selectedIndexes()]

    def make_current(self, file_id: str) -> None:
        """Go to a file."""
        for row, entry in enumerate(self._rows.entries):
            if entry.id == file_id:
                self.setCurrentIndex(self._rows.index(row))

    def event(self, event: QEvent) -> bool:
        # The page has the same keys for its records: here they mean a file.
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and event.key() in _OWN_KEYS:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        current = self.current_id()
        if current and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit(current)
        elif current and event.key() == Qt.Key.Key_Delete:
            self.removed.emit(self.chosen_ids() or [current])
        elif current and event.key() == Qt.Key.Key_F2:
            self.renamed.emit(current)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._rows.entries:
            painter = QPainter(self.viewport())
            painter.setFont(self.theme.font(Role.BODY))
            painter.setPen(QColor(self.theme.tokens.text3))
            room = self.viewport().rect().adjusted(0, self.theme.px(6), -self.theme.px(12), 0)
            words = tr("No files yet. Drop files here, or paste a picture.")
            painter.drawText(room, int(Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap), words)
            painter.end()

    def _on_menu(self, place: QPoint) -> None:
        index = self.indexAt(place)
        if index.isValid():
            self.menu_requested.emit(self._rows.entries[index.row()].id, self.viewport().mapToGlobal(place))


class _Painter(QStyledItemDelegate):
    """Paints the rows."""

    def __init__(self, view: FileList) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(10, self._view.theme.px(_ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        theme, entry, rect = self._view.theme, self._view.entry_at(index), option.rect
        t, px = theme.tokens, theme.px
        is_chosen = bool(option.state & option.state.State_Selected)
        box = QRectF(rect).adjusted(-px(6), 1, -px(6), -1)
        painter.save()
        if is_chosen or option.state & option.state.State_MouseOver:
            rounded(painter, box, Radius.FIELD, t.selected if is_chosen else t.hover)
        elif index.row():
            hairline(painter, QRect(rect.left(), rect.top() - rect.height(), rect.width(), rect.height()), t.line)
        if index.row() == self._view.currentIndex().row() and self._view.hasFocus():
            ring(painter, box.adjusted(1, 0, -1, 0), Radius.FIELD, t.accent_text)
        self._paint_picture(
            painter, QRect(rect.left(), rect.center().y() - px(PICTURE) // 2, px(PICTURE), px(PICTURE)), entry
        )
        words = QRect(rect.left() + px(_LEFT), rect.top(), rect.width() - px(_LEFT + 12), theme.line(Role.BODY))
        words.moveTop(rect.center().y() - (theme.line(Role.BODY) + theme.line(Role.SMALL)) // 2)
        self._paint_words(painter, words, entry.name, Role.BODY, 500, t.text1, Qt.TextElideMode.ElideMiddle)
        below = QRect(words.left(), words.bottom() + 1, words.width(), theme.line(Role.SMALL))
        self._paint_words(
            painter, below, entry.note, Role.SMALL, 400, getattr(t, entry.ink), Qt.TextElideMode.ElideRight
        )
        painter.restore()

    def _paint_words(
        self, painter: QPainter, room: QRect, text: str, role: Role, weight: int, ink: str, cut: Qt.TextElideMode
    ) -> None:
        painter.setFont(self._view.theme.font(role, weight))
        painter.setPen(QColor(ink))
        shown = painter.fontMetrics().elidedText(text, cut, room.width())
        painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter), shown)

    def _paint_picture(self, painter: QPainter, box: QRect, entry: FileEntry) -> None:
        theme, t = self._view.theme, self._view.theme.tokens
        picture = self._view.picture_of(entry.id)
        if picture is None:
            rounded(painter, QRectF(box), Radius.CHIP, t.hover)
            icon = theme.pixmap(entry.icon, t.text2, 16, painter.device().devicePixelRatioF())
            side = theme.px(16)
            painter.drawPixmap(box.center().x() - side // 2 + 1, box.center().y() - side // 2 + 1, icon)
            return
        size = picture.size() / picture.devicePixelRatio()
        size.scale(box.size(), Qt.AspectRatioMode.KeepAspectRatio)
        place = QRect(QPoint(0, 0), size)
        place.moveCenter(box.center())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawPixmap(place, picture)
