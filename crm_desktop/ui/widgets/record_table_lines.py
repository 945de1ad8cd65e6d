"""The formatted rows of a record table that are kept around the view, by their position in the list."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from crm_desktop.ui.widgets.record_table_cells import MISSING, Cell, Column
from crm_desktop.ui.widgets.record_table_source import IdVector

BLOCK = 64
KEPT_BLOCKS = 12


@dataclass(frozen=True, slots=True)
class Line:
    """A row and its formatted cells."""

    row: Any
    cells: tuple[Cell, ...]


class Lines:
    """Formatted rows in windows around the view; rows are fetched in blocks, those far away are forgotten."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self._columns = columns
        self._lines: dict[int, Line] = {}
        self.range = (0, BLOCK)

    def __len__(self) -> int:
        return len(self._lines)

    def get(self, position: int) -> Line | None:
        """The formatted row at a position, or None while it is on its way."""
        return self._lines.get(position)

    def look_at(self, first: int, last: int, total: int) -> None:
        """Keep what lies around these positions from now on."""
        self.range = (max(0, first - BLOCK // 2), min(total, last + BLOCK // 2))

    def start_again(self) -> None:
        """Look at the beginning of another list."""
        self.range = (0, BLOCK)

    def missing_blocks(self, total: int) -> frozenset[int]:
        """The blocks around the view of which rows are missing."""
        blocks = range(self.range[0] // BLOCK, max(0, self.range[1] - 1) // BLOCK + 1)
        return frozenset(block for block in blocks if self._is_missing(block, total))

    def ids_of(self, blocks: Iterable[int], ids: IdVector) -> list[str]:
        """The ids of the rows in these blocks."""
        return [each for block in sorted(blocks) for each in ids.slice(block * BLOCK, (block + 1) * BLOCK)]

    def lacks(self, first: int, last: int) -> bool:
        """Whether one of these positions cannot be shown yet."""
        return any(position not in self._lines for position in range(first, last))

    def begin(self, rows: Sequence[Any]) -> None:
        """Hold the first rows of a list and nothing else."""
        self._lines = {position: self._formatted(row) for position, row in enumerate(rows)}

    def replace(self, ids: IdVector, by_id: Mapping[str, Any]) -> None:
        """Hold only those of the rows that lie around the view."""
        self._lines = {}
        for position in range(self.range[0], min(self.range[1], len(ids))) if by_id else ():
            row = by_id.get(ids[position])
            if row is not None:
                self._lines[position] = self._formatted(row)

    def fill(self, blocks: Iterable[int], ids: IdVector, by_id: Mapping[str, Any]) -> None:
        """Hold the rows of these blocks; a row deleted meanwhile stays blank until the list is read again."""
        for block in blocks:
            for position in range(block * BLOCK, min((block + 1) * BLOCK, len(ids))):
                row = by_id.get(ids[position])
                self._lines[position] = self._formatted(row) if row is not None else self._blank()
        self._forget_far_lines()

    def format_again(self) -> None:
        """Format the rows in the current language."""
        self._lines = {position: self._formatted(line.row) for position, line in self._lines.items()}

    def _is_missing(self, block: int, total: int) -> bool:
        first, last = block * BLOCK, min((block + 1) * BLOCK, total) - 1
        return last >= first and (first not in self._lines or last not in self._lines)

    def _forget_far_lines(self) -> None:
        if len(self._lines) <= KEPT_BLOCKS * BLOCK:
            return
        low, high = self.range[0] - 4 * BLOCK, self.range[1] + 4 * BLOCK
        self._lines = {position: line for position, line in self._lines.items() if low <= position <= high}

    def _formatted(self, row: Any) -> Line:
        return self._blank() if row is None else Line(row, tuple(column.cell(row) for column in self._columns))

    def _blank(self) -> Line:
        return Line(None, tuple(Cell(MISSING) for _ in self._columns))
