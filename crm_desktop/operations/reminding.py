"""What is done with a reminder that has come: put off, or seen and done with."""

from collections.abc import Iterable
from datetime import date

from crm_desktop.core.clock import instant_of
from crm_desktop.core.errors import Invalid
from crm_desktop.core.i18n import Message
from crm_desktop.models import Task
from crm_desktop.operations import records
from crm_desktop.storage.database import UnitOfWork

LONGEST_MINUTES = 7 * 24 * 60
MORNING_HOUR = 9
_MINUTE_MS = 60_000


def remind_again(work: UnitOfWork, ids: Iterable[str], minutes: int) -> int:
    """Remind of open tasks once more, so many minutes from now; returns how many."""
    if not 1 <= minutes <= LONGEST_MINUTES:
        raise Invalid({"remind_at": Message("Put a reminder off by one minute to seven days.")})
    return _set(work, ids, work.now_ms + minutes * _MINUTE_MS)


def remind_on(work: UnitOfWork, ids: Iterable[str], day: date) -> int:
    """Remind of open tasks once more, on the morning of a later day; returns how many."""
    if day <= work.today:
        raise Invalid({"remind_at": Message("Choose a later day.")})
    return _set(work, ids, instant_of(day, work.zone, MORNING_HOUR))


def end_reminders(work: UnitOfWork, ids: Iterable[str]) -> int:
    """Remind of these tasks no more, here and on every laptop; returns how many had a reminder."""
    return _set(work, ids, None)


def _set(work: UnitOfWork, ids: Iterable[str], at: int | None) -> int:
    count = 0
    for task in records.find_all_to_change(work, Task, ids):
        if task.is_open and task.remind_at != at:
            task.remind_at = at
            count += 1
    return count
