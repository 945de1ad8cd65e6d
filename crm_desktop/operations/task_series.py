"""Tasks that repeat: made ahead of their day, each a row of its own; one that was moved or dropped is never made again.

Whoever makes them, on whichever laptop, makes the same rows: their ids follow from the series and the day.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from dateutil.rrule import DAILY, rruleset, rrulestr
from sqlalchemy import select

from crm_desktop.core.clock import instant_of, moment_of
from crm_desktop.core.errors import UserError
from crm_desktop.core.i18n import Message
from crm_desktop.models import Task, TaskSeries
from crm_desktop.models.task import NORMAL, OPEN
from crm_desktop.operations import drafts, ownership, parameter, records
from crm_desktop.operations import task as tasks
from crm_desktop.operations.task import TaskDraft
from crm_desktop.operations.validation import Problems
from crm_desktop.storage.database import Reading, UnitOfWork

ONE, FOLLOWING, ALL = "one", "following", "all"
_OF_TASK = (
    *("subject", "detail", "kind_id", "priority", "owner_id", "customer_id", "contact_id", "opportunity_id", "lead_id"),
    *("place", "minutes"),
)
_MINUTE_MS = 60_000
_MORNING = 9 * 60
_DAY_MINUTES = 24 * 60
# A rule that never meets a day, such as 30 February, is looked at no further.
_LOOK_DAYS = 366 * 5
# The deleted tasks of a series, and whether the step that last deleted each changed the series as well.
_DELETED = """
SELECT d.id, EXISTS (
    SELECT 1 FROM sync_change s WHERE s.tbl = 'task_series' AND s.row_id = ? AND (s.origin, s.seq) = (
        SELECT c.origin, c.seq FROM sync_change c LEFT JOIN sync_txn t ON t.origin = c.origin AND t.seq = c.seq
        WHERE c.tbl = 'task' AND c.row_id = d.id AND json_extract(c.data, '$.deleted[1]') = 1
        ORDER BY t.hlc IS NULL DESC, t.hlc DESC, c.id DESC LIMIT 1
    )
)
FROM task d WHERE d.series_id = ? AND d.deleted = 1
"""


@dataclass(frozen=True)
class SeriesDraft:
    """A repeating task as a form edits it; `repeats` is a rule such as FREQ=WEEKLY;BYDAY=MO (RFC 5545)."""

    subject: str = ""
    detail: str | None = None
    kind_id: str | None = None
    priority: str = NORMAL
    owner_id: str | None = None
    customer_id: str | None = None
    contact_id: str | None = None
    opportunity_id: str | None = None
    lead_id: str | None = None
    place: str | None = None
    repeats: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    at_minute: int | None = None
    minutes: int | None = None
    remind_minutes: int | None = None


def series_of(work: Reading, draft: TaskDraft, repeats: str, ends_on: date | None = None) -> SeriesDraft:
    """The series that begins with a task."""
    at = moment_of(draft.due_at, work.zone) if draft.due_at is not None else None
    start = draft.due_at
    if start is None and draft.due_on is not None:
        start = instant_of(draft.due_on, work.zone, _MORNING // 60)
    before = (start - draft.remind_at) // _MINUTE_MS if start is not None and draft.remind_at is not None else None
    return SeriesDraft(
        **{name: getattr(draft, name) for name in _OF_TASK},
        repeats=repeats,
        starts_on=draft.due_on,
        ends_on=ends_on,
        at_minute=at.hour * 60 + at.minute if at else None,
        remind_minutes=before,
    )


def series_draft(reading: Reading, series_id: str) -> SeriesDraft:
    """What a form edits of a series."""
    return drafts.loaded(SeriesDraft, records.find(reading, TaskSeries, series_id))


def create_series(work: UnitOfWork, draft: SeriesDraft) -> str:
    """Plan a task that repeats and make its first ones; returns the id of the series."""
    ownership.require_at_work(work, draft.owner_id)
    _check(work, draft)
    values = records.values_of(draft) | {
        "owner_id": draft.owner_id or work.viewer.user_id or None,
        "created_by_id": work.viewer.user_id or None,
        "created_at": work.now_ms,
    }
    series = TaskSeries(id=work.new_id(), **values)
    work.session.add(series)
    if not _make(work, series):
        raise UserError(Message("By this rule the task would never be due. Choose another rule or a later end."))
    return series.id


def first_of(work: UnitOfWork, series_id: str) -> str | None:
    """The next open task of a series."""
    work.session.flush()
    mine = (Task.series_id == series_id, Task.deleted.is_(False), Task.status == OPEN)
    return work.session.scalar(select(Task.id).where(*mine).order_by(Task.due_on).limit(1))


def change_series(work: UnitOfWork, task_id: str, draft: SeriesDraft, reach: str = ALL) -> str:
    """Change the tasks of a series from one of them on, or all that are open; returns the id of the series then.

    Those that somebody deleted stay away; those that the rule left out before, and meets again, come back.
    """
    task = records.find_to_change(work, Task, task_id)
    series = _series(work, task)
    if reach == FOLLOWING and task.series_on is not None and task.series_on > series.starts_on:
        end_series(work, task_id)
        return create_series(work, replace(draft, starts_on=max(task.series_on, draft.starts_on or task.series_on)))
    _check(work, draft)
    gone = _deleted_by_hand(work, series)
    records.apply(work, series, records.values_of(draft))
    _withdraw(work, series, work.today)
    work.session.flush()
    days = set(_days(work, series))
    for row in _rows(work, series):
        is_due = row.series_on in days and row.is_open and row.due_on == row.series_on
        if is_due and row.deleted and row.id not in gone:
            row.deleted = False
            _fill(work, row, series)
    _make(work, series)
    return series.id


def end_series(work: UnitOfWork, task_id: str) -> int:
    """Stop repeating from a task on: it and the open ones after it go; returns how many."""
    task = records.find_to_change(work, Task, task_id)
    series = _series(work, task)
    first = task.series_on or task.due_on
    series.ends_on = first - timedelta(days=1)
    return _withdraw(work, series, first)


def make_ahead(work: UnitOfWork) -> int:
    """Make the tasks of every series that are due within the horizon; returns how many were made."""
    living = select(TaskSeries).where(TaskSeries.deleted.is_(False)).order_by(TaskSeries.id)
    return sum(_make(work, series) for series in work.session.scalars(living))


def has_missing(reading: Reading) -> bool:
    """Whether `make_ahead` would make any."""
    living = select(TaskSeries).where(TaskSeries.deleted.is_(False))
    return any(_missing(reading, series) for series in reading.session.scalars(living))


def _missing(reading: Reading, series: TaskSeries) -> list[date]:
    made = set(reading.session.scalars(select(Task.id).where(Task.series_id == series.id)))
    return [day for day in _days(reading, series) if Task.id_of(series.id, day) not in made]


def _make(work: UnitOfWork, series: TaskSeries) -> int:
    work.session.flush()
    missing = _missing(work, series)
    for day in missing:
        task = Task(
            id=Task.id_of(series.id, day),
            series_id=series.id,
            series_on=day,
            due_on=day,
            status=OPEN,
            created_by_id=series.created_by_id,
            # The same on every laptop, whichever makes it first.
            created_at=series.created_at,
        )
        _fill(work, task, series)
        work.session.add(task)
    return len(missing)


def _fill(work: UnitOfWork, task: Task, series: TaskSeries) -> None:
    """Let a task say what its series says."""
    for name in _OF_TASK:
        setattr(task, name, getattr(series, name))
    day = task.due_on
    minute = series.at_minute
    task.due_at = None if minute is None else instant_of(day, work.zone, *divmod(minute, 60))
    start = task.due_at if task.due_at is not None else instant_of(day, work.zone, _MORNING // 60)
    task.remind_at = None if series.remind_minutes is None else start - series.remind_minutes * _MINUTE_MS


def _withdraw(work: UnitOfWork, series: TaskSeries, first: date) -> int:
    """Take away the open tasks of a series from a day on that nobody moved."""
    found = [
        row
        for row in _rows(work, series)
        if not row.deleted and row.is_open and row.series_on and row.series_on >= first and row.due_on == row.series_on
    ]
    for row in found:
        row.deleted = True
    return len(found)


def _deleted_by_hand(work: UnitOfWork, series: TaskSeries) -> set[str]:
    """The tasks that went by a step that left their series as it was."""
    work.session.flush()
    rows = work.plain(_DELETED, (series.id, series.id))
    return {row_id for row_id, is_of_series in rows if not is_of_series}


def _rows(work: Reading, series: TaskSeries) -> list[Task]:
    return list(work.session.scalars(select(Task).where(Task.series_id == series.id)))


def _series(work: Reading, task: Task) -> TaskSeries:
    if task.series_id is None:
        raise UserError(Message("“{name}” does not repeat.", name=task.subject))
    return records.find(work, TaskSeries, task.series_id)


def _days(reading: Reading, series: TaskSeries | SeriesDraft) -> Iterator[date]:
    """The days of a series from today to the horizon; at least its next one."""
    assert series.starts_on is not None
    last = reading.today + timedelta(days=parameter.integer(reading, parameter.TASK_HORIZON))
    farthest = max(reading.today, series.starts_on) + timedelta(days=_LOOK_DAYS)
    count = 0
    for moment in _rule(series.repeats, series.starts_on):
        day = moment.date()
        if (series.ends_on and day > series.ends_on) or day > farthest or (day > last and count):
            return
        if day >= reading.today:
            count += 1
            yield day


def _rule(repeats: str, starts_on: date) -> Any:
    return rrulestr(repeats, dtstart=datetime(starts_on.year, starts_on.month, starts_on.day))


def _is_rule(repeats: str) -> bool:
    try:
        rule = _rule(repeats, date(2026, 1, 1))
    except (ValueError, KeyError, TypeError, AttributeError):
        return False
    # Tasks have days: nothing repeats within one. Every 0 days would never come to the next.
    return not isinstance(rule, rruleset) and rule._freq <= DAILY and rule._interval > 0 and len(rule._timeset) == 1


def _check(work: Reading, draft: SeriesDraft) -> None:
    problems = Problems()
    problems.require("subject", draft.subject, Message("Write in a few words what is to be done."))
    problems.require("starts_on", draft.starts_on, Message("Choose the day on which it begins."))
    if not _is_rule(draft.repeats):
        problems.add("repeats", Message("Choose how often it repeats."))
    if draft.starts_on and draft.ends_on and draft.ends_on < draft.starts_on:
        problems.add("ends_on", Message("It ends before it begins. Choose a later end."))
    if draft.at_minute is not None and not 0 <= draft.at_minute < _DAY_MINUTES:
        problems.add("at_minute", Message("Choose a time of the day."))
    problems.refuse()
    plan = {name: getattr(draft, name) for name in _OF_TASK}
    tasks.check_draft(work, TaskDraft(**plan, due_on=max(draft.starts_on or work.today, work.today)))
