"""When to look for reminders and when the overview of a day is due: worked out from what a clock says alone."""

from dataclasses import dataclass
from datetime import date, datetime

# A program that stayed open overnight speaks of the new day when people are at work.
MORNING = 7
# Reminders older than this belong to tasks long overdue, which the overview counts.
MISSED_DAYS = 30


@dataclass
class ReminderClock:
    """What is known to come: `next_at` is the next reminder of the user, `told_on` the day whose overview was told.

    A computer that slept, or a clock put back, only means that what is due now differs from what was due before.
    """

    started_on: date
    next_at: int | None = None
    told_on: date | None = None
    looked_at: int | None = None

    def wants_a_look(self, now_ms: int, now: datetime) -> bool:
        """Whether something may be due; `now` is the same instant on the company's clock."""
        if self.looked_at is None or now_ms < self.looked_at:
            return True
        return (self.next_at is not None and now_ms >= self.next_at) or self.overview_is_due(now)

    def overview_is_due(self, now: datetime) -> bool:
        """Whether the overview of the day was not told yet, and it is time: at the first start, else in the morning."""
        return self.told_on != now.date() and (self.started_on == now.date() or now.hour >= MORNING)

    def looked(self, now_ms: int, now: datetime, next_at: int | None) -> None:
        """Remember what a look found; an overview that was due is told with it."""
        if self.overview_is_due(now):
            self.told_on = now.date()
        self.looked_at, self.next_at = now_ms, next_at

    def forget(self) -> None:
        """Look again: reminders changed, or another user acts."""
        self.looked_at = None


def reminder_key(user_id: str, task_id: str, remind_at: int) -> str:
    """What a computer remembers of a reminder it showed; put off, it is another one."""
    return f"task {user_id} {task_id} {remind_at}"


def overview_key(user_id: str, day: date) -> str:
    """What a computer remembers of the overview of a day."""
    return f"day {user_id} {day.isoformat()}"
