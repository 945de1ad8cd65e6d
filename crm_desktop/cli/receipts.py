"""`receipts`: what came in, as a list or as JSON; with `--add` one more is written down."""

import argparse
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from crm_desktop.cli.parser import add_json, whole_number
from crm_desktop.cli.session import Output, Verb, opened
from crm_desktop.core import formats
from crm_desktop.core.errors import UserError
from crm_desktop.core.i18n import N_, Message, tr
from crm_desktop.core.listing import Filter
from crm_desktop.core.money import from_minor, to_minor
from crm_desktop.models import Contract, Customer, Order, Receipt
from crm_desktop.models.limited_fields import AMOUNT
from crm_desktop.operations.payment import ReceiptDraft, record_receipt
from crm_desktop.queries.ready_views import views
from crm_desktop.queries.receipt import RECEIPTS, ReceiptRow
from crm_desktop.queries.rights import record_numbered
from crm_desktop.storage.database import Reading

# A comma only parts thousands: “12,50” is not 1250.
_AMOUNT = re.compile(r"[+-]?(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.[0-9]+)?")
_NAMES = {"customer_id": Customer, "contract_id": Contract, "order_id": Order, "refunds_id": Receipt}
# What is said of a receipt to write down, never of those that are listed.
_OF_ONE = ("refunds_id", "on", "currency", "method")


def _configure(parser: argparse.ArgumentParser) -> None:
    names = [each.key for each in views("receipt")]
    parser.add_argument("--view", choices=names, default="all", help=tr("which of them"))
    parser.add_argument("--limit", type=whole_number, default=100, metavar="N", help=tr("at most so many"))
    parser.add_argument("--add", metavar="AMOUNT", help=tr("write a receipt of this amount down; a refund is below 0"))
    parser.add_argument("--contract", dest="contract_id", metavar="NUMBER", help=tr("the contract it is for"))
    parser.add_argument("--order", dest="order_id", metavar="NUMBER", help=tr("the order it is for"))
    parser.add_argument("--customer", dest="customer_id", metavar="NUMBER", help=tr("the customer who paid"))
    parser.add_argument("--refunds", dest="refunds_id", metavar="NUMBER", help=tr("the receipt that is given back"))
    parser.add_argument("--on", metavar="YYYY-MM-DD", help=tr("the day it came in (default: today)"))
    parser.add_argument("--currency", metavar="CODE", help=tr("its currency"))
    parser.add_argument("--method", help=tr("how it was paid"))
    add_json(parser)


def _run(arguments: argparse.Namespace, output: Output) -> int:
    return _list(arguments, output) if arguments.add is None else _add(arguments, output)


def _list(arguments: argparse.Namespace, output: Output) -> int:
    if arguments.limit < 1:
        raise UserError(Message("Ask for at least one receipt."))
    if any(getattr(arguments, name) is not None for name in _OF_ONE):
        raise UserError(Message("Give the amount with --add: what else is given is of a receipt to write down."))
    spec = next(each.spec for each in views("receipt") if each.key == arguments.view)
    with opened(arguments, read_only=True) as (database, viewer), database.read(viewer) as reading:
        spec = replace(spec, filters=(*spec.filters, *_named(arguments, reading)))
        rows, count = RECEIPTS.first(reading, spec, arguments.limit), RECEIPTS.count(reading, spec)
    shows = not viewer.hides(AMOUNT)
    if output.as_json:
        output.data({"view": arguments.view, "count": count, "receipts": [_told(row, shows=shows) for row in rows]})
    for row in rows:
        amount = formats.money(row.amount_minor, row.currency, symbol=True) if shows else ""
        parts = (row.number, row.paid_on.isoformat(), row.customer, row.contract or row.order, amount, row.method)
        output.line("  ".join(part for part in parts if part))
    if not rows:
        output.line(tr("Nothing found."))
    elif count > len(rows):
        output.line(tr("… and {count} more", count=count - len(rows)))
    return 0


def _named(arguments: argparse.Namespace, reading: Reading) -> Iterator[Filter]:
    """The conditions that leave the receipts of one customer, contract or order."""
    if arguments.customer_id:
        yield Filter("customer", "is", record_numbered(reading, Customer, arguments.customer_id))
    if arguments.contract_id:
        contract = reading.session.get_one(Contract, record_numbered(reading, Contract, arguments.contract_id))
        yield Filter("contract", "is", contract.number)
    if arguments.order_id:
        order = reading.session.get_one(Order, record_numbered(reading, Order, arguments.order_id))
        yield Filter("order", "is", order.number)


def _add(arguments: argparse.Namespace, output: Output) -> int:
    with opened(arguments) as (database, viewer), database.write(Message("New receipt"), viewer) as work:
        found: dict[str, Any] = {
            name: record_numbered(work, entity, getattr(arguments, name))
            for name, entity in _NAMES.items()
            if getattr(arguments, name)
        }
        currency = arguments.currency or _currency_of(work, found)
        draft = ReceiptDraft(
            read_amount(arguments.add, currency),
            paid_on=read_day(arguments.on),
            currency=currency,
            method=arguments.method,
            **found,
        )
        receipt_id = record_receipt(work, draft)
        row = RECEIPTS.rows(work, [receipt_id])[0]
    if output.as_json:
        output.data(_told(row))
    amount = formats.money(row.amount_minor, row.currency, symbol=True)
    output.line(tr("Receipt {number} of {amount} written down.", number=row.number or "", amount=amount))
    return 0


def _currency_of(work: Any, found: dict[str, Any]) -> str:
    """The currency of what is paid, else that of the company."""
    for name in ("refunds_id", "contract_id", "order_id"):
        if name in found:
            return str(work.session.get(_NAMES[name], found[name]).currency)
    return str(work.currency)


def read_amount(written: str, currency: str) -> int:
    """An amount as it is typed, in minor units; what would have to be rounded or guessed at is refused."""
    if _AMOUNT.fullmatch(written):
        value = Decimal(written.replace(",", ""))
        amount_minor = to_minor(value, currency)
        if from_minor(amount_minor, currency) == value:
            return amount_minor
    raise UserError(Message("“{text}” is no amount. Write it like 1234.50.", text=written))


def read_day(written: str | None) -> date | None:
    """A day as it is typed; None where none was given."""
    try:
        return None if written is None else date.fromisoformat(written)
    except ValueError:
        raise UserError(Message("“{text}” is no day. Write it like 2026-05-31.", text=written)) from None


def _told(row: ReceiptRow, *, shows: bool = True) -> dict[str, Any]:
    told = {**row._asdict(), "paid_on": row.paid_on.isoformat()}
    return told if shows else {name: value for name, value in told.items() if name not in ("amount_minor", "is_refund")}


VERB = Verb("receipts", N_("List what came in, or write a receipt down"), _configure, _run)
