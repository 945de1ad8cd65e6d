"""`history`: who changed what and when, of one record or in the whole company."""

import argparse
from collections.abc import Iterator
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, or_, select

from crm_desktop.cli.parser import add_json, whole_number
from crm_desktop.cli.session import Output, Verb, opened
from crm_desktop.core import formats
from crm_desktop.core.clock import moment_of
from crm_desktop.core.errors import NotFound, UserError
from crm_desktop.core.i18n import N_, Message, tr, tr_message
from crm_desktop.exchange.export_run import EXPORTS
from crm_desktop.models import ENTITY_OF, Synced
from crm_desktop.queries import rights
from crm_desktop.queries.journal_log import LogFilter, LogStep, log_page
from crm_desktop.queries.record_history import (
    ADDED,
    CHANGED,
    DECIDED,
    ERASED,
    REMOVED,
    RESTORED,
    FieldChange,
    HistoryItem,
    RowChange,
    record_history,
)
from crm_desktop.storage.capture import table_of
from crm_desktop.storage.database import Reading

# Tables by the names people use for them; any table's own name will do too.
_TABLES = {kind: export.query.entity.__tablename__ for kind, export in EXPORTS.items()}
# What people may write for a record, best first: of two records the one with this number is meant, then the one of
# this name.
_NAMED_BY = (("number", "code", "login", "external_key"), ("name", "subject", "name_en", "name_zh"))
_WHAT = {
    ADDED: N_("added"),
    CHANGED: N_("changed"),
    REMOVED: N_("removed"),
    RESTORED: N_("restored"),
    DECIDED: N_("decided"),
    ERASED: N_("erased"),
}
_LISTED = 50


def _configure(parser: argparse.ArgumentParser) -> None:
    known = ", ".join(_TABLES)
    parser.add_argument(
        "kind", nargs="?", metavar="KIND", type=_table, help=tr("what the record is: {kinds}", kinds=known)
    )
    parser.add_argument("record", nargs="?", metavar="ID", help=tr("the record's number, name or id"))
    parser.add_argument(
        "--limit",
        type=whole_number,
        default=_LISTED,
        metavar="N",
        help=tr("of the whole company: how many steps, newest first (default: {count})", count=_LISTED),
    )
    parser.add_argument("--text", default="", metavar="WORDS", help=tr("of the whole company: words of the step"))
    add_json(parser)


def _table(text: str) -> str:
    table: str = _TABLES.get(text, text)
    if table not in ENTITY_OF:
        raise argparse.ArgumentTypeError(
            tr("“{text}” is no kind of record; there are {kinds}", text=text, kinds=", ".join(_TABLES))
        )
    return table


def _run(arguments: argparse.Namespace, output: Output) -> int:
    if arguments.record is None:
        return _run_company(arguments, output)
    with opened(arguments, read_only=True) as (database, viewer), database.read(viewer) as reading:
        record_id = _record_id(reading, arguments.kind, arguments.record)
        items = record_history(reading, arguments.kind, record_id, arguments.lang)
        zone = reading.zone
    if output.as_json:
        steps = [_as_json(item, moment_of(item.at, zone).isoformat()) for item in items]
        output.data({"file": arguments.file, "kind": arguments.kind, "id": record_id, "steps": steps})
    for item in items:
        moment = formats.moment(moment_of(item.at, zone), arguments.lang)
        output.line("  ".join((item.transaction, moment, item.by, item.laptop, tr_message(item.label))))
        for change in item.changes:
            _say(change, output)
    return 0


def _run_company(arguments: argparse.Namespace, output: Output) -> int:
    """The newest steps of everybody, of one kind of record when it is given."""
    with opened(arguments, read_only=True) as (database, viewer), database.read(viewer) as reading:
        wanted, zone = LogFilter(kind=arguments.kind, text=arguments.text), reading.zone
        steps = list(islice(_log(reading, wanted, arguments.lang), max(0, arguments.limit)))
    if output.as_json:
        shown = [_step_as_json(step, moment_of(step.at, zone).isoformat()) for step in steps]
        output.data({"file": arguments.file, "kind": arguments.kind, "steps": shown})
    for step in steps:
        moment = formats.moment(moment_of(step.at, zone), arguments.lang)
        undone = tr(" (undone)") if step.is_undone else ""
        output.line("  ".join((step.transaction, moment, step.by, step.laptop, tr_message(step.label) + undone)))
    return 0


def _log(reading: Reading, wanted: LogFilter, language: str) -> Iterator[LogStep]:
    """Every step that matches, read as far as somebody asks."""
    after = None
    while True:
        page = log_page(reading, wanted, after, language)
        yield from page.steps
        if (after := page.following) is None:
            return


def _step_as_json(step: LogStep, at: str) -> dict[str, Any]:
    return {
        "transaction": step.transaction,
        "at": at,
        "by": step.by,
        "laptop": step.laptop,
        "label": tr_message(step.label),
        "changes": step.changes,
        "is_undo": step.is_undo,
        "is_undone": step.is_undone,
    }


def _record_id(reading: Reading, kind: str, written: str) -> str:
    """The record meant; a living one before deleted ones."""
    entity = ENTITY_OF[kind]
    columns = table_of(entity).c
    ways = [("id",), *_NAMED_BY]
    for names in ways:
        found = _found(reading, entity, [columns[name] == written for name in names if name in columns])
        if len(found) > 1:
            raise UserError(
                Message(
                    "{count} records are called “{name}”. Say which by its number or id.",
                    count=len(found),
                    name=written,
                )
            )
        if found:
            return found[0]
    raise NotFound(Message("There is no “{name}” here, or it is not yours to see.", name=written))


def _found(reading: Reading, entity: type[Synced], ways: list[ColumnElement[bool]]) -> list[str]:
    if not ways:
        return []
    statement = select(entity.id, entity.deleted).where(or_(*ways))
    scope = rights.visible(entity, reading.viewer)
    rows = reading.session.execute(statement if scope is None else statement.where(scope)).all()
    living = [record_id for record_id, deleted in rows if not deleted]
    return living or [record_id for record_id, _ in rows]


def _say(change: RowChange, output: Output) -> None:
    title = tr(change.title)
    if change.what != CHANGED or not change.fields:
        output.line(f"    {title}: {tr(_WHAT[change.what])}")
    for field in change.fields:
        part = f"{tr(field.part)} · " if field.part else ""
        output.line(f"    {part}{tr(field.title)}: {_from_to(field)}")


def _from_to(field: FieldChange) -> str:
    new = formats.MISSING if field.new is None else field.new
    return new if field.old is None else f"{field.old} → {new}"


def _as_json(item: HistoryItem, at: str) -> dict[str, Any]:
    return {
        "transaction": item.transaction,
        "at": at,
        "by": item.by,
        "laptop": item.laptop,
        "label": tr_message(item.label),
        "is_undo": item.is_undo,
        "changes": [
            {
                "table": change.table,
                "id": change.row_id,
                "what": change.what,
                "fields": [
                    {"name": each.column, "title": tr(each.title), "old": each.old, "new": each.new}
                    for each in change.fields
                ],
            }
            for change in item.changes
        ],
    }


VERB = Verb("history", N_("Show who changed what and when, of a record or in all"), _configure, _run)
