"""Receipts and receivables: what came in decides whether an order is paid."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from crm_desktop.core.errors import Invalid
from crm_desktop.models.order import CANCELLED, PAID, PARTLY_PAID, UNPAID
from crm_desktop.operations.order import order_draft, update_order
from crm_desktop.operations.payment import (
    ReceiptDraft,
    ReceivableDraft,
    add_receivable,
    delete_receipts,
    delete_receivables,
    mark_paid,
    receipt_draft,
    receivable_draft,
    record_receipt,
    update_receipt,
    update_receivable,
)
from crm_desktop.queries.order import OrderDetails, order_details
from crm_desktop.storage import undo
from tests.builders import a_customer, a_user, an_order
from tests.company import Company

TODAY = date(2026, 11, 21)


@pytest.fixture
def order(company: Company) -> str:
    """An unpaid order of 100.00."""
    with company.write() as work:
        return an_order(work, customer_id=a_customer(work))


def details(company: Company, order: str) -> OrderDetails:
    with company.read() as reading:
        return order_details(reading, order)


def test_parts_make_it_partly_paid_and_the_last_one_paid(company: Company, order: str) -> None:
    with company.write() as work:
        record_receipt(work, ReceiptDraft(4_000, order, paid_on=TODAY - timedelta(days=5)))
    assert (details(company, order).payment_state, details(company, order).balance_minor) == (PARTLY_PAID, 6_000)
    with company.write() as work:
        record_receipt(work, ReceiptDraft(6_000, order, paid_on=TODAY - timedelta(days=1)))
    seen = details(company, order)
    assert (seen.payment_state, seen.paid_on, seen.balance_minor) == (PAID, TODAY - timedelta(days=1), 0)


def test_marking_paid_receives_the_rest(company: Company, order: str) -> None:
    with company.write() as work:
        record_receipt(work, ReceiptDraft(4_000, order))
        mark_paid(work, order)
    assert [each.amount_minor for each in details(company, order).receipts] == [4_000, 6_000]
    with company.write() as work:
        mark_paid(work, order)
    assert work.transaction is None


def test_deleting_and_correcting_receipts_is_followed(company: Company, order: str) -> None:
    with company.write() as work:
        receipt = record_receipt(work, ReceiptDraft(10_000, order))
    with company.write() as work:
        update_receipt(work, receipt, replace(receipt_draft(work, receipt), amount_minor=9_999))
    assert details(company, order).payment_state == PARTLY_PAID
    with company.write() as work:
        delete_receipts(work, [receipt])
    assert details(company, order).payment_state == UNPAID


def test_a_refund_is_a_negative_receipt(company: Company, order: str) -> None:
    with company.write() as work:
        mark_paid(work, order)
        record_receipt(work, ReceiptDraft(-10_000, order))
    assert (details(company, order).payment_state, details(company, order).received_minor) == (UNPAID, 0)


def test_a_cancelled_order_takes_no_more_money_but_gives_it_back(company: Company, order: str) -> None:
    with company.write() as work:
        paid = record_receipt(work, ReceiptDraft(4_000, order))
        update_order(work, order, replace(order_draft(work, order), status=CANCELLED))
    with pytest.raises(Invalid) as refused, company.write() as work:
        record_receipt(work, ReceiptDraft(1_000, order))
    assert set(refused.value.fields) == {"order_id"}
    with company.write() as work:
        update_receipt(work, paid, replace(receipt_draft(work, paid), amount_minor=3_500, note="Fee kept back"))
        record_receipt(work, ReceiptDraft(-1_500, refunds_id=paid))
    assert details(company, order).received_minor == 2_000


def test_undoing_a_payment_leaves_the_order_owed(company: Company, order: str) -> None:
    with company.write() as work:
        mark_paid(work, order)
    assert work.transaction is not None
    with company.write() as again:
        undo.revert(again, work.transaction)
    assert (details(company, order).payment_state, details(company, order).receipts) == (UNPAID, ())


def test_a_receivable_tells_its_receipt_order_customer_and_currency(company: Company, order: str) -> None:
    with company.write() as work:
        due = add_receivable(work, ReceivableDraft(10_000, TODAY, order))
        receipt = record_receipt(work, ReceiptDraft(10_000, receivable_id=due))
    with company.read() as reading:
        assert receipt_draft(reading, receipt).order_id == order
    seen = details(company, order)
    assert seen.payment_state == PAID
    assert [(each.due_on, each.amount_minor, each.currency) for each in seen.receivables] == [(TODAY, 10_000, "CNY")]


def test_a_receivable_is_changed_and_deleted(company: Company, order: str) -> None:
    with company.write() as work:
        due = add_receivable(work, ReceivableDraft(10_000, TODAY, order))
    with company.write() as work:
        update_receivable(work, due, replace(receivable_draft(work, due), due_on=TODAY + timedelta(days=9)))
    assert details(company, order).receivables[0].due_on == TODAY + timedelta(days=9)
    with company.write() as work:
        delete_receivables(work, [due])
    assert details(company, order).receivables == ()


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        (ReceiptDraft(0), "amount_minor"),
        (ReceiptDraft(None), "amount_minor"),
        (ReceiptDraft(10**15), "amount_minor"),
        (ReceiptDraft(1, currency="USD"), "currency"),
        (ReceiptDraft(1, paid_on=TODAY + timedelta(days=1)), "paid_on"),
        (ReceiptDraft(1, receivable_id="0" * 32), "receivable_id"),
    ],
)
def test_what_is_no_receipt_is_refused(company: Company, order: str, draft: ReceiptDraft, field: str) -> None:
    with pytest.raises(Invalid) as refused, company.write() as work:
        record_receipt(work, replace(draft, order_id=order))
    assert set(refused.value.fields) == {field}


def test_a_receivable_needs_customer_day_and_amount(company: Company) -> None:
    with pytest.raises(Invalid) as refused, company.write() as work:
        add_receivable(work, ReceivableDraft())
    assert set(refused.value.fields) == {"customer_id", "due_on", "amount_minor"}


def test_money_of_other_peoples_customers_is_not_ones_to_note(company: Company) -> None:
    with company.write() as work:
        ian = a_user(work, "Ian", login="ian")
        hers, his = a_customer(work, "Hers"), a_customer(work, "His", owner_id=ian)
        order = an_order(work, customer_id=hers, owner_id=ian)
    seen = company.seen_by("ian")
    with pytest.raises(Invalid), seen.write() as work:
        record_receipt(work, ReceiptDraft(500, customer_id=hers))
    with pytest.raises(Invalid), seen.write() as work:
        add_receivable(work, ReceivableDraft(500, TODAY, customer_id=hers))
    with seen.write() as work:
        receipt = record_receipt(work, ReceiptDraft(500, customer_id=his))
        update_receipt(work, receipt, replace(receipt_draft(work, receipt), amount_minor=600))
        record_receipt(work, ReceiptDraft(500, order))
