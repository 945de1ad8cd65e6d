"""`tasks`: what is to be done, as a list or as JSON."""

import argparse
from typing import Any

from crm_desktop.cli.parser import add_json, whole_number
from crm_desktop.cli.session import Output, Verb, opened
from crm_desktop.core.errors import UserError
from crm_desktop.core.i18n import N_, Message, tr
from crm_desktop.core.listing import Filter, ListSpec
from crm_desktop.queries.people import owner_ids_named
from crm_desktop.queries.ready_views import views
from crm_desktop.queries.task import TASKS, TaskRow

_FIELDS = ("id", "subject", "status", "priority", "customer", "contact", "opportunity", "owner", "assigned_by", "place")


def _configure(parser: argparse.ArgumentParser) -> None:
    names = [each.key for each in views("task")]
    parser.add_argument(
        "--view", choices=names, default="open", help=tr("which of them: open ones (default), overdue, done and so on")
    )
    parser.add_argument("--owner", metavar="LOGIN", help=tr("only those of this user"))
    parser.add_argument("--limit", type=whole_number, default=100, metavar="N", help=tr("at most so many"))
    add_json(parser)


def _run(arguments: argparse.Namespace, output: Output) -> int:
    if arguments.limit < 1:
        raise UserError(Message("Ask for at least one task."))
    spec = next(each.spec for each in views("task") if each.key == arguments.view)
    with opened(arguments, read_only=True) as (database, viewer), database.read(viewer) as reading:
        if arguments.owner is not None:
            owners = owner_ids_named(reading, [arguments.owner])
            spec = ListSpec((*spec.filters, Filter("owner", "in", owners)))
        rows, count = TASKS.first(reading, spec, arguments.limit), TASKS.count(reading, spec)
    if output.as_json:
        output.data({"view": arguments.view, "count": count, "tasks": [_told(row) for row in rows]})
    for row in rows:
        late = tr("overdue") if row.is_overdue else ""
        parts = (row.due_on.isoformat(), row.subject, row.customer, row.owner, late)
        output.line("  ".join(part for part in parts if part))
    if not rows:
        output.line(tr("Nothing found."))
    elif count > len(rows):
        output.line(tr("… and {count} more", count=count - len(rows)))
    return 0


def _told(row: TaskRow) -> dict[str, Any]:
    told: dict[str, Any] = {name: getattr(row, name) for name in _FIELDS}
    done_on = row.done_on.isoformat() if row.done_on else None
    told |= {"due_on": row.due_on.isoformat(), "due_at": row.due_at, "is_overdue": row.is_overdue, "done_on": done_on}
    return told


VERB = Verb("tasks", N_("List what is to be done"), _configure, _run)
