"""The list of orders: what it shows, finds and sums."""

from datetime import date, timedelta
from typing import Any

import pytest

from crm_desktop.core.listing import Filter, ListSpec, Sort
from crm_desktop.models.order import PAID, SHIPPED
from crm_desktop.operations.exchange_rate import set_exchange_rate
from crm_desktop.operations.order import delete_orders
from crm_desktop.queries.order import ORDERS
from tests.builders import a_customer, a_product, a_user, an_order, an_order_line, entry, role
from tests.company import Company
from tests.queries.plans import sorts_without_index

TODAY = date(2026, 11, 21)


def numbers(company: Company, *filters: Filter) -> list[str]:
    with company.read() as reading:
        return [row.number for row in ORDERS.first(reading, ListSpec(filters, (Sort("number"),)), 50)]


@pytest.fixture
def varied(company: Company) -> Company:
    """Three orders that differ in everything one filters by."""
    with company.write() as work:
        north = a_customer(work, "North", region_id=entry("region", "north"), industry_id=entry("industry", "medical"))
        mei = a_user(work, "Mei", login="mei", role_id=role("salesperson"))
        an_order(work, number="A", customer_id=north, ordered_on=TODAY - timedelta(days=40), due_on=TODAY)
        line = an_order_line("7", "3", product_id=a_product(work, "GTX Basic"))
        an_order(work, number="B", owner_id=mei, lines=(line,), due_on=TODAY - timedelta(days=1))
        paid = {"payment_state": PAID, "paid_on": TODAY, "status": SHIPPED, "shipped_on": TODAY}
        an_order(work, number="C", customer_id=a_customer(work), due_on=TODAY - timedelta(days=9), **paid)
    return company


def test_a_row_has_everything_the_list_shows(varied: Company) -> None:
    with varied.read() as reading:
        row = ORDERS.first(reading, ListSpec((Filter("number", "is", "B"),)), 5)[0]
    assert (row.customer, row.owner, row.net_minor, row.currency) == (None, "Mei", 2_100, "CNY")
    assert (row.payment_state, row.status, row.due_on, row.is_overdue) == (
        "unpaid",
        "placed",
        TODAY - timedelta(days=1),
        True,
    )


@pytest.mark.parametrize(
    ("field", "operator", "value", "found"),
    [
        ("owner", "is", "@me", ["A", "C"]),
        ("ordered_on", "within", 30, ["B", "C"]),
        ("net", "at_most", 5_000, ["B"]),
        ("payment_state", "is", PAID, ["C"]),
        ("status", "is", SHIPPED, ["C"]),
        ("is_overdue", "is", True, ["B"]),
        ("paid_on", "not_empty", None, ["C"]),
        ("product", "not_empty", None, ["B"]),
        ("region", "is", entry("region", "north"), ["A"]),
        ("industry", "is", entry("industry", "medical"), ["A"]),
    ],
)
def test_every_filter_finds_its_orders(
    varied: Company, field: str, operator: str, value: Any, found: list[str]
) -> None:
    assert numbers(varied, Filter(field, operator, value)) == found


def test_the_total_is_in_the_company_currency_of_the_day_of_the_order(company: Company) -> None:
    with company.write() as work:
        set_exchange_rate(work, "USD", date(2026, 1, 1), 7_000_000)
        set_exchange_rate(work, "USD", TODAY, 9_000_000)
        an_order(work)
        an_order(work, currency="USD", ordered_on=TODAY - timedelta(days=1))
        an_order(work, currency="EUR")
    with company.read() as reading:
        assert ORDERS.sums(reading, ListSpec())["net_minor"] == 10_000 + 70_000


def test_deleted_orders_are_in_no_list_and_no_total(varied: Company) -> None:
    with varied.read() as reading:
        ids = [row.id for row in ORDERS.first(reading, ListSpec((Filter("number", "is_not", "C"),)), 5)]
    with varied.write() as work:
        delete_orders(work, ids)
    with varied.read() as reading:
        assert ORDERS.count(reading, ListSpec()) == 1
        assert ORDERS.sums(reading, ListSpec())["net_minor"] == 10_000


def test_every_field_sorts_and_the_usual_ones_walk_an_index(varied: Company) -> None:
    with varied.read() as reading:
        for field in ORDERS.fields:
            assert len(ORDERS.first(reading, ListSpec(sorts=(Sort(field.key),)), 50)) == 3
    assert not {"number", "ordered_on"} & sorts_without_index(varied, ORDERS)
