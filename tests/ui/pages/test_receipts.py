"""The page of receipts: written down, given back and gone from by keys."""

from datetime import timedelta

from crm_desktop.operations.payment import ReceiptDraft, record_receipt
from crm_desktop.queries.balance import order_balance
from crm_desktop.ui.actions import faults
from crm_desktop.ui.pages.receipts import ReceiptsPage
from tests.builders import a_customer, an_order
from tests.ui.pages.office import Key, Office


def opened(office: Office) -> ReceiptsPage:
    page = office.open_page(ReceiptsPage)
    page.show_view("all")
    page.table.setFocus()
    return page


def test_every_command_has_its_own_key_and_help(office: Office) -> None:
    assert faults([office.open_page(ReceiptsPage).actions_set.actions]) == []


def test_a_receipt_is_given_back_by_keys(office: Office) -> None:
    with office.company.write() as work:
        order = an_order(work, customer_id=a_customer(work))
        record_receipt(work, ReceiptDraft(4_000, order, paid_on=work.today - timedelta(days=3)))
    page = opened(office)
    assert page.may_refund()
    office.press(Key.Key_R)
    office.save()
    with office.company.read() as reading:
        assert order_balance(reading, order, "CNY").balance_minor == 10_000
