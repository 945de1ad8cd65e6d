"""How many customers and how much of their sales stayed from one period to the next, and by the month they began in.

A pure engine: what each customer bought in each period, in; shares, out.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction


@dataclass(frozen=True)
class Kept:
    """Of the customers of a period those who bought in the next too; parts of their number and of their sales.

    Gross counts of each at most what it bought before; net, all it buys now. None where there was nothing before.
    """

    before: tuple[str, ...]
    stayed: tuple[str, ...]
    gross: Fraction | None
    net: Fraction | None

    @property
    def left(self) -> tuple[str, ...]:
        """Who bought before and no more."""
        stayed = set(self.stayed)
        return tuple(each for each in self.before if each not in stayed)


def kept(before: Mapping[str, int], now: Mapping[str, int]) -> Kept:
    """What stayed, by what each customer bought in two periods; whoever bought nothing stands in neither."""
    whole = sum(before.values())
    gross = sum(min(now.get(each, 0), was) for each, was in before.items())
    net = sum(now.get(each, 0) for each in before)
    return Kept(
        tuple(before),
        tuple(each for each in before if each in now),
        Fraction(gross, whole) if whole else None,
        Fraction(net, whole) if whole else None,
    )


def cohorts(purchases: Iterable[Iterable[date]], as_of: date) -> dict[str, list[tuple[int, int]]]:
    """By the quarter of the first purchase: how many of how many bought in each quarter since, the first one first.

    Only quarters that are over by a day are told.
    """
    members: dict[int, list[set[int]]] = {}
    for days in purchases:
        bought = {_quarter(day) for day in days if day <= as_of}
        if bought:
            members.setdefault(min(bought), []).append(bought)
    last = _quarter(as_of)
    return {
        f"{first // 4}-Q{first % 4 + 1}": [
            (sum(at in each for each in of), len(of)) for at in range(first, max(last, first + 1))
        ]
        for first, of in sorted(members.items())
    }


def _quarter(day: date) -> int:
    return day.year * 4 + (day.month - 1) // 3
