"""The forecast of real deals: what is learned from closed ones, what each month brings, what was kept, who sees it."""

import json
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from random import Random

import pytest

from crm_desktop.core.clock import FixedClock
from crm_desktop.core.i18n import Message
from crm_desktop.core.viewer import SYSTEM
from crm_desktop.insight.deal_forecast import KNOWN, OWNER, SOURCE, STAGE, DealForecast, deal_forecast
from crm_desktop.insight.forecast import AS_EXPECTED, UNDATED
from crm_desktop.insight.forecast_jobs import payload
from crm_desktop.insight.forecast_kept import judged
from crm_desktop.insight.sales import Period
from crm_desktop.insight.win_chance import WinModel
from crm_desktop.operations import stage_moves
from crm_desktop.operations.forecast import keep_forecast
from crm_desktop.queries.forecast import is_due, kept_forecasts
from crm_desktop.reports.forecast_statistic import build
from crm_desktop.reports.scope import ReportRequest
from tests.builders import a_customer, a_user, an_opportunity, entry, role, stage
from tests.company import Company

TODAY = date(2026, 11, 21)
NEXT_MONTH = date(2026, 12, 10)


def _forecast(company: Company, until: date = NEXT_MONTH) -> DealForecast:
    with company.read() as reading:
        return deal_forecast(reading, until)


def _close_many(company: Company, random: Random, count: int, *, rates: dict[str, float]) -> list[tuple[str, bool]]:
    """Deals of some sources, won by the rates of these; what became of each."""
    found = []
    with company.write() as work:
        for place in range(count):
            source = random.choice([*rates])
            is_won = random.random() < rates[source]
            opened = TODAY - timedelta(days=60 + place % 300)
            expected = opened + timedelta(days=30)
            deal = an_opportunity(
                work, opened_on=opened, expected_close_on=expected, source_id=entry("source", source), amount_minor=100
            )
            if is_won:
                stage_moves.move_stage(work, deal, stage("proposal"), on=opened)
                stage_moves.close_won(work, deal, on=expected + timedelta(days=place % 10))
            else:
                stage_moves.close_lost(work, deal, entry("lost_reason", "price"), on=expected)
            found.append((source, is_won))
    return found


def test_while_too_few_deals_are_closed_each_has_the_chance_of_its_stage(company: Company) -> None:
    with company.write() as work:
        for amount in (100, 300):
            an_opportunity(work, amount_minor=amount, stage_id=stage("proposal"), expected_close_on=NEXT_MONTH)
        an_opportunity(work, amount_minor=500, stage_id=stage("proposal"))
        an_opportunity(work, amount_minor=700, currency="USD", stage_id=stage("proposal"), expected_close_on=NEXT_MONTH)
    found = _forecast(company)
    assert isinstance(found.model, Message)
    assert found.months == ("2026-11", "2026-12", "2027-01", "2027-02", "2027-03", "2027-04")
    assert [deal.chance for deal in found.deals] == [0.6] * 4
    assert [deal.why for deal in found.deals] == [AS_EXPECTED, AS_EXPECTED, UNDATED, AS_EXPECTED]
    # What has no rate is among the deals, and in no sum.
    assert [deal.amount for deal in found.deals] == [100, 300, 500, None]
    assert (found.band([1]).expected, found.by_stage([1]), len(found.behind([1]))) == (240, 240, 3)
    assert found.band([0]).expected == found.by_stage([0]) == 0
    assert found.behind([0]) == []


def test_the_months_reach_half_a_year_or_to_the_end_of_the_period_but_not_for_ever(company: Company) -> None:
    assert _forecast(company, date(2027, 9, 1)).months[-1] == "2027-09"
    assert len(_forecast(company, date(2099, 1, 1)).months) == 24
    found = _forecast(company)
    assert found.places(["2026-12", "2026-10", "2031-01"]) == [1]
    assert (found.deals, found.band([0, 1]).high, found.by_stage([0])) == ((), 0, 0)


