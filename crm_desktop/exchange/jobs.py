"""What the window asks of its worker process about foreign files: look at one, check one, keep what was rejected.

The worker opens the company file for reading only. The import itself is a write and stays where writes are made.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from crm_desktop.core.errors import UserError
from crm_desktop.core.i18n import N_, Message, Translator
from crm_desktop.core.viewer import Viewer
from crm_desktop.exchange import import_run, kinds
from crm_desktop.exchange.cell import Cell, Record
from crm_desktop.exchange.import_request import ImportCancelled, ImportRequest, missing_fields
from crm_desktop.exchange.import_result import ImportResult, RowProblems, write_rejected
from crm_desktop.exchange.mapping import Mapping as FileMapping
from crm_desktop.exchange.mapping import fingerprint, suggest
from crm_desktop.exchange.own_fields import kind_with
from crm_desktop.exchange.table import TableInfo
from crm_desktop.models.customising import own_kind_id
from crm_desktop.storage.database import Database, Reading, UnitOfWork

_SAMPLE = 200
_SHOWN_ROWS = 5_000
_CLEARLY = 0.8
# Kinds that a file holds either as records or as a log of what became of them.
_LOGGED = {name for kind in kinds.KINDS if kind.is_log_of for name in (kind.key, kind.is_log_of)}
_CANCELLED = N_("The import was cancelled. Nothing was changed.")

Report = Callable[..., None]


class ImportStopped(UserError):
    """The user cancelled the import; nothing of it remains."""


@dataclass(frozen=True)
class FileHead:
    """The beginning of a file: what it is, its columns and first rows, and a mapping for each kind it may hold."""

    info: TableInfo
    columns: tuple[str, ...]
    rows: tuple[Record, ...]
    suggested: dict[str, FileMapping]
    likely_kind: str | None
    fingerprint: str


@dataclass(frozen=True)
class Checked:
    """What an import would do or did; of very many wrong rows only the first are kept here."""

    result: ImportResult
    rejected: int
    warned: int
    problems: tuple[RowProblems, ...] = field(default=())


def read_head(request: ImportRequest, wanted: tuple[str, ...] = (), expected: str | None = None) -> FileHead:
    """Open a file, and suggest which of its columns is which field of the kinds wanted; of all, when none is named.

    The kind expected is likely unless another fits clearly better.
    """
    asked = (*wanted, *(() if expected is None else (expected,)))
    tried = [kind for kind in kinds.KINDS if kind.key in wanted or not wanted]
    tried += [kinds.kind(each) for each in dict.fromkeys(asked) if own_kind_id(each)]
    with request.open() as table:
        rows = table.sample(_SAMPLE)
        cells = [row for _, row in rows]
        own = request.own or ()
        suggested = {kind.key: suggest(kind_with(kind.key, own), table.columns, cells) for kind in tried}
        fitting = [each for each in suggested.values() if _may_hold(each, cells)]
        likely = _likely(fitting, _as_held(expected, fitting))
        return FileHead(table.info, table.columns, tuple(rows), suggested, likely, fingerprint(table.columns))


def check_file(path: str, viewer: Viewer, request: ImportRequest, progress: Report | None = None) -> Checked:
    """Say what an import would do."""
    with _reading(path, viewer) as reading:
        return summary(import_run.prepare(reading, request, _share(progress)))


def save_rejected(path: str, viewer: Viewer, request: ImportRequest, target: str, language: str) -> int:
    """Write the rows an import would reject, with their reasons; returns how many."""
    with _reading(path, viewer) as reading:
        result = import_run.prepare(reading, request)
    return write_rejected(Path(target), request, result, Translator(language))


def import_file(work: UnitOfWork, request: ImportRequest, report: Report, cancelled: Callable[[], bool]) -> Checked:
    """Do the import as one step; cancelled, also while the step is closed, it raises and leaves nothing behind."""

    def give_up() -> None:
        if cancelled():
            raise ImportStopped(Message(_CANCELLED))

    work.give_up = give_up
    try:
        return summary(import_run.run(work, request, _share(report), cancelled))
    except ImportCancelled as error:
        raise ImportStopped(Message(_CANCELLED)) from error


def summary(result: ImportResult) -> Checked:
    """A result light enough to travel between processes and stay in a window."""
    problems = tuple(result.rejected_rows[:_SHOWN_ROWS])
    warned = len(result.warnings)
    light = replace(result, rejected_rows=list(problems), warnings=result.warnings[:_SHOWN_ROWS])
    return Checked(light, result.rejected, warned, problems)


def _may_hold(mapping: FileMapping, rows: list[list[Cell]]) -> bool:
    """Whether a file may hold records of a kind: of those a log tells of, each has several rows; of others, one."""
    is_log, place = bool(mapping.import_kind.is_log_of), mapping.fields.get(mapping.key or "")
    if mapping.kind not in _LOGGED:
        return True
    named = [row[place] for row in rows if place < len(row) and row[place]] if place is not None else []
    return is_log == (len(set(named)) < len(named))


def _as_held(expected: str | None, fitting: list[FileMapping]) -> str | None:
    """The kind expected, or its log where the file is one."""
    logs = {each.import_kind.is_log_of: each.kind for each in fitting if each.import_kind.is_log_of}
    return logs.get(expected or "", expected)


def _likely(suggested: list[FileMapping], expected: str | None) -> str | None:
    """The kind whose fields the columns fit best; None when none fits."""
    fitting = {
        mapping.kind: sum(column.confidence for column in mapping.columns)
        for mapping in suggested
        if mapping.fields and not missing_fields(mapping)
    }
    best = max(fitting, key=lambda kind: fitting[kind], default=None)
    if best and expected in fitting and fitting[expected] >= _CLEARLY * fitting[best]:
        return expected
    return best


def _share(report: Report | None) -> import_run.Progress | None:
    """Progress in rows as the share that is done."""
    return (lambda done, total: report(done / max(1, total), None)) if report else None


@contextmanager
def _reading(path: str, viewer: Viewer) -> Iterator[Reading]:
    database = Database.open(Path(path), read_only=True)
    try:
        with database.read(viewer) as reading:
            yield reading
    finally:
        database.close()
