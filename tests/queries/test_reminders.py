"""What somebody is reminded of, when the next reminder comes, and what a day holds in short."""

from datetime import date, timedelta

from crm_desktop.core.clock import FixedClock, instant_of
from crm_desktop.models import Task
from crm_desktop.operations.parameter import set_parameter
from crm_desktop.operations.task import finish_tasks
from crm_desktop.queries.reminders import overview, reminders
from crm_desktop.queries.today import BIRTHDAYS, DUE, OVERDUE, STEPS
from tests.builders import a_contact, a_customer, a_task, a_user, an_opportunity, role
from tests.company import Company

TODAY = date(2026, 11, 21)


def named(company: Company) -> list[str]:
    with company.read() as reading:
        return [each.item.title for each in reminders(reading).standing]


def later(clock: FixedClock, **span: int) -> None:
    clock.instant += timedelta(**span)


def test_open_tasks_of_ones_own_are_reminded_of_from_their_moment_on(company: Company, clock: FixedClock) -> None:
    minute = 60_000
    with company.write() as work:
        mei = a_user(work, "Mei", login="mei", role_id=role("salesperson"))
        ahead = TODAY + timedelta(days=2)
        soon, more = work.now_ms + 10 * minute, work.now_ms + 30 * minute
        a_task(work, "In ten minutes", due_on=ahead, remind_at=soon)
        a_task(work, "In half an hour", due_on=ahead, remind_at=more)
        a_task(work, "Of Mei", due_on=ahead, remind_at=soon, owner_id=mei)
        a_task(work, "Never")
        finish_tasks(work, [a_task(work, "Done", due_on=ahead, remind_at=soon)])
    with company.read() as reading:
        found = reminders(reading)
    assert found.standing == ()
    assert found.next_at == soon
    later(clock, minutes=10)
    assert named(company) == ["In ten minutes"]
    assert named(company.seen_by("mei")) == ["Of Mei"]
    later(clock, minutes=30)
    assert named(company) == ["In half an hour", "In ten minutes"]
    with company.read() as reading:
        assert reminders(reading).next_at is None
    later(clock, days=40)
    assert named(company) == []


def test_the_question_is_answered_by_the_index_of_reminders(company: Company) -> None:
    from crm_desktop.queries import reminders as asked

    with company.read() as reading:
        plans = [
            *reading.plain(f"EXPLAIN QUERY PLAN {asked._STANDING}", (0, 1, "u")),
            *reading.plain(f"EXPLAIN QUERY PLAN {asked._NEXT}", (0, "u")),
        ]
    steps = [row[3] for row in plans if "customer" not in row[3] and "SCALAR" not in row[3]]
    assert steps[0] == "SEARCH r USING INDEX ix_task_reminder (deleted=? AND status=? AND remind_at>? AND remind_at<?)"
    assert "ix_task_reminder (deleted=? AND status=? AND remind_at>?)" in steps[-1]


def test_the_overview_counts_the_day_and_names_birthdays_as_far_as_the_company_wants(company: Company) -> None:
    with company.write() as work:
        customer = a_customer(work)
        late = a_task(work, "Late")
        work.session.get_one(Task, late).due_on = TODAY - timedelta(days=1)
        a_task(work, "Due")
        an_opportunity(work, customer_id=customer, next_step="Ask", next_step_on=TODAY)
        a_contact(work, "Dana Holt", customer, born_on=date(1980, 11, 22))
        a_contact(work, "Wang Fang", customer, born_on=date(1980, 11, 25))
    with company.read() as reading:
        found = overview(reading)
    assert {name: found.counts[name] for name in (OVERDUE, DUE, STEPS)} == {OVERDUE: 1, DUE: 1, STEPS: 1}
    assert [each.title for each in found.birthdays] == ["Dana Holt"]
    with company.write() as work:
        set_parameter(work, "reminder.birthday_days", 5)
    with company.read() as reading:
        assert overview(reading).counts[BIRTHDAYS] == 2


def test_nobody_in_particular_is_reminded_of_nothing(company: Company) -> None:
    from crm_desktop.core.viewer import SYSTEM

    with company.database.read(SYSTEM) as reading:
        assert reminders(reading).standing == ()
        assert not overview(reading).has_any


def test_a_task_that_is_due_at_a_time_keeps_it_in_its_reminder(company: Company, clock: FixedClock) -> None:
    with company.write() as work:
        at = instant_of(TODAY, work.zone, 23)
        a_task(work, "Late call", due_at=at, minutes=30, remind_at=work.now_ms + 1)
    later(clock, seconds=1)
    with company.read() as reading:
        item = reminders(reading).standing[0].item
    assert (item.at, item.minutes, item.on) == (at, 30, TODAY)
