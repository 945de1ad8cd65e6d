"""What the firm is owed by 100,000 contracts with their plans and 300,000 receipts, and the lists of both."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from benchmarks.measure import Measured, best
from crm_desktop.core.clock import FixedClock
from crm_desktop.core.i18n import Message
from crm_desktop.core.listing import Filter, ListSpec, Sort
from crm_desktop.core.viewer import SYSTEM
from crm_desktop.models import Contract, Customer, Receipt, Receivable, User
from crm_desktop.operations.company import CompanyDraft, create_company
from crm_desktop.queries.balance import (
    balances_by_customer,
    contract_balance,
    customer_balance,
    firm_balance,
    open_debts,
)
from crm_desktop.queries.contract import CONTRACTS
from crm_desktop.queries.list_query import ListQuery
from crm_desktop.queries.receipt import RECEIPTS
from crm_desktop.queries.receivable import RECEIVABLES
from crm_desktop.storage.database import Database, Reading, UnitOfWork

MANY, PEOPLE, BUYERS = 100_000, 30, 20_000
WINDOW = 33
_STEP = Message("Contracts for the benchmark")
_BEGAN = date(2024, 1, 1)
_ROWS = (
    "SELECT contract_id, order_id, customer_id, receivable_id, currency, amount_minor FROM receipt WHERE deleted = 0",
    "SELECT id, contract_id, due_on, amount_minor, currency FROM receivable WHERE deleted = 0",
)


def measure(folder: Path) -> Iterator[Measured]:
    """Make a company of contracts, receivables and receipts, and ask what is owed."""
    database = filled(folder / "owing.crm")
    with database.read(SYSTEM) as reading:
        yield from read(reading)
    database.close()


def read(reading: Reading) -> Iterator[Measured]:
    """Balances beside the rows they are made of, and what the lists of contracts and receipts take."""
    yield Measured("balance of the firm", best(firm_balance, reading, times=3), best(_bare, reading, times=3), "≤ 1 s")
    yield Measured("balances of all customers", best(balances_by_customer, reading, times=3))
    yield Measured("everything open, the oldest first", best(open_debts, reading, times=3))
    ((buyer, contract),) = reading.plain("SELECT customer_id, id FROM contract WHERE number = 'K77'")
    yield Measured("balance of a customer", best(customer_balance, reading, buyer))
    yield Measured("balance of a contract", best(contract_balance, reading, contract, "CNY"))
    refunds, alone = Filter("is_refund", "is", True), Filter("is_assigned", "is", False)
    yield _first("contracts, first window", CONTRACTS, reading, ListSpec(), "≤ 1 ms")
    yield _first("contracts by next payment", CONTRACTS, reading, ListSpec(sorts=(Sort("next_due_on"),)), "≤ 60 ms")
    hidden = frozenset({"next_due_on", "is_overdue"})
    shown = best(CONTRACTS.first, reading, ListSpec(), WINDOW, hidden, times=20)
    yield Measured("contracts, first window as the page asks for it", shown, None, "≤ 1 ms")
    yield _first("what is due, first window", RECEIVABLES, reading, ListSpec(), "≤ 1 ms")
    yield Measured("what is due, all ids", best(RECEIVABLES.ids, reading, ListSpec(), times=3))
    yield Measured("what is due, count", best(RECEIVABLES.count, reading, ListSpec(), times=3))
    yield _first("receipts, first window", RECEIPTS, reading, ListSpec(), "≤ 1 ms")
    yield _first("refunds", RECEIPTS, reading, ListSpec(filters=(refunds,)), "≤ 60 ms")
    yield _first("receipts without contract or order", RECEIPTS, reading, ListSpec(filters=(alone,)), "≤ 60 ms")


def _first(name: str, query: ListQuery[Any], reading: Reading, spec: ListSpec, aim: str) -> Measured:
    return Measured(name, best(query.first, reading, spec, WINDOW, times=5), None, aim)


def _bare(reading: Reading) -> None:
    for statement in _ROWS:
        reading.plain(statement)


def filled(path: Path) -> Database:
    """A new company with the rows."""
    database = Database.create(path, FixedClock.at("2026-11-21T06:00"))
    with database.write(_STEP, SYSTEM) as work:
        create_company(work, CompanyDraft("Benchmark", "Ada Lin", "ada", "CNY", "Asia/Shanghai"))
    with database.write(_STEP, SYSTEM) as work:
        _fill(work)
    return database


def _fill(work: UnitOfWork) -> None:
    """Each contract is paid in three parts, most of them wholly, every tenth receipt by the payment it names."""
    dice = random.Random(7)
    (role_id,) = work.plain("SELECT id FROM role LIMIT 1")[0]
    people = [work.new_id() for _ in range(PEOPLE)]
    buyers = [work.new_id() for _ in range(BUYERS)]
    work.insert_rows(
        User, [{"id": each, "login": each, "name": each, "role_id": role_id, "is_active": True} for each in people]
    )
    named = {"kind": "company", "created_at": work.now_ms}
    work.insert_rows(
        Customer,
        [
            {"id": each, "number": f"C-{place}", "name": f"Buyer {place}", "owner_id": dice.choice(people), **named}
            for place, each in enumerate(buyers)
        ],
    )
    contracts, plans, receipts = [], [], []
    for number in range(MANY):
        contract_id, amount, day = (
            work.new_id(),
            dice.randrange(9, 5_000_000),
            _BEGAN + timedelta(dice.randrange(1_050)),
        )
        common: dict[str, Any] = {"customer_id": dice.choice(buyers), "currency": "CNY" if number % 50 else "USD"}
        stage = "terminated" if number % 400 == 0 else "signed"
        texts = {"number": f"K{number}", "name": "Screens", "stage": stage, "created_at": work.now_ms}
        mine = {"owner_id": people[number % PEOPLE], "amount_minor": amount, "signed_on": day}
        contracts.append({"id": contract_id, **mine, **texts, **common})
        parts = (amount // 2, amount - amount // 2)
        due = [work.new_id() for _ in parts]
        for place, part in enumerate(parts):
            owed = {"due_on": day + timedelta(60 * place + 30), "amount_minor": part, "position": place}
            plans.append({"id": due[place], "contract_id": contract_id, **owed, **common})
        for part_number in range(3):
            paid: dict[str, Any] = {
                "paid_on": day + timedelta(40 * part_number),
                "amount_minor": amount // 3 + (amount % 3 if part_number == 2 else 0),
            }
            paid |= {
                "receivable_id": dice.choice(due) if number % 10 == 0 else None,
                "number": f"R{number}-{part_number}",
            }
            if number % 20 == 0 and part_number == 2:
                paid["amount_minor"] = -(amount // 4)
            of = None if number % 300 == 0 and part_number == 0 else contract_id
            receipts.append({"id": work.new_id(), "contract_id": of, **paid, **common})
    work.insert_rows(Contract, contracts)
    work.insert_rows(Receivable, plans)
    work.insert_rows(Receipt, receipts)
