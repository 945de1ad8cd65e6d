"""A repeating task changed, moved or deleted: alone, with all that follow, or with all that are open."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from crm_desktop.core.errors import Invalid
from crm_desktop.models import Task
from crm_desktop.operations.rules import has_work
from crm_desktop.operations.task import finish_tasks, task_draft
from crm_desktop.operations.task_reach import Change, change_repeating, delete_repeating, move_repeating
from crm_desktop.operations.task_series import ALL, FOLLOWING, ONE, SeriesDraft, create_series
from crm_desktop.storage.database import Reading
from tests.company import Company

MONDAY = date(2026, 11, 23)
WEEK = timedelta(days=7)
RULE = "FREQ=WEEKLY;BYDAY=MO"
WEEKLY = SeriesDraft("Call the lab", repeats=RULE, starts_on=MONDAY, at_minute=570, ends_on=MONDAY + 3 * WEEK)


def open_days(reading: Reading) -> dict[date, str]:
    rows = reading.session.query(Task).filter(Task.deleted.is_(False), Task.status == "open")
    return {row.due_on: row.subject for row in sorted(rows, key=lambda row: row.due_on)}


def test_what_was_edited_reaches_as_far_as_was_said(company: Company) -> None:
    with company.write() as work:
        series = create_series(work, WEEKLY)
        second = Task.id_of(series, MONDAY + WEEK)
        loaded = task_draft(work, second)
        change = Change(loaded, replace(loaded, subject="Visit the lab"), RULE, WEEKLY.ends_on)
        change_repeating(work, second, change, FOLLOWING)
        assert list(open_days(work).values()) == ["Call the lab", *["Visit the lab"] * 3]
        first = Task.id_of(series, MONDAY)
        loaded = task_draft(work, first)
        later = replace(loaded, priority="high", due_on=MONDAY + timedelta(days=2), due_at=loaded.due_at)
        found = change_repeating(work, first, Change(loaded, later, RULE, MONDAY + WEEK), ALL)
        assert found is not None
        assert work.session.get_one(Task, found).due_on == MONDAY + timedelta(days=2)
        assert work.session.get_one(Task, found).priority == "high"


def test_a_drag_moves_this_one_all_following_or_all(company: Company) -> None:
    with company.write() as work:
        series = create_series(work, WEEKLY)
        second = Task.id_of(series, MONDAY + WEEK)
        move_repeating(work, second, MONDAY + WEEK + timedelta(days=1), 600, None, ONE)
        assert MONDAY + WEEK + timedelta(days=1) in open_days(work)
        third = Task.id_of(series, MONDAY + 2 * WEEK)
        move_repeating(work, third, MONDAY + 2 * WEEK - timedelta(days=3), 600, None, FOLLOWING)
        friday = MONDAY + 2 * WEEK - timedelta(days=3)
        assert list(open_days(work)) == [MONDAY, MONDAY + WEEK + timedelta(days=1), friday, friday + WEEK]
        assert not has_work(work)


def test_a_rule_of_several_days_of_the_week_is_not_moved(company: Company) -> None:
    with company.write() as work:
        series = create_series(work, replace(WEEKLY, repeats="FREQ=WEEKLY;BYDAY=MO,TU"))
        first = Task.id_of(series, MONDAY)
        with pytest.raises(Invalid, match="several days"):
            move_repeating(work, first, MONDAY + timedelta(days=2), None, None, ALL)


@pytest.mark.parametrize(("reach", "left"), [(ONE, 2), (FOLLOWING, 1), (ALL, 0)])
def test_deleting_reaches_as_far_as_was_said_and_spares_what_was_done(company: Company, reach: str, left: int) -> None:
    with company.write() as work:
        series = create_series(work, replace(WEEKLY, starts_on=MONDAY - WEEK))
        days = [MONDAY + WEEK * number for number in range(4)]
        done = Task.id_of(series, days[3])
        finish_tasks(work, [done])
        delete_repeating(work, Task.id_of(series, days[1]), reach)
        work.session.flush()
        assert len(open_days(work)) == left
        assert not work.session.get_one(Task, done).deleted
        assert not has_work(work)
