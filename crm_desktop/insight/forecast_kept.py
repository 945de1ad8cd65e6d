"""How good kept forecasts were: what months were to bring when they began, against what they brought."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from crm_desktop.core.months import days_of, month_after, month_of
from crm_desktop.insight.forecast import Band
from crm_desktop.insight.sales import Period, closed_by_month_and_owner
from crm_desktop.queries.forecast import Told, kept_forecasts
from crm_desktop.storage.database import Reading


@dataclass(frozen=True)
class Judged:
    """Some months: what was forecast, what came, and how often that lay within the band. Minor units."""

    forecast: int
    came: int
    months: int
    within: int

    @property
    def error(self) -> int:
        """By how much more was forecast than came."""
        return self.forecast - self.came

    @property
    def share(self) -> Fraction | None:
        """The error as a part of what came; None where nothing did."""
        return Fraction(self.error, self.came) if self.came else None


@dataclass(frozen=True)
class JudgedMonth:
    """A month that is over, as it was forecast by everybody's deals."""

    month: str
    made_on: date
    told: Told
    of: Judged


def in_all(band: Band, won: int) -> Told:
    """What comes in all where so much is won already."""
    return band.expected + won, band.low + won, band.high + won


def judged(reading: Reading, period: Period) -> tuple[list[JudgedMonth], dict[str, Judged]]:
    """The months of a period that are over and were forecast: each, for who sees all; and by owner that is seen.

    A month that was forecast in another currency than today's is left out: it cannot be compared.
    """
    last = min(month_of(period.last), month_after(month_of(reading.today), -1))
    kept = [each for each in kept_forecasts(reading, month_of(period.first), last) if each.currency == reading.currency]
    if not kept:
        return [], {}
    days = Period(days_of(kept[0].month)[0], days_of(kept[-1].month)[1])
    closed = closed_by_month_and_owner(reading, days)
    came: dict[str, dict[str, int]] = {}
    for (month, owner), deals in closed.items():
        of_month = came.setdefault(month, {})
        of_month[owner or ""] = of_month.get(owner or "", 0) + deals.revenue
    owners = sorted({owner for each in kept for owner in (*each.by_owner, *came.get(each.month, ()))})
    people = {
        owner: _judged([(each.month, each.by_owner.get(owner, (0, 0, 0))) for each in kept], came, owner)
        for owner in owners
        if reading.viewer.reads(owner or None)
    }
    if not reading.viewer.reads_all:
        return [], people
    return [
        JudgedMonth(each.month, each.made_on, each.of_all, _judged([(each.month, each.of_all)], came, None))
        for each in kept
    ], people


def _judged(told: Iterable[tuple[str, Told]], came: dict[str, dict[str, int]], owner: str | None) -> Judged:
    forecast = reached = months = within = 0
    for month, (expected, low, high) in told:
        of_month = came.get(month, {})
        sum_of = sum(of_month.values()) if owner is None else of_month.get(owner, 0)
        forecast, reached, months = forecast + expected, reached + sum_of, months + 1
        within += low <= sum_of <= high
    return Judged(forecast, reached, months, within)
