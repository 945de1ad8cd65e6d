"""What a customer is worth: won, in the pipeline, still to be paid, and since when it has been one."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Text, func, select, type_coerce
from sqlalchemy.orm import aliased

from crm_desktop.models import Opportunity, Order, Receipt, Receivable
from crm_desktop.models.dictionary import OPEN, WON
from crm_desktop.models.order import CANCELLED, PAID
from crm_desktop.queries.money import in_base, share
from crm_desktop.queries.order import NET, RECEIVED
from crm_desktop.storage.database import Reading


@dataclass(frozen=True)
class CustomerFacts:
    """What a customer is worth, in minor units of the company's currency; `won_minor` in the twelve months up to today.

    `due_minor` is what is still to be paid, `overdue_since` the oldest day missed, `since` the first order or won deal.
    """

    won_minor: int
    won_before_minor: int
    open_deals: int
    open_minor: int
    weighted_minor: int
    due_minor: int
    overdue_since: date | None
    since: date | None


def customer_facts(reading: Reading, customer_id: str) -> CustomerFacts:
    """What a customer bought, may buy and owes."""
    today = reading.today
    deal = (Opportunity.customer_id == customer_id, Opportunity.deleted.is_(False))
    in_pipeline = in_base(Opportunity.amount_minor, Opportunity.currency, today)
    pipeline: Any = select(
        func.count(),
        func.coalesce(func.sum(in_pipeline), 0),
        func.coalesce(func.sum(share(in_pipeline, Opportunity.probability_e6)), 0),
    ).select_from(Opportunity)
    count, amount, weighted = reading.session.execute(pipeline.where(*deal, Opportunity.outcome == OPEN)).one()
    due, overdue_since = _owed(reading, customer_id)
    year_ago = _year_before(today)
    return CustomerFacts(
        won_minor=_won(reading, customer_id, year_ago, today),
        won_before_minor=_won(reading, customer_id, _year_before(year_ago), year_ago),
        open_deals=count,
        open_minor=amount,
        weighted_minor=weighted,
        due_minor=due,
        overdue_since=overdue_since,
        since=_since(reading, customer_id),
    )


def _year_before(day: date) -> date:
    return day.replace(year=day.year - 1, day=28) if (day.month, day.day) == (2, 29) else day.replace(year=day.year - 1)


def _won(reading: Reading, customer_id: str, after: date, upto: date) -> int:
    """Won after one day and up to another."""
    amount = in_base(Opportunity.amount_minor, Opportunity.currency, Opportunity.closed_on)
    statement: Any = (
        select(func.coalesce(func.sum(amount), 0))
        .select_from(Opportunity)
        .where(
            Opportunity.customer_id == customer_id,
            Opportunity.deleted.is_(False),
            Opportunity.outcome == WON,
            Opportunity.closed_on > after,
            Opportunity.closed_on <= upto,
        )
    )
    return int(reading.session.scalar(statement) or 0)


def _owed(reading: Reading, customer_id: str) -> tuple[int, date | None]:
    """Of orders what was not received, and of other receivables likewise; with the oldest day that was missed."""
    receipt = aliased(Receipt)
    received = (
        select(func.coalesce(func.sum(receipt.amount_minor), 0))
        .where(receipt.receivable_id == Receivable.id, receipt.deleted.is_(False))
        .correlate(Receivable)
        .scalar_subquery()
    )
    unpaid_orders: Any = (
        select(
            in_base(NET + Order.freight_minor + Order.tax_minor - RECEIVED, Order.currency, reading.today),
            type_coerce(Order.due_on, Text),
        )
        .select_from(Order)
        .where(
            Order.customer_id == customer_id,
            Order.deleted.is_(False),
            Order.payment_state != PAID,
            Order.status != CANCELLED,
        )
    )
    others: Any = (
        select(
            in_base(Receivable.amount_minor - received, Receivable.currency, reading.today),
            type_coerce(Receivable.due_on, Text),
        )
        .select_from(Receivable)
        .where(Receivable.customer_id == customer_id, Receivable.order_id.is_(None), Receivable.deleted.is_(False))
    )
    rows = [
        (amount, due)
        for statement in (unpaid_orders, others)
        for amount, due in reading.session.execute(statement)
        if amount
    ]
    missed = [due for amount, due in rows if amount > 0 and due and due < reading.today.isoformat()]
    return sum(amount for amount, _ in rows), date.fromisoformat(min(missed)) if missed else None


def _since(reading: Reading, customer_id: str) -> date | None:
    ordered = select(func.min(Order.ordered_on)).where(
        Order.customer_id == customer_id, Order.deleted.is_(False), Order.status != CANCELLED
    )
    won = select(func.min(Opportunity.closed_on)).where(
        Opportunity.customer_id == customer_id, Opportunity.deleted.is_(False), Opportunity.outcome == WON
    )
    days = [day for day in (reading.session.scalar(ordered), reading.session.scalar(won)) if day]
    return min(days, default=None)
