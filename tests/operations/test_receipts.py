"""Receipts of contracts: never more than is owed, refunds of no more than came in, locked months as they are."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from crm_desktop.core.errors import Invalid, UserError
from crm_desktop.core.ids import unpack
from crm_desktop.core.listing import ListSpec
from crm_desktop.models import Contract, Order, PeriodSnapshot, Receivable
from crm_desktop.models.commission import COMMISSION
from crm_desktop.models.contract import DRAFT, SIGNED
from crm_desktop.operations.customer import delete_customers
from crm_desktop.operations.order import order_draft, update_order
from crm_desktop.operations.payment import (
    ReceiptDraft,
    delete_receipts,
    delete_receivables,
    receipt_draft,
    record_receipt,
    refund_of,
    update_receipt,
)
from crm_desktop.queries.receipt import RECEIPTS
from crm_desktop.storage.database import UnitOfWork
from tests.builders import a_customer, a_user, an_order, an_order_line, role
from tests.company import Company

TODAY = date(2026, 11, 21)


def a_contract(work: UnitOfWork, amount: int = 10_000, stage: str = SIGNED, customer: str | None = None) -> str:
    """A contract with two payments, half of it in ten days and half in forty."""
    customer = customer or a_customer(work)
    made = Contract(
        id=work.new_id(),
        number=f"CT-{work.new_id()[-6:]}",
        name="Screens",
        customer_id=customer,
        stage=stage,
        signed_on=TODAY,
        currency="CNY",
        amount_minor=amount,
        owner_id=work.viewer.user_id,
        created_at=work.now_ms,
    )
    work.session.add(made)
    for place, part in enumerate((amount // 2, amount - amount // 2)):
        work.session.add(
            Receivable(
                id=work.new_id(),
                customer_id=customer,
                contract_id=made.id,
                position=place,
                due_on=TODAY + timedelta(days=10 + 30 * place),
                amount_minor=part,
                currency="CNY",
            )
        )
    work.session.flush()
    return made.id


@pytest.fixture
def contract(company: Company) -> str:
    """A signed contract of 100.00."""
    with company.write() as work:
        return a_contract(work)


def refused(company: Company, draft: ReceiptDraft) -> dict[str, str]:
    """What is said of a receipt that is not taken."""
    with pytest.raises(Invalid) as raised, company.write() as work:
        record_receipt(work, draft)
    return {name: message.text for name, message in raised.value.fields.items()}


def test_a_contract_is_paid_in_parts_and_never_beyond_its_amount(company: Company, contract: str) -> None:
    with company.write() as work:
        first = record_receipt(work, ReceiptDraft(4_000, contract_id=contract))
        record_receipt(work, ReceiptDraft(6_000, contract_id=contract))
    assert set(refused(company, ReceiptDraft(1, contract_id=contract))) == {"amount_minor"}
    with company.read() as reading:
        draft = receipt_draft(reading, first)
    assert (draft.number, draft.currency) == ("R-00001", "CNY")
    # A year that is hardly meant would put the money into a month of commission that nobody looks at.
    assert set(refused(company, ReceiptDraft(1, customer_id=draft.customer_id, paid_on=date(1890, 1, 1)))) == {
        "paid_on"
    }
    with pytest.raises(Invalid), company.write() as work:
        update_receipt(work, first, replace(draft, amount_minor=4_001), draft)


def test_a_refund_gives_back_what_is_left_of_its_receipt(company: Company, contract: str) -> None:
    with company.write() as work:
        first = record_receipt(work, ReceiptDraft(4_000, contract_id=contract))
        record_receipt(work, ReceiptDraft(6_000, contract_id=contract))
        record_receipt(work, ReceiptDraft(-1_000, refunds_id=first))
        assert refund_of(work, first).amount_minor == -3_000
    assert set(refused(company, ReceiptDraft(-3_001, refunds_id=first))) == {"amount_minor"}
    assert set(refused(company, ReceiptDraft(5, refunds_id=first))) == {"amount_minor"}
    with pytest.raises(UserError), company.write() as work:
        delete_receipts(work, [first])
    with pytest.raises(Invalid), company.write() as work:
        update_receipt(work, first, replace(receipt_draft(work, first), amount_minor=999))
    with company.write() as work:
        record_receipt(work, refund_of(work, first))
    with pytest.raises(UserError), company.read() as reading:
        refund_of(reading, first)


def test_a_receipt_stays_as_long_as_its_order_or_contract_would_have_given_back_more(
    company: Company, contract: str
) -> None:
    with company.write() as work:
        order = an_order(work, customer_id=a_customer(work))
    for of in (ReceiptDraft(order_id=order), ReceiptDraft(contract_id=contract)):
        with company.write() as work:
            receipt = record_receipt(work, replace(of, amount_minor=4_000))
            # It names no receipt, only what the money was for.
            refund = record_receipt(work, replace(of, amount_minor=-1_000))
        with pytest.raises(UserError, match="more would have been given back"), company.write() as work:
            delete_receipts(work, [receipt])
        with company.write() as work:
            assert delete_receipts(work, [receipt, refund]) == 2


def test_money_goes_back_only_for_something(company: Company, contract: str) -> None:
    with company.write() as work:
        customer = a_customer(work, "Beside")
    assert set(refused(company, ReceiptDraft(-5, customer_id=customer))) == {"refunds_id"}
    assert set(refused(company, ReceiptDraft(-5, contract_id=contract))) == {"amount_minor"}


def test_a_draft_of_a_contract_takes_no_money(company: Company) -> None:
    with company.write() as work:
        draft = a_contract(work, stage=DRAFT)
    assert set(refused(company, ReceiptDraft(5, contract_id=draft))) == {"contract_id"}


def test_an_order_under_a_contract_is_paid_by_the_contract(company: Company, contract: str) -> None:
    with company.write() as work:
        found = work.session.get(Contract, contract)
        assert found is not None
        order = an_order(work, customer_id=found.customer_id, contract_id=contract)
        receipt = record_receipt(work, ReceiptDraft(500, order))
        draft = receipt_draft(work, receipt)
        assert (draft.contract_id, draft.order_id) == (contract, None)
        other = an_order(work, customer_id=found.customer_id)
    assert set(refused(company, ReceiptDraft(5, other, contract_id=contract))) == {"order_id"}
    with company.read() as reading:
        assert reading.session.get(Order, order) is not None


def test_receipts_of_a_locked_month_stay_but_may_be_given_back(company: Company, contract: str) -> None:
    with company.write() as work:
        receipt = record_receipt(work, ReceiptDraft(500, contract_id=contract, paid_on=date(2026, 10, 5)))
        work.session.add(
            PeriodSnapshot(id=work.new_id(), kind=COMMISSION, period="2026-10", payload="{}", locked_at=work.now_ms)
        )
    with company.write() as work:
        draft = receipt_draft(work, receipt)
        update_receipt(work, receipt, replace(draft, note="By bank transfer"), draft)
    for change in ({"amount_minor": 400}, {"paid_on": date(2026, 11, 1)}):
        with pytest.raises(UserError, match="2026-10"), company.write() as work:
            update_receipt(work, receipt, replace(receipt_draft(work, receipt), **change))
    with pytest.raises(UserError), company.write() as work:
        delete_receipts(work, [receipt])
    with company.write() as work:
        record_receipt(work, refund_of(work, receipt))


def test_what_was_written_after_its_month_was_locked_may_be_mended_until_it_is_counted(
    company: Company, contract: str
) -> None:
    with company.write() as work:
        work.session.add(
            PeriodSnapshot(id=work.new_id(), kind=COMMISSION, period="2026-10", payload="{}", locked_at=work.now_ms)
        )
    company.clock.instant += timedelta(minutes=1)
    with company.write() as work:
        late = ReceiptDraft(500, contract_id=contract, paid_on=date(2026, 10, 5))
        wrong, other = record_receipt(work, late), record_receipt(work, replace(late, amount_minor=5))
    with company.write() as work:
        update_receipt(work, other, replace(receipt_draft(work, other), amount_minor=6))
        delete_receipts(work, [wrong])
    company.clock.instant += timedelta(minutes=1)
    with company.write() as work:
        work.session.add(
            PeriodSnapshot(id=work.new_id(), kind=COMMISSION, period="2026-11", payload="{}", locked_at=work.now_ms)
        )
    with pytest.raises(UserError, match="2026-10"), company.write() as work:
        delete_receipts(work, [other])


def test_the_plan_of_a_contract_is_changed_in_the_contract(company: Company, contract: str) -> None:
    with company.write() as work:
        due = work.session.query(Receivable).filter_by(contract_id=contract).first()
        assert due is not None
        with pytest.raises(UserError):
            delete_receivables(work, [due.id])


def test_a_number_stands_on_one_receipt(company: Company, contract: str) -> None:
    with company.write() as work:
        record_receipt(work, ReceiptDraft(500, contract_id=contract, number="K-1"))
    assert set(refused(company, ReceiptDraft(500, contract_id=contract, number="K-1"))) == {"number"}


def test_an_order_never_costs_less_than_what_came_in_for_it(company: Company) -> None:
    with company.write() as work:
        order = an_order(work, customer_id=a_customer(work), lines=(an_order_line("100"),))
        receipt = record_receipt(work, ReceiptDraft(8_000, order_id=order))
        loaded = order_draft(work, order)
    cheaper = replace(loaded, lines=(replace(loaded.lines[0], unit_price_e6=70_000_000),))
    with pytest.raises(Invalid) as said, company.write() as work:
        update_order(work, order, cheaper, loaded)
    assert set(said.value.fields) == {"lines"}
    with company.write() as work:
        update_order(work, order, replace(loaded, note="Called"), loaded)
        record_receipt(work, ReceiptDraft(-1_000, refunds_id=receipt))
        update_order(work, order, cheaper, loaded)
        assert work.session.get_one(Order, order).payment_state == "paid"


def test_a_customer_with_a_contract_in_force_stays(company: Company, contract: str) -> None:
    with company.read() as reading:
        customer = reading.session.get_one(Contract, contract).customer_id
    with pytest.raises(UserError, match="in force"), company.write() as work:
        delete_customers(work, [customer or ""])
    with company.write() as work:
        delete_customers(work, [a_customer(work)])


def test_whoever_owns_what_was_paid_sees_and_writes_its_receipts(company: Company) -> None:
    with company.write() as work:
        ian, mei = (a_user(work, name, login=name.lower(), role_id=role("salesperson")) for name in ("Ian", "Mei"))
        customer = a_customer(work, owner_id=mei)
        contract = a_contract(work, customer=customer)
        work.session.get_one(Contract, contract).owner_id = ian
        order = an_order(work, customer_id=customer, owner_id=ian, lines=(an_order_line("100"),))
        own = an_order(work, customer_id=customer, owner_id=mei, lines=(an_order_line("100"),))
        receipts = [
            record_receipt(work, draft)
            for draft in (
                ReceiptDraft(1_000, contract_id=contract),
                ReceiptDraft(1_000, order_id=order),
                ReceiptDraft(1_000, order_id=own),
            )
        ]
    for login, seen in (("ian", receipts[:2]), ("mei", receipts)):
        with company.seen_by(login).read() as reading:
            assert set(unpack(RECEIPTS.ids(reading, ListSpec()))) == set(seen)
    with company.seen_by("ian").write() as work:
        record_receipt(work, ReceiptDraft(500, contract_id=contract))
    with pytest.raises(UserError), company.seen_by("ian").write() as work:
        record_receipt(work, ReceiptDraft(500, order_id=own))
