"""The words migrations are written in: columns as synced tables may have them, and nothing of today's models."""

from typing import Any

from alembic import op
from sqlalchemy import BigInteger, Column, Computed, ForeignKey, SmallInteger, Text
from sqlalchemy import text as sql


def synced(name: str, *columns: Column[Any]) -> None:
    """Make a synced table: these columns, its id and its mark of deletion."""
    key = Column("id", Text, primary_key=True, nullable=False)
    deleted = Column("deleted", SmallInteger, server_default="0", nullable=False)
    op.create_table(name, *columns, key, deleted)


def partial_index(name: str, table: str, columns: list[str], where: str) -> None:
    """Make an index of the rows that meet a condition."""
    op.create_index(name, table, columns, sqlite_where=sql(where))


def text(name: str, *, required: bool = False) -> Column[Any]:
    """Text, also an ISO date."""
    return Column(name, Text, nullable=not required)


def number(name: str, *, required: bool = False) -> Column[Any]:
    """A whole number: an amount in minor units or millionths, an instant, a count."""
    return Column(name, BigInteger, nullable=not required)


def flag(name: str, *, required: bool = False) -> Column[Any]:
    """Yes or no."""
    return Column(name, SmallInteger, nullable=not required)


def ref(name: str, table: str, *, required: bool = False) -> Column[Any]:
    """A reference, checked when the transaction commits."""
    key = ForeignKey(f"{table}.id", deferrable=True, initially="DEFERRED")
    return Column(name, Text, key, nullable=not required)


def add_ref(table: str, name: str, target: str) -> None:
    """Add a reference to a table that is there: in SQLite's own words, because Alembic adds no keys to its tables."""
    op.execute(f"ALTER TABLE {table} ADD COLUMN {name} TEXT REFERENCES {target} (id) DEFERRABLE INITIALLY DEFERRED")


def computed(name: str, expression: str, *, required: bool = False) -> Column[Any]:
    """Text computed from other columns whenever it is read; it can be indexed."""
    return Column(name, Text, Computed(expression, persisted=False), nullable=not required)
