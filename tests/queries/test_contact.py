"""The list of contacts and one contact with customers and open business."""

from datetime import date

import pytest

from crm_desktop.core.errors import NotFound
from crm_desktop.core.listing import Filter, ListSpec, Sort
from crm_desktop.models.contact import EMAIL
from crm_desktop.operations.contact import PointDraft, RoleDraft
from crm_desktop.operations.customer import delete_customers
from crm_desktop.operations.stage_moves import close_won
from crm_desktop.queries.contact import CONTACTS, contact_details
from tests.builders import (
    a_case,
    a_contact,
    a_customer,
    a_user,
    an_interaction,
    an_opportunity,
    days_ago,
    entry,
    role,
)
from tests.company import Company


def test_a_line_shows_the_most_important_customer_and_what_may_be_used(company: Company) -> None:
    with company.write() as work:
        first, second, left = (a_customer(work, name) for name in ("Haverton", "Yarrow", "Left long ago"))
        places = (
            RoleDraft(first, "Adviser"),
            RoleDraft(second, "Purchasing", is_main=True),
            RoleDraft(left, to_on=date(2020, 1, 1)),
        )
        points = (
            PointDraft(value="0571 1111", is_opted_out=True),
            PointDraft(value="0571 2046"),
            PointDraft(EMAIL, "dana@haverton.example"),
        )
        made = a_contact(work, "Dana", customers=places, points=points, tags=("VIP",))
        an_interaction(work, contact_id=made, happened_at=days_ago(work, 3))
        spoken = days_ago(work, 3)
    with company.read() as reading:
        (row,) = CONTACTS.rows(reading, [made])
    assert (row.customers, row.customer_id, row.job_title, row.is_main) == (
        "Yarrow, Haverton",
        second,
        "Purchasing",
        True,
    )
    assert (row.phone, row.email, row.tags) == ("0571 2046", "dana@haverton.example", "VIP")
    assert (row.owner, row.last_contact_at) == ("Ada Lin", spoken)


def test_contacts_are_found_by_customer_role_and_any_phone(company: Company) -> None:
    with company.write() as work:
        customer = a_customer(work)
        decides = RoleDraft(customer, buying_role_id=entry("buying_role", "decides"))
        a_contact(work, "Dana", customers=(decides,), points=(PointDraft(value="110"), PointDraft(value="0571 2046")))
        a_contact(work, "Lee")
    with company.read() as reading:

        def names(*filters: Filter) -> list[str]:
            return [row.name for row in CONTACTS.first(reading, ListSpec(filters, (Sort("name"),)), 10)]

        assert names(Filter("customer", "is", customer)) == ["Dana"]
        assert names(Filter("customer", "is_not", customer)) == ["Lee"]
        assert names(Filter("customer", "is_empty")) == ["Lee"]
        assert names(Filter("buying_role", "is", entry("buying_role", "decides"))) == ["Dana"]
        assert names(Filter("phone", "contains", "2046")) == ["Dana"]
        assert names() == ["Dana", "Lee"]


def test_contacts_are_sorted_by_the_customer_shown_first(company: Company) -> None:
    with company.write() as work:
        alder, birch, cedar = (a_customer(work, name) for name in ("Alder", "Birch", "Cedar"))
        main = RoleDraft(cedar, is_main=True)
        a_contact(work, "Main at Cedar", customers=(RoleDraft(alder), main))
        a_contact(work, "At Birch", customers=(RoleDraft(birch),))
        a_contact(work, "At Alder", customers=(RoleDraft(alder, is_main=True), RoleDraft(birch)))
        a_contact(work, "Nowhere")
    with company.read() as reading:
        rows = CONTACTS.first(reading, ListSpec(sorts=(Sort("customer"),)), 10)
    assert [(row.name, row.customers) for row in rows] == [
        ("At Alder", "Alder, Birch"),
        ("At Birch", "Birch"),
        ("Main at Cedar", "Cedar, Alder"),
        ("Nowhere", None),
    ]


def test_a_contact_comes_with_customers_people_and_open_business(company: Company) -> None:
    with company.write() as work:
        customer, gone = a_customer(work, "Haverton"), a_customer(work, "Gone")
        decides = entry("buying_role", "decides")
        places = (RoleDraft(gone), RoleDraft(customer, "Purchasing", decides))
        above = {"reports_to_id": a_contact(work, "Boss"), "referred_by_id": a_contact(work, "Friend")}
        made = a_contact(work, "Dana", customers=places, phone="0571 2046", tags=("VIP",), **above)
        a_contact(work, "Clerk", reports_to_id=made)
        an_opportunity(work, "Framework", customer_id=customer, contact_id=made)
        close_won(work, an_opportunity(work, "Upgrade", customer_id=customer, contact_id=made))
        an_opportunity(work, "Of a colleague", customer_id=customer)
        a_case(work, "Drift", customer_id=customer, contact_id=made)
        delete_customers(work, [gone])
    with company.read() as reading:
        details = contact_details(reading, made)
    (place,) = details.customers
    assert (place.name, place.job_title, place.buying_role_id) == ("Haverton", "Purchasing", decides)
    assert (details.reports_to, details.referred_by) == ("Boss", "Friend")
    assert [each.value for each in details.points] == ["0571 2046"]
    assert [each.name for each in details.reports] == ["Clerk"]
    assert [each.name for each in details.open_deals] == ["Framework"]
    assert [each.subject for each in details.open_cases] == ["Drift"]
    assert details.tags == ("VIP",)


def test_another_s_contact_is_not_shown(company: Company) -> None:
    with company.write() as work:
        a_user(work, "Ian", login="ian", role_id=role("salesperson"))
        made = a_contact(work, "Dana", a_customer(work))
    with company.seen_by("ian").read() as reading:
        assert CONTACTS.count(reading, ListSpec()) == 0
        with pytest.raises(NotFound):
            contact_details(reading, made)


def test_a_shared_contact_shows_neither_customers_nor_colleagues_of_others(company: Company) -> None:
    with company.write() as work:
        ian = a_user(work, "Ian", login="ian", role_id=role("salesperson"))
        mine, hidden = a_customer(work, "Mine", owner_id=ian), a_customer(work, "Hidden")
        places = (RoleDraft(hidden, "Purchasing", is_main=True), RoleDraft(mine, "Adviser"))
        made = a_contact(work, "Dana", customers=places)
        a_contact(work, "Hidden clerk", hidden, reports_to_id=made)
        a_contact(work, "Clerk", mine, reports_to_id=made)
    with company.seen_by("ian").read() as reading:
        details = contact_details(reading, made)
        (row,) = CONTACTS.rows(reading, [made])
    assert (row.customers, row.customer_id, row.job_title) == ("Mine", mine, "Adviser")
    assert [each.name for each in details.customers] == ["Mine"]
    assert [each.name for each in details.reports] == ["Clerk"]
