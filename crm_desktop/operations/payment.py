"""What falls due and what came in. Once money was received for an order, its payment state follows the receipts.

How much may come in is in `operations.payment_limits`.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from sqlalchemy import func, select

from crm_desktop.core.errors import Invalid, UserError
from crm_desktop.core.i18n import Message
from crm_desktop.models import Contract, Customer, Order, Receipt, Receivable
from crm_desktop.models.order import CANCELLED, PAID, PARTLY_PAID, UNPAID
from crm_desktop.operations import amounts, drafts, field_limits, field_rules, numbering, records
from crm_desktop.operations.payment_limits import (
    COUNTS,
    check_deleting,
    check_limits,
    received_where,
    refuse_locked,
    total_of,
)
from crm_desktop.operations.references import check_references
from crm_desktop.operations.validation import Problems
from crm_desktop.queries.money import AMOUNT_LIMIT
from crm_desktop.storage.database import Reading, UnitOfWork

_POINTS_TO = {
    "customer_id": Customer,
    "contract_id": Contract,
    "order_id": Order,
    "receivable_id": Receivable,
    "refunds_id": Receipt,
}


@dataclass(frozen=True)
class ReceiptDraft:
    """Money that came in for a contract, an order or a receivable. Without a day it came today.

    A refund is negative and names the receipt that it gives back.
    """

    amount_minor: int | None = None
    order_id: str | None = None
    receivable_id: str | None = None
    customer_id: str | None = None
    paid_on: date | None = None
    currency: str | None = None
    method: str | None = None
    note: str | None = None
    contract_id: str | None = None
    refunds_id: str | None = None
    number: str | None = None


@dataclass(frozen=True)
class ReceivableDraft:
    """An amount that falls due, for an order or beside any."""

    amount_minor: int | None = None
    due_on: date | None = None
    order_id: str | None = None
    customer_id: str | None = None
    currency: str | None = None
    note: str | None = None


Payment = TypeVar("Payment", ReceiptDraft, ReceivableDraft)


def mark_paid(work: UnitOfWork, order_id: str, on: date | None = None) -> None:
    """Everything still owed for an order came in on a day."""
    settle_whole(work, records.find_to_change(work, Order, order_id), on or work.today)


def record_receipt(work: UnitOfWork, draft: ReceiptDraft, *, receipt_id: str = "") -> str:
    """Note money that came in; the order's payment state follows. Returns its id."""
    field_limits.require_amounts(work)
    order = work.session.get(Order, draft.order_id) if draft.order_id else None
    if order is not None and order.status == CANCELLED and (draft.amount_minor or 0) > 0:
        said = Message("This order was cancelled. Reopen it, or write the money down without an order.")
        raise Invalid({"order_id": said})
    field_rules.check_new(work, "receipt", draft)
    return _record(work, draft, receipt_id)


def _record(work: UnitOfWork, draft: ReceiptDraft, receipt_id: str = "") -> str:
    draft = _completed_receipt(work, draft)
    _check_receipt(work, draft)
    values = {**records.values_of(draft), "paid_on": draft.paid_on or work.today}
    values["number"] = values["number"] or numbering.number_of_later_kind(work, Receipt)
    receipt = Receipt(id=receipt_id or work.new_id(), **values, created_at=work.now_ms)
    work.session.add(receipt)
    _follow_order(work, receipt.order_id)
    return receipt.id


def receipt_draft(reading: Reading, receipt_id: str) -> ReceiptDraft:
    """What a form edits of a receipt."""
    return drafts.loaded(ReceiptDraft, records.find(reading, Receipt, receipt_id))


def update_receipt(
    work: UnitOfWork,
    receipt_id: str,
    draft: ReceiptDraft,
    loaded: ReceiptDraft | None = None,
    position: int | None = None,
) -> None:
    """Correct a receipt; the order's payment state follows."""
    receipt = records.find_to_change(work, Receipt, receipt_id)
    had_order = receipt.order_id
    draft, loaded = field_limits.with_real_amounts(work, draft, loaded, lambda: receipt_draft(work, receipt_id))
    draft = _completed_receipt(work, draft)
    values = {**records.values_of(draft), "paid_on": draft.paid_on or receipt.paid_on}
    values["number"] = values["number"] or receipt.number
    field_rules.check_change(work, receipt, replace(draft, number=values["number"]))
    counts = any(values[name] != getattr(receipt, name) for name in COUNTS)
    if counts:
        # What is refused tells what is still open.
        field_limits.require_amounts(work)
    _check_receipt(work, draft, receipt)
    if counts:
        refuse_locked(work, receipt)
    records.apply(work, receipt, values, records.values_of(loaded) if loaded else None, position)
    for order_id in {had_order, receipt.order_id}:
        _follow_order(work, order_id)


