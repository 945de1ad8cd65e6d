"""The model of a record table: ids first, rows only around the view.

The first window is shown at once; the vector of all ids and with it the count follow; then any position is fetched by
its ids, the newest request winning. A refresh keeps what is shown until the new state has arrived: nothing flickers.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from crm_desktop.core.i18n import N_, tr
from crm_desktop.core.listing import ListSpec, Sort
from crm_desktop.ui.background import Background, Latest
from crm_desktop.ui.widgets.record_table_cells import MISSING, Cell, Column
from crm_desktop.ui.widgets.record_table_source import IdVector, ListSource, Selection
from crm_desktop.ui.worker import CancelledError

FIRST_WINDOW = 200
BLOCK = 64
KEPT_BLOCKS = 12

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


@dataclass(frozen=True, slots=True)
class Line:
    """A row and its formatted cells."""

    row: Any
    cells: tuple[Cell, ...]


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
        self._lines: dict[int, Line] = {}
        self._row_states: dict[str, RowState] = {}
        self._requested: frozenset[int] = frozenset()
        self._range = (0, BLOCK)
        self._lists = Latest(background, self)
        self._rows = Latest(background, self)
        self._sums, self._sums_of_chosen = Latest(background, self), Latest(background, self)

    # --- what is shown

    def set_spec(self, spec: ListSpec) -> None:
        """Show another list from its first row; what is chosen is forgotten."""
        self.spec = spec
        self.selection.reset()
        self.selection_changed.emit()
        self._range = (0, BLOCK)
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
        spec, (first, last) = self.spec, self._range
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
        self.set_spec(self.spec.sorted_by(*sorts))
        self.sort_changed.emit()

    def ensure(self, first: int, last: int) -> None:
        """See to it that the rows from first to last are there or on their way, with some around them."""
        self._range = (max(0, first - BLOCK // 2), min(len(self._ids), last + BLOCK // 2))
        blocks = range(self._range[0] // BLOCK, max(0, self._range[1] - 1) // BLOCK + 1)
        missing = frozenset(block for block in blocks if self._is_missing(block))
        if not missing or missing <= self._requested:
            return
        self._requested = missing
        ids = [each for block in sorted(missing) for each in self._ids.slice(block * BLOCK, (block + 1) * BLOCK)]
        if any(position not in self._lines for position in range(first, min(last, len(self._ids)))):
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
        self._lines = {position: self._formatted(line.row) for position, line in self._lines.items()}
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
        self._lines = {position: self._formatted(row) for position, row in enumerate(rows)}
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
        self.ensure(*self._range)

    def _on_refreshed(self, answer: tuple[IdVector, Sequence[Any]]) -> None:
        ids, rows = answer
        by_id = {row.id: row for row in rows}
        if ids.packed == self._ids.packed:
            self._lines = self._lines_of(by_id)
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
        self._lines = self._lines_of(by_id)
        self.endResetModel()
        self.selection.keep_only(ids)
        self.replaced.emit()
        self.selection_changed.emit()
        self.arrived.emit()
        self.count_changed.emit()

    def _on_rows(self, blocks: frozenset[int], rows: Sequence[Any]) -> None:
        self._requested = frozenset()
        by_id = {row.id: row for row in rows}
        for block in blocks:
            for position in range(block * BLOCK, min((block + 1) * BLOCK, len(self._ids))):
                row = by_id.get(self._ids[position])
                # A row deleted meanwhile stays blank until the change feed refreshes the list.
                self._lines[position] = self._formatted(row) if row is not None else self._blank()
        self._forget_far_lines()
        self.arrived.emit()

    def _on_first_failed(self, error: Exception) -> None:
        """Show nothing rather than the rows of another list; a refresh that fails keeps what was there."""
        self.beginResetModel()
        self._ids, self._lines, self.totals = IdVector(), {}, {}
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

    def _is_missing(self, block: int) -> bool:
        first, last = block * BLOCK, min((block + 1) * BLOCK, len(self._ids)) - 1
        return last >= first and (first not in self._lines or last not in self._lines)

    def _lines_of(self, by_id: dict[str, Any]) -> dict[int, Line]:
        lines: dict[int, Line] = {}
        for position in range(self._range[0], min(self._range[1], len(self._ids))) if by_id else ():
            row = by_id.get(self._ids[position])
            if row is not None:
                lines[position] = self._formatted(row)
        return lines

    def _forget_far_lines(self) -> None:
        if len(self._lines) <= KEPT_BLOCKS * BLOCK:
            return
        low, high = self._range[0] - 4 * BLOCK, self._range[1] + 4 * BLOCK
        self._lines = {position: line for position, line in self._lines.items() if low <= position <= high}

    def _formatted(self, row: Any) -> Line:
        return self._blank() if row is None else Line(row, tuple(column.cell(row) for column in self.columns))

    def _blank(self) -> Line:
        return Line(None, tuple(Cell(MISSING) for _ in self.columns))

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
