"""Whether customers are later than usual: each one's own rhythm of ordering, drawn to that of its segment.

C8 of the ten Cs: the expected gap is (k · median own gap + m · segment median) ÷ (k + m) of k own gaps with m = 3; how
late somebody is, is the days since the last order in such gaps. The classic rule of a fixed number of months stands
beside it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from statistics import median

NORMAL, WATCH, WARNING, CRITICAL = "normal", "watch", "warning", "critical"
BANDS = (NORMAL, WATCH, WARNING, CRITICAL)
LIMITS = (1.2, 1.8, 2.5)
# Score 40 and 70 divide low, middle and high; 85 is where critical begins.
_SCORES = (40.0, 70.0, 85.0)
_PRIOR_GAPS = 3
_AT_THE_LIMIT, _MOST = 70.0, 100.0


@dataclass(frozen=True)
class Rhythm:
    """How a customer stands to its own rhythm: the days one expects between orders, and how late it is in those."""

    expected_gap: float
    overdue: float


def gaps_of(days: Sequence[date]) -> list[int]:
    """The days between orders; several on one day are one."""
    ordered = sorted(set(days))
    return [(later - earlier).days for earlier, later in pairwise(ordered)]


def segment_median(gaps: Sequence[Sequence[int]]) -> float | None:
    """The median of all gaps of the customers of a segment; None where nobody ordered twice."""
    every = [gap for each in gaps for gap in each]
    return float(median(every)) if every else None


def rhythm(days: Sequence[date], of_segment: float | None, as_of: date) -> Rhythm | None:
    """How late a customer is; None of one who never ordered, or of whom nothing tells a rhythm."""
    if not days or max(days) > as_of:
        return None
    own = gaps_of(days)
    if of_segment is None:
        if not own:
            return None
        of_segment = float(median(own))
    drawn = len(own) * float(median(own)) if own else 0.0
    expected = max(1.0, (drawn + _PRIOR_GAPS * of_segment) / (len(own) + _PRIOR_GAPS))
    return Rhythm(expected, (as_of - max(days)).days / expected)


def band(overdue: float, limits: Sequence[float] = LIMITS) -> str:
    """One of `BANDS` by how late somebody is."""
    return BANDS[sum(overdue >= limit for limit in limits)]


def score(overdue: float, limits: Sequence[float] = LIMITS) -> float:
    """0 to 100: 40 where a customer is to be watched, 70 where warned of, 85 where critical; straight between these."""
    reached, points = 0.0, 0.0
    for limit, mark in zip(limits, _SCORES, strict=True):
        if overdue < limit:
            return points + (mark - points) * (overdue - reached) / (limit - reached)
        reached, points = limit, mark
    slope = (_SCORES[-1] - _SCORES[-2]) / (limits[-1] - limits[-2])
    return min(_MOST, points + slope * (overdue - reached))


def classic_score(last_paid: date | None, as_of: date, months: int = 6) -> float | None:
    """The classic rule: 70 once no paid order came for so many months, in proportion before; None without any order.

    A month counts as 30.4375 days, the mean of four years.
    """
    if last_paid is None or last_paid > as_of:
        return None
    return min(_MOST, _AT_THE_LIMIT * (as_of - last_paid).days / (months * 30.4375))


def with_signals(points: float, signals: Mapping[str, bool]) -> float:
    """Each further signal, such as an open complaint, adds ten points."""
    return min(_MOST, points + 10.0 * sum(signals.values()))
