"""What a purchase of a customer is worth: the gamma-gamma model of Fader & Hardie (2013).

"The Gamma-Gamma Model of Monetary Value". Purchases of one customer vary around a mean of their own, which varies from
customer to customer: (p, q, v). What a purchase is worth must not depend on how often one buys.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize
from scipy.special import gammaln

from crm_desktop.core.i18n import Message
from crm_desktop.insight.bg_nbd import LEAST_REPEATING, Values

_FARTHEST = 12.0


@dataclass(frozen=True)
class SpendingModel:
    """The model fitted to repeat customers, with its log-likelihood."""

    p: float
    q: float
    v: float
    log_likelihood: float
    customers: int

    @property
    def mean(self) -> float:
        """What a purchase is worth across customers, in the unit fitted to; none where it has no mean."""
        return self.p * self.v / (self.q - 1) if self.q > 1 else float("nan")

    def expected(self, repeats: Values, means: Values) -> Values:
        """The mean purchase of each customer: their own, drawn to that of all the more the fewer there were.

        Of nobody's own purchases it is that of all.
        """
        return np.asarray(self.p * (self.v + repeats * means) / (self.p * repeats + self.q - 1))


def fit(repeats: Sequence[float], means: Sequence[float]) -> SpendingModel | Message:
    """The model of the repeat purchases of customers: how many, and what one was worth in the mean.

    Only purchases worth something can be looked at.
    """
    x, m = np.asarray(repeats, dtype=np.float64), np.asarray(means, dtype=np.float64)
    counted = (x > 0) & (m > 0)
    x, m = x[counted], m[counted]
    if len(x) < LEAST_REPEATING:
        return Message(
            "Too few customers bought again: {count} of at least {least}.", count=len(x), least=LEAST_REPEATING
        )
    unit = float(np.mean(m))
    worth = m / unit

    def unlikelihood(logs: Values) -> float:
        p, q, v = np.exp(np.clip(logs, -_FARTHEST, _FARTHEST))
        found = (
            gammaln(p * x + q)
            - gammaln(p * x)
            - gammaln(q)
            + q * np.log(v)
            + (p * x - 1) * np.log(worth)
            + p * x * np.log(x)
            - (p * x + q) * np.log(v + x * worth)
        )
        return -float(np.mean(found))

    found = minimize(unlikelihood, np.array([1.0, 1.0, 0.0]), method="L-BFGS-B", bounds=[(-_FARTHEST, _FARTHEST)] * 3)
    found = minimize(unlikelihood, found.x, method="Nelder-Mead", options={"xatol": 1e-7, "fatol": 1e-12})
    if not np.isfinite(found.fun) or np.any(np.abs(found.x) > _FARTHEST - 1):
        return Message("The purchases are too much alike to tell what one is worth.")
    p, q, v = np.exp(found.x)
    # In another unit of money every mean is as much less likely.
    total = -float(found.fun) * len(x) - len(x) * float(np.log(unit))
    return SpendingModel(float(p), float(q), float(v) * unit, total, len(x))
