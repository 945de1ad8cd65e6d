"""How a card is painted: deal and customer, amount and standing, a line, next step and owner.

Texts stand on base lines computed from the Latin font, so that Chinese does not shift them. The pictures of the cards
seen last are kept: drawing one takes 0.5 ms, placing it 0.03 ms, and a drag uncovers the same ones again and again.
"""

from collections import OrderedDict
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QPixmap

from crm_desktop.ui.board.card import Card, Note
from crm_desktop.ui.theme import Role, Theme, Tone
from crm_desktop.ui.theme.shapes import draw_check_box, ring, rounded
from crm_desktop.ui.theme.tokens import Radius
from crm_desktop.ui.widgets.marks import draw_avatar

HEIGHT, GAP = 118, 8
_SIDE, _ICON, _AVATAR, _BETWEEN, _TICK = 12, 14, 20, 6, 16
# Middles of the lines of a card and the place of its rule, from its top.
_NAME_AT, _CUSTOMER_AT, _AMOUNT_AT, _RULE_AT, _STEP_AT = 21, 40, 64, 82, 100
_KEPT_TEXTS = 20_000
# Two boards full of a large window; 0.1 MB each, four times that on a fine screen.
KEPT_PICTURES = 80


@dataclass(frozen=True, slots=True)
class CardState:
    """What is so about a card at the moment."""

    is_current: bool = False
    is_chosen: bool = False
    is_hovered: bool = False
    is_dragged: bool = False


