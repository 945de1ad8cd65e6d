"""What is learned from purchases: the models of who still buys, fitted to 25,000 customers drawn from the model."""

from collections.abc import Iterator

import numpy as np

from benchmarks.measure import Measured, timed
from crm_desktop.insight.bg_nbd import BuyingModel, Histories, fit

_CUSTOMERS, _DRAWN_FROM = 25_000, BuyingModel(0.8, 90.0, 1.2, 3.0, 0.0, 0)


def measure() -> Iterator[Measured]:
    """Draw customers, then fit; all days are whole ones, as in a company."""
    of = _drawn()
    note = f"{_CUSTOMERS:,} customers, {int(of.repeats.sum()):,} purchases again"
    yield Measured("who still buys: the BG/NBD model fitted", timed(fit, of), None, "≤ 2 s", note)


def _drawn() -> Histories:
    dice, model = np.random.default_rng(1), _DRAWN_FROM
    seen = np.round(dice.uniform(100, 1000, _CUSTOMERS))
    rate, leaving = dice.gamma(model.r, 1 / model.alpha, _CUSTOMERS), dice.beta(model.a, model.b, _CUSTOMERS)
    time, repeats, last = np.zeros(_CUSTOMERS), np.zeros(_CUSTOMERS), np.zeros(_CUSTOMERS)
    going = np.ones(_CUSTOMERS, bool)
    while going.any():
        time = time + dice.exponential(1 / rate)
        going &= time <= seen
        repeats, last = repeats + going, np.where(going, np.round(time), last)
        going &= dice.random(_CUSTOMERS) >= leaving
    return Histories(repeats, last, seen)
