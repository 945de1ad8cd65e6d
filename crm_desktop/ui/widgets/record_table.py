"""The table every list uses: it wires model, painter and header to mouse, keyboard and preferences."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    Qt,
    Signal,
)
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QWidget

from crm_desktop.core.preferences import Preferences
from crm_desktop.ui.background import Background
from crm_desktop.ui.theme import Theme
from crm_desktop.ui.widgets.record_table_cells import Column
from crm_desktop.ui.widgets.record_table_columns import RecordTableColumns
from crm_desktop.ui.widgets.record_table_model import RowState
from crm_desktop.ui.widgets.record_table_needs import ColumnNeeds
from crm_desktop.ui.widgets.record_table_source import ListSource
from crm_desktop.ui.widgets.record_table_view import RecordTableView

KEY = Qt.Key
SHIFT = Qt.KeyboardModifier.ShiftModifier
# No text makes a column wider than this by itself.
_WIDEST = 480
CONTROL = Qt.KeyboardModifier.ControlModifier


class RecordTable(RecordTableView):
    """A list of records with a current row, chosen rows and columns the user arranges."""

    current_changed = Signal(object)
    opened = Signal(str)
    retry_requested = Signal(str)
    menu_requested = Signal(QPoint)
    # Qt tells of a current row already while the table is built.
    _current_id: str | None = None
    _kept: tuple[str | None, int, int] | None = None

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
        super().__init__(theme, background, source, columns, preferences, name, parent)
        self._anchor = -1
        self._needs = ColumnNeeds(self.records, self._rows, self._seen_rows)
        self._connect()
        self.columns = RecordTableColumns(
            self, self.columns_header, self.records, theme, preferences, f"{name}.columns", self._needs
        )
        # For amounts and dates that were not seen yet.
        self._needs.learned.connect(self.columns.fit)

    # --- for the page

    @property
    def current_id(self) -> str | None:
        """The id of the current row."""
        return self._current_id

    def set_current(self, record_id: str | None) -> bool:
        """Make a record current and show it, unfolding its group; False when it is not in the list."""
        if record_id:
            self.records.reveal(record_id)
        position = self.records.position_of(record_id) if record_id else -1
        if position < 0:
            return False
        self._go_to(position)
        return True

    def take_columns(self, columns: Sequence[Column]) -> None:
        """Have other columns; those that stay are arranged as they were."""
        self.records.take_columns(columns)
        self.columns.restore()

    def remember_as(self, name: str) -> None:
        """Remember columns and row height under another name from now on, and show what is remembered there."""
        self._name = name
        self.columns.remember_as(f"{name}.columns")
        self._apply_density()

    def retranslate(self) -> None:
        """Show everything in the current language."""
        self.records.retranslate()
        self._needs.learn_anew()
        self.columns.fit()
        self.columns_header.viewport().update()

    def tell_again(self) -> None:
        """Show what the clock says of the records now; a column becomes wider where that needs it, never narrower."""
        self.records.retranslate()
        self._needs.learn_again()

    # --- building

    def _connect(self) -> None:
        model = self.records
        model.waiting.connect(self._on_waiting)
        model.arrived.connect(self._needs.learn)
        model.arrived.connect(self._on_arrived)
        model.about_to_replace.connect(self._keep_place)
        model.replaced.connect(self._restore_place)
        model.modelReset.connect(self._on_reset)
        model.rowsInserted.connect(self._tell_range)
        model.selection_changed.connect(self.viewport().update)
        self.verticalScrollBar().valueChanged.connect(self._tell_range)
        self.customContextMenuRequested.connect(self._on_menu_requested)
        self._theme.theme_changed.connect(self._on_theme_changed)
        self.columns_header.grip.fit_wanted.connect(self.fit_column)

    # --- place

    def _keep_place(self) -> None:
        height = self.verticalHeader().defaultSectionSize()
        top, hidden = divmod(self.verticalScrollBar().value(), height)
        # A heading has no id: the record below it tells the place as well.
        below = 0 if self.records.heading(top) is None else 1
        self._kept = (self.records.id_at(top + below), hidden - below * height, self.currentIndex().row())

    def _restore_place(self) -> None:
        if self._kept is None:
            return
        (top_id, hidden, row), self._kept = self._kept, None
        top = self.records.position_of(top_id) if top_id else -1
        if top >= 0:
            self.verticalScrollBar().setValue(top * self.verticalHeader().defaultSectionSize() + hidden)
        position = self.records.position_of(self._current_id) if self._current_id else -1
        if position < 0:
            position = min(row, self.records.rowCount() - 1)
        self._set_current_row(position)
        self._tell_range()

    def _on_reset(self) -> None:
        """Start a new list at its top; the record that was current stays so if it is in sight there."""
        self._anchor = -1
        if self._kept is not None:
            return
        self.scrollToTop()
        position = self.records.position_of(self._current_id) if self._current_id else -1
        first = 0 if self.records.heading(0) is None else 1
        self._set_current_row((position if position >= 0 else first) if self.records.rowCount() else -1)
        self._tell_range()

    def _set_current_row(self, row: int) -> None:
        """Set the current row without scrolling to it."""
        section = max(1, self.currentIndex().column())
        index = self.records.index(row, section) if row >= 0 else QModelIndex()
        scrolls = self.hasAutoScroll()
        self.setAutoScroll(False)
        self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
        self.setAutoScroll(scrolls)
        if row < 0:
            self._adopt_current(-1)

    def _go_to(self, row: int) -> None:
        index = self.records.index(row, max(1, self.currentIndex().column()))
        self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
        self.scrollTo(index)

    def currentChanged(
        self, current: QModelIndex | QPersistentModelIndex, previous: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().currentChanged(current, previous)
        self._adopt_current(current.row() if current.isValid() else -1)

    def _adopt_current(self, row: int) -> None:
        self._update_rows(self._rows.current_row, row)
        self._rows.current_row = row
        # While the model is replaced Qt forgets the current row for a moment; the place kept restores it.
        record_id = self.records.id_at(row)
        if self._kept is None and record_id != self._current_id:
            self._current_id = record_id
            self.current_changed.emit(record_id)

    # --- mouse and keyboard

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move with arrows, choose with Space, Shift and Ctrl+A, open with Enter; letters belong to the page."""
        key, row = event.key(), self.currentIndex().row()
        plain = not event.modifiers() & (CONTROL | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier)
        if key == KEY.Key_A and event.modifiers() == CONTROL:
            self.records.select_everything(True)
        elif key == KEY.Key_Space and row >= 0:
            self.records.select(row, row, not self.records.is_selected(row))
            self._anchor = row
        elif key in (KEY.Key_Return, KEY.Key_Enter) and plain and self.records.heading(row) is not None:
            self._turn_group(row)
        elif key in (KEY.Key_Return, KEY.Key_Enter) and plain and self._current_id:
            self.opened.emit(self._current_id)
        elif key == KEY.Key_Escape and self.records.selected_count():
            self.records.select_everything(False)
        elif key == KEY.Key_F10 and event.modifiers() == SHIFT:
            self._on_menu_requested(self.visualRect(self.currentIndex()).bottomLeft())
        elif key in (KEY.Key_Up, KEY.Key_Down, KEY.Key_PageUp, KEY.Key_PageDown, KEY.Key_Home, KEY.Key_End):
            self._move(key, event)
        elif key in (KEY.Key_Left, KEY.Key_Right) and plain and self._fold_by_key(key, row):
            return
        elif key in (KEY.Key_Left, KEY.Key_Right) and plain:
            bar, step = self.horizontalScrollBar(), 60 if key == KEY.Key_Right else -60
            bar.setValue(bar.value() + step)
        else:
            event.ignore()

    def _move(self, key: int, event: QKeyEvent) -> None:
        row, last = self.currentIndex().row(), self.records.rowCount() - 1
        page = max(1, self.viewport().height() // self.verticalHeader().defaultSectionSize() - 1)
        target = {
            KEY.Key_Up: row - 1,
            KEY.Key_Down: row + 1,
            KEY.Key_PageUp: row - page,
            KEY.Key_PageDown: row + page,
            KEY.Key_Home: 0,
            KEY.Key_End: last,
        }[KEY(key)]
        target = min(max(0, target), last)
        if target < 0:
            return
        if event.modifiers() & SHIFT:
            self._extend_to(row, target)
        else:
            self._anchor = -1
        self._go_to(target)

    def _fold_by_key(self, key: int, row: int) -> bool:
        """Fold or unfold a group from its heading; from a record go up to that."""
        heading = self.records.heading(row)
        if heading is None:
            above = self.records.heading_row_of(row)
            if key != KEY.Key_Left or above < 0 or self.horizontalScrollBar().value() > 0:
                return False
            self._go_to(above)
        elif heading.is_folded is (key == KEY.Key_Right):
            self._turn_group(row)
        elif key == KEY.Key_Right:
            self._go_to(min(row + 1, self.records.rowCount() - 1))
        return True

    def _turn_group(self, row: int) -> None:
        """Fold the group whose heading stands in a row, or unfold it."""
        heading = self.records.heading(row)
        if heading is not None:
            self.records.fold(row, not heading.is_folded)
            self._set_current_row(row)

    def _extend_to(self, row: int, target: int) -> None:
        """Choose from where Shift was first pressed to the target, and let go of what is no longer between."""
        if self._anchor < 0:
            self._anchor = max(0, row)
        if abs(target - self._anchor) < abs(row - self._anchor):
            self.records.select(row, target, False)
        self.records.select(self._anchor, target, True)

    def keyboardSearch(self, search: str) -> None:
        """Do nothing: jumping to a letter would need all names, and letters are the page's keys."""

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose with the box, Ctrl and Shift; a plain click makes the row current."""
        index = self.indexAt(event.position().toPoint())
        if not index.isValid() or event.button() is not Qt.MouseButton.LeftButton:
            super().mousePressEvent(event)
            return
        row, previous = index.row(), self.currentIndex().row()
        if event.modifiers() & SHIFT:
            self._extend_to(previous, row)
        elif index.column() == 0 or event.modifiers() & CONTROL:
            self.records.select(row, row, not self.records.is_selected(row))
            self._anchor = row
        else:
            self._anchor = -1
            if self.records.heading(row) is not None and index.column() > 0:
                self._go_to(row)
                self._turn_group(row)
                return
        # The box chooses without changing what the detail side shows.
        if index.column() > 0 or event.modifiers() & SHIFT:
            self._go_to(row)
        self._retry_if_failed(row, index.column())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and index.column() > 0 and self._current_id:
            self.opened.emit(self._current_id)

    def _retry_if_failed(self, row: int, section: int) -> None:
        stretches = section > 0 and self.records.columns[section - 1].stretches
        if stretches and self.records.row_state(row) is RowState.FAILED:
            self.retry_requested.emit(self.records.id_at(row))

    def _on_menu_requested(self, place: QPoint) -> None:
        # Some systems ask for a menu by Shift+F10 themselves, others leave that to the program.
        if QApplication.activePopupWidget() is not None:
            return
        if self.currentIndex().isValid() or self.records.selected_count():
            self.menu_requested.emit(self.viewport().mapToGlobal(place))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self.records.rowCount():
            self._set_current_row(0)

    # --- columns

    def fit_column(self, section: int) -> None:
        """Make a column as wide as what it shows in the rows in sight."""
        first, last = self._seen_rows()
        widest = max((self._rows.width_needed(row, section) for row in range(first, last + 1)), default=0)
        self.columns.fit_to_texts(section, min(widest, self._theme.px(_WIDEST)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._cover is not None:
            self._cover.setGeometry(self.viewport().rect())
        self.columns.fit()
        self._tell_range()

    def showEvent(self, event: Any) -> None:
        super().showEvent(event)
        self.columns.fit()
        self._tell_range()

    def _on_theme_changed(self) -> None:
        self._rows.restyle()
        self._needs.learn_anew()
        self.columns_header.restyle()
        self.columns.fit()
        self._apply_density()
        self.viewport().update()
