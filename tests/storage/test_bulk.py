"""Many rows at once leave the file laid out as it was: triggers, indexes, the planner's figures; journal and search."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection

from crm_desktop.core.i18n import Message
from crm_desktop.core.viewer import SYSTEM
from crm_desktop.models import Customer
from crm_desktop.queries.search import search
from crm_desktop.storage import bulk, capture
from crm_desktop.storage.database import Database, UnitOfWork

LABEL = Message("A test step")


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    monkeypatch.setattr(bulk, "_WORTH_IT", 3)
    made = Database.create(tmp_path / "bulk.crm")
    yield made
    made.close()


def test_indexes_put_off_come_back_as_they_were(database: Database) -> None:
    before = _laid_out(database)
    with database.write(LABEL, SYSTEM) as work, work.filling(Customer, 4):
        names = _indexes(work.connection)
        _insert(work, "Anna Four", "Bert Four", "Carl Four", "Dora Four")
    assert "ix_customer_deleted_customer_number_customer_id" in names
    assert not any("name" in name or "city" in name for name in names)
    assert _laid_out(database) == before
    with database.read(SYSTEM) as reading:
        assert len(search(reading, "four").hits) == 4
        assert reading.plain("SELECT count(*) FROM sync_change WHERE tbl = 'customer'") == [(4,)]
        assert reading.plain("PRAGMA integrity_check") == [("ok",)]


def test_a_table_that_holds_more_already_keeps_its_indexes(database: Database) -> None:
    with database.write(LABEL, SYSTEM) as work:
        _insert(work, *(f"Customer {n}" for n in range(9)))
        before = _indexes(work.connection)
        with work.filling(Customer, 4):
            assert _indexes(work.connection) == before


def test_a_step_given_up_while_indexes_are_put_off_leaves_everything(database: Database) -> None:
    before = _laid_out(database)
    with pytest.raises(ZeroDivisionError):
        _give_up(database)
    assert _laid_out(database) == before


def _give_up(database: Database) -> None:
    with database.write(LABEL, SYSTEM) as work, work.filling(Customer, 4):
        _insert(work, "Anna")
        raise ZeroDivisionError


def _insert(work: UnitOfWork, *names: str) -> None:
    rows = ({"id": work.new_id(), "name": name, "number": f"C-{n}"} for n, name in enumerate(names))
    work.insert_rows(Customer, [{**row, "created_at": 1} for row in rows])


def _indexes(connection: Connection) -> set[str]:
    return set(connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE tbl_name = 'customer'").scalars())


def _laid_out(database: Database) -> list[Any]:
    with database.read(SYSTEM) as reading:
        assert capture.present(reading.connection) == capture.expected()
        figures = reading.plain("SELECT tbl, idx, stat FROM sqlite_stat1 ORDER BY tbl, idx")
        return [figures, reading.plain("SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY name")]


def test_the_same_change_of_many_rows_is_told_as_the_triggers_would(database: Database) -> None:
    told = []
    for at_once in (True, False):
        with database.write(LABEL, SYSTEM) as work:
            rows = [{"id": work.new_id(), "name": name, "city": "Ulm", "phone": "110"} for name in ("Anna", "Bert")]
            work.insert_rows(Customer, [{**row, "number": row["id"], "created_at": 1} for row in rows])
        with database.write(LABEL, SYSTEM) as work:
            ids = [row["id"] for row in rows]
            if at_once:
                work.update_alike(Customer, ids, {"city": "Bonn", "phone": None, "fax": None})
            else:
                for each in ids:
                    customer = work.session.get_one(Customer, each)
                    customer.city, customer.phone = "Bonn", None
        with database.read(SYSTEM) as reading:
            found = reading.plain("SELECT data FROM sync_change WHERE op = 'u' AND row_id IN (?, ?)", ids)
            told.append(found)
            assert [hit.title for hit in search(reading, "Bonn").hits if hit.id in ids]
    assert told[0] == told[1]
    assert len(told[0]) == 2
    assert _laid_out(database)
