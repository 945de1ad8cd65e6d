"""What is owed, what came in and what is left, by age: of a contract, an order, a customer, and of the firm.

Contracts in force owe their plans, orders that belong to no contract their totals, and customers what falls due beside
both. Receipts fill what they name first, then the oldest due of the same contract or order; what is beyond is credit.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Select, select, text

from crm_desktop.core import formats
from crm_desktop.core.i18n import Message
from crm_desktop.core.money import E6, minor_digits
from crm_desktop.models import Customer, Parameter
from crm_desktop.models.limited_fields import AMOUNT
from crm_desktop.queries import rights
from crm_desktop.storage.database import Reading

BAND_PARAMETERS = ("receivable.band_1", "receivable.band_2", "receivable.band_3")
BAND_DAYS = (30, 60, 90)


@dataclass(frozen=True)
class Balance:
    """Money of one currency: `bands` are what is not due, then what is overdue by the bands of days, youngest first.

    `balance_minor`, which is owed less received, is always the sum of the bands less the credit.
    """

    currency: str
    owed_minor: int = 0
    received_minor: int = 0
    bands: tuple[int, ...] = (0,) * (len(BAND_DAYS) + 2)
    credit_minor: int = 0

    @property
    def balance_minor(self) -> int:
        """What is left to be paid; below 0 where more came in than is owed."""
        return self.owed_minor - self.received_minor

    @property
    def overdue_minor(self) -> int:
        """What should have been paid by now."""
        return sum(self.bands[1:])


@dataclass(frozen=True)
class CustomerBalance:
    """The same of a customer in every currency, and in the company's: None where a rate is missing."""

    customer_id: str | None
    customer: str | None
    parts: tuple[Balance, ...]
    total: Balance | None


@dataclass(frozen=True)
class Debt:
    """An amount that falls due and is not wholly paid."""

    customer_id: str | None
    customer: str | None
    contract_id: str | None
    order_id: str | None
    receivable_id: str | None
    due_on: date | None
    amount_minor: int
    open_minor: int
    currency: str


# What is owed (o), and what came in (c) where: {of} narrows both to one customer, contract or order.
OWED_AND_CAME = """
WITH owed AS (
 SELECT r.contract_id AS contract_id, NULL AS order_id, coalesce(k.customer_id, r.customer_id) AS customer_id,
        r.id AS receivable_id, r.due_on AS due_on, r.amount_minor AS amount, r.currency AS currency, r.id AS id
   FROM contract k JOIN receivable r ON r.contract_id = k.id AND r.deleted = 0
  WHERE k.deleted = 0 AND k.stage IN ('signed', 'completed') {contract}
 UNION ALL
 SELECT NULL, s.id, s.customer_id, NULL, coalesce(s.due_on, s.ordered_on),
        (SELECT coalesce(sum(l.net_minor), 0) FROM order_line l WHERE l.order_id = s.id AND l.deleted = 0)
        + s.freight_minor + s.tax_minor, s.currency, s.id
   FROM sales_order s
  WHERE s.deleted = 0 AND s.contract_id IS NULL AND s.status <> 'cancelled' {order}
 UNION ALL
 SELECT NULL, NULL, r.customer_id, r.id, r.due_on, r.amount_minor, r.currency, r.id
   FROM receivable r WHERE r.deleted = 0 AND r.contract_id IS NULL AND r.order_id IS NULL {beside}
), came AS (
 SELECT p.contract_id AS contract_id, p.order_id AS order_id,
        coalesce(k.customer_id, s.customer_id, p.customer_id) AS customer_id, p.receivable_id AS receivable_id,
        p.currency AS currency, sum(p.amount_minor) AS amount
   FROM receipt p LEFT JOIN contract k ON k.id = p.contract_id LEFT JOIN sales_order s ON s.id = p.order_id
  WHERE p.deleted = 0 {receipt}
  GROUP BY 1, 2, 3, 4, 5
)"""
_NONE = " AND 0"
BY_CUSTOMER = {
    "contract": "AND k.customer_id = :of",
    "order": "AND s.customer_id = :of",
    "beside": "AND r.customer_id = :of",
    "receipt": (
        "AND (p.contract_id IN (SELECT id FROM contract WHERE customer_id = :of)"
        " OR p.order_id IN (SELECT id FROM sales_order WHERE customer_id = :of)"
        " OR p.customer_id = :of AND p.contract_id IS NULL AND p.order_id IS NULL)"
    ),
}
_BY_CONTRACT = {"contract": "AND k.id = :of", "order": _NONE, "beside": _NONE, "receipt": "AND p.contract_id = :of"}
_BY_ORDER = {"contract": _NONE, "order": "AND s.id = :of", "beside": _NONE, "receipt": "AND p.order_id = :of"}
_BY_FIRM = dict.fromkeys(("contract", "order", "beside", "receipt"), "")


