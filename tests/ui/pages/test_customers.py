"""Customers as a salesperson works with them: taken on, warned of twins, changed, handed over, tagged, deleted."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QDragEnterEvent, QDropEvent
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication

from crm_desktop.core.i18n import Message, set_language
from crm_desktop.operations.customer import customer_draft, update_customer
from crm_desktop.queries.customer_details import CustomerDetails, customer_details
from crm_desktop.storage.database import UnitOfWork
from crm_desktop.ui.actions import faults
from crm_desktop.ui.details.customer import describe
from crm_desktop.ui.pages.customers import CustomersPage
from crm_desktop.ui.theme import Tone
from crm_desktop.ui.widgets.buttons import IconButton, LinkButton
from crm_desktop.ui.widgets.choices import RadioButton
from crm_desktop.ui.widgets.line_button import LineButton
from crm_desktop.ui.widgets.marks import StatusChip
from crm_desktop.ui.widgets.pick_popup import PickPopup
from tests.builders import a_case, a_contact, a_customer, a_user, an_interaction, an_opportunity, an_order, entry
from tests.ui.pages.office import CONTROL, Key, Office, message_under


def details_of(office: Office, customer_id: str) -> CustomerDetails:
    with office.company.read() as reading:
        return customer_details(reading, customer_id)


def line(page: CustomersPage, starts: str) -> LineButton:
    """A row of the detail side by its first words."""
    QApplication.sendPostedEvents()
    found = [each for each in page.detail.findChildren(LineButton) if each.isVisible()]
    return next(each for each in found if each.accessibleName().startswith(starts))


def test_a_customer_is_taken_on_by_keyboard_alone(office: Office) -> None:
    page = office.open_page(CustomersPage)
    office.press(Key.Key_N)
    office.type("name", "Haverton Medical")
    office.pick(office.field("level_id"), "A")
    office.type("city", "Harborough")
    office.save()
    assert not office.has_dialog
    assert office.notebook.said == ["“Haverton Medical” created"]
    row = office.rows(page)[0]
    assert (row.name, row.city, row.owner, row.level_id) == (
        "Haverton Medical",
        "Harborough",
        "Ada Lin",
        entry("level", "A"),
    )
    assert page.detail.record_id == row.id
    office.undo.undo()
    assert office.rows(page) == []


def test_a_customer_needs_a_name_and_a_true_address(office: Office) -> None:
    office.open_page(CustomersPage)
    office.press(Key.Key_N)
    office.type("email", "nobody")
    office.type("website", "javascript:alert(1)")
    office.save()
    assert office.has_dialog
    assert str(office.field("website").error()) == "This is not a web address. Write it like example.com."
    assert office.field("name").error() == "Fill this in."
    assert str(office.field("email").error()).startswith("This is not an e-mail address.")


def test_what_only_the_operation_knows_stands_beside_its_field(office: Office) -> None:
    with office.company.write() as work:
        a_customer(work, "First", number="C-7")
    office.open_page(CustomersPage)
    office.press(Key.Key_N)
    office.type("name", "Second")
    office.type("number", "C-7")
    office.save()
    assert office.has_dialog
    assert office.field("number").error()


def test_a_person_has_other_fields_than_a_firm(office: Office) -> None:
    office.open_page(CustomersPage)
    office.press(Key.Key_N)
    assert (office.field("bank").isVisible(), office.field("born_on").isVisible()) == (True, False)
    office.pick(office.field("kind"), "Private person")
    assert (office.field("bank").isVisible(), office.field("born_on").isVisible()) == (False, True)
    office.type("name", "Anna Berg")
    office.type("occupation", "Dentist")
    office.save()
    assert not office.has_dialog


def test_a_twin_is_warned_of_while_typing_and_can_be_opened(office: Office) -> None:
    with office.company.write() as work:
        known = a_customer(work, "Haverton Medical Ltd", phone="0571 204 6100")
    office.open_page(CustomersPage)
    office.press(Key.Key_N)
    office.type("name", "Haverton Medical")
    office.press(Key.Key_Tab)
    assert message_under(office.field("name")) == "Known already: Haverton Medical Ltd · Ada Lin"
    office.type("phone", "05712046100")
    office.type("name", "Something else")
    office.press(Key.Key_Tab)
    assert message_under(office.field("name")) == ""
    assert message_under(office.field("phone")).startswith("Known already: Haverton Medical Ltd")
    link = next(each for each in office.field("phone").findChildren(LinkButton) if each.isVisible())
    QTest.mouseClick(link, Qt.MouseButton.LeftButton)
    # What was typed is not thrown away unasked.
    office.click(office.dialog, "Discard")
    assert not office.has_dialog
    assert office.notebook.opened == [("customer", known)]


def test_a_warning_does_not_keep_from_saving(office: Office) -> None:
    with office.company.write() as work:
        a_customer(work, "Haverton Medical")
    page = office.open_page(CustomersPage)
    office.press(Key.Key_N)
    office.type("name", "Haverton Medical")
    office.save()
    assert not office.has_dialog
    assert len(office.rows(page)) == 2


def test_a_customer_is_changed_and_the_change_undone(office: Office) -> None:
    with office.company.write() as work:
        customer = a_customer(work, "Haverton Medical", city="Harborough")
    page = office.open_page(CustomersPage)
    office.press(Key.Key_E)
    assert not office.dialog_is_dirty
    office.type("city", "Newport")
    office.save()
    assert office.notebook.said == ["“Haverton Medical” saved"]
    assert details_of(office, customer).city == "Newport"
    assert any("Newport" in each for each in office.words(page))
    office.undo.undo()
    assert details_of(office, customer).city == "Harborough"


def test_two_people_changing_one_field_see_both_versions(office: Office) -> None:
    with office.company.write() as work:
        customer = a_customer(work, "Haverton Medical", phone="0571 204 6100", city="Harborough")
    office.open_page(CustomersPage)
    office.press(Key.Key_E)
    office.type("phone", "0571 204 6199")
    with office.company.write() as work:
        draft = customer_draft(work, customer)
        update_customer(work, customer, replace(draft, phone="0571 204 6155", city="Newport"))
    office.save()
    phone = office.field("phone")
    assert phone.has_versions()
    assert office.field("city").value() == "Newport"
    radios = {each.text(): each for each in phone.findChildren(RadioButton)}
    assert set(radios) == {"0571 204 6199", "0571 204 6155"}
    radios["0571 204 6199"].click()
    office.save()
    assert not office.has_dialog
    assert (details_of(office, customer).phone, details_of(office, customer).city) == ("0571 204 6199", "Newport")


def test_what_was_typed_is_not_lost_by_escape(office: Office) -> None:
    office.open_page(CustomersPage)
    office.press(Key.Key_N)
    office.type("name", "Half typed")
    office.press(Key.Key_Escape)
    assert "Discard" in office.buttons(office.dialog)
    office.press(Key.Key_Escape)
    assert office.field("name").value() == "Half typed"


def test_customers_are_deleted_and_come_back(office: Office) -> None:
    with office.company.write() as work:
        for name in ("One", "Two", "Three"):
            a_customer(work, name)
    page = office.open_page(CustomersPage)
    page.table.records.select(0, 1, True)
    page.table.setFocus()
    office.press(Key.Key_Delete)
    office.save()
    assert office.cells(page, "name") == ["Two"]
    assert office.notebook.said == ["2 records deleted"]
    office.undo.undo()
    assert office.cells(page, "name") == ["One", "Three", "Two"]


def test_chosen_customers_are_handed_over_or_released(office: Office) -> None:
    with office.company.write() as work:
        a_user(work, "Grace Lin", login="grace")
        customer = a_customer(work)
    office.learn_choices()
    office.open_page(CustomersPage)
    office.press(Key.Key_A)
    office.choose("Grace Lin")
    assert details_of(office, customer).owner == "Grace Lin"
    office.press(Key.Key_A)
    office.choose("The public pool")
    assert details_of(office, customer).owner is None
    assert office.notebook.said == ["Handed over to Grace Lin: 1", "Released to the public pool"]


def test_a_first_tag_is_typed_and_the_next_time_chosen(office: Office) -> None:
    with office.company.write() as work:
        for name in ("One", "Two"):
            a_customer(work, name)
    page = office.open_page(CustomersPage)
    office.press(Key.Key_T)
    office.type_here("Reference")
    office.save()
    assert office.cells(page, "tags") == ["Reference", "—"]
    page.table.set_current(page.table.records.id_at(1))
    page.table.setFocus()
    office.press(Key.Key_T)
    office.choose("Reference")
    assert office.cells(page, "tags") == ["Reference", "Reference"]


def test_each_tag_is_a_view_with_its_count(office: Office) -> None:
    with office.company.write() as work:
        a_customer(work, "One", tags=("Reference",))
        a_customer(work, "Two")
    office.learn_choices()
    page = office.open_page(CustomersPage)
    tagged = next(each for each in page.views() if each.title == "Reference")
    assert tagged.count == 1
    page.show_view(tagged.key)
    assert office.cells(page, "name") == ["One"]


def test_a_next_step_whose_day_is_over_is_red(office: Office) -> None:
    with office.company.write() as work:
        for ahead in (-1, 0):
            made = a_customer(work)
            day = work.today + timedelta(days=ahead)
            an_opportunity(work, customer_id=made, next_step="Call", next_step_on=day)
    page = office.open_page(CustomersPage)
    column = next(each for each in page.declaration.columns if each.key == "next_step")
    tones = {
        (row.next_step_on - office.company.database.today()).days: column.cell(row).tone for row in office.rows(page)
    }
    assert tones == {-1: Tone.BAD, 0: Tone.NEUTRAL}


def test_the_chosen_customers_are_exported_from_the_bar(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    with office.company.write() as work:
        chosen, _other = a_customer(work, "Chosen"), a_customer(work, "Other")
    page = office.open_page(CustomersPage)
    asked: list[list[str]] = []
    monkeypatch.setattr(page, "export", asked.append)
    office.press(Key.Key_E, CONTROL)
    page.table.set_current(chosen)
    office.press(Key.Key_Space)
    office.press(Key.Key_E, CONTROL)
    assert asked == [[chosen]]


def test_the_detail_side_says_what_matters(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    with office.company.write() as work:
        customer = a_customer(work, "Haverton Medical", city="Harborough", phone="0571 204 6100", tags=("VIP",))
        contact = a_contact(work, "Dana Holt", customer)
        deal = an_opportunity(work, "Screens", customer_id=customer, amount_minor=1_900_000, currency="CNY")
        an_order(work, customer_id=customer)
        case = a_case(work, "The screen stays dark", customer_id=customer)
        an_interaction(work, "Showed the new probe", customer_id=customer)
    page = office.open_page(CustomersPage)
    page.table.set_current(customer)
    words = office.words(page)
    assert {"Haverton Medical", "1 open deal", "Total ¥19,000"} <= set(words)
    titles = [each.title for each in page.detail.history.entries()]
    assert "Visit: Showed the new probe" in titles
    QTest.mouseClick(line(page, "Screens"), Qt.MouseButton.LeftButton)
    page.detail.show_tab("service")
    QTest.mouseClick(line(page, "The screen stays dark"), Qt.MouseButton.LeftButton)
    QTest.mouseClick(line(page, "Main contact Dana Holt"), Qt.MouseButton.LeftButton)
    assert office.notebook.opened == [("opportunity", deal), ("service_case", case), ("contact", contact)]
    dialled: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: dialled.append(url.toString()))
    call = next(each for each in page.detail.findChildren(IconButton) if each.toolTip().startswith("Call"))
    QTest.mouseClick(call, Qt.MouseButton.LeftButton)
    assert dialled == ["tel:05712046100"]


def test_the_tab_shown_and_the_focus_survive_changes(office: Office) -> None:
    with office.company.write() as work:
        customer = a_customer(work, "Haverton Medical")
    page = office.open_page(CustomersPage)
    page.detail.show_tab("details")
    page.detail.setFocus()

    def move(work: UnitOfWork) -> None:
        update_customer(work, customer, replace(customer_draft(work, customer), city="Newport"))

    office.background.write(Message("Move"), move)
    assert "Newport" in office.words(page)
    focus = QApplication.focusWidget()
    assert focus is not None
    assert page.detail.isAncestorOf(focus)


def test_records_of_the_customer_are_made_from_it(office: Office) -> None:
    with office.company.write() as work:
        customer = a_customer(work)
    office.open_page(CustomersPage)
    for key in (Key.Key_P, Key.Key_D, Key.Key_S):
        office.press(key)
    office.press(Key.Key_L)
    preset = {"customer_id": customer}
    assert office.notebook.made == [("contact", preset), ("opportunity", preset), ("service_case", preset)]
    assert office.notebook.logged == [preset]


def test_the_list_is_a_sound_model_and_its_commands_have_help(office: Office) -> None:
    with office.company.write() as work:
        a_customer(work)
    page = office.open_page(CustomersPage)
    QAbstractItemModelTester(page.table.records, QAbstractItemModelTester.FailureReportingMode.Fatal)
    assert faults([page.actions_set.actions]) == []
    page.refresh()


def test_everything_is_said_in_chinese_too(office: Office) -> None:
    set_language("zh_CN")
    with office.company.write() as work:
        customer = a_customer(work, "海维康医疗器械" * 12, level_id=entry("level", "A"))
        an_opportunity(work, "2027 年度耗材框架" * 8, customer_id=customer, amount_minor=42_000_000, currency="CNY")
    page = office.open_page(CustomersPage)
    assert "1 个进行中的商机" in office.words(page)
    office.press(Key.Key_E)
    assert office.dialog.primary.text() == "保存"
    office.save()
    assert not office.has_dialog


def test_a_spreadsheet_dropped_on_the_list_is_imported(office: Office, tmp_path: Path) -> None:
    page = office.open_page(CustomersPage)
    file = tmp_path / "customers.csv"
    files = QMimeData()
    files.setUrls([QUrl.fromLocalFile(str(file))])
    nowhere, copy = QPointF(300, 300), Qt.DropAction.CopyAction
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(page, QDragEnterEvent(nowhere.toPoint(), copy, files, left, none))
    QApplication.sendEvent(page, QDropEvent(nowhere, copy, files, left, none))
    assert office.imports == [("customers", file)]


def test_one_of_many_users_is_found_by_typing_to_hand_over_to(office: Office) -> None:
    def many(work: UnitOfWork) -> None:
        a_customer(work, "Haverton")
        for number in range(20):
            a_user(work, f"User {number}", login=f"user{number}")

    office.background.write(Message("Hire"), many)
    page = office.open_page(CustomersPage)
    office.press(Key.Key_A)
    assert QApplication.activePopupWidget() is None, "no menu as high as the screen"
    (popup,) = page.window().findChildren(PickPopup)
    assert popup.list.current_key is not None
    QTest.keyClicks(popup.search, "user 17")
    QTest.keyClick(popup.search, Key.Key_Return)
    assert office.rows(page)[0].owner == "User 17"
    assert page.table.hasFocus()


def test_a_customer_is_starred_by_a_key_and_wears_its_star(office: Office) -> None:
    with office.company.write() as work:
        known = a_customer(work, "Haverton")
    page = office.open_page(CustomersPage)
    page.table.set_current(known)
    office.press(Key.Key_D, CONTROL)
    assert office.notebook.done == ["Starred"]
    QApplication.sendPostedEvents()
    assert "Starred" in [each.accessibleName() for each in page.detail.findChildren(StatusChip)]
    office.press(Key.Key_D, CONTROL)
    assert office.notebook.done[-1] == "Star taken away"


def test_the_card_of_a_private_person_is_not_headed_as_a_company(office: Office) -> None:
    with office.company.write() as work:
        made = {kind: a_customer(work, kind, kind=kind) for kind in ("consumer", "company")}
    heads = {}
    for kind, customer_id in made.items():
        *_others, last = describe(details_of(office, customer_id), office.context).tabs
        heads[kind] = {fact.label: section.title for section in last.sections for fact in section.facts}["Name"]
    assert heads == {"consumer": "Customer", "company": "Company"}
