"""The contents of attached files, exchanged by their hash: each lies in a hub once, in pieces, whoever added it.

They are put there before the segment that speaks of them. What is not there yet is fetched by a later sync; until then
the file is shown as not downloaded.
"""

import itertools
import json
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, BinaryIO

from crm_desktop.core.i18n import N_, Message
from crm_desktop.core.viewer import SYSTEM
from crm_desktop.storage import blobs
from crm_desktop.storage.database import Database
from crm_desktop.sync.envelope import Damaged
from crm_desktop.sync.hubs.opening import Hub
from crm_desktop.sync.publishing import put
from crm_desktop.sync.transaction import Transaction

PIECE = 4 << 20
_SELDOM = 64
_TABLE, _HASH = "attachment", "sha256"
_WANTED = (
    "SELECT DISTINCT sha256, size FROM attachment a WHERE deleted = 0"
    " AND NOT EXISTS (SELECT 1 FROM blob b WHERE b.sha256 = a.sha256)"
)
_KEPT = "SELECT DISTINCT a.sha256 FROM attachment a JOIN blob b ON b.sha256 = a.sha256"


@dataclass(frozen=True)
class _File:
    path: Path

    def open(self) -> BinaryIO:
        """A stream at the beginning."""
        return self.path.open("rb")


@dataclass
class Files:
    """What is exchanged of attached files in one sync; `told` hears of every piece."""

    database: Database
    hub: Hub
    told: Callable[[], None] = lambda: None
    sent: int = 0
    brought: int = 0
    missing: int = 0
    _listed: dict[str, set[str]] = field(default_factory=dict)

    def send_those_of(self, transactions: Iterable[Transaction]) -> None:
        """Put the contents that transactions speak of, as far as they are here and not there."""
        self.send({hash_ for each in transactions for hash_ in hashes_in(each)})

    def send_all(self) -> None:
        """Put every content that is here and not there: what a hub lost is noticed by no listing of segments."""
        with self.database.read(SYSTEM) as reading:
            self.send({hash_ for (hash_,) in reading.plain(_KEPT)})

    def send(self, hashes: Iterable[str]) -> None:
        """Put contents that are here and not there."""
        for sha256 in sorted(hashes):
            self.sent += self._send(sha256)

    def fetch(self, *, everything: bool = True) -> None:
        """Get the contents that are missing here, as far as they are there.

        Unless `everything` is asked for, one that was not there is asked for more and more seldom: after one look at
        the shared file, then two, four, and so on.
        """
        with self.database.read(SYSTEM) as reading:
            wanted = {str(sha256): int(size) for sha256, size in reading.plain(_WANTED)}
        absent = self.hub.seen.absent
        for gone in absent.keys() - wanted.keys():
            del absent[gone]
        for sha256, size in wanted.items():
            looks = absent.get(sha256, 0)
            is_here = (everything or _is_turn(looks)) and self._fetch(sha256, size)
            if not is_here:
                absent[sha256] = looks + 1
            self.brought += is_here
            self.missing += not is_here

    def _send(self, sha256: str) -> bool:
        folder = f"blobs/{sha256[:2]}"
        if folder not in self._listed:
            self._listed[folder] = {name for name, _ in self.hub.store.inside(folder)}
        sent = False
        with tempfile.TemporaryFile() as copy:
            if not self._copy(sha256, copy):
                return False
            for number in itertools.count():
                piece = copy.read(PIECE)
                if number and not piece:
                    return sent
                name = _name(sha256, number)
                if name not in self._listed[folder]:
                    put(self.hub, name, self.hub.envelope.close(piece))
                    self.told()
                    sent = True
        return sent

    def _copy(self, sha256: str, stream: IO[bytes]) -> bool:
        """Copy a content that is kept here: the company file is let go of before the hub is waited for."""
        with self.database.read(SYSTEM) as reading:
            if not blobs.holds(reading.connection, sha256):
                return False
            stream.writelines(blobs.pieces(reading.connection, sha256))
        stream.seek(0)
        return True

    def _fetch(self, sha256: str, size: int) -> bool:
        with tempfile.TemporaryDirectory() as folder:
            file = _File(Path(folder) / "content")
            with file.path.open("wb") as stream:
                for number in range(max(1, -(-size // PIECE))):
                    piece = self._piece(_name(sha256, number))
                    if piece is None:
                        return False
                    stream.write(piece)
            with file.open() as stream:
                is_genuine = blobs.digest(stream) == (sha256, size)
            if not is_genuine:
                # Whoever has it puts it there again.
                for number in range(max(1, -(-size // PIECE))):
                    self.hub.store.bad(_name(sha256, number))
                return False
            with self.database.write(Message(N_("Files")), SYSTEM) as work:
                blobs.store(work.connection, sha256, size, file)
        return True

    def _piece(self, name: str) -> bytes | None:
        data = self.hub.store.get(name)
        self.told()
        if data is None:
            return None
        try:
            return self.hub.envelope.open(data)
        except Damaged:
            self.hub.store.bad(name)
            return None


def _is_turn(looks: int) -> bool:
    """At first, then whenever as many looks have passed again, in the end every 64: some twenty minutes."""
    return looks % _SELDOM == 0 or looks & (looks - 1) == 0


def _name(sha256: str, number: int) -> str:
    return f"blobs/{sha256[:2]}/{sha256}-{number}"


def hashes_in(transaction: Transaction) -> Iterator[str]:
    """The contents a transaction speaks of."""
    for table, _, _, data in transaction.changes:
        if table != _TABLE:
            continue
        value = json.loads(data).get(_HASH)
        found = value[-1] if isinstance(value, list) else value
        if isinstance(found, str) and found:
            yield found
