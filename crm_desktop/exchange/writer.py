"""Lists as files: CSV that Excel opens rightly and XLSX with real numbers and dates; complete or not there at all."""

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from crm_desktop.core import paths
from crm_desktop.core.errors import MachineError, UserError
from crm_desktop.core.i18n import N_, Message, Translator
from crm_desktop.exchange.cell import Cell
from crm_desktop.exchange.guarding import guarded

TEXT, INTEGER, NUMBER, MONEY, DATE, MOMENT, SHARE, FLAG = (
    "text", "integer", "number", "money", "date", "moment", "share", "flag",
)  # fmt: skip
_EXCEL_ROWS = 1_048_575
_EXCEL_TEXT = 32_767
_EXCEL_DIGITS = 15
_EXCEL_FIRST_DAY = date(1900, 3, 1)  # Excel believes in 29 February 1900
_REPORT_EVERY = 500
_FORMATS = {
    DATE: {"num_format": "yyyy-mm-dd"},
    MOMENT: {"num_format": "yyyy-mm-dd hh:mm"},
    MONEY: {"num_format": "#,##0.00"},
    SHARE: {"num_format": "0.0%"},
}
_WIDTHS = {DATE: 12, MOMENT: 17, MONEY: 16, NUMBER: 12, INTEGER: 10, SHARE: 10, FLAG: 8}

PLAIN_FLAGS = ("true", "false")

Progress = Callable[[int], None]
Cancelled = Callable[[], bool]


class WritingCancelled(Exception):
    """The user cancelled; nothing was left behind."""


@dataclass(frozen=True)
class OutputColumn:
    """A column of an exported list: title in the reader's language, and what it holds."""

    title: str
    kind: str = TEXT
    width: int | None = None


def write_table(
    path: Path | str,
    columns: Sequence[OutputColumn],
    rows: Iterable[Sequence[Cell]],
    *,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
    delimiter: str = ",",
    byte_order_mark: bool = True,
    sheet: str = "CRM",
    flags: tuple[str, str] = PLAIN_FLAGS,
) -> int:
    """Write a list by the ending of its name (.csv, .tsv, .xlsx); the number of rows written.

    `flags` are the words of a text file for what holds and what does not; a workbook has values of its own for them.
    """
    path = Path(path)
    ending = path.suffix.lower()
    watched = _watched(rows, progress, cancelled)
    if ending == ".xlsx":
        return write_xlsx(path, columns, watched, sheet)
    if ending in (".csv", ".tsv"):
        mark = "\t" if ending == ".tsv" else delimiter
        return write_csv(path, columns, watched, delimiter=mark, byte_order_mark=byte_order_mark, flags=flags)
    raise UserError(Message("The name of the file must end in .csv or .xlsx."))


def flags_in(translator: Translator) -> tuple[str, str]:
    """The words of a language for what holds and what does not; an import reads them back whatever its own is."""
    return translator.t(N_("yes")), translator.t(N_("no"))


def write_bytes(path: Path, content: bytes) -> None:
    """Write a finished file whole, or leave what was there."""
    with _replacing(path) as unfinished:
        unfinished.write_bytes(content)


def write_text(path: Path, text: str) -> None:
    """Write a small file whole, or leave what was there."""
    with _replacing(path) as unfinished:
        unfinished.write_text(text, encoding="utf-8")


def refuse_target(path: Path, source: Path) -> None:
    """Say beforehand what would keep a file from being written beside the one that is read."""
    if path.exists() and source.exists() and path.samefile(source):
        raise UserError(Message("{name} is the file that is read. Choose another name.", name=path.name))
    if path.is_dir():
        raise UserError(Message("{name} is a folder. Choose one file.", name=path.name or str(path)))
    if not path.absolute().parent.is_dir():
        raise UserError(Message("There is no folder {name}. Make it, or choose another.", name=path.parent))


