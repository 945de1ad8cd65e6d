"""A customer's account as it is agreed with the customer: what fell due and what came in, day by day, in each currency.

It says the same as `balance`: what a statement closes with and what falls due later make the balance together.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import text

from crm_desktop.core.errors import Invalid
from crm_desktop.core.i18n import Message
from crm_desktop.core.postal_address import PostalAddress
from crm_desktop.models import Customer
from crm_desktop.queries import rights
from crm_desktop.queries.balance import Balance, customer_balance
from crm_desktop.queries.debts import BY_CUSTOMER
from crm_desktop.storage.database import Reading

CONTRACT, ORDER, BESIDE, RECEIPT, REFUND = "contract", "order", "beside", "receipt", "refund"
_OWED = BY_CUSTOMER.sql(
    """
SELECT o.due_on, CASE WHEN o.contract_id IS NOT NULL THEN 'contract' WHEN o.order_id IS NOT NULL THEN 'order'
 ELSE 'beside' END, coalesce(k.number, s.number, ''), coalesce(r.title, k.name, ''), o.amount, o.currency
FROM owed o LEFT JOIN contract k ON k.id = o.contract_id LEFT JOIN sales_order s ON s.id = o.order_id
LEFT JOIN receivable r ON r.id = o.receivable_id
ORDER BY o.due_on, o.id"""
)
_CAME = f"""
SELECT p.paid_on, CASE WHEN p.amount_minor < 0 THEN 'refund' ELSE 'receipt' END, coalesce(p.number, ''),
 coalesce(k.number, s.number, ''), -p.amount_minor, p.currency
FROM receipt p LEFT JOIN contract k ON k.id = p.contract_id LEFT JOIN sales_order s ON s.id = p.order_id
WHERE p.deleted = 0 {BY_CUSTOMER.receipt}
ORDER BY p.paid_on, p.id"""


@dataclass(frozen=True)
class Entry:
    """What fell due (above 0) or came in (below 0) on a day; of a receipt `title` is what it was for."""

    on: date
    kind: str
    number: str
    title: str
    amount_minor: int
    currency: str


@dataclass(frozen=True)
class Account:
    """An account in one currency: what was open before, the entries of the days asked for, and what falls due later."""

    currency: str
    opening_minor: int
    entries: tuple[Entry, ...]
    later: tuple[Entry, ...]
    balance: Balance

    @property
    def closing_minor(self) -> int:
        """What is open at the end of the last day."""
        return self.opening_minor + sum(each.amount_minor for each in self.entries)


@dataclass(frozen=True)
class AccountStatement:
    """All accounts of a customer from one day to another."""

    customer_id: str
    customer: str
    address: PostalAddress
    owner_id: str | None
    first: date
    last: date
    accounts: tuple[Account, ...]


def account_statement(reading: Reading, customer_id: str, first: date, last: date) -> AccountStatement:
    """The account of a customer that the viewer may see; days in the wrong order are refused."""
    rights.require_amounts(reading.viewer)
    if last < first:
        raise Invalid({"last": Message("The last day lies before the first. Mend one of them.")})
    customer = rights.find(reading, Customer, customer_id)
    found = sorted((*_read(reading, _OWED, customer_id), *_read(reading, _CAME, customer_id)), key=_order)
    balances = {each.currency: each for each in customer_balance(reading, customer_id).parts}
    currencies = sorted({each.currency for each in found}, key=lambda code: (code != reading.currency, code))
    return AccountStatement(
        customer.id,
        customer.name,
        customer.postal_address,
        customer.owner_id,
        first,
        last,
        tuple(_account(found, code, first, last, balances.get(code, Balance(code))) for code in currencies),
    )


def _account(found: Iterable[Entry], currency: str, first: date, last: date, balance: Balance) -> Account:
    mine = [each for each in found if each.currency == currency]
    return Account(
        currency,
        sum(each.amount_minor for each in mine if each.on < first),
        tuple(each for each in mine if first <= each.on <= last),
        tuple(each for each in mine if each.on > last),
        balance,
    )


def _read(reading: Reading, statement: str, customer_id: str) -> Sequence[Entry]:
    rows = reading.session.execute(text(statement), {"of": customer_id})
    return [Entry(date.fromisoformat(row[0]), *row[1:]) for row in rows]


def _order(entry: Entry) -> tuple[date, bool]:
    """By day; what falls due comes before what pays it."""
    return entry.on, entry.kind in (RECEIPT, REFUND)
