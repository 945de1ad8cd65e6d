"""What steps and their changes are called on the screen."""

from collections.abc import Iterable

from crm_desktop.core import formats
from crm_desktop.core.clock import moment_of
from crm_desktop.core.i18n import N_, language, tr, tr_message, trn
from crm_desktop.models import ENTITY_OF
from crm_desktop.queries.journal_log import LogStep
from crm_desktop.queries.record_history import (
    ADDED,
    CHANGED,
    DECIDED,
    ERASED,
    REMOVED,
    RESTORED,
    HistoryItem,
    RowChange,
)
from crm_desktop.queries.step_changes import RecordChange
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.widgets.step_list import StepRow

WHAT = {
    ADDED: N_("was added"),
    CHANGED: N_("was changed"),
    REMOVED: N_("was deleted"),
    RESTORED: N_("was restored"),
    DECIDED: N_("was decided"),
    ERASED: N_("was erased"),
}


def when(context: PageContext, at_ms: int) -> str:
    """A moment on the company's clocks."""
    return formats.moment(moment_of(at_ms, context.zone), language())


def log_row(context: PageContext, step: LogStep) -> StepRow:
    """A step of the company."""
    changes = trn("{count} change", "{count} changes", step.changes)
    note = " · ".join((step.by, step.laptop, changes))
    return StepRow(
        step.transaction, tr_message(step.label), when(context, step.at), note, tr("undone") if step.is_undone else ""
    )


def history_row(context: PageContext, item: HistoryItem, undone: Iterable[str]) -> StepRow:
    """A step that touched a record."""
    sign = tr("undone") if item.transaction in undone else ""
    return StepRow(item.transaction, tr_message(item.label), when(context, item.at), f"{item.by} · {item.laptop}", sign)


def change_rows(records: Iterable[RecordChange]) -> list[list[str]]:
    """(record, field, before, after) of what a step changed."""
    return [row for record in records for row in _of_record(record)]


def row_lines(name: str, change: RowChange) -> list[list[str]]:
    """(record, field, before, after) of one row of the journal."""
    lines = []
    if change.what != CHANGED or not change.fields:
        lines.append([name, tr(change.title), "", tr(WHAT[change.what])])
    for field in change.fields:
        part = f"{tr(field.part)} · " if field.part else ""
        lines.append([name, f"{part}{tr(field.title)}", field.old or "", field.new or formats.MISSING])
    return lines


def _of_record(record: RecordChange) -> list[list[str]]:
    name = record.name or tr(ENTITY_OF[record.kind].__title__)
    return [line for row in record.rows for line in row_lines(name, row)]
