"""Deals are opened, changed, handed over and deleted, with their rules kept."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from crm_desktop.core.errors import Invalid, NotAllowed, NotFound, Stale
from crm_desktop.core.money import to_e6
from crm_desktop.models import Opportunity
from crm_desktop.operations.opportunity import (
    OpportunityDraft,
    assign_opportunities,
    create_opportunity,
    delete_opportunities,
    new_opportunity,
    opportunity_draft,
    set_next_step,
    update_opportunity,
)
from crm_desktop.queries.opportunity import OpportunityDetails, opportunity_details
from crm_desktop.storage import undo
from tests.builders import a_customer, a_line, a_user, an_opportunity, entry, role, stage
from tests.company import Company

TODAY = date(2026, 11, 21)


def details(company: Company, deal: str) -> OpportunityDetails:
    with company.read() as reading:
        return opportunity_details(reading, deal)


def change(company: Company, deal: str, **values: Any) -> None:
    with company.read() as reading:
        draft, position = opportunity_draft(reading, deal), reading.position
    with company.write() as work:
        update_opportunity(work, deal, replace(draft, **values), draft, position)


def test_a_new_deal_starts_in_the_first_stage_with_its_probability_and_mine(company: Company) -> None:
    with company.read() as reading:
        blank = new_opportunity(reading)
    with company.write() as work:
        deal = create_opportunity(work, replace(blank, name="Screens"))
    seen = details(company, deal)
    assert (seen.stage_id, seen.probability_e6, seen.outcome) == (stage("prospecting"), 100_000, "open")
    assert (seen.owner, seen.currency, seen.opened_on, seen.number) == ("Ada Lin", "CNY", TODAY, "D-00001")
    assert [(stay.value, stay.from_on) for stay in seen.stages] == [(stage("prospecting"), TODAY)]
    assert [stay.value for stay in seen.owners] == [company.viewer.user_id]


def test_a_deal_may_lack_a_customer(company: Company) -> None:
    with company.write() as work:
        deal = an_opportunity(work, amount_minor=100)
    assert details(company, deal).customer is None


def test_a_deal_needs_a_name_and_real_references(company: Company) -> None:
    with pytest.raises(Invalid) as refused, company.write() as work:
        create_opportunity(work, OpportunityDraft(" ", customer_id="0" * 32, amount_minor=-1, probability_e6=2_000_000))
    assert set(refused.value.fields) == {"name", "customer_id", "amount_minor", "probability_e6"}


def test_a_given_amount_stands_beside_the_lines(company: Company) -> None:
    with company.write() as work:
        deal = an_opportunity(work, amount_minor=90_000, lines=(a_line("1000"),))
    assert details(company, deal).amount_minor == 90_000
    with company.read() as reading:
        assert opportunity_draft(reading, deal).amount_minor == 90_000
    change(company, deal, amount_minor=None)
    assert details(company, deal).amount_minor == 100_000
    with company.read() as reading:
        assert opportunity_draft(reading, deal).amount_minor is None


def test_a_probability_of_ones_own_is_kept_until_it_is_cleared(company: Company) -> None:
    with company.write() as work:
        deal = an_opportunity(work, amount_minor=1000)
    change(company, deal, probability_e6=to_e6("0.35"))
    assert details(company, deal).weighted_minor == 350
    change(company, deal, name="Screens, second try")
    assert details(company, deal).probability_e6 == to_e6("0.35")
    change(company, deal, probability_e6=None)
    assert details(company, deal).probability_e6 == to_e6("0.10")


def test_a_number_is_given_only_once(company: Company) -> None:
    with company.write() as work:
        an_opportunity(work, number="D-00001")
        second = an_opportunity(work)
    assert details(company, second).number == "D-00002"
    with pytest.raises(Invalid) as refused:
        change(company, second, number="D-00001")
    assert set(refused.value.fields) == {"number"}


def test_two_people_may_change_different_fields(company: Company) -> None:
    with company.write() as work:
        deal = an_opportunity(work)
    with company.read() as reading:
        draft, position = opportunity_draft(reading, deal), reading.position
    with company.write() as work:
        update_opportunity(work, deal, replace(draft, note="Theirs"), draft, position)
    with company.write() as work:
        update_opportunity(work, deal, replace(draft, competitor="Acme"), draft, position)
    assert (details(company, deal).note, details(company, deal).competitor) == ("Theirs", "Acme")
    with pytest.raises(Stale), company.write() as work:
        update_opportunity(work, deal, replace(draft, note="Mine"), draft, position)


def test_a_deal_can_be_recorded_as_won_long_ago(company: Company) -> None:
    with company.write() as work:
        deal = an_opportunity(
            work,
            stage_id=stage("won"),
            opened_on=date(2017, 1, 1),
            closed_on=date(2017, 3, 1),
            reason_id=entry("won_reason", "price"),
        )
    seen = details(company, deal)
    assert (seen.outcome, seen.probability_e6, seen.cycle_days) == ("won", 1_000_000, 59)
    assert [stay.from_on for stay in seen.stages] == [date(2017, 3, 1)]


@pytest.mark.parametrize(
    ("code", "values", "field"),
    [
        ("proposal", {"closed_on": TODAY}, "closed_on"),
        ("won", {"closed_on": TODAY + timedelta(days=1)}, "closed_on"),
        ("won", {"closed_on": TODAY - timedelta(days=21)}, "closed_on"),
        ("won", {"reason_id": entry("lost_reason", "price")}, "reason_id"),
        ("proposal", {"opened_on": TODAY + timedelta(days=1)}, "opened_on"),
    ],
)
def test_days_and_reasons_that_contradict_the_stage_are_refused(
    company: Company, code: str, values: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as refused, company.write() as work:
        an_opportunity(work, stage_id=stage(code), **values)
    assert set(refused.value.fields) == {field}


def test_correcting_the_closing_day_corrects_the_history(company: Company) -> None:
    with company.write() as work:
        deal = an_opportunity(work, stage_id=stage("won"), closed_on=TODAY)
    change(company, deal, closed_on=TODAY - timedelta(days=5))
    assert [stay.from_on for stay in details(company, deal).stages] == [TODAY - timedelta(days=5)]
    with pytest.raises(Invalid):
        change(company, deal, closed_on=None)


def test_the_form_moves_a_deal_and_reopens_it(company: Company) -> None:
    with company.write() as work:
        deal = an_opportunity(work)
    change(company, deal, stage_id=stage("won"), closed_on=TODAY - timedelta(days=1))
    assert details(company, deal).closed_on == TODAY - timedelta(days=1)
    change(company, deal, stage_id=stage("proposal"))
    seen = details(company, deal)
    assert (seen.outcome, seen.closed_on, seen.probability_e6) == ("open", None, 600_000)
    assert [stay.value for stay in seen.stages] == [stage("prospecting"), stage("won"), stage("proposal")]


def test_an_import_need_not_know_why_a_deal_was_lost(company: Company) -> None:
    with company.write() as work:
        deal = an_opportunity(work)
        lost = replace(opportunity_draft(work, deal), stage_id=stage("lost"))
        update_opportunity(work, deal, lost, imported=True)
    assert details(company, deal).outcome == "lost"


def test_the_next_step_is_set_and_cleared_with_its_day(company: Company) -> None:
    with company.write() as work:
        deal = an_opportunity(work)
        set_next_step(work, deal, "Call Mr Wu", TODAY - timedelta(days=1))
    assert details(company, deal).is_next_step_overdue
    with company.write() as work:
        set_next_step(work, deal, " ", TODAY)
    assert (details(company, deal).next_step, details(company, deal).next_step_on) == (None, None)


def test_only_who_may_assign_hands_over_what_is_someone_elses(company: Company) -> None:
    with company.write() as work:
        mei = a_user(work, "Mei", login="mei", role_id=role("salesperson"))
        tom = a_user(work, "Tom", login="tom", role_id=role("salesperson"))
        deals = [an_opportunity(work, owner_id=mei), an_opportunity(work, owner_id=tom)]
    with company.seen_by("mei").write() as work:
        assert assign_opportunities(work, deals[:1], tom) == 1
    with pytest.raises(NotFound), company.seen_by("mei").write() as work:
        assign_opportunities(work, deals, mei)
    with company.write() as work:
        assert assign_opportunities(work, deals, mei) == 2
    assert [stay.value for stay in details(company, deals[0]).owners] == [mei, tom, mei]


def test_a_deal_of_my_customer_is_seen_but_not_taken(company: Company) -> None:
    with company.write() as work:
        mei = a_user(work, "Mei", login="mei", role_id=role("salesperson"))
        tom = a_user(work, "Tom", login="tom", role_id=role("salesperson"))
        deal = an_opportunity(work, owner_id=tom, customer_id=a_customer(work, owner_id=mei))
    with pytest.raises(NotAllowed), company.seen_by("mei").write() as work:
        assign_opportunities(work, [deal], mei)


def test_deleting_a_deal_and_undoing_it(company: Company) -> None:
    with company.write() as work:
        deal = an_opportunity(work, lines=(a_line("10"),))
    with company.write() as work:
        assert delete_opportunities(work, [deal]) == 1
    assert work.transaction is not None
    with company.read() as reading, pytest.raises(NotFound):
        opportunity_details(reading, deal)
    with company.write() as again:
        undo.revert(again, work.transaction)
    assert details(company, deal).amount_minor == 1000


def test_a_changed_deal_undone_is_as_before(company: Company) -> None:
    with company.write() as work:
        deal = an_opportunity(work, lines=(a_line("10"),))
    before = details(company, deal)
    with company.read() as reading:
        draft = opportunity_draft(reading, deal)
    edited = replace(
        draft, stage_id=stage("won"), lines=(a_line("20"), replace(draft.lines[0], discount_e6=500_000)), note="Done"
    )
    with company.write() as work:
        update_opportunity(work, deal, edited, draft)
        assert work.session.get(Opportunity, deal) is not None
    assert work.transaction is not None
    assert details(company, deal).amount_minor == 2500
    with company.write() as again:
        undo.revert(again, work.transaction)
    assert details(company, deal) == before


def test_only_who_assigns_opens_a_deal_for_someone_else(company: Company) -> None:
    with company.write() as work:
        mei = a_user(work, "Mei", login="mei", role_id=role("salesperson"))
        a_user(work, "Ian", login="ian", role_id=role("salesperson"))
    with pytest.raises(NotAllowed), company.seen_by("ian").write() as work:
        an_opportunity(work, owner_id=mei)


def test_no_deal_closes_before_it_is_opened(company: Company) -> None:
    with pytest.raises(Invalid) as refused, company.write() as work:
        an_opportunity(work, opened_on=TODAY, expected_close_on=TODAY - timedelta(days=1))
    assert set(refused.value.fields) == {"expected_close_on"}
    with company.write() as work:
        deal = an_opportunity(work, opened_on=TODAY, expected_close_on=TODAY)
    with pytest.raises(Invalid):
        change(company, deal, expected_close_on=TODAY - timedelta(days=1))
    with company.write() as work:
        # What came from elsewhere long ago may stay while other fields are changed.
        work.session.get_one(Opportunity, deal).expected_close_on = TODAY - timedelta(days=1)
    change(company, deal, name="Screens and stands")