def write_csv(
    path: Path | str,
    columns: Sequence[OutputColumn],
    rows: Iterable[Sequence[Cell]],
    *,
    delimiter: str = ",",
    byte_order_mark: bool = True,
    flags: tuple[str, str] = PLAIN_FLAGS,
) -> int:
    """Write CSV in UTF-8, by default with the mark Excel needs, cells that look like formulas guarded."""
    count = 0
    with _replacing(Path(path)) as unfinished:
        encoding = "utf-8-sig" if byte_order_mark else "utf-8"
        with unfinished.open("w", encoding=encoding, errors="replace", newline="") as stream:
            writer = csv.writer(stream, delimiter=delimiter)
            writer.writerow([guarded(column.title) for column in columns])
            for row in rows:
                writer.writerow([_as_text(value, flags) for value in row])
                count += 1
    return count


def write_xlsx(
    path: Path | str, columns: Sequence[OutputColumn], rows: Iterable[Sequence[Cell]], sheet: str = "CRM"
) -> int:
    """Write a workbook with one sheet, its header frozen; memory does not grow with the rows."""
    import xlsxwriter  # only exports need it

    with _replacing(Path(path)) as unfinished:
        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        workbook = xlsxwriter.Workbook(str(unfinished), options)
        try:
            count = _fill(workbook, columns, rows, sheet)
        finally:
            # Also after an error: it removes the temporary files of the library.
            workbook.close()
    return count


def _fill(workbook: Any, columns: Sequence[OutputColumn], rows: Iterable[Sequence[Cell]], sheet: str) -> int:
    heading = workbook.add_format({"bold": True, "bottom": 1})
    formats = {kind: workbook.add_format(properties) for kind, properties in _FORMATS.items()}
    page = workbook.add_worksheet(sheet)
    page.freeze_panes(1, 0)
    for n, column in enumerate(columns):
        width = column.width or max(_WIDTHS.get(column.kind, 24), min(40, len(column.title) + 2))
        page.set_column(n, n, width, formats.get(column.kind))
        page.write_string(0, n, column.title, heading)
    count = 0
    for row in rows:
        count += 1
        if count > _EXCEL_ROWS:
            raise UserError(Message("A workbook holds at most {limit} rows. Export as CSV instead.", limit=_EXCEL_ROWS))
        for n, value in enumerate(row):
            _write_cell(page, count, n, value, formats)
    return count


def _write_cell(page: Any, row: int, column: int, value: Cell, formats: dict[str, Any]) -> None:
    if value is None or value == "":
        return
    if isinstance(value, bool):
        page.write_boolean(row, column, value)
    elif isinstance(value, int | Decimal) and _fits_excel(value):
        page.write_number(row, column, value)
    elif isinstance(value, datetime) and value.tzinfo is None and value.date() >= _EXCEL_FIRST_DAY:
        page.write_datetime(row, column, value, formats[MOMENT])
    elif isinstance(value, date) and not isinstance(value, datetime) and value >= _EXCEL_FIRST_DAY:
        page.write_datetime(row, column, value, formats[DATE])
    else:
        page.write_string(row, column, _as_plain_text(value)[:_EXCEL_TEXT])


def _fits_excel(number: int | Decimal) -> bool:
    """Excel keeps fifteen digits; longer numbers are written as text rather than changed."""
    plain = Decimal(number)
    return len(plain.normalize().as_tuple().digits) <= _EXCEL_DIGITS and plain.adjusted() < 300


def _as_text(value: Cell, flags: tuple[str, str]) -> str:
    if isinstance(value, bool):
        return flags[0] if value else flags[1]
    return guarded(value) if isinstance(value, str) else _as_plain_text(value)


def _as_plain_text(value: Cell) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def _watched(
    rows: Iterable[Sequence[Cell]], progress: Progress | None, cancelled: Cancelled | None
) -> Iterator[Sequence[Cell]]:
    count = 0
    for count, row in enumerate(rows, 1):
        if count % _REPORT_EVERY == 0:
            if cancelled is not None and cancelled():
                raise WritingCancelled
            if progress is not None:
                progress(count)
        yield row
    if progress is not None:
        progress(count)


@contextmanager
def _replacing(path: Path) -> Iterator[Path]:
    """As `paths.replacing`; what the system refuses is said to the user."""
    try:
        with paths.replacing(path) as unfinished:
            yield unfinished
    except PermissionError as error:
        raise MachineError(
            Message("{name} cannot be written. Close it in other programs or choose another folder.", name=path.name)
        ) from error
    except OSError as error:
        raise MachineError(
            Message("{name} cannot be written: {reason}.", name=path.name, reason=error.strerror or str(error))
        ) from error
