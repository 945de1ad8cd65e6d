"""Tasks: planned, given to someone, put off, done, dropped and taken up again.

Whoever may change the customer of a task may change it, and so may its owner and whoever made it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from crm_desktop.core.clock import day_of, instant_of, moment_of
from crm_desktop.core.errors import Invalid, UserError
from crm_desktop.core.i18n import Message
from crm_desktop.models import (
    Campaign,
    Contact,
    Customer,
    DictionaryEntry,
    Lead,
    Opportunity,
    ServiceCase,
    Synced,
    Task,
    User,
)
from crm_desktop.models.task import DONE, DROPPED, NORMAL, OPEN, PRIORITIES
from crm_desktop.operations import drafts, field_rules, ownership, records, subjects
from crm_desktop.operations.references import check_choice, check_references
from crm_desktop.operations.validation import Problems
from crm_desktop.storage.database import Reading, UnitOfWork

DAY_MINUTES = 24 * 60
# What is planned for longer ahead is a slip of the keyboard.
YEARS_AHEAD = 20
_POINTS_TO: dict[str, type[Synced]] = {
    "kind_id": DictionaryEntry,
    "customer_id": Customer,
    "contact_id": Contact,
    "opportunity_id": Opportunity,
    "case_id": ServiceCase,
    "lead_id": Lead,
    "campaign_id": Campaign,
    "owner_id": User,
}


@dataclass(frozen=True)
class TaskDraft:
    """A task as a form edits it. `due_at` lies within `due_on`, none for a task of the whole day.

    Without a customer it belongs to that of its deal, case or lead, or to the only one of its contact.
    """

    subject: str = ""
    detail: str | None = None
    kind_id: str | None = None
    priority: str = NORMAL
    owner_id: str | None = None
    customer_id: str | None = None
    contact_id: str | None = None
    opportunity_id: str | None = None
    case_id: str | None = None
    lead_id: str | None = None
    campaign_id: str | None = None
    place: str | None = None
    due_on: date | None = None
    due_at: int | None = None
    minutes: int | None = None
    remind_at: int | None = None


def new_task(reading: Reading, **about: Any) -> TaskDraft:
    """The draft a form for a new task starts with: one's own, for today; `about` says what it is about."""
    draft = TaskDraft(owner_id=reading.viewer.user_id or None, due_on=reading.today, **about)
    return replace(
        draft,
        customer_id=draft.customer_id or subjects.of_subject(reading, draft, "customer_id"),
        contact_id=draft.contact_id or subjects.of_subject(reading, draft, "contact_id"),
    )


def task_draft(reading: Reading, task_id: str) -> TaskDraft:
    """What a form edits of a task."""
    return drafts.loaded(TaskDraft, records.find(reading, Task, task_id))


def create_task(work: UnitOfWork, draft: TaskDraft, *, task_id: str = "") -> str:
    """Plan something; returns its id. It is the actor's own unless someone else is to do it."""
    draft = _completed(work, draft)
    draft = replace(draft, owner_id=ownership.first_owner(work, draft.owner_id))
    check_draft(work, draft)
    field_rules.check_new(work, "task", draft)
    me = work.viewer.user_id or None
    given = {"assigned_by_id": me, "assigned_at": work.now_ms} if draft.owner_id != me else {}
    made = {"created_by_id": me, "created_at": work.now_ms}
    task = Task(id=task_id or work.new_id(), **records.values_of(draft), **given, **made)
    work.session.add(task)
    return task.id


def update_task(
    work: UnitOfWork, task_id: str, draft: TaskDraft, loaded: TaskDraft | None = None, position: int | None = None
) -> None:
    """Change what is planned; only what differs from `loaded` is written."""
    task = records.find_to_change(work, Task, task_id)
    before = records.values_of(loaded or task_draft(work, task_id))
    draft = _moved_along(work, _completed(work, draft), task)
    check_draft(work, draft, task)
    field_rules.check_change(work, task, draft)
    values = records.values_of(draft)
    owner_id = values.pop("owner_id")
    if records.apply(work, task, values, before, position) & {"subject", "due_on"}:
        _keep_step(work, task)
    if owner_id != before["owner_id"]:
        _give(work, task, owner_id, position)