class CardPainter:
    """Paints cards in the look of a theme; one for all columns of a board."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self.painted = 0
        self.restyle()

    def restyle(self) -> None:
        """Take over fonts and colours of the theme."""
        theme, tokens = self._theme, self._theme.tokens
        self._fonts = {
            "name": theme.font(Role.BODY, 600),
            "amount": theme.font(Role.FIGURE, 600, tabular=True),
            "small": theme.font(Role.SMALL),
            "sign": theme.font(Role.SMALL, 500),
        }
        self._metrics = {key: QFontMetricsF(font) for key, font in self._fonts.items()}
        self._drop = {key: metrics.capHeight() / 2 for key, metrics in self._metrics.items()}
        self._ink = {tone: QColor(tokens.ink(tone)) for tone in Tone}
        self._text1, self._text2, self._text3 = (QColor(each) for each in (tokens.text1, tokens.text2, tokens.text3))
        self._line = QColor(tokens.line)
        self._widths: dict[tuple[str, str], float] = {}
        self._cut: dict[tuple[str, str, int], str] = {}
        self._pictures: OrderedDict[tuple[Card, CardState, float, float], QPixmap] = OrderedDict()
        self._faces: dict[tuple[str, float], QPixmap] = {}

    def paint(self, painter: QPainter, rect: QRectF, card: Card | None, state: CardState) -> None:
        """Place the picture of a card, drawn when it is first seen so; without a card what stands for it."""
        self.painted += 1
        if card is None or state.is_dragged:
            self._paint_place(painter, rect, is_hole=state.is_dragged)
            return
        ratio = painter.device().devicePixelRatioF()
        key = (card, state, rect.width(), ratio)
        picture = self._pictures.get(key)
        if picture is None:
            picture = self._pictures[key] = self._picture(rect, card, state, ratio)
            if len(self._pictures) > KEPT_PICTURES:
                self._pictures.popitem(last=False)
        else:
            self._pictures.move_to_end(key)
        painter.drawPixmap(QPointF(round(rect.left() * ratio) / ratio, round(rect.top() * ratio) / ratio), picture)

    def _picture(self, rect: QRectF, card: Card, state: CardState, ratio: float) -> QPixmap:
        picture = QPixmap(round(rect.width() * ratio), round(rect.height() * ratio))
        picture.setDevicePixelRatio(ratio)
        picture.fill(QColor(self._theme.tokens.window))
        with QPainter(picture) as painter:
            self.draw(painter, QRectF(0, 0, rect.width(), rect.height()), card, state)
        return picture

    def _paint_place(self, painter: QPainter, rect: QRectF, *, is_hole: bool) -> None:
        """Where a card was taken from, or is still to be read."""
        if is_hole:
            self._paint_hole(painter, rect)
        else:
            self._paint_ground(painter, rect, CardState())
            self._paint_skeleton(painter, rect)

    def draw(self, painter: QPainter, rect: QRectF, card: Card, state: CardState) -> None:
        """Draw a card itself."""
        self._paint_ground(painter, rect, state)
        px = self._theme.px
        left, right, top = rect.left() + px(_SIDE), rect.right() - px(_SIDE), rect.top()
        name_right = right - (px(_TICK + _BETWEEN) if state.is_chosen else 0)
        self._text(painter, left, top + px(_NAME_AT), name_right - left, card.name, "name", self._text1)
        self._text(painter, left, top + px(_CUSTOMER_AT), right - left, card.customer, "small", self._text2)
        taken = self._paint_standing(painter, right, top + px(_AMOUNT_AT), card.standing)
        self._text(painter, left, top + px(_AMOUNT_AT), right - left - taken, card.amount, "amount", self._text1)
        painter.fillRect(QRectF(left, round(top + px(_RULE_AT)), right - left, 1), self._line)
        middle = top + px(_STEP_AT)
        self._paint_owner(painter, right, middle, card.owner)
        room = right - left - (px(_AVATAR + _BETWEEN) if card.owner else 0)
        self._paint_step(painter, left, middle, room, card.step)
        if state.is_chosen:
            self._paint_tick(painter, right, top + px(_NAME_AT))

    # --- parts

    def _paint_ground(self, painter: QPainter, rect: QRectF, state: CardState) -> None:
        tokens = self._theme.tokens
        fill = tokens.selected if state.is_chosen else tokens.hover if state.is_hovered else tokens.content
        rounded(painter, rect, Radius.FIELD, fill, tokens.strong_line)
        if state.is_current:
            ring(painter, rect, Radius.FIELD, tokens.accent_text)

    def _paint_hole(self, painter: QPainter, rect: QRectF) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(self._theme.tokens.field_edge), 1, Qt.PenStyle.DashLine))
        painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), Radius.FIELD, Radius.FIELD)
        painter.restore()

    def _paint_skeleton(self, painter: QPainter, rect: QRectF) -> None:
        px, active = self._theme.px, self._theme.tokens.active
        for middle, share in ((_NAME_AT, 0.6), (_CUSTOMER_AT, 0.4), (_AMOUNT_AT, 0.3)):
            width = (rect.width() - 2 * px(_SIDE)) * share
            rounded(painter, QRectF(rect.left() + px(_SIDE), rect.top() + px(middle) - 5, width, 10), 2, active)

    def _paint_standing(self, painter: QPainter, right: float, middle: float, note: Note) -> float:
        """Paint it at the right edge; how much room it took."""
        if not note.text:
            return 0.0
        font = "small" if note.tone is Tone.NEUTRAL else "sign"
        width = self._width(note.text, font)
        self._draw(painter, right - width, middle, note.text, font, self._ink[note.tone])
        if not note.icon:
            return width + self._theme.px(_BETWEEN)
        left = right - width - self._theme.px(_ICON + 4)
        self._paint_icon(painter, left, middle, note)
        return right - left + self._theme.px(_BETWEEN)

    def _paint_step(self, painter: QPainter, left: float, middle: float, room: float, note: Note) -> None:
        self._paint_icon(painter, left, middle, note)
        indent = self._theme.px(_ICON + 7)
        left, room, ink = left + indent, room - indent, self._ink[note.tone]
        tail = self._width(note.tail, "small") if note.tail else 0.0
        used = self._text(painter, left, middle, room - tail, note.text, "small", ink)
        if note.tail:
            self._text(painter, left + used, middle, room - used, note.tail, "small", ink)

    def _paint_icon(self, painter: QPainter, left: float, middle: float, note: Note) -> None:
        ratio = painter.device().devicePixelRatioF()
        icon = self._theme.pixmap(note.icon, self._theme.tokens.ink(note.tone), _ICON, ratio)
        painter.drawPixmap(QPointF(left, round(middle - self._theme.px(_ICON) / 2)), icon)

    def _paint_owner(self, painter: QPainter, right: float, middle: float, name: str) -> None:
        """The initials, drawn once for each person."""
        if not name:
            return
        side, ratio = self._theme.px(_AVATAR), painter.device().devicePixelRatioF()
        face = self._faces.get((name, ratio))
        if face is None:
            face = QPixmap(round(side * ratio), round(side * ratio))
            face.setDevicePixelRatio(ratio)
            face.fill(Qt.GlobalColor.transparent)
            with QPainter(face) as inner:
                draw_avatar(inner, self._theme, QRectF(0, 0, side, side), name)
            self._faces[name, ratio] = face
        painter.drawPixmap(QPointF(right - side, middle - side / 2), face)

    def _paint_tick(self, painter: QPainter, right: float, middle: float) -> None:
        tokens, side = self._theme.tokens, self._theme.px(_TICK)
        box = QRectF(right - side, middle - side / 2, side, side)
        draw_check_box(painter, box, Qt.CheckState.Checked, tokens.accent, tokens.on_accent, tokens.field_edge)

    # --- text

    def _text(
        self, painter: QPainter, left: float, middle: float, room: float, text: str, font: str, ink: QColor
    ) -> float:
        """Write as much as there is room for; how wide that is."""
        fitted = self._fitted(text, font, int(room))
        self._draw(painter, left, middle, fitted, font, ink)
        return self._width(fitted, font)

    def _draw(self, painter: QPainter, left: float, middle: float, text: str, font: str, ink: QColor) -> None:
        painter.setFont(self._fonts[font])
        painter.setPen(ink)
        painter.drawText(QPointF(left, middle + self._drop[font]), text)

    def _width(self, text: str, font: str) -> float:
        width = self._widths.get((text, font))
        if width is None:
            if len(self._widths) > _KEPT_TEXTS:
                self._widths.clear()
            width = self._widths[text, font] = self._metrics[font].horizontalAdvance(text)
        return width

    def _fitted(self, text: str, font: str, room: int) -> str:
        if self._width(text, font) <= room:
            return text
        cut = self._cut.get((text, font, room))
        if cut is None:
            if len(self._cut) > _KEPT_TEXTS:
                self._cut.clear()
            cut = self._metrics[font].elidedText(text, Qt.TextElideMode.ElideRight, max(0, room))
            self._cut[text, font, room] = cut
        return cut
