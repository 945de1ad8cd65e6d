"""The register of leads: nobody's first, then assigned, developed by a plan, won as a customer or given up."""

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest

from crm_desktop.core.i18n import set_language
from crm_desktop.operations.lead import add_plan_item, assign_lead, fail_lead
from crm_desktop.queries.lead import LeadDetails, lead_details
from crm_desktop.queries.opportunity import opportunity_details
from crm_desktop.ui.actions import faults
from crm_desktop.ui.forms.lead_plan import step_opener
from crm_desktop.ui.pages.leads import LeadsPage
from crm_desktop.ui.widgets.buttons import LinkButton
from tests.builders import a_customer, a_lead, a_user, entry, role
from tests.ui.pages.office import Key, Office


def details_of(office: Office, lead: str) -> LeadDetails:
    with office.company.read() as reading:
        return lead_details(reading, lead)


def an_assigned_lead(office: Office, customer_name: str = "Northlight Clinic", **values: object) -> str:
    with office.company.write() as work:
        lead = a_lead(work, customer_name, **values)
        assign_lead(work, lead, work.viewer.user_id)
    return lead


def open_mine(office: Office) -> LeadsPage:
    page = office.open_page(LeadsPage)
    page.show_view("mine")
    page.table.setFocus()
    return page


def test_a_lead_is_registered_by_keyboard_and_waits_for_somebody(office: Office) -> None:
    page = office.open_page(LeadsPage)
    office.press(Key.Key_N)
    office.save()
    assert office.field("customer_name").error() == "Fill this in."
    office.type("customer_name", "Northlight Clinic")
    office.type("outline", "Wants new screens")
    office.type("phone", "call me")
    office.save()
    assert office.field("phone").error()
    office.type("phone", "13800138000")
    office.type("probability_e6", "60")
    office.save()
    assert office.notebook.said == ["“Northlight Clinic” created"]
    (row,) = office.rows(page)
    assert (row.status, row.owner, row.created_by, row.probability_e6) == ("unassigned", None, "Ada Lin", 600_000)
    assert "Nobody develops this lead yet" in office.words(page)
    assert office.buttons(page.detail)[:2] == ["Assign", "Edit"]


def test_the_list_begins_with_what_is_unassigned_for_who_assigns(office: Office) -> None:
    with office.company.write() as work:
        a_lead(work, "Waiting Clinic")
    an_assigned_lead(office)
    page = office.open_page(LeadsPage)
    assert [row.customer_name for row in office.rows(page)] == ["Waiting Clinic"]
    page.show_view("mine")
    assert [row.customer_name for row in office.rows(page)] == ["Northlight Clinic"]


def test_an_assigned_lead_is_locked_and_can_be_taken_back(office: Office) -> None:
    with office.company.write() as work:
        lead = a_lead(work)
        a_user(work, "Mei", login="mei", role_id=role("salesperson"))
    office.learn_choices()
    page = office.open_page(LeadsPage)
    office.press(Key.Key_A)
    office.pick(office.field("owner_id"), "Mei")
    office.save()
    assert (details_of(office, lead).status, details_of(office, lead).owner) == ("assigned", "Mei")
    page.show_view("all")
    page.table.setFocus()
    office.press(Key.Key_E)
    assert not office.has_dialog
    assert "Only leads without an assignee can be edited." in office.notebook.refused[-1]
    office.undo.undo()
    assert details_of(office, lead).status == "unassigned"


def test_a_plan_is_made_and_carried_out_in_one_form(office: Office) -> None:
    lead = an_assigned_lead(office)
    page = open_mine(office)
    office.press(Key.Key_S)
    office.type("due_on", "+3")
    office.type("item", "Visit with the probe")
    office.save()
    (step,) = details_of(office, lead).plan
    today = office.company.database.today()
    assert (step.item, step.due_on) == ("Visit with the probe", today + timedelta(days=3))
    assert "Next: Visit with the probe" in office.words(page)
    step_opener(office.context, office.window)(step.id)
    office.type("result", "Liked it")
    office.pick(office.field("logged_as"), "Visit")
    office.save()
    (step,) = details_of(office, lead).plan
    assert (step.result, step.done_on) == ("Liked it", today)
    assert step.interaction_id is not None
    assert any("Visit with the probe" in entry.title for entry in page.detail.history.entries())


