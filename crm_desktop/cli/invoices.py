"""`invoices`: the register of invoices, as a list or as JSON; with `--contract` or `--order` one more is entered."""

import argparse
from dataclasses import replace
from typing import Any

from crm_desktop.cli.parser import add_json, whole_number
from crm_desktop.cli.receipts import read_amount, read_day
from crm_desktop.cli.session import Output, Verb, opened
from crm_desktop.core import formats
from crm_desktop.core.errors import UserError
from crm_desktop.core.i18n import N_, Message, tr
from crm_desktop.core.money import rounded_part
from crm_desktop.models import Contract, Invoice, Order
from crm_desktop.models.contract import INVOICE_KINDS
from crm_desktop.models.limited_fields import AMOUNT
from crm_desktop.operations.invoice import InvoiceDraft, credit_note_of, issue_invoice, new_invoice, void_invoice
from crm_desktop.queries.invoice import INVOICES, InvoiceRow
from crm_desktop.queries.ready_views import views
from crm_desktop.queries.rights import record_numbered


def _configure(parser: argparse.ArgumentParser) -> None:
    names = [each.key for each in views("invoice")]
    parser.add_argument("--view", choices=names, default="all", help=tr("which of them"))
    parser.add_argument("--limit", type=whole_number, default=100, metavar="N", help=tr("at most so many"))
    parser.add_argument("--contract", metavar="NUMBER", help=tr("enter an invoice of this contract"))
    parser.add_argument("--order", metavar="NUMBER", help=tr("enter an invoice of this order"))
    parser.add_argument("--credit", metavar="NUMBER", help=tr("enter a credit note that corrects this invoice"))
    parser.add_argument("--void", metavar="NUMBER", help=tr("note that this invoice does not hold"))
    parser.add_argument("--amount", help=tr("its amount with tax (default: all that is left)"))
    parser.add_argument("--tax", help=tr("the tax in it (default: its share)"))
    parser.add_argument("--number", help=tr("its own number (default: the next)"))
    parser.add_argument("--kind", choices=INVOICE_KINDS, help=tr("the kind of invoice"))
    parser.add_argument("--on", metavar="YYYY-MM-DD", help=tr("the day it was issued (default: today)"))
    add_json(parser)


def _run(arguments: argparse.Namespace, output: Output) -> int:
    asked = [name for name in ("contract", "order", "credit", "void") if getattr(arguments, name)]
    if len(asked) > 1:
        raise UserError(Message("Ask for one thing at a time: a contract, an order, a credit note or voiding."))
    return _enter(arguments, output, asked[0]) if asked else _list(arguments, output)


def _list(arguments: argparse.Namespace, output: Output) -> int:
    if arguments.limit < 1:
        raise UserError(Message("Ask for at least one invoice."))
    spec = next(each.spec for each in views("invoice") if each.key == arguments.view)
    with opened(arguments, read_only=True) as (database, viewer), database.read(viewer) as reading:
        rows, count = INVOICES.first(reading, spec, arguments.limit), INVOICES.count(reading, spec)
    shows = not viewer.hides(AMOUNT)
    if output.as_json:
        output.data({"view": arguments.view, "count": count, "invoices": [_told(row, shows=shows) for row in rows]})
    for row in rows:
        amount = _amount(row) if shows else ""
        parts = (row.number, row.issued_on.isoformat(), row.customer, row.contract or row.order, amount)
        output.line("  ".join(part for part in parts if part))
    if not rows:
        output.line(tr("Nothing found."))
    elif count > len(rows):
        output.line(tr("… and {count} more", count=count - len(rows)))
    return 0


def _enter(arguments: argparse.Namespace, output: Output, asked: str) -> int:
    label = Message("Void invoice") if asked == "void" else Message("New invoice")
    with opened(arguments) as (database, viewer), database.write(label, viewer) as work:
        if asked == "void":
            invoice_id = record_numbered(work, Invoice, arguments.void)
            void_invoice(work, invoice_id, read_day(arguments.on))
        else:
            invoice_id = issue_invoice(work, _draft(work, arguments, asked))
        (row,) = INVOICES.rows(work, [invoice_id])
    if output.as_json:
        output.data(_told(row))
    if asked == "void":
        output.line(tr("Invoice {number} is void.", number=row.number))
    else:
        output.line(tr("Invoice {number} of {amount} entered.", number=row.number, amount=_amount(row)))
    return 0


def _draft(work: Any, arguments: argparse.Namespace, asked: str) -> InvoiceDraft:
    if asked == "credit":
        draft = credit_note_of(work, record_numbered(work, Invoice, arguments.credit))
    elif asked == "order":
        draft = new_invoice(work, order_id=record_numbered(work, Order, arguments.order))
    else:
        draft = new_invoice(work, contract_id=record_numbered(work, Contract, arguments.contract))
    currency = draft.currency or work.currency
    given = {
        "amount_minor": read_amount(arguments.amount, currency) if arguments.amount else None,
        "tax_minor": read_amount(arguments.tax, currency) if arguments.tax else None,
        "number": arguments.number,
        "kind": arguments.kind,
        "issued_on": read_day(arguments.on),
    }
    if arguments.amount and not arguments.tax and draft.amount_minor:
        part = abs(read_amount(arguments.amount, currency))
        draft = replace(draft, tax_minor=rounded_part(draft.tax_minor or 0, part, abs(draft.amount_minor)))
    return replace(draft, **{name: value for name, value in given.items() if value is not None})


_OF_AMOUNTS = ("amount_minor", "tax_minor", "is_credit")


def _amount(row: InvoiceRow) -> str:
    return formats.money(row.amount_minor, row.currency, symbol=True)


def _told(row: InvoiceRow, *, shows: bool = True) -> dict[str, Any]:
    voided = row.voided_on.isoformat() if row.voided_on else None
    told = {**row._asdict(), "issued_on": row.issued_on.isoformat(), "voided_on": voided}
    return told if shows else {name: value for name, value in told.items() if name not in _OF_AMOUNTS}


VERB = Verb("invoices", N_("List invoices, or enter, correct or void one"), _configure, _run)
