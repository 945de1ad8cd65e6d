"""The people of the company, their teams and what their roles allow."""

from dataclasses import replace

import pytest

from crm_desktop.core.errors import Invalid, NotAllowed, UserError
from crm_desktop.core.viewer import ALL, EXPORT, REPORT
from crm_desktop.operations.role import ADMINISTRATOR, role_draft, update_role
from crm_desktop.operations.team import (
    TeamDraft,
    create_team,
    delete_teams,
    ensure_team,
    team_draft,
    update_team,
)
from crm_desktop.operations.user import (
    UserDraft,
    create_user,
    deactivate_users,
    delete_users,
    ensure_user_by_name,
    update_user,
    user_draft,
    user_named,
)
from tests.builders import a_user, entry, role
from tests.company import Company


def test_a_new_person_can_act_with_a_login_made_from_the_name(company: Company) -> None:
    with company.write() as work:
        made = [a_user(work, name) for name in ("Grace Lin", "Grace Lin", "Zoë Ångström", "林雅", "曾庆红", "!!")]
        logins = [user_draft(work, each).login for each in made]
    assert logins == ["grace.lin", "grace.lin2", "zoe.angstrom", "linya", "zengqinghong", "user"]
    assert company.seen_by("linya").viewer.name == "林雅"


def test_two_people_cannot_have_one_login_in_whatever_case(company: Company) -> None:
    with company.write() as work:
        made = a_user(work, "Grace Lin", login=" Grace ")
        assert user_draft(work, made).login == "grace"
        with pytest.raises(Invalid, match="Someone else has this login"):
            a_user(work, "Another", login="GRACE")
        with pytest.raises(Invalid, match="without spaces"):
            a_user(work, "Another", login="grace lin")
        update_user(work, made, replace(user_draft(work, made), login="GRACE"))
        update_user(work, made, replace(user_draft(work, made), login=None))
        assert user_draft(work, made).login == "grace"


def test_nobody_manages_their_own_manager(company: Company) -> None:
    with company.write() as work:
        boss = a_user(work, "Boss")
        middle = a_user(work, "Middle", manager_id=boss)
        with pytest.raises(Invalid) as refused:
            update_user(work, boss, replace(user_draft(work, boss), manager_id=middle))
    assert refused.value.fields.keys() == {"manager_id"}


@pytest.mark.parametrize("change", [deactivate_users, delete_users])
def test_the_last_administrator_cannot_leave(company: Company, change: object) -> None:
    assert callable(change)
    admin = company.viewer.user_id
    with pytest.raises(Invalid, match="look after the company"), company.write() as work:
        change(work, [admin])
    with company.write() as work:
        a_user(work, "Second", role_id=role("administrator"))
        assert change(work, [admin]) == 1


def test_the_last_administrator_keeps_the_role(company: Company) -> None:
    admin = company.viewer.user_id
    with pytest.raises(Invalid), company.write() as work:
        update_user(work, admin, replace(user_draft(work, admin), role_id=role("manager")))


def test_only_an_administrator_looks_after_people(company: Company) -> None:
    with company.write() as work:
        a_user(work, "Ian Zhao", login="ian")
    with company.seen_by("ian").write() as work:
        with pytest.raises(NotAllowed):
            create_user(work, UserDraft("Friend"))
        with pytest.raises(NotAllowed):
            create_team(work, TeamDraft("Friends"))
        with pytest.raises(NotAllowed):
            update_role(work, role("salesperson"), role_draft(work, role("salesperson")))


def test_an_import_finds_people_by_login_or_name_and_adds_the_unknown(company: Company) -> None:
    with company.write() as work:
        known = a_user(work, "Grace Lin", login="gl", employee_no="17")
        assert ensure_user_by_name(work, "GL") == known
        assert ensure_user_by_name(work, " grace  LIN ") == known
        assert user_named(work, "Owen Chen") is None
        added = ensure_user_by_name(work, "Owen Chen", manager_id=known, region_id=entry("region", "east"))
        assert ensure_user_by_name(work, "owen chen") == added
        draft = user_draft(work, added)
    assert (draft.login, draft.role_id, draft.manager_id) == ("owen.chen", role("salesperson"), known)


def test_teams_lie_within_each_other_but_not_within_themselves(company: Company) -> None:
    with company.write() as work:
        sales = create_team(work, TeamDraft("Sales"))
        east = ensure_team(work, "East")
        assert ensure_team(work, " EAST ") == east
        update_team(work, east, TeamDraft("East", parent_id=sales))
        with pytest.raises(Invalid):
            update_team(work, sales, TeamDraft("Sales", parent_id=east))
        member = a_user(work, "Ian Zhao", team_id=east)
        assert delete_teams(work, [east]) == 1
        assert user_draft(work, member).team_id is None
        assert team_draft(work, sales).name == "Sales"


def test_a_role_is_changed_but_the_administrator_s_is_not(company: Company) -> None:
    with company.write() as work:
        service = role("service")
        draft = replace(role_draft(work, service), read_scope=ALL, rights=(REPORT, EXPORT))
        update_role(work, service, draft)
        assert role_draft(work, service).rights == (EXPORT, REPORT)
        with pytest.raises(Invalid):
            update_role(work, service, replace(draft, read_scope="everything", rights=("fly",)))
        with pytest.raises(UserError):
            update_role(work, ADMINISTRATOR, draft)
