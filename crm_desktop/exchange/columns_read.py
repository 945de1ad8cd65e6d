"""What a mapping makes of the first rows of a file: how well each column is read, and one row as it will be taken."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from crm_desktop.core.i18n import Message
from crm_desktop.exchange import fields
from crm_desktop.exchange.cell import Cell, Record
from crm_desktop.exchange.fields import ImportField
from crm_desktop.exchange.import_result import ColumnCheck
from crm_desktop.exchange.import_rows import RowReader
from crm_desktop.exchange.mapping import ColumnMapping, title_format
from crm_desktop.exchange.mapping import Mapping as FileMapping
from crm_desktop.exchange.rejects import Problem
from crm_desktop.exchange.values import Value, is_blank, understand

GOOD, DOUBTFUL, WRONG, LEFT_OUT = "good", "doubtful", "wrong", "left_out"
_SAMPLES = 3


@dataclass(frozen=True)
class ColumnOutlook:
    """How a column of the file fares: some of its values, one of the four states above, and why."""

    column: str
    samples: tuple[str, ...]
    state: str
    reason: Message
    notes: tuple[Message, ...] = ()


@dataclass(frozen=True)
class ReadField:
    """One field of a row as it will be taken; `problem` says why it cannot be."""

    field: ImportField
    value: Value | None
    text: str
    problem: Message | None = None


def outlook(mapping: FileMapping, rows: Sequence[Record], today: date) -> list[ColumnOutlook]:
    """Every column of the file, tried on the first rows."""
    reader = RowReader(mapping, today)
    problems: dict[str, Problem] = {}
    for line, cells in rows:
        for problem in reader.read(line, cells).problems:
            if problem.column:
                problems.setdefault(problem.column, problem)
    outlooks = []
    for n, column in enumerate(mapping.columns):
        samples = _samples([cells[n] for _, cells in rows if n < len(cells)])
        state, reason, notes = _judged(column, reader.checks.get(column.field or ""), problems.get(column.column))
        outlooks.append(ColumnOutlook(column.column, samples, state, reason, notes))
    return outlooks


def remapped(mapping: FileMapping, rows: Sequence[Record], column: str, field_key: str | None) -> FileMapping:
    """The mapping with another field for a column, whose values are then understood as that field's."""
    changed = mapping.changed(column, field_key)
    kind = mapping.import_kind
    if field_key is not None:
        place = next(n for n, each in enumerate(changed.columns) if each.column == column)
        values = [cells[place] for _, cells in rows if place < len(cells)]
        found = understand(kind.field(field_key), values, title_format(column))
        columns = list(changed.columns)
        columns[place] = replace(columns[place], format=found.format, notes=found.notes)
        changed = replace(changed, columns=tuple(columns))
    key = changed.key if changed.key in changed.fields else None
    return replace(changed, key=key or next((each for each in kind.keys if each in changed.fields), None))


def date_columns(mapping: FileMapping) -> list[ColumnMapping]:
    """The columns read as days; one with notes could be read in another order as well."""
    kind = mapping.import_kind
    days = (fields.DATE, fields.MOMENT)
    return [column for column in mapping.columns if column.field and kind.field(column.field).type in days]


def with_date_order(mapping: FileMapping, order: str) -> FileMapping:
    """The mapping with all its days read in this order, which a person chose: nothing is left to ask."""
    dated = {column.column for column in date_columns(mapping)}
    columns = tuple(
        replace(column, format=replace(column.format, date_order=order), notes=()) if column.column in dated else column
        for column in mapping.columns
    )
    return replace(mapping, columns=columns)


def read_row(mapping: FileMapping, row: Record, today: date) -> list[ReadField]:
    """One row of the file as it will be taken, in the order of its columns."""
    kind = mapping.import_kind
    read = RowReader(mapping, today).read(*row)
    reasons = {problem.column: problem for problem in read.problems}
    found = []
    for column in mapping.columns:
        if column.field is None:
            continue
        problem = reasons.get(column.column)
        text = problem.value if problem else read.text(column.field) or ""
        reason = problem.reason if problem else None
        found.append(ReadField(kind.field(column.field), read.get(column.field), text, reason))
    return found


def usable_keys(mapping: FileMapping) -> list[ImportField]:
    """The fields of a mapping by which known records can be told, best first."""
    kind = mapping.import_kind
    return [kind.field(key) for key in kind.keys if key in mapping.fields]


def _judged(
    column: ColumnMapping, check: ColumnCheck | None, problem: Problem | None
) -> tuple[str, Message, tuple[Message, ...]]:
    if check is None:
        return LEFT_OUT, Message("Not imported"), ()
    if check.wrong:
        state = WRONG if check.wrong == check.filled else DOUBTFUL
        reason = Message("{count} of {all} look wrong", count=check.wrong, all=check.filled)
        return state, reason, (*((problem.reason,) if problem else ()), *column.notes)
    if not check.filled:
        return GOOD, Message("Empty so far"), ()
    if column.notes:
        return DOUBTFUL, Message("Please check"), column.notes
    return GOOD, _good(column.reason, column.format.factor), ()


def _good(reason: Message | None, factor: object) -> Message:
    if factor != 1:
        return Message("Values times {factor}", factor=f"{factor:,f}")
    return reason or Message("Chosen by you")


def _samples(values: Sequence[Cell]) -> tuple[str, ...]:
    """A few different values."""
    different: dict[str, None] = {}
    for value in values:
        if not is_blank(value, fields.TEXT):
            different[str(value)[:80]] = None
            if len(different) == _SAMPLES:
                break
    return tuple(different)
