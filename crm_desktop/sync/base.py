"""The base of a hub: a whole copy of the company in pieces, from which a new laptop begins.

It only saves time: a hub is complete without it, and a base that is damaged, old or of a newer program is passed over.
`base/<time>-<writer>.json` says what it consists of, and is put last; `base/<time>-<writer>-<n>.part` are its pieces,
`…-spare.part` one more, from which any single one that was lost or damaged is made again.
"""

import contextlib
import hashlib
import json
import shutil
import zlib
from collections import deque
from collections.abc import Callable, Collection, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

from crm_desktop.core.viewer import SYSTEM
from crm_desktop.storage import snapshot
from crm_desktop.storage.database import SCHEMA_VERSION
from crm_desktop.sync.envelope import Damaged, Envelope
from crm_desktop.sync.hubs.opening import Hub
from crm_desktop.sync.publishing import put
from crm_desktop.sync.replica import Replica

PIECE = 8 << 20
# Below, the segments alone are as quick.
WORTH_IT = 20_000
_ABANDONED_MS = 3600 * 1000
_AGED_MS = 24 * 3600 * 1000
_ENDING = ".json"
_AT_ONCE = 3
_LEVEL = 1
_BESIDE = ".crm-base-"
_SPARE = "spare"

Told = Callable[[float], None]


@dataclass(frozen=True)
class Base:
    """What a base consists of; `hashes` are of its pieces as they lie in the file, `changes` how many it holds.

    `spare` is the hash of the spare piece: of all others laid over each other, bit by bit.
    """

    id: str
    made_at: int
    writer: str
    schema: int
    changes: int
    size: int
    hashes: tuple[str, ...]
    spare: str = ""

    def name(self, number: int | str) -> str:
        """The name of a piece."""
        return f"base/{self.id}-{number}.part"

    @property
    def about(self) -> str:
        """The name under which it is described."""
        return f"base/{self.id}{_ENDING}"

    def length(self, number: int) -> int:
        """How many bytes of the file a piece holds."""
        return min(PIECE, self.size - number * PIECE)

    def is_in(self, listed: Collection[str]) -> bool:
        """Whether enough of its pieces are listed to have it whole."""
        lost = sum(self.name(number) not in listed for number in range(len(self.hashes)))
        return lost <= (self.name(_SPARE) in listed)


