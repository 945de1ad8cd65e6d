"""The steps of a damaged file that are surely as they were written: each fits its own hash, and the one before it."""

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from crm_desktop.storage.rescue import Salvaged, salvaged
from crm_desktop.sync.transaction import Transaction

_HEADERS = (
    "SELECT t.origin, r.id, t.seq, t.hlc, t.ctx, x.vec, t.actor, t.label, t.wall_ms, t.schema_ver, t.app_ver,"
    " t.undo_of, t.hash FROM sync_txn t JOIN sync_replica r ON r.n = t.origin"
    " LEFT JOIN sync_ctx x ON x.origin = t.origin AND x.epoch = t.ctx ORDER BY t.hlc, r.id"
)
_CHANGES = "SELECT tbl, row_id, op, data FROM sync_change WHERE origin = ? AND seq = ? ORDER BY tbl, row_id"


@dataclass
class Chains:
    """Walks through the steps of a workshop in their order, and keeps count."""

    workshop: Any
    kept: int = 0
    known: int = 0
    _last: dict[str, tuple[int, str]] = field(default_factory=dict)

    def genuine(self) -> Iterator[Transaction]:
        """Every step whose chain is unbroken up to it."""
        names = dict(self.workshop.execute("SELECT n, id FROM sync_replica"))
        for header in self.workshop.execute(_HEADERS):
            self.known += 1
            step = self._step(header, names)
            if step is not None and step.is_genuine():
                self._last[step.origin] = step.seq, step.hash
                self.kept += 1
                yield step

    def _step(self, header: Any, names: dict[int, str]) -> Transaction | None:
        number, origin, seq, hlc, epoch, context, actor, label, wall_ms, schema, program, undo_of, seal = header
        last_seq, before = self._last.get(origin, (0, ""))
        if seq != last_seq + 1:
            return None
        try:
            known = json.loads(context or "{}")
            changes = tuple(tuple(row) for row in self.workshop.execute(_CHANGES, (number, seq)))
            undone = _global(undo_of, names)
            return Transaction(
                *(origin, seq, hlc, epoch, known, actor, label, wall_ms, schema, program, undone, before, seal),
                changes,
            )
        except (ValueError, TypeError, KeyError):
            return None


def salvaged_steps(path: Path) -> Iterator[Transaction]:
    """The genuine steps of a damaged file that nobody has open."""
    with salvaged(path) as found:
        yield from steps_of(found)


def steps_of(found: Salvaged) -> Iterator[Transaction]:
    """The genuine steps among what was salvaged."""
    with closing(found.opened()) as workshop:
        yield from Chains(workshop).genuine()


def _global(undo_of: str | None, names: dict[int, str]) -> str | None:
    if undo_of is None:
        return None
    number, seq = undo_of.split(":")
    return f"{names[int(number)]}:{seq}"
