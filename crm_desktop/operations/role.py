"""Roles: what their people see, change and may do, and which fields they are kept from."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from sqlalchemy import func, select

from crm_desktop.core.errors import Invalid, UserError
from crm_desktop.core.i18n import Message
from crm_desktop.core.text import fold
from crm_desktop.core.viewer import ADMINISTER, HIDDEN, MASKED, READ_ONLY, RIGHTS, SCOPES
from crm_desktop.models import CustomField, CustomKind, Role, User
from crm_desktop.models.limited_fields import OWN_FIELD, PHONES, limited_fields, whole_kind
from crm_desktop.operations import drafts, records
from crm_desktop.operations.company import set_parameter
from crm_desktop.operations.shipped import ROLES
from crm_desktop.operations.validation import Problems
from crm_desktop.queries import rights
from crm_desktop.queries.viewer import POOL_HIDDEN, field_rights
from crm_desktop.storage.database import Reading, UnitOfWork

ADMINISTRATOR = Role.id_of("administrator")
SHIPPED = frozenset(Role.id_of(code) for code, *_ in ROLES)
LIMITS = (HIDDEN, READ_ONLY)
# What can be kept from who does not manage while a customer is nobody's: how it is reached.
POOLED = (
    *("customer.phone", "customer.fax", "customer.email", "customer.website", "customer.address"),
    *("contact.phone", "contact.email"),
)
_LOCKED = Message("The administrator may always do everything. Give people another role instead.")


@dataclass(frozen=True)
class FieldLimit:
    """A field (`customer.phone`) and what keeps a role from it, one of `LIMITS`."""

    field: str = ""
    limit: str = HIDDEN


@dataclass(frozen=True)
class RoleDraft:
    """What the people of a role see, change and may do: scopes and rights of `core.viewer`.

    `masks_phones` puts stars into the telephone numbers of customers that are not one's own.
    """

    name_en: str = ""
    name_zh: str = ""
    read_scope: str = "own"
    write_scope: str = "own"
    rights: tuple[str, ...] = ()
    masks_phones: bool = False
    limits: tuple[FieldLimit, ...] = ()


def role_draft(reading: Reading, role_id: str) -> RoleDraft:
    """What a form edits of a role."""
    role = records.find(reading, Role, role_id)
    kept = field_rights(role.field_rights)
    limits = tuple(FieldLimit(key, mode) for key, mode in sorted(kept.items()) if mode in LIMITS)
    return drafts.loaded(
        RoleDraft,
        role,
        rights=tuple(role.rights.split()),
        masks_phones=MASKED in kept.values(),
        limits=limits,
    )


def create_role(work: UnitOfWork, draft: RoleDraft) -> str:
    """Add a role; returns its id."""
    rights.require(work.viewer, ADMINISTER)
    _check(work, draft)
    last = work.session.scalar(select(func.max(Role.position))) or 0
    role_id = work.new_id()
    work.session.add(Role(id=role_id, code=role_id, position=last + 1, **_values(draft)))
    return role_id


def copy_role(work: UnitOfWork, role_id: str) -> str:
    """Add a role that may do what another does, to be changed from there; returns its id."""
    draft = role_draft(work, role_id)
    number = 2
    while _is_named(work, _copied(draft, number), None):
        number += 1
    return create_role(work, _copied(draft, number))


def update_role(
    work: UnitOfWork, role_id: str, draft: RoleDraft, loaded: RoleDraft | None = None, position: int | None = None
) -> None:
    """Change what a role sees and may do. The administrator's stays as it is, so that nobody is locked out."""
    rights.require(work.viewer, ADMINISTER)
    role = records.find(work, Role, role_id)
    if role.id == ADMINISTRATOR:
        raise UserError(_LOCKED)
    _check(work, draft, role)
    before = None if loaded is None else _values(loaded, role.field_rights)
    records.apply(work, role, _values(draft, role.field_rights), before, position)


def delete_role(work: UnitOfWork, role_id: str) -> None:
    """Take a role of the company's own away, when nobody has it."""
    rights.require(work.viewer, ADMINISTER)
    role = records.find(work, Role, role_id)
    if role.id in SHIPPED:
        raise UserError(Message("The program's own roles stay. Change what this one may do instead."))
    people = work.session.scalar(select(func.count()).where(User.role_id == role_id, User.deleted.is_(False)))
    if people:
        raise UserError(Message("People with this role: {count}. Give them another one first.", count=people))
    role.deleted = True


