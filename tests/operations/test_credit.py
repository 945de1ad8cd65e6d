"""The credit limit of a customer: warned of, refused or let pass where orders are placed and contracts are signed."""

from dataclasses import replace
from decimal import Decimal

import pytest

from crm_desktop.core.errors import Invalid
from crm_desktop.core.money import to_e6
from crm_desktop.core.viewer import APPROVE
from crm_desktop.models.order import CANCELLED, PAID, PLACED
from crm_desktop.operations import contract_steps, order, parameter
from crm_desktop.operations.contract import create_contract
from crm_desktop.operations.contract_making import new_contract
from crm_desktop.operations.contract_steps import SigningDraft, reopen_contract, sign_contract, terminate_contract
from crm_desktop.operations.order import OrderDraft, create_order, order_draft, set_order_status, update_order
from crm_desktop.operations.payment_plan import PlanRow
from crm_desktop.storage.database import UnitOfWork
from tests.builders import a_customer, a_product, an_order, an_order_line
from tests.company import Company


def limited(work: UnitOfWork, policy: str = parameter.REFUSE) -> str:
    """A customer that may owe 150.00 and owes 100.00, of a company with this policy."""
    parameter.set_parameter(work, parameter.ON_EXCEEDING, policy)
    customer = a_customer(work, credit_limit_minor=15_000, credit_limit_currency="CNY")
    an_order(work, customer_id=customer)
    return customer


def a_draft(customer: str, minor: int) -> OrderDraft:
    return OrderDraft(customer_id=customer, lines=(an_order_line(str(Decimal(minor) / 100)),))


def test_an_order_beyond_the_limit_is_refused_where_the_company_wants_that(company: Company) -> None:
    with company.write() as work:
        customer = limited(work)
        kept = create_order(work, a_draft(customer, 5_000))
    with pytest.raises(Invalid) as raised, company.write() as work:
        create_order(work, a_draft(customer, 1))
    assert "credit limit" in raised.value.fields["customer_id"].text
    with company.write() as work:
        draft = order_draft(work, kept)
        # What raises no debt is never kept from being written.
        update_order(work, kept, replace(draft, note="as agreed"), draft)
        create_order(work, replace(a_draft(customer, 9_000), payment_state=PAID))
        create_order(work, replace(a_draft(customer, 9_000), status=CANCELLED))
        with pytest.raises(Invalid):
            update_order(work, kept, replace(draft, freight_minor=1), draft)


def test_a_debt_that_no_rate_converts_does_not_lift_the_limit(company: Company) -> None:
    with company.write() as work:
        customer = limited(work)
        create_order(work, replace(a_draft(customer, 1), currency="KWD"))
        create_order(work, a_draft(customer, 5_000))
    with pytest.raises(Invalid) as raised, company.write() as work:
        create_order(work, a_draft(customer, 1))
    assert "credit limit" in raised.value.fields["customer_id"].text


def test_an_order_is_not_reopened_beyond_the_limit_nor_below_the_floor(company: Company) -> None:
    with company.write() as work:
        customer = limited(work)
        product = a_product(work, "Probe", "10", currency="CNY", floor_price_e6=to_e6(8))
        large = create_order(work, replace(a_draft(customer, 9_000), status=CANCELLED))
        cheap = create_order(
            work, replace(a_draft(customer, 700), lines=(an_order_line("7", product_id=product),), status=CANCELLED)
        )
        small = create_order(work, replace(a_draft(customer, 700), status=CANCELLED))
    for order_id, by, name in ((large, company, "customer_id"), (cheap, _without_approving(company), "lines")):
        with pytest.raises(Invalid) as raised, by.write() as work:
            set_order_status(work, order_id, PLACED)
        assert set(raised.value.fields) == {name}
    with company.write() as work:
        set_order_status(work, small, PLACED)


def _without_approving(company: Company) -> Company:
    return replace(company, viewer=replace(company.viewer, rights=company.viewer.rights - {APPROVE}))


def test_with_a_warning_it_is_placed_and_the_form_was_told(company: Company) -> None:
    with company.write() as work:
        customer = limited(work, parameter.WARN)
        assert order.credit_warning(work, a_draft(customer, 5_000)) is None
        assert order.credit_warning(work, a_draft(customer, 5_001)) is not None
        made = create_order(work, a_draft(customer, 5_001))
        draft = order_draft(work, made)
        assert order.credit_warning(work, draft, made) is None
        assert order.credit_warning(work, replace(draft, freight_minor=1), made) is not None
        parameter.set_parameter(work, parameter.ON_EXCEEDING, parameter.NOTHING)
        assert order.credit_warning(work, a_draft(customer, 5_001)) is None


def test_a_contract_is_asked_for_when_it_is_signed_less_what_ends_with_it(company: Company) -> None:
    with company.write() as work:
        customer = limited(work)
        plan = (PlanRow(None, work.today, "On signing", 5_000),)
        draft = replace(new_contract(work, customer), name="Frame", amount_minor=5_000, plan=plan)
        first = create_contract(work, draft)
        sign_contract(work, first)
        next_one = create_contract(work, replace(draft, predecessor_id=first))
        assert contract_steps.credit_warning(work, next_one, SigningDraft()) is not None
        with pytest.raises(Invalid):
            sign_contract(work, next_one)
        sign_contract(work, next_one, SigningDraft(ends_predecessor=True))
        terminate_contract(work, next_one, "Given up")
        sign_contract(work, create_contract(work, draft))
        with pytest.raises(Invalid):
            reopen_contract(work, next_one)


def test_only_what_can_be_chosen_is_a_policy(company: Company) -> None:
    with pytest.raises(Invalid), company.write() as work:
        parameter.set_parameter(work, parameter.ON_EXCEEDING, "shout")
