"""What SQL says of debts is what the plain definition says of the same rows, whatever was written down."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import update

from crm_desktop.core.listing import ListSpec
from crm_desktop.models import Order, OrderLine, Receipt, Receivable
from crm_desktop.queries.balance import balances_by_customer, customer_balance, open_debts
from crm_desktop.queries.contract import CONTRACTS
from crm_desktop.queries.contract_details import contract_details
from crm_desktop.queries.receivable import RECEIVABLES
from crm_desktop.storage.database import UnitOfWork
from tests.builders import a_customer, an_order
from tests.company import Company
from tests.operations.test_receipts import a_contract

TODAY = date(2026, 11, 21)
# Debt: account, id of the payment, due, amount. Money: account, payment it names, amount.
Debts = Sequence[tuple[tuple[str, str], str, date, int]]
Money = Iterable[tuple[tuple[str, str], str | None, int]]


def open_by_definition(debts: Debts, money: Money) -> dict[str, int]:
    """Money fills what it names first, then the oldest due of its account."""
    general: dict[Any, int] = {}
    named: dict[Any, int] = {}
    for account, names, amount in money:
        general[account] = general.get(account, 0) + amount
        named[account, names] = named.get((account, names), 0) + amount
    left = {}
    for account, key, _due, amount in debts:
        taken = max(0, min(amount, named.get((account, key), 0)))
        left[key] = amount - taken
        general[account] = general.get(account, 0) - taken
    for account, key, _due, _amount in sorted(debts, key=lambda each: (each[2], each[1])):
        taken = max(0, min(left[key], general[account]))
        left[key] -= taken
        general[account] -= taken
    return left


PLACES = st.integers(0, 4)
CURRENCIES = st.sampled_from(("CNY", "CNY", "USD"))
OWED = st.lists(st.tuples(PLACES, st.integers(-200, 9_000), st.integers(-3, 100), CURRENCIES), max_size=10)
CAME = st.lists(st.tuples(PLACES, st.integers(-3_000, 6_000), st.integers(-1, 9), CURRENCIES), max_size=14)


@pytest.fixture
def places(company: Company) -> list[dict[str, str]]:
    """What may owe: two contracts, two orders without one, and a customer beside them; emptied for every example."""
    with company.write() as work:
        customer = a_customer(work)
        contracts = [a_contract(work, customer=customer) for _ in range(2)]
        orders = [an_order(work, customer_id=customer) for _ in range(2)]
    named: list[dict[str, str]] = [{"contract_id": each} for each in contracts] + [
        {"order_id": each} for each in orders
    ]
    return [{"customer_id": customer, **each} for each in (*named, {})]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(OWED, CAME)
def test_sql_fills_debts_as_they_are_defined_to_be_filled(
    company: Company, places: list[dict[str, str]], owed: list[Any], came: list[Any]
) -> None:
    with company.write() as work:
        debts, money = _written(work, places, owed, came)
        expected = open_by_definition(debts, money)
        found = {each.receivable_id or each.order_id: each.open_minor for each in open_debts(work)}
        assert found == {key: amount for key, amount in expected.items() if amount > 0}
        assert {row.id: row.open_minor for row in RECEIVABLES.stream(work, ListSpec())} == found
        for place in places[:2]:
            days = [due for account, key, due, _ in debts if account[0] == place["contract_id"] and expected[key] > 0]
            (row,) = CONTRACTS.rows(work, [place["contract_id"]])
            assert row.next_due_on == min(days, default=None)
            for payment in contract_details(work, place["contract_id"]).plan:
                assert payment.amount_minor - payment.received_minor == expected[payment.id]
        told = {each.currency: each for each in customer_balance(work, places[0]["customer_id"]).parts}
        for currency in {"CNY", "USD"} & told.keys():
            mine = [each for each in debts if each[0][1] == currency]
            bands = [0] * 5
            for _account, key, due, _amount in mine:
                bands[sum((TODAY - due).days > days for days in (0, 30, 60, 90))] += expected[key]
            assert told[currency].bands == tuple(bands)
            assert told[currency].owed_minor == sum(each[3] for each in mine)
            assert told[currency].received_minor == sum(each[2] for each in money if each[0][1] == currency)
            assert told[currency].balance_minor == sum(bands) - told[currency].credit_minor
        assert [each.parts for each in balances_by_customer(work)] in ([], [tuple(told.values())], [_some(told)])


def _some(told: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(each for each in told.values() if each.balance_minor or any(each.bands))


def _written(
    work: UnitOfWork, places: list[dict[str, str]], owed: list[Any], came: list[Any]
) -> tuple[list[Any], list[Any]]:
    """Put the rows in place of whatever was there, as a merge might bring them; give them for the definition."""
    for table in (Receipt, Receivable):
        work.session.execute(update(table).values(deleted=True))
    debts: list[Any] = []
    for place in (2, 3):
        order = places[place]["order_id"]
        mine = [each for each in owed if each[0] == place][-1:]
        amount, ago, currency = mine[0][1:] if mine else (0, 0, "CNY")
        due = TODAY - timedelta(days=ago)
        work.session.execute(update(Order).where(Order.id == order).values(due_on=due, currency=currency))
        work.session.execute(update(OrderLine).where(OrderLine.order_id == order).values(net_minor=amount))
        debts.append(((order, currency), order, due, amount))
    rows = []
    for place, amount, ago, currency in owed:
        if place not in (2, 3):
            due, key = TODAY - timedelta(days=ago), work.new_id()
            rows.append({"id": key, **places[place], "due_on": due, "amount_minor": amount, "currency": currency})
            debts.append((_account(places[place], currency), key, due, amount))
    work.insert_rows(Receivable, rows)
    receipts, money = [], []
    for place, amount, names, currency in came:
        name = rows[names]["id"] if 0 <= names < len(rows) else None
        paid = {"paid_on": TODAY, "amount_minor": amount, "currency": currency, "receivable_id": name}
        receipts.append({"id": work.new_id(), **places[place], **paid})
        money.append((_account(places[place], currency), name, amount))
    work.insert_rows(Receipt, receipts)
    return debts, money


def _account(place: dict[str, str], currency: str) -> tuple[str, str]:
    return place.get("contract_id") or place.get("order_id") or place["customer_id"], currency


def test_what_falls_due_first_is_read_along_indexes_and_nothing_is_sorted(company: Company) -> None:
    asked: list[str] = []
    with company.read() as reading:
        driver: Any = reading.connection.connection.driver_connection
        driver.set_trace_callback(asked.append)
        RECEIVABLES.first(reading, ListSpec(), 33)
        driver.set_trace_callback(None)
        steps = [row[3] for row in reading.plain(f"EXPLAIN QUERY PLAN {asked[0]}")]
    assert not [each for each in steps if "TEMP B-TREE" in each]
    for name in ("ix_receivable_planned", "ix_sales_order_owed", "ix_receivable_alone"):
        assert any(name in each for each in steps), name
