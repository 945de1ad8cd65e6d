"""The import itself: every row of a file checked, and with a unit of work written, as one step or not at all.

`prepare` needs only a reading and writes nothing; `run` does the same within a unit of work. Memory does not grow with
the rows that are right: they are written in batches, and of wrong rows only the problems are kept.
"""

from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace

from crm_desktop.core import garbage
from crm_desktop.core.i18n import N_, Message
from crm_desktop.core.viewer import ADMINISTER, IMPORT, PRODUCTS
from crm_desktop.exchange.import_batch import Batch
from crm_desktop.exchange.import_links import Links
from crm_desktop.exchange.import_reading import Groups, Rows, bounded
from crm_desktop.exchange.import_request import Cancelled, ImportCancelled, ImportRequest, Progress, agreed_mapping
from crm_desktop.exchange.import_result import KEPT, REJECTED, ImportResult, Offered, PreviewRow, RowProblems
from crm_desktop.exchange.import_rows import Refused, Row, RowReader
from crm_desktop.exchange.importers import Context, RecordImporter, importer
from crm_desktop.exchange.own_fields import own_import_fields
from crm_desktop.exchange.rejects import Problem
from crm_desktop.exchange.table import Table
from crm_desktop.queries import rights
from crm_desktop.storage.database import Reading, UnitOfWork

__all__ = ["Cancelled", "ImportCancelled", "ImportRequest", "ImportResult", "Progress", "prepare", "run"]

_PREVIEWED = 50
_REPORT_EVERY = 250
# Who acts in the company, and at which price it sells, is no more for everyone to import than to type.
_ALSO_NEEDED = {"users": ADMINISTER, "products": PRODUCTS}
_DID_YOU_MEAN = N_("{reason} Did you mean “{name}”?")
_WITH_ANOTHER = N_("Line {line} of the same record is wrong. Its rows come in together or not at all.")
_NOT_IN = N_("“{value}” stands in this file but could not be imported before this row.")


def prepare(
    reading: Reading, request: ImportRequest, progress: Progress | None = None, cancelled: Cancelled | None = None
) -> ImportResult:
    """What the import would do."""
    return _Pass(reading, request, progress, cancelled).go()


def run(
    work: UnitOfWork, request: ImportRequest, progress: Progress | None = None, cancelled: Cancelled | None = None
) -> ImportResult:
    """Do the import within a unit of work; raises `ImportCancelled` there when the user cancels."""
    result = _Pass(work, request, progress, cancelled).go()
    work.label = request.label(result.taken)
    return result


