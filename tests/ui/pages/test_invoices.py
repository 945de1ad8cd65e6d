"""The page of invoices: entered from a contract, corrected and voided by keys."""

from PySide6.QtCore import Qt

from crm_desktop.models.contract import ISSUED, VOID
from crm_desktop.operations.invoice import InvoiceDraft, issue_invoice
from crm_desktop.queries.contract_details import contract_details
from crm_desktop.queries.invoice import invoiced_of
from crm_desktop.queries.order import order_details
from crm_desktop.ui.actions import faults
from crm_desktop.ui.pages.contracts import ContractsPage
from crm_desktop.ui.pages.invoices import InvoicesPage
from crm_desktop.ui.pages.orders import OrdersPage
from tests.builders import a_customer, an_order
from tests.operations.test_receipts import a_contract
from tests.ui.pages.office import Key, Office


def opened(office: Office) -> InvoicesPage:
    page = office.open_page(InvoicesPage)
    page.show_view("all")
    page.table.setFocus()
    return page


def test_every_command_has_its_own_key_and_help_and_none_deletes(office: Office) -> None:
    actions = office.open_page(InvoicesPage).actions_set.actions
    assert faults([actions]) == []
    assert not [each.id for each in actions if each.id.startswith("invoice.delete")]


def test_an_invoice_is_entered_from_the_contract_and_told_there(office: Office) -> None:
    with office.company.write() as work:
        contract = a_contract(work)
    page = office.open_page(ContractsPage)
    page.show_view("all")
    page.table.setFocus()
    office.press(Key.Key_B, Qt.KeyboardModifier.ShiftModifier)
    assert office.field("contract_id").value() == contract
    office.field("amount_minor").set_value(4_000)
    office.save()
    with office.company.read() as reading:
        details = contract_details(reading, contract)
    assert [each.amount_minor for each in details.invoices] == [4_000]
    assert invoiced_of(details.invoices) == 4_000


def test_an_invoice_is_corrected_and_voided_by_keys(office: Office) -> None:
    with office.company.write() as work:
        contract = a_contract(work)
        issue_invoice(work, InvoiceDraft(6_000, contract_id=contract))
    page = opened(office)
    office.press(Key.Key_R)
    assert office.field("amount_minor").value() == -6_000
    office.field("amount_minor").set_value(-1_000)
    office.save()
    with office.company.read() as reading:
        assert invoiced_of(contract_details(reading, contract).invoices) == 5_000
    page.show_view("credit")
    assert page.may_void()
    assert not page.may_credit()
    page.void()
    with office.company.read() as reading:
        states = {each.amount_minor: each.status for each in contract_details(reading, contract).invoices}
    assert states == {6_000: ISSUED, -1_000: VOID}


def test_the_form_of_an_issued_invoice_leaves_its_money_alone(office: Office) -> None:
    with office.company.write() as work:
        issue_invoice(work, InvoiceDraft(6_000, contract_id=a_contract(work)))
    page = opened(office)
    office.press(Key.Key_E)
    office.field("heading").set_value("Ward 7")
    office.save()
    row = page.row()
    assert row is not None
    assert (row.heading, row.amount_minor) == ("Ward 7", 6_000)


def test_an_order_is_invoiced_from_its_page_and_tells_its_invoices(office: Office) -> None:
    with office.company.write() as work:
        order = an_order(work, customer_id=a_customer(work))
    page = office.open_page(OrdersPage)
    page.show_view("all")
    page.table.setFocus()
    office.press(Key.Key_B, Qt.KeyboardModifier.ShiftModifier)
    office.save()
    with office.company.read() as reading:
        details = order_details(reading, order)
    assert invoiced_of(details.invoices) == details.total_minor


def test_o_goes_to_what_an_invoice_is_of(office: Office) -> None:
    with office.company.write() as work:
        customer, contract = a_customer(work), a_contract(work)
        order = an_order(work, customer_id=customer)
        of = (
            InvoiceDraft(1, contract_id=contract),
            InvoiceDraft(1, order_id=order),
            InvoiceDraft(1, customer_id=customer),
        )
        ids = [issue_invoice(work, each) for each in of]
    page = opened(office)
    for invoice in ids:
        page.table.set_current(invoice)
        office.press(Key.Key_O)
    assert office.notebook.opened == [("contract", contract), ("sales_order", order), ("customer", customer)]
