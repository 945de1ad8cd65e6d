"""Leads are registered, assigned, developed by a plan, and won or given up."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from crm_desktop.core.errors import Invalid, NotAllowed, NotFound, UserError
from crm_desktop.core.listing import Filter, ListSpec
from crm_desktop.models import CustomValue, Interaction, Lead, Task
from crm_desktop.models.lead import ASSIGNED, FAILED, UNASSIGNED, WON
from crm_desktop.operations.attachment import add_content
from crm_desktop.operations.contact import PointDraft, contact_draft
from crm_desktop.operations.custom_field import CustomFieldDraft, create_custom_field, set_custom_value
from crm_desktop.operations.customer import customer_draft
from crm_desktop.operations.lead import (
    LeadDraft,
    add_plan_item,
    assign_lead,
    change_plan_item,
    create_lead,
    delete_leads,
    delete_plan_item,
    fail_lead,
    lead_draft,
    set_plan_result,
    update_lead,
)
from crm_desktop.operations.lead_winning import win_lead
from crm_desktop.operations.opportunity import OpportunityDraft
from crm_desktop.operations.opt_out import opt_out
from crm_desktop.operations.tag import set_tags
from crm_desktop.queries.attachment import attachments
from crm_desktop.queries.lead import LEADS, LeadDetails, lead_details
from crm_desktop.queries.opportunity import opportunity_details
from crm_desktop.queries.opt_out import opt_outs
from crm_desktop.storage import undo
from tests.builders import a_contact, a_customer, a_lead, a_task, a_user, an_interaction, entry, role
from tests.company import Company

TODAY = date(2026, 11, 21)


@pytest.fixture
def mei(company: Company) -> str:
    """A salesperson who develops leads."""
    with company.write() as work:
        return a_user(work, "Mei", login="mei", role_id=role("salesperson"))


@pytest.fixture
def lead(company: Company, mei: str) -> str:
    """A lead assigned to Mei."""
    with company.write() as work:
        lead = a_lead(work, contact_name="Dr Zhou", phone="+86 21 5555 0101", source_id=entry("source", "exhibition"))
        assign_lead(work, lead, mei)
        return lead


def details(company: Company, lead: str) -> LeadDetails:
    with company.read() as reading:
        return lead_details(reading, lead)


def test_a_new_lead_is_nobodys_and_knows_who_registered_it(company: Company) -> None:
    with company.write() as work:
        lead = a_lead(work)
    seen = details(company, lead)
    assert (seen.number, seen.status, seen.owner, seen.created_by) == ("L-00001", UNASSIGNED, None, "Ada Lin")


def test_a_lead_needs_name_and_outline_and_a_real_phone(company: Company) -> None:
    with pytest.raises(Invalid) as refused, company.write() as work:
        create_lead(work, LeadDraft(phone="call me", email="nowhere", probability_e6=1_000_001))
    assert set(refused.value.fields) == {"customer_name", "outline", "phone", "email", "probability_e6"}
    with pytest.raises(Invalid) as refused, company.write() as work:
        create_lead(work, LeadDraft("Northlight Clinic", "Screens", probability_e6=-1))
    assert set(refused.value.fields) == {"probability_e6"}


def test_leads_are_found_by_parts_of_customer_outline_and_contact_among_those_nobody_develops(
    company: Company, mei: str
) -> None:
    with company.write() as work:
        a_lead(work, contact_name="Dr Zhou")
        assign_lead(work, a_lead(work, "Northlight Dental", contact_name="Dr Zhou"), mei)
    waiting = (Filter("status", "is", UNASSIGNED),)
    with company.read() as reading:
        for text in ("northli", "new scre", "zhou"):
            found = LEADS.first(reading, ListSpec(waiting, search=text), 10)
            assert [row.customer_name for row in found] == ["Northlight Clinic"], text
        assert LEADS.count(reading, ListSpec(search="zhou")) == 2


@pytest.mark.usefixtures("lead")
def test_a_salesperson_lists_the_leads_assigned_to_oneself_and_none_of_colleagues(company: Company) -> None:
    with company.write() as work:
        tom = a_user(work, "Tom", login="tom", role_id=role("salesperson"))
        assign_lead(work, a_lead(work, "Another clinic"), tom)
    for login, expected in (("mei", ["Northlight Clinic"]), ("tom", ["Another clinic"])):
        with company.seen_by(login).read() as reading:
            rows = LEADS.first(reading, ListSpec((Filter("status", "is", ASSIGNED),)), 10)
            assert [row.customer_name for row in rows] == expected


def test_a_lead_is_edited_only_until_it_is_assigned(company: Company, mei: str) -> None:
    with company.write() as work:
        lead = a_lead(work)
        update_lead(work, lead, replace(lead_draft(work, lead), outline="Wants two screens"))
        assign_lead(work, lead, mei)
    assert details(company, lead).outline == "Wants two screens"
    with pytest.raises(UserError), company.write() as work:
        update_lead(work, lead, replace(lead_draft(work, lead), outline="Wants three"))


def test_assigning_is_the_managers_and_can_be_taken_back(company: Company, lead: str) -> None:
    with pytest.raises(NotAllowed), company.seen_by("mei").write() as work:
        assign_lead(work, lead, None)
    seen = details(company, lead)
    assert (seen.status, seen.owner, seen.assigned_by) == (ASSIGNED, "Mei", "Ada Lin")
    with company.write() as work:
        assign_lead(work, lead, None)
    assert (details(company, lead).status, details(company, lead).assigned_at) == (UNASSIGNED, None)


def test_a_plan_is_made_changed_and_carried_out(company: Company, lead: str) -> None:
    with company.seen_by("mei").write() as work:
        visit = add_plan_item(work, lead, TODAY - timedelta(days=1), "Visit")
        call = add_plan_item(work, lead, TODAY + timedelta(days=3), "Call")
        change_plan_item(work, call, "Call about the budget")
    with company.read() as reading:
        (row,) = LEADS.first(reading, ListSpec((Filter("is_overdue", "is", True),)), 10)
    assert (row.next_on, row.is_overdue) == (TODAY - timedelta(days=1), True)
    with company.seen_by("mei").write() as work:
        set_plan_result(work, visit, "Liked the demo")
    with pytest.raises(UserError), company.seen_by("mei").write() as work:
        change_plan_item(work, visit, "Visit again")
    with company.seen_by("mei").write() as work:
        delete_plan_item(work, call)
    (step,) = details(company, lead).plan
    assert (step.item, step.result, step.done_on, step.is_overdue) == ("Visit", "Liked the demo", TODAY, False)


def test_only_the_assignee_develops_a_lead(company: Company, lead: str) -> None:
    with company.write() as work:
        a_user(work, "Tom", login="tom", role_id=role("salesperson"))
        waiting = a_lead(work, "Another clinic")
    with pytest.raises(NotFound), company.seen_by("tom").write() as work:
        add_plan_item(work, lead, TODAY, "Visit")
    with pytest.raises(UserError), company.seen_by("tom").write() as work:
        add_plan_item(work, waiting, TODAY, "Visit")
    with pytest.raises(Invalid) as refused, company.write() as work:
        add_plan_item(work, lead, None, " ")
    assert set(refused.value.fields) == {"due_on", "item"}


def test_a_won_lead_becomes_customer_and_contact(company: Company, lead: str, mei: str) -> None:
    with company.seen_by("mei").write() as work:
        won = win_lead(work, lead)
    assert won.opportunity_id is None
    assert won.contact_id is not None
    with company.read() as reading:
        customer = customer_draft(reading, won.customer_id)
        contact = contact_draft(reading, won.contact_id)
    assert (customer.name, customer.owner_id, customer.source_id) == (
        "Northlight Clinic",
        mei,
        entry("source", "exhibition"),
    )
    assert (contact.name, contact.points[0].value) == ("Dr Zhou", "+86 21 5555 0101")
    assert [(place.customer_id, place.is_main) for place in contact.customers] == [(won.customer_id, True)]
    seen = details(company, lead)
    assert (seen.status, seen.closed_on, seen.customer) == (WON, TODAY, "Northlight Clinic")


def test_a_won_lead_may_open_a_deal_with_a_known_customer(company: Company, lead: str, mei: str) -> None:
    with company.write() as work:
        customer = a_customer(work)
        won = win_lead(work, lead, customer, OpportunityDraft(amount_minor=90_000))
    assert won.opportunity_id is not None
    with company.read() as reading:
        deal = opportunity_details(reading, won.opportunity_id)
    assert (deal.name, deal.customer, deal.contact) == ("Wants new screens", "Haverton Medical", "Dr Zhou")
    assert (deal.owner_id, deal.amount_minor, deal.opened_on) == (mei, 90_000, TODAY)


def test_a_contact_that_a_known_customer_has_already_is_not_made_again(company: Company, mei: str) -> None:
    with company.write() as work:
        customer = a_customer(work)
        known = a_contact(work, "Dr Zhou", customer, points=(PointDraft("phone", "+86 21 5555 0101"),))
        same, other, stranger = (
            a_lead(work, contact_name=name, phone=phone, email=email)
            for name, phone, email in (
                ("dr zhou", "021 5555 0101", "zhou@example.com"),
                ("Dr Zhou", "021 5555 0199", None),
                ("Dr Zhou", "021 5555 0101", None),
            )
        )
        for each in (same, other, stranger):
            assign_lead(work, each, mei)
    with company.write() as work:
        assert win_lead(work, same, customer).contact_id == known
        assert win_lead(work, other, customer).contact_id != known
        assert win_lead(work, stranger).contact_id != known, "somebody else's customer"
    with company.read() as reading:
        points = contact_draft(reading, known).points
    assert [(each.kind, each.value) for each in points] == [
        ("phone", "+86 21 5555 0101"),
        ("email", "zhou@example.com"),
    ]


def test_what_was_known_of_a_lead_goes_along_when_it_is_won(company: Company, lead: str) -> None:
    with company.write() as work:
        talk, task = an_interaction(work, "Fair", lead_id=lead), a_task(work, "Call", lead_id=lead)
        set_tags(work, "lead", lead, ("Expo",))
        add_content(work, "lead", lead, "plan.pdf", b"...")
        of_lead, of_customer = (
            create_custom_field(work, CustomFieldDraft(kind, "Beds", "床位", code="beds"))
            for kind in ("lead", "customer")
        )
        set_custom_value(work, "lead", lead, of_lead, "40")
    with company.write() as work:
        won = win_lead(work, lead, None, OpportunityDraft())
    with company.read() as reading:
        assert customer_draft(reading, won.customer_id).tags == ("Expo",)
        assert [each.name for each in attachments(reading, "customer", won.customer_id)] == ["plan.pdf"]
        assert reading.session.get_one(CustomValue, CustomValue.id_of(won.customer_id, of_customer)).text_value == "40"
        for kind, record_id in ((Interaction, talk), (Task, task)):
            record: Any = reading.session.get_one(kind, record_id)
            went = (record.customer_id, record.contact_id, record.opportunity_id)
            assert went == (won.customer_id, won.contact_id, won.opportunity_id)


def test_who_wanted_no_advertising_as_a_lead_gets_none_as_a_customer(company: Company, lead: str, mei: str) -> None:
    with company.write() as work:
        known = a_customer(work)
        at_known, nobody = a_lead(work, "Haverton", contact_name="Dana"), a_lead(work, "Haverton")
        for each in (at_known, nobody):
            assign_lead(work, each, mei)
        for each in (lead, at_known, nobody):
            opt_out(work, Lead, each)
        first, second = win_lead(work, lead), win_lead(work, at_known, known)
    with company.read() as reading:

        def refuses(kind: str, record_id: str | None) -> bool:
            return bool(opt_outs(reading, kind, record_id or ""))

        assert refuses("customer", first.customer_id)
        assert refuses("contact", first.contact_id)
        # At a customer known before it is the one person who wants none.
        assert refuses("contact", second.contact_id)
        assert not refuses("customer", known)
    with company.write() as work:
        win_lead(work, nobody, known)
    with company.read() as reading:
        assert opt_outs(reading, "customer", known)


def test_winning_is_one_step_to_undo(company: Company, lead: str) -> None:
    with company.write() as work:
        won = win_lead(work, lead)
    assert work.transaction is not None
    with company.write() as again:
        undo.revert(again, work.transaction)
    assert details(company, lead).status == ASSIGNED
    with company.read() as reading, pytest.raises(NotFound):
        customer_draft(reading, won.customer_id)


def test_a_lead_given_up_says_why_and_stays(company: Company, lead: str) -> None:
    with pytest.raises(Invalid), company.write() as work:
        fail_lead(work, lead, " ")
    with company.write() as work:
        fail_lead(work, lead, "No budget")
    seen = details(company, lead)
    assert (seen.status, seen.reason_note, seen.statuses[-1].note) == (FAILED, "No budget", "No budget")
    with pytest.raises(UserError), company.write() as work:
        add_plan_item(work, lead, TODAY, "Visit")


def test_only_who_registered_a_lead_deletes_it_before_it_is_assigned(company: Company, lead: str) -> None:
    with company.write() as work:
        theirs = a_lead(work, "Another clinic")
    as_mei = company.seen_by("mei")
    with as_mei.write() as work:
        mine = a_lead(work, "My clinic")
    for wrong in (lead, theirs):
        with pytest.raises(UserError), as_mei.write() as work:
            delete_leads(work, [wrong])
    with as_mei.write() as work:
        assert delete_leads(work, [mine]) == 1


def test_days_and_names_that_nobody_means_are_refused(company: Company, lead: str) -> None:
    for year in (1800, 2300):
        with pytest.raises(Invalid) as refused, company.write() as work:
            add_plan_item(work, lead, date(year, 1, 1), "Visit")
        assert set(refused.value.fields) == {"due_on"}
    with pytest.raises(Invalid) as refused, company.write() as work:
        create_lead(work, LeadDraft("x" * 5_000, "Screens"))
    assert str(refused.value.fields["customer_name"]) == "Write 200 characters at most."
