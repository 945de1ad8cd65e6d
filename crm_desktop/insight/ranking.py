"""Ranking customers: ABC by what they bring, RFM by when, how often and how much they bought. Pure engines."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

A, B, C = "A", "B", "C"
LIMITS = (Fraction(70, 100), Fraction(90, 100))
_MANY, _FEW_BANDS, _MANY_BANDS = 100, 3, 5

# By whether recency, frequency and money are above the mean.
GROUPS = {
    (True, True, True): "champions",
    (True, False, True): "develop",
    (False, True, True): "keep",
    (False, False, True): "win_back",
    (True, True, False): "loyal_small",
    (True, False, False): "new_small",
    (False, True, False): "fading_small",
    (False, False, False): "lost_small",
}


@dataclass(frozen=True)
class Rfm:
    """Bands of recency, frequency and money, 1 the least, and the group they make."""

    recency: int
    frequency: int
    money: int
    group: str


def abc(worth: Mapping[str, int], limits: tuple[Fraction, Fraction] = LIMITS) -> dict[str, str]:
    """A for those who bring the first 70 % together, B up to 90 %, C the rest; whoever is worth the same gets the same.

    Whoever passes a limit belongs to the class below it, even one who brings more than the first limit alone.
    """
    whole = sum(each for each in worth.values() if each > 0)
    groups: dict[int, list[str]] = {}
    for key, value in worth.items():
        groups.setdefault(value, []).append(key)
    found: dict[str, str] = {}
    reached = 0
    for value in sorted(groups, reverse=True):
        if value <= 0 or not whole:
            letter = C
        else:
            reached += value * len(groups[value])
            share = Fraction(reached, whole)
            letter = A if share <= limits[0] else B if share <= limits[1] else C
        found |= dict.fromkeys(groups[value], letter)
    return found


def bands(values: Sequence[int], count: int | None = None) -> list[int]:
    """The band of each value by quantile, 1 the least: five of a hundred or more, else three; ties share one."""
    count = count or (_MANY_BANDS if len(values) >= _MANY else _FEW_BANDS)
    ordered = sorted(values)
    # The share of values that are less decides, so that equal ones always stand together.
    return [1 + count * ordered_before(ordered, each) // len(ordered) for each in values]


def ordered_before(ordered: Sequence[int], value: int) -> int:
    """How many values are less."""
    return bisect_right(ordered, value - 1)


def rfm(bought: Mapping[str, tuple[int, int, int]]) -> dict[str, Rfm]:
    """By customer (days since the last purchase, purchases, net sales): bands, and the group by above or below mean."""
    if not bought:
        return {}
    keys = list(bought)
    columns = [[-bought[key][0] for key in keys], *([bought[key][at] for key in keys] for at in (1, 2))]
    banded = [bands(column) for column in columns]
    means = [Fraction(sum(column), len(column)) for column in columns]
    found = {}
    for place, key in enumerate(keys):
        is_recent, is_frequent, is_large = (column[place] >= mean for column, mean in zip(columns, means, strict=True))
        above = is_recent, is_frequent, is_large
        recency, frequency, money = (each[place] for each in banded)
        found[key] = Rfm(recency, frequency, money, GROUPS[above])
    return found
