"""Contacts at several customers, with every way to reach them."""

from dataclasses import replace
from datetime import date

import pytest

from crm_desktop.core.errors import Invalid, NotAllowed, NotFound, Stale
from crm_desktop.models import ContactPoint
from crm_desktop.models.contact import EMAIL, PHONE
from crm_desktop.operations.contact import (
    ContactDraft,
    PointDraft,
    RoleDraft,
    assign_contacts,
    contact_draft,
    create_contact,
    delete_contacts,
    new_contact,
    set_main_contact,
    update_contact,
)
from tests.builders import a_contact, a_customer, a_user, entry, role
from tests.company import Company


def test_a_person_works_for_two_customers_and_has_two_phones(company: Company) -> None:
    roles = (RoleDraft("", "Purchasing", entry("buying_role", "decides"), True), RoleDraft("", "Adviser"))
    points = (PointDraft(PHONE, "0571 2046", "office"), PointDraft(EMAIL, "dana@haverton.example"))
    with company.write() as work:
        first, second = a_customer(work, "Haverton"), a_customer(work, "Yarrow")
        roles = (replace(roles[0], customer_id=first), replace(roles[1], customer_id=second))
        made = create_contact(work, ContactDraft("Dana Holt", customers=roles, points=points, tags=("VIP",)))
    with company.read() as reading:
        draft = contact_draft(reading, made)
        assert [(each.customer_id, each.job_title) for each in draft.customers] == [
            (first, "Purchasing"),
            (second, "Adviser"),
        ]
        assert [(each.kind, each.value, each.label) for each in draft.points] == [
            (PHONE, "0571 2046", "office"),
            (EMAIL, "dana@haverton.example", None),
        ]
        assert draft.tags == ("VIP",)


def test_rows_of_a_contact_are_changed_added_removed_and_ordered(company: Company) -> None:
    with company.write() as work:
        made = a_contact(work, points=(PointDraft(value="0571 1111"), PointDraft(value="0571 2222")))
        loaded = contact_draft(work, made)
    office, mobile = loaded.points
    edited = (replace(mobile, label="mobile"), PointDraft(EMAIL, "dana@haverton.example"))
    with company.write() as work:
        update_contact(work, made, replace(loaded, points=edited), loaded)
    with company.read() as reading:
        draft = contact_draft(reading, made)
    assert [(each.value, each.label) for each in draft.points] == [
        ("0571 2222", "mobile"),
        ("dana@haverton.example", None),
    ]
    assert draft.points[0].id == mobile.id
    assert office.id not in {each.id for each in draft.points}


def test_a_phone_someone_else_added_meanwhile_stays(company: Company) -> None:
    with company.write() as work:
        made = a_contact(work, phone="0571 1111")
    with company.read() as reading:
        loaded, position = contact_draft(reading, made), reading.position
    with company.write() as work:
        added = (*loaded.points, PointDraft(value="0571 2222"))
        update_contact(work, made, replace(loaded, points=added), loaded)
    with company.write() as work:
        update_contact(work, made, replace(loaded, job_title="Buyer", points=()), loaded, position)
    with company.read() as reading:
        draft = contact_draft(reading, made)
        assert ([each.value for each in draft.points], draft.job_title) == (["0571 2222"], "Buyer")


def test_the_same_phone_edited_twice_is_refused_the_second_time(company: Company) -> None:
    with company.write() as work:
        made = a_contact(work, phone="0571 1111")
    with company.read() as reading:
        loaded, position = contact_draft(reading, made), reading.position
    phone = loaded.points[0]
    with company.write() as work:
        update_contact(work, made, replace(loaded, points=(replace(phone, value="0571 2222"),)), loaded)
    with pytest.raises(Stale), company.write() as work:
        update_contact(work, made, replace(loaded, points=(replace(phone, value="0571 3333"),)), loaded, position)


def test_an_edited_phone_that_someone_else_removed_is_not_lost_silently(company: Company) -> None:
    with company.write() as work:
        made = a_contact(work, phone="0571 1111")
        loaded = contact_draft(work, made)
    with company.write() as work:
        update_contact(work, made, replace(loaded, points=()), loaded)
    with pytest.raises(Stale), company.write() as work:
        update_contact(work, made, replace(loaded, points=(replace(loaded.points[0], value="9999"),)), loaded)


def test_a_customer_has_one_main_contact(company: Company) -> None:
    with company.write() as work:
        customer = a_customer(work)
        assert new_contact(work, customer).customers[0].is_main
        first = a_contact(work, "Dana Holt", customers=(RoleDraft(customer, is_main=True),))
        assert not new_contact(work, customer).customers[0].is_main
        second = a_contact(work, "Lee Wong", customers=(RoleDraft(customer, is_main=True),))
    with company.read() as reading:
        assert [contact_draft(reading, each).customers[0].is_main for each in (first, second)] == [False, True]
    with company.write() as work:
        set_main_contact(work, customer, first)
    with company.read() as reading:
        assert [contact_draft(reading, each).customers[0].is_main for each in (first, second)] == [True, False]


