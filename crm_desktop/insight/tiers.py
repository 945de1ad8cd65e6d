"""The tier a customer has earned by its sales of twelve months, which it keeps until it was below for two quarters.

A pure engine: sales of twelve months at the ends of quarters, the newest last, and the least of each tier, the highest
tier first.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

PATIENCE = 2
"""For so many quarters somebody may be below a tier before it is lost."""


class Tier(NamedTuple):
    """A place in the table of tiers, 0 the highest, or none; how often in a row it was missed; what the next asks."""

    place: int | None
    missed: int
    lacking: int | None


def tier(rolling: Sequence[int], least: Sequence[int]) -> Tier:
    """Where a customer stands after the last quarter; whoever reaches a higher tier has it at once."""
    place, missed = len(least), 0
    for sales in rolling:
        reached = next((at for at, limit in enumerate(least) if sales >= limit), len(least))
        if reached <= place:
            place, missed = reached, 0
        else:
            missed += 1
            if missed >= PATIENCE:
                place, missed = reached, 0
    lacking = max(0, least[place - 1] - rolling[-1]) if place and rolling else None
    return Tier(place if place < len(least) else None, missed, lacking)


def quarter_ends(until: date, count: int) -> list[date]:
    """The last days of so many quarters before a day, and that day itself, the oldest first."""
    found, day = [until], until
    while len(found) <= count:
        day = date(day.year, (day.month - 1) // 3 * 3 + 1, 1) - timedelta(days=1)
        found.append(day)
    return found[::-1]
