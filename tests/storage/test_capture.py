"""The journal sees every way of writing, and its triggers are what the models say."""

import json

import pytest
from sqlalchemy import insert, text, update
from sqlalchemy.exc import DBAPIError

from crm_desktop.models import ENTITIES, Customer
from crm_desktop.models.base import Base
from crm_desktop.storage import capture
from tests.builders import a_customer
from tests.company import Company


def changes(company: Company) -> list[tuple[str, str, dict[str, object]]]:
    """(table, kind of change, content) of the newest transaction."""
    with company.read() as reading:
        rows = reading.connection.exec_driver_sql(
            "SELECT tbl, op, data FROM sync_change WHERE seq = (SELECT max(seq) FROM sync_txn) ORDER BY id"
        ).all()
    return [(table, op, json.loads(data)) for table, op, data in rows]


def test_an_insert_is_recorded_without_empty_columns(company: Company) -> None:
    with company.write() as work:
        work.session.add(Customer(id=work.new_id(), number="C-1", name="Acme", created_at=5))
    ((table, op, content),) = changes(company)
    assert (table, op) == ("customer", "i")
    assert content == {
        "number": "C-1",
        "name": "Acme",
        "kind": "company",
        "status": "normal",
        "created_at": 5,
        "deleted": 0,
    }


def test_an_update_records_old_and_new_values_and_the_whole_merge_group(company: Company) -> None:
    with company.write() as work:
        acme = a_customer(work, "Acme", city="Bonn")
    with company.write() as work:
        record = work.session.get_one(Customer, acme)
        record.city, record.phone = "Köln", "0221 12"
    ((_, op, content),) = changes(company)
    assert op == "u"
    assert content["city"] == ["Bonn", "Köln"]
    assert content["phone"] == [None, "0221 12"]
    assert {"country", "province", "district", "postcode", "address"} <= content.keys()
    assert "name" not in content


@pytest.mark.parametrize("way", ["core", "text", "bulk", "rows"])
def test_no_way_of_writing_bypasses_the_journal(company: Company, way: str) -> None:
    with company.write() as work:
        acme = a_customer(work, "Acme")
    values = {"id": work.new_id(), "number": "C-9", "name": "New", "created_at": 1}
    with company.write() as work:
        if way == "core":
            work.session.execute(update(Customer).values(city="Bonn"))
        elif way == "text":
            work.session.execute(text("UPDATE customer SET city = 'Bonn' WHERE id = :id"), {"id": acme})
        elif way == "bulk":
            work.session.execute(insert(Customer), [values])
        else:
            work.insert_rows(Customer, [values])
    assert [(table, op) for table, op, _ in changes(company)] == [("customer", "u" if way in ("core", "text") else "i")]


def test_bulk_rows_are_recorded_like_any_other(company: Company) -> None:
    with company.write() as work:
        one, two = work.new_id(), work.new_id()
        work.session.add(Customer(id=one, number="C-1", name="Acme", city="Bonn", created_at=5))
        work.session.flush()
        work.insert_rows(Customer, [{"id": two, "number": "C-1", "name": "Acme", "city": "Bonn", "created_at": 5}])
    first, second = (content for table, _, content in changes(company) if table == "customer")
    assert first == second


def test_a_bulk_row_with_an_unknown_column_is_refused(company: Company) -> None:
    with pytest.raises(KeyError, match="shoe_size"), company.write() as work:
        work.insert_rows(Customer, [{"id": work.new_id(), "shoe_size": 43}])


def test_records_are_never_removed(company: Company) -> None:
    with company.write() as work:
        a_customer(work)
    with pytest.raises(DBAPIError, match="never removed"), company.write() as work:
        work.session.execute(text("DELETE FROM customer"))


def test_several_changes_of_a_record_in_one_step_become_one(company: Company) -> None:
    with company.write() as work:
        acme = a_customer(work, "Acme", city="Bonn", phone="0221 1111")
    with company.write() as work:
        record = work.session.get_one(Customer, acme)
        for city in ("Köln", "Mainz"):
            record.city = city
            work.session.flush()
        record.phone = "0221 2222"
        work.session.flush()
        record.phone = "0221 1111"
    ((_, _, content),) = changes(company)
    assert content["city"] == ["Bonn", "Mainz"]
    assert "phone" not in content


def test_a_step_that_ends_as_it_began_leaves_no_trace(company: Company) -> None:
    with company.write() as work:
        acme = a_customer(work, "Acme", city="Bonn")
    before = changes(company)
    with company.write() as work:
        record = work.session.get_one(Customer, acme)
        record.city = "Köln"
        work.session.flush()
        record.city = "Bonn"
    assert work.transaction is None
    assert not work.changes
    assert changes(company) == before


def test_every_synced_table_has_its_three_triggers(company: Company) -> None:
    with company.read() as reading:
        present = capture.present(reading.connection)
    assert present == capture.expected()
    assert len(present) == 3 * len(ENTITIES)


def test_every_table_of_the_models_is_listed_as_an_entity() -> None:
    assert {entity.__tablename__ for entity in ENTITIES} == set(Base.metadata.tables)
