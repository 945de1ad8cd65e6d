"""The timeline of a detail side: entries under day headings on a thread, in one painted list."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from crm_desktop.core.i18n import tr, trn
from crm_desktop.ui.theme import Role, Theme, Tone
from crm_desktop.ui.theme.shapes import hairline, ring, rounded, vertical_line
from crm_desktop.ui.theme.tokens import Height
from crm_desktop.ui.widgets.labels import wrapped_lines
from crm_desktop.ui.widgets.marks import Sign, chip_width, draw_chip

_Index = QModelIndex | QPersistentModelIndex
_RING, _TEXT_LEFT = 22, 34
_BODY_LINES = 2
# As wide as the scroll bar, see theme/qss.py: what stands above rows ends where they do.
GUTTER = 12
_ROOT = QModelIndex()
_ACCESSIBLE, _DISPLAY = int(Qt.ItemDataRole.AccessibleTextRole), int(Qt.ItemDataRole.DisplayRole)


@dataclass(frozen=True)
class TimelineEntry:
    """One thing that happened, in words as shown; `day` is the heading it stands under."""

    key: str
    kind: str
    day: str
    icon: str
    title: str
    meta: str
    body: str = ""
    chip: str = ""
    tone: Tone = Tone.NEUTRAL
    sign: Sign = None
    amount: str = ""
    is_pinned: bool = False


@dataclass(frozen=True)
class _Row:
    """A row of the list: a heading, an entry, or the way to older ones."""

    heading: str = ""
    entry: TimelineEntry | None = None
    earlier: int = 0
    thread: bool = False


class _Model(QAbstractListModel):
    """The rows made from entries."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.rows: list[_Row] = []

    def show(self, entries: Sequence[TimelineEntry], earlier: int) -> None:
        """Replace all rows."""
        self.beginResetModel()
        self.rows = _rows_of(entries, earlier)
        self.endResetModel()

    def rowCount(self, parent: _Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: _Index, role: int = _DISPLAY) -> Any:
        if role not in (_DISPLAY, _ACCESSIBLE) or not index.isValid():
            return None
        row = self.rows[index.row()]
        if row.entry is None:
            return row.heading or earlier_text(row.earlier)
        entry = row.entry
        parts = (entry.title, entry.chip, entry.amount, entry.body, entry.meta)
        return entry.title if role == _DISPLAY else ", ".join(part for part in parts if part)

    def flags(self, index: _Index) -> Qt.ItemFlag:
        if not index.isValid() or self.rows[index.row()].heading:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


class Timeline(QListView):
    """Shows entries; Enter or a click opens one, the last row asks for earlier ones."""

    opened = Signal(object)
    earlier_wanted = Signal()
    menu_requested = Signal(object, QPoint)
    removed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._entries: tuple[TimelineEntry, ...] = ()
        self._earlier = 0
        self._is_known = False
        self._nothing = ""
        self._rows = _Model(self)
        self.setModel(self._rows)
        self.setItemDelegate(_Painter(theme, self))
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
        self._rows.show(self._entries, earlier)
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

    def set_nothing(self, words: str) -> None:
        """What is said where there is no entry."""
        self._nothing = words
        self.viewport().update()

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ShortcutOverride and _is_delete(event):
            event.accept()  # the page deletes a record by this key: here it means an entry
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self._on_clicked(self.currentIndex())
        elif event.key() == Qt.Key.Key_Delete:
            self.removed.emit()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and event.reason() is not Qt.FocusReason.MouseFocusReason:
            self._restore(None)

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

    def row_of(self, index: _Index) -> _Row:
        """The row behind an index, for the painter."""
        return self._rows.rows[index.row()]

    def _on_clicked(self, index: QModelIndex) -> None:
        row = self._rows.rows[index.row()]
        if row.entry:
            self.opened.emit(row.entry)
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
        entry = self.current_entry()
        return entry.key if entry else None

    def _restore(self, key: str | None) -> None:
        """Make an entry current: the one named, or the first when none is and the keyboard is here."""
        for number, row in enumerate(self._rows.rows):
            if row.entry and (row.entry.key == key or (key is None and self.hasFocus())):
                self.selectionModel().setCurrentIndex(
                    self._rows.index(number), QItemSelectionModel.SelectionFlag.ClearAndSelect
                )
                return


def _is_delete(event: QEvent) -> bool:
    return isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Delete


def earlier_text(count: int) -> str:
    """The words of the row that loads older entries."""
    return trn("1 earlier entry", "{count} earlier entries", count)


def _rows_of(entries: Sequence[TimelineEntry], earlier: int) -> list[_Row]:
    rows: list[_Row] = []
    day = None
    for number, entry in enumerate(entries):
        if entry.day != day:
            day = entry.day
            rows.append(_Row(heading=day))
        following = number + 1 < len(entries) and entries[number + 1].day == day
        rows.append(_Row(entry=entry, thread=following))
    if earlier:
        rows.append(_Row(earlier=earlier))
    return rows


