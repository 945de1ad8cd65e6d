"""Indexes follow from the models, and from the tables of the journal: a file that lacks some gets them when opened.

They hold nothing that is not in the tables, so that a program which knows fewer of them can use the file all the same.
"""

from collections.abc import Callable

from sqlalchemy import Connection, Executable, text
from sqlalchemy.schema import CreateIndex

from crm_desktop.models.base import Base
from crm_desktop.storage import journal

# Indexes of former versions in whose place others stand; their names are never used again.
_GIVEN_UP = ("ix_contact_role_place", "ix_contact_point_contact_id_contact_point_position", "ix_receipt_customer_id")


_OF_JOURNAL = {
    statement.split()[2]: text(statement) for statement in journal.LOCAL_TABLES if statement.startswith("CREATE INDEX")
}


def missing(connection: Connection) -> dict[str, Executable]:
    """Name → statement of the indexes that the tables of a file do not have."""
    present = set(
        connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type IN ('index', 'table')").scalars()
    )
    tables = (table for table in Base.metadata.sorted_tables if table.name in present)
    of_models = {str(index.name): CreateIndex(index) for table in tables for index in table.indexes}
    wanted: dict[str, Executable] = {**of_models, **_OF_JOURNAL}
    return {name: wanted[name] for name in sorted(wanted.keys() - present)}


def install(connection: Connection, progress: Callable[[int, int], None] | None = None) -> None:
    """Make what is missing, and drop what others replaced; the planner is to be told of them."""
    wanted = missing(connection)
    for done, statement in enumerate(wanted.values()):
        if progress is not None:
            progress(done, len(wanted))
        connection.execute(statement)
    for name in _GIVEN_UP:
        connection.exec_driver_sql(f"DROP INDEX IF EXISTS {name}")
