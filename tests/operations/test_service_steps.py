"""Cases on their way: limits that stand still while they wait, rounds that are kept, rules, merging, opening again."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from crm_desktop.core.clock import instant_of
from crm_desktop.core.errors import Invalid, NotAllowed, UserError
from crm_desktop.models import ServiceCase, ServiceRound, ServiceWait, ServiceWork, Task, User
from crm_desktop.models.service_case import ARCHIVED, ASSIGNED, CUSTOMER, HANDLED, IN_PROGRESS, NEW, WAITING
from crm_desktop.models.service_rule import VISIT
from crm_desktop.models.task import DONE
from crm_desktop.operations import parameter
from crm_desktop.operations.closing_day import remove_closing_day, set_closing_day
from crm_desktop.operations.interaction import new_interaction
from crm_desktop.operations.interaction_parts import RatingDraft, is_rated
from crm_desktop.operations.service_case import service_case_draft, update_service_case
from crm_desktop.operations.service_limit import ServiceLimitDraft, remove_service_limit, set_service_limit
from crm_desktop.operations.service_merge import merge_cases
from crm_desktop.operations.service_rule import ServiceRuleDraft, create_service_rule
from crm_desktop.operations.service_steps import (
    assign_case,
    give_feedback,
    go_on_with_case,
    handle_case,
    reopen_case,
    take_up_case,
    wait_with_case,
)
from crm_desktop.operations.task_result import complete_task
from crm_desktop.operations.team import TeamDraft, create_team
from crm_desktop.operations.undo_step import undo
from crm_desktop.queries.case_rating import CaseRating
from crm_desktop.queries.service_case import service_case_details
from tests.builders import a_case, a_customer, a_user, an_interaction, entry, role
from tests.company import Company

MONDAY = date(2026, 11, 23)
HOUR = 60


@pytest.fixture
def mei(company: Company) -> str:
    """A salesperson who handles cases; it is Monday, nine o'clock."""
    at(company, 9)
    with company.write() as work:
        return a_user(work, "Mei", login="mei", role_id=role("salesperson"))


def at(company: Company, hour: int, minute: int = 0, day: date = MONDAY) -> None:
    """Let it be this time of a day in the company's zone."""
    with company.read() as reading:
        company.clock.instant = datetime.fromtimestamp(
            instant_of(day, reading.zone, hour, minute) / 1000, company.clock.instant.tzinfo
        )


def stored(company: Company, case_id: str) -> ServiceCase:
    with company.read() as reading:
        case = reading.session.get(ServiceCase, case_id)
        assert case is not None
        reading.session.expunge(case)
        return case


def rows(company: Company, entity: Any, case_id: str, *columns: str) -> list[tuple[Any, ...]]:
    with company.read() as reading:
        found = reading.session.scalars(select(entity).where(entity.case_id == case_id, entity.deleted.is_(False)))
        return sorted(tuple(getattr(each, name) for name in columns) for each in found)


def limited(company: Company, **values: Any) -> str:
    with company.write() as work:
        return set_service_limit(work, ServiceLimitDraft(**values))


def instant(company: Company, hour: int, minute: int = 0, day: date = MONDAY) -> int:
    with company.read() as reading:
        return instant_of(day, reading.zone, hour, minute)


def test_the_limit_stands_still_while_a_case_waits(company: Company, mei: str) -> None:
    limited(company, respond_minutes=2 * HOUR, solve_minutes=8 * HOUR)
    as_mei = company.seen_by("mei")
    with company.write() as work:
        case = a_case(work, owner_id=mei)
    begun = stored(company, case)
    assert (begun.respond_by, begun.solve_by, begun.due_on) == (instant(company, 11), instant(company, 18), MONDAY)
    at(company, 10, 30)
    with as_mei.write() as work:
        take_up_case(work, case)
        wait_with_case(work, case, CUSTOMER, "Sends a picture")
    tuesday = MONDAY + timedelta(days=1)
    at(company, 9, 30, tuesday)
    with as_mei.write() as work:
        go_on_with_case(work, case)
    # From half past ten to six without the hour of noon, and half an hour of the next day.
    waited = 6 * HOUR + 30 + 30
    going = stored(company, case)
    assert (going.status, going.response_minutes, going.waited_minutes) == (IN_PROGRESS, 90, waited)
    assert going.solve_by == instant(company, 17, 0, tuesday)
    assert going.due_on == tuesday
    at(company, 11, 30, tuesday)
    with as_mei.write() as work:
        handle_case(work, case, "Replaced the cable", 45)
    assert stored(company, case).solution_minutes == 90 + 2 * HOUR
    assert rows(company, ServiceWait, case, "waits_for", "reason", "minutes") == [(CUSTOMER, "Sends a picture", waited)]
    assert rows(company, ServiceWork, case, "user_id", "minutes", "worked_on") == [(mei, 45, tuesday)]


