"""The list of service cases: what it shows, finds and counts."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from crm_desktop.core.listing import Filter, ListSpec, Sort
from crm_desktop.models.service_case import ARCHIVED, ASSIGNED, HANDLED, IN_PROGRESS, NEW, WAITING
from crm_desktop.queries.ready_views import views
from crm_desktop.queries.service_case import SERVICE_CASES, case_counts, service_case_details
from tests.builders import a_case, a_customer, a_product, a_user, an_imported_case, entry, role
from tests.company import Company
from tests.queries.plans import plan_of, sorts_without_index

TODAY = date(2026, 11, 21)


def subjects(company: Company, *filters: Filter, sort: str = "subject", search: str = "") -> list[str]:
    with company.read() as reading:
        return [row.subject for row in SERVICE_CASES.first(reading, ListSpec(filters, (Sort(sort),), search), 50)]


@pytest.mark.parametrize("view", ["open", "mine", "team", "unassigned", "overdue"])
@pytest.mark.parametrize("sort", ["opened_on", "due_on", "number", "solve_by"])
def test_the_queue_is_read_from_indexes_of_open_cases(company: Company, view: str, sort: str) -> None:
    (spec,) = [each.spec for each in views("service_case") if each.key == view]
    with company.read() as reading:
        first, *_ = plan_of(reading, SERVICE_CASES, replace(spec, sorts=(Sort(sort),)))
    # Of those there are few: an index of all would be walked through very many archived ones.
    assert "INDEX ix_service_case_not_archived" in first


@pytest.fixture
def varied(company: Company) -> Company:
    """Four cases that differ in everything one filters by."""
    with company.write() as work:
        mei = a_user(work, "Mei", login="mei", role_id=role("salesperson"))
        north = a_customer(work, "North", region_id=entry("region", "north"))
        a_case(work, "Alpha", customer_id=north, due_on=TODAY - timedelta(days=1), priority="urgent")
        a_case(work, "Beta", owner_id=mei, due_on=TODAY, product_id=a_product(work))
        a_case(work, "Gamma", owner_id=company.viewer.user_id, priority="low", kind_id=entry("case_kind", "question"))
        closed: dict[str, Any] = {"status": ARCHIVED, "closed_on": TODAY, "satisfaction": 4, "rework_count": 1}
        an_imported_case(work, "Delta", due_on=TODAY - timedelta(days=9), **closed)
    return company


@pytest.mark.parametrize(
    ("field", "operator", "value", "found"),
    [
        ("customer", "is_empty", None, ["Delta"]),
        ("kind", "is", entry("case_kind", "question"), ["Gamma"]),
        ("priority", "in", ("urgent", "high"), ["Alpha"]),
        ("status", "is_not", ARCHIVED, ["Alpha", "Beta", "Gamma"]),
        ("owner", "is_empty", None, ["Alpha", "Delta"]),
        ("owner", "is", "@me", ["Gamma"]),
        ("due_on", "at_most", "2026-11-20", ["Alpha", "Delta"]),
        ("is_overdue", "is", True, ["Alpha"]),
        ("satisfaction", "at_least", 3, ["Delta"]),
        ("rework_count", "at_least", 1, ["Delta"]),
        ("product", "not_empty", None, ["Beta"]),
        ("region", "is", entry("region", "north"), ["Alpha"]),
    ],
)
def test_every_filter_finds_its_cases(varied: Company, field: str, operator: str, value: Any, found: list[str]) -> None:
    assert subjects(varied, Filter(field, operator, value)) == found


def test_priorities_and_states_sort_by_what_they_mean(varied: Company) -> None:
    assert subjects(varied, sort="priority")[0] == "Gamma"
    assert subjects(varied, sort="priority")[-1] == "Alpha"
    assert subjects(varied, sort="status")[-1] == "Delta"


def test_search_finds_cases_by_what_was_written(varied: Company) -> None:
    with varied.write() as work:
        a_case(work, "Epsilon", request="屏幕不亮")
    assert subjects(varied, search="不亮") == ["Epsilon"]
    assert subjects(varied, search="00002") == ["Beta"]


def test_counts_tell_where_cases_wait(varied: Company) -> None:
    with varied.read() as reading:
        counts = case_counts(reading)
    assert counts.by_status == {NEW: 1, ASSIGNED: 2, IN_PROGRESS: 0, WAITING: 0, HANDLED: 0, ARCHIVED: 1}
    assert (counts.open, counts.overdue, counts.mine, counts.unassigned) == (3, 1, 1, 1)


def test_a_salesperson_counts_only_what_is_visible(varied: Company) -> None:
    with varied.seen_by("mei").read() as reading:
        counts = case_counts(reading)
        (mine,) = SERVICE_CASES.first(reading, ListSpec((Filter("owner", "is", "@me"),)), 5)
        assert service_case_details(reading, mine.id).product == "GTX Pro"
    # Cases nobody has, and her own.
    assert (counts.by_status[NEW], counts.by_status[ASSIGNED], counts.mine) == (1, 1, 1)


def test_every_field_sorts_and_the_usual_ones_walk_an_index(varied: Company) -> None:
    with varied.read() as reading:
        for field in SERVICE_CASES.fields:
            assert len(SERVICE_CASES.first(reading, ListSpec(sorts=(Sort(field.key),)), 50)) == 4
    assert not {"number", "subject", "opened_on", "due_on"} & sorts_without_index(varied, SERVICE_CASES)
