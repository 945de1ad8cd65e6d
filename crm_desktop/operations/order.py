"""Orders: place, change, ship, cancel, delete. `operations.payment` knows what was paid for them."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from crm_desktop.core import formats
from crm_desktop.core.errors import UserError
from crm_desktop.core.i18n import Message
from crm_desktop.models import (
    Campaign,
    Contract,
    Customer,
    Invoice,
    Opportunity,
    OpportunityLine,
    Order,
    OrderLine,
    Quotation,
    Receipt,
    User,
)
from crm_desktop.models.contract import IN_FORCE
from crm_desktop.models.order import CANCELLED, PAID, PAYMENT_STATES, PLACED, SHIPPED, STATUSES, UNPAID
from crm_desktop.operations import (
    amounts,
    credit,
    drafts,
    field_limits,
    field_rules,
    floor_price,
    numbering,
    ownership,
    parameter,
    parts,
    payment,
    product_lines,
    records,
    references,
)
from crm_desktop.operations.invoice import invoiced
from crm_desktop.operations.payment_limits import received_where, total_of
from crm_desktop.operations.product_lines import LineDraft, TaxedLineDraft
from crm_desktop.operations.references import check_references
from crm_desktop.operations.validation import Problems
from crm_desktop.storage.database import Reading, UnitOfWork

_POINTS_TO = {
    "customer_id": Customer,
    "opportunity_id": Opportunity,
    "quotation_id": Quotation,
    "contract_id": Contract,
    "campaign_id": Campaign,
    "owner_id": User,
}
# Where an order goes: the columns of a customer that say it.
_PLACE = ("name", "country", "province", "city", "postcode", "address")
# What is not simply written: derived, or with a history of its own.
_DECIDED = ("owner_id", "status", "payment_state", "paid_on", "lines")
_SHIPPED_BEFORE = Message("The order was shipped before it was placed. Mend one of the days.")


OrderLineDraft = TaxedLineDraft
as_order_lines = product_lines.as_taxed


@dataclass(frozen=True)
class OrderDraft:
    """An order as a form edits it; without a number it gets the next, without a currency the company's.

    Without a tax (None) it is that of the lines by their rates.
    """

    customer_id: str | None = None
    number: str | None = None
    external_key: str | None = None
    opportunity_id: str | None = None
    quotation_id: str | None = None
    contract_id: str | None = None
    campaign_id: str | None = None
    owner_id: str | None = None
    status: str = PLACED
    ordered_on: date | None = None
    required_on: date | None = None
    shipped_on: date | None = None
    currency: str | None = None
    freight_minor: int | None = 0
    tax_minor: int | None = 0
    payment_state: str = UNPAID
    due_on: date | None = None
    paid_on: date | None = None
    delivery_name: str | None = None
    delivery_country: str | None = None
    delivery_province: str | None = None
    delivery_city: str | None = None
    delivery_postcode: str | None = None
    delivery_address: str | None = None
    note: str | None = None
    lines: tuple[OrderLineDraft, ...] = ()


def new_order(reading: Reading, customer_id: str | None = None) -> OrderDraft:
    """The draft a form for a new order starts with."""
    days = parameter.integer(reading, parameter.PAYMENT_DAYS)
    return OrderDraft(
        customer_id=customer_id,
        owner_id=reading.viewer.user_id or None,
        ordered_on=reading.today,
        currency=reading.currency,
        due_on=reading.today + timedelta(days=days),
        **delivery_to(reading, customer_id),
    )


def delivery_to(reading: Reading, customer_id: str | None) -> dict[str, Any]:
    """Where a customer is delivered to, as an order says it; nothing without one."""
    customer = references.known(reading, Customer, customer_id) if customer_id else None
    if customer is None:
        return {}
    place = {f"delivery_{name}": getattr(customer, name) for name in _PLACE}
    return {**place, "delivery_address": f"{customer.district or ''}{customer.address or ''}" or None}


def order_from_opportunity(reading: Reading, opportunity_id: str) -> OrderDraft:
    """The draft of the order a deal led to, with its lines."""
    deal = records.find(reading, Opportunity, opportunity_id)
    blank = new_order(reading, deal.customer_id)
    rows = parts.read_parts(reading, OpportunityLine, {"opportunity_id": deal.id}, LineDraft)
    lines = product_lines.as_taxed(replace(row, id=None) for row in rows)
    return replace(
        blank,
        opportunity_id=deal.id,
        campaign_id=deal.campaign_id,
        owner_id=deal.owner_id,
        currency=deal.currency,
        tax_minor=None,
        lines=lines,
    )


def order_draft(reading: Reading, order_id: str) -> OrderDraft:
    """What a form edits of an order."""
    order = records.find(reading, Order, order_id)
    lines = parts.read_parts(reading, OrderLine, {"order_id": order.id}, OrderLineDraft)
    return drafts.loaded(OrderDraft, order, lines=lines)


def tax_of(lines: Iterable[OrderLineDraft], currency: str) -> int:
    """The tax on priced lines by their rates, each rounded half-up once."""
    return sum(product_lines.amounts_of(line, currency)["tax_minor"] for line in lines)


def create_order(work: UnitOfWork, draft: OrderDraft) -> str:
    """Place an order, or record one from the past; a paid one gets its receipt. Returns its id."""
    field_limits.refuse_new(work, "sales_order", draft)
    field_rules.check_new(work, "sales_order", draft)
    currency = draft.currency or work.currency
    problems = Problems()
    lines = product_lines.priced(work, problems, draft.lines, currency, draft.customer_id, draft.ordered_on)
    _check(work, problems, draft)
    _check_total(problems, replace(draft, lines=lines), currency)
    floor_price.check_order(work, problems, draft, lines, currency)
    problems.refuse()
    values = {**_plain(replace(draft, lines=lines), currency), "ordered_on": draft.ordered_on or work.today}
    credit.refuse_beyond(work, draft.customer_id, *_more(work, replace(draft, lines=lines), None))
    values["number"] = values["number"] or numbering.free_number(work, Order)
    deal = work.session.get(Opportunity, draft.opportunity_id) if draft.opportunity_id else None
    owner_id = ownership.first_owner(work, draft.owner_id, deal.owner_id if deal else None)
    order = Order(
        id=work.new_id(), **values, owner_id=owner_id, status=draft.status, payment_state=UNPAID, created_at=work.now_ms
    )
    work.session.add(order)
    product_lines.add(work, OrderLine, {"order_id": order.id}, lines, currency)
    work.session.flush()
    records.note_history(work, order, "status", order.status, order.shipped_on or order.ordered_on)
    if owner_id:
        records.note_history(work, order, "owner", owner_id, order.ordered_on)
    if draft.payment_state == PAID:
        payment.settle_whole(work, order, draft.paid_on or order.ordered_on)
    else:
        order.payment_state = draft.payment_state
    return order.id


def update_order(
    work: UnitOfWork, order_id: str, draft: OrderDraft, loaded: OrderDraft | None = None, position: int | None = None
) -> None:
    """Change an order; only what differs from `loaded` is written, and the payment follows the new total."""
    order = records.find_to_change(work, Order, order_id)
    draft, loaded = field_limits.completed(work, order, draft, loaded)
    draft, loaded = field_limits.with_real_amounts(work, draft, loaded, lambda: order_draft(work, order_id))
    field_rules.check_change(work, order, draft)
    before = loaded or order_draft(work, order_id)
    currency = draft.currency or order.currency
    problems = Problems()
    lines = product_lines.priced(work, problems, draft.lines, currency, draft.customer_id, draft.ordered_on)
    _check(work, problems, draft, order)
    _check_received(work, problems, replace(draft, lines=lines), order)
    _check_total(problems, replace(draft, lines=lines), currency)
    floor_price.check_order(work, problems, draft, lines, currency, before, order.id)
    _check_terms(work, problems, draft, order, currency)
    problems.refuse()
    credit.refuse_beyond(work, draft.customer_id, *_more(work, replace(draft, lines=lines), before))
    had_currency = order.currency
    after = replace(draft, lines=lines)
    records.apply(work, order, _plain(after, currency, order), _plain(before, had_currency, order), position)
    product_lines.write(work, OrderLine, {"order_id": order.id}, lines, before.lines, order.currency, position)
    if order.currency != had_currency:
        product_lines.recompute(work, OrderLine, {"order_id": order.id}, order.currency)
    if draft.owner_id != before.owner_id:
        ownership.hand_over(work, order, draft.owner_id, position=position)
    if draft.status != before.status:
        _set_status(work, order, draft.status, None, position)
    work.session.flush()
    if (draft.payment_state, draft.paid_on) != (before.payment_state, before.paid_on):
        payment.set_state(work, order, draft.payment_state, draft.paid_on)
    else:
        payment.follow(work, order)


def credit_warning(reading: Reading, draft: OrderDraft, order_id: str | None = None) -> Message | None:
    """What to say before an order is saved with which its customer would owe more than the credit limit."""
    currency = draft.currency or reading.currency
    lines = product_lines.priced(reading, Problems(), draft.lines, currency, draft.customer_id, draft.ordered_on)
    before = order_draft(reading, order_id) if order_id else None
    return credit.warning(reading, draft.customer_id, *_more(reading, replace(draft, lines=lines), before))


def set_order_status(work: UnitOfWork, order_id: str, status: str, on: date | None = None) -> None:
    """Ship an order on a day, cancel it, or take that back."""
    problems = Problems()
    problems.one_of("status", status, STATUSES)
    problems.refuse()
    order = records.find_to_change(work, Order, order_id)
    problems.not_after("shipped_on", on, work.today)
    if status == SHIPPED and on and on < order.ordered_on:
        problems.add("shipped_on", _SHIPPED_BEFORE)
    problems.refuse()
    if order.status == CANCELLED and status != CANCELLED:
        _check_reopening(work, order_id, status)
    _set_status(work, order, status, on)


def assign_orders(work: UnitOfWork, ids: Iterable[str], owner_id: str | None) -> int:
    """Hand several orders over; returns how many changed hands."""
    found = [records.find_to_change(work, Order, each) for each in ids]
    return sum(ownership.hand_over(work, order, owner_id) for order in found)


def delete_orders(work: UnitOfWork, ids: Iterable[str]) -> int:
    """Delete orders of which no invoice holds and for which no money came in; returns how many."""
    ids = list(ids)
    if received_where(work, Receipt.order_id.in_(ids)):
        raise UserError(Message("Money came in for this. Delete its receipts first, or cancel the order instead."))
    if invoiced(work, Invoice.order_id.in_(ids)):
        raise UserError(Message("Something of this was invoiced. Void the invoice, or cancel the order instead."))
    return records.delete(work, Order, ids)


def _check_reopening(work: UnitOfWork, order_id: str, status: str) -> None:
    """Whoever reopens an order places it: it is owed again, at its prices."""
    cancelled = order_draft(work, order_id)
    draft, currency = replace(cancelled, status=status), cancelled.currency or work.currency
    problems = Problems()
    floor_price.check_order(work, problems, draft, draft.lines, currency, cancelled, order_id)
    problems.refuse()
    credit.refuse_beyond(work, draft.customer_id, *_more(work, draft, cancelled))


def _set_status(work: UnitOfWork, order: Order, status: str, on: date | None, position: int | None = None) -> None:
    if not records.apply(work, order, {"status": status}, position=position):
        return
    if status == SHIPPED:
        on = order.shipped_on = on or order.shipped_on or work.today
    elif status == PLACED:
        order.shipped_on = None
    records.note_history(work, order, "status", status, on)


def _check(work: UnitOfWork, problems: Problems, draft: OrderDraft, current: Order | None = None) -> None:
    problems.one_of("status", draft.status, STATUSES)
    problems.one_of("payment_state", draft.payment_state, PAYMENT_STATES)
    for name in ("freight_minor", "tax_minor"):
        amounts.check_amount(problems, name, getattr(draft, name))
    for name in ("ordered_on", "required_on", "shipped_on", "due_on"):
        problems.year_meant(name, getattr(draft, name), getattr(current, name, None))
    amounts.check_currency(problems, "currency", draft.currency)
    check_references(work, problems, draft, _POINTS_TO, current)
    _check_contract(work, problems, draft, current)
    numbering.check_number(work, problems, Order, draft.number, current)
    if draft.shipped_on and draft.ordered_on and draft.shipped_on < draft.ordered_on:
        problems.add("shipped_on", _SHIPPED_BEFORE)
    problems.not_after("paid_on", draft.paid_on, work.today)
    if current is not None:
        problems.require("ordered_on", draft.ordered_on, Message("Choose the day the order was placed."))


def _more(reading: Reading, draft: OrderDraft, before: OrderDraft | None) -> tuple[int, str]:
    """By how much a draft raises what its customer owes, and in which currency."""
    currency = draft.currency or reading.currency
    more = _owes(draft, currency)
    if before is not None and (before.customer_id, before.currency) == (draft.customer_id, currency):
        more -= _owes(before, currency)
    return more, currency


def _owes(draft: OrderDraft, currency: str) -> int:
    """What an order is still to be paid for: nothing when it is paid, cancelled, or paid by its contract."""
    if draft.contract_id or draft.status == CANCELLED or draft.payment_state == PAID:
        return 0
    return _costs(draft, currency)


def _costs(draft: OrderDraft, currency: str) -> int:
    """What a draft with priced lines costs: its lines, freight and tax."""
    plain = _plain(draft, currency)
    return product_lines.total(draft.lines, currency) + int(plain["freight_minor"]) + int(plain["tax_minor"])


def _check_contract(work: UnitOfWork, problems: Problems, draft: OrderDraft, current: Order | None) -> None:
    """The contract that pays the order is one with its customer, in its currency.

    One newly chosen is in force, before money came in for the order.
    """
    is_new = draft.contract_id != (current.contract_id if current else None)
    if is_new and current is not None and payment.has_receipts(work, current.id):
        said = Message("Money has been received for this order. It stays with what was paid.")
        problems.add("contract_id", said)
    elif is_new and current is not None and invoiced(work, Invoice.order_id == current.id):
        problems.add("contract_id", Message("This order was invoiced. Void its invoices before it goes to a contract."))
    contract = work.session.get(Contract, draft.contract_id) if draft.contract_id else None
    if contract is None:
        return
    currency = draft.currency or (current.currency if current else work.currency)
    if not is_new and current and (current.customer_id, current.currency) == (draft.customer_id, currency):
        return
    if is_new and contract.stage not in IN_FORCE:
        problems.add("contract_id", Message("This contract is not in force. Sign it first, or choose another."))
    if contract.customer_id != draft.customer_id:
        problems.add("contract_id", Message("This contract is with another customer. Choose one of the same."))
    if contract.currency != currency:
        problems.add("contract_id", Message("The contract is in {currency}. Order in it.", currency=contract.currency))


def _check_total(problems: Problems, draft: OrderDraft, currency: str) -> None:
    """What an order comes to can be kept; below 0 it takes something back."""
    amounts.check_amount(problems, "lines", abs(_costs(draft, currency)))


def _check_received(work: UnitOfWork, problems: Problems, draft: OrderDraft, order: Order) -> None:
    """What was received and invoiced stays within what the order costs."""
    received = payment.received_for(work, order.id)
    total = _costs(draft, draft.currency or order.currency)
    billed = invoiced(work, Invoice.order_id == order.id)
    if billed > total and total < total_of(work, order):
        amount = formats.money(billed, order.currency, symbol=True)
        said = Message("{amount} of this order was invoiced. Write a credit note over what is beyond.", amount=amount)
        problems.add("lines", said)
    if received > total and total < total_of(work, order):
        came = formats.money(received, order.currency, symbol=True)
        said = Message("{amount} came in for this order. Give back what is beyond first: write a refund.", amount=came)
        problems.add("lines", said)


def _check_terms(work: UnitOfWork, problems: Problems, draft: OrderDraft, order: Order, currency: str) -> None:
    """Money that came in stays in its currency, and what invoices say of an order stays true."""
    if currency != order.currency and payment.has_receipts(work, order.id):
        problems.add("currency", Message("Money has been received for this order. Its currency cannot change."))
    changed = {"currency": currency != order.currency, "customer_id": draft.customer_id != order.customer_id}
    if any(changed.values()) and invoiced(work, Invoice.order_id == order.id):
        said = Message("This order was invoiced. Void its invoices before you change this.")
        for name in (name for name, differs in changed.items() if differs):
            problems.add(name, said)


def _plain(draft: OrderDraft, currency: str, order: Order | None = None) -> dict[str, Any]:
    """What is written as it was typed."""
    values = {name: value for name, value in records.values_of(draft).items() if name not in _DECIDED}
    return {
        **values,
        "currency": draft.currency or currency,
        "number": values["number"] or (order.number if order else None),
        "freight_minor": draft.freight_minor or 0,
        "tax_minor": tax_of(draft.lines, draft.currency or currency) if draft.tax_minor is None else draft.tax_minor,
    }
