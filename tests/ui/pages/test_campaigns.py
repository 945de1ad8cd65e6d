"""Campaigns in the window: filled from a list, answered by keys, heeding who does not want to be reached."""

from typing import Any

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from sqlalchemy import select

from crm_desktop.core.listing import Filter, ListSpec
from crm_desktop.models import Interaction, Task
from crm_desktop.models.insight import BY_PHONE, ENDED, PLANNED, RUNNING
from crm_desktop.operations.campaign import create_campaign, new_campaign
from crm_desktop.operations.campaign_member import REFUSAL, add_members
from crm_desktop.operations.opt_out import OptOutDraft, opt_out_draft, set_opt_outs
from crm_desktop.operations.saved_view import SavedViewDraft, save_view
from crm_desktop.operations.task_template import StepDraft, TemplateDraft, create_template
from crm_desktop.queries.campaign import campaign_details
from crm_desktop.queries.campaign_member import MEMBERS, MemberRow
from crm_desktop.queries.lead import LEADS
from crm_desktop.queries.task import TASKS
from crm_desktop.ui.actions import faults
from crm_desktop.ui.campaign_figures import figure, open_figure
from crm_desktop.ui.dialogs.confirm import ConfirmDialog
from crm_desktop.ui.dialogs.panel import open_panel_of
from crm_desktop.ui.pages.campaign_members import CampaignMembersPage
from crm_desktop.ui.pages.campaigns import CampaignsPage
from crm_desktop.ui.pages.customers import CustomersPage
from crm_desktop.ui.widgets.buttons import IconButton
from crm_desktop.ui.widgets.marks import StatusChip
from tests.builders import a_customer, entry
from tests.ui.pages.office import CONTROL, SHIFT, Key, Office

INTERESTED = entry("campaign_answer", "interested")


@pytest.fixture
def campaign(office: Office) -> str:
    """A round of calls with three members."""
    with office.company.write() as work:
        made = create_campaign(work, new_campaign(work, name="Spring offer", channel=BY_PHONE, status=RUNNING))
        ids = [a_customer(work, name, phone="021 5555 0101") for name in ("Amber", "Birch", "Cedar")]
        work.session.flush()
        add_members(work, made, "customer", ids)
    office.learn_choices()
    return made


def members(office: Office, campaign: str) -> list[MemberRow]:
    with office.company.read() as reading:
        return MEMBERS.first(reading, ListSpec((Filter("campaign", "is", campaign),)), 9)


def words_of(widget: QWidget) -> str:
    """Every text a dialog shows."""
    QApplication.sendPostedEvents()
    return "\n".join(each.text() for each in widget.findChildren(QLabel) if each.isVisible())


def count(office: Office, query: Any) -> int:
    with office.company.read() as reading:
        return int(query.count(reading, ListSpec()))


@pytest.mark.parametrize("page", [CampaignsPage, CampaignMembersPage])
def test_every_command_has_its_own_key_and_help(office: Office, page: Any) -> None:
    assert faults([office.open_page(page).actions_set.actions]) == []


def test_a_campaign_is_planned_begun_and_ended_by_keys(office: Office) -> None:
    page = office.open_page(CampaignsPage)
    office.press(Key.Key_N)
    office.save()
    assert office.field("name").error() == "Fill this in."
    office.type("name", "Autumn round")
    office.type("planned_cost_minor", "5000")
    office.save()
    assert office.notebook.said == ["“Autumn round” created"]
    office.show_column(page, "planned")
    (row,) = office.rows(page)
    assert (row.status, row.planned_minor, row.members) == (PLANNED, 500_000, 0)
    assert "Nobody takes part yet" in office.words(page)
    page.table.setFocus()
    office.press(Key.Key_S)
    office.press(Key.Key_X)
    assert office.rows(page)[0].status == ENDED
    assert "What it cost is not known" in office.words(page)


def test_all_that_a_list_shows_joins_a_campaign_and_the_form_says_who_does_not(office: Office, campaign: str) -> None:
    with office.company.write() as work:
        dune, elm = a_customer(work, "Dune", phone="021 5555 0104"), a_customer(work, "Elm", phone="021 5555 0105")
        a_customer(work, "Fern")
        set_opt_outs(work, "customer", [elm], OptOutDraft(no_phone=True))
    page = office.open_page(CustomersPage)
    page.actions_set.trigger("customer.campaign")
    words = words_of(office.dialog)
    assert "1 will join" in words
    assert "3 are members already · 1 does not want it · 1 cannot be reached so (Calls)" in words
    office.save()
    assert office.notebook.opened == [("campaign", campaign)]
    assert [row.name for row in members(office, campaign)] == ["Amber", "Birch", "Cedar", "Dune"]
    assert dune in {row.customer_id for row in members(office, campaign)}


def test_chosen_records_make_a_new_campaign(office: Office, campaign: str) -> None:
    page = office.open_page(CustomersPage)
    office.press(Key.Key_Space)
    page.actions_set.trigger("customer.campaign")
    office.pick(office.field("campaign_id"), "New campaign")
    office.type("name", "Visits")
    office.save()
    ((_kind, made),) = office.notebook.opened
    assert [row.name for row in members(office, made)] == ["Amber"]


def test_the_figures_of_a_campaign_lead_to_their_lists(office: Office, campaign: str) -> None:
    shown: list[tuple[str, ListSpec]] = []
    office.notebook.show_list = lambda kind, spec: shown.append((kind, spec))  # type: ignore[method-assign]  # watched
    for counts in ("members", "deals_won", INTERESTED):
        open_figure(office.notebook, figure(campaign, counts))
    mine = Filter("campaign", "is", campaign)
    assert shown == [
        ("campaign_member", ListSpec((mine,))),
        ("opportunity", ListSpec((mine, Filter("outcome", "is", "won")))),
        ("campaign_member", ListSpec((mine, Filter("answer", "is", INTERESTED)))),
    ]


