"""Two files never write under one identity; moving or renaming a file makes no new one."""

import json
import shutil
from pathlib import Path

import pytest

from crm_desktop.core.clock import FixedClock
from crm_desktop.core.i18n import Message
from crm_desktop.core.viewer import SYSTEM
from crm_desktop.storage import contexts, journal
from crm_desktop.storage.database import Database
from crm_desktop.storage.identity import Device
from tests.builders import a_customer
from tests.company import NOW


@pytest.fixture
def path(founded: Path, tmp_path: Path) -> Path:
    """A company file in use on this computer."""
    place = tmp_path / "company.crm"
    shutil.copyfile(founded, place)
    write(place)
    return place


def write(path: Path, device: Path | None = None) -> str:
    """Open the file, write one step, close it; gives the replica that wrote it."""
    database = Database.open(path, FixedClock.at(NOW))
    if device is not None:
        database.device = Device(device)
    with database.write(Message("A step"), SYSTEM) as work:
        a_customer(work)
    with database.read(SYSTEM) as reading:
        replica = journal.own_id(reading.connection)
    database.close()
    return replica


def test_a_file_that_was_moved_or_renamed_goes_on_as_it_was(path: Path, tmp_path: Path) -> None:
    first = write(path)
    (tmp_path / "elsewhere").mkdir()
    moved = path.rename(tmp_path / "elsewhere" / "renamed.crm")
    assert write(moved) == first


def test_a_copy_on_the_same_computer_gets_an_identity_of_its_own(path: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.crm"
    shutil.copyfile(path, copy)
    first = write(path)
    second = write(copy)
    assert second != first
    assert write(copy) == second
    assert write(path) == first


def test_a_backup_put_back_does_not_go_on_as_it_was(path: Path, tmp_path: Path) -> None:
    backup = tmp_path / "backup"
    shutil.copyfile(path, backup)
    first = write(path)
    shutil.copyfile(backup, path)
    second = write(path)
    assert second != first
    assert write(path) == second


def test_a_file_taken_to_another_computer_gets_a_new_identity_there(path: Path, tmp_path: Path) -> None:
    assert write(path) != (there := write(path, tmp_path / "other computer"))
    assert write(path, tmp_path / "other computer") == there


def test_a_file_no_computer_remembers_goes_on_as_it_was(founded: Path, tmp_path: Path) -> None:
    place = tmp_path / "new.crm"
    shutil.copyfile(founded, place)
    with open_(place).read(SYSTEM) as reading:
        before = journal.own_id(reading.connection)
    assert write(place) == before


def test_a_copy_knows_what_it_held_and_says_whose_it_is(path: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.crm"
    shutil.copyfile(path, copy)
    replica = write(copy)
    with open_(copy).read(SYSTEM) as reading:
        vector = contexts.vector(reading.connection)
        assert len(vector) == 2
        assert vector[replica] == 1
        named = reading.plain("SELECT replica, label IS NOT NULL FROM replica_info")
        assert named == [(replica, 1)]
        ((context,),) = reading.plain("SELECT vec FROM sync_ctx WHERE origin = 2")
        assert json.loads(context) == {name: seq for name, seq in vector.items() if name != replica}


def open_(path: Path) -> Database:
    return Database.open(path, FixedClock.at(NOW), read_only=True)
