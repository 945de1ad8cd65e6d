"""Records of the kinds that a company added: a name, perhaps a number, a customer and an owner, and own fields."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select

from crm_desktop.core.i18n import Message
from crm_desktop.models import Customer, CustomKind, CustomRecord, Synced, User
from crm_desktop.models.customising import own_kind
from crm_desktop.operations import drafts, field_rules, ownership, records
from crm_desktop.operations.references import check_references
from crm_desktop.operations.validation import Problems
from crm_desktop.queries.own_kind import number_pattern
from crm_desktop.storage.database import Reading, UnitOfWork

NAME_AT_MOST, NUMBER_AT_MOST = 200, 60
_POINTS_TO: dict[str, type[Synced]] = {"kind_id": CustomKind, "customer_id": Customer, "owner_id": User}


@dataclass(frozen=True)
class OwnRecordDraft:
    """An own record as a form edits it; its kind stays. Without a number it gets the next one, if its kind counts."""

    kind_id: str = ""
    name: str = ""
    number: str | None = None
    customer_id: str | None = None
    owner_id: str | None = None
    note: str | None = None


def new_own_record(reading: Reading, kind_id: str, **values: Any) -> OwnRecordDraft:
    """The draft a form for a new record of a kind starts with: one's own."""
    return OwnRecordDraft(**{"kind_id": kind_id, "owner_id": reading.viewer.user_id or None, **values})


def own_record_draft(reading: Reading, record_id: str) -> OwnRecordDraft:
    """What a form edits of a record."""
    return drafts.loaded(OwnRecordDraft, records.find(reading, CustomRecord, record_id))


def create_own_record(work: UnitOfWork, draft: OwnRecordDraft) -> str:
    """Add a record of a kind; returns its id. It is the actor's own unless someone else is named."""
    field_rules.check_new(work, own_kind(draft.kind_id), draft)
    _check(work, draft)
    record_id = work.new_id()
    values = records.values_of(draft)
    values["owner_id"] = ownership.first_owner(work, draft.owner_id)
    values["number"] = values["number"] or free_number(work, draft.kind_id)
    work.insert_row(CustomRecord, {"id": record_id, **values, "created_on": work.today})
    if values["owner_id"]:
        records.note_first(work, CustomRecord, record_id, "owner", values["owner_id"])
    return record_id


def update_own_record(
    work: UnitOfWork,
    record_id: str,
    draft: OwnRecordDraft,
    loaded: OwnRecordDraft | None = None,
    position: int | None = None,
) -> None:
    """Change a record; only what differs from `loaded` is written."""
    record = records.find_to_change(work, CustomRecord, record_id)
    draft = replace(draft, kind_id=record.kind_id)
    field_rules.check_change(work, record, draft)
    _check(work, draft, record)
    before = records.values_of(loaded or own_record_draft(work, record_id))
    values = {**records.values_of(draft), "kind_id": before["kind_id"]}
    owner_id = values.pop("owner_id")
    records.apply(work, record, values, before, position)
    if owner_id != before["owner_id"]:
        ownership.hand_over(work, record, owner_id, position=position)


def assign_own_records(work: UnitOfWork, ids: Iterable[str], owner_id: str | None) -> int:
    """Hand several records over; returns how many changed hands."""
    found = records.find_all_to_change(work, CustomRecord, ids)
    return sum(ownership.hand_over(work, record, owner_id) for record in found)


def delete_own_records(work: UnitOfWork, ids: Iterable[str]) -> int:
    """Delete records; returns how many."""
    return records.delete(work, CustomRecord, ids)


def free_number(work: UnitOfWork, kind_id: str) -> str | None:
    """The next number of a kind that nobody typed or imported before; none of a kind that does not count."""
    kind = own_kind(kind_id)
    if number_pattern(work, kind) is None:
        return None
    number = work.next_number(kind)
    while _is_taken(work, kind_id, number):
        number = work.next_number(kind)
    return number


def _is_taken(reading: Reading, kind_id: str, number: str, current: CustomRecord | None = None) -> bool:
    of = CustomRecord
    same = select(of.id).where(of.kind_id == kind_id, of.number == number, of.deleted.is_(False))
    return reading.session.scalar(same.where(of.id != (current.id if current else "")).limit(1)) is not None


def _check(work: UnitOfWork, draft: OwnRecordDraft, current: CustomRecord | None = None) -> None:
    problems = Problems()
    problems.require("name", draft.name, Message("Write a name."))
    if len(draft.name.strip()) > NAME_AT_MOST:
        problems.add("name", Message("A name has at most {count} characters.", count=NAME_AT_MOST))
    number = (draft.number or "").strip()
    if len(number) > NUMBER_AT_MOST:
        problems.add("number", Message("A number has at most {count} characters.", count=NUMBER_AT_MOST))
    if not draft.kind_id:
        problems.add("kind_id", Message("What was chosen here no longer exists. Choose again."))
    if number and number != getattr(current, "number", None) and _is_taken(work, draft.kind_id, number, current):
        problems.add("number", Message("Another record has this number."))
    check_references(work, problems, draft, _POINTS_TO, current)
    problems.refuse()
