"""How the rows of a record table are read: ids first, rows only around the view.

A list in groups has rows that hold no record: their headings. Rows are counted as shown, positions as records stand.

The first window is shown at once; the vector of all ids and with it the count follow; then any position is fetched by
its ids, the newest request winning. A refresh keeps what is shown until the new state has arrived: nothing flickers.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt, Signal

from crm_desktop.core.listing import ListSpec, Sort
from crm_desktop.ui.background import Background, Latest
from crm_desktop.ui.widgets.record_table_cells import Column
from crm_desktop.ui.widgets.record_table_groups import GroupedRows, Heading
from crm_desktop.ui.widgets.record_table_lines import BLOCK, Line, Lines
from crm_desktop.ui.widgets.record_table_source import IdVector, ListSource, Selection
from crm_desktop.ui.worker import CancelledError

FIRST_WINDOW = 60

NO_PARENT = QModelIndex()


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


class RecordTableRows(QAbstractTableModel):
    """Reads the rows of a list source for a specification; what is chosen and how rows stand is kept here, by id."""

    state_changed = Signal()
    count_changed = Signal()
    totals_changed = Signal()
    selection_changed = Signal()
    sort_changed = Signal()
    fold_changed = Signal()
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
        # Whether only the first rows are wanted for now, and whether they are still on their way.
        self.is_brief = self._is_awaited = False
        self._source = source
        self._ids = IdVector()
        self._lines = Lines(self.columns)
        self._seen = (0, BLOCK)
        self._groups = GroupedRows()
        # How many records of each group are chosen.
        self._chosen_of: dict[Any, int] = {}
        self.name_group: Callable[[Any], str] = lambda group: str(group.value)
        self.name_totals: Callable[[dict[str, int]], str] = lambda sums: ""
        self._row_states: dict[str, RowState] = {}
        self._requested: frozenset[int] = frozenset()
        self._folded: frozenset[Any] = frozenset()
        # The attributes of rows that no column in sight reads.
        self._unread: frozenset[str] = frozenset()
        self._lists = Latest(background, self)
        self._rows, self._figures = Latest(background, self), Latest(background, self)
        self._sums, self._sums_of_chosen = Latest(background, self), Latest(background, self)

    # --- what is shown

    def set_spec(self, spec: ListSpec, *, briefly: bool = False) -> None:
        """Show another list from its first row; what is chosen is forgotten.

        Briefly: its first rows alone, for the next letter typed may ask for another; `complete` reads the rest.
        """
        if spec.grouping is None or spec.grouping != self.spec.grouping:
            self._folded = frozenset()
        self.spec, self.is_brief, self._is_awaited = spec, briefly, True
        had_chosen = self.selection.is_everything or bool(self.selection.exceptions)
        self.selection.reset()
        self._chosen_of = {}
        if had_chosen:
            self.selection_changed.emit()
        self._lines.start_again()
        self._seen = (0, BLOCK)
        self._rows.cancel()
        # The sums of a list that is no longer shown take as long as to read the next one.
        self._sums.cancel()
        self._requested = frozenset()
        self.waiting.emit()
        self._figures.cancel()
        if spec.grouping is None:
            late = {column.key: column.reads for column in self.columns if column.comes_late}
            without = self._unread.union(*late.values())
            self._lists.read(
                lambda reading: self._source.first(reading, spec, FIRST_WINDOW, without),
                lambda rows: self._on_first(rows, frozenset(late)),
                self._on_first_failed,
            )
        else:
            blocks = frozenset({0})
            self._lists.read(
                lambda reading: self._read_whole(reading, spec, blocks), self._on_whole, self._on_first_failed
            )

    def complete(self) -> bool:
        """Read all of a list that was shown briefly; whether it was."""
        was_brief, self.is_brief = self.is_brief, False
        if was_brief and not self._is_awaited:
            self.arrived.emit()
            self._read_rest()
        return was_brief

    def refresh(self) -> None:
        """Read again what is shown; current row, selection and scroll position survive."""
        if self.state is not State.READY:
            self.set_spec(self.spec)
            return
        spec, blocks = self.spec, self._lines.blocks
        self._rows.cancel()
        self._requested = frozenset()
        self._lists.read(lambda reading: self._read_whole(reading, spec, blocks), self._on_refreshed)

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
        self._seen = (first, last)
        lines.look_at(self._spans(first - BLOCK // 2, last + BLOCK // 2))
        missing = lines.missing_blocks(total)
        if not missing or missing <= self._requested:
            return
        self._requested = missing
        ids = lines.ids_of(missing, self._ids)
        if any(lines.lacks(range(low, high)) for low, high in self._spans(first, last)):
            self.waiting.emit()
        self._rows.read(
            lambda reading: self._source.rows(reading, ids, self._unread), lambda rows: self._on_rows(missing, rows)
        )

    @property
    def record_count(self) -> int:
        """How many records the list has, as far as it is known; headings do not count."""
        return len(self._ids)

    def line(self, row: int) -> Line | None:
        """The formatted record of a row; None for a heading, and while the record is on its way."""
        return self._lines.get(self._position(row))

    def id_at(self, row: int) -> str | None:
        """The id of the record in a row, None for a heading."""
        position = self._position(row)
        return self._ids[position] if 0 <= position < len(self._ids) else None

    def position_of(self, record_id: str) -> int:
        """The row of a record, or -1; a record in a folded group has none."""
        position = self._ids.find(record_id)
        return self._groups.row_of(position) if self._groups else position

    def row_of(self, record_id: str) -> Any:
        """The row of a record if it is near the view, else None."""
        line = self._lines.get(self._ids.find(record_id))
        return line.row if line is not None else None

    @property
    def has_fresh_lines(self) -> bool:
        """Whether there are records that nobody took as fresh yet."""
        return self._lines.has_fresh

    def take_fresh_lines(self, first: int, last: int) -> list[Line]:
        """The records in these rows that came since they were asked for."""
        return self._lines.take_fresh(self._spans(first, last + 1))

    def take_other_fresh_lines(self, most: int) -> list[Line]:
        """Some records that came since they were asked for, wherever they stand."""
        return self._lines.take_other_fresh(most)

    def make_lines_fresh(self) -> None:
        """Let all records that are loaded count as just come."""
        self._lines.make_fresh()

    def retranslate(self) -> None:
        """Format the rows again in the current language."""
        self._lines.format_again()
        if self._ids:
            self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, self.columnCount() - 1))
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, self.columnCount() - 1)

    def take_columns(self, columns: Sequence[Column]) -> None:
        """Have other columns; the rows that are loaded are formatted anew."""
        self.about_to_replace.emit()
        self.beginResetModel()
        self.columns = tuple(columns)
        self._lines.take_columns(self.columns)
        self._unread = self._read_by_none(self.hidden)
        self.endResetModel()
        self.replaced.emit()

    @property
    def hidden(self) -> frozenset[str]:
        """The keys of columns that are neither formatted nor, when they cost, read."""
        return self._lines.hidden

    def hide(self, keys: frozenset[str]) -> bool:
        """Hide these columns and show all others, reading what those need; whether that is news."""
        if keys == self.hidden:
            return False
        self._lines.hide(keys)
        before, self._unread = self._unread, self._read_by_none(keys)
        if before - self._unread and (self._is_awaited or self.state is not State.LOADING):
            self.refresh()
        return True

    def _read_by_none(self, hidden: frozenset[str]) -> frozenset[str]:
        needed = {each for column in self.columns if column.key not in hidden for each in column.reads}
        return frozenset(each for column in self.columns for each in column.reads) - needed

    # --- groups

    def heading(self, row: int) -> Heading | None:
        """What the heading in a row says, None where there is none."""
        number = self._groups.heading_at(row) if self._groups else -1
        if number < 0:
            return None
        group = self._groups.groups[number]
        totals = self.name_totals(group.sums) if group.sums else ""
        chosen = self._chosen_of.get(group.value, group.count if self.selection.is_everything else 0)
        return Heading(self.name_group(group), group.count, totals, group.value in self._groups.folded, chosen)

    def heading_row_of(self, row: int) -> int:
        """The row of the heading above a row, -1 in a list without groups."""
        return self._groups.heading_row(self._groups.group_at(row)) if self._groups else -1

    @property
    def folded(self) -> frozenset[Any]:
        """The values of the groups that are folded."""
        return self._folded

    def fold_only(self, values: frozenset[Any]) -> None:
        """Fold the groups of these values, now or as soon as they are read."""
        if self._groups:
            self._fold(values)
        self._folded = values

    def fold(self, row: int, folded: bool) -> None:
        """Fold the group whose heading stands in a row, or unfold it."""
        key = self._groups.groups[self._groups.heading_at(row)].value
        self._fold(self._groups.folded | {key} if folded else self._groups.folded - {key})

    def fold_all(self, folded: bool) -> None:
        """Fold all groups, or unfold them."""
        self._fold(frozenset(self._groups.keys) if folded else frozenset())

    def reveal(self, record_id: str) -> None:
        """Unfold the group of a record."""
        position = self._ids.find(record_id)
        if self._groups and position >= 0 and self._groups.row_of(position) < 0:
            self._fold(self._groups.folded - {self._groups.groups[self._groups.group_of(position)].value})

    def _fold(self, folded: frozenset[Any]) -> None:
        if folded == self._groups.folded:
            return
        self.about_to_replace.emit()
        self.beginResetModel()
        self._folded = folded
        self._groups = self._groups.with_folded(folded)
        self.endResetModel()
        self.replaced.emit()
        self.arrived.emit()
        self.fold_changed.emit()

    # --- arrivals

    def _on_first(self, rows: Sequence[Any], late: frozenset[str] = frozenset()) -> None:
        self._is_awaited = False
        self.beginResetModel()
        self._ids, self._groups = IdVector.of([row.id for row in rows]), GroupedRows()
        self._lines.begin(rows, late)
        self.count_is_final = len(rows) < FIRST_WINDOW
        self.endResetModel()
        self._set_state(State.READY if rows else State.EMPTY)
        self.arrived.emit()
        self.count_changed.emit()
        if not self.is_brief:
            self._read_rest()

    def read_totals(self) -> None:
        """Sum up the list again, because something else is to be summed."""
        if self.state is State.READY:
            self._read_totals()

    def _read_rest(self) -> None:
        spec, ids = self.spec, self._lines.unfinished
        if ids:
            self._figures.read(lambda reading: self._source.rows(reading, ids, self._unread), self._on_figures)
        if not self.count_is_final:
            self._lists.read(lambda reading: self._read_ids(reading, spec), self._on_ids)
        self._read_totals()

    def _on_figures(self, rows: Sequence[Any]) -> None:
        self._lines.finish({row.id: row for row in rows})
        self.arrived.emit()

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
        self.ensure(*self._seen)

    def _on_whole(self, answer: "_Whole") -> None:
        """Show another list in groups from its first row."""
        self.beginResetModel()
        self._ids, self._groups = answer.ids, GroupedRows(answer.groups, self._folded)
        self._lines.replace(answer.ids, answer.by_id, answer.blocks)
        self.count_is_final = True
        self.endResetModel()
        self._set_state(State.READY if len(answer.ids) else State.EMPTY)
        self.arrived.emit()
        self.count_changed.emit()
        self._read_totals()

    def _on_refreshed(self, answer: "_Whole") -> None:
        # It may have come in the place of the first rows, or of all ids, of a list that was just asked for.
        self._is_awaited, self.count_is_final = False, True
        groups = GroupedRows(_with_sums_of(self._groups.groups, answer.groups), self._folded)
        if answer.ids.packed == self._ids.packed and groups == self._groups:
            self._lines.replace(answer.ids, answer.by_id, answer.blocks)
            self.arrived.emit()
        else:
            self._replace(answer.ids, answer.by_id, groups, answer.blocks)
        self._set_state(State.READY if len(answer.ids) else State.EMPTY)
        self.refreshed.emit()
        self._read_totals()

    def _replace(
        self,
        ids: IdVector,
        by_id: dict[str, Any],
        groups: GroupedRows | None = None,
        blocks: frozenset[int] = frozenset(),
    ) -> None:
        # Rows on their way belong to blocks of the list as it was.
        self._rows.cancel()
        self._requested = frozenset()
        self.about_to_replace.emit()
        self.beginResetModel()
        self._ids, self._groups = ids, groups or GroupedRows()
        self._lines.replace(ids, by_id, blocks)
        self.endResetModel()
        self.selection.keep_only(ids)
        self._count_chosen()
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
        self.is_brief = self._is_awaited = False
        self.beginResetModel()
        self._ids, self._groups, self.totals = IdVector(), GroupedRows(), {}
        self._lines.begin(())
        self.endResetModel()
        self.error = error
        self.arrived.emit()
        self.count_changed.emit()
        self._set_state(State.FAILED)

    def _read_totals(self) -> None:
        spec = self.spec
        if self._groups:
            self._sums.read(lambda reading: self._source.groups(reading, spec), self._on_sums_of_groups)
        else:
            self._sums.read(lambda reading: self._source.sums(reading, spec), self._on_totals)

    def _on_sums_of_groups(self, groups: Sequence[Any]) -> None:
        self._groups = GroupedRows(_with_sums_of(groups, self._groups.groups), self._folded)
        self.arrived.emit()
        self._on_totals(GroupedRows(groups).sums())

    def _on_totals(self, totals: dict[str, int]) -> None:
        self.totals = totals
        self.totals_changed.emit()

    # --- small things

    def _count_chosen(self) -> None:
        """Count the chosen records of each group anew."""
        self._chosen_of = {}
        if not self._groups or not self.selection.exceptions:
            return
        for number, group in enumerate(self._groups.groups):
            members = self._ids.slice(*self._groups.members(number))
            self._chosen_of[group.value] = sum(each in self.selection for each in members)

    def _position(self, row: int) -> int:
        return self._groups.position_at(row) if self._groups else row

    def _spans(self, first: int, last: int) -> list[tuple[int, int]]:
        """The positions of the records in these rows, in spans without their end."""
        if self._groups:
            return [(low, high) for _number, low, high in self._groups.spans(max(0, first), last)]
        return [(max(0, first), min(len(self._ids), last))]

    def _read_whole(self, reading: Any, spec: ListSpec, blocks: frozenset[int]) -> "_Whole":
        """Read the list with its groups, and the records of some blocks; runs on a reader thread."""
        groups = self._source.groups(reading, spec, with_sums=False) if spec.grouping is not None else ()
        ids = self._read_ids(reading, spec)
        last = (len(ids) - 1) // BLOCK
        wanted = blocks if not blocks or min(blocks) <= last else frozenset({max(0, last - 1), max(0, last)})
        rows = self._source.rows(reading, self._lines.ids_of(wanted, ids), self._unread)
        return _Whole(groups, ids, wanted, {row.id: row for row in rows})

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


@dataclass(frozen=True, slots=True)
class _Whole:
    """A list as a reader found it: its groups, its ids, and the records of some blocks."""

    groups: Sequence[Any]
    ids: IdVector
    blocks: frozenset[int]
    by_id: dict[str, Any]


def _with_sums_of(told: Sequence[Any], groups: Sequence[Any]) -> list[Any]:
    """The groups as they are, each with the totals that were told of it."""
    sums = {each.value: each.sums for each in told}
    return [replace(each, sums=sums.get(each.value, each.sums)) for each in groups]
