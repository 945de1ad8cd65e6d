"""The model of a record table: ids first, rows only around the view.

The first window is shown at once; the vector of all ids and with it the count follow; then any position is fetched by
its ids, the newest request winning. A refresh keeps what is shown until the new state has arrived: nothing flickers.
"""

from collections.abc import Callable, Iterable, Sequence
from enum import StrEnum
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from crm_desktop.core.i18n import N_, tr
from crm_desktop.core.listing import ListSpec, Sort
from crm_desktop.ui.background import Background, Latest
from crm_desktop.ui.widgets.record_table_cells import MISSING, Cell, Column
from crm_desktop.ui.widgets.record_table_lines import Line, Lines
from crm_desktop.ui.widgets.record_table_source import IdVector, ListSource, Selection
from crm_desktop.ui.worker import CancelledError

FIRST_WINDOW = 60

Index = QModelIndex | QPersistentModelIndex
NO_PARENT = QModelIndex()
# Plain integers: comparing with the enum members made a frame three times slower (24.4 ms against 7.8).
DISPLAY = int(Qt.ItemDataRole.DisplayRole)
CHECK = int(Qt.ItemDataRole.CheckStateRole)
ALIGNMENT = int(Qt.ItemDataRole.TextAlignmentRole)
ACCESSIBLE_TEXT = int(Qt.ItemDataRole.AccessibleTextRole)
RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
FLAGS = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren


class State(StrEnum):
    """What the table has to show."""

    LOADING = "loading"
    READY = "ready"
    EMPTY = "empty"
    FAILED = "failed"


class RowState(StrEnum):
    """What became of a change to a row that is not committed yet."""

    PENDING = "pending"
    FAILED = "failed"


