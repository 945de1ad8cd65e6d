"""The lines of the day under their headings; a heading is no line to stand on."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QContextMenuEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from crm_desktop.core.formats import integer
from crm_desktop.core.i18n import tr
from crm_desktop.queries.today import Today, TodayItem
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.theme import Role, Tone
from crm_desktop.ui.theme.shapes import hairline, ring
from crm_desktop.ui.theme.tokens import Radius
from crm_desktop.ui.today.words import HEADINGS, icon_of, note_of, right_of, tone_of

_Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_DISPLAY, _ACCESSIBLE = int(Qt.ItemDataRole.DisplayRole), int(Qt.ItemDataRole.AccessibleTextRole)
_ROW, _HEADING, _BAR, _SIDE = 36, 44, 3, 20


@dataclass(frozen=True)
class Heading:
    """Stands above the lines of a section."""

    section: str
    count: int


Line = Heading | TodayItem


class _Model(QAbstractListModel):
    def __init__(self, parent: QWidget, context: PageContext) -> None:
        super().__init__(parent)
        self._context = context
        self.lines: tuple[Line, ...] = ()

    def show(self, lines: Sequence[Line]) -> None:
        """Replace all lines."""
        self.beginResetModel()
        self.lines = tuple(lines)
        self.endResetModel()

    def rowCount(self, parent: _Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.lines)

    def flags(self, index: _Index) -> Qt.ItemFlag:
        if index.isValid() and isinstance(self.lines[index.row()], Heading):
            return Qt.ItemFlag.NoItemFlags
        return super().flags(index)

    def data(self, index: _Index, role: int = _DISPLAY) -> Any:
        if role not in (_DISPLAY, _ACCESSIBLE) or not index.isValid():
            return None
        line = self.lines[index.row()]
        if isinstance(line, Heading):
            return tr(HEADINGS[line.section])
        if role == _DISPLAY:
            return line.title
        parts = (line.title, note_of(line, self._context), right_of(line, self._context)[0])
        return ", ".join(part for part in parts if part)


class DayList(QListView):
    """Shows the day; `chosen` tells that another line is current, `opened` that it is wanted itself."""

    chosen = Signal()
    opened = Signal()
    menu_wanted = Signal(object)

    def __init__(self, context: PageContext) -> None:
        super().__init__()
        self._theme = context.theme
        self._lines = _Model(self, context)
        self.setModel(self._lines)
        self.setItemDelegate(_Painter(context, self))
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.viewport().setAutoFillBackground(False)
        self.selectionModel().currentChanged.connect(lambda *_: self.chosen.emit())
        context.theme.theme_changed.connect(self.viewport().update)

    def show_day(self, day: Today) -> None:
        """Show the lines; the current one stays, or what stands in its place becomes current."""
        before, place = self.current(), self.currentIndex().row()
        lines: list[Line] = []
        for section, count in day.counts.items():
            if found := day.of(section):
                lines += [Heading(section, count), *found]
        self._lines.show(lines)
        same = (at for at, each in enumerate(lines) if before is not None and _is_same(each, before))
        self._go_to(next(same, max(0, place)), 1)

    def items(self) -> list[TodayItem]:
        """The lines without their headings."""
        return [each for each in self._lines.lines if isinstance(each, TodayItem)]

    def line(self, row: int) -> Line:
        """The line or heading of a row."""
        return self._lines.lines[row]

    def current(self) -> TodayItem | None:
        """The current line."""
        index = self.currentIndex()
        line = self._lines.lines[index.row()] if index.isValid() and index.row() < len(self._lines.lines) else None
        return line if isinstance(line, TodayItem) else None

    def _go_to(self, row: int, step: int) -> None:
        """Make a row current, or the nearest line from there on."""
        lines = self._lines.lines
        rows = [*range(min(row, len(lines) - 1), len(lines)), *range(min(row, len(lines) - 1), -1, -1)]
        for at in rows if step > 0 else reversed(rows):
            if 0 <= at < len(lines) and isinstance(lines[at], TodayItem):
                self.setCurrentIndex(self._lines.index(at))
                return

    def step(self, by: int) -> None:
        """Make the next or the previous line current, over headings."""
        at = self.currentIndex().row() + by
        while 0 <= at < len(self._lines.lines):
            if isinstance(self._lines.lines[at], TodayItem):
                self.setCurrentIndex(self._lines.index(at))
                return
            at += by

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up) and not event.modifiers():
            self.step(1 if event.key() == Qt.Key.Key_Down else -1)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.opened.emit()
        elif event.text() and event.text().isalnum():
            # Letters are commands of the page, no search within the list.
            event.ignore()
        else:
            super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self.indexAt(event.position().toPoint()).isValid() and self.current() is not None:
            self.opened.emit()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if self.current() is not None:
            self.menu_wanted.emit(event.globalPos())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), QColor(self._theme.tokens.content))
        painter.end()
        super().paintEvent(event)


def _is_same(line: Line, item: TodayItem) -> bool:
    return isinstance(line, TodayItem) and (line.kind, line.record_id) == (item.kind, item.record_id)


class _Painter(QStyledItemDelegate):
    """A heading with its count, or a line: icon, title, what stands beside it, and the day at the right edge."""

    def __init__(self, context: PageContext, view: DayList) -> None:
        super().__init__(view)
        self._context, self._theme, self._view = context, context.theme, view

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        is_heading = isinstance(self._view.line(index.row()), Heading)
        return QSize(self._theme.px(200), self._theme.px(_HEADING if is_heading else _ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        line, rect = self._view.line(index.row()), QRect(option.rect)
        painter.save()
        if isinstance(line, Heading):
            self._heading(painter, rect, line)
        else:
            self._ground(painter, rect, is_current=index.row() == self._view.currentIndex().row())
            self._line(painter, rect, line)
        painter.restore()

    def _heading(self, painter: QPainter, rect: QRect, heading: Heading) -> None:
        t, px = self._theme.tokens, self._theme.px
        room = rect.adjusted(px(_SIDE), px(12), -px(_SIDE), 0)
        title = tr(HEADINGS[heading.section])
        painter.setFont(self._theme.font(Role.SECTION, 600))
        painter.setPen(QColor(t.text1))
        painter.drawText(room, _MIDDLE, title)
        room.setLeft(room.left() + painter.fontMetrics().horizontalAdvance(title) + px(8))
        painter.setFont(self._theme.font(Role.SMALL, tabular=True))
        painter.setPen(QColor(t.text3))
        painter.drawText(room, _MIDDLE, integer(heading.count))
        hairline(painter, rect, t.strong_line)

    def _ground(self, painter: QPainter, rect: QRect, *, is_current: bool) -> None:
        t, px = self._theme.tokens, self._theme.px
        mouse = self._view.viewport().mapFromGlobal(self._view.cursor().pos())
        if is_current or rect.contains(mouse):
            painter.fillRect(rect, QColor(t.selected if is_current else t.hover))
        hairline(painter, rect, t.line)
        if is_current:
            painter.fillRect(QRect(rect.left(), rect.top(), px(_BAR), rect.height()), QColor(t.accent))
            if self._view.hasFocus():
                ring(painter, QRectF(rect).adjusted(2, 2, -2, -2), Radius.CHIP, t.accent_text)

    def _line(self, painter: QPainter, rect: QRect, item: TodayItem) -> None:
        theme, t, px = self._theme, self._theme.tokens, self._theme.px
        tone = tone_of(item)
        ink = t.text2 if tone is Tone.NEUTRAL else t.ink(tone)
        icon = theme.pixmap(icon_of(item, self._context), ink, 16, self._view.devicePixelRatioF())
        painter.drawPixmap(rect.left() + px(_SIDE), rect.center().y() - px(8) + 1, icon)
        words, tone = right_of(item, self._context)
        painter.setFont(theme.font(Role.BODY, tabular=True))
        painter.setPen(QColor(t.text2 if tone is Tone.NEUTRAL else t.ink(tone)))
        right = rect.adjusted(0, 0, -px(_SIDE), 0)
        painter.drawText(right, _RIGHT, words)
        end = right.right() - painter.fontMetrics().horizontalAdvance(words) - px(16)
        room = QRect(rect.left() + px(_SIDE + 28), rect.top(), 0, rect.height())
        room.setRight(end)
        taken = _drawn(painter, theme.font(Role.BODY, 500), t.text1, room, item.title)
        room.setLeft(room.left() + taken + px(12))
        if room.width() > px(40):
            _drawn(painter, theme.font(Role.BODY), t.text3, room, note_of(item, self._context))


_MIDDLE = int(Qt.AlignmentFlag.AlignVCenter)
_RIGHT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)


def _drawn(painter: QPainter, font: Any, ink: str, room: QRect, text: str) -> int:
    """Draw a text in one line, shortened to its room; returns how wide it is."""
    painter.setFont(font)
    painter.setPen(QColor(ink))
    shown = painter.fontMetrics().elidedText(" ".join(text.split()), Qt.TextElideMode.ElideRight, room.width())
    painter.drawText(room, _MIDDLE, shown)
    return painter.fontMetrics().horizontalAdvance(shown)
