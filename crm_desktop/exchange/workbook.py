"""Workbooks (XLSX, XLS, XLSB, ODS): read once by a guarded process, kept as rows in an unnamed temporary file."""

import math
import pickle
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date, datetime, timedelta
from decimal import Decimal
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from pathlib import Path
from typing import Any

from crm_desktop.core.errors import UserError
from crm_desktop.core.i18n import N_, Message
from crm_desktop.core.second_process import free_to_start_processes
from crm_desktop.exchange import sandbox
from crm_desktop.exchange.cell import Cell, Record
from crm_desktop.exchange.delimited import too_many_columns
from crm_desktop.exchange.limits import MAX_COLUMNS, MAX_READER_MEMORY, MAX_READER_SECONDS, MAX_WORKBOOK_BYTES

_DAMAGED = N_(
    "The workbook is damaged or incomplete. Open it in Excel or LibreOffice, save it again, and choose the new file."
)
_TOO_LARGE = N_("The workbook is too large to be read safely. Open it in Excel and save the sheet you need as CSV.")
_REFUSALS = {
    "encrypted": N_("The workbook is protected by a password. Open it in Excel, remove the password and save it."),
    "cut_off": N_("The file is cut off: its end is missing. Copy or download it again."),
    "document": N_("This is a text document or a presentation, not a table. Save its table as XLSX or CSV."),
    "archive": N_("This is a ZIP archive. Unpack it and choose the file inside."),
    "numbers": N_("This is a Numbers document. Open it in Numbers and export it as Excel or CSV."),
    "no_sheet": N_("The workbook has no sheet with cells."),
    "damaged": _DAMAGED,
    "too_large": _TOO_LARGE,
}
# Our own exit, and how the library ends when the system refuses it memory (POSIX, Windows).
_OUT_OF_MEMORY = (sandbox.TOO_LARGE, -6, 3, 0xC0000409, -0x3FFFFBF7)
_MEMORY_BEFORE_DISK = 16 * 1024 * 1024


class Workbook:
    """One sheet of a workbook; the constructor does the reading."""

    def __init__(self, path: Path, sheet: str | None = None) -> None:
        if path.stat().st_size > MAX_WORKBOOK_BYTES:
            raise UserError(Message(_TOO_LARGE))
        self.format = ""
        self.sheets: tuple[str, ...] = ()
        self.sheet: str | None = None
        self.count = 0
        with ExitStack() as stack:
            self._spool = stack.enter_context(tempfile.SpooledTemporaryFile(_MEMORY_BEFORE_DISK))
            self._read(path, sheet)
            # Only a complete reading keeps the file.
            stack.pop_all()

    def records(self) -> Iterator[Record]:
        """All rows that hold anything."""
        position = 0
        while True:
            self._spool.seek(position)
            try:
                batch: list[tuple[int, list[object]]] = pickle.load(self._spool)
            except EOFError:
                return
            position = self._spool.tell()
            for line, row in batch:
                yield line, [cell_of(value) for value in row]

    def close(self) -> None:
        """Forget the rows."""
        self._spool.close()

    def _read(self, path: Path, sheet: str | None) -> None:
        context = get_context("spawn")
        receiving, sending = context.Pipe(duplex=False)
        process = context.Process(
            target=sandbox.read_workbook,
            args=(sending, str(path), sheet, MAX_READER_MEMORY, MAX_COLUMNS),
            daemon=True,
        )
        with free_to_start_processes():
            process.start()
        sending.close()
        try:
            self._receive(receiving, process)
        finally:
            receiving.close()
            process.kill()
            process.join()
            process.close()

    def _receive(self, receiving: Connection, process: SpawnProcess) -> None:
        ends = time.monotonic() + MAX_READER_SECONDS
        while True:
            if not receiving.poll(max(0.0, ends - time.monotonic())):
                raise UserError(Message(_TOO_LARGE))
            try:
                message = receiving.recv()
            except (EOFError, OSError) as error:
                process.join(5)
                raise UserError(Message(_TOO_LARGE if process.exitcode in _OUT_OF_MEMORY else _DAMAGED)) from error
            if message[0] == "end":
                return
            self._take(message)

    def _take(self, message: tuple[Any, ...]) -> None:
        if message[0] == "sheets":
            _, self.format, sheets, self.sheet = message
            self.sheets = tuple(sheets)
        elif message[0] == "rows":
            self.count += message[1]
            self._spool.write(message[2])
        else:
            raise _refused(message[1], message[2])


def cell_of(value: object) -> Cell:
    """A cell as we keep it: exact numbers, nothing for emptiness, times of day and durations as text."""
    if isinstance(value, str):
        return value or None
    if isinstance(value, float):
        return _exact(value)
    if isinstance(value, bool | int | datetime | date):
        return value
    if isinstance(value, timedelta):
        minutes, seconds = divmod(int(value.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
    return None if value is None else str(value)


def _exact(value: float) -> Cell:
    """The number Excel shows: fifteen digits; whole numbers as integers."""
    if not math.isfinite(value):
        return None
    if value.is_integer() and abs(value) < 1e15:
        return int(value)
    return Decimal(f"{value:.15g}")


def _refused(reason: str, detail: str) -> UserError:
    if reason == "too_wide":
        return too_many_columns(int(detail))
    if reason == "unknown_sheet":
        return UserError(Message("The workbook has no sheet of this name. It has: {sheets}.", sheets=detail))
    return UserError(Message(_REFUSALS[reason]))
