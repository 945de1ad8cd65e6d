"""The log of the company as a file: one row for each step that matches, newest first. Run by the worker process."""

from collections.abc import Callable, Iterator
from pathlib import Path

from crm_desktop.core.clock import moment_of
from crm_desktop.core.i18n import N_, Translator
from crm_desktop.core.viewer import EXPORT, Viewer
from crm_desktop.exchange import writer
from crm_desktop.exchange.cell import Cell
from crm_desktop.exchange.writer import OutputColumn, write_table
from crm_desktop.queries import rights
from crm_desktop.queries.journal_log import LogFilter, log_page
from crm_desktop.storage.database import Database, Reading


def export_log(
    path: str,
    viewer: Viewer,
    wanted: LogFilter,
    target: str,
    language: str,
    progress: Callable[..., None] | None = None,
) -> int:
    """Write what the log shows as CSV or XLSX, by the ending of the file; returns the number of steps."""
    rights.require(viewer, EXPORT)
    translator = Translator(language)
    database = Database.open(Path(path), read_only=True)
    try:
        with database.read(viewer) as reading:
            total = max(1, int(reading.plain("SELECT count(*) FROM sync_txn")[0][0]))
            columns = [
                OutputColumn(translator.t(N_("Time")), writer.MOMENT),
                *(OutputColumn(translator.t(title)) for title in (N_("Done by"), N_("Laptop"), N_("Step"))),
                OutputColumn(translator.t(N_("Changes")), writer.INTEGER),
                OutputColumn(translator.t(N_("State"))),
            ]
            told = (lambda done: progress(min(1.0, done / total), None)) if progress else None
            return write_table(target, columns, _rows(reading, wanted, translator), progress=told)
    finally:
        database.close()


def _rows(reading: Reading, wanted: LogFilter, translator: Translator) -> Iterator[list[Cell]]:
    after = None
    while True:
        page = log_page(reading, wanted, after, translator.language, limit=1_000)
        for step in page.steps:
            at = moment_of(step.at, reading.zone).replace(tzinfo=None)
            state = translator.t(N_("undone")) if step.is_undone else ""
            yield [at, step.by, step.laptop, translator.message(step.label), step.changes, state]
        if (after := page.following) is None:
            return
