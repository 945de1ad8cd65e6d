"""Who answers for a record: taking it up, giving it away, with the day it happened."""

from datetime import date
from typing import Any

from crm_desktop.core.errors import NotAllowed
from crm_desktop.core.i18n import Message
from crm_desktop.core.viewer import ASSIGN
from crm_desktop.models import Synced, User
from crm_desktop.operations import records
from crm_desktop.operations.validation import Problems
from crm_desktop.storage.database import UnitOfWork


def first_owner(work: UnitOfWork, owner_id: str | None) -> str | None:
    """Whoever was chosen for a new record, else the person who makes it."""
    return owner_id or work.viewer.user_id or None


def hand_over(work: UnitOfWork, record: Synced, owner_id: str | None, on: date | None = None) -> bool:
    """Give a record a new owner and remember the day; returns whether that changed anything."""
    owned: Any = record
    if owned.owner_id == owner_id:
        return False
    require_handover(work, owned.owner_id, owner_id)
    owned.owner_id = owner_id
    records.note_history(work, record, "owner", owner_id, on)
    return True


def require_handover(work: UnitOfWork, old: str | None, new: str | None) -> None:
    """Refuse unless the actor may assign, takes up what nobody owns, or gives away what is theirs."""
    me = work.viewer.user_id
    if not (work.viewer.may(ASSIGN) or old == me or (old is None and new == me)):
        raise NotAllowed(Message("This belongs to someone else. Ask its owner or a manager to hand it over."))


def check_owner(work: UnitOfWork, problems: Problems, owner_id: str | None, name: str = "owner_id") -> None:
    """An owner must be a living user of the company."""
    if owner_id is not None:
        user = work.session.get(User, owner_id)
        if user is None or user.deleted:
            problems.add(name, Message("Choose a user of your company."))
