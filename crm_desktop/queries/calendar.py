"""The viewer's own tasks, activities and steps of leads between two days, for the calendar."""

from dataclasses import dataclass
from datetime import date

from crm_desktop.core.clock import day_of
from crm_desktop.storage.database import Reading

TASK, ACTIVITY, STEP = "task", "interaction", "lead_plan_item"


@dataclass(frozen=True)
class CalendarItem:
    """Something in the calendar; one without `at` belongs to the whole day. Only open tasks can be moved."""

    kind: str
    record_id: str
    title: str
    on: date
    at: int | None
    minutes: int | None
    priority: str | None
    status: str | None
    kind_id: str | None
    customer: str | None
    series_id: str | None = None

    @property
    def is_movable(self) -> bool:
        """Whether it may be planned for another time."""
        return self.status == "open"


_CUSTOMER = "(SELECT name FROM customer WHERE id = r.customer_id)"
_TASKS = (
    f"SELECT 'task', r.id, r.subject, r.due_on, r.due_at, r.minutes, r.priority, r.status, r.kind_id, {_CUSTOMER},"
    " r.series_id FROM task r WHERE r.owner_id = ?1 AND r.deleted = 0 AND r.status IN ('open', 'done')"
    " AND r.due_on BETWEEN ?2 AND ?3"
)
_ACTIVITIES = (
    "SELECT 'interaction', r.id, r.subject, r.happened_on, r.happened_at, r.minutes, NULL, NULL, r.kind_id,"
    f" {_CUSTOMER}, NULL FROM interaction r WHERE r.deleted = 0 AND r.happened_on BETWEEN ?2 AND ?3 AND r.owner_id = ?1"
)
_STEPS = (
    "SELECT 'lead_plan_item', r.id, r.item, r.due_on, NULL, NULL, NULL, CASE WHEN r.result IS NULL THEN NULL"
    " ELSE 'done' END, NULL, l.customer_name FROM lead_plan_item r JOIN lead l ON l.id = r.lead_id AND l.deleted = 0"
    " WHERE r.deleted = 0 AND l.owner_id = ?1 AND r.due_on BETWEEN ?2 AND ?3 AND l.status = 'assigned'"
)


def calendar(reading: Reading, first: date, last: date) -> list[CalendarItem]:
    """What lies between two days, by day and time; what belongs to the whole day comes first."""
    asked = (reading.viewer.user_id, first.isoformat(), last.isoformat())
    rows = [*reading.plain(_TASKS, asked), *reading.plain(_ACTIVITIES, asked), *reading.plain(_STEPS, asked)]
    items = []
    for kind, record_id, title, on, at, *rest in rows:
        day = date.fromisoformat(on)
        moment = at if at is not None and day_of(at, reading.zone) == day else None
        items.append(CalendarItem(kind, record_id, title, day, moment, *rest))
    return sorted(items, key=lambda each: (each.on, each.at is not None, each.at or 0, each.title, each.record_id))
