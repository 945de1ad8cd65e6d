"""Contacts as a salesperson keeps them: every way to reach someone, their place at two firms, changed and deleted."""

from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QWidget

from crm_desktop.core.i18n import set_language
from crm_desktop.operations.contact import RoleDraft, contact_draft, update_contact
from crm_desktop.queries.contact import ContactDetails, contact_details
from crm_desktop.ui.actions import faults
from crm_desktop.ui.known_already import KnownAlready
from crm_desktop.ui.pages.contacts import ContactsPage
from crm_desktop.ui.widgets.buttons import IconButton
from crm_desktop.ui.widgets.fields import Field, RowsField
from tests.builders import a_contact, a_customer, a_user, an_interaction, entry
from tests.ui.pages.office import CONTROL, Key, Office, message_under

SHIFT = Qt.KeyboardModifier.ShiftModifier


def details_of(office: Office, contact_id: str) -> ContactDetails:
    with office.company.read() as reading:
        return contact_details(reading, contact_id)


def row(office: Office, name: str, number: int) -> dict[str, Field]:
    """The fields of a row of the phones or of the customers."""
    field = office.field(name)
    assert isinstance(field, RowsField)
    return field.rows()[number]


def write(office: Office, field: Field, text: str) -> None:
    """Type over what a field of a row holds."""
    field.setFocus()
    office.type_here(text)


def tab_to(office: Office, field: QWidget) -> None:
    """Press Tab until the keyboard is in a field."""
    for _ in range(60):
        focus = QApplication.focusWidget()
        if focus is not None and (focus is field or field.isAncestorOf(focus)):
            return
        office.press(Key.Key_Tab)
    raise AssertionError("Tab never comes here")


def test_a_contact_is_made_by_keyboard_alone(office: Office) -> None:
    page = office.open_page(ContactsPage)
    office.press(Key.Key_N)
    office.type_here("Dana Holt")
    tab_to(office, office.field("job_title"))
    office.type_here("Head of purchasing")
    tab_to(office, row(office, "points", 0)["value"])
    office.type_here("0571 204 6100")
    tab_to(office, row(office, "points", 1)["value"])
    office.type_here("dana@haverton.example")
    office.save()
    assert not office.has_dialog
    assert office.notebook.said == ["“Dana Holt” created"]
    found = office.rows(page)[0]
    assert (found.name, found.email, found.owner) == ("Dana Holt", "dana@haverton.example", "Ada Lin")
    assert page.detail.record_id == found.id
    office.undo.undo()
    assert office.rows(page) == []


def test_someone_works_for_two_customers_and_has_several_numbers(office: Office) -> None:
    with office.company.write() as work:
        a_customer(work, "Haverton Medical")
        a_customer(work, "Northgate Clinic")
    page = office.open_page(ContactsPage)
    office.press(Key.Key_N)
    office.type("name", "Dana Holt")
    write(office, row(office, "points", 0)["value"], "0571 204 6100")
    write(office, row(office, "points", 1)["value"], "dana@haverton.example")
    office.click(office.field("points"), "Add a phone or e-mail")
    write(office, row(office, "points", 2)["value"], "138 0571 6100")
    write(office, row(office, "points", 2)["label"], "mobile")
    office.pick(row(office, "customers", 0)["customer_id"], "Haver")
    write(office, row(office, "customers", 0)["job_title"], "Buyer")
    office.pick(row(office, "customers", 0)["buying_role_id"], "Decides")
    office.click(office.field("customers"), "Add a customer")
    office.pick(row(office, "customers", 1)["customer_id"], "North")
    write(office, row(office, "customers", 1)["job_title"], "Adviser")
    office.save()
    assert not office.has_dialog
    details = details_of(office, office.rows(page)[0].id)
    assert [each.kind for each in details.points] == ["phone", "email", "phone"]
    assert details.points[2].label == "mobile"
    assert {(each.name, each.job_title) for each in details.customers} == {
        ("Haverton Medical", "Buyer"),
        ("Northgate Clinic", "Adviser"),
    }
    page.detail.show_tab("companies")
    assert any("Northgate Clinic" in each for each in office.words(page))


