"""Company files that lie where nothing can be written: read all the same, and nothing is left beside them."""

from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as driver
from sqlalchemy import select

from crm_desktop.core.clock import FixedClock
from crm_desktop.core.errors import MachineError, UserError
from crm_desktop.core.i18n import Message
from crm_desktop.core.viewer import SYSTEM
from crm_desktop.models import Customer
from crm_desktop.storage.access import Access, access_of, address
from crm_desktop.storage.database import Database
from tests.builders import a_customer
from tests.company import NOW, Company
from tests.permissions import write_protected

CLOCK = FixedClock.at(NOW)


@pytest.fixture
def path(company: Company) -> Path:
    """A file in a folder of its own with one customer, closed."""
    with company.write() as work:
        a_customer(work, "Acme")
    company.database.close()
    folder = company.database.path.parent / "a medium #1"
    folder.mkdir()
    return company.database.path.rename(folder / "team 100%.crm")


def _names(database: Database) -> list[str]:
    with database.read(SYSTEM) as reading:
        return list(reading.session.scalars(select(Customer.name)))


@pytest.mark.parametrize("protected", [("folder",), ("file",), ("folder", "file")], ids="+".join)
def test_a_file_that_cannot_be_written_is_read_and_says_what_to_do(path: Path, protected: tuple[str, ...]) -> None:
    places = {"folder": path.parent, "file": path}
    with write_protected(*(places[each] for each in protected)):
        database = Database.open(path, CLOCK)
        assert database.is_read_only
        assert _names(database) == ["Acme"]
        refused = pytest.raises(UserError, match=r"can only be read here.* copy it to a folder of your own")
        with refused, database.write(Message("Try"), SYSTEM):
            raise AssertionError("nothing is begun")
        assert not database.poll()
        database.close()
    assert [each.name for each in path.parent.iterdir()] == [path.name]
    assert not Database.open(path, CLOCK).is_read_only


def test_what_others_write_meanwhile_is_seen_through_their_files(path: Path) -> None:
    """A folder that only others may write, one of whom has the file open."""
    owner = Database.open(path, CLOCK)
    with owner.write(Message("Add"), SYSTEM) as work:
        a_customer(work, "Late Ltd")
    beside = [path.with_name(path.name + ending) for ending in ("", "-wal", "-shm")]
    with write_protected(path.parent, *beside):
        database = Database.open(path, CLOCK)
        assert database.is_read_only
        assert sorted(_names(database)) == ["Acme", "Late Ltd"]
        with owner.write(Message("Add"), SYSTEM) as work:
            a_customer(work, "Later Ltd")
        assert database.poll().touches(("customer",))
        assert len(_names(database)) == 3
        database.close()
    owner.close()


def test_changes_of_a_killed_program_that_cannot_be_read_are_not_passed_over(path: Path) -> None:
    owner = Database.open(path, CLOCK)
    with owner.write(Message("Add"), SYSTEM) as work:
        a_customer(work, "Late Ltd")
    killed = path.parent.parent / "killed"
    killed.mkdir()
    for ending in ("", "-wal"):
        (killed / f"a.crm{ending}").write_bytes(path.with_name(path.name + ending).read_bytes())
    owner.close()
    with write_protected(killed), pytest.raises(UserError, match="written last still lies beside it"):
        Database.open(killed / "a.crm", CLOCK)


def test_a_file_read_as_never_changing_notices_when_it_does(path: Path) -> None:
    with write_protected(path.parent):
        database = Database.open(path, CLOCK)
        assert _names(database) == ["Acme"]
    changed = Database.open(path, CLOCK)
    with changed.write(Message("Add"), SYSTEM) as work:
        a_customer(work, "Late Ltd")
    changed.close()
    with pytest.raises(MachineError, match="moved, deleted or replaced"):
        _names(database)
    database.close()


def test_an_older_file_that_cannot_be_brought_up_to_date_says_so(path: Path) -> None:
    connection = driver.connect(str(path))
    connection.execute("PRAGMA user_version = 1")
    connection.close()
    with write_protected(path.parent), pytest.raises(UserError, match=r"older version.* can only be read here"):
        Database.open(path, CLOCK)


def test_an_address_holds_whatever_a_folder_is_called(tmp_path: Path) -> None:
    path = tmp_path / "客户 50% #1?.crm"
    driver.connect(str(path)).execute("CREATE TABLE a (b)")
    found = driver.connect(address(path, Access.FIXED), uri=True).execute("SELECT name FROM sqlite_master").fetchall()
    assert found == [("a",)]
    assert access_of(path) is Access.FULL
