"""Changing or deleting a repeating task: this one alone, this and all following, or all that are open."""

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from crm_desktop.core.clock import instant_of, moment_of
from crm_desktop.core.errors import Invalid
from crm_desktop.core.i18n import Message
from crm_desktop.models import Task, TaskSeries
from crm_desktop.operations import records, task_series
from crm_desktop.operations import task as tasks
from crm_desktop.operations.task import TaskDraft
from crm_desktop.operations.task_series import ALL, FOLLOWING, ONE, SeriesDraft
from crm_desktop.storage.database import UnitOfWork

REACHES = (ONE, FOLLOWING, ALL)
_WEEK = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_BY_DAY = re.compile(r"BYDAY=([A-Z,]+)")
_CARRIED = (
    *("subject", "detail", "kind_id", "priority", "owner_id", "customer_id", "contact_id", "opportunity_id", "lead_id"),
    *("place", "minutes"),
)


@dataclass(frozen=True)
class Change:
    """What a form edited of a repeating task: the draft and the rule, as loaded and as they are wanted."""

    loaded: TaskDraft
    draft: TaskDraft
    repeats: str
    ends_on: date | None = None


def change_repeating(work: UnitOfWork, task_id: str, change: Change, reach: str) -> str | None:
    """Let this and all following, or all, be as one of them was edited; returns a task of what there is then."""
    task = records.find_to_change(work, Task, task_id)
    series = records.find(work, TaskSeries, task.series_id or "")
    first = task.series_on or task.due_on
    wanted = _wanted(work, series, change)
    days = _shift(change)
    if reach == FOLLOWING and first > series.starts_on:
        task_series.end_series(work, task_id)
        task.deleted = True
        new = task_series.create_series(work, replace(wanted, starts_on=max(first + timedelta(days), work.today)))
    else:
        new = task_series.change_series(
            work, task_id, replace(wanted, starts_on=series.starts_on + timedelta(days)), ALL
        )
    return task_series.first_of(work, new)


def move_repeating(
    work: UnitOfWork, task_id: str, day: date, minute: int | None, minutes: int | None, reach: str
) -> None:
    """Plan one of a repeating task for another day or time, and on request the others by as much."""
    if reach == ONE:
        tasks.plan_at(work, task_id, day, minute, minutes)
        return
    loaded = tasks.task_draft(work, task_id)
    task = records.find_to_change(work, Task, task_id)
    series = records.find(work, TaskSeries, task.series_id or "")
    due_at = None if minute is None else instant_of(day, work.zone, *divmod(minute, 60))
    draft = replace(loaded, due_on=day, due_at=due_at, minutes=minutes)
    change_repeating(work, task_id, Change(loaded, draft, series.repeats, series.ends_on), reach)


def delete_repeating(work: UnitOfWork, task_id: str, reach: str) -> int:
    """Delete one of a repeating task, it and the open ones after it, or all open ones; returns how many."""
    if reach == ONE:
        return tasks.delete_tasks(work, [task_id])
    task = records.find_to_change(work, Task, task_id)
    series = records.find(work, TaskSeries, task.series_id or "")
    first = task.series_on or task.due_on
    if reach == ALL:
        first, series.deleted = series.starts_on, True
    series.ends_on = max(first - timedelta(days=1), series.starts_on)
    rows = work.session.query(Task).filter(Task.series_id == series.id, Task.deleted.is_(False)).all()
    gone = [row for row in rows if row.id == task_id or (row.is_open and row.series_on and row.series_on >= first)]
    return tasks.delete_tasks(work, [row.id for row in gone])


def _wanted(work: UnitOfWork, series: TaskSeries, change: Change) -> SeriesDraft:
    """The series with what was edited."""
    draft, loaded = change.draft, change.loaded
    changed: dict[str, Any] = {
        name: getattr(draft, name) for name in _CARRIED if getattr(draft, name) != getattr(loaded, name)
    }
    if draft.due_at != loaded.due_at:
        at = moment_of(draft.due_at, work.zone) if draft.due_at is not None else None
        changed["at_minute"] = at.hour * 60 + at.minute if at else None
    if draft.remind_at != loaded.remind_at:
        changed["remind_minutes"] = task_series.series_of(work, draft, series.repeats).remind_minutes
    rule = change.repeats if change.repeats != series.repeats else _moved_rule(series.repeats, _shift(change))
    return replace(task_series.series_draft(work, series.id), repeats=rule, ends_on=change.ends_on, **changed)


def _shift(change: Change) -> int:
    """By how many days it was moved."""
    after, before = change.draft.due_on, change.loaded.due_on
    return (after - before).days if after is not None and before is not None else 0


def _moved_rule(rule: str, days: int) -> str:
    """A rule whose days of the week are as many days later."""
    found = _BY_DAY.search(rule)
    if not days or found is None:
        return rule
    names = found[1].split(",")
    if len(names) > 1 or names[0] not in _WEEK:
        sentence = Message("It repeats on several days of the week. Move this one alone, or choose another rule.")
        raise Invalid({"due_on": sentence})
    return rule.replace(found[0], f"BYDAY={_WEEK[(_WEEK.index(names[0]) + days) % 7]}")
