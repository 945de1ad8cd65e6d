"""How SQLite walks a list: by an index, or sorting every record first; and what it reads for each of them."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects import sqlite

from crm_desktop.core.listing import ListSpec, Sort
from crm_desktop.queries.list_query import ListQuery
from crm_desktop.storage.database import Reading
from tests.company import Company


def sorts_without_index(company: Company, query: ListQuery[Any]) -> set[str]:
    """The fields by which the first window cannot come from an index alone."""
    with company.read() as reading:
        sortable = [field.key for field in query.fields if field.is_sortable]
        return {key for key in sortable if any("TEMP B-TREE" in step for step in plan(reading, query, key))}


def plan(reading: Reading, query: ListQuery[Any], key: str) -> list[str]:
    """The steps by which the first window of a list sorted by a field is found."""
    return plan_of(reading, query, ListSpec(sorts=(Sort(key, descending=True),)))


def plan_of(reading: Reading, query: ListQuery[Any], spec: ListSpec) -> list[str]:
    """The steps by which the first window of a list is found."""
    statement = query._narrowed(reading, spec, select(query.entity.id)).limit(60)
    written = statement.params(now=0, today="2026-11-21", utc_offset=0).compile(
        dialect=sqlite.dialect(), compile_kwargs={"literal_binds": True}
    )
    return [row[3] for row in reading.connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {written}")]
