"""What a day begins with, for whoever asks and nobody else."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from crm_desktop.core.clock import instant_of
from crm_desktop.models import Customer, LeadPlanItem, LevelRule, Task
from crm_desktop.models.customer import CONSUMER
from crm_desktop.operations.contact import contact_draft, update_contact
from crm_desktop.operations.lead import add_plan_item, assign_lead
from crm_desktop.operations.level_rule import LevelRuleDraft, set_level_rule
from crm_desktop.operations.task import assign_tasks, finish_tasks
from crm_desktop.queries.today import BIRTHDAYS, DUE, LEAVING, NEW, OVERDUE, QUIET, SECTIONS, STEPS, today
from tests.builders import (
    a_case,
    a_contact,
    a_customer,
    a_lead,
    a_task,
    a_user,
    an_interaction,
    an_opportunity,
    days_ago,
    entry,
    role,
)
from tests.company import Company

TODAY = date(2026, 11, 21)


def listed(company: Company, section: str) -> list[str]:
    with company.read() as reading:
        return [each.title for each in today(reading).of(section)]


@pytest.fixture
def mei(company: Company) -> str:
    """A salesperson."""
    with company.write() as work:
        return a_user(work, "Mei", login="mei", role_id=role("salesperson"))


def test_what_is_due_stands_by_time_and_what_is_late_before_it(company: Company, mei: str) -> None:
    with company.write() as work:
        a_task(work, "Some time")
        a_task(work, "Urgent", priority="urgent")
        a_task(work, "At three", due_at=instant_of(TODAY, work.zone, 15))
        a_task(work, "At nine", due_at=instant_of(TODAY, work.zone, 9))
        late = a_task(work, "Late")
        work.session.get_one(Task, late).due_on = TODAY - timedelta(days=3)
        a_task(work, "Tomorrow", due_on=TODAY + timedelta(days=1))
        a_task(work, "Of Mei", owner_id=mei)
        finish_tasks(work, [a_task(work, "Done")])
    assert listed(company, OVERDUE) == ["Late"]
    assert listed(company, DUE) == ["At nine", "At three", "Urgent", "Some time"]
    assert listed(company.seen_by("mei"), DUE) == ["Of Mei"]
    with company.read() as reading:
        assert today(reading).counts[DUE] == 4
        assert set(today(reading).counts) == set(SECTIONS)


def test_what_others_gave_lately_is_new(company: Company, mei: str) -> None:
    with company.write() as work:
        ahead = TODAY + timedelta(days=9)
        assign_tasks(work, [a_task(work, "Prepare the fair", due_on=ahead)], mei)
        a_task(work, "My own", due_on=ahead)
        a_case(work, "Screen dark", owner_id=mei)
    assert listed(company, NEW) == []
    assert listed(company.seen_by("mei"), NEW) == ["Prepare the fair", "Screen dark"]
    company.clock.instant += timedelta(days=8)
    assert listed(company.seen_by("mei"), NEW) == []


def test_next_steps_whose_day_has_come_are_told_once(company: Company) -> None:
    yesterday = TODAY - timedelta(days=1)
    with company.write() as work:
        an_opportunity(work, next_step="Send papers", next_step_on=yesterday)
        an_opportunity(work, next_step="Later", next_step_on=TODAY + timedelta(days=4))
        # Planned as a task, which is due today itself.
        an_interaction(work, next_step="Call them", next_step_on=TODAY)
        # Of a day before it was written down, so no task.
        an_interaction(work, next_step="Visit", next_step_on=yesterday)
        spoken = a_customer(work, "Spoken with since")
        old = instant_of(TODAY - timedelta(days=5), work.zone)
        an_interaction(work, customer_id=spoken, happened_at=old, next_step="Over", next_step_on=yesterday)
        an_interaction(work, customer_id=spoken)
    assert listed(company, STEPS) == ["Send papers", "Visit"]
    assert listed(company, DUE) == ["Call them"]


def test_customers_nobody_spoke_with_are_told_by_the_rule_of_their_level(company: Company) -> None:
    with company.write() as work:
        key = a_customer(work, "Key account", level_id=entry("level", "A"))
        usual = a_customer(work, "Usual")
        fresh = a_customer(work, "Fresh")
        planned = a_customer(work, "Planned")
        a_customer(work, "In the pool", pooled=True)
        for each, days in ((key, 20), (usual, 70), (fresh, 20), (planned, 200)):
            at = instant_of(TODAY - timedelta(days=days), work.zone)
            an_interaction(work, customer_id=each, happened_at=at)
        a_task(work, customer_id=planned, due_on=TODAY + timedelta(days=3))
        level = entry("level", "A")
        work.session.add(LevelRule(id=LevelRule.id_of(level), level_id=level, touch_days=14))
        # Never spoken with: since it is known.
        work.session.get_one(Customer, a_customer(work, "Never")).created_at = instant_of(date(2026, 1, 1), work.zone)
    with company.read() as reading:
        assert [(each.title, each.days) for each in today(reading).of(QUIET)] == [
            ("Never", 324),
            ("Usual", 70),
            ("Key account", 20),
        ]


def test_customers_about_to_lose_their_protection_are_told_to_their_owner_alone(company: Company, mei: str) -> None:
    with company.write() as work:
        set_level_rule(work, None, LevelRuleDraft(contact_days=30, warn_days=5))
        a_customer(work, "Soon")
        a_customer(work, "Of Mei", owner_id=mei)
        later = a_customer(work, "Later")
    company.clock.instant += timedelta(days=10)
    with company.write() as work:
        an_interaction(work, customer_id=later, happened_at=days_ago(work, 0))
    company.clock.instant += timedelta(days=18)
    with company.read() as reading:
        told = [(each.title, each.kind, each.days) for each in today(reading).of(LEAVING)]
    assert told == [("Soon", "customer", 2)]
    with company.seen_by("mei").read() as reading:
        assert [each.title for each in today(reading).of(LEAVING)] == ["Of Mei"]


def test_birthdays_of_a_week_are_told_across_the_turn_of_the_year(company: Company, mei: str) -> None:
    with company.write() as work:
        mine, hers = a_customer(work, "Mine"), a_customer(work, "Hers", owner_id=mei)
        for name, at, born in (
            ("Today", mine, date(1980, 11, 21)),
            ("In six days", mine, date(2001, 11, 27)),
            ("In seven", mine, date(2001, 11, 28)),
            ("Of Mei", hers, date(1990, 11, 22)),
            ("New year", mine, date(1955, 1, 2)),
            ("Leap day", mine, date(2000, 2, 29)),
        ):
            contact = a_contact(work, name, at, owner_id=mei if at == hers else None)
            draft = contact_draft(work, contact)
            update_contact(work, contact, replace(draft, born_on=born), draft)
        for name, owner in (("Private person", None), ("Private person of Mei", mei)):
            a_customer(work, name, kind=CONSUMER, born_on=date(1966, 11, 24), owner_id=owner or work.viewer.user_id)
    assert listed(company, BIRTHDAYS) == ["Today", "Private person", "In six days"]
    with company.read() as reading:
        assert [(each.kind, each.days) for each in today(reading).of(BIRTHDAYS)] == [
            ("contact", 46),
            ("customer", 60),
            ("contact", 25),
        ]
    company.clock.instant += timedelta(days=38)
    assert listed(company, BIRTHDAYS) == ["New year"]
    company.clock.instant += timedelta(days=58)
    assert listed(company, BIRTHDAYS) == ["Leap day"]


def test_steps_of_leads_are_listed_from_their_day_on_until_they_have_a_result(company: Company) -> None:
    with company.write() as work:
        lead = a_lead(work, "Northlight Clinic")
        assign_lead(work, lead, company.viewer.user_id)
        work.session.flush()
        due = add_plan_item(work, lead, TODAY, "Show the probe")
        add_plan_item(work, lead, TODAY + timedelta(days=1), "Send the offer")
    assert listed(company, STEPS) == ["Show the probe"]
    with company.write() as work:
        work.session.get_one(LeadPlanItem, due).result = "They like it"
    assert listed(company, STEPS) == []
