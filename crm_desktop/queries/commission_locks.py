"""Which months of commission are locked, by which lock, and what they said."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from crm_desktop.core.commission_period import Entry
from crm_desktop.core.commission_told import Told
from crm_desktop.core.months import month_after
from crm_desktop.models.commission import COMMISSION
from crm_desktop.storage.database import Reading

# Of two locks of one month, made on laptops that did not know of each other, the one made earlier counts.
_COUNTING = """
FROM period_snapshot s WHERE s.kind = ? AND s.deleted = 0 AND NOT EXISTS (
    SELECT 1 FROM period_snapshot o WHERE o.kind = s.kind AND o.period = s.period AND o.deleted = 0
    AND (coalesce(o.locked_at, 0), o.id) < (coalesce(s.locked_at, 0), s.id))
"""
_ENTRY = (
    "period, user_id, kind, source_key, on_day, amount_minor, part_minor, base_minor, rate_e6, share_e6, receipt_id,"
    " adjustment_id, coalesce(contract_id, order_id), product_id, rule_id"
)
_SUMMED = "sum(amount_minor), sum(part_minor), sum(base_minor)"


@dataclass(frozen=True)
class Lock:
    """A locked month, its total and what each person got."""

    id: str
    period: str
    locked_at: int
    locked_by_id: str | None
    total: int
    people: Mapping[str, int]
    lines: int


def locks(reading: Reading) -> list[Lock]:
    """The locks that count, oldest month first."""
    statement = (
        f"SELECT s.id, s.period, coalesce(s.locked_at, 0), s.locked_by_id, s.payload {_COUNTING} ORDER BY s.period"
    )
    return [_lock(*row) for row in reading.plain(statement, (COMMISSION,))]


def first_open(known: Iterable[Lock]) -> str | None:
    """The month after the last locked one; None when nothing is locked yet."""
    last = max((each.period for each in known), default=None)
    return None if last is None else month_after(last)


def locked_through(reading: Reading) -> str | None:
    """The last locked month."""
    return max((each.period for each in locks(reading)), default=None)


def said(reading: Reading, known: Iterable[Lock]) -> Told:
    """What all locked months together said."""
    # Read as they lie and summed up there: sorting the long keys takes longer than all the rest.
    statement = (
        "SELECT receipt_id, source_key, amount_minor FROM commission_entry NOT INDEXED"
        " WHERE deleted = 0 AND snapshot_id IN (SELECT value FROM json_each(?))"
    )
    return Told.of(reading.each(statement, (_ids(known),)))


def said_of(reading: Reading, known: Iterable[Lock], keys: Iterable[str]) -> dict[str, Entry]:
    """What all locked months together said of some things."""
    wanted = set(keys)
    if not wanted:
        return {}
    columns = _ENTRY.replace("amount_minor, part_minor, base_minor", _SUMMED)
    statement = (
        f"SELECT {columns} FROM commission_entry WHERE deleted = 0"
        " AND snapshot_id IN (SELECT value FROM json_each(?)) AND source_key IN (SELECT value FROM json_each(?))"
        " GROUP BY source_key"
    )
    rows = reading.plain(statement, (_ids(known), json.dumps(sorted(wanted))))
    return {entry.key: entry for entry in (Entry(*row) for row in rows)}


def entries_of(reading: Reading, lock: Lock, user_id: str | None = None) -> list[Entry]:
    """The lines of a locked month, of one person where given."""
    one = "" if user_id is None else " AND user_id = ?"
    statement = f"SELECT {_ENTRY} FROM commission_entry WHERE snapshot_id = ? AND deleted = 0{one} ORDER BY position"
    return [Entry(*row) for row in reading.plain(statement, (lock.id, *(() if user_id is None else (user_id,))))]


def lines_of(reading: Reading, known: Iterable[Lock], people: Iterable[str]) -> dict[str, int]:
    """How many lines of some people each lock has."""
    statement = (
        "SELECT snapshot_id, count(*) FROM commission_entry WHERE deleted = 0"
        " AND snapshot_id IN (SELECT value FROM json_each(?)) AND user_id IN (SELECT value FROM json_each(?))"
        " GROUP BY snapshot_id"
    )
    return dict(reading.plain(statement, (_ids(known), json.dumps(sorted(people)))))


def _lock(lock_id: str, period: str, locked_at: int, by_id: str | None, payload: str) -> Lock:
    told = json.loads(payload)
    people = {str(user): int(amount) for user, amount in told.get("people", {}).items()}
    return Lock(lock_id, period, locked_at, by_id, int(told.get("total", 0)), people, int(told.get("lines", 0)))


def _ids(known: Iterable[Lock]) -> str:
    return json.dumps([each.id for each in known])
