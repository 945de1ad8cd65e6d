"""The records with something to review, one below the other; it shows any number of them."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from crm_desktop.core.formats import integer
from crm_desktop.core.i18n import N_, tr
from crm_desktop.queries.review import ReviewRecord
from crm_desktop.ui.review.words import count_of, note_of, sign_of
from crm_desktop.ui.theme import Role, Theme
from crm_desktop.ui.theme.shapes import hairline, ring, rounded
from crm_desktop.ui.theme.tokens import Radius

_Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_DISPLAY, _ACCESSIBLE = int(Qt.ItemDataRole.DisplayRole), int(Qt.ItemDataRole.AccessibleTextRole)
_ROW, _BAR = 52, 3
_NAMELESS = N_("Without a name")


class _Model(QAbstractListModel):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.rows: Sequence[ReviewRecord] = ()

    def show(self, rows: Sequence[ReviewRecord]) -> None:
        """Replace all rows."""
        self.beginResetModel()
        self.rows = tuple(rows)
        self.endResetModel()

    def rowCount(self, parent: _Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: _Index, role: int = _DISPLAY) -> Any:
        if role not in (_DISPLAY, _ACCESSIBLE) or not index.isValid():
            return None
        row = self.rows[index.row()]
        title = row.title or tr(_NAMELESS)
        return title if role == _DISPLAY else ", ".join((title, note_of(row), count_of(row.count)))


class RecordList(QListView):
    """Shows records; `chosen` tells the one that became current."""

    chosen = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._rows = _Model(self)
        self.setModel(self._rows)
        self.setItemDelegate(_Painter(theme, self))
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.viewport().setAutoFillBackground(False)
        self.selectionModel().currentChanged.connect(self._on_current)
        theme.theme_changed.connect(self.viewport().update)

    def show_records(self, records: Sequence[ReviewRecord], current: tuple[str, str] | None) -> None:
        """Show records; the current one stays, or what stands in its place becomes current."""
        row = max(0, self.currentIndex().row())
        place = next((at for at, each in enumerate(records) if (each.kind, each.record_id) == current), None)
        self._rows.show(records)
        at = min(row, len(records) - 1) if place is None else place
        if at >= 0:
            self.setCurrentIndex(self._rows.index(at))

    def records(self) -> Sequence[ReviewRecord]:
        """The records shown."""
        return self._rows.rows

    def current(self) -> ReviewRecord | None:
        """The current record."""
        index = self.currentIndex()
        return self._rows.rows[index.row()] if index.isValid() else None

    def step(self, by: int) -> None:
        """Make the next or the previous record current."""
        at = self.currentIndex().row() + by
        if 0 <= at < len(self._rows.rows):
            self.setCurrentIndex(self._rows.index(at))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), QColor(self._theme.tokens.content))
        painter.end()
        super().paintEvent(event)

    def _on_current(self, index: QModelIndex, _before: QModelIndex) -> None:
        if index.isValid():
            self.chosen.emit(self._rows.rows[index.row()])


class _Painter(QStyledItemDelegate):
    """A record: the icon of what is to be decided, its name, what it is, and how much."""

    def __init__(self, theme: Theme, view: RecordList) -> None:
        super().__init__(view)
        self._theme, self._view = theme, view

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(self._theme.px(120), self._theme.px(_ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        theme, t, px, rect = self._theme, self._theme.tokens, self._theme.px, QRect(option.rect)
        record = self._view.records()[index.row()]
        is_current = index.row() == self._view.currentIndex().row()
        mouse = self._view.viewport().mapFromGlobal(self._view.cursor().pos())
        painter.save()
        if is_current or rect.contains(mouse):
            painter.fillRect(rect, QColor(t.selected if is_current else t.hover))
        hairline(painter, rect, t.line)
        if is_current:
            painter.fillRect(QRect(rect.left(), rect.top(), px(_BAR), rect.height()), QColor(t.accent))
            if self._view.hasFocus():
                ring(painter, QRectF(rect).adjusted(2, 2, -2, -2), Radius.CHIP, t.accent_text)
        icon = theme.pixmap(sign_of(record), t.warning, 16, self._view.devicePixelRatioF())
        painter.drawPixmap(rect.left() + px(16), rect.top() + px(9), icon)
        right = self._badge(painter, rect, record.count) if record.count > 1 else rect.right() - px(14)
        words = QRect(rect.left() + px(42), rect.top() + px(7), right - rect.left() - px(42), px(20))
        self._line(painter, words, record.title or tr(_NAMELESS), Role.BODY, 500, t.text1)
        self._line(painter, words.translated(0, px(19)), note_of(record), Role.SMALL, 400, t.text3)
        painter.restore()

    def _badge(self, painter: QPainter, rect: QRect, count: int) -> int:
        """How much is to be decided, where that is more than one thing; returns where the words have to end."""
        theme, px, figure = self._theme, self._theme.px, integer(count)
        font = theme.font(Role.TINY, tabular=True)
        width = max(px(20), round(theme.width_of(figure, font)) + px(12))
        box = QRectF(rect.right() - px(14) - width, rect.center().y() - px(9) + 1, width, px(18))
        rounded(painter, box, px(9), theme.tokens.active)
        painter.setFont(font)
        painter.setPen(QColor(theme.tokens.text2))
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), figure)
        return round(box.left()) - px(10)

    def _line(self, painter: QPainter, room: QRect, text: str, role: Role, weight: int, ink: str) -> None:
        painter.setFont(self._theme.font(role, weight))
        painter.setPen(QColor(ink))
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter), shown)
