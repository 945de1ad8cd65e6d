"""Cases near or past their time limits: marked once by the rules, and told to whom they concern."""

from datetime import date

import pytest

from crm_desktop.core.listing import Filter, ListSpec
from crm_desktop.core.viewer import SYSTEM
from crm_desktop.operations import parameter
from crm_desktop.operations.rules import STEP, has_work, run_rules
from crm_desktop.operations.service_limit import ServiceLimitDraft, set_service_limit
from crm_desktop.operations.service_steps import go_on_with_case, handle_case, take_up_case, wait_with_case
from crm_desktop.queries.reminders import reminders
from crm_desktop.queries.service_case import SERVICE_CASES
from crm_desktop.queries.service_warning import ANSWER_LATE, ANSWER_SOON, SOLVE_LATE, SOLVE_SOON, case_calls
from crm_desktop.queries.today import CASES, today
from tests.builders import a_case, a_user, role
from tests.company import Company
from tests.operations.test_service_steps import MONDAY, at, instant, stored

HOUR = 60


@pytest.fixture
def mei(company: Company) -> str:
    """Who handles a case, managed by Zhao; an answer is due at eleven, a solution at five, of what came at nine."""
    at(company, 9)
    with company.write() as work:
        zhao = a_user(work, "Zhao", login="zhao", role_id=role("manager"))
        set_service_limit(work, ServiceLimitDraft(respond_minutes=2 * HOUR, solve_minutes=7 * HOUR))
        return a_user(work, "Mei", login="mei", role_id=role("salesperson"), manager_id=zhao)


def run(company: Company, hour: int, minute: int = 0, day: date = MONDAY) -> int:
    """The rules at this time; how many cases they marked. A second run does nothing."""
    at(company, hour, minute, day)
    with company.database.write(STEP, SYSTEM) as work:
        done = run_rules(work).done["service"]
    with company.database.write(STEP, SYSTEM) as work:
        assert run_rules(work).done["service"] == 0
    return done


def calls(company: Company, login: str) -> list[str]:
    with company.seen_by(login).read() as reading:
        return [each.why for each in case_calls(reading)]


def test_a_case_is_marked_once_before_and_after_each_limit(company: Company, mei: str) -> None:
    with company.write() as work:
        case = a_case(work, owner_id=mei)
    assert run(company, 9, 59) == 0
    assert run(company, 10, 5) == 1
    # Since when it is near follows from the limit and not from when somebody looked.
    assert stored(company, case).warned_at == instant(company, 10)
    assert (calls(company, "mei"), calls(company, "zhao")) == ([ANSWER_SOON], [])
    assert run(company, 11, 30) == 1
    assert stored(company, case).escalated_at == instant(company, 11)
    assert (calls(company, "mei"), calls(company, "zhao")) == ([ANSWER_LATE], [ANSWER_LATE])
    with company.seen_by("mei").write() as work:
        take_up_case(work, case)
    assert (calls(company, "mei"), calls(company, "zhao")) == ([], [])
    assert run(company, 16, 10) == 1
    assert calls(company, "mei") == [SOLVE_SOON]
    assert run(company, 17, 1) == 1
    assert calls(company, "zhao") == [SOLVE_LATE]
    with company.seen_by("mei").write() as work:
        handle_case(work, case, "Done")
    assert (calls(company, "mei"), run(company, 17, 50)) == ([], 0)


def test_a_case_that_waits_calls_nobody(company: Company, mei: str) -> None:
    with company.write() as work:
        case = a_case(work, owner_id=mei)
    at(company, 9, 30)
    with company.seen_by("mei").write() as work:
        take_up_case(work, case)
        wait_with_case(work, case, "customer")
    assert (run(company, 17, 30), calls(company, "mei")) == (0, [])
    with company.seen_by("mei").write() as work:
        go_on_with_case(work, case)
    assert run(company, 17, 40) == 0


def test_reminders_and_the_day_speak_of_it_to_the_person_and_the_manager(company: Company, mei: str) -> None:
    with company.write() as work:
        case = a_case(work, "The screen stays dark", owner_id=mei)
    run(company, 10, 5)
    run(company, 11, 0)
    for login, by in (("mei", None), ("zhao", "Mei")):
        with company.seen_by(login).read() as reading:
            (told,) = reminders(reading).standing
            (line,) = today(reading, [CASES]).items
        assert (told.item.record_id, told.remind_at) == (case, instant(company, 11))
        assert (line.record_id, line.by, line.clock) == (case, by, ANSWER_LATE)


def test_settings_say_how_early_and_to_whom(company: Company, mei: str) -> None:
    with company.write() as work:
        parameter.set_parameter(work, parameter.WARN_MINUTES, 90)
        parameter.set_parameter(work, parameter.WARN_TO, "both")
        parameter.set_parameter(work, parameter.ESCALATE_MINUTES, 30)
        parameter.set_parameter(work, parameter.ESCALATE_TO, "nobody")
        case = a_case(work, owner_id=mei)
    assert run(company, 9, 30) == 1
    assert calls(company, "zhao") == [ANSWER_SOON]
    assert run(company, 11, 15) == 0
    assert run(company, 11, 30) == 1
    assert stored(company, case).escalated_at == instant(company, 11, 30)
    assert (calls(company, "mei"), calls(company, "zhao")) == ([ANSWER_LATE], [])


@pytest.mark.usefixtures("mei")
def test_a_case_that_nobody_has_calls_who_may_assign_it(company: Company) -> None:
    with company.write() as work:
        a_case(work)
        parameter.set_parameter(work, parameter.WARN_MINUTES, 0)
    assert run(company, 10, 30) == 0
    run(company, 11, 0)
    assert calls(company, company.viewer.login) == [ANSWER_LATE]
    assert calls(company, "mei") == []


@pytest.mark.usefixtures("mei")
def test_whether_there_is_anything_to_do_is_found_out_without_writing(company: Company) -> None:
    run(company, 9)
    with company.write() as work:
        a_case(work)
    for minute, expected in ((30, False), (59, False)):
        at(company, 9, minute)
        with company.read() as reading:
            assert has_work(reading) is expected
    at(company, 10)
    with company.read() as reading:
        assert has_work(reading)


def test_a_limit_that_is_put_off_is_not_near_any_more(company: Company, mei: str) -> None:
    with company.write() as work:
        case = a_case(work, owner_id=mei)
    with company.seen_by("mei").write() as work:
        take_up_case(work, case)
    assert (run(company, 16, 15), calls(company, "mei")) == (1, [SOLVE_SOON])
    with company.seen_by("mei").write() as work:
        wait_with_case(work, case, "customer")
    with company.write() as work:
        set_service_limit(work, ServiceLimitDraft(solve_minutes=20 * HOUR))
    with company.seen_by("mei").write() as work:
        go_on_with_case(work, case)
    assert (run(company, 16, 30), calls(company, "mei")) == (0, [])
    with company.seen_by("mei").read() as reading:
        assert not SERVICE_CASES.count(reading, ListSpec((Filter("is_nearly_late", "is", True),)))
