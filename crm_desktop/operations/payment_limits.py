"""What may come in: never more than a contract or order costs, nothing given back twice, locked months as they are."""

import json
from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import func, select

from crm_desktop.core import formats
from crm_desktop.core.errors import UserError
from crm_desktop.core.i18n import Message
from crm_desktop.models import Contract, Order, OrderLine, Receipt
from crm_desktop.models.commission import COMMISSION
from crm_desktop.models.contract import COMPLETED, SIGNED, TERMINATED
from crm_desktop.models.order import CANCELLED
from crm_desktop.operations import records
from crm_desktop.operations.validation import Problems
from crm_desktop.storage.database import Reading, UnitOfWork

# What commission is made of; the rest of a receipt may be corrected for ever.
COUNTS = ("amount_minor", "currency", "paid_on", "customer_id", "contract_id", "order_id")
_WRITTEN = """
coalesce((SELECT min(t.wall_ms) FROM main.sync_change c JOIN main.sync_txn t ON t.origin = c.origin AND t.seq = c.seq
    WHERE c.row_id = r.id AND c.tbl = 'receipt'), 0)
"""
_LOCKED = f"""
SELECT r.id FROM main.receipt r WHERE r.id IN (SELECT value FROM json_each(?)) AND EXISTS (
    SELECT 1 FROM main.period_snapshot s WHERE s.kind = '{COMMISSION}' AND s.deleted = 0
    AND s.period >= substr(r.paid_on, 1, 7) AND (s.locked_at IS NULL OR s.locked_at >= {_WRITTEN}))
"""
# Before it is signed nobody owes anything by a contract.
_RECEIVE = (SIGNED, COMPLETED, TERMINATED)


def total_of(reading: Reading, order: Order) -> int:
    """What an order costs: its lines, freight and tax."""
    statement = select(func.sum(OrderLine.net_minor))
    net = reading.session.scalar(statement.where(OrderLine.order_id == order.id, OrderLine.deleted.is_(False)))
    return int(net or 0) + order.freight_minor + order.tax_minor


def received_where(reading: Reading, *conditions: Any) -> int:
    """The sum of living receipts that meet some conditions, in minor units."""
    statement = select(func.sum(Receipt.amount_minor)).where(Receipt.deleted.is_(False), *conditions)
    return int(reading.session.scalar(statement) or 0)


def locked_among(reading: Reading, ids: Iterable[str]) -> set[str]:
    """Those of some receipts that a locked month of commission counted, or will not count any more.

    What was written down after its month was locked counts in the next open one; until that is locked it may be mended.
    """
    return {row[0] for row in reading.plain(_LOCKED, (json.dumps(sorted(ids)),))}


def refuse_locked(reading: Reading, receipt: Receipt) -> None:
    """Receipts that a locked month of commission counted stay as they are."""
    if locked_among(reading, [receipt.id]):
        raise stays_locked(receipt.paid_on)


def stays_locked(day: date) -> UserError:
    """What to say of a receipt of a locked month that was to be changed."""
    said = Message(
        "Commission of {month} is locked, so this receipt stays as it is. Write a refund or a new receipt.",
        month=f"{day:%Y-%m}",
    )
    return UserError(said)


def check_limits(work: UnitOfWork, problems: Problems, draft: Any, current: Receipt | None = None) -> None:
    """The money fits what is owed and what came in; the draft names its order or contract already."""
    amount = draft.amount_minor or 0
    if draft.refunds_id:
        _check_refund(work, problems, draft, current)
    elif amount < 0 and not (draft.order_id or draft.contract_id):
        problems.add("refunds_id", Message("Choose the receipt that this gives back."))
    if current is not None:
        _check_given_back(work, problems, draft, current)
    order = work.session.get(Order, draft.order_id) if draft.order_id else None
    contract = work.session.get(Contract, draft.contract_id) if draft.contract_id else None
    if order is not None:
        others = _others(work, Receipt.order_id == order.id, current)
        has_come = current.amount_minor if current is not None and current.order_id == order.id else 0
        if order.status == CANCELLED and amount > max(0, has_come):
            problems.add("order_id", Message("This order is cancelled. Write money for it as money without an order."))
        _check_sum(problems, amount, others, total_of(work, order), order.currency)
    elif contract is not None:
        if contract.stage not in _RECEIVE:
            problems.add("contract_id", Message("This contract is not signed yet. Sign it before money is taken in."))
        others = _others(work, Receipt.contract_id == contract.id, current)
        _check_sum(problems, amount, others, contract.amount_minor, contract.currency)


