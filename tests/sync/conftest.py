"""Shared files of every form, empty; laptops of one company."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as driver

from crm_desktop.core.clock import FixedClock
from crm_desktop.storage.database import Database
from crm_desktop.storage.identity import Device
from crm_desktop.sync.replica import Replica
from tests.company import NOW, Company
from tests.sync import postgresql_server

FORMS = ("folder", "file", "postgresql")


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """A database of a server started for the tests."""
    try:
        with postgresql_server.server() as address:
            yield address
    except postgresql_server.Missing as reason:
        pytest.skip(f"no PostgreSQL: {reason}")


@pytest.fixture(params=FORMS)
def form(request: pytest.FixtureRequest) -> str:
    """Each form of shared file."""
    return str(request.param)


@pytest.fixture
def place_for(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[str], str]:
    """A function of a form that gives an address where nothing is yet."""

    def place(form: str) -> str:
        if form == "postgresql":
            return emptied(request.getfixturevalue("postgresql"))
        return str(tmp_path / "Team.crmhub")

    return place


@pytest.fixture
def address(form: str, place_for: Callable[[str], str]) -> str:
    """Where a shared file of the form can be made."""
    return place_for(form)


def emptied(address: str) -> str:
    """The database without the table of a test before."""
    import psycopg

    with psycopg.connect(address.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute("DROP TABLE IF EXISTS crm_hub")
    return address


Laptop = Callable[[str], Company]
Twin = Callable[[Company], Company]


@pytest.fixture
def laptop(company: Company, tmp_path: Path) -> Iterator[Laptop]:
    """Makes another laptop: it has a copy of the first one's file, under an identity of its own."""
    opened: list[Database] = []

    def add(name: str) -> Company:
        path = copied(company.database.path, tmp_path / f"{name}.crm")
        other = on_a_device(company, path, tmp_path / name)
        opened.append(other.database)
        Replica(other.database).rehome()
        return other

    yield add
    for each in opened:
        each.close()


@pytest.fixture
def twin(tmp_path: Path) -> Iterator[Callable[[Company], Company]]:
    """Makes a copy of a laptop's file that nobody can tell from it, as by an image of its whole disk."""
    opened: list[Database] = []

    def clone(company: Company) -> Company:
        path = copied(company.database.path, tmp_path / f"twin {len(opened)}.crm")
        connection = driver.connect(str(path), isolation_level=None)
        connection.execute("DELETE FROM sync_meta WHERE key = 'home'")
        connection.close()
        other = on_a_device(company, path, tmp_path / f"twin {len(opened)}")
        opened.append(other.database)
        return other

    yield clone
    for each in opened:
        each.close()


def on_a_device(company: Company, path: Path, device: Path) -> Company:
    """The company as a file shows it on another computer."""
    clock = FixedClock.at(NOW)
    database = Database.open(path, clock)
    database.device = Device(device)
    return Company(database, clock, company.viewer)


def copied(path: Path, to: Path) -> Path:
    """A copy of a company file that is open."""
    to.unlink(missing_ok=True)
    connection = driver.connect(str(path), isolation_level=None)
    connection.execute("VACUUM INTO ?", (str(to),))
    connection.close()
    return to
