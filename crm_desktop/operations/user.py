"""The people of the company: added, changed, sent away; found by the names that files give them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from crm_desktop.core.errors import Invalid
from crm_desktop.core.i18n import Message
from crm_desktop.core.text import fold
from crm_desktop.core.viewer import ADMINISTER, IMPORT
from crm_desktop.models import DictionaryEntry, Role, Synced, Team, User
from crm_desktop.operations import drafts, login, records
from crm_desktop.operations.references import check_choice, check_references, leads_to
from crm_desktop.operations.validation import Problems
from crm_desktop.queries import rights
from crm_desktop.storage.database import Reading, UnitOfWork

SALESPERSON = Role.id_of("salesperson")


@dataclass(frozen=True)
class UserDraft:
    """A person as a form edits it; without a login one is made from the name."""

    name: str = ""
    login: str | None = None
    role_id: str = SALESPERSON
    team_id: str | None = None
    manager_id: str | None = None
    region_id: str | None = None
    employee_no: str | None = None
    job_title: str | None = None
    email: str | None = None
    phone: str | None = None
    is_active: bool = True
    note: str | None = None


def user_draft(reading: Reading, user_id: str) -> UserDraft:
    """What a form edits of a user."""
    return drafts.loaded(UserDraft, records.find(reading, User, user_id))


def create_user(work: UnitOfWork, draft: UserDraft) -> str:
    """Add a person; returns the id."""
    rights.require(work.viewer, ADMINISTER)
    return _add(work, draft)


def update_user(
    work: UnitOfWork, user_id: str, draft: UserDraft, loaded: UserDraft | None = None, position: int | None = None
) -> None:
    """Change a person; the last administrator stays one."""
    rights.require(work.viewer, ADMINISTER)
    user = records.find(work, User, user_id)
    _check(work, draft, user)
    values = _values(draft)
    values["login"] = values["login"] or user.login
    records.apply(work, user, values, _values(loaded) if loaded else None, position)
    _keep_an_administrator(work)


def deactivate_users(work: UnitOfWork, ids: Iterable[str]) -> int:
    """Let people act no longer; what they own and did keeps their name."""
    rights.require(work.viewer, ADMINISTER)
    found = [records.find(work, User, user_id) for user_id in ids]
    for user in found:
        user.is_active = False
    _keep_an_administrator(work)
    return len(found)


def delete_users(work: UnitOfWork, ids: Iterable[str]) -> int:
    """Delete people who were added by mistake; someone who left is better deactivated."""
    rights.require(work.viewer, ADMINISTER)
    found = [records.find(work, User, user_id) for user_id in ids]
    for user in found:
        user.deleted = True
    _keep_an_administrator(work)
    return len(found)


def ensure_user_by_name(work: UnitOfWork, name: str, **values: Any) -> str:
    """The user a file names by login or name; else a new salesperson, with `values` of `UserDraft` where given."""
    rights.require(work.viewer, IMPORT)
    known = user_named(work, name)
    return known or _add(work, UserDraft(name=name, **values))


def user_named(reading: Reading, name: str) -> str | None:
    """The id of the user with this login or name, upper and lower case alike; active people first."""
    wanted = fold(name)
    if not wanted:
        return None
    statement = select(User.id, User.login, User.name).where(User.deleted.is_(False))
    rows = reading.session.execute(statement.order_by(User.is_active.desc(), User.id)).all()
    by_login = (row.id for row in rows if row.login == wanted)
    by_name = (row.id for row in rows if fold(row.name) == wanted)
    return next(by_login, None) or next(by_name, None)


def _add(work: UnitOfWork, draft: UserDraft) -> str:
    _check(work, draft)
    values = _values(draft)
    values["login"] = values["login"] or login.free_login(work, draft.name)
    user = User(id=work.new_id(), **values)
    work.session.add(user)
    return user.id


def _values(draft: UserDraft) -> dict[str, Any]:
    values = records.values_of(draft)
    return {**values, "login": values["login"].casefold() if values["login"] else None}


def _check(work: UnitOfWork, draft: UserDraft, current: User | None = None) -> None:
    problems = Problems()
    problems.require("name", draft.name, Message("Write the name of the person."))
    problems.email("email", draft.email)
    problems.phone("phone", draft.phone)
    kinds: dict[str, type[Synced]] = {
        "role_id": Role,
        "team_id": Team,
        "manager_id": User,
        "region_id": DictionaryEntry,
    }
    check_references(work, problems, draft, kinds, current)
    check_choice(work, problems, "region_id", draft.region_id, "region")
    login.check_login(work, problems, draft.login, current)
    if current is not None and leads_to(work, User.manager_id, draft.manager_id, current.id):
        problems.add("manager_id", Message("{name} is above this person. Choose another manager.", name=current.name))
    problems.refuse()


def _keep_an_administrator(work: UnitOfWork) -> None:
    work.session.flush()
    statement = (
        select(func.count())
        .select_from(User)
        .join(Role, Role.id == User.role_id)
        .where(User.deleted.is_(False), User.is_active.is_(True), Role.code == "administrator")
    )
    if not work.session.scalar(statement):
        raise Invalid(
            {"role_id": Message("Someone must look after the company. Make another person administrator first.")}
        )
