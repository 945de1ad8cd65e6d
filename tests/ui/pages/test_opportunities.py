"""Deals as a salesperson works with them: made, priced, moved through the stages, won, lost, taken up again."""

from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from crm_desktop.core import formats
from crm_desktop.core.i18n import language, set_language
from crm_desktop.core.money import to_e6
from crm_desktop.operations.opportunity import delete_opportunities, opportunity_draft, update_opportunity
from crm_desktop.operations.stage_moves import close_won, move_stage
from crm_desktop.queries.opportunity import opportunity_details
from crm_desktop.ui.actions import faults
from crm_desktop.ui.forms.deal_lines import FollowingShare, LinesField
from crm_desktop.ui.pages.opportunities import OpportunitiesPage
from crm_desktop.ui.theme import Theme
from tests.builders import a_contact, a_customer, a_line, a_product, a_user, an_opportunity, entry, stage
from tests.ui.pages.office import CONTROL, Key, Office


def test_a_deal_is_made_by_keyboard_alone(office: Office) -> None:
    page = office.open_page(OpportunitiesPage)
    office.press(Key.Key_N)
    office.type("name", "Screens for the new wing")
    office.save()
    assert not office.has_dialog
    assert office.notebook.said == ["“Screens for the new wing” created"]
    assert office.cells(page, "name") == ["Screens for the new wing"]
    assert page.table.current_id == office.rows(page)[0].id
    office.undo.undo()
    assert office.rows(page) == []


def test_a_deal_without_a_name_says_what_to_do(office: Office) -> None:
    office.open_page(OpportunitiesPage)
    office.press(Key.Key_N)
    office.save()
    assert office.field("name").error() == "Fill this in."
    office.type_here("Screens")
    office.save()
    assert not office.has_dialog


def test_a_new_deal_of_a_customer_knows_it_and_offers_its_people(office: Office) -> None:
    with office.company.write() as work:
        customer = a_customer(work, "Haverton Medical")
        contact = a_contact(work, "Dana Holt", customer)
        a_contact(work, "Somebody Else")
    page = office.open_page(OpportunitiesPage)
    page.new({"customer_id": customer})
    assert office.text_of("customer_id") == "Haverton Medical"
    office.type("name", "Monitors")
    office.field("contact_id").setFocus()
    office.press(Key.Key_Down)
    office.press(Key.Key_Return)
    assert office.field("contact_id").value() == contact
    office.save()
    assert office.cells(page, "customer") == ["Haverton Medical"]


def test_the_amount_follows_the_lines_until_it_is_typed(office: Office) -> None:
    with office.company.write() as work:
        product = a_product(work, "GTX Pro", "4821.50")
    page = office.open_page(OpportunitiesPage)
    office.press(Key.Key_N)
    office.type("name", "Ten of them")
    lines = office.field("lines")
    assert isinstance(lines, LinesField)
    office.click(lines, "Add a line")
    row = lines.rows()[0]
    office.pick(row["product_id"], "GTX")
    assert row["product_id"].value() == product
    assert row["unit_price_e6"].value() == to_e6("4821.50")
    row["quantity_e6"].setFocus()
    office.type_here("10")
    row["discount_e6"].setFocus()
    office.type_here("5")
    assert row["net_minor"].value() == 45_804_25
    assert office.placeholder_of("amount_minor") == "45,804.25"
    office.save()
    assert office.cells(page, "amount") == ["45,804.25"]


def test_keys_act_on_the_record_that_was_opened_though_the_list_had_left_it_out(office: Office) -> None:
    with office.company.write() as work:
        an_opportunity(work, "Open one")
        won = an_opportunity(work, "Won one")
        close_won(work, won)
    page = office.open_page(OpportunitiesPage)
    assert office.cells(page, "name") == ["Open one"]
    page.show_record(won)
    assert (page.table.current_id, page.detail.record_id) == (won, won)
    assert page.current_view == "all"
    office.press(Key.Key_E)
    assert office.field("name").value() == "Won one"


def test_a_record_that_is_gone_leaves_the_list_and_its_side_agreed(office: Office) -> None:
    with office.company.write() as work:
        stays, gone = an_opportunity(work, "Stays"), an_opportunity(work, "Gone")
        delete_opportunities(work, [gone])
    page = office.open_page(OpportunitiesPage)
    page.show_record(gone)
    assert (page.table.current_id, page.detail.record_id) == (stays, stays)


