"""Laptops that are killed while they edit, import and sync, against shared files that are damaged meanwhile.

Each step is acknowledged to a file on the disk only after it was saved. In the end every acknowledged step must be on
every laptop, all laptops must be alike, and one that joins from a shared file alone must be like them. Two processes
work on the file of the first laptop, as two windows or a window and a command line do.

`python -m tests.sync.killing [SECONDS] [SEED]` runs it for as long as wanted.
"""

import json
import multiprocessing
import os
import random
import shutil
import sys
import time
import traceback
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from crm_desktop.core.clock import SystemClock
from crm_desktop.core.errors import Problem
from crm_desktop.core.i18n import Message
from crm_desktop.core.ids import new_id
from crm_desktop.core.paths import HOME_VARIABLE
from crm_desktop.core.viewer import SYSTEM
from crm_desktop.models import Customer
from crm_desktop.storage import journal
from crm_desktop.storage.database import Database, UnitOfWork
from crm_desktop.sync import base, upkeep
from crm_desktop.sync import replica as replica_module
from crm_desktop.sync.exchange import hub_at, sync
from crm_desktop.sync.hubs.opening import Hub
from crm_desktop.sync.join import join
from crm_desktop.sync.replica import Replica
from crm_desktop.sync.settings import HubSettings, hub_of
from crm_desktop.sync.share import share
from tests.company import found_company
from tests.sync.states import state_of_file

LAPTOPS = 3
FIELDS = ("name", "phone", "email", "city", "note")
FIRST_CUSTOMERS = 12


@dataclass
class Seen:
    """What a run went through."""

    seconds: float = 0
    kills: int = 0
    damages: int = 0
    acknowledged: int = 0
    steps: int = 0
    identities: int = 0
    refusals: int = 0


@dataclass(frozen=True)
class Yard:
    """The folder everything lies in."""

    folder: Path

    def file(self, laptop: int) -> Path:
        return self.folder / f"laptop{laptop}.crm"

    def home(self, laptop: int) -> Path:
        return self.folder / f"home{laptop}"

    @property
    def hubs(self) -> tuple[Path, Path]:
        return self.folder / "Team", self.folder / "Team.crmhub"

    def settings(self) -> list[HubSettings]:
        """Where the team meets: at a folder and at a file."""
        told = json.loads((self.folder / "hubs.json").read_text())
        return [HubSettings(**each) for each in told]


def run(seconds: float, seed: int, folder: Path) -> Seen:
    """Found a company, let its laptops work and be killed, and look what came of it."""
    yard, dice, seen = Yard(folder), random.Random(seed), Seen(seconds)
    _found(yard)
    context = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")
    workers = [_started(context, yard, number, laptop, dice) for number, laptop in enumerate((*range(LAPTOPS), 0))]
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        time.sleep(dice.uniform(0.1, 0.6))
        number = dice.randrange(len(workers))
        workers[number].kill()
        workers[number].join()
        seen.kills += 1
        _raise_what_went_wrong(yard)
        if dice.random() < 0.4:
            seen.damages += _damage(yard, dice)
        workers[number] = _started(context, yard, number, number % LAPTOPS, dice)
    for worker in workers:
        worker.kill()
        worker.join()
    _raise_what_went_wrong(yard)
    _look(yard, seen)
    return seen


def _found(yard: Yard) -> None:
    with _at_home(yard, 0), closing(found_company(yard.file(0), SystemClock())) as first:
        with first.write(Message("First"), SYSTEM) as work:
            for number in range(FIRST_CUSTOMERS):
                _insert(work, f"First {number}")
        known = [share(first, str(address), form) for address, form in zip(yard.hubs, ("folder", "file"), strict=True)]
    (yard.folder / "hubs.json").write_text(json.dumps([{**asdict(each), "key": None} for each in known]))
    for laptop in range(1, LAPTOPS):
        with _at_home(yard, laptop):
            join(str(yard.hubs[0]), yard.file(laptop))


# --- what the laptops do


def _started(context: Any, yard: Yard, number: int, laptop: int, dice: random.Random) -> Any:
    process = context.Process(target=_work, args=(yard, number, laptop, dice.getrandbits(32)), daemon=True)
    process.start()
    return process


def _work(yard: Yard, number: int, laptop: int, seed: int) -> None:
    """Edit, import, sync, for ever."""
    # Small parts, so that a kill hits between any two.
    replica_module.CHUNK, upkeep.SEGMENTS_AT_MOST, base.WORTH_IT = 15, 8, 300
    os.environ[HOME_VARIABLE] = str(yard.home(laptop))
    dice = random.Random(seed)
    try:
        database = Database.open(yard.file(laptop))
        with (yard.folder / f"acknowledged{number}").open("a") as acknowledged:
            while True:
                for _ in range(dice.randrange(1, 6)):
                    token = f"{number}.{time.time_ns()}.{dice.getrandbits(32)}"
                    _step(database, token, dice)
                    acknowledged.write(f"{token}\n")
                    acknowledged.flush()
                    os.fsync(acknowledged.fileno())
                _meet(database, dice.choice(yard.settings()), dice, yard.folder / f"refused{number}")
    except BaseException:
        (yard.folder / f"failed{number}").write_text(traceback.format_exc())
        raise