def test_what_is_wrong_with_a_contact_is_said_field_by_field(company: Company) -> None:
    with company.write() as work:
        customer = a_customer(work)
        twice = (RoleDraft(customer), RoleDraft(customer))
        points = (PointDraft(PHONE, "0571 1111"), PointDraft(EMAIL, "dana at haverton"))
        with pytest.raises(Invalid) as refused:
            create_contact(work, ContactDraft(" ", customers=twice, points=points, reports_to_id="0" * 32))
        with pytest.raises(Invalid, match="Choose a customer on every line"):
            create_contact(work, ContactDraft("Dana", customers=(RoleDraft(),)))
    assert refused.value.fields.keys() == {"name", "reports_to_id", "customers", "points"}
    assert str(refused.value.fields["points"]).startswith("Line 2: This is not an e-mail address.")


def test_nobody_reports_to_themselves(company: Company) -> None:
    with company.write() as work:
        boss = a_contact(work, "Boss")
        clerk = a_contact(work, "Clerk", reports_to_id=boss)
        with pytest.raises(Invalid) as refused:
            update_contact(work, boss, replace(contact_draft(work, boss), reports_to_id=clerk))
    assert refused.value.fields.keys() == {"reports_to_id"}


def test_a_salesperson_sees_the_contacts_of_visible_customers(company: Company) -> None:
    with company.write() as work:
        ian = a_user(work, "Ian Zhao", login="ian")
        his, hers = a_customer(work, "His", owner_id=ian), a_customer(work, "Hers")
        shown, hidden = a_contact(work, "Shown", his), a_contact(work, "Hidden", hers)
    with company.seen_by("ian").read() as reading:
        assert contact_draft(reading, shown).name == "Shown"
        with pytest.raises(NotFound):
            contact_draft(reading, hidden)


def test_contacts_are_handed_over_and_deleted_together(company: Company) -> None:
    with company.write() as work:
        ian = a_user(work, "Ian Zhao")
        made = [a_contact(work, "Dana"), a_contact(work, "Lee")]
        assert assign_contacts(work, made, ian) == 2
        assert assign_contacts(work, made, ian) == 0
        assert delete_contacts(work, made) == 2
        with pytest.raises(NotFound):
            contact_draft(work, made[0])


def test_who_left_a_customer_may_come_back(company: Company) -> None:
    with company.write() as work:
        customer = a_customer(work)
        before, now = RoleDraft(customer, to_on=date(2020, 1, 1)), RoleDraft(customer)
        for places in ((before, now), (now, before)):
            made = create_contact(work, ContactDraft("Dana Holt", customers=places))
            assert len(contact_draft(work, made).customers) == 2


def test_what_another_system_left_among_the_numbers_does_not_keep_the_rest_from_being_edited(company: Company) -> None:
    with company.write() as work:
        made = a_contact(work)
        point = ContactPoint(id=work.new_id(), contact_id=made, kind=EMAIL, value="dana@localhost")
        work.session.add(point)
    with company.write() as work:
        loaded = contact_draft(work, made)
        update_contact(work, made, replace(loaded, job_title="Buyer"), loaded)
        with pytest.raises(Invalid, match="Line 1"):
            update_contact(work, made, replace(loaded, points=(PointDraft(EMAIL, "dana@elsewhere"),)), loaded)
    with company.read() as reading:
        assert contact_draft(reading, made).job_title == "Buyer"


def test_no_place_is_given_at_a_customer_one_cannot_see(company: Company) -> None:
    with company.write() as work:
        ian = a_user(work, "Ian", login="ian", role_id=role("salesperson"))
        hidden, mine = a_customer(work, "Hidden"), a_customer(work, "Mine", owner_id=ian)
        main = a_contact(work, "Main", customers=(RoleDraft(hidden, is_main=True),))
        shared = a_contact(work, "Shared", hidden, mine, owner_id=ian)
    with pytest.raises(Invalid) as refused, company.seen_by("ian").write() as work:
        a_contact(work, "New", customers=(RoleDraft(hidden, is_main=True),))
    assert set(refused.value.fields) == {"customers"}
    with pytest.raises(NotFound), company.seen_by("ian").write() as work:
        set_main_contact(work, hidden, shared)
    with company.read() as reading:
        draft = contact_draft(reading, shared)
    there, here = draft.customers
    with pytest.raises(Invalid), company.seen_by("ian").write() as work:
        update_contact(work, shared, replace(draft, customers=(replace(there, is_main=True), here)), draft)
    with company.seen_by("ian").write() as work:
        update_contact(work, shared, replace(draft, name="Renamed", customers=(there, here)), draft)
    with company.read() as reading:
        assert contact_draft(reading, main).customers[0].is_main
        assert contact_draft(reading, shared).name == "Renamed"


def test_only_who_assigns_makes_a_contact_of_someone_else(company: Company) -> None:
    with company.write() as work:
        ian = a_user(work, "Ian", login="ian", role_id=role("salesperson"))
        mei = a_user(work, "Mei", login="mei", role_id=role("salesperson"))
    with pytest.raises(NotAllowed), company.seen_by("ian").write() as work:
        a_contact(work, "Dana", owner_id=mei)
    with company.seen_by("ian").write() as work:
        made = a_contact(work, "Dana", owner_id=ian)
        assert contact_draft(work, made).owner_id == ian
