"""A company file as a replica: what it holds, what others lack of it, and taking in what they have.

The merged state depends on the set of transactions alone, never on the order they came in: every row that is touched is
folded again from all its entries.
"""

from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from dataclasses import dataclass

from crm_desktop.storage import contexts, finds, journal, relabelling
from crm_desktop.storage.connection import plain
from crm_desktop.storage.database import Database
from crm_desktop.sync import intake, outgoing
from crm_desktop.sync.merge import Forked, arrange
from crm_desktop.sync.transaction import Transaction

CHUNK = 2_000


@dataclass(frozen=True)
class Merged:
    """How many transactions with how many changes were taken in, and how many wait for something that is missing.

    `relabelled`: steps of this replica that got a new identity, because its old one had gone on elsewhere too.
    """

    count: int = 0
    changes: int = 0
    held: int = 0
    relabelled: int = 0


class Replica:
    """The journal of an open company file, seen from other replicas."""

    def __init__(self, database: Database) -> None:
        self.database = database

    @property
    def id(self) -> str:
        """What the journal calls this replica; it changes when the file is re-homed."""
        with self.database.snapshot() as connection:
            return journal.own_id(connection)

    @property
    def workspace(self) -> str:
        """What tells the companies apart."""
        with self.database.snapshot() as connection:
            ((found,),) = plain(connection, "SELECT value FROM sync_meta WHERE key = 'workspace_id'")
            return str(found)

    def vector(self) -> dict[str, int]:
        """Replica → the last sequence of it that this file holds."""
        with self.database.snapshot() as connection:
            return contexts.vector(connection)

    def hash_at(self, origin: str, seq: int) -> str | None:
        """The hash of a transaction, None when this file does not hold it."""
        with self.database.snapshot() as connection:
            return outgoing.hash_at(connection, origin, seq)

    def hashes(self, steps: Mapping[str, int]) -> dict[str, str | None]:
        """Replica → the hash of its transaction of this sequence."""
        with self.database.snapshot() as connection:
            return {origin: outgoing.hash_at(connection, origin, seq) for origin, seq in steps.items()}

    def export(self, have: Mapping[str, int]) -> Generator[Transaction, None, None]:
        """What a replica with this vector lacks, as it is when asked; whatever part of it arrives first is of use."""
        with self.database.snapshot() as connection:
            yield from outgoing.lacking(connection, have)

    def merge(self, transactions: Iterable[Transaction], progress: Callable[[int], None] = lambda _: None) -> Merged:
        """Take in what is not here yet, committed after every 2,000 changes; `progress` hears how many are in.

        A break leaves a file that merely knows less. `Forked` and `Damaged` leave it as it was before the part that is
        refused; a fork of this replica's own identity is mended by giving its steps a new one.
        """
        count = changes = relabelled = 0
        held: tuple[Transaction, ...] = ()
        for part in _parts(transactions):
            try:
                ready, held = self._take_in((*held, *part))
            except Forked as fork:
                relabelled += self._mend(fork, part)
                ready, held = self._take_in((*held, *part))
            count += len(ready)
            changes += sum(len(each.changes) for each in ready)
            progress(changes)
        self._look()
        return Merged(count, changes, len(held), relabelled)

    def _look(self) -> None:
        """Note what only shows now that the work of several replicas is together, for review."""
        with self.database.snapshot() as connection:
            if not finds.is_behind(connection):
                return
        with self.database.merging() as connection:
            finds.look(connection)

    def relabel(self, keep: int) -> int:
        """Give what this replica wrote after a sequence a new identity, because the old one went on elsewhere."""
        with self.database.merging() as connection:
            return relabelling.relabel(connection, keep)

    def rehome(self) -> None:
        """Become a new replica: the file is a copy, or was put back from a backup."""
        with self.database.merging() as connection:
            relabelling.rehome(connection)

    def _take_in(self, transactions: Iterable[Transaction]) -> tuple[tuple[Transaction, ...], tuple[Transaction, ...]]:
        with self.database.merging() as connection:
            ((newest,),) = plain(connection, "SELECT last_hlc FROM sync_state")
            found = arrange(
                transactions,
                contexts.vector(connection),
                lambda origin, seq: outgoing.hash_at(connection, origin, seq),
                self.database.clock.now_ms(),
                newest,
            )
            if found.ready:
                intake.take_in(connection, found.ready)
        return found.ready, found.held

    def _mend(self, fork: Forked, part: Iterable[Transaction]) -> int:
        """Relabel when the fork is of this replica's own identity, and where it begins is certain."""
        first = min((each for each in part if each.origin == fork.origin), key=lambda each: each.seq)
        with self.database.snapshot() as connection:
            known = contexts.vector(connection).get(fork.origin, 0)
            before = outgoing.hash_at(connection, fork.origin, fork.seq - 1) or ""
            is_own = journal.own_id(connection) == fork.origin
        at = next((each for each in part if each.origin == fork.origin and each.seq == fork.seq), None)
        if not is_own or at is None or at.previous != before or first.seq > known:
            raise fork
        return self.relabel(fork.seq - 1)


def _parts(transactions: Iterable[Transaction]) -> Iterator[list[Transaction]]:
    """As they come, some 2,000 changes at a time; at least one part, so that what was held is looked at."""
    part: list[Transaction] = []
    size = 0
    for each in transactions:
        part.append(each)
        size += len(each.changes) + 1
        if size >= CHUNK:
            yield part
            part, size = [], 0
    yield part
