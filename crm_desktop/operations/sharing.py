"""Letting single people see or change a record that is not theirs, until a day."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from crm_desktop.core.errors import Invalid, NotAllowed, UserError
from crm_desktop.core.i18n import Message
from crm_desktop.core.viewer import ASSIGN
from crm_desktop.models import ENTITY_OF, RecordShare, User
from crm_desktop.operations import records
from crm_desktop.operations.claims import WHY_AT_MOST
from crm_desktop.operations.references import not_at_work
from crm_desktop.operations.validation import Problems
from crm_desktop.queries.rights import SHARED_KINDS
from crm_desktop.storage.database import UnitOfWork


def share(
    work: UnitOfWork,
    kind: str,
    ids: Iterable[str],
    user_ids: Iterable[str],
    *,
    may_write: bool = False,
    until: date | None = None,
    note: str | None = None,
) -> int:
    """Share records with people, or change how they are shared; returns how many shares that made.

    Of many records and people those that belong together already are left out.
    """
    people = list(dict.fromkeys(user_ids))
    if not people:
        raise Invalid({"people": Message("Choose at least one person.")})
    if until is not None and until < work.today:
        raise Invalid({"until": Message("Choose today or a later day.")})
    problems = Problems()
    problems.year_meant("until", until)
    problems.at_most("note", note, WHY_AT_MOST)
    problems.refuse()
    for user_id in people:
        if problem := not_at_work(work, user_id):
            raise Invalid({"people": problem})
    found = _mine(work, kind, ids)
    if all(user_id == record.owner_id for record in found for user_id in people):
        raise UserError(Message("This belongs to {name} already.", name=_name(work, people[0])))
    count = 0
    for record in found:
        for user_id in (each for each in people if each != record.owner_id):
            _put(work, kind, record.id, user_id, {"may_write": may_write, "until_on": until, "note": note or None})
            count += 1
    return count


def unshare(work: UnitOfWork, kind: str, ids: Iterable[str], user_ids: Iterable[str]) -> int:
    """End shares at once; returns how many there were."""
    people = list(user_ids)
    count = 0
    for record in _mine(work, kind, ids):
        for user_id in people:
            row = work.session.get(RecordShare, RecordShare.id_of(record.id, user_id))
            if row is not None and not row.deleted:
                row.deleted = True
                count += 1
    return count


def end_expired(work: UnitOfWork) -> int:
    """Put away shares whose last day is over; nobody sees anything by them any more anyway."""
    ids = work.plain(
        "SELECT id FROM record_share WHERE deleted = 0 AND until_on < ? ORDER BY id", (work.today.isoformat(),)
    )
    for (share_id,) in ids:
        work.session.get_one(RecordShare, share_id).deleted = True
    return len(ids)


def _mine(work: UnitOfWork, kind: str, ids: Iterable[str]) -> list[Any]:
    if kind not in SHARED_KINDS:
        raise UserError(Message("Records of this kind cannot be shared singly."))
    found: list[Any] = records.find_all_to_change(work, ENTITY_OF[kind], ids)
    for record in found:
        # With whom a record is shared may change it, but not pass it on.
        if record.owner_id is None:
            raise UserError(Message("Everybody sees what nobody owns. Claim it first."))
        if not (work.viewer.writes(record.owner_id) or work.viewer.may(ASSIGN)):
            raise NotAllowed(Message("Only its owner or a manager shares a record."))
    return found


def _put(work: UnitOfWork, kind: str, record_id: str, user_id: str, values: dict[str, Any]) -> None:
    share_id = RecordShare.id_of(record_id, user_id)
    given = {**values, "by_id": work.viewer.user_id or None, "shared_at": work.now_ms}
    row = work.session.get(RecordShare, share_id)
    if row is None:
        new = RecordShare(id=share_id, record_kind=kind, record_id=record_id, user_id=user_id, **given)
        work.session.add(new)
    else:
        row.deleted = False
        records.apply(work, row, given)


def _name(work: UnitOfWork, user_id: str) -> str:
    user = work.session.get(User, user_id)
    return user.name if user else ""
