"""Rejected rows as a file to be corrected and imported again: the original columns and four that say what is wrong."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from crm_desktop.core import text
from crm_desktop.core.i18n import Message, Translator
from crm_desktop.exchange.cell import Cell
from crm_desktop.exchange.writer import OutputColumn, write_csv

# Not translated: the importer must know them again, whichever language wrote the file.
ADDED_COLUMNS = ("import_line", "import_column", "import_value", "import_reason")
_ADDED = frozenset(text.fold(name) for name in ADDED_COLUMNS)


@dataclass(frozen=True)
class Problem:
    """What is wrong with one cell, or with the whole row when no column is named."""

    column: str | None
    value: str
    reason: Message


@dataclass(frozen=True)
class Rejected:
    """A row that was not imported."""

    line: int
    values: Sequence[Cell]
    problems: tuple[Problem, ...]


def is_added(column: str) -> bool:
    """Whether a column was added by us and is left out when the file is imported again."""
    return text.fold(column) in _ADDED


def write_rejects(
    path: Path | str, columns: Sequence[str], rejected: Iterable[Rejected], translator: Translator
) -> int:
    """Write the rows with their reasons as CSV that Excel opens; the number of rows written.

    The columns added by an earlier round are replaced, so that correcting takes as many rounds as it needs.
    """
    kept = [n for n, column in enumerate(columns) if not is_added(column)]
    titles = [OutputColumn(columns[n]) for n in kept] + [OutputColumn(name) for name in ADDED_COLUMNS]
    return write_csv(path, titles, (_row(entry, kept, translator) for entry in rejected))


def _row(entry: Rejected, kept: Sequence[int], translator: Translator) -> list[Cell]:
    original = [entry.values[n] if n < len(entry.values) else None for n in kept]
    several = len(entry.problems) > 1
    return [
        *original,
        entry.line,
        "; ".join(problem.column or "" for problem in entry.problems),
        "; ".join(problem.value for problem in entry.problems),
        " ".join(
            (f"{problem.column}: " if several and problem.column else "") + translator.message(problem.reason)
            for problem in entry.problems
        ),
    ]
