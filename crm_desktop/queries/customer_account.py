"""What the detail side tells of a customer's money: the balance by age, what of the credit is used, what is open."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from crm_desktop.models import Contract, Order
from crm_desktop.models.limited_fields import AMOUNT
from crm_desktop.queries import rights
from crm_desktop.queries.balance import (
    CustomerBalance,
    Debt,
    band_days,
    credit_limit,
    customer_balance,
    open_debts,
)
from crm_desktop.storage.database import Reading


@dataclass(frozen=True)
class OpenOf:
    """What is open of a contract, an order, or beside both (no kind): the day its oldest payment was due."""

    kind: str
    record_id: str
    title: str
    since: date | None
    open_minor: int
    currency: str


@dataclass(frozen=True)
class CustomerAccount:
    """The balance with the days its ages end after, the credit limit in the company's currency, and what is open.

    What is open stands by contract and order, the oldest due first.
    """

    balance: CustomerBalance
    days: tuple[int, ...]
    limit_minor: int | None
    open: tuple[OpenOf, ...]


def customer_account(reading: Reading, customer_id: str) -> CustomerAccount | None:
    """The account of a customer; nothing to who may not know amounts, and of whom nothing is owed or agreed."""
    if reading.viewer.hides(AMOUNT):
        return None
    balance, limit = customer_balance(reading, customer_id), credit_limit(reading, customer_id)
    if not balance.parts and limit is None:
        return None
    return CustomerAccount(balance, band_days(reading), limit, _open(reading, open_debts(reading, customer_id)))


def _open(reading: Reading, debts: Iterable[Debt]) -> tuple[OpenOf, ...]:
    """Payments of one contract or order together, as the oldest of them stands."""
    sums: dict[tuple[str | None, str | None, str], list[Debt]] = {}
    for debt in debts:
        sums.setdefault((debt.contract_id, debt.order_id, debt.currency), []).append(debt)
    titles = _titles(reading, sums)
    told = []
    for (contract_id, order_id, currency), mine in sums.items():
        kind = "contract" if contract_id else "sales_order" if order_id else ""
        key = contract_id or order_id or ""
        if not kind or key in titles:
            told.append(
                OpenOf(kind, key, titles.get(key, ""), mine[0].due_on, sum(each.open_minor for each in mine), currency)
            )
    return tuple(told)


def _titles(reading: Reading, of: Iterable[tuple[str | None, str | None, str]]) -> dict[str, str]:
    """Number and name of what the viewer may see of contracts and orders."""
    named = list(of)
    contracts, orders = {each[0] for each in named if each[0]}, {each[1] for each in named if each[1]}
    found: dict[str, str] = {}
    if contracts:
        asked: Any = select(Contract.id, Contract.number, Contract.name).where(Contract.id.in_(contracts))
        rows = reading.session.execute(rights.seen(Contract, reading.viewer, asked, few=True))
        found |= {key: f"{number} · {name}" for key, number, name in rows}
    if orders:
        numbers: Any = select(Order.id, Order.number).where(Order.id.in_(orders))
        found |= {row[0]: row[1] for row in reading.session.execute(rights.seen(Order, reading.viewer, numbers))}
    return found
