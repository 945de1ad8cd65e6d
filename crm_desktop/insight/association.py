"""What goes together over customers: support, confidence, and lift with the lower end of its interval. Pure engine."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
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


class Chance(NamedTuple):
    """How likely one who bought some things buys another: the share of those like it, and how many these are."""

    share: Fraction
    of: int


def chance(
    baskets: Mapping[str, frozenset[str]], segments: Mapping[str, str | None], customer: str, wanted: str
) -> Chance | None:
    """P(wanted | bought set, segment) of a customer, told from the others.

    Those who bought all that it bought, in its segment; where these are too few, those of every segment; where these
    are, those of whom one thing is known, the best of these. None where there are not enough of any.
    """
    mine, segment = baskets[customer], segments.get(customer)
    others = {key: each for key, each in baskets.items() if key != customer}
    alike = [key for key, each in others.items() if mine <= each]
    groups = [[key for key in alike if segments.get(key) == segment and segment is not None], alike]
    for group in groups:
        if len(group) >= ENOUGH:
            return _share(group, others, wanted)
    single = [[key for key, each in others.items() if one in each] for one in sorted(mine)]
    known = [_share(group, others, wanted) for group in single if len(group) >= ENOUGH]
    return max(known, key=lambda each: (each.share, each.of), default=None)


def _share(group: Sequence[str], baskets: Mapping[str, frozenset[str]], wanted: str) -> Chance:
    return Chance(Fraction(sum(wanted in baskets[key] for key in group), len(group)), len(group))
