"""A new identity for a company file, or for the last steps written in it."""

import json
from uuid import uuid4

from sqlalchemy import Connection

from crm_desktop.storage import finds, folding, journal
from crm_desktop.storage.connection import plain
from crm_desktop.storage.journal import TransactionId
from crm_desktop.storage.sealing import context_text


def rehome(connection: Connection) -> None:
    """Become a new replica, within the caller's transaction: the next step is its first, in view of all that is here.

    The numbers of the blocks that were handed out to the old one stay with that.
    """
    finds.settle(connection)
    ((old, open_seq),) = plain(connection, "SELECT me, next_seq FROM sync_state")
    plain(connection, "INSERT INTO sync_replica(id) VALUES (?)", (uuid4().hex[:16],))
    ((new,),) = plain(connection, "SELECT max(n) FROM sync_replica")
    plain(connection, "UPDATE sync_state SET me = ?, next_seq = 1, ctx = 0, ctx_dirty = 1", (new,))
    # What a foreign program left unclosed is still to be closed.
    plain(connection, "UPDATE sync_change SET origin = ?, seq = 1 WHERE origin = ? AND seq = ?", (new, old, open_seq))
    plain(connection, "DELETE FROM number_counter")


def relabel(connection: Connection, keep: int) -> int:
    """Give this replica's steps after the sequence `keep` to a new identity; returns how many these are.

    The old identity went on elsewhere with other steps; nobody else has seen these, so their names may change.
    """
    ((old,),) = plain(connection, "SELECT me FROM sync_state")
    old_id = journal.own_id(connection)
    rehome(connection)
    ((new,),) = plain(connection, "SELECT me FROM sync_state")
    steps = plain(connection, "SELECT seq, ctx FROM sync_txn WHERE origin = ? AND seq > ? ORDER BY seq", (old, keep))
    for epoch in dict.fromkeys(epoch for _, epoch in steps):
        ((text,),) = plain(connection, "SELECT vec FROM sync_ctx WHERE origin = ? AND epoch = ?", (old, epoch))
        context = context_text({**json.loads(text), **({old_id: keep} if keep else {})})
        plain(connection, "INSERT INTO sync_ctx VALUES (?, ?, ?)", (new, epoch, context))
    for table in ("sync_txn", "sync_change"):
        plain(
            connection,
            f"UPDATE {table} SET origin = ?, seq = seq - ? WHERE origin = ? AND seq > ?",
            (new, keep, old, keep),
        )
    for (undo_of,) in plain(connection, "SELECT DISTINCT undo_of FROM sync_txn WHERE undo_of IS NOT NULL"):
        undone = TransactionId.parse(undo_of)
        if undone.origin == old and undone.seq > keep:
            name = str(TransactionId(new, undone.seq - keep))
            plain(connection, "UPDATE sync_txn SET undo_of = ? WHERE undo_of = ?", (name, undo_of))
    _seal_anew(connection, new)
    newest = max((epoch for _, epoch in steps), default=0)
    plain(connection, "UPDATE sync_state SET next_seq = ?, ctx = ?", (len(steps) + 1, newest))
    _fold_conflicts(connection)
    return len(steps)


def _seal_anew(connection: Connection, origin: int) -> None:
    before = ""
    for (seq,) in plain(connection, "SELECT seq FROM sync_txn WHERE origin = ? ORDER BY seq", (origin,)):
        before = journal.sealed(connection, TransactionId(origin, seq), before)
        plain(connection, "UPDATE sync_txn SET hash = ? WHERE origin = ? AND seq = ?", (before, origin, seq))


def _fold_conflicts(connection: Connection) -> None:
    """Conflicts name whose value each is."""
    touched: dict[str, list[str]] = {}
    for table, row_id in plain(connection, "SELECT DISTINCT tbl, row_id FROM sync_conflict"):
        touched.setdefault(table, []).append(row_id)
    folding.refold(connection, touched)