def contract_balance(reading: Reading, contract_id: str, currency: str) -> Balance:
    """What is left of a contract."""
    return _only(_balances(reading, _BY_CONTRACT, contract_id), currency)


def order_balance(reading: Reading, order_id: str, currency: str) -> Balance:
    """What is left of an order that belongs to no contract."""
    return _only(_balances(reading, _BY_ORDER, order_id), currency)


def customer_balance(reading: Reading, customer_id: str) -> CustomerBalance:
    """What a customer owes, in all its currencies."""
    rights.must_see(reading, Customer, customer_id)
    found = _balances(reading, BY_CUSTOMER, customer_id)
    name = reading.session.scalar(select(Customer.name).where(Customer.id == customer_id))
    return _told(reading, customer_id, name, found.values())


def balances_by_customer(reading: Reading) -> list[CustomerBalance]:
    """Every customer in sight who owes something or has credit, who owes longest overdue first."""
    rights.require_amounts(reading.viewer)
    found = _balances(reading, _BY_FIRM, None)
    seen = dict(_seen(reading))
    whose: dict[str | None, list[Balance]] = {}
    for (customer_id, _currency), balance in found.items():
        if customer_id in seen and (balance.balance_minor or any(balance.bands)):
            whose.setdefault(customer_id, []).append(balance)
    rates = _rates(reading)
    told = [_in_all(reading, each, seen[each], parts, rates) for each, parts in whose.items()]
    return sorted(told, key=lambda each: (-(each.total.overdue_minor if each.total else 0), each.customer or ""))


def firm_balance(reading: Reading) -> CustomerBalance:
    """The same of all customers in sight together; None as customer."""
    rights.require_amounts(reading.viewer)
    seen = {key for key, _name in _seen(reading)}
    sums: dict[str, Balance] = {}
    for (customer_id, currency), balance in _balances(reading, _BY_FIRM, None).items():
        if customer_id in seen:
            sums[currency] = _plus(sums.get(currency, Balance(currency)), balance)
    return _told(reading, None, None, sums.values())


def open_debts(reading: Reading, customer_id: str | None = None) -> list[Debt]:
    """What is not wholly paid, the oldest due first; of one customer or of all in sight."""
    if customer_id is not None:
        rights.must_see(reading, Customer, customer_id)
    of = BY_CUSTOMER if customer_id else _BY_FIRM
    seen = dict(_seen(reading, customer_id))
    debts = [each for each in _accounts(reading, of, customer_id).debts if each[6] > 0 and each[0] in seen]
    debts.sort(key=lambda each: (each[4] or "", each[0] or ""))
    return [
        Debt(each[0], seen[each[0]], each[1], each[2], each[3], _day(each[4]), each[5], each[6], each[7])
        for each in debts
    ]


def exposure(reading: Reading, customer_id: str) -> int | None:
    """What a customer owes in the company's currency, due or not; None where a rate is missing."""
    total = customer_balance(reading, customer_id).total
    return total.balance_minor if total else None