def test_the_chance_is_learned_from_own_deals_and_told_with_what_decided(company: Company) -> None:
    closed = _close_many(company, Random(4), 240, rates={"referral": 0.9, "website": 0.2})
    with company.write() as work:
        good, bad = (
            an_opportunity(work, amount_minor=1_000, source_id=entry("source", each))
            for each in ("referral", "website")
        )
    found = _forecast(company)
    assert isinstance(found.model, WinModel)
    chance = {deal.id: deal.chance for deal in found.deals}
    assert chance[good] > chance[bad] + 0.2
    told = {(each.trait, each.value): each for each in found.seen}
    for source in ("referral", "website"):
        won = [is_won for of, is_won in closed if of == source]
        seen = told[SOURCE, entry("source", source)]
        assert (seen.closed, seen.won) == (len(won), sum(won))
        assert min(sum(won) / len(won), found.model.rate) <= seen.chance <= max(sum(won) / len(won), found.model.rate)
    # Every won deal stood in the proposal, no lost one did.
    assert told[STAGE, stage("proposal")].won == told[STAGE, stage("proposal")].closed
    # All deals are of one owner: that decides nothing, and who had bought before neither.
    assert not {OWNER, KNOWN} & {trait for trait, _ in told}


def test_a_customer_that_had_bought_before_counts_as_known_from_then_on(company: Company) -> None:
    with company.write() as work:
        for place in range(120):
            customer = a_customer(work, f"Company {place}")
            first, second = TODAY - timedelta(days=300), TODAY - timedelta(days=100)
            for opened, is_won in ((first, place % 3 == 0), (second, place % 3 == 0)):
                deal = an_opportunity(work, opened_on=opened, customer_id=customer)
                if is_won:
                    stage_moves.close_won(work, deal, on=opened + timedelta(days=20))
                else:
                    stage_moves.close_lost(work, deal, entry("lost_reason", "price"), on=opened + timedelta(days=20))
    seen = {each.value: each for each in _forecast(company).seen if each.trait == KNOWN}
    # The second deals of those 40 whose first was won; the first ones were nobody's customers yet.
    assert (seen["yes"].closed, seen["yes"].won) == (40, 40)
    assert (seen["no"].closed, seen["no"].won) == (200, 40)


def test_deals_closed_more_than_two_years_ago_tell_nothing(company: Company, clock: FixedClock) -> None:
    _close_many(company, Random(4), 100, rates={"website": 0.5})
    assert isinstance(_forecast(company).model, WinModel)
    clock.instant += timedelta(days=800)
    assert isinstance(_forecast(company).model, Message)


def test_the_first_forecast_of_a_month_is_kept_for_good_and_judged_when_it_is_over(
    company: Company, clock: FixedClock
) -> None:
    with company.write() as work:
        ben = a_user(work, "Ben", login="ben")
        mine = an_opportunity(work, amount_minor=1_000, stage_id=stage("proposal"), expected_close_on=TODAY)
        his = an_opportunity(work, amount_minor=500, stage_id=stage("proposal"), expected_close_on=TODAY, owner_id=ben)
        won = an_opportunity(work, amount_minor=50)
        stage_moves.close_won(work, won, on=TODAY)
    me = company.viewer.user_id
    with company.read() as reading:
        assert is_due(reading)
        text = payload(reading)
    with company.database.write(Message("Nightly"), SYSTEM) as work:
        assert keep_forecast(work, text)
        assert not keep_forecast(work, text)
    with company.write() as work:
        stage_moves.close_won(work, mine, on=TODAY)
        stage_moves.close_lost(work, his, entry("lost_reason", "price"), on=TODAY)
    month = Period(date(2026, 11, 1), date(2026, 11, 30))
    with company.read() as reading:
        assert judged(reading, month) == ([], {})
    clock.instant += timedelta(days=30)
    with company.read() as reading:
        [kept] = kept_forecasts(reading, "2026-11", "2026-11")
        months, people = judged(reading, month)
    assert (kept.made_on, kept.of_all[0], kept.by_owner[me][0], kept.by_owner[ben][0]) == (TODAY, 950, 650, 300)
    [of_month] = months
    assert (of_month.of.forecast, of_month.of.came, of_month.of.error) == (950, 1_050, 100 * -1)
    assert of_month.of.share == Fraction(-100, 1_050)
    assert of_month.of.within == 1
    assert (people[me].forecast, people[me].came, people[ben].came, people[ben].share) == (650, 1_050, 0, None)


