"""Two records that are one: everything of the one goes to the other, which then stands alone."""

from collections.abc import Collection
from dataclasses import fields, replace
from typing import Any

from sqlalchemy import select

from crm_desktop.core.errors import UserError
from crm_desktop.core.i18n import Message
from crm_desktop.core.text import fold, phone_key
from crm_desktop.core.viewer import DELETE
from crm_desktop.models import (
    ENTITIES,
    ENTITY_OF,
    Attachment,
    CampaignMember,
    Claim,
    Comment,
    ContactPoint,
    ContactRole,
    CustomValue,
    Participant,
    PersonProfile,
    RecordShare,
    Star,
    SupplyLink,
    Synced,
    TagLink,
)
from crm_desktop.models.base import Flag
from crm_desktop.models.contact import PHONE
from crm_desktop.operations import records
from crm_desktop.operations.contact import ContactDraft, contact_draft, update_contact
from crm_desktop.operations.customer import CustomerDraft, customer_draft, update_customer
from crm_desktop.operations.lead import LeadDraft, lead_draft, update_lead
from crm_desktop.queries import rights
from crm_desktop.storage import capture
from crm_desktop.storage.capture import table_of
from crm_desktop.storage.database import UnitOfWork

# Kinds of which two can be one, with the draft of their form, and what reads and writes it.
_FORMS: dict[str, tuple[Any, Any, Any]] = {
    "customer": (CustomerDraft, customer_draft, update_customer),
    "contact": (ContactDraft, contact_draft, update_contact),
    "lead": (LeadDraft, lead_draft, update_lead),
}
KINDS = tuple(_FORMS)
# Whose a customer is follows from its claims: those of the other would contest the owner of the kept one.
_STAY = (PersonProfile, Claim)
# What a record is itself, and does not take over from another.
_ITS_OWN = frozenset({"number", "created_at", "deleted", "owner_id", "name", "status", "kind"})


def merge_records(work: UnitOfWork, kind: str, kept_id: str, other_id: str, taken: Collection[str] = ()) -> None:
    """Let the other record be one with the kept one: what belongs to it goes over, empty fields are filled.

    Of the columns `taken` the kept one has the other's values, checked as by its form.
    """
    rights.require(work.viewer, DELETE)
    if kind not in KINDS or kept_id == other_id:
        raise UserError(Message("These two cannot become one."))
    entity = ENTITY_OF[kind]
    kept, other = (records.find_to_change(work, entity, each) for each in (kept_id, other_id))
    _take(work, kind, kept, other, taken)
    _fill(kept, other)
    _take_tags_and_values(work, kind, kept_id, other_id)
    _point_anew(work, kind, kept_id, other_id)
    other.deleted = True
    work.session.flush()
    _leave_out_doubles(work, kind, kept_id)


def may_choose(kind: str, column: str) -> bool:
    """Whether the kept record can take a column over from the other although it has a value of its own."""
    draft, *_ = _FORMS[kind]
    is_of_form = column in {each.name for each in fields(draft)}
    return is_of_form and (column == "name" or column not in _ITS_OWN) and column not in _flags(ENTITY_OF[kind])


def _flags(entity: type[Synced]) -> set[str]:
    return {each.name for each in table_of(entity).c if isinstance(each.type, Flag)} - _ITS_OWN


def _take(work: UnitOfWork, kind: str, kept: Any, other: Any, taken: Collection[str]) -> None:
    wanted = (name for name in taken if may_choose(kind, name))
    values = {name: getattr(other, name) for name in wanted if getattr(other, name) != kept.id}
    if values:
        _, draft, update = _FORMS[kind]
        before = draft(work, kept.id)
        update(work, kept.id, replace(before, **values), before)
        work.session.flush()


def _fill(kept: Any, other: Any) -> None:
    """What the kept record lacks it takes from the other, values that belong together together.

    A refusal (no advertising) said of either holds.
    """
    for name in _flags(type(kept)):
        if getattr(other, name):
            setattr(kept, name, True)
    for group in dict.fromkeys(capture.registers(type(kept)).values()):
        names = [name for name in group if name not in _ITS_OWN]
        if names and all(getattr(kept, name) is None for name in names):
            for name in names:
                if getattr(other, name) != kept.id:
                    setattr(kept, name, getattr(other, name))


def _point_anew(work: UnitOfWork, kind: str, kept_id: str, other_id: str) -> None:
    """Whatever names the other record names the kept one."""
    work.session.flush()
    for entity in ENTITIES:
        if entity in _STAY:
            continue
        for name in _naming(entity, kind):
            _update(work, entity, name, kept_id, other_id)
    for by_record in (Attachment, Comment):
        _update(work, by_record, "record_id", kept_id, other_id)
    # What belonged to the other would now belong to itself.
    for name in _naming(ENTITY_OF[kind], kind):
        statement = f"UPDATE {kind} SET {name} = NULL WHERE id = ? AND {name} = ?"
        work.connection.exec_driver_sql(statement, (kept_id, kept_id))
    work.session.expire_all()


def _naming(entity: type[Synced], kind: str) -> list[str]:
    """The columns of a table that name a record of a kind."""
    columns = table_of(entity).c
    return [each.name for each in columns if any(key.column.table.name == kind for key in each.foreign_keys)]


