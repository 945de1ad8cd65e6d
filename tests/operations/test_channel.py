"""The channel: links without circles, reports that make sense, and a chain in which everything counts once."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from crm_desktop.core.errors import Invalid, NotFound, UserError
from crm_desktop.core.listing import ListSpec
from crm_desktop.core.money import to_e6
from crm_desktop.models import SupplyLink
from crm_desktop.models.customer import CONSUMER
from crm_desktop.operations.channel import (
    ReportDraft,
    SupplyDraft,
    create_report,
    create_supply,
    delete_reports,
    delete_supplies,
    end_supplies,
    report_draft,
    supply_draft,
    update_report,
    update_supply,
)
from crm_desktop.operations.customer import assign_customers
from crm_desktop.operations.product import ProductDraft, create_product
from crm_desktop.queries.channel import ChannelView, channel_of
from crm_desktop.queries.channel_list import SUPPLY_LINKS, SupplyRow
from crm_desktop.storage.database import UnitOfWork
from tests.builders import a_customer, a_user, an_order, an_order_line, role
from tests.company import Company

FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)
MAY = (date(2026, 5, 1), date(2026, 5, 31))


def refused(company: Company, supplier: str, buyer: str, **values: Any) -> set[str]:
    """The fields that are wrong with a link."""
    with pytest.raises(Invalid) as caught, company.write() as work:
        create_supply(work, SupplyDraft(supplier, buyer, **values))
    return set(caught.value.fields)


def seen(company: Company, customer: str) -> ChannelView:
    with company.read() as reading:
        return channel_of(reading, customer, FIRST, LAST)


def supply(
    work: UnitOfWork, supplier: str, buyer: str, first: date | None = None, last: date | None = None, **values: Any
) -> str:
    return create_supply(work, SupplyDraft(supplier, buyer, first, last, **values))


@pytest.fixture
def chain(company: Company) -> list[str]:
    """A distributor that supplies two retailers, both of which supply a third customer."""
    with company.write() as work:
        made = [a_customer(work, name) for name in ("Wholesale", "North shop", "South shop", "Kiosk")]
        for supplier, buyer in ((0, 1), (0, 2), (1, 3), (2, 3)):
            supply(work, made[supplier], made[buyer])
    return made


def test_nothing_circles(company: Company, chain: list[str]) -> None:
    assert refused(company, chain[3], chain[0]) == {"supplier_id"}
    assert refused(company, chain[1], chain[1]) == {"buyer_id"}
    with company.write() as work:
        link = supply(work, a_customer(work, "Elsewhere"), chain[0])
    with company.read() as reading:
        known = supply_draft(reading, link)
    with pytest.raises(Invalid), company.write() as work:
        update_supply(work, link, replace(known, supplier_id=chain[3]), known)


def test_a_chain_of_other_days_is_no_circle(company: Company) -> None:
    with company.write() as work:
        one, two = a_customer(work, "One"), a_customer(work, "Two")
        supply(work, one, two, date(2024, 1, 1), date(2024, 12, 31))
        supply(work, two, one, date(2025, 1, 1))
    assert refused(company, one, two, from_on=date(2025, 6, 1)) == {"supplier_id"}


def test_links_that_cannot_be(company: Company, chain: list[str]) -> None:
    with company.write() as work:
        shared = supply(work, chain[0], chain[3], share_e6=to_e6("0.7"))
    assert refused(company, chain[0], chain[3]) == {"buyer_id"}
    with company.write() as work:
        third = a_customer(work, "Third")
    assert refused(company, third, chain[3], share_e6=to_e6("0.4")) == {"share_e6"}
    assert refused(company, third, chain[3], share_e6=to_e6("1.1")) == {"share_e6"}
    assert refused(company, third, chain[2], from_on=LAST, to_on=FIRST) == {"to_on"}
    assert refused(company, "nobody", chain[2]) == {"supplier_id"}
    assert refused(company, "", "") == {"supplier_id", "buyer_id"}
    with company.write() as work:
        assert delete_supplies(work, [shared]) == 1
        supply(work, third, chain[3], share_e6=to_e6("0.4"))


def test_every_order_and_what_leaves_the_chain_count_once(company: Company, chain: list[str]) -> None:
    with company.write() as work:
        product = create_product(work, ProductDraft("Lamp", list_price_e6=to_e6("10"), currency="CNY"))
        for customer, quantity in ((chain[0], "100"), (chain[3], "5")):
            line = an_order_line("10", quantity, product_id=product)
            an_order(work, customer_id=customer, currency="CNY", ordered_on=MAY[0], lines=(line,))
        an_order(work, customer_id=a_customer(work, "Outside"), currency="CNY", ordered_on=MAY[0])
        for reporter, buyer, quantity, stock in ((0, 1, "60", "40"), (1, 3, "20", "40"), (3, None, "22", "3")):
            draft = ReportDraft(
                chain[reporter],
                None if buyer is None else chain[buyer],
                product,
                *MAY,
                quantity_e6=to_e6(quantity),
                amount_minor=int(quantity) * 1_500,
                stock_e6=to_e6(stock),
            )
            create_report(work, draft)
    top, end = seen(company, chain[0]), seen(company, chain[3])
    assert (top.members, end.members) == (4, 1)
    assert (top.own_minor, top.sold_in_minor, end.sold_in_minor) == (100_000, 105_000, 5_000)
    assert (top.sold_through_minor, seen(company, chain[1]).sold_through_minor) == (33_000, 33_000)
    (flow,) = top.products
    assert (flow.product, flow.sold_in_e6, flow.sold_through_e6, flow.stock_e6) == (
        "Lamp",
        to_e6("105"),
        to_e6("22"),
        to_e6("83"),
    )
    assert [link.customer for link in top.buyers] == ["North shop", "South shop"]
    assert [link.customer for link in end.suppliers] == ["North shop", "South shop"]


def test_what_a_linked_consumer_bought_has_left_the_chain(company: Company, chain: list[str]) -> None:
    with company.write() as work:
        consumer = a_customer(work, "Lin", kind=CONSUMER)
        supply(work, chain[3], consumer)
        create_report(work, ReportDraft(chain[3], consumer, None, *MAY, amount_minor=700))
        create_report(work, ReportDraft(chain[1], chain[3], None, *MAY, amount_minor=500))
    assert seen(company, chain[0]).sold_through_minor == 700


def test_the_same_sales_are_not_reported_twice(company: Company, chain: list[str]) -> None:
    draft = ReportDraft(chain[0], chain[1], None, *MAY, amount_minor=100)
    with company.write() as work:
        first = create_report(work, draft)
        create_report(work, replace(draft, buyer_id=None))
        create_report(work, replace(draft, from_on=date(2026, 6, 1), to_on=date(2026, 6, 30)))
    for days in (MAY, (date(2026, 5, 31), date(2026, 5, 31)), (date(2026, 4, 1), date(2026, 5, 1))):
        with pytest.raises(Invalid) as caught, company.write() as work:
            create_report(work, replace(draft, from_on=days[0], to_on=days[1]))
        assert set(caught.value.fields) == {"from_on"}
    with company.write() as work:
        known = report_draft(work, first)
        update_report(work, first, replace(known, amount_minor=120), known)


def test_who_was_no_longer_supplied_is_no_member(company: Company, chain: list[str]) -> None:
    with company.write() as work:
        past = a_customer(work, "Former")
        supply(work, chain[0], past, date(2020, 1, 1), date(2020, 12, 31))
    assert seen(company, chain[0]).members == 4


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"to_on": date(2026, 4, 1)}, "to_on"),
        ({"to_on": date(2030, 1, 1)}, "to_on"),
        ({"amount_minor": -1}, "amount_minor"),
        ({"amount_minor": None}, "quantity_e6"),
        ({"quantity_e6": 1}, "product_id"),
        ({"product_id": "gone"}, "product_id"),
        ({"currency": "Yuan"}, "currency"),
    ],
)
def test_reports_that_cannot_be(company: Company, chain: list[str], wrong: dict[str, Any], field: str) -> None:
    draft = ReportDraft(chain[0], None, None, *MAY, amount_minor=100)
    with pytest.raises(Invalid) as caught, company.write() as work:
        create_report(work, replace(draft, **wrong))
    assert field in caught.value.fields


def test_reports_are_corrected_and_deleted(company: Company, chain: list[str]) -> None:
    with company.write() as work:
        report = create_report(work, ReportDraft(chain[0], None, None, *MAY, amount_minor=100))
        known = report_draft(work, report)
        update_report(work, report, replace(known, amount_minor=300), known)
    assert seen(company, chain[0]).sold_through_minor == 300
    with company.write() as work:
        assert delete_reports(work, [report]) == 1
    assert seen(company, chain[0]).reports == ()


def test_who_sees_neither_end_writes_no_link_and_counts_nothing_of_it(company: Company, chain: list[str]) -> None:
    with company.write() as work:
        an_order(work, customer_id=chain[1], currency="CNY", ordered_on=MAY[0])
        create_report(work, ReportDraft(chain[1], None, None, *MAY, amount_minor=100))
        a_user(work, "Vera Moon", login="vera", role_id=role("salesperson"))
    vera = company.seen_by("vera")
    with vera.write() as work:
        mine = a_customer(work, "Mine")
    with pytest.raises(NotFound), vera.write() as work:
        delete_supplies(work, [work.session.scalars(select(SupplyLink.id)).first() or ""])
    with company.write() as work:
        supply(work, mine, chain[1])
    there = seen(vera, mine)
    assert (there.members, there.sold_in_minor, there.sold_through_minor) == (3, 0, 0)
    assert (seen(company, mine).sold_in_minor, seen(company, mine).sold_through_minor) == (10_000, 100)


def rows(company: Company) -> dict[tuple[str | None, str | None], SupplyRow]:
    """Every link in sight by the names of its ends, as the list tells it."""
    with company.read() as reading:
        return {(row.supplier, row.buyer): row for row in SUPPLY_LINKS.first(reading, ListSpec(), 50)}


def test_the_list_tells_of_each_link_what_went_over_it_in_a_year(company: Company, chain: list[str]) -> None:
    with company.write() as work:
        lamp, bulb = (create_product(work, ProductDraft(name, currency="CNY")) for name in ("Lamp", "Bulb"))
        an_order(work, customer_id=chain[0], currency="CNY", ordered_on=MAY[0])
        an_order(work, customer_id=chain[0], currency="CNY", ordered_on=date(2024, 5, 1))
        for reporter, buyer, product, month, amount, stock in (
            (0, 1, lamp, 5, 700, 9),
            (0, 2, lamp, 5, 60, 9),
            (0, 1, lamp, 6, 300, 9),
            (1, None, lamp, 5, 50, 40),
            (1, 3, lamp, 6, 20, 30),
            (1, None, bulb, 5, 5, 2),
        ):
            days = (date(2026, month, 1), date(2026, month, 28))
            to = chain[buyer] if buyer else None
            draft = ReportDraft(chain[reporter], to, product, *days, amount_minor=amount, stock_e6=to_e6(stock))
            create_report(work, draft)
    told = rows(company)["Wholesale", "North shop"]
    assert (told.sold_in_minor, told.passed_minor, told.sold_on_minor) == (10_000, 1_000, 75)
    assert (told.stock_e6, told.reported_on) == (to_e6("32"), date(2026, 6, 28))
    with company.read() as reading:
        assert SUPPLY_LINKS.sums(reading, ListSpec()) == {"passed_minor": 700 + 60 + 300 + 20}
        found = SUPPLY_LINKS.first(reading, ListSpec(search="kiosk"), 9)
    assert sorted(row.supplier or "" for row in found) == ["North shop", "South shop"]


def test_a_seller_is_told_of_a_link_what_his_own_end_reported(company: Company, chain: list[str]) -> None:
    with company.write() as work:
        an_order(work, customer_id=chain[0], currency="CNY", ordered_on=MAY[0])
        create_report(work, ReportDraft(chain[0], chain[1], None, *MAY, amount_minor=700))
        create_report(work, ReportDraft(chain[1], None, None, *MAY, amount_minor=100))
        vera = a_user(work, "Vera Moon", login="vera", role_id=role("salesperson"))
        assign_customers(work, [chain[1]], vera)
    seen_by_vera = rows(company.seen_by("vera"))
    assert set(seen_by_vera) == {("Wholesale", "North shop"), ("North shop", "Kiosk")}
    told = seen_by_vera["Wholesale", "North shop"]
    assert (told.sold_in_minor, told.passed_minor, told.sold_on_minor) == (0, 0, 100)


def test_links_end_on_a_day_and_not_before_they_begin(company: Company, chain: list[str]) -> None:
    with company.write() as work:
        later = supply(work, chain[0], a_customer(work, "Later"), date(2027, 1, 1))
        ids = list(work.session.scalars(select(SupplyLink.id).where(SupplyLink.id != later)))
    with company.write() as work:
        assert (end_supplies(work, ids, work.today), end_supplies(work, ids, work.today)) == (4, 0)
    assert {row.state for row in rows(company).values()} == {"supplies", "coming"}, "the last day belongs to it"
    with pytest.raises(UserError), company.write() as work:
        end_supplies(work, [later], work.today)
