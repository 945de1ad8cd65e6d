"""The review page by its keys and buttons, and the marks that lead to it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from crm_desktop.core.i18n import CHINESE, ENGLISH, set_language
from crm_desktop.models import Customer
from crm_desktop.operations.customer import customer_draft, delete_customers, update_customer
from crm_desktop.queries.review import review_count, review_list
from crm_desktop.ui.pages.customers import SOURCE, CustomersPage
from crm_desktop.ui.pages.review import ReviewPage
from crm_desktop.ui.review.diff_text import DiffText
from crm_desktop.ui.review_state import ReviewState
from crm_desktop.ui.widgets.buttons import Button, IconButton, LinkButton
from tests.builders import a_customer, an_opportunity
from tests.company import Company
from tests.meeting import meet
from tests.sync.conftest import laptop as laptop
from tests.ui.pages.office import Office

Key = Qt.Key
Laptop = Callable[[str], Company]
NOTE = "Pays late, but pays. Wants 4% off the framework price of next year, with the approval of a manager."


@pytest.fixture
def customer(company: Company) -> str:
    with company.write() as work:
        return a_customer(work, "Haverton", city="Harborough", note=NOTE)


@pytest.fixture
def anna(laptop: Laptop, customer: str) -> Company:
    """Another laptop, offline since the customer was made."""
    assert customer
    return laptop("anna")


def edited(company: Company, customer_id: str, **values: object) -> None:
    company.clock.instant += timedelta(minutes=1)
    with company.write("Change customer") as work:
        loaded = customer_draft(work, customer_id)
        update_customer(work, customer_id, replace(loaded, **values), loaded)  # type: ignore[arg-type]  # any field


def opened(office: Office) -> ReviewPage:
    page = ReviewPage(office.context)
    office.window.setCentralWidget(page)
    office.window.show()
    office.window.activateWindow()
    QTest.qWaitForWindowActive(office.window)
    page.list.setFocus()
    return page


def words(widget: QWidget) -> list[str]:
    QApplication.sendPostedEvents()
    return [each.text() for each in widget.findChildren(QLabel) if each.isVisible() and not isinstance(each, DiffText)]


def press(page: ReviewPage, text: str) -> None:
    QApplication.sendPostedEvents()
    buttons = (each for each in page.findChildren(Button) if each.isVisible() and each.text() == text)
    QTest.mouseClick(next(buttons), Qt.MouseButton.LeftButton)
    page.read_again()


def name_of(company: Company, record_id: str) -> str:
    with company.read() as reading:
        return reading.session.get_one(Customer, record_id).name


def left(company: Company) -> int:
    with company.read() as reading:
        return review_count(reading)


def test_before_mine_and_theirs_stand_side_by_side_and_one_press_decides(
    office: Office, company: Company, anna: Company, customer: str
) -> None:
    edited(company, customer, name="Haverton Medical")
    edited(anna, customer, name="Haverton Care")
    meet(company, anna)
    page = opened(office)
    told = words(page.view)
    assert told[:2] == [name_of(company, customer), "Customer · C-00001"]
    for text in ("Name", "Before", "Haverton", "Haverton Medical", "Haverton Care", "shown now"):
        assert text in told
    assert page.status_text() == "1 record to review"
    press(page, "Take this")
    assert office.notebook.done == ["“Name” decided, for all laptops"]
    assert page.status_text() == ""
    assert "Nothing to review" in words(page)
    meet(company, anna)
    assert left(anna) == 0


def test_arrow_keys_walk_the_versions_and_enter_decides(
    office: Office, company: Company, anna: Company, customer: str
) -> None:
    edited(company, customer, name="One", phone="0571 2041 1111")
    edited(anna, customer, name="Two", phone="0571 2041 2222")
    meet(company, anna)
    page = opened(office)
    page.view.focus_first()
    focused = []
    for key in (Key.Key_Right, Key.Key_Down, Key.Key_Left, Key.Key_Up):
        QTest.keyClick(QApplication.focusWidget() or page, key)
        focused.append(QApplication.focusWidget())
    assert len({id(each) for each in focused}) == 4
    QTest.keyClick(QApplication.focusWidget() or page, Key.Key_Return)
    page.read_again()
    assert page.view.review is not None
    assert [each.titles for each in page.view.review.conflicts] == [("Phone",)]


def test_a_whole_record_and_the_next_one_by_key(office: Office, company: Company, anna: Company, customer: str) -> None:
    edited(company, customer, name="One", phone="0571 2041 1111")
    edited(anna, customer, name="Two", phone="0571 2041 2222")
    with company.write() as work:
        gone = a_customer(work, "Coldbrook")
    meet(company, anna)
    with company.write() as work:
        an_opportunity(work, "New wing", customer_id=gone)
    with anna.write() as work:
        delete_customers(work, [gone])
    meet(company, anna)
    page = opened(office)
    assert len(page.list.records()) == 2
    page.list.step(-2)
    current = page.list.current()
    QTest.keyClick(page.list, Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert page.list.current() != current
    page.show_record("customer", customer)
    page.view.keep_all()
    page.read_again()
    assert [each.title for each in page.list.records()] == ["Coldbrook"]
    assert "“Coldbrook” was deleted meanwhile" in words(page.view)
    press(page, "Bring it back")
    assert left(company) == 0


def test_long_texts_show_what_each_changed_and_can_be_joined(
    office: Office, company: Company, anna: Company, customer: str
) -> None:
    edited(company, customer, note=NOTE.replace("4%", "5%"))
    edited(anna, customer, note=NOTE + " Only on Tuesdays.")
    meet(company, anna)
    page = opened(office)
    texts = [each.text() for each in page.view.findChildren(DiffText)]
    assert len(texts) == 3
    assert all("line-through" in each or "underline" in each for each in texts)
    press(page, "Take both")
    with company.read() as reading:
        assert reading.session.get_one(Customer, customer).note == NOTE.replace("4%", "5%") + " Only on Tuesdays."
    assert left(company) == 0


def test_a_value_of_one_s_own_is_written_in_place(
    office: Office, company: Company, anna: Company, customer: str
) -> None:
    edited(company, customer, name="One")
    edited(anna, customer, name="Two")
    meet(company, anna)
    page = opened(office)
    page.view.edit()
    QTest.keyClick(QApplication.focusWidget() or page, Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(QApplication.focusWidget() or page, "Three")
    press(page, "Save")
    assert name_of(company, customer) == "Three"
    assert left(company) == 0


def test_a_mark_at_the_field_of_the_form_and_at_the_value_leads_to_the_review(
    office: Office, company: Company, anna: Company, customer: str, qtbot: QtBot
) -> None:
    edited(company, customer, phone="0571 2041 1111")
    edited(anna, customer, phone="0571 2041 2222")
    meet(company, anna)
    page = office.open_page(CustomersPage)
    page.show_record(customer)
    page.detail.show_tab("details")
    QApplication.sendPostedEvents()
    marks = [each for each in page.detail.findChildren(IconButton) if "Two versions" in each.accessibleName()]
    QTest.mouseClick(marks[0], Qt.MouseButton.LeftButton)
    SOURCE.edit(office.context, office.window, customer, lambda _id: None)
    link = next(each for each in office.field("phone").findChildren(LinkButton) if each.isVisible())
    assert "Two versions" in words(office.field("phone"))
    link.click()
    assert not office.has_dialog
    assert [each[:2] for each in office.notebook.reviewed] == [("customer", customer)] * 2
    assert len({each[2] for each in office.notebook.reviewed}) == 1


def test_a_form_open_during_a_merge_saves_and_says_that_it_is_to_be_reviewed(
    office: Office, company: Company, anna: Company, customer: str
) -> None:
    office.open_page(CustomersPage)
    SOURCE.edit(office.context, office.window, customer, lambda _id: None)
    edited(anna, customer, phone="0571 2041 2222")
    meet(company, anna)
    office.type("phone", "0571 2041 1111")
    office.save()
    assert not office.has_dialog
    assert office.notebook.done[-1] == "Saved. To be reviewed with the change of Ada Lin"
    with company.read() as reading:
        assert [each.count for each in review_list(reading, "en")] == [1]


def test_the_count_follows_whoever_changes_something(
    office: Office, company: Company, anna: Company, customer: str, qtbot: QtBot
) -> None:
    state = ReviewState(office.background, office.feed)
    qtbot.addWidget(state)
    heard: list[int] = []
    state.changed.connect(heard.append)
    edited(company, customer, name="One")
    edited(anna, customer, name="Two")
    meet(company, anna)
    state.read_again()
    page = opened(office)
    press(page, "Keep this")
    state.read_again()
    assert heard == [1, 0]


def test_the_list_is_named_in_the_language_of_the_window(office: Office) -> None:
    set_language(CHINESE)
    page = opened(office)
    assert not page.list.accessibleName().isascii()
    set_language(ENGLISH)
    page.retranslate()
    assert page.list.accessibleName() == "Records to review"
