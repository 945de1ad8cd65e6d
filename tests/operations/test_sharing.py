"""Sharing single records: who sees and changes them, everywhere at once, and until when."""

from datetime import timedelta

import pytest

from crm_desktop.core.errors import Invalid, NotAllowed, NotFound, UserError
from crm_desktop.core.listing import ME, Filter, ListSpec
from crm_desktop.models import Customer
from crm_desktop.operations import records
from crm_desktop.operations.rules import run_rules
from crm_desktop.operations.sharing import share, unshare
from crm_desktop.queries import rights
from crm_desktop.queries.contact import CONTACTS
from crm_desktop.queries.customer import CUSTOMERS
from crm_desktop.queries.customer_details import customer_details
from crm_desktop.queries.search import search
from crm_desktop.queries.sharing import owners, shares
from tests.builders import a_contact, a_customer, a_user
from tests.company import Company


@pytest.fixture
def people(company: Company) -> tuple[Company, Company, str]:
    """Grace, who has a customer with a contact, and Oscar, who does not see it."""
    with company.write() as work:
        for name in ("Grace Lin", "Oscar Wu"):
            a_user(work, name, login=name.split()[0].lower())
    grace, oscar = company.seen_by("grace"), company.seen_by("oscar")
    with grace.write() as work:
        customer = a_customer(work, "Haverton Medical")
        a_contact(work, "Dana Holt", customer)
    return grace, oscar, customer


def names(company: Company, *filters: Filter) -> list[str]:
    with company.read() as reading:
        return [row.name for row in CUSTOMERS.first(reading, ListSpec(filters), 10)]


def test_what_is_shared_is_seen_in_lists_search_and_details(people: tuple[Company, Company, str]) -> None:
    grace, oscar, customer = people
    assert names(oscar) == []
    with grace.write() as work:
        assert share(work, "customer", [customer], [oscar.viewer.user_id]) == 1
    assert names(oscar) == names(oscar, Filter("shared_with", "is", ME)) == ["Haverton Medical"]
    assert names(grace, Filter("shared_by", "is", ME)) == ["Haverton Medical"]
    with oscar.read() as reading:
        assert [hit.title for hit in search(reading, "Haverton").hits] == ["Haverton Medical"]
        assert [each.name for each in customer_details(reading, customer).shares] == ["Oscar Wu"]
        assert [row.name for row in CONTACTS.first(reading, ListSpec(), 10)] == ["Dana Holt"]
        assert not rights.may_change(reading, "customer", customer)
    with oscar.write() as work, pytest.raises(NotAllowed, match="belongs to someone else"):
        records.find_to_change(work, Customer, customer)


def test_a_share_to_write_lets_change_but_not_pass_on(people: tuple[Company, Company, str]) -> None:
    grace, oscar, customer = people
    with grace.write() as work:
        share(work, "customer", [customer], [oscar.viewer.user_id], may_write=True)
    with oscar.write() as work:
        records.find_to_change(work, Customer, customer).note = "Oscar was here"
        with pytest.raises(NotAllowed, match="Only its owner"):
            share(work, "customer", [customer], [oscar.viewer.user_id])
    with grace.write() as work:
        assert unshare(work, "customer", [customer], [oscar.viewer.user_id]) == 1
    assert names(oscar) == []


def test_a_share_ends_with_its_last_day(people: tuple[Company, Company, str]) -> None:
    grace, oscar, customer = people
    with grace.write() as work:
        share(work, "customer", [customer], [oscar.viewer.user_id], until=work.today + timedelta(days=1))
    grace.clock.instant += timedelta(days=1)
    assert names(oscar) == ["Haverton Medical"]
    grace.clock.instant += timedelta(days=1)
    assert names(oscar) == []
    with oscar.read() as reading, pytest.raises(NotFound):
        customer_details(reading, customer)
    with grace.write() as work:
        assert run_rules(work).done["shares"] == 1
        assert shares(work, customer) == ()


def test_impossible_shares_are_refused(people: tuple[Company, Company, str]) -> None:
    grace, oscar, customer = people
    with grace.write() as work:
        with pytest.raises(Invalid, match="a later day"):
            share(work, "customer", [customer], [oscar.viewer.user_id], until=work.today - timedelta(days=1))
        with pytest.raises(Invalid, match="at least one person"):
            share(work, "customer", [customer], [])
        with pytest.raises(UserError, match="belongs to Grace Lin already"):
            share(work, "customer", [customer], [grace.viewer.user_id])
        pooled = a_customer(work, "Pooled", pooled=True)
        with pytest.raises(UserError, match="Everybody sees"):
            share(work, "customer", [pooled], [oscar.viewer.user_id])
        assert [each.owner for each in owners(work, customer)] == ["Grace Lin"]


def test_several_records_are_shared_with_several_people_at_once(people: tuple[Company, Company, str]) -> None:
    grace, oscar, customer = people
    with grace.write() as work:
        more = a_customer(work, "Second")
        ada = str(work.plain("SELECT id FROM app_user WHERE login = 'ada'")[0][0])
        with_whom = [oscar.viewer.user_id, ada, grace.viewer.user_id]
        # Their owner is among them, and is left out.
        assert share(work, "customer", [customer, more], with_whom) == 4
    assert sorted(names(oscar)) == ["Haverton Medical", "Second"]
    with pytest.raises(UserError, match="belongs to Grace Lin already"), grace.write() as work:
        share(work, "customer", [customer, more], [grace.viewer.user_id])
