"""Laptops with programs of different age: nothing of what the newer ones write is lost on its way through the older."""

import pytest

from crm_desktop.core.errors import MachineError
from crm_desktop.models import Customer, Parameter
from crm_desktop.storage import database, folding, journal
from crm_desktop.storage.connection import plain
from crm_desktop.storage.database import SCHEMA_VERSION
from tests.builders import a_customer
from tests.company import Company
from tests.sync.conftest import Laptop
from tests.sync.states import assert_alike, state_of
from tests.sync.test_pairwise import column, pull

NEWER = SCHEMA_VERSION + 1


@pytest.fixture
def newer(laptop: Laptop) -> Company:
    """A laptop whose program will be a newer one."""
    return laptop("newer")


def test_columns_and_tables_of_a_newer_program_are_kept_and_passed_on(
    company: Company, newer: Company, laptop: Laptop
) -> None:
    third = laptop("third")
    with newer.write("New") as work:
        customer = a_customer(work)
        work.session.flush()
        journal.append(work.connection, "customer", customer, "u", {"mood": [None, "sunny"]})
        journal.append(work.connection, "invention", "1", "i", {"deleted": 0, "name": "Wheel"})
    pull(company, newer)
    pull(third, company)
    assert_alike(company, newer, third)
    with third.read() as reading:
        assert reading.plain("SELECT data FROM sync_change WHERE tbl = 'invention'") == [
            ('{"deleted":0,"name":"Wheel"}',)
        ]


def test_what_a_newer_program_wrote_is_folded_again_after_the_upgrade(
    company: Company, newer: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(journal, "SCHEMA_VERSION", NEWER)
        with newer.write("New") as work:
            customer = a_customer(work, "Haverton", city="York")
    pull(company, newer)
    with company.database.merging() as connection:
        # As an older program would have left it that did not know the column yet.
        connection.exec_driver_sql("UPDATE sync_state SET capture = 0")
        connection.exec_driver_sql("UPDATE customer SET city = NULL")
        connection.exec_driver_sql("UPDATE sync_state SET capture = 1")
        assert set(folding.refold_since(connection, SCHEMA_VERSION)) >= {"customer"}
    assert column(company, customer, "city") == "York"
    assert_alike(company, newer)


def test_a_company_that_moved_on_can_be_read_and_passed_on_by_an_older_program(
    company: Company, newer: Company, laptop: Laptop, monkeypatch: pytest.MonkeyPatch
) -> None:
    third = laptop("third")
    with monkeypatch.context() as patch:
        patch.setattr(journal, "SCHEMA_VERSION", NEWER)
        patch.setattr(database, "SCHEMA_VERSION", NEWER)
        with newer.write("Move on") as work:
            key = Parameter.id_of(journal.LEAST_SCHEMA)
            work.session.add(Parameter(id=key, name=journal.LEAST_SCHEMA, value=str(NEWER)))
        with newer.write("New") as work:
            a_customer(work, "Haverton")
    pull(company, newer)
    with pytest.raises(MachineError, match="newer version"), company.write() as work:
        a_customer(work)
    with company.read() as reading:
        assert reading.session.query(Customer).count() == 0
    assert pull(third, company).count == 2
    with company.database.merging() as connection:
        folding.refold_since(connection, SCHEMA_VERSION)
        assert plain(connection, "SELECT value FROM sync_meta WHERE key = 'unfolded'") == []
    assert state_of(company) == state_of(newer)