def assign_tasks(work: UnitOfWork, ids: Iterable[str], owner_id: str | None) -> int:
    """Give tasks to someone to do; returns how many."""
    return _each(work, ids, lambda task: _give(work, task, owner_id))


def finish_tasks(work: UnitOfWork, ids: Iterable[str], result: str | None = None) -> int:
    """Mark open tasks as done by the actor; returns how many were open."""
    return _each(work, ids, lambda task: close(work, task, DONE, result))


def drop_tasks(work: UnitOfWork, ids: Iterable[str], reason: str | None = None) -> int:
    """Give open tasks up, perhaps with a reason; returns how many were open."""
    return _each(work, ids, lambda task: close(work, task, DROPPED, reason))


def reopen_tasks(work: UnitOfWork, ids: Iterable[str]) -> int:
    """Take up tasks again that were done or dropped; returns how many."""
    return _each(work, ids, _reopen)


def put_off(work: UnitOfWork, ids: Iterable[str], day: date) -> int:
    """Plan open tasks for another day, at the same time of day; returns how many moved."""
    if not work.today <= day <= work.today + timedelta(days=366 * YEARS_AHEAD):
        raise Invalid({"due_on": Message("Choose today or a later day.")})
    return _each(work, ids, lambda task: move(work, task, day))


def plan_at(work: UnitOfWork, task_id: str, day: date, minute: int | None, minutes: int | None) -> None:
    """Plan an open task for a day, at a minute of it or for the whole day, as long as given; as the calendar does."""
    task = records.find_to_change(work, Task, task_id)
    if not task.is_open:
        raise UserError(Message("“{name}” is closed. Take it up again first.", name=task.subject))
    due_at = None if minute is None else instant_of(day, work.zone, *divmod(minute, 60))
    draft = replace(task_draft(work, task_id), due_on=day, due_at=due_at, minutes=minutes)
    if draft.remind_at is not None:
        before = _start(work, task.due_on, task.due_at) - draft.remind_at
        draft = replace(draft, remind_at=_start(work, day, due_at) - before)
    check_draft(work, draft, task)
    if records.apply(work, task, records.values_of(draft)) & {"due_on"}:
        _keep_step(work, task)


def move(work: UnitOfWork, task: Task, day: date, minute: int | None = None) -> bool:
    """Plan an open task for a day, at a minute of it or at its time of day; its reminder moves along."""
    if not task.is_open:
        raise UserError(Message("“{name}” is closed. Take it up again first.", name=task.subject))
    due_at = task.due_at
    if minute is not None:
        due_at = instant_of(day, work.zone, *divmod(minute, 60))
    elif due_at is not None:
        at = moment_of(due_at, work.zone)
        due_at = instant_of(day, work.zone, at.hour, at.minute)
    if (task.due_on, task.due_at) == (day, due_at):
        return False
    if task.remind_at is not None:
        before = _start(work, task.due_on, task.due_at) - task.remind_at
        task.remind_at = _start(work, day, due_at) - before
    task.due_on, task.due_at = day, due_at
    return True


def close(work: UnitOfWork, task: Task, status: str, result: str | None = None, told_by: str | None = None) -> bool:
    """Close an open task; `told_by` is the interaction that tells what came of it."""
    if not task.is_open:
        return False
    task.status, task.result = status, (result or "").strip() or None
    task.done_at, task.done_on, task.done_by_id = work.now_ms, work.today, work.viewer.user_id or None
    task.interaction_id = told_by
    return True


def delete_tasks(work: UnitOfWork, ids: Iterable[str]) -> int:
    """Delete tasks; returns how many."""
    return records.delete(work, Task, ids)


