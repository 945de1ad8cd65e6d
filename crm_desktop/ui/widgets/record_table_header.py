"""The header of a record table, painted as the look asks: the sorted column heavier, its arrow right after the text.

Of several sorts each arrow has its number; columns may be frozen at the left.
"""

from math import ceil

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFontMetricsF, QMouseEvent, QPainter
from PySide6.QtWidgets import QHeaderView, QToolTip, QWidget

from crm_desktop.ui.theme import Role, Theme
from crm_desktop.ui.theme.shapes import draw_check_box, hairline
from crm_desktop.ui.theme.tokens import Height
from crm_desktop.ui.widgets.record_table_grip import HeaderGrip
from crm_desktop.ui.widgets.record_table_model import RecordTableModel
from crm_desktop.ui.widgets.record_table_painter import PAD, check_box_rect, seam
from crm_desktop.ui.widgets.record_table_places import SectionPlaces

ARROW = 14
NUMBER = 8


class RecordTableHeader(QHeaderView):
    """Sections that sort on click, move and resize by drag; the first one chooses all rows."""

    columns_menu_requested = Signal(object, int)

    def __init__(self, theme: Theme, model: RecordTableModel, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._theme = theme
        self._table = model
        self.places = SectionPlaces(self)
        self.grip = HeaderGrip(self, self.places)
        self.setHighlightSections(False)
        self.setFixedHeight(theme.px(Height.HEADER))
        self.setMinimumSectionSize(36)
        self.viewport().setMouseTracking(True)
        model.selection_changed.connect(self.viewport().update)
        model.sort_changed.connect(self.viewport().update)
        self.restyle()

    def restyle(self) -> None:
        """Take over fonts of the theme."""
        self._plain = self._theme.font(Role.SMALL, 500)
        self._heavy = self._theme.font(Role.SMALL, 600)
        self._tiny = self._theme.font(Role.TINY, 600, tabular=True)
        self.setFixedHeight(self._theme.px(Height.HEADER))
        self.viewport().update()

    def width_needed(self, section: int) -> int:
        """How wide a section has to be so that its heading is not cut."""
        order = self._order(section)
        metrics = QFontMetricsF(self._heavy if order >= 0 else self._plain)
        return ceil(metrics.horizontalAdvance(self._title(section)) + 2 * self._theme.px(PAD) + self._sign_width(order))

    def paintEvent(self, event: object) -> None:
        """Paint the ground across the whole width first, so that no window colour is left after the last column."""
        rect = self.viewport().rect()
        with QPainter(self.viewport()) as painter:
            painter.fillRect(rect, self._theme.tokens.sunken)
            hairline(painter, rect, self._theme.tokens.strong_line)
            for place in self.places.scrolled_places():
                self._paint(painter, QRect(place.left, 0, place.width, self.height()), place.section)
            frozen = self.places.frozen_places()
            ground = QRect(0, 0, self.places.frozen_width(), self.height())
            painter.fillRect(ground, self._theme.tokens.sunken)
            hairline(painter, ground, self._theme.tokens.strong_line)
            for place in frozen:
                self._paint(painter, QRect(place.left, 0, place.width, self.height()), place.section)
            if self.places.is_scrolled():
                seam(painter, self._theme, ground)
            if self.grip.moving > 0:
                edge = self.places.edge_of_gap(self.grip.gap)
                painter.fillRect(QRect(edge - 1, 0, 2, self.height()), self._theme.tokens.accent)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.grip.press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.grip.move(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.grip.double_click(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let a click in the first section choose all rows or none."""
        if event.button() is not Qt.MouseButton.LeftButton:
            return
        self.grip.release(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.columns_menu_requested.emit(event.globalPos(), self.places.section_at(event.pos().x()))

    def choose_all(self) -> None:
        """Choose all rows, or none when some are."""
        self._table.select_everything(self._table.selected_count() == 0)

    def viewportEvent(self, event: QEvent) -> bool:
        """Show the full title as a tool tip, only when it is cut."""
        if event.type() is QEvent.Type.ToolTip:
            section = self.places.section_at(event.pos().x())  # type: ignore[attr-defined]  # a help event, by its type
            if section > 0 and self._is_cut(section):
                QToolTip.showText(event.globalPos(), self._title(section), self)  # type: ignore[attr-defined]  # as above
            else:
                QToolTip.hideText()
            return True
        return super().viewportEvent(event)

    def _paint(self, painter: QPainter, rect: QRect, section: int) -> None:
        if section == 0:
            self._paint_box(painter, rect)
            return
        if section == self.grip.moving:
            painter.fillRect(rect, self._theme.tokens.active)
        column, order, px = self._table.columns[section - 1], self._order(section), self._theme.px
        font = self._heavy if order == 0 else self._plain
        metrics, sign = QFontMetricsF(font), self._sign_width(order)
        room = rect.width() - 2 * px(PAD) - sign
        text = metrics.elidedText(self._title(section), Qt.TextElideMode.ElideRight, room)
        width = metrics.horizontalAdvance(text)
        x = rect.right() + 1 - px(PAD) - width - sign if column.is_numeric else rect.left() + px(PAD)
        painter.setFont(font)
        painter.setPen(self._theme.tokens.text1 if order == 0 else self._theme.tokens.text2)
        painter.drawText(QPointF(x, rect.center().y() + metrics.capHeight() / 2), text)
        if order >= 0:
            self._paint_sign(painter, x + width + px(2), rect, order)

    def _paint_sign(self, painter: QPainter, x: float, rect: QRect, order: int) -> None:
        """The direction of a sort, and its place among several."""
        tokens, ratio, sorts = self._theme.tokens, painter.device().devicePixelRatioF(), self._table.spec.sorts
        colour = tokens.text1 if order == 0 else tokens.text2
        arrow = self._theme.pixmap(
            "arrow-down" if sorts[order].descending else "arrow-up", colour, 12, ratio, stroke=2.4
        )
        painter.drawPixmap(QPointF(x, rect.center().y() - arrow.height() / ratio / 2 + 0.5), arrow)
        if len(sorts) > 1:
            metrics = QFontMetricsF(self._tiny)
            painter.setFont(self._tiny)
            painter.setPen(colour)
            painter.drawText(
                QPointF(x + self._theme.px(ARROW), rect.center().y() + metrics.capHeight() / 2), str(order + 1)
            )

    def _order(self, section: int) -> int:
        """Which of the sorts a column is, -1 for none."""
        key = self._table.columns[section - 1].key
        return next((number for number, sort in enumerate(self._table.spec.sorts) if sort.field == key), -1)

    def _sign_width(self, order: int) -> int:
        if order < 0:
            return 0
        return self._theme.px(ARROW + 2 + (NUMBER if len(self._table.spec.sorts) > 1 else 0))

    def _paint_box(self, painter: QPainter, rect: QRect) -> None:
        chosen, total = self._table.selected_count(), self._table.record_count
        state = Qt.CheckState.PartiallyChecked
        if chosen == 0 or total == 0:
            state = Qt.CheckState.Unchecked
        elif chosen == total:
            state = Qt.CheckState.Checked
        tokens = self._theme.tokens
        box: QRectF = check_box_rect(self._theme, rect)
        draw_check_box(painter, box, state, tokens.accent, tokens.on_accent, tokens.field_edge)

    def _title(self, section: int) -> str:
        return self._table.columns[section - 1].heading()

    def _is_cut(self, section: int) -> bool:
        return self.width_needed(section) > self.sectionSize(section)
