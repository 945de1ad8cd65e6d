"""Scores of customers: three detectors of who may be leaving side by side, and the money at stake.

- *classic*: 70 once no paid order came for the months of the setting, in proportion before;
- *rhythm*: how late a customer is in the gaps it usually leaves, its own drawn to those of its industry (C8);
- *alive*: 100 · (1 − P(alive)) of BG/NBD fitted to all customers of the file.

**Money at stake** = what the customer bought in the twelve months up to its last purchase × the chance that it buys
nothing in the coming year (BG/NBD; without that model the highest of the other scores as a share).

What is learned from all customers is kept (`Learned`), so that after a change of one only that one is scored anew.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any, NamedTuple

import numpy as np

from crm_desktop.core.i18n import Message
from crm_desktop.core.money import E6
from crm_desktop.insight import bg_nbd, gamma_gamma, lifetime, rhythm
from crm_desktop.insight.bg_nbd import BuyingModel, Values
from crm_desktop.insight.gamma_gamma import SpendingModel
from crm_desktop.insight.purchases import Purchases, Whole

LEAST_GAPS = 30
"""An industry of fewer gaps between purchases is drawn to all customers instead."""
YEAR = 365
_PRIOR, _MONTH_DAYS = 3, 30.4375


@dataclass(frozen=True)
class Learned:
    """What all customers together tell: median gaps in days, of all and by industry, and the models, or why not."""

    as_of: date
    gap: float | None = None
    gaps: Mapping[str, float] = field(default_factory=dict)
    buying: BuyingModel | None = None
    spending: SpendingModel | None = None
    why_none: Message | None = None
    customers: int = 0
    purchases: int = 0
    without_rate: int = 0

    def as_data(self) -> dict[str, Any]:
        """JSON-able."""
        why = self.why_none and [self.why_none.text, dict(self.why_none.values)]
        return {**asdict(self), "as_of": self.as_of.isoformat(), "why_none": why}

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "Learned":
        """What `as_data` wrote."""
        buying, spending, why = data["buying"], data["spending"], data["why_none"]
        return cls(
            **{
                **data,
                "as_of": date.fromisoformat(data["as_of"]),
                "buying": buying and BuyingModel(**buying),
                "spending": spending and SpendingModel(**spending),
                "why_none": why and Message(why[0], **why[1]),
            }
        )


class Score(NamedTuple):
    """The scores of a customer, as they are kept: days as ISO text, shares in millionths, scores from 0 to 100."""

    customer_id: str
    orders: int
    first_on: str
    last_on: str
    last_paid_on: str | None
    sales_minor: int
    gap_days: int | None
    overdue_e6: int | None
    alive_e6: int | None
    silent_e6: int | None
    classic: int | None
    rhythm: int | None
    alive: int | None
    band: str | None
    stake_minor: int
    lifetime_minor: int | None


def learn(of: Purchases, industries: Sequence[str | None]) -> Learned:
    """What the purchases of all customers tell; `industries` has one for each of them."""
    own, whose = _gaps(of)
    medians: dict[str, float] = {}
    names = np.array([each or "" for each in industries], dtype=object)
    by_industry = names[whose] if len(whose) else names[:0]
    for name in sorted({each for each in industries if each}):
        found = own[by_industry == name]
        if len(found) >= LEAST_GAPS:
            medians[name] = float(np.median(found))
    histories = of.histories()
    buying = bg_nbd.fit(histories)
    spending = gamma_gamma.fit(histories.repeats.tolist(), of.repeat_means().tolist())
    return Learned(
        of.as_of,
        float(np.median(own)) if len(own) else None,
        medians,
        None if isinstance(buying, Message) else buying,
        None if isinstance(spending, Message) else spending,
        buying if isinstance(buying, Message) else None,
        len(of.customers),
        len(of.day),
        of.without_rate,
    )


def scored(of: Purchases, industries: Sequence[str | None], learned: Learned, months: int) -> list[Score]:
    """The scores of customers on the day their purchases were read, by what was learned from all.

    `months` are those of the classic rule; 0 where it is switched off.
    """
    today, silence = of.as_of.toordinal(), of.as_of.toordinal() - of.last
    expected = _expected(of, industries, learned)
    overdue = silence / expected
    classic = _classic(of, today, months)
    by_rhythm = np.interp(overdue, *_rhythm_points())
    alive, silent, worth = _models(of, learned)
    chance = np.where(np.isnan(silent), np.nan_to_num(np.fmax(by_rhythm, classic)) / 100, silent)
    stake = of.sums(of.day > of.last[of.whose] - YEAR) * chance
    sales = of.sums(of.day > today - YEAR)
    rows = zip(
        of.customers,
        of.counts.tolist(),
        map(_day, of.first.tolist()),
        map(_day, of.last.tolist()),
        map(_day, of.last_paid.tolist()),
        sales.tolist(),
        _whole(expected),
        _whole(overdue * E6),
        _whole(alive * E6),
        _whole(silent * E6),
        _whole(classic),
        _whole(by_rhythm),
        _whole(100 * (1 - alive)),
        [None if np.isnan(each) else rhythm.band(each) for each in overdue],
        np.rint(stake).astype(np.int64).tolist(),
        _whole(worth),
        strict=True,
    )
    return [Score(*row) for row in rows]


def _gaps(of: Purchases) -> tuple[Whole, Whole]:
    """The days between purchases of the same customer, and whose each is."""
    whose = of.whose
    same = whose[1:] == whose[:-1]
    return np.diff(of.day)[same], whose[1:][same]


def _expected(of: Purchases, industries: Sequence[str | None], learned: Learned) -> Values:
    """The gap expected of each customer as `rhythm.rhythm` says, for all at once; NaN where nothing tells one."""
    gaps, whose = _gaps(of)
    k = of.counts - 1
    own = np.full(len(of.customers), np.nan)
    if len(gaps):
        ordered = gaps[np.lexsort((gaps, whose))]
        has, starts = k > 0, np.cumsum(k) - k
        low, high = (starts + (k - 1) // 2)[has], (starts + k // 2)[has]
        own[has] = (ordered[low] + ordered[high]) / 2
    usual = np.nan if learned.gap is None else learned.gap
    segment = np.array([learned.gaps.get(each or "", usual) for each in industries], dtype=np.float64)
    segment = np.where(np.isnan(segment), own, segment)
    return np.asarray(np.maximum(1.0, (k * np.nan_to_num(own) + _PRIOR * segment) / (k + _PRIOR)))


def _rhythm_points() -> tuple[list[float], list[float]]:
    """Where `rhythm.score` bends, and up to where it rises."""
    slope = (85.0 - 70.0) / (rhythm.LIMITS[2] - rhythm.LIMITS[1])
    return [0.0, *rhythm.LIMITS, rhythm.LIMITS[2] + 15.0 / slope], [0.0, 40.0, 70.0, 85.0, 100.0]


def _classic(of: Purchases, today: int, months: int) -> Values:
    paid = of.last_paid
    if not months:
        return np.full(len(paid), np.nan)
    return np.where(paid > 0, np.minimum(100.0, 70.0 * (today - paid) / (months * _MONTH_DAYS)), np.nan)


def _models(of: Purchases, learned: Learned) -> tuple[Values, Values, Values]:
    """The chance that each still buys, that it buys nothing in a year, and what it is expected to bring."""
    none = np.full(len(of.customers), np.nan)
    if learned.buying is None or not of.customers:
        return none, none, none
    histories = of.histories()
    alive, silent = learned.buying.alive(histories), learned.buying.silent(histories, float(YEAR))
    if learned.spending is None:
        return alive, silent, none
    buyers = lifetime.Buyers(histories, of.repeat_means())
    return alive, silent, lifetime.by_buying(learned.buying, learned.spending, buyers)


def _day(ordinal: int) -> str | None:
    return date.fromordinal(ordinal).isoformat() if ordinal else None


def _whole(values: Values) -> Iterator[int | None]:
    for each in values.tolist():
        yield None if each != each or abs(each) > 1e15 else round(each)
