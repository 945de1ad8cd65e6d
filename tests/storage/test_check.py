"""The check finds what was altered behind the program's back."""

import pytest
import sqlcipher3.dbapi2 as driver

from crm_desktop.models import Customer
from crm_desktop.queries.integrity import findings
from tests.builders import a_customer
from tests.company import Company


def areas(company: Company, statement: str) -> set[str]:
    """The areas the check complains about after a statement was run with capture off."""
    with company.write() as work:
        a_customer(work, "Acme", city="Bonn")
    with company.write() as work:
        a_customer(work, "Beta")
    with company.write() as work:
        gamma = a_customer(work, "Gama")
    with company.write() as work:
        work.session.get_one(Customer, gamma).name = "Gamma"
    by_hand = driver.connect(str(company.database.path))
    by_hand.executescript(f"UPDATE sync_state SET capture = 0; {statement}; UPDATE sync_state SET capture = 1;")
    by_hand.close()
    with company.read() as reading:
        return {finding.area for finding in findings(reading)}


def test_a_sound_file_has_no_findings(company: Company) -> None:
    assert areas(company, "SELECT 1") == set()


@pytest.mark.parametrize(
    ("statement", "area"),
    [
        ("UPDATE customer SET note = 'forged' WHERE name = 'Acme'", "records"),
        ("DELETE FROM customer WHERE name = 'Acme'", "records"),
        ("UPDATE customer SET note = 'forged' WHERE name = 'Gamma'", "records"),
        ("DELETE FROM customer WHERE name = 'Gamma'", "records"),
        ("INSERT INTO tag(id, name, deleted) VALUES ('by hand', 'VIP', 0)", "records"),
        ("UPDATE sync_change SET data = replace(data, 'Acme', 'Akme')", "journal"),
        ("UPDATE sync_txn SET actor = 'someone'", "journal"),
        ("DELETE FROM sync_txn WHERE seq = (SELECT max(seq) - 1 FROM sync_txn)", "journal"),
        ("DROP TRIGGER journal_customer_update", "triggers"),
        ("UPDATE customer SET parent_id = 'nobody' WHERE name = 'Acme'", "references"),
        ("UPDATE customer SET name = 'Other' WHERE name = 'Acme'", "search"),
    ],
)
def test_what_was_altered_is_found(company: Company, statement: str, area: str) -> None:
    assert area in areas(company, statement)