def set_pool_hidden(work: UnitOfWork, fields: Iterable[str]) -> None:
    """Choose what nobody but managers sees of customers in the public pool."""
    rights.require(work.viewer, ADMINISTER)
    wanted = list(dict.fromkeys(each for each in fields if each))
    if not set(wanted) <= set(POOLED):
        raise Invalid({"fields": Message("Choose one of the offered values.")})
    set_parameter(work, POOL_HIDDEN, " ".join(wanted))


def _copied(draft: RoleDraft, number: int) -> RoleDraft:
    english, chinese = (f"{name} {number}" if name else "" for name in (draft.name_en, draft.name_zh))
    return replace(draft, name_en=english, name_zh=chinese)


def _values(draft: RoleDraft, kept: str | None = None) -> dict[str, str | None]:
    # Neither name may be missing in the table; an empty one shows the other.
    granted = " ".join(each for each in RIGHTS if each in draft.rights)
    names = {"name_en": draft.name_en.strip(), "name_zh": draft.name_zh.strip()}
    limits = _field_rights(draft, field_rights(kept))
    return {
        **names,
        "read_scope": draft.read_scope,
        "write_scope": draft.write_scope,
        "rights": granted,
        "field_rights": json.dumps(limits, sort_keys=True) if limits else None,
    }


def _field_rights(draft: RoleDraft, kept: Mapping[str, str]) -> dict[str, str]:
    """What a role is kept from; of what a newer program knows nothing is lost."""
    known = limited_fields()
    offered = (key for key in kept if key in known or f".{OWN_FIELD}" in key or whole_kind(key))
    unknown = {key: kept[key] for key in kept.keys() - set(offered)}
    limits = {each.field: each.limit for each in draft.limits if each.field}
    masks = dict.fromkeys(PHONES, MASKED) if draft.masks_phones else {}
    return {**unknown, **masks, **limits}


def _check(work: UnitOfWork, draft: RoleDraft, current: Role | None = None) -> None:
    problems = Problems()
    problems.require("name_en", draft.name_en or draft.name_zh, Message("Write the name of the role."))
    problems.one_of("read_scope", draft.read_scope, SCOPES)
    problems.one_of("write_scope", draft.write_scope, SCOPES)
    if _is_named(work, draft, current):
        problems.add("name_en", Message("Another role is called so. Choose another name."))
    if not set(draft.rights) <= set(RIGHTS):
        problems.add("rights", Message("Choose one of the offered values."))
    _check_limits(work, problems, draft)
    problems.refuse()
    if SCOPES.index(draft.write_scope) > SCOPES.index(draft.read_scope):
        raise Invalid(
            {"write_scope": Message("Nobody changes what they do not see. Let the role see at least as much.")}
        )


def _check_limits(work: UnitOfWork, problems: Problems, draft: RoleDraft) -> None:
    known, seen = limited_fields(), set[str]()
    for each in draft.limits:
        _, _, own = each.field.partition(f".{OWN_FIELD}")
        is_own = _is_living(work, CustomField, own) or _is_living(work, CustomKind, whole_kind(each.field))
        if each.limit not in LIMITS or not (each.field in known or is_own):
            problems.add(
                "limits", Message("Choose a field and what is kept from it on every line, or remove the line.")
            )
        if each.field in seen:
            problems.add("limits", Message("Name each field once."))
        seen.add(each.field)


def _is_living(work: UnitOfWork, entity: type[CustomField | CustomKind], record_id: str) -> bool:
    found = work.session.get(entity, record_id) if record_id else None
    return found is not None and not found.deleted


def _is_named(work: UnitOfWork, draft: RoleDraft, current: Role | None) -> bool:
    names = {fold(each) for each in (draft.name_en, draft.name_zh) if each.strip()}
    others = work.session.execute(select(Role.id, Role.name_en, Role.name_zh).where(Role.deleted.is_(False)))
    return any(
        names & {fold(name_en), fold(name_zh)} - {""}
        for role_id, name_en, name_zh in others
        if current is None or role_id != current.id
    )
