"""What a draft points to must still be there, and be there for whoever acts."""

from collections.abc import Mapping
from typing import Any, TypeVar

from sqlalchemy import select

from crm_desktop.core.i18n import Message
from crm_desktop.models import DictionaryEntry, Synced, User
from crm_desktop.operations.validation import Problems
from crm_desktop.queries import rights
from crm_desktop.storage.database import Reading

Entity = TypeVar("Entity", bound=Synced)


def check_references(
    reading: Reading, problems: Problems, draft: Any, kinds: Mapping[str, type[Synced]], current: Synced | None = None
) -> None:
    """Every field of `kinds` names a living record of its kind that the actor may see.

    What the record named before may stay as it is, and so may what something else the draft names belongs to, such as
    the customer of a deal.
    """
    hidden = []
    for name, kind in kinds.items():
        record_id = getattr(draft, name)
        if not record_id or record_id == getattr(current, name, None):
            continue
        if not lives(reading, kind, record_id):
            problems.add(name, Message("What was chosen here no longer exists. Choose again."))
        elif not rights.sees(reading, kind, record_id):
            hidden.append(name)
    for name in hidden:
        others = (known(reading, kind, getattr(draft, other) or "") for other, kind in kinds.items() if other != name)
        if not any(getattr(other, name, None) == getattr(draft, name) for other in others):
            problems.add(name, Message("This record no longer exists, or it is not yours to see."))


def lives(reading: Reading, kind: type[Synced], record_id: str) -> bool:
    """Whether a record exists and is not deleted."""
    record = known(reading, kind, record_id)
    return record is not None and not record.deleted


def not_at_work(reading: Reading, user_id: str) -> Message | None:
    """Why nothing is given to this person now: deleted, or no longer active."""
    user = known(reading, User, user_id)
    if user is None or user.deleted:
        return Message("What was chosen here no longer exists. Choose again.")
    return None if user.is_active else Message("The user “{login}” is no longer active.", login=user.login)


def known(reading: Reading, kind: type[Entity], record_id: str) -> Entity | None:
    """The record of an id, deleted or not.

    The session by itself forgets what nobody holds; keeping it spares an import a SELECT for every reference.
    """
    record = reading.session.get(kind, record_id)
    reading.session.info.setdefault("known", set()).add(record)
    return record


def check_choice(reading: Reading, problems: Problems, name: str, entry_id: str | None, kind: str) -> None:
    """A dictionary entry, if given, belongs to the list it is chosen for."""
    if entry_id:
        entry = known(reading, DictionaryEntry, entry_id)
        if entry is None or entry.kind != kind:
            problems.add(name, Message("Choose one of the offered values."))


def leads_to(reading: Reading, upward: Any, start: str | None, wanted: str) -> bool:
    """Whether following a column such as `Customer.parent_id` upward from a record arrives at another one."""
    seen: set[str] = set()
    while start and start not in seen:
        if start == wanted:
            return True
        seen.add(start)
        start = reading.session.scalar(select(upward).where(upward.class_.id == start))
    return False
