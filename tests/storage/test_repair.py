"""What follows from other data is mended; what cannot be is said and left as it is."""

import pytest
import sqlcipher3.dbapi2 as driver

from crm_desktop.core.errors import Damaged
from crm_desktop.models import Customer
from crm_desktop.queries.integrity import check_file, findings, mend, repair_file
from tests.builders import a_customer
from tests.company import Company


def damage(company: Company, script: str) -> None:
    """Change the file behind the program's back, with capture off."""
    by_hand = driver.connect(str(company.database.path))
    by_hand.executescript(f"UPDATE sync_state SET capture = 0; {script}; UPDATE sync_state SET capture = 1;")
    by_hand.close()


@pytest.fixture
def company(company: Company) -> Company:
    """A company with two customers, one of them changed."""
    with company.write() as work:
        a_customer(work, "Acme", city="Bonn")
        gamma = a_customer(work, "Gama")
    with company.write() as work:
        work.session.get_one(Customer, gamma).name = "Gamma"
    return company


@pytest.mark.parametrize(
    "script",
    [
        "DROP TRIGGER journal_customer_update",
        "DELETE FROM sqlite_stat1",
        "DROP INDEX ix_sync_change_row",
        "DROP INDEX ix_customer_deleted_customer_city_customer_id",
        "UPDATE customer SET note = 'forged' WHERE name = 'Acme'",
        "UPDATE customer SET name = 'Other' WHERE name = 'Gamma'",
        "DELETE FROM customer WHERE name = 'Gamma'",
        "INSERT INTO sync_conflict VALUES ('customer', (SELECT id FROM customer LIMIT 1), 'name', 'edit/edit', '[]')",
        "INSERT INTO sync_conflict VALUES ('customer', 'nobody', 'name', 'edit/edit', '[]')",
        "DELETE FROM search_index WHERE rowid = (SELECT min(rowid) FROM search_index)",
    ],
)
def test_what_follows_from_other_data_is_mended(company: Company, script: str) -> None:
    damage(company, script)
    with company.read() as reading:
        assert findings(reading)
    done = mend(company.database)
    assert done.mended
    assert done.left == ()
    with company.read() as reading:
        assert findings(reading) == []
        assert {name for (name,) in reading.plain("SELECT name FROM customer")} == {"Acme", "Gamma"}


@pytest.mark.parametrize(
    ("script", "area"),
    [
        ("UPDATE sync_change SET data = replace(data, 'Acme', 'Akme')", "journal"),
        ("INSERT INTO tag(id, name, deleted) VALUES ('by hand', 'VIP', 0)", "records"),
        ("UPDATE customer SET parent_id = 'nobody' WHERE name = 'Acme';DELETE FROM sync_txn WHERE seq = 2", "journal"),
    ],
)
def test_what_people_wrote_is_never_guessed(company: Company, script: str, area: str) -> None:
    damage(company, script)
    with company.read() as reading:
        before = reading.plain("SELECT * FROM customer")
    assert area in {each.area for each in mend(company.database).left}
    with company.read() as reading:
        assert reading.plain("SELECT * FROM customer") == before


def test_the_worker_does_both_by_the_path(company: Company) -> None:
    damage(company, "DROP TRIGGER journal_customer_update")
    told = list[float]()
    path = str(company.database.path)
    assert [each.area for each in check_file(path, lambda fraction, _text: told.append(fraction))] == ["triggers"]
    assert told == sorted(told)
    assert repair_file(path).left == ()
    assert check_file(path) == []


@pytest.mark.parametrize("table", ["customer", "sync_change", "sync_txn", "sync_replica", "search_record"])
def test_a_damaged_place_is_told_and_the_rest_is_checked_and_mended_all_the_same(company: Company, table: str) -> None:
    """Text that is none, in every column of a row, and a trigger gone."""
    columns = {"customer": "name", "sync_change": "data", "sync_txn": "hash", "sync_replica": "id"}
    column = columns.get(table, "id")
    spoilt = f"UPDATE {table} SET {column} = CAST(x'61ff62' AS TEXT) WHERE rowid = (SELECT max(rowid) FROM {table})"
    damage(company, f"DROP TRIGGER journal_customer_update; {spoilt}")
    with company.read() as reading:
        areas = {each.area for each in findings(reading)}
    assert "triggers" in areas
    assert len(areas) > 1
    if table in ("sync_txn", "sync_replica"):
        # Who this laptop is, and how far it got, cannot be told.
        with pytest.raises(Damaged, match="Restore a backup, or rescue what can be read"):
            mend(company.database)
    else:
        left = {each.area for each in mend(company.database).left}
        assert "triggers" not in left
        assert bool(left) == (table != "search_record")


def test_pages_that_cannot_be_read_are_told(company: Company) -> None:
    with company.write() as work:
        for number in range(300):
            a_customer(work, f"Acme {number}")
    ((root,),) = _asked(company, "SELECT rootpage FROM sqlite_master WHERE name = 'ix_sync_change_row'")
    ((size,),) = _asked(company, "PRAGMA page_size")
    company.database.close()
    with company.database.path.open("r+b") as file:
        file.seek((root - 1) * size)
        file.write(b"\xff" * 64)
    told = [each.area for each in check_file(str(company.database.path))]
    assert "file" in told
    assert "journal" not in told


def _asked(company: Company, statement: str) -> list[tuple[int, ...]]:
    with company.read() as reading:
        return list(reading.plain(statement))
