"""Replicas: the journal is sealed by names that mean the same in every file; decisions of reviews."""

import json
from hashlib import blake2b
from typing import Any

from alembic import op

from crm_desktop.storage.migrations.tables import number, ref, synced, text

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Replicas: the journal is sealed by names that mean the same in every file; decisions of reviews."""
    op.add_column("replica_info", text("replica"))
    synced(
        "review_decision",
        text("kind", required=True),
        text("subject", required=True),
        text("decision", required=True),
        ref("by_id", "app_user"),
        number("at", required=True),
    )
    op.execute(
        "CREATE TABLE sync_find(kind TEXT NOT NULL, tbl TEXT NOT NULL, row_id TEXT NOT NULL, other TEXT NOT NULL,"
        " PRIMARY KEY(kind, tbl, row_id, other))"
    )
    _seal_anew()


def _seal_anew() -> None:
    """Nothing was ever shared by an older program, so every transaction can have another hash."""
    connection: Any = op.get_bind().connection.driver_connection
    replicas = dict(connection.execute("SELECT n, id FROM sync_replica").fetchall())
    contexts = {(n, epoch): vec for n, epoch, vec in connection.execute("SELECT origin, epoch, vec FROM sync_ctx")}
    steps = connection.execute(
        "SELECT origin, seq, hlc, ctx, actor, label, wall_ms, schema_ver, app_ver, undo_of FROM sync_txn"
        " ORDER BY origin, seq"
    ).fetchall()
    before: dict[int, str] = {}
    for origin, seq, hlc, epoch, actor, label, wall_ms, schema, program, undo_of in steps:
        undone = _global(undo_of, replicas)
        header = [before.get(origin, ""), replicas[origin], seq, hlc, epoch, contexts[origin, epoch], actor, wall_ms]
        content = _hash(json.dumps([*header, schema, program, undone, _digest(label)], ensure_ascii=False))
        for table, row_id, kind, data in connection.execute(
            "SELECT tbl, row_id, op, data FROM sync_change WHERE origin = ? AND seq = ? ORDER BY tbl, row_id",
            (origin, seq),
        ):
            content.update(f"{table}\x1f{row_id}\x1f{kind}\x1f{_digest(data)}\x1e".encode())
        before[origin] = content.hexdigest()
        connection.execute("UPDATE sync_txn SET hash = ? WHERE origin = ? AND seq = ?", (before[origin], origin, seq))


def _global(undo_of: str | None, replicas: dict[int, str]) -> str | None:
    if undo_of is None:
        return None
    origin, seq = undo_of.split(":")
    return f"{replicas[int(origin)]}:{seq}"


def _digest(content: str) -> str:
    return _hash(content).hexdigest()


def _hash(content: str) -> "blake2b":
    return blake2b(content.encode(), digest_size=16)
