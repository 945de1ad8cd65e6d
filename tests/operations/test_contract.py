"""Contracts come from deals, quotations or nothing, are signed as they were approved, and are followed by others."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from crm_desktop.core.errors import Invalid, NotAllowed, UserError
from crm_desktop.models import Contract, Receipt
from crm_desktop.models.order import CANCELLED
from crm_desktop.operations import parameter
from crm_desktop.operations.contract import (
    ContractDraft,
    assign_contracts,
    contract_draft,
    create_contract,
    delete_contracts,
    update_contract,
)
from crm_desktop.operations.contract_making import (
    change_of,
    contract_from_deal,
    contract_from_quotation,
    new_contract,
    renewal_of,
)
from crm_desktop.operations.contract_shares import ContractShareDraft
from crm_desktop.operations.contract_steps import (
    SigningDraft,
    approve_contract,
    complete_contract,
    frozen_content,
    reject_contract,
    reopen_contract,
    sign_contract,
    submit_contract,
    terminate_contract,
    withdraw_contract,
)
from crm_desktop.operations.deal_shares import ShareDraft
from crm_desktop.operations.opportunity import opportunity_draft, update_opportunity
from crm_desktop.operations.order import create_order, set_order_status
from crm_desktop.operations.order_making import order_from_quotation
from crm_desktop.operations.payment import ReceiptDraft, record_receipt
from crm_desktop.operations.payment_plan import PlanRow
from crm_desktop.operations.quotation import accept_quotation, create_quotation, new_quotation, send_quotation
from crm_desktop.storage.database import UnitOfWork
from crm_desktop.storage.rules import AGREED
from tests.builders import a_customer, a_line, a_user, an_opportunity, entry, role
from tests.company import Company

STARTS = date(2026, 1, 1)
Change = Callable[[UnitOfWork, str], Any]


@pytest.fixture
def contract(company: Company) -> str:
    """A contract over a thousand, paid in two parts."""
    with company.write() as work:
        return create_contract(work, a_draft(work))


@pytest.fixture
def mei(company: Company) -> str:
    """Somebody else who may approve."""
    with company.write() as work:
        return a_user(work, "Mei", login="mei", role_id=role("administrator"))


def a_draft(work: UnitOfWork, **values: Any) -> ContractDraft:
    plan = (PlanRow(None, STARTS, "On signing", 300_00), PlanRow(None, STARTS + timedelta(days=60), "Rest", 700_00))
    draft = replace(new_contract(work, a_customer(work)), name="Frame of probes", starts_on=STARTS)
    return replace(draft, **{"ends_on": date(2026, 12, 31), "amount_minor": 1000_00, "plan": plan, **values})


def found(company: Company, contract: str) -> Contract:
    with company.read() as reading:
        row = reading.session.get(Contract, contract)
        assert row is not None
        reading.session.expunge(row)
        return row


def draft_of(company: Company, contract: str) -> ContractDraft:
    with company.read() as reading:
        return contract_draft(reading, contract)


def change(company: Company, contract: str, **values: Any) -> None:
    with company.write() as work:
        before = contract_draft(work, contract)
        update_contract(work, contract, replace(before, **values), before)


def do(company: Company, contract: str, step: Change) -> None:
    with company.write() as work:
        step(work, contract)


def needs_approval_from(company: Company, amount: int) -> None:
    with company.write() as work:
        parameter.set_parameter(work, parameter.APPROVAL_FROM, amount)


def refused(company: Company, contract: str, *steps: Change) -> None:
    for step in steps:
        with pytest.raises(UserError):
            do(company, contract, step)


def test_a_contract_gets_a_number_and_can_be_changed_while_it_is_a_draft(company: Company, contract: str) -> None:
    assert (found(company, contract).number, found(company, contract).stage) == ("CT-00001", "draft")
    lines = (a_contract_line("100", "3", tax_rate_e6=130_000),)
    change(company, contract, lines=lines, plan=(), terms="30 days")
    assert found(company, contract).amount_minor == 339_00
    with company.write() as work:
        assert delete_contracts(work, [contract]) == 1


def a_contract_line(price: str, quantity: str, **values: Any) -> Any:
    from crm_desktop.operations.contract import ContractLineDraft

    line = a_line(price, quantity, description="Probe")
    return ContractLineDraft(**{**line.__dict__, **values})


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": " "}, "name"),
        ({"customer_id": None}, "customer_id"),
        ({"amount_minor": -1}, "amount_minor"),
        ({"amount_minor": 10**18}, "amount_minor"),
        ({"currency": "yuan"}, "currency"),
        ({"ends_on": date(2025, 12, 31)}, "ends_on"),
        ({"remind_on": date(2027, 1, 1)}, "remind_on"),
        ({"ends_on": date.max}, "ends_on"),
        ({"kind_id": entry("case_kind", "repair")}, "kind_id"),
        ({"starts_on": date(202, 1, 1)}, "starts_on"),
        ({"plan": (PlanRow(None, date.max, "", 1000_00),)}, "plan"),
        ({"tax_rate_e6": 1_000_001}, "tax_rate_e6"),
        ({"amount_minor": 999_99}, "plan"),
        ({"plan": (PlanRow(None, None, "", 1000_00),)}, "plan"),
        ({"plan": (PlanRow(None, STARTS, "", 1001_00), PlanRow(None, STARTS, "", -1_00))}, "plan"),
        ({"shares": (ContractShareDraft(user_id="nobody", share_e6=1),)}, "shares"),
        ({"predecessor_id": "nothing"}, "predecessor_id"),
    ],
)
def test_what_cannot_be_agreed_gets_a_sentence_and_writes_nothing(
    company: Company, values: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as said, company.write() as work:
        create_contract(work, a_draft(work, **values))
    assert field in said.value.fields
    with company.read() as reading:
        assert reading.plain("SELECT COUNT(*) FROM contract") == [(0,)]


def test_a_contract_takes_what_was_accepted_of_its_deal(company: Company) -> None:
    with company.write() as work:
        tom = a_user(work, "Tom", login="tom", role_id=role("salesperson"))
        deal = an_opportunity(work, "Probes", customer_id=a_customer(work), lines=(a_line("100", "3"),))
        before = opportunity_draft(work, deal)
        update_opportunity(work, deal, replace(before, shares=(ShareDraft(tom, 300_000, "Demo"),)), before)
        first = contract_from_deal(work, deal)
        quotation = create_quotation(work, replace(new_quotation(work, deal), tax_rate_e6=130_000))
        with pytest.raises(UserError):
            contract_from_quotation(work, quotation)
        send_quotation(work, quotation)
        accept_quotation(work, quotation)
        made = create_contract(work, contract_from_deal(work, deal))
    assert [line.tax_rate_e6 for line in first.lines] == [None]
    draft = draft_of(company, made)
    assert (draft.quotation_id, draft.opportunity_id, draft.name) == (quotation, deal, "Probes")
    assert (found(company, made).amount_minor, draft.their_party) == (339_00, "Haverton Medical")
    assert [(each.user_id, each.share_e6) for each in draft.shares] == [(tom, 300_000)]


def test_what_a_quotation_offers_is_not_owed_by_an_order_and_a_contract(company: Company) -> None:
    with company.write() as work:
        deal = an_opportunity(work, "Probes", customer_id=a_customer(work), lines=(a_line("100", "3"),))
        quotation = create_quotation(work, new_quotation(work, deal))
        send_quotation(work, quotation)
        accept_quotation(work, quotation)
        order = create_order(work, order_from_quotation(work, quotation))
        with pytest.raises(UserError, match="owed on its own"):
            contract_from_quotation(work, quotation)
        set_order_status(work, order, CANCELLED)
        made = create_contract(work, contract_from_quotation(work, quotation))
        with pytest.raises(UserError, match="is not signed"):
            order_from_quotation(work, quotation)
        sign_contract(work, made, SigningDraft(STARTS, "Grace", "Dr. Ito"))
        assert order_from_quotation(work, quotation).contract_id == made


def test_without_a_limit_a_contract_is_signed_at_once_and_owed_by_its_plan(company: Company, contract: str) -> None:
    do(company, contract, lambda work, key: sign_contract(work, key, SigningDraft(STARTS, "Grace", "Dr. Ito")))
    signed = found(company, contract)
    assert (signed.stage, signed.signed_on, signed.signed_by_them) == ("signed", STARTS, "Dr. Ito")
    refused(
        company,
        contract,
        sign_contract,
        submit_contract,
        withdraw_contract,
        lambda work, key: delete_contracts(work, [key]),
    )


def test_a_contract_without_a_plan_is_due_as_a_whole_some_days_after_its_start(company: Company) -> None:
    with company.write() as work:
        contract = create_contract(work, a_draft(work, plan=()))
        sign_contract(work, contract)
        plan = contract_draft(work, contract).plan
    assert [(row.due_on, row.amount_minor) for row in plan] == [(STARTS + timedelta(days=30), 1000_00)]


@pytest.mark.usefixtures("mei")
def test_from_the_limit_on_a_contract_is_approved_by_somebody_else(company: Company, contract: str) -> None:
    needs_approval_from(company, 1000)
    refused(company, contract, sign_contract, approve_contract)
    do(company, contract, lambda work, key: submit_contract(work, key, "Please"))
    refused(company, contract, approve_contract, sign_contract, submit_contract)
    approving = company.seen_by("mei")
    do(approving, contract, lambda work, key: approve_contract(work, key, "Fine"))
    assert found(company, contract).stage == "approved"
    refused(approving, contract, approve_contract)
    do(company, contract, sign_contract)
    assert found(company, contract).stage == "signed"


def test_below_the_limit_nobody_is_asked(company: Company, contract: str) -> None:
    needs_approval_from(company, 1001)
    do(company, contract, sign_contract)
    assert found(company, contract).stage == "signed"


def test_who_asks_may_approve_where_the_company_lets_them(company: Company, contract: str) -> None:
    do(company, contract, submit_contract)
    with pytest.raises(NotAllowed):
        do(company, contract, approve_contract)
    with company.write() as work:
        parameter.set_parameter(work, parameter.APPROVES_OWN, True)
    do(company, contract, approve_contract)
    assert found(company, contract).stage == "approved"


def test_what_was_submitted_stays_as_it_is_until_it_is_sent_back(company: Company, contract: str, mei: str) -> None:
    do(company, contract, submit_contract)
    lines = (a_contract_line("1", "1"),)
    for values in ({"name": "Other"}, {"amount_minor": 1}, {"plan": ()}, {"lines": lines}, {"ends_on": None}):
        with pytest.raises(Invalid) as said:
            change(company, contract, **values)
        assert set(said.value.fields) == set(values)
    shares = (ContractShareDraft(user_id=mei, share_e6=400_000),)
    change(company, contract, note="Call them", remind_on=date(2026, 10, 1), shares=shares)
    assert found(company, contract).note == "Call them"
    approving = company.seen_by("mei")
    with pytest.raises(Invalid):
        do(approving, contract, lambda work, key: reject_contract(work, key, " "))
    do(approving, contract, lambda work, key: reject_contract(work, key, "Too cheap"))
    change(company, contract, name="Dearer")
    do(company, contract, submit_contract)
    do(company, contract, withdraw_contract)
    with company.read() as reading:
        rows = reading.plain("SELECT decision, answer FROM approval ORDER BY asked_at, id")
    assert sorted(rows) == [("rejected", "Too cheap"), ("withdrawn", None)]


@pytest.mark.usefixtures("mei")
def test_a_contract_that_changed_beside_its_approval_is_not_signed(company: Company, contract: str) -> None:
    do(company, contract, submit_contract)
    do(company.seen_by("mei"), contract, approve_contract)
    with company.write() as work:
        row = work.session.get(Contract, contract)
        assert row is not None
        row.amount_minor = 1  # as a merge with another laptop may leave it
    refused(company, contract, sign_contract)


def test_only_who_may_approve_decides(company: Company, contract: str) -> None:
    with company.write() as work:
        a_user(work, "Tom", login="tom", role_id=role("salesperson"))
        assign_contracts(work, [contract], None)
    do(company, contract, submit_contract)
    tom = company.seen_by("tom")
    for step in (approve_contract, lambda work, key: reject_contract(work, key, "No")):
        with pytest.raises(NotAllowed):
            do(tom, contract, step)


def test_a_contract_is_completed_once_it_ended_and_is_paid(company: Company) -> None:
    with company.write() as work:
        today = work.today
        draft = a_draft(work, starts_on=today - timedelta(days=30), ends_on=today - timedelta(days=1))
        contract = create_contract(work, draft)
        sign_contract(work, contract)
        customer = draft.customer_id
    refused(company, contract, complete_contract)
    with company.write() as work:
        row = Receipt(id=work.new_id(), customer_id=customer, contract_id=contract, paid_on=today, currency="CNY")
        row.amount_minor = 1000_00
        work.session.add(row)
    do(company, contract, complete_contract)
    assert (found(company, contract).stage, found(company, contract).closed_on) == ("completed", today)
    do(company, contract, reopen_contract)
    assert (found(company, contract).stage, found(company, contract).closed_on) == ("signed", None)


def test_a_contract_is_closed_between_its_signing_and_today(company: Company, contract: str) -> None:
    do(company, contract, sign_contract)
    change_day = timedelta(days=1)
    for step in (complete_contract, lambda work, key, on: terminate_contract(work, key, "Over", on)):
        for away in (-change_day, change_day):
            with pytest.raises(Invalid) as said, company.write() as work:
                step(work, contract, work.today + away)
            assert set(said.value.fields) == {"closed_on"}


def test_a_contract_whose_place_another_took_is_not_owed_again_beside_it(company: Company, contract: str) -> None:
    do(company, contract, sign_contract)
    with company.write() as work:
        change = create_contract(work, change_of(work, contract))
        sign_contract(work, change, SigningDraft(ends_predecessor=True))
    with pytest.raises(UserError, match="took the place of this contract"):
        do(company, contract, reopen_contract)
    do(company, change, lambda work, key: terminate_contract(work, key, "A mistake"))
    do(company, contract, reopen_contract)
    assert found(company, contract).stage == "signed"


def test_a_contract_in_force_ends_early_for_a_reason(company: Company, contract: str) -> None:
    refused(company, contract, lambda work, key: terminate_contract(work, key, "Moved away"))
    do(company, contract, sign_contract)
    refused(
        company,
        contract,
        complete_contract,
        lambda work, key: terminate_contract(work, key, ""),
        lambda work, key: terminate_contract(work, key, "Moved", work.today + timedelta(days=1)),
    )
    do(company, contract, lambda work, key: terminate_contract(work, key, "Moved away"))
    assert (found(company, contract).stage, found(company, contract).close_reason) == ("terminated", "Moved away")


def test_a_renewal_goes_on_for_as_long_with_its_payments_moved(company: Company, contract: str) -> None:
    refused(company, contract, renewal_of, change_of)
    do(company, contract, sign_contract)
    with company.write() as work:
        draft = renewal_of(work, contract)
        made = create_contract(work, draft)
    assert (draft.starts_on, draft.ends_on) == (date(2027, 1, 1), date(2027, 12, 31))
    assert [row.due_on for row in draft.plan] == [date(2027, 1, 1), date(2027, 3, 2)]
    assert (found(company, made).number, found(company, made).predecessor_id) == ("CT-00002", contract)
    with pytest.raises(Invalid):
        change(company, contract, predecessor_id=made)


def test_one_contract_alone_follows_another(company: Company, contract: str) -> None:
    do(company, contract, sign_contract)
    with company.write() as work:
        draft = renewal_of(work, contract)
        made = create_contract(work, draft)
    refused(company, contract, renewal_of, change_of)
    with pytest.raises(Invalid, match="CT-00002 follows it already"), company.write() as work:
        create_contract(work, draft)
    change(company, made, name="Another name")
    with company.write() as work:
        delete_contracts(work, [made])
    with company.write() as work:
        assert create_contract(work, renewal_of(work, contract))


def test_a_change_takes_the_place_of_what_was_in_force(company: Company, contract: str) -> None:
    do(company, contract, sign_contract)
    with company.write() as work:
        made = create_contract(work, change_of(work, contract))
        sign_contract(work, made, SigningDraft(ends_predecessor=True))
    before = found(company, contract)
    assert (before.stage, before.close_reason) == ("terminated", "→ CT-00002")


def test_a_change_costs_no_less_than_what_came_in_unless_it_is_given_back(company: Company, contract: str) -> None:
    do(company, contract, sign_contract)
    with company.write() as work:
        receipt = record_receipt(work, ReceiptDraft(50_000, contract_id=contract))
        known = change_of(work, contract)
        made = create_contract(work, replace(known, lines=(), plan=(), amount_minor=40_000))
    with pytest.raises(UserError, match="came in for"), company.write() as work:
        sign_contract(work, made, SigningDraft(ends_predecessor=True))
    with company.write() as work:
        record_receipt(work, ReceiptDraft(-10_000, refunds_id=receipt))
        sign_contract(work, made, SigningDraft(ends_predecessor=True))
    assert found(company, contract).stage == "terminated"


def test_contracts_do_not_follow_each_other_in_a_circle(company: Company, contract: str) -> None:
    do(company, contract, sign_contract)
    with company.write() as work:
        made = create_contract(work, renewal_of(work, contract))
        row = work.session.get(Contract, contract)
        assert row is not None
        row.predecessor_id = made
    change(company, made, predecessor_id=None)
    with pytest.raises(Invalid) as said:
        change(company, made, predecessor_id=contract)
    assert "predecessor_id" in said.value.fields


def test_shares_are_no_more_than_the_whole_on_any_day(company: Company, contract: str, mei: str) -> None:
    with company.write() as work:
        tom = a_user(work, "Tom", login="tom", role_id=role("salesperson"))
    half = ContractShareDraft(user_id=mei, share_e6=600_000, to_on=date(2026, 3, 31))
    after = ContractShareDraft(user_id=tom, share_e6=600_000, from_on=date(2026, 4, 1))
    change(company, contract, shares=(half, after))
    assert [each.user_id for each in draft_of(company, contract).shares] == [mei, tom]
    again = replace(half, to_on=None, from_on=date(2026, 2, 1))
    for shares in ((half, replace(after, from_on=date(2026, 3, 31))), (half, again), (replace(half, share_e6=0),)):
        with pytest.raises(Invalid):
            change(company, contract, shares=shares)
    kept = draft_of(company, contract).shares
    change(company, contract, shares=(replace(kept[0], share_e6=500_000),))
    assert [(each.user_id, each.share_e6) for each in draft_of(company, contract).shares] == [(mei, 500_000)]


def test_whoever_gets_a_contract_needs_no_share_of_it_any_more(company: Company, contract: str, mei: str) -> None:
    change(company, contract, shares=(ContractShareDraft(user_id=mei, share_e6=400_000),))
    with company.write() as work:
        today = work.today
        assert assign_contracts(work, [contract], mei) == 1
    assert [(each.user_id, each.to_on) for each in draft_of(company, contract).shares] == [
        (mei, today - timedelta(days=1))
    ]


def test_the_review_asks_about_all_that_is_agreed(company: Company, contract: str) -> None:
    with company.read() as reading:
        assert frozen_content(contract_draft(reading, contract)).keys() == AGREED | {"lines", "plan"}


def test_each_absurd_amount_is_refused_at_its_own_place_by_what_is_wrong_with_it(company: Company) -> None:
    day = date(2026, 12, 1)
    told = {
        "amount_minor": (ContractDraft("Screens", amount_minor=-1), "0 or more"),
        "plan": (ContractDraft("Screens", plan=(PlanRow(due_on=day, amount_minor=10**18),)), "amount is too large"),
    }
    for name, (draft, says) in told.items():
        with pytest.raises(Invalid) as refused, company.write() as work:
            create_contract(work, replace(draft, customer_id=a_customer(work)))
        assert set(refused.value.fields) == {name}
        assert says in str(refused.value.fields[name])
