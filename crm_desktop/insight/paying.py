"""When what was due was paid: receipts that name a payment fill that one first, the others the oldest due.

A pure engine: days and amounts of one account in one currency in, the day on which each payment was whole out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import NamedTuple


class Due(NamedTuple):
    """An amount that falls due; `key` is what a receipt may name it by."""

    key: str
    on: date
    amount: int


class Came(NamedTuple):
    """What came in on a day, less than nothing where it went back; `names` the payment it was for, or nothing."""

    on: date
    amount: int
    names: str | None = None


@dataclass(frozen=True)
class Paid:
    """A payment: when it was due, how much it was, and the day since which all of it is paid, None while it is not."""

    due_on: date
    amount: int
    paid_on: date | None

    def is_in_time(self) -> bool:
        """Whether all came in on the due day or before."""
        return self.paid_on is not None and self.paid_on <= self.due_on

    def days_late(self, as_of: date) -> int:
        """How late it was, or is by a day."""
        return max(0, ((self.paid_on or as_of) - self.due_on).days)


def settled(dues: Sequence[Due], came: Sequence[Came]) -> list[Paid]:
    """The payments of an account in the order they fall due, each with the day it was whole."""
    known, rest, taken = {each.key for each in dues}, [], {}
    for each in dues:
        named = [one for one in came if one.names == each.key]
        taken[each.key] = min(each.amount, max(0, sum(one.amount for one in named)))
        rest += _beyond(named, taken[each.key])
    rest += [one for one in came if one.names not in known]
    found, needed = [], 0
    for each in sorted(dues, key=lambda due: (due.on, due.key)):
        left = each.amount - taken[each.key]
        needed += max(0, left)
        named = [one for one in came if one.names == each.key]
        days = [_since(named, taken[each.key]), _since(rest, needed if left > 0 else 0)]
        whole = None if None in days else max(day for day in days if day is not None)
        # What is due from the first day on and worth nothing was never late.
        found.append(Paid(each.on, each.amount, each.on if whole == date.min else whole))
    return found


def mean_days_late(paid: Sequence[tuple[Paid, int]], as_of: date) -> Fraction | None:
    """The mean of the days late, each weighed by an amount in one currency."""
    whole = sum(weight for _, weight in paid)
    if whole <= 0:
        return None
    return Fraction(sum(each.days_late(as_of) * weight for each, weight in paid), whole)


def _beyond(named: Sequence[Came], taken: int) -> list[Came]:
    """What of receipts for one payment is more than it takes."""
    reached, rest = 0, []
    for each in sorted(named, key=lambda one: one.on):
        reached += each.amount
        if reached > taken:
            rest.append(Came(each.on, reached - taken))
            reached = taken
    return rest


def _since(came: Sequence[Came], needed: int) -> date | None:
    """The day since which as much is there as is needed; the first of all days where nothing is."""
    if needed <= 0:
        return date.min
    reached, since = 0, None
    for each in sorted(came, key=lambda one: one.on):
        reached += each.amount
        if reached < needed:
            since = None
        elif since is None:
            since = each.on
    return since
