"""How quickly the pages that are no lists are read, and lists and search by somebody from whom fields are kept."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

from benchmarks.measure import Measured, best, middle, timed
from crm_desktop.core.listing import ListSpec
from crm_desktop.core.viewer import HIDDEN, MASKED, OWN, Viewer
from crm_desktop.queries.board import board
from crm_desktop.queries.calendar import calendar
from crm_desktop.queries.campaign import CAMPAIGNS, campaign_details
from crm_desktop.queries.contact import CONTACTS, contact_details
from crm_desktop.queries.customer import CUSTOMERS
from crm_desktop.queries.journal_log import LogFilter, log_page
from crm_desktop.queries.opportunity import OPPORTUNITIES, opportunity_details
from crm_desktop.queries.order import ORDERS, order_details
from crm_desktop.queries.overview import QUERIES, view_counts
from crm_desktop.queries.recycle import recycled
from crm_desktop.queries.review import review_list
from crm_desktop.queries.search import search
from crm_desktop.queries.service_case import SERVICE_CASES, service_case_details
from crm_desktop.queries.survey import SURVEYS, survey_details
from crm_desktop.queries.task import TASKS, task_details
from crm_desktop.queries.today import today
from crm_desktop.storage.database import Database, Reading

# What page is read, and in which plain statement its rows stand.
_PAGES: Mapping[str, tuple[Callable[[Reading], Any], str]] = {
    "today": (today, "SELECT id FROM task WHERE deleted IS 0 AND status = 'open' ORDER BY due_on LIMIT 50"),
    "calendar: a month": (
        lambda reading: calendar(reading, reading.today - timedelta(days=15), reading.today + timedelta(days=15)),
        "SELECT id FROM task WHERE deleted IS 0 AND due_on BETWEEN date('now', '-15 days') AND date('now', '+15 days')",
    ),
    "board of deals": (
        lambda reading: board(reading, ListSpec()),
        "SELECT id FROM opportunity WHERE deleted IS 0 AND outcome = 'open'",
    ),
    "recycle bin: 500 records": (recycled, "SELECT id FROM customer WHERE deleted = 1 LIMIT 500"),
    "log: a page": (
        lambda reading: log_page(reading, LogFilter(), language="en"),
        "SELECT * FROM sync_change ORDER BY origin DESC, seq DESC LIMIT 200",
    ),
    "review": (lambda reading: review_list(reading, "en"), "SELECT * FROM sync_conflict"),
}
_DETAILS: Mapping[str, tuple[Any, Callable[[Reading, str], Any]]] = {
    "contact": (CONTACTS, contact_details),
    "opportunity": (OPPORTUNITIES, opportunity_details),
    "service_case": (SERVICE_CASES, service_case_details),
    "sales_order": (ORDERS, order_details),
    "task": (TASKS, task_details),
    "campaign": (CAMPAIGNS, partial(campaign_details, at_once=True)),
    "survey": (SURVEYS, survey_details),
}
_KEPT = frozenset({("customer.phone", MASKED), ("customer.email", HIDDEN), ("contact.phone", MASKED)})


def measure(reading: Reading) -> Iterator[Measured]:
    """Each page that is no list, the detail side of each kind, and the counts of views beside lists."""
    for name, (page, plain) in _PAGES.items():
        yield Measured(f"page: {name}", best(page, reading, times=3), best(reading.plain, plain, times=3), "≤ 60 ms")
    for kind, (query, details) in _DETAILS.items():
        shown = [row.id for row in query.first(reading, ListSpec(), 50)]
        for each in shown:
            details(reading, each)
        bare = middle([timed(reading.plain, f"SELECT * FROM {kind} WHERE id = ?", (each,)) for each in shown])
        yield Measured(
            f"{kind}, its details", middle([timed(details, reading, each) for each in shown]), bare, "≤ 1 ms"
        )
    for kind in QUERIES:
        yield Measured(f"{kind}, counts of its views", best(view_counts, reading, kind, times=3), None, "≤ 60 ms")


def measure_with_limits(database: Database, viewer: Viewer) -> Iterator[Measured]:
    """Lists, search and the day by somebody from whom fields are kept, and who sees only what is theirs."""
    with database.read(viewer) as reading:
        ((owner,),) = reading.plain("SELECT owner_id FROM customer GROUP BY 1 ORDER BY count(*) DESC LIMIT 1 OFFSET 1")
    kept = replace(viewer, limits=_KEPT)
    own = replace(kept, user_id=owner, read_scope=OWN, write_scope=OWN, readable=frozenset({owner}))
    for who, someone in (("fields kept", kept), ("fields kept, own records", own)):
        with database.read(someone) as reading:
            for query in (CUSTOMERS, CONTACTS, OPPORTUNITIES):
                yield Measured(
                    f"{who}: {query.kind}, first window", best(query.first, reading, ListSpec(), 33), None, "≤ 1 ms"
                )
            typed = [row.name[:3] for row in CUSTOMERS.first(reading, ListSpec(), 50)]
            took = middle([timed(search, reading, text, None, 8) for text in typed])
            yield Measured(f"{who}: search while typing, p50", took, None, "≤ 2 ms")
            yield Measured(f"{who}: page: today", best(today, reading, times=3), None, "≤ 60 ms")
