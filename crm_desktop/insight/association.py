"""What goes together over customers: support, confidence, and lift with the lower end of its interval. Pure engine."""

from collections import Counter
from collections.abc import Iterable
from fractions import Fraction
from itertools import permutations
from typing import NamedTuple

from crm_desktop.insight.figure import ENOUGH, wilson


class Together(NamedTuple):
    """Two categories: who bought both, the share of the first one's buyers, and how much more often than all."""

    first: str
    second: str
    both: int
    confidence: Fraction
    lift: Fraction
    least_lift: float


def together(baskets: Iterable[frozenset[str]], within: int) -> list[Together]:
    """Pairs that at least five bought and whose lift is surely above one, the strongest first."""
    ones: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    for basket in baskets:
        ones.update(basket)
        pairs.update(permutations(sorted(basket), 2))
    found = []
    for (first, second), both in pairs.items():
        share = Fraction(ones[second], within)
        confidence = Fraction(both, ones[first])
        least = wilson(both, ones[first])[0] / float(share)
        if both >= ENOUGH and least > 1:
            found.append(Together(first, second, both, confidence, confidence / share, least))
    return sorted(found, key=lambda each: (-each.lift, -each.both, each.first, each.second))
