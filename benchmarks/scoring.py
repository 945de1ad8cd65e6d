"""The scores of 100,000 customers with 1,000,000 orders: the nightly computation, one customer anew, and its memory."""

import multiprocessing
import random
import resource
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from benchmarks.measure import Measured, Took, best, timed
from crm_desktop.core.i18n import Message
from crm_desktop.core.viewer import SYSTEM
from crm_desktop.insight import score_jobs
from crm_desktop.models import Customer, Order, OrderLine
from crm_desktop.models.order import PAID, PLACED
from crm_desktop.operations.company import CompanyDraft, create_company
from crm_desktop.storage import scores
from crm_desktop.storage.database import Database, UnitOfWork

CUSTOMERS, ORDERS = 100_000, 1_000_000
DAY = date(2026, 11, 21)
_LONGEST, _CHUNK = 1800, 200_000
_STEP = Message("Orders for the benchmark")


def measure(folder: Path) -> Iterator[Measured]:
    """Make a company of orders, score it in a process of its own as the program does, and store what comes back."""
    path = folder / "scoring.crm"
    database = _filled(path)
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        took, peak, found = pool.apply(_scored, (str(path),))
    learned = found.state.learned or {}
    note = f"{learned['customers']:,} customers, {learned['purchases']:,} purchases, {peak:,.0f} MB at most"
    yield Measured("scores of all customers, in the worker", took, None, "≤ 60 s, 1 GB", note)

    def store() -> None:
        with database.write(_STEP, SYSTEM) as work:
            scores.store(work.connection, found.rows, found.state)

    yield Measured("…, stored by the writer", timed(store), None, "≤ 2 s")
    with database.read(SYSTEM) as reading:
        some = [row.customer_id for row in found.rows[:1]]
        yield Measured("one customer scored anew", best(score_jobs.of_some, reading, some, times=5), None, "≤ 60 ms")
    database.close()


def _scored(path: str) -> tuple[Took, float, Any]:
    """What it took, the most memory the process held in MB, and what was found."""
    kept: list[Any] = []
    took = timed(lambda: kept.append(score_jobs.everyone(path, DAY.isoformat())))
    return took, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, kept[0]


def _filled(path: Path) -> Database:
    database = Database.create(path)
    dice = random.Random(5)
    with database.filled():
        with database.write(_STEP, SYSTEM) as work:
            create_company(work, CompanyDraft("Benchmark", "Ada Lin", "ada", "CNY", "Asia/Shanghai"))
        with database.write(_STEP, SYSTEM) as work:
            customers = [work.new_id() for _ in range(CUSTOMERS)]
            rows = [
                {"id": each, "number": f"C-{n}", "name": f"Customer {n}", "created_at": 0}
                for n, each in enumerate(customers)
            ]
            work.insert_rows(Customer, rows)
        days = _days(dice)
        for start in range(0, ORDERS, _CHUNK):
            with database.write(_STEP, SYSTEM) as work:
                _order(work, dice, customers, days[start : start + _CHUNK])
    return database


def _days(dice: random.Random) -> list[tuple[int, date]]:
    """Whose each order is and its day: customers buy at a pace of their own until they leave, as long as it takes."""
    found: list[tuple[int, date]] = []
    n = 0
    while len(found) < ORDERS:
        start, gap = dice.randrange(30, _LONGEST), dice.uniform(5, 300)
        stays = min(start, int(dice.expovariate(1 / 900)))
        on = 0
        while on <= stays:
            found.append((n % CUSTOMERS, DAY - timedelta(start - on)))
            on += 1 + int(dice.expovariate(1 / gap))
        n += 1
    return found[:ORDERS]


def _order(work: UnitOfWork, dice: random.Random, customers: list[str], days: list[tuple[int, date]]) -> None:
    orders: list[dict[str, Any]] = []
    lines: list[dict[str, Any]] = []
    for n, (whose, on) in enumerate(days):
        order = work.new_id()
        orders.append(
            {
                "id": order,
                "number": f"O-{n}",
                "customer_id": customers[whose],
                "status": PLACED,
                "ordered_on": on,
                "currency": "CNY",
                "freight_minor": 0,
                "tax_minor": 0,
                "payment_state": PAID,
                "created_at": 0,
            }
        )
        price = dice.randrange(1_000, 900_000)
        lines.append(
            {
                "id": work.new_id(),
                "order_id": order,
                "position": 0,
                "quantity_e6": 1_000_000,
                "unit_price_e6": price * 10_000,
                "discount_e6": 0,
                "net_minor": price,
            }
        )
    work.insert_rows(Order, orders)
    work.insert_rows(OrderLine, lines)
