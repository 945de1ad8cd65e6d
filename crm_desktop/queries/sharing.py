"""With whom a record is shared, and how its owners changed."""

from datetime import date
from typing import NamedTuple

from crm_desktop.storage.database import Reading


class Share(NamedTuple):
    """A person who sees a record by a share, and perhaps changes it, until a day."""

    user_id: str
    name: str
    may_write: bool
    until_on: date | None
    note: str | None
    by: str | None


class Ownership(NamedTuple):
    """From a day on a record was somebody's, or nobody's; who said so, and why."""

    from_on: date
    owner_id: str | None
    owner: str | None
    by: str | None
    note: str | None


def shares(reading: Reading, record_id: str) -> tuple[Share, ...]:
    """The shares of a record that hold today."""
    found = reading.plain(
        "SELECT s.user_id, u.name, s.may_write, s.until_on, s.note, b.name FROM record_share s"
        " JOIN app_user u ON u.id = s.user_id LEFT JOIN app_user b ON b.id = s.by_id"
        " WHERE s.record_id = ? AND s.deleted = 0 AND (s.until_on IS NULL OR s.until_on >= ?) ORDER BY u.name, u.id",
        (record_id, reading.today.isoformat()),
    )
    return tuple(Share(who, name, bool(may), _day(until), note, by) for who, name, may, until, note, by in found)


def owners(reading: Reading, record_id: str) -> tuple[Ownership, ...]:
    """Whose a record was from which day on, the newest first."""
    found = reading.plain(
        "SELECT h.from_on, h.value, u.name, b.name, h.note FROM history_entry h"
        " LEFT JOIN app_user u ON u.id = h.value LEFT JOIN app_user b ON b.id = h.by_id"
        " WHERE h.record_id = ? AND h.field = 'owner' AND h.deleted = 0"
        " ORDER BY h.from_on DESC, h.changed_at DESC, h.id DESC LIMIT 50",
        (record_id,),
    )
    return tuple(Ownership(date.fromisoformat(on), *rest) for on, *rest in found)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
