"""Who still buys and what a purchase is worth: the published figures of the CDNOW sample, and what cannot be fitted."""

import csv
from pathlib import Path

import numpy as np
import pytest

from crm_desktop.core.i18n import Message
from crm_desktop.insight import bg_nbd, gamma_gamma
from crm_desktop.insight.bg_nbd import BuyingModel, Histories
from crm_desktop.insight.gamma_gamma import SpendingModel

EXAMPLE = Histories.of([2], [30.43], [38.86])


@pytest.fixture(scope="module")
def rows(test_data: Path) -> list[dict[str, str]]:
    """The weekly summary of the 2,357 customers of the paper."""
    name = "cdnow_customers_summary_with_transactions.csv"
    with (test_data / "cdnow" / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def histories(rows: list[dict[str, str]], unit: float = 1.0) -> Histories:
    x, last, seen = ([float(row[name]) for row in rows] for name in ("x", "t_x", "T"))
    return Histories.of(x, [each * unit for each in last], [each * unit for each in seen])


def test_the_model_of_the_paper_is_found(rows: list[dict[str, str]]) -> None:
    model = bg_nbd.fit(histories(rows))
    assert isinstance(model, BuyingModel)
    found = [round(each, 3) for each in (model.r, model.alpha, model.a, model.b)]
    assert found == [0.243, 4.414, 0.793, 2.426]
    assert round(model.log_likelihood, 1) == -9582.4
    assert round(float(model.expected(EXAMPLE, 39)[0]), 3) == 1.226


def test_another_unit_of_time_finds_the_same(rows: list[dict[str, str]]) -> None:
    weeks, days = bg_nbd.fit(histories(rows)), bg_nbd.fit(histories(rows, 7))
    assert isinstance(weeks, BuyingModel)
    assert isinstance(days, BuyingModel)
    assert days.alpha == pytest.approx(7 * weeks.alpha, rel=1e-3)
    in_days = Histories.of([2], [30.43 * 7], [38.86 * 7])
    assert days.expected(in_days, 39 * 7) == pytest.approx(weeks.expected(EXAMPLE, 39), rel=1e-4)


def test_chances_follow_from_the_model_drawn_at_random() -> None:
    """A hundred thousand customers drawn from the model: how many are gone, and how many stay silent, as it says."""
    dice, model = np.random.default_rng(5), BuyingModel(0.8, 6.0, 1.2, 3.0, 0.0, 0)
    count, seen, ahead = 100_000, 40.0, 20.0
    rate, leaving = dice.gamma(model.r, 1 / model.alpha, count), dice.beta(model.a, model.b, count)
    time, repeats, last = np.zeros(count), np.zeros(count), np.zeros(count)
    is_alive, is_silent, going = np.ones(count, bool), np.ones(count, bool), np.ones(count, bool)
    while going.any():
        time = time + dice.exponential(1 / rate)
        bought = going & is_alive & (time <= seen)
        repeats, last = repeats + bought, np.where(bought, time, last)
        is_silent &= ~(going & is_alive & (time > seen) & (time <= seen + ahead))
        is_alive &= ~(bought & (dice.random(count) < leaving))
        going &= is_alive & (time <= seen)
    of = Histories(repeats, last, np.full(count, seen))
    for low, high in ((0, 0), (1, 1), (2, 3), (4, 99)):
        some = (repeats >= low) & (repeats <= high)
        error = 4 * 0.5 / np.sqrt(some.sum())
        assert abs(model.alive(of)[some].mean() - is_alive[some].mean()) < error + (1 if low == 0 else 0)
        assert abs(model.silent(of, ahead)[some].mean() - is_silent[some].mean()) < error


@pytest.mark.parametrize(
    ("repeats", "last", "said"),
    [
        ([0] * 100, [0] * 100, "Too few customers bought again: 0 of at least 30."),
        ([1] * 29 + [0] * 50, [5] * 29 + [0] * 50, "Too few customers bought again: 29 of at least 30."),
        ([], [], "Too few customers bought again: 0 of at least 30."),
    ],
)
def test_too_few_purchases_fit_no_model(repeats: list[int], last: list[int], said: str) -> None:
    found = bg_nbd.fit(Histories.of(repeats, last, [39.0] * len(repeats)))
    assert isinstance(found, Message)
    assert str(found) == said


def test_purchases_that_are_all_alike_never_end_in_nonsense() -> None:
    for repeats, last, seen in ((3, 30, 39), (1, 0, 39), (50, 39, 39), (1, 0, 0)):
        of = Histories.of([repeats] * 60, [last] * 60, [seen] * 60)
        found = bg_nbd.fit(of)
        if isinstance(found, BuyingModel):
            assert np.all((found.alive(of) >= 0) & (found.alive(of) <= 1))
    spent = gamma_gamma.fit([2] * 60, [10.0] * 60)
    assert isinstance(spent, Message) or 9.0 < spent.expected(np.array([2.0]), np.array([10.0]))[0] < 11.0


def test_what_cannot_have_been_is_refused() -> None:
    for repeats, last, seen in ((-1, 1, 2), (1, 3, 2), (1, -1, 2)):
        with pytest.raises(ValueError, match="last purchase"):
            Histories.of([repeats], [last], [seen])


def test_what_a_purchase_is_worth_is_found(rows: list[dict[str, str]]) -> None:
    x, means = [float(row["x"]) for row in rows], [float(row["zbar"]) for row in rows]
    model = gamma_gamma.fit(x, means)
    assert isinstance(model, SpendingModel)
    assert model.customers == 946
    assert (model.p, model.q, model.v) == pytest.approx((6.25, 3.74, 15.44), abs=0.01)
    assert round(model.mean, 2) == 35.17
    assert round(float(model.expected(np.array([2.0]), np.array([22.35]))[0]), 2) == 24.66
    # Whoever never bought again is worth what all are.
    assert model.expected(np.array([0.0]), np.array([0.0]))[0] == pytest.approx(model.mean)


def test_refunds_and_free_orders_are_no_purchases_to_learn_from() -> None:
    assert isinstance(gamma_gamma.fit([1] * 40, [0.0] * 20 + [-5.0] * 20), Message)
