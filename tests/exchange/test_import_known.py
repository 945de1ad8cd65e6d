"""Rows about records that are known: compared and changed in groups, with the same outcome as one by one."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from crm_desktop.core.viewer import SYSTEM
from crm_desktop.exchange.importers.customers import CustomerImporter
from crm_desktop.models import Customer, HistoryEntry, Order, Team, User
from crm_desktop.operations.customer import CustomerDraft, customer_draft, plain_change
from crm_desktop.operations.payment import ReceiptDraft, record_receipt
from crm_desktop.queries.search import search
from crm_desktop.storage import journal
from tests.builders import a_customer, a_product, a_user, role
from tests.company import Company
from tests.exchange.test_import_run import imported, living, written

KNOWN = ("name,number,city,phone,email", "Haverton,H-1,York,0113 496 0000,a@b.com", "Kestrel,H-2,Leeds,,")


def changes(company: Company) -> list[dict[str, Any]]:
    """What the newest step changed of each record, as the journal has it."""
    with company.read() as reading:
        newest = reading.connection.exec_driver_sql("SELECT max(seq) FROM sync_txn").scalar_one()
        found = journal.changes_of(reading.connection, journal.TransactionId(1, newest))
    return [{name: pair for name, pair in each.data.items() if pair[0] != pair[1]} for each in found]


def test_the_same_file_again_changes_nothing(company: Company, tmp_path: Path) -> None:
    source = written(tmp_path, *KNOWN)
    imported(company, source, "customers")
    with company.read() as reading:
        before = journal.position(reading.connection)
    again = imported(company, source, "customers")
    assert (again.counts["unchanged"], again.taken) == (2, 0)
    with company.read() as reading:
        assert journal.position(reading.connection) == before


@pytest.mark.parametrize("plainly", [True, False])
def test_a_changed_address_is_journaled_and_found_whichever_way_it_was_written(
    company: Company, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, plainly: bool
) -> None:
    if not plainly:
        monkeypatch.setattr(CustomerImporter, "plain_change", lambda self, stored, given: None)
    imported(company, written(tmp_path, *KNOWN), "customers")
    moved = written(
        tmp_path, "name,number,city,phone,email", "Haverton,H-1,Selby,,", "Kestrel Ltd,H-2,Leeds,110,k@e.com"
    )
    result = imported(company, moved, "customers")
    assert (result.updated, result.rejected) == (2, 0)
    assert sorted(changes(company), key=len) == [
        {"city": ["York", "Selby"]},
        {"name": ["Kestrel", "Kestrel Ltd"], "phone": [None, "110"], "email": [None, "k@e.com"]},
    ]
    with company.read() as reading:
        assert [hit.title for hit in search(reading, "Kestrel Ltd").hits] == ["Kestrel Ltd"]


@pytest.mark.parametrize("plainly", [True, False])
def test_what_a_form_would_refuse_is_refused(
    company: Company, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, plainly: bool
) -> None:
    if not plainly:
        monkeypatch.setattr(CustomerImporter, "plain_change", lambda self, stored, given: None)
    imported(company, written(tmp_path, *KNOWN), "customers")
    result = imported(
        company, written(tmp_path, "name,number,email", "Haverton,H-1,a@b", "Kestrel,H-2,k@e.com"), "customers"
    )
    assert [(row.line, row.problems[0].column) for row in result.rejected_rows] == [(2, "email")]
    assert living(company, Customer, "email") == [("a@b.com",), ("k@e.com",)]


def test_a_customer_that_occurs_twice_ends_as_its_last_row_says(company: Company, tmp_path: Path) -> None:
    imported(company, written(tmp_path, *KNOWN), "customers")
    twice = written(tmp_path, "name,number,city", "Haverton,H-1,Hull", "Haverton,H-1,Selby", "New,N-1,A", "New,N-1,B")
    result = imported(company, twice, "customers")
    assert (result.created, result.updated) == (1, 3)
    assert living(company, Customer, "name", "city") == [("Haverton", "Selby"), ("Kestrel", "Leeds"), ("New", "B")]


def test_a_status_keeps_its_history_and_a_number_stays_free_of_doubles(company: Company, tmp_path: Path) -> None:
    imported(company, written(tmp_path, *KNOWN), "customers")
    result = imported(
        company, written(tmp_path, "name,number,status", "Haverton,H-1,lost", "Kestrel,H-2,"), "customers"
    )
    assert (result.updated, result.counts["unchanged"]) == (1, 1)
    with company.read() as reading:
        statement = select(HistoryEntry.value).where(HistoryEntry.field == "status", HistoryEntry.value == "lost")
        assert reading.session.scalars(statement).all() == ["lost"]


def test_nobody_changes_by_an_import_what_is_not_theirs(company: Company, tmp_path: Path) -> None:
    with company.write() as work:
        a_user(work, "Ida Fry", login="ida", role_id=role("salesperson"))
    ida = company.seen_by("ida")
    imported(ida, written(tmp_path, "name,number,city", "Kestrel,K-1,York"), "customers", key="number")
    with company.write() as work:
        a_customer(work, "Haverton", number="H-1", city="York", owner_id=company.viewer.user_id)
    result = imported(ida, written(tmp_path, "name,number,city", "Kestrel,K-1,Hull", "Haverton,H-1,Hull"), "customers")
    assert (result.updated, result.rejected) == (1, 1)
    assert living(company, Customer, "name", "city") == [("Haverton", "York"), ("Kestrel", "Hull")]


def test_only_columns_from_which_nothing_else_follows_are_changed_plainly(company: Company) -> None:
    with company.write() as work:
        customer_id = a_customer(work, "Haverton", number="H-1")
    with company.database.read(SYSTEM) as reading:
        before = customer_draft(reading, customer_id)
        assert plain_change(reading, before, before) == {}
        for name, value in (("owner_id", "1" * 32), ("number", "H-2"), ("status", "lost"), ("tags", ("new",))):
            after = CustomerDraft(**{**vars(before), name: value})
            assert plain_change(reading, before, after) is None


def test_a_file_that_tells_the_teams_leaves_people_without_one(company: Company, tmp_path: Path) -> None:
    with_teams = ("name,manager,team", "Ida Fry,Ada Bell,", "Ada Bell,Eve Moor,", "Bo Hart,Ada Bell,North")
    imported(company, written(tmp_path, *with_teams), "users")
    assert living(company, Team, "name") == [("North",)]
    imported(company, written(tmp_path, "name,manager", "Cy Lund,Ada Bell"), "users")
    assert living(company, Team, "name") == [("Ada Bell",), ("North",)]
    assert len(living(company, User, "id")) == 6


def test_an_order_that_was_paid_for_costs_no_less_by_a_file(company: Company, tmp_path: Path) -> None:
    with company.write() as work:
        a_product(work, "GTX")
        a_customer(work, "Acme")
    header = "order id,customer,order date,product,quantity,price"
    imported(company, written(tmp_path, header, "1,Acme,2026-01-05,GTX,2,5"), "orders")
    with company.write() as work:
        (order,) = work.session.scalars(select(Order.id))
        record_receipt(work, ReceiptDraft(order_id=order, amount_minor=1_000))
    lowered = imported(company, written(tmp_path, header, "1,Acme,2026-01-05,GTX,1,5"), "orders")
    taken_off = imported(company, written(tmp_path, header, "1,Acme,2026-01-05,Return,-1,5"), "orders")
    assert [len(each.rejected_rows) for each in (lowered, taken_off)] == [1, 1]
    assert "received or invoiced" in str(lowered.rejected_rows[0].problems[0].reason)
    raised = imported(company, written(tmp_path, header, "1,Acme,2026-01-05,GTX,3,5"), "orders")
    assert (raised.updated, raised.rejected) == (1, 0)
