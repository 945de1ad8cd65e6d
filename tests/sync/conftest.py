"""Shared files of every form, empty."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

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
