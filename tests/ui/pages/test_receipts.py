"""The page of receipts: written down, given back and gone from by keys."""

from datetime import timedelta

from crm_desktop.models import Contract
from crm_desktop.operations.payment import ReceiptDraft, receipt_draft, record_receipt
from crm_desktop.queries.balance import order_balance
from crm_desktop.queries.timeline import timeline
from crm_desktop.ui.actions import faults
from crm_desktop.ui.pages.receipts import ReceiptsPage
from crm_desktop.ui.timeline_entries import entries_of
from tests.builders import a_customer, an_order
from tests.operations.test_receipts import a_contract
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


def test_the_timeline_says_what_a_receipt_was_for(office: Office) -> None:
    with office.company.write() as work:
        contract = a_contract(work)
        paid = record_receipt(work, ReceiptDraft(4_000, contract_id=contract, paid_on=work.today - timedelta(days=3)))
        record_receipt(work, ReceiptDraft(-1_000, refunds_id=paid, paid_on=work.today - timedelta(days=2)))
        customer = receipt_draft(work, paid).customer_id
        record_receipt(work, ReceiptDraft(50, customer_id=customer, paid_on=work.today - timedelta(days=1)))
        number = work.session.get_one(Contract, contract).number
    with office.company.read() as reading:
        entries = entries_of(timeline(reading, customer_id=customer).items, opened(office).context)
    assert [(each.title, each.amount) for each in entries] == [
        ("Payment received", "+ ¥0.50"),
        (f"Payment given back: {number}", "−¥10"),
        (f"Payment received: {number}", "+ ¥40"),
    ]