def test_what_is_missing_or_wrong_is_said_where_it_stands(office: Office) -> None:
    office.open_page(ContactsPage)
    office.press(Key.Key_N)
    write(office, row(office, "points", 1)["value"], "nobody")
    office.save()
    assert office.field("name").error() == "Fill this in."
    office.type("name", "Dana Holt")
    office.save()
    assert office.has_dialog
    assert str(office.field("points").error()).startswith("Line 1: This is not an e-mail address.")


def test_one_customer_is_named_once(office: Office) -> None:
    with office.company.write() as work:
        customer = a_customer(work, "Haverton Medical")
        a_contact(work, "Dana Holt", customer)
    office.open_page(ContactsPage)
    office.press(Key.Key_E)
    office.click(office.field("customers"), "Add a customer")
    office.pick(row(office, "customers", 1)["customer_id"], "Haver")
    office.save()
    assert office.has_dialog
    assert str(office.field("customers").error()) == "Name each customer once."


def test_someone_leaves_a_customer_and_a_number_is_not_to_be_used(office: Office) -> None:
    with office.company.write() as work:
        a_contact(work, "Dana Holt", a_customer(work, "Haverton Medical"), phone="138 0571 2046")
    page = office.open_page(ContactsPage)
    office.press(Key.Key_E)
    write(office, row(office, "customers", 0)["from_on"], "2026-03-01")
    write(office, row(office, "customers", 0)["to_on"], "2026-02-01")
    office.save()
    assert str(office.field("customers").error()).startswith("Choose a last day at the customer")
    write(office, row(office, "customers", 0)["to_on"], "2026-03-31")
    tab_to(office, row(office, "points", 0)["is_opted_out"])
    office.press(Key.Key_Space)
    office.save()
    assert not office.has_dialog
    with office.company.read() as reading:
        draft = contact_draft(reading, office.rows(page)[0].id)
    assert (draft.customers[0].from_on, draft.customers[0].to_on) == (date(2026, 3, 1), date(2026, 3, 31))
    assert [each.is_opted_out for each in draft.points] == [True]


def test_a_contact_is_changed_and_the_change_undone(office: Office) -> None:
    with office.company.write() as work:
        customer = a_customer(work, "Haverton Medical")
        contact = a_contact(work, "Dana Holt", customer, phone="0571 204 6100")
    page = office.open_page(ContactsPage)
    office.press(Key.Key_E)
    assert not office.dialog_is_dirty
    office.type("job_title", "Director")
    write(office, row(office, "points", 0)["value"], "0571 204 6199")
    office.save()
    assert office.notebook.said == ["“Dana Holt” saved"]
    assert details_of(office, contact).job_title == "Director"
    assert office.cells(page, "phone") == ["0571 204 6199"]
    office.undo.undo()
    assert details_of(office, contact).job_title is None
    assert office.cells(page, "phone") == ["0571 204 6100"]


def test_a_number_is_taken_away_with_its_button(office: Office) -> None:
    with office.company.write() as work:
        contact = a_contact(work, "Dana Holt", phone="0571 204 6100")
    office.open_page(ContactsPage)
    office.press(Key.Key_E)
    points = office.field("points")
    remove = next(each for each in points.findChildren(IconButton) if each.isVisible())
    remove.setFocus()
    office.press(Key.Key_Space)
    office.save()
    assert details_of(office, contact).points == ()
    office.undo.undo()
    assert len(details_of(office, contact).points) == 1


def test_two_people_at_one_contact_do_not_overwrite_each_other(office: Office) -> None:
    with office.company.write() as work:
        contact = a_contact(work, "Dana Holt", department="Purchasing")
    office.open_page(ContactsPage)
    office.press(Key.Key_E)
    office.type("department", "Radiology")
    with office.company.write() as work:
        update_contact(work, contact, replace(contact_draft(work, contact), department="Surgery", job_title="Buyer"))
    office.save()
    assert office.field("department").has_versions()
    assert office.field("job_title").value() == "Buyer"


def test_contacts_are_deleted_and_come_back(office: Office) -> None:
    with office.company.write() as work:
        for name in ("Ann", "Ben", "Cem"):
            a_contact(work, name)
    page = office.open_page(ContactsPage)
    page.table.records.select(0, 1, True)
    page.table.setFocus()
    office.press(Key.Key_Delete)
    office.save()
    assert len(office.rows(page)) == 1
    assert office.notebook.said == ["2 records deleted"]
    office.undo.undo()
    assert len(office.rows(page)) == 3
    office.undo.redo()
    assert len(office.rows(page)) == 1