class RecordTableModel(QAbstractTableModel):
    """Rows of a list source for a specification; selection and row states are kept here, by id."""

    state_changed = Signal()
    count_changed = Signal()
    totals_changed = Signal()
    selection_changed = Signal()
    sort_changed = Signal()
    about_to_replace = Signal()
    replaced = Signal()
    refreshed = Signal()
    waiting = Signal()
    arrived = Signal()

    def __init__(
        self, background: Background, source: ListSource, columns: Sequence[Column], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self.spec = ListSpec()
        self.state = State.LOADING
        self.error: Exception | None = None
        self.totals: dict[str, int] = {}
        self.selection = Selection()
        self.count_is_final = False
        self._source = source
        self._ids = IdVector()
        self._lines = Lines(self.columns)
        self._row_states: dict[str, RowState] = {}
        self._requested: frozenset[int] = frozenset()
        self._lists = Latest(background, self)
        self._rows = Latest(background, self)
        self._sums, self._sums_of_chosen = Latest(background, self), Latest(background, self)

    # --- what is shown

    def set_spec(self, spec: ListSpec) -> None:
        """Show another list from its first row; what is chosen is forgotten."""
        self.spec = spec
        self.selection.reset()
        self.selection_changed.emit()
        self._lines.start_again()
        self._rows.cancel()
        self._requested = frozenset()
        self.waiting.emit()
        self._lists.read(
            lambda reading: self._source.first(reading, spec, FIRST_WINDOW), self._on_first, self._on_first_failed
        )

    def refresh(self) -> None:
        """Read again what is shown; current row, selection and scroll position survive."""
        if self.state is not State.READY:
            self.set_spec(self.spec)
            return
        spec, (first, last) = self.spec, self._lines.range
        self._rows.cancel()
        self._requested = frozenset()

        def query(reading: Any) -> tuple[IdVector, Sequence[Any]]:
            ids = self._read_ids(reading, spec)
            start = min(first, max(0, len(ids) - (last - first)))
            return ids, self._source.rows(reading, ids.slice(start, last))

        self._lists.read(query, self._on_refreshed)

    def sort_by(self, key: str, *, add: bool = False) -> None:
        """Sort by a column, turning the direction if it is sorted already; `add` makes it a further sort key."""
        old = next((sort for sort in self.spec.sorts if sort.field == key), None)
        new = Sort(key, not old.descending if old is not None else False)
        if not add:
            sorts: tuple[Sort, ...] = (new,)
        elif old is not None:
            sorts = tuple(new if sort.field == key else sort for sort in self.spec.sorts)
        else:
            sorts = (*self.spec.sorts, new)
        self.set_sorts(sorts)

    def set_sorts(self, sorts: Sequence[Sort]) -> None:
        """Sort by these, in order of weight; by none the list has its own order."""
        self.set_spec(self.spec.sorted_by(*sorts))
        self.sort_changed.emit()

    def ensure(self, first: int, last: int) -> None:
        """See to it that the rows from first to last are there or on their way, with some around them."""
        lines, total = self._lines, len(self._ids)
        lines.look_at(first, last, total)
        missing = lines.missing_blocks(total)
        if not missing or missing <= self._requested:
            return
        self._requested = missing
        ids = lines.ids_of(missing, self._ids)
        if lines.lacks(first, min(last, total)):
            self.waiting.emit()
        self._rows.read(lambda reading: self._source.rows(reading, ids), lambda rows: self._on_rows(missing, rows))

    def line(self, position: int) -> Line | None:
        """The formatted row at a position, or None while it is on its way."""
        return self._lines.get(position)

    def id_at(self, position: int) -> str | None:
        """The id at a position."""
        return self._ids[position] if 0 <= position < len(self._ids) else None

    def position_of(self, record_id: str) -> int:
        """Where a record stands, or -1."""
        return self._ids.find(record_id)

    def row_of(self, record_id: str) -> Any:
        """The row of a record if it is near the view, else None."""
        line = self._lines.get(self._ids.find(record_id))
        return line.row if line is not None else None

    def retranslate(self) -> None:
        """Format the rows again in the current language."""
        self._lines.format_again()
        if self._ids:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._ids) - 1, self.columnCount() - 1))
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, self.columnCount() - 1)

    # --- choosing

    def is_selected(self, position: int) -> bool:
        """Whether the row at this position is chosen."""
        return self._ids[position] in self.selection

    def selected_count(self) -> int:
        """How many rows are chosen."""
        return self.selection.count(len(self._ids))

    def selected_ids(self) -> list[str]:
        """The chosen ids in the order shown."""
        return self.selection.ids(self._ids)

    def select(self, first: int, last: int, chosen: bool) -> None:
        """Choose the rows from first to last (both included), or no longer."""
        low, high = min(first, last), max(first, last)
        self.selection.put(self._ids.slice(low, high + 1), chosen)
        self._tell_selection(low, high)

    def select_everything(self, chosen: bool) -> None:
        """Choose all rows of the list, or none."""
        self.selection.reset(everything=chosen)
        self._tell_selection(0, len(self._ids) - 1)

    def read_selection_totals(self, then: Callable[[Any], None]) -> None:
        """Sum up the chosen rows."""
        spec, ids, chosen = self.spec, self._ids, self.selection.copy()
        whole = chosen.is_everything and not chosen.exceptions
        # Listing all ids but a few takes 0.1 s: the reader does it.
        self._sums_of_chosen.read(
            lambda reading: self._source.sums(reading, spec, None if whole else chosen.ids(ids)), then
        )

    def set_row_state(self, record_ids: Iterable[str], state: RowState | None) -> None:
        """Show rows as pending or as failed; None when all is well."""
        for record_id in record_ids:
            if state is None:
                self._row_states.pop(record_id, None)
            else:
                self._row_states[record_id] = state
        self.arrived.emit()

    def row_state(self, position: int) -> RowState | None:
        """What became of the last change to this row."""
        return self._row_states.get(self._ids[position]) if self._row_states else None

    # --- Qt's questions

    def rowCount(self, parent: Index = NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self._ids)

    def columnCount(self, parent: Index = NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self.columns) + 1

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        return FLAGS | Qt.ItemFlag.ItemIsUserCheckable if index.column() == 0 else FLAGS

    def data(self, index: Index, role: int = DISPLAY) -> Any:
        if role == DISPLAY:
            column = index.column()
            line = self._lines.get(index.row())
            return line.cells[column - 1].text if line is not None and column > 0 else ""
        if role == CHECK:
            if index.column() > 0:
                return None
            return Qt.CheckState.Checked if self.is_selected(index.row()) else Qt.CheckState.Unchecked
        if role == ALIGNMENT:
            column = index.column()
            return RIGHT if column > 0 and self.columns[column - 1].at_right else LEFT
        if role == ACCESSIBLE_TEXT:
            return self._spoken(index.row(), index.column())
        return None

    def setData(self, index: Index, value: Any, role: int = DISPLAY) -> bool:
        if role != CHECK or index.column() > 0:
            return False
        self.select(index.row(), index.row(), Qt.CheckState(value) is Qt.CheckState.Checked)
        return True

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = DISPLAY) -> Any:
        if orientation is not Qt.Orientation.Horizontal or role not in (DISPLAY, ACCESSIBLE_TEXT):
            return None
        return tr(N_("Selected")) if section == 0 else self.columns[section - 1].heading()

    # --- arrivals

    def _on_first(self, rows: Sequence[Any]) -> None:
        self.beginResetModel()
        self._ids = IdVector.of([row.id for row in rows])
        self._lines.begin(rows)
        self.count_is_final = len(rows) < FIRST_WINDOW
        self.endResetModel()
        self._set_state(State.READY if rows else State.EMPTY)
        self.arrived.emit()
        self.count_changed.emit()
        spec = self.spec
        if not self.count_is_final:
            self._lists.read(lambda reading: self._read_ids(reading, spec), self._on_ids)
        self._read_totals()

    def _on_ids(self, ids: IdVector) -> None:
        known = len(self._ids)
        self.count_is_final = True
        if ids.packed.startswith(self._ids.packed):
            if len(ids) > known:
                self.beginInsertRows(NO_PARENT, known, len(ids) - 1)
                self._ids = ids
                self.endInsertRows()
            self.count_changed.emit()
        else:
            # Somebody wrote between the two reads.
            self._replace(ids, {})
        self.ensure(*self._lines.range)

    def _on_refreshed(self, answer: tuple[IdVector, Sequence[Any]]) -> None:
        ids, rows = answer
        by_id = {row.id: row for row in rows}
        if ids.packed == self._ids.packed:
            self._lines.replace(ids, by_id)
            self.arrived.emit()
        else:
            self._replace(ids, by_id)
        self._set_state(State.READY if len(ids) else State.EMPTY)
        self.refreshed.emit()
        self._read_totals()

    def _replace(self, ids: IdVector, by_id: dict[str, Any]) -> None:
        self.about_to_replace.emit()
        self.beginResetModel()
        self._ids = ids
        self._lines.replace(ids, by_id)
        self.endResetModel()
        self.selection.keep_only(ids)
        self.replaced.emit()
        self.selection_changed.emit()
        self.arrived.emit()
        self.count_changed.emit()

    def _on_rows(self, blocks: frozenset[int], rows: Sequence[Any]) -> None:
        self._requested = frozenset()
        self._lines.fill(blocks, self._ids, {row.id: row for row in rows})
        self.arrived.emit()

    def _on_first_failed(self, error: Exception) -> None:
        """Show nothing rather than the rows of another list; a refresh that fails keeps what was there."""
        self.beginResetModel()
        self._ids, self.totals = IdVector(), {}
        self._lines.begin(())
        self.endResetModel()
        self.error = error
        self.arrived.emit()
        self.count_changed.emit()
        self._set_state(State.FAILED)

    def _read_totals(self) -> None:
        spec = self.spec
        self._sums.read(lambda reading: self._source.sums(reading, spec), self._on_totals)

    def _on_totals(self, totals: dict[str, int]) -> None:
        self.totals = totals
        self.totals_changed.emit()

    # --- small things

    def _read_ids(self, reading: Any, spec: ListSpec) -> IdVector:
        """Read all ids; runs on a reader thread, and stops between two pieces when another list is wanted."""
        pieces = self._source.ids(reading, spec)
        if isinstance(pieces, bytes):
            return IdVector(pieces)
        gathered = bytearray()
        for piece in pieces:
            if spec is not self.spec:
                raise CancelledError
            gathered += piece
        return IdVector(bytes(gathered))

    def _set_state(self, state: State) -> None:
        if state is not State.FAILED:
            self.error = None
        self.state = state
        self.state_changed.emit()

    def _tell_selection(self, first: int, last: int) -> None:
        if last >= first >= 0 and self._ids:
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(self.columns)), [CHECK])
        self.selection_changed.emit()

    def _spoken(self, position: int, column: int) -> str:
        """What a screen reader says: the whole row for the check box, which comes first, else the cell."""
        line = self._lines.get(position)
        if line is None:
            return tr(N_("Loading"))
        if column > 0:
            return _said(line.cells[column - 1])
        titled = zip(self.columns, line.cells, strict=True)
        return ", ".join(f"{each.heading()} {_said(cell)}" for each, cell in titled if cell.text not in ("", MISSING))


def _said(cell: Cell) -> str:
    return " ".join(part for part in (cell.badge, cell.text, cell.trail) if part)
