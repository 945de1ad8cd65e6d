"""Handing everything of a person over: what goes along, to whom, and that it is one step."""

import json
from collections.abc import Callable
from datetime import timedelta

import pytest

from crm_desktop.core.errors import Invalid, NotAllowed
from crm_desktop.models import Article, Contact, Customer, HandOver, Invoice, Opportunity, ServiceCase
from crm_desktop.models.order import CANCELLED
from crm_desktop.models.service_case import CUSTOMER
from crm_desktop.operations.article import ArticleDraft, create_article
from crm_desktop.operations.customer import assign_customers
from crm_desktop.operations.hand_over import HandOverDraft, counts, hand_everything_over
from crm_desktop.operations.invoice import InvoiceDraft, issue_invoice, void_invoice
from crm_desktop.operations.lead import assign_lead
from crm_desktop.operations.lead_winning import win_lead
from crm_desktop.operations.opportunity import OpportunityDraft, assign_opportunities
from crm_desktop.operations.order import set_order_status
from crm_desktop.operations.payment import mark_paid
from crm_desktop.operations.service_steps import take_up_case, wait_with_case
from crm_desktop.operations.stage_moves import close_won
from crm_desktop.operations.undo_step import undo
from crm_desktop.operations.user import deactivate_users
from crm_desktop.queries.commission import people_of
from crm_desktop.reports.hand_over import hand_over_pdf
from tests.builders import (
    a_campaign,
    a_case,
    a_contact,
    a_customer,
    a_lead,
    a_quotation,
    a_task,
    a_user,
    an_article,
    an_invoice,
    an_opportunity,
    an_order,
)
from tests.builders import a_contract as a_contract_of
from tests.commission import a_contract, a_receipt, a_rule, a_share
from tests.company import Company


@pytest.fixture
def people(company: Company) -> dict[str, str]:
    """Grace has two customers with what belongs to them; Oscar and Mei take over."""
    with company.write() as work:
        ids = {name: a_user(work, name, login=name.lower()) for name in ("Grace", "Oscar", "Mei")}
    with company.seen_by("grace").write() as work:
        first, second = a_customer(work, "Alder"), a_customer(work, "Birch")
        a_contact(work, "Dana Holt", second)
        ids["deal"] = an_opportunity(work, customer_id=second)
        ids["won"] = an_opportunity(work, "Won before", customer_id=first)
        close_won(work, ids["won"])
        an_order(work, customer_id=first)
        a_case(work, customer_id=first, owner_id=work.viewer.user_id)
    return {**ids, "first": first, "second": second}


def test_cases_that_were_begun_and_articles_go_along(company: Company, people: dict[str, str]) -> None:
    with company.seen_by("grace").write() as work:
        begun, waiting = (a_case(work, customer_id=people["first"], owner_id=work.viewer.user_id) for _ in range(2))
        article = create_article(work, ArticleDraft("Dark", body="Hold the power key."))
        work.session.flush()
        for case in (begun, waiting):
            take_up_case(work, case)
        wait_with_case(work, waiting, CUSTOMER)
    with company.write() as work:
        kinds = ("service_case", "article")
        hand_everything_over(work, HandOverDraft(people["Grace"], (people["Oscar"],), kinds))
    with company.read() as reading:
        owners = [reading.session.get_one(ServiceCase, each).owner_id for each in (begun, waiting)]
        assert [*owners, reading.session.get_one(Article, article).owner_id] == [people["Oscar"]] * 3


def test_everything_open_goes_along_in_one_step(company: Company, people: dict[str, str]) -> None:
    with company.read() as reading:
        found = counts(reading, people["Grace"])
        assert {kind: count for kind, count in found.items() if count} == {
            "customer": 2,
            "contact": 1,
            "opportunity": 1,
            "service_case": 1,
            "sales_order": 1,
        }
    draft = HandOverDraft(people["Grace"], (people["Oscar"], people["Mei"]), reason="Leaves the company")
    with company.write() as work:
        made = hand_everything_over(work, draft)
    with company.read() as reading:
        assert set(counts(reading, people["Grace"]).values()) == {0}
        assert reading.session.get_one(Customer, people["first"]).owner_id == people["Oscar"]
        assert reading.session.get_one(Customer, people["second"]).owner_id == people["Mei"]
        # What belongs to a customer follows it, and what was won stays with who won it.
        assert reading.session.get_one(Opportunity, people["deal"]).owner_id == people["Mei"]
        assert reading.session.get_one(Opportunity, people["won"]).owner_id == people["Grace"]
        notes = reading.plain("SELECT DISTINCT note FROM claim")
        assert [note for (note,) in notes] == ["Leaves the company"]
        assert len(json.loads(reading.session.get_one(HandOver, made).protocol)["lines"]) == 6
        pdf = hand_over_pdf(reading, made, "en")
        assert pdf.startswith(b"%PDF")
        assert pdf == hand_over_pdf(reading, made, "en")
    with company.write() as work:
        undo(work)
    with company.read() as reading:
        assert counts(reading, people["Grace"]) == found


