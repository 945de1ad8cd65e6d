"""Cases from a list of another system: what they took counts as spent on them, and open ones get their limits."""

from pathlib import Path

from crm_desktop.models import ServiceCase, ServiceWork
from crm_desktop.operations.service_limit import ServiceLimitDraft, set_service_limit
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
