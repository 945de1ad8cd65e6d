"""What open deals will bring, month by month: each is won or lost by its chance, and lands in a month, many times over.

The expected sum is exact: amount × chance × the share of the month. The band around it is drawn: in eight of ten
drawings the sum lies between its ends. Deals decide independently of each other; what strikes many at once, such as a
crisis, is in no band.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from crm_desktop.core.months import days_of

Floats = NDArray[np.float64]
DRAWINGS = 2_000
BAND = (0.1, 0.9)
"""Between these parts of all drawings lie eight of ten."""
LEAST_DAYS = 20
"""Of so many own deals it must be known how long they took; fewer tell of chance."""
LEAST_LEFT = 5
"""So many of them must have taken longer than the deal has by now."""
BY_DELAYS, BY_LENGTHS, AS_EXPECTED, UNDATED = "delays", "lengths", "expected", "undated"
"""Why a deal is taken to be decided in a month: as late after its expected day as own deals were, as long after it was
opened as they took, on the very day that is expected, or nobody can say."""
_AT_ONCE = 200


class Band(NamedTuple):
    """The sum that is expected, and the two between which it lies in eight of ten drawings; in minor units."""

    expected: int
    low: int
    high: int


@dataclass(frozen=True)
class Lengths:
    """How long own won deals took: days from the expected closing to the closing, and from the opening to it."""

    after_expected: Sequence[int] = ()
    after_opened: Sequence[int] = ()


class Dates(NamedTuple):
    """When a deal was opened, and when it is expected to close."""

    opened_on: date | None
    expected_on: date | None


def shares_of_months(
    deals: Sequence[Dates], lengths: Lengths, today: date, months: Sequence[str]
) -> tuple[Floats, list[str]]:
    """How likely each deal is decided in each of the months, which begin with that of today, and by what that is known.

    A row is a deal; a last column is any later month. The row of an undated deal is all zero.
    """
    shares = np.zeros((len(deals), len(months) + 1))
    why = [UNDATED] * len(deals)
    ends = np.array([days_of(month)[1].toordinal() for month in months])
    for place, deal in enumerate(deals):
        if deal.expected_on is not None and deal.expected_on >= today:
            shares[place, int(np.searchsorted(ends, deal.expected_on.toordinal()))] = 1.0
            why[place] = AS_EXPECTED
    # What is better known is written last.
    learned = (
        (BY_LENGTHS, lengths.after_opened, [each.opened_on for each in deals]),
        (BY_DELAYS, lengths.after_expected, [each.expected_on for each in deals]),
    )
    for name, days, starts in learned:
        if len(days) < LEAST_DAYS:
            continue
        known = np.array([place for place, start in enumerate(starts) if start is not None], dtype=np.int64)
        from_days = np.array([start.toordinal() for start in starts if start is not None], dtype=np.int64)
        found, left = _learned(np.sort(np.asarray(days)), from_days, today.toordinal(), ends)
        for place, row in zip(known[left], found[left], strict=True):
            if name == BY_LENGTHS and why[place] == AS_EXPECTED:
                continue
            shares[place], why[place] = row, name
    return shares, why


def _learned(days: NDArray[Any], starts: NDArray[Any], today: int, ends: NDArray[Any]) -> tuple[Floats, NDArray[Any]]:
    """Shares of months of deals by the lengths of own ones that took longer than these have; and where enough did."""
    gone = np.searchsorted(days, today - starts, side="left")
    by_end = np.searchsorted(days, ends[None, :] - starts[:, None], side="right")
    left = len(days) - gone
    reached = np.column_stack((gone, by_end, np.full(len(starts), len(days))))
    return np.diff(reached, axis=1) / np.maximum(left, 1)[:, None], left >= LEAST_LEFT


class Drawn(NamedTuple):
    """What the open deals of one person bring in each drawing: a row is a month, a column a drawing; minor units."""

    sums: Floats
    expected: Floats


def drawn(owner: str, amounts: Sequence[int], chances: Sequence[float], shares: Floats) -> Drawn:
    """Draw what some deals bring in each month.

    The drawings of a person are always the same ones, so that a figure is the same for one person and among many.
    """
    worth, likely = np.asarray(amounts, dtype=np.float64), np.asarray(chances, dtype=np.float64)
    parts = likely[:, None] * shares
    months = shares.shape[1]
    sums = np.zeros((months, DRAWINGS))
    lots = np.random.default_rng(int.from_bytes(sha256(owner.encode()).digest()[:8], "big"))
    for some in _slices(len(worth)):
        lot = lots.random((len(worth[some]), DRAWINGS), dtype=np.float32)
        low = np.zeros(len(lot))
        for month in range(months):
            high = low + parts[some, month]
            hits = (lot >= low[:, None]) & (lot < high[:, None])
            sums[month] += worth[some] @ hits
            low = high
    return Drawn(sums, worth @ parts)


def _slices(count: int) -> Iterator[slice]:
    for first in range(0, count, _AT_ONCE):
        yield slice(first, first + _AT_ONCE)


def band(parts: Sequence[Drawn], months: Sequence[int]) -> Band:
    """What some people's deals bring in some months together."""
    chosen = list(months)
    expected = sum(float(each.expected[chosen].sum()) for each in parts)
    sums = np.zeros(DRAWINGS)
    for each in parts:
        sums += each.sums[chosen].sum(axis=0)
    low, high = np.quantile(sums, BAND, method="nearest") if parts else (0.0, 0.0)
    return Band(round(expected), round(low), round(high))


def bands(parts: Mapping[str, Drawn], months: Sequence[int]) -> dict[str, Band]:
    """The same of each person alone."""
    return {owner: band([each], months) for owner, each in parts.items()}
