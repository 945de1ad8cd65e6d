"""What SQLite's planner is told about the tables: which columns tell records apart, and which hardly do.

Without it, SQLite takes `deleted = 0` for a rare value and walks every living record by some index that begins with it.
Real statistics would need a full ANALYZE after every import (a limited one sees 400 records a value and errs the same
way), and plans would change with the data; these figures follow from the schema alone. One customer's deals among
50,000: 250 ms before, under 1 ms after.
"""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Column, Connection, Index

from crm_desktop.models.base import Base

ROWS = 100_000
FEW_ROWS = 100
SMALL = frozenset(
    {
        "parameter",
        "role",
        "team",
        "app_user",
        "replica_info",
        "number_block",
        "dictionary_entry",
        "pipeline",
        "stage",
        "tag",
        "exchange_rate",
        "custom_field",
        "product_category",
        "campaign",
        "segment",
        "period_snapshot",
        "saved_view",
        "review_decision",
        "level_rule",
        "hand_over",
        "task_template",
        "task_template_step",
        "task_series",
        "survey",
        "survey_question",
        "field_rule",
        "custom_kind",
        "commission_rule",
        "commission_adjustment",
        "target",
        "product_price",
        "service_limit",
        "service_rule",
        "closing_day",
        "reply_template",
    }
)
# An index of few of the records says so by `info={"few": True}`: it is read whole sooner than a large one is walked.
_SHARE_OF_FEW = 20
_STATES = frozenset(
    {"kind", "status", "outcome", "currency", "payment_state", "record_kind", "field", "stage", "decision", "metric"}
)
_OF_A_STATE, _OF_A_CHOICE, _OF_A_MONTH, _OF_A_RECORD, _OF_A_VALUE = 3, 20, 50, 20_000, 50_000


def install(connection: Connection) -> None:
    """Write the figures for every index; other connections see them when they are opened next."""
    # Only to have the tables: reading 2.7 GB for figures that are thrown away took 8 s.
    connection.exec_driver_sql("PRAGMA analysis_limit = 1")
    connection.exec_driver_sql("ANALYZE")
    connection.exec_driver_sql("PRAGMA analysis_limit = 0")
    # Samples of the data (stat4) would change plans, and make SQLite plan a statement anew whenever its values change.
    for (table,) in connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE name GLOB 'sqlite_stat?'").all():
        connection.exec_driver_sql(f"DELETE FROM {table}")
    _write(connection)


def renew(connection: Connection) -> None:
    """Write the figures of a file that has some, for the indexes it has by now; those of other versions stay."""
    ours = [(index,) for _, index, _ in _figures()]
    connection.exec_driver_sql("DELETE FROM sqlite_stat1 WHERE idx = ?", ours)
    _write(connection)


def _write(connection: Connection) -> None:
    connection.exec_driver_sql("INSERT INTO sqlite_stat1(tbl, idx, stat) VALUES (?, ?, ?)", list(_figures()))
    connection.exec_driver_sql("ANALYZE sqlite_schema")


def is_current(connection: Connection) -> bool:
    """Whether the planner is told exactly these figures."""
    if connection.exec_driver_sql("SELECT 1 FROM sqlite_master WHERE name = 'sqlite_stat1'").first() is None:
        return False
    found = connection.exec_driver_sql("SELECT tbl, idx, stat FROM sqlite_stat1")
    return {tuple(row) for row in found} == set(_figures())


def _figures() -> Iterator[tuple[str, str, str]]:
    """(table, index, records in all and a value of each longer prefix of its columns)."""
    for table in Base.metadata.sorted_tables:
        rows = FEW_ROWS if table.name in SMALL else ROWS
        yield table.name, f"sqlite_autoindex_{table.name}_1", f"{rows} 1"
        for index in sorted(table.indexes, key=lambda each: str(each.name)):
            held = rows // _SHARE_OF_FEW if index.info.get("few") else rows
            yield table.name, str(index.name), " ".join(map(str, _prefixes(index, held)))


def _prefixes(index: Index, rows: int) -> Iterator[int]:
    yield rows
    left = rows
    for part in index.expressions:
        left = max(1, left // (_values(part) if isinstance(part, Column) else _OF_A_VALUE))
        yield left


def _values(column: Column[Any]) -> int:
    """How many different values a column has among `ROWS` records."""
    if column.name == "deleted":
        return 1
    if column.name in _STATES:
        return _OF_A_STATE
    if column.name.endswith("_month"):
        return _OF_A_MONTH
    if column.primary_key:
        return ROWS
    targets = {key.column.table.name for key in column.foreign_keys}
    if targets:
        return _OF_A_CHOICE if targets & SMALL else _OF_A_RECORD
    return _OF_A_RECORD if column.name.endswith("_id") else _OF_A_VALUE
