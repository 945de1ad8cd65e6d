"""Whoever owns a contract or an order is told what of it is due and not paid, until it is."""

from datetime import timedelta

from sqlalchemy import select

from crm_desktop.models import Receivable
from crm_desktop.operations.payment import ReceiptDraft, ReceivableDraft, add_receivable, record_receipt
from crm_desktop.queries.today import PAYMENTS, today
from tests.builders import a_customer, a_user, an_order
from tests.company import Company
from tests.operations.test_receipts import a_contract


def told(company: Company) -> list[tuple[str, str, int | None]]:
    with company.read() as reading:
        return [(each.kind, each.on.isoformat(), each.amount_minor) for each in today(reading).of(PAYMENTS)]


def test_what_is_due_and_not_paid_calls_its_owner_the_oldest_first(company: Company) -> None:
    with company.write() as work:
        a_user(work, "Mei", login="mei")
        customer, day = a_customer(work, "Haverton"), work.today
        order = an_order(work, customer_id=customer, due_on=day - timedelta(days=3))
        an_order(work, customer_id=customer, due_on=day + timedelta(days=1))
        add_receivable(work, ReceivableDraft(70_00, day, customer_id=customer))
        contract = a_contract(work, 80_00, customer=customer)
        record_receipt(work, ReceiptDraft(30_00, contract_id=contract))
    assert told(company) == [("sales_order", "2026-11-18", 100_00), ("customer", "2026-11-21", 70_00)]
    assert told(company.seen_by("mei")) == []
    with company.write() as work:
        for row in work.session.scalars(select(Receivable).where(Receivable.contract_id == contract)):
            row.due_on = day - timedelta(days=5 - (row.position or 0))
        record_receipt(work, ReceiptDraft(100_00, order))
    assert told(company) == [("contract", "2026-11-16", 50_00), ("customer", "2026-11-21", 70_00)]
