"""Shared files of every form, empty; laptops of one company."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as driver

from crm_desktop.core.clock import FixedClock
from crm_desktop.storage.database import Database
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


@pytest.fixture
def laptop(company: Company, tmp_path: Path) -> Iterator[Laptop]:
    """Makes another laptop: it has a copy of the first one's file, under an identity of its own."""
    opened: list[Database] = []

    def add(name: str) -> Company:
        path = copied(company.database.path, tmp_path / f"{name}.crm")
        clock = FixedClock.at(NOW)
        opened.append(Database.open(path, clock))
        Replica(opened[-1]).rehome()
        return Company(opened[-1], clock, company.viewer)

    yield add
    for each in opened:
        each.close()


def copied(path: Path, to: Path) -> Path:
    """A copy of a company file that is open."""
    to.unlink(missing_ok=True)
    connection = driver.connect(str(path), isolation_level=None)
    connection.execute("VACUUM INTO ?", (str(to),))
    connection.close()
    return to
