"""The list of leads: what it shows and finds."""

from datetime import date, timedelta
from typing import Any

import pytest

from crm_desktop.core.listing import Filter, ListSpec, Sort
from crm_desktop.models.lead import ASSIGNED, UNASSIGNED
from crm_desktop.operations.lead import add_plan_item, assign_lead
from crm_desktop.queries.lead import LEADS
from tests.builders import a_lead, a_user, entry, role
from tests.company import Company
from tests.queries.plans import sorts_without_index

TODAY = date(2026, 11, 21)


def names(company: Company, *filters: Filter, search: str = "") -> list[str]:
    with company.read() as reading:
        spec = ListSpec(filters, (Sort("customer_name"),), search)
        return [row.customer_name for row in LEADS.first(reading, spec, 50)]


@pytest.fixture
def varied(company: Company) -> Company:
    """One lead nobody develops, and one of Mei with a plan."""
    with company.write() as work:
        mei = a_user(work, "Mei", login="mei", role_id=role("salesperson"))
        a_lead(work, "Alpha Clinic", source_id=entry("source", "website"), phone="021 5555 0101")
        beta = a_lead(work, "Beta Clinic", contact_name="Dr Zhou", probability_e6=500_000)
        assign_lead(work, beta, mei)
        add_plan_item(work, beta, TODAY - timedelta(days=1), "Visit")
        add_plan_item(work, beta, TODAY + timedelta(days=5), "Call")
    return company


@pytest.mark.parametrize(
    ("field", "operator", "value", "found"),
    [
        ("status", "is", UNASSIGNED, ["Alpha Clinic"]),
        ("status", "is", ASSIGNED, ["Beta Clinic"]),
        ("source", "is", entry("source", "website"), ["Alpha Clinic"]),
        ("contact_name", "contains", "zhou", ["Beta Clinic"]),
        ("created_at", "within", 1, ["Alpha Clinic", "Beta Clinic"]),
        ("next_on", "at_most", "2026-11-20", ["Beta Clinic"]),
        ("is_overdue", "is", True, ["Beta Clinic"]),
        ("created_by", "is", "@me", ["Alpha Clinic", "Beta Clinic"]),
    ],
)
def test_every_filter_finds_its_leads(varied: Company, field: str, operator: str, value: Any, found: list[str]) -> None:
    assert names(varied, Filter(field, operator, value)) == found


def test_search_finds_leads_by_name_contact_and_phone(varied: Company) -> None:
    assert names(varied, search="zhou") == ["Beta Clinic"]
    assert names(varied, search="5555") == ["Alpha Clinic"]


def test_everyone_sees_leads_nobody_develops(varied: Company) -> None:
    with varied.write() as work:
        a_user(work, "Tom", login="tom", role_id=role("salesperson"))
    assert names(varied.seen_by("tom")) == ["Alpha Clinic"]
    assert names(varied.seen_by("mei")) == ["Alpha Clinic", "Beta Clinic"]


def test_every_field_sorts_and_the_newest_come_from_an_index(varied: Company) -> None:
    with varied.read() as reading:
        for field in LEADS.fields:
            assert len(LEADS.first(reading, ListSpec(sorts=(Sort(field.key),)), 50)) == 2
        assert [row.customer_name for row in LEADS.first(reading, ListSpec(), 50)] == ["Beta Clinic", "Alpha Clinic"]
    assert "created_at" not in sorts_without_index(varied, LEADS)
