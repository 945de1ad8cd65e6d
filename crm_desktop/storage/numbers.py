"""Human record numbers such as C-00417: this laptop hands them out from blocks of its own.

Blocks are leased in view of those of the others. A file that has a shared file leases the next one when it meets that;
a block that is used up before gives provisional numbers, C-3FA-17, that no other laptop gives.
"""

import json
import re
from datetime import date

from sqlalchemy import Connection

from crm_desktop.core.ids import new_id
from crm_desktop.storage import journal, number_periods
from crm_desktop.storage.connection import plain

BLOCK = 100
# What is left when a meeting with the shared file brings the next block.
FEW = 50
_DIGITS = re.compile("#+")
_TAG = 3


def take(connection: Connection, kind: str, count: int, pattern: str | None, now_ms: int, today: date) -> list[str]:
    """The next `count` numbers of a kind, written in its pattern: # stands for the digits, as in C-#####.

    A pattern with parts of the day counts each of its periods by itself.
    """
    shape = number_periods.dated(pattern or "#", today)
    kind = number_periods.counted_as(kind, number_periods.period_of(pattern or "", today))
    taken: list[str] = []
    while len(taken) < count:
        wanted = count - len(taken)
        block = _block(connection, kind, wanted, now_ms)
        if block is None:
            return taken + _provisional(connection, kind, wanted, shape)
        first, last = block
        upto = min(last, first + wanted - 1)
        taken += [written(number, shape) for number in range(first, upto + 1)]
        plain(connection, "UPDATE number_counter SET next = ? WHERE kind = ?", (upto + 1, kind))
    return taken


def upcoming(connection: Connection, kind: str, count: int, pattern: str | None, today: date) -> list[str]:
    """The numbers that this laptop would give next; nothing is taken."""
    shape = number_periods.dated(pattern or "#", today)
    kind = number_periods.counted_as(kind, number_periods.period_of(pattern or "", today))
    row = plain(connection, "SELECT next, last FROM number_counter WHERE kind = ?", (kind,))
    if row and row[0][0] <= row[0][1]:
        first = int(row[0][0])
    elif (found := _reserve(connection, kind, row[0][1] if row else 0)) is not None:
        first = found[0]
    else:
        ((known,),) = plain(connection, "SELECT max(last) FROM number_block WHERE kind = ?", (kind,))
        first = (known or 0) + 1
    return [written(number, shape) for number in range(first, first + count)]


def renew(connection: Connection, today: date) -> None:
    """Lease the next block of every kind with few numbers left; the others' blocks have just come in.

    Of what is counted by periods, this one and the next have a block: on their first day nobody may be met.
    """
    for kind in _lacking(connection, today):
        _lease(connection, kind, BLOCK)
    plain(connection, "DELETE FROM sync_meta WHERE key GLOB 'numbers.out.*'")


def is_low(connection: Connection, today: date) -> bool:
    """Whether `renew` has anything to do."""
    return any(True for _ in _lacking(connection, today))


def _lacking(connection: Connection, today: date) -> list[str]:
    """What a block is to be leased for."""
    counters = {
        kind: (first, last) for kind, first, last in plain(connection, "SELECT kind, next, last FROM number_counter")
    }
    by_period = (number_periods.wanted(kind, today) for kind in counters if number_periods.is_dated(kind))
    dated = {each: (1, 0) for pair in by_period for each in pair}
    plainly = {kind: span for kind, span in counters.items() if span[1] > 0 and not number_periods.is_dated(kind)}
    wanted = plainly | {kind: counters.get(kind, none) for kind, none in dated.items()}
    return [
        kind
        for kind, (first, last) in wanted.items()
        if max(0, last - first + 1) + _reserved(connection, kind, last) < FEW
    ]


def written(number: int, pattern: str) -> str:
    """A number in a pattern: its first run of # becomes the digits, at least as many as there are."""
    run = _DIGITS.search(pattern)
    if run is None:
        return f"{pattern}{number}"
    return f"{pattern[: run.start()]}{number:0{len(run[0])}d}{pattern[run.end() :]}"


