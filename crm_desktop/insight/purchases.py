"""Purchases: the one definition of who bought on which day, for how much, read in bulk.

An order is a purchase when it is not deleted, not cancelled, and worth something net, in the company's currency by the
rate of its day. Several of a customer on one day are one purchase of that day. Business days only, up to a day that is
asked for; what no rate converts is left out, and counted.
"""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from sqlalchemy import Integer, Text, cast, func, select, type_coerce

from crm_desktop.insight.bg_nbd import Histories, Values
from crm_desktop.insight.purchase_orders import counted
from crm_desktop.models import Order, OrderLine
from crm_desktop.models.order import PAID
from crm_desktop.queries import rights
from crm_desktop.queries.money import RatesByDay
from crm_desktop.storage import statements
from crm_desktop.storage.database import Reading

Whole = np.ndarray[Any, np.dtype[np.int64]]
Flags = np.ndarray[Any, np.dtype[np.bool_]]
# The Julian day before the first one that Python counts.
_BEFORE_FIRST = 1721424.5


@dataclass(frozen=True)
class Purchases:
    """The purchases of some customers, by customer and day: those of customer n stand from `starts[n]` to the next.

    A day is `date.toordinal()`, an amount is in minor units; `paid` tells whether any order of that day is paid.
    """

    customers: tuple[str, ...]
    starts: Whole
    day: Whole
    amount: Whole
    paid: Flags
    as_of: date
    without_rate: int = 0

    @property
    def counts(self) -> Whole:
        """How many purchases each customer made; at least one."""
        return np.asarray(np.diff(self.starts), dtype=np.int64)

    @property
    def whose(self) -> Whole:
        """The place of the customer of each purchase."""
        return np.repeat(np.arange(len(self.customers)), self.counts)

    @property
    def first(self) -> Whole:
        """The day of the first purchase of each customer."""
        return self.day[self.starts[:-1]]

    @property
    def last(self) -> Whole:
        """The day of the last purchase of each customer."""
        return self.day[self.starts[1:] - 1]

    @property
    def last_paid(self) -> Whole:
        """The last day of each customer with a paid order; 0 of who never paid one."""
        found = np.zeros(len(self.customers), dtype=np.int64)
        np.maximum.at(found, self.whose, np.where(self.paid, self.day, 0))
        return found

    def sums(self, chosen: Flags) -> Whole:
        """What each customer bought, of the purchases chosen."""
        found = np.zeros(len(self.customers), dtype=np.int64)
        np.add.at(found, self.whose, np.where(chosen, self.amount, 0))
        return found

    def until(self, last: date) -> "Purchases":
        """Those up to a day, and the customers who had made any by then."""
        early = self.day <= last.toordinal()
        counts = np.bincount(self.whose[early], minlength=len(self.customers))
        starts = np.concatenate(([0], np.cumsum(counts[counts > 0])))
        customers = tuple(each for each, count in zip(self.customers, counts.tolist(), strict=True) if count)
        return Purchases(
            customers, starts, self.day[early], self.amount[early], self.paid[early], last, self.without_rate
        )

    def histories(self) -> Histories:
        """What BG/NBD looks at, in days."""
        first = self.first
        told = (self.counts - 1, self.last - first, self.as_of.toordinal() - first)
        return Histories(*(each.astype(np.float64) for each in told))

    def repeat_means(self) -> Values:
        """What a purchase after the first one was worth in the mean; 0 of who made none."""
        repeats = self.counts - 1
        later = np.ones(len(self.day), dtype=bool)
        later[self.starts[:-1]] = False
        return np.asarray(self.sums(later) / np.maximum(repeats, 1), dtype=np.float64)


def purchases(
    reading: Reading, as_of: date, owners: frozenset[str] | None = None, only: Sequence[str] | None = None
) -> Purchases:
    """What the viewer sees of them up to a day; of the orders of some owners, or of some customers, when given."""
    net = (
        select(func.sum(OrderLine.net_minor))
        .where(OrderLine.order_id == Order.id, OrderLine.deleted.is_(False))
        .scalar_subquery()
    )
    written = type_coerce(Order.ordered_on, Text)
    day = cast(func.julianday(written) - _BEFORE_FIRST, Integer)
    statement = select(Order.customer_id, day, Order.currency, net, Order.payment_state == PAID)
    statement = counted(statement, as_of, owners, only).order_by(Order.customer_id, written)
    return _gathered(reading, rights.seen(Order, reading.viewer, statement), as_of)


def _gathered(reading: Reading, statement: Any, as_of: date) -> Purchases:
    """One row an order, by customer and day, put together without holding all of them at once."""
    asked = statements.prepared(statement, {})
    rates, base = RatesByDay(reading), reading.currency
    customers: list[str] = []
    starts, days, amounts, paid = array("q"), array("q"), array("q"), array("b")
    without_rate, before, before_day = 0, "", 0
    for customer, day, currency, net, is_paid in reading.each(asked.sql, asked.always):
        if not net or net <= 0:
            continue
        amount = net if currency == base else rates.convert(net, currency, date.fromordinal(day).isoformat())
        if amount is None or amount <= 0:
            without_rate += amount is None
            continue
        if customer != before:
            customers.append(customer)
            starts.append(len(days))
        elif day == before_day:
            amounts[-1] += amount
            paid[-1] |= is_paid
            continue
        before, before_day = customer, day
        days.append(day)
        amounts.append(amount)
        paid.append(is_paid)
    starts.append(len(days))
    of_starts, of_days, of_amounts = (np.frombuffer(each, dtype=np.int64) for each in (starts, days, amounts))
    of_paid = np.frombuffer(paid, dtype=np.bool_)
    return Purchases(tuple(customers), of_starts, of_days, of_amounts, of_paid, as_of, without_rate)
