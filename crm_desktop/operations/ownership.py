"""Who answers for a record: taking it up, giving it away, with the day it happened."""

from datetime import date
from typing import Any

from crm_desktop.core.errors import Invalid, NotAllowed
from crm_desktop.core.i18n import Message
from crm_desktop.core.viewer import ASSIGN
from crm_desktop.models import Customer, Synced
from crm_desktop.operations import claims, records
from crm_desktop.operations.claims import Why
from crm_desktop.operations.references import not_at_work
from crm_desktop.storage.database import Reading, UnitOfWork

_UNSAID = Why()


def first_owner(work: UnitOfWork, owner_id: str | None, offered: str | None = None) -> str | None:
    """Whoever was chosen for a new record, else the person who makes it.

    To choose others takes the right to assign, unless it is `offered`: the owner of the deal an order follows from.
    Nothing new is given to people who left.
    """
    if owner_id != offered:
        require_handover(work, None, owner_id)
        require_at_work(work, owner_id)
    return owner_id or work.viewer.user_id or None


def hand_over(
    work: UnitOfWork,
    record: Synced,
    owner_id: str | None,
    on: date | None = None,
    position: int | None = None,
    why: Why = _UNSAID,
) -> bool:
    """Give a record a new owner and remember the day; returns whether that changed anything.

    Every change of a customer's owner comes through here and adds its claim.
    """
    owned: Any = record
    old = owned.owner_id
    if old == owner_id:
        return False
    require_handover(work, old, owner_id)
    require_at_work(work, owner_id)
    kind = why.kind or claims.kind_of(work, old, owner_id)
    if isinstance(record, Customer):
        claims.check(work, record, owner_id, kind)
    records.apply(work, record, {"owner_id": owner_id}, position=position)
    if isinstance(record, Customer):
        # What protected it was the former owner's.
        records.apply(work, record, {"locked_until": None, "locked_by_id": None})
        claims.note(work, record, old, kind, why, on)
    records.note_history(work, record, "owner", owner_id, on, why.note)
    return True


def at_work(work: UnitOfWork, owner_id: str | None) -> str | None:
    """The owner of what something new follows from, unless that person left: then it is the actor's."""
    return owner_id if owner_id and not_at_work(work, owner_id) is None else None


def require_at_work(work: Reading, owner_id: str | None) -> None:
    """Refuse a person who left."""
    if owner_id and owner_id != work.viewer.user_id and (problem := not_at_work(work, owner_id)):
        raise Invalid({"owner_id": problem})


def require_handover(work: UnitOfWork, old: str | None, new: str | None) -> None:
    """Refuse unless the actor may assign, takes up what nobody owns, or gives away what is theirs."""
    me = work.viewer.user_id
    if new == old or work.viewer.may(ASSIGN) or old == me or (old is None and new == me):
        return
    if old is None:
        raise NotAllowed(
            Message("Your role does not include giving this to others. Take it yourself, or ask your manager.")
        )
    raise NotAllowed(Message("This belongs to someone else. Ask its owner or a manager to hand it over."))