def test_every_round_is_kept(company: Company, mei: str) -> None:
    as_mei = company.seen_by("mei")
    with company.write() as work:
        case = a_case(work, owner_id=mei)
    for number, (done, stars) in enumerate((("Replaced the cable", 1), ("Replaced the screen", 5)), start=1):
        at(company, 9 + number)
        with as_mei.write() as work:
            handle_case(work, case, done, 30 * number)
        with company.write() as work:
            give_feedback(work, case, f"{stars} stars", stars)
    seen = stored(company, case)
    assert (seen.status, seen.rework_count, seen.satisfaction) == (ARCHIVED, 1, 5)
    # Both rounds began and ended at once, and the customer took no time to say so.
    assert seen.solution_minutes == 2 * HOUR
    told = rows(company, ServiceRound, case, "number", "handling", "minutes", "satisfaction", "result")
    assert told == [
        (1, "Replaced the cable", 30, 1, "1 stars"),
        (2, "Replaced the screen", 60, 5, "5 stars"),
    ]


def test_a_round_whose_beginning_was_undone_begins_again(company: Company, mei: str) -> None:
    with company.write() as work:
        case = a_case(work)
    for _ in range(2):
        with company.write() as work:
            assign_case(work, case, mei)
        with company.write() as work:
            undo(work)
    with company.write() as work:
        assign_case(work, case, mei)
    with company.seen_by("mei").write() as work:
        handle_case(work, case, "Replaced the cable")
    for hour in (10, 11):
        at(company, hour)
        with company.write() as work:
            give_feedback(work, case, "Still dark", 1)
        if hour == 10:
            with company.write() as work:
                undo(work)
    nine, eleven = instant(company, 9), instant(company, 11)
    told = (1, mei, nine, "Replaced the cable", "Still dark"), (2, mei, eleven, None, None)
    assert rows(company, ServiceRound, case, "number", "owner_id", "began_at", "handling", "result") == list(told)


def test_no_undo_leaves_a_case_where_no_step_leads(company: Company, mei: str) -> None:
    with company.write() as work:
        case = a_case(work)
    with company.write() as work:
        assign_case(work, case, mei)
    with company.seen_by("mei").write() as work:
        take_up_case(work, case)
    with pytest.raises(UserError, match="whom it is assigned to"), company.write() as work:
        undo(work)
    with company.seen_by("mei").write() as work:
        handle_case(work, case, "Replaced the cable", 30)
    with company.write() as work:
        give_feedback(work, case, "Bright again", 5)
    with pytest.raises(UserError, match="nothing was done in it"), company.seen_by("mei").write() as work:
        undo(work)
    assert rows(company, ServiceRound, case, "handling", "minutes") == [("Replaced the cable", 30)]
    with company.write() as work:
        undo(work)
    with company.seen_by("mei").write() as work:
        undo(work)
    assert (stored(company, case).status, rows(company, ServiceWork, case, "minutes")) == (IN_PROGRESS, [])


def test_what_was_done_can_be_corrected_in_its_round_alone(company: Company, mei: str) -> None:
    with company.write() as work:
        case = a_case(work, owner_id=mei)
    with company.seen_by("mei").write() as work:
        handle_case(work, case, "Replaced the cable", 30)
    with company.write() as work:
        draft = service_case_draft(work, case)
        update_service_case(work, case, replace(draft, minutes=50), draft)
    assert rows(company, ServiceRound, case, "handling", "minutes") == [("Replaced the cable", 50)]
    assert rows(company, ServiceWork, case, "minutes") == [(50,)]


def test_the_satisfaction_that_archives_is_a_setting(company: Company, mei: str) -> None:
    with company.write() as work:
        parameter.set_parameter(work, parameter.ARCHIVE_FROM, 4)
        case = a_case(work, owner_id=mei)
    with company.seen_by("mei").write() as work:
        handle_case(work, case, "Replaced the cable")
    with company.write() as work:
        assert give_feedback(work, case, "So so", 3) == ASSIGNED


