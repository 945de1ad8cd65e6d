"""How a record table looks: whole rows painted under its header, at either density, with tool tips and skeletons."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QHelpEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QToolTip, QWidget

from crm_desktop.core.preferences import Preferences
from crm_desktop.ui.background import Background
from crm_desktop.ui.theme import Theme
from crm_desktop.ui.theme.tokens import Height
from crm_desktop.ui.widgets.record_table_cells import Column
from crm_desktop.ui.widgets.record_table_header import RecordTableHeader
from crm_desktop.ui.widgets.record_table_model import RecordTableModel
from crm_desktop.ui.widgets.record_table_painter import RecordTablePainter, seam
from crm_desktop.ui.widgets.record_table_places import Place
from crm_desktop.ui.widgets.record_table_source import ListSource

SKELETON_AFTER_MS = 150


class RecordTableView(QTableView):
    """Rows of records to look at; which of them is current and what is chosen is the table's."""

    range_changed = Signal(int, int)

    def __init__(
        self,
        theme: Theme,
        background: Background,
        source: ListSource,
        columns: Sequence[Column],
        preferences: Preferences,
        name: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._preferences = preferences
        self._name = name
        self._cover: QWidget | None = None
        self.records = RecordTableModel(background, source, columns, self)
        self._rows = RecordTablePainter(theme, self.records)
        self.columns_header = RecordTableHeader(theme, self.records, self)
        self._skeleton = QTimer(self, singleShot=True, interval=SKELETON_AFTER_MS)
        self._skeleton.timeout.connect(self._on_waited_long)
        self._set_up()

    def set_compact(self, compact: bool) -> None:
        """Use rows of 28 instead of 36 pixels."""
        self._preferences.set(f"{self._name}.compact", compact)
        self._apply_density()

    @property
    def is_compact(self) -> bool:
        """Whether rows are 28 pixels high."""
        return bool(self._preferences.get(f"{self._name}.compact", False))

    def rows_in_sight(self) -> tuple[int, int]:
        """The first and last row of which all is seen; the last is before the first in an empty list."""
        height = self.verticalHeader().defaultSectionSize()
        return self._rows_in(height - 1, max(height - 1, self.viewport().height() - height))

    def lay_over(self, cover: QWidget | None) -> None:
        """Show something in place of the rows, below the header; None shows the rows again."""
        if self._cover is not None:
            self._cover.hide()
            self._cover.deleteLater()
        self._cover = cover
        if cover is not None:
            cover.setParent(self.viewport())
            cover.setGeometry(self.viewport().rect())
            cover.show()

    # --- building

    def _set_up(self) -> None:
        self.setModel(self.records)
        self.setHorizontalHeader(self.columns_header)
        self.columns_header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setMinimumSectionSize(16)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self._apply_density()

    # --- painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint whole rows, only those that are exposed."""
        exposed, places = event.rect(), self.columns_header.places
        frozen = QRect(0, 0, places.frozen_width(), self.viewport().height())
        # As a context, so that an error in a formatter ends the painter and not the process.
        with QPainter(self.viewport()) as painter:
            painter.fillRect(exposed, QColor(self._theme.tokens.content))
            if not places.is_scrolled():
                self._paint_rows(painter, exposed, [*places.frozen_places(), *places.scrolled_places()])
                return
            painter.setClipRect(exposed.intersected(self.viewport().rect().adjusted(frozen.width(), 0, 0, 0)))
            self._paint_rows(painter, exposed, places.scrolled_places())
            painter.setClipRect(exposed.intersected(frozen))
            self._paint_rows(painter, exposed, places.frozen_places())
            seam(painter, self._theme, frozen)
            # Headings of groups stand across the seam.
            painter.setClipRect(exposed)
            self._paint_rows(painter, exposed, [], headings_only=True)

    def _paint_rows(
        self, painter: QPainter, exposed: QRect, places: list[Place], *, headings_only: bool = False
    ) -> None:
        height, scrolled, width = self._row_height, self.verticalScrollBar().value(), self.viewport().width()
        first, last = self._rows_in(exposed.top(), exposed.bottom())
        seen = [each for each in places if each.left <= exposed.right() and each.left + each.width >= exposed.left()]
        for row in range(first, last + 1):
            if not headings_only or self.records.heading(row) is not None:
                self._rows.paint_row(painter, QRect(0, row * height - scrolled, width, height), row, seen)

    @property
    def _row_height(self) -> int:
        return self.verticalHeader().defaultSectionSize()

    # --- where things are, also behind frozen columns

    def indexAt(self, pos: QPoint) -> QModelIndex:
        row, section = self.rowAt(pos.y()), self.columns_header.places.section_at(pos.x())
        return self.records.index(row, section) if row >= 0 and section >= 0 else QModelIndex()

    def visualRect(self, index: QModelIndex | QPersistentModelIndex) -> QRect:
        rect = super().visualRect(index)
        if index.isValid():
            rect.moveLeft(self.columns_header.places.left_of(index.column()))
        return rect

    def scrollTo(
        self,
        index: QModelIndex | QPersistentModelIndex,
        hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible,
    ) -> None:
        """Show a row, and its column where it scrolls; Qt would hide that behind the frozen ones."""
        bar = self.horizontalScrollBar()
        before = bar.value()
        super().scrollTo(index, hint)
        bar.setValue(before)
        if index.isValid():
            self.show_column(index.column())

    def show_column(self, section: int) -> None:
        """Scroll sideways until a column is in sight."""
        bar, places = self.horizontalScrollBar(), self.columns_header.places
        before = bar.value()
        if section in places.frozen_sections():
            return
        left, width = places.left_of(section), self.columnWidth(section)
        too_far_left, too_far_right = places.frozen_width() - left, left + width - self.viewport().width()
        if too_far_left > 0 or too_far_right > 0:
            bar.setValue(before - too_far_left if too_far_left > 0 else before + min(too_far_right, -too_far_left))

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        super().scrollContentsBy(dx, dy)
        if dx:
            # What is frozen was moved along with the rest.
            self.viewport().update()
            self.columns_header.viewport().update()

    def _update_rows(self, *rows: int) -> None:
        height = self.verticalHeader().defaultSectionSize()
        for row in rows:
            if row >= 0:
                self.viewport().update(0, self.rowViewportPosition(row), self.viewport().width(), height)

    def _apply_density(self) -> None:
        height = self._theme.px(Height.ROW_COMPACT if self.is_compact else Height.ROW)
        top = self.verticalScrollBar().value() // max(1, self.verticalHeader().defaultSectionSize())
        self.verticalHeader().setDefaultSectionSize(height)
        self.updateGeometries()
        self.verticalScrollBar().setSingleStep(height)
        self.verticalScrollBar().setValue(top * height)
        self._tell_range()

    def _rows_in(self, top: int, bottom: int) -> tuple[int, int]:
        """The rows between two heights of the viewport; by division, as Qt may not have laid out the rows yet."""
        height, scrolled = self.verticalHeader().defaultSectionSize(), self.verticalScrollBar().value()
        last = self.records.rowCount() - 1
        return min(max(0, (scrolled + top) // height), max(0, last)), min((scrolled + bottom) // height, last)

    def _seen_rows(self) -> tuple[int, int]:
        """The rows of which anything is seen."""
        return self._rows_in(0, self.viewport().height() - 1)

    def _tell_range(self) -> None:
        if not self.isVisible():
            return
        first, last = self._seen_rows()
        self.records.ensure(first, last + 1)
        self.range_changed.emit(first, last)

    # --- waiting

    def _on_waiting(self) -> None:
        self._skeleton.start()

    def _on_arrived(self) -> None:
        self._skeleton.stop()
        self._rows.shows_skeleton = False
        self.viewport().update()

    def _on_waited_long(self) -> None:
        self._rows.shows_skeleton = True
        self.viewport().update()

    # --- under the mouse

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover(self.rowAt(round(event.position().y())))

    def leaveEvent(self, event: QEvent) -> None:
        self._hover(-1)
        super().leaveEvent(event)

    def _hover(self, row: int) -> None:
        if row != self._rows.hovered_row:
            self._update_rows(self._rows.hovered_row, row)
            self._rows.hovered_row = row

    def viewportEvent(self, event: QEvent) -> bool:
        """Show a tool tip where the text is cut or the cell has more to say."""
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), self.tip_at(event.pos()), self)
            return True
        return super().viewportEvent(event)

    def tip_at(self, place: QPoint) -> str:
        """The tool tip at a place of the viewport, empty for none."""
        index = self.indexAt(place)
        line = self.records.line(index.row()) if index.isValid() else None
        if line is None or index.column() == 0:
            return ""
        cell = line.cell(index.column() - 1)
        if cell.tooltip:
            return cell.tooltip
        is_cut = self._rows.text_is_cut(index.row(), index.column(), self.columnWidth(index.column()))
        return cell.text if is_cut else ""
