"""The scores of customers: each detector as its own definition says, for all at once, kept and renewed one by one."""

import random
from datetime import date, timedelta
from statistics import median

import numpy as np
import pytest

from crm_desktop.insight import rhythm
from crm_desktop.insight.bg_nbd import Histories
from crm_desktop.insight.purchases import Purchases
from crm_desktop.insight.score_jobs import of_all, of_some
from crm_desktop.insight.scores import LEAST_GAPS, YEAR, Learned, learn, scored
from crm_desktop.models.order import PAID
from crm_desktop.storage import scores
from tests.builders import a_customer, an_order, an_order_line
from tests.company import Company

DAY = date(2026, 11, 21)
Days = dict[str, list[tuple[date, int, bool]]]


def drawn(customers: int) -> Days:
    dice = random.Random(8)
    found: Days = {}
    for n in range(customers):
        # Some left long ago, some buy often: what a model is to tell apart.
        start, stays, gap = dice.randrange(200, 1200), dice.choice((60, 300, 2000)), dice.choice((15, 40, 120, 300))
        days, on = [], DAY - timedelta(start)
        while on <= DAY and (on - DAY).days + start <= stays:
            days.append(on)
            on += timedelta(1 + int(dice.expovariate(1 / gap)))
        usual = dice.gammavariate(4, 1_000)
        found[f"c{n:03}"] = [(day, 100 + int(usual * dice.gammavariate(5, 0.2)), dice.random() < 0.7) for day in days]
    return found


def purchases_of(days: Days) -> Purchases:
    rows = [each for of in days.values() for each in of]
    return Purchases(
        tuple(days),
        np.cumsum([0, *(len(each) for each in days.values())]),
        np.array([on.toordinal() for on, _, _ in rows], dtype=np.int64),
        np.array([amount for _, amount, _ in rows], dtype=np.int64),
        np.array([paid for _, _, paid in rows], dtype=bool),
        DAY,
    )


def test_all_customers_at_once_are_scored_as_each_alone() -> None:
    days = drawn(200)
    of = purchases_of(days)
    industries = [("steel" if n % 3 else "rare") if n % 2 else None for n in range(len(days))]
    industries[-1] = "too rare"
    learned = learn(of, industries)
    gaps = {each: rhythm.gaps_of([on for on, _, _ in found]) for each, found in days.items()}
    every = [gap for each in gaps.values() for gap in each]
    assert learned.gap == median(every)
    own = [gap for each, name in zip(days, industries, strict=True) for gap in gaps[each] if name == "steel"]
    assert len(own) >= LEAST_GAPS
    assert learned.gaps["steel"] == median(own)
    assert "too rare" not in learned.gaps
    assert learned.buying is not None
    assert learned.spending is not None
    for found, (key, rows), industry in zip(scored(of, industries, learned, 6), days.items(), industries, strict=True):
        assert found.customer_id == key
        bought = [on for on, _, _ in rows]
        alone = rhythm.rhythm(bought, learned.gaps.get(industry or "", learned.gap), DAY)
        assert alone is not None
        assert found.gap_days == round(alone.expected_gap)
        assert found.overdue_e6 == pytest.approx(alone.overdue * 1e6, abs=1)
        assert found.rhythm == round(rhythm.score(alone.overdue))
        assert found.band == rhythm.band(alone.overdue)
        paid = max((on for on, _, is_paid in rows if is_paid), default=None)
        classic = rhythm.classic_score(paid, DAY, 6)
        assert found.classic == (None if classic is None else round(classic))
        of_one = Histories.of([len(rows) - 1], [(bought[-1] - bought[0]).days], [(DAY - bought[0]).days])
        alive, silent = learned.buying.alive(of_one)[0], learned.buying.silent(of_one, YEAR)[0]
        assert found.alive_e6 == pytest.approx(alive * 1e6, abs=1)
        assert found.alive == round(100 * (1 - alive))
        best = sum(amount for on, amount, _ in rows if on > bought[-1] - timedelta(YEAR))
        assert found.stake_minor == round(best * silent)
        assert found.sales_minor == sum(amount for on, amount, _ in rows if on > DAY - timedelta(YEAR))


def test_what_was_learned_survives_being_kept() -> None:
    days = drawn(120)
    learned = learn(purchases_of(days), [None] * len(days))
    assert Learned.from_data(learned.as_data()) == learned
    few = learn(purchases_of(dict(list(days.items())[:2])), [None, None])
    assert few.buying is None
    assert Learned.from_data(few.as_data()).why_none == few.why_none


def test_nobody_has_scores_where_nothing_was_bought_and_few_still_have_those_without_a_model(company: Company) -> None:
    with company.read() as reading:
        nothing = of_all(reading, reading.today)
    assert nothing.rows == []
    with company.write() as work:
        customer = a_customer(work)
        for days, state in ((400, PAID), (300, "unpaid")):
            an_order(work, customer_id=customer, ordered_on=work.today - timedelta(days), payment_state=state)
    with company.read() as reading:
        (found,) = of_all(reading, reading.today).rows
    assert (found.orders, found.gap_days, found.rhythm, found.alive) == (2, 100, 96, None)
    assert found.overdue_e6 == 3_000_000
    # Both within the year up to the last; without a model the highest score is the chance.
    assert found.stake_minor == 20_000


def test_one_customer_is_scored_anew_by_what_is_known_of_all_and_nothing_of_it_is_journaled(company: Company) -> None:
    with company.write() as work:
        one, other = a_customer(work, "Haverton"), a_customer(work, "Anders")
        for customer in (one, other):
            for days in (400, 300, 200):
                an_order(work, customer_id=customer, ordered_on=work.today - timedelta(days))
    with company.read() as reading:
        found, before = of_all(reading, reading.today), reading.position
    with company.write() as work:
        scores.store(work.connection, found.rows, found.state)
    with company.write() as work:
        an_order(work, customer_id=one, lines=(an_order_line("70"),))
    with company.read() as reading:
        again = of_some(reading, [one])
    assert [(each.customer_id, each.orders, each.overdue_e6) for each in again.rows] == [(one, 4, 0)]
    with company.write() as work:
        scores.renew(work.connection, again.customer_ids or (), again.rows)
    with company.read() as reading:
        kept = dict(reading.plain("SELECT customer_id, orders FROM customer_score"))
        assert scores.state(reading.connection).as_of == reading.today
        steps = reading.plain("SELECT DISTINCT tbl FROM sync_change") if reading.position > before else []
    assert kept == {one: 4, other: 3}
    assert not [each for (each,) in steps if "score" in str(each)]
