"""What is still to be done about one record, the most urgent first, as entries above its timeline."""

from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, Text, func, select, type_coerce

from crm_desktop.core.viewer import Viewer
from crm_desktop.models import Task
from crm_desktop.models.task import OPEN
from crm_desktop.queries import rights
from crm_desktop.queries.asked import RECORD
from crm_desktop.queries.names import contact_name, user_name
from crm_desktop.queries.timeline_items import TASK, TO_DO, TimelineItem
from crm_desktop.storage.database import Reading

# Nobody looks through more beside a record; the list of tasks has them all.
LISTED = 200


def open_tasks(reading: Reading, name: str, record_id: str | None) -> tuple[TimelineItem, ...]:
    """The open tasks that the viewer may see and that name a record in a column, such as `customer_id`."""
    rows = reading.fetch(_open(name, reading.viewer), {"record": record_id})
    return tuple(_item(TO_DO, row) for row in rows)


def own_entry(reading: Reading, task_id: str) -> TimelineItem | None:
    """The entry of a task itself, whatever became of it."""
    rows = reading.fetch(_one(), {"record": task_id})
    return next((_item(TO_DO if row[6] == OPEN else TASK, row) for row in rows), None)


def _item(kind: str, row: tuple[Any, ...]) -> TimelineItem:
    task_id, subject, due_on, due_at, choice_id, priority, status, detail, owner, contact, minutes, place = row
    return TimelineItem(
        (due_on, due_at or 0, f"{kind}:{task_id}"),
        kind,
        "task",
        task_id,
        date.fromisoformat(due_on),
        due_at,
        subject,
        choice_id,
        priority if status == OPEN else status,
        detail,
        *(None, None, None),
        owner,
        contact,
        minutes,
        place,
    )


def _tasks() -> Select[Any]:
    return select(
        Task.id,
        Task.subject,
        type_coerce(Task.due_on, Text),
        Task.due_at,
        Task.kind_id,
        Task.priority,
        Task.status,
        Task.detail,
        user_name(Task.owner_id),
        contact_name(Task.contact_id),
        Task.minutes,
        Task.place,
    ).where(Task.deleted.is_(False))


@lru_cache(maxsize=64)
def _open(name: str, viewer: Viewer) -> Select[Any]:
    by_time = (Task.due_on, func.coalesce(Task.due_at, 0), Task.id)
    statement = _tasks().where(getattr(Task, name) == RECORD, Task.status == OPEN)
    return rights.seen(Task, viewer, statement).order_by(*by_time).limit(LISTED)


@lru_cache(maxsize=1)
def _one() -> Select[Any]:
    return _tasks().where(Task.id == RECORD)
