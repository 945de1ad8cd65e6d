"""Teams, and roles: what the people of each see, change and may do."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select

from crm_desktop.core.errors import UserError
from crm_desktop.core.i18n import Message
from crm_desktop.core.text import fold
from crm_desktop.core.viewer import ADMINISTER, IMPORT, RIGHTS, SCOPES
from crm_desktop.models import Role, Team, User
from crm_desktop.operations import drafts, records
from crm_desktop.operations.references import check_references, leads_to
from crm_desktop.operations.validation import Problems
from crm_desktop.queries import rights
from crm_desktop.storage.database import Reading, UnitOfWork

ADMINISTRATOR = Role.id_of("administrator")


@dataclass(frozen=True)
class TeamDraft:
    """A team, perhaps within another."""

    name: str = ""
    parent_id: str | None = None


@dataclass(frozen=True)
class RoleDraft:
    """What the people of a role see, change and may do: scopes and rights of `core.viewer`."""

    name_en: str = ""
    name_zh: str = ""
    read_scope: str = "own"
    write_scope: str = "own"
    rights: tuple[str, ...] = ()


def team_draft(reading: Reading, team_id: str) -> TeamDraft:
    """What a form edits of a team."""
    return drafts.loaded(TeamDraft, records.find(reading, Team, team_id))


def create_team(work: UnitOfWork, draft: TeamDraft) -> str:
    """Add a team; returns its id."""
    rights.require(work.viewer, ADMINISTER)
    _check_team(work, draft)
    team = Team(id=work.new_id(), **records.values_of(draft))
    work.session.add(team)
    return team.id


def update_team(
    work: UnitOfWork, team_id: str, draft: TeamDraft, loaded: TeamDraft | None = None, position: int | None = None
) -> None:
    """Rename or move a team."""
    rights.require(work.viewer, ADMINISTER)
    team = records.find(work, Team, team_id)
    _check_team(work, draft, team)
    records.apply(work, team, records.values_of(draft), records.values_of(loaded) if loaded else None, position)


def delete_teams(work: UnitOfWork, ids: Iterable[str]) -> int:
    """Dissolve teams; their people stay, without a team."""
    rights.require(work.viewer, ADMINISTER)
    count = 0
    for team_id in ids:
        records.find(work, Team, team_id).deleted = True
        for member in work.session.scalars(select(User).where(User.team_id == team_id)):
            member.team_id = None
        count += 1
    return count


def ensure_team(work: UnitOfWork, name: str) -> str:
    """The id of the team with this name, made when there is none."""
    rights.require(work.viewer, IMPORT)
    for team in work.session.scalars(select(Team).where(Team.deleted.is_(False)).order_by(Team.id)):
        if fold(team.name) == fold(name):
            return team.id
    _check_team(work, TeamDraft(name))
    team = Team(id=work.new_id(), name=name.strip())
    work.session.add(team)
    return team.id


def role_draft(reading: Reading, role_id: str) -> RoleDraft:
    """What a form edits of a role."""
    role = records.find(reading, Role, role_id)
    return drafts.loaded(RoleDraft, role, rights=tuple(role.rights.split()))


def update_role(
    work: UnitOfWork, role_id: str, draft: RoleDraft, loaded: RoleDraft | None = None, position: int | None = None
) -> None:
    """Change what a role sees and may do. The administrator's stays as it is, so that nobody is locked out."""
    rights.require(work.viewer, ADMINISTER)
    role = records.find(work, Role, role_id)
    if role.id == ADMINISTRATOR:
        raise UserError(Message("The administrator may always do everything. Give people another role instead."))
    problems = Problems()
    problems.require("name_en", draft.name_en or draft.name_zh, Message("Write the name of the role."))
    problems.one_of("read_scope", draft.read_scope, SCOPES)
    problems.one_of("write_scope", draft.write_scope, SCOPES)
    if not set(draft.rights) <= set(RIGHTS):
        problems.add("rights", Message("Choose one of the offered values."))
    problems.refuse()
    records.apply(work, role, _role_values(draft), _role_values(loaded) if loaded else None, position)


def _role_values(draft: RoleDraft) -> dict[str, str]:
    # Neither name may be missing in the table; an empty one shows the other.
    granted = " ".join(each for each in RIGHTS if each in draft.rights)
    names = {"name_en": draft.name_en.strip(), "name_zh": draft.name_zh.strip()}
    return {**names, "read_scope": draft.read_scope, "write_scope": draft.write_scope, "rights": granted}


def _check_team(work: UnitOfWork, draft: TeamDraft, current: Team | None = None) -> None:
    problems = Problems()
    problems.require("name", draft.name, Message("Write the name of the team."))
    check_references(work, problems, draft, {"parent_id": Team}, current)
    if current is not None and leads_to(work, Team.parent_id, draft.parent_id, current.id):
        problems.add("parent_id", Message("This team belongs to {name} itself. Choose another.", name=current.name))
    problems.refuse()
