"""A shared file that is slow, hangs, is full or may not be written: work goes on, and a sentence says why."""

import multiprocessing
import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from crm_desktop.storage.database import Database
from crm_desktop.sync.exchange import sync
from crm_desktop.sync.hubs.disk import Disk
from crm_desktop.sync.hubs.folder import FolderStore
from crm_desktop.sync.hubs.single_file import SingleFileStore
from crm_desktop.sync.hubs.store import Store
from crm_desktop.sync.replica import Replica
from crm_desktop.sync.trouble import HubFull, NotWritable
from tests.company import Company
from tests.sync.conftest import Laptop
from tests.sync.meeting import add_customer, hub_over, meet_at, names_on


class Slow(Disk):
    """While each call is waited for, somebody saves."""

    def __init__(self, company: Company) -> None:
        self._company, self._count = company, 0

    def __getattribute__(self, name: str) -> Any:
        if not name.startswith("_"):
            self._count += 1
            add_customer(self._company, f"Meanwhile {self._count}")
        return super().__getattribute__(name)


def test_people_save_while_a_slow_hub_is_waited_for(company: Company, laptop: Laptop, tmp_path: Path) -> None:
    """Were a lock of the company file held meanwhile, the save would wait for its end, which is never."""
    other = laptop("other")
    add_customer(other, "Zenith")
    meet_at(str(tmp_path / "hub"), other)
    second = Database.open(company.database.path, company.clock)
    slow = Slow(Company(second, company.clock, company.viewer))
    done = sync(Replica(company.database), hub_over(FolderStore(tmp_path / "hub", slow), company), thorough=False)
    assert done.brought == 1
    assert slow._count > 8
    second.close()
    sync(Replica(company.database), hub_over(FolderStore(tmp_path / "hub"), company))
    meet_at(str(tmp_path / "hub"), other)
    assert names_on(other) == names_on(company)
    assert f"Meanwhile {slow._count}" in names_on(other)


class Hanging(Disk):
    """A disk that never answers when a segment is written."""

    def write(self, path: Path, data: bytes) -> None:
        time.sleep(3600)


def _sync_with_a_hanging_hub(path: Path, hub: Path) -> None:
    with closing(Database.open(path)) as database:
        replica = Replica(database)
        company = Company(database, None, None)  # type: ignore[arg-type]  # neither is looked at
        sync(replica, hub_over(FolderStore(hub, Hanging()), company))


def test_a_process_at_a_hub_that_hangs_can_be_ended_and_holds_nobody(company: Company, tmp_path: Path) -> None:
    hub = tmp_path / "hub"
    process = multiprocessing.get_context("spawn").Process(
        target=_sync_with_a_hanging_hub, args=(company.database.path, hub), daemon=True
    )
    process.start()
    for number in range(20):
        add_customer(company, f"A{number}")
    process.kill()
    process.join()
    assert len(names_on(company)) == 20
    meet_at(str(hub), company)
    assert sorted(each.name for each in hub.glob("*/*.seg"))


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 300 kB."""
    place = tmp_path / "small"
    place.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=300k", "tmpfs", str(place)], capture_output=True, check=False
    )
    if made.returncode:
        pytest.skip("no small disk can be made here: mounting needs root on Linux")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


@pytest.mark.skipif(os.name == "nt", reason="a small disk is mounted as on Linux")
@pytest.mark.parametrize("kind", ["folder", "file"])
def test_a_full_disk_says_so_and_goes_on_when_there_is_room(
    company: Company, laptop: Laptop, small_disk: Path, kind: str
) -> None:
    def store() -> Store:
        if kind == "folder":
            return FolderStore(small_disk / "hub")
        return SingleFileStore(small_disk / "Team.crmhub", mends=True)

    other = laptop("other")
    sync(Replica(company.database), hub_over(store(), company))
    filler = small_disk / "filler"
    _fill(filler)
    for number in range(30):
        add_customer(company, f"A{number} {os.urandom(300).hex()}")
    with pytest.raises(HubFull):
        sync(Replica(company.database), hub_over(store(), company))
    filler.unlink()
    sync(Replica(company.database), hub_over(store(), company))
    sync(Replica(other.database), hub_over(store(), other))
    assert names_on(other) == names_on(company)


def _fill(file: Path) -> None:
    with file.open("wb", buffering=0) as stream:
        try:
            while True:
                stream.write(b"x" * 4096)
        except OSError:
            return


@pytest.fixture
def read_only(tmp_path: Path) -> Iterator[Path]:
    """A folder that is mounted for reading only, and where it is written."""
    shown = tmp_path / "shown"
    shown.mkdir()
    (tmp_path / "there").mkdir()
    for options in (["--bind", str(tmp_path / "there"), str(shown)], ["-o", "remount,ro,bind", str(shown)]):
        if subprocess.run(["mount", *options], capture_output=True, check=False).returncode:
            pytest.skip("nothing can be mounted for reading only here: it needs root on Linux")
    yield shown
    subprocess.run(["umount", "-l", str(shown)], check=True)


@pytest.mark.skipif(os.name == "nt", reason="mounted as on Linux")
@pytest.mark.parametrize("kind", ["folder", "file"])
def test_a_hub_that_may_only_be_read_brings_and_then_says_so(
    company: Company, laptop: Laptop, tmp_path: Path, read_only: Path, kind: str
) -> None:
    other = laptop("other")
    add_customer(company, "Haverton")
    meet_at(str(tmp_path / "there" / "Team.crmhub"), company, form=kind)
    address = str(read_only / "Team.crmhub")
    add_customer(other, "Mine")
    with pytest.raises(NotWritable):
        meet_at(address, other, form=kind)
    assert names_on(other) == {"Haverton", "Mine"}
