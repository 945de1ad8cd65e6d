"""How old the data of customers and contacts is, by what people changed and confirmed."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from crm_desktop.core.i18n import Message
from crm_desktop.core.listing import Filter, ListSpec, Sort
from crm_desktop.core.viewer import SYSTEM
from crm_desktop.models import Contact, Customer
from crm_desktop.operations.contact import contact_draft, update_contact
from crm_desktop.operations.customer import assign_customers, customer_draft, update_customer
from crm_desktop.operations.data_age import confirm_data
from crm_desktop.operations.parameter import set_parameter
from crm_desktop.operations.undo_any import preview_undo
from crm_desktop.operations.undo_step import undo
from crm_desktop.queries.affected import affected
from crm_desktop.queries.contact import CONTACTS
from crm_desktop.queries.customer import CUSTOMERS
from crm_desktop.queries.data_age import DAYS, data_age
from crm_desktop.queries.record_history import record_history
from crm_desktop.queries.step_changes import step_changes
from tests.builders import a_contact, a_customer, a_user
from tests.company import Company

DUE = ListSpec((Filter("data_due", "is", True),))


def age(company: Company, entity: Any, record_id: str) -> tuple[int, bool, bool]:
    with company.read() as reading:
        found = data_age(reading, entity, record_id)
    assert found is not None
    return found.days, found.was_checked, found.is_due


def pass_days(company: Company, days: int) -> None:
    company.clock.instant += timedelta(days=days)


def change(company: Company, customer_id: str, viewer: Any = None, **values: Any) -> None:
    with company.database.write(Message("A test step"), viewer or company.viewer) as work:
        before = customer_draft(work, customer_id)
        update_customer(work, customer_id, replace(before, **values), before)


def test_data_is_as_old_as_the_last_change_or_confirmation_of_a_person(company: Company) -> None:
    with company.write() as work:
        customer, mei = a_customer(work, "Haverton"), a_user(work, "Mei", login="mei")
    pass_days(company, 400)
    assert age(company, Customer, customer) == (400, False, True)
    with company.write() as work:
        assign_customers(work, [customer], mei)
    change(company, customer, SYSTEM, city="Leeds")
    assert age(company, Customer, customer) == (400, False, True)  # neither is said by a person of its data
    change(company, customer, phone="0113 496 0000")
    assert age(company, Customer, customer) == (0, False, False)
    pass_days(company, 30)
    with company.write() as work:
        assert confirm_data(work, "customer", [customer]) == 1
    assert age(company, Customer, customer) == (0, True, False)
    with company.write() as work:
        undo(work)
    assert age(company, Customer, customer) == (30, False, False)


def test_ways_to_reach_a_contact_are_its_data(company: Company) -> None:
    with company.write() as work:
        contact = a_contact(work, "Dana Holt", phone="010 5551234")
    pass_days(company, 20)
    with company.write() as work:
        before = contact_draft(work, contact)
        points = tuple(replace(each, value="010 5551235") for each in before.points)
        update_contact(work, contact, replace(before, points=points), before)
    assert age(company, Contact, contact) == (0, False, False)
    pass_days(company, 365)
    assert age(company, Contact, contact) == (365, False, True)
    with company.read() as reading:
        assert [row.name for row in CONTACTS.first(reading, DUE, 5)] == ["Dana Holt"]


def test_lists_are_sorted_and_narrowed_by_it_and_the_setting_tells_who_is_affected(company: Company) -> None:
    with company.write() as work:
        old = a_customer(work, "Old")
    pass_days(company, 10)
    with company.write() as work:
        a_customer(work, "New")
    with company.read() as reading:
        for key, descending in (("data_at", False), ("data_age", True)):
            rows = CUSTOMERS.first(reading, ListSpec(sorts=(Sort(key, descending),)), 5)
            assert [row.name for row in rows] == ["Old", "New"]
        for days, names in ((10, ["Old"]), (11, []), (0, ["New", "Old"])):
            spec = ListSpec((Filter("data_older", "at_least", days),))
            assert [row.name for row in CUSTOMERS.first(reading, spec, 5)] == names
        assert CUSTOMERS.count(reading, DUE) == 0
        told = affected(reading, DAYS, 10)
        assert told is not None
        assert told.values == {"customers": 1, "contacts": 0}
    with company.write() as work:
        set_parameter(work, DAYS, 10)
    assert age(company, Customer, old) == (10, False, True)
    with company.read() as reading:
        assert [row.name for row in CUSTOMERS.first(reading, DUE, 5)] == ["Old"]


def test_a_confirmation_stands_in_the_history_of_the_record(company: Company) -> None:
    with company.write() as work:
        customer = a_customer(work, "Haverton")
    with company.write("Confirm data") as work:
        confirm_data(work, "customer", [customer])
    with company.read() as reading:
        newest = record_history(reading, "customer", customer)[0]
    assert newest.label.text == "Confirm data"
    assert [(each.title, each.old) for each in newest.changes[0].fields] == [("Data checked", None)]
    # The company's log tells it, too, and undoes it.
    with company.read() as reading:
        assert [each.name for each in step_changes(reading, newest.transaction).records] == ["Haverton"]
    with company.write() as work:
        assert preview_undo(work, newest.transaction).changes.total == 1
