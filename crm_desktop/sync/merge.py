"""Which transactions can be taken in now: a pure function of what came and what is held already.

A journal is a set of transactions named by (replica, sequence) that only grows, so that merging is union. What is known
is skipped; what was written in knowledge of something that is still missing waits (cloud folders deliver out of order);
what does not fit its hash, or the chain of its replica, is refused.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from crm_desktop.core.errors import MachineError
from crm_desktop.core.i18n import Message
from crm_desktop.storage import clocks
from crm_desktop.sync.transaction import Transaction


class Forked(MachineError):
    """Two different journals go by one identity, from this sequence on at the latest. Nothing was taken in."""

    def __init__(self, origin: str, seq: int) -> None:
        super().__init__(
            Message(
                "Two different copies of this company went on under one name ({replica}). Nothing was changed. Make one"
                " of them anew from the shared file; what was written there stays in its old file.",
                replica=origin[:4],
            )
        )
        self.origin, self.seq = origin, seq
        self.args = (origin, seq)


class Damaged(MachineError):
    """A transaction is not what it was when it was written. Nothing of it was taken in."""

    def __init__(self, origin: str, seq: int) -> None:
        super().__init__(
            Message("What came from {replica} is damaged (step {step}). It was not used.", replica=origin[:4], step=seq)
        )
        self.origin, self.seq = origin, seq
        self.args = (origin, seq)


@dataclass(frozen=True)
class Arranged:
    """What to take in, in this order, and what has to wait for something that is missing."""

    ready: tuple[Transaction, ...]
    held: tuple[Transaction, ...]


def arrange(
    incoming: Iterable[Transaction],
    vector: Mapping[str, int],
    hash_at: Callable[[str, int], str | None],
    now_ms: int,
    newest: int = 0,
) -> Arranged:
    """Part what came by what this replica holds: `vector` (replica → last sequence), the hashes of that, and `newest`.

    Raises `Forked` or `Damaged` for what must not be taken in at all.
    """
    have = dict(vector)
    hashes: dict[tuple[str, int], str] = {}
    ready, held = [], []
    for each in sorted(incoming, key=lambda transaction: transaction.order):
        known = have.get(each.origin, 0)
        if each.seq <= known:
            if (hashes.get((each.origin, each.seq)) or hash_at(each.origin, each.seq)) != each.hash:
                raise Forked(each.origin, each.seq)
        elif each.seq != known + 1 or not _is_covered(each, have) or each.hlc > clocks.latest(newest, now_ms):
            held.append(each)
        else:
            before = (hashes.get((each.origin, known)) or hash_at(each.origin, known) or "") if known else ""
            if not each.is_genuine():
                raise Damaged(each.origin, each.seq)
            if each.previous != before:
                raise Forked(each.origin, known)
            have[each.origin], newest = each.seq, max(newest, each.hlc)
            hashes[each.origin, each.seq] = each.hash
            ready.append(each)
    return Arranged(tuple(ready), tuple(held))


def _is_covered(transaction: Transaction, have: Mapping[str, int]) -> bool:
    return all(have.get(replica, 0) >= seq for replica, seq in transaction.context.items())
