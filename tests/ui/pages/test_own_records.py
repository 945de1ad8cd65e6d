"""The page of an own kind of record offers what every page of records does, with the fields of its kind."""

from functools import partial

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from crm_desktop.core.listing import Filter, ListSpec
from crm_desktop.models.customising import own_kind
from crm_desktop.operations.custom_field import CustomFieldDraft, create_custom_field, set_custom_value
from crm_desktop.operations.own_kind import OwnKindDraft, create_own_kind
from crm_desktop.operations.own_record import create_own_record, new_own_record
from crm_desktop.queries.own_record import records_of_customer
from crm_desktop.ui.pages.customers import CustomersPage
from crm_desktop.ui.pages.own_records import OwnRecordsPage
from crm_desktop.ui.widgets.line_button import LineButton
from tests.builders import a_customer, a_user
from tests.ui.pages.office import Key, Office, message_under


class Machines:
    """A kind with two machines of one customer, and the page that shows them."""

    def __init__(self, office: Office) -> None:
        with office.company.write() as work:
            a_user(work, "Grace Lin", login="grace")
            self.customer = a_customer(work, "Haverton")
            kind_id = create_own_kind(work, OwnKindDraft("Machine", "设备", "Machines"))
            work.session.flush()
            self.kind = own_kind(kind_id)
            self.serial = create_custom_field(work, CustomFieldDraft(self.kind, "Serial number", "序列号"))
            for name, serial in (("Lathe 2", "SN-2"), ("Press 7", "SN-7")):
                draft = new_own_record(work, kind_id, name=name, customer_id=self.customer)
                record = create_own_record(work, draft)
                work.session.flush()
                set_custom_value(work, self.kind, record, self.serial, serial)
        office.learn_choices()
        found = office.context.choices.own_kind(self.kind)
        assert found is not None
        # Made from its kind, too.
        self.page: OwnRecordsPage = office.open_page(partial(OwnRecordsPage, found))  # type: ignore[arg-type]  # a class


@pytest.fixture
def machines(office: Office) -> Machines:
    """The page with two machines, the first one current."""
    return Machines(office)


def test_the_list_shows_the_fields_of_its_kind_from_the_beginning(office: Office, machines: Machines) -> None:
    key = f"own_{machines.serial}"
    shown = [each.key for each in machines.page.table.columns.chosen()]
    assert shown[:5] == ["name", "number", "customer", "owner", "created_on"]
    assert key in shown
    assert office.cells(machines.page, key) == ["SN-2", "SN-7"]
    machines.page.show_spec(ListSpec((Filter(key, "is", "SN-7"),)))
    assert office.cells(machines.page, "name") == ["Press 7"]


def test_a_record_is_made_and_changed_in_its_form(office: Office, machines: Machines) -> None:
    office.press(Key.Key_N)
    office.type("name", "Mill 9")
    office.pick(office.field("customer_id"), "Haver")
    office.type(f"custom.{machines.serial}", "SN-9")
    office.save()
    assert office.cells(machines.page, "name") == ["Lathe 2", "Mill 9", "Press 7"]
    assert office.notebook.done[-1] == "“Mill 9” created"
    office.press(Key.Key_E)
    office.type("name", " ")
    office.save()
    assert message_under(office.field("name"))
    office.type("name", "Mill 10")
    office.save()
    assert "Mill 10" in office.words(machines.page)
    assert office.cells(machines.page, f"own_{machines.serial}")[1] == "SN-9"


def test_records_are_handed_over_copied_and_deleted_by_keys(office: Office, machines: Machines) -> None:
    page = machines.page
    page.table.set_current(page.table.records.id_at(0))
    office.press(Key.Key_A)
    office.choose("Grace Lin")
    assert office.cells(page, "owner")[0] == "Grace Lin"
    page.table.setFocus()
    page.copy_chosen()
    assert "Lathe 2" in QGuiApplication.clipboard().text()
    page.table.setFocus()
    office.press(Key.Key_Delete)
    assert office.cells(page, "name") == ["Press 7"]
    assert office.errors == []


def test_an_activity_begun_at_a_record_is_with_its_customer(office: Office, machines: Machines) -> None:
    machines.page.table.set_current(machines.page.table.records.id_at(0))
    assert machines.page.about_current() == {"customer_id": machines.customer}


def test_a_customer_shows_what_it_has_of_each_kind(office: Office, machines: Machines) -> None:
    page = office.open_page(CustomersPage)
    page.table.set_current(machines.customer)
    page.detail.show_tab("service")
    QApplication.sendPostedEvents()
    lines = {each.accessibleName(): each for each in page.detail.findChildren(LineButton)}
    assert {"Lathe 2", "Press 7", "New: Machine"} <= lines.keys()
    with office.company.read() as reading:
        first = records_of_customer(reading, machines.customer)[0]
    lines["Lathe 2"].click()
    assert office.notebook.opened[-1] == (machines.kind, first.id)
    lines["New: Machine"].click()
    assert office.notebook.opened[-1] == ("new_own_record", f"{machines.kind} {machines.customer}")
