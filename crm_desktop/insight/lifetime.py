"""What a customer will still bring: the customer lifetime value.

Of who buys by single orders, purchases (`bg_nbd`) times what one is worth (`gamma_gamma`), year by year; otherwise
yearly profit × retention^t ÷ (1 + discount)^t. Both look so many years ahead, and a year's money counts as at its end.
"""

from dataclasses import dataclass

import numpy as np

from crm_desktop.core.i18n import Message
from crm_desktop.insight.bg_nbd import BuyingModel, Histories, Values
from crm_desktop.insight.figure import ENOUGH, wilson
from crm_desktop.insight.gamma_gamma import SpendingModel

YEARS = 5
DISCOUNT = 0.10
"""What a year of waiting takes from money."""
_DRAWS = 4000
_BAND = (0.1, 0.9)
# The same company is told the same band each time it asks.
_SEED = 20


@dataclass(frozen=True)
class Lifetime:
    """What is expected, between what it falls short of, and what it exceeds, rarely; money in the unit given."""

    low: float
    middle: float
    high: float


@dataclass(frozen=True)
class Buyers:
    """Customers by their purchases: when, what one after the first was worth in the mean (0 of none), and how much of
    it is left as profit (1 looks at sales). Time counts in days.
    """

    histories: Histories
    means: Values
    left: float = 1.0


def by_buying(buying: BuyingModel, spending: SpendingModel, of: Buyers, discount: float = DISCOUNT) -> Values:
    """What each customer is expected to bring; models fitted in days."""
    reached = [buying.expected(of.histories, 365.25 * year) for year in range(YEARS + 1)]
    purchases = sum((reached[year] - reached[year - 1]) / (1 + discount) ** year for year in range(1, YEARS + 1))
    worth = spending.expected(of.histories.repeats, of.means)
    return np.asarray(purchases * worth * of.left)


def band(buying: BuyingModel, spending: SpendingModel, of: Buyers, discount: float = DISCOUNT) -> Lifetime:
    """What some customers bring together, with the middle 80 % of what the models draw for them at random.

    Drawn are whether each still buys, how often, until when, and what each purchase is worth; that the models
    themselves were fitted to few purchases is not in the band.
    """
    draws = max(200, _DRAWS // max(len(of.means), 1))
    dice, together = np.random.default_rng(_SEED), np.zeros(draws)
    discounted = (1 + discount) ** -np.arange(1.0, YEARS + 1)
    alive = buying.alive(of.histories)
    for each, mean in enumerate(of.means):
        x, seen = of.histories.repeats[each], of.histories.seen[each]
        rate = dice.gamma(buying.r + x, 1 / (buying.alpha + seen), draws)
        leaving = np.maximum(dice.beta(buying.a, buying.b + x, draws), 1e-9)
        most = np.where(dice.random(draws) < alive[each], dice.geometric(leaving), 0)
        asked = np.cumsum(dice.poisson(rate * 365.25, (YEARS, draws)), axis=0)
        bought = np.diff(np.minimum(asked, most), axis=0, prepend=0)
        scale = dice.gamma(spending.q + spending.p * x, 1 / (spending.v + x * mean), draws)
        together += discounted @ (dice.gamma(spending.p * bought) / scale)
    low, high = np.quantile(together, _BAND) * of.left
    return Lifetime(float(low), float(np.sum(by_buying(buying, spending, of, discount))), float(high))


def by_retention(yearly: float, stayed: int, of: int, discount: float = DISCOUNT) -> Lifetime | Message:
    """What one customer brings who leaves so much a year, where so many of some customers stay from year to year.

    Low and high are those of the interval that holds the retention with 95 % (`figure.wilson`).
    """
    if of < ENOUGH:
        return Message("Too few records: {n} of at least {enough}", n=of, enough=ENOUGH)

    def worth(kept: float) -> float:
        return yearly * sum((kept / (1 + discount)) ** year for year in range(1, YEARS + 1))

    low, high = sorted(map(worth, wilson(stayed, of)))
    return Lifetime(low, worth(stayed / of), high)
