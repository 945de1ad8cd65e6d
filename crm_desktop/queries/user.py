"""The people of the company, their teams and roles, as the settings show them."""

from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import func, select

from crm_desktop.core.i18n import N_
from crm_desktop.core.listing import Sort
from crm_desktop.models import Customer, Opportunity, Role, ServiceCase, Synced, Team, User
from crm_desktop.models.dictionary import OPEN
from crm_desktop.models.service_case import ARCHIVED
from crm_desktop.queries.cells import cells, one
from crm_desktop.queries.list_query import CHOICE, FLAG, NUMBER, PERSON, TEXT, Field, ListQuery
from crm_desktop.queries.names import name_of, user_name
from crm_desktop.storage.database import Reading


class UserRow(NamedTuple):
    """One line of the list of people."""

    id: str
    name: str
    login: str
    role_id: str
    team: str | None
    manager: str | None
    region_id: str | None
    job_title: str | None
    email: str | None
    phone: str | None
    customers: int
    is_active: bool


@dataclass(frozen=True)
class UserDetails:
    """Everything about one person, with how much hangs on the name."""

    id: str
    name: str
    login: str
    role_id: str
    team_id: str | None
    team: str | None
    manager_id: str | None
    manager: str | None
    region_id: str | None
    employee_no: str | None
    job_title: str | None
    email: str | None
    phone: str | None
    is_active: bool
    note: str | None
    customers: int
    open_deals: int
    open_cases: int


@dataclass(frozen=True)
class TeamRow:
    """A team with its people counted."""

    id: str
    name: str
    parent_id: str | None
    members: int


@dataclass(frozen=True)
class RoleView:
    """A role with its scopes and rights."""

    id: str
    code: str
    name_en: str
    name_zh: str
    read_scope: str
    write_scope: str
    rights: tuple[str, ...]


def _owned(entity: type[Synced], *conditions: Any) -> Any:
    """How many living records of a kind a person owns."""
    owner: Any = entity
    statement = select(func.count()).where(owner.owner_id == User.id, entity.deleted.is_(False), *conditions)
    return statement.correlate(User).scalar_subquery()


_OWN = {
    "team": name_of(Team, User.team_id),
    "manager": user_name(User.manager_id),
    "customers": _owned(Customer),
    "open_deals": _owned(Opportunity, Opportunity.outcome == OPEN),
    "open_cases": _owned(ServiceCase, ServiceCase.status != ARCHIVED),
}

USERS = ListQuery(
    kind="user",
    entity=User,
    row=UserRow,
    cells=cells(UserRow, User, _OWN),
    fields=(
        Field("name", N_("Full name"), TEXT, User.name),
        Field("login", N_("Login"), TEXT, User.login),
        Field("role", N_("Role"), CHOICE, User.role_id, choices="roles", order=name_of(Role, User.role_id, "position")),
        Field("team", N_("Team"), CHOICE, User.team_id, choices="teams", order=_OWN["team"]),
        Field("manager", N_("Manager"), PERSON, User.manager_id, choices="users", order=_OWN["manager"]),
        Field("region", N_("Region"), CHOICE, User.region_id, choices="region"),
        Field("job_title", N_("Job title"), TEXT, User.job_title),
        Field("email", N_("E-mail"), TEXT, User.email),
        Field("phone", N_("Phone"), TEXT, User.phone),
        Field("customers", N_("Customers"), NUMBER, _OWN["customers"]),
        Field("is_active", N_("Active"), FLAG, User.is_active),
    ),
    default_sorts=(Sort("name"),),
)


_SHOWN = cells(UserDetails, User, _OWN)


def user_details(reading: Reading, user_id: str) -> UserDetails:
    """One person."""
    return UserDetails(**one(reading, User, user_id, _SHOWN))


def teams(reading: Reading) -> list[TeamRow]:
    """Every team by name."""
    members = select(func.count()).where(User.team_id == Team.id, User.deleted.is_(False)).scalar_subquery()
    statement = select(Team.id, Team.name, Team.parent_id, members).where(Team.deleted.is_(False))
    return [TeamRow(*row) for row in reading.session.execute(statement.order_by(Team.name, Team.id))]


def roles(reading: Reading) -> list[RoleView]:
    """Every role, the one with most rights first."""
    statement = select(Role).where(Role.deleted.is_(False)).order_by(Role.position, Role.id)
    return [
        RoleView(
            each.id,
            each.code,
            each.name_en,
            each.name_zh,
            each.read_scope,
            each.write_scope,
            tuple(each.rights.split()),
        )
        for each in reading.session.scalars(statement)
    ]