def _step(database: Database, token: str, dice: random.Random) -> None:
    with database.write(Message(token), SYSTEM) as work:
        if dice.random() < 0.1:
            rows = [_row(f"{token} {number}") for number in range(dice.randrange(1, 40))]
            work.insert_rows(Customer, rows)
        elif dice.random() < 0.2:
            _insert(work, token)
        else:
            ids = [record_id for (record_id,) in work.plain("SELECT id FROM customer ORDER BY id LIMIT 200")]
            setattr(work.session.get_one(Customer, dice.choice(ids)), dice.choice(FIELDS), token)


def _row(name: str) -> dict[str, Any]:
    return {"id": new_id(), "number": "C-1", "name": name, "kind": "company", "status": "normal", "created_at": 1}


def _insert(work: UnitOfWork, name: str) -> None:
    work.insert_row(Customer, _row(name))


def _meet(database: Database, known: HubSettings, dice: random.Random, refused: Path) -> None:
    try:
        with closing(_hub(database, known)) as hub:
            sync(Replica(database), hub, thorough=dice.random() < 0.2, dice=dice)
    except Problem as problem:
        with refused.open("a") as stream:
            stream.write(f"{problem}\n")


def _hub(database: Database, known: HubSettings) -> Hub:
    assert hub_of(database) is not None
    return hub_at(known)


# --- what happens to the shared files


def _damage(yard: Yard, dice: random.Random) -> int:
    folder, file = yard.hubs
    segments = sorted(folder.glob("*/*.seg")) + sorted(folder.glob("base/*"))
    victim = dice.choice([*segments, file, file])
    kind = dice.randrange(6)
    try:
        if kind == 0:
            shutil.rmtree(folder, ignore_errors=True)
        elif kind == 1:
            victim.unlink()
        elif kind == 2:
            os.truncate(victim, dice.randrange(max(1, victim.stat().st_size)))
        elif kind == 3:
            victim.rename(victim.with_name(f"{dice.choice('0123456789abcdef')}{victim.name[1:]}"))
        else:
            _flip(victim, dice)
    except OSError:
        return 0
    return 1


def _flip(path: Path, dice: random.Random) -> None:
    with path.open("r+b") as stream:
        place = dice.randrange(max(1, path.stat().st_size))
        stream.seek(place)
        byte = stream.read(1)
        stream.seek(place)
        stream.write(bytes([(byte or b"\0")[0] ^ 1 << dice.randrange(8)]))


# --- what came of it


def _look(yard: Yard, seen: Seen) -> None:
    """Let all meet once more, and compare."""
    for _ in range(3):
        for laptop in range(LAPTOPS):
            with _at_home(yard, laptop), closing(Database.open(yard.file(laptop))) as database:
                for known in yard.settings():
                    with closing(_hub(database, known)) as hub:
                        sync(Replica(database), hub, thorough=True)
    states = [_state(yard, laptop) for laptop in range(LAPTOPS)]
    acknowledged = _acknowledged(yard)
    for laptop, state in enumerate(states):
        lost = acknowledged - _tokens(yard.file(laptop))
        assert not lost, f"laptop {laptop} lost {len(lost)} of {len(acknowledged)} steps"
        assert state == states[0], f"laptop {laptop} differs from the first"
    for number, address in enumerate(yard.hubs):
        with _at_home(yard, LAPTOPS + number):
            join(str(address), yard.file(LAPTOPS + number))
        assert _state(yard, LAPTOPS + number) == states[0], f"who joins from {address.name} differs"
    seen.acknowledged = len(acknowledged)
    seen.steps, seen.identities = sum(states[0]["vector"].values()), len(states[0]["vector"])
    seen.refusals = sum(len(each.read_text().splitlines()) for each in yard.folder.glob("refused*"))


def _state(yard: Yard, laptop: int) -> dict[str, Any]:
    with _at_home(yard, laptop):
        return state_of_file(yard.file(laptop))


def _tokens(path: Path) -> set[str]:
    with closing(Database.open(path, read_only=True)) as database, database.read(SYSTEM) as reading:
        return {journal.label_message(label).text for (label,) in reading.plain("SELECT label FROM sync_txn")}


def _acknowledged(yard: Yard) -> set[str]:
    """The whole lines: the last may have been cut by a kill."""
    texts = [each.read_text() for each in yard.folder.glob("acknowledged*")]
    return {line for text in texts for line in text[: text.rfind("\n") + 1].splitlines()}


def _raise_what_went_wrong(yard: Yard) -> None:
    for failed in yard.folder.glob("failed*"):
        raise AssertionError(failed.read_text())


@contextmanager
def _at_home(yard: Yard, laptop: int) -> Iterator[None]:
    before = os.environ.get(HOME_VARIABLE)
    os.environ[HOME_VARIABLE] = str(yard.home(laptop))
    try:
        yield
    finally:
        if before is None:
            del os.environ[HOME_VARIABLE]
        else:
            os.environ[HOME_VARIABLE] = before


def main(seconds: str = "120", seed: str = "1") -> None:
    """Run, and say what was gone through."""
    with TemporaryDirectory(prefix="crm-killing-") as folder:
        for name, value in asdict(run(float(seconds), int(seed), Path(folder))).items():
            print(f"{value:>12,} {name}")


if __name__ == "__main__":
    main(*sys.argv[1:3])
