"""Lines take their prices from products, and their sum is the deal's amount whatever their order."""

import csv
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_desktop.core.errors import Invalid, Stale
from crm_desktop.core.money import E6, line_net, minor_digits, to_e6
from crm_desktop.operations.contract import create_contract
from crm_desktop.operations.contract_making import new_contract
from crm_desktop.operations.opportunity import opportunity_draft, update_opportunity
from crm_desktop.operations.product import delete_products, product_draft, update_product
from crm_desktop.operations.product_lines import LineDraft, total
from crm_desktop.operations.quotation import QuotationDraft, create_quotation
from crm_desktop.queries.opportunity import OpportunityDetails, opportunity_details
from crm_desktop.storage.database import UnitOfWork
from tests.builders import a_customer, a_line, a_product, an_opportunity, an_order, an_order_line
from tests.company import Company

QUANTITIES = st.integers(1, 10**6 * E6)
PRICES = st.integers(0, 10**7 * E6)
DISCOUNTS = st.integers(0, E6)
LINES = st.builds(LineDraft, quantity_e6=QUANTITIES, unit_price_e6=PRICES, discount_e6=DISCOUNTS)


@given(quantity=QUANTITIES, price=PRICES, discount=DISCOUNTS, currency=st.sampled_from(["CNY", "JPY", "KWD"]))
def test_a_line_is_rounded_half_up_once(quantity: int, price: int, discount: int, currency: str) -> None:
    exact = Fraction(quantity * price * (E6 - discount), E6**3) * 10 ** minor_digits(currency)
    assert line_net(quantity, price, discount, currency) == int(exact + Fraction(1, 2))


@given(lines=st.lists(LINES, max_size=8), random=st.randoms(use_true_random=False))
def test_the_order_of_lines_does_not_change_their_sum(lines: list[LineDraft], random: Any) -> None:
    shuffled = list(lines)
    random.shuffle(shuffled)
    assert total(shuffled, "CNY") == total(lines, "CNY")


def test_the_orders_of_a_real_trading_company_add_up_to_the_cent(test_data: Path) -> None:
    """Prices and discounts there are floats of a database; they mean two places."""
    cents = Decimal("0.01")
    with (test_data / "northwind" / "order_details.csv").open(encoding="utf-8", newline="") as stream:
        lines = [
            LineDraft(
                quantity_e6=to_e6(row["quantity"]),
                unit_price_e6=to_e6(Decimal(row["unit_price"]).quantize(cents)),
                discount_e6=to_e6(Decimal(row["discount"]).quantize(cents)),
            )
            for row in csv.DictReader(stream)
        ]
    assert total(lines, "USD") == 126_579_329


def details(company: Company, deal: str) -> OpportunityDetails:
    with company.read() as reading:
        return opportunity_details(reading, deal)


def test_the_amount_of_a_deal_is_the_sum_of_its_lines(company: Company) -> None:
    with company.write() as work:
        deal = an_opportunity(work, lines=(a_line("4821.50", "3", "0.1"), a_line("0.005", "1")))
    assert [line.net_minor for line in details(company, deal).lines] == [1_301_805, 1]
    assert details(company, deal).amount_minor == 1_301_806


def test_a_line_without_a_price_takes_the_products(company: Company) -> None:
    with company.write() as work:
        product = a_product(work, list_price="4821.50", unit_cost_e6=to_e6(3000))
        deal = an_opportunity(work, lines=(a_line(None, product_id=product),))
    (line,) = details(company, deal).lines
    assert (line.product, line.unit_price_e6, line.unit_cost_e6) == ("GTX Pro", to_e6("4821.50"), to_e6(3000))


def test_a_later_list_price_leaves_lines_alone(company: Company) -> None:
    with company.write() as work:
        product = a_product(work)
        deal = an_opportunity(work, lines=(a_line(None, product_id=product),))
    with company.write() as work:
        update_product(work, product, replace(product_draft(work, product), list_price_e6=1))
    assert details(company, deal).amount_minor == 482_150


def test_a_price_in_another_currency_is_not_taken(company: Company) -> None:
    with company.write() as work:
        product = a_product(work, currency="USD")
    with pytest.raises(Invalid) as refused, company.write() as work:
        an_opportunity(work, lines=(a_line(None, product_id=product),))
    assert str(refused.value.fields["lines"]) == "Line 1: give a price in CNY."


