"""What an import did, or would do: counts, every problem with its place, corrections that offer themselves."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from crm_desktop.core.i18n import Translator
from crm_desktop.exchange.cell import Cell
from crm_desktop.exchange.import_request import ImportRequest
from crm_desktop.exchange.mapping import Mapping as FileMapping
from crm_desktop.exchange.near import Correction
from crm_desktop.exchange.rejects import Problem, Rejected, write_rejects
from crm_desktop.exchange.table import TableInfo
from crm_desktop.exchange.values import Value
from crm_desktop.exchange.writer import refuse_target

CREATED, UPDATED, UNCHANGED, SKIPPED, REJECTED = "created", "updated", "unchanged", "skipped", "rejected"
OUTCOMES = (CREATED, UPDATED, UNCHANGED, SKIPPED, REJECTED)


# Two million wrong rows would fill a gigabyte; whoever has this many corrects the columns, not the rows.
KEPT = 100_000


@dataclass(frozen=True)
class Offered:
    """A correction for the values of one column."""

    column: str
    field: str
    correction: Correction


@dataclass(frozen=True)
class RowProblems:
    """What is wrong with one row; a warning when it came in nevertheless."""

    line: int
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class PreviewRow:
    """A row as it was understood: field → value, and what becomes of it."""

    line: int
    outcome: str
    values: Mapping[str, Value]
    problems: tuple[Problem, ...] = ()


@dataclass
class ColumnCheck:
    """What was seen in one column: cells filled, cells that cannot be read, names nobody knows."""

    filled: int = 0
    wrong: int = 0
    unknown: int = 0


@dataclass
class ImportResult:
    """Every row of the file is in exactly one of the counts; `made` are choices, tags and links made on the way."""

    mapping: FileMapping
    columns: tuple[str, ...]
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(OUTCOMES, 0))
    # Of very many rejected rows and warnings only the first: KEPT.
    rejected_rows: list[RowProblems] = field(default_factory=list)
    warnings: list[RowProblems] = field(default_factory=list)
    info: TableInfo | None = None
    corrections: tuple[Offered, ...] = ()
    made: list[tuple[str, str]] = field(default_factory=list)
    preview: list[PreviewRow] = field(default_factory=list)
    checks: dict[str, ColumnCheck] = field(default_factory=dict)

    @property
    def created(self) -> int:
        """Rows that became new records, or lines of new records."""
        return self.counts[CREATED]

    @property
    def updated(self) -> int:
        """Rows that changed a known record."""
        return self.counts[UPDATED]

    @property
    def rejected(self) -> int:
        """Rows that were not imported because something is wrong with them."""
        return self.counts[REJECTED]

    @property
    def taken(self) -> int:
        """Rows that changed anything."""
        return self.created + self.updated

    @property
    def rows(self) -> int:
        """All rows."""
        return sum(self.counts.values())

    @property
    def fixes(self) -> dict[str, str]:
        """The offered corrections as `ImportRequest.fixes` takes them."""
        return {each.correction.old: each.correction.new for each in self.corrections}


def write_rejected(path: Path, request: ImportRequest, result: ImportResult, translator: Translator) -> int:
    """Write the rejected rows as they stand in the file, with their reasons; returns how many.

    The file is read once more, so that an import need not keep the cells of a hundred thousand wrong rows.
    """
    refuse_target(path, request.path)
    with request.open() as table:
        return write_rejects(path, table.columns, _rejected(table.rows(), result), translator)


def _rejected(rows: Iterator[tuple[int, list[Cell]]], result: ImportResult) -> Iterator[Rejected]:
    problems = {row.line: row.problems for row in result.rejected_rows}
    for line, values in rows:
        if line in problems:
            yield Rejected(line, values, problems[line])
