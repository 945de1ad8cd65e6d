"""The page of receipts: written down, given back and gone from by keys."""

from dataclasses import replace
from datetime import timedelta

import pytest

from crm_desktop.core.errors import Invalid
from crm_desktop.models import Contract
from crm_desktop.operations.payment import ReceiptDraft, receipt_draft, record_receipt, update_receipt
from crm_desktop.operations.payment_plan import read_plan
from crm_desktop.queries.balance import order_balance
from crm_desktop.queries.timeline import timeline
from crm_desktop.ui.actions import faults
from crm_desktop.ui.pages.receipts import ReceiptsPage
from crm_desktop.ui.timeline_entries import entries_of
from crm_desktop.ui.widgets.fields import ChoiceField
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


def test_the_form_says_which_payment_of_the_plan_a_receipt_names_and_follows_the_contract(office: Office) -> None:
    with office.company.write() as work:
        contract, other = a_contract(work), a_contract(work)
        work.session.flush()
        first, second = (each.id for each in read_plan(work, contract))
        paid = record_receipt(work, ReceiptDraft(4_000, contract_id=contract, receivable_id=second))
    page = opened(office)
    page.detail.show_tab("details")
    assert any("¥50" in each and "2026" in each for each in office.words(page)), "the detail side names it too"
    office.press(Key.Key_E)
    field = office.field("receivable_id")
    assert isinstance(field, ChoiceField)
    assert field.value() == second
    assert "¥50" in field.box.text()
    field.set_value(first)
    office.save()
    with office.company.read() as reading:
        assert receipt_draft(reading, paid).receivable_id == first
    office.press(Key.Key_E)
    moved, field = office.field("contract_id"), office.field("receivable_id")
    moved.set_value(other)
    moved.changed.emit()
    assert field.value() is None, "another contract has other payments"
    with pytest.raises(Invalid) as caught, office.company.write() as work:
        update_receipt(work, paid, replace(receipt_draft(work, paid), contract_id=other))
    assert set(caught.value.fields) == {"receivable_id"}
