"""What happened with a customer, a contact, a deal or a case, newest first."""

from datetime import date, timedelta

import pytest

from crm_desktop.core.errors import NotFound
from crm_desktop.models import Stage
from crm_desktop.operations.contract import contract_draft
from crm_desktop.operations.contract_steps import sign_contract
from crm_desktop.operations.interaction import delete_interactions
from crm_desktop.operations.payment import ReceiptDraft, record_receipt
from crm_desktop.operations.payment_plan import PlanRow
from crm_desktop.operations.stage_moves import close_won, move_stage
from crm_desktop.queries.timeline import timeline
from crm_desktop.queries.timeline_items import CASE, CLOSED, INTERACTION, OPENED, ORDER, RECEIPT, STAGE, TimelineItem
from tests.builders import (
    a_case,
    a_contact,
    a_contract,
    a_customer,
    a_user,
    an_interaction,
    an_opportunity,
    an_order,
    an_order_line,
    days_ago,
    entry,
    role,
)
from tests.company import Company


def _told(items: tuple[TimelineItem, ...]) -> list[tuple[str, str | None]]:
    return [(item.kind, item.title) for item in items]


def test_a_customer_s_timeline_mixes_everything_dated(company: Company) -> None:
    with company.write() as work:
        made, other = a_customer(work), a_customer(work, "Other")
        an_interaction(work, "Site visit", customer_id=made, happened_at=days_ago(work, 30), minutes=45)
        deal = an_opportunity(
            work, "Framework", customer_id=made, amount_minor=5_880_000, opened_on=work.today - timedelta(days=20)
        )
        order = an_order(
            work,
            customer_id=made,
            ordered_on=work.today - timedelta(days=9),
            lines=(an_order_line("240"),),
            tax_minor=2_000,
        )
        record_receipt(work, ReceiptDraft(order_id=order, amount_minor=10_000, paid_on=work.today - timedelta(days=5)))
        a_case(work, "Drift", customer_id=made)
        an_interaction(work, "Elsewhere", customer_id=other)
    company.clock.instant += timedelta(hours=1)
    with company.write() as work:
        move_stage(work, deal, Stage.id_of("sales", "proposal"), work.today - timedelta(days=8))
        close_won(work, deal, work.today - timedelta(days=1))
    with company.read() as reading:
        shown = timeline(reading, customer_id=made)
    assert _told(shown.items) == [
        (CASE, "Drift"),
        (CLOSED, "Framework"),
        (RECEIPT, "SO-00001"),
        (STAGE, "Framework"),
        (ORDER, "SO-00001"),
        (OPENED, "Framework"),
        (INTERACTION, "Site visit"),
    ]
    case, closed, receipt, stage, ordered, _, visit = shown.items
    assert (closed.state, closed.amount_minor) == ("won", 5_880_000)
    assert (receipt.amount_minor, receipt.balance_minor, receipt.currency) == (10_000, 16_000, "CNY")
    assert stage.choice_id == Stage.id_of("sales", "proposal")
    # All that is to be paid, tax too: what comes in for it is told beside.
    assert (ordered.amount_minor, ordered.body) == (26_000, "Installation")
    assert (visit.minutes, visit.author, visit.choice_id) == (45, "Ada Lin", entry("interaction_kind", "visit"))
    assert visit.at is not None
    # The move was entered today for an earlier day: no time of day belongs to it.
    assert (stage.on, stage.at) == (date(2026, 11, 13), None)
    assert case.at is not None


def test_a_payment_that_earlier_money_completed_is_not_told_as_still_due(company: Company) -> None:
    with company.write() as work:
        plan = (PlanRow(None, work.today, "Advance", 8_000), PlanRow(None, work.today + timedelta(9), "Rest", 2_000))
        made = a_contract(work, amount_minor=10_000, plan=plan, starts_on=work.today)
        sign_contract(work, made)
        advance = contract_draft(work, made).plan[0].id
        record_receipt(work, ReceiptDraft(1_000, contract_id=made))
        record_receipt(work, ReceiptDraft(7_000, contract_id=made, receivable_id=advance))
        customer = contract_draft(work, made).customer_id
    with company.read() as reading:
        assert [each.balance_minor for each in timeline(reading, customer_id=customer).items] == [None, None]


