"""The page of orders: written down, shipped, paid and cancelled by keys, made of quotations and under contracts."""

from dataclasses import replace
from datetime import timedelta

import pytest

from crm_desktop.core.errors import Invalid
from crm_desktop.core.listing import ListSpec
from crm_desktop.core.money import E6
from crm_desktop.operations.contract import create_contract
from crm_desktop.operations.contract_making import new_contract
from crm_desktop.operations.contract_steps import SigningDraft, sign_contract
from crm_desktop.operations.payment_plan import PlanRow
from crm_desktop.operations.quotation import (
    QuotationLineDraft,
    accept_quotation,
    create_quotation,
    empty_quotation,
    send_quotation,
)
from crm_desktop.queries.balance import contract_balance
from crm_desktop.queries.order import ORDERS, OrderDetails, order_details
from crm_desktop.queries.overview import view_counts
from crm_desktop.ui.actions import faults
from crm_desktop.ui.credit_warning import CreditWarning
from crm_desktop.ui.dialogs.confirm import ConfirmDialog
from crm_desktop.ui.pages.contracts import ContractsPage
from crm_desktop.ui.pages.orders import OrdersPage
from crm_desktop.ui.pages.quotations import QuotationsPage
from crm_desktop.ui.widgets.fields import RowsField
from tests.builders import a_customer, a_product, an_order
from tests.company import Company
from tests.ui.pages.office import Key, Office, message_under


@pytest.fixture
def customer(office: Office) -> str:
    """A customer abroad, whose country was written down as a code."""
    with office.company.write() as work:
        return a_customer(work, "Haverton Medical", country="GB", city="Leeds", address="1 Mill Lane")


def orders(office: Office) -> list[OrderDetails]:
    with office.company.read() as reading:
        return [order_details(reading, row.id) for row in ORDERS.first(reading, ListSpec(), 9)]


def opened(office: Office, view: str = "all") -> OrdersPage:
    page = office.open_page(OrdersPage)
    page.show_view(view)
    page.table.setFocus()
    return page


def test_every_command_has_its_own_key_and_help(office: Office) -> None:
    assert faults([office.open_page(OrdersPage).actions_set.actions]) == []


def test_an_order_is_written_down_with_the_address_of_its_customer_and_the_tax_of_its_lines(
    office: Office, customer: str
) -> None:
    with office.company.write() as work:
        a_product(work, "Probe", "100", tax_rate_e6=130_000)
    page = opened(office)
    office.press(Key.Key_N)
    office.pick(office.field("customer_id"), "Haverton")
    lines = office.field("lines")
    assert isinstance(lines, RowsField)
    lines.add_row()
    office.pick(lines.rows()[0]["product_id"], "Probe")
    assert office.field("delivery_city").value() == "Leeds"
    office.field("freight_minor").set_value(10_00)
    office.save()
    (made,) = orders(office)
    assert (made.net_minor, made.tax_minor, made.total_minor) == (100_00, 13_00, 123_00)
    assert "United Kingdom" in _details(office, page)


def test_an_order_in_another_currency_has_its_prices_and_digits(office: Office, customer: str) -> None:
    with office.company.write() as work:
        a_product(work, "Probe", "100", currency="CNY", tax_rate_e6=100_000)
    opened(office)
    office.press(Key.Key_N)
    office.pick(office.field("customer_id"), "Haverton")
    lines = office.field("lines")
    assert isinstance(lines, RowsField)
    lines.add_row()
    row = lines.rows()[0]
    office.pick(row["product_id"], "Probe")
    office.pick(office.field("currency"), "JPY")
    # What the product costs in the company's currency is no price in another.
    assert row["unit_price_e6"].is_empty()
    row["unit_price_e6"].setFocus()
    office.type_here("1999.5")
    assert (row["net_minor"].value(), office.placeholder_of("tax_minor")) == (2000, "200")
    office.type("freight_minor", "10.5")
    assert office.field("freight_minor").complaint() is not None
    office.type("freight_minor", "10")
    office.save()
    (made,) = orders(office)
    assert (made.currency, made.net_minor, made.total_minor) == ("JPY", 2000, 2210)
    office.press(Key.Key_E)
    assert office.field("currency").value() == "JPY"
    # Any other is written by its letters.
    office.pick(office.field("currency"), "thb")
    assert office.field("currency").value() == "THB"
    office.save()
    assert orders(office)[0].total_minor == 1999_50 + 199_95 + 10_00


def _details(office: Office, page: OrdersPage) -> list[str]:
    page.detail.show_tab("details")
    return office.words(page)


