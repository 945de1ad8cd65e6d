"""SQLite finds a few records by what tells them apart, in an empty file as in a full one."""

import pytest

from crm_desktop.models.base import Base
from tests.company import Company

FOUND_BY = [
    (
        "SELECT id FROM opportunity WHERE customer_id = 'x' AND deleted IS 0 ORDER BY number DESC LIMIT 50",
        "of_customer",
    ),
    ("SELECT id FROM customer WHERE deleted IS 0 AND parent_id = 'x' ORDER BY name, id LIMIT 50", "parent_id"),
    ("SELECT id FROM customer WHERE deleted IS 0 AND id IN ('x', 'y', 'z')", "sqlite_autoindex_customer_1"),
    ("SELECT id FROM customer WHERE deleted IS 0 ORDER BY name, id LIMIT 60", "deleted_customer_name"),
    ("SELECT max(happened_at) FROM interaction WHERE deleted IS 0 AND customer_id = 'x'", "customer_id"),
    ("SELECT id FROM contact WHERE deleted IS 0 AND external_key = '17'", "external_key"),
]


@pytest.mark.parametrize(("statement", "index"), FOUND_BY)
def test_records_are_found_by_the_telling_column(company: Company, statement: str, index: str) -> None:
    with company.read() as reading:
        plan = reading.connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}").all()
    assert index in plan[0][3]


def test_the_planner_knows_every_index(company: Company) -> None:
    with company.read() as reading:
        known = set(reading.connection.exec_driver_sql("SELECT idx FROM sqlite_stat1").scalars())
        exist = set(reading.connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'index'").scalars())
    ours = {str(index.name) for table in Base.metadata.sorted_tables for index in table.indexes}
    assert ours <= known <= exist