def test_of_two_laptops_forecasts_the_earlier_counts_and_one_without_amounts_tells_nothing(company: Company) -> None:
    with company.write() as work:
        an_opportunity(work, amount_minor=1_000, stage_id=stage("proposal"), expected_close_on=TODAY)
    with company.read() as reading:
        text = payload(reading)
    later = json.dumps({**json.loads(text), "all": [1, 1, 1]})
    rows = [("b", "2026-11", later, 2), ("a", "2026-11", text, 1), ("c", "2026-10", "{}", 1)]
    with company.database.write(Message("A merge"), SYSTEM) as work:
        for row, period, kept, at in rows:
            work.connection.exec_driver_sql(
                "INSERT INTO period_snapshot (id, kind, period, payload, locked_at, deleted) VALUES (?, ?, ?, ?, ?, 0)",
                (row * 32, "forecast", period, kept, at),
            )
    with company.read() as reading:
        [kept_one] = kept_forecasts(reading, "2026-01", "2026-12")
    assert kept_one.of_all[0] == 600


def test_who_sees_own_deals_only_is_told_of_these_alone(company: Company, clock: FixedClock) -> None:
    with company.write() as work:
        ben = a_user(work, "Ben", login="ben", role_id=role("salesperson"))
        for owner, amount in ((None, 1_000), (ben, 500)):
            values = {"owner_id": owner} if owner else {}
            an_opportunity(work, amount_minor=amount, stage_id=stage("proposal"), expected_close_on=TODAY, **values)
    with company.read() as reading:
        text = payload(reading)
    with company.database.write(Message("Nightly"), SYSTEM) as work:
        keep_forecast(work, text)
    with company.seen_by("ben").read() as reading:
        assert [deal.amount for deal in deal_forecast(reading, TODAY).deals] == [500]
    clock.instant += timedelta(days=30)
    with company.seen_by("ben").read() as reading:
        months, people = judged(reading, Period(date(2026, 11, 1), date(2026, 11, 30)))
    assert (months, [*people]) == ([], [ben])


@pytest.mark.parametrize("last", [TODAY, date(2026, 11, 20), date(2030, 12, 31)])
def test_a_file_without_deals_makes_an_empty_statistic(company: Company, last: date) -> None:
    with company.read() as reading:
        found = build(reading, ReportRequest(date(2026, 1, 1), last))
    assert found.is_empty


def test_the_statistic_says_in_words_what_it_leaves_out(company: Company) -> None:
    with company.write() as work:
        an_opportunity(work, amount_minor=500, stage_id=stage("proposal"))
        an_opportunity(work, amount_minor=700, currency="USD", stage_id=stage("proposal"), expected_close_on=NEXT_MONTH)
    with company.read() as reading:
        found = build(reading, ReportRequest(TODAY, date(2026, 12, 31)))
    told = " ".join(found.notes)
    assert "1 open deal is in no month" in told
    assert "1 deal has no known amount" in told
    assert "Too few deals are closed" in told
    assert "fixed chance" in told
    over = replace(ReportRequest(date(2026, 10, 1), date(2026, 10, 31)))
    with company.read() as reading:
        assert [tile.note for tile in build(reading, over).tiles].count("the period is over") == 5