@pytest.mark.usefixtures("mei")
def test_the_most_exact_limit_counts_and_open_cases_follow(company: Company) -> None:
    with company.write() as work:
        customer = a_customer(work, level_id=entry("level", "A"))
        case = a_case(work, customer_id=customer, priority="high")
    assert stored(company, case).solve_by is None
    limited(company, solve_minutes=8 * HOUR)
    assert stored(company, case).solve_by == instant(company, 18)
    high = limited(company, priority="high", solve_minutes=4 * HOUR)
    assert stored(company, case).solve_by == instant(company, 14)
    limited(company, level_id=entry("level", "A"), solve_minutes=2 * HOUR)
    assert stored(company, case).solve_by == instant(company, 14)
    with company.write() as work:
        remove_service_limit(work, high)
    assert stored(company, case).solve_by == instant(company, 11)


@pytest.mark.usefixtures("mei")
def test_limits_follow_the_time_zone_of_the_company(company: Company) -> None:
    limited(company, solve_minutes=8 * HOUR)
    with company.write() as work:
        case = a_case(work)
    with company.write() as work:
        parameter.set_parameter(work, parameter.COMPANY_ZONE, "Asia/Tokyo")
    # It came at ten there: seven hours are left of that day.
    assert stored(company, case).solve_by == instant_of(MONDAY + timedelta(days=1), ZoneInfo("Asia/Tokyo"), 10)


@pytest.mark.usefixtures("mei")
def test_a_case_that_is_handled_keeps_the_limit_it_had(company: Company) -> None:
    limited(company, solve_minutes=8 * HOUR)
    with company.write() as work:
        case = a_case(work, owner_id=work.viewer.user_id)
    at(company, 12)
    with company.write() as work:
        handle_case(work, case, "Replaced the cable")
    limited(company, solve_minutes=2 * HOUR)
    assert stored(company, case).solve_by == instant(company, 18)


@pytest.mark.usefixtures("mei")
def test_limits_skip_closing_days_and_public_holidays(company: Company) -> None:
    with company.write() as work:
        case = a_case(work)
    limited(company, solve_minutes=9 * HOUR)
    tuesday = MONDAY + timedelta(days=1)
    assert stored(company, case).solve_by == instant(company, 10, 0, tuesday)
    with company.write() as work:
        closed = set_closing_day(work, tuesday, "Stock-taking")
    assert stored(company, case).solve_by == instant(company, 10, 0, MONDAY + timedelta(days=2))
    with company.write() as work:
        remove_closing_day(work, closed)
        parameter.set_parameter(work, parameter.SERVICE_HOLIDAYS, "CN")
    # The last working day before the Chinese national holidays of 2026; they end on the 7th.
    at(company, 17, 0, date(2026, 9, 30))
    with company.write() as work:
        late = a_case(work)
    assert stored(company, late).solve_by == instant(company, 18, 0, date(2026, 10, 8))


def test_only_a_limit_that_can_be_kept_is_set(company: Company) -> None:
    for values in (
        {},
        {"solve_minutes": 0},
        {"solve_minutes": 10, "respond_minutes": 20},
        {"priority": "whenever", "solve_minutes": 10},
        {"level_id": entry("case_kind", "repair"), "solve_minutes": 10},
    ):
        with pytest.raises(Invalid):
            limited(company, **values)


@pytest.mark.usefixtures("mei")
def test_a_new_case_goes_to_whom_a_rule_names(company: Company) -> None:
    with company.write() as work:
        tom = a_user(work, "Tom", login="tom", role_id=role("salesperson"))
        create_service_rule(work, ServiceRuleDraft(kind_id=entry("case_kind", "complaint"), user_id=tom))
        complaint = a_case(work, kind_id=entry("case_kind", "complaint"))
        repair = a_case(work)
    assert (stored(company, complaint).owner_id, stored(company, complaint).status) == (tom, ASSIGNED)
    assert (stored(company, repair).owner_id, stored(company, repair).status) == (None, NEW)


def test_who_left_is_given_no_case_by_rule_or_hand(company: Company, mei: str) -> None:
    with company.write() as work:
        create_service_rule(work, ServiceRuleDraft(user_id=mei))
        work.session.get_one(User, mei).is_active = False
        case = a_case(work)
    assert (stored(company, case).owner_id, stored(company, case).status) == (None, NEW)
    with pytest.raises(Invalid, match="no longer active"), company.write() as work:
        assign_case(work, case, mei)


@pytest.mark.usefixtures("mei")
def test_of_a_team_the_one_with_the_fewest_open_cases_gets_it(company: Company) -> None:
    with company.write() as work:
        team = create_team(work, TeamDraft("Service"))
        ann, bo = (a_user(work, name, login=name.lower(), team_id=team) for name in ("Ann", "Bo"))
        create_service_rule(work, ServiceRuleDraft(team_id=team))
        taken = [a_case(work) for _ in range(3)]
    owners = [stored(company, each).owner_id for each in taken]
    assert {owners[0], owners[1]} == {ann, bo}
    busy = ann if owners.count(ann) == 2 else bo
    with company.write() as work:
        fourth = a_case(work)
    assert stored(company, fourth).owner_id != busy