def test_a_contact_is_found_by_name_pinyin_and_number(office: Office) -> None:
    with office.company.write() as work:
        a_contact(work, "李明", phone="0571 204 6100")
        a_contact(work, "Dana Holt", phone="0755 888 1234")
    page = office.open_page(ContactsPage)
    for typed, found in (("liming", ["李明"]), ("8881234", ["Dana Holt"]), ("dan", ["Dana Holt"]), ("xyz", [])):
        office.press(Key.Key_F, CONTROL)
        office.type_here(typed)
        office.press(Key.Key_Return)
        assert office.cells(page, "name") == found, typed
    # Nothing is found: the button in the empty list brings everybody back.
    office.click(page, "Clear filters")
    assert len(office.rows(page)) == 2


def test_the_list_is_narrowed_to_those_of_a_colleague(office: Office) -> None:
    with office.company.write() as work:
        grace = a_user(work, "Grace Lin", login="grace")
        a_contact(work, "Dana Holt")
        a_contact(work, "Tom Reyes", owner_id=grace)
    office.learn_choices()
    page = office.open_page(ContactsPage)
    page.show_view("all")
    page.table.setFocus()
    office.press(Key.Key_F)
    office.choose("Owner")
    office.choose("Grace Lin")
    popup = QApplication.activePopupWidget()
    if popup is not None:
        popup.close()
    assert office.cells(page, "name") == ["Tom Reyes"]
    office.press(Key.Key_F, CONTROL | SHIFT)
    assert len(office.rows(page)) == 2


def test_the_detail_side_reaches_the_person(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    with office.company.write() as work:
        customer = a_customer(work, "Haverton Medical")
        role = RoleDraft(customer, "Buyer", entry("buying_role", "decides"), is_main=True)
        contact = a_contact(work, "Dana Holt", phone="0571 204 6100", customers=(role,))
        an_interaction(work, "Showed the new probe", contact_id=contact)
    page = office.open_page(ContactsPage)
    words = office.words(page)
    assert "Dana Holt" in words
    assert "Buyer · Haverton Medical" in words
    assert [each.title for each in page.detail.history.entries()] == ["Visit: Showed the new probe"]
    dialled: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: dialled.append(url.toString()))
    call = next(each for each in page.detail.findChildren(IconButton) if each.toolTip().startswith("Call"))
    call.setFocus()
    office.press(Key.Key_Space)
    assert dialled == ["tel:05712046100"]
    office.press(Key.Key_L)
    assert office.notebook.logged == [{"contact_id": contact}]


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_the_page_speaks_both_languages(office: Office, language: str) -> None:
    set_language(language)
    with office.company.write() as work:
        a_contact(work, "欧阳娜娜" * 10, a_customer(work, "海维康医疗器械" * 10), phone="0571 204 6100")
    page = office.open_page(ContactsPage)
    QAbstractItemModelTester(page.table.records, QAbstractItemModelTester.FailureReportingMode.Fatal, page)
    office.press(Key.Key_E)
    assert office.dialog.primary.text() == {"en": "Save changes", "zh_CN": "保存"}[language]
    office.save()
    assert not office.has_dialog


def test_every_command_has_its_own_key_and_help(office: Office) -> None:
    page = office.open_page(ContactsPage)
    assert faults([page.actions_set.actions]) == []


def test_a_person_known_already_is_named_while_typing(office: Office) -> None:
    with office.company.write() as work:
        dana = a_contact(work, "Dana Holt", phone="0571 204 6100")
    office.open_page(ContactsPage)
    office.press(Key.Key_N)
    office.type("name", "D. Holt")
    write(office, row(office, "points", 0)["value"], "05712046100")
    assert office.dialog is not None
    office.dialog.findChildren(KnownAlready)[0].look()
    assert message_under(office.field("points")) == "Known already: Dana Holt · Ada Lin"
    write(office, row(office, "points", 0)["value"], "05712046199")
    office.dialog.findChildren(KnownAlready)[0].look()
    assert message_under(office.field("points")) == ""
    assert dana
