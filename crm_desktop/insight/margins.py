"""What categories of products leave in some days, and what products customers bought: of orders the viewer sees."""

from collections import defaultdict
from collections.abc import Mapping
from fractions import Fraction
from typing import Any, NamedTuple

from sqlalchemy import Float, Text, case, cast, func, select, type_coerce

from crm_desktop.core.money import E6, minor_digits
from crm_desktop.insight.sales import Period
from crm_desktop.models import Order, OrderLine, Product
from crm_desktop.queries import rights
from crm_desktop.queries.money import RatesByDay
from crm_desktop.queries.order import IS_SOLD
from crm_desktop.storage.database import Reading


class Grade(NamedTuple):
    """A product within its category: its price on the list says how high it stands."""

    product_id: str
    category_id: str
    price_e6: int


def margin_rates(reading: Reading, within: Period) -> dict[str, Fraction]:
    """By category, the part of net sales that is left after the cost of goods, of the lines whose cost is known."""
    own = case((func.coalesce(Product.currency, Order.currency) == Order.currency, Product.unit_cost_e6))
    cost = func.coalesce(OrderLine.unit_cost_e6, own)
    known = case((cost.is_not(None), OrderLine.net_minor))
    spent = cast(OrderLine.quantity_e6, Float) * cost
    day = type_coerce(Order.ordered_on, Text)
    statement: Any = (
        select(Product.category_id, Order.currency, day, func.sum(known), func.sum(spent))
        .join(OrderLine, (OrderLine.order_id == Order.id) & OrderLine.deleted.is_(False))
        .join(Product, Product.id == OrderLine.product_id)
        .where(Order.deleted.is_(False), IS_SOLD, Product.category_id.is_not(None))
        .where(day.between(within.first.isoformat(), within.last.isoformat()))
        .group_by(Product.category_id, Order.currency, day)
    )
    rates = RatesByDay(reading)
    sold, left = defaultdict[str, int](int), defaultdict[str, int](int)
    for category, currency, on, net, costs in reading.session.execute(rights.seen(Order, reading.viewer, statement)):
        if net is None:
            continue
        minor = round((costs or 0) * 10 ** minor_digits(currency) / E6 / E6)
        converted, spent_minor = rates.convert(net, currency, on), rates.convert(minor, currency, on)
        if converted is not None and spent_minor is not None:
            sold[category] += converted
            left[category] += converted - spent_minor
    return {category: Fraction(left[category], whole) for category, whole in sold.items() if whole > 0}


def grades(reading: Reading) -> dict[str, list[Grade]]:
    """By category its products with a price in one currency, the cheapest first; only what is offered."""
    statement: Any = select(Product.id, Product.category_id, Product.list_price_e6, Product.currency).where(
        Product.deleted.is_(False),
        Product.is_active.is_(True),
        Product.category_id.is_not(None),
        Product.list_price_e6.is_not(None),
    )
    found: dict[str, list[Grade]] = defaultdict(list)
    for product, category, price, currency in reading.session.execute(statement):
        if currency in (None, reading.currency):
            found[category].append(Grade(product, category, price))
    return {category: sorted(each, key=lambda one: (one.price_e6, one.product_id)) for category, each in found.items()}


def quantities(reading: Reading, within: Period) -> Mapping[str, Mapping[str, int]]:
    """By customer and product how much was ordered in some days, in millionths."""
    day = type_coerce(Order.ordered_on, Text)
    statement: Any = (
        select(Order.customer_id, OrderLine.product_id, func.sum(OrderLine.quantity_e6))
        .join(OrderLine, (OrderLine.order_id == Order.id) & OrderLine.deleted.is_(False))
        .where(Order.deleted.is_(False), IS_SOLD, Order.customer_id.is_not(None), OrderLine.product_id.is_not(None))
        .where(day.between(within.first.isoformat(), within.last.isoformat()))
        .group_by(Order.customer_id, OrderLine.product_id)
    )
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for customer, product, quantity in reading.session.execute(rights.seen(Order, reading.viewer, statement)):
        found[customer][product] = quantity
    return found
