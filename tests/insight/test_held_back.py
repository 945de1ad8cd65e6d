"""What the detectors would have said a year ago: nothing they could not have known then, and figures by hand."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from crm_desktop.insight.held_back import ALIVE, CLASSIC, DETECTORS, RECENCY, RHYTHM, SILENT, held_back
from crm_desktop.insight.purchases import Purchases

AS_OF = date(2026, 11, 21)
CUT = AS_OF - timedelta(days=365)


def bought(*customers: list[date]) -> Purchases:
    """The purchases of some customers, all of them paid."""
    of = [sorted(set(each)) for each in customers if each]
    days = [day.toordinal() for each in of for day in each]
    starts = np.cumsum([0, *map(len, of)], dtype=np.int64)
    amounts, paid = np.full(len(days), 100, dtype=np.int64), np.ones(len(days), dtype=bool)
    names = tuple(f"c{number}" for number in range(len(of)))
    return Purchases(names, starts, np.array(days, dtype=np.int64), amounts, paid, AS_OF)


DAYS = st.lists(st.dates(AS_OF - timedelta(days=900), AS_OF), max_size=6)


@given(st.lists(DAYS, max_size=12))
@settings(max_examples=60, deadline=None)
def test_purchases_up_to_a_day_are_those_that_were_made_by_then(customers: list[list[date]]) -> None:
    of = bought(*customers)
    told = [sorted(set(each)) for each in customers if each]
    early = [[day for day in each if day <= CUT] for each in told]
    found = of.until(CUT)
    assert found.customers == tuple(f"c{number}" for number, each in enumerate(early) if each)
    assert found.day.tolist() == [day.toordinal() for each in early for day in each]
    assert found.counts.tolist() == [len(each) for each in early if each]


def test_nothing_after_the_cut_is_known_to_the_detectors() -> None:
    """Whoever comes back, or never existed then, changes who was lost and nothing of what was said."""
    early = [[CUT - timedelta(days=30 * n), CUT - timedelta(days=200 + 10 * n)] for n in range(12)]
    one = held_back(bought(*early, [AS_OF]), {}, 6)
    other = held_back(bought(*([*each, AS_OF] for each in early)), {}, 6)
    assert [each.warned for each in one.everyone.values()] == [each.warned for each in other.everyone.values()]
    assert {(each.customers, each.lost) for each in one.everyone.values()} == {(12, 12)}
    assert {(each.customers, each.lost) for each in other.everyone.values()} == {(12, 0)}


def test_the_rule_of_the_months_is_judged_as_it_warns() -> None:
    quiet = [[CUT - timedelta(days=400)] for _ in range(6)]
    lively = [[CUT - timedelta(days=10), CUT + timedelta(days=20)] for _ in range(6)]
    back = [[CUT - timedelta(days=300), CUT + timedelta(days=50)] for _ in range(2)]
    found = held_back(bought(*quiet, *lively, *back), {}, 6)
    classic = found.everyone[CLASSIC]
    assert (classic.customers, classic.lost, classic.warned) == (14, 6, 8)
    assert [classic.precision, classic.recall, classic.average_precision] == [Fraction(6, 8), 1, Fraction(6, 8)]
    assert found.lost == {f"c{number}" for number in range(6)}
    # Those who were silent longest are the lost ones: their order by silence is without a fault.
    assert found.everyone[RECENCY].average_precision == 1
    # Too few bought more than once by then, and no model was found.
    assert found.again == {}
    assert SILENT not in found.everyone
    assert found.chances == ()
    assert str(found.why_none) == "Too few customers bought again: 0 of at least 30."


def test_a_firm_of_less_than_a_year_has_nothing_to_be_judged_by() -> None:
    found = held_back(bought([AS_OF - timedelta(days=3)]), {}, 6)
    assert (dict(found.everyone), dict(found.again), found.chances) == ({}, {}, ())
    assert held_back(bought(), {}, 6).everyone == {}


def test_on_cdnow_the_own_rhythm_and_the_models_beat_the_six_months(test_data: Path) -> None:
    customers: dict[str, list[date]] = {}
    for line in (test_data / "cdnow" / "CDNOW_sample.txt").read_text(encoding="utf-8").splitlines():
        _, customer, on, *_ = line.split()
        customers.setdefault(customer, []).append(date.fromisoformat(on))
    of = replace(bought(*customers.values()), as_of=date(1998, 6, 30))
    found = held_back(of, {}, 6)
    assert set(found.everyone) == set(DETECTORS)
    score = {name: float(each.average_precision or 0) for name, each in found.everyone.items()}
    again = {name: float(each.average_precision or 0) for name, each in found.again.items()}
    assert found.everyone[CLASSIC].customers == 2357
    assert score[CLASSIC] < score[RHYTHM] < score[SILENT]
    # Whoever bought once is alive to the model: of those who bought again, both rank better than the rule warns.
    assert found.again[ALIVE].customers == 805
    assert again[CLASSIC] < again[RHYTHM] < again[ALIVE]
