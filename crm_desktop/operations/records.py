"""What every operation does with a record: find it within the actor's rights, apply a draft, delete, restore."""

from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import date
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import select, update

from crm_desktop.core.errors import NotAllowed, Stale
from crm_desktop.core.i18n import Message
from crm_desktop.core.viewer import DELETE
from crm_desktop.models import HistoryEntry, Synced
from crm_desktop.queries import rights
from crm_desktop.queries.rights import find
from crm_desktop.storage import journal
from crm_desktop.storage.database import Reading, UnitOfWork

__all__ = [
    "apply",
    "delete",
    "find",
    "find_all_to_change",
    "find_to_change",
    "note_first",
    "note_history",
    "values_of",
    "write_columns",
]

Entity = TypeVar("Entity", bound=Synced)
_AT_ONCE = 500


def find_to_change(work: Reading, entity: type[Entity], record_id: str) -> Entity:
    """The record, if the actor may change it."""
    record = find(work, entity, record_id)
    scope = rights.changeable(entity, work.viewer, few=True)
    if scope is not None and work.session.scalar(select(entity.id).where(entity.id == record_id, scope)) is None:
        raise NotAllowed(Message("This record belongs to someone else. Ask its owner or your manager to change it."))
    return record


def find_all_to_change(work: UnitOfWork, entity: type[Entity], ids: Iterable[str]) -> list[Entity]:
    """Several records, if the actor may change every one of them."""
    wanted = list(dict.fromkeys(ids))
    scope = rights.changeable(entity, work.viewer)
    found: dict[str, Entity] = {}
    for start in range(0, len(wanted), _AT_ONCE):
        statement = select(entity).where(entity.id.in_(wanted[start : start + _AT_ONCE]))
        found |= {
            each.id: each for each in work.session.scalars(statement if scope is None else statement.where(scope))
        }
    # Whichever is missing or deleted is looked up alone, for the reason.
    return [
        found[each] if each in found and not found[each].deleted else find_to_change(work, entity, each)
        for each in wanted
    ]


def values_of(draft: Any) -> dict[str, Any]:
    """A draft's plain fields by name; lists of sub-rows are handled by the operation that knows them."""
    values = ((name, getattr(draft, name)) for name in _names(draft.__class__))
    return {name: _tidy(value) for name, value in values if not isinstance(value, tuple)}


@cache
def _names(draft: Any) -> tuple[str, ...]:
    return tuple(each.name for each in fields(draft))


def apply(
    work: UnitOfWork,
    record: Synced,
    values: Mapping[str, Any],
    loaded: Mapping[str, Any] | None = None,
    position: int | None = None,
) -> set[str]:
    """Write what differs and return the names of what changed.

    With `loaded`, the values a form was opened with, only what the user changed is written; with `position`, where the
    journal stood then, someone's change of the same fields on this laptop since raises `Stale` instead of being
    overwritten; what came from another laptop meanwhile is listed for review beside it.
    """
    wanted = {name: value for name, value in values.items() if loaded is None or value != loaded.get(name)}
    if position is not None:
        _refuse_stale(work, record, wanted, position)
    changed = {name for name, value in wanted.items() if getattr(record, name) != value}
    for name in changed:
        setattr(record, name, wanted[name])
    return changed


def write_columns(work: UnitOfWork, entity: type[Synced], changes: Mapping[str, Mapping[str, Any]]) -> None:
    """Write columns of many records at once, given as {id: {column: value}}; whoever calls has checked them."""
    alike: dict[frozenset[str], list[dict[str, Any]]] = {}
    for record_id, columns in changes.items():
        alike.setdefault(frozenset(columns), []).append({"id": record_id, **columns})
    work.session.flush()
    for rows in alike.values():
        work.session.execute(update(entity), rows)
    # Records read before would still show the old values.
    work.session.expire_all()


def delete(work: UnitOfWork, entity: type[Synced], ids: Iterable[str]) -> int:
    """Mark records deleted; returns how many."""
    rights.require(work.viewer, DELETE)
    found = find_all_to_change(work, entity, ids)
    for record in found:
        record.deleted = True
    return len(found)


# What is kept of the past of a field, by the column whose change is a new day in it.
PAST = {"owner_id": "owner", "level_id": "level", "status": "status", "stage_id": "stage", "stage": "stage"}


def note_history(
    work: UnitOfWork,
    record: Synced,
    field: str,
    value: str | None,
    from_on: date | None = None,
    note: str | None = None,
) -> None:
    """Remember from which business day on a field had a value; stage, owner, level, status, checks."""
    work.session.add(HistoryEntry(**_entry(work, type(record), record.id, field, value, from_on, note)))


def note_first(work: UnitOfWork, entity: type[Synced], record_id: str, field: str, value: str) -> None:
    """As `note_history` from today on, for a record just inserted as a row: not through the session either."""
    work.insert_row(HistoryEntry, _entry(work, entity, record_id, field, value, None, None))


def _entry(
    work: UnitOfWork,
    entity: type[Synced],
    record_id: str,
    field: str,
    value: str | None,
    from_on: date | None,
    note: str | None,
) -> dict[str, Any]:
    return {
        "id": work.new_id(),
        "record_kind": entity.__tablename__,
        "record_id": record_id,
        "field": field,
        "value": value,
        "from_on": from_on or work.today,
        "changed_at": work.now_ms,
        "by_id": work.viewer.user_id or None,
        "note": note,
    }


def _tidy(value: Any) -> Any:
    """Typed text without blanks around it; empty text means nothing."""
    return (value.strip() or None) if isinstance(value, str) else value


def _refuse_stale(work: UnitOfWork, record: Synced, wanted: Mapping[str, Any], position: int) -> None:
    others = journal.columns_changed_after(work.connection, record.__tablename__, record.id, position)
    clashing = sorted(name for name in others & wanted.keys() if getattr(record, name) != wanted[name])
    if clashing:
        raise Stale(
            Message(
                "Someone else changed the same fields while you were editing. Look at the new values and save again."
            )
        )
    if journal.is_changed_by_others(work.connection, record.__tablename__, record.id, position):
        work.base_on(position)
