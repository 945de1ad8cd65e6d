"""How the rows of a timeline are measured and painted: rings on a thread, boxes to tick, titles, days at the edge."""

from typing import Protocol

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QListView, QStyledItemDelegate, QStyleOptionViewItem

from crm_desktop.ui.theme import Role, Theme, Tone
from crm_desktop.ui.theme.shapes import draw_check_box, hairline, ring, rounded, vertical_line
from crm_desktop.ui.theme.tokens import Height
from crm_desktop.ui.widgets.labels import wrapped_lines
from crm_desktop.ui.widgets.marks import chip_width, draw_chip
from crm_desktop.ui.widgets.timeline_rows import Remark, Row, TimelineEntry, earlier_text

_Index = QModelIndex | QPersistentModelIndex
RING, TEXT_LEFT, _INDENT = 22, 34, 10
_BODY_LINES, _REMARK_LINES, _WRITING, _BOX = 2, 12, 40, 16


class _View(Protocol):
    """What the painter asks the list."""

    def row_of(self, index: _Index) -> Row:
        """The row behind an index."""

    def row_width(self) -> int:
        """How wide rows are."""

    def hasFocus(self) -> bool:
        """Whether the keyboard is there."""

    def currentIndex(self) -> QModelIndex:
        """The row keys act on."""


class TimelinePainter(QStyledItemDelegate):
    """Measures and paints the rows."""

    def __init__(self, theme: Theme, view: _View, parent: QListView) -> None:
        super().__init__(parent)
        self._theme, self._view = theme, view

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        row, line = self._view.row_of(index), self._theme.line
        width = self._view.row_width()
        if row.entry is None:
            return QSize(width, self._theme.px(36 if row.heading else 28))
        if row.is_writing:
            return QSize(width, self._theme.px(_WRITING))
        if row.remark is not None:
            count = len(self._remark_lines(row.remark, width))
            return QSize(width, line(Role.BODY) * count + self._theme.line(Role.SMALL) + self._theme.px(8))
        body = len(self._body_lines(row.entry, width))
        below = len(row.entry.notes) + (1 if row.entry.amount and row.entry.meta else 0)
        return QSize(width, line(Role.BODY) * (1 + body) + line(Role.SMALL) * below + self._theme.px(14))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        row, rect = self._view.row_of(index), QRect(option.rect)
        rect.setWidth(self._view.row_width())
        current = index.row() == self._view.currentIndex().row() and self._view.hasFocus()
        painter.save()
        if row.heading:
            self._paint_heading(painter, rect, row.heading)
        elif row.entry is None:
            self._paint_earlier(painter, rect, row.earlier)
        elif row.remark is not None or row.is_writing:
            self._paint_remark(painter, rect, row)
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
        words = rect.adjusted(px(TEXT_LEFT), 0, 0, 0)
        painter.drawText(words, int(Qt.AlignmentFlag.AlignVCenter), earlier_text(count))

    def _paint_entry(
        self, painter: QPainter, rect: QRect, entry: TimelineEntry, *, thread: bool, hovered: bool
    ) -> None:
        t, px, line = self._theme.tokens, self._theme.px, self._theme.line(Role.BODY)
        if hovered:
            rounded(painter, QRectF(rect).adjusted(0, 1, 0, -1), 6, t.hover)
        box = QRectF(rect.left(), rect.top() + px(4), px(RING), px(RING))
        if thread:
            vertical_line(painter, box.center().x(), box.bottom() + 3, rect.bottom() + px(2), t.strong_line)
        self._paint_sign(painter, box, entry)
        top = rect.top() + px(5)
        words = QRect(rect.left() + px(TEXT_LEFT), top, rect.width() - px(TEXT_LEFT), line)
        self._paint_title(painter, words, entry)
        lines = self._body_lines(entry, rect.width())
        painter.setFont(self._theme.font(Role.BODY))
        painter.setPen(QColor(t.text2))
        for number, text in enumerate(lines, 1):
            painter.drawText(words.translated(0, line * number), int(Qt.AlignmentFlag.AlignVCenter), text)
        painter.setFont(self._theme.font(Role.SMALL))
        painter.setPen(QColor(t.text3))
        last = words.translated(0, line * (len(lines) + 1))
        last.setHeight(self._theme.line(Role.SMALL))
        for text in (*entry.notes, *((entry.meta,) if entry.amount else ())):
            shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, last.width())
            painter.drawText(last, int(Qt.AlignmentFlag.AlignVCenter), shown)
            last.translate(0, last.height())

    def _paint_sign(self, painter: QPainter, box: QRectF, entry: TimelineEntry) -> None:
        """A ring with what it is, or a box to tick for what is still to be done."""
        t, px = self._theme.tokens, self._theme.px
        if entry.is_open:
            side = px(_BOX)
            square = QRectF(box.center().x() - side / 2, box.center().y() - side / 2, side, side)
            rounded(painter, box, 0, t.content)
            draw_check_box(painter, square, Qt.CheckState.Unchecked, t.accent, t.on_accent, t.field_edge)
            return
        rounded(painter, box, box.width() / 2, t.content, t.strong_line)
        ratio = painter.device().devicePixelRatioF()
        icon = self._theme.pixmap("pin" if entry.is_pinned else entry.icon, t.text2, 12, ratio, 2)
        painter.drawPixmap(round(box.center().x()) - px(6), round(box.center().y()) - px(6), icon)

    def _paint_remark(self, painter: QPainter, rect: QRect, row: Row) -> None:
        t, px, theme = self._theme.tokens, self._theme.px, self._theme
        if row.thread:
            vertical_line(painter, rect.left() + px(RING) / 2, rect.top(), rect.bottom() + px(2), t.strong_line)
        said = row.remark
        if said is None:
            return
        vertical_line(painter, rect.left() + px(TEXT_LEFT), rect.top() + px(1), rect.bottom() - px(5), t.strong_line)
        words = QRect(rect.left() + px(TEXT_LEFT + _INDENT), rect.top(), 0, theme.line(Role.SMALL))
        words.setRight(rect.right())
        middle = int(Qt.AlignmentFlag.AlignVCenter)
        painter.setFont(theme.font(Role.SMALL, 500))
        painter.setPen(QColor(t.text2))
        painter.drawText(words, middle, said.author)
        painter.setFont(theme.font(Role.SMALL))
        painter.setPen(QColor(t.text3))
        painter.drawText(words, int(Qt.AlignmentFlag.AlignRight) | middle, said.when)
        painter.setFont(theme.font(Role.BODY))
        painter.setPen(QColor(t.text1))
        words.translate(0, words.height())
        words.setHeight(theme.line(Role.BODY))
        for text in self._remark_lines(said, rect.width()):
            painter.drawText(words, middle, text)
            words.translate(0, words.height())

    def _paint_title(self, painter: QPainter, words: QRect, entry: TimelineEntry) -> None:
        t, px = self._theme.tokens, self._theme.px
        right, font = entry.amount or entry.meta, self._theme.font(Role.SMALL)
        ink = t.text3 if entry.meta_tone is Tone.NEUTRAL else t.ink(entry.meta_tone)
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
        room = max(40, width - self._theme.px(TEXT_LEFT))
        return wrapped_lines(" ".join(entry.body.split()), self._theme.font(Role.BODY), room, _BODY_LINES)

    def _remark_lines(self, said: Remark, width: int) -> list[str]:
        room = max(40, width - self._theme.px(TEXT_LEFT + _INDENT))
        return wrapped_lines(" ".join(said.text.split()), self._theme.font(Role.BODY), room, _REMARK_LINES)
