"""Who knew what: how much of each other replica's journal this file holds, and what a step was written in view of.

What `origin` had of the others is stored once for each epoch; a transaction names its epoch. After a merge that brought
something the next transaction opens a new one.
"""

import json
from collections.abc import Callable, Mapping

from sqlalchemy import Connection

from crm_desktop.storage.connection import plain
from crm_desktop.storage.sealing import context_text


def vector(connection: Connection) -> dict[str, int]:
    """Replica → the last sequence of it that this file holds."""
    rows = plain(connection, "SELECT id, (SELECT max(seq) FROM sync_txn WHERE origin = n) FROM sync_replica")
    return {replica: seq for replica, seq in rows if seq}


def current(connection: Connection) -> tuple[int, str]:
    """(epoch, context) of a transaction written now: in view of all that the file holds."""
    ((me, epoch, is_dirty),) = plain(connection, "SELECT me, ctx, ctx_dirty FROM sync_state")
    if is_dirty:
        epoch = _open(connection, me, _of_others(connection))
        plain(connection, "UPDATE sync_state SET ctx = ?, ctx_dirty = 0", (epoch,))
    ((text,),) = plain(connection, "SELECT vec FROM sync_ctx WHERE origin = ? AND epoch = ?", (me, epoch))
    return epoch, text


def as_of(connection: Connection, position: int) -> tuple[int, str]:
    """(epoch, context) of a transaction written in view of what the file held at a position of its journal."""
    known = _of_others(connection)
    since = plain(
        connection,
        "SELECT r.id, min(c.seq) FROM sync_change c JOIN sync_replica r ON r.n = c.origin"
        " WHERE c.id > ? AND c.origin <> (SELECT me FROM sync_state) GROUP BY c.origin",
        (position,),
    )
    if not since:
        return current(connection)
    known |= {replica: min(known[replica], seq - 1) for replica, seq in since}
    ((me,),) = plain(connection, "SELECT me FROM sync_state")
    seen = {replica: seq for replica, seq in known.items() if seq}
    return _open(connection, me, seen), context_text(seen)


def reader(connection: Connection) -> Callable[[int, int], Mapping[str, int]]:
    """A function of (origin, epoch) that gives a context; each is read once."""
    found: dict[tuple[int, int], Mapping[str, int]] = {}

    def read(origin: int, epoch: int) -> Mapping[str, int]:
        key = origin, epoch
        if key not in found:
            ((text,),) = plain(connection, "SELECT vec FROM sync_ctx WHERE origin = ? AND epoch = ?", key)
            found[key] = json.loads(text)
        return found[key]

    return read


def _of_others(connection: Connection) -> dict[str, int]:
    ((own,),) = plain(connection, "SELECT id FROM sync_replica WHERE n = (SELECT me FROM sync_state)")
    return {replica: seq for replica, seq in vector(connection).items() if replica != own}


def _open(connection: Connection, me: int, context: Mapping[str, int]) -> int:
    ((newest,),) = plain(connection, "SELECT coalesce(max(epoch), 0) FROM sync_ctx WHERE origin = ?", (me,))
    plain(connection, "INSERT INTO sync_ctx VALUES (?, ?, ?)", (me, newest + 1, context_text(context)))
    return int(newest) + 1
