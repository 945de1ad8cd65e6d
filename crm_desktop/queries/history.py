"""The past of one field of a record as the business tells it: what it was, from which day to which."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Text, bindparam, select

from crm_desktop.models import HistoryEntry
from crm_desktop.queries.asked import RECORD
from crm_desktop.queries.names import user_name
from crm_desktop.storage.database import Reading


@dataclass(frozen=True)
class Stay:
    """A field had `value` from a day on until another took its place; the last one has no `to_on`."""

    value: str | None
    from_on: date
    to_on: date | None
    changed_at: int
    by: str | None
    note: str | None

    @property
    def days(self) -> int | None:
        """How long it stayed, once that is over."""
        return (self.to_on - self.from_on).days if self.to_on else None


_entry = HistoryEntry
_FIELD: Any = bindparam("field", type_=Text)
_STAYS = (
    select(_entry.value, _entry.from_on, _entry.changed_at, user_name(_entry.by_id), _entry.note)
    .where(_entry.record_id == RECORD, _entry.field == _FIELD, _entry.deleted.is_(False))
    .order_by(_entry.from_on, _entry.changed_at, _entry.id)
)


def history(reading: Reading, record_id: str, field: str) -> tuple[Stay, ...]:
    """What a field of a record was, oldest first."""
    rows = reading.fetch(_STAYS, {"record": record_id, "field": field})
    ends = [*(row[1] for row in rows), None][1:]
    return tuple(
        Stay(value, from_on, to_on, changed_at, by, note)
        for (value, from_on, changed_at, by, note), to_on in zip(rows, ends, strict=True)
    )
