"""Orders add up, follow their receipts, and ship."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_desktop.core.errors import Invalid, UserError
from crm_desktop.core.money import E6, to_e6
from crm_desktop.models import Contract
from crm_desktop.models.contract import TERMINATED
from crm_desktop.models.order import CANCELLED, PAID, PARTLY_PAID, PLACED, SHIPPED, UNPAID
from crm_desktop.operations import parameter
from crm_desktop.operations.invoice import InvoiceDraft, issue_invoice, void_invoice
from crm_desktop.operations.order import (
    OrderDraft,
    assign_orders,
    create_order,
    delete_orders,
    new_order,
    order_draft,
    order_from_opportunity,
    set_order_status,
    update_order,
)
from crm_desktop.operations.payment import ReceiptDraft, record_receipt, refund_of
from crm_desktop.queries.history import history
from crm_desktop.queries.order import OrderDetails, order_details
from tests.builders import a_customer, a_line, a_product, a_user, an_opportunity, an_order, an_order_line
from tests.company import Company
from tests.operations.test_receipts import a_contract

TODAY = date(2026, 11, 21)


def details(company: Company, order: str) -> OrderDetails:
    with company.read() as reading:
        return order_details(reading, order)


def change(company: Company, order: str, **values: Any) -> None:
    with company.read() as reading:
        draft, position = order_draft(reading, order), reading.position
    with company.write() as work:
        update_order(work, order, replace(draft, **values), draft, position)


def test_a_new_order_is_due_after_the_days_the_company_gives(company: Company) -> None:
    with company.write() as work:
        parameter.set_parameter(work, parameter.PAYMENT_DAYS, 14)
        customer = a_customer(work)
        order = create_order(work, replace(new_order(work, customer), lines=(an_order_line("100"),)))
    seen = details(company, order)
    assert (seen.number, seen.ordered_on, seen.due_on) == ("SO-00001", TODAY, TODAY + timedelta(days=14))
    assert (seen.customer, seen.owner, seen.payment_state, seen.status) == (
        "Haverton Medical",
        "Ada Lin",
        UNPAID,
        PLACED,
    )


def test_the_total_is_lines_freight_and_tax(company: Company) -> None:
    with company.write() as work:
        lines = (an_order_line("4821.50", "3", "0.1"), an_order_line("0.005"))
        order = an_order(work, lines=lines, freight_minor=1_000, tax_minor=500)
    seen = details(company, order)
    assert (seen.net_minor, seen.total_minor, seen.balance_minor) == (1_301_806, 1_303_306, 1_303_306)


def test_the_sum_is_the_same_in_any_order_of_lines(company: Company) -> None:
    prices = st.lists(st.integers(0, 10**6 * E6), min_size=1, max_size=5)

    @given(prices=prices, random=st.randoms(use_true_random=False))
    def compare(prices: list[int], random: Any) -> None:
        lines = [replace(an_order_line(), unit_price_e6=price, discount_e6=333_333) for price in prices]
        with company.write() as work:
            one = an_order(work, lines=tuple(lines))
            random.shuffle(lines)
            other = an_order(work, lines=tuple(lines))
        assert details(company, one).net_minor == details(company, other).net_minor

    compare()


def test_a_line_takes_price_cost_unit_and_tax_from_its_product(company: Company) -> None:
    with company.write() as work:
        product = a_product(work, list_price="80", unit_cost_e6=to_e6(50), unit="piece", tax_rate_e6=130_000)
        order = an_order(work, lines=(an_order_line(None, "2", product_id=product),))
    seen = details(company, order)
    (line,) = seen.lines
    assert (line.unit, line.tax_rate_e6, line.net_minor) == ("piece", 130_000, 16_000)
    assert seen.margin_minor == 6_000


def test_the_margin_is_unknown_while_a_cost_is(company: Company) -> None:
    with company.write() as work:
        order = an_order(work, lines=(an_order_line("10", unit_cost_e6=to_e6(5)), an_order_line("10")))
    assert details(company, order).margin_minor is None


def test_a_deal_becomes_an_order_with_its_lines(company: Company) -> None:
    with company.write() as work:
        customer = a_customer(work)
        deal = an_opportunity(work, customer_id=customer, lines=(a_line("10", "2"), a_line("5")))
    with company.read() as reading:
        draft = order_from_opportunity(reading, deal)
    with company.write() as work:
        order = create_order(work, draft)
    seen = details(company, order)
    assert (seen.opportunity, seen.customer, seen.net_minor) == ("Screens for the new wing", "Haverton Medical", 2_500)


def test_shipping_and_taking_it_back_keep_day_and_history(company: Company) -> None:
    with company.write() as work:
        order = an_order(work, ordered_on=TODAY - timedelta(days=9))
        set_order_status(work, order, SHIPPED, TODAY - timedelta(days=2))
    assert details(company, order).shipped_on == TODAY - timedelta(days=2)
    with company.write() as work:
        set_order_status(work, order, PLACED)
    assert details(company, order).shipped_on is None
    with company.write() as work:
        set_order_status(work, order, CANCELLED)
    with company.read() as reading:
        assert [stay.value for stay in history(reading, order, "status")] == [PLACED, SHIPPED, PLACED, CANCELLED]


def test_an_order_past_its_due_day_is_overdue_until_paid_or_cancelled(company: Company) -> None:
    with company.write() as work:
        order = an_order(work, due_on=TODAY - timedelta(days=1))
    assert details(company, order).is_overdue
    with company.write() as work:
        set_order_status(work, order, CANCELLED)
    assert not details(company, order).is_overdue


def test_editing_an_order_writes_only_what_changed(company: Company) -> None:
    with company.write() as work:
        order = an_order(work)
    with company.read() as reading:
        draft, position = order_draft(reading, order), reading.position
    change(company, order, note="Theirs")
    with company.write() as work:
        update_order(work, order, replace(draft, freight_minor=700), draft, position)
    assert (details(company, order).note, details(company, order).freight_minor) == ("Theirs", 700)


def test_a_dearer_order_is_no_longer_wholly_paid(company: Company) -> None:
    with company.write() as work:
        order = an_order(work, customer_id=a_customer(work), payment_state=PAID, paid_on=TODAY)
    assert (details(company, order).payment_state, details(company, order).received_minor) == (PAID, 10_000)
    change(company, order, freight_minor=1)
    seen = details(company, order)
    assert (seen.payment_state, seen.paid_on, seen.balance_minor) == (PARTLY_PAID, None, 1)


def test_the_form_marks_an_order_paid_with_a_receipt(company: Company) -> None:
    with company.write() as work:
        order = an_order(work, customer_id=a_customer(work))
    change(company, order, payment_state=PAID, paid_on=TODAY - timedelta(days=3))
    seen = details(company, order)
    assert [(each.amount_minor, each.paid_on) for each in seen.receipts] == [(10_000, TODAY - timedelta(days=3))]
    assert (seen.payment_state, seen.paid_on) == (PAID, TODAY - timedelta(days=3))
    for values in ({"payment_state": UNPAID}, {"paid_on": TODAY}):
        with pytest.raises(Invalid):
            change(company, order, **values)


def test_an_order_without_a_customer_can_be_marked_paid_and_unpaid(company: Company) -> None:
    with company.write() as work:
        order = an_order(work, payment_state=PAID, paid_on=TODAY)
    assert (details(company, order).payment_state, details(company, order).receipts) == (PAID, ())
    change(company, order, payment_state=UNPAID, paid_on=None)
    assert (details(company, order).payment_state, details(company, order).paid_on) == (UNPAID, None)


def test_the_currency_stays_once_money_came_in(company: Company) -> None:
    with company.write() as work:
        order = an_order(work, customer_id=a_customer(work))
    change(company, order, currency="JPY")
    assert details(company, order).net_minor == 100
    with company.write() as work:
        record_receipt(work, ReceiptDraft(40, order))
    with pytest.raises(Invalid) as refused:
        change(company, order, currency="CNY")
    assert set(refused.value.fields) == {"currency"}


def test_an_invoiced_order_stays_with_its_customer_and_in_its_currency(company: Company) -> None:
    with company.write() as work:
        order, other = an_order(work, customer_id=a_customer(work)), a_customer(work, "Birch")
        invoice = issue_invoice(work, InvoiceDraft(5_000, order_id=order))
    for wrong in ({"currency": "USD"}, {"customer_id": other}):
        with pytest.raises(Invalid) as refused:
            change(company, order, **wrong)
        assert set(refused.value.fields) == set(wrong)
    with company.write() as work:
        void_invoice(work, invoice)
    change(company, order, currency="USD", customer_id=other)


def test_money_stays_with_its_order(company: Company) -> None:
    with company.write() as work:
        order = an_order(work, customer_id=a_customer(work))
        receipt = record_receipt(work, ReceiptDraft(40, order))
    with pytest.raises(UserError, match="Delete its receipts first"), company.write() as work:
        delete_orders(work, [order])
    with company.write() as work:
        set_order_status(work, order, CANCELLED)
    with pytest.raises(Invalid, match="This order was cancelled"), company.write() as work:
        record_receipt(work, ReceiptDraft(40, order))
    with company.write() as work:
        record_receipt(work, refund_of(work, receipt))
        assert delete_orders(work, [order]) == 1, "nothing is left of it"


def test_an_order_is_shipped_between_its_day_and_today(company: Company) -> None:
    with company.write() as work:
        order = an_order(work, customer_id=a_customer(work))
    for day in (TODAY - timedelta(days=1), TODAY + timedelta(days=1)):
        with pytest.raises(Invalid) as refused, company.write() as work:
            set_order_status(work, order, SHIPPED, day)
        assert set(refused.value.fields) == {"shipped_on"}


def test_an_order_comes_to_no_more_than_sums_can_hold(company: Company) -> None:
    lines = tuple(an_order_line("90000000000") for _ in range(2))
    with pytest.raises(Invalid) as refused, company.write() as work:
        an_order(work, lines=lines)
    assert set(refused.value.fields) == {"lines"}


def test_what_makes_no_order_is_refused(company: Company) -> None:
    draft = OrderDraft(
        ordered_on=TODAY,
        shipped_on=TODAY - timedelta(days=1),
        status="lost",
        payment_state="maybe",
        freight_minor=-1,
        currency="yuan",
        paid_on=TODAY + timedelta(days=1),
    )
    with pytest.raises(Invalid) as refused, company.write() as work:
        create_order(work, draft)
    names = {"shipped_on", "status", "payment_state", "freight_minor", "currency", "paid_on"}
    assert set(refused.value.fields) == names


def test_orders_are_handed_over_and_deleted(company: Company) -> None:
    with company.write() as work:
        mei = a_user(work, "Mei", login="mei")
        orders = [an_order(work), an_order(work)]
        assert assign_orders(work, orders, mei) == 2
    assert details(company, orders[0]).owner == "Mei"
    with company.write() as work:
        assert delete_orders(work, orders) == 2


def test_a_paid_order_whose_tax_follows_its_lines_can_still_be_changed(company: Company) -> None:
    line = replace(an_order_line("100"), tax_rate_e6=130_000)
    with company.write() as work:
        order = an_order(work, customer_id=a_customer(work), lines=(line,), tax_minor=None, payment_state=PAID)
    assert details(company, order).received_minor == 11_300
    change(company, order, tax_minor=None, note="Gate 2")
    assert (details(company, order).note, details(company, order).payment_state) == ("Gate 2", PAID)


def test_an_order_under_a_contract_stays_with_its_customer_and_in_its_currency(company: Company) -> None:
    with company.write() as work:
        customer, other = a_customer(work), a_customer(work, "Northlight Clinic")
        contract = a_contract(work, customer=customer)
        order = create_order(work, OrderDraft(customer_id=customer, contract_id=contract, lines=(an_order_line("10"),)))
    for values in ({"customer_id": other}, {"currency": "USD"}):
        with pytest.raises(Invalid) as refused:
            change(company, order, **values)
        assert set(refused.value.fields) == {"contract_id"}
    with company.write() as work:
        work.session.get_one(Contract, contract).stage = TERMINATED
    change(company, order, note="The rest is delivered")
    assert details(company, order).note == "The rest is delivered"
