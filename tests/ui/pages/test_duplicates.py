"""The page of duplicates by its keys and buttons."""

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from crm_desktop.models import Customer
from crm_desktop.ui.pages.duplicates import DuplicatesPage
from crm_desktop.ui.widgets.buttons import Button
from tests.builders import a_contact, a_customer, an_opportunity
from tests.company import Company
from tests.ui.pages.office import Office

Key = Qt.Key


def opened(office: Office) -> DuplicatesPage:
    page = DuplicatesPage(office.context)
    office.window.setCentralWidget(page)
    office.window.show()
    office.window.activateWindow()
    QTest.qWaitForWindowActive(office.window)
    page.list.setFocus()
    return page


def listed(page: DuplicatesPage) -> list[tuple[str, str]]:
    return [(row.title, row.note) for row in page.list.rows()]


def living(company: Company) -> list[Customer]:
    with company.read() as reading:
        return reading.session.query(Customer).filter_by(deleted=False).order_by(Customer.id).all()


def test_two_are_made_one_with_the_values_chosen_and_undone(office: Office, company: Company) -> None:
    with company.write() as work:
        kept = a_customer(work, "Haverton Ltd", city="Wuxi", phone="0571 2041 7777")
        other = a_customer(work, "Haverton", city="Suzhou", phone="0571-20417777")
        an_opportunity(work, "Beds", customer_id=other)
    page = opened(office)
    assert listed(page) == [("Haverton Ltd", "same name, same phone · Haverton")]
    assert page.status_text() == "1 pair may be one record"
    page.read_again()
    page.view.choose("Address", 1)
    QTest.keyClick(page.list, Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert [(each.id, each.name, each.city) for each in living(company)] == [(kept, "Haverton Ltd", "Suzhou")]
    assert office.notebook.done == ["“Haverton Ltd” is one record now"]
    assert listed(page) == []
    office.undo.undo()
    page.read_again()
    assert len(listed(page)) == 1
    assert [each.city for each in living(company)] == ["Wuxi", "Suzhou"]


def test_the_other_can_stay_and_untouched_fields_follow_it(office: Office, company: Company) -> None:
    with company.write() as work:
        a_customer(work, "Haverton Ltd", city="Wuxi", note="Pays late")
        other = a_customer(work, "Haverton", city="Suzhou")
    page = opened(office)
    QTest.keyClick(page.list, Key.Key_X)
    page.merge()
    (one,) = living(company)
    assert (one.id, one.name, one.city, one.note) == (other, "Haverton", "Suzhou", "Pays late")


def test_two_different_ones_are_kept_by_a_key_and_never_asked_about_again(office: Office, company: Company) -> None:
    with company.write() as work:
        for name in ("Haverton", "Haverton", "Coldbrook", "Coldbrook"):
            a_customer(work, name)
    page = opened(office)
    QTest.keyClick(page.list, Key.Key_K)
    assert [title for title, _ in listed(page)] == ["Haverton"]
    assert page.view.pair is page.current()
    page.read_again()
    assert [title for title, _ in listed(page)] == ["Haverton"]
    assert len(living(company)) == 4


def test_contacts_are_compared_too_and_nothing_to_do_is_said(office: Office, company: Company) -> None:
    with company.write() as work:
        for name in ("Dana Holt", "D. Holt"):
            a_contact(work, name, phone="0571 2041 7777")
    page = opened(office)
    assert page.status_text() == "0 pairs may be one record"
    page.of_kind.set_value("contact")
    QApplication.sendPostedEvents()
    assert listed(page) == [("Dana Holt", "same phone · D. Holt")]


def test_who_may_not_delete_keeps_both_but_does_not_merge(office: Office, company: Company) -> None:
    with company.write() as work:
        a_customer(work, "Haverton")
        a_customer(work, "Haverton")
    page = opened(office)
    office.background.viewer = replace(company.viewer, rights=frozenset())
    page.actions_set.trigger("duplicates.merge")
    assert len(living(company)) == 2
    assert office.notebook.refused


def test_nothing_is_made_one_before_it_was_found_and_compared(office: Office, company: Company) -> None:
    with company.write() as work:
        a_customer(work, "Haverton")
        a_customer(work, "Haverton")
    page = DuplicatesPage(office.context)
    (merge,) = [each for each in page.findChildren(Button) if each.text().startswith("Make them one")]
    assert not merge.isEnabled()
    office.window.setCentralWidget(page)
    office.window.show()
    assert merge.isEnabled()
    page.view.show_pair(None)
    page.actions_set.refresh()
    assert not merge.isEnabled()
