"""A month of commission over 100,000 contracts with three receipts each, beside reading their rows by plain SQL."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from benchmarks.measure import Measured, timed
from crm_desktop.core.clock import FixedClock
from crm_desktop.core.i18n import Message
from crm_desktop.core.viewer import SYSTEM
from crm_desktop.models import Contract, ContractLine, Customer, Receipt, User
from crm_desktop.operations.commission_rule import CommissionRuleDraft, create_rule
from crm_desktop.operations.company import CompanyDraft, create_company
from crm_desktop.queries.commission import work_out
from crm_desktop.storage.database import Database, Reading, UnitOfWork

CONTRACTS, RECEIPTS, PEOPLE = 100_000, 3, 30
_STEP = Message("Contracts for the benchmark")
_BEGAN = date(2024, 1, 1)
_ROWS = (
    "SELECT id, contract_id, paid_on, amount_minor FROM receipt WHERE deleted = 0",
    "SELECT id, contract_id, net_minor, tax_minor FROM contract_line WHERE deleted = 0",
    "SELECT id, owner_id FROM contract WHERE deleted = 0",
)


def measure(folder: Path) -> Iterator[Measured]:
    """Make the contracts in a company of their own and work the open months out."""
    database = Database.create(folder / "commission.crm", FixedClock.at("2026-11-21T06:00"))
    with database.write(_STEP, SYSTEM) as work:
        create_company(work, CompanyDraft("Benchmark", "Ada Lin", "ada", "CNY", "Asia/Shanghai"))
    with database.write(_STEP, SYSTEM) as work:
        _fill(work)
        create_rule(work, CommissionRuleDraft("Receipts", _BEGAN, None, rate_e6=50_000))
    with database.read(SYSTEM) as reading:
        yield Measured(
            f"commission of {CONTRACTS:,} contracts, {CONTRACTS * RECEIPTS:,} receipts",
            timed(work_out, reading),
            timed(_bare, reading),
            "≤ 5 s",
        )
    database.close()


def _bare(reading: Reading) -> None:
    for statement in _ROWS:
        reading.plain(statement)


def _fill(work: UnitOfWork) -> None:
    dice, customer_id = random.Random(7), work.new_id()
    (role_id,) = work.plain("SELECT id FROM role LIMIT 1")[0]
    people = [work.new_id() for _ in range(PEOPLE)]
    work.insert_rows(
        User, [{"id": each, "login": each, "name": each, "role_id": role_id, "is_active": True} for each in people]
    )
    customer = {"id": customer_id, "number": "C-1", "name": "Haverton", "kind": "company", "created_at": work.now_ms}
    work.insert_rows(Customer, [customer])
    contracts, lines, receipts = [], [], []
    for number in range(CONTRACTS):
        contract_id, net = work.new_id(), dice.randrange(1_000, 5_000_000)
        tax = net * 13 // 100
        day = _BEGAN + timedelta(days=dice.randrange(900))
        common = {"customer_id": customer_id, "currency": "CNY"}
        named = {"number": f"K{number}", "name": "Screens", "stage": "signed", "created_at": work.now_ms}
        contracts.append(
            {"id": contract_id, "owner_id": people[number % PEOPLE], "amount_minor": net + tax, **named, **common}
        )
        sold = {"position": 0, "quantity_e6": 1_000_000, "unit_price_e6": net * 10_000}
        lines.append({"id": work.new_id(), "contract_id": contract_id, "net_minor": net, "tax_minor": tax, **sold})
        for part in range(RECEIPTS):
            paid = {"paid_on": day + timedelta(days=40 * part), "amount_minor": (net + tax) // RECEIPTS}
            receipts.append({"id": work.new_id(), "contract_id": contract_id, **paid, **common})
    work.insert_rows(Contract, contracts)
    work.insert_rows(ContractLine, lines)
    work.insert_rows(Receipt, receipts)
