"""Indexes follow from the models alone: a file that lacks some gets them when it is opened, without a migration.

They hold nothing that is not in the tables, so that a program which knows fewer of them can use the file all the same.
"""

from collections.abc import Callable

from sqlalchemy import Connection, Index

from crm_desktop.models.base import Base

# Indexes of former versions in whose place others stand; their names are never used again.
_GIVEN_UP = ("ix_contact_role_place", "ix_contact_point_contact_id_contact_point_position")


def missing(connection: Connection) -> list[Index]:
    """The indexes of the models that the tables of a file do not have."""
    present = set(
        connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type IN ('index', 'table')").scalars()
    )
    tables = (table for table in Base.metadata.sorted_tables if table.name in present)
    lacking = (index for table in tables for index in table.indexes if index.name not in present)
    return sorted(lacking, key=lambda each: str(each.name))


def install(connection: Connection, progress: Callable[[int, int], None] | None = None) -> None:
    """Make what is missing, and drop what others replaced; the planner is to be told of them."""
    wanted = missing(connection)
    for done, index in enumerate(wanted):
        if progress is not None:
            progress(done, len(wanted))
        index.create(connection)
    for name in _GIVEN_UP:
        connection.exec_driver_sql(f"DROP INDEX IF EXISTS {name}")
