"""The formatted rows of a record table that are kept around the view, by their position in the list."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import Any

from crm_desktop.ui.widgets.record_table_cells import MISSING, Cell, Column
from crm_desktop.ui.widgets.record_table_source import IdVector

BLOCK = 64
KEPT_BLOCKS = 12
_NEAR = 4
_UNSEEN, _GONE = Cell(""), Cell(MISSING)


class Line:
    """A row and its cells, each formatted when it is first asked for: many rows are never seen.

    Columns that are hidden, and those that come late, have empty cells: what they would show may not have been read.
    """

    __slots__ = ("_cells", "_columns", "_hidden", "late", "row")

    def __init__(
        self,
        row: Any,
        columns: Sequence[Column],
        hidden: frozenset[str] = frozenset(),
        late: frozenset[str] = frozenset(),
    ) -> None:
        self.row, self.late, self._columns, self._hidden = row, late, columns, hidden | late
        self._cells: list[Cell | None] = [None] * len(columns)

    def cell(self, number: int) -> Cell:
        """What a column shows of the row; of none, that something is missing."""
        cell = self._cells[number]
        if cell is None:
            column = self._columns[number]
            is_unseen = column.key in self._hidden
            cell = _UNSEEN if is_unseen else _GONE if self.row is None else column.cell(self.row)
            self._cells[number] = cell
        return cell


class Lines:
    """Formatted rows in blocks around the view; those far away are forgotten."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self._columns = columns
        self._lines: dict[int, Line] = {}
        self._fresh: dict[int, Line] = {}
        self.blocks: frozenset[int] = frozenset({0})
        self.hidden: frozenset[str] = frozenset()

    def __len__(self) -> int:
        return len(self._lines)

    def get(self, position: int) -> Line | None:
        """The formatted row at a position, or None while it is on its way."""
        return self._lines.get(position)

    @property
    def has_fresh(self) -> bool:
        """Whether there are rows that nobody took as fresh yet."""
        return bool(self._fresh)

    def take_fresh(self, spans: Iterable[tuple[int, int]]) -> list[Line]:
        """The rows of these spans that came since they were asked for."""
        fresh = self._fresh
        return [fresh.pop(position) for span in spans for position in range(*span) if position in fresh]

    def take_other_fresh(self, most: int) -> list[Line]:
        """Some of the rows that came since they were asked for."""
        return [self._fresh.pop(position) for position in list(islice(self._fresh, most))]

    def make_fresh(self) -> None:
        """Let all rows count as just come."""
        self._fresh = {position: line for position, line in self._lines.items() if line.row is not None}

    def look_at(self, spans: Iterable[tuple[int, int]]) -> None:
        """Keep the blocks of these positions, each span without its end, from now on."""
        parts = (range(first // BLOCK, (end - 1) // BLOCK + 1) for first, end in spans if end > first)
        self.blocks = frozenset(block for part in parts for block in part)

    def start_again(self) -> None:
        """Look at the beginning of another list."""
        self.blocks = frozenset({0})

    def missing_blocks(self, total: int) -> frozenset[int]:
        """The blocks around the view of which rows are missing."""
        return frozenset(block for block in self.blocks if self._is_missing(block, total))

    def ids_of(self, blocks: Iterable[int], ids: IdVector) -> list[str]:
        """The ids of the rows in these blocks."""
        return [each for block in sorted(blocks) for each in ids.slice(block * BLOCK, (block + 1) * BLOCK)]

    def lacks(self, positions: Iterable[int]) -> bool:
        """Whether one of these positions cannot be shown yet."""
        return any(position not in self._lines for position in positions)

    def begin(self, rows: Sequence[Any], late: frozenset[str] = frozenset()) -> None:
        """Hold the first rows of a list and nothing else; what some columns show of them comes late."""
        self._lines = {position: self._line_of(row, late) for position, row in enumerate(rows)}
        self.make_fresh()

    @property
    def unfinished(self) -> list[str]:
        """The ids of the rows of which something comes late."""
        return [line.row.id for line in self._lines.values() if line.late]

    def finish(self, by_id: Mapping[str, Any]) -> None:
        """Hold these rows in place of those of which something was to come."""
        for position, line in self._lines.items():
            if line.late and line.row.id in by_id:
                self._lines[position] = self._fresh[position] = self._line_of(by_id[line.row.id])

    def replace(self, ids: IdVector, by_id: Mapping[str, Any], blocks: Iterable[int]) -> None:
        """Hold only the rows of these blocks."""
        self._lines = {}
        for block in blocks if by_id else ():
            for position in range(block * BLOCK, min((block + 1) * BLOCK, len(ids))):
                row = by_id.get(ids[position])
                if row is not None:
                    self._lines[position] = self._line_of(row)
        self.make_fresh()

    def fill(self, blocks: Iterable[int], ids: IdVector, by_id: Mapping[str, Any]) -> None:
        """Hold the rows of these blocks; a row deleted meanwhile stays blank until the list is read again."""
        for block in blocks:
            for position in range(block * BLOCK, min((block + 1) * BLOCK, len(ids))):
                row = by_id.get(ids[position])
                line = self._lines[position] = self._line_of(row)
                if row is not None:
                    self._fresh[position] = line
        self._forget_far_lines()

    def take_columns(self, columns: Sequence[Column]) -> None:
        """Format the rows for other columns."""
        self._columns = columns
        self.format_again()

    def hide(self, keys: frozenset[str]) -> None:
        """Format the rows without the columns of these keys."""
        self.hidden = keys
        self.format_again()

    def format_again(self) -> None:
        """Format the rows in the current language."""
        self._lines = {position: self._line_of(line.row, line.late) for position, line in self._lines.items()}
        self.make_fresh()

    def _is_missing(self, block: int, total: int) -> bool:
        first, last = block * BLOCK, min((block + 1) * BLOCK, total) - 1
        return last >= first and (first not in self._lines or last not in self._lines)

    def _forget_far_lines(self) -> None:
        if len(self._lines) <= KEPT_BLOCKS * BLOCK:
            return
        near = {block + step for block in self.blocks for step in range(-_NEAR, _NEAR + 1)}
        self._lines = {position: line for position, line in self._lines.items() if position // BLOCK in near}
        self._fresh = {position: line for position, line in self._fresh.items() if position in self._lines}

    def _line_of(self, row: Any, late: frozenset[str] = frozenset()) -> Line:
        return Line(row, self._columns, self.hidden, late)
