"""What the detectors of leaving customers would have said a year ago, against who has bought since.

Everything is learned from purchases up to the day a year before alone; a customer is *lost* who bought nothing in the
year since. Whether an order is paid is known as of today only.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from crm_desktop.core.i18n import Message
from crm_desktop.insight.backtest import Backtest, Bin, backtest, calibration
from crm_desktop.insight.bg_nbd import Values
from crm_desktop.insight.purchases import Flags, Purchases
from crm_desktop.insight.scores import YEAR, Score, learn, scored

CLASSIC, RHYTHM, ALIVE, SILENT, RECENCY = "classic", "rhythm", "alive", "silent", "recency"
DETECTORS = (CLASSIC, RHYTHM, ALIVE, SILENT, RECENCY)
"""The rule of the months as it warns, the own rhythm, 1 − P(alive), the chance of a silent year, days of silence."""
WARNS_FROM = 70.0


@dataclass(frozen=True)
class HeldBack:
    """How good each detector was, among all customers and among those who had bought more than once by then.

    `customers` are all that were looked at, `lost` those of them who left, and `warned` those whom each detector warned
    of. `chances` says of the chance of a silent year how often such a year followed; empty where no model was found,
    and `why_none` says why.
    """

    cut: date
    last: date
    customers: tuple[str, ...]
    lost: frozenset[str]
    warned: Mapping[str, tuple[str, ...]]
    everyone: Mapping[str, Backtest]
    again: Mapping[str, Backtest]
    chances: tuple[Bin, ...]
    why_none: Message | None = None


def held_back(of: Purchases, industry_of: Mapping[str, str | None], months: int) -> HeldBack:
    """Of purchases up to a day, hold back the year before that day; `months` are those of the classic rule."""
    cut = of.as_of - timedelta(days=YEAR)
    before = of.until(cut)
    industries = [industry_of.get(each) for each in before.customers]
    learned = learn(before, industries)
    found = scored(before, industries, learned, months)
    last = dict(zip(of.customers, of.last.tolist(), strict=True))
    lost = np.array([last[each] <= cut.toordinal() for each in before.customers], dtype=bool)
    said = {name: _said(name, found, before) for name in DETECTORS}
    return HeldBack(
        cut,
        of.as_of,
        before.customers,
        frozenset(_named(before, lost)),
        {name: _named(before, scores >= WARNS_FROM) for name, scores in said.items() if name != RECENCY},
        _judged(said, lost, np.ones(len(lost), dtype=bool)),
        _judged(said, lost, before.counts > 1),
        tuple(calibration((said[SILENT] / 100).tolist(), lost.tolist())) if not np.isnan(said[SILENT]).any() else (),
        learned.why_none,
    )


def _said(name: str, found: Sequence[Score], before: Purchases) -> Values:
    """Scores from 0 to 100; NaN where a detector says nothing."""
    if name == CLASSIC:
        return np.array([100.0 * ((each.classic or 0) >= WARNS_FROM) for each in found])
    if name == RECENCY:
        # In proportion to the longest silence: how they are ranked is all that it says.
        silence = (before.as_of.toordinal() - before.last).astype(np.float64)
        return np.asarray(100 * silence / max(float(silence.max(initial=0.0)), 1.0))
    told: list[float | None] = [
        each.rhythm if name == RHYTHM else each.alive if name == ALIVE else _percent(each.silent_e6) for each in found
    ]
    return np.array([np.nan if each is None else each for each in told], dtype=np.float64)


def _named(of: Purchases, chosen: Flags) -> tuple[str, ...]:
    return tuple(each for each, is_one in zip(of.customers, chosen.tolist(), strict=True) if is_one)


def _percent(e6: int | None) -> float | None:
    return None if e6 is None else e6 / 10_000


def _judged(said: Mapping[str, Values], lost: Flags, among: Flags) -> dict[str, Backtest]:
    """Of each detector that says something of any of them; who it says nothing of counts as not warned of."""
    return {
        name: backtest(np.nan_to_num(scores[among]).tolist(), lost[among].tolist(), WARNS_FROM)
        for name, scores in said.items()
        if among.any() and not np.isnan(scores[among]).all()
    }
