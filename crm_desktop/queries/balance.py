"""What is owed, what came in and what is left, by age: of a contract, an order, a customer, and of the firm.

Contracts in force owe their plans, orders that belong to no contract their totals, and customers what falls due beside
both. Receipts fill what they name first, then the oldest due of the same contract or order; what is beyond is credit.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Select, select, text

from crm_desktop.core import formats
from crm_desktop.core.i18n import Message
from crm_desktop.core.money import E6, minor_digits
from crm_desktop.models import Customer, Parameter
from crm_desktop.models.limited_fields import AMOUNT
from crm_desktop.queries import debts, rights
from crm_desktop.queries.debts import Among
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


# Of each customer and currency what is owed; what of it is open, and of that what was due before each of :d0 to :d3.
_OWED = "SELECT customer_id, currency, coalesce(sum(amount), 0) FROM owed GROUP BY 1, 2"
# Of the whole firm the same is asked by currency alone: telling 20,000 customers apart took most of its time.
_BY_CURRENCY = (
    ("SELECT customer_id,", "SELECT NULL,"),
    (
        " GROUP BY 1, 2",
        " WHERE customer_id IS NULL OR customer_id NOT IN (SELECT id FROM customer WHERE deleted = 1) GROUP BY 2",
    ),
)
_DUE = ", ".join(f"sum(iif(due_on < :d{place}, open, 0))" for place in range(len(BAND_DAYS) + 1))
_UNPAID = f"SELECT customer_id, currency, sum(open), {_DUE} FROM unpaid GROUP BY 1, 2"
# What is owed, what came in, what is open, and as much of it as was due before each of the days.
_SUMS = 4 + len(BAND_DAYS)
_RECEIVED = "SELECT customer_id, currency, coalesce(sum(amount), 0) FROM came GROUP BY 1, 2"
_OPEN = (
    "SELECT customer_id, contract_id, order_id, receivable_id, due_on, amount, open, currency FROM unpaid"
    " WHERE open > 0 ORDER BY due_on, customer_id, id"
)


def contract_balance(reading: Reading, contract_id: str, currency: str) -> Balance:
    """What is left of a contract."""
    return _only(_balances(reading, debts.BY_CONTRACT, contract_id), currency)


def order_balance(reading: Reading, order_id: str, currency: str) -> Balance:
    """What is left of an order that belongs to no contract."""
    return _only(_balances(reading, debts.BY_ORDER, order_id), currency)


def customer_balance(reading: Reading, customer_id: str) -> CustomerBalance:
    """What a customer owes, in all its currencies."""
    rights.must_see(reading, Customer, customer_id)
    found = _balances(reading, debts.BY_CUSTOMER, customer_id)
    name = reading.session.scalar(select(Customer.name).where(Customer.id == customer_id))
    return _told(reading, customer_id, name, found.values())


def balances_by_customer(reading: Reading) -> list[CustomerBalance]:
    """Every customer in sight who owes something or has credit, who owes longest overdue first."""
    rights.require_amounts(reading.viewer)
    found = _balances(reading, debts.FIRM, None)
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
    if rights.visible(Customer, reading.viewer) is None:
        whole = _summed(reading, debts.FIRM, None, by_customer=False)
        return _told(reading, None, None, [_balance(currency, each) for (_, currency), each in whole.items()])
    seen = {key for key, _name in _seen(reading)}
    sums: dict[str, list[int]] = {}
    for (customer_id, currency), each in _summed(reading, debts.FIRM, None).items():
        if customer_id in seen:
            sums[currency] = [a + b for a, b in zip(sums.get(currency, [0] * _SUMS), each, strict=True)]
    return _told(reading, None, None, [_balance(*each) for each in sums.items()])


def open_debts(reading: Reading, customer_id: str | None = None) -> list[Debt]:
    """What is not wholly paid, the oldest due first; of one customer or of all in sight."""
    if customer_id is not None:
        rights.must_see(reading, Customer, customer_id)
    of = debts.BY_CUSTOMER if customer_id else debts.FIRM
    seen = dict(_seen(reading, customer_id))
    return [
        Debt(row[0], seen[row[0]], row[1], row[2], row[3], _day(row[4]), row[5], row[6], row[7])
        for row in reading.session.execute(text(of.sql(_OPEN)), {"of": customer_id} if customer_id else {})
        if row[0] in seen
    ]


def owing(reading: Reading, ids: Iterable[str]) -> list[str]:
    """The names of those of some customers, whosever they are, who have not paid all they owe."""
    # Most have nothing unpaid: only of the others is it to be worked out how much of it came in.
    unpaid = (
        "SELECT c.id, c.name FROM json_each(?) j JOIN customer c ON c.id = j.value WHERE EXISTS (SELECT 1 FROM"
        " sales_order WHERE customer_id = c.id AND deleted = 0 AND payment_state <> 'paid') OR EXISTS (SELECT 1 FROM"
        " receivable WHERE customer_id = c.id AND deleted = 0) ORDER BY c.name, c.id"
    )
    statement = text(debts.BY_CUSTOMER.sql(_OPEN))
    return [
        name
        for key, name in reading.plain(unpaid, (json.dumps(list(ids)),))
        if reading.session.execute(statement, {"of": key}).first() is not None
    ]


def exposure(reading: Reading, customer_id: str) -> int:
    """What a customer owes in the company's currency, due or not; what no rate converts is left out."""
    parts = customer_balance(reading, customer_id).parts
    return in_company_currency(reading, [(each.balance_minor, each.currency) for each in parts])


