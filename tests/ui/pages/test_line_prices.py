"""Choosing a product in a line brings what it costs this customer, and tells whose price it is, the floor and stock."""

from datetime import timedelta
from typing import Any

from crm_desktop.core.money import E6, to_e6
from crm_desktop.models import ProductPrice, StockLevel
from crm_desktop.operations.quotation import create_quotation, new_quotation
from crm_desktop.storage.database import UnitOfWork
from crm_desktop.ui.forms.deal_lines import LinesField
from crm_desktop.ui.pages.opportunities import OpportunitiesPage
from crm_desktop.ui.pages.quotations import QuotationsPage
from tests.builders import a_customer, a_line, a_product, an_opportunity, entry
from tests.ui.pages.office import Key, Office, message_under


def a_price(work: UnitOfWork, product: str, price: str, **values: Any) -> None:
    given = {"product_id": product, "price_e6": to_e6(price), "from_quantity_e6": 0, "currency": "CNY", **values}
    work.session.add(ProductPrice(id=work.new_id(), **given))


def lines_of(office: Office) -> LinesField:
    lines = office.field("lines")
    assert isinstance(lines, LinesField)
    return lines


def test_a_line_brings_the_price_of_its_customer_and_says_whose_it_is(office: Office) -> None:
    with office.company.write() as work:
        product = a_product(work, "GTX Pro", "4821.50", currency="CNY", floor_price_e6=to_e6(4000), unit="pcs")
        agreed = a_customer(work, "Haverton Medical", level_id=entry("level", "A"))
        a_customer(work, "Northlight Clinic", level_id=entry("level", "A"))
        a_price(work, product, "4500", customer_id=agreed)
        a_price(work, product, "4200", customer_id=agreed, from_quantity_e6=5 * E6)
        a_price(work, product, "4600", level_id=entry("level", "A"))
        counted = work.today - timedelta(days=3)
        stock = {"product_id": product, "warehouse": "North", "quantity_e6": 12 * E6, "counted_on": counted}
        work.session.add(StockLevel(id=StockLevel.id_of(product, "North", None), **stock))
    office.open_page(OpportunitiesPage)
    office.press(Key.Key_N)
    office.type("name", "Ten of them")
    lines = lines_of(office)
    office.click(lines, "Add a line")
    row = lines.rows()[0]
    office.pick(row["product_id"], "GTX")
    assert row["unit_price_e6"].value() == to_e6("4821.50")
    assert lines.said_of_row(0) == "List price ¥4,821.50 · floor ¥4,000.00 · 12 pcs in stock on 18 Nov 2026"
    office.pick(office.field("customer_id"), "Northlight")
    assert (row["unit_price_e6"].value(), lines.said_of_row(0)[:32]) == (
        to_e6(4600),
        "Price of the level ¥4,600.00 · f",
    )
    office.pick(office.field("customer_id"), "Haverton")
    assert (row["unit_price_e6"].value(), lines.said_of_row(0)[:24]) == (to_e6(4500), "Agreed price ¥4,500.00 ·")
    row["quantity_e6"].setFocus()
    office.type_here("5")
    assert row["unit_price_e6"].value() == to_e6(4200)
    assert office.placeholder_of("amount_minor") == "21,000"
    row["discount_e6"].setFocus()
    office.type_here("10")
    assert "below the floor of ¥4,000.00" in lines.said_of_row(0)
    assert "Prices below the floor have to be approved" in message_under(lines)
    # A price that was typed stays, whoever buys.
    row["unit_price_e6"].setFocus()
    office.type_here("4444")
    office.pick(office.field("customer_id"), "Northlight")
    assert row["unit_price_e6"].value() == to_e6(4444)


def test_a_saved_line_keeps_its_price_whatever_the_product_costs_by_now(office: Office) -> None:
    with office.company.write() as work:
        product, customer = a_product(work, "GTX Pro"), a_customer(work)
        deal = an_opportunity(work, "Screens", customer_id=customer, lines=(a_line("4700", product_id=product),))
        a_price(work, product, "4500", customer_id=customer)
    with office.company.write() as work:
        create_quotation(work, new_quotation(work, deal))
    office.open_page(QuotationsPage).show_view("all")
    office.press(Key.Key_E)
    lines = lines_of(office)
    assert lines.said_of_row(0) == "Agreed price ¥4,500.00"
    assert lines.rows()[0]["unit_price_e6"].value() == to_e6(4700)
    assert not office.dialog_is_dirty