def test_a_rule_plans_a_visit_after_a_case(company: Company, mei: str) -> None:
    with company.write() as work:
        create_service_rule(work, ServiceRuleDraft(does=VISIT, after_days=7))
        case = a_case(work, customer_id=a_customer(work, owner_id=mei), owner_id=mei)
    with company.seen_by("mei").write() as work:
        handle_case(work, case, "Replaced the cable")
    with company.write() as work:
        give_feedback(work, case, "Fine", 5)
    with company.read() as reading:
        planned = reading.session.scalars(select(Task).where(Task.case_id == case)).one()
        assert (planned.owner_id, planned.due_on) == (mei, MONDAY + timedelta(days=7))
    # What the visit tells is a record of the case, with what the customer expected and perceived.
    at(company, 9, 0, MONDAY + timedelta(days=7))
    manner = entry("rating_item", "service")
    with company.seen_by("mei").write() as work:
        visit = new_interaction(work, task_id=planned.id)
        assert (visit.case_id, is_rated(visit.kind_id)) == (case, True)
        complete_task(work, planned.id, replace(visit, subject="Was it well?", ratings=(RatingDraft(manner, 5, 4),)))
    with company.read() as reading:
        assert reading.session.get_one(Task, planned.id).status == DONE
        rated = service_case_details(reading, case).ratings
    assert rated == (CaseRating(MONDAY + timedelta(days=7), manner, 5, 4, "Mei"),)


def test_an_archived_case_is_opened_again_for_some_days(company: Company, mei: str) -> None:
    with company.write() as work:
        case = a_case(work, owner_id=mei)
    with company.seen_by("mei").write() as work:
        handle_case(work, case, "Replaced the cable")
    with company.write() as work:
        give_feedback(work, case, "Fine", 5)
    with pytest.raises(Invalid), company.write() as work:
        reopen_case(work, case, " ")
    at(company, 9, 0, MONDAY + timedelta(days=14))
    with company.write() as work:
        reopen_case(work, case, "Dark again")
    seen = stored(company, case)
    assert (seen.status, seen.closed_on, seen.reopen_count) == (ASSIGNED, None, 1)
    with company.seen_by("mei").write() as work:
        handle_case(work, case, "Replaced the screen")
    with company.write() as work:
        give_feedback(work, case, "Fine", 5)
    # Two weeks in which the customer was content are no time of ours.
    assert stored(company, case).solution_minutes == 0
    at(company, 9, 0, MONDAY + timedelta(days=29))
    with pytest.raises(UserError), company.write() as work:
        reopen_case(work, case, "Dark again")


def test_only_whom_it_is_assigned_to_lets_a_case_wait(company: Company, mei: str) -> None:
    with company.write() as work:
        case = a_case(work, owner_id=mei)
    with pytest.raises(NotAllowed), company.write() as work:
        take_up_case(work, case)
    with company.seen_by("mei").write() as work:
        take_up_case(work, case)
        with pytest.raises(Invalid):
            wait_with_case(work, case, "nobody")
        wait_with_case(work, case, CUSTOMER)
        with pytest.raises(UserError):
            handle_case(work, case, "Done")
    assert stored(company, case).status == WAITING


@pytest.mark.parametrize("nonsense", [date(1926, 11, 23), date(9026, 11, 23)])
def test_a_case_is_due_on_a_day_somebody_can_mean(company: Company, mei: str, nonsense: date) -> None:
    with company.write() as work:
        case = a_case(work)
    with pytest.raises(Invalid) as assigned, company.write() as work:
        assign_case(work, case, mei, nonsense)
    with pytest.raises(Invalid) as edited, company.write() as work:
        update_service_case(work, case, replace(service_case_draft(work, case), due_on=nonsense))
    assert set(assigned.value.fields) == set(edited.value.fields) == {"due_on"}
    assert stored(company, case).status == NEW


def test_who_does_not_assign_is_told_what_they_may_do(company: Company, mei: str) -> None:
    with company.write() as work:
        a_user(work, "Tom", login="tom", role_id=role("salesperson"))
    tom = company.seen_by("tom")
    with tom.write() as work:
        case = a_case(work)
    with pytest.raises(NotAllowed, match="Take it yourself, or ask your manager"), tom.write() as work:
        assign_case(work, case, mei)
    with tom.write() as work:
        assign_case(work, case, tom.viewer.user_id)
    assert stored(company, case).status == ASSIGNED


