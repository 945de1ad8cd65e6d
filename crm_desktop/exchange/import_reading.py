"""The rows of a file on their way to an importer, some at a time; those of a large text are read ahead of it.

A second process reads what comes next while this one takes the rows, or is not there: the rows are the same.
"""

import contextlib
import logging
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from crm_desktop.core.errors import UserError
from crm_desktop.core.i18n import Message
from crm_desktop.core.second_process import Ended, SecondProcess
from crm_desktop.exchange import limits
from crm_desktop.exchange.cell import Record
from crm_desktop.exchange.import_request import ImportRequest
from crm_desktop.exchange.import_result import ColumnCheck
from crm_desktop.exchange.import_rows import Row, RowReader
from crm_desktop.exchange.mapping import Mapping as FileMapping
from crm_desktop.exchange.rejects import Problem
from crm_desktop.exchange.table import Table, TableInfo

_log = logging.getLogger(__name__)
_AT_ONCE = 500
_WORTH_IT = 10_000
# So much is handed over at once at most, and as much lies ready at the other end.
_HANDED_OVER_CELLS, _HANDED_OVER_BYTES = 50_000, 4 << 20

Group = list[Row]
Groups = Iterator[Group]


class Rows:
    """The rows of one table, with what was seen in each of its columns."""

    def __init__(self, request: ImportRequest, table: Table, agreed: FileMapping, today: date) -> None:
        self._request, self._table, self._agreed, self._today = request, table, agreed, today
        self._reader = RowReader(agreed, today)
        self._checks: dict[str, ColumnCheck] | None = None

    @property
    def columns(self) -> Mapping[str, str]:
        """Field → its column in the file."""
        return self._reader.columns

    @property
    def checks(self) -> dict[str, ColumnCheck]:
        """What was seen in each column so far; known when all rows were walked."""
        return self._reader.checks if self._checks is None else self._checks

    @contextlib.contextmanager
    def groups(self, meanwhile: Callable[[], None]) -> Iterator[Groups]:
        """All rows; `meanwhile` is called now and then while they are awaited, and may raise."""
        info = self._table.info
        if info.format != "csv" or info.rows < _WORTH_IT:
            yield groups(self._table, self._reader)
            return
        try:
            process = SecondProcess(serve, self._request, self._agreed, self._today)
        except Ended:
            _log.warning("no second process to read the file", exc_info=True)
            yield groups(self._table, self._reader)
            return
        try:
            yield self._read_ahead(process, meanwhile)
        finally:
            process.close()

    def _read_ahead(self, process: SecondProcess, meanwhile: Callable[[], None]) -> Groups:
        taken = 0
        try:
            for group in self._received(process, meanwhile):
                taken += 1
                yield group
        except Ended:
            _log.warning("the second process that read the file has ended")
            # All of it again, for what is told of the columns counts every row.
            for n, group in enumerate(groups(self._table, self._reader)):
                if n >= taken:
                    yield group

    def _received(self, process: SecondProcess, meanwhile: Callable[[], None]) -> Groups:
        columns, places = self._reader.columns, self._agreed.fields
        while True:
            message = process.receive(meanwhile)
            if isinstance(message, UserError):
                raise message
            if isinstance(message, tuple):
                self._checks, self._table.info = message
                return
            for group in message:
                yield [
                    Row(line, values, columns, cells, places, problems=problems, warnings=warnings)
                    for line, values, cells, problems, warnings in group
                ]


def serve(connection: Any, request: ImportRequest, agreed: FileMapping, today: date) -> None:
    """Send the rows of a file, then what was seen in it, or the error that ends it; done by the second process."""
    try:
        with request.open() as table:
            reader, most = RowReader(agreed, today), _groups_at_once(table)
            # Whoever takes the rows has nothing to do until the first ones are there.
            at_once = 1
            packed: list[list[tuple[Any, ...]]] = []
            for group in groups(table, reader):
                packed.append([(row.line, row.values, row.cells, row.problems, row.warnings) for row in group])
                if len(packed) >= at_once:
                    connection.send(packed)
                    packed, at_once = [], min(most, 2 * at_once)
            connection.send(packed)
            done: tuple[dict[str, ColumnCheck], TableInfo] = reader.checks, table.info
            connection.send(done)
    except UserError as error:
        connection.send(error)


def _groups_at_once(table: Table) -> int:
    """As many as the rows of this file allow: few long texts weigh more than many small cells."""
    a_row = table.info.path.stat().st_size // max(1, table.info.rows)
    rows = min(_HANDED_OVER_CELLS // len(table.columns), _HANDED_OVER_BYTES // max(1, a_row))
    return max(1, rows // _AT_ONCE)


def groups(table: Table, reader: RowReader) -> Groups:
    """The rows, some at a time, so that what is known of them is read at once."""
    group: Group = []
    for line, cells in bounded(table):
        group.append(reader.read(line, cells))
        if len(group) == _AT_ONCE:
            yield _without_the_unclosed(group, table)
            group = []
    yield _without_the_unclosed(group, table)


def bounded(table: Table) -> Iterator[Record]:
    """The rows of a table that can be imported at once."""
    for count, row in enumerate(table.rows(), 1):
        if count > limits.MAX_IMPORTED_ROWS:
            raise UserError(
                Message(
                    "The file has more than {limit} rows. Split it and import the parts one after the other.",
                    limit=f"{limits.MAX_IMPORTED_ROWS:,}",
                )
            )
        yield row


def _without_the_unclosed(group: Group, table: Table) -> Group:
    if group and group[-1].line == table.unclosed_quote_line:
        # All that follows is in one of its cells: nothing a record should be made of.
        group[-1].problems = [Problem(None, "", table.unclosed_quote)]
    return group
