"""Stock is counted by place: a later count takes the place of the earlier one, and nothing is less than nothing."""

from dataclasses import replace
from datetime import timedelta

import pytest

from crm_desktop.core.errors import Invalid
from crm_desktop.core.listing import ListSpec
from crm_desktop.core.money import E6
from crm_desktop.operations.stock import StockDraft, correct_stock, count_stock, delete_stock, stock_draft
from crm_desktop.queries.product import PRODUCTS
from crm_desktop.queries.stock import stock_of
from tests.builders import a_product
from tests.company import Company


def in_stock(company: Company) -> int | None:
    """What the list shows of the only product."""
    with company.read() as reading:
        (row,) = PRODUCTS.first(reading, ListSpec(), 10)
    return row.stock_e6


def test_a_later_count_replaces_the_earlier_one_and_an_earlier_one_is_refused(company: Company) -> None:
    with company.write() as work:
        today, product = work.today, a_product(work)
    assert in_stock(company) is None
    with company.write() as work:
        before = count_stock(work, StockDraft(product, " East ", "A1", 5 * E6, today - timedelta(days=3)))
        count_stock(work, StockDraft(product, "East", None, 2 * E6, today))
    with company.write() as work:
        assert count_stock(work, StockDraft(product, "East", "A1", 4 * E6)) == before
    assert in_stock(company) == 6 * E6
    with pytest.raises(Invalid) as refused, company.write() as work:
        count_stock(work, StockDraft(product, "East", "A1", 9 * E6, today - timedelta(days=1)))
    assert set(refused.value.fields) == {"counted_on"}
    with company.read() as reading:
        assert [(each.bin, each.quantity_e6, each.counted_on) for each in stock_of(reading, product)] == [
            (None, 2 * E6, today),
            ("A1", 4 * E6, today),
        ]


def test_what_makes_no_count_is_refused(company: Company) -> None:
    with company.write() as work:
        tomorrow = work.today + timedelta(days=1)
    for draft, fields in (
        (StockDraft(), {"product_id", "warehouse", "quantity_e6"}),
        (StockDraft("0" * 32, "East", None, -1, tomorrow), {"product_id", "quantity_e6", "counted_on"}),
    ):
        with pytest.raises(Invalid) as refused, company.write() as work:
            count_stock(work, draft)
        assert set(refused.value.fields) == fields


def test_a_wrong_count_is_corrected_also_in_its_day_and_its_place(company: Company) -> None:
    with company.write() as work:
        product, earlier = a_product(work), work.today - timedelta(days=9)
        east = count_stock(work, StockDraft(product, "East", None, 5 * E6))
        west = count_stock(work, StockDraft(product, "West", None, E6))
    with company.write() as work:
        correct_stock(work, east, replace(stock_draft(work, east), counted_on=earlier))
    with pytest.raises(Invalid), company.write() as work:
        correct_stock(work, east, replace(stock_draft(work, east), warehouse="West"))
    with company.write() as work:
        delete_stock(work, [west])
        moved = correct_stock(work, east, replace(stock_draft(work, east), warehouse="West"))
    assert moved == west
    with company.read() as reading:
        assert [(each.warehouse, each.counted_on) for each in stock_of(reading, product)] == [("West", earlier)]
    assert in_stock(company) == 5 * E6
