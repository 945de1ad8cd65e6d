"""Won revenue by product: the amount of each deal split by the net amounts of its lines, to the last minor unit."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any, NamedTuple

from sqlalchemy import CTE, case, func, literal, null, select, union_all

from crm_desktop.insight.sales import Period, counted
from crm_desktop.models import Opportunity, OpportunityLine
from crm_desktop.models.dictionary import WON
from crm_desktop.queries.money import in_base
from crm_desktop.storage.database import Reading


class Sold(NamedTuple):
    """What a product brought, and in how many deals it stood."""

    revenue: int
    deals: int


def revenue_by_product(
    reading: Reading, period: Period, owners: frozenset[str] | None = None
) -> dict[str | None, Sold]:
    """What each product brought in the deals won in a period; None stands for what belongs to no product.

    The parts of a deal always add up to its amount. A deal of one product, or one worth what its lines add up to, is
    split by the database; the few others (other currencies, amounts set by hand) need exact shares and are split here.
    """
    parts = _parts(reading, period, owners)
    p = parts.c
    even = select(p.product_id, func.sum(p.part), func.count(), null(), null()).where(p.part.is_not(None))
    uneven = select(p.product_id, p.net, literal(0), p.deal_id, p.amount).where(p.part.is_(None))
    sums: dict[str | None, tuple[int, int]] = {}
    left: list[tuple[str, str | None, int, int]] = []
    for product, value, deals, deal_id, amount in reading.session.execute(
        union_all(even.group_by(p.product_id), uneven)
    ):
        if deal_id is None:
            _add(sums, product, value, deals)
        else:
            left.append((deal_id, product, value, amount))
    for product, value in _split_all(left):
        _add(sums, product, value, 1)
    return {product: Sold(*sold) for product, sold in sums.items()}


def _parts(reading: Reading, period: Period, owners: frozenset[str] | None) -> CTE:
    """Deal and product with the part of the deal's amount, NULL where that needs more than SQL."""
    deal, line = Opportunity, OpportunityLine
    amount = func.coalesce(in_base(deal.amount_minor, deal.currency, deal.closed_on), 0).label("amount")
    won = (
        select(deal.id, amount)
        .where(deal.closed_on.between(period.first, period.last), deal.outcome == WON, *counted(reading, owners))
        .cte("won")
    )
    of_product = (
        select(
            won.c.id.label("deal_id"),
            won.c.amount,
            line.product_id,
            func.coalesce(func.sum(line.net_minor), 0).label("net"),
        )
        .select_from(won)
        .outerjoin(line, (line.opportunity_id == won.c.id) & line.deleted.is_(False))
        .group_by(won.c.id, won.c.amount, line.product_id)
        .cte("of_product")
    )
    o = of_product.c
    products = func.count().over(partition_by=o.deal_id)
    total = func.sum(o.net).over(partition_by=o.deal_id)
    part: Any = case((products == 1, o.amount), ((total == o.amount) & (total > 0), o.net))
    return select(o.deal_id, o.amount, o.product_id, o.net, part.label("part")).cte("parts")


def _split_all(parts: Iterable[tuple[str, str | None, int, int]]) -> Iterator[tuple[str | None, int]]:
    ordered = sorted(parts, key=lambda part: (part[0], part[1] or ""))
    for _, group in groupby(ordered, key=lambda part: part[0]):
        of_deal = list(group)
        yield from split(of_deal[0][3], [(product, net) for _, product, net, _ in of_deal])


def split(amount: int, weights: list[tuple[str | None, int]]) -> Iterator[tuple[str | None, int]]:
    """(product, its part): proportional to the weights, or equal where those add up to nothing."""
    total = sum(weight for _, weight in weights)
    given, reached, whole = 0, 0, total if total > 0 else len(weights)
    for product, weight in weights:
        reached += weight if total > 0 else 1
        upto = amount * reached // whole
        yield product, upto - given
        given = upto


def _add(sums: dict[str | None, tuple[int, int]], product: str | None, value: int, deals: int) -> None:
    revenue, count = sums.get(product, (0, 0))
    sums[product] = (revenue + value, count + deals)
