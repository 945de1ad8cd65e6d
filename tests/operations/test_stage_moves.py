"""Deals move through their stages on business days, close with a reason, and open again."""

from datetime import date, timedelta

import pytest

from crm_desktop.core.errors import Invalid, NotFound
from crm_desktop.models import Pipeline, Stage
from crm_desktop.operations import parameter, stage_moves
from crm_desktop.queries.opportunity import OpportunityDetails, opportunity_details
from tests.builders import an_opportunity, entry, stage
from tests.company import Company

TODAY = date(2026, 11, 21)


@pytest.fixture
def deal(company: Company) -> str:
    """An open deal, twenty days old."""
    with company.write() as work:
        return an_opportunity(work, amount_minor=10_000)


def details(company: Company, deal: str) -> OpportunityDetails:
    with company.read() as reading:
        return opportunity_details(reading, deal)


def days_before(days: int) -> date:
    return TODAY - timedelta(days=days)


def test_the_probability_follows_the_stage(company: Company, deal: str) -> None:
    with company.write() as work:
        stage_moves.move_stage(work, deal, stage("proposal"))
    assert (details(company, deal).probability_e6, details(company, deal).weighted_minor) == (600_000, 6_000)


def test_every_move_is_remembered_with_its_day(company: Company, deal: str) -> None:
    with company.write() as work:
        stage_moves.move_stage(work, deal, stage("engaging"), days_before(10), note="Met the director")
        stage_moves.move_stage(work, deal, stage("proposal"), days_before(4))
    assert [(stay.value, stay.from_on, stay.days, stay.note) for stay in details(company, deal).stages] == [
        (stage("prospecting"), days_before(20), 10, None),
        (stage("engaging"), days_before(10), 6, "Met the director"),
        (stage("proposal"), days_before(4), None, None),
    ]
    assert details(company, deal).age_days == 4


def test_a_move_back_in_time_is_refused(company: Company, deal: str) -> None:
    with company.write() as work:
        stage_moves.move_stage(work, deal, stage("engaging"), days_before(10))
    for day in (days_before(11), TODAY + timedelta(days=1)):
        with pytest.raises(Invalid), company.write() as work:
            stage_moves.move_stage(work, deal, stage("proposal"), day)


def test_moving_to_the_present_stage_changes_nothing(company: Company, deal: str) -> None:
    with company.write() as work:
        stage_moves.move_stage(work, deal, stage("prospecting"))
    assert work.transaction is None


def test_winning_closes_the_deal_on_a_day(company: Company, deal: str) -> None:
    with company.write() as work:
        stage_moves.close_won(work, deal, days_before(2), entry("won_reason", "service"), "They know us")
    seen = details(company, deal)
    assert (seen.outcome, seen.closed_on, seen.cycle_days, seen.probability_e6) == (
        "won",
        days_before(2),
        18,
        1_000_000,
    )
    assert (seen.reason_id, seen.reason_note) == (entry("won_reason", "service"), "They know us")
    assert (seen.age_days, seen.is_stalled) == (None, False)


def test_losing_asks_for_a_reason_of_the_right_list(company: Company, deal: str) -> None:
    for reason in (None, entry("won_reason", "price")):
        with pytest.raises(Invalid) as refused, company.write() as work:
            stage_moves.close_lost(work, deal, reason)
        assert set(refused.value.fields) == {"reason_id"}
    with company.write() as work:
        stage_moves.close_lost(work, deal, entry("lost_reason", "competitor"), competitor=" Acme ")
    seen = details(company, deal)
    assert (seen.outcome, seen.closed_on, seen.probability_e6, seen.competitor) == ("lost", TODAY, 0, "Acme")


def test_a_company_may_choose_not_to_ask_for_reasons(company: Company, deal: str) -> None:
    with company.write() as work:
        parameter.set_parameter(work, parameter.LOST_NEEDS_REASON, False)
        stage_moves.close_lost(work, deal, None)
    assert details(company, deal).outcome == "lost"


def test_reopening_returns_to_the_stage_it_came_from(company: Company, deal: str) -> None:
    with company.write() as work:
        stage_moves.move_stage(work, deal, stage("negotiation"), days_before(5))
        stage_moves.close_lost(work, deal, entry("lost_reason", "price"), days_before(3))
    with company.write() as work:
        stage_moves.reopen(work, deal, note="New budget")
    seen = details(company, deal)
    assert (seen.stage_id, seen.outcome, seen.probability_e6) == (stage("negotiation"), "open", 800_000)
    assert (seen.closed_on, seen.reason_id, seen.age_days) == (None, None, 0)


def test_a_deal_recorded_as_closed_reopens_in_the_first_stage(company: Company) -> None:
    with company.write() as work:
        deal = an_opportunity(work, stage_id=stage("lost"), closed_on=TODAY)
        stage_moves.reopen(work, deal)
    assert details(company, deal).stage_id == stage("prospecting")


def test_a_deal_that_stays_too_long_is_stalled(company: Company, deal: str) -> None:
    assert not details(company, deal).is_stalled
    with company.write() as work:
        old = an_opportunity(work, opened_on=days_before(31))
    assert (details(company, old).age_days, details(company, old).is_stalled) == (31, True)


def test_several_deals_move_at_once(company: Company, deal: str) -> None:
    with company.write() as work:
        other = an_opportunity(work, stage_id=stage("proposal"))
    with company.write() as work:
        assert stage_moves.move_stages(work, [deal, other], stage("proposal")) == stage_moves.Moved(1, 0)
    assert details(company, deal).stage_id == stage("proposal")


def test_moving_several_deals_reopens_none_and_takes_none_out_of_its_pipeline(company: Company, deal: str) -> None:
    with company.write() as work:
        won = an_opportunity(work)
        stage_moves.close_won(work, won)
        renewals = Pipeline(id=Pipeline.id_of("renewals"), code="renewals", name_en="Renewals", name_zh="续约")
        work.session.add(renewals)
        work.session.flush()
        first = {"code": "first", "name_en": "First", "name_zh": "第一步", "outcome": "open", "position": 1}
        renewal = Stage(id=Stage.id_of("renewals", "first"), pipeline_id=renewals.id, probability_e6=100_000, **first)
        work.session.add(renewal)
        work.session.flush()
        foreign = an_opportunity(work, stage_id=renewal.id)
    with company.write() as work:
        moved = stage_moves.move_stages(work, [deal, won, foreign], stage("proposal"))
    assert moved == stage_moves.Moved(1, 2)
    assert details(company, won).outcome == "won"
    assert details(company, foreign).stage_id != stage("proposal")


def test_a_stage_that_is_gone_is_refused(company: Company, deal: str) -> None:
    with pytest.raises(NotFound), company.write() as work:
        stage_moves.move_stage(work, deal, "0" * 32)
