"""Cases from the log of another system: rounds, times of waiting and whose they were, whole or not at all, and once."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from crm_desktop.core.i18n import tr_message
from crm_desktop.exchange.import_request import ImportRequest
from crm_desktop.exchange.jobs import read_head
from crm_desktop.models import HistoryEntry, ServiceCase, ServiceRound, ServiceWait
from crm_desktop.models.service_case import ARCHIVED, CUSTOMER, HANDLED, SUPPLIER, WAITING
from crm_desktop.operations.service_limit import ServiceLimitDraft, set_service_limit
from crm_desktop.operations.service_steps import assign_case
from crm_desktop.queries.history import history
from tests.builders import a_user
from tests.company import Company
from tests.exchange.test_import_run import imported, revert

HEADER = "ticket,updated at,state,assigned to,category,opened at,resolved by,made sla"
# Monday 2 March 2026; the office works from 9 to 12 and from 13 to 18.
OPENED = "2026-03-02 09:00"
STORY = (
    f"T-1,2026-03-02 09:00,New,,Repair,{OPENED},,TRUE",
    f"T-1,2026-03-02 10:00,Active,mei,Repair,{OPENED},,TRUE",
    f"T-1,2026-03-02 11:00,Awaiting user info,mei,Repair,{OPENED},,TRUE",
    f"T-1,2026-03-02 14:00,Awaiting vendor,mei,Repair,{OPENED},,TRUE",
    f"T-1,2026-03-02 15:00,Active,tom,Repair,{OPENED},,TRUE",
    f"T-1,2026-03-02 16:00,Resolved,tom,Repair,{OPENED},tom,TRUE",
    f"T-1,2026-03-03 09:00,Active,tom,Repair,{OPENED},,TRUE",
    f"T-1,2026-03-03 10:00,Resolved,tom,Repair,{OPENED},tom,FALSE",
    f"T-1,2026-03-05 10:00,Closed,tom,Training,{OPENED},tom,FALSE",
)


@pytest.fixture(autouse=True)
def people(company: Company) -> None:
    """Who handles cases."""
    with company.write() as work:
        a_user(work, "Mei Tan", login="mei")
        a_user(work, "Tom Ash", login="tom")


def a_log(folder: Path, *lines: str, header: str = HEADER) -> Path:
    path = folder / "events.csv"
    path.write_text("\n".join((header, *lines)) + "\n", encoding="utf-8")
    return path


def stored(company: Company, entity: Any, order: Any) -> list[Any]:
    with company.read() as reading:
        found = list(reading.session.scalars(select(entity).where(entity.deleted.is_(False)).order_by(order)))
        reading.session.expunge_all()
        return found


def the_case(company: Company) -> ServiceCase:
    (case,) = stored(company, ServiceCase, ServiceCase.number)
    assert isinstance(case, ServiceCase)
    return case


def hour(company: Company, at: int | None) -> str:
    assert at is not None
    with company.read() as reading:
        return f"{datetime.fromtimestamp(at / 1000, reading.zone):%d %H:%M}"


def test_a_log_becomes_a_case_with_its_rounds_and_times_of_waiting(company: Company, tmp_path: Path) -> None:
    result = imported(company, a_log(tmp_path, *STORY), "case_events")
    assert (result.created, result.rejected) == (9, 0)
    case = the_case(company)
    assert (case.number, case.external_key, case.subject, case.status) == ("T-1", "T-1", "Training", ARCHIVED)
    assert (hour(company, case.opened_at), hour(company, case.handled_at)) == ("02 09:00", "03 10:00")
    assert (hour(company, case.responded_at), case.response_minutes) == ("02 10:00", 60)
    assert (case.rework_count, case.reopen_count, str(case.closed_on)) == (1, None, "2026-03-05")
    # It waited from 11 to 12 and 13 to 15, and from 16 to 18 until it came back; the day and the next hour are 9 hours.
    assert (case.waited_minutes, case.solution_minutes) == (300, 9 * 60 - 300)
    rounds = stored(company, ServiceRound, ServiceRound.number)
    told = [(each.number, hour(company, each.began_at), hour(company, each.handled_at)) for each in rounds]
    assert told == [(1, "02 09:00", "02 16:00"), (2, "03 09:00", "03 10:00")]
    waits = stored(company, ServiceWait, ServiceWait.from_at)
    assert [(each.waits_for, each.minutes) for each in waits] == [(CUSTOMER, 120), (SUPPLIER, 60)]
    with company.read() as reading:
        assert [each.value for each in history(reading, case.id, "limit")] == ["missed"]
        assert len(history(reading, case.id, "owner")) == 2
        assert len(history(reading, case.id, "status")) == 8


def test_the_order_of_the_rows_and_a_column_for_the_solution_decide(company: Company, tmp_path: Path) -> None:
    header = f"{HEADER},resolved at"
    lines = (f"{STORY[7]},2026-03-03 09:30", f"{STORY[0]},", f"{STORY[1]},")
    imported(company, a_log(tmp_path, *lines, header=header), "case_events")
    case = the_case(company)
    assert (case.status, hour(company, case.handled_at), case.rework_count) == (HANDLED, "03 09:30", 0)


def test_a_log_read_again_changes_nothing_and_a_longer_one_goes_on(company: Company, tmp_path: Path) -> None:
    imported(company, a_log(tmp_path, *STORY[:4]), "case_events")
    before = the_case(company)
    assert (before.status, before.waits_for, hour(company, before.waiting_since)) == (WAITING, SUPPLIER, "02 14:00")
    again = imported(company, a_log(tmp_path, *STORY[:4]), "case_events")
    assert (again.taken, again.counts["unchanged"]) == (0, 4)
    assert imported(company, a_log(tmp_path, *STORY), "case_events").updated == 9
    after = the_case(company)
    assert (after.id, after.status, after.waits_for, after.solution_minutes) == (before.id, ARCHIVED, None, 240)
    assert len(stored(company, ServiceWait, ServiceWait.from_at)) == 2
    with company.read() as reading:
        assert [len(history(reading, after.id, name)) for name in ("owner", "status", "limit")] == [2, 8, 1]
    assert imported(company, a_log(tmp_path, *STORY), "case_events").taken == 0
    older = imported(company, a_log(tmp_path, *STORY[:4]), "case_events")
    assert (older.taken, older.counts["skipped"], the_case(company).status) == (0, 4, ARCHIVED)


def test_a_case_that_went_on_here_is_not_taken_back_by_its_log(company: Company, tmp_path: Path) -> None:
    imported(company, a_log(tmp_path, *STORY[:2]), "case_events")
    with company.write() as work:
        assign_case(work, the_case(company).id, work.viewer.user_id)
    assert imported(company, a_log(tmp_path, *STORY[:2]), "case_events").counts["skipped"] == 2
    assert the_case(company).owner_id == company.viewer.user_id


def test_open_cases_of_a_log_have_the_limits_of_the_company(company: Company, tmp_path: Path) -> None:
    with company.write() as work:
        set_service_limit(work, ServiceLimitDraft(solve_minutes=120))
    imported(company, a_log(tmp_path, *STORY[:2]), "case_events")
    assert hour(company, the_case(company).solve_by) == "02 11:00"


def test_a_case_with_a_wrong_line_stays_out_with_all_its_lines(company: Company, tmp_path: Path) -> None:
    other = tuple(line.replace("T-1", "T-2") for line in STORY[:2])
    lines = (STORY[0], other[0], STORY[1].replace("Active", "Dancing"), other[1], STORY[2].replace("mei", "nobody"))
    result = imported(company, a_log(tmp_path, *lines, ",2026-03-02 09:00,New,,,,,"), "case_events")
    assert (result.created, result.rejected) == (2, 4)
    assert the_case(company).number == "T-2"
    told = {each.line: " ".join(tr_message(one.reason) for one in each.problems) for each in result.rejected_rows}
    assert told[2].startswith("Line 4 of the same record is wrong.")
    assert "Dancing" in told[4]
    assert told[7] == "Case number is missing."
    ahead = a_log(tmp_path, STORY[0].replace("2026", "2036"), header=HEADER)
    (refused,) = imported(company, ahead, "case_events").rejected_rows
    assert sorted(str(each.column) for each in refused.problems) == ["opened at", "updated at"]


def test_the_import_is_one_step_that_can_be_undone(company: Company, tmp_path: Path) -> None:
    imported(company, a_log(tmp_path, *STORY), "case_events")
    revert(company, 0)
    assert stored(company, ServiceCase, ServiceCase.number) == []
    assert stored(company, ServiceRound, ServiceRound.number) == []
    assert [each for each in stored(company, HistoryEntry, HistoryEntry.id) if each.record_kind == "service_case"] == []


def test_a_file_in_which_cases_come_again_is_taken_for_a_log(tmp_path: Path) -> None:
    once = (line.replace("T-1", f"T-{number}") for number, line in enumerate(STORY))
    assert read_head(ImportRequest(a_log(tmp_path, *STORY), "cases"), expected="cases").likely_kind == "case_events"
    assert read_head(ImportRequest(a_log(tmp_path, *once), "cases"), expected="cases").likely_kind == "cases"
