"""Stars: each person's own, on what they see, taken away by the same command."""

import pytest

from crm_desktop.core.errors import NotFound
from crm_desktop.core.listing import ListSpec
from crm_desktop.operations.star import toggle_stars
from crm_desktop.operations.undo_step import undo
from crm_desktop.queries.customer import CUSTOMERS
from crm_desktop.queries.ready_views import views
from crm_desktop.queries.star import is_starred
from tests.builders import a_customer, a_user
from tests.company import Company


def starred(company: Company) -> list[str]:
    spec: ListSpec = next(each.spec for each in views("customer") if each.key == "starred")
    with company.read() as reading:
        return [each.name for each in CUSTOMERS.first(reading, spec, 9)]


def test_what_is_starred_is_listed_for_who_did_it_alone(company: Company) -> None:
    with company.write() as work:
        a_user(work, "Grace Lin", login="grace")
        first, second = a_customer(work, "Haverton", pooled=True), a_customer(work, "Coldbrook", pooled=True)
    grace = company.seen_by("grace")
    with company.write() as work:
        assert toggle_stars(work, "customer", [first])
    assert (starred(company), starred(grace)) == (["Haverton"], [])
    with company.write() as work:
        assert toggle_stars(work, "customer", [first, second])
    assert starred(company) == ["Coldbrook", "Haverton"]
    with company.write() as work:
        assert not toggle_stars(work, "customer", [first, second])
    assert starred(company) == []
    with company.write() as work:
        undo(work)
    assert starred(company) == ["Coldbrook", "Haverton"]


def test_nobody_stars_what_they_do_not_see(company: Company) -> None:
    with company.write() as work:
        a_user(work, "Grace Lin", login="grace")
        mine = a_customer(work, "Haverton")
    grace = company.seen_by("grace")
    with pytest.raises(NotFound), grace.write() as work:
        toggle_stars(work, "customer", [mine])
    with grace.read() as reading:
        assert not is_starred(reading, mine)