def check_deleting(work: UnitOfWork, ids: list[str]) -> None:
    """Receipts may go when no month was locked on them and nothing of them was given back."""
    for receipt_id in ids:
        receipt = records.find(work, Receipt, receipt_id)
        refuse_locked(work, receipt)
        if received_where(work, Receipt.refunds_id == receipt_id, Receipt.id.not_in(ids)):
            raise UserError(Message("Part of this receipt was given back. Delete the refund first."))
        for owed_by in _owed_by(receipt):
            if received_where(work, owed_by, Receipt.id.not_in(ids)) < 0:
                raise UserError(Message("Then more would have been given back than came in. Delete the refunds first."))


def _owed_by(receipt: Receipt) -> list[Any]:
    """How the receipts are found that are for the same contract or order."""
    named = ((Receipt.contract_id, receipt.contract_id), (Receipt.order_id, receipt.order_id))
    return [column == record_id for column, record_id in named if record_id]


def _others(work: UnitOfWork, of: Any, current: Receipt | None) -> int:
    return received_where(work, of, Receipt.id != current.id) if current else received_where(work, of)


def _check_sum(problems: Problems, amount: int, others: int, total: int, currency: str) -> None:
    """Together receipts lie between nothing and the whole; what costs nothing yet may be paid ahead."""
    if amount < 0 and others + amount < 0:
        problems.add(
            "amount_minor",
            Message("Only {amount} came in. Give back no more than that.", amount=_money(others, currency)),
        )
    if amount > 0 and total > 0 and others + amount > total:
        left = _money(max(0, total - others), currency)
        problems.add(
            "amount_minor",
            Message(
                "Only {amount} is still open. Write what is beyond it down as money of the customer alone.", amount=left
            ),
        )


def _check_refund(work: UnitOfWork, problems: Problems, draft: Any, current: Receipt | None) -> None:
    paid = work.session.get(Receipt, draft.refunds_id)
    if paid is None or paid.deleted or paid.amount_minor <= 0 or (current and paid.id == current.id):
        problems.add("refunds_id", Message("What was chosen here is no receipt. Choose the one that is given back."))
        return
    if (draft.amount_minor or 0) > 0:
        problems.add("amount_minor", Message("A refund is below 0: money that goes back."))
    if (paid.contract_id, paid.order_id) != (draft.contract_id, draft.order_id):
        problems.add("refunds_id", Message("A refund belongs to what the receipt was for. Choose the same."))
    if paid.currency != draft.currency:
        problems.add("currency", Message("The receipt is in {currency}. Give it back in it.", currency=paid.currency))
    if (draft.paid_on or work.today) < paid.paid_on:
        problems.add("paid_on", Message("Nothing is given back before it came in. Choose a later day."))
    left = paid.amount_minor + _others(work, Receipt.refunds_id == paid.id, current)
    if left + (draft.amount_minor or 0) < 0:
        problems.add(
            "amount_minor",
            Message("Only {amount} of this receipt is left to give back.", amount=_money(left, paid.currency)),
        )


def _check_given_back(work: UnitOfWork, problems: Problems, draft: Any, current: Receipt) -> None:
    """A receipt stays above what was given back of it, and before that; what it was for is not left owing us."""
    refunds = select(func.min(Receipt.paid_on)).where(Receipt.deleted.is_(False), Receipt.refunds_id == current.id)
    given, first = -received_where(work, Receipt.refunds_id == current.id), work.session.scalar(refunds)
    if given > 0 and (draft.amount_minor or 0) < given:
        said = _money(given, current.currency)
        problems.add("amount_minor", Message("{amount} of it was given back already. It cannot be less.", amount=said))
    if first is not None and draft.paid_on and draft.paid_on > first:
        problems.add(
            "paid_on", Message("Part of it was given back on {day}. Choose no later day.", day=first.isoformat())
        )
    for name, column in (("contract_id", Receipt.contract_id), ("order_id", Receipt.order_id)):
        had = getattr(current, name)
        if had and had != getattr(draft, name) and (given > 0 or _others(work, column == had, current) < 0):
            problems.add(
                name, Message("Money was given back of it. Delete the refunds before it is for something else.")
            )


def _money(amount: int, currency: str) -> str:
    return formats.money(amount, currency, symbol=True)
