"""How the rows of all record tables are painted: ground, line, text, marks and the states of a row.

The view hands over whole rows: painting cell by cell through Qt's delegate calls cost 20 ms a frame, whole rows 8 ms.
Rectangles and lines are filled without antialiasing, because antialiased fills leave seams at 150 %. Texts stand on a
base line computed from the Latin font, so that rows with Chinese names do not jump.
"""

from collections.abc import Callable, Sequence
from math import ceil

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPixmap

from crm_desktop.core.formats import integer
from crm_desktop.core.i18n import N_, tr
from crm_desktop.ui.theme import Role, Theme
from crm_desktop.ui.theme.shapes import Mark, draw_check_box, draw_mark, rounded
from crm_desktop.ui.theme.tokens import Tone
from crm_desktop.ui.widgets.marks import draw_badge
from crm_desktop.ui.widgets.record_table_cells import MISSING, Cell, Column, Kind
from crm_desktop.ui.widgets.record_table_groups import Heading
from crm_desktop.ui.widgets.record_table_model import RecordTableModel, RowState
from crm_desktop.ui.widgets.record_table_places import Place
from crm_desktop.ui.widgets.shaped_texts import ShapedTexts

PAD = 8
MARK = 14
BADGE = 18
CHECK_WIDTH = 36
BOX = 16
BAR = 3
GAP = 6
NOT_SAVED = N_("Not saved. Retry")