def in_company_currency(reading: Reading, amounts: Sequence[tuple[int, str]]) -> int:
    """Amounts with their currencies as one sum in the company's; what no rate converts is left out."""
    known = all(currency == reading.currency for _, currency in amounts)
    rates = {} if known else _rates(reading)
    converted = (_converted(amount, currency, reading.currency, rates) for amount, currency in amounts)
    return sum(each for each in converted if each is not None)


def credit_limit(reading: Reading, customer_id: str) -> int | None:
    """How much a customer may owe, in the company's currency; None without a limit, or where a rate is missing."""
    customer = reading.session.get(Customer, customer_id)
    if customer is None or customer.credit_limit_minor is None:
        return None
    currency = customer.credit_limit_currency or reading.currency
    return _converted(customer.credit_limit_minor, currency, reading.currency, _rates(reading))


def credit_passed(
    reading: Reading, customer_id: str | None, amount_minor: int, currency: str, owed: int | None = None
) -> Message | None:
    """What to say when so much more would pass the credit limit of a customer; None when it would not.

    What no rate converts does not count, so that one foreign debt lets nobody owe any amount of known ones. `owed` is
    what is owed before in the company's currency, where that is not just what the file says.
    """
    customer = reading.session.get(Customer, customer_id) if customer_id else None
    limit = credit_limit(reading, customer.id) if customer else None
    if customer is None or limit is None or not rights.sees(reading, Customer, customer.id):
        return None
    owed = exposure(reading, customer.id) if owed is None else owed
    more = in_company_currency(reading, [(amount_minor, currency)])
    if owed + more <= limit:
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


def _balances(reading: Reading, of: Among, asked: str | None) -> dict[tuple[Any, str], Balance]:
    """The balance of every customer in every currency."""
    return {key: _balance(key[1], sums) for key, sums in _summed(reading, of, asked).items()}


def _summed(
    reading: Reading, of: Among, asked: str | None, *, by_customer: bool = True
) -> dict[tuple[Any, str], list[int]]:
    """What a customer owes in a currency, what came in, what is open, and of that what was due before each band."""
    given = {"of": asked} if asked else {}
    # The first day that is not in each band any more: due from today on, then overdue by 1 to n days.
    days = {f"d{place}": _ago(reading, each) for place, each in enumerate((0, *band_days(reading)))}
    found: dict[tuple[Any, str], list[int]] = {}
    for place, statement in enumerate((_OWED, _RECEIVED, _UNPAID)):
        values = {**given, **days} if statement is _UNPAID else given
        for old, new in () if by_customer else _BY_CURRENCY:
            statement = statement.replace(old, new)
        for customer, currency, *sums in reading.session.execute(text(of.sql(statement)), values):
            found.setdefault((customer, currency), [0] * _SUMS)[place : place + len(sums)] = sums
    return found


def _balance(currency: str, sums: Sequence[int]) -> Balance:
    owed, received, *due = sums
    return Balance(currency, owed, received, _bands(*due), received - owed + due[0])


def _bands(*since: int) -> tuple[int, ...]:
    """What lies in each band, of what is open in it and all older ones."""
    return tuple(one - older for one, older in zip(since, (*since[1:], 0), strict=True))


def _ago(reading: Reading, days: int) -> str:
    return (reading.today - timedelta(days=days)).isoformat()


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
