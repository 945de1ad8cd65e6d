"""Transactions of other replicas enter the journal; the records they touch are folded again."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection

from crm_desktop.models import Parameter
from crm_desktop.storage import folding, journal, search_index
from crm_desktop.storage.connection import plain
from crm_desktop.storage.sealing import context_text
from crm_desktop.sync.transaction import Transaction


def take_in(connection: Connection, transactions: Sequence[Transaction]) -> None:
    """Add transactions that fit onto what is held, within the caller's transaction."""
    alias, before = _Aliases(connection), journal.position(connection)
    _add_contexts(connection, transactions, alias)
    _add_headers(connection, transactions, alias)
    _add_changes(connection, transactions, alias)
    _go_on(connection, transactions)
    touched = _touched(transactions)
    # Whether the rest can be understood is a parameter of the company, and may have come just now.
    settings = Parameter.__tablename__
    folding.refold(connection, {settings: touched.pop(settings, [])})
    if journal.is_understood(connection):
        folding.refold(connection, touched)
        search_index.update_all(connection, touched)
    else:
        folding.put_off(connection, before)


def _touched(transactions: Sequence[Transaction]) -> dict[str, list[str]]:
    """Table → ids of all records these steps speak of."""
    touched: dict[str, list[str]] = {}
    for table, row_id in dict.fromkeys((change[0], change[1]) for each in transactions for change in each.changes):
        touched.setdefault(table, []).append(row_id)
    return touched


class _Aliases:
    """The number a replica has in this file; one it never heard of gets the next."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._known: dict[str, int] = {replica: n for n, replica in plain(connection, "SELECT n, id FROM sync_replica")}

    def __getitem__(self, replica: str) -> int:
        if replica not in self._known:
            plain(self._connection, "INSERT INTO sync_replica(id) VALUES (?)", (replica,))
            ((number,),) = plain(self._connection, "SELECT n FROM sync_replica WHERE id = ?", (replica,))
            self._known[replica] = number
        return self._known[replica]

    def step(self, name: str | None) -> str | None:
        """What a transaction is called in this file."""
        if name is None:
            return None
        replica, seq = name.split(":")
        return f"{self[replica]}:{seq}"


def _add_contexts(connection: Connection, transactions: Sequence[Transaction], alias: _Aliases) -> None:
    rows = {(alias[each.origin], each.epoch): context_text(each.context) for each in transactions}
    statement = "INSERT OR IGNORE INTO sync_ctx(origin, epoch, vec) VALUES (?, ?, ?)"
    _many(connection, statement, [(*key, vec) for key, vec in rows.items()])


def _add_headers(connection: Connection, transactions: Sequence[Transaction], alias: _Aliases) -> None:
    rows = [
        (
            *(alias[each.origin], each.seq, each.hlc, each.epoch, each.actor, each.label, each.wall_ms),
            *(each.schema_version, each.app_version, alias.step(each.undo_of), each.hash),
        )
        for each in transactions
    ]
    _many(connection, "INSERT INTO sync_txn VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)


def _add_changes(connection: Connection, transactions: Sequence[Transaction], alias: _Aliases) -> None:
    rows = [(alias[each.origin], each.seq, *change) for each in transactions for change in each.changes]
    statement = "INSERT INTO sync_change(origin, seq, tbl, row_id, op, data) VALUES (?, ?, ?, ?, ?, ?)"
    _many(connection, statement, rows)


def _go_on(connection: Connection, transactions: Sequence[Transaction]) -> None:
    """The next own step comes after all this, knows it, and follows what came back of this replica's own."""
    plain(
        connection,
        "UPDATE sync_state SET ctx_dirty = 1, last_hlc = max(last_hlc, ?), next_seq ="
        " max(next_seq, 1 + (SELECT coalesce(max(seq), 0) FROM sync_txn WHERE origin = me))",
        (max(each.hlc for each in transactions),),
    )


def _many(connection: Connection, statement: str, rows: Sequence[tuple[Any, ...]]) -> None:
    own: Any = connection.connection.driver_connection
    own.executemany(statement, rows)
