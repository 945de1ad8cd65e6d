"""What became of the pipeline: each deal in its step, the steps from sum to sum, and the list behind each figure."""

import contextlib
import random
from dataclasses import replace
from datetime import date, timedelta

from crm_desktop.core.clock import FixedClock
from crm_desktop.core.errors import Invalid
from crm_desktop.core.listing import ListSpec
from crm_desktop.insight.pipeline_changes import AFTER, BEFORE, OTHER, STEPS, PipelineChanges, Step, pipeline_changes
from crm_desktop.insight.sales import Period
from crm_desktop.operations import stage_moves
from crm_desktop.operations.opportunity import opportunity_draft, update_opportunity
from crm_desktop.queries.deal_changes import CHANGES, DOWN, IS_LOST, IS_WON, NEW, SLIPPED, UP
from crm_desktop.queries.opportunity import OPPORTUNITIES
from tests.builders import a_user, an_opportunity, entry, stage
from tests.company import Company

TODAY = date(2026, 11, 21)
STAGES = ("prospecting", "qualification", "proposal", "negotiation", "won", "lost")
WEEK = Period(TODAY - timedelta(days=6), TODAY)


def _changes(company: Company, period: Period = WEEK) -> PipelineChanges:
    with company.read() as reading:
        found = pipeline_changes(reading, period)
        for part in (*CHANGES, BEFORE, AFTER):
            assert OPPORTUNITIES.count(reading, found.spec(part) or ListSpec()) == found.of(part).deals, part
    steps = sum(found.of(each).weighted for each in STEPS)
    assert found.of(BEFORE).weighted + steps == found.of(AFTER).weighted
    return found


def test_every_change_is_told_with_its_deals_and_what_it_did_to_the_weighted_sum(company: Company) -> None:
    with company.write() as work:
        up, down, won, lost, _ = (
            an_opportunity(work, amount_minor=amount, stage_id=stage("proposal")) for amount in (1, 2, 4, 8, 16)
        )
        stage_moves.move_stage(work, up, stage("negotiation"), on=TODAY)
        stage_moves.move_stage(work, down, stage("qualification"), on=TODAY - timedelta(days=3))
        stage_moves.close_won(work, won, on=WEEK.first)
        stage_moves.close_lost(work, lost, entry("lost_reason", "price"), on=TODAY)
        an_opportunity(work, amount_minor=32, opened_on=WEEK.first, stage_id=stage("proposal"))
        there_and_gone = an_opportunity(work, amount_minor=64, opened_on=WEEK.first)
        stage_moves.close_won(work, there_and_gone, on=TODAY)
        of_earlier = an_opportunity(work, amount_minor=128)
        stage_moves.close_won(work, of_earlier, on=WEEK.first - timedelta(days=1))
    found = _changes(company)
    # Each amount × 60 %, 80 % or 25 %, rounded half-up.
    assert found.of(BEFORE) == Step(5, 31, 1 + 1 + 2 + 5 + 10, 5)
    assert found.of(UP) == Step(1, 1, 1 - 1, 1)
    assert found.of(DOWN) == Step(1, 2, 1 - 1, 1)
    assert found.of(IS_WON) == Step(2, 4 + 64, -2, 2)
    assert found.of(IS_LOST) == Step(1, 8, -5, 1)
    assert found.of(NEW) == Step(2, 32 + 64, 19, 2)
    assert found.of(OTHER) == Step()
    assert found.of(AFTER) == Step(4, 1 + 2 + 16 + 32, 1 + 1 + 10 + 19, 4)


def test_only_what_was_put_off_or_is_past_its_day_has_slipped(company: Company, clock: FixedClock) -> None:
    clock.instant -= timedelta(days=10)
    with company.write() as work:
        today = work.today
        sooner, put_off, past, _ = (
            an_opportunity(work, amount_minor=100, expected_close_on=today + timedelta(days=days))
            for days in (40, 20, 9, 30)
        )
    clock.instant += timedelta(days=10)
    with company.write() as work:
        for deal, days in ((sooner, 30), (put_off, 21)):
            draft = opportunity_draft(work, deal)
            update_opportunity(work, deal, replace(draft, expected_close_on=today + timedelta(days=days)))
    with company.read() as reading:
        found = OPPORTUNITIES.first(reading, _changes(company).spec(SLIPPED) or ListSpec(), 10)
    assert {row.id for row in found} == {put_off, past}
    # What was put off before the days in question did not slip in them.
    assert _changes(company, Period(TODAY + timedelta(days=1), TODAY + timedelta(days=7))).of(SLIPPED).deals == 0


def test_each_owner_has_the_same_steps_and_hidden_deals_count_for_nobody(company: Company) -> None:
    with company.write() as work:
        grace = a_user(work, "Grace Lin", login="grace")
        an_opportunity(work, amount_minor=100, opened_on=TODAY, owner_id=grace)
        an_opportunity(work, amount_minor=10, opened_on=TODAY)
    found = _changes(company).by_owner()
    assert {owner: each.of(NEW).amount for owner, each in found.items()} == {grace: 100, company.viewer.user_id: 10}
    assert _changes(company.seen_by("grace")).of(NEW).amount == 100


def test_a_deal_without_a_rate_counts_and_is_worth_nothing_known(company: Company) -> None:
    with company.write() as work:
        an_opportunity(work, amount_minor=100, currency="USD", opened_on=TODAY)
    assert _changes(company).of(NEW) == Step(1, 0, 0, 0)


def test_the_steps_lead_from_sum_to_sum_whatever_deals_do(company: Company) -> None:
    dice = random.Random(8)
    with company.write() as work:
        for number in range(60):
            opened = dice.randrange(21)
            deal = an_opportunity(work, amount_minor=100 + number, opened_on=TODAY - timedelta(days=opened))
            for days in sorted((dice.randrange(opened + 1) for _ in range(dice.randrange(4))), reverse=True):
                # A day before that of the last closing is refused.
                with contextlib.suppress(Invalid):
                    on, name = TODAY - timedelta(days=days), dice.choice(STAGES)
                    stage_moves.move_stage(work, deal, stage(name), on, entry("lost_reason", "price"))
    for first, last in ((6, 0), (13, 7), (20, 20), (20, 0)):
        found = _changes(company, Period(TODAY - timedelta(days=first), TODAY - timedelta(days=last)))
        assert all(found.of(each).deals for each in (NEW, AFTER)), "the dice bring every case"