def _update(work: UnitOfWork, entity: type[Synced], column: str, kept_id: str, other_id: str) -> None:
    work.connection.exec_driver_sql(
        f"UPDATE {entity.__tablename__} SET {column} = ? WHERE {column} = ? AND deleted = 0", (kept_id, other_id)
    )


def _take_tags_and_values(work: UnitOfWork, kind: str, kept_id: str, other_id: str) -> None:
    """Rows whose id follows from their record are made anew for the kept one, where it has none."""
    for link in _living(work, TagLink, other_id):
        row = work.session.get(TagLink, TagLink.id_of(link.tag_id, kept_id))
        if row is None:
            row = TagLink(id=TagLink.id_of(link.tag_id, kept_id), tag_id=link.tag_id)
            row.record_kind, row.record_id = kind, kept_id
            work.session.add(row)
        row.deleted, link.deleted = False, True
    for value in _living(work, CustomValue, other_id):
        row_id = CustomValue.id_of(kept_id, value.field_id)
        if work.session.get(CustomValue, row_id) is None:
            own = {"text_value": value.text_value, "int_value": value.int_value, "field_id": value.field_id}
            work.session.add(CustomValue(id=row_id, record_kind=kind, record_id=kept_id, **own))
        value.deleted = True
    for share in _living(work, RecordShare, other_id):
        row_id = RecordShare.id_of(kept_id, share.user_id)
        if work.session.get(RecordShare, row_id) is None:
            same = {name: getattr(share, name) for name in capture.columns(RecordShare) if name != "deleted"}
            work.session.add(RecordShare(id=row_id, **{**same, "record_id": kept_id}))
        share.deleted = True
    for star in _living(work, Star, other_id):
        row_id = Star.id_of(star.user_id, kept_id)
        if work.session.get(Star, row_id) is None:
            whose = {"user_id": star.user_id, "record_kind": kind, "record_id": kept_id}
            work.session.add(Star(id=row_id, **whose, created_at=star.created_at))
        star.deleted = True
    if kind == "customer":
        _take_profile(work, kept_id, other_id)


def _take_profile(work: UnitOfWork, kept_id: str, other_id: str) -> None:
    theirs = work.session.get(PersonProfile, PersonProfile.id_of(other_id))
    if theirs is None or theirs.deleted:
        return
    mine = work.session.get(PersonProfile, PersonProfile.id_of(kept_id))
    if mine is None:
        mine = PersonProfile(id=PersonProfile.id_of(kept_id), customer_id=kept_id)
        work.session.add(mine)
    mine.deleted, theirs.deleted = False, True
    for name in capture.columns(PersonProfile):
        if name not in ("customer_id", "deleted") and getattr(mine, name) is None:
            setattr(mine, name, getattr(theirs, name))


def _living(work: UnitOfWork, entity: Any, record_id: str) -> list[Any]:
    return list(work.session.scalars(select(entity).where(entity.record_id == record_id, entity.deleted.is_(False))))


def _leave_out_doubles(work: UnitOfWork, kind: str, kept_id: str) -> None:
    """The same telephone, and the same person at a customer, stand once; nobody supplies himself or is asked twice."""
    seen: set[tuple[Any, ...]] = set()
    members = select(CampaignMember).where(getattr(CampaignMember, f"{kind}_id") == kept_id)
    # Of two the one stays that answered.
    answered_first = (CampaignMember.answer_id.is_(None), CampaignMember.id)
    for member in work.session.scalars(members.where(CampaignMember.deleted.is_(False)).order_by(*answered_first)):
        _keep_once(member, (member.campaign_id, member.customer_id, member.contact_id, member.lead_id), seen)
    if kind == "contact":
        for point in _rows(work, ContactPoint, ContactPoint.contact_id, kept_id):
            spelled = phone_key(point.value) if point.kind == PHONE else ""
            _keep_once(point, (point.kind, spelled or fold(point.value)), seen)
        for role in _rows(work, ContactRole, ContactRole.contact_id, kept_id):
            _keep_once(role, (role.customer_id, role.to_on), seen)
        attended = select(Participant).where(Participant.contact_id == kept_id, Participant.deleted.is_(False))
        for part in work.session.scalars(attended.order_by(Participant.id)):
            _keep_once(part, (Participant.__tablename__, part.interaction_id), seen)
    elif kind == "customer":
        for role in _rows(work, ContactRole, ContactRole.customer_id, kept_id):
            _keep_once(role, (role.contact_id, role.to_on), seen)
        to_itself = select(SupplyLink).where(SupplyLink.supplier_id == kept_id, SupplyLink.buyer_id == kept_id)
        for link in work.session.scalars(to_itself):
            link.deleted = True


def _keep_once(row: Any, key: tuple[Any, ...], seen: set[tuple[Any, ...]]) -> None:
    if key in seen:
        row.deleted = True
    seen.add(key)


def _rows(work: UnitOfWork, entity: Any, column: Any, record_id: str) -> list[Any]:
    living = select(entity).where(column == record_id, entity.deleted.is_(False))
    return list(work.session.scalars(living.order_by(entity.position, entity.id)))
