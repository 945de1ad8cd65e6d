"""Deals as a report counts them: by closing day, in the stage they had then, split over their products."""

from datetime import date, timedelta

from crm_desktop.insight.sales import Period, closed_deals, open_deals, product_shares
from crm_desktop.models.dictionary import WON
from crm_desktop.operations import stage_moves
from tests.builders import a_line, a_product, an_opportunity, stage
from tests.company import Company

TODAY = date(2026, 11, 21)


def test_a_deal_counts_on_its_closing_day_and_no_other(company: Company) -> None:
    with company.write() as work:
        made = an_opportunity(work, amount_minor=10_000)
        stage_moves.close_won(work, made, on=TODAY - timedelta(days=3))
    day = Period(TODAY - timedelta(days=3), TODAY - timedelta(days=3))
    with company.read() as reading:
        (deal,) = closed_deals(reading, day)
        assert closed_deals(reading, Period(TODAY - timedelta(days=2), TODAY)) == []
        assert closed_deals(reading, day, frozenset()) == []
    assert (deal.id, deal.outcome, deal.amount, deal.cycle_days) == (made, WON, 10_000, 17)


def test_an_open_deal_stands_in_the_stage_it_had_that_day(company: Company) -> None:
    with company.write() as work:
        made = an_opportunity(work, amount_minor=10_000)
        stage_moves.move_stage(work, made, stage("proposal"), TODAY - timedelta(days=5))
    with company.read() as reading:
        (before,) = open_deals(reading, TODAY - timedelta(days=6))
        (after,) = open_deals(reading, TODAY - timedelta(days=5))
        assert open_deals(reading, TODAY - timedelta(days=21)) == []
    assert (before.stage_id, after.stage_id) == (stage("prospecting"), stage("proposal"))
    assert (before.weighted, after.weighted) == (1_000, 6_000)


def test_a_deal_closed_later_was_open_before(company: Company) -> None:
    with company.write() as work:
        made = an_opportunity(work, amount_minor=10_000)
        stage_moves.close_won(work, made, on=TODAY)
    with company.read() as reading:
        assert [deal.id for deal in open_deals(reading, TODAY - timedelta(days=1))] == [made]
        assert open_deals(reading, TODAY) == []


def test_the_parts_of_a_deal_add_up_to_its_amount(company: Company) -> None:
    with company.write() as work:
        products = [a_product(work, name, code=name) for name in ("One", "Two", "Three")]
        lines = tuple(a_line("33.33", product_id=each) for each in products)
        an_opportunity(work, lines=lines)
        an_opportunity(work, amount_minor=700)
    with company.read() as reading:
        deals = open_deals(reading, TODAY)
        shares = list(product_shares(reading, deals))
    for deal in deals:
        assert sum(part for of, _, part in shares if of.id == deal.id) == deal.amount
    assert {product for _, product, _ in shares} == {*products, None}
