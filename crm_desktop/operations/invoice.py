"""The register of invoices: issue, void, credit. An invoice that was issued is never rewritten and never deleted.

What it says of money is corrected by a credit note, or by voiding it and issuing another.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import func, select

from crm_desktop.core import formats
from crm_desktop.core.errors import Invalid, UserError
from crm_desktop.core.i18n import Message
from crm_desktop.models import Contract, ContractLine, Customer, Invoice, Order, User
from crm_desktop.models.contract import COMPLETED, INVOICE_KINDS, ISSUED, SIGNED, SPECIAL, TERMINATED, VOID
from crm_desktop.models.order import CANCELLED
from crm_desktop.operations import amounts, drafts, field_limits, field_rules, numbering, ownership, parameter, records
from crm_desktop.operations.payment_limits import total_of
from crm_desktop.operations.references import check_references
from crm_desktop.operations.validation import Problems
from crm_desktop.queries.money import AMOUNT_LIMIT
from crm_desktop.storage.database import Reading, UnitOfWork

_POINTS_TO = {
    "customer_id": Customer,
    "contract_id": Contract,
    "order_id": Order,
    "corrects_id": Invoice,
    "owner_id": User,
}
_INVOICED = (SIGNED, COMPLETED, TERMINATED)
# What an issued invoice says of money and of whom it was for; the rest may be corrected.
_STAYS = (
    *("amount_minor", "tax_minor", "currency", "issued_on"),
    *("customer_id", "contract_id", "order_id", "corrects_id"),
)
_TITLE_LIMIT = 300


@dataclass(frozen=True)
class InvoiceDraft:
    """An invoice of a contract, an order or neither; its amount with tax. A credit note is negative.

    Without a number it gets the next, without a day today; customer, currency, title and tax number follow from what
    it is of.
    """

    amount_minor: int | None = None
    tax_minor: int | None = None
    issued_on: date | None = None
    kind: str = SPECIAL
    number: str | None = None
    contract_id: str | None = None
    order_id: str | None = None
    customer_id: str | None = None
    corrects_id: str | None = None
    heading: str | None = None
    tax_number: str | None = None
    currency: str | None = None
    owner_id: str | None = None
    note: str | None = None


def new_invoice(reading: Reading, contract_id: str | None = None, order_id: str | None = None) -> InvoiceDraft:
    """The draft of an invoice over all that is left to be invoiced of a contract or an order, and of its tax."""
    field_limits.require_amounts(reading)
    draft = InvoiceDraft(contract_id=contract_id, order_id=order_id, issued_on=reading.today)
    draft = _completed(reading, replace(draft, owner_id=reading.viewer.user_id or None))
    of = _invoiced_of(reading, draft)
    if of is None:
        return draft
    left = max(0, of.total - invoiced(reading, of.condition))
    # No cent of tax is lost or invoiced twice between several invoices.
    tax = min(left, max(0, of.tax - _sum(reading, Invoice.tax_minor, of.condition)))
    return replace(draft, amount_minor=left or None, tax_minor=tax if left else None)


def issue_invoice(work: UnitOfWork, draft: InvoiceDraft, *, invoice_id: str = "") -> str:
    """Enter an invoice that was issued; returns its id."""
    # What is refused tells what is left to be invoiced.
    field_limits.require_amounts(work)
    draft = _completed(work, draft)
    field_rules.check_new(work, "invoice", draft)
    _check(work, draft)
    values = records.values_of(draft) | {
        "issued_on": draft.issued_on or work.today,
        "tax_minor": draft.tax_minor or 0,
        "owner_id": ownership.first_owner(work, draft.owner_id, _owner_of_corrected(work, draft)),
        "number": (draft.number or "").strip() or numbering.number_of_later_kind(work, Invoice),
    }
    invoice = Invoice(id=invoice_id or work.new_id(), **values, status=ISSUED, created_at=work.now_ms)
    work.session.add(invoice)
    work.session.flush()
    return invoice.id


def check_invoice(reading: Reading, draft: InvoiceDraft, besides: int = 0) -> None:
    """Refuse what could not be issued, if so much more were invoiced already of what it is of."""
    field_limits.require_amounts(reading)
    _check(reading, _completed(reading, draft), besides)


def invoice_draft(reading: Reading, invoice_id: str) -> InvoiceDraft:
    """What a form edits of an invoice."""
    return drafts.loaded(InvoiceDraft, records.find(reading, Invoice, invoice_id))


def update_invoice(
    work: UnitOfWork,
    invoice_id: str,
    draft: InvoiceDraft,
    loaded: InvoiceDraft | None = None,
    position: int | None = None,
) -> None:
    """Correct what is written on an invoice besides the money: number, kind, title, tax number, owner, note."""
    invoice = records.find_to_change(work, Invoice, invoice_id)
    draft, loaded = field_limits.with_real_amounts(work, draft, loaded, lambda: invoice_draft(work, invoice_id))
    draft = replace(draft, number=(draft.number or "").strip() or invoice.number)
    field_rules.check_change(work, invoice, draft)
    changed = [name for name in _STAYS if (getattr(draft, name) or None) != (getattr(invoice, name) or None)]
    if changed:
        said = Message("An invoice that was issued stays as it is. Write a credit note, or void it and issue another.")
        raise Invalid(dict.fromkeys(changed, said))
    problems = Problems()
    _check_words(work, problems, draft, invoice)
    problems.refuse()
    values = {name: value for name, value in records.values_of(draft).items() if name not in (*_STAYS, "owner_id")}
    before = {name: value for name, value in records.values_of(loaded).items() if name in values} if loaded else None
    records.apply(work, invoice, values, before, position)
    if draft.owner_id != (loaded or invoice).owner_id:
        ownership.hand_over(work, invoice, draft.owner_id, position=position)


def void_invoice(work: UnitOfWork, invoice_id: str, on: date | None = None) -> None:
    """Note that an invoice does not hold; it stays in the register, and what it was of can be invoiced anew."""
    field_limits.require_amounts(work)
    invoice = records.find_to_change(work, Invoice, invoice_id)
    day = on or work.today
    if invoice.status == VOID:
        raise UserError(Message("This invoice is void already."))
    if not invoice.issued_on <= day <= work.today:
        raise Invalid({"voided_on": Message("Choose a day from the invoice's own until today.")})
    if invoiced(work, Invoice.corrects_id == invoice.id):
        raise UserError(Message("A credit note corrects this invoice. Void the credit note first."))
    if invoice.corrects_id and (of := _invoiced_of(work, invoice_draft(work, invoice_id))) is not None:
        beyond = invoiced(work, of.condition, Invoice.id != invoice.id) > of.total
        if beyond and not _goes_beyond(work):
            raise UserError(Message("Then more would be invoiced than was agreed. Void the later invoice first."))
    invoice.status, invoice.voided_on = VOID, day
    records.note_history(work, invoice, "status", VOID, day)


def credit_note_of(reading: Reading, invoice_id: str) -> InvoiceDraft:
    """The draft of a credit note over all that is left of an invoice."""
    field_limits.require_amounts(reading)
    invoice = records.find(reading, Invoice, invoice_id)
    left = credit_left(reading, invoice)
    if invoice.status == VOID or left <= 0:
        raise UserError(Message("Nothing of this invoice is left to be corrected."))
    return replace(
        invoice_draft(reading, invoice_id),
        amount_minor=-left,
        tax_minor=-min(left, _tax_left(reading, invoice)),
        issued_on=reading.today,
        corrects_id=invoice.id,
        number=None,
        note=None,
    )


def invoiced(reading: Reading, *conditions: Any) -> int:
    """The sum of invoices that hold and meet some conditions, credit notes taken off, in minor units."""
    return _sum(reading, Invoice.amount_minor, *conditions)


def credit_left(reading: Reading, invoice: Invoice) -> int:
    """How much of an invoice no credit note took back yet."""
    return invoice.amount_minor + invoiced(reading, Invoice.corrects_id == invoice.id)


@dataclass(frozen=True)
class _Of:
    """What an invoice is of: how its invoices are found, and what it costs with how much tax."""

    condition: Any
    total: int
    tax: int
    currency: str
    name: str


def _invoiced_of(reading: Reading, draft: InvoiceDraft) -> _Of | None:
    if draft.contract_id and (contract := reading.session.get(Contract, draft.contract_id)) is not None:
        taxes = select(func.sum(ContractLine.tax_minor)).where(
            ContractLine.contract_id == contract.id, ContractLine.deleted.is_(False)
        )
        tax = int(reading.session.scalar(taxes) or 0)
        condition = Invoice.contract_id == contract.id
        return _Of(condition, contract.amount_minor, tax, contract.currency, "contract_id")
    if draft.order_id and (order := reading.session.get(Order, draft.order_id)) is not None:
        condition = Invoice.order_id == order.id
        return _Of(condition, total_of(reading, order), order.tax_minor, order.currency, "order_id")
    return None


def _owner_of_corrected(work: UnitOfWork, draft: InvoiceDraft) -> str | None:
    invoice = work.session.get(Invoice, draft.corrects_id) if draft.corrects_id else None
    return invoice.owner_id if invoice else None


def _completed(reading: Reading, draft: InvoiceDraft) -> InvoiceDraft:
    """What is bought under a contract is invoiced by it; customer, currency and title as what it is of says."""
    order = reading.session.get(Order, draft.order_id) if draft.order_id else None
    if order is not None and order.contract_id and draft.contract_id in (None, order.contract_id):
        draft, order = replace(draft, contract_id=order.contract_id, order_id=None), None
    contract = reading.session.get(Contract, draft.contract_id) if draft.contract_id else None
    for source in (contract, order):
        if source is not None:
            draft = drafts.filled(draft, source, ("customer_id", "currency"))
    customer = reading.session.get(Customer, draft.customer_id) if draft.customer_id else None
    if customer is not None:
        heading = draft.heading or customer.invoice_title or customer.name
        draft = replace(draft, heading=heading, tax_number=draft.tax_number or customer.tax_number)
    return draft if draft.currency else replace(draft, currency=reading.currency)


def _check(work: Reading, draft: InvoiceDraft, besides: int = 0) -> None:
    problems = Problems()
    problems.require("amount_minor", draft.amount_minor or None, Message("Give the amount of the invoice, with tax."))
    limits, said = (-AMOUNT_LIMIT, AMOUNT_LIMIT), Message("Give an amount without extra digits.")
    problems.within("amount_minor", draft.amount_minor, *limits, said)
    problems.not_after("issued_on", draft.issued_on, work.today)
    problems.year_meant("issued_on", draft.issued_on)
    amounts.check_currency(problems, "currency", draft.currency)
    problems.require("customer_id", draft.customer_id, Message("Choose the customer who is invoiced."))
    _check_words(work, problems, draft)
    _check_tax(problems, draft)
    if draft.contract_id and draft.order_id:
        problems.add("order_id", Message("An invoice is of a contract or of an order. Leave one of them empty."))
    check_references(work, problems, draft, _POINTS_TO)
    problems.refuse()
    _check_credit(work, problems, draft)
    _check_source(work, problems, draft, besides)
    problems.refuse()


def _check_words(work: Reading, problems: Problems, draft: InvoiceDraft, current: Invoice | None = None) -> None:
    if draft.kind not in INVOICE_KINDS:
        problems.add("kind", Message("Choose the kind of invoice."))
    numbering.check_number(work, problems, Invoice, draft.number, current)
    for name in ("heading", "tax_number", "number"):
        problems.at_most(name, getattr(draft, name), _TITLE_LIMIT)


def _check_tax(problems: Problems, draft: InvoiceDraft) -> None:
    amount, tax = draft.amount_minor or 0, draft.tax_minor or 0
    if abs(tax) > abs(amount) or tax * amount < 0:
        problems.add("tax_minor", Message("The tax is part of the amount. Give no more than that."))


def _check_credit(work: Reading, problems: Problems, draft: InvoiceDraft) -> None:
    amount = draft.amount_minor or 0
    if not draft.corrects_id:
        if amount < 0:
            problems.add("corrects_id", Message("Choose the invoice that this credit note corrects."))
        return
    invoice = work.session.get_one(Invoice, draft.corrects_id)
    if invoice.amount_minor <= 0 or invoice.status == VOID:
        problems.add("corrects_id", Message("Only an invoice that holds can be corrected. Choose another."))
        return
    if amount > 0:
        problems.add("amount_minor", Message("A credit note is below 0: what is taken off the invoice."))
    if any(getattr(invoice, name) != getattr(draft, name) for name in ("customer_id", "contract_id", "order_id")):
        problems.add("corrects_id", Message("A credit note is of the same contract or order as its invoice."))
    if invoice.currency != draft.currency:
        said = Message("The invoice is in {currency}. Give the amount in it.", currency=invoice.currency)
        problems.add("currency", said)
    if (draft.issued_on or work.today) < invoice.issued_on:
        problems.add("issued_on", Message("A credit note is not issued before its invoice. Choose a later day."))
    tax_left = _tax_left(work, invoice)
    if tax_left + (draft.tax_minor or 0) < 0:
        said = Message("Only {amount} of its tax is left to correct.", amount=_money(tax_left, invoice.currency))
        problems.add("tax_minor", said)
    left = credit_left(work, invoice)
    if left + amount < 0:
        said = Message("Only {amount} of this invoice is left to correct.", amount=_money(left, invoice.currency))
        problems.add("amount_minor", said)


def _check_source(work: Reading, problems: Problems, draft: InvoiceDraft, besides: int) -> None:
    """The actor may change what it is of, the currency is the same, and no more is invoiced than was agreed."""
    of = _invoiced_of(work, draft)
    if of is None:
        records.find_to_change(work, Customer, str(draft.customer_id))
        return
    kind: Any = Contract if of.name == "contract_id" else Order
    source = records.find_to_change(work, kind, getattr(draft, of.name))
    if kind is Contract and source.stage not in _INVOICED:
        problems.add("contract_id", Message("This contract is not signed yet. Sign it before it is invoiced."))
    if kind is Order and source.status == CANCELLED and (draft.amount_minor or 0) > 0:
        problems.add("order_id", Message("This order was cancelled. Reopen it before it is invoiced."))
    if source.customer_id != draft.customer_id:
        problems.add("customer_id", Message("It is another customer's. Leave the customer empty, or choose that one."))
    if of.currency != draft.currency:
        said = Message("It was agreed in {currency}. Give the amount in it.", currency=of.currency)
        problems.add("currency", said)
        return
    left = of.total - invoiced(work, of.condition) - besides
    if (draft.amount_minor or 0) > max(0, left) and not _goes_beyond(work):
        amount = _money(max(0, left), of.currency)
        problems.add("amount_minor", Message("Only {amount} is left to be invoiced.", amount=amount))


def _tax_left(reading: Reading, invoice: Invoice) -> int:
    return invoice.tax_minor + _sum(reading, Invoice.tax_minor, Invoice.corrects_id == invoice.id)


def _sum(reading: Reading, column: Any, *conditions: Any) -> int:
    holds = (Invoice.deleted.is_(False), Invoice.status == ISSUED)
    return int(reading.session.scalar(select(func.sum(column)).where(*holds, *conditions)) or 0)


def _goes_beyond(reading: Reading) -> bool:
    return parameter.flag(reading, parameter.INVOICE_BEYOND)


def _money(amount: int, currency: str) -> str:
    return formats.money(amount, currency, symbol=True)
