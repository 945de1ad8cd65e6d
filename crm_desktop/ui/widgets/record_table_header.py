"""The header of a record table, painted as the look asks: the sorted column heavier, its arrow right after the text."""

from math import ceil

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFontMetricsF, QMouseEvent, QPainter
from PySide6.QtWidgets import QHeaderView, QToolTip, QWidget

from crm_desktop.ui.theme import Role, Theme
from crm_desktop.ui.theme.shapes import draw_check_box, hairline
from crm_desktop.ui.theme.tokens import Height
from crm_desktop.ui.widgets.record_table_model import RecordTableModel
from crm_desktop.ui.widgets.record_table_painter import PAD, check_box_rect

ARROW = 14


class RecordTableHeader(QHeaderView):
    """Sections that sort on click, move and resize by drag; the first one chooses all rows."""

    columns_menu_requested = Signal(object)

    def __init__(self, theme: Theme, model: RecordTableModel, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._theme = theme
        self._table = model
        self.setSectionsClickable(True)
        self.setSectionsMovable(True)
        self.setFirstSectionMovable(False)
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
        self.setFixedHeight(self._theme.px(Height.HEADER))
        self.viewport().update()

    def width_needed(self, section: int) -> int:
        """How wide a section has to be so that its heading is not cut."""
        is_sorted = any(sort.field == self._table.columns[section - 1].key for sort in self._table.spec.sorts)
        metrics = QFontMetricsF(self._heavy if is_sorted else self._plain)
        return (
            ceil(metrics.horizontalAdvance(self._title(section)))
            + 2 * self._theme.px(PAD)
            + (self._theme.px(ARROW + 2) if is_sorted else 0)
        )

    def paintEvent(self, event: object) -> None:
        """Paint the ground across the whole width first, so that no window colour is left after the last column."""
        rect = self.viewport().rect()
        with QPainter(self.viewport()) as painter:
            painter.fillRect(rect, self._theme.tokens.sunken)
            hairline(painter, rect, self._theme.tokens.strong_line)
            for place in range(self.count()):
                section = self.logicalIndex(place)
                if not self.isSectionHidden(section):
                    left = self.sectionViewportPosition(section)
                    self._paint(painter, QRect(left, 0, self.sectionSize(section), self.height()), section)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let a click in the first section choose all rows or none."""
        super().mouseReleaseEvent(event)
        if event.button() is Qt.MouseButton.LeftButton and self.logicalIndexAt(event.position().toPoint()) == 0:
            self._table.select_everything(self._table.selected_count() == 0)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.columns_menu_requested.emit(event.globalPos())

    def viewportEvent(self, event: QEvent) -> bool:
        """Show the full title as a tool tip, only when it is cut."""
        if event.type() is QEvent.Type.ToolTip:
            section = self.logicalIndexAt(event.pos())  # type: ignore[attr-defined]  # a help event, by its type
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
        column = self._table.columns[section - 1]
        sorts = self._table.spec.sorts
        order = next((number for number, sort in enumerate(sorts) if sort.field == column.key), -1)
        font = self._heavy if order == 0 else self._plain
        metrics = QFontMetricsF(font)
        room = rect.width() - 2 * self._theme.px(PAD) - (self._theme.px(ARROW + 2) if order >= 0 else 0)
        text = metrics.elidedText(self._title(section), Qt.TextElideMode.ElideRight, room)
        width = metrics.horizontalAdvance(text)
        taken = width + (self._theme.px(ARROW + 2) if order >= 0 else 0)
        x = rect.right() + 1 - self._theme.px(PAD) - taken if column.is_numeric else rect.left() + self._theme.px(PAD)
        painter.setFont(font)
        painter.setPen(self._theme.tokens.text1 if order == 0 else self._theme.tokens.text2)
        painter.drawText(QPointF(x, rect.center().y() + metrics.capHeight() / 2), text)
        if order >= 0:
            self._paint_arrow(
                painter, x + width + self._theme.px(2), rect, sorts[order].descending, is_first=order == 0
            )

    def _paint_arrow(self, painter: QPainter, x: float, rect: QRect, descending: bool, *, is_first: bool) -> None:
        tokens, ratio = self._theme.tokens, painter.device().devicePixelRatioF()
        name = "arrow-down" if descending else "arrow-up"
        colour = tokens.text1 if is_first else tokens.text3
        arrow = self._theme.pixmap(name, colour, 12, ratio, stroke=2.4)
        painter.drawPixmap(QPointF(x, rect.center().y() - arrow.height() / ratio / 2 + 0.5), arrow)

    def _paint_box(self, painter: QPainter, rect: QRect) -> None:
        chosen, total = self._table.selected_count(), self._table.rowCount()
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