def test_an_order_is_shipped_paid_in_two_parts_and_put_back_by_keys(office: Office, customer: str) -> None:
    with office.company.write() as work:
        an_order(work, customer_id=customer)
    opened(office)
    office.press(Key.Key_D)
    assert orders(office)[0].status == "shipped"
    office.press(Key.Key_M)
    office.field("amount_minor").set_value(40_00)
    office.save()
    assert (orders(office)[0].payment_state, orders(office)[0].open_minor) == ("partly_paid", 60_00)
    office.press(Key.Key_M)
    assert office.field("amount_minor").value() == 60_00
    office.save()
    assert orders(office)[0].payment_state == "paid"
    office.press(Key.Key_U)
    assert (orders(office)[0].status, orders(office)[0].shipped_on) == ("placed", None)


def test_what_is_cancelled_is_owed_no_more(office: Office, customer: str) -> None:
    with office.company.write() as work:
        an_order(work, customer_id=customer)
    opened(office)
    office.press(Key.Key_X)
    assert (orders(office)[0].status, orders(office)[0].open_minor) == ("cancelled", None)


def test_views_tell_what_is_open_to_be_shipped_and_overdue(office: Office, customer: str) -> None:
    with office.company.write() as work:
        of = {"customer_id": customer}
        an_order(work, **of, ordered_on=work.today - timedelta(days=60), due_on=work.today - timedelta(days=1))
        an_order(work, **of, payment_state="paid", status="shipped")
        an_order(work, **of, status="cancelled")
    with office.company.read() as reading:
        counts = view_counts(reading, "sales_order")
    assert {name: counts[name] for name in ("open", "mine", "to_ship", "overdue", "cancelled", "all")} == {
        "open": 1,
        "mine": 3,
        "to_ship": 1,
        "overdue": 1,
        "cancelled": 1,
        "all": 3,
    }


def test_an_accepted_quotation_becomes_one_order_and_a_second_only_when_asked(office: Office, customer: str) -> None:
    with office.company.write() as work:
        line = QuotationLineDraft(description="Fitting", unit_price_e6=100 * E6, discount_e6=E6 // 10)
        offer = replace(
            empty_quotation(work), title="Fitting", customer_id=customer, tax_rate_e6=130_000, lines=(line,)
        )
        quotation = create_quotation(work, offer)
        send_quotation(work, quotation)
        accept_quotation(work, quotation)
    page = office.open_page(QuotationsPage)
    page.show_view("all")
    page.table.setFocus()
    office.press(Key.Key_B)
    office.save()
    (made,) = orders(office)
    assert (made.quotation_id, made.net_minor, made.total_minor) == (quotation, 90_00, 101_70)
    page.table.setFocus()
    office.press(Key.Key_B)
    (asked,) = office.window.findChildren(ConfirmDialog)
    office.click(asked, "Make another")
    office.save()
    assert len(orders(office)) == 2


def test_an_order_under_a_contract_is_paid_by_that(office: Office, customer: str) -> None:
    with office.company.write() as work:
        plan = (PlanRow(None, work.today, "On signing", 1000_00),)
        frame = replace(new_contract(work, customer), name="Frame", amount_minor=1000_00, plan=plan)
        contract = create_contract(work, frame)
        sign_contract(work, contract, SigningDraft(signed_on=work.today))
    page = office.open_page(ContractsPage)
    page.show_view("all")
    page.table.setFocus()
    office.press(Key.Key_B)
    lines = office.field("lines")
    assert isinstance(lines, RowsField)
    lines.add_row()
    lines.rows()[0]["description"].set_value("Call-off")
    lines.rows()[0]["unit_price_e6"].set_value(100 * E6)
    office.save()
    (made,) = orders(office)
    assert (made.contract_id, made.open_minor, made.is_overdue) == (contract, None, False)
    opened(office).take_in()
    office.field("amount_minor").set_value(100_00)
    office.save()
    with office.company.read() as reading:
        assert contract_balance(reading, contract, "CNY").received_minor == 100_00


def test_only_a_contract_in_force_with_the_same_customer_can_pay(company: Company) -> None:
    with company.write() as work:
        one, other = a_customer(work, "One"), a_customer(work, "Other")
        contract = create_contract(work, replace(new_contract(work, one), name="Frame", amount_minor=1000_00))
        for customer, said in ((one, "not in force"), (other, "another customer")):
            with pytest.raises(Invalid) as refused:
                an_order(work, customer_id=customer, contract_id=contract)
            assert said in str(refused.value)
            if customer == one:
                sign_contract(work, contract, SigningDraft(signed_on=work.today))


def test_the_form_warns_of_an_order_beyond_the_credit_limit(office: Office) -> None:
    with office.company.write() as work:
        customer = a_customer(work, credit_limit_minor=150_00, credit_limit_currency="CNY")
        an_order(work, customer_id=customer)
    opened(office)
    office.press(Key.Key_E)
    assert "credit limit" not in message_under(office.field("customer_id"))
    office.field("freight_minor").set_value(51_00)
    office.dialog.findChildren(CreditWarning)[0].look()
    assert "credit limit" in message_under(office.field("customer_id"))
    office.save()
    assert orders(office)[0].total_minor == 151_00
