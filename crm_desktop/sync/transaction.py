"""A transaction as it travels between replicas: all about it, and nothing that means something in one file alone."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from crm_desktop.storage.sealing import context_text, seal

Change = tuple[str, str, str, str]
_STEP = re.compile(r"[0-9a-f]{16}:\d{1,18}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Transaction:
    """One user action on one replica, with its seal.

    `context`: replica → how much of it the writer had. `label` and the data of `changes` (table, row, op, data) are
    JSON as stored. `undo_of` is "replica:sequence". `previous` is the hash of the origin's transaction before.
    """

    origin: str
    seq: int
    hlc: int
    epoch: int
    context: Mapping[str, int]
    actor: str
    label: str
    wall_ms: int
    schema_version: int
    app_version: str
    undo_of: str | None
    previous: str
    hash: str
    changes: tuple[Change, ...]

    @property
    def order(self) -> tuple[int, str]:
        """Where it stands among all transactions: whatever it knew comes before it."""
        return self.hlc, self.origin

    def is_genuine(self) -> bool:
        """Whether the hash fits: nothing was altered or lost since the transaction was sealed."""
        return self.hash == self.sealed()

    def sealed(self) -> str:
        """The hash it must have."""
        context = context_text(self.context)
        place = (self.previous, self.origin, self.seq, self.hlc, self.epoch, context)
        header = (*place, self.actor, self.wall_ms, self.schema_version, self.app_version, self.undo_of)
        return seal(header, self.label, sorted(self.changes, key=lambda change: change[:2]))

    def as_json(self) -> list[Any]:
        """As a value that JSON can hold."""
        return [
            *(self.origin, self.seq, self.hlc, self.epoch, dict(self.context), self.actor, self.label, self.wall_ms),
            *(self.schema_version, self.app_version, self.undo_of, self.previous, self.hash),
            [list(change) for change in self.changes],
        ]

    @classmethod
    def from_json(cls, value: Any) -> "Transaction":
        """From a value of `as_json`, which may come from anywhere: `ValueError` when it is nothing of that kind."""
        try:
            *header, changes = value
            fields = [*header, tuple(tuple(change) for change in changes)]
            found = cls(*fields)
        except (TypeError, ValueError) as error:
            raise ValueError("this is no transaction") from error
        found._check()
        return found

    def _check(self) -> None:
        texts = (self.origin, self.actor, self.label, self.app_version, self.previous, self.hash)
        numbers = (self.seq, self.hlc, self.epoch, self.wall_ms, self.schema_version)
        is_sound = (
            all(isinstance(each, str) for each in (*texts, self.undo_of or ""))
            and all(type(each) is int and 0 <= each < 1 << 63 for each in numbers)
            and isinstance(self.context, dict)
            and all(isinstance(name, str) and type(seq) is int for name, seq in self.context.items())
            and all(len(change) == 4 and all(isinstance(part, str) for part in change) for change in self.changes)
            and is_replica(self.origin)
            and (self.undo_of is None or _STEP.fullmatch(self.undo_of) is not None)
        )
        if not is_sound:
            raise ValueError("this is no transaction")
        if not all(isinstance(json.loads(data), dict) for *_, data in self.changes):
            raise ValueError("this is no transaction")


def is_replica(name: str) -> bool:
    """Whether a text can be the id of a replica: 16 hexadecimal digits."""
    return len(name) == 16 and not set(name) - set("0123456789abcdef")