def test_a_typed_amount_stays_whatever_the_lines_say(office: Office) -> None:
    with office.company.write() as work:
        deal = an_opportunity(work, lines=(a_line("100", "3"),))
    page = office.open_page(OpportunitiesPage)
    office.press(Key.Key_E)
    office.type("amount_minor", "250")
    office.save()
    assert office.cells(page, "amount") == ["250"]
    with office.company.read() as reading:
        assert len(opportunity_draft(reading, deal).lines) == 1


def test_a_price_of_ones_own_is_not_replaced_by_the_list_price(office: Office) -> None:
    with office.company.write() as work:
        a_product(work, "GTX Pro", "4821.50")
    office.open_page(OpportunitiesPage)
    office.press(Key.Key_N)
    lines = office.field("lines")
    assert isinstance(lines, LinesField)
    office.click(lines, "Add a line")
    row = lines.rows()[0]
    row["unit_price_e6"].setFocus()
    office.type_here("4000")
    office.pick(row["product_id"], "GTX")
    assert row["unit_price_e6"].value() == to_e6(4000)


def test_a_line_that_cannot_be_is_explained(office: Office) -> None:
    office.open_page(OpportunitiesPage)
    office.press(Key.Key_N)
    office.type("name", "Something")
    lines = office.field("lines")
    assert isinstance(lines, LinesField)
    office.click(lines, "Add a line")
    lines.rows()[0]["description"].setFocus()
    office.type_here("Installation")
    office.save()
    assert str(lines.error()) == "Line 1: give a price in CNY."


def test_only_what_was_edited_is_written(office: Office) -> None:
    with office.company.write() as work:
        customer = a_customer(work)
        deal = an_opportunity(work, customer_id=customer, lines=(a_line("100", "3"),), note="Careful")
    with office.company.read() as reading:
        before = opportunity_draft(reading, deal)
    office.open_page(OpportunitiesPage)
    office.press(Key.Key_E)
    assert not office.dialog_is_dirty
    office.type("next_step", "Send the offer")
    office.save()
    with office.company.read() as reading:
        after = opportunity_draft(reading, deal)
    assert (before.next_step, after.next_step) == (None, "Send the offer")
    assert (after.lines, after.amount_minor, after.note) == (before.lines, before.amount_minor, "Careful")


def test_two_people_at_one_deal_do_not_overwrite_each_other(office: Office) -> None:
    with office.company.write() as work:
        deal = an_opportunity(work, "Screens", lines=(a_line("100"),))
    office.open_page(OpportunitiesPage)
    office.press(Key.Key_E)
    office.type("name", "Screens and stands")
    office.type("next_step", "Call")
    with office.company.write() as work:
        update_opportunity(work, deal, replace(opportunity_draft(work, deal), name="Monitors", note="Careful"))
    office.save()
    assert office.field("name").has_versions()
    assert office.field("note").value() == "Careful"
    office.press(Key.Key_Space)
    office.save()
    assert not office.has_dialog
    with office.company.read() as reading:
        after = opportunity_draft(reading, deal)
    assert (after.name, after.next_step, after.note) == ("Screens and stands", "Call", "Careful")
    assert len(after.lines) == 1


def test_the_probability_is_that_of_the_stage_until_it_is_typed(office: Office) -> None:
    with office.company.write() as work:
        deal = an_opportunity(work, stage_id=stage("engaging"))
    office.open_page(OpportunitiesPage)
    office.press(Key.Key_E)
    share = office.placeholder_of("probability_e6")
    office.pick(office.field("stage_id"), "Negotiation")
    assert office.placeholder_of("probability_e6") != share
    office.type("probability_e6", "55")
    office.save()
    with office.company.read() as reading:
        details = opportunity_details(reading, deal)
    assert (details.stage_id, details.probability_e6) == (stage("negotiation"), 550_000)


def test_half_a_per_cent_of_a_stage_is_shown_as_it_is(theme: Theme, qtbot: QtBot) -> None:
    field = FollowingShare(theme, "Probability")
    qtbot.addWidget(field)
    for share, text in ((125_000, "12.5"), (600_000, "60"), (1_000_000, "100"), (None, "")):
        field.follow(share)
        assert field.edit.placeholderText() == text


def test_keys_move_a_deal_through_its_stages(office: Office) -> None:
    with office.company.write() as work:
        an_opportunity(work, stage_id=stage("engaging"))
    page = office.open_page(OpportunitiesPage)
    office.press(Key.Key_Right, CONTROL)
    assert office.cells(page, "stage") == ["Proposal"]
    assert office.notebook.said == ["Moved to Proposal"]
    office.press(Key.Key_Left, CONTROL)
    assert office.cells(page, "stage") == ["Engaging"]
    office.undo.undo()
    assert office.cells(page, "stage") == ["Proposal"]


