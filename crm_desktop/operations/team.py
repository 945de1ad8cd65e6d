"""Teams: groups of people, perhaps within each other."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select

from crm_desktop.core.i18n import Message
from crm_desktop.core.text import fold
from crm_desktop.core.viewer import ADMINISTER, IMPORT
from crm_desktop.models import Team, User
from crm_desktop.operations import drafts, records
from crm_desktop.operations.references import check_references, leads_to
from crm_desktop.operations.validation import Problems
from crm_desktop.queries import rights
from crm_desktop.storage.database import Reading, UnitOfWork


@dataclass(frozen=True)
class TeamDraft:
    """A team, perhaps within another."""

    name: str = ""
    parent_id: str | None = None


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


def _check_team(work: UnitOfWork, draft: TeamDraft, current: Team | None = None) -> None:
    problems = Problems()
    problems.require("name", draft.name, Message("Write the name of the team."))
    check_references(work, problems, draft, {"parent_id": Team}, current)
    if current is not None and leads_to(work, Team.parent_id, draft.parent_id, current.id):
        problems.add("parent_id", Message("This team belongs to {name} itself. Choose another.", name=current.name))
    problems.refuse()
