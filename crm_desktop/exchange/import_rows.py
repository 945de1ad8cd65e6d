"""Rows of a file as values of fields, with everything that cannot be read named by column, value and reason."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from crm_desktop.core.errors import Problem as ProblemError
from crm_desktop.core.i18n import Message
from crm_desktop.exchange import fields
from crm_desktop.exchange.bad_value import BadValue
from crm_desktop.exchange.cell import Cell
from crm_desktop.exchange.fields import ImportField
from crm_desktop.exchange.import_result import ColumnCheck
from crm_desktop.exchange.mapping import Mapping as FileMapping
from crm_desktop.exchange.near import Fixes
from crm_desktop.exchange.rejects import Problem
from crm_desktop.exchange.values import ColumnFormat, Value, read_value

_LONGEST = {fields.LONG_TEXT: 100_000}
_LONGEST_TEXT = 1_000
_SHOWN = 200
_REMEMBERED = 2_000


class Refused(Exception):
    """A row that cannot be imported, with what is wrong with it."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(*(str(problem.reason) for problem in problems))
        self.problems = problems


@dataclass(slots=True)
class Row:
    """One row: its values by field, what is wrong with it, and what a person should know though it came in."""

    line: int
    values: dict[str, Value]
    columns: Mapping[str, str]
    cells: Sequence[Cell] = ()
    places: Mapping[str, int] = field(default_factory=dict)
    # Key field → its values in the form in which they are compared, once they were asked for.
    keys: dict[str, list[str]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)

    def get(self, key: str) -> Any:
        """The value of a field, or None."""
        return self.values.get(key)

    def text(self, key: str) -> str | None:
        """The value of a field as one text; several numbers or addresses are joined."""
        value = self.values.get(key)
        if isinstance(value, tuple):
            return "; ".join(value) or None
        return None if value is None else str(value)

    def problem(self, key: str | None, reason: Message, value: str | None = None) -> Problem:
        """A problem with the value of a field, or with the whole row."""
        shown = value if value is not None else (self._written(key) if key else "")
        return Problem(self.columns.get(key) if key else None, shown[:_SHOWN], reason)

    def _written(self, key: str) -> str:
        """The cell of a field as it stands in the file; what was put together from others as it is."""
        place = self.places.get(key)
        if place is None:
            return self.text(key) or ""
        cell = self.cells[place]
        return "" if cell is None else str(cell).strip()

    def refuse(self, key: str | None, reason: Message) -> None:
        """Note a problem, once; the row will not be imported."""
        problem = self.problem(key, reason)
        if problem not in self.problems:
            self.problems.append(problem)

    def refuse_error(self, error: ProblemError, names: Mapping[str, str]) -> None:
        """Note why an operation refused the record; `names` says which field a column of the record came from."""
        for name, reason in getattr(error, "fields", {None: error.message}).items():
            self.refuse(names.get(name, name) if name else None, reason)

    def check(self) -> None:
        """Refuse the row if anything is wrong with it."""
        if self.problems:
            raise Refused(*self.problems)


class _Column:
    """One column of the file on its way into its field."""

    def __init__(self, known: ImportField, form: ColumnFormat, check: ColumnCheck, position: int) -> None:
        self.known, self.form, self.check, self.position = known, form, check, position
        self.longest = _LONGEST.get(known.type, _LONGEST_TEXT)
        # How many cells were taken as they stand; they are added to those filled in the end.
        self.plain = 0
        # What its cells came to: cities, stages and dates come again and again.
        self.seen: dict[str, Value | None] = {}


class RowReader:
    """Reads the rows of one file by its mapping, or only some fields of them."""

    def __init__(self, agreed: FileMapping, today: date, only: Collection[str] | None = None) -> None:
        kind = agreed.import_kind
        self.columns = {c.field: c.column for c in agreed.columns if c.field}
        self._places = agreed.fields
        self._checks = {key: ColumnCheck() for key in self.columns}
        columns = [
            _Column(kind.field(c.field), c.format, self._checks[c.field], n)
            for n, c in enumerate(agreed.columns)
            if c.field and (only is None or c.field in only)
        ]
        self._parts = [(c.position, c.known.key, c.known.type == fields.TEXT and not agreed.fixes, c) for c in columns]
        self._width = len(agreed.columns)
        self._fixes = Fixes(agreed.fixes)
        self._has_fixes = bool(agreed.fixes)
        self._today = today

    @property
    def checks(self) -> dict[str, ColumnCheck]:
        """What was seen in each column so far."""
        for *_, column in self._parts:
            column.check.filled += column.plain
            column.plain = 0
        return self._checks

    def read(self, line: int, cells: Sequence[Cell]) -> Row:
        """The row, its problems noted."""
        row = Row(line, {}, self.columns, cells, self._places)
        if len(cells) > self._width:
            row.problems.append(
                Problem(
                    None,
                    str(cells[-1] or "")[:_SHOWN],
                    Message("The row has more cells than the header; a quotation mark may be missing."),
                )
            )
            return row
        values = row.values
        for position, key, is_text, column in self._parts:
            cell = cells[position]
            if is_text and type(cell) is str and cell.isascii() and cell[:1].isalnum() and len(cell) < _SHOWN:
                # Most cells are such: no blank, and nothing to tidy up but spaces; a fifth of the time.
                values[key] = " ".join(cell.split())
                column.plain += 1
                continue
            # Only texts: 1, True and a decimal 1 are the same key and different values.
            if type(cell) is str and cell in column.seen:
                value = column.seen[cell]
                if value is not None:
                    column.check.filled += 1
            else:
                value = self._value(row, column, cell)
                if type(cell) is str and len(column.seen) < _REMEMBERED and len(cell) < _SHOWN and not row.problems:
                    column.seen[cell] = value
            if value is not None:
                values[key] = value
            elif column.known.required and not row.problems:
                row.refuse(key, Message("{field} is missing.", field=Message(column.known.title)))
        return row

    def _value(self, row: Row, column: _Column, cell: Cell) -> Value | None:
        if cell is None or cell == "":
            return None
        known, check = column.known, column.check
        if self._has_fixes and isinstance(cell, str):
            cell = self._fixes.apply(cell)
        try:
            value = read_value(known, cell, column.form, self._today)
        except BadValue as error:
            check.filled += 1
            check.wrong += 1
            row.problems.append(row.problem(known.key, error.message, str(cell)))
            return None
        if value is None:
            return None
        check.filled += 1
        if isinstance(value, str) and len(value) > column.longest:
            check.wrong += 1
            reason = Message("This text is far too long: {count} characters.", count=len(value))
            row.problems.append(row.problem(known.key, reason, value))
        return value
