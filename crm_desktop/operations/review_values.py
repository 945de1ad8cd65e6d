"""A value for a reviewed field as somebody writes it on the command line."""

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from sqlalchemy import BigInteger

from crm_desktop.core.errors import UserError
from crm_desktop.core.i18n import Message
from crm_desktop.core.money import to_e6, to_minor
from crm_desktop.models import ENTITY_OF
from crm_desktop.models.base import Day, Flag
from crm_desktop.queries.choices import choices
from crm_desktop.queries.conflicts import Conflict
from crm_desktop.queries.states import STATE_OF
from crm_desktop.storage.capture import table_of
from crm_desktop.storage.database import Reading


def value_for(reading: Reading, conflict: Conflict, text: str) -> tuple[str, Any]:
    """(column, value) that a text means for a field; refuses what it cannot understand."""
    columns = table_of(ENTITY_OF[conflict.table]).c
    name = next((each for each in conflict.columns if each.endswith(("_minor", "_e6"))), conflict.columns[0])
    column, typed = columns[name], text.strip()
    if not typed:
        return name, None
    if (state := STATE_OF.get((conflict.table, name))) is not None or column.foreign_keys:
        return name, _chosen(reading, state, typed)
    try:
        return name, _plain(reading, conflict, column, typed)
    except (ValueError, KeyError, InvalidOperation):
        raise _not_understood(text) from None


def _plain(reading: Reading, conflict: Conflict, column: Any, typed: str) -> Any:
    if isinstance(column.type, Day):
        return date.fromisoformat(typed)
    if isinstance(column.type, Flag):
        return {"yes": True, "no": False, "1": True, "0": False}[typed.casefold()]
    if not isinstance(column.type, BigInteger):
        return typed
    if column.name.endswith("_minor"):
        values = conflict.versions[0].values
        currency = next((values[each] for each in values if each.endswith("currency") and values[each]), None)
        return to_minor(Decimal(typed), str(currency or reading.currency))
    return to_e6(typed) if column.name.endswith("_e6") else int(typed)


def _chosen(reading: Reading, state: str | None, typed: str) -> str:
    known = choices(reading)
    lists = [state] if state else [name for name in known.lists if name not in STATE_OF.values()]
    found = {each for name in lists if (each := known.named(name, typed)) is not None}
    if len(found) != 1:
        raise _not_understood(typed)
    return found.pop()


def _not_understood(text: str) -> UserError:
    return UserError(Message("“{text}” is no value for this field. Write it as its form shows it.", text=text))
