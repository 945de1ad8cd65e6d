"""What open deals bring: the month each lands in, the expected sum and its range against all cases, and the edges."""

from datetime import date, timedelta
from itertools import product
from math import prod

import numpy as np
import pytest

from crm_desktop.insight.forecast import (
    AS_EXPECTED,
    BY_DELAYS,
    BY_LENGTHS,
    LEAST_DAYS,
    UNDATED,
    Band,
    Dates,
    Lengths,
    band,
    drawn,
    shares_of_months,
)

TODAY = date(2028, 2, 29)
MONTHS = ("2028-02", "2028-03", "2028-04")
NOTHING_KNOWN = Lengths()


def _shares(opened: date | None, expected: date | None, lengths: Lengths = NOTHING_KNOWN) -> tuple[list[float], str]:
    shares, why = shares_of_months([Dates(opened, expected)], lengths, TODAY, MONTHS)
    return shares[0].tolist(), why[0]


@pytest.mark.parametrize(
    ("expected", "shares"),
    [
        (TODAY, [1, 0, 0, 0]),
        (date(2028, 3, 1), [0, 1, 0, 0]),
        (date(2028, 3, 31), [0, 1, 0, 0]),
        (date(2028, 4, 30), [0, 0, 1, 0]),
        (date(2028, 5, 1), [0, 0, 0, 1]),
    ],
)
def test_without_own_lengths_a_deal_lands_in_the_month_it_is_expected_in(expected: date, shares: list[float]) -> None:
    assert _shares(None, expected) == (shares, AS_EXPECTED)


def test_what_is_past_its_day_and_of_unknown_length_lands_nowhere() -> None:
    assert _shares(None, TODAY - timedelta(days=1)) == ([0, 0, 0, 0], UNDATED)
    assert _shares(None, None) == ([0, 0, 0, 0], UNDATED)
    # One too few is known.
    few = Lengths([0] * (LEAST_DAYS - 1), [500] * (LEAST_DAYS - 1))
    assert _shares(TODAY, None, few) == ([0, 0, 0, 0], UNDATED)


def test_a_deal_is_as_late_as_own_deals_that_were_later_than_it_is_by_now() -> None:
    # Ten were closed on their day, ten a month late, twenty two months late.
    lengths = Lengths([0] * 10 + [31] * 10 + [61] * 20)
    assert _shares(None, date(2028, 3, 1), lengths) == ([0, 0.25, 0.25, 0.5], BY_DELAYS)
    # It was expected twenty days ago: who was on time does not count any more.
    assert _shares(None, TODAY - timedelta(days=20), lengths) == ([0, 1 / 3, 2 / 3, 0], BY_DELAYS)
    # It is later than all but four: nothing is known of it.
    assert _shares(None, TODAY - timedelta(days=62), lengths) == ([0, 0, 0, 0], UNDATED)


def test_without_an_expected_day_the_lengths_of_own_deals_tell() -> None:
    lengths = Lengths([], [1] * 10 + [32] * 30)
    assert _shares(TODAY, None, lengths) == ([0, 0.25, 0.75, 0], BY_LENGTHS)
    # A day that is still to come says more than lengths do.
    assert _shares(TODAY, date(2028, 4, 1), lengths) == ([0, 0, 1, 0], AS_EXPECTED)


def test_the_range_is_that_of_all_cases() -> None:
    """Ten deals of two outcomes have 1,024 cases, whose probabilities are known exactly."""
    amounts = [100, 250, 400, 50, 700, 300, 120, 80, 900, 60]
    chances = [0.5, 0.3, 0.8, 0.1, 0.4, 0.6, 0.7, 0.9, 0.2, 0.55]
    cases = sorted(
        (
            sum(amount for amount, is_won in zip(amounts, won, strict=True) if is_won),
            prod(chance if is_won else 1 - chance for chance, is_won in zip(chances, won, strict=True)),
        )
        for won in product((False, True), repeat=10)
    )
    told = band([drawn("anna", amounts, chances, np.array([[1.0, 0.0]] * 10))], [0])
    assert told.expected == round(sum(a * c for a, c in zip(amounts, chances, strict=True)))
    below = sum(likely for worth, likely in cases if worth < told.low)
    until_low = sum(likely for worth, likely in cases if worth <= told.low)
    until_high = sum(likely for worth, likely in cases if worth <= told.high)
    below_high = sum(likely for worth, likely in cases if worth < told.high)
    # Three standard errors of 2,000 drawings are 0.02.
    assert below - 0.02 < 0.1 < until_low + 0.02
    assert below_high - 0.02 < 0.9 < until_high + 0.02


def test_months_share_a_deal_and_never_win_it_twice() -> None:
    part = drawn("anna", [1_000], [1.0], np.array([[0.5, 0.3, 0.2]]))
    assert set(part.sums.sum(axis=0).tolist()) == {1_000.0}
    assert [round(float(each)) for each in part.expected] == [500, 300, 200]
    assert band([part], [0, 1, 2]) == Band(1_000, 1_000, 1_000)
    assert part.sums[0].mean() == pytest.approx(500, abs=50)


def test_a_person_is_told_the_same_alone_and_among_others() -> None:
    def of(owner: str) -> Band:
        return band([drawn(owner, [10] * 30, [0.4] * 30, np.ones((30, 1)))], [0])

    parts = [drawn(owner, [10] * 30, [0.4] * 30, np.ones((30, 1))) for owner in ("anna", "ben")]
    assert [band([each], [0]) for each in parts] == [of("anna"), of("ben")]
    both = band(parts, [0])
    assert both.expected == 240
    # Two people's luck evens out.
    assert both.high - both.low < sum(of(owner).high - of(owner).low for owner in ("anna", "ben"))


def test_nothing_brings_nothing() -> None:
    assert band([], [0]) == Band(0, 0, 0)
    assert band([drawn("anna", [], [], np.zeros((0, 2)))], [0, 1]) == Band(0, 0, 0)
    assert band([drawn("anna", [100], [0.0], np.ones((1, 1)))], [0]) == Band(0, 0, 0)
