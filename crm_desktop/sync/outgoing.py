"""Transactions as they leave a company file."""

import json
from collections.abc import Iterator, Mapping

from sqlalchemy import Connection

from crm_desktop.storage import contexts, journal
from crm_desktop.storage.connection import plain
from crm_desktop.storage.journal import TransactionId
from crm_desktop.sync.transaction import Transaction

_LACKING = (
    "SELECT t.origin, r.id, t.seq, t.hlc, t.ctx, t.actor, t.label, t.wall_ms, t.schema_ver, t.app_ver, t.undo_of,"
    " t.hash"
    " FROM json_each(?) w JOIN sync_txn t ON t.origin = json_extract(w.value, '$[0]')"
    " AND t.seq > json_extract(w.value, '$[1]') JOIN sync_replica r ON r.n = t.origin ORDER BY t.hlc, r.id"
)


def hash_at(connection: Connection, origin: str, seq: int) -> str | None:
    """The hash of a transaction, None when this file does not hold it."""
    found = plain(
        connection,
        "SELECT t.hash FROM sync_replica r JOIN sync_txn t ON t.origin = r.n WHERE r.id = ? AND t.seq = ?",
        (origin, seq),
    )
    return str(found[0][0]) if found else None


def lacking(connection: Connection, have: Mapping[str, int]) -> Iterator[Transaction]:
    """What somebody with this vector lacks, oldest first: every beginning of it can be taken in by itself."""
    aliases = {replica: n for n, replica in plain(connection, "SELECT n, id FROM sync_replica")}
    wanted = [
        (aliases[replica], have.get(replica, 0))
        for replica, seq in contexts.vector(connection).items()
        if seq > have.get(replica, 0)
    ]
    before = {n: journal.hash_of(connection, TransactionId(n, seq)) for n, seq in wanted}
    context_of = contexts.reader(connection)
    for n, replica, seq, hlc, epoch, *rest, undo_of, sealed in plain(connection, _LACKING, (json.dumps(wanted),)):
        actor, label, wall_ms, schema, program = rest
        step = TransactionId(n, seq)
        yield Transaction(
            *(replica, seq, hlc, epoch, context_of(n, epoch), actor, label, wall_ms, schema, program),
            journal.global_name(connection, TransactionId.parse(undo_of)) if undo_of else None,
            before[n],
            sealed,
            tuple(journal.iter_changes(connection, step)),
        )
        before[n] = sealed