def credit_passed(reading: Reading, customer_id: str | None, amount_minor: int, currency: str) -> Message | None:
    """What to say when so much more would pass the credit limit of a customer; None when it would not."""
    customer = reading.session.get(Customer, customer_id) if customer_id else None
    if customer is None or customer.credit_limit_minor is None or not rights.sees(reading, Customer, customer.id):
        return None
    rates, owed = _rates(reading), exposure(reading, customer.id)
    more = _converted(amount_minor, currency, reading.currency, rates)
    limit_in = customer.credit_limit_currency or reading.currency
    limit = _converted(customer.credit_limit_minor, limit_in, reading.currency, rates)
    if owed is None or more is None or limit is None or owed + more <= limit:
        return None
    if reading.viewer.hides(AMOUNT):
        return Message("This passes the credit limit of {customer}.", customer=customer.name)
    return Message(
        "This passes the credit limit: {customer} would owe {owed} of {limit}.",
        customer=customer.name,
        owed=formats.money(owed + more, reading.currency, symbol=True),
        limit=formats.money(limit, reading.currency, symbol=True),
    )


def band_days(reading: Reading) -> tuple[int, ...]:
    """After how many days overdue a band ends, in rising order."""
    rows = reading.session.execute(select(Parameter.name, Parameter.value).where(Parameter.name.in_(BAND_PARAMETERS)))
    stored = {name: int(value) for name, value in rows if value and value.isascii() and value.isdigit()}
    days = tuple(stored.get(name, given) for name, given in zip(BAND_PARAMETERS, BAND_DAYS, strict=True))
    return days if list(days) == sorted(set(days)) else BAND_DAYS


@dataclass
class _Accounts:
    """Debts as (customer, contract, order, receivable, due, amount, open, currency); per customer and currency money
    that came in, and what of it no debt took."""

    debts: list[tuple[Any, ...]] = field(default_factory=list)
    received: dict[tuple[Any, str], int] = field(default_factory=dict)
    credit: dict[tuple[Any, str], int] = field(default_factory=dict)


def _accounts(reading: Reading, of: Mapping[str, str], asked: str | None) -> _Accounts:
    """Read what is owed and what came in, and let the one fill the other."""
    sql, given = OWED_AND_CAME.format(**of), ({"of": asked} if asked else {})
    owed = reading.session.execute(
        text(
            f"{sql} SELECT customer_id, contract_id, order_id, receivable_id, due_on, amount, currency FROM owed"
            " ORDER BY due_on, id"
        ),
        given,
    ).all()
    came = reading.session.execute(
        text(f"{sql} SELECT customer_id, contract_id, order_id, receivable_id, currency, amount FROM came"), given
    ).all()
    return _filled(owed, came)


def _filled(owed: Iterable[Any], came: Iterable[Any]) -> _Accounts:
    accounts = _Accounts()
    named: dict[Any, int] = {}
    general: dict[tuple[Any, ...], int] = {}
    for customer, contract, order, receivable, currency, amount in came:
        whose = (customer, currency)
        accounts.received[whose] = accounts.received.get(whose, 0) + amount
        if receivable is not None:
            named[receivable] = named.get(receivable, 0) + amount
        account = _account(customer, contract, order, currency)
        general[account] = general.get(account, 0) + amount
    rows = []
    for customer, contract, order, receivable, due, amount, currency in owed:
        taken = max(0, min(amount, named.get(receivable, 0))) if receivable else 0
        account = _account(customer, contract, order, currency)
        if taken:
            general[account] = general.get(account, 0) - taken
        rows.append((customer, contract, order, receivable, due, amount, amount - taken, currency, account))
    for customer, contract, order, receivable, due, amount, left, currency, account in rows:
        taken = max(0, min(left, general.get(account, 0)))
        if taken:
            general[account] -= taken
        accounts.debts.append((customer, contract, order, receivable, due, amount, left - taken, currency))
    for account, rest in general.items():
        whose = (account[2], account[3])
        accounts.credit[whose] = accounts.credit.get(whose, 0) + rest
    return accounts


def _account(customer: Any, contract: Any, order: Any, currency: str) -> tuple[Any, ...]:
    return (contract, order, customer, currency)


