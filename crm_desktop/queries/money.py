"""Amounts of several currencies in one sum: exact SQL for shares and for conversion into the company's currency.

SQLite turns a product beyond 63 bits into a float and says nothing, so products are taken apart: with a = q·D + m and
r = s·D + t, a·r ÷ D is q·r + m·s + m·t ÷ D, where no part exceeds the result and only the last one is rounded, once.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    SQLColumnExpression,
    Text,
    case,
    func,
    literal_column,
    select,
    type_coerce,
)

from crm_desktop.core.money import E6, NO_MINOR, THREE_MINOR, minor_digits, rounded_part
from crm_desktop.models import ExchangeRate, Parameter
from crm_desktop.queries.beside import beside
from crm_desktop.storage.database import Reading

# A sum shown to people lies below this many minor units; rates are kept below `RATE_LIMIT` minor units for one, so that
# every converted amount fits 63 bits.
AMOUNT_LIMIT = 10**13
RATE_LIMIT = 900_000

Amount = SQLColumnExpression[Any]

BASE = select(Parameter.value).where(Parameter.id == Parameter.id_of("company.currency")).scalar_subquery()


@dataclass(frozen=True)
class ExchangeRateRow:
    """A rate: `rate_e6` millionths of the company's currency for one unit of `currency` from a day on."""

    id: str
    currency: str
    on_date: date
    rate_e6: int


def exchange_rates(reading: Reading) -> list[ExchangeRateRow]:
    """Every rate, by currency, the newest first."""
    rate = ExchangeRate
    statement = (
        select(rate.id, rate.currency, rate.on_date, rate.rate_e6)
        .where(rate.deleted.is_(False))
        .order_by(rate.currency, rate.on_date.desc())
    )
    return [ExchangeRateRow(*row) for row in reading.session.execute(statement)]


class RatesByDay:
    """Amounts in the company's currency, by the newest rate on or before a day: `in_base`, where Python adds up."""

    def __init__(self, reading: Reading) -> None:
        self._base = reading.currency
        self._rates: dict[str, list[tuple[str, int]]] = defaultdict(list)
        statement = "SELECT currency, on_date, rate_e6 FROM main.exchange_rate WHERE deleted = 0 ORDER BY on_date DESC"
        for currency, on, rate in reading.plain(statement):
            self._rates[currency].append((on, rate))

    def convert(self, amount: int, currency: str, on: str) -> int | None:
        """The amount; None when there is no rate."""
        if currency == self._base:
            return amount
        rate = next((rate for since, rate in self._rates.get(currency, ()) if since <= on), None)
        if rate is None:
            return None
        up, down = 10 ** minor_digits(self._base), 10 ** minor_digits(currency)
        return rounded_part(amount, rate * up, E6 * down)


def in_base(amount: Amount, currency: Amount, on: Amount | date) -> Amount:
    """Minor units of a currency as minor units of the company's, by the newest rate on or before a day.

    Itself when the currency is the company's; NULL, which sums leave out, when there is no such rate. The statement
    names the table the columns come from with `select_from`.
    """
    divisor = E6 * _units(currency) // _units(BASE)
    return case((currency == BASE, amount), else_=_part(amount, rate_on(currency, on), divisor))


def share(amount: Amount, share_e6: Amount) -> Amount:
    """A share in millionths of an amount, rounded half-up: the SQL of `core.money.share_of`."""
    amount, share_e6 = _integer(amount), _integer(share_e6)
    half = func.sign(amount, type_=BigInteger) * (E6 // 2)
    return amount // E6 * share_e6 + (amount % E6 * share_e6 + half) // E6


def rate_on(currency: Amount, on: Amount | date) -> Amount:
    """The newest rate of a currency on or before a day, or NULL."""
    other = beside(ExchangeRate, "currency", "on_date", "rate_e6", "deleted")
    rate = other.c
    day = on.isoformat() if isinstance(on, date) else type_coerce(on, Text)
    return (
        select(rate.rate_e6)
        .where(rate.currency == currency, type_coerce(rate.on_date, Text) <= day, rate.deleted.is_(False))
        .order_by(rate.on_date.desc())
        .limit(1)
        .correlate_except(other)
        .scalar_subquery()
    )


def _part(amount: Amount, factor: Amount, divisor: Amount) -> Amount:
    """amount × factor ÷ divisor, rounded half away from zero; factor is not negative, divisor positive and even."""
    given: list[Any] = [_integer(amount).label("a"), _integer(factor).label("r"), _integer(divisor).label("d")]
    named = select(*given).correlate_except().subquery()
    a, r, d = named.c.a, named.c.r, named.c.d
    half = func.sign(a, type_=BigInteger) * (d // 2)
    exact = a // d * r + a % d * (r // d) + (a % d * (r % d) + half) // d
    return select(exact).correlate_except(named).scalar_subquery()


def _units(currency: Amount) -> Amount:
    """How many minor units one unit of a currency has."""
    return case((currency.in_(_written(NO_MINOR)), 1), (currency.in_(_written(THREE_MINOR)), 1000), else_=100)


def _written(codes: Iterable[str]) -> list[ColumnElement[str]]:
    """Codes as part of the statement: as values SQLAlchemy would write every statement anew whenever it is run."""
    return [literal_column(f"'{code}'", Text) for code in sorted(codes)]


def _integer(value: Amount | int) -> Amount:
    return type_coerce(value, BigInteger)
