"""`insight`: what the records mean, as figures or as JSON."""

import argparse
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from crm_desktop.cli.parser import add_json
from crm_desktop.cli.report import day
from crm_desktop.cli.session import Output, Verb, opened
from crm_desktop.core.errors import UserError
from crm_desktop.core.i18n import N_, Message, tr
from crm_desktop.insight.periods import named
from crm_desktop.insight.sales import Period
from crm_desktop.models import Customer
from crm_desktop.queries.customer_facts import year_before
from crm_desktop.queries.people import owner_ids_named, team_id_named
from crm_desktop.queries.rights import record_numbered
from crm_desktop.reports.scope import ReportRequest
from crm_desktop.reports.statistic import as_data
from crm_desktop.reports.statistic_jobs import StatisticRequest, build
from crm_desktop.reports.statistic_names import STATISTICS, TEN_C
from crm_desktop.storage.database import Reading

Told = tuple[dict[str, Any], list[str]]
"""What is printed as JSON, and as lines."""


def _configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", choices=tuple(_NAMES), help=tr("which figures"))
    parser.add_argument("--as-of", type=day, metavar="D", help=tr("as on this day (default: today)"))
    parser.add_argument("--period", metavar="P", help=tr("such as 2026, 2026-Q3 or 2026-11 (default: this month)"))
    parser.add_argument("--from", dest="first", type=day, metavar="D", help=tr("first day, as 2026-01-31"))
    parser.add_argument("--team", metavar="NAME", help=tr("only deals of this team"))
    parser.add_argument("--owner", action="append", default=[], metavar="LOGIN", help=tr("only deals of this user"))
    parser.add_argument("--customer", metavar="NUMBER", help=tr("only this customer, by its number or id"))
    add_json(parser)


def _run(arguments: argparse.Namespace, output: Output) -> int:
    with opened(arguments, read_only=True) as (database, viewer), database.read(viewer) as reading:
        data, lines = _NAMES[arguments.name](reading, arguments)
    if output.as_json:
        output.data(data)
    for line in lines:
        output.line(line)
    return 0


def _statistic(reading: Reading, arguments: argparse.Namespace) -> Told:
    """A statistic of a period: its figures, and the rows of its first table."""
    days = _period(arguments, reading.today)
    people = owner_ids_named(reading, arguments.owner), team_id_named(reading, arguments.team)
    request = ReportRequest(days.first, days.last, arguments.lang, *people)
    about = record_numbered(reading, Customer, arguments.customer) if arguments.customer else None
    if about is not None and arguments.name != TEN_C:
        raise UserError(Message("These figures are not told of one customer. Leave --customer out."))
    found = build(reading, StatisticRequest(arguments.name, request, about))
    lines = [f"{tile.title}: {tile.cell.text}  {tile.note}".rstrip() for tile in found.tiles]
    for table in found.tables if arguments.name == TEN_C else found.tables[:1]:
        lines += ["", table.title] if arguments.name == TEN_C else []
        lines += ["  ".join(column.title for column in table.columns)]
        lines += ["  ".join(cell.text for cell in row) for row in table.rows]
    return as_data(found), [*lines, *found.notes]


def _period(arguments: argparse.Namespace, today: date) -> Period:
    if arguments.period:
        if arguments.first or arguments.as_of:
            raise UserError(Message("Give either --period or days, not both."))
        return named(arguments.period)
    last = arguments.as_of or today
    first = arguments.first or (
        year_before(last) + timedelta(days=1) if arguments.name == TEN_C else last.replace(day=1)
    )
    if first > last:
        raise UserError(Message("The first day lies behind the last. Choose an earlier --from, or a later --as-of."))
    return Period(first, last)


_NAMES: Mapping[str, Callable[[Reading, argparse.Namespace], Told]] = dict.fromkeys(STATISTICS, _statistic)

VERB = Verb("insight", N_("Figures that say what the records mean"), _configure, _run)