def test_a_step_can_be_deleted_until_it_has_a_result(office: Office) -> None:
    lead = an_assigned_lead(office)
    with office.company.write() as work:
        step = add_plan_item(work, lead, office.company.database.today(), "Call")
    open_mine(office)
    step_opener(office.context, office.window)(step)
    office.click(office.dialog, "Delete this step")
    assert details_of(office, lead).plan == ()
    assert office.notebook.done == ["Step deleted"]


def test_a_won_lead_becomes_a_customer_with_contact_and_first_deal(office: Office) -> None:
    lead = an_assigned_lead(office, contact_name="Dr Zhou", phone="13800138000")
    page = open_mine(office)
    office.press(Key.Key_W)
    office.field("has_deal").set_value(True)
    office.field("has_deal").changed.emit()
    office.type("amount_minor", "90000")
    office.save()
    won = details_of(office, lead)
    assert (won.status, won.customer) == ("won", "Northlight Clinic")
    assert won.opportunity_id is not None
    with office.company.read() as reading:
        deal = opportunity_details(reading, won.opportunity_id)
    assert (deal.contact, deal.amount_minor, deal.name) == ("Dr Zhou", 9_000_000, "Wants new screens")
    page.show_view("won")
    assert [row.customer_name for row in office.rows(page)] == ["Northlight Clinic"]


def test_a_lead_of_a_known_customer_joins_it(office: Office) -> None:
    with office.company.write() as work:
        customer = a_customer(work, "Northlight Clinic Ltd.")
    lead = an_assigned_lead(office)
    open_mine(office)
    office.press(Key.Key_W)
    link = next(each for each in office.field("customer_id").findChildren(LinkButton) if each.isVisible())
    QTest.mouseClick(link, Qt.MouseButton.LeftButton)
    office.save()
    assert details_of(office, lead).customer_id == customer


def test_a_lead_is_given_up_for_a_reason(office: Office) -> None:
    lead = an_assigned_lead(office)
    page = open_mine(office)
    office.press(Key.Key_X)
    office.save()
    assert office.field("reason_note").error()
    office.pick(office.field("reason_id"), "No budget")
    office.save()
    assert (details_of(office, lead).status, details_of(office, lead).reason_id) == (
        "failed",
        entry("lead_reason", "no_budget"),
    )
    page.show_view("failed")
    page.table.setFocus()
    assert "Given up on" in " ".join(office.words(page))


def test_a_closed_lead_is_view_only(office: Office) -> None:
    lead = an_assigned_lead(office)
    with office.company.write() as work:
        step = add_plan_item(work, lead, office.company.database.today(), "Call")
        fail_lead(work, lead, "No budget")
    page = office.open_page(LeadsPage)
    page.show_view("failed")
    page.table.setFocus()
    assert not {"Plan a step", "Won", "Edit", "Assign"} & set(office.buttons(page.detail))
    step_opener(office.context, office.window)(step)
    assert not office.has_dialog
    assert office.notebook.refused == ["This lead is closed and can only be looked at."]


def test_salespeople_begin_with_their_own_and_cannot_assign(office: Office) -> None:
    with office.company.write() as work:
        a_user(work, "Mei", login="mei", role_id=role("salesperson"))
        a_lead(work, "Waiting Clinic")
    office.background.viewer = office.company.seen_by("mei").viewer
    page = office.open_page(LeadsPage)
    assert page.current_view == "mine"
    page.show_view("unassigned")
    page.table.setFocus()
    office.press(Key.Key_A)
    assert not office.has_dialog
    assert office.notebook.refused == ["Your role does not include assigning. Ask your manager."]


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_the_page_speaks_both_languages(office: Office, language: str) -> None:
    set_language(language)
    an_assigned_lead(office, "很长的名字" * 20)
    page = open_mine(office)
    QAbstractItemModelTester(page.table.records, QAbstractItemModelTester.FailureReportingMode.Fatal, page)
    assert office.cells(page, "status") == [{"en": "Assigned", "zh_CN": "已分配"}[language]]


def test_every_step_has_its_own_key_and_help_and_stands_in_the_menu(office: Office) -> None:
    page = office.open_page(LeadsPage)
    assert faults([page.actions_set.actions]) == []
    assert {"lead.assign", "lead.step", "lead.win", "lead.give_up"} <= set(page.declaration.menu)
