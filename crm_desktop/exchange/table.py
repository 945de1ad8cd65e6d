"""A foreign table opened for reading: what it is, its columns, and its rows one after another."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from types import TracebackType

from crm_desktop.core.errors import UserError
from crm_desktop.core.i18n import Message
from crm_desktop.exchange import content, header
from crm_desktop.exchange.cell import Cell, Record, Source
from crm_desktop.exchange.delimited import DelimitedFile, too_many_columns
from crm_desktop.exchange.encoding import detect_encoding, named_encoding
from crm_desktop.exchange.limits import MAX_COLUMNS, SAMPLE_CHARACTERS, SAMPLE_RECORDS
from crm_desktop.exchange.workbook import Workbook


@dataclass
class TableInfo:
    """What was found out about a file; warnings may grow while its rows are walked."""

    path: Path
    format: str
    encoding: str | None = None
    encoding_proven: bool = True
    delimiter: str | None = None
    sheets: tuple[str, ...] = ()
    sheet: str | None = None
    has_header: bool = True
    rows: int = 0
    rows_exact: bool = False
    warnings: list[Message] = field(default_factory=list)


class Table:
    """The rows of one table; `rows()` may be walked more than once."""

    def __init__(self, source: Source, info: TableInfo, columns: tuple[str, ...], first: int) -> None:
        self.info = info
        self.columns = columns
        self._source = source
        self._first = first

    def rows(self) -> Iterator[Record]:
        """Line number and values of every row that holds anything.

        Short rows are filled up with None. A row with cells beyond the last column keeps them: `len(values)` is then
        more than `len(columns)`, which nearly always means a missing quotation mark, and the importer rejects it.
        """
        width = len(self.columns)
        count = 0
        for line, values in islice(self._source.records(), self._first, None):
            if any(header.is_filled(value) for value in values):
                count += 1
                yield line, _fitted(values, width)
        self._after_last(count)

    @property
    def unclosed_quote_line(self) -> int | None:
        """Where a quotation mark was opened that is never closed, once the walk has come to it."""
        return self._source.unclosed_quote_line if isinstance(self._source, DelimitedFile) else None

    @property
    def unclosed_quote(self) -> Message:
        """The sentence for it."""
        return Message(
            "The quotation mark opened in line {line} is never closed; the rest of the file became one cell.",
            line=self.unclosed_quote_line or 0,
        )

    def sample(self, count: int = 50) -> list[Record]:
        """The first rows."""
        return sampled(self.rows(), count)[0]

    def close(self) -> None:
        """Give back memory and temporary files."""
        self._source.close()

    def __enter__(self) -> "Table":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _after_last(self, count: int) -> None:
        self.info.rows, self.info.rows_exact = count, True
        if not isinstance(self._source, DelimitedFile):
            return
        if self.unclosed_quote_line is not None:
            self._warn_once(self.unclosed_quote)
        if self._source.replaced_characters:
            self._warn_once(
                Message("Some characters could not be read as {encoding}.", encoding=self.info.encoding or "")
            )

    def _warn_once(self, message: Message) -> None:
        if message not in self.info.warnings:
            self.info.warnings.append(message)


def open_table(
    path: Path | str,
    sheet: str | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
    has_header: bool | None = None,
    known_titles: frozenset[str] | None = None,
) -> Table:
    """Open a CSV, TSV, XLSX, XLS, XLSB or ODS file; whatever is not found in the arguments is found in the file.

    Raises UserError with a sentence for anything that is no readable table. `known_titles` are folded column titles
    that prove a header (default: those of all importable fields). Workbooks are read by a process of its own, which
    ends with the caller's.
    """
    path = Path(path)
    source, info = _opened(path, sheet, encoding, delimiter)
    try:
        return _described(source, info, has_header, known_titles)
    except BaseException:
        source.close()
        raise


def _opened(path: Path, sheet: str | None, encoding: str | None, delimiter: str | None) -> tuple[Source, TableInfo]:
    if content.kind_of(path) == content.TEXT:
        chosen = named_encoding(encoding) if encoding else detect_encoding(path)
        text_file = DelimitedFile(path, chosen, delimiter)
        info = TableInfo(path, "csv", chosen.name, chosen.proven, text_file.dialect.delimiter)
        return text_file, info
    workbook = Workbook(path, sheet)
    info = TableInfo(path, workbook.format, sheets=workbook.sheets, sheet=workbook.sheet)
    info.rows = workbook.count
    return workbook, info


def _described(source: Source, info: TableInfo, has_header: bool | None, known_titles: frozenset[str] | None) -> Table:
    records, complete = sampled(source.records(), SAMPLE_RECORDS)
    if known_titles is None:
        from crm_desktop.exchange.kinds import known_titles as all_titles  # kinds know tables, not the other way round

        known_titles = all_titles()
    found = header.find_header(records, known_titles, has_header)
    if not found.columns:
        raise UserError(Message("The file contains no table: nothing is filled in."))
    if len(found.columns) > MAX_COLUMNS:
        raise too_many_columns(len(found.columns))
    info.has_header = found.position is not None
    info.warnings.extend(found.warnings)
    _count(source, info, records[found.first_row :], complete)
    return Table(source, info, found.columns, found.first_row)


def sampled(records: Iterator[Record], count: int) -> tuple[list[Record], bool]:
    """The first records, fewer when they are enormous; and whether these are all."""
    taken: list[Record] = []
    characters = 0
    for record in records:
        if len(taken) >= count or characters > SAMPLE_CHARACTERS:
            return taken, False
        taken.append(record)
        characters += sum(len(value) for value in record[1] if isinstance(value, str))
    return taken, True


def _count(source: Source, info: TableInfo, rows: list[Record], complete: bool) -> None:
    """Exact for small files and workbooks; for large texts by the size of the lines seen."""
    filled = sum(any(header.is_filled(v) for v in values) for _, values in rows)
    if complete:
        info.rows, info.rows_exact = filled, True
    elif isinstance(source, Workbook):
        info.rows, info.rows_exact = source.count - 1 if info.has_header else source.count, True
    else:
        seen = sum(sum(len(str(v or "")) + 1 for v in values) for _, values in rows)
        info.rows = max(filled, round(info.path.stat().st_size / max(1, seen) * len(rows)))


def _fitted(values: list[Cell], width: int) -> list[Cell]:
    if len(values) < width:
        return values + [None] * (width - len(values))
    if len(values) > width and not any(header.is_filled(v) for v in values[width:]):
        return values[:width]
    return values
