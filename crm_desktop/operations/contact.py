"""Contacts: people at one or several customers, with every way to reach them."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import select

from crm_desktop.core.i18n import Message
from crm_desktop.models import Contact, ContactPoint, ContactRole, Customer, DictionaryEntry, Synced, User
from crm_desktop.models.contact import EMAIL, MESSENGER, PHONE, WEB
from crm_desktop.operations import drafts, field_limits, field_rules, ownership, parts, records, tag
from crm_desktop.operations.references import check_choice, check_references, leads_to
from crm_desktop.operations.validation import Problems
from crm_desktop.queries.tag import tags_of
from crm_desktop.storage.database import Reading, UnitOfWork

POINT_KINDS = (PHONE, EMAIL, MESSENGER, WEB)
# What is not simply written: it has a history or rows of its own.
_APART = ("owner_id",)
_POINTS_TO: dict[str, type[Synced]] = {"owner_id": User, "reports_to_id": Contact, "referred_by_id": Contact}


@dataclass(frozen=True)
class RoleDraft:
    """A contact's place at a customer."""

    customer_id: str | None = None
    job_title: str | None = None
    buying_role_id: str | None = None
    is_main: bool = False
    from_on: date | None = None
    to_on: date | None = None
    id: str | None = None


@dataclass(frozen=True)
class PointDraft:
    """A way to reach a contact; `label` says what it is for, such as "office"."""

    kind: str = PHONE
    value: str = ""
    label: str | None = None
    is_opted_out: bool = False
    id: str | None = None


@dataclass(frozen=True)
class ContactDraft:
    """A contact as a form edits it."""

    name: str = ""
    external_key: str | None = None
    salutation: str | None = None
    sex: str | None = None
    born_on: date | None = None
    job_title: str | None = None
    department: str | None = None
    decision_style: str | None = None
    reports_to_id: str | None = None
    referred_by_id: str | None = None
    owner_id: str | None = None
    note: str | None = None
    customers: tuple[RoleDraft, ...] = ()
    points: tuple[PointDraft, ...] = ()
    tags: tuple[str, ...] = ()


def new_contact(reading: Reading, customer_id: str | None = None) -> ContactDraft:
    """The draft a form for a new contact starts with; the first one of a customer is its main contact."""
    owner_id = reading.viewer.user_id or None
    if customer_id is None:
        return ContactDraft(owner_id=owner_id, customers=(RoleDraft(),))
    role = RoleDraft(customer_id, is_main=_main_role(reading, customer_id) is None)
    return ContactDraft(owner_id=owner_id, customers=(role,))


def contact_draft(reading: Reading, contact_id: str) -> ContactDraft:
    """What a form edits of a contact."""
    contact = records.find(reading, Contact, contact_id)
    owner = {"contact_id": contact_id}
    return drafts.loaded(
        ContactDraft,
        contact,
        customers=parts.read_parts(reading, ContactRole, owner, RoleDraft),
        points=parts.read_parts(reading, ContactPoint, owner, PointDraft),
        tags=tags_of(reading, contact_id),
    )


def create_contact(work: UnitOfWork, draft: ContactDraft) -> str:
    """Add a contact; returns its id."""
    field_limits.refuse_new(work, "contact", draft)
    field_rules.check_new(work, "contact", draft)
    _check(work, draft)
    owner_id = ownership.first_owner(work, draft.owner_id)
    contact = Contact(id=work.new_id(), **_values(draft), owner_id=owner_id, created_at=work.now_ms)
    work.session.add(contact)
    if owner_id:
        records.note_history(work, contact, "owner", owner_id)
    _write_rows(work, contact.id, draft)
    return contact.id


def update_contact(
    work: UnitOfWork,
    contact_id: str,
    draft: ContactDraft,
    loaded: ContactDraft | None = None,
    position: int | None = None,
) -> None:
    """Change a contact; only what differs from `loaded` is written."""
    contact = records.find_to_change(work, Contact, contact_id)
    draft, loaded = field_limits.completed(work, contact, draft, loaded)
    field_rules.check_change(work, contact, draft)
    before = loaded or contact_draft(work, contact_id)
    draft = replace(draft, points=field_limits.completed_points(work, draft.points))
    before = replace(before, points=field_limits.completed_points(work, before.points))
    _check(work, draft, contact, before)
    records.apply(work, contact, _values(draft), _values(before), position)
    if draft.owner_id != before.owner_id:
        ownership.hand_over(work, contact, draft.owner_id, position=position)
    _write_rows(work, contact_id, draft, before, position)