def test_earlier_entries_are_counted_and_come_on_demand(company: Company) -> None:
    with company.write() as work:
        made = a_customer(work)
        for number in range(25):
            an_interaction(work, f"Visit {number:02}", customer_id=made, happened_at=days_ago(work, number // 3))
    with company.read() as reading:
        first = timeline(reading, customer_id=made, limit=10)
        second = timeline(reading, customer_id=made, limit=10, before=first.items[-1].cursor)
        third = timeline(reading, customer_id=made, limit=10, before=second.items[-1].cursor)
    assert [shown.earlier for shown in (first, second, third)] == [15, 5, 0]
    told = [item.title for shown in (first, second, third) for item in shown.items]
    assert len(told) == len(set(told)) == 25


def test_a_contact_a_deal_and_a_case_have_timelines_of_their_own(company: Company) -> None:
    with company.write() as work:
        customer = a_customer(work)
        contact = a_contact(work, "Dana", customer)
        deal = an_opportunity(work, "Framework", customer_id=customer)
        case = a_case(work, "Drift", customer_id=customer)
        an_interaction(work, "With Dana", contact_id=contact)
        an_interaction(work, "About the deal", opportunity_id=deal)
        an_interaction(work, "About the case", case_id=case)
        gone = an_interaction(work, "Entered twice", case_id=case)
        delete_interactions(work, [gone])
    with company.read() as reading:
        assert _told(timeline(reading, contact_id=contact).items) == [(INTERACTION, "With Dana")]
        assert _told(timeline(reading, opportunity_id=deal).items) == [
            (INTERACTION, "About the deal"),
            (OPENED, "Framework"),
        ]
        assert _told(timeline(reading, case_id=case).items) == [(INTERACTION, "About the case"), (CASE, "Drift")]
        assert len(timeline(reading, customer_id=customer).items) == 5


def test_another_s_customer_tells_nothing(company: Company) -> None:
    with company.write() as work:
        a_user(work, "Ian Zhao", login="ian", role_id=role("salesperson"))
        made = a_customer(work)
    with company.seen_by("ian").read() as reading, pytest.raises(NotFound):
        timeline(reading, customer_id=made)


def test_a_shared_contact_and_a_deal_tell_nothing_of_others_customers(company: Company) -> None:
    with company.write() as work:
        ian = a_user(work, "Ian Zhao", login="ian", role_id=role("salesperson"))
        mine, hidden = a_customer(work, "Mine", owner_id=ian), a_customer(work, "Hidden")
        contact = a_contact(work, "Dana", mine, hidden)
        deal = an_opportunity(work, "Deal of Ian", customer_id=mine, owner_id=ian, contact_id=contact)
        an_opportunity(work, "Hidden deal", customer_id=hidden, contact_id=contact)
        a_case(work, "Hidden case", customer_id=hidden, contact_id=contact, owner_id=company.viewer.user_id)
        an_interaction(work, "Hidden visit", customer_id=hidden, contact_id=contact, opportunity_id=deal)
        an_interaction(work, "Visit at mine", customer_id=mine, contact_id=contact)
        an_order(work, customer_id=hidden, opportunity_id=deal)
    with company.read() as reading:
        assert len(timeline(reading, contact_id=contact).items) == 5
        assert len(timeline(reading, opportunity_id=deal).items) == 3
    with company.seen_by("ian").read() as reading:
        shown = timeline(reading, contact_id=contact).items
        assert {item.title for item in shown} == {"Visit at mine", "Deal of Ian"}
        assert _told(timeline(reading, opportunity_id=deal).items) == [(OPENED, "Deal of Ian")]
