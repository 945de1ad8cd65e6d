"""How often customers buy and whether they still do: the BG/NBD model of Fader, Hardie & Lee (2005).

"Counting Your Customers" the Easy Way, Marketing Science 24 (2): 275–284. While alive a customer buys at a rate of
their own (gamma, shape r, scale alpha); after each purchase they leave with a probability of their own (beta, a and b).
Equation numbers below are those of the paper. Time is measured in any one unit, such as weeks.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.optimize import minimize
from scipy.special import betaln, gammaln, hyp2f1

from crm_desktop.core.i18n import Message

LEAST_REPEATING = 30
"""So many customers must have bought again: four parameters fitted to fewer tell of chance."""

Values = np.ndarray[Any, np.dtype[np.float64]]
# Where a search runs to, there is nothing in the data to hold a parameter.
_FARTHEST = 12.0


@dataclass(frozen=True)
class Histories:
    """The purchases of customers, one element each: how often they bought again (on other days than the first), and
    how long after the first purchase the last one was, and the end of the time looked at.
    """

    repeats: Values
    last: Values
    seen: Values

    @classmethod
    def of(cls, repeats: Sequence[float], last: Sequence[float], seen: Sequence[float]) -> "Histories":
        """The histories in arrays; a customer has no last purchase after the end, and none again without a day."""
        found = cls(*(np.asarray(each, dtype=np.float64) for each in (repeats, last, seen)))
        if np.any(found.repeats < 0) or np.any(found.last < 0) or np.any(found.last > found.seen):
            raise ValueError("a last purchase lies before the first or after the end")
        return found


@dataclass(frozen=True)
class BuyingModel:
    """The model fitted to some customers, with the logarithm of the likelihood of their purchases."""

    r: float
    alpha: float
    a: float
    b: float
    log_likelihood: float
    customers: int

    def alive(self, of: Histories) -> Values:
        """The chance that each customer still buys at all; who never bought again is taken as alive (equation 7)."""
        return 1.0 / (1.0 + self._gone_to_alive(of))

    def expected(self, of: Histories, ahead: float) -> Values:
        """How many more purchases each customer makes in a time ahead (equation 10).

        By Euler's transformation of the hypergeometric function, whose powers do not overflow for who bought often.
        """
        r, alpha, a, b, x = self.r, self.alpha, self.a, self.b, of.repeats
        z = ahead / (alpha + of.seen + ahead)
        staying = (1 - z) ** (a - 1) * hyp2f1(a + b - 1 - r, a - 1, a + b + x - 1, z)
        return np.asarray((a + b + x - 1) / (a - 1) * (1 - staying) / (1.0 + self._gone_to_alive(of)))

    def silent(self, of: Histories, ahead: float) -> Values:
        """The chance that a customer buys nothing in a time ahead, gone or not.

        Of one who is alive, the rate is gamma distributed (r + x, alpha + T), so that none comes with the chance
        ((alpha + T) / (alpha + T + t)) ^ (r + x).
        """
        waits = ((self.alpha + of.seen) / (self.alpha + of.seen + ahead)) ** (self.r + of.repeats)
        return np.asarray(1.0 - self.alive(of) * (1.0 - waits))

    def _gone_to_alive(self, of: Histories) -> Values:
        x, r = of.repeats, self.r
        bought_again = x > 0
        rate = ((self.alpha + of.seen) / (self.alpha + of.last)) ** (r + x)
        return np.where(bought_again, self.a / np.maximum(self.b + x - 1, 1e-12) * rate, 0.0)


def fit(of: Histories) -> BuyingModel | Message:
    """The model of greatest likelihood (equation 3), or why there are too few purchases to find one."""
    repeating = int(np.count_nonzero(of.repeats > 0))
    if repeating < LEAST_REPEATING:
        return Message(
            "Too few customers bought again: {count} of at least {least}.", count=repeating, least=LEAST_REPEATING
        )
    # Around 1 the search sees the same slopes in weeks as in days.
    unit = float(np.mean(of.seen)) or 1.0
    same, counts = np.unique(np.column_stack((of.repeats, of.last / unit, of.seen / unit)), axis=0, return_counts=True)
    # What depends on the number of purchases alone is worked out once for each number: most customers share theirs.
    times, which = np.unique(same[:, 0], return_inverse=True)

    def unlikelihood(logs: Values) -> float:
        found = _log_likelihood(np.exp(np.clip(logs, -_FARTHEST, _FARTHEST)), times, which, same[:, 1], same[:, 2])
        # Not `np.dot`: its threads wait for each other wherever something else is at work.
        return -float(np.sum(counts * found)) / len(of.repeats)

    start = np.zeros(4)
    found = minimize(unlikelihood, start, method="L-BFGS-B", bounds=[(-_FARTHEST, _FARTHEST)] * 4)
    # What the slopes cannot tell near the top, a search without them does.
    found = minimize(unlikelihood, found.x, method="Nelder-Mead", options={"xatol": 1e-6, "fatol": 1e-11})
    if not np.isfinite(found.fun) or np.any(np.abs(found.x) > _FARTHEST - 1):
        return Message("The purchases are too much alike to tell who still buys.")
    r, alpha, a, b = np.exp(found.x)
    # In another unit of time every repeated purchase is as much less likely.
    total = -float(found.fun) * len(of.repeats) - float(np.sum(of.repeats)) * float(np.log(unit))
    return BuyingModel(float(r), float(alpha) * unit, float(a), float(b), total, len(of.repeats))


def _log_likelihood(parameters: Values, times: Values, which: Any, last: Values, seen: Values) -> Values:
    """Equation 6 of each customer, without overflowing powers; `which` of `times` says how often each bought again."""
    r, alpha, a, b = parameters
    rate = r * np.log(alpha) + gammaln(r + times) - gammaln(r)
    staying = rate + betaln(a, b + times) - betaln(a, b)
    leaving = rate + betaln(a + 1, b + np.maximum(times, 1) - 1) - betaln(a, b)
    bought = r + times[which]
    stayed = staying[which] - bought * np.log(alpha + seen)
    left = leaving[which] - bought * np.log(alpha + last)
    return np.asarray(np.where(times[which] > 0, np.logaddexp(stayed, left), stayed))
