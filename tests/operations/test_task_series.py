"""Repeating tasks: made ahead once, their exceptions kept, changed from one on or all at once."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from crm_desktop.core.errors import Invalid, UserError
from crm_desktop.models import Task
from crm_desktop.operations.rules import has_work, run_rules
from crm_desktop.operations.task import TaskDraft, delete_tasks, drop_tasks, put_off
from crm_desktop.operations.task_series import (
    ALL,
    FOLLOWING,
    SeriesDraft,
    change_series,
    create_series,
    end_series,
    make_ahead,
    series_draft,
    series_of,
)
from crm_desktop.storage.database import Reading
from tests.company import Company

TODAY = date(2026, 11, 21)
MONDAY = date(2026, 11, 23)
WEEKLY = SeriesDraft("Call the lab", repeats="FREQ=WEEKLY;BYDAY=MO", starts_on=TODAY, at_minute=570, remind_minutes=15)


def days(reading: Reading, series: str) -> list[date]:
    rows = reading.session.query(Task).filter(Task.series_id == series, Task.deleted.is_(False))
    return sorted(row.due_on for row in rows)


def test_tasks_are_made_ahead_once_and_further_as_time_goes_on(company: Company) -> None:
    with company.write() as work:
        series = create_series(work, WEEKLY)
        assert days(work, series) == [MONDAY + timedelta(days=7 * week) for week in range(9)]
        first = work.session.get_one(Task, Task.id_of(series, MONDAY))
        assert first.due_at is not None
        assert first.remind_at == first.due_at - 900_000
        assert make_ahead(work) == 0
        assert not has_work(work)
    company.clock.instant += timedelta(days=7)
    with company.write() as work:
        assert has_work(work)
        assert run_rules(work).done["tasks"] == 1
        assert run_rules(work).done["tasks"] == 0


def test_what_was_moved_or_dropped_is_never_made_again(company: Company) -> None:
    with company.write() as work:
        series = create_series(work, WEEKLY)
        put_off(work, [Task.id_of(series, MONDAY)], MONDAY + timedelta(days=1))
        drop_tasks(work, [Task.id_of(series, MONDAY + timedelta(days=7))])
        work.session.get_one(Task, Task.id_of(series, MONDAY + timedelta(days=14))).deleted = True
        assert make_ahead(work) == 0
        assert MONDAY not in days(work, series)


def test_all_or_this_and_the_following_are_changed(company: Company) -> None:
    third = MONDAY + timedelta(days=14)
    with company.write() as work:
        series = create_series(work, WEEKLY)
        moved = Task.id_of(series, MONDAY)
        put_off(work, [moved], MONDAY + timedelta(days=1))
        change_series(work, moved, replace(series_draft(work, series), subject="Visit the lab"), ALL)
        rows = {row.due_on: row.subject for row in work.session.query(Task).filter(Task.deleted.is_(False))}
        assert rows[MONDAY + timedelta(days=1)] == "Call the lab"
        assert rows[third] == "Visit the lab"
        daily = replace(series_draft(work, series), repeats="FREQ=DAILY", ends_on=third + timedelta(days=2))
        other = change_series(work, Task.id_of(series, third), daily, FOLLOWING)
        assert days(work, series)[-1] == MONDAY + timedelta(days=7)
        assert days(work, other) == [third, third + timedelta(days=1), third + timedelta(days=2)]
        assert end_series(work, Task.id_of(other, third + timedelta(days=1))) == 2
        assert make_ahead(work) == 0


def test_a_task_becomes_the_first_of_a_series_and_impossible_rules_are_refused(company: Company) -> None:
    with company.write() as work:
        draft = series_of(work, TaskDraft("Report", due_on=TODAY), "FREQ=MONTHLY")
        assert days(work, create_series(work, draft)) == [TODAY, date(2026, 12, 21)]
        yearly = replace(draft, repeats="FREQ=YEARLY", starts_on=TODAY + timedelta(days=200))
        assert len(days(work, create_series(work, yearly))) == 1
        for repeats in ("", "often", "FREQ=HOURLY", "FREQ=WEEKLY;BYDAY=XX"):
            with pytest.raises(Invalid):
                create_series(work, replace(draft, repeats=repeats))
        with pytest.raises(Invalid) as refused:
            create_series(work, replace(draft, ends_on=TODAY - timedelta(days=1)))
        assert refused.value.fields.keys() == {"ends_on"}
        with pytest.raises(UserError):
            create_series(work, replace(draft, repeats="FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"repeats": "FREQ=DAILY;INTERVAL=0"}, "repeats"),
        ({"repeats": "FREQ=DAILY;BYHOUR=8,9"}, "repeats"),
        ({"at_minute": 5000}, "at_minute"),
    ],
)
def test_a_series_that_never_gets_to_its_next_day_is_refused(
    company: Company, changes: dict[str, object], field: str
) -> None:
    with pytest.raises(Invalid) as refused, company.write() as work:
        create_series(work, replace(WEEKLY, **changes))  # type: ignore[arg-type]  # values of several fields
    assert list(refused.value.fields) == [field]


def test_what_somebody_deleted_stays_away_when_all_are_changed(company: Company) -> None:
    twice = replace(WEEKLY, repeats="FREQ=WEEKLY;BYDAY=MO,WE")
    wednesday, second = MONDAY + timedelta(days=2), MONDAY + timedelta(days=7)
    with company.write() as work:
        series = create_series(work, twice)
    with company.write() as work:
        delete_tasks(work, [Task.id_of(series, MONDAY), Task.id_of(series, wednesday)])
    with company.write() as work:
        change_series(work, Task.id_of(series, second), replace(twice, subject="Visit", repeats=WEEKLY.repeats))
        assert days(work, series)[:2] == [second, second + timedelta(days=7)]
    with company.write() as work:
        change_series(work, Task.id_of(series, second), replace(twice, subject="Visit the lab"))
        left = days(work, series)
        assert left[:3] == [second, second + timedelta(days=2), second + timedelta(days=7)]
    with company.write() as work:
        # Saving it as it is changes nothing.
        change_series(work, Task.id_of(series, second), series_draft(work, series))
        assert days(work, series) == left
        assert make_ahead(work) == 0
