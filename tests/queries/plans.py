"""How SQLite walks a list: by an index, or sorting every record first."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects import sqlite

from crm_desktop.core.listing import ListSpec, Sort
from crm_desktop.queries.list_query import ListQuery
from tests.company import Company


def sorts_without_index(company: Company, query: ListQuery[Any]) -> set[str]:
    """The fields by which the first window cannot come from an index alone."""
    with company.read() as reading:
        found = set()
        for field in query.fields:
            if field.is_sortable:
                spec = ListSpec(sorts=(Sort(field.key, descending=True),))
                statement = query._narrowed(reading, spec, select(query.entity.id)).limit(60)
                written = statement.params(today="2026-11-21").compile(
                    dialect=sqlite.dialect(), compile_kwargs={"literal_binds": True}
                )
                plan = reading.connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {written}")
                if any("TEMP B-TREE" in row[3] for row in plan):
                    found.add(field.key)
    return found