def test_a_product_no_longer_offered_stays_in_its_lines_but_enters_no_new_one(company: Company) -> None:
    with company.write() as work:
        product = a_product(work)
        deal = an_opportunity(work, lines=(a_line(None, product_id=product),))
    with company.write() as work:
        delete_products(work, [product])
    with company.write() as work:
        draft = opportunity_draft(work, deal)
        update_opportunity(work, deal, replace(draft, lines=(replace(draft.lines[0], quantity_e6=2 * E6),)), draft)
    assert details(company, deal).amount_minor == 964_300
    with pytest.raises(Invalid), company.write() as work:
        an_opportunity(work, lines=(a_line("1", product_id=product),))


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (LineDraft(), "Line 1: choose a product or describe what is sold."),
        (LineDraft(product_id="0" * 32, unit_price_e6=1), "Line 1: this product no longer exists. Choose another."),
        (a_line(quantity="0"), "Line 1: give a quantity other than 0."),
        (a_line("0", "1000000001"), "Line 1: this quantity is too large. Check its digits."),
        (a_line("-1"), "Line 1: the price must not be below 0."),
        (a_line(discount="1.01"), "Line 1: the discount must lie between 0 and 100 %."),
        (a_line("10000000", "1000000"), "Line 1: this amount is too large. Check the price."),
    ],
)
def test_what_cannot_be_a_line_is_refused(company: Company, line: LineDraft, said: str) -> None:
    with pytest.raises(Invalid) as refused, company.write() as work:
        an_opportunity(work, lines=(line,))
    assert str(refused.value.fields["lines"]) == said


def test_lines_are_changed_removed_and_added_in_one_step(company: Company) -> None:
    with company.write() as work:
        deal = an_opportunity(work, lines=(a_line("10"), a_line("20"), a_line("30")))
    with company.read() as reading:
        draft = opportunity_draft(reading, deal)
    first, _, third = draft.lines
    edited = replace(draft, lines=(third, replace(first, quantity_e6=2 * E6), a_line("40")))
    with company.write() as work:
        update_opportunity(work, deal, edited, draft)
    assert [line.net_minor for line in details(company, deal).lines] == [3000, 2000, 4000]
    assert details(company, deal).amount_minor == 9000


def test_a_line_added_by_someone_else_meanwhile_stays(company: Company) -> None:
    with company.write() as work:
        deal = an_opportunity(work, lines=(a_line("10"),))
    with company.read() as reading:
        draft, position = opportunity_draft(reading, deal), reading.position
    with company.write() as work:
        update_opportunity(work, deal, replace(draft, lines=(*draft.lines, a_line("20"))))
    mine = replace(draft, lines=(replace(draft.lines[0], description="Training"),))
    with company.write() as work:
        update_opportunity(work, deal, mine, draft, position)
    assert [line.description for line in details(company, deal).lines] == ["Training", "Installation"]
    assert details(company, deal).amount_minor == 3000


def test_the_same_line_changed_by_two_people_is_not_overwritten(company: Company) -> None:
    with company.write() as work:
        deal = an_opportunity(work, lines=(a_line("10"),))
    with company.read() as reading:
        draft, position = opportunity_draft(reading, deal), reading.position
    with company.write() as work:
        update_opportunity(work, deal, replace(draft, lines=(replace(draft.lines[0], unit_price_e6=to_e6(12)),)))
    mine = replace(draft, lines=(replace(draft.lines[0], quantity_e6=2 * E6),))
    with pytest.raises(Stale), company.write() as work:
        update_opportunity(work, deal, mine, draft, position)


def test_a_line_removed_by_someone_else_stays_removed_unless_it_was_edited(company: Company) -> None:
    with company.write() as work:
        deal = an_opportunity(work, lines=(a_line("10"), a_line("20")))
    with company.read() as reading:
        draft, position = opportunity_draft(reading, deal), reading.position
    with company.write() as work:
        update_opportunity(work, deal, replace(draft, lines=draft.lines[:1]))
    with company.write() as work:
        update_opportunity(work, deal, replace(draft, note="Call back"), draft, position)
    assert details(company, deal).amount_minor == 1000
    edited = replace(draft, lines=(draft.lines[0], replace(draft.lines[1], quantity_e6=3 * E6)))
    with pytest.raises(Stale), company.write() as work:
        update_opportunity(work, deal, edited, draft, position)


def test_another_currency_rounds_every_line_again(company: Company) -> None:
    with company.write() as work:
        deal = an_opportunity(work, lines=(a_line("10.55"), a_line("0.50")))
    with company.read() as reading:
        draft = opportunity_draft(reading, deal)
    with company.write() as work:
        update_opportunity(work, deal, replace(draft, currency="JPY"), draft)
    assert [line.net_minor for line in details(company, deal).lines] == [11, 1]
    assert details(company, deal).amount_minor == 12


@pytest.mark.parametrize("rate", [-1, 1_000_001])
def test_a_tax_beyond_the_whole_is_refused_in_every_kind_of_business(company: Company, rate: int) -> None:
    line = replace(an_order_line(), tax_rate_e6=rate)
    with company.write() as work:
        customer = a_customer(work)
    made: tuple[Callable[[UnitOfWork], Any], ...] = (
        lambda work: an_order(work, customer_id=customer, lines=(line,), tax_minor=None),
        lambda work: create_quotation(work, QuotationDraft("Probes", customer_id=customer, lines=(line,))),
        lambda work: create_contract(work, replace(new_contract(work, customer), name="Frame", lines=(line,))),
    )
    for make in made:
        with pytest.raises(Invalid) as caught, company.write() as work:
            make(work)
        assert caught.value.fields["lines"].text == "Line {number}: the tax must lie between 0 and 100 %."
