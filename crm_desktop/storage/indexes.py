"""Indexes follow from the models, and from the tables of the journal: a file that lacks some gets them when opened.

They hold nothing that is not in the tables, so that a program which knows fewer of them can use the file all the same.
"""

from collections.abc import Callable
from functools import cache

from sqlalchemy import Connection, Executable, Index, text
from sqlalchemy.schema import CreateIndex

from crm_desktop.models.base import Base
from crm_desktop.storage import journal

# Indexes of former versions in whose place others stand; their names are never used again.
_GIVEN_UP = (
    "ix_service_case_deleted_service_case_opened_on_service_case_id",
    "ix_service_case_deleted_service_case_status_service_case_opened_on_service_case_id",
    "ix_service_case_open",
    "ix_service_case_report",
    "ix_contact_role_place",
    "ix_contact_point_contact_id_contact_point_position",
    "ix_receipt_customer_id",
    "ix_receipt_contract_id_receipt_deleted_receipt_paid_on_receipt_amount_minor",
    "ix_receipt_deleted_receipt_paid_on_receipt_number_receipt_id",
    "ix_receivable_contract_id_receivable_deleted_receivable_due_on_receivable_amount_minor",
    "ix_receivable_beside",
    "ix_receivable_deleted_receivable_due_on_receivable_id",
)


_OF_JOURNAL = {
    statement.split()[2]: text(statement) for statement in journal.LOCAL_TABLES if statement.startswith("CREATE INDEX")
}


def missing(connection: Connection) -> dict[str, Executable]:
    """Name → statement of the indexes that the tables of a file do not have."""
    present = set(
        connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type IN ('index', 'table')").scalars()
    )
    of_models = {name: index for table, name, index in _of_models() if table in present}
    lacking = sorted((of_models.keys() | _OF_JOURNAL.keys()) - present)
    return {name: CreateIndex(of_models[name]) if name in of_models else _OF_JOURNAL[name] for name in lacking}


@cache
def _of_models() -> tuple[tuple[str, str, Index], ...]:
    """(table, name, index) of all that the models ask for."""
    tables = Base.metadata.sorted_tables
    return tuple((table.name, str(index.name), index) for table in tables for index in table.indexes)


def install(connection: Connection, progress: Callable[[int, int], None] | None = None) -> None:
    """Make what is missing, and drop what others replaced; the planner is to be told of them."""
    wanted = missing(connection)
    for done, statement in enumerate(wanted.values()):
        if progress is not None:
            progress(done, len(wanted))
        connection.execute(statement)
    for name in _GIVEN_UP:
        connection.exec_driver_sql(f"DROP INDEX IF EXISTS {name}")
