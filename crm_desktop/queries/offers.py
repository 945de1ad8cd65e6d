"""What to offer a customer, from orders alone: what it bought regularly and no more, what buyers like it bought too.

Only orders that the viewer may see are counted. It is a first version: it says how it came to each and with how many.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select

from crm_desktop.models import Order, OrderLine, Product
from crm_desktop.models.order import CANCELLED
from crm_desktop.queries import rights
from crm_desktop.storage.database import Reading

YEARS = 3
# Bought no more: so much longer ago than usual, and at least so many days.
LATE, LEAST_DAYS = 1.5, 90
# Bought too: by so many at least, and so much more often than by all.
FEWEST, LIFT = 5, 1.2
_AGAIN, _SIMILAR = 2, 2


@dataclass(frozen=True)
class Again:
    """A product bought `times` times, about every `gap_days`, and for long no more."""

    product: str
    times: int
    gap_days: int
    last_on: date


@dataclass(frozen=True)
class Similar:
    """A product that `buyers` of the `among` customers bought who, as this one, bought `because`."""

    product: str
    because: str
    buyers: int
    among: int


@dataclass(frozen=True)
class Offers:
    """What can be said of a customer; `orders` is how many it rests on."""

    orders: int
    again: tuple[Again, ...] = ()
    similar: tuple[Similar, ...] = ()


@dataclass(frozen=True)
class _Bought:
    times: int
    first_on: date
    last_on: date


def offers(reading: Reading, customer_ids: Iterable[str]) -> dict[str, Offers]:
    """What to offer each of these customers."""
    wanted = list(customer_ids)
    bought = _bought(reading)
    names = dict(reading.plain("SELECT id, name FROM product WHERE deleted = 0 AND is_active <> 0"))
    buyers: dict[str, set[str]] = defaultdict(set)
    for customer_id, products in bought.items():
        for product_id in products:
            buyers[product_id].add(customer_id)
    orders = _orders(reading, wanted)
    return {
        each: Offers(
            orders.get(each, 0),
            _again(bought.get(each, {}), names, reading.today),
            _similar(bought.get(each, {}), buyers, names, len(bought)),
        )
        for each in wanted
    }


def _again(products: Mapping[str, _Bought], names: Mapping[str, str], today: date) -> tuple[Again, ...]:
    found = []
    for product_id, each in products.items():
        if each.times < 2 or product_id not in names:
            continue
        gap = max(1, round((each.last_on - each.first_on).days / (each.times - 1)))
        if (today - each.last_on).days > max(LEAST_DAYS, LATE * gap):
            found.append(Again(names[product_id], each.times, gap, each.last_on))
    return tuple(sorted(found, key=lambda each: (-each.times, each.product))[:_AGAIN])


def _similar(
    products: Mapping[str, _Bought], buyers: Mapping[str, set[str]], names: Mapping[str, str], everyone: int
) -> tuple[Similar, ...]:
    best: dict[str, tuple[float, Similar]] = {}
    for mine in products:
        if mine not in names:
            continue
        for other, others in buyers.items():
            if other in products or other not in names:
                continue
            both, among = len(buyers[mine] & others), len(buyers[mine])
            share = both / among
            if both < FEWEST or share * everyone < LIFT * len(others):
                continue
            said = Similar(names[other], names[mine], both, among)
            if other not in best or (share, said.because) > (best[other][0], best[other][1].because):
                best[other] = share, said
    ranked = sorted(best.values(), key=lambda each: (-each[0], -each[1].buyers, each[1].product))
    return tuple(said for _, said in ranked[:_SIMILAR])


def _bought(reading: Reading) -> dict[str, dict[str, _Bought]]:
    """Customer → product → how often and when, in the last years."""
    orders = func.count(Order.id.distinct())
    statement: Any = (
        select(Order.customer_id, OrderLine.product_id, orders, func.min(Order.ordered_on), func.max(Order.ordered_on))
        .join(OrderLine, OrderLine.order_id == Order.id)
        .where(
            *_counted(reading),
            OrderLine.deleted.is_(False),
            OrderLine.product_id.is_not(None),
            OrderLine.product_id.in_(select(Product.id).where(Product.deleted.is_(False))),
        )
        .group_by(Order.customer_id, OrderLine.product_id)
    )
    found: dict[str, dict[str, _Bought]] = defaultdict(dict)
    for customer_id, product_id, times, first, last in reading.session.execute(
        rights.seen(Order, reading.viewer, statement)
    ):
        found[customer_id][product_id] = _Bought(times, first, last)
    return dict(found)


def _orders(reading: Reading, customer_ids: list[str]) -> dict[str, int]:
    statement: Any = (
        select(Order.customer_id, func.count())
        .where(*_counted(reading), Order.customer_id.in_(customer_ids))
        .group_by(Order.customer_id)
    )
    rows = reading.session.execute(rights.seen(Order, reading.viewer, statement))
    return {row[0]: row[1] for row in rows}


def _counted(reading: Reading) -> tuple[Any, ...]:
    since = reading.today - timedelta(days=365 * YEARS)
    return (
        Order.deleted.is_(False),
        Order.status != CANCELLED,
        Order.customer_id.is_not(None),
        Order.ordered_on >= since,
    )