def delete_receipts(work: UnitOfWork, ids: Iterable[str]) -> int:
    """Delete receipts; their orders are owed again. Returns how many."""
    ids = list(ids)
    check_deleting(work, ids)
    orders = {records.find(work, Receipt, each).order_id for each in ids}
    count = records.delete(work, Receipt, ids)
    for order_id in orders:
        _follow_order(work, order_id)
    return count


def refund_of(reading: Reading, receipt_id: str) -> ReceiptDraft:
    """The draft that gives all back that is left of a receipt."""
    field_limits.require_amounts(reading)
    receipt = records.find(reading, Receipt, receipt_id)
    left = receipt.amount_minor + received_where(reading, Receipt.refunds_id == receipt.id)
    if left <= 0:
        raise UserError(Message("All of this receipt was given back already."))
    draft = receipt_draft(reading, receipt_id)
    return replace(draft, amount_minor=-left, refunds_id=receipt.id, paid_on=reading.today, number=None, note=None)


def add_receivable(work: UnitOfWork, draft: ReceivableDraft) -> str:
    """Note an amount that falls due; returns its id."""
    draft = _completed(work, draft)
    _check_receivable(work, draft)
    receivable = Receivable(id=work.new_id(), **records.values_of(draft))
    work.session.add(receivable)
    return receivable.id


def receivable_draft(reading: Reading, receivable_id: str) -> ReceivableDraft:
    """What a form edits of a receivable."""
    return drafts.loaded(ReceivableDraft, records.find(reading, Receivable, receivable_id))


def update_receivable(
    work: UnitOfWork,
    receivable_id: str,
    draft: ReceivableDraft,
    loaded: ReceivableDraft | None = None,
    position: int | None = None,
) -> None:
    """Change an amount that falls due."""
    receivable = records.find_to_change(work, Receivable, receivable_id)
    _refuse_planned(receivable)
    draft, loaded = field_limits.with_real_amounts(work, draft, loaded, lambda: receivable_draft(work, receivable_id))
    draft = _completed(work, draft)
    _check_receivable(work, draft, receivable)
    loaded_values = records.values_of(loaded) if loaded else None
    records.apply(work, receivable, records.values_of(draft), loaded_values, position)


def delete_receivables(work: UnitOfWork, ids: Iterable[str]) -> int:
    """Delete amounts that fall due; receipts for them stay. Returns how many."""
    ids = list(ids)
    for each in ids:
        _refuse_planned(records.find(work, Receivable, each))
    return records.delete(work, Receivable, ids)


def settle_whole(work: UnitOfWork, order: Order, on: date) -> None:
    """A receipt for what is still owed; without a customer, who would have paid it, only the state changes."""
    owed = total_of(work, order) - received_for(work, order.id)
    # What is bought under a contract is paid by its plan.
    if owed > 0 and order.customer_id and not order.contract_id:
        draft = ReceiptDraft(owed, order.id, customer_id=order.customer_id, paid_on=on, currency=order.currency)
        _record(work, draft)
    elif order.payment_state != PAID:
        order.payment_state, order.paid_on = PAID, on


def set_state(work: UnitOfWork, order: Order, state: str, paid_on: date | None) -> None:
    """The payment state as chosen in a form: paid writes the receipt, anything else must agree with the receipts."""
    if state == PAID:
        settle_whole(work, order, paid_on or work.today)
        if has_receipts(work, order.id) and paid_on and order.paid_on != paid_on:
            raise Invalid({"paid_on": Message("The day follows the receipts. Correct the day of the last receipt.")})
        order.paid_on = paid_on or order.paid_on
        return
    if has_receipts(work, order.id):
        follow(work, order)
        if order.payment_state != state:
            raise Invalid({"payment_state": Message("The payment follows the receipts. Delete or correct a receipt.")})
        return
    order.payment_state, order.paid_on = state, None


def follow(work: UnitOfWork, order: Order) -> None:
    """Derive the payment state from the receipts, if there are any."""
    if has_receipts(work, order.id):
        _derive(work, order)


def has_receipts(reading: Reading, order_id: str) -> bool:
    """Whether money came in for an order."""
    statement = select(Receipt.id).where(Receipt.order_id == order_id, Receipt.deleted.is_(False)).limit(1)
    return reading.session.scalar(statement) is not None


def received_for(reading: Reading, order_id: str) -> int:
    """What came in for an order, in minor units of its currency."""
    return received_where(reading, Receipt.order_id == order_id)


def _refuse_planned(receivable: Receivable) -> None:
    if receivable.contract_id:
        raise UserError(Message("This belongs to the plan of a contract. Change the plan there."))


def _follow_order(work: UnitOfWork, order_id: str | None) -> None:
    work.session.flush()
    order = work.session.get(Order, order_id) if order_id else None
    if order is not None:
        _derive(work, order)


def _derive(work: UnitOfWork, order: Order) -> None:
    received = received_for(work, order.id)
    if received and received >= total_of(work, order):
        latest = select(func.max(Receipt.paid_on)).where(Receipt.order_id == order.id, Receipt.deleted.is_(False))
        order.payment_state, order.paid_on = PAID, work.session.scalar(latest)
    else:
        order.payment_state, order.paid_on = (PARTLY_PAID if received > 0 else UNPAID), None