def refresh(replica: Replica, hub: Hub, told: Told = lambda _fraction: None) -> bool:
    """Put a new base into a hub when there is none, or one that lacks much; returns whether it did."""
    with replica.database.read(SYSTEM) as reading:
        changes = reading.position
    present = bases(hub)
    if changes < WORTH_IT or any(changes - each.changes < max(WORTH_IT, changes // 4) for each in present):
        return False
    made = _put(replica, hub, changes, told)
    for each in present:
        if each.writer == made.writer or made.made_at - each.made_at > _AGED_MS:
            _remove(hub, each)
    return True


def renew(replica: Replica, hub: Hub) -> None:
    """Replace every base: it holds what was erased, and so does each piece of one that is no longer whole."""
    for name in sorted((name for name, _ in hub.store.inside("base")), key=lambda name: not name.endswith(_ENDING)):
        hub.store.remove(name)
    refresh(replica, hub)


def bases(hub: Hub) -> list[Base]:
    """The bases of a hub that this program can use and that can be had whole, newest first."""
    listed = dict(hub.store.inside("base"))
    found = []
    for name in listed:
        base = _described(hub, name) if name.endswith(_ENDING) else None
        if base and base.schema <= SCHEMA_VERSION and base.is_in(listed):
            found.append(base)
    return sorted(found, key=lambda base: base.made_at, reverse=True)


def fetch(hub: Hub, base: Base, path: Path, told: Told = lambda _fraction: None) -> None:
    """Write the file a base holds; what a broken attempt left at the path is gone on with.

    A piece that is not what it was is set aside and made again from the others; raises `Damaged` when that is not
    possible, because there are two.
    """
    path.touch()
    with path.open("r+b") as stream, ThreadPoolExecutor(_AT_ONCE) as workers:
        begun = _whole_pieces(stream, base)
        stream.seek(begun * PIECE)
        stream.truncate()
        lost = None
        for number, content in _contents(hub, base, begun, workers):
            if content is None:
                if lost is not None or not base.spare:
                    raise Damaged
                lost = number
            stream.seek(number * PIECE)
            stream.write(content or bytes(base.length(number)))
            told((number + 1) / len(base.hashes))
        if lost is not None:
            _make_again(hub, base, stream, lost)


def _contents(hub: Hub, base: Base, begun: int, workers: ThreadPoolExecutor) -> Iterator[tuple[int, bytes | None]]:
    """The pieces in order, None for one that is lost.

    Unpacking lets go of Python's lock, so that the next ones are fetched meanwhile.
    """
    waiting: deque[tuple[int, Future[bytes]]] = deque()
    for number in range(begun, len(base.hashes)):
        data = hub.store.get(base.name(number))
        waiting.append((number, workers.submit(_unpacked, data, hub.envelope, base.hashes[number])))
        if len(waiting) >= _AT_ONCE:
            yield _taken(hub, base, waiting)
    while waiting:
        yield _taken(hub, base, waiting)


def _taken(hub: Hub, base: Base, waiting: "deque[tuple[int, Future[bytes]]]") -> tuple[int, bytes | None]:
    number, future = waiting.popleft()
    name, expected = base.name(number), base.hashes[number]
    with contextlib.suppress(Damaged):
        return number, future.result()
    with contextlib.suppress(Damaged):
        # A network may have garbled it on the way.
        return number, _unpacked(hub.store.get(name), hub.envelope, expected)
    hub.store.bad(name)
    return number, None


def _make_again(hub: Hub, base: Base, stream: BinaryIO, lost: int) -> None:
    """Write the piece that is missing in the file: what the spare one and all others leave."""
    rest = _Overlay(_unpacked(hub.store.get(base.name(_SPARE)), hub.envelope, base.spare))
    stream.seek(0)
    for number in range(len(base.hashes)):
        piece = stream.read(PIECE)
        if number != lost:
            rest.lay(piece)
    content = rest.content(PIECE)[: base.length(lost)]
    if _hash(content) != base.hashes[lost]:
        raise Damaged
    stream.seek(lost * PIECE)
    stream.write(content)


class _Overlay:
    """Pieces laid over each other bit by bit: of these and the sum of them, any one follows from the others."""

    def __init__(self, content: bytes = b"") -> None:
        self._sum = int.from_bytes(content, "little")

    def lay(self, content: bytes) -> None:
        """One more, or away again."""
        self._sum ^= int.from_bytes(content, "little")

    def content(self, length: int) -> bytes:
        """What they come to."""
        return self._sum.to_bytes(length, "little")


def _unpacked(data: bytes | None, envelope: Envelope, expected: str) -> bytes:
    try:
        content = zlib.decompress(envelope.open(data or b""))
    except zlib.error as error:
        raise Damaged from error
    if _hash(content) != expected:
        raise Damaged
    return content


def _whole_pieces(stream: BinaryIO, base: Base) -> int:
    """How many pieces an earlier attempt left whole."""
    for number, expected in enumerate(base.hashes):
        if _hash(stream.read(PIECE)) != expected:
            return number
    return len(base.hashes)


def _put(replica: Replica, hub: Hub, changes: int, told: Told) -> Base:
    database = replica.database
    now, writer = database.clock.now_ms(), replica.id
    beside = f"{_BESIDE}{hashlib.blake2b(database.path.name.encode(), digest_size=4).hexdigest()}-"
    _clear_away(database.path.parent, beside, now)
    with TemporaryDirectory(prefix=beside, dir=database.path.parent) as folder:
        copy = Path(folder) / "base.crm"
        snapshot.take(database.path, copy)
        size = copy.stat().st_size
        made = Base(f"{now:015d}-{writer}", now, writer, SCHEMA_VERSION, changes, size, _hashes(copy))
        spare = _Overlay()
        with copy.open("rb") as stream:
            for number in range(len(made.hashes)):
                piece = stream.read(PIECE)
                spare.lay(piece)
                _put_piece(hub, made.name(number), piece)
                told((number + 1) / len(made.hashes))
        made = replace(made, spare=_hash(spare.content(made.length(0))))
        _put_piece(hub, made.name(_SPARE), spare.content(made.length(0)))
    put(hub, made.about, hub.envelope.close(json.dumps(asdict(made)).encode()))
    return made


def _put_piece(hub: Hub, name: str, piece: bytes) -> None:
    put(hub, name, hub.envelope.close(zlib.compress(piece, _LEVEL)))


def _clear_away(folder: Path, beside: str, now_ms: int) -> None:
    """Remove the copies of processes that were killed over them, as happens when the window closes meanwhile."""
    for left in folder.glob(f"{beside}*"):
        with contextlib.suppress(OSError):
            if now_ms - left.stat().st_mtime * 1000 > _ABANDONED_MS:
                shutil.rmtree(left)


def _hashes(path: Path) -> tuple[str, ...]:
    with path.open("rb") as stream:
        return tuple(_hash(piece) for piece in iter(lambda: stream.read(PIECE), b""))


def _hash(content: bytes) -> str:
    return hashlib.blake2b(content, digest_size=16).hexdigest()


def _described(hub: Hub, name: str) -> Base | None:
    data = hub.store.get(name)
    try:
        content = json.loads(hub.envelope.open(data or b""))
        base = Base(**{**content, "hashes": tuple(content["hashes"])})
    except Damaged:
        hub.store.bad(name)
        return None
    except (ValueError, TypeError, KeyError):
        # Written by a newer program.
        return None
    return base if base.about == name else None


def _remove(hub: Hub, base: Base) -> None:
    hub.store.remove(base.about)
    for number in range(len(base.hashes)):
        hub.store.remove(base.name(number))
    hub.store.remove(base.name(_SPARE))
