"""The model of a record table: what is chosen of its rows, and what Qt asks of them; `record_table_rows` reads them."""

from collections.abc import Callable, Iterable
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt

from crm_desktop.core.i18n import N_, tr, trn
from crm_desktop.ui.widgets.record_table_cells import MISSING, Cell
from crm_desktop.ui.widgets.record_table_groups import Heading
from crm_desktop.ui.widgets.record_table_rows import FIRST_WINDOW, NO_PARENT, RecordTableRows, RowState, State

__all__ = ["FIRST_WINDOW", "RecordTableModel", "RowState", "State"]

Index = QModelIndex | QPersistentModelIndex
# Plain integers: comparing with the enum members made a frame three times slower (24.4 ms against 7.8).
DISPLAY = int(Qt.ItemDataRole.DisplayRole)
CHECK = int(Qt.ItemDataRole.CheckStateRole)
ALIGNMENT = int(Qt.ItemDataRole.TextAlignmentRole)
ACCESSIBLE_TEXT = int(Qt.ItemDataRole.AccessibleTextRole)
RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
FLAGS = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren


class RecordTableModel(RecordTableRows):
    """The rows of one table with what is chosen of them; a heading alone stands for its group."""

    # --- choosing

    def is_selected(self, row: int) -> bool:
        """Whether the record of a row is chosen, or all of the group whose heading stands there."""
        heading = self.heading(row)
        if heading is not None:
            return heading.chosen == heading.count
        record_id = self.id_at(row)
        return record_id is not None and record_id in self.selection

    def selected_count(self) -> int:
        """How many records are chosen."""
        return self.selection.count(len(self._ids))

    def selected_ids(self) -> list[str]:
        """The chosen ids in the order shown."""
        return self.selection.ids(self._ids)

    def select(self, first: int, last: int, chosen: bool) -> None:
        """Choose the rows from first to last (both included), or no longer; a heading alone stands for its group."""
        low, high = min(first, last), max(first, last)
        number = self._groups.heading_at(low) if self._groups and low == high else -1
        if number >= 0:
            self._put(number, *self._groups.members(number), chosen)
            high = low + self._groups.groups[number].count
        elif self._groups:
            for span in self._groups.spans(low, high):
                self._put(*span, chosen)
        else:
            self.selection.put(self._ids.slice(low, high + 1), chosen)
        self._tell_selection(low, min(high, self.rowCount() - 1))

    def _put(self, number: int, first: int, end: int, chosen: bool) -> None:
        """Choose the records of one group that stand at these positions, and count them."""
        group, before = self._groups.groups[number], len(self.selection.exceptions)
        self.selection.put(self._ids.slice(first, end), chosen)
        change = len(self.selection.exceptions) - before
        was = self._chosen_of.get(group.value, group.count if self.selection.is_everything else 0)
        self._chosen_of[group.value] = was - change if self.selection.is_everything else was + change

    def select_everything(self, chosen: bool) -> None:
        """Choose all rows of the list, or none."""
        self.selection.reset(everything=chosen)
        self._chosen_of = {}
        self._tell_selection(0, self.rowCount() - 1)

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

    def row_state(self, row: int) -> RowState | None:
        """What became of the last change to the record of this row."""
        return self._row_states.get(self.id_at(row) or "") if self._row_states else None

    # --- Qt's questions

    def rowCount(self, parent: Index = NO_PARENT) -> int:
        if parent.isValid():
            return 0
        return self._groups.row_count if self._groups else len(self._ids)

    def columnCount(self, parent: Index = NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self.columns) + 1

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        return FLAGS | Qt.ItemFlag.ItemIsUserCheckable if index.column() == 0 else FLAGS

    def data(self, index: Index, role: int = DISPLAY) -> Any:
        if role == DISPLAY:
            column = index.column()
            if self._groups and (heading := self.heading(index.row())) is not None:
                return heading.name if column == 1 else ""
            line = self.line(index.row())
            return line.cell(column - 1).text if line is not None and column > 0 else ""
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

    def _tell_selection(self, first: int, last: int) -> None:
        if last >= first >= 0 and self._ids:
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(self.columns)), [CHECK])
        self.selection_changed.emit()

    def _spoken(self, row: int, column: int) -> str:
        """What a screen reader says: the whole row for the check box, which comes first, else the cell."""
        heading, line = self.heading(row), self.line(row)
        if heading is not None:
            return _told(heading) if column < 2 else ""
        if line is None:
            return tr(N_("Loading"))
        if column > 0:
            return _said(line.cell(column - 1))
        titled = ((each, line.cell(number)) for number, each in enumerate(self.columns))
        return ", ".join(f"{each.heading()} {_said(cell)}" for each, cell in titled if cell.text not in ("", MISSING))


def _said(cell: Cell) -> str:
    return " ".join(part for part in (cell.badge, cell.text, cell.trail) if part)


def _told(heading: Heading) -> str:
    state = tr(N_("folded")) if heading.is_folded else tr(N_("unfolded"))
    count = trn("{count} record", "{count} records", heading.count)
    return ", ".join(part for part in (heading.name, count, heading.totals, state) if part)
