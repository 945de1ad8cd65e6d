"""Human record numbers such as C-00417: this laptop hands them out from blocks of its own."""

import re

from sqlalchemy import Connection

from crm_desktop.core.ids import new_id
from crm_desktop.storage.connection import plain

BLOCK = 100
_DIGITS = re.compile("#+")


def take(connection: Connection, kind: str, count: int, pattern: str | None) -> list[str]:
    """The next `count` numbers of a kind, written in its pattern: # stands for the digits, as in C-#####."""
    taken: list[int] = []
    while len(taken) < count:
        row = plain(connection, "SELECT next, last FROM number_counter WHERE kind = ?", (kind,))
        first, last = row[0] if row and row[0][0] <= row[0][1] else _lease(connection, kind, count - len(taken))
        upto = min(last, first + count - len(taken) - 1)
        taken.extend(range(first, upto + 1))
        plain(connection, "UPDATE number_counter SET next = ? WHERE kind = ?", (upto + 1, kind))
    return [written(number, pattern or "#") for number in taken]


def written(number: int, pattern: str) -> str:
    """A number in a pattern: its first run of # becomes the digits, at least as many as there are."""
    run = _DIGITS.search(pattern)
    if run is None:
        return f"{pattern}{number}"
    return f"{pattern[: run.start()]}{number:0{len(run[0])}d}{pattern[run.end() :]}"


def _lease(connection: Connection, kind: str, wanted: int) -> tuple[int, int]:
    """Take a new block behind every known one; the block is journaled, so other laptops keep clear of it."""
    known = connection.exec_driver_sql("SELECT max(last) FROM number_block WHERE kind = ?", (kind,)).scalar()
    first = (known or 0) + 1
    last = first + max(BLOCK, wanted) - 1
    replica = connection.exec_driver_sql("SELECT r.id FROM sync_state s JOIN sync_replica r ON r.n = s.me").scalar_one()
    connection.exec_driver_sql(
        "INSERT INTO number_block(id, deleted, kind, replica, first, last) VALUES (?, 0, ?, ?, ?, ?)",
        (new_id(), kind, replica, first, last),
    )
    connection.exec_driver_sql("DELETE FROM number_counter WHERE kind = ?", (kind,))
    connection.exec_driver_sql("INSERT INTO number_counter(kind, next, last) VALUES (?, ?, ?)", (kind, first, last))
    return first, last