def _each(work: UnitOfWork, ids: Iterable[str], do: Callable[[Task], bool]) -> int:
    changed = [task for task in records.find_all_to_change(work, Task, ids) if do(task)]
    for task in changed:
        _keep_step(work, task)
    return len(changed)


def _keep_step(work: UnitOfWork, task: Task) -> None:
    # What plans tasks for next steps stands above this module.
    from crm_desktop.operations.follow_up import keep_step

    keep_step(work, task)


def _reopen(task: Task) -> bool:
    if task.is_open:
        return False
    task.status, task.result, task.interaction_id = OPEN, None, None
    task.done_at = task.done_on = task.done_by_id = None
    return True


def _give(work: UnitOfWork, task: Task, owner_id: str | None, position: int | None = None) -> bool:
    if owner_id is None:
        raise Invalid({"owner_id": Message("Choose who is to do it.")})
    if not ownership.hand_over(work, task, owner_id, position=position):
        return False
    task.assigned_by_id, task.assigned_at = work.viewer.user_id or None, work.now_ms
    return True


def _moved_along(work: UnitOfWork, draft: TaskDraft, task: Task) -> TaskDraft:
    """A new day alone moves time and reminder with it."""
    if draft.due_on is None or draft.due_on == task.due_on:
        return draft
    later = (draft.due_on - task.due_on).days

    def moved(instant: int) -> int:
        at = moment_of(instant, work.zone)
        return instant_of(at.date() + timedelta(days=later), work.zone, at.hour, at.minute)

    kept: dict[str, Any] = {
        name: moved(getattr(task, name))
        for name in ("due_at", "remind_at")
        if getattr(task, name) is not None and getattr(draft, name) == getattr(task, name)
    }
    return replace(draft, **kept)


def _start(work: Reading, day: date, at: int | None) -> int:
    return at if at is not None else instant_of(day, work.zone, 0)


def _completed(work: UnitOfWork, draft: TaskDraft) -> TaskDraft:
    return replace(draft, customer_id=draft.customer_id or subjects.customer_of(work, draft))


def _day_of(instant: int, zone: ZoneInfo) -> date:
    """The day of an instant, which may lie beyond all days that there are."""
    try:
        return day_of(instant, zone)
    except (OverflowError, ValueError):
        return date.max if instant > 0 else date.min


def check_draft(work: Reading, draft: TaskDraft, current: Task | None = None) -> None:
    """Refuse what cannot be planned, each field with what to do about it."""
    problems = Problems()
    problems.require("subject", draft.subject, Message("Write in a few words what is to be done."))
    problems.require("due_on", draft.due_on, Message("Choose the day on which it is to be done."))
    problems.one_of("priority", draft.priority, PRIORITIES)
    problems.within("minutes", draft.minutes, 1, DAY_MINUTES, Message("Give the minutes of one day at most."))
    if draft.due_on and draft.due_on > work.today + timedelta(days=366 * YEARS_AHEAD):
        problems.add(
            "due_on", Message("This day is too far ahead. Choose one within {years} years.", years=YEARS_AHEAD)
        )
    if draft.due_on and draft.due_on < work.today and (current is None or draft.due_on != current.due_on):
        problems.add("due_on", Message("Choose today or a later day."))
    if draft.due_at is not None and _day_of(draft.due_at, work.zone) != draft.due_on:
        problems.add("due_at", Message("The time must lie within the day it is due."))
    is_new_reminder = draft.remind_at is not None and (current is None or draft.remind_at != current.remind_at)
    # One that was put off may lie behind the day of a task that is late.
    if is_new_reminder and draft.due_on and _day_of(draft.remind_at or 0, work.zone) > draft.due_on:
        problems.add("remind_at", Message("Remind on the day it is due, or before."))
    check_references(work, problems, draft, _POINTS_TO, current)
    check_choice(work, problems, "kind_id", draft.kind_id, "interaction_kind")
    problems.refuse()
