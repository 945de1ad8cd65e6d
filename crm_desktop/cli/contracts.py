"""`contracts`: what was agreed with whom, what of it is paid and when it ends, as a list or as JSON."""

import argparse
from typing import Any

from crm_desktop.cli.customers import found
from crm_desktop.cli.parser import add_json, whole_number
from crm_desktop.cli.session import Output, Verb, opened
from crm_desktop.core import formats
from crm_desktop.core.errors import UserError
from crm_desktop.core.i18n import N_, Message, language, tr
from crm_desktop.core.listing import Filter, ListSpec
from crm_desktop.models.contract import STAGES
from crm_desktop.models.limited_fields import AMOUNT
from crm_desktop.queries.choices import choices
from crm_desktop.queries.contract import CONTRACTS, ContractRow
from crm_desktop.queries.people import owner_ids_named
from crm_desktop.queries.ready_views import views

_FIELDS = ("id", "number", "name", "stage", "customer", "owner", "currency", "amount_minor", "received_minor")
_DAYS = ("signed_on", "starts_on", "ends_on", "remind_on", "next_due_on", "closed_on")
_OF_AMOUNTS = ("amount_minor", "received_minor", "open_minor", "is_overdue")
_MORE = ("open_minor", "is_overdue", "has_ended", "is_renewed")


def _configure(parser: argparse.ArgumentParser) -> None:
    names = [each.key for each in views("contract")]
    parser.add_argument(
        "--view",
        choices=names,
        default="all",
        help=tr("which of them: all (default), in force and so on"),
    )
    parser.add_argument("--stage", choices=STAGES, help=tr("only those that stand so"))
    parser.add_argument("--owner", metavar="LOGIN", help=tr("only those of this user"))
    parser.add_argument("--customer", metavar="NUMBER", help=tr("only those with this customer"))
    parser.add_argument("--limit", type=whole_number, default=100, metavar="N", help=tr("at most so many"))
    add_json(parser)


def _run(arguments: argparse.Namespace, output: Output) -> int:
    if arguments.limit < 1:
        raise UserError(Message("Ask for at least one contract."))
    filters = list(next(each.spec for each in views("contract") if each.key == arguments.view).filters)
    if arguments.stage:
        filters.append(Filter("stage", "is", arguments.stage))
    with opened(arguments, read_only=True) as (database, viewer), database.read(viewer) as reading:
        if arguments.owner:
            filters.append(Filter("owner", "in", owner_ids_named(reading, [arguments.owner])))
        if arguments.customer:
            filters.append(Filter("customer", "is", found(reading, arguments.customer).id))
        spec = ListSpec(tuple(filters))
        rows, count = CONTRACTS.first(reading, spec, arguments.limit), CONTRACTS.count(reading, spec)
        named, shows = choices(reading), not viewer.hides(AMOUNT)
    if output.as_json:
        output.data({"view": arguments.view, "count": count, "contracts": [_told(row, shows=shows) for row in rows]})
    for row in rows:
        state = named.state("contract_stage", row.stage, language()) or row.stage
        amount = formats.money(row.amount_minor, row.currency, symbol=True) if shows else ""
        ends = row.ends_on.isoformat() if row.ends_on else None
        parts = (row.number, row.name, row.customer, state, ends, amount, tr("overdue") if row.is_overdue else "")
        output.line("  ".join(part for part in parts if part))
    if not rows:
        output.line(tr("Nothing found."))
    elif count > len(rows):
        output.line(tr("… and {count} more", count=count - len(rows)))
    return 0


def _told(row: ContractRow, *, shows: bool) -> dict[str, Any]:
    names = [name for name in (*_FIELDS, *_MORE) if shows or name not in _OF_AMOUNTS]
    told: dict[str, Any] = {name: getattr(row, name) for name in names}
    days = {name: getattr(row, name) for name in _DAYS}
    return told | {name: day.isoformat() if day else None for name, day in days.items()}


VERB = Verb("contracts", N_("List contracts with what is paid of them"), _configure, _run)
