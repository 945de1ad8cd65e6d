"""The amount of a won deal split over its products."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from crm_desktop.insight.products import Sold, revenue_by_product, split
from crm_desktop.insight.sales import Period
from crm_desktop.operations import stage_moves
from tests.builders import a_line, a_product, an_opportunity
from tests.company import Company

TODAY = Period(date(2026, 11, 21), date(2026, 11, 21))


def _sold(company: Company, amount: int | None, *prices: str | None) -> list[Sold]:
    """What each of some products brought in a deal of this amount with a line for each; None is a line without one."""
    with company.write() as work:
        products = [a_product(work, f"P{number}", code=f"P{number}") for number in range(len(prices))]
        lines = tuple(
            a_line(price or "10", product_id=product if price else None)
            for product, price in zip(products, prices, strict=True)
        )
        made = an_opportunity(work, lines=lines, amount_minor=amount)
        stage_moves.close_won(work, made, on=TODAY.last)
    with company.read() as reading:
        found = revenue_by_product(reading, TODAY)
    return [found.pop(product) for product in (*products, None) if product in found]


def test_lines_that_add_up_to_the_amount_bring_what_they_say(company: Company) -> None:
    assert _sold(company, None, "33.33", "66.67", None) == [Sold(3333, 1), Sold(6667, 1), Sold(1000, 1)]


def test_an_amount_set_by_hand_is_split_in_proportion_to_the_last_cent(company: Company) -> None:
    sold = _sold(company, 10_000, "10", "10", "10")
    assert [each.revenue for each in sold] == [3333, 3333, 3334]


def test_a_deal_without_lines_belongs_to_no_product(company: Company) -> None:
    assert _sold(company, 700) == [Sold(700, 1)]


@given(st.integers(-(10**13), 10**13), st.lists(st.integers(-(10**6), 10**13), min_size=1, max_size=6))
def test_the_parts_of_a_deal_add_up_to_its_amount(amount: int, weights: list[int]) -> None:
    parts = list(split(amount, [(str(number), weight) for number, weight in enumerate(weights)]))
    assert sum(part for _, part in parts) == amount
    assert len(parts) == len(weights)
