"""The base of a hub: a whole copy of the company in pieces, from which a new laptop begins.

It only saves time: a hub is complete without it, and a base that is damaged, old or of a newer program is passed over.
`base/<time>-<writer>.json` says what it consists of, and is put last; `base/<time>-<writer>-<n>.part` are its pieces.
"""

import contextlib
import hashlib
import json
import shutil
import zlib
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict, dataclass
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

Told = Callable[[float], None]


@dataclass(frozen=True)
class Base:
    """What a base consists of; `hashes` are of its pieces as they lie in the file, `changes` how many it holds."""

    id: str
    made_at: int
    writer: str
    schema: int
    changes: int
    size: int
    hashes: tuple[str, ...]

    def name(self, number: int) -> str:
        """The name of a piece."""
        return f"base/{self.id}-{number}.part"

    @property
    def about(self) -> str:
        """The name under which it is described."""
        return f"base/{self.id}{_ENDING}"


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
    """Replace every base: it holds what was erased."""
    for each in bases(hub):
        _remove(hub, each)
    refresh(replica, hub)


def bases(hub: Hub) -> list[Base]:
    """The bases of a hub that this program can use and whose pieces are all listed, newest first."""
    listed = dict(hub.store.inside("base"))
    found = []
    for name in listed:
        base = _described(hub, name) if name.endswith(_ENDING) else None
        if base and base.schema <= SCHEMA_VERSION and all(base.name(n) in listed for n in range(len(base.hashes))):
            found.append(base)
    return sorted(found, key=lambda base: base.made_at, reverse=True)


def fetch(hub: Hub, base: Base, path: Path, told: Told = lambda _fraction: None) -> None:
    """Write the file a base holds; what a broken attempt left at the path is gone on with.

    Raises `Damaged` when a piece is not what it was; it is set aside then.
    """
    path.touch()
    with path.open("r+b") as stream, ThreadPoolExecutor(_AT_ONCE) as workers:
        begun = _whole_pieces(stream, base)
        stream.seek(begun * PIECE)
        stream.truncate()
        for number, content in _contents(hub, base, begun, workers):
            stream.write(content)
            told((number + 1) / len(base.hashes))


def _contents(hub: Hub, base: Base, begun: int, workers: ThreadPoolExecutor) -> Iterator[tuple[int, bytes]]:
    """The pieces in order; unpacking lets go of Python's lock, so that the next ones are fetched meanwhile."""
    waiting: deque[tuple[int, Future[bytes]]] = deque()
    for number in range(begun, len(base.hashes)):
        data = hub.store.get(base.name(number))
        waiting.append((number, workers.submit(_unpacked, data, hub.envelope, base.hashes[number])))
        if len(waiting) >= _AT_ONCE:
            yield _taken(hub, base, waiting)
    while waiting:
        yield _taken(hub, base, waiting)


def _taken(hub: Hub, base: Base, waiting: "deque[tuple[int, Future[bytes]]]") -> tuple[int, bytes]:
    number, future = waiting.popleft()
    try:
        return number, future.result()
    except Damaged:
        hub.store.bad(base.name(number))
        raise


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
        with copy.open("rb") as stream:
            for number in range(len(made.hashes)):
                content = zlib.compress(stream.read(PIECE), _LEVEL)
                put(hub, made.name(number), hub.envelope.close(content))
                told((number + 1) / len(made.hashes))
    put(hub, made.about, hub.envelope.close(json.dumps(asdict(made)).encode()))
    return made


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
