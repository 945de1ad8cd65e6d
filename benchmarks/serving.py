"""The service desk of 250,000 cases, 20,000 of them open: its queue, board, workload, counts, day and search."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from benchmarks.measure import Measured, best
from crm_desktop.core.clock import FixedClock
from crm_desktop.core.i18n import Message
from crm_desktop.core.listing import Filter, ListSpec, Sort
from crm_desktop.core.viewer import SYSTEM
from crm_desktop.models import Customer, DictionaryEntry, ServiceCase, ServiceRound, User
from crm_desktop.models.service_case import ARCHIVED, HANDLED, IN_PROGRESS, NEW, PRIORITIES, STATUSES, WAITING
from crm_desktop.operations.company import CompanyDraft, create_company
from crm_desktop.operations.team import TeamDraft, create_team
from crm_desktop.queries.case_board import case_board
from crm_desktop.queries.case_workload import workload
from crm_desktop.queries.churn_signal import at_risk, raised_since
from crm_desktop.queries.customer import CUSTOMERS
from crm_desktop.queries.overview import view_counts
from crm_desktop.queries.ready_views import views
from crm_desktop.queries.search import search
from crm_desktop.queries.service_case import SERVICE_CASES, service_case_details
from crm_desktop.queries.service_warning import next_mark_at
from crm_desktop.queries.today import AT_RISK, CASES, SECTIONS, today
from crm_desktop.queries.today import NEW as NEW_FOR_ME
from crm_desktop.queries.viewer import viewer_of
from crm_desktop.storage.database import Database, Reading, UnitOfWork

MANY, OPEN, PEOPLE, BUYERS = 250_000, 20_000, 30, 20_000
WINDOW = 33
_STEP = Message("Service cases for the benchmark")
_HOUR = 3_600_000
_DAY = 24 * _HOUR
_WORDS = ("screen", "probe", "cable", "licence", "manual", "spare part", "黑屏", "报修", "发票", "calibration")
_SORTS = ("due_on", "number", "customer", "solve_by", "priority", "status", "owner", "subject")


def measure(folder: Path) -> Iterator[Measured]:
    """Make a company of cases, and look at it as who administers it and as one of those who handle them."""
    database = filled(folder / "serving.crm")
    with database.read(SYSTEM) as reading:
        people = {login: viewer_of(reading, login) for login in ("ada", "p1")}
    for login, viewer in people.items():
        with database.read(viewer) as reading:
            yield from read(reading, "" if login == "ada" else "own cases: ")
    database.close()


def read(reading: Reading, who: str = "") -> Iterator[Measured]:
    """What the pages of the service desk ask."""
    for each in views("service_case"):
        yield from _list(reading, f"{who}{each.key}", each.spec)
    for key in _SORTS:
        spec = ListSpec(views("service_case")[0].spec.filters, (Sort(key),))
        yield _first(reading, f"{who}all open by {key}", spec)
        yield _first(reading, f"{who}all by {key}", ListSpec((), (Sort(key),)))
    yield Measured(f"{who}counts of the views", best(view_counts, reading, "service_case", times=5), None, "≤ 60 ms")
    yield Measured(f"{who}board of open cases", best(case_board, reading, views("service_case")[0].spec, times=5))
    yield Measured(f"{who}board of all cases", best(case_board, reading, ListSpec(), times=3))
    yield Measured(f"{who}workload", best(workload, reading, times=5), None, "≤ 60 ms")
    yield Measured(f"{who}next mark of the rules", best(next_mark_at, reading, times=5))
    for section in (CASES, NEW_FOR_ME, AT_RISK):
        yield Measured(f"{who}today: {section}", best(today, reading, (section,), times=5))
    yield Measured(f"{who}today", best(today, reading, SECTIONS, times=5), None, "≤ 60 ms")
    yield Measured(f"{who}customers at risk", best(at_risk, reading, reading.viewer.user_id, times=5))
    risk = ListSpec((Filter("service_risk", "is", True),))
    yield Measured(f"{who}customers with a churn warning, first window", best(CUSTOMERS.first, reading, risk, WINDOW))
    yield Measured(f"{who}…, count", best(CUSTOMERS.count, reading, risk))
    by_reasons = ListSpec((), (Sort("service_reasons", True),))
    yield Measured(f"{who}customers by complaints", best(CUSTOMERS.first, reading, by_reasons, WINDOW))
    yield Measured(f"{who}what was raised since the last step", best(raised_since, reading, reading.position - 20))
    shown = [row.id for row in SERVICE_CASES.first(reading, ListSpec(), 20)]
    took = best(lambda: [service_case_details(reading, each) for each in shown])
    yield Measured(f"{who}20 cases with their details", took, None, "≤ 20 ms")
    for text in ("calibration 1234", "黑屏", "SC-2"):
        yield Measured(f"{who}search “{text}”", best(search, reading, text, None, 8), None, "≤ 2 ms")


def _list(reading: Reading, name: str, spec: ListSpec) -> Iterator[Measured]:
    yield _first(reading, f"{name}, first window", spec)
    count = SERVICE_CASES.count(reading, spec)
    yield Measured(f"{name}, count", best(SERVICE_CASES.count, reading, spec), None, "≤ 60 ms", f"{count:,}")
    order = "FROM service_case WHERE deleted IS 0 ORDER BY opened_on DESC, id DESC"
    bare = f"SELECT id {order} LIMIT {max(count, 1)}"
    yield Measured(
        f"{name}, all ids", best(SERVICE_CASES.ids, reading, spec), best(reading.plain, bare), "≤ 1.5 ×", f"{count:,}"
    )


def _first(reading: Reading, name: str, spec: ListSpec) -> Measured:
    bare = f"SELECT id FROM service_case WHERE deleted IS 0 ORDER BY opened_on DESC, id DESC LIMIT {WINDOW}"
    return Measured(
        name, best(SERVICE_CASES.first, reading, spec, WINDOW), best(reading.plain, bare, times=3), "≤ 1 ms"
    )


def filled(path: Path) -> Database:
    """A new company with the cases."""
    database = Database.create(path, FixedClock.at("2026-11-20T06:00"))
    with database.write(_STEP, SYSTEM) as work:
        create_company(work, CompanyDraft("Benchmark", "Ada Lin", "ada", "CNY", "Asia/Shanghai"))
    with database.write(_STEP, SYSTEM) as work:
        _fill(work)
    return database


def _fill(work: UnitOfWork) -> None:
    """Every twelfth case is open; every tenth a complaint; one of fifteen archived ones needed a second round."""
    dice = random.Random(7)
    ((seller,),) = work.plain("SELECT id FROM role WHERE code = 'salesperson'")
    teams = [create_team(work, TeamDraft(f"Team {place}")) for place in range(3)]
    people = [work.new_id() for _ in range(PEOPLE)]
    work.session.flush()
    named = {"role_id": seller, "is_active": True}
    work.insert_rows(
        User,
        [
            {"id": each, "login": f"p{place}", "name": f"Person {place}", "team_id": teams[place % 3], **named}
            for place, each in enumerate(people)
        ],
    )
    work.plain("UPDATE app_user SET team_id = ? WHERE login = 'ada'", (teams[0],))
    buyers = [work.new_id() for _ in range(BUYERS)]
    work.insert_rows(
        Customer,
        [
            {
                "id": each,
                "number": f"C-{place}",
                "name": f"Buyer {dice.randrange(10**6)}",
                "kind": "company",
                "status": "normal",
                "owner_id": people[place % PEOPLE],
                "created_at": work.now_ms,
            }
            for place, each in enumerate(buyers)
        ],
    )
    kinds = [DictionaryEntry.id_of("case_kind", each) for each in ("question", "complaint", "repair", "return")]
    cases, rounds = [], []
    for number in range(MANY):
        case = _case(dice, number, work.now_ms, work.today)
        case |= {
            "id": work.new_id(),
            "customer_id": dice.choice(buyers),
            "kind_id": dice.choices(kinds, (4, 1, 4, 1))[0],
        }
        case["owner_id"] = None if case["status"] == NEW else dice.choice(people)
        cases.append(case)
        if case["owner_id"]:
            rounds += _rounds(case)
    work.insert_rows(ServiceCase, cases)
    work.insert_rows(ServiceRound, rounds)


def _case(dice: random.Random, number: int, now_ms: int, day: date) -> dict[str, Any]:
    is_open = number >= MANY - OPEN
    age = dice.randrange(40) if is_open else 40 + dice.randrange(1_000)
    opened_at = now_ms - age * _DAY - dice.randrange(_DAY)
    status = dice.choices(STATUSES[:-1], (2, 3, 6, 4, 5))[0] if is_open else ARCHIVED
    begun = status in (IN_PROGRESS, WAITING, HANDLED, ARCHIVED)
    handled = opened_at + dice.randrange(1, 20 * _DAY) if status in (HANDLED, ARCHIVED) else None
    opened_on = day - timedelta(age)
    return {
        "number": f"SC-{number:06}",
        "subject": f"{dice.choice(_WORDS)} {dice.randrange(10_000)}",
        "request": f"The {dice.choice(_WORDS)} of the {dice.choice(_WORDS)} does not work.",
        "status": status,
        "priority": dice.choices(PRIORITIES, (2, 6, 2, 1))[0],
        "opened_at": opened_at,
        "opened_on": opened_on,
        "due_on": opened_on + timedelta(3),
        "respond_by": opened_at + 4 * _HOUR,
        "solve_by": opened_at + dice.choice((1, 20, 45)) * _DAY,
        "assigned_at": None if status == NEW else opened_at + _HOUR,
        "responded_at": opened_at + dice.randrange(1, 8 * _HOUR) if begun else None,
        "response_minutes": dice.randrange(300) if begun else None,
        "waits_for": "customer" if status == WAITING else None,
        "waiting_since": now_ms - dice.randrange(age * _DAY + 1) if status == WAITING else None,
        "warned_at": opened_at + _HOUR if is_open and dice.random() < 0.3 else None,
        "handling": "Changed the part." if handled else None,
        "handled_at": handled,
        "minutes": dice.randrange(5, 90) if handled else None,
        "solution_minutes": dice.randrange(3_000) if handled else None,
        "satisfaction": dice.choices((None, 2, 3, 4, 5), (4, 0, 2, 5, 5))[0] if status == ARCHIVED else None,
        "closed_on": min(opened_on + timedelta(dice.randrange(30)), day) if status == ARCHIVED else None,
        "rework_count": 1 if dice.random() < 1 / 15 else 0,
    }


def _rounds(case: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for number in range(1, case["rework_count"] + 2):
        is_last = number > case["rework_count"]
        yield {
            "id": ServiceRound.id_of(case["id"], number),
            "case_id": case["id"],
            "number": number,
            "owner_id": case["owner_id"],
            "began_at": case["opened_at"],
            "handling": case["handling"] if is_last else "Reset it.",
            "handled_at": case["handled_at"] if is_last else case["opened_at"],
            "handled_by_id": case["owner_id"],
            "satisfaction": case["satisfaction"] if is_last else 2,
        }
