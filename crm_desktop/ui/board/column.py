"""One column: what its place is called and adds up to, where a card would go, its cards, and a foot to add another."""

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QWidget

from crm_desktop.core import formats
from crm_desktop.core.i18n import Message, tr
from crm_desktop.ui.board.card_list import SIDE, CardList
from crm_desktop.ui.board.kind import BoardColumn, BoardKind, Head
from crm_desktop.ui.texts import Plain, Retranslating
from crm_desktop.ui.theme import Role, Theme, Tokens
from crm_desktop.ui.theme.shapes import rounded
from crm_desktop.ui.theme.tokens import Height, Radius
from crm_desktop.ui.widgets.buttons import Button, Colours
from crm_desktop.ui.widgets.labels import Label

_HEAD, _UNKNOWN_LINE, _FOOT, _DROP, _GAP, _SIDE = 70, 18, 36, 40, 8, 12
# Middles of the lines of a head, and its bar, from its top.
_NAME_AT, _SUM_AT, _BAR_AT, _BAR = 19, 41, 57, 3


class ColumnHead(QWidget):
    """Name, count and share; two figures; a bar as long as the share."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._name, self._count = "", 0
        self._head: Head | None = None
        self.leaves_room = False
        theme.theme_changed.connect(self.update)

    def show_head(self, name: str, count: int, head: Head) -> None:
        """Show what stands above a column, by its name in the current language."""
        self._name, self._count, self._head = name, count, head
        self.setToolTip(self.words())
        self.update()

    def words(self) -> str:
        """All it says, in one line for tool tip and screen readers."""
        return self._head.spoken if self._head is not None else ""

    def sizeHint(self) -> QSize:
        extra = _UNKNOWN_LINE if self.leaves_room else 0
        return QSize(self._theme.px(200), self._theme.px(_HEAD + extra))

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._head is None:
            return
        tokens, px, head = self._theme.tokens, self._theme.px, self._head
        right = self.width() - px(_SIDE)
        with QPainter(self) as painter:
            edge = self._write(painter, right, px(_NAME_AT), head.share, Role.BODY, tokens.text2, to_right=True)
            count = f"{formats.integer(self._count)}"
            room = edge - px(_SIDE) - self._width(count, Role.BODY) - 2 * px(_GAP)
            end = self._write(painter, px(_SIDE), px(_NAME_AT), self._name, Role.BODY, tokens.text1, 600, room=room)
            self._write(painter, end + px(_GAP), px(_NAME_AT), count, Role.BODY, tokens.text2)
            self._paint_sums(painter, right, head)
            if head.share:
                self._paint_bar(painter, right, head.part)
            if head.warning:
                self._paint_warning(painter, right, head.warning)

    # --- parts

    def _paint_sums(self, painter: QPainter, right: int, head: Head) -> None:
        """In full where there is room, else shortened."""
        tokens, px = self._theme.tokens, self._theme.px
        first, second = head.first, head.second
        room = right - px(_SIDE) - px(_GAP)
        if self._width(first, Role.BODY, 600) + self._width(second, Role.SMALL) > room:
            second = head.second_short
        if self._width(first, Role.BODY, 600) + self._width(second, Role.SMALL) > room:
            first = head.first_short
        self._write(painter, px(_SIDE), px(_SUM_AT), first, Role.BODY, tokens.text1, 600)
        left = right - room + self._width(first, Role.BODY, 600)
        self._write(painter, right, px(_SUM_AT), second, Role.SMALL, tokens.text2, to_right=True, room=right - left)

    def _paint_bar(self, painter: QPainter, right: int, part: float) -> None:
        tokens, px = self._theme.tokens, self._theme.px
        whole = QRectF(px(_SIDE), px(_BAR_AT), right - px(_SIDE), px(_BAR))
        rounded(painter, whole, px(_BAR) / 2, tokens.strong_line)
        done = whole.width() * part
        if done > 0:
            rounded(painter, QRectF(whole.left(), whole.top(), done, whole.height()), px(_BAR) / 2, tokens.text2)

    def _paint_warning(self, painter: QPainter, right: int, text: str) -> None:
        px, ink = self._theme.px, self._theme.tokens.warning
        middle = px(_HEAD - 2)
        icon = self._theme.pixmap("triangle-alert", ink, 14, painter.device().devicePixelRatioF())
        painter.drawPixmap(px(_SIDE), middle - px(7), icon)
        left = px(_SIDE + 14 + 6)
        self._write(painter, left, middle, text, Role.SMALL, ink, 500, room=right - left)

    def _write(
        self,
        painter: QPainter,
        x: float,
        middle: float,
        text: str,
        role: Role,
        ink: str,
        weight: int | None = None,
        *,
        to_right: bool = False,
        room: float | None = None,
    ) -> float:
        """Write from the left edge, or up to the right one; where it ends towards the middle."""
        font = self._theme.font(role, weight)
        metrics = QFontMetricsF(font)
        if room is not None:
            text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, max(0, int(room)))
        width = metrics.horizontalAdvance(text)
        left = x - width if to_right else x
        painter.setFont(font)
        painter.setPen(QColor(ink))
        painter.drawText(round(left), round(middle + metrics.capHeight() / 2), text)
        return left if to_right else left + width

    def _width(self, text: str, role: Role, weight: int | None = None) -> float:
        return self._theme.width_of(text, self._theme.font(role, weight))


class Column(Retranslating):
    """A place on the board."""

    add_requested = Signal()

    def __init__(
        self, theme: Theme, kind: BoardKind, cards: CardList, parent: QWidget, against_adding: str = ""
    ) -> None:
        super().__init__(parent)
        self._theme, self._kind = theme, kind
        self.list = cards
        self.head = ColumnHead(theme, self)
        self.column: Any = None
        self._drop = ""
        self._has_room = True
        cards.setParent(self)
        self._add = _AddButton(theme, kind.add, kind="quiet", icon="plus", height=Height.BUTTON_BAR, parent=self)
        self._add.clicked.connect(self.add_requested)
        self._add.setEnabled(not against_adding)
        self._add.set_reason(against_adding)
        self._more = Label(theme, Plain(""), Role.SMALL, colour="text2")
        self._more.setParent(self)
        self._more.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        cards.scrolled.connect(self._count_below)
        theme.theme_changed.connect(self.update)

    def show_column(self, column: BoardColumn, head: Head, *, leaves_room: bool) -> None:
        """Show a place; `leaves_room` where some column of the board has more to say at its head."""
        name = self._kind.name_of(column.stage)
        self.column, self.head.leaves_room = column, leaves_room
        self.head.show_head(name, column.count, head)
        self._add.setVisible(self._kind.may_add(column.stage))
        self.setAccessibleName(self.head.words())
        self.list.setAccessibleName(self.head.words())
        self._add.setAccessibleName(self._kind.told_adding(name))
        self._place()

    def set_drop(self, text: str) -> None:
        """Say what dropping here would do; empty when nothing is over the column."""
        if text != self._drop:
            self._drop = text
            self._place()

    def retranslate(self) -> None:
        """Show the texts in the current language."""
        self._count_below()

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens, px = self._theme.tokens, self._theme.px
        with QPainter(self) as painter:
            self._paint_ground(painter)
            if not self._has_room:
                return
            if self._drop:
                self._paint_drop(painter)
            elif self.column is not None and not self.column.count:
                painter.setFont(self._theme.font(Role.SMALL))
                painter.setPen(QColor(tokens.text3))
                room = QRect(px(_SIDE), self._top(), self.width() - 2 * px(_SIDE), px(_DROP))
                painter.drawText(room, int(Qt.AlignmentFlag.AlignCenter), tr(self._kind.empty))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    # --- parts

    def _top(self) -> int:
        return self.head.sizeHint().height()

    def _paint_ground(self, painter: QPainter) -> None:
        """Smooth corners and a plain fill between them: smoothing the whole height took 1.5 ms a column."""
        fill, radius, whole = self._theme.tokens.window, Radius.COLUMN, self.rect()
        ends = QRectF(0, 0, whole.width(), 2 * radius)
        rounded(painter, ends, radius, fill)
        rounded(painter, ends.translated(0, whole.height() - 2 * radius), radius, fill)
        painter.fillRect(whole.adjusted(0, radius, 0, -radius), QColor(fill))

    def _paint_drop(self, painter: QPainter) -> None:
        tokens, px = self._theme.tokens, self._theme.px
        rect = QRectF(px(SIDE), self._top(), self.width() - 2 * px(SIDE), px(_DROP))
        rounded(painter, rect, Radius.FIELD, tokens.selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(tokens.accent_text), 1, Qt.PenStyle.DashLine))
        painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), Radius.FIELD, Radius.FIELD)
        font = self._theme.font(Role.SMALL, 500)
        painter.setFont(font)
        room = int(rect.width()) - px(_SIDE)
        text = QFontMetricsF(font).elidedText(self._drop, Qt.TextElideMode.ElideRight, room)
        painter.drawText(rect, int(Qt.AlignmentFlag.AlignCenter), text)
        painter.restore()

    def _place(self) -> None:
        """Head, cards as high as they need or as there is room, and the foot right below them."""
        px, top = self._theme.px, self._top()
        self.head.setGeometry(0, 0, self.width(), top)
        foot = px(_FOOT)
        # The foot stays in sight also where a low window has no room for what is said between it and the head.
        self._has_room = top + px(_DROP + _GAP) + foot <= self.height()
        if self._has_room and (self._drop or not self.list.cards.rowCount()):
            top += px(_DROP + _GAP)
        height = max(0, min(self.list.height_of_all(), self.height() - top - foot))
        self.list.setGeometry(0, top, self.width(), height)
        add = self._add.sizeHint()
        middle = top + height + (foot - add.height()) // 2
        self._add.setGeometry(0, middle, min(add.width(), self.width()), add.height())
        left = self._add.width() if self._add.isVisibleTo(self) else px(_SIDE)
        line = self._theme.line(Role.SMALL)
        self._more.setGeometry(left, top + height + (foot - line) // 2, max(0, self.width() - left - px(_SIDE)), line)
        self._count_below()
        self.update()

    def _count_below(self) -> None:
        below = self.list.below()
        self._more.set_text(Message("{count} more", count=below) if below else Plain(""))


class _AddButton(Button):
    """Quieter than any other: it stands in every column."""

    def _restyle(self) -> None:
        super()._restyle()
        self.setFont(self._theme.font(Role.SMALL))

    def _colours(self, t: Tokens) -> Colours:
        colours = super()._colours(t)
        return replace(colours, ink=t.text2) if self.isEnabled() else colours
