"""What every form of the shared file keeps, and how each of them takes damage and refusal."""

import errno
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as driver

from crm_desktop.core.errors import MachineError, Problem
from crm_desktop.storage import hub_file
from crm_desktop.storage.database import Database
from crm_desktop.sync.hubs import disk, postgresql
from crm_desktop.sync.hubs.disk import Disk
from crm_desktop.sync.hubs.folder import FolderStore
from crm_desktop.sync.hubs.opening import store_at
from crm_desktop.sync.hubs.single_file import SingleFileStore
from crm_desktop.sync.hubs.store import Store
from crm_desktop.sync.trouble import HubFull, NotAHub, NotWritable, Unreachable

WRITER = "0123456789abcdef"
SEGMENT = f"steps/{WRITER}-{WRITER}-1-1-3-00000000.seg"


@pytest.fixture
def store(address: str, form: str) -> Iterator[Store]:
    """An empty store of each form."""
    made = store_at(address, form, mends=True)
    yield made
    made.close()


def test_an_empty_store_lists_nothing_and_changes_nothing(store: Store, address: str) -> None:
    assert (store.segments(), store.inside("base"), store.get(SEGMENT)) == ([], [], None)
    assert not Path(address).exists()


def test_what_was_put_is_listed_and_given_back(store: Store) -> None:
    store.put(SEGMENT, b"abc")
    store.put("hub.json", b"{}")
    store.put("base/1-0.part", bytes(range(256)) * 1000)
    assert store.segments() == [(SEGMENT, 3)]
    assert store.inside("base") == [("base/1-0.part", 256_000)]
    assert (store.get(SEGMENT), store.get("hub.json")) == (b"abc", b"{}")
    assert store.get("base/1-0.part") == bytes(range(256)) * 1000


def test_a_name_put_again_has_the_new_content(store: Store) -> None:
    store.put(SEGMENT, b"abc")
    store.put(SEGMENT, b"abcd")
    assert (store.get(SEGMENT), store.segments()) == (b"abcd", [(SEGMENT, 4)])


def test_what_is_bad_or_removed_is_no_longer_there(store: Store) -> None:
    for take_away in (store.bad, store.remove):
        store.put(SEGMENT, b"abc")
        take_away(SEGMENT)
        assert (store.segments(), store.get(SEGMENT)) == ([], None)
        take_away(SEGMENT)


def test_a_second_opening_sees_what_the_first_put(store: Store, address: str, form: str) -> None:
    store.put(SEGMENT, b"abc")
    other = store_at(address, form)
    assert other.get(SEGMENT) == b"abc"
    other.close()


# --- a folder


def test_a_folder_keeps_bad_files_under_another_name(tmp_path: Path) -> None:
    store = FolderStore(tmp_path)
    store.put(SEGMENT, b"abc")
    store.bad(SEGMENT)
    assert (tmp_path / f"{SEGMENT}.bad").read_bytes() == b"abc"


def test_unfinished_files_are_cleared_away_after_a_week(tmp_path: Path) -> None:
    store = FolderStore(tmp_path, now=lambda: 8 * 24 * 3600.0)
    store.put(SEGMENT, b"abc")
    for name, age in (("old", 0), ("new", 2 * 24 * 3600)):
        file = tmp_path / "steps" / f"{name}.tmp"
        file.write_bytes(b"")
        os.utime(file, (age, age))
    assert store.segments() == [(SEGMENT, 3)]
    assert [each.name for each in (tmp_path / "steps").glob("*.tmp")] == ["new.tmp"]


class Failing(Disk):
    """A disk on which one call fails."""

    def __init__(self, call: str, number: int) -> None:
        self._call, self._number = call, number

    def __getattribute__(self, name: str) -> object:
        if name.startswith("_") or name != self._call:
            return super().__getattribute__(name)
        raise OSError(self._number, os.strerror(self._number))


@pytest.mark.parametrize("call", ["write", "replace"])
@pytest.mark.parametrize(
    ("number", "kind"),
    [(errno.ENOSPC, HubFull), (errno.EACCES, NotWritable), (errno.EIO, Unreachable), (errno.ESTALE, Unreachable)],
)
def test_a_disk_that_refuses_gets_a_sentence_and_leaves_nothing(
    tmp_path: Path, call: str, number: int, kind: type[MachineError]
) -> None:
    with pytest.raises(kind):
        FolderStore(tmp_path, Failing(call, number)).put("hub.json", b"{}")
    assert not list(tmp_path.iterdir())


def test_what_windows_holds_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(disk, "_PAUSE", 0.0)
    refusals = [32, 5, 33]

    def act() -> str:
        if refusals:
            error = OSError("held")
            error.winerror = refusals.pop()  # type: ignore[attr-defined]  # Windows alone has it
            raise error
        return "done"

    assert disk.patiently(act) == "done"


# --- one file


def file_store(tmp_path: Path, *, mends: bool = False) -> SingleFileStore:
    return SingleFileStore(tmp_path / "Team.crmhub", mends=mends)


