"""A figure that knows what it was made of: how many records, of which day, and why there is none."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import sqrt
from typing import Self

from crm_desktop.core.i18n import Message

ENOUGH = 5
"""A share, mean or median of fewer records than these tells of chance."""
_Z = 1.959963984540054


@dataclass(frozen=True)
class Figure:
    """A value of `n` records as they were on a day; without a value, `reason` says why.

    A sum or a count of few records is still true, but `is_quiet`: nobody should read a tendency into it.
    """

    value: Fraction | None
    n: int
    as_of: date
    reason: Message | None = None

    @property
    def is_quiet(self) -> bool:
        """Whether it is made of too few records to be read as a tendency."""
        return self.n < ENOUGH

    @classmethod
    def of(cls, value: Fraction | float | None, n: int, as_of: date) -> Self:
        """A share, mean, median or score: nothing where it is made of too few."""
        if value is None or n < ENOUGH:
            return cls(None, n, as_of, Message("Too few records: {n} of at least {enough}", n=n, enough=ENOUGH))
        return cls(Fraction(value), n, as_of)

    @classmethod
    def total(cls, value: Fraction | int, n: int, as_of: date) -> Self:
        """A sum or a count."""
        return cls(Fraction(value), n, as_of)

    @classmethod
    def missing(cls, reason: Message, as_of: date) -> Self:
        """No figure, and why."""
        return cls(None, 0, as_of, reason)


def part(some: int, of: int, as_of: date) -> Figure:
    """A share of records."""
    return Figure.of(Fraction(some, of) if of else None, of, as_of)


def mean(values: Sequence[Fraction | int | float], as_of: date) -> Figure:
    """The mean of one value a record."""
    whole = sum((Fraction(each) for each in values), Fraction(0))
    return Figure.of(whole / len(values) if values else None, len(values), as_of)


def median(values: Sequence[Fraction | int]) -> Fraction | None:
    """The middle of some values, or the mean of the two in the middle."""
    if not values:
        return None
    ordered = sorted(values)
    low, high = ordered[(len(ordered) - 1) // 2], ordered[len(ordered) // 2]
    return Fraction(low + high) / 2


def difference(some: int, of: int, other: int, of_other: int) -> tuple[float, float, float]:
    """How much greater one share is than another, and the interval that holds that with 95 % (Newcombe, by Wilson)."""
    if not of or not of_other:
        return 0.0, -1.0, 1.0
    one, two = some / of, other / of_other
    (low, high), (other_low, other_high) = wilson(some, of), wilson(other, of_other)
    apart = one - two
    return (
        apart,
        apart - sqrt((one - low) ** 2 + (other_high - two) ** 2),
        apart + sqrt((high - one) ** 2 + (two - other_low) ** 2),
    )


def wilson(some: int, of: int) -> tuple[float, float]:
    """The interval that holds a share with 95 %, after Wilson."""
    if not of:
        return 0.0, 1.0
    share, z2 = some / of, _Z * _Z
    middle = (share + z2 / (2 * of)) / (1 + z2 / of)
    half = _Z / (1 + z2 / of) * sqrt(share * (1 - share) / of + z2 / (4 * of * of))
    return max(0.0, middle - half), min(1.0, middle + half)
