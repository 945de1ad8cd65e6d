"""A valid row of any entity, made from its columns alone, with the rows it must refer to."""

from datetime import date
from hashlib import sha256
from typing import Any

from sqlalchemy import BigInteger, Column

from crm_desktop.models import ENTITY_OF, Synced
from crm_desktop.models.base import Day, Flag
from crm_desktop.operations.attachment import BytesSource
from crm_desktop.storage import blobs
from crm_desktop.storage.capture import columns, table_of
from crm_desktop.storage.database import UnitOfWork

# What a column that names the content of a file holds: contents as long as the numbers in the column of their size.
CONTENTS = (b"content", b"contents")


def a_row(work: UnitOfWork, entity: type[Synced]) -> str:
    """Add a row with every column filled; returns its id."""
    table = table_of(entity)
    row = entity(id=work.new_id())
    for name in columns(entity):
        if name != "deleted":
            setattr(row, name, _value(work, entity, table.c[name]))
    work.session.add(row)
    work.session.flush()
    return row.id


def change_everything(row: Synced) -> None:
    """Give every column that refers to nothing another value."""
    for name in columns(type(row)):
        column = table_of(type(row)).c[name]
        if name != "deleted" and not column.foreign_keys:
            setattr(row, name, _another(column, getattr(row, name)))


def values_of(row: Synced) -> dict[str, Any]:
    """The stored values of a row by column."""
    return {name: getattr(row, name) for name in columns(type(row))}


def _value(work: UnitOfWork, entity: type[Synced], column: Column[Any]) -> Any:
    if column.foreign_keys:
        (key,) = column.foreign_keys
        target = ENTITY_OF[key.column.table.name]
        return None if column.nullable or target is entity else a_row(work, target)
    if isinstance(column.type, Day):
        return date(2026, 11, 1)
    if isinstance(column.type, Flag):
        return True
    if column.name == "sha256":
        for content in CONTENTS:
            blobs.store(work.connection, _hash(content), len(content), BytesSource(content))
        return _hash(CONTENTS[0])
    return 7 if isinstance(column.type, BigInteger) else f"{column.name} 之一"


def _another(column: Column[Any], value: Any) -> Any:
    if isinstance(column.type, Day):
        return date(2026, 11, 2)
    if isinstance(column.type, Flag):
        return not value
    if column.name == "sha256":
        return _hash(CONTENTS[1])
    return value + 1 if isinstance(column.type, BigInteger) else f"{value} 之二"


def _hash(content: bytes) -> str:
    return sha256(content).hexdigest()