def _balances(reading: Reading, of: Mapping[str, str], asked: str | None) -> dict[tuple[Any, str], Balance]:
    """The balance of every customer in every currency."""
    accounts, days = _accounts(reading, of, asked), band_days(reading)
    # The last day that still falls into each band: due after today, then overdue by 1 to n days.
    starts = [(reading.today - timedelta(days=each)).isoformat() for each in (0, *days)]
    owed: dict[tuple[Any, str], int] = {}
    bands: dict[tuple[Any, str], list[int]] = {}
    for customer, _contract, _order, _receivable, due, amount, left, currency in accounts.debts:
        whose = (customer, currency)
        owed[whose] = owed.get(whose, 0) + amount
        mine = bands.setdefault(whose, [0] * (len(days) + 2))
        mine[0 if due is None else sum(due < start for start in starts)] += left
    empty = (0,) * (len(days) + 2)
    return {
        whose: Balance(
            whose[1],
            owed.get(whose, 0),
            accounts.received.get(whose, 0),
            tuple(bands.get(whose, empty)),
            accounts.credit.get(whose, 0),
        )
        for whose in owed.keys() | accounts.received.keys()
    }


def _only(found: Mapping[tuple[Any, str], Balance], currency: str) -> Balance:
    return next((each for (_whose, of), each in found.items() if of == currency), Balance(currency))


def _told(reading: Reading, customer_id: str | None, name: str | None, parts: Iterable[Balance]) -> CustomerBalance:
    return _in_all(reading, customer_id, name, parts, _rates(reading))


def _in_all(
    reading: Reading, customer_id: str | None, name: str | None, parts: Iterable[Balance], rates: Mapping[str, int]
) -> CustomerBalance:
    told = tuple(sorted(parts, key=lambda each: (each.currency != reading.currency, each.currency)))
    total: Balance | None = Balance(reading.currency)
    for each in told:
        more = _in_base(each, reading.currency, rates)
        total = _plus(total, more) if total is not None and more is not None else None
    return CustomerBalance(customer_id, name, told, total)


def _plus(one: Balance, other: Balance) -> Balance:
    return Balance(
        one.currency,
        one.owed_minor + other.owed_minor,
        one.received_minor + other.received_minor,
        tuple(a + b for a, b in zip(one.bands, other.bands, strict=True)),
        one.credit_minor + other.credit_minor,
    )


def _in_base(balance: Balance, base: str, rates: Mapping[str, int]) -> Balance | None:
    """The same in the company's currency; what was received follows from the rest, so that the sums agree."""
    if balance.currency == base:
        return balance
    parts = [_converted(each, balance.currency, base, rates) for each in (*balance.bands, balance.credit_minor)]
    owed = _converted(balance.owed_minor, balance.currency, base, rates)
    known = [each for each in parts if each is not None]
    if owed is None or len(known) < len(parts):
        return None
    bands, credit = tuple(known[:-1]), known[-1]
    return Balance(base, owed, owed - (sum(bands) - credit), bands, credit)


def _converted(amount: int, currency: str, base: str, rates: Mapping[str, int]) -> int | None:
    """Minor units of a currency as those of another, rounded half away from zero."""
    if currency == base:
        return amount
    if currency not in rates:
        return None
    top: int = abs(amount) * rates[currency] * 10 ** minor_digits(base)
    down: int = E6 * 10 ** minor_digits(currency)
    rounded: int = (2 * top + down) // (2 * down)
    return rounded if amount >= 0 else -rounded


def _rates(reading: Reading) -> dict[str, int]:
    """The newest rate of each currency by today."""
    rows = reading.plain(
        "SELECT currency, rate_e6 FROM exchange_rate WHERE deleted = 0 AND on_date <= ? ORDER BY on_date",
        (reading.today.isoformat(),),
    )
    return dict(rows)


def _seen(reading: Reading, customer_id: str | None = None) -> list[tuple[Any, Any]]:
    """Ids and names of the customers in sight; money of nobody belongs to whoever sees all."""
    columns: tuple[Any, ...] = (Customer.id, Customer.name)
    statement: Select[Any] = rights.seen(Customer, reading.viewer, select(*columns))
    if customer_id is not None:
        statement = statement.where(Customer.id == customer_id)
    rows = [(key, name) for key, name in reading.session.execute(statement)]
    return [*rows, (None, None)] if rights.visible(Customer, reading.viewer) is None else rows


def _day(written: str | None) -> date | None:
    return date.fromisoformat(written) if written else None