class RecordTablePainter:
    """Paints the rows of one table; the view tells it which row is current and which is hovered."""

    def __init__(self, theme: Theme, model: RecordTableModel) -> None:
        self._theme = theme
        self._model = model
        self.current_row = -1
        self.hovered_row = -1
        self.shows_skeleton = False
        self.restyle()

    def restyle(self) -> None:
        """Take over fonts and colours of the theme."""
        theme, tokens = self._theme, self._theme.tokens
        self._pad, self._mark, self._badge, self._gap = (theme.px(each) for each in (PAD, MARK, BADGE, GAP))
        self._fonts = {
            (weight, tabular): theme.font(Role.BODY, weight, tabular=tabular)
            for weight in (400, 500, 600)
            for tabular in (False, True)
        }
        self._texts = ShapedTexts(self._fonts)
        self._stamps: dict[tuple[object, ...], QPixmap] = {}
        self._small_font = theme.font(Role.SMALL, 500)
        # Capitals look centred when their middle is the middle of the row.
        self._drop = QFontMetricsF(self._fonts[400, False]).capHeight() / 2
        names = ("content", "sunken", "hover", "selected", "line", "active", "accent", "text1", "text2", "text3")
        self._colour = {name: QColor(getattr(tokens, name)) for name in names}
        self._ink = {tone: QColor(tokens.ink(tone)) for tone in Tone}

    def paint_row(self, painter: QPainter, rect: QRect, row: int, places: Sequence[Place]) -> None:
        """Paint one row; its rectangle goes across the viewport."""
        model, top, height = self._model, rect.top(), rect.height()
        is_selected = model.is_selected(row)
        if (heading := model.heading(row)) is not None:
            self._paint_heading(painter, rect, row, heading)
            return
        self._paint_ground(painter, rect, row, is_selected)
        line, state = model.line(row), model.row_state(row)
        for place in places:
            cell_rect = QRect(place.left, top, place.width, height)
            if place.section == 0:
                if line is not None or self.shows_skeleton:
                    chosen = Qt.CheckState.Checked if is_selected else Qt.CheckState.Unchecked
                    self._paint_box(painter, cell_rect, chosen)
                continue
            column = model.columns[place.section - 1]
            if line is None:
                if self.shows_skeleton:
                    self._paint_skeleton(painter, cell_rect, column, place.section)
            elif state is RowState.FAILED and column.stretches:
                self._paint_failure(painter, cell_rect)
            else:
                self._paint_cell(painter, cell_rect, column, line.cell(place.section - 1), state is RowState.PENDING)

    def text_is_cut(self, position: int, section: int, width: int) -> bool:
        """Whether the text of a cell does not fit, so that it deserves a tool tip."""
        line = self._model.line(position)
        if line is None or section == 0:
            return False
        column, cell = self._model.columns[section - 1], line.cell(section - 1)
        font = self._font_of(column, cell)
        return self._texts.width(cell.text, font) > self._room(cell, width, font)

    def width_needed(self, position: int, section: int) -> int:
        """How wide a column has to be so that a cell is not cut; 0 while the row is on its way."""
        line = self._model.line(position)
        return 0 if line is None else self.cell_width(self._model.columns[section - 1], line.cell(section - 1))

    def cell_width(self, column: Column, cell: Cell, *, is_seen: bool = False) -> int:
        """How wide a column has to be so that this cell is not cut; one in sight is made ready for painting by that."""
        if column.kind is Kind.STARS:
            return 2 * self._pad + 5 * self._theme.px(16)
        font = self._font_of(column, cell)
        if is_seen and column.kind is not Kind.TAGS:
            self._texts.prepare(cell.text, font)
        return ceil(self._texts.width(cell.text.replace("\n", "    "), font) - self._room(cell, 0, font))

    # --- parts

    def _paint_ground(self, painter: QPainter, rect: QRect, row: int, is_selected: bool) -> None:
        colours = self._colour
        ground = colours["selected"] if is_selected else colours["hover"] if row == self.hovered_row else None
        if ground is not None:
            painter.fillRect(rect, ground)
        ratio = painter.device().devicePixelRatioF()
        thin = max(1, round(ratio)) / ratio
        painter.fillRect(QRectF(rect.left(), rect.bottom() + 1 - thin, rect.width(), thin), colours["line"])
        if row == self.current_row:
            painter.fillRect(QRect(rect.left(), rect.top(), self._theme.px(BAR), rect.height()), colours["accent"])

    def _paint_heading(self, painter: QPainter, rect: QRect, row: int, heading: Heading) -> None:
        """Paint the heading of a group across all columns; it does not scroll sideways."""
        painter.fillRect(rect, self._colour["sunken"])
        self._paint_ground(painter, rect, row, is_selected=False)
        box = QRect(0, rect.top(), self._theme.px(CHECK_WIDTH), rect.height())
        state = Qt.CheckState.Checked if heading.chosen == heading.count else Qt.CheckState.PartiallyChecked
        self._paint_box(painter, box, state if heading.chosen else Qt.CheckState.Unchecked)
        middle, ratio = rect.top() + (rect.height() - 1) / 2, painter.device().devicePixelRatioF()
        left = box.right() + 1 + self._pad
        sign = "chevron-right" if heading.is_folded else "chevron-down"
        chevron = self._theme.pixmap(sign, self._colour["text2"].name(), MARK, ratio)
        painter.drawPixmap(QPointF(left, middle - self._mark / 2), chevron)
        left += self._mark + self._pad
        parts = (
            (heading.name, (600, False), "text1"),
            (integer(heading.count), (400, True), "text3"),
            (heading.totals, (400, True), "text2"),
        )
        for text, font, colour in parts:
            text = self._texts.fitted(text, font, max(0, rect.right() - self._pad - left))
            self._draw(painter, QPointF(left, middle + self._drop), text, font, self._colour[colour])
            left += round(self._texts.width(text, font)) + 2 * self._pad

    def _paint_box(self, painter: QPainter, rect: QRect, state: Qt.CheckState) -> None:
        tokens = self._theme.tokens

        def draw(stamp: QPainter, box: QRectF) -> None:
            draw_check_box(stamp, box, state, tokens.accent, tokens.on_accent, tokens.field_edge)

        self._stamp(painter, check_box_rect(self._theme, rect), ("box", state), draw)

    def _stamp(
        self, painter: QPainter, box: QRectF, key: tuple[object, ...], draw: Callable[[QPainter, QRectF], None]
    ) -> None:
        """Draw a small shape once and place its picture from then on."""
        ratio = painter.device().devicePixelRatioF()
        picture = self._stamps.get((*key, ratio))
        if picture is None:
            picture = QPixmap(round(box.width() * ratio), round(box.height() * ratio))
            picture.setDevicePixelRatio(ratio)
            picture.fill(Qt.GlobalColor.transparent)
            inner = QPainter(picture)
            draw(inner, QRectF(0, 0, box.width(), box.height()))
            inner.end()
            self._stamps[(*key, ratio)] = picture
        painter.drawPixmap(QPointF(round(box.left() * ratio) / ratio, round(box.top() * ratio) / ratio), picture)

    def _paint_cell(self, painter: QPainter, rect: QRect, column: Column, cell: Cell, is_pending: bool) -> None:
        left, right = rect.left() + self._pad, rect.right() + 1 - self._pad
        middle = rect.top() + (rect.height() - 1) / 2
        if cell.badge:
            self._paint_badge(painter, QRectF(left, middle - self._badge / 2, self._badge, self._badge), cell)
            left += self._badge + self._pad
        if cell.mark:
            self._paint_mark(painter, QRectF(left, middle - self._mark / 2, self._mark, self._mark), cell)
            left += self._mark + self._gap
        if column.kind is Kind.TAGS:
            self._paint_tags(painter, left, right, middle, cell)
            return
        if column.kind is Kind.STARS:
            self._paint_stars(painter, left, middle, cell)
            return
        if cell.trail:
            width = self._texts.width(cell.trail, (400, True))
            self._draw(
                painter, QPointF(right - width, middle + self._drop), cell.trail, (400, True), self._colour["text2"]
            )
            right -= round(width) + self._gap
        font = self._font_of(column, cell)
        text = self._texts.fitted(cell.text, font, right - left)
        x = right - self._texts.width(text, font) if column.at_right else left
        self._draw(painter, QPointF(x, middle + self._drop), text, font, self._text_colour(column, cell, is_pending))

    def _text_colour(self, column: Column, cell: Cell, is_pending: bool) -> QColor:
        if is_pending or cell.text == MISSING:
            return self._colour["text3"]
        if cell.tone is not Tone.NEUTRAL and (cell.is_strong or column.kind is not Kind.STATUS or not cell.trail):
            return self._ink[cell.tone]
        quiet = column.is_quiet or column.kind in (Kind.DATE, Kind.STATUS)
        return self._colour["text2" if quiet else "text1"]

    def _paint_badge(self, painter: QPainter, box: QRectF, cell: Cell) -> None:
        def draw(stamp: QPainter, inner: QRectF) -> None:
            draw_badge(stamp, self._theme, inner, cell.badge, filled=cell.badge_filled)

        self._stamp(painter, box, ("badge", cell.badge, cell.badge_filled), draw)

    def _paint_mark(self, painter: QPainter, box: QRectF, cell: Cell) -> None:
        mark, ink = cell.mark, self._theme.tokens.ink(cell.tone)
        if isinstance(mark, Mark):
            self._stamp(painter, box, (mark, cell.tone), lambda stamp, inner: draw_mark(stamp, mark, inner, ink))
            return
        ratio = painter.device().devicePixelRatioF()
        painter.drawPixmap(box.topLeft(), self._theme.pixmap(mark, ink, MARK, ratio))

    def _paint_tags(self, painter: QPainter, left: int, right: int, middle: float, cell: Cell) -> None:
        tokens, px, metrics = self._theme.tokens, self._theme.px, QFontMetricsF(self._small_font)
        for tag in cell.text.split("\n") if cell.text != MISSING else ():
            width = metrics.horizontalAdvance(tag) + 2 * self._gap
            if left + width > right:
                self._draw(painter, QPointF(left, middle + self._drop), "…", (400, False), self._colour["text3"])
                return
            rounded(painter, QRectF(left, middle - px(10), width, px(20)), 4, tokens.active)
            painter.setFont(self._small_font)
            painter.setPen(self._colour["text2"])
            painter.drawText(QPointF(left + self._gap, middle + metrics.capHeight() / 2), tag)
            left += round(width) + px(4)

    def _paint_stars(self, painter: QPainter, left: int, middle: float, cell: Cell) -> None:
        tokens, ratio = self._theme.tokens, painter.device().devicePixelRatioF()
        step, half = self._theme.px(16), self._theme.px(14) / 2
        count = int(cell.text) if cell.text.isdecimal() else 0
        for number in range(5):
            colour = tokens.warning if number < count else tokens.strong_line
            star = self._theme.pixmap("star", colour, 14, ratio)
            painter.drawPixmap(QPointF(left + number * step, middle - half), star)

    def _paint_failure(self, painter: QPainter, rect: QRect) -> None:
        left, middle = rect.left() + self._pad, rect.top() + (rect.height() - 1) / 2
        ink = self._ink[Tone.BAD]
        ratio = painter.device().devicePixelRatioF()
        painter.drawPixmap(
            QPointF(left, middle - self._mark / 2), self._theme.pixmap("rotate-ccw", ink.name(), MARK, ratio)
        )
        left += self._mark + self._gap
        text = self._texts.fitted(tr(NOT_SAVED), (500, False), rect.right() - left - self._pad)
        self._draw(painter, QPointF(left, middle + self._drop), text, (500, False), ink)

    def _paint_skeleton(self, painter: QPainter, rect: QRect, column: Column, section: int) -> None:
        room = rect.width() - 2 * self._pad
        width = min(room, self._theme.px(180 if section == 1 else 60))
        left = rect.right() + 1 - self._pad - width if column.at_right else rect.left() + self._pad
        fill = self._theme.tokens.active if section == 1 else self._theme.tokens.hover
        rounded(painter, QRectF(left, rect.top() + (rect.height() - 11) / 2, width, 10), 2, fill)

    # --- text

    def _font_of(self, column: Column, cell: Cell) -> tuple[int, bool]:
        return (500 if cell.is_strong else column.weight, column.is_numeric)

    def _room(self, cell: Cell, width: int, font: tuple[int, bool]) -> float:
        taken = (
            2 * self._pad
            + (self._badge + self._pad if cell.badge else 0)
            + (self._mark + self._gap if cell.mark else 0)
        )
        trail = self._texts.width(cell.trail, (400, True)) + self._gap if cell.trail else 0
        return width - taken - trail

    def _draw(self, painter: QPainter, at: QPointF, text: str, font: tuple[int, bool], colour: QColor) -> None:
        painter.setPen(colour)
        self._texts.draw(painter, at, text, font)


def check_box_rect(theme: Theme, rect: QRect) -> QRectF:
    """Where the check box stands in the first cell of a row or of the header."""
    side = theme.px(BOX)
    left = rect.left() + (rect.width() - side) // 2 + theme.px(4)
    return QRectF(left, rect.top() + (rect.height() - 1 - side) // 2, side, side)


def seam(painter: QPainter, theme: Theme, frozen: QRect) -> None:
    """The line at which columns scroll behind the frozen ones: one device pixel, without antialiasing."""
    ratio = painter.device().devicePixelRatioF()
    thin = max(1, round(ratio)) / ratio
    left = round(frozen.width() * ratio) / ratio - thin
    painter.fillRect(QRectF(left, frozen.top(), thin, frozen.height()), QColor(theme.tokens.strong_line))
