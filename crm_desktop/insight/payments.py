"""What fell due, of whom, and when it was paid: orders without a contract, plans of contracts, what is beside both."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Text, and_, func, or_, select, type_coerce

from crm_desktop.insight.paying import Came, Due, Paid, settled
from crm_desktop.insight.sales import Period
from crm_desktop.models import Contract, Customer, Order, OrderLine, Receipt, Receivable
from crm_desktop.models.contract import IN_FORCE
from crm_desktop.models.order import CANCELLED
from crm_desktop.queries import rights
from crm_desktop.queries.money import RatesByDay
from crm_desktop.storage.database import Reading


class Payment(NamedTuple):
    """A payment of a customer; `worth` is its amount in the company's currency, 0 where no rate converts it.

    It is of an order or a contract, or of the customer alone.
    """

    customer_id: str
    paid: Paid
    worth: int
    kind: str = ""
    record_id: str = ""


def payments(
    reading: Reading, within: Period, owners: frozenset[str] | None = None, customer_id: str | None = None
) -> list[Payment]:
    """What fell due within some days or was still open in them, as it stood at the end of the last, of who is seen."""
    rates, found = RatesByDay(reading), []
    asked = _Asked(reading, within, owners, customer_id)
    for customer, record, paid, currency in (*_of_orders(asked), *_of_plans(asked)):
        if paid.amount > 0 and (paid.due_on >= within.first or paid.paid_on is None or paid.paid_on >= within.first):
            worth = rates.convert(paid.amount, currency, paid.due_on.isoformat())
            found.append(Payment(customer, paid, worth or 0, *record))
    return found


_Found = tuple[str, tuple[str, str], Paid, str]
"""A customer, the kind and id of what its payment is of, the payment, and its currency."""


class _Asked(NamedTuple):
    reading: Reading
    within: Period
    owners: frozenset[str] | None
    customer_id: str | None

    @property
    def last(self) -> str:
        return self.within.last.isoformat()

    def rows(self, statement: Any, entity: Any, customer: Any) -> Any:
        if self.customer_id is not None:
            statement = statement.where(customer == self.customer_id)
        if self.owners is not None:
            statement = statement.where(entity.owner_id.in_(sorted(self.owners)))
        return self.reading.session.execute(rights.seen(entity, self.reading.viewer, statement))


def _of_orders(asked: _Asked) -> Iterator[_Found]:
    due, paid = type_coerce(Order.due_on, Text), type_coerce(Order.paid_on, Text)
    first = asked.within.first.isoformat()
    lines = func.coalesce(func.sum(OrderLine.net_minor), 0)
    statement: Any = (
        select(Order.customer_id, Order.id, due, paid, lines + Order.freight_minor + Order.tax_minor, Order.currency)
        .outerjoin(OrderLine, (OrderLine.order_id == Order.id) & OrderLine.deleted.is_(False))
        .where(
            Order.deleted.is_(False),
            Order.status != CANCELLED,
            Order.customer_id.is_not(None),
            Order.contract_id.is_(None),
            due <= asked.last,
            or_(due >= first, paid.is_(None), paid >= first),
        )
        .group_by(Order.id)
    )
    for customer, order, on, paid_on, amount, currency in asked.rows(statement, Order, Order.customer_id):
        settled_on = date.fromisoformat(paid_on) if paid_on and paid_on <= asked.last else None
        yield customer, ("sales_order", order), Paid(date.fromisoformat(on), amount, settled_on), currency


def _of_plans(asked: _Asked) -> Iterator[_Found]:
    """By contract, and by customer for what falls due beside contracts and orders; receipts up to the last day."""
    beside = (Receivable.contract_id.is_(None), Receivable.order_id.is_(None))
    yield from _of_accounts(asked, Contract, "contract_id", Contract.customer_id, Contract.stage.in_(IN_FORCE))
    yield from _of_accounts(asked, Customer, "customer_id", Customer.id, and_(*beside))


def _of_accounts(asked: _Asked, entity: Any, key: str, customer: Any, which: Any) -> Iterator[_Found]:
    """The payments of each contract or customer and currency, filled by what came in for just these."""
    due, came = type_coerce(Receivable.due_on, Text), type_coerce(Receipt.paid_on, Text)
    owing, paying = getattr(Receivable, key), getattr(Receipt, key)
    planned: Any = (
        select(customer, owing, Receivable.currency, Receivable.id, due, Receivable.amount_minor)
        .join(entity, entity.id == owing)
        .where(Receivable.deleted.is_(False), entity.deleted.is_(False), which, due <= asked.last)
    )
    accounts: dict[tuple[str, str, str], list[Due]] = defaultdict(list)
    for whose, account, currency, name, on, amount in asked.rows(planned, entity, customer):
        accounts[whose, account, currency].append(Due(name, date.fromisoformat(on), amount))
    if not accounts:
        return
    received = select(paying, Receipt.currency, Receipt.receivable_id, came, Receipt.amount_minor).where(
        Receipt.deleted.is_(False), paying.is_not(None), came <= asked.last
    )
    if entity is Customer:
        received = received.where(Receipt.contract_id.is_(None), Receipt.order_id.is_(None))
    if asked.customer_id:
        received = received.where(paying.in_(sorted({account for _, account, _ in accounts})))
    money: dict[tuple[str, str], list[Came]] = defaultdict(list)
    for account, currency, names, on, amount in asked.reading.session.execute(received):
        money[account, currency].append(Came(date.fromisoformat(on), amount, names))
    kind = str(entity.__tablename__)
    for (whose, account, currency), dues in accounts.items():
        for each in settled(dues, money.get((account, currency), ())):
            yield whose, (kind, account), each, currency