def test_the_last_open_stage_says_how_to_go_on(office: Office) -> None:
    with office.company.write() as work:
        an_opportunity(work, stage_id=stage("negotiation"))
    page = office.open_page(OpportunitiesPage)
    office.press(Key.Key_Right, CONTROL)
    assert office.notebook.said == ["This is the last open stage. W closes the deal as won."]
    assert office.cells(page, "stage") == ["Negotiation"]


def test_the_menu_of_stages_moves_every_chosen_deal(office: Office) -> None:
    with office.company.write() as work:
        for name in ("One", "Two", "Three"):
            an_opportunity(work, name, stage_id=stage("engaging"))
    page = office.open_page(OpportunitiesPage)
    page.table.records.select(0, 1, True)
    office.press(Key.Key_M)
    office.choose("Proposal")
    assert sorted(office.cells(page, "stage")) == ["Engaging", "Proposal", "Proposal"]


def test_closed_deals_among_the_chosen_stay_closed(office: Office) -> None:
    with office.company.write() as work:
        won = an_opportunity(work, "Won")
        close_won(work, won)
        an_opportunity(work, "Still open", stage_id=stage("engaging"))
    page = office.open_page(OpportunitiesPage)
    page.show_view("all")
    page.table.setFocus()
    page.table.set_current(next(row.id for row in office.rows(page) if row.id != won))
    page.table.records.select(0, 1, True)
    office.press(Key.Key_M)
    office.choose("Proposal")
    assert office.notebook.said == ["Moved to Proposal: 1. Left as they are, closed or in another pipeline: 1"]
    with office.company.read() as reading:
        assert opportunity_details(reading, won).outcome == "won"


def test_a_won_deal_keeps_its_day_and_reason(office: Office) -> None:
    with office.company.write() as work:
        deal = an_opportunity(work, "Screens")
    page = office.open_page(OpportunitiesPage)
    page.show_view("all")
    page.table.setFocus()
    office.press(Key.Key_W)
    office.pick(office.field("reason_id"), "Service")
    office.save()
    assert office.notebook.said == ["“Screens” is won"]
    with office.company.read() as reading:
        details = opportunity_details(reading, deal)
    assert (details.outcome, details.closed_on, details.reason_id) == (
        "won",
        reading.today,
        entry("won_reason", "service"),
    )
    assert "Why it was won: Service" in office.words(page)


def test_a_lost_deal_needs_a_reason_and_may_name_the_competitor(office: Office) -> None:
    with office.company.write() as work:
        deal = an_opportunity(work)
    page = office.open_page(OpportunitiesPage)
    page.show_view("all")
    page.table.setFocus()
    office.press(Key.Key_M)
    office.choose("Lost")
    office.save()
    assert str(office.field("reason_id").error()) == "Choose why the deal was lost."
    office.pick(office.field("reason_id"), "Competitor")
    office.type("competitor", "Northgate")
    office.save()
    with office.company.read() as reading:
        details = opportunity_details(reading, deal)
    assert (details.outcome, details.competitor) == ("lost", "Northgate")
    assert "Why it was lost: Competitor · to Northgate" in office.words(page)


def test_a_closed_deal_is_taken_up_again(office: Office) -> None:
    with office.company.write() as work:
        close_won(work, an_opportunity(work, "Screens", stage_id=stage("proposal")))
    page = office.open_page(OpportunitiesPage)
    page.show_view("all")
    page.table.setFocus()
    assert "Reopen" in office.buttons(page.detail)
    assert "Move" not in office.buttons(page.detail)
    office.press(Key.Key_R)
    assert office.notebook.said == ["“Screens” is open again"]
    assert office.cells(page, "stage") == ["Proposal"]
    assert "Move" in office.buttons(page.detail)


def test_the_end_of_a_closed_deal_can_be_corrected(office: Office) -> None:
    with office.company.write() as work:
        deal = an_opportunity(work)
        close_won(work, deal)
    page = office.open_page(OpportunitiesPage)
    page.show_view("all")
    page.table.setFocus()
    office.press(Key.Key_E)
    office.type("closed_on", "yesterday")
    office.save()
    with office.company.read() as reading:
        assert opportunity_details(reading, deal).closed_on == reading.today - timedelta(days=1)


