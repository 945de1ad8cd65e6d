"""What is selected for each attribute of a row class, and one record read into such a class."""

from collections.abc import Iterable, Mapping
from dataclasses import fields
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, select

from crm_desktop.core.errors import NotFound
from crm_desktop.core.i18n import Message
from crm_desktop.core.viewer import Viewer
from crm_desktop.models import Synced
from crm_desktop.queries import rights
from crm_desktop.queries.asked import RECORD
from crm_desktop.queries.numbers import COLUMNS, shown_number
from crm_desktop.storage.database import Reading


def attributes(row: type[Any]) -> tuple[str, ...]:
    """What a row class holds: a named tuple, or a dataclass.

    Rows of lists are named tuples: 33 dataclasses of 22 attributes took as long to make as to read from the file.
    """
    named: tuple[str, ...] = getattr(row, "_fields", ())
    return named or tuple(each.name for each in fields(row))


def cells(
    row: type[Any], entity: type[Synced], own: Mapping[str, Any] | None = None, without: Iterable[str] = ()
) -> dict[str, Any]:
    """Attribute → expression: from `own`, else the column of that name."""
    given = own or {}
    names = [name for name in attributes(row) if name not in without]
    return {name: given[name] if name in given else getattr(entity, name) for name in names}


def one(reading: Reading, entity: type[Synced], record_id: str, shown: Mapping[str, Any]) -> dict[str, Any]:
    """The values of `shown`, always the same mapping, for one living record, if the viewer may see it."""
    statement = _finding(entity, reading.viewer, tuple(shown.items()))
    found = reading.fetch(statement, {"record": record_id, **reading.moment})
    if not found:
        raise NotFound(Message("This record no longer exists, or it is not yours to see."))
    values = dict(zip(shown, found[0], strict=True))
    for name in COLUMNS & shown.keys():
        values[name] = shown_number(reading, record_id, values[name])
    return values


@lru_cache(maxsize=128)
def _finding(entity: type[Synced], viewer: Viewer, shown: tuple[tuple[str, Any], ...]) -> Select[Any]:
    labelled: list[Any] = [value.label(name) for name, value in shown]
    return rights.seen(entity, viewer, select(*labelled).where(entity.id == RECORD, entity.deleted.is_(False)))
