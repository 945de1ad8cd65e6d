"""The people of the company as the settings show them."""

from crm_desktop.core.listing import Filter, ListSpec
from crm_desktop.operations.stage_moves import close_won
from crm_desktop.operations.team import TeamDraft, create_team
from crm_desktop.queries.user import USERS, roles, teams, user_details
from tests.builders import a_case, a_customer, a_user, an_opportunity, role
from tests.company import Company


def test_people_are_listed_with_team_manager_and_customers(company: Company) -> None:
    with company.write() as work:
        east = create_team(work, TeamDraft("East"))
        boss = a_user(work, "Boss", role_id=role("manager"))
        ian = a_user(work, "Ian Zhao", team_id=east, manager_id=boss)
        customer = a_customer(work, owner_id=ian)
        an_opportunity(work, customer_id=customer, owner_id=ian)
        close_won(work, an_opportunity(work, customer_id=customer, owner_id=ian))
        a_case(work, customer_id=customer, owner_id=ian)
    with company.read() as reading:
        (row,) = USERS.first(reading, ListSpec((Filter("team", "is", east),)), 10)
        assert (row.name, row.login, row.team, row.manager, row.customers) == (
            "Ian Zhao",
            "ian.zhao",
            "East",
            "Boss",
            1,
        )
        details = user_details(reading, ian)
        assert (details.open_deals, details.open_cases) == (1, 1)
        assert [(team.name, team.members) for team in teams(reading)] == [("East", 1)]


def test_roles_come_with_scopes_and_rights(company: Company) -> None:
    with company.read() as reading:
        found = roles(reading)
    assert [each.code for each in found] == ["administrator", "manager", "salesperson", "service", "executive"]
    assert "administer" in found[0].rights
    assert found[2].read_scope == "below"
