"""`cases`: what customers asked for, and how well it was met, for people and for programs, within one's rights."""

import io
import sys

import pytest

from crm_desktop.cli import main
from crm_desktop.core.i18n import Message
from crm_desktop.core.viewer import SYSTEM
from crm_desktop.operations.parameter import HOUR_COST, set_parameter
from crm_desktop.operations.service_steps import assign_case, give_feedback, handle_case
from crm_desktop.operations.service_work import WorkDraft, note_work
from crm_desktop.queries.viewer import viewer_of
from crm_desktop.storage.database import Database
from tests.builders import a_case, a_customer, a_user, entry, role
from tests.cli.running import Shell, text_file


@pytest.fixture
def office(shell: Shell) -> Shell:
    """Six cases of Wexham, handled and archived with four stars, one sent back before; one that nobody has."""
    people = text_file(shell.path.with_name("people.csv"), "name,login", "Mei Tan,mei")
    assert shell("import", "users", people).status == 0
    database = Database.open(shell.path)
    with database.read(SYSTEM) as reading:
        viewer = viewer_of(reading, None)
    with database.write(Message("Work"), viewer) as work:
        wexham = a_customer(work, "Wexham Clinic")
        for number in range(6):
            case = a_case(work, f"Dark screen {number}", customer_id=wexham, kind_id=entry("case_kind", "repair"))
            assign_case(work, case, viewer.user_id)
            for stars in (2, 4) if number == 0 else (4,):
                handle_case(work, case, "Changed the lamp", 30)
                give_feedback(work, case, "Told us", stars)
        a_case(work, "Where is the manual?", customer_id=wexham, priority="urgent")
        a_user(work, "Tom Ash", login="tom", role_id=role("salesperson"))
    database.close()
    return shell


def test_cases_are_listed_for_people_and_for_programs(office: Shell) -> None:
    said = office("cases", "list")
    assert (said.status, said.out.count("\n"), "Where is the manual?" in said.out) == (0, 1, True)
    told = office("cases", "list", "--status", "archived", "--limit", "2", "--json").data
    assert (told["count"], len(told["cases"]), told["cases"][0]["satisfaction"]) == (6, 2, 4)
    urgent = office("cases", "list", "--priority", "urgent", "--customer", "Wexham Clinic", "--json").data
    assert [each["subject"] for each in urgent["cases"]] == ["Where is the manual?"]
    assert "Nothing found" in office("cases", "list", "--owner", "mei").out
    assert office("cases", "list", "--customer", "").status == office("cases", "list", "--kind", "").status == 1
    repairs = office("cases", "list", "--view", "all", "--kind", "repair", "--json").data
    assert repairs["count"] == 7


def test_a_reader_who_has_enough_is_no_fault(office: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    class Gone(io.StringIO):
        def write(self, _text: str) -> int:
            raise BrokenPipeError

    for file in (office.path, office.path.with_name("none.crm")):
        monkeypatch.setattr(sys, "stdout", Gone())
        assert main(["cases", str(file), "list", "--json"]) == 1
    monkeypatch.undo()
    assert office.capsys.readouterr().err == ""


def test_what_cases_took_is_told_of_each_and_of_all(office: Shell) -> None:
    database = Database.open(office.path)
    with database.read(SYSTEM) as reading:
        viewer = viewer_of(reading, None)
    with database.write(Message("Work"), viewer) as work:
        set_parameter(work, HOUR_COST, 120)
        case = a_case(work, "Dark again", customer_id=a_customer(work))
        note_work(work, WorkDraft(case, cost_minor=1250))
        note_work(work, WorkDraft(case, minutes=15, cost_minor=900, cost_currency="JPY"))
    database.close()
    told = office("cases", "list", "--status", "archived", "--json").data
    # The case that was sent back was handled twice.
    assert sorted(each["minutes"] for each in told["cases"]) == [30, 30, 30, 30, 30, 60]
    assert {name: told["spent"][name] for name in ("minutes", "costs", "hour_cost", "time_cost")} == {
        "minutes": 210,
        "costs": {},
        "hour_cost": "120.00",
        "time_cost": "420.00",
    }
    told = office("cases", "list", "--json").data
    (again,) = [each for each in told["cases"] if each["subject"] == "Dark again"]
    expected = {"minutes": 15, "costs": {told["spent"]["currency"]: "12.50", "JPY": "900"}}
    assert {name: again[name] for name in expected} == {name: told["spent"][name] for name in expected} == expected


def test_the_figures_of_a_period_say_how_many_cases_they_are_of(office: Shell) -> None:
    said = office("cases", "report", "--json")
    assert (said.status, said.err) == (0, "")
    figures = said.data["figures"]
    assert (figures["cases"]["value"], figures["handled"]["value"]) == (7, 6)
    assert figures["rework_rate"] == {"value": 0.166667, "records": 6, "too_few": False}
    assert figures["first_time_right"]["value"] == 0.833333
    assert (figures["satisfaction"]["value"], figures["satisfaction"]["records"]) == (4, 6)
    assert figures["limits_kept"] == {"value": None, "records": 0, "too_few": False}
    (kind,) = said.data["groups"]["kind"]["rows"]
    assert kind["figures"]["cases"]["value"] == 7
    urgent = next(each for each in said.data["groups"]["priority"]["rows"] if each["key"] == "urgent")
    assert urgent["figures"]["cases"] == {"value": 1, "records": 1, "too_few": False}
    shown = office("cases", "report", "--by", "handler", "--lang", "zh_CN").out
    assert "返工率  16.7%" in shown
    mine = office("cases", "report", "--as", "tom", "--json").data["figures"]
    assert mine["cases"]["value"] == 1, "the one that nobody has"
    assert office("cases", "report", "--period", "2001-Q1", "--json").data["figures"]["cases"]["value"] == 0


@pytest.mark.parametrize(
    ("asked", "status", "reason"),
    [
        (("list", "--limit", "0"), 1, "at least one"),
        (("list", "--kind", "Poetry"), 1, "There is no kind “Poetry”"),
        (("list", "--owner", "nobody"), 1, "nobody"),
        (("list", "--period", "2026"), 1, "--period belongs to “report”"),
        (("report", "--limit", "3"), 1, "--limit belongs to “list”"),
        (("report", "--period", "March"), 1, "2026-Q3"),
        (("report", "--period", "2026", "--from", "2026-01-01"), 1, "either"),
        (("report", "--from", "2026-01-01"), 1, "both"),
        (("report", "--from", "2026-02-01", "--to", "2026-01-01"), 1, "first day"),
        (("report", "--from", "0001-01-01", "--to", "2026-01-01"), 1, "at most 50 years"),
        (("report", "--team", "Mars"), 1, "Mars"),
        (("weather",), 2, "weather"),
    ],
)
def test_a_wrong_request_gets_one_sentence(office: Shell, asked: tuple[str, ...], status: int, reason: str) -> None:
    said = office("cases", *asked)
    assert (said.status, said.out) == (status, "")
    assert reason in said.err.splitlines()[-1]
