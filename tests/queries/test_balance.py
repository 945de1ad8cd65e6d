"""Balances: owed less received is what the bands say less the credit, for anything that may be paid or given back."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from crm_desktop.core.errors import Problem
from crm_desktop.core.listing import ListSpec
from crm_desktop.core.money import line_net, to_e6
from crm_desktop.models import Contract, Customer, ExchangeRate, Order, OrderLine, Receipt, Receivable
from crm_desktop.operations.contract_steps import terminate_contract
from crm_desktop.operations.order import OrderDraft, OrderLineDraft, create_order
from crm_desktop.operations.payment import ReceiptDraft, ReceivableDraft, add_receivable, record_receipt
from crm_desktop.queries.balance import (
    Balance,
    balances_by_customer,
    contract_balance,
    credit_passed,
    customer_balance,
    firm_balance,
    open_debts,
    order_balance,
)
from crm_desktop.queries.receivable import RECEIVABLES
from crm_desktop.storage.database import Reading, UnitOfWork
from tests.builders import a_customer, a_user, an_order
from tests.company import Company
from tests.operations.test_receipts import a_contract

TODAY = date(2026, 11, 21)


def holds(balance: Balance) -> bool:
    """Whether what is left agrees with its parts."""
    return balance.balance_minor == sum(balance.bands) - balance.credit_minor


def owing(reading: Reading) -> dict[str | None, int]:
    """What is open of each payment and order, as the balances have it."""
    return {each.receivable_id or each.order_id: each.open_minor for each in open_debts(reading)}


def listed(reading: Reading) -> dict[str | None, int]:
    """The same by the list of what is due."""
    return {row.id: row.open_minor for row in RECEIVABLES.stream(reading, ListSpec())}


def test_receipts_fill_the_oldest_due_first_unless_they_name_one(company: Company) -> None:
    with company.write() as work:
        customer = a_customer(work)
        contract = a_contract(work, 10_000, customer=customer)
        record_receipt(work, ReceiptDraft(6_000, contract_id=contract))
    with company.read() as reading:
        assert [(each.amount_minor, each.open_minor) for each in open_debts(reading, customer)] == [(5_000, 4_000)]
        assert contract_balance(reading, contract, "CNY").balance_minor == 4_000
    with company.write() as work:
        named = open_debts(work, customer)[0].receivable_id
        again = a_contract(work, 8_000, customer=customer)
        last = [each for each in open_debts(work, customer) if each.contract_id == again][1]
        record_receipt(work, ReceiptDraft(4_000, receivable_id=last.receivable_id))
        left = [each for each in open_debts(work, customer) if each.contract_id == again]
        work.session.flush()
        assert listed(work) == owing(work)
    assert named != last.receivable_id
    assert [(each.due_on, each.open_minor) for each in left] == [(TODAY + timedelta(days=10), 4_000)]


def test_overdue_money_stands_in_the_band_of_its_days(company: Company) -> None:
    with company.write() as work:
        customer = a_customer(work)
        for days in (-1, 0, 1, 30, 31, 60, 61, 90, 91):
            add_receivable(work, ReceivableDraft(100, TODAY - timedelta(days=days), customer_id=customer))
    with company.read() as reading:
        told = customer_balance(reading, customer).total
    assert told is not None
    assert told.bands == (200, 200, 200, 200, 100)
    assert told.overdue_minor == 700


def test_orders_under_contracts_and_cancelled_ones_owe_nothing(company: Company) -> None:
    with company.write() as work:
        customer = a_customer(work)
        contract = a_contract(work, 10_000, customer=customer)
        an_order(work, customer_id=customer, contract_id=contract)
        an_order(work, customer_id=customer, status="cancelled")
        order = an_order(work, customer_id=customer)
        record_receipt(work, ReceiptDraft(2_500, order))
    with company.read() as reading:
        assert order_balance(reading, order, "CNY").balance_minor == 7_500
        told = customer_balance(reading, customer).total
        assert told is not None
        assert (told.owed_minor, told.balance_minor) == (20_000, 17_500)


def test_what_came_in_until_a_contract_ended_early_stays_paid(company: Company) -> None:
    with company.write() as work:
        customer = a_customer(work)
        contract = a_contract(work, 10_000, customer=customer)
        record_receipt(work, ReceiptDraft(6_000, contract_id=contract))
        # Half of it was due a day before the end, the other half is not due yet.
        first = work.session.scalars(select(Receivable).where(Receivable.contract_id == contract)).first()
        assert first is not None
        first.due_on = TODAY - timedelta(days=1)
        terminate_contract(work, contract, "They moved away")
    with company.read() as reading:
        told = contract_balance(reading, contract, "CNY")
        assert (told.owed_minor, told.received_minor, told.credit_minor, sum(told.bands)) == (5_000, 6_000, 1_000, 0)
        assert not listed(reading)
    with company.write() as work:
        again = a_contract(work, 10_000, customer=customer)
        work.session.get_one(Contract, again).predecessor_id = contract
    with company.read() as reading:
        # In the place of the other, all that came in counts for it.
        total = customer_balance(reading, customer).total
        assert total is not None
        assert (total.balance_minor, total.credit_minor) == (4_000, 6_000)


def test_several_currencies_stand_beside_their_sum_in_the_companys(company: Company) -> None:
    with company.write() as work:
        customer = a_customer(work)
        an_order(work, customer_id=customer)
        an_order(work, customer_id=customer, currency="USD")
    with company.read() as reading:
        told = customer_balance(reading, customer)
    assert ([each.currency for each in told.parts], told.total) == (["CNY", "USD"], None)
    with company.write() as work:
        for day, rate in ((date(2026, 1, 1), 6_000_000), (date(2026, 11, 1), 7_123_456), (date(2027, 1, 1), 9_000_000)):
            work.session.add(ExchangeRate(id=work.new_id(), currency="USD", on_date=day, rate_e6=rate))
    with company.read() as reading:
        told = customer_balance(reading, customer)
        assert told.total is not None
        assert told.total.owed_minor == 10_000 + 71_235
        assert holds(told.total)


def test_who_passes_the_credit_limit_is_told(company: Company) -> None:
    with company.write() as work:
        customer = a_customer(work, credit_limit_minor=15_000, credit_limit_currency="CNY")
        an_order(work, customer_id=customer)
        assert credit_passed(work, customer, 5_000, "CNY") is None
        assert credit_passed(work, customer, 5_001, "CNY") is not None


def test_nobody_sees_what_customers_of_others_owe(company: Company) -> None:
    with company.write() as work:
        ian = a_user(work, "Ian", login="ian")
        hers, his = a_customer(work, "Hers"), a_customer(work, "His", owner_id=ian)
        for each in (hers, his):
            an_order(work, customer_id=each)
    with company.seen_by("ian").read() as reading:
        assert [each.customer for each in balances_by_customer(reading)] == ["His"]
        assert {each.customer for each in open_debts(reading)} == {"His"}
        total = firm_balance(reading).total
        assert total is not None
        assert total.owed_minor == 10_000


def test_what_deleted_customers_owe_is_not_owed_to_the_firm(company: Company) -> None:
    with company.write() as work:
        kept, gone = a_customer(work, "Kept"), a_customer(work, "Gone")
        for each in (kept, gone):
            record_receipt(work, ReceiptDraft(2_500, an_order(work, customer_id=each)))
        work.session.get_one(Customer, gone).deleted = True
    with company.read() as reading:
        whole = firm_balance(reading).total
        assert whole is not None
        assert (whole.owed_minor, whole.received_minor, sum(whole.bands)) == (10_000, 2_500, 7_500)


STEPS = st.lists(st.tuples(st.integers(0, 2), st.integers(1, 9_000), st.booleans(), st.integers(0, 200)), max_size=12)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
def test_whatever_is_paid_and_given_back_sums_up(company: Company, steps: list[tuple[int, int, bool, int]]) -> None:
    with company.write() as work:
        customer = a_customer(work, "Random")
        targets = [
            {"contract_id": a_contract(work, 7_001, customer=customer)},
            {"order_id": an_order(work, customer_id=customer)},
            {"customer_id": customer},
        ]
        received = 0
        paid: list[str] = []
        for place, amount, is_refund, ago in steps:
            day = TODAY - timedelta(days=ago)
            draft = ReceiptDraft(amount, paid_on=day, **targets[place])
            if is_refund and paid:
                draft = ReceiptDraft(-amount, refunds_id=paid[amount % len(paid)], paid_on=day)
            try:
                made = record_receipt(work, draft)
            except Problem:
                continue
            received += draft.amount_minor or 0
            if not is_refund:
                paid.append(made)
        told = customer_balance(work, customer).total
        assert told is not None
        assert (told.owed_minor, told.received_minor) == (17_001, received)
        assert holds(told)
        assert received >= 0
        assert contract_balance(work, str(targets[0]["contract_id"]), "CNY").received_minor <= 7_001
        assert all(0 < each.open_minor <= each.amount_minor for each in open_debts(work, customer))
        work.session.flush()
        assert listed(work) == owing(work)


# So many are entered as somebody would; the others as rows, because each step of an operation takes its time.
_BY_HAND = 60


def placed(work: UnitOfWork, draft: OrderDraft) -> str:
    """The same order as rows, rounded by the same rule."""
    order_id = work.new_id()
    of = {"customer_id": draft.customer_id, "due_on": draft.due_on, "currency": "CNY"}
    work.session.add(Order(id=order_id, number=order_id, ordered_on=TODAY, created_at=work.now_ms, **of))
    for line in draft.lines:
        net = line_net(line.quantity_e6 or 0, line.unit_price_e6 or 0, line.discount_e6 or 0, "CNY")
        values = {name: value for name, value in vars(line).items() if name != "id"}
        work.session.add(OrderLine(id=work.new_id(), order_id=order_id, **values, net_minor=net))
    return order_id


def test_northwind_owes_what_pandas_works_out(company: Company, test_data: Path) -> None:
    folder = test_data / "northwind"
    orders = pd.read_csv(folder / "orders.csv", parse_dates=["order_date"])
    lines = pd.read_csv(folder / "order_details.csv")
    shift = pd.Timestamp(TODAY) - orders.order_date.max()
    lines["net"] = [
        int((Decimal(str(p)) * 100 * q * (1 - Decimal(str(d)))).quantize(Decimal(1), "ROUND_HALF_UP"))
        for p, q, d in zip(lines.unit_price.round(2), lines.quantity, lines.discount.round(2), strict=True)
    ]
    nets = lines.groupby("order_id").net.sum()
    told, of = [], dict[str, Any]()
    with company.write() as work:
        ids = {name: a_customer(work, str(name)) for name in orders.customer_id.unique()}
        for place, row in enumerate(orders.itertuples()):
            total, due = int(nets[row.order_id]), (row.order_date + shift).date() + timedelta(days=30)
            # Every third is a contract with a plan of two payments; all are paid by some part, as the place says.
            paid = total * (place % 5) // 4
            if place % 3 == 0:
                of = {"contract_id": a_contract(work, total, customer=ids[row.customer_id])}
                plan = [(TODAY + timedelta(days=10), total // 2), (TODAY + timedelta(days=40), total - total // 2)]
            else:
                mine = lines[lines.order_id == row.order_id]
                drafted = tuple(
                    OrderLineDraft(
                        description="x",
                        quantity_e6=to_e6(int(each.quantity)),
                        unit_price_e6=to_e6(str(round(each.unit_price, 2))),
                        discount_e6=to_e6(str(round(each.discount, 2))),
                    )
                    for each in mine.itertuples()
                )
                draft = OrderDraft(customer_id=ids[row.customer_id], due_on=due, lines=drafted)
                of = {"order_id": create_order(work, draft) if place < _BY_HAND else placed(work, draft)}
                plan = [(due, total)]
            if paid and place < _BY_HAND:
                record_receipt(work, ReceiptDraft(paid, **of))
            elif paid:
                whose = {"customer_id": ids[row.customer_id], "currency": "CNY", "paid_on": TODAY}
                work.session.add(Receipt(id=work.new_id(), amount_minor=paid, **whose, **of))
            rest = paid
            for day, amount in plan:
                taken = min(rest, amount)
                rest -= taken
                told.append((row.customer_id, (TODAY - day).days, amount, amount - taken))
    frame = pd.DataFrame(told, columns=["customer", "days", "owed", "open"])
    frame["band"] = pd.cut(frame.days, [-(10**6), 0, 30, 60, 90, 10**6], labels=range(5)).astype(int)
    expected = frame.pivot_table(index="customer", columns="band", values="open", aggfunc="sum", fill_value=0)
    expected = expected.reindex(columns=range(5), fill_value=0)
    with company.read() as reading:
        found = {each.customer: each.total for each in balances_by_customer(reading)}
        whole = firm_balance(reading).total
        assert listed(reading) == owing(reading)
    for name, row in expected.iterrows():
        balance, bands = found.get(str(name)), tuple(int(each) for each in row)
        # Whoever owes nothing any more is not listed.
        assert (balance.bands if balance else (0,) * 5) == bands
    assert whole is not None
    assert (whole.owed_minor, whole.balance_minor) == (int(frame.owed.sum()), int(frame.open.sum()))