def _completed_receipt(work: UnitOfWork, draft: ReceiptDraft) -> ReceiptDraft:
    """Contract, order, customer and currency as the receivable or what is refunded says where they were not given.

    What is bought under a contract is paid by the plan of that contract.
    """
    receivable = work.session.get(Receivable, draft.receivable_id) if draft.receivable_id else None
    refunded = work.session.get(Receipt, draft.refunds_id) if draft.refunds_id else None
    for source in (receivable, refunded):
        if source is not None:
            draft = drafts.filled(draft, source, ("contract_id", "order_id", "customer_id", "currency"))
    order = work.session.get(Order, draft.order_id) if draft.order_id else None
    if order is not None and order.contract_id and draft.contract_id in (None, order.contract_id):
        draft = replace(draft, contract_id=order.contract_id, order_id=None)
    contract = work.session.get(Contract, draft.contract_id) if draft.contract_id else None
    if contract is not None:
        draft = drafts.filled(draft, contract, ("customer_id", "currency"))
    return _completed(work, draft)


def _completed(work: UnitOfWork, draft: Payment) -> Payment:
    """Customer and currency as the order says where they were not given, else the company's currency."""
    order = work.session.get(Order, draft.order_id) if draft.order_id else None
    if order is not None:
        draft = drafts.filled(draft, order, ("customer_id", "currency"))
    return draft if draft.currency else replace(draft, currency=work.currency)


def _check_receipt(work: UnitOfWork, draft: ReceiptDraft, current: Receipt | None = None) -> None:
    problems = Problems()
    problems.require("amount_minor", draft.amount_minor or None, Message("Give the amount that came in."))
    limits = (-AMOUNT_LIMIT, AMOUNT_LIMIT)
    problems.within("amount_minor", draft.amount_minor, *limits, Message("Give an amount without extra digits."))
    problems.not_after("paid_on", draft.paid_on, work.today)
    problems.year_meant("paid_on", draft.paid_on, current.paid_on if current else None)
    numbering.check_number(work, problems, Receipt, draft.number, current)
    if draft.contract_id and draft.order_id:
        problems.add("order_id", Message("Money is for a contract or for an order. Leave one of them empty."))
    _check_named(work, problems, draft, current)
    check_limits(work, problems, draft, current)
    _check_payer(work, problems, draft, current)


def _check_named(work: UnitOfWork, problems: Problems, draft: ReceiptDraft, current: Receipt | None) -> None:
    """The payment that a receipt names is one of its contract; what was so before may stay."""
    named = work.session.get(Receivable, draft.receivable_id) if draft.receivable_id else None
    is_known = current is not None and (current.receivable_id, current.contract_id) == (
        draft.receivable_id,
        draft.contract_id,
    )
    if named is not None and not is_known and named.contract_id not in (None, draft.contract_id):
        said = Message("This payment is of another plan. Choose one of this contract, or none.")
        problems.add("receivable_id", said)


def _check_receivable(work: UnitOfWork, draft: ReceivableDraft, current: Receivable | None = None) -> None:
    problems = Problems()
    problems.require("amount_minor", draft.amount_minor or None, Message("Give the amount that falls due."))
    amounts.check_amount(problems, "amount_minor", draft.amount_minor)
    problems.require("due_on", draft.due_on, Message("Choose the day it falls due."))
    problems.year_meant("due_on", draft.due_on, current.due_on if current else None)
    _check_payer(work, problems, draft, current)


def _check_payer(
    work: UnitOfWork,
    problems: Problems,
    draft: ReceiptDraft | ReceivableDraft,
    current: Receipt | Receivable | None,
) -> None:
    problems.require("customer_id", draft.customer_id, Message("Choose the customer who pays."))
    amounts.check_currency(problems, "currency", draft.currency)
    kinds = {name: kind for name, kind in _POINTS_TO.items() if hasattr(draft, name)}
    check_references(work, problems, draft, kinds, current)
    order = work.session.get(Order, draft.order_id) if draft.order_id else None
    contract_id = getattr(draft, "contract_id", None)
    contract = work.session.get(Contract, contract_id) if contract_id else None
    # Whoever may change an order or contract may take in what its own customer pays.
    named = contract or order or current
    if "customer_id" not in problems.found and draft.customer_id != (named.customer_id if named else None):
        records.find_to_change(work, Customer, str(draft.customer_id))
    if order is not None:
        records.find_to_change(work, Order, order.id)
        if order.currency != draft.currency:
            problems.add(
                "currency", Message("The order is in {currency}. Give the amount in it.", currency=order.currency)
            )
    if contract is not None:
        records.find_to_change(work, Contract, contract.id)
        if contract.currency != draft.currency:
            said = Message("The contract is in {currency}. Give the amount in it.", currency=contract.currency)
            problems.add("currency", said)
    problems.refuse()