def set_main_contact(work: UnitOfWork, customer_id: str, contact_id: str) -> None:
    """Make a contact the one to speak with first at a customer."""
    records.find_to_change(work, Contact, contact_id)
    records.find(work, Customer, customer_id)
    for role in work.session.scalars(
        select(ContactRole).where(ContactRole.customer_id == customer_id, ContactRole.deleted.is_(False))
    ):
        role.is_main = role.contact_id == contact_id


def assign_contacts(work: UnitOfWork, ids: Iterable[str], owner_id: str | None) -> int:
    """Hand several contacts over; returns how many changed hands."""
    found = records.find_all_to_change(work, Contact, ids)
    return sum(ownership.hand_over(work, contact, owner_id) for contact in found)


def delete_contacts(work: UnitOfWork, ids: Iterable[str]) -> int:
    """Delete contacts; what was said with them stays."""
    return records.delete(work, Contact, ids)


def _values(draft: ContactDraft) -> dict[str, Any]:
    return {name: value for name, value in records.values_of(draft).items() if name not in _APART}


def _write_rows(
    work: UnitOfWork,
    contact_id: str,
    draft: ContactDraft,
    before: ContactDraft | None = None,
    position: int | None = None,
) -> None:
    owner = {"contact_id": contact_id}
    known = before or ContactDraft()
    parts.write_parts(work, ContactRole, owner, draft.customers, known.customers, position)
    parts.write_parts(work, ContactPoint, owner, draft.points, known.points, position)
    tag.set_tags(work, "contact", contact_id, draft.tags, known.tags)
    for role in draft.customers:
        if role.is_main and role.customer_id and role not in known.customers:
            work.session.flush()
            _step_down(work, role.customer_id, contact_id)


def _step_down(work: UnitOfWork, customer_id: str, but: str) -> None:
    """A customer has one main contact: the one chosen last."""
    statement = select(ContactRole).where(
        ContactRole.customer_id == customer_id,
        ContactRole.contact_id != but,
        ContactRole.deleted.is_(False),
        ContactRole.is_main.is_(True),
    )
    for role in work.session.scalars(statement):
        role.is_main = False


def _main_role(reading: Reading, customer_id: str) -> str | None:
    statement = (
        select(ContactRole.id)
        .join(Contact, Contact.id == ContactRole.contact_id)
        .where(
            ContactRole.customer_id == customer_id,
            ContactRole.deleted.is_(False),
            ContactRole.is_main.is_(True),
            Contact.deleted.is_(False),
        )
    )
    return reading.session.scalar(statement.limit(1))


def _check(
    work: UnitOfWork, draft: ContactDraft, current: Contact | None = None, before: ContactDraft | None = None
) -> None:
    problems = Problems()
    problems.require("name", draft.name, Message("Write the name of the contact."))
    problems.not_after("born_on", draft.born_on, work.today)
    check_references(work, problems, draft, _POINTS_TO, current)
    if current is not None and leads_to(work, Contact.reports_to_id, draft.reports_to_id, current.id):
        problems.add("reports_to_id", Message("{name} is above this person. Choose another.", name=current.name))
    # What an import brought in, or others wrote, and nobody touched is not judged again.
    _check_customers(work, problems, draft, before.customers if before else ())
    known = before.points if before else ()
    for number, point in enumerate(draft.points, 1):
        if point not in known:
            _check_point(problems, number, point)
    problems.refuse()


def _check_customers(work: UnitOfWork, problems: Problems, draft: ContactDraft, known: tuple[RoleDraft, ...]) -> None:
    present: set[str] = set()
    for role in draft.customers:
        problems.require("customers", role.customer_id, Message("Choose a customer on every line, or remove the line."))
        if role not in known:
            _check_place(work, problems, role)
        if role.customer_id and role.to_on is None:
            if role.customer_id in present:
                problems.add("customers", Message("Name each customer once."))
            present.add(role.customer_id)


def _check_place(work: UnitOfWork, problems: Problems, role: RoleDraft) -> None:
    place = Problems()
    check_references(work, place, role, {"customer_id": Customer, "buying_role_id": DictionaryEntry})
    check_choice(work, place, "customers", role.buying_role_id, "buying_role")
    if role.from_on and role.to_on and role.to_on < role.from_on:
        place.add("to_on", Message("Choose a last day at the customer that is not before the first."))
    for message in place.found.values():
        problems.add("customers", message)


def _check_point(problems: Problems, number: int, point: PointDraft) -> None:
    line = Problems()
    line.one_of("points", point.kind, POINT_KINDS)
    line.require("points", point.value, Message("Write the number or address, or remove the line."))
    if point.kind == EMAIL:
        line.email("points", point.value)
    elif point.kind == PHONE:
        line.phone("points", point.value)
    for message in line.found.values():
        problems.add("points", Message("Line {number}: {problem}", number=number, problem=message))
