"""The random schedules of `machine`, in which the laptops also meet at shared files that are damaged meanwhile.

In the end they meet at the shared files alone, and whoever joins from any of these must be like them.
"""

import shutil
from contextlib import closing
from pathlib import Path
from random import Random

from hypothesis import strategies as st
from hypothesis.stateful import rule

from crm_desktop.storage.database import Database
from crm_desktop.sync import upkeep
from crm_desktop.sync.about import About
from crm_desktop.sync.exchange import sync
from crm_desktop.sync.hubs.opening import open_known
from crm_desktop.sync.join import join
from crm_desktop.sync.replica import Replica
from tests.sync.conftest import emptied
from tests.sync.damage import KINDS, damage
from tests.sync.laptop import Laptop, Watch, assert_same, dump
from tests.sync.machine import SEEDS, WHICH, Laptops

HUB = st.integers(0, 2)


class Teams(Laptops):
    """Set `server` to the address of a PostgreSQL database to meet there too."""

    server: str | None = None

    def __init__(self) -> None:
        super().__init__()
        # Nothing is in them yet.
        self.hubs = [("folder", str(self.home / "Team")), ("file", str(self.home / "Team.crmhub"))]
        if self.server:
            self.hubs.append(("postgresql", emptied(self.server)))
        self.before = upkeep.SEGMENTS_AT_MOST
        upkeep.SEGMENTS_AT_MOST = 5

    @rule(at=WHICH, hub=HUB, thorough=st.booleans(), seed=SEEDS)
    def meet(self, at: int, hub: int, thorough: bool, seed: int) -> None:
        form, address = self.hubs[hub % len(self.hubs)]
        self._meet(at, form, address, thorough, seed)

    @rule(at=WHICH, share=st.floats(0.1, 0.9), seed=SEEDS)
    def meet_what_has_arrived(self, at: int, share: float, seed: int) -> None:
        """A cloud folder has delivered some files, and of some a part."""
        partly, dice = self.home / "Partly", Random(seed)
        shutil.rmtree(partly, ignore_errors=True)
        if not self._folder.exists():
            return
        shutil.copytree(self._folder, partly)
        for segment in sorted(partly.glob("*/*.seg")):
            if dice.random() > share:
                damage(segment, dice.choice(("gone", "cut")), dice)
        self._meet(at, "folder", str(partly), False, seed)
        self.seen["partly delivered"] += 1

    @rule(hub=st.integers(0, 1), kind=st.sampled_from(KINDS), seed=SEEDS)
    def damage(self, hub: int, kind: str, seed: int) -> None:
        form, address = self.hubs[hub]
        # There must be something to damage.
        self._meet(seed % len(self.laptops), form, address, False, seed)
        if damage(Path(address), kind, Random(seed)):
            self.seen["damages"] += 1

    @rule(hub=st.integers(0, 1))
    def keep_a_copy(self, hub: int) -> None:
        self._copy(Path(self.hubs[hub][1]), self.home / f"kept{hub}")

    @rule(hub=st.integers(0, 1))
    def roll_back(self, hub: int) -> None:
        kept = self.home / f"kept{hub}"
        if kept.exists():
            self._copy(kept, Path(self.hubs[hub][1]))
            self.seen["hubs rolled back"] += 1

    def gather(self) -> None:
        """Everybody comes to know everything by the shared files alone."""
        for _ in range(2):
            for form, address in self.hubs:
                for at in range(len(self.laptops)):
                    self._meet(at, form, address, True, 1)
        upkeep.SEGMENTS_AT_MOST = self.before
        for number, (_, address) in enumerate(self.hubs):
            self._compare_who_joins(address, self.home / f"joined{number}.crm")

    def _compare_who_joins(self, address: str, path: Path) -> None:
        join(address, path)
        joined = Laptop(path, Watch([2_000_000_000_000]))
        joined.database = Database.open(path, joined.watch)
        try:
            assert_same(dump(joined), dump(self.laptops[0]))
        finally:
            joined.database.close()

    @property
    def _folder(self) -> Path:
        return Path(self.hubs[0][1])

    def _meet(self, at: int, form: str, address: str, thorough: bool, seed: int) -> None:
        replica = Replica(self.laptops[at].database)
        with closing(open_known(address, form, About(replica.workspace, "hub"), None)) as hub:
            done = sync(replica, hub, thorough=thorough, dice=Random(seed))
        self.seen["meetings"] += 1
        self.seen["put back"] += done.put_back
        self.seen["pieces set aside"] += done.damaged

    def _copy(self, source: Path, target: Path) -> None:
        if target.is_dir():
            shutil.rmtree(target)
        if source.is_dir():
            shutil.copytree(source, target)
        elif source.exists():
            shutil.copyfile(source, target)
