"""Reminders that are put off or done with, and what a computer remembers of those it showed."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from crm_desktop.core.clock import instant_of
from crm_desktop.core.errors import Invalid
from crm_desktop.models import Task
from crm_desktop.operations.reminding import end_reminders, remind_again, remind_on
from crm_desktop.operations.task import finish_tasks, task_draft, update_task
from crm_desktop.storage import notices
from tests.builders import a_task
from tests.company import Company

TODAY = date(2026, 11, 21)


def remind_at(company: Company, task: str) -> int | None:
    with company.read() as reading:
        return reading.session.get_one(Task, task).remind_at


def test_a_reminder_is_put_off_by_minutes_or_to_a_morning_and_ended(company: Company) -> None:
    with company.write() as work:
        task, now = a_task(work, remind_at=work.now_ms), work.now_ms
    with company.write() as work:
        assert remind_again(work, [task], 10) == 1
    assert remind_at(company, task) == now + 600_000
    with company.write() as work:
        remind_on(work, [task], TODAY + timedelta(days=1))
        morning = instant_of(TODAY + timedelta(days=1), work.zone, 9)
    assert remind_at(company, task) == morning
    with company.write() as work:
        assert end_reminders(work, [task]) == 1
    assert remind_at(company, task) is None
    with company.write() as work:
        assert end_reminders(work, [task]) == 0


def test_a_task_whose_reminder_was_put_off_beyond_its_day_can_still_be_edited(company: Company) -> None:
    with company.write() as work:
        task = a_task(work, remind_at=work.now_ms)
    with company.write() as work:
        remind_on(work, [task], TODAY + timedelta(days=3))
    with company.write() as work:
        update_task(work, task, replace(task_draft(work, task), subject="Another"))
    with company.write() as work:
        draft = task_draft(work, task)
        later = replace(draft, remind_at=(draft.remind_at or 0) + 1)
        with pytest.raises(Invalid):
            update_task(work, task, later)


def test_impossible_wishes_are_refused_and_done_tasks_left_alone(company: Company) -> None:
    with company.write() as work:
        task = a_task(work, remind_at=work.now_ms)
        finish_tasks(work, [task])
        assert remind_again(work, [task], 10) == 0
        for minutes in (0, 20_000):
            with pytest.raises(Invalid):
                remind_again(work, [task], minutes)
        with pytest.raises(Invalid):
            remind_on(work, [task], TODAY)


def test_a_computer_shows_each_reminder_once_whichever_window_asks_first(company: Company) -> None:
    with company.database.merging() as connection:
        assert notices.take(connection, ["a", "b"], 1_000) == {"a", "b"}
    with company.database.merging() as connection:
        assert notices.take(connection, ["b", "c"], 2_000) == {"c"}
    # Long after, nothing of it can come again, and it is forgotten.
    with company.database.merging() as connection:
        assert notices.take(connection, ["a"], 100 * 86_400_000) == {"a"}
