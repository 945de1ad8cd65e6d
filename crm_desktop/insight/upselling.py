"""Who is ripe for the next grade of what it buys: as much of this one, or growing as fast, as buyers of that one.

A pure engine: quantities of products by customer in two years, in; product, customer and how many buyers it was told
from, out. The next grade of a product is the next dearer one of its category.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
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
    found = []
    for ladder in ladders.values():
        whole = {customer: _of(bought, ladder) for customer, bought in now.items()}
        earlier = {customer: _of(bought, ladder) for customer, bought in before.items()}
        for place, each in enumerate(ladder[:-1]):
            upper = ladder[place + 1]
            buyers = [customer for customer, bought in now.items() if bought.get(upper.product_id, 0) > 0]
            if len(buyers) < ENOUGH:
                continue
            usual = median([whole[customer] for customer in buyers]) or 0
            growth = median([_growth(whole[each], earlier.get(each, 0)) for each in buyers if earlier.get(each)])
            for customer, bought in now.items():
                highest = max((at for at, one in enumerate(ladder) if bought.get(one.product_id, 0) > 0), default=-1)
                if highest != place:
                    continue
                grew = earlier.get(customer, 0) > 0 and growth is not None
                if whole[customer] > usual or (
                    grew and growth is not None and _growth(whole[customer], earlier[customer]) > growth
                ):
                    found.append(Step(customer, each.product_id, upper.product_id, len(buyers)))
    return sorted(found)


def _of(bought: Mapping[str, int], ladder: Sequence[Grade]) -> int:
    return sum(bought.get(each.product_id, 0) for each in ladder)


def _growth(now: int, before: int) -> Fraction:
    return Fraction(now, before)