def test_deals_are_handed_over(office: Office) -> None:
    with office.company.write() as work:
        a_user(work, "Grace Lin", login="grace")
        an_opportunity(work)
    office.learn_choices()
    page = office.open_page(OpportunitiesPage)
    office.press(Key.Key_A)
    assert office.ticked() == ["Ada Lin"]
    office.choose("Grace Lin")
    assert office.cells(page, "owner") == ["Grace Lin"]
    assert office.notebook.said == ["Handed over to Grace Lin: 1"]


def test_deleted_deals_come_back_by_undo(office: Office) -> None:
    with office.company.write() as work:
        an_opportunity(work)
    page = office.open_page(OpportunitiesPage)
    office.press(Key.Key_Delete)
    assert office.rows(page) == []
    office.undo.undo()
    assert len(office.rows(page)) == 1


def test_lateness_is_said_in_words(office: Office) -> None:
    with office.company.write() as work:
        today = work.today
        an_opportunity(
            work,
            expected_close_on=today - timedelta(days=3),
            next_step="Call",
            next_step_on=today - timedelta(days=1),
        )
    page = office.open_page(OpportunitiesPage)
    assert office.cells(page, "close_on") == ["3 d late"]
    assert office.cells(page, "next_step") == ["yesterday · Call"]
    assert "Overdue: Call" in office.words(page)


def test_the_list_of_closed_deals_shows_when_they_closed(office: Office) -> None:
    with office.company.write() as work:
        today = work.today
        won = an_opportunity(work, opened_on=today - timedelta(days=60), expected_close_on=today - timedelta(days=30))
        close_won(work, won, today - timedelta(days=3))
    page = office.open_page(OpportunitiesPage)
    page.show_view("all")
    assert office.cells(page, "close_on") == [formats.day(today - timedelta(days=3), language(), today)]


def test_a_deal_that_stands_still_says_so(office: Office) -> None:
    with office.company.write() as work:
        deal = an_opportunity(work, opened_on=work.today - timedelta(days=200))
        move_stage(work, deal, stage("proposal"), work.today - timedelta(days=190))
    page = office.open_page(OpportunitiesPage)
    column = next(each for each in page.declaration.columns if each.key == "stage")
    assert column.cell(office.rows(page)[0]).mark == "triangle-alert"
    assert "Why: 190 days in this stage, longer than usual" in office.words(page)


def test_the_detail_side_shows_the_way_through_the_stages(office: Office) -> None:
    with office.company.write() as work:
        deal = an_opportunity(work, stage_id=stage("engaging"))
        move_stage(work, deal, stage("proposal"))
    page = office.open_page(OpportunitiesPage)
    content = page.detail.source.describe(page.detail.details, office.context)
    stages = next(tab for tab in content.tabs if tab.key == "stages")
    assert [(line.title, line.right) for line in stages.lines] == [("Proposal", "0 days"), ("Engaging", "20 days")]


def test_views_count_what_they_hold(office: Office) -> None:
    with office.company.write() as work:
        an_opportunity(work)
        close_won(work, an_opportunity(work))
    page = office.open_page(OpportunitiesPage)
    counts = {view.key: view.count for view in page.views()}
    assert (counts["open"], counts["won_quarter"], counts["lost"], counts["all"]) == (1, 1, 0, 2)


def test_sums_are_said_with_their_weight(office: Office) -> None:
    with office.company.write() as work:
        an_opportunity(work, amount_minor=100_000, probability_e6=250_000)
    page = office.open_page(OpportunitiesPage)
    totals = page.declaration.totals(page.table.records.totals)
    assert totals == "Total ¥1,000 · weighted ¥250"


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_the_page_speaks_both_languages(office: Office, language: str) -> None:
    set_language(language)
    with office.company.write() as work:
        an_opportunity(work, "很长的商机名称" * 12, lines=(a_line("100"), a_line("200")))
    page = office.open_page(OpportunitiesPage)
    QAbstractItemModelTester(page.table.records, QAbstractItemModelTester.FailureReportingMode.Fatal, page)
    assert office.cells(page, "stage") == [{"en": "Prospecting", "zh_CN": "线索确认"}[language]]
    set_language({"en": "zh_CN", "zh_CN": "en"}[language])
    page.retranslate()
    assert office.cells(page, "stage") == [{"en": "线索确认", "zh_CN": "Prospecting"}[language]]


def test_every_command_has_its_own_key_and_help(office: Office) -> None:
    page = office.open_page(OpportunitiesPage)
    assert faults([page.actions_set.actions]) == []
