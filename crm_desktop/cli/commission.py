"""`commission`: what a month says of everybody, one statement line by line, and locking a month."""

import argparse
from dataclasses import asdict
from typing import Any

from crm_desktop.cli.parser import add_json
from crm_desktop.cli.session import Output, Verb, opened
from crm_desktop.core import formats
from crm_desktop.core.errors import NotFound, UserError
from crm_desktop.core.i18n import N_, Message, tr, trn
from crm_desktop.core.money import from_e6
from crm_desktop.operations.commission import lock_month, month_named, preview_lock
from crm_desktop.queries.commission import MonthRow, Statement, month_rows, people_of, statement
from crm_desktop.storage.database import Reading

_STEP = Message("Lock commission of a month")
_RUN, _LOCK, _STATEMENT = "run", "lock", "statement"


def _configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "what",
        choices=(_RUN, _LOCK, _STATEMENT),
        help=tr("work a month out, lock it for good, or tell it line by line"),
    )
    parser.add_argument(
        "--month", metavar="YYYY-MM", help=tr("the month; without it all months, or the first open one")
    )
    parser.add_argument("--person", metavar="LOGIN", help=tr("only this person"))
    add_json(parser)


def _run(arguments: argparse.Namespace, output: Output) -> int:
    month = month_named(arguments.month) if arguments.month else None
    with opened(arguments, read_only=arguments.what != _LOCK) as (database, viewer):
        if arguments.what == _LOCK:
            with database.write(_STEP, viewer) as work:
                if month is None:
                    raise UserError(Message("Say by --month which month is to be locked."))
                told = preview_lock(work, month)
                lock_month(work, month)
            output.note(tr("{month} is locked", month=month))
            _tell_locked(output, asdict(told), formats.money(told.amount, work.currency))
            return 0
        with database.read(viewer) as reading:
            if arguments.what == _STATEMENT:
                _tell_statements(reading, output, month, arguments.person)
            else:
                _tell_months(reading, output, month, arguments.person)
    return 0


def _tell_locked(output: Output, told: dict[str, Any], amount: str) -> None:
    if output.as_json:
        output.data({"locked": told})
    lines = trn("1 line", "{count} lines", told["lines"])
    output.line(f"{told['period']}  {lines}  {amount}")


def _tell_months(reading: Reading, output: Output, month: str | None, login: str | None) -> None:
    """The months, and the people of one where it is named."""
    if month is None and login is None:
        rows = month_rows(reading)
        if output.as_json:
            output.data({"months": [asdict(each) for each in rows]})
        for each in rows:
            output.line(_month_line(each, reading.currency))
        return
    month = month or _first_open(reading)
    one = _person(reading, login) if login else None
    people = [each for each in people_of(reading, month) if one in (None, each.user_id)]
    if output.as_json:
        output.data({"month": month, "currency": reading.currency, "people": [asdict(each) for each in people]})
    for person in people:
        output.line(f"{month}  {person.name}  {formats.money(person.amount, reading.currency)}")
    if not people:
        output.line(tr("Nothing found."))


def _tell_statements(reading: Reading, output: Output, month: str | None, login: str | None) -> None:
    month = month or _first_open(reading)
    whose = [_person(reading, login)] if login else [each.user_id for each in people_of(reading, month)]
    found = [statement(reading, month, each) for each in whose]
    if output.as_json:
        output.data({"statements": [_told(each) for each in found]})
    for each in found:
        output.line(f"{each.period}  {each.name}  {formats.money(each.amount, each.currency)}")
        for line in each.lines:
            entry, names = line.entry, line.names
            sources = (entry.on_day, names.receipt or names.reason, names.deal, names.customer, names.rule)
            worked = f"{formats.money(entry.base, each.currency)} × {formats.percent_in_full(from_e6(entry.rate_e6))}"
            worked += f" × {formats.percent_in_full(from_e6(entry.share_e6))}" if entry.rate_e6 else ""
            amount = formats.money(entry.amount, each.currency)
            output.line("  " + "  ".join(filter(None, (*sources, worked if entry.rate_e6 else "", amount))))
    if not found:
        output.line(tr("Nothing found."))


def _told(one: Statement) -> dict[str, Any]:
    told = asdict(one)
    told["lines"] = [{**each.entry._asdict(), **asdict(each.names)} for each in one.lines]
    return told


def _month_line(row: MonthRow, currency: str) -> str:
    state = tr("locked") if row.is_locked else tr("open")
    people = trn("1 person", "{count} people", row.people)
    return f"{row.period}  {state}  {people}  {formats.money(row.amount, currency)}"


def _first_open(reading: Reading) -> str:
    """The earliest open month with anything in it."""
    rows = [each.period for each in month_rows(reading) if not each.is_locked]
    return min(rows)


def _person(reading: Reading, login: str) -> str:
    found = reading.plain("SELECT id FROM app_user WHERE deleted = 0 AND login = ?", (login.strip().casefold(),))
    if not found:
        raise NotFound(Message("There is no user “{login}” in this company.", login=login))
    user_id: str = found[0][0]
    return user_id


VERB = Verb("commission", N_("Commission of a month: worked out, locked, or told line by line"), _configure, _run)
