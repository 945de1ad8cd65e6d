"""What sharing costs: the journal at each edit; finding, sending and merging changes; joining; looking for nothing."""

import random
import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from benchmarks.measure import Measured, best, timed, usual
from crm_desktop.core.clock import FixedClock
from crm_desktop.core.i18n import Message
from crm_desktop.core.viewer import SYSTEM, Viewer
from crm_desktop.models import Customer
from crm_desktop.queries.viewer import viewer_of
from crm_desktop.storage import capture
from crm_desktop.storage.connection import connect
from crm_desktop.storage.database import Database
from crm_desktop.sync.exchange import Team, hub_at, open_team, sync
from crm_desktop.sync.hubs.folder import FolderStore
from crm_desktop.sync.hubs.opening import Hub
from crm_desktop.sync.join import join
from crm_desktop.sync.replica import Replica
from crm_desktop.sync.share import share
from tests.company import NOW
from tests.sync.counting import Counting

_EDIT = "UPDATE customer SET phone = ?, city = ?, postcode = ? WHERE id = ?"


def measure(folder: Path, company: Path) -> Iterator[Measured]:
    """Measure with a company file, which is changed."""
    yield _capture(folder, company)
    hub, other = folder / "hub", folder / "other.crm"
    database = Database.open(company, FixedClock.at(NOW))
    yield Measured("share a company, the copy for new laptops included", timed(share, database, str(hub), "folder"))
    copied = timed(shutil.copyfile, company, folder / "copy.crm")
    (folder / "copy.crm").unlink()
    yield Measured("join it from the shared folder", timed(join, str(hub), other), copied, "≤ 10 s", "beside a copy")
    others = Database.open(other, FixedClock.at(NOW))
    with closing(open_team(database)) as mine, closing(open_team(others)) as theirs:
        yield _changes(mine, theirs, steps=1)
        yield _changes(mine, theirs, steps=1000)
        yield _calls(hub, mine, theirs)
        yield Measured("sync when there is nothing new", best(mine.sync), aim="≤ 20 ms")


def _capture(folder: Path, company: Path) -> Measured:
    """One edit of three fields, durable, by plain SQL; beside the same without the triggers of the journal."""
    with_journal, without = folder / "with.crm", folder / "without.crm"
    took = []
    for file in (with_journal, without):
        shutil.copyfile(company, file)
        connection = connect(file, writes=True)
        if file == without:
            for name in capture.expected():
                connection.execute(f"DROP TRIGGER {name}")
        ids = [record_id for (record_id,) in connection.execute("SELECT id FROM customer ORDER BY id LIMIT 2000")]
        took.append(usual(_edit_plainly, connection, ids, random.Random(1), times=299))
        connection.close()
        file.unlink()
    return Measured("edit three fields by SQL, journaled", took[0], took[1], "≤ 1.3 ×", "beside: without the journal")


def _edit_plainly(connection: Any, ids: list[str], dice: random.Random) -> None:
    connection.execute("BEGIN IMMEDIATE")
    values = (f"0113 {dice.random()}", f"City {dice.random()}", str(dice.random()))
    connection.execute(_EDIT, (*values, dice.choice(ids)))
    connection.execute("COMMIT")


def _changes(mine: Team, theirs: Team, steps: int) -> Measured:
    """A thousand changes in so many steps: found, put into the shared folder, found there, merged."""
    _edit(mine.database, 1000, steps)

    def meet() -> None:
        assert mine.sync().sent == steps
        assert theirs.sync().brought == steps

    return Measured(f"1,000 changes in {steps:,} steps: found, sent, merged", timed(meet), aim="≤ 0.5 s")


def _edit(database: Database, changes: int, steps: int) -> None:
    with database.read(SYSTEM) as reading:
        viewer: Viewer = viewer_of(reading)
        ids = [record_id for (record_id,) in reading.plain("SELECT id FROM customer ORDER BY id LIMIT ?", (changes,))]
    size = changes // steps
    for step in range(steps):
        with database.write(Message("Benchmark"), viewer) as work:
            for record_id in ids[step * size : (step + 1) * size]:
                work.session.get_one(Customer, record_id).phone = f"0113 {random.random()}"


def _calls(hub: Path, mine: Team, theirs: Team) -> Measured:
    """How many calls reach the system for twenty edits, on either side; told as milliseconds of no wait at all."""
    _edit(mine.database, 20, 20)
    counted = []
    for team in (mine, theirs):
        disk = Counting()
        with closing(_hub(hub, team, disk)) as opened:
            took = timed(sync, Replica(team.database), opened)
        counted.append(disk.calls)
    return Measured(
        "20 edits: the other laptop's side of a sync", took, aim="≤ 40 file calls", note=f"file calls: {counted}"
    )


def _hub(folder: Path, team: Team, disk: Counting) -> Hub:
    known = hub_at(team.settings)
    return Hub(FolderStore(folder, disk), known.about, known.envelope)
