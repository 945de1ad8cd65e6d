"""What the acting user is to be reminded of now, when the next reminder comes, and the overview of a day."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from crm_desktop.core.reminding import MISSED_DAYS
from crm_desktop.queries.today import (
    BIRTHDAY_DAYS,
    BIRTHDAYS,
    CASES,
    DUE,
    LEAVING,
    OVERDUE,
    STEPS,
    TodayItem,
    cases,
    today,
)
from crm_desktop.storage.database import Reading

REMINDERS = "reminders"
BIRTHDAY_AHEAD = 1
_DAY_MS = 86_400_000
_SECTIONS = (CASES, OVERDUE, DUE, STEPS, LEAVING, BIRTHDAYS)
_STANDING = """
SELECT r.id, r.subject, r.due_on, r.due_at, r.minutes, r.customer_id,
    (SELECT name FROM customer WHERE id = r.customer_id), r.contact_id, r.priority, r.kind_id, r.remind_at
FROM task r
WHERE r.deleted = 0 AND r.status = 'open' AND r.remind_at BETWEEN ? AND ? AND r.owner_id = ?
ORDER BY r.remind_at DESC, r.id
"""
_NEXT = """
SELECT r.remind_at FROM task r
WHERE r.deleted = 0 AND r.status = 'open' AND r.remind_at > ? AND r.owner_id = ? ORDER BY r.remind_at LIMIT 1
"""


@dataclass(frozen=True)
class Reminder:
    """A task whose reminder has come and that nobody answered yet, or a case near or past its time limit."""

    item: TodayItem
    remind_at: int


@dataclass(frozen=True)
class Reminders:
    """What stands, the newest first, and the instant of the next one."""

    standing: tuple[Reminder, ...] = ()
    next_at: int | None = None


@dataclass(frozen=True)
class Overview:
    """What a day holds in short: how much of each, and the lines of those that are named."""

    counts: dict[str, int]
    leaving: tuple[TodayItem, ...] = ()
    birthdays: tuple[TodayItem, ...] = ()

    @property
    def has_any(self) -> bool:
        """Whether there is anything to say."""
        return any(self.counts.values())


def reminders(reading: Reading) -> Reminders:
    """The open tasks of the viewer that are due to be reminded of, and cases that call; from indexes alone."""
    me, now = reading.viewer.user_id, reading.now_ms
    if not me:
        return Reminders()
    found = reading.plain(_STANDING, (now - MISSED_DAYS * _DAY_MS, now, me))
    standing = []
    for record_id, subject, due_on, *rest, remind_at in found:
        item = TodayItem(REMINDERS, "task", record_id, subject, date.fromisoformat(due_on), *rest)
        standing.append(Reminder(item, remind_at))
    for item, called_at in cases(reading):
        if called_at >= now - MISSED_DAYS * _DAY_MS:
            standing.append(Reminder(replace(item, section=REMINDERS), called_at))
    standing.sort(key=lambda each: -each.remind_at)
    coming = reading.plain(_NEXT, (now, me))
    return Reminders(tuple(standing), coming[0][0] if coming else None)


def overview(reading: Reading) -> Overview:
    """What the viewer's day holds: due and late tasks, next steps, customers about to leave, birthdays."""
    day = today(reading, _SECTIONS)
    counts = dict(day.counts)
    last = reading.today + timedelta(days=birthday_days(reading))
    born = tuple(each for each in day.of(BIRTHDAYS) if each.on <= last)
    if counts:
        counts[BIRTHDAYS] = len(born)
    return Overview(counts, day.of(LEAVING), born)


def birthday_days(reading: Reading) -> int:
    """How many days ahead the overview names birthdays."""
    found = reading.plain("SELECT value FROM parameter WHERE name = 'reminder.birthday_days' AND deleted = 0")
    text = str(found[0][0] or "") if found else ""
    return min(BIRTHDAY_DAYS, int(text)) if text.isascii() and text.isdigit() else BIRTHDAY_AHEAD