class _Pass:
    """One walk through the file."""

    def __init__(
        self, reading: Reading, request: ImportRequest, progress: Progress | None, cancelled: Cancelled | None
    ) -> None:
        rights.require(reading.viewer, IMPORT)
        if (also := _ALSO_NEEDED.get(request.kind)) is not None:
            rights.require(reading.viewer, also)
        if request.own is None:
            request = replace(request, own=own_import_fields(reading))
        self._reading, self._request = reading, request
        self._progress, self._cancelled = progress, cancelled
        self._seen = 0

    def go(self) -> ImportResult:
        """Take every row."""
        with self._request.open() as table, garbage.only_new() as self._tidy:
            agreed = agreed_mapping(self._request, table)
            self._result = ImportResult(agreed, table.columns)
            self._rows = Rows(self._request, table, agreed, self._reading.today)
            batch = Batch(self._reading)
            self._links = Links(self._reading, batch)
            self._importer = importer(Context(self._reading, self._request, agreed, batch, self._links))
            with self._filling(table):
                self._walk(table)
                batch.flush()
                self._importer.finish()
            self._result.info = table.info
        self._result.checks = self._rows.checks
        self._result.made = self._links.made
        self._offer_corrections()
        return self._result

    def _filling(self, table: Table) -> AbstractContextManager[None]:
        if not isinstance(self._reading, UnitOfWork):
            return nullcontext()
        return self._reading.filling(self._importer.entity, table.info.rows)

    def _walk(self, table: Table) -> None:
        passes = 2 if self._importer.looks_ahead else 1
        if passes == 2:
            if not self._importer.gathers:
                self._links.index(self._request.kind)
            ahead = RowReader(self._result.mapping, self._reading.today, self._importer.named_by)
            for line, cells in bounded(table):
                self._tick(table, passes)
                self._importer.announce(ahead.read(line, cells))
        waiting: list[Row] = []
        with self._rows.groups(self._check_cancelled) as groups:
            for rows in self._expected(groups, table, passes):
                self._tidy()
                for row in rows:
                    self._check_cancelled()
                    if self._importer.gathers:
                        self._gather(row)
                    elif passes == 2 and not row.problems and self._importer.waits(row):
                        waiting.append(row)
                    else:
                        self._take(self._importer, row)
        self._take_waiting(waiting)

    def _expected(self, groups: Groups, table: Table, passes: int) -> Groups:
        """The rows, with what is known of each group of them read at once."""
        for group in groups:
            for _ in group:
                self._tick(table, passes)
            self._importer.expect(group)
            yield group

    def _take_waiting(self, waiting: list[Row]) -> None:
        """Rows whose parent came later, in as many rounds as there are generations."""
        while waiting:
            ready = [row for row in waiting if not self._importer.waits(row)]
            if not ready:
                break
            for row in ready:
                self._take(self._importer, row)
            done = {row.line for row in ready}
            waiting = [row for row in waiting if row.line not in done]
        for row in waiting:
            above = self._importer.named_by[0]
            row.refuse(above, Message(_NOT_IN, value=row.text(above)))
            self._reject(row)

    def _gather(self, row: Row) -> None:
        """Several rows tell of one record: what is wrong with one of them keeps all of them out."""
        rows = self._importer.gather(row)
        if rows is None:
            return
        try:
            for each in rows:
                each.check()
            outcome = self._importer.take_together(rows)
        except Refused:
            wrong = next(each.line for each in rows if each.problems)
            for each in rows:
                if not each.problems:
                    each.refuse(None, Message(_WITH_ANOTHER, line=wrong))
                self._reject(each)
            return
        self._links.accept()
        for each in rows:
            self._count(each, outcome)

    def _take(self, into: RecordImporter, row: Row) -> None:
        try:
            row.check()
            outcome = into.take(row)
        except Refused as refused:
            row.problems = list(refused.problems)
            self._reject(row)
            return
        self._links.accept()
        self._count(row, outcome)

    def _reject(self, row: Row) -> None:
        self._links.refuse()
        if len(self._result.rejected_rows) < KEPT:
            self._result.rejected_rows.append(RowProblems(row.line, tuple(row.problems)))
        self._count(row, REJECTED)

    def _count(self, row: Row, outcome: str) -> None:
        self._result.counts[outcome] += 1
        if row.warnings and len(self._result.warnings) < KEPT:
            self._result.warnings.append(RowProblems(row.line, tuple(row.warnings)))
        if len(self._result.preview) < _PREVIEWED:
            problems = (*row.problems, *row.warnings)
            self._result.preview.append(PreviewRow(row.line, outcome, dict(row.values), problems))

    def _tick(self, table: Table, passes: int) -> None:
        self._seen += 1
        if self._seen % _REPORT_EVERY:
            return
        self._check_cancelled()
        if self._progress is not None:
            done = self._seen // passes
            self._progress(done, max(done, table.info.rows))

    def _check_cancelled(self) -> None:
        if self._cancelled is not None and self._cancelled():
            raise ImportCancelled

    def _offer_corrections(self) -> None:
        """Corrections for names nobody knows, each also beside the rows it would mend."""
        result, kind = self._result, self._request.import_kind
        found = self._links.corrections(self._check_cancelled)
        columns = self._rows.columns
        result.corrections = tuple(
            Offered(columns.get(field, field), field, correction)
            for field, corrections in found.items()
            for correction in corrections
        )
        links = {field.key for field in kind.fields if field.type == "link"}
        meant = {(o.column, o.correction.old): o.correction.new for o in result.corrections if o.field in links}
        for place, row in enumerate(result.rejected_rows):
            if any((problem.column, problem.value) in meant for problem in row.problems):
                problems = tuple(_with_hint(problem, meant) for problem in row.problems)
                result.rejected_rows[place] = RowProblems(row.line, problems)
        for field, check in result.checks.items():
            check.unknown = sum(correction.count for correction in found.get(field, ()))


def _with_hint(problem: Problem, meant: dict[tuple[str, str], str]) -> Problem:
    name = meant.get((problem.column or "", problem.value))
    if name is None:
        return problem
    return replace(problem, reason=Message(_DID_YOU_MEAN, reason=problem.reason, name=name))
