"""What was bought of what: the purchases of `insight.purchases`, with the categories of their products."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import pairwise
from typing import Any

from sqlalchemy import Text, func, select, type_coerce

from crm_desktop.insight.figure import median
from crm_desktop.insight.purchase_orders import counted
from crm_desktop.insight.sales import Period
from crm_desktop.models import Order, OrderLine, Product
from crm_desktop.queries import rights
from crm_desktop.queries.money import RatesByDay
from crm_desktop.storage.database import Reading


@dataclass(frozen=True)
class Bought:
    """By customer, what was bought by day; by customer and category, the same."""

    days: Mapping[str, Mapping[date, int]]
    categories: Mapping[str, Mapping[str, Mapping[date, int]]]
    without_rate: int = 0

    def sales(self, period: Period) -> dict[str, int]:
        """What each customer bought in a period; nobody who bought nothing."""
        return _within(self.days, period)

    def in_category(self, period: Period) -> dict[str, dict[str, int]]:
        """What each customer bought of each category in a period."""
        found = {customer: _within(each, period) for customer, each in self.categories.items()}
        return {customer: each for customer, each in found.items() if each}

    @cached_property
    def gaps(self) -> Mapping[str, list[int]]:
        """The days between the purchases of each customer who bought more than once."""
        found = {}
        for customer, days in self.days.items():
            ordered = sorted(days)
            found[customer] = [(later - earlier).days for earlier, later in pairwise(ordered)]
        return {customer: gaps for customer, gaps in found.items() if gaps}

    @property
    def first(self) -> Mapping[str, date]:
        """The day of the first purchase of each customer."""
        return {customer: min(days) for customer, days in self.days.items()}

    def median_gap(self) -> int | None:
        """The median of all gaps, in whole days."""
        found = median([gap for gaps in self.gaps.values() for gap in gaps])
        return None if found is None else round(found)


def bought(
    reading: Reading, as_of: date, owners: frozenset[str] | None = None, customer_id: str | None = None
) -> Bought:
    """What the viewer sees of it, up to a day; of the customers of some owners, or of one customer, only when given."""
    day = type_coerce(Order.ordered_on, Text)
    statement: Any = (
        select(Order.customer_id, Order.id, day, Order.currency, Product.category_id, func.sum(OrderLine.net_minor))
        .join(OrderLine, (OrderLine.order_id == Order.id) & OrderLine.deleted.is_(False))
        .outerjoin(Product, Product.id == OrderLine.product_id)
        .group_by(Order.id, Product.category_id)
    )
    statement = counted(statement, as_of, owners, None if customer_id is None else (customer_id,))
    rates, unknown = RatesByDay(reading), set()
    orders: dict[tuple[str, str, str], dict[str | None, int]] = defaultdict(dict)
    for customer, order, on, currency, category, net in reading.fetch(rights.seen(Order, reading.viewer, statement)):
        amount = rates.convert(net, currency, on) if net else 0
        if amount is None:
            unknown.add(order)
        else:
            orders[customer, order, on][category] = amount
    days: dict[str, dict[date, int]] = defaultdict(dict)
    categories: dict[str, dict[str, dict[date, int]]] = defaultdict(lambda: defaultdict(dict))
    for (customer, order, on), parts in orders.items():
        if order in unknown or sum(parts.values()) <= 0:
            continue
        when = date.fromisoformat(on)
        days[customer][when] = days[customer].get(when, 0) + sum(parts.values())
        for category, amount in parts.items():
            if category is not None:
                of = categories[customer][category]
                of[when] = of.get(when, 0) + amount
    return Bought(days, categories, len(unknown))


def _within(days: Mapping[str, Mapping[date, int]], period: Period) -> dict[str, int]:
    found = {}
    for key, of in days.items():
        amounts = [amount for day, amount in of.items() if period.first <= day <= period.last]
        if amounts:
            found[key] = sum(amounts)
    return found
