"""Turning a user into a viewer: the scopes of the role resolved into people, and what it is kept from."""

import json
from collections import defaultdict
from collections.abc import Iterator

from sqlalchemy import select

from crm_desktop.core.errors import NotFound
from crm_desktop.core.i18n import Message
from crm_desktop.core.viewer import ALL, ASSIGN, BELOW, HIDDEN, IN_POOL, MASKED, READ_ONLY, RIGHTS, TEAM, Viewer
from crm_desktop.models import Parameter, Role, User
from crm_desktop.storage.database import Reading

ADMINISTRATOR = "administrator"
# The parameter that names what nobody but managers sees of customers in the public pool.
POOL_HIDDEN = "pool.hidden_fields"


def viewer_of(reading: Reading, login: str | None = None, user_id: str | None = None) -> Viewer:
    """The viewer for a login or user id; without either, the first administrator of the company."""
    statement = select(User, Role).join(Role, Role.id == User.role_id).where(User.deleted.is_(False))
    if login is not None:
        statement = statement.where(User.login == login.strip().casefold())
    elif user_id is not None:
        statement = statement.where(User.id == user_id)
    else:
        statement = statement.where(Role.code == ADMINISTRATOR)
    found = reading.session.execute(statement.order_by(User.is_active.desc(), User.id).limit(1)).first()
    if found is None:
        raise NotFound(Message("There is no user “{login}” in this company.", login=login or ""))
    user, role = found
    if not user.is_active:
        raise NotFound(Message("The user “{login}” is no longer active.", login=user.login))
    # The administrator may always do everything, also what a file from before a right was added does not name.
    rights = frozenset(RIGHTS if role.code == ADMINISTRATOR else role.rights.split())
    return Viewer(
        user.id,
        user.login,
        user.name,
        role.code,
        role.read_scope,
        role.write_scope,
        rights,
        _people(reading, user, role.read_scope),
        _people(reading, user, role.write_scope),
        frozenset((*_limits(role), *(() if ASSIGN in rights else _of_pool(reading)))),
    )


def field_rights(stored: str | None) -> dict[str, str]:
    """What a role is kept from, by field; what another program wrote wrongly keeps from nothing."""
    try:
        found = json.loads(stored or "{}")
    except ValueError:
        return {}
    known = (HIDDEN, MASKED, READ_ONLY)
    return {key: mode for key, mode in found.items() if mode in known} if isinstance(found, dict) else {}


def _limits(role: Role) -> Iterator[tuple[str, str]]:
    if role.code != ADMINISTRATOR:
        yield from field_rights(role.field_rights).items()


def _of_pool(reading: Reading) -> Iterator[tuple[str, str]]:
    found = reading.plain("SELECT value FROM parameter WHERE id = ? AND deleted = 0", (Parameter.id_of(POOL_HIDDEN),))
    for key in (found[0][0] or "").split() if found else ():
        yield key, IN_POOL


def _people(reading: Reading, user: User, scope: str) -> frozenset[str]:
    if scope == ALL:
        return frozenset()
    people = {user.id}
    if scope in (BELOW, TEAM):
        people |= _below(reading, user.id)
    if scope == TEAM and user.team_id:
        people |= set(reading.session.scalars(select(User.id).where(User.team_id == user.team_id)))
    return frozenset(people)


def _below(reading: Reading, user_id: str) -> set[str]:
    reports: dict[str, list[str]] = defaultdict(list)
    for person, manager in reading.session.execute(select(User.id, User.manager_id)):
        if manager:
            reports[manager].append(person)
    found: set[str] = set()
    waiting = [user_id]
    while waiting:
        for person in reports[waiting.pop()]:
            if person not in found:
                found.add(person)
                waiting.append(person)
    return found
