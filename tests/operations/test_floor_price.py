"""Prices below the floor are allowed by somebody who may, as they were asked for, before a customer relies on them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from crm_desktop.core.errors import Invalid, NotAllowed, UserError
from crm_desktop.core.money import to_e6
from crm_desktop.core.viewer import HIDDEN
from crm_desktop.models import Quotation
from crm_desktop.models.limited_fields import AMOUNT
from crm_desktop.models.order import CANCELLED, PLACED
from crm_desktop.operations import parameter
from crm_desktop.operations.contract import as_contract_lines, create_contract
from crm_desktop.operations.contract_making import new_contract
from crm_desktop.operations.contract_steps import approve_contract, sign_contract, submit_contract
from crm_desktop.operations.floor_price import approve_prices, ask_for_prices, reject_prices
from crm_desktop.operations.order import OrderDraft, create_order, order_draft, set_order_status, update_order
from crm_desktop.operations.order_making import order_from_quotation
from crm_desktop.operations.quotation import (
    QuotationDraft,
    accept_quotation,
    as_quotation_lines,
    create_quotation,
    next_version,
    quotation_draft,
    send_quotation,
    update_quotation,
)
from crm_desktop.queries.floor_price import APPROVE, NOTHING, WARN, FloorState, floor_state
from crm_desktop.queries.record_history import record_history
from crm_desktop.queries.rights import find
from crm_desktop.reports.quotation import print_quotation
from crm_desktop.storage.database import UnitOfWork
from tests.builders import a_customer, a_line, a_product, a_user, an_order_line, role
from tests.company import Company
from tests.meeting import meet
from tests.reports.pages import pages

Step = Callable[[UnitOfWork, str], Any]


@pytest.fixture
def product(company: Company) -> str:
    """A product that costs 100 and never less than 80."""
    with company.write() as work:
        return a_product(work, "Probe", "100", currency="CNY", floor_price_e6=to_e6(80))


@pytest.fixture
def sam(company: Company) -> Company:
    """The company as a salesperson sees it."""
    with company.write() as work:
        a_user(work, "Mei", login="mei", role_id=role("administrator"))
        a_user(work, "Sam", login="sam", role_id=role("salesperson"))
    return company.seen_by("sam")


@pytest.fixture
def quotation(sam: Company, product: str) -> str:
    """A quotation of the salesperson with ten probes at 79 and one at 80."""
    with sam.write() as work:
        lines = low(product, "100", "10", "0.21"), low(product, "80")
        return create_quotation(work, QuotationDraft("Probes", customer_id=a_customer(work), lines=lines))


def low(product: str, price: str, quantity: str = "1", discount: str = "0") -> Any:
    return as_quotation_lines([a_line(price, quantity, discount, product_id=product)])[0]


def do(company: Company, record: str, *steps: Step) -> None:
    for step in steps:
        with company.write() as work:
            step(work, record)


def refused(company: Company, record: str, *steps: Step) -> str:
    said = ""
    for step in steps:
        with pytest.raises((UserError, NotAllowed)) as error, company.write() as work:
            step(work, record)
        said = str(error.value)
    return said


def change(company: Company, quotation: str, *lines: Any) -> None:
    with company.write() as work:
        before = quotation_draft(work, quotation)
        update_quotation(work, quotation, replace(before, lines=lines), before)


def state(company: Company, quotation: str) -> FloorState:
    with company.read() as reading:
        return floor_state(reading, find(reading, Quotation, quotation))


def printed(company: Company, quotation: str) -> str:
    return pages(print_quotation(str(company.database.path), company.viewer, quotation, "zh_CN"))[0]


def decide(company: Company, how: str) -> None:
    with company.write() as work:
        parameter.set_parameter(work, parameter.BELOW_FLOOR, how)


def test_a_quotation_below_the_floor_is_sent_once_somebody_else_allowed_it(
    company: Company, sam: Company, quotation: str
) -> None:
    assert [line.unit_price_e6 for line in state(sam, quotation).low.lines] == [to_e6(100)]
    assert refused(sam, quotation, send_quotation).startswith("Probe is offered below its floor price.")
    assert "草稿，尚未批准" in printed(sam, quotation)
    do(sam, quotation, lambda work, key: ask_for_prices(work, key, "A large hospital"))
    assert refused(sam, quotation, ask_for_prices, approve_prices, send_quotation).startswith("The prices of this")
    do(company.seen_by("mei"), quotation, lambda work, key: approve_prices(work, key, "This once"))
    assert not state(sam, quotation).needs_approval
    assert "草稿" not in printed(sam, quotation)
    assert refused(sam, quotation, ask_for_prices) == "The prices of this quotation were approved already."
    do(sam, quotation, send_quotation, accept_quotation)
    with company.read() as reading:
        steps = record_history(reading, "quotation", quotation)
    told = [(field.title, field.new) for step in steps for row in step.changes for field in row.fields]
    assert {("Decision", "Approved"), ("Subject", "Prices below the floor"), ("Answer", "This once")} <= set(told)
    assert "Content" not in {title for title, _ in told}


def test_what_was_allowed_holds_for_these_prices_and_higher_ones(
    company: Company, sam: Company, quotation: str, product: str
) -> None:
    do(sam, quotation, ask_for_prices)
    do(company, quotation, approve_prices)
    for lines, is_allowed in (
        ([low(product, "79.5", "10")], True),
        ([low(product, "79", "10"), low(product, "120")], True),
        ([low(product, "78.999999", "10")], False),
        ([low(product, "79", "9")], False),
        ([low(product, "79", "10"), low(product, "79", "10")], False),
    ):
        change(sam, quotation, *lines)
        assert state(sam, quotation).needs_approval is not is_allowed, lines
    change(sam, quotation, low(product, "79", "10"))
    with sam.write() as work:
        other, before = a_customer(work, "Northlight Clinic"), quotation_draft(work, quotation)
        update_quotation(work, quotation, replace(before, customer_id=other), before)
    assert state(sam, quotation).needs_approval


def test_lower_prices_take_back_what_is_asked_and_higher_ones_do_not(
    company: Company, sam: Company, quotation: str, product: str
) -> None:
    do(sam, quotation, ask_for_prices)
    change(sam, quotation, low(product, "79.5", "10"))
    assert state(sam, quotation).pending is not None
    change(sam, quotation, low(product, "70", "10"))
    assert state(sam, quotation).pending is None
    do(sam, quotation, ask_for_prices)
    assert refused(company, quotation, lambda work, key: reject_prices(work, key, " "))
    do(company, quotation, lambda work, key: reject_prices(work, key, "Too cheap"))
    assert [each.decision for each in state(sam, quotation).approvals] == ["rejected", "withdrawn"]
    assert refused(sam, quotation, send_quotation)


def test_what_two_laptops_asked_is_decided_once(
    company: Company, sam: Company, quotation: str, laptop: Callable[[str], Company]
) -> None:
    anna = laptop("anna")
    do(sam, quotation, ask_for_prices)
    do(anna.seen_by("sam"), quotation, ask_for_prices)
    meet(company, anna)
    do(company.seen_by("mei"), quotation, approve_prices)
    assert sorted(each.decision for each in state(company, quotation).approvals) == ["granted", "withdrawn"]


def test_whoever_is_kept_from_amounts_is_told_of_no_prices(sam: Company, quotation: str) -> None:
    kept = replace(sam, viewer=replace(sam.viewer, limits=frozenset({(AMOUNT, HIDDEN)})))
    assert state(sam, quotation).low.lines
    assert not state(kept, quotation).low.lines
    assert refused(kept, quotation, send_quotation).startswith("Probe is offered below its floor price.")


def test_the_next_version_at_the_same_prices_needs_nothing_more(company: Company, sam: Company, quotation: str) -> None:
    do(sam, quotation, ask_for_prices)
    do(company, quotation, approve_prices)
    do(sam, quotation, send_quotation)
    with sam.write() as work:
        made = next_version(work, quotation)
        send_quotation(work, made)


@pytest.mark.parametrize("how", [WARN, NOTHING])
def test_the_company_may_want_no_approval(company: Company, sam: Company, quotation: str, how: str) -> None:
    decide(company, how)
    do(sam, quotation, send_quotation)
    assert not state(sam, quotation).needs_approval
    decide(company, APPROVE)
    assert refused(sam, quotation, accept_quotation)


def test_an_order_sells_below_the_floor_what_was_allowed_on_its_quotation(
    company: Company, sam: Company, quotation: str, product: str
) -> None:
    line = an_order_line("79", "10", product_id=product)
    with sam.write() as work:
        customer = quotation_draft(work, quotation).customer_id
    for login, is_allowed in (("sam", False), ("mei", True)):
        with company.seen_by(login).write() as work:
            draft = OrderDraft(customer_id=customer, lines=(line,))
            if is_allowed:
                create_order(work, draft)
            else:
                with pytest.raises(Invalid, match="Have the price approved on a quotation first"):
                    create_order(work, draft)
    do(sam, quotation, ask_for_prices)
    do(company, quotation, approve_prices)
    do(sam, quotation, send_quotation, accept_quotation)
    with sam.write() as work:
        order = create_order(work, order_from_quotation(work, quotation))
    with sam.write() as work:
        before = order_draft(work, order)
        update_order(work, order, replace(before, note="Deliver in the morning"), before)
    lower = replace(before.lines[0], discount_e6=to_e6("0.22"))
    with pytest.raises(Invalid), sam.write() as work:
        update_order(work, order, replace(before, lines=(lower,)), before)


def test_what_was_allowed_is_called_off_bit_by_bit_and_no_more_of_it(
    company: Company, sam: Company, quotation: str, product: str
) -> None:
    do(sam, quotation, ask_for_prices)
    do(company, quotation, approve_prices)
    do(sam, quotation, send_quotation, accept_quotation)

    def call_off(quantity: str, price: str = "79") -> str:
        with sam.write() as work:
            draft = order_from_quotation(work, quotation, again=True)
            return create_order(work, replace(draft, lines=(an_order_line(price, quantity, product_id=product),)))

    first = call_off("4")
    for quantity, price in (("7", "79"), ("1", "78")):
        with pytest.raises(Invalid):
            call_off(quantity, price)
    call_off("6")
    with sam.write() as work:
        before = order_draft(work, first)
        update_order(work, first, replace(before, lines=(replace(before.lines[0], quantity_e6=to_e6(3)),)), before)
    call_off("1")
    with pytest.raises(Invalid):
        call_off("1")
    do(sam, first, lambda work, key: set_order_status(work, key, CANCELLED))
    call_off("3")
    assert refused(sam, first, lambda work, key: set_order_status(work, key, PLACED))


def test_a_contract_below_the_floor_is_approved_before_it_is_signed_and_its_prices_hold_for_orders(
    company: Company, sam: Company, product: str
) -> None:
    line = a_line("70", "100", product_id=product)
    with sam.write() as work:
        draft = replace(new_contract(work, a_customer(work)), name="Frame", lines=as_contract_lines([line]))
        contract = create_contract(work, replace(draft, starts_on=work.today - timedelta(days=1)))
    assert refused(sam, contract, sign_contract).endswith("Submit it for approval.")
    do(sam, contract, submit_contract)
    do(company, contract, approve_contract)
    do(sam, contract, sign_contract)
    with sam.write() as work:
        called_off = an_order_line("70", "3", product_id=product)
        create_order(work, OrderDraft(customer_id=draft.customer_id, contract_id=contract, lines=(called_off,)))
    cheaper = an_order_line("69", "3", product_id=product)
    with pytest.raises(Invalid), sam.write() as work:
        create_order(work, OrderDraft(customer_id=draft.customer_id, contract_id=contract, lines=(cheaper,)))