def _block(connection: Connection, kind: str, wanted: int, now_ms: int) -> tuple[int, int] | None:
    """What is left of the block in use, else of the next one; None when there is none and none may be leased."""
    row = plain(connection, "SELECT next, last FROM number_counter WHERE kind = ?", (kind,))
    if row and row[0][0] <= row[0][1]:
        return int(row[0][0]), int(row[0][1])
    is_dated = number_periods.is_dated(kind)
    found = _reserve(connection, kind, row[0][1] if row else 0) if row or is_dated else None
    if found is None and _may_lease(connection, kind, bool(row), now_ms):
        found = _lease(connection, kind, wanted)
    if found is not None:
        plain(connection, "DELETE FROM number_counter WHERE kind = ?", (kind,))
        plain(connection, "INSERT INTO number_counter(kind, next, last) VALUES (?, ?, ?)", (kind, *found))
    return found


def _reserve(connection: Connection, kind: str, behind: int) -> tuple[int, int] | None:
    """The next block leased for this laptop already."""
    statement = (
        "SELECT first, last FROM number_block WHERE kind = ? AND replica = ? AND deleted = 0 AND first > ?"
        " ORDER BY first LIMIT 1"
    )
    found = plain(connection, statement, (kind, journal.own_id(connection), behind))
    return found[0] if found else None


def _reserved(connection: Connection, kind: str, behind: int) -> int:
    found = _reserve(connection, kind, behind)
    return found[1] - found[0] + 1 if found else 0


def _may_lease(connection: Connection, kind: str, had_one: bool, now_ms: int) -> bool:
    """Without a shared file always; with one, when it was met since the block before was used up."""
    key = f"numbers.out.{kind}"
    meta = dict(plain(connection, "SELECT key, value FROM sync_meta WHERE key IN ('hub', 'hub.last', ?)", (key,)))
    if "hub" not in meta or not (had_one or number_periods.is_dated(kind)):
        return True
    if key not in meta:
        plain(connection, "INSERT INTO sync_meta(key, value) VALUES (?, ?)", (key, str(now_ms)))
        return False
    met = json.loads(meta["hub.last"])["at_ms"] if meta.get("hub.last") else 0
    return bool(met > int(meta[key]))


def _provisional(connection: Connection, kind: str, count: int, pattern: str) -> list[str]:
    tag = journal.own_id(connection)[:_TAG].upper()
    counter = f"{kind}~{tag}"
    row = plain(connection, "SELECT next FROM number_counter WHERE kind = ?", (counter,))
    first = int(row[0][0]) if row else 1
    plain(connection, "DELETE FROM number_counter WHERE kind = ?", (counter,))
    plain(connection, "INSERT INTO number_counter(kind, next, last) VALUES (?, ?, 0)", (counter, first + count))
    return [_tagged(f"{tag}-{number}", pattern) for number in range(first, first + count)]


def _tagged(number: str, pattern: str) -> str:
    run = _DIGITS.search(pattern)
    return f"{pattern}{number}" if run is None else f"{pattern[: run.start()]}{number}{pattern[run.end() :]}"


def _lease(connection: Connection, kind: str, wanted: int) -> tuple[int, int]:
    """Take a new block behind every known one; the block is journaled, so other laptops keep clear of it."""
    ((known,),) = plain(connection, "SELECT max(last) FROM number_block WHERE kind = ?", (kind,))
    first = (known or 0) + 1
    last = first + max(BLOCK, wanted) - 1
    plain(
        connection,
        "INSERT INTO number_block(id, deleted, kind, replica, first, last) VALUES (?, 0, ?, ?, ?, ?)",
        (new_id(), kind, journal.own_id(connection), first, last),
    )
    plain(connection, "DELETE FROM sync_meta WHERE key = ?", (f"numbers.out.{kind}",))
    return first, last