class _Painter(QStyledItemDelegate):
    """Measures and paints the rows."""

    def __init__(self, theme: Theme, view: Timeline) -> None:
        super().__init__(view)
        self._theme, self._view = theme, view

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        row, line = self._view.row_of(index), self._theme.line
        width = self._view.row_width()
        if row.entry is None:
            return QSize(width, self._theme.px(36 if row.heading else 28))
        body = len(self._body_lines(row.entry, width))
        height = line(Role.BODY) * (1 + body) + (line(Role.SMALL) if row.entry.amount and row.entry.meta else 0)
        return QSize(width, height + self._theme.px(14))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        row, rect = self._view.row_of(index), QRect(option.rect)
        rect.setWidth(self._view.row_width())
        current = index.row() == self._view.currentIndex().row() and self._view.hasFocus()
        painter.save()
        if row.heading:
            self._paint_heading(painter, rect, row.heading)
        elif row.entry is None:
            self._paint_earlier(painter, rect, row.earlier)
        else:
            hovered = bool(option.state & option.state.State_MouseOver)
            self._paint_entry(painter, rect, row.entry, thread=row.thread, hovered=hovered)
        if current:
            ring(painter, QRectF(rect).adjusted(0, 1, 0, -1), 6, self._theme.tokens.accent_text)
        painter.restore()

    def _paint_heading(self, painter: QPainter, rect: QRect, text: str) -> None:
        t, font = self._theme.tokens, self._theme.font(Role.SMALL, 600)
        painter.setFont(font)
        painter.setPen(QColor(t.text2))
        painter.drawText(rect, int(Qt.AlignmentFlag.AlignVCenter), text)
        left = rect.left() + round(self._theme.width_of(text, font)) + self._theme.px(10)
        hairline(painter, QRect(left, rect.top(), rect.right() - left, rect.height() // 2), t.line)

    def _paint_earlier(self, painter: QPainter, rect: QRect, count: int) -> None:
        t, px = self._theme.tokens, self._theme.px
        icon = self._theme.pixmap("chevron-down", t.accent_text, 14, painter.device().devicePixelRatioF())
        painter.drawPixmap(rect.left() + px(4), rect.center().y() - px(7) + 1, icon)
        painter.setFont(self._theme.font(Role.SMALL, 500))
        painter.setPen(QColor(t.accent_text))
        words = rect.adjusted(px(_TEXT_LEFT), 0, 0, 0)
        painter.drawText(words, int(Qt.AlignmentFlag.AlignVCenter), earlier_text(count))

    def _paint_entry(
        self, painter: QPainter, rect: QRect, entry: TimelineEntry, *, thread: bool, hovered: bool
    ) -> None:
        t, px, line = self._theme.tokens, self._theme.px, self._theme.line(Role.BODY)
        if hovered:
            rounded(painter, QRectF(rect).adjusted(0, 1, 0, -1), 6, t.hover)
        box = QRectF(rect.left(), rect.top() + px(4), px(_RING), px(_RING))
        if thread:
            vertical_line(painter, box.center().x(), box.bottom() + 3, rect.bottom() + px(2), t.strong_line)
        rounded(painter, box, box.width() / 2, t.content, t.strong_line)
        ratio = painter.device().devicePixelRatioF()
        icon = self._theme.pixmap("pin" if entry.is_pinned else entry.icon, t.text2, 12, ratio, 2)
        painter.drawPixmap(round(box.center().x()) - px(6), round(box.center().y()) - px(6), icon)
        top = rect.top() + px(5)
        words = QRect(rect.left() + px(_TEXT_LEFT), top, rect.width() - px(_TEXT_LEFT), line)
        self._paint_title(painter, words, entry)
        lines = self._body_lines(entry, rect.width())
        painter.setFont(self._theme.font(Role.BODY))
        painter.setPen(QColor(t.text2))
        for number, text in enumerate(lines, 1):
            painter.drawText(words.translated(0, line * number), int(Qt.AlignmentFlag.AlignVCenter), text)
        if entry.amount:
            painter.setFont(self._theme.font(Role.SMALL))
            painter.setPen(QColor(t.text3))
            last = words.translated(0, line * (len(lines) + 1))
            painter.drawText(last, int(Qt.AlignmentFlag.AlignVCenter), entry.meta)

    def _paint_title(self, painter: QPainter, words: QRect, entry: TimelineEntry) -> None:
        t, px = self._theme.tokens, self._theme.px
        right, font = entry.amount or entry.meta, self._theme.font(Role.SMALL)
        ink = t.text3
        if entry.amount:
            font, ink = self._theme.font(Role.BODY, 600, tabular=True), t.text1
        painter.setFont(font)
        painter.setPen(QColor(ink))
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(words, int(middle | Qt.AlignmentFlag.AlignRight), right)
        room = words.width() - round(self._theme.width_of(right, font)) - px(10)
        chip = chip_width(self._theme, entry.chip, entry.sign) if entry.chip else 0
        title_font = self._theme.font(Role.BODY, 600)
        painter.setFont(title_font)
        painter.setPen(QColor(t.text1))
        title_room = room - (chip + px(8) if chip else 0)
        title = painter.fontMetrics().elidedText(entry.title, Qt.TextElideMode.ElideRight, title_room)
        painter.drawText(words, int(middle), title)
        if chip and title_room > px(20):
            left = words.left() + round(self._theme.width_of(title, title_font)) + px(8)
            height = px(Height.CHIP - 2)
            place = QRectF(left, words.center().y() + 1 - height / 2, chip, height)
            draw_chip(painter, self._theme, place, entry.chip, entry.tone, entry.sign)

    def _body_lines(self, entry: TimelineEntry, width: int) -> list[str]:
        room = max(40, width - self._theme.px(_TEXT_LEFT))
        return wrapped_lines(" ".join(entry.body.split()), self._theme.font(Role.BODY), room, _BODY_LINES)
