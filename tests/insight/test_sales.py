"""Deals as a report counts them: by closing day, and in the stage they had then."""

from datetime import date, timedelta

import pytest

from crm_desktop.insight import sales
from crm_desktop.insight.left_out import left_out
from crm_desktop.insight.sales import Closed, Period, closed_deals, open_deals
from crm_desktop.operations import stage_moves
from crm_desktop.operations.exchange_rate import set_exchange_rate
from tests.builders import a_customer, an_opportunity, entry, stage
from tests.company import Company

TODAY = date(2026, 11, 21)


def _day(days_ago: int) -> Period:
    return Period(TODAY - timedelta(days=days_ago), TODAY - timedelta(days=days_ago))


def test_a_deal_counts_on_its_closing_day_and_no_other(company: Company) -> None:
    with company.write() as work:
        made = an_opportunity(work, amount_minor=10_000)
        stage_moves.close_won(work, made, on=TODAY - timedelta(days=3))
    with company.read() as reading:
        found = closed_deals(reading, _day(3))
        assert closed_deals(reading, Period(TODAY - timedelta(days=2), TODAY)).now == Closed()
        assert closed_deals(reading, _day(3), owners=frozenset()).now == Closed()
    assert found.now == Closed(won=1, lost=0, revenue=10_000, days=17, timed=1, priced=1)
    assert found.by_month == {"2026-11": found.now}


def test_the_period_before_is_counted_apart_and_what_lies_between_not_at_all(company: Company) -> None:
    with company.write() as work:
        for days_ago in (1, 3, 5):
            stage_moves.close_won(
                work, an_opportunity(work, amount_minor=days_ago), on=TODAY - timedelta(days=days_ago)
            )
    with company.read() as reading:
        found = closed_deals(reading, _day(1), _day(5))
    assert (found.now.revenue, found.before.revenue) == (1, 5)


def test_customers_beyond_the_largest_are_counted_together(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sales, "MOST_CUSTOMERS", 2)
    with company.write() as work:
        for number in range(5):
            customer = a_customer(work, f"Customer {number}", region_id=entry("region", "east"))
            made = an_opportunity(work, amount_minor=10 + number, customer_id=customer)
            stage_moves.close_won(work, made, on=TODAY)
    with company.read() as reading:
        found = closed_deals(reading, _day(0))
    assert [deals.revenue for deals in found.by_customer.values()] == [14, 13]
    assert (found.further, found.of_others.revenue, found.of_others.won) == (3, 10 + 11 + 12, 3)
    assert [deals.won for deals in found.by_region.values()] == [5]


def test_a_deal_without_a_rate_counts_in_numbers_and_is_told_with_its_own_amount(company: Company) -> None:
    with company.write() as work:
        set_exchange_rate(work, "EUR", TODAY - timedelta(days=2), 7_800_000)
        for currency in ("CNY", "USD", "EUR"):
            # The rate of the euro is younger than the deal closed three days ago.
            for days_ago in (0, 3):
                made = an_opportunity(work, currency=currency, amount_minor=100)
                stage_moves.close_won(work, made, on=TODAY - timedelta(days=days_ago))
        an_opportunity(work, currency="USD", amount_minor=50)
        stage_moves.close_lost(
            work, an_opportunity(work, currency="USD", amount_minor=7), entry("lost_reason", "price"), on=TODAY
        )
    week = Period(TODAY - timedelta(days=6), TODAY)
    with company.read() as reading:
        now = closed_deals(reading, week).now
        assert left_out(reading, week, TODAY) == [("EUR", 1, 100), ("USD", 3, 250)]
        assert left_out(reading, week, TODAY, frozenset()) == []
    assert (now.won, now.priced, now.revenue) == (6, 3, 100 + 100 + 780)


def test_who_brought_nothing_is_not_named_but_counted(company: Company) -> None:
    with company.write() as work:
        buyer, loser = a_customer(work, "Buyer"), a_customer(work, "Loser")
        stage_moves.close_won(work, an_opportunity(work, amount_minor=10, customer_id=buyer), on=TODAY)
        stage_moves.close_lost(
            work, an_opportunity(work, amount_minor=10, customer_id=loser), entry("lost_reason", "price"), on=TODAY
        )
    with company.read() as reading:
        found = closed_deals(reading, _day(0))
    assert list(found.by_customer) == [buyer]
    assert (found.further, found.of_others.lost) == (1, 1)


def test_an_open_deal_stands_in_the_stage_it_had_that_day(company: Company) -> None:
    with company.write() as work:
        made = an_opportunity(work, amount_minor=10_000)
        stage_moves.move_stage(work, made, stage("proposal"), TODAY - timedelta(days=5))
    with company.read() as reading:
        before = open_deals(reading, TODAY - timedelta(days=6))
        after = open_deals(reading, TODAY - timedelta(days=5))
        assert open_deals(reading, TODAY - timedelta(days=21)) == {}
    assert {name: found.weighted for name, found in before.items()} == {stage("prospecting"): 1_000}
    assert {name: found.weighted for name, found in after.items()} == {stage("proposal"): 6_000}


def test_a_deal_closed_later_was_open_before(company: Company) -> None:
    with company.write() as work:
        made = an_opportunity(work, amount_minor=10_000)
        stage_moves.close_won(work, made, on=TODAY)
    with company.read() as reading:
        assert sum(found.deals for found in open_deals(reading, TODAY - timedelta(days=1)).values()) == 1
        assert open_deals(reading, TODAY) == {}
