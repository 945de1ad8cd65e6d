"""The queue of cases: what is left of their time limits, and the views that part them by who has to look."""

from datetime import date, datetime

import pytest

from crm_desktop.core.clock import instant_of
from crm_desktop.core.listing import Sort
from crm_desktop.core.viewer import SYSTEM
from crm_desktop.models import User
from crm_desktop.operations.rules import STEP, run_rules
from crm_desktop.operations.service_limit import ServiceLimitDraft, set_service_limit
from crm_desktop.operations.service_steps import take_up_case, wait_with_case
from crm_desktop.operations.team import TeamDraft, create_team
from crm_desktop.ui.pages.service_cases import ServiceCasesPage
from tests.builders import a_case, a_user
from tests.ui.pages.office import Office

MONDAY = date(2026, 11, 23)


def at(office: Office, hour: int, minute: int = 0) -> None:
    """Let it be this time of Monday."""
    instant = instant_of(MONDAY, office.context.zone, hour, minute)
    clock = office.company.clock
    clock.instant = datetime.fromtimestamp(instant / 1000, clock.instant.tzinfo)


@pytest.fixture
def limited(office: Office) -> Office:
    """It is nine; answers are due in two hours, solutions in seven."""
    at(office, 9)
    with office.company.write() as work:
        set_service_limit(work, ServiceLimitDraft(respond_minutes=120, solve_minutes=420))
    return office


def test_what_is_left_is_told_in_working_time_and_goes_on_without_reading(
    limited: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    me = limited.company.viewer.user_id
    with limited.company.write() as work:
        case = a_case(work, owner_id=me)
    page = limited.open_page(ServiceCasesPage)
    assert (limited.cells(page, "respond_by"), limited.cells(page, "solve_by")) == (["2 h"], ["7 h"])
    answered = _section(page, "respond_by")
    column = page.table.records.columns[answered - 1]
    room = page.table._needs.of(column)
    with monkeypatch.context() as patch:
        patch.setattr(limited.background, "read", lambda *_: pytest.fail("something was read"))
        at(limited, 13, 30)
        page.countdown.tick()
        # Of the hour of noon nothing is worked; told in words, not by colour alone.
        assert (limited.cells(page, "respond_by"), limited.cells(page, "solve_by")) == (
            ["1 h 30 min late"],
            ["3 h 30 min"],
        )
        assert page.table.records.data(page.table.records.index(0, _section(page, "solve_by"))) == "3 h 30 min"
        # Longer words have the room they need.
        needed = page.table._needs.of(column)
        assert (room or 0) < (needed or 0) <= page.table.columnWidth(answered)
    with limited.company.write() as work:
        take_up_case(work, case)
        wait_with_case(work, case, "customer")
    at(limited, 17)
    page.refresh()
    assert limited.cells(page, "respond_by") == ["answered late"]
    assert limited.cells(page, "solve_by") == ["3 h 30 min, waits"]


def test_cases_are_sorted_by_the_instant_their_limit_passes(limited: Office) -> None:
    with limited.company.write() as work:
        set_service_limit(work, ServiceLimitDraft(priority="urgent", solve_minutes=30))
        set_service_limit(work, ServiceLimitDraft(priority="low", solve_minutes=3000))
        for priority in ("low", "urgent", "normal"):
            a_case(work, priority, priority=priority)
    page = limited.open_page(ServiceCasesPage)
    page.table.records.set_sorts([Sort("solve_by")])
    assert limited.cells(page, "subject") == ["urgent", "normal", "low"]
    page.table.records.set_sorts([Sort("solve_by", descending=True)])
    assert limited.cells(page, "subject") == ["low", "normal", "urgent"]


def test_each_view_has_the_cases_it_is_called_after(limited: Office) -> None:
    me = limited.company.viewer.user_id
    with limited.company.write() as work:
        team = create_team(work, TeamDraft("Service"))
        work.session.get_one(User, me).team_id = team
        mate = a_user(work, "Grace Lin", login="grace", team_id=team)
        other = a_user(work, "Tom Ferris", login="tom")
        for name, owner in (("mine", me), ("mate's", mate), ("other's", other), ("nobody's", None)):
            a_case(work, name, owner_id=owner)
        waiting = a_case(work, "waiting", owner_id=me)
        take_up_case(work, waiting)
        wait_with_case(work, waiting, "supplier")
    page = limited.open_page(ServiceCasesPage)
    views = {
        "mine": {"mine", "waiting"},
        "team": {"mine", "mate's", "waiting"},
        "unassigned": {"nobody's"},
        "waiting": {"waiting"},
        "overdue": set(),
        "soon": set(),
    }
    assert {key: _subjects(limited, page, key) for key in views} == views
    late = {"mine", "mate's", "other's", "nobody's"}
    for hour, minute, view in ((10, 30, "soon"), (11, 1, "overdue")):
        at(limited, hour, minute)
        with limited.company.database.write(STEP, SYSTEM) as work:
            run_rules(work)
        assert _subjects(limited, page, view) == late
    assert _subjects(limited, page, "soon") == set()


def _subjects(office: Office, page: ServiceCasesPage, view: str) -> set[str]:
    page.show_view(view)
    return set(office.cells(page, "subject"))


def _section(page: ServiceCasesPage, key: str) -> int:
    return next(at for at, each in enumerate(page.table.records.columns, 1) if each.key == key)


def test_of_a_late_first_answer_the_solution_is_not_said_to_be_late(limited: Office) -> None:
    with limited.company.write() as work:
        a_case(work, owner_id=limited.company.viewer.user_id)
    for hour, said in ((13, "First answer overdue"), (18, "Overdue since today")):
        at(limited, hour)
        page = limited.open_page(ServiceCasesPage)
        assert said in limited.words(page)
