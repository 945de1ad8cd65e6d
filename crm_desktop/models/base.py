"""What every table shares: storage types that merge safely, titles for people, its part in the journal.

Rules of synced tables (checked by tests): text id, TEXT/BIGINT/SMALLINT only, deferrable foreign keys, no UNIQUE
besides the id. Columns that belong together are named in `__sync_groups__` and merge as one value.
"""

from datetime import date
from typing import Any, ClassVar

from sqlalchemy import BigInteger, Dialect, ForeignKey, Index, MetaData, SmallInteger, Text, text
from sqlalchemy.orm import DeclarativeBase, Mapped, MappedColumn, mapped_column
from sqlalchemy.types import TypeDecorator

from crm_desktop.core.i18n import N_
from crm_desktop.models.search_fields import SearchFields

SYNCED = "synced"
LOCAL = "local"


class Day(TypeDecorator[date]):
    """A calendar date, stored as ISO text."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: date | None, dialect: Dialect) -> str | None:
        """ISO text, or nothing."""
        return None if value is None else value.isoformat()

    def process_result_value(self, value: str | None, dialect: Dialect) -> date | None:
        """The date, or nothing."""
        return None if value is None else date.fromisoformat(value)


class Flag(TypeDecorator[bool]):
    """Yes or no, stored as 0 or 1."""

    impl = SmallInteger
    cache_ok = True

    def process_bind_param(self, value: bool | None, dialect: Dialect) -> int | None:
        """0 or 1."""
        return None if value is None else int(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> bool | None:
        """False or True."""
        return None if value is None else bool(value)


class Base(DeclarativeBase):
    """The registry of all tables."""

    metadata = MetaData(naming_convention={"ix": "ix_%(column_0_N_label)s"})
    type_annotation_map: ClassVar[dict[Any, Any]] = {str: Text, int: BigInteger, date: Day, bool: Flag}
    __storage__: ClassVar[str] = LOCAL


class Synced(Base):
    """A table whose every change is journaled, undone, merged and searched without further code."""

    __abstract__ = True
    __storage__: ClassVar[str] = SYNCED
    __title__: ClassVar[str] = ""
    __sync_groups__: ClassVar[tuple[tuple[str, ...], ...]] = ()
    __search__: ClassVar[SearchFields | None] = None
    __undoable__: ClassVar[bool] = True

    id: Mapped[str] = mapped_column(primary_key=True)
    deleted: Mapped[bool] = mapped_column(default=False, server_default="0", comment=N_("Deleted"))


def in_order_of(*columns: str) -> tuple[Index, ...]:
    """Indexes from which lists are read in the order of a column, each with the ids of living records.

    The first has those in their own order, in which rows of other tables that belong to them lie close together: what
    is worked out for every record follows it.
    """
    return Index(None, "deleted", "id"), *(Index(None, "deleted", column, "id") for column in columns)


def led_to_by_campaigns(table: str) -> Index:
    """The records of a table that a campaign led to; most records name none and are not in the index."""
    return Index(f"ix_{table}_of_campaign", "campaign_id", sqlite_where=text("campaign_id IS NOT NULL"))


def titled(title: str, *args: Any, **options: Any) -> MappedColumn[Any]:
    """A column with the title people read in the history of a record."""
    return mapped_column(*args, comment=title, **options)


def ref(title: str, table: str, **options: Any) -> MappedColumn[Any]:
    """A reference to a row of another table; checked when the transaction commits."""
    target = ForeignKey(f"{table}.id", deferrable=True, initially="DEFERRED")
    return mapped_column(target, comment=title, **options)
