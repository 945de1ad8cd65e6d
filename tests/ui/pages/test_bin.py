"""The recycle bin by its keys and buttons."""

from datetime import timedelta

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from crm_desktop.operations.customer import delete_customers
from crm_desktop.operations.opportunity import delete_opportunities
from crm_desktop.ui.dialogs.bulk_delete import BulkDeleteDialog
from crm_desktop.ui.dialogs.confirm import ConfirmDialog
from crm_desktop.ui.dialogs.dialog import Dialog
from crm_desktop.ui.pages.bin import BinPage
from crm_desktop.ui.pages.customers import CustomersPage
from crm_desktop.ui.texts import shown
from tests.builders import a_customer, an_opportunity
from tests.company import Company
from tests.ui.pages.held import HeldBackground
from tests.ui.pages.office import Office

Key = Qt.Key


def opened(office: Office) -> BinPage:
    page = BinPage(office.context)
    office.window.setCentralWidget(page)
    office.window.show()
    office.window.activateWindow()
    QTest.qWaitForWindowActive(office.window)
    page.list.setFocus()
    return page


def titles(page: BinPage) -> list[str]:
    return [row.title for row in page.list.rows()]


def test_a_deleted_customer_is_looked_at_and_brought_back_by_a_key(office: Office, company: Company) -> None:
    with company.write() as work:
        customer = a_customer(work, "Haverton", city="Wuxi")
    with company.write("Delete customers") as work:
        delete_customers(work, [customer])
    page = opened(office)
    assert titles(page) == ["Haverton"]
    assert page.status_text() == "1 deleted record"
    shown = [page.record.table.model().index(row, 1).data() for row in range(page.record.table.model().rowCount())]
    assert "Wuxi" in shown
    QTest.keyClick(page.list, Key.Key_R)
    assert office.notebook.done == ["1 record restored"]
    page.read_again()
    assert titles(page) == []


def test_what_a_deal_belongs_to_is_offered_with_it(office: Office, company: Company) -> None:
    with company.write() as work:
        customer = a_customer(work, "Haverton")
        deal = an_opportunity(work, "Beds", customer_id=customer)
    with company.write() as work:
        delete_opportunities(work, [deal])
    with company.write() as work:
        delete_customers(work, [customer])
    page = opened(office)
    page.list.setCurrentIndex(page.list.model().index(titles(page).index("Beds"), 0))
    page.restore()
    dialog = office.window.findChild(Dialog)
    assert dialog is not None
    assert "Customer Haverton" in " ".join(label.text() for label in dialog.findChildren(QLabel))
    dialog.submit()
    page.read_again()
    assert titles(page) == []


def test_several_are_erased_for_ever_after_a_question(office: Office, company: Company) -> None:
    with company.write() as work:
        customers = [a_customer(work, name) for name in ("Haverton", "Yarrow", "Milford")]
    with company.write() as work:
        delete_customers(work, customers)
    page = opened(office)
    QTest.keyClick(page.list, Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert page.status_text() == "2 records chosen"
    page.actions_set.trigger("bin.purge")
    question = office.window.findChild(ConfirmDialog)
    assert question is not None
    assert shown(question.title) == "Erase 2 records for ever?"
    question.action.click()
    page.read_again()
    assert len(titles(page)) == 1
    assert office.notebook.said[-1] == "2 records erased for ever"


def test_a_reason_is_asked_for_on_request_and_enter_deletes(office: Office, company: Company) -> None:
    with company.write() as work:
        a_customer(work, "Haverton")
    page = office.open_page(CustomersPage)
    page.table.set_current(page.table.records.id_at(0))
    page.actions_set.trigger("customer.delete_why")
    dialog = office.window.findChild(BulkDeleteDialog)
    assert dialog is not None
    QTest.keyClicks(dialog.reason.edit, "a duplicate")
    QTest.keyClick(dialog.reason.edit, Key.Key_Return)
    assert office.notebook.done == ["1 record deleted"]
    bin_page = opened(office)
    bin_page.read_again()
    assert bin_page.list.rows()[0].note.count("a duplicate") == 1


def test_words_narrow_the_bin_and_nothing_found_says_so(office: Office, company: Company) -> None:
    with company.write() as work:
        customers = [a_customer(work, name) for name in ("Haverton", "Yarrow")]
    with company.write() as work:
        delete_customers(work, customers)
    page = opened(office)
    page.words.set_value("yarr")
    page.read_again()
    assert titles(page) == ["Yarrow"]
    page.words.set_value("nobody")
    page.read_again()
    assert page._stack.currentIndex() == 2


def test_a_key_pressed_again_while_the_old_ones_are_counted_asks_once(office: Office, company: Company) -> None:
    with company.write() as work:
        customer = a_customer(work, "Haverton")
    with company.write() as work:
        delete_customers(work, [customer])
    company.clock.instant += timedelta(days=400)
    held = HeldBackground(company.database, office.errors.append, company.viewer)
    office.context.background = held
    page = opened(office)
    held.reads.is_holding = True
    for _press in range(2):
        page.actions_set.trigger("bin.empty")
    held.reads.let_go()
    (question,) = [each for each in office.window.findChildren(ConfirmDialog) if each.isVisible()]
    question.action.click()
    assert office.notebook.said[-1] == "1 record erased for ever"