def test_one_file_is_marked_and_refuses_to_open_as_a_company(tmp_path: Path) -> None:
    store = file_store(tmp_path)
    store.put(SEGMENT, b"abc")
    assert hub_file.application_id(store.path) == hub_file.HUB_APPLICATION_ID
    with pytest.raises(Problem, match="shared file"):
        Database.open(store.path)
    assert store.get(SEGMENT) == b"abc"


def test_a_company_is_never_taken_for_a_shared_file(tmp_path: Path) -> None:
    company = tmp_path / "Team.crmhub"
    Database.create(company).close()
    before = company.read_bytes()
    for store in (SingleFileStore(company), SingleFileStore(company, mends=True)):
        for act in (store.segments, lambda store=store: store.put(SEGMENT, b"abc")):
            with pytest.raises(NotAHub, match="company file"):
                act()
    assert company.read_bytes() == before


DAMAGE: dict[str, Callable[[Path], object]] = {
    "emptied": lambda path: path.write_bytes(b""),
    "cut": lambda path: os.truncate(path, path.stat().st_size // 2),
    "overwritten": lambda path: path.write_bytes(b"no database at all " * 999),
    "header": lambda path: path.write_bytes(b"X" * 100 + path.read_bytes()[100:]),
    "table gone": lambda path: _by_hand(path, "DROP TABLE piece"),
    "schema is no text": lambda path: path.write_bytes(path.read_bytes().replace(b"CREATE TABLE", b"CREAT\xc2 TABLE")),
}


def _by_hand(path: Path, statement: str) -> None:
    connection = driver.connect(str(path), isolation_level=None)
    connection.execute(statement)
    connection.close()


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_broken_file_is_set_aside_and_taken_into_use_anew(tmp_path: Path, damage: str) -> None:
    store = file_store(tmp_path, mends=True)
    store.put(SEGMENT, b"abc" * 10_000)
    DAMAGE[damage](store.path)
    assert store.get(SEGMENT) is None
    store.put(SEGMENT, b"abcd")
    assert (store.get(SEGMENT), store.segments()) == (b"abcd", [(SEGMENT, 4)])


@pytest.mark.parametrize("damage", ["cut", "overwritten", "header", "table gone", "schema is no text"])
def test_a_broken_file_that_is_not_ours_is_left_alone(tmp_path: Path, damage: str) -> None:
    store = file_store(tmp_path)
    store.put(SEGMENT, b"abc" * 10_000)
    DAMAGE[damage](store.path)
    before = store.path.read_bytes()
    with pytest.raises(NotAHub, match="damaged"):
        store.segments()
    assert store.path.read_bytes() == before


def test_rows_of_other_types_mean_damage(tmp_path: Path) -> None:
    store = file_store(tmp_path, mends=True)
    store.put(SEGMENT, b"abc")
    _by_hand(store.path, "UPDATE piece SET name = CAST('x' || name AS BLOB)")
    assert store.segments() == []
    store.put(SEGMENT, b"abc")
    _by_hand(store.path, "UPDATE piece SET data = 'text'")
    assert store.get(SEGMENT) is None


def test_a_locked_file_is_a_matter_of_waiting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub_file, "WAIT_MS", 10)
    store = file_store(tmp_path, mends=True)
    store.put(SEGMENT, b"abc")
    other = driver.connect(str(store.path), isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(Unreachable):
        store.put(SEGMENT, b"abcd")
    other.close()
    assert store.get(SEGMENT) == b"abc"


# --- PostgreSQL


def test_without_its_library_the_sentence_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(MachineError, match="pip install"):
        store_at("postgresql+psycopg://anna@server/crm")


def test_a_server_that_is_away_is_unreachable() -> None:
    store = postgresql.PostgresStore("postgresql+psycopg://anna@127.0.0.1:1/crm")
    with pytest.raises(Unreachable, match=r"127\.0\.0\.1/crm"):
        store.segments()


def test_a_session_the_server_ended_is_begun_anew(postgresql: str) -> None:
    store = store_at(postgresql)
    store.put(SEGMENT, b"abc")
    import psycopg

    with psycopg.connect(postgresql.replace("+psycopg", ""), autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()")
    assert store.get(SEGMENT) == b"abc"
    store.close()


def test_a_user_without_the_right_to_write_hears_so(postgresql: str) -> None:
    store = store_at(postgresql)
    store.put(SEGMENT, b"abc")
    store.close()
    reading = store_at(postgresql + "&options=-c%20default_transaction_read_only%3Don")
    assert reading.get(SEGMENT) == b"abc"
    with pytest.raises(NotWritable):
        reading.put(SEGMENT, b"abcd")
    reading.close()


def test_a_broken_file_that_cannot_be_moved_now_is_for_later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = file_store(tmp_path, mends=True)
    store.path.write_bytes(b"nothing that SQLite ever wrote" * 100)

    def in_use(_path: Path, _target: Path) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "replace", in_use)
    with pytest.raises(NotWritable):
        store.segments()
