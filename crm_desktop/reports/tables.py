"""Tables that run over pages: their header comes again, and a total never stands alone."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from crm_desktop.reports.document import NOTE, PALE_LINE, STRONG_LINE, Composer, longest
from crm_desktop.reports.fonts import REGULAR, SEMIBOLD
from crm_desktop.reports.sketch import LEFT, RIGHT
from crm_desktop.reports.style import MARGIN, PAPER

SIZE = 8.5
ROW = 25.0
HEADER = 22.0
BASELINE = 0.64
LEADING = 11.5
GAP = 14.0
KEPT_TOGETHER = 2
TITLE_ROOM = 36.0
SPREAD = 0.75
WIDEST = 0.5
_WIDEST_HEADING = 96.0
_WIDEST_WRAPPED = 0.14
_ROUNDING = 0.1


@dataclass(frozen=True)
class TableColumn:
    """One column: numbers stand at the right edge, `flexible` columns share the width that is left and may wrap.

    Where words follow a number, such as its unit, `wraps` lets them go on in the next line instead of taking the room
    of the others.
    """

    heading: str
    numeric: bool = False
    flexible: bool = False
    strong: bool = False
    most_lines: int = 2
    wraps: bool = False


@dataclass(frozen=True)
class Table:
    """Cells as texts, a row at a time; `total` has a cell for each column. Without a title it has no number either.

    What takes `below` points stands on the page of the last rows: nobody signs a sheet without any.
    `headings` are the numbers of rows that head the ones below them; cells that say nothing but `pale` are set so.
    """

    title: str
    columns: tuple[TableColumn, ...]
    rows: tuple[tuple[str, ...], ...]
    total: tuple[str, ...] = ()
    remark: str = ""
    continued: str = ""
    row_height: float = ROW
    headings: frozenset[int] = frozenset()
    title_lines: int = 1
    pale: str = ""
    below: float = 0.0


def set_table(composer: Composer, table: Table, progress: Callable[[float], None] | None = None) -> None:
    """Set the table from where the composer stands, over as many pages as it needs."""
    layout = _Layout(composer, table)
    heights = [layout.height(row) for row in table.rows]
    # Without a title the table hangs from the rule under the section's own.
    composer.y += 6 if table.title else 0
    least = (
        TITLE_ROOM
        + HEADER
        + sum(heights[: KEPT_TOGETHER + 1])
        + (table.row_height if len(heights) <= KEPT_TOGETHER + 1 else 0)
    )
    if composer.room < least:
        composer.new_sheet()
    if table.title:
        composer.y += 16
        composer.numbered_title(table.title, table.remark, table.title_lines)
        composer.y += 14
    start = 0
    while True:
        layout.header()
        after = (table.row_height if table.total else 0.0) + table.below
        count = rows_on_page(heights[start:], composer.room, after)
        while count > 1 and start + count - 1 in table.headings:
            count -= 1
        for number in range(start, start + count):
            layout.row(table.rows[number], heights[number], is_heading=number in table.headings)
        start += count
        if progress is not None:
            progress(start / max(1, len(heights)))
        if start >= len(table.rows):
            break
        composer.new_sheet()
        composer.y += 8
        composer.line(MARGIN, table.continued, NOTE, colour=PAPER.text_3, width=composer.text_width)
        composer.y += 10
    if table.total:
        layout.total()
    composer.y += 10


def rows_on_page(heights: Sequence[float], room: float, total: float) -> int:
    """How many of the remaining rows to set here so that what follows is never a single row or a bare total."""
    count, used = 0, 0.0
    for height in heights:
        if used + height > room:
            break
        used += height
        count += 1
    if count == len(heights) and used + total <= room:
        return count
    return max(1, min(count, len(heights) - KEPT_TOGETHER))


def _level(needs: Sequence[float], room: float) -> float:
    """The width no column may exceed so that all fit; narrow ones keep what they need, wide ones wrap."""
    left, count = room, len(needs)
    for need in sorted(needs):
        if need * count >= left:
            return left / count
        left, count = left - need, count - 1
    return max(needs, default=0.0)


class _Layout:
    """The widths of a table's columns and the drawing of its lines."""

    def __init__(self, composer: Composer, table: Table) -> None:
        self._composer = composer
        self._table = table
        self._drop = table.row_height * BASELINE
        self._edges = self._column_edges()

    def height(self, row: Sequence[str]) -> float:
        """The height a row needs: more than one line only where a flexible cell wraps."""
        lines = max((len(self._lines(index, cell)) for index, cell in enumerate(row)), default=1)
        return self._table.row_height + LEADING * (lines - 1)

    def header(self) -> None:
        """The headings under an ink rule."""
        composer = self._composer
        composer.rule(PAPER.text, 0.8)
        composer.y += 14
        for index, column in enumerate(self._table.columns):
            self._cell(index, column.heading, PAPER.text_2, REGULAR, 8.0)
        composer.y += HEADER - 14
        composer.rule(STRONG_LINE, 0.5)

    def row(self, cells: Sequence[str], height: float, *, is_heading: bool = False) -> None:
        """One row with a pale rule under it; a heading is strong throughout, its rule too."""
        composer = self._composer
        top = composer.y
        for index, (cell, column) in enumerate(zip(cells, self._table.columns, strict=True)):
            is_strong = column.strong or is_heading
            weight = SEMIBOLD if is_heading or (column.strong and not self._table.headings) else REGULAR
            colour = PAPER.text if is_strong or column.numeric else PAPER.text_2
            if self._table.pale and cell == self._table.pale:
                colour = PAPER.text_3
            for position, line in enumerate(self._lines(index, cell)):
                composer.y = top + self._drop + LEADING * position
                self._cell(index, line, colour, weight, SIZE)
        composer.y = top + height
        composer.rule(STRONG_LINE if is_heading else PALE_LINE, 0.5)

    def total(self) -> None:
        """The total under an ink rule."""
        composer = self._composer
        composer.rule(PAPER.text, 0.8)
        composer.y += self._drop
        for index, cell in enumerate(self._table.total):
            self._cell(index, cell, PAPER.text, SEMIBOLD, SIZE)
        composer.y += self._table.row_height - self._drop

    def _cell(self, index: int, text: str, colour: str, weight: int, size: float) -> None:
        left, right = self._edges[index]
        numeric = self._table.columns[index].numeric
        self._composer.line(
            right if numeric else left,
            text,
            size,
            colour=colour,
            weight=weight,
            anchor=RIGHT if numeric else LEFT,
            width=right - left + _ROUNDING,
        )

    def _lines(self, index: int, text: str) -> list[str]:
        column = self._table.columns[index]
        if not (column.flexible or column.wraps):
            return [text]
        left, right = self._edges[index]
        weight = SEMIBOLD if column.strong else REGULAR
        return self._composer.wrapped(text, right - left, SIZE, weight, column.most_lines) or [""]

    def _column_edges(self) -> list[tuple[float, float]]:
        """Fixed columns get what their widest cell needs, flexible ones share the rest by their own needs."""
        columns = self._table.columns
        needs = [self._need(index) for index in range(len(columns))]
        fixed = sum(need for need, column in zip(needs, columns, strict=True) if not column.flexible)
        wished = sum(need for need, column in zip(needs, columns, strict=True) if column.flexible) or 1.0
        rest = max(40.0, self._composer.text_width - fixed - GAP * (len(columns) - 1))
        # Short names leave width over: numbers move closer to them, so that the eye keeps the row.
        spare = max(0.0, rest - wished) * SPREAD
        numeric = sum(column.numeric for column in columns)
        level = _level([need for need, column in zip(needs, columns, strict=True) if column.flexible], rest)
        edges, x = [], MARGIN
        for need, column in zip(needs, columns, strict=True):
            width = self._shared(need, rest - spare, wished, level) if column.flexible else need
            width += spare / numeric if column.numeric else 0.0
            edges.append((x, x + width))
            x += width + GAP
        return edges

    @staticmethod
    def _shared(need: float, room: float, wished: float, level: float) -> float:
        """What a flexible column gets: more than it needs where there is room, else its need up to a common level."""
        return room * need / wished if room >= wished else min(need, level)

    def _need(self, index: int) -> float:
        column, page = self._table.columns[index], self._composer.page
        cells = [row[index] for row in self._table.rows]
        weight = SEMIBOLD if column.strong else REGULAR
        # What heads figures, such as a name, may not push them off the paper.
        heading = min(page.text_width(column.heading, 8.0), _WIDEST_HEADING if column.numeric else page.width)
        widths = [longest(cells, page, SIZE, weight), heading]
        if self._table.total:
            widths.append(page.text_width(self._table.total[index], SIZE, SEMIBOLD))
        if column.wraps:
            numbers = longest([cell.split(" ")[0] for cell in cells], page, SIZE, weight)
            return min(max(widths), max(numbers, heading, self._composer.text_width * _WIDEST_WRAPPED))
        if column.numeric or len(self._table.columns) == 1:
            return max(widths)
        # A column of endless texts must not take the others' room; it wraps, or is shortened.
        return min(max(widths), page.width * WIDEST)