def test_shares_of_others_contracts_go_to_the_successor_from_that_day_on(
    company: Company, people: dict[str, str]
) -> None:
    grace, oscar, mei = (people[each] for each in ("Grace", "Oscar", "Mei"))
    with company.write() as work:
        a_rule(work, 10)
        by_mei, by_oscar, with_both = (a_contract(work, owner) for owner in (mei, oscar, mei))
        for contract in (by_mei, by_oscar, with_both):
            a_share(work, contract, grace, 30)
        a_share(work, with_both, oscar, 20)
        a_share(work, a_contract(work, mei, stage="terminated"), grace, 50)
        before = work.today - timedelta(days=1)
        for contract in (by_mei, by_oscar, with_both):
            a_receipt(work, contract, 10_000, before.isoformat())
        assert counts(work, grace)["contract_share"] == 3
    with company.write() as work:
        made = hand_everything_over(work, HandOverDraft(grace, (oscar,), ("contract_share",)))
        for contract in (by_mei, by_oscar, with_both):
            a_receipt(work, contract, 1_000, work.today.isoformat())
    with company.read() as reading:
        lines = json.loads(reading.session.get_one(HandOver, made).protocol)["lines"]
        assert {(each["kind"], each["to"]) for each in lines} == {("contract_share", oscar)}
        assert all(each["name"].endswith(" · 30 %") for each in lines)
        assert counts(reading, grace)["contract_share"] == 0
        earned = {each.user_id: each.amount for each in people_of(reading, f"{reading.today:%Y-%m}")}
        # The day before: three times 300 of 1,000; since then Oscar has 30, 100 and 50 % of 100.
        assert earned == {grace: 900, oscar: 700 + 200 + 30 + 100 + 50, mei: 700 + 500 + 70 + 50}


def test_invoices_of_what_is_still_open_go_along_and_of_what_is_done_stay(
    company: Company, people: dict[str, str]
) -> None:
    grace, oscar = people["Grace"], people["Oscar"]
    with company.write() as work:
        stages = {stage: a_contract(work, grace, stage=stage) for stage in ("signed", "completed")}
        orders = {state: an_order(work, customer_id=people["first"]) for state in ("open", "paid", "cancelled")}
        mark_paid(work, orders["paid"])
        of_contracts = [InvoiceDraft(10, owner_id=grace, contract_id=each) for each in stages.values()]
        of_orders = [InvoiceDraft(10, owner_id=grace, order_id=each) for each in orders.values()]
        made = [issue_invoice(work, each) for each in (*of_contracts, *of_orders)]
        beside, void = (
            issue_invoice(work, InvoiceDraft(10, owner_id=grace, customer_id=people["first"])) for _ in range(2)
        )
        void_invoice(work, void)
        set_order_status(work, orders["cancelled"], CANCELLED)
    with company.write() as work:
        hand_everything_over(work, HandOverDraft(grace, (oscar,), ("invoice",)))
    with company.read() as reading:
        whose = {each: reading.session.get_one(Invoice, each).owner_id for each in (*made, beside, void)}
    signed, completed, open_, paid, cancelled = made
    assert {each for each, owner in whose.items() if owner == oscar} == {signed, open_, beside}
    assert {each for each, owner in whose.items() if owner == grace} == {completed, paid, cancelled, void}


def test_impossible_hand_overs_are_refused(company: Company, people: dict[str, str]) -> None:
    grace, oscar = people["Grace"], people["Oscar"]
    with company.write() as work:
        for draft, said in (
            (HandOverDraft(None, (oscar,)), "Choose whose"),
            (HandOverDraft(grace, (grace,)), "Choose somebody else"),
            (HandOverDraft(grace, ("nobody",)), "no longer exists"),
            (HandOverDraft(grace, (oscar,), ()), "Choose what goes along"),
            (HandOverDraft(oscar, (grace,)), "nothing to hand over"),
        ):
            with pytest.raises(Invalid, match=said):
                hand_everything_over(work, draft)
    with company.seen_by("oscar").write() as work, pytest.raises(NotAllowed):
        hand_everything_over(work, HandOverDraft(grace, (oscar,)))


def test_nothing_is_given_to_people_who_left(company: Company, people: dict[str, str]) -> None:
    with company.write() as work:
        deactivate_users(work, [people["Oscar"]])
    for assign, record in ((assign_customers, "first"), (assign_opportunities, "deal")):
        with company.write() as work, pytest.raises(Invalid, match="no longer active"):
            assign(work, [people[record]], people["Oscar"])
    with company.write() as work:
        lead = a_lead(work)
    with company.write() as work, pytest.raises(Invalid, match="no longer active"):
        assign_lead(work, lead, people["Oscar"])


@pytest.mark.parametrize(
    "made",
    [
        *(a_customer, a_contact, an_opportunity, an_order, a_case, a_task, a_contract_of, a_quotation, an_invoice),
        *(a_campaign, an_article),
    ],
)
def test_nothing_new_is_given_to_people_who_left(
    company: Company, people: dict[str, str], made: Callable[..., str]
) -> None:
    with company.write() as work:
        deactivate_users(work, [people["Oscar"]])
    with company.write() as work, pytest.raises(Invalid, match="no longer active"):
        made(work, owner_id=people["Oscar"])


def test_what_a_lead_of_who_left_becomes_belongs_to_who_wins_it(company: Company, people: dict[str, str]) -> None:
    with company.write() as work:
        lead = a_lead(work, contact_name="Dana Holt")
    with company.write() as work:
        assign_lead(work, lead, people["Oscar"])
        work.session.flush()
        deactivate_users(work, [people["Oscar"]])
    with company.write() as work:
        won = win_lead(work, lead, deal=OpportunityDraft("Screens"))
        customer = work.session.get_one(Customer, won.customer_id)
        contact = work.session.get_one(Contact, str(won.contact_id))
        deal = work.session.get_one(Opportunity, str(won.opportunity_id))
        assert {customer.owner_id, contact.owner_id, deal.owner_id} == {work.viewer.user_id}
