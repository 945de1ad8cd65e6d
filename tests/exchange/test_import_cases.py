"""Cases from a list of another system: what they took counts as spent on them, and open ones get their limits."""

from pathlib import Path

from crm_desktop.models import ServiceCase, ServiceWait, ServiceWork
from crm_desktop.models.service_case import ARCHIVED, ASSIGNED, CUSTOMER, NEW, WAITING
from crm_desktop.operations.service_limit import ServiceLimitDraft, set_service_limit
from crm_desktop.operations.service_steps import take_up_case, wait_with_case
from tests.builders import a_user, role
from tests.company import Company
from tests.exchange.test_import_run import imported, living, written

FILE = (
    "case number,subject,status,opened at,handled at,closed,minutes,due",
    "1,Dark screen,archived,2026-11-02 09:00,2026-11-03 10:00,2026-11-04,40,",
    "2,No sound,assigned,2026-11-16 09:00,,,,",
    "3,Too loud,assigned,2026-11-16 09:00,,,,2026-12-24",
)


def test_what_cases_took_and_how_long_they_may_take_comes_with_them(company: Company, tmp_path: Path) -> None:
    with company.write() as work:
        set_service_limit(work, ServiceLimitDraft(solve_minutes=8 * 60))
    source = written(tmp_path, *FILE)
    assert imported(company, source, "cases").created == 3
    assert [(minutes, on.isoformat()) for minutes, on in living(company, ServiceWork, "minutes", "worked_on")] == [
        (40, "2026-11-03")
    ]
    found = living(company, ServiceCase, "subject", "solve_by", "due_on")
    limited = {subject: (solve_by is not None, due_on and due_on.isoformat()) for subject, solve_by, due_on in found}
    assert limited == {
        "Dark screen": (False, None),
        "No sound": (True, "2026-11-16"),
        # What the other system said stays.
        "Too loud": (True, "2026-12-24"),
    }
    assert imported(company, source, "cases").updated == 0


def test_where_a_case_stands_agrees_with_whom_it_is_assigned_to(company: Company, tmp_path: Path) -> None:
    with company.write() as work:
        a_user(work, "Mei Lin", login="mei", role_id=role("salesperson"))
    first = ("1,Dark screen,open,Mei Lin,", "2,No sound,in progress,,", "3,Too loud,closed,Mei Lin,2026-11-04")
    later = ("1,Dark screen,closed,Mei Lin,", "2,No sound,open,Mei Lin,", "3,Too loud,in progress,Mei Lin,")
    told = []
    for rows in (first, later):
        source = written(tmp_path, "case number,subject,status,assigned to,closed", *rows)
        assert imported(company, source, "cases").rejected == 0
        told.append([status for _, status in sorted(living(company, ServiceCase, "external_key", "status"))])
    assert told == [[ASSIGNED, NEW, ARCHIVED], [ARCHIVED, ASSIGNED, ASSIGNED]]
    assert [closed is None for _, closed in sorted(living(company, ServiceCase, "external_key", "closed_on"))] == [
        *(False, True, True)
    ]


def test_a_case_that_waits_here_goes_on_waiting_until_it_is_done_there(company: Company, tmp_path: Path) -> None:
    header = "case number,subject,status,assigned to"
    assert imported(company, written(tmp_path, header, "1,Dark screen,assigned,ada"), "cases").created == 1
    ((case,),) = living(company, ServiceCase, "id")
    with company.write() as work:
        take_up_case(work, case)
        wait_with_case(work, case, CUSTOMER)
    for said, status, is_over in (("in progress", WAITING, False), ("closed", ARCHIVED, True)):
        imported(company, written(tmp_path, header, f"1,Dark screen,{said},ada"), "cases")
        assert living(company, ServiceCase, "status") == [(status,)]
        assert [ended is not None for (ended,) in living(company, ServiceWait, "to_at")] == [is_over]
