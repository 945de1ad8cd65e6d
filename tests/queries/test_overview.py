"""The ready-made views of every tab and their counts."""

from datetime import date, timedelta

import pytest

from crm_desktop.core.listing import ListSpec
from crm_desktop.operations.contact import RoleDraft
from crm_desktop.operations.stage_moves import close_won
from crm_desktop.queries.overview import QUERIES, view_counts
from crm_desktop.queries.ready_views import views
from tests.builders import a_case, a_contact, a_customer, a_user, an_interaction, an_opportunity, days_ago
from tests.company import Company

TODAY = date(2026, 11, 21)


@pytest.mark.parametrize("kind", QUERIES)
def test_every_filter_of_a_view_is_a_field_of_its_list(kind: str) -> None:
    known = {field.key for field in QUERIES[kind].fields if field.is_filterable}
    for view in views(kind):
        assert {each.field for each in view.spec.filters} <= known
        assert ListSpec.from_json(view.spec.to_json()) == view.spec


def test_customers_are_counted_by_view(company: Company) -> None:
    company.clock.instant -= timedelta(days=100)
    with company.write() as work:
        ian = a_user(work, "Ian Zhao")
        quiet, spoken_with = a_customer(work, "Quiet"), a_customer(work, "Spoken with", owner_id=ian)
        a_customer(work, "Nobody's", pooled=True)
    company.clock.instant += timedelta(days=100)
    with company.write() as work:
        an_interaction(work, customer_id=spoken_with, happened_at=days_ago(work, 59))
        an_interaction(work, customer_id=quiet, happened_at=days_ago(work, 60))
        a_customer(work, "New")
        an_opportunity(work, customer_id=quiet)
        close_won(work, an_opportunity(work, customer_id=spoken_with))
    with company.read() as reading:
        counted = view_counts(reading, "customer")
        assert counted == {
            **{"all": 4, "mine": 2, "quiet": 2, "buying": 1, "pool": 1},
            **{"leaving": 0, "at_risk": 0, "shared_by_me": 0, "shared_with_me": 0, "starred": 0, "data": 0},
        }


def test_contacts_are_counted_by_view(company: Company) -> None:
    with company.write() as work:
        customer = a_customer(work)
        a_contact(work, "Main", customers=(RoleDraft(customer, is_main=True),))
        a_contact(work, "Other", customer, owner_id=a_user(work, "Ian"))
        a_contact(work, "Alone")
    with company.read() as reading:
        assert view_counts(reading, "contact") == {
            **{"all": 3, "mine": 2, "starred": 0},
            **{"main": 1, "alone": 1, "data": 0},
        }


def test_deals_and_cases_are_counted_by_view_and_on_their_tabs(company: Company) -> None:
    with company.write() as work:
        ian = a_user(work, "Ian Zhao")
        an_opportunity(work, expected_close_on=date(2026, 11, 30))
        an_opportunity(work, expected_close_on=date(2026, 11, 20), owner_id=ian)
        an_opportunity(work, expected_close_on=date(2026, 12, 1))
        close_won(work, an_opportunity(work))
        a_case(work, due_on=date(2026, 11, 20))
        a_case(work, due_on=date(2026, 11, 21))
    with company.read() as reading:
        deals = view_counts(reading, "opportunity")
        assert (deals["open"], deals["mine"], deals["this_month"], deals["late"]) == (3, 2, 2, 1)
        assert (deals["won"], deals["lost"], deals["all"]) == (1, 0, 4)
        cases = view_counts(reading, "service_case")
        assert (cases["open"], cases["overdue"], cases["archived"], cases["all"]) == (2, 1, 0, 2)
