"""An order on paper says what was ordered, what is to be paid, where it goes; in Chinese renminbi in capitals, too."""

from datetime import date

import pytest

from crm_desktop.reports.order import print_order
from tests.builders import a_customer, an_order, an_order_line
from tests.company import Company
from tests.reports.pages import pages

IN_CAPITALS = "壹佰贰拾元伍角整"


def printed(company: Company, language: str, **values: object) -> list[str]:
    with company.write() as work:
        order = an_order(work, customer_id=a_customer(work), **values)
    return pages(print_order(str(company.database.path), company.viewer, order, language))


@pytest.mark.parametrize(("language", "title"), [("en", "Order SO-00001"), ("zh_CN", "订单 SO-00001")])
def test_an_order_tells_its_sum_its_days_and_where_it_goes(company: Company, language: str, title: str) -> None:
    (page,) = printed(
        company,
        language,
        currency="CNY",
        freight_minor=1_000,
        tax_minor=1_050,
        due_on=date(2026, 12, 24),
        delivery_name="Gate 3",
        delivery_city="Shanghai",
        delivery_country="GB",
    )
    assert title in page
    assert "Haverton Medical" in page
    assert "10.00" in page
    assert "¥120.50" in page
    assert ("24 Dec 2026" if language == "en" else "2026-12-24") in page
    assert "Gate 3" in page
    assert ("United Kingdom" if language == "en" else "英国") in page
    assert (IN_CAPITALS in page) == (language == "zh_CN")


def test_amounts_in_other_currencies_have_no_capital_characters(company: Company) -> None:
    (page,) = printed(company, "zh_CN", currency="EUR")
    assert "大写" not in page


def test_long_orders_go_over_pages_and_no_page_holds_signatures_alone(company: Company) -> None:
    lines = tuple(an_order_line("100.5", description=f"Part {number}") for number in range(40))
    first, last = printed(company, "zh_CN", currency="CNY", lines=lines)
    assert "1 / 2" in first
    assert "4,020.00" in last
