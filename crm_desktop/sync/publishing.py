"""Putting into a hub what it lacks, whoever wrote it: packed by origin, put, and read back."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from crm_desktop.sync.hubs.opening import Hub
from crm_desktop.sync.segment import name_of, pack
from crm_desktop.sync.transaction import Transaction
from crm_desktop.sync.trouble import Unreachable

# A segment of so many changes packs to about 400 kB, and is read again in a third of a second.
CHANGES = 5_000
STEPS = 2_000


@dataclass
class Batch:
    """Transactions of one replica that follow each other, to become one segment."""

    transactions: list[Transaction]
    changes: int = 0

    def takes(self, transaction: Transaction) -> bool:
        """Whether one more belongs into it."""
        if not self.transactions:
            return True
        follows = transaction.seq == self.transactions[-1].seq + 1
        return follows and len(self.transactions) < STEPS and self.changes + len(transaction.changes) <= CHANGES

    def add(self, transaction: Transaction) -> None:
        """Take one more."""
        self.transactions.append(transaction)
        self.changes += len(transaction.changes)


def batches(transactions: Iterable[Transaction]) -> Iterator[Sequence[Transaction]]:
    """Transactions, oldest first, as runs of one replica each; few are kept in memory."""
    open_: dict[str, Batch] = {}
    for each in transactions:
        batch = open_.setdefault(each.origin, Batch([]))
        if not batch.takes(each):
            yield batch.transactions
            batch = open_[each.origin] = Batch([])
        batch.add(each)
    yield from (batch.transactions for batch in open_.values())


def publish(hub: Hub, writer: str, transactions: Sequence[Transaction]) -> str:
    """Put one segment, and see that it can be read back; returns its name."""
    data = pack(transactions, hub.envelope)
    name = name_of(writer, transactions, len(data))
    put(hub, name, data)
    return name


def put(hub: Hub, name: str, data: bytes) -> None:
    """Put bytes into a hub, and see that they can be read back."""
    hub.store.put(name, data)
    if hub.store.get(name) != data:
        raise Unreachable.at(hub.store.place, "what was written cannot be read back")