def test_answers_are_given_from_a_menu_and_the_next_member_is_current(office: Office, campaign: str) -> None:
    page = office.open_page(CampaignMembersPage)
    amber, birch, _cedar = members(office, campaign)
    page.table.set_current(amber.id)
    office.press(Key.Key_R)
    office.choose("&2  Interested")
    assert page.current_id == birch.id
    office.press(Key.Key_R)
    menu = QApplication.activePopupWidget()
    assert menu is not None
    QTest.keyClick(menu, Key.Key_5)
    amber, birch, cedar = members(office, campaign)
    assert (amber.answer_id, birch.answer_id, cedar.answer_id) == (INTERESTED, REFUSAL, None)
    with office.company.read() as reading:
        assert opt_out_draft(reading, "customer", birch.customer_id or "").no_phone
    assert "Opted out" in office.cells(page, "phone")


def test_an_answer_in_full_makes_a_lead_a_task_and_an_activity_of_the_campaign(office: Office, campaign: str) -> None:
    page = office.open_page(CampaignMembersPage)
    office.press(Key.Key_A, CONTROL)
    office.press(Key.Key_R, SHIFT)
    office.pick(office.field("answer_id"), "Interested")
    for name in ("makes_lead", "logs", "plans"):
        office.field(name).set_value(True)
        office.field(name).changed.emit()
    office.save()
    assert office.field("task").error()
    office.type("task", "Send the price list")
    office.save()
    assert {row.answer_id for row in office.rows(page)} == {INTERESTED}
    assert (count(office, LEADS), count(office, TASKS)) == (3, 3)
    with office.company.read() as reading:
        assert campaign_details(reading, campaign).led.leads == 3
        assert {row.campaign for row in LEADS.first(reading, ListSpec(), 9)} == {"Spring offer"}


def test_what_is_begun_at_a_member_is_about_the_campaign_and_whom_it_reaches(office: Office, campaign: str) -> None:
    member = members(office, campaign)[0]
    page = office.open_page(CampaignMembersPage)
    page.show_record(member.id)
    page.detail.show_tab("timeline")
    QTest.keyClicks(page.detail.timeline.note, "Ask again in spring")
    QTest.keyClick(page.detail.timeline.note, Key.Key_Return)
    page.detail.timeline.plan_task()
    office.type("subject", "Send the price list")
    office.save()
    kinds: tuple[Any, ...] = (Interaction, Task)
    with office.company.read() as reading:
        for kind in kinds:
            (made,) = reading.session.scalars(select(kind))
            assert (made.campaign_id, made.customer_id) == (campaign, member.customer_id)


def test_a_series_of_tasks_is_planned_for_a_campaign(office: Office, campaign: str) -> None:
    with office.company.write() as work:
        create_template(work, TemplateDraft("Fair", steps=(StepDraft(0, "Order the stand"),)))
    page = office.open_page(CampaignsPage)
    page.show_record(campaign)
    page.detail.timeline.plan_series()
    office.save()
    with office.company.read() as reading:
        (made,) = reading.session.scalars(select(Task))
        assert (made.subject, made.campaign_id) == ("Order the stand", campaign)


def test_calls_to_who_refuses_them_are_asked_about_first(office: Office, campaign: str) -> None:
    page = office.open_page(CustomersPage)
    page.actions_set.trigger("customer.opt_out")
    office.field("no_phone").set_value(True)
    office.field("no_phone").changed.emit()
    office.save()
    assert office.notebook.done == ["Noted and heeded"]
    assert "No calls" in [each.accessibleName() for each in page.detail.findChildren(StatusChip)]
    QApplication.sendPostedEvents()
    tools = [each for each in page.detail.findChildren(IconButton) if each.isVisible()]
    call = next(each for each in tools if "Call" in each.accessibleName())
    call.click()
    asked = open_panel_of(office.window)
    assert isinstance(asked, ConfirmDialog)
    assert "They do not want to be called." in words_of(asked)
    asked.reject()
    assert campaign


def test_the_letter_is_checked_while_it_is_typed_and_shows_what_the_first_member_gets(
    office: Office, campaign: str
) -> None:
    page = office.open_page(CampaignsPage)
    page.actions_set.trigger("campaign.letter")
    office.type("letter", "Dear {nmae},")
    assert "There is no field {nmae}." in words_of(office.dialog)
    office.field("letter").set_value("Dear {company},")
    office.field("letter").changed.emit()
    assert "Dear Amber," in words_of(office.dialog)
    office.save()
    with office.company.read() as reading:
        assert campaign_details(reading, campaign).letter == "Dear {company},"


def test_who_matches_by_now_is_told_when_somebody_stays_with_a_campaign(office: Office) -> None:
    with office.company.write() as work:
        view = save_view(work, "customer", SavedViewDraft("Calls"), ListSpec((Filter("city", "is", "Suzhou"),)))
        given = {"name": "Spring offer", "channel": BY_PHONE, "status": RUNNING, "view_id": view}
        made = create_campaign(work, new_campaign(work, **given))
        a_customer(work, "Amber", city="Suzhou", phone="021 5555 0101")
    office.learn_choices()
    with office.company.read() as reading:
        assert campaign_details(reading, made).waiting == 0
    page = office.open_page(CampaignsPage)
    page.detail.later.read_now()
    assert "1 more matches now" in words_of(page)
    office.press(Key.Key_G)
    page.detail.later.read_now()
    assert "matches now" not in words_of(page)
