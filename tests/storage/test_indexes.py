"""Indexes are made from the models: a file that lacks some gets them when it is opened."""

from crm_desktop.storage import indexes
from crm_desktop.storage.database import Database
from tests.company import Company

SORTED = "ix_customer_deleted_customer_city_customer_id"
OF_JOURNAL = "ix_sync_change_row"


def test_a_file_without_an_index_gets_it_when_it_is_opened(company: Company) -> None:
    path = company.database.path
    with company.database._write_connection() as connection:
        connection.exec_driver_sql(f"DROP INDEX {SORTED}")
        connection.exec_driver_sql(f"DROP INDEX {OF_JOURNAL}")
        connection.exec_driver_sql("CREATE INDEX ix_contact_role_place ON contact_role (contact_id)")
        connection.exec_driver_sql("CREATE INDEX ix_of_a_later_version ON customer (name)")
        assert list(indexes.missing(connection)) == [SORTED, OF_JOURNAL]
        connection.rollback()
    told: list[float] = []
    database = Database.open(path, company.clock, progress=lambda part, _text: told.append(part))
    try:
        with database.read(company.viewer) as reading:
            assert indexes.missing(reading.connection) == {}
            known = {name for (name,) in reading.plain("SELECT idx FROM sqlite_stat1")}
            present = {name for (name,) in reading.plain("SELECT name FROM sqlite_master WHERE type = 'index'")}
            plan = reading.plain("EXPLAIN QUERY PLAN SELECT id FROM customer WHERE deleted IS 0 ORDER BY city, id")
    finally:
        database.close()
    assert told == [0.0, 0.5]
    assert SORTED in known
    assert {SORTED, OF_JOURNAL} <= present
    assert "ix_contact_role_place" not in present
    assert "ix_of_a_later_version" in present
    assert SORTED in plan[0][3]


def test_a_file_that_may_only_be_read_is_read_without_them(company: Company) -> None:
    with company.database._write_connection() as connection:
        connection.exec_driver_sql(f"DROP INDEX {SORTED}")
        connection.rollback()
    database = Database.open(company.database.path, company.clock, read_only=True)
    try:
        with database.read(company.viewer) as reading:
            assert reading.plain("SELECT count(*) FROM customer") is not None
    finally:
        database.close()
