"""Undo and the recycle bin keep what operations keep, where others went on since."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial

import pytest
from sqlalchemy import func, select

from crm_desktop.core.errors import UserError
from crm_desktop.core.i18n import Message
from crm_desktop.models import Contract, Order, Receipt, ServiceCase
from crm_desktop.models.service_case import HANDLED
from crm_desktop.operations.channel import SupplyDraft, create_supply, delete_supplies
from crm_desktop.operations.commission import lock_month
from crm_desktop.operations.contract import contract_draft, create_contract, update_contract
from crm_desktop.operations.contract_making import new_contract
from crm_desktop.operations.contract_steps import sign_contract, submit_contract
from crm_desktop.operations.invoice import invoiced, issue_invoice, new_invoice, void_invoice
from crm_desktop.operations.order import order_draft, update_order
from crm_desktop.operations.payment import (
    ReceiptDraft,
    delete_receipts,
    receipt_draft,
    record_receipt,
    update_receipt,
)
from crm_desktop.operations.restore import restore_records
from crm_desktop.operations.service_steps import assign_case, handle_case
from crm_desktop.operations.undo_any import undo_any
from crm_desktop.storage.database import UnitOfWork
from tests.builders import a_case, a_customer, a_user, an_order, an_order_line
from tests.company import Company


@pytest.fixture
def contract(company: Company) -> str:
    """A draft of a contract over 100.00."""
    with company.write() as work:
        draft = replace(new_contract(work, a_customer(work)), name="Screens", amount_minor=10_000)
        return create_contract(work, draft)


def step(company: Company, operation: Callable[[UnitOfWork], object]) -> str:
    """The name of a step that does this."""
    with company.write() as work:
        operation(work)
    with company.read() as reading:
        statement = "SELECT origin || ':' || seq FROM sync_txn ORDER BY hlc DESC LIMIT 1"
        return str(reading.connection.exec_driver_sql(statement).scalar_one())


def refused(company: Company, operation: Callable[[UnitOfWork], object]) -> str:
    """Why a step is not taken."""
    with pytest.raises(UserError) as raised, company.write("Undo") as work:
        operation(work)
    return str(raised.value.message)


def received(company: Company) -> int:
    """What all living receipts come to."""
    with company.read() as reading:
        statement = select(func.coalesce(func.sum(Receipt.amount_minor), 0)).where(Receipt.deleted.is_(False))
        return int(reading.session.scalar(statement) or 0)


@pytest.mark.parametrize("then", [sign_contract, submit_contract])
def test_what_was_agreed_is_not_undone_below_it(
    company: Company, contract: str, then: Callable[[UnitOfWork, str], None]
) -> None:
    with company.read() as reading:
        draft = contract_draft(reading, contract)
    changed = step(company, lambda work: update_contract(work, contract, replace(draft, amount_minor=7_000), draft))
    agreed = step(company, lambda work: then(work, contract))
    assert "CT-00001" in refused(company, lambda work: undo_any(work, changed))
    # Step by step, from the last, all of it can be undone.
    for each in (agreed, changed):
        with company.write("Undo") as work:
            undo_any(work, each)
    with company.read() as reading:
        assert contract_draft(reading, contract).amount_minor == 10_000


def test_a_signing_stays_while_money_came_in_or_was_invoiced(company: Company, contract: str) -> None:
    signed = step(company, lambda work: sign_contract(work, contract))
    paid = step(company, lambda work: record_receipt(work, ReceiptDraft(500, contract_id=contract)))
    assert "not signed" in refused(company, lambda work: undo_any(work, signed))
    with company.write("Undo") as work:
        undo_any(work, paid)
        issue_invoice(work, new_invoice(work, contract))
    assert "not signed" in refused(company, lambda work: undo_any(work, signed))
    with company.read() as reading:
        assert reading.session.get_one(Contract, contract).stage == "signed"


def test_receipts_brought_back_never_come_to_more_than_is_owed(company: Company, contract: str) -> None:
    with company.write() as work:
        sign_contract(work, contract)
        first = record_receipt(work, ReceiptDraft(10_000, contract_id=contract))
    deleted = step(company, lambda work: delete_receipts(work, [first]))
    with company.write() as work:
        record_receipt(work, ReceiptDraft(1, contract_id=contract))
    assert "More was received" in refused(company, lambda work: undo_any(work, deleted))
    assert "More was received" in refused(company, lambda work: restore_records(work, "receipt", [first]))
    assert received(company) == 1


def test_a_refund_is_not_brought_back_without_what_it_gives_back(company: Company, contract: str) -> None:
    with company.write() as work:
        sign_contract(work, contract)
        record_receipt(work, ReceiptDraft(5_000, contract_id=contract))
        paid = record_receipt(work, ReceiptDraft(5_000, contract_id=contract))
        refund = record_receipt(work, ReceiptDraft(-1_000, refunds_id=paid))
    for each in (refund, paid):
        with company.write() as work:
            delete_receipts(work, [each])
    assert "gives back" in refused(company, lambda work: restore_records(work, "receipt", [refund]))
    assert received(company) == 5_000


def test_an_invoice_made_valid_again_does_not_go_beyond_what_was_agreed(company: Company, contract: str) -> None:
    with company.write() as work:
        sign_contract(work, contract)
        invoice = issue_invoice(work, new_invoice(work, contract))
    void = step(company, lambda work: void_invoice(work, invoice))
    with company.write() as work:
        issue_invoice(work, new_invoice(work, contract))
    assert "More was invoiced" in refused(company, lambda work: undo_any(work, void))
    with company.read() as reading:
        assert invoiced(reading) == 10_000


def test_a_receipt_of_a_locked_month_stays_as_it_was_when_that_was_locked(company: Company, contract: str) -> None:
    with company.write() as work:
        sign_contract(work, contract)
        paid = record_receipt(work, ReceiptDraft(500, contract_id=contract, paid_on=date(2026, 10, 5)))
        draft = receipt_draft(work, paid)
    changed = step(company, lambda work: update_receipt(work, paid, replace(draft, amount_minor=900), draft))
    locked = step(company, lambda work: lock_month(work, "2026-10"))
    assert "locked" in refused(company, lambda work: undo_any(work, changed))
    assert "stays" in refused(company, lambda work: undo_any(work, locked))
    assert received(company) == 900


def test_an_order_follows_the_receipts_that_an_undo_leaves(company: Company) -> None:
    with company.write() as work:
        order = an_order(work, customer_id=a_customer(work), lines=(an_order_line("100"),))
    first = step(company, lambda work: record_receipt(work, ReceiptDraft(4_000, order)))
    with company.write() as work:
        record_receipt(work, ReceiptDraft(6_000, order))
    with company.write("Undo") as work:
        undo_any(work, first)
    with company.read() as reading:
        assert reading.session.get_one(Order, order).payment_state == "partly_paid"


def test_an_order_keeps_the_currency_that_it_was_invoiced_in(company: Company) -> None:
    with company.write() as work:
        order = an_order(work, customer_id=a_customer(work), lines=(an_order_line("100"),))
        draft = order_draft(work, order)
    changed = step(company, lambda work: update_order(work, order, replace(draft, currency="USD"), draft))
    with company.write() as work:
        invoice = issue_invoice(work, new_invoice(work, order_id=order))
    assert "another customer or currency" in refused(company, lambda work: undo_any(work, changed))
    with company.write() as work:
        void_invoice(work, invoice)
    with company.write("Undo") as work:
        undo_any(work, changed)
        assert order_draft(work, order).currency == "CNY"


def test_an_undone_deletion_closes_no_circle_in_the_channel(company: Company) -> None:
    with company.write() as work:
        one, other = a_customer(work, "One"), a_customer(work, "Other")
        link = create_supply(work, SupplyDraft(one, other))
    deleted = step(company, lambda work: delete_supplies(work, [link]))
    with company.write() as work:
        create_supply(work, SupplyDraft(other, one))
    assert "channel" in refused(company, lambda work: undo_any(work, deleted))


def test_a_part_that_stays_because_others_built_on_it_is_named(company: Company, contract: str) -> None:
    with company.write() as work:
        sign_contract(work, contract)
    paid = step(company, lambda work: record_receipt(work, ReceiptDraft(500, contract_id=contract)))
    with company.read() as reading:
        receipt = reading.session.scalars(select(Receipt.id)).one()
    with company.write() as work:
        record_receipt(work, ReceiptDraft(-500, refunds_id=receipt))
    with company.write("Undo") as work:
        outcome = undo_any(work, paid)
    assert [(each.kind, each.title) for each in outcome.left] == [("receipt", "R-00001")]
    assert outcome.label == Message("A test step")


@pytest.mark.parametrize("has_moved", [False, True])
def test_a_handled_case_stays_with_who_handled_it(company: Company, has_moved: bool) -> None:
    with company.write() as work:
        ada, mei, case = work.viewer.user_id, a_user(work, "Mei Chen", login="mei"), a_case(work)
        if has_moved:
            assign_case(work, case, ada)
    given = step(company, partial(assign_case, case_id=case, owner_id=mei))
    with company.seen_by("mei").write() as work:
        handle_case(work, case, "Replaced the cable")
    assert "handled already" in refused(company, partial(undo_any, transaction=given))
    with company.read() as reading:
        kept = reading.session.get_one(ServiceCase, case)
        assert (kept.status, kept.owner_id) == (HANDLED, mei)
