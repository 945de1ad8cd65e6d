"""Deciding what laptops wrote unknown to each other. Every decision is one step, and closes its item on all laptops.

A decision is written even when it changes nothing: the journal then tells that somebody who knew all versions chose
the one that is shown.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import select

from crm_desktop.core.errors import NotAllowed, NotFound, Stale, UserError
from crm_desktop.core.i18n import Message
from crm_desktop.core.viewer import ADMINISTER, DELETE
from crm_desktop.models import ENTITY_OF, Customer, CustomRecord, HistoryEntry, Order, User
from crm_desktop.models.ownership import ASSIGN
from crm_desktop.models.review_decision import ReviewDecision
from crm_desktop.operations import claims, numbering, own_record, payment, records
from crm_desktop.operations.article import article_draft, update_article
from crm_desktop.operations.campaign import campaign_draft, update_campaign
from crm_desktop.operations.campaign_member import member_draft, update_member
from crm_desktop.operations.contact import contact_draft, update_contact
from crm_desktop.operations.customer import customer_draft, update_customer
from crm_desktop.operations.lead import lead_draft, update_lead
from crm_desktop.operations.opportunity import opportunity_draft, update_opportunity
from crm_desktop.operations.own_record import own_record_draft, update_own_record
from crm_desktop.operations.restore import restore_records
from crm_desktop.operations.service_case import service_case_draft, update_service_case
from crm_desktop.queries import rights
from crm_desktop.queries.conflicts import Conflict, Version
from crm_desktop.queries.finds import Find
from crm_desktop.queries.review import Review, record_of, right_for
from crm_desktop.storage import journal
from crm_desktop.storage.database import UnitOfWork
from crm_desktop.storage.finds import NUMBER, NUMBERS, ORPHAN

DIFFERENT, ACCEPTED = "different", "accepted"
# Kinds whose values are written by the operation of their form, with all it checks.
_FORMS: Mapping[str, tuple[Any, Any]] = {
    "customer": (customer_draft, update_customer),
    "contact": (contact_draft, update_contact),
    "opportunity": (opportunity_draft, update_opportunity),
    "service_case": (service_case_draft, update_service_case),
    "lead": (lead_draft, update_lead),
    "campaign": (campaign_draft, update_campaign),
    "article": (article_draft, update_article),
    "custom_record": (own_record_draft, update_own_record),
    "campaign_member": (member_draft, update_member),
}


# --- fields


def keep(work: UnitOfWork, conflict: Conflict) -> None:
    """Leave a field as it is shown."""
    _decide(work, conflict, {})


def take(work: UnitOfWork, conflict: Conflict, version: Version) -> None:
    """Give a field one of its versions; of an edit and a deletion, leave the record alive or delete it."""
    if version.is_deletion:
        rights.require(work.viewer, DELETE)
    _decide(work, conflict, version.values)


def may_write(conflict: Conflict) -> bool:
    """Whether a field can be given a text of its own here; anything else is edited in the form of the record."""
    return conflict.is_text and conflict.table in _FORMS


def write(work: UnitOfWork, conflict: Conflict, value: Any, column: str | None = None) -> None:
    """Give a field a value of its own, by what its form checks; of a group, one column of it."""
    name = column or conflict.columns[0]
    form = _FORMS.get(conflict.table)
    before: Any = form[0](work, conflict.row_id) if form and not conflict.is_deletion else None
    if form is None or not hasattr(before, name):
        raise UserError(Message("Open the record to give it another value, or take one of the versions."))
    _must_be_open(work, conflict)
    form[1](work, conflict.row_id, replace(before, **{name: value}), before)
    work.session.flush()
    journal.decide(work.connection, conflict.table, conflict.row_id, conflict.columns)


def decide_all(work: UnitOfWork, review: Review, replica: str | None = None) -> int:
    """All fields of a record as a laptop has them, where it has a version; else, and without one, as they are shown."""
    for conflict in review.conflicts:
        version = next((each for each in conflict.versions if each.replica == replica), None)
        if version is None:
            keep(work, conflict)
        else:
            take(work, conflict, version)
    return len(review.conflicts)


def _decide(work: UnitOfWork, conflict: Conflict, values: Mapping[str, Any]) -> None:
    _must_be_open(work, conflict)
    entity = ENTITY_OF[conflict.table]
    work.session.flush()
    if values:
        names = [name for name in values if name in conflict.columns]
        assignments = ", ".join(f"{name} = ?" for name in names)
        work.connection.exec_driver_sql(
            f"UPDATE {conflict.table} SET {assignments} WHERE id = ?",
            (*(values[name] for name in names), conflict.row_id),
        )
    journal.decide(work.connection, conflict.table, conflict.row_id, conflict.columns)
    work.session.expire_all()
    for column in records.PAST.keys() & set(conflict.columns):
        _note_past(work, work.session.get_one(entity, conflict.row_id), column)


def _must_be_open(work: UnitOfWork, conflict: Conflict) -> None:
    """The record may be changed, and these are the versions there are: no newer one is decided unseen."""
    _must_change(work, *record_of(work, conflict.table, conflict.row_id))
    found = work.plain(
        "SELECT heads FROM sync_conflict WHERE tbl = ? AND row_id = ? AND reg = ?",
        (conflict.table, conflict.row_id, ",".join(conflict.columns)),
    )
    if not found:
        raise NotFound(Message("Somebody has decided this already."))
    if {(head[0], head[1]) for head in json.loads(found[0][0])} != {(e.replica, e.seq) for e in conflict.versions}:
        raise Stale(Message("Another version has arrived meanwhile. Look at it and decide again."))


def _must_change(work: UnitOfWork, kind: str, record_id: str) -> None:
    """Also of a deleted record, which is what some decisions are about."""
    entity = ENTITY_OF[kind]
    scope = rights.changeable(entity, work.viewer)
    if scope is not None and work.session.scalar(select(entity.id).where(entity.id == record_id, scope)) is None:
        raise NotAllowed(Message("This record belongs to someone else. Ask its owner or your manager to change it."))
    if (right := right_for(kind)) is not None:
        rights.require(work.viewer, right)


def _note_past(work: UnitOfWork, record: Any, column: str) -> None:
    """What was decided is what is true from today on, whichever laptop noted its own last."""
    value, field = getattr(record, column), records.PAST[column]
    latest = select(HistoryEntry.value).where(
        HistoryEntry.record_id == record.id, HistoryEntry.field == field, HistoryEntry.deleted.is_(False)
    )
    order = (HistoryEntry.from_on.desc(), HistoryEntry.changed_at.desc(), HistoryEntry.id.desc())
    shown = work.session.execute(latest.order_by(*order).limit(1)).first()
    if shown is not None and shown[0] != value:
        records.note_history(work, record, field, value)
    if field == "owner" and isinstance(record, Customer):
        # Whoever decides overrules every claim.
        claims.note(work, record, shown[0] if shown else None, ASSIGN, claims.Why(claims.DECIDED), None)


# --- what was found


def tell_apart(work: UnitOfWork, find: Find) -> None:
    """Two records are two different ones; nobody is asked again."""
    _answer(work, find, DIFFERENT)


def accept(work: UnitOfWork, find: Find) -> None:
    """Leave it as it is; nobody is asked again."""
    _answer(work, find, ACCEPTED)


def _answer(work: UnitOfWork, find: Find, decision: str) -> None:
    _must_change(work, *record_of(work, find.table, find.row_id))
    answer_id = ReviewDecision.id_of(find.kind, find.subject)
    values = {"decision": decision, "by_id": work.viewer.user_id or None, "at": work.now_ms, "deleted": False}
    row = work.session.get(ReviewDecision, answer_id)
    if row is None:
        work.session.add(ReviewDecision(id=answer_id, kind=find.kind, subject=find.subject, **values))
    else:
        records.apply(work, row, values)


def give_new_number(work: UnitOfWork, find: Find) -> str:
    """Give the later of two records with one number the next free one; returns it."""
    _expect(find, NUMBER)
    entity: Any = ENTITY_OF[find.table]
    record: Any = records.find_to_change(work, entity, find.row_id)
    if isinstance(record, CustomRecord):
        number = own_record.free_number(work, record.kind_id) or ""
        if not number:
            raise UserError(Message("Numbers of this kind are typed. Write another one in the form of the record."))
    else:
        number = numbering.free_number(work, entity, NUMBERS[find.table])
    setattr(record, NUMBERS[find.table], number)
    return number


def restore_parent(work: UnitOfWork, find: Find) -> None:
    """Bring back what living records belong to; of people, let them work here again."""
    kind, record_id = _parent(work, find)
    person = work.session.get(User, record_id) if kind == "app_user" else None
    if person is not None:
        rights.require(work.viewer, ADMINISTER)
        person.is_active, person.deleted = True, False
    else:
        restore_records(work, kind, [record_id])


def delete_orphans(work: UnitOfWork, finds: Iterable[Find]) -> int:
    """Delete the records whose parent is gone as well; returns how many."""
    rights.require(work.viewer, DELETE)
    count = 0
    for find in finds:
        _expect(find, ORPHAN)
        _must_change(work, *record_of(work, find.table, find.row_id))
        row = work.session.get(ENTITY_OF[find.table], find.row_id)
        if row is not None and not row.deleted:
            row.deleted = True
            count += 1
    return count


def detach(work: UnitOfWork, find: Find) -> None:
    """Let a record no longer belong to what is gone."""
    _expect(find, ORPHAN)
    column = ENTITY_OF[find.table].__table__.c[find.other]
    if not column.nullable:
        raise UserError(Message("This can only stand with a record. Bring that back, or delete this too."))
    record = records.find_to_change(work, ENTITY_OF[find.table], find.row_id)
    setattr(record, find.other, None)
    if find.other in records.PAST:
        records.note_history(work, record, records.PAST[find.other], None)


def follow_receipts(work: UnitOfWork, find: Find) -> None:
    """Let the payment of an order follow its receipts again."""
    payment.follow(work, records.find_to_change(work, Order, find.row_id))


def _parent(work: UnitOfWork, find: Find) -> tuple[str, str]:
    _expect(find, ORPHAN)
    kind, record_id = record_of(work, find.table, find.row_id, find)
    return kind, record_id


def _expect(find: Find, kind: str) -> None:
    if find.kind != kind:
        raise UserError(Message("This cannot be decided so."))
