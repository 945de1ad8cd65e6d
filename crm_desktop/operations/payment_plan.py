"""The plan of payments of a contract: which part of its amount falls due when; together they are the whole."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from crm_desktop.core import formats
from crm_desktop.core.errors import Invalid
from crm_desktop.core.i18n import Message
from crm_desktop.models import Contract, Receivable
from crm_desktop.operations import parameter, parts
from crm_desktop.operations.validation import Problems
from crm_desktop.queries.money import AMOUNT_LIMIT
from crm_desktop.storage.database import Reading, UnitOfWork


@dataclass(frozen=True)
class PlanRow:
    """An amount of the contract, tax included, with the day it falls due and what it is for."""

    id: str | None = None
    due_on: date | None = None
    title: str | None = None
    amount_minor: int | None = None


def read_plan(reading: Reading, contract_id: str) -> tuple[PlanRow, ...]:
    """The plan of a contract as a form edits it."""
    return parts.read_parts(reading, Receivable, {"contract_id": contract_id}, PlanRow)


def check_plan(problems: Problems, rows: Sequence[PlanRow], amount_minor: int, currency: str) -> None:
    """Each row has its day and its amount, and together they are what the contract costs; no row says nothing yet."""
    for number, row in enumerate(rows, 1):
        if row.due_on is None:
            problems.add("plan", Message("Payment {number}: choose the day it falls due.", number=number))
        problems.year_meant("plan", row.due_on)
        if row.amount_minor is None or row.amount_minor <= 0:
            problems.add("plan", Message("Payment {number}: give an amount above 0.", number=number))
        elif row.amount_minor > AMOUNT_LIMIT:
            problems.add(
                "plan", Message("Payment {number}: this amount is too large. Check its digits.", number=number)
            )
    if rows and (gap := amount_minor - sum(row.amount_minor or 0 for row in rows)):
        said = formats.money(abs(gap), currency, symbol=True)
        problems.add(
            "plan",
            Message("The payments are {amount} less than the contract. Plan the rest as well.", amount=said)
            if gap > 0
            else Message("The payments are {amount} more than the contract. Make one of them smaller.", amount=said),
        )


def write_plan(
    work: UnitOfWork,
    contract: Contract,
    rows: Sequence[PlanRow],
    loaded: Sequence[PlanRow] = (),
    position: int | None = None,
) -> bool:
    """Make these the payments of a contract; returns whether anything changed."""
    shared = {"customer_id": contract.customer_id, "currency": contract.currency}
    owner = {"contract_id": contract.id}
    changed = parts.write_parts(work, Receivable, owner, rows, loaded, position, lambda _row: shared)
    for row in parts.living_parts(work, Receivable, owner):
        # Neither the customer nor the currency of a contract leaves its payments behind.
        for name, value in shared.items():
            if getattr(row, name) != value:
                setattr(row, name, value)
    return changed


def settle_plan(work: UnitOfWork, contract: Contract) -> None:
    """Before a contract is submitted or signed: its plan sums up, and without one all is due some days after it starts.

    A plan needs somebody who pays; an agreement that names no amount owes nothing.
    """
    rows = read_plan(work, contract.id)
    problems = Problems()
    check_plan(problems, rows, contract.amount_minor, contract.currency)
    if problems.found:
        raise Invalid(problems.found)
    if not rows and contract.amount_minor:
        days = parameter.integer(work, parameter.PAYMENT_DAYS)
        due_on = (contract.starts_on or work.today) + timedelta(days=days)
        write_plan(work, contract, (PlanRow(due_on=due_on, amount_minor=contract.amount_minor),))
        work.session.flush()
