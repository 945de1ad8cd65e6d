"""What is selected for each attribute of a row class, and one record read into such a class."""

from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import Any

from sqlalchemy import Select, select

from crm_desktop.core.errors import NotFound
from crm_desktop.core.i18n import Message
from crm_desktop.models import Synced
from crm_desktop.queries import rights
from crm_desktop.storage.database import Reading


def cells(
    row: type[Any], entity: type[Synced], own: Mapping[str, Any] | None = None, without: Iterable[str] = ()
) -> dict[str, Any]:
    """Attribute → expression: from `own`, else the column of that name."""
    given = own or {}
    names = [each.name for each in fields(row) if each.name not in without]
    return {name: given[name] if name in given else getattr(entity, name) for name in names}


def one(reading: Reading, entity: type[Synced], record_id: str, shown: Mapping[str, Any]) -> dict[str, Any]:
    """The values of `shown` for one living record, if the viewer may see it."""
    labelled: list[Any] = [value.label(name) for name, value in shown.items()]
    statement: Select[Any] = select(*labelled).where(entity.id == record_id, entity.deleted.is_(False))
    found = reading.session.execute(
        rights.seen(entity, reading.viewer, statement), {"today": reading.today.isoformat()}
    ).first()
    if found is None:
        raise NotFound(Message("This record no longer exists, or it is not yours to see."))
    return dict(found._mapping)
