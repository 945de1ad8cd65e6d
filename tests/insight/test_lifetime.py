"""What a customer will still bring: what both ways promise, against each other, sums by hand, and random draws."""

import numpy as np
import pytest

from crm_desktop.core.i18n import Message
from crm_desktop.insight.bg_nbd import BuyingModel, Histories
from crm_desktop.insight.gamma_gamma import SpendingModel
from crm_desktop.insight.lifetime import Buyers, Lifetime, band, by_buying, by_retention

# Those of the papers on CDNOW, in days.
BUYING = BuyingModel(0.243, 4.414 * 7, 0.793, 2.426, 0.0, 0)
SPENDING = SpendingModel(6.25, 3.74, 15.44, 0.0, 0)


def buyers(*rows: tuple[float, float, float, float], left: float = 1.0) -> Buyers:
    repeats, last, seen, means = zip(*rows, strict=True)
    return Buyers(Histories.of(repeats, last, seen), np.array(means), left)


def test_retention_is_summed_year_by_year_and_discounted() -> None:
    found = by_retention(1000, 80, 100)
    assert isinstance(found, Lifetime)
    assert found.middle == pytest.approx(800 / 1.1 + 640 / 1.21 + 512 / 1.331 + 409.6 / 1.4641 + 327.68 / 1.61051)
    assert found.low < found.middle < found.high
    # Nobody is kept for certain by few who all stayed, nor lost for certain.
    every, none = by_retention(1000, 5, 5), by_retention(1000, 0, 5)
    assert isinstance(every, Lifetime)
    assert isinstance(none, Lifetime)
    assert every.middle == pytest.approx(every.high)
    assert none.middle == 0
    assert every.low < every.middle
    assert none.high > 0


def test_a_loss_is_the_greater_the_longer_it_is_kept() -> None:
    found = by_retention(-1000, 80, 100)
    assert isinstance(found, Lifetime)
    assert found.low < found.middle < found.high < 0


def test_few_customers_tell_no_retention() -> None:
    found = by_retention(1000, 4, 4)
    assert isinstance(found, Message)
    assert str(found) == "Too few records: 4 of at least 5"


def test_what_is_expected_is_the_mean_of_what_is_drawn() -> None:
    """Two hundred alike: by the law of large numbers their sum is close to its expectation, and its band is narrow."""
    rows = [(4.0, 200.0, 260.0, 30.0)] * 200
    each, found = by_buying(BUYING, SPENDING, buyers(*rows)), band(BUYING, SPENDING, buyers(*rows))
    assert found.middle == pytest.approx(200 * each[0])
    assert found.low < found.middle < found.high
    assert (found.low + found.high) / 2 == pytest.approx(found.middle, rel=0.1)
    alone = band(BUYING, SPENDING, buyers(rows[0]))
    assert alone.low * 200 < found.low
    assert found.high < alone.high * 200


def test_profit_is_the_part_of_sales_that_is_left() -> None:
    row = (4.0, 200.0, 260.0, 30.0)
    sales, profit = (band(BUYING, SPENDING, buyers(row, left=left)) for left in (1.0, 0.25))
    assert [profit.low, profit.middle, profit.high] == pytest.approx([sales.low / 4, sales.middle / 4, sales.high / 4])


def test_who_was_silent_for_long_is_worth_less_and_who_buys_often_more() -> None:
    silent, usual, often = by_buying(BUYING, SPENDING, buyers((4, 100, 700, 30), (4, 680, 700, 30), (12, 690, 700, 30)))
    assert 0 <= silent < usual < often


def test_daily_buyers_of_many_years_overflow_nothing() -> None:
    found = by_buying(BUYING, SPENDING, buyers((3000, 3000, 3001, 20), (1, 0.5, 3000, 20)))
    assert np.all(np.isfinite(found))
    # Once a day for five years, discounted, of one who hardly ever leaves.
    assert 0.5 * 20 * 365.25 * 5 < found[0] < 20 * 365.25 * 5


def test_expected_purchases_are_those_of_the_formula_of_the_paper() -> None:
    """Equation 10 as it is printed, where its powers do not overflow."""
    from scipy.special import hyp2f1

    x, last, seen, ahead = 3.0, 20.0, 30.0, 52.0
    model = BuyingModel(0.243, 4.414, 0.793, 2.426, 0.0, 0)
    a, b, r, alpha = model.a, model.b, model.r, model.alpha
    z = ahead / (alpha + seen + ahead)
    bought = 1 - ((alpha + seen) / (alpha + seen + ahead)) ** (r + x) * hyp2f1(r + x, b + x, a + b + x - 1, z)
    gone = a / (b + x - 1) * ((alpha + seen) / (alpha + last)) ** (r + x)
    expected = (a + b + x - 1) / (a - 1) * bought / (1 + gone)
    assert model.expected(Histories.of([x], [last], [seen]), ahead)[0] == pytest.approx(expected)
