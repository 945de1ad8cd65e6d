"""SQLite finds a few records by what tells them apart, in an empty file as in a full one."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Connection

from crm_desktop.models.base import Base
from crm_desktop.storage import journal, statistics, undo
from crm_desktop.storage.connection import plain
from tests.builders import a_customer
from tests.company import Company

FOUND_BY = [
    (
        "SELECT id FROM opportunity WHERE customer_id = 'x' AND deleted IS 0 ORDER BY number DESC LIMIT 50",
        "of_customer",
    ),
    ("SELECT id FROM customer WHERE deleted IS 0 AND parent_id = 'x' ORDER BY name, id LIMIT 50", "parent_id"),
    ("SELECT note FROM customer WHERE deleted IS 0 AND id IN ('x', 'y', 'z')", "deleted_customer_id"),
    ("SELECT id FROM customer WHERE deleted IS 0 ORDER BY name, id LIMIT 60", "deleted_customer_name"),
    ("SELECT max(happened_at) FROM interaction WHERE deleted IS 0 AND customer_id = 'x'", "customer_id"),
    ("SELECT id FROM contact WHERE deleted IS 0 AND external_key = '17'", "external_key"),
    ("SELECT count(*) FROM customer WHERE owner_id = 'x' AND deleted = 0 AND locked_until >= 'y'", "protected"),
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


def test_a_full_file_is_planned_like_an_empty_one(company: Company) -> None:
    with company.write() as work:
        a_customer(work)
        before = _figures(work.connection)
        statistics.install(work.connection)
        assert _figures(work.connection) == before
        samples = work.connection.exec_driver_sql("SELECT count(*) FROM sqlite_master WHERE name = 'sqlite_stat4'")
        if samples.scalar_one():
            assert work.connection.exec_driver_sql("SELECT count(*) FROM sqlite_stat4").scalar_one() == 0


def _figures(connection: Connection) -> list[Any]:
    return sorted(connection.exec_driver_sql("SELECT tbl, idx, stat FROM sqlite_stat1").all())


# A step over a table by no index, whole or from one end; the tables named have a handful of rows for ever.
WALK = re.compile(r"(?:SCAN|SEARCH) (?!(?:sync_state|s|sync_replica|number_counter)\b)\w+$")


@contextmanager
def noted(connection: Connection) -> Iterator[list[str]]:
    """The statements on the journal, with their values filled in."""
    statements: list[str] = []
    driver: Any = connection.connection.driver_connection
    driver.set_trace_callback(lambda statement: statements.append(statement) if "sync_" in statement else None)
    yield statements
    driver.set_trace_callback(None)


def test_neither_a_write_nor_undo_walks_the_journal(company: Company) -> None:
    """It only grows: what costs a millisecond today would cost a second in some years."""
    with company.write() as work:
        writing = work.connection
        with noted(writing) as asked:
            a_customer(work, "Acme")
            undo.next_steps(writing, company.viewer.user_id)
            journal.begun_at(writing)
            journal.close(writing, company.viewer.user_id, work.label, work.now_ms, None)
        plans = {
            statement: [row[3] for row in plain(writing, f"EXPLAIN QUERY PLAN {statement}")]
            for statement in asked
            if not statement.startswith("--")
        }
    assert len(plans) > 5
    assert not {statement: plan for statement, plan in plans.items() if any(map(WALK.match, plan))}