def test_an_assigned_case_that_waits_goes_on_with_its_new_handler(company: Company, mei: str) -> None:
    with company.write() as work:
        tom = a_user(work, "Tom", login="tom", role_id=role("salesperson"))
        case = a_case(work, owner_id=mei)
    with company.seen_by("mei").write() as work:
        take_up_case(work, case)
        wait_with_case(work, case, CUSTOMER)
    at(company, 11)
    with company.write() as work:
        assign_case(work, case, tom)
    seen = stored(company, case)
    assert (seen.status, seen.owner_id, seen.waits_for, seen.waited_minutes) == (ASSIGNED, tom, None, 2 * HOUR)
    assert rows(company, ServiceWait, case, "minutes") == [(2 * HOUR,)]


@pytest.mark.usefixtures("mei")
def test_cases_about_the_same_become_one(company: Company) -> None:
    with company.write() as work:
        customer = a_customer(work)
        kept, other, part = (a_case(work, customer_id=customer) for _ in range(3))
        draft = service_case_draft(work, part)
        update_service_case(work, part, replace(draft, parent_id=other), draft)
        an_interaction(work, customer_id=customer, case_id=other)
        merge_cases(work, kept, [kept, other])
    merged = stored(company, other)
    assert (merged.status, merged.closed_on, merged.merged_into_id) == (ARCHIVED, MONDAY, kept)
    assert stored(company, part).parent_id == kept
    with company.read() as reading:
        count = reading.plain("SELECT count(*) FROM interaction WHERE case_id = ?", (kept,))
        assert count == [(1,)]
    with pytest.raises(UserError), company.write() as work:
        reopen_case(work, other, "It was another one")


def test_a_case_that_waited_waits_no_more_once_it_was_merged(company: Company, mei: str) -> None:
    with company.write() as work:
        customer = a_customer(work, owner_id=mei)
        kept, other = (a_case(work, customer_id=customer, owner_id=mei) for _ in range(2))
    with company.seen_by("mei").write() as work:
        take_up_case(work, other)
        wait_with_case(work, other, CUSTOMER)
    at(company, 11)
    with company.write() as work:
        merge_cases(work, kept, [other])
    assert rows(company, ServiceWait, other, "to_at", "minutes") == [(instant(company, 11), 2 * HOUR)]
    assert (stored(company, other).waits_for, stored(company, other).waited_minutes) == (None, 2 * HOUR)


def test_cases_of_two_customers_stay_two(company: Company) -> None:
    with company.write() as work:
        cases = [a_case(work), a_case(work)]
    with pytest.raises(UserError), company.write() as work:
        merge_cases(work, cases[0], cases)
    with pytest.raises(UserError), company.write() as work:
        merge_cases(work, cases[0], cases[:1])


def test_a_case_is_no_part_of_its_own_parts(company: Company) -> None:
    with company.write() as work:
        whole, part = a_case(work), a_case(work)
        draft = service_case_draft(work, part)
        update_service_case(work, part, replace(draft, parent_id=whole), draft)
        draft = service_case_draft(work, whole)
    with pytest.raises(Invalid) as refused, company.write() as work:
        update_service_case(work, whole, replace(draft, parent_id=part), draft)
    assert set(refused.value.fields) == {"parent_id"}


def test_handled_cases_are_not_assigned_any_more(company: Company, mei: str) -> None:
    with company.write() as work:
        case = a_case(work, owner_id=mei)
    with company.seen_by("mei").write() as work:
        handle_case(work, case, "Done")
    with pytest.raises(UserError), company.write() as work:
        assign_case(work, case, None)
    assert stored(company, case).status == HANDLED


@pytest.mark.parametrize(
    ("kind", "direction", "answers"),
    [("call", None, True), ("call", "in", True), ("email", "out", True), ("email", "in", False), ("note", None, False)],
)
def test_what_is_said_with_the_customer_about_a_case_is_its_first_answer(
    company: Company, mei: str, kind: str, direction: str | None, answers: bool
) -> None:
    with company.write() as work:
        case = a_case(work, owner_id=mei)
    at(company, 10, 30)
    with company.seen_by("mei").write() as work:
        an_interaction(work, case_id=case, kind=kind, direction=direction)
    said = stored(company, case)
    assert (said.responded_at, said.response_minutes) == ((instant(company, 10, 30), 90) if answers else (None, None))
    at(company, 11)
    with company.seen_by("mei").write() as work:
        take_up_case(work, case)
    assert stored(company, case).response_minutes == (90 if answers else 120)
