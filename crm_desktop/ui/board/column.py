"""One column: what its stage is and adds up to, where a card would go, its cards, and a foot to add another."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QWidget

from crm_desktop.core import formats
from crm_desktop.core.i18n import N_, Message, language, tr, trn
from crm_desktop.core.money import E6
from crm_desktop.models.dictionary import OPEN
from crm_desktop.queries.board import BoardColumn
from crm_desktop.ui.board.card_list import SIDE, CardList
from crm_desktop.ui.details.opportunity import share
from crm_desktop.ui.texts import Plain, Retranslating
from crm_desktop.ui.theme import Role, Theme, Tokens
from crm_desktop.ui.theme.shapes import rounded
from crm_desktop.ui.theme.tokens import Height, Radius
from crm_desktop.ui.widgets.buttons import Button, Colours
from crm_desktop.ui.widgets.labels import Label

_HEAD, _UNKNOWN_LINE, _FOOT, _DROP, _GAP, _SIDE = 70, 18, 36, 40, 8, 12
# Middles of the lines of a head, and its bar, from its top.
_NAME_AT, _SUM_AT, _BAR_AT, _BAR = 19, 41, 57, 3


def written(minor: int | None, currency: str) -> str:
    """A sum of the board; cents would only take the room of what one reads."""
    return formats.money(minor, currency, symbol=True, cents=False)


class ColumnHead(QWidget):
    """Name, count and probability; sum and weighted sum; a bar as long as the probability."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._name = self._currency = ""
        self._column: BoardColumn | None = None
        self.leaves_room = False
        theme.theme_changed.connect(self.update)

    def show_column(self, name: str, column: BoardColumn, currency: str) -> None:
        """Show a stage by its name in the current language."""
        self._name, self._column, self._currency = name, column, currency
        self.setToolTip(self.words())
        self.update()

    def words(self) -> str:
        """All it says, in one line for tool tip and screen readers."""
        column = self._column
        if column is None:
            return ""
        deals = trn("{count} deal", "{count} deals", column.count)
        chance = share(column.stage.probability_e6)
        total = tr("Total {amount}", amount=self._amount) if self._amount else ""
        parts = (self._name, chance, deals, total, self._second, self._unknown)
        return " · ".join(each for each in parts if each)

    def sizeHint(self) -> QSize:
        extra = _UNKNOWN_LINE if self.leaves_room else 0
        return QSize(self._theme.px(200), self._theme.px(_HEAD + extra))

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._column is None:
            return
        tokens, px = self._theme.tokens, self._theme.px
        right = self.width() - px(_SIDE)
        with QPainter(self) as painter:
            chance = share(self._column.stage.probability_e6)
            edge = self._write(painter, right, px(_NAME_AT), chance, Role.BODY, tokens.text2, to_right=True)
            count = f"{formats.integer(self._column.count)}"
            room = edge - px(_SIDE) - self._width(count, Role.BODY) - 2 * px(_GAP)
            end = self._write(painter, px(_SIDE), px(_NAME_AT), self._name, Role.BODY, tokens.text1, 600, room=room)
            self._write(painter, end + px(_GAP), px(_NAME_AT), count, Role.BODY, tokens.text2)
            self._paint_sums(painter, right)
            self._paint_bar(painter, right)
            if self._unknown:
                self._paint_unknown(painter, right)

    # --- parts

    @property
    def _amount(self) -> str:
        """Nothing where the viewer is kept from what deals are worth."""
        column = self._column
        return "" if column is None or column.amount_minor is None else written(column.amount_minor, self._currency)

    @property
    def _second(self) -> str:
        return self._of_second(lambda minor: written(minor, self._currency))

    def _of_second(self, write: Callable[[int], str]) -> str:
        """What the sum is worth by its probability; of deals that are decided, what one of them is worth."""
        column = self._column
        if column is None or column.amount_minor is None or column.weighted_minor is None:
            return ""
        if column.stage.outcome == OPEN:
            return tr("Weighted {amount}", amount=write(column.weighted_minor))
        known = column.count - column.unknown
        return tr("Average {amount}", amount=write(column.amount_minor // known)) if known else ""

    @property
    def _unknown(self) -> str:
        """What the sums leave out, said and not hidden."""
        count = self._column.unknown if self._column else 0
        return trn("{count} without an exchange rate", "{count} without an exchange rate", count) if count else ""

    def _paint_sums(self, painter: QPainter, right: int) -> None:
        """In full where there is room, else shortened."""
        tokens, px, column = self._theme.tokens, self._theme.px, self._column
        assert column is not None
        amount, weighted = self._amount, self._second
        room = right - px(_SIDE) - px(_GAP)
        if self._width(amount, Role.BODY, 600) + self._width(weighted, Role.SMALL) > room:
            weighted = self._of_second(lambda minor: formats.compact_money(minor, self._currency, language()))
        if self._width(amount, Role.BODY, 600) + self._width(weighted, Role.SMALL) > room:
            amount = formats.compact_money(column.amount_minor, self._currency, language())
        self._write(painter, px(_SIDE), px(_SUM_AT), amount, Role.BODY, tokens.text1, 600)
        left = right - room + self._width(amount, Role.BODY, 600)
        self._write(painter, right, px(_SUM_AT), weighted, Role.SMALL, tokens.text2, to_right=True, room=right - left)

    def _paint_bar(self, painter: QPainter, right: int) -> None:
        tokens, px, column = self._theme.tokens, self._theme.px, self._column
        assert column is not None
        whole = QRectF(px(_SIDE), px(_BAR_AT), right - px(_SIDE), px(_BAR))
        rounded(painter, whole, px(_BAR) / 2, tokens.strong_line)
        done = whole.width() * min(column.stage.probability_e6, E6) / E6
        if done > 0:
            rounded(painter, QRectF(whole.left(), whole.top(), done, whole.height()), px(_BAR) / 2, tokens.text2)

    def _paint_unknown(self, painter: QPainter, right: int) -> None:
        px, ink = self._theme.px, self._theme.tokens.warning
        middle = px(_HEAD - 2)
        icon = self._theme.pixmap("triangle-alert", ink, 14, painter.device().devicePixelRatioF())
        painter.drawPixmap(px(_SIDE), middle - px(7), icon)
        left = px(_SIDE + 14 + 6)
        self._write(painter, left, middle, self._unknown, Role.SMALL, ink, 500, room=right - left)

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
    """A stage on the board."""

    add_requested = Signal()

    def __init__(self, theme: Theme, cards: CardList, parent: QWidget, against_adding: str = "") -> None:
        super().__init__(parent)
        self._theme = theme
        self.list = cards
        self.head = ColumnHead(theme, self)
        self.column: BoardColumn | None = None
        self._drop = ""
        self._name = self._currency = ""
        cards.setParent(self)
        self._add = _AddButton(theme, N_("Add deal"), kind="quiet", icon="plus", height=Height.BUTTON_BAR, parent=self)
        self._add.clicked.connect(self.add_requested)
        self._add.setEnabled(not against_adding)
        self._add.set_reason(against_adding)
        self._more = Label(theme, Plain(""), Role.SMALL, colour="text2")
        self._more.setParent(self)
        self._more.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        cards.scrolled.connect(self._count_below)
        theme.theme_changed.connect(self.update)

    def show_column(self, name: str, column: BoardColumn, currency: str, *, leaves_room: bool) -> None:
        """Show a stage; `leaves_room` where some column of the board has more to say at its head."""
        self.column, self._name, self._currency = column, name, currency
        self.head.leaves_room = leaves_room
        self.head.show_column(name, column, currency)
        self._add.setVisible(column.stage.outcome == OPEN)
        self.setAccessibleName(self.head.words())
        self.list.setAccessibleName(self.head.words())
        self._add.setAccessibleName(tr("Add a deal in {stage}", stage=name))
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
            if self._drop:
                self._paint_drop(painter)
            elif self.column is not None and not self.column.count:
                painter.setFont(self._theme.font(Role.SMALL))
                painter.setPen(QColor(tokens.text3))
                room = QRect(px(_SIDE), self._top(), self.width() - 2 * px(_SIDE), px(_DROP))
                painter.drawText(room, int(Qt.AlignmentFlag.AlignCenter), tr("No deals in this stage"))

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
        if self._drop or not self.list.cards.rowCount():
            top += px(_DROP + _GAP)
        foot = px(_FOOT)
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
