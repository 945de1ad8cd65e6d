"""Who is ripe for the next grade of what it buys: as much of this one, or growing as fast, as buyers of that one.

A pure engine: quantities of products by customer in two years, in; product, customer and how many buyers it was told
from, out. The next grade of a product is the next dearer one of its category.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

from crm_desktop.insight.figure import ENOUGH, median
from crm_desktop.insight.margins import Grade

Bought = Mapping[str, Mapping[str, int]]
"""By customer and product, how much."""


class Step(NamedTuple):
    """A customer that may take the next grade: from which product to which, told of so many buyers of that."""

    customer_id: str
    product_id: str
    next_id: str
    buyers: int


def steps(ladders: Mapping[str, Sequence[Grade]], now: Bought, before: Bought) -> list[Step]:
    """Who buys more of its category, or grew more, than the median of the buyers of the next grade.

    Whoever bought the next grade, or a dearer one, has taken the step; of too few buyers nothing is told.
    """
    by_product, earlier = _by_product(now), _by_product(before)
    found = []
    for ladder in ladders.values():
        whole, was = _of(by_product, ladder), _of(earlier, ladder)
        highest: dict[str, int] = {}
        for place, each in enumerate(ladder):
            highest |= dict.fromkeys(by_product.get(each.product_id, ()), place)
        for place, (each, upper) in enumerate(pairwise(ladder)):
            buyers = by_product.get(upper.product_id, {})
            if len(buyers) < ENOUGH:
                continue
            usual = median([whole[customer] for customer in buyers]) or 0
            growths = [Fraction(whole[one], was[one]) for one in buyers if was.get(one)]
            growth = median(growths)
            for customer in by_product.get(each.product_id, ()):
                if highest[customer] != place:
                    continue
                grew = growth is not None and was.get(customer, 0) > 0
                if whole[customer] > usual or (grew and whole[customer] > (growth or 0) * was[customer]):
                    found.append(Step(customer, each.product_id, upper.product_id, len(buyers)))
    return sorted(found)


def _by_product(bought: Bought) -> dict[str, dict[str, int]]:
    """By product, who bought any of it and how much."""
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for customer, each in bought.items():
        for product, quantity in each.items():
            if quantity > 0:
                found[product][customer] = quantity
    return found


def _of(by_product: Mapping[str, Mapping[str, int]], ladder: Sequence[Grade]) -> dict[str, int]:
    """How much each customer bought of a category."""
    found: dict[str, int] = defaultdict(int)
    for each in ladder:
        for customer, quantity in by_product.get(each.product_id, {}).items():
            found[customer] += quantity
    return found
