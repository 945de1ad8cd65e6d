"""Human record numbers such as C-00417: this laptop hands them out from blocks of its own.

Blocks are leased in view of those of the others. A file that has a shared file leases the next one when it meets that;
a block that is used up before gives provisional numbers, C-3FA-17, that no other laptop gives.
"""

import json
import re

from sqlalchemy import Connection

from crm_desktop.core.ids import new_id
from crm_desktop.storage import journal
from crm_desktop.storage.connection import plain

BLOCK = 100
# What is left when a meeting with the shared file brings the next block.
FEW = 50
_DIGITS = re.compile("#+")
_TAG = 3


def take(connection: Connection, kind: str, count: int, pattern: str | None, now_ms: int) -> list[str]:
    """The next `count` numbers of a kind, written in its pattern: # stands for the digits, as in C-#####."""
    shape = pattern or "#"
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


def renew(connection: Connection) -> None:
    """Lease the next block of every kind with few numbers left; the others' blocks have just come in."""
    for kind, next_, last in plain(connection, "SELECT kind, next, last FROM number_counter WHERE last > 0"):
        if last - next_ + 1 + _reserved(connection, kind, last) < FEW:
            _lease(connection, kind, BLOCK)
    plain(connection, "DELETE FROM sync_meta WHERE key GLOB 'numbers.out.*'")


def is_low(connection: Connection) -> bool:
    """Whether `renew` has anything to do."""
    counters = plain(connection, "SELECT kind, next, last FROM number_counter WHERE last > 0")
    return any(last - next_ + 1 + _reserved(connection, kind, last) < FEW for kind, next_, last in counters)


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
    found = _reserve(connection, kind, row[0][1]) if row else None
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
    if "hub" not in meta or not had_one:
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
