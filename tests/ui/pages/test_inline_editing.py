"""Values edited where they stand: kept by Enter, given up by Esc, walked by Tab, and never lost."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from crm_desktop.core.i18n import Message, set_language
from crm_desktop.operations.contact import contact_draft, update_contact
from crm_desktop.operations.customer import customer_draft, update_customer
from crm_desktop.operations.service_steps import assign_case, give_feedback, handle_case
from crm_desktop.queries.customer_details import CustomerDetails, customer_details
from crm_desktop.queries.opportunity import opportunity_details
from crm_desktop.storage.database import UnitOfWork
from crm_desktop.ui.detail_content import Edit, Fact, Section, TabContent
from crm_desktop.ui.detail_tab import DetailTab
from crm_desktop.ui.pages.contacts import ContactsPage
from crm_desktop.ui.pages.customers import CustomersPage
from crm_desktop.ui.pages.opportunities import OpportunitiesPage
from crm_desktop.ui.pages.service_cases import ServiceCasesPage
from crm_desktop.ui.record_page import RecordPage
from crm_desktop.ui.widgets.choices import RadioButton
from crm_desktop.ui.widgets.fields import LineField
from crm_desktop.ui.widgets.inline_editor import InlineEditor
from crm_desktop.ui.widgets.inline_value import InlineValue
from tests.builders import a_case, a_contact, a_customer, an_opportunity, entry
from tests.ui.pages.office import Key, Office


def details_of(office: Office, customer_id: str) -> CustomerDetails:
    with office.company.read() as reading:
        return customer_details(reading, customer_id)


def editor(page: RecordPage) -> InlineEditor | None:
    """The editor that is open in the detail side."""
    QApplication.sendPostedEvents()
    return next((each for each in page.detail.findChildren(InlineEditor) if each.isVisible()), None)


def error(page: RecordPage) -> str:
    """What stands under the open field."""
    found = editor(page)
    return str(found.field.error() or "") if found else ""


def open_details(office: Office, kind: type[RecordPage] = CustomersPage) -> RecordPage:
    page = office.open_page(kind)
    page.detail.show_tab("details")
    QApplication.sendPostedEvents()
    return page


def focused_label() -> str:
    focus = QApplication.focusWidget()
    return focus.label if isinstance(focus, InlineValue) else ""


@pytest.fixture
def haverton(office: Office) -> str:
    with office.company.write() as work:
        return a_customer(
            work, "Haverton Medical", phone="0571 204 6100", city="Harborough", level_id=entry("level", "B")
        )


def test_enter_opens_a_value_and_keeps_what_is_typed(office: Office, haverton: str) -> None:
    page = open_details(office)
    office.value(page, "City").setFocus()
    office.press(Key.Key_Return)
    office.type_here("Newport")
    office.press(Key.Key_Return)
    assert details_of(office, haverton).city == "Newport"
    assert editor(page) is None
    assert (office.value(page, "City").value(), focused_label()) == ("Newport", "City")
    assert office.notebook.done == [], "small edits are undone by key, without a toast"
    office.undo.undo()
    assert office.value(page, "City").value() == "Harborough"


def test_escape_gives_up_and_f2_opens_as_well(office: Office, haverton: str) -> None:
    page = open_details(office)
    office.value(page, "City").setFocus()
    office.press(Key.Key_F2)
    office.type_here("Nowhere")
    office.press(Key.Key_Escape)
    assert (details_of(office, haverton).city, editor(page)) == ("Harborough", None)
    assert (office.value(page, "City").value(), focused_label()) == ("Harborough", "City")


def test_tab_keeps_a_value_and_goes_on_to_the_next(office: Office, haverton: str) -> None:
    page = open_details(office)
    QTest.mouseClick(office.value(page, "Name"), Qt.MouseButton.LeftButton)
    office.type_here("Haverton Clinics")
    office.press(Key.Key_Tab)
    found = editor(page)
    assert found is not None
    assert found.field.label == "Kind"
    office.press(Key.Key_Backtab)
    office.type_here("Haverton Group")
    office.press(Key.Key_Return)
    assert details_of(office, haverton).name == "Haverton Group"


def test_what_is_wrong_is_said_under_the_field_and_the_typing_stays(office: Office, haverton: str) -> None:
    page = open_details(office)
    office.value(page, "Phone").click()
    office.type_here("057")
    office.press(Key.Key_Return)
    assert "digit" in error(page)
    page.table.setFocus()
    assert editor(page) is not None, "leaving does not throw it away"
    office.value(page, "Name").click()
    office.type_here("")
    office.press(Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    office.press(Key.Key_Delete)
    office.press(Key.Key_Return)
    fields = {str(each.field.label): str(each.field.error()) for each in page.detail.findChildren(InlineEditor)}
    assert fields["Name"] == "Fill this in."
    assert not page.detail.settle()
    assert details_of(office, haverton).name == "Haverton Medical"


def test_what_only_the_operation_knows_comes_back_to_the_field(office: Office, haverton: str) -> None:
    with office.company.write() as work:
        a_customer(work, "Other", number="C-7")
    page = open_details(office)
    page.table.set_current(haverton)
    office.value(page, "Number").click()
    office.type_here("C-7")
    office.press(Key.Key_Return)
    assert "C-7" in error(page) or error(page)
    office.type_here("C-8")
    office.press(Key.Key_Return)
    assert details_of(office, haverton).number == "C-8"


def test_leaving_for_another_record_keeps_what_is_typed(office: Office, haverton: str) -> None:
    with office.company.write() as work:
        other = a_customer(work, "Other")
    page = open_details(office)
    page.table.set_current(haverton)
    office.value(page, "City").click()
    office.type_here("Newport")
    page.table.set_current(other)
    assert details_of(office, haverton).city == "Newport"


def test_what_cannot_be_written_waits_at_its_record(office: Office, haverton: str) -> None:
    with office.company.write() as work:
        other = a_customer(work, "Other")
    page = open_details(office)
    page.table.set_current(haverton)
    office.value(page, "Phone").click()
    office.type_here("057")
    page.table.set_current(other)
    assert editor(page) is None
    assert office.notebook.said == ["“Phone” is not saved yet: what you typed waits at its record."]
    assert not page.detail.settle()
    assert office.notebook.opened == [("customer", haverton)]
    page.table.set_current(haverton)
    found = editor(page)
    assert found is not None
    assert found.field.value() == "057"
    found.setFocus()
    office.press(Key.Key_Escape)
    assert page.detail.settle()


def test_a_change_elsewhere_leaves_the_typing_alone(office: Office, haverton: str) -> None:
    page = open_details(office)
    office.value(page, "City").click()
    office.type_here("Newp")

    def rename(work: UnitOfWork) -> None:
        update_customer(work, haverton, replace(customer_draft(work, haverton), short_name="HM", note="Called"))

    office.background.write(Message("Rename"), rename)
    found = editor(page)
    assert found is not None
    assert (found.field.value(), QApplication.focusWidget()) == ("Newp", found.field.focusProxy())
    office.press(Key.Key_Return)
    now = details_of(office, haverton)
    assert (now.city, now.short_name) == ("Newp", "HM")
    assert office.value(page, "Short name").value() == "HM"


def test_two_people_editing_one_value_see_both_versions(office: Office, haverton: str) -> None:
    page = open_details(office)
    office.value(page, "City").click()
    office.type_here("Newport")
    with office.company.write() as work:
        update_customer(work, haverton, replace(customer_draft(work, haverton), city="Harbour Town"))
    office.press(Key.Key_Return)
    found = editor(page)
    assert found is not None
    versions = [each for each in found.findChildren(RadioButton) if each.isVisible()]
    assert [each.text() for each in versions] == ["Newport", "Harbour Town"]
    versions[0].click()
    office.press(Key.Key_Return)
    assert details_of(office, haverton).city == "Newport"


def test_picking_from_a_list_is_enough(office: Office, haverton: str) -> None:
    page = open_details(office)
    office.value(page, "Level").click()
    office.type_here("A")
    office.press(Key.Key_Return)
    assert details_of(office, haverton).level_id == entry("level", "A")
    assert editor(page) is None


def test_empty_values_are_shown_on_request_and_filled_in(office: Office, haverton: str) -> None:
    page = open_details(office)
    assert "Website" not in office.words(page)
    page.detail.edit_value("website")
    office.type_here("haverton.example")
    office.press(Key.Key_Return)
    assert details_of(office, haverton).website == "haverton.example"
    assert "Fax" in office.words(page), "the other empty values came in sight with it"


def test_the_marks_of_the_head_lead_to_their_values(office: Office, haverton: str) -> None:
    from crm_desktop.ui.widgets.marks import LevelBadge

    page = office.open_page(CustomersPage)
    badge = next(each for each in page.detail.findChildren(LevelBadge) if each.isVisible())
    QTest.mouseClick(badge, Qt.MouseButton.LeftButton)
    found = editor(page)
    assert found is not None
    assert (found.field.label, page.detail.tab) == ("Level", "details")


def test_deals_are_edited_in_place(office: Office) -> None:
    with office.company.write() as work:
        deal = an_opportunity(work, amount_minor=100_00, customer_id=a_customer(work))
    page = open_details(office, OpportunitiesPage)
    for label, text in (("Amount", "2,500"), ("Name", "Screens for both wings")):
        office.value(page, label).click()
        office.type_here(text)
        office.press(Key.Key_Return)
    page.detail.edit_value("next_step")
    office.type_here("Send the offer")
    office.press(Key.Key_Tab)
    office.type_here("2026-12-01")
    office.press(Key.Key_Return)
    with office.company.read() as reading:
        now = opportunity_details(reading, deal)
    assert (now.amount_minor, now.name, now.next_step) == (2_500_00, "Screens for both wings", "Send the offer")
    assert now.next_step_on is not None


def test_an_archived_case_can_only_be_looked_at(office: Office) -> None:
    with office.company.write() as work:
        case = a_case(work)
        assign_case(work, case, office.company.viewer.user_id)
        handle_case(work, case, "Changed the lamp")
        give_feedback(work, case, "Fine", 5)
    page = office.open_page(ServiceCasesPage)
    page.show_view("archived")
    page.table.set_current(case)
    page.detail.show_tab("request")
    value = office.value(page, "Subject")
    value.click()
    assert editor(page) is None


def test_contacts_are_edited_in_place_in_chinese_too(office: Office) -> None:
    with office.company.write() as work:
        person = a_contact(work, "Dana Holt", job_title="Buyer")
    set_language("zh_CN")
    page = open_details(office, ContactsPage)
    office.value(page, "职务").click()
    line = QApplication.focusWidget()
    assert isinstance(line, QLineEdit)
    line.setText("采购总监")
    office.press(Key.Key_Return)
    with office.company.read() as reading:
        assert contact_draft(reading, person).job_title == "采购总监"
    with office.company.write() as work:
        update_contact(work, person, replace(contact_draft(work, person), job_title="总裁"))


def test_what_the_program_fails_to_write_comes_back_into_its_field(
    office: Office, haverton: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = open_details(office)

    def broken(*_anything: object) -> None:
        raise RuntimeError("a bug")

    editable = replace(page.detail.source.editable, update=broken)
    monkeypatch.setattr(page.detail, "source", replace(page.detail.source, editable=editable))
    office.value(page, "City").click()
    office.type_here("Newport")
    office.press(Key.Key_Return)
    found = editor(page)
    assert found is not None
    assert found.field.value() == "Newport"
    assert [str(each) for each in office.errors] == ["a bug"]
    office.errors.clear()


def test_values_that_come_while_one_is_edited_stand_at_their_own_labels(office: Office) -> None:
    tab = DetailTab(office.context)
    office.window.setCentralWidget(tab)
    city = Fact("City", "Harborough", edit=Edit("city"))

    def show(*plain: Fact) -> None:
        tab.show_tab("c1", TabContent("details", "Details", sections=(Section("Work", (city, *plain)),)), {})

    show(Fact("Mobile", "1"), Fact("Mobile", "2"), Fact("Fax", "3"))
    line = InlineEditor(LineField(office.context.theme, "City"))
    assert tab.place("city", line)
    show(Fact("Phone", "0"), Fact("Mobile", "11"), Fact("Fax", "33"))
    values = [(each.label, each.value()) for each in tab.findChildren(InlineValue)]
    assert values[1:] == [("Mobile", "11"), ("Mobile", "2"), ("Fax", "33")]
