"""Confirming data as people meet it: a mark, a key, a column and a view."""

from datetime import timedelta

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from crm_desktop.core.listing import ListSpec
from crm_desktop.queries.customer import CUSTOMERS
from crm_desktop.queries.customer_details import customer_details
from crm_desktop.ui.details.customer import describe
from crm_desktop.ui.pages.contacts import ContactsPage
from crm_desktop.ui.pages.customers import CustomersPage
from tests.builders import a_contact, a_customer
from tests.company import Company
from tests.ui.pages.office import Office


def is_marked(office: Office) -> bool:
    """Whether the head of the first customer has the mark."""
    with office.company.read() as reading:
        (first, *_rest) = CUSTOMERS.first(reading, ListSpec(), 1)
        details = customer_details(reading, first.id)
    return any("to be checked" in chip.text for chip in describe(details, office.context).chips)


def test_old_data_is_marked_listed_and_confirmed_for_several_at_once(office: Office, company: Company) -> None:
    with company.write() as work:
        for name in ("Haverton", "Northgate"):
            a_customer(work, name)
    company.clock.instant += timedelta(days=400)
    page = office.open_page(CustomersPage)
    office.show_column(page, "data_age")
    assert office.cells(page, "data_age") == ["400", "400"]
    page.actions_set.trigger("list.open")
    page.detail.show_tab("details")
    assert (office.value(page, "Data taken on").value(), is_marked(office)) == ("21 Nov 2026", True)
    page.show_view("data")
    QTest.keyClick(page.table, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    page.actions_set.trigger("customer.confirm")
    assert office.notebook.done == ["Data of 2 records confirmed"]
    assert office.rows(page) == []
    page.show_view("all")
    assert office.cells(page, "data_age") == ["0", "0"]
    assert (office.value(page, "Data checked").value(), is_marked(office)) == ("26 Dec 2027 · Ada Lin", False)


def test_the_data_of_a_contact_is_confirmed(office: Office, company: Company) -> None:
    with company.write() as work:
        a_contact(work, "Dana Holt", phone="010 5551234")
    company.clock.instant += timedelta(days=400)
    page = office.open_page(ContactsPage)
    page.actions_set.trigger("list.open")
    page.detail.show_tab("details")
    assert office.value(page, "Data taken on").value() == "21 Nov 2026"
    page.actions_set.trigger("contact.confirm")
    assert office.notebook.done == ["Data confirmed"]
    assert office.value(page, "Data checked").value() == "26 Dec 2027 · Ada Lin"
