"""What a customer brings and costs: what was sold, what it cost, what service took, and what is left.

Orders count by their lines, net, on the day they were placed; contracts in force on the day they were signed. What is
ordered under a contract in force counts with the contract alone. A line costs what it says itself, else what its
product costs in the same currency; service costs its minutes by the hour and what was noted beside them, by the day of
each entry. All is told in the company's currency: each order, contract and entry is converted by the rate of its day.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Text, case, func, select, type_coerce

from crm_desktop.core.money import line_net
from crm_desktop.models import Contract, ContractLine, Customer, Order, OrderLine, Product, ServiceCase, ServiceWork
from crm_desktop.models.contract import IN_FORCE
from crm_desktop.models.limited_fields import AMOUNT
from crm_desktop.queries import rights
from crm_desktop.queries.asked import RECORD
from crm_desktop.queries.customer_facts import year_before
from crm_desktop.queries.money import RatesByDay
from crm_desktop.queries.order import IS_SOLD
from crm_desktop.queries.service_work import hour_cost, time_cost
from crm_desktop.storage.database import Reading

COST, MINUTES = "product.unit_cost_e6", "service_case.minutes"


def _cost(line: Any, document: Any) -> Any:
    """What a unit of a line costs in the currency of its order or contract."""
    of_product = case((func.coalesce(Product.currency, document.currency) == document.currency, Product.unit_cost_e6))
    return func.coalesce(line.unit_cost_e6, of_product)


_ORDER_LINES: Any = (
    select(
        Order.id,
        type_coerce(Order.ordered_on, Text),
        Order.currency,
        OrderLine.net_minor,
        OrderLine.quantity_e6,
        _cost(OrderLine, Order),
    )
    .join(OrderLine, (OrderLine.order_id == Order.id) & OrderLine.deleted.is_(False))
    .outerjoin(Product, Product.id == OrderLine.product_id)
    .where(Order.deleted.is_(False), IS_SOLD)
)
_CONTRACT_LINES: Any = (
    select(
        Contract.id,
        func.coalesce(type_coerce(Contract.signed_on, Text), ""),
        Contract.currency,
        func.coalesce(ContractLine.net_minor, Contract.amount_minor),
        ContractLine.quantity_e6,
        _cost(ContractLine, Contract),
    )
    .outerjoin(ContractLine, (ContractLine.contract_id == Contract.id) & ContractLine.deleted.is_(False))
    .outerjoin(Product, Product.id == ContractLine.product_id)
    .where(Contract.deleted.is_(False), Contract.stage.in_(IN_FORCE))
)
_WORK_DONE: Any = (
    select(
        type_coerce(ServiceWork.worked_on, Text),
        ServiceWork.cost_currency,
        ServiceWork.minutes,
        ServiceWork.cost_minor,
    )
    .join(ServiceCase, ServiceCase.id == ServiceWork.case_id)
    .where(ServiceCase.deleted.is_(False), ServiceWork.deleted.is_(False))
)
_ORDERS: Any = _ORDER_LINES.where(Order.customer_id == RECORD)
_CONTRACTS: Any = _CONTRACT_LINES.where(Contract.customer_id == RECORD)
_WORK: Any = _WORK_DONE.where(ServiceCase.customer_id == RECORD)


@dataclass(frozen=True)
class Sold:
    """What was sold net, what it cost as far as that is known, and how many lines there are whose cost is not."""

    net_minor: int = 0
    cost_minor: int = 0
    without_cost: int = 0


@dataclass(frozen=True)
class Profit:
    """The account of some days, or of all; `without_rate` are orders, contracts and costs left out for want of one."""

    orders: Sold
    contracts: Sold
    minutes: int
    time_minor: int
    service_minor: int
    without_rate: int

    @property
    def without_cost(self) -> int:
        """How many lines there are whose cost nobody knows."""
        return self.orders.without_cost + self.contracts.without_cost

    @property
    def left_minor(self) -> int:
        """What is left of what was sold."""
        brought = sum(each.net_minor - each.cost_minor for each in (self.orders, self.contracts))
        return brought - self.time_minor - self.service_minor

    def __bool__(self) -> bool:
        return any((self.orders != Sold(), self.contracts != Sold(), self.minutes, self.service_minor))


@dataclass(frozen=True)
class CustomerProfit:
    """The account of all days, and of the twelve months from `first` to `last`; time at so much an hour."""

    whole: Profit
    year: Profit
    first: date
    last: date
    hour_minor: int


class _Part(NamedTuple):
    """An order or a contract in the company's currency: the day it counts on, None where no rate converts it."""

    on: str
    net: int | None
    cost: int | None
    without_cost: int


class _Work(NamedTuple):
    """An entry of service: minutes, and the cost in the company's currency."""

    on: str
    minutes: int
    cost: int | None


def customer_profit(reading: Reading, customer_id: str) -> CustomerProfit | None:
    """The account of a customer that the viewer sees; nothing to who may not know all that it is made of."""
    if any(reading.viewer.hides(each) for each in (AMOUNT, COST, MINUTES)):
        return None
    rates, hour = RatesByDay(reading), hour_cost(reading)
    mine = {"record": customer_id}
    orders = list(_parts(reading.fetch(_ORDERS, mine), rates))
    contracts = list(_parts(reading.fetch(_CONTRACTS, mine), rates, reading.today.isoformat()))
    work = [
        _Work(on, minutes, _converted(rates, cost or 0, currency, on))
        for on, currency, minutes, cost in reading.fetch(_WORK, mine)
    ]
    whole = _profit(orders, contracts, work, hour)
    if not whole and not whole.without_rate:
        return None
    first, last = year_before(reading.today) + timedelta(days=1), reading.today
    lies = _between(first.isoformat(), last.isoformat())
    year = _profit(filter(lies, orders), filter(lies, contracts), filter(lies, work), hour)
    return CustomerProfit(whole, year, first, last, hour)


def profits_by_customer(
    reading: Reading, first: date, last: date, owners: frozenset[str] | None = None, customer_id: str | None = None
) -> dict[str, Profit]:
    """The account of some days of every customer in sight with anything in it, or of those of some owners, or of one.

    Nothing to who may not know all that it is made of.
    """
    if any(reading.viewer.hides(each) for each in (AMOUNT, COST, MINUTES)):
        return {}
    seen = select(Customer.id).where(Customer.deleted.is_(False))
    if owners is not None:
        seen = seen.where(Customer.owner_id.in_(sorted(owners)))
    if customer_id is not None:
        seen = seen.where(Customer.id == customer_id)
    seen = rights.seen(Customer, reading.viewer, seen)
    rates, hour = RatesByDay(reading), hour_cost(reading)

    def by_customer(statement: Any, of: Any, day: Any) -> dict[str, list[Any]]:
        found: dict[str, list[Any]] = {}
        within = type_coerce(day, Text).between(first.isoformat(), last.isoformat())
        for customer, *row in reading.session.execute(_of(statement.where(within), of, seen)):
            found.setdefault(customer, []).append(row)
        return found

    ordered = by_customer(_ORDER_LINES, Order.customer_id, Order.ordered_on)
    agreed = by_customer(_CONTRACT_LINES, Contract.customer_id, Contract.signed_on)
    worked = by_customer(_WORK_DONE, ServiceCase.customer_id, ServiceWork.worked_on)
    found = {}
    for customer in ordered.keys() | agreed.keys() | worked.keys():
        orders = _parts(ordered.get(customer, ()), rates)
        contracts = _parts(agreed.get(customer, ()), rates, reading.today.isoformat())
        work = [
            _Work(on, minutes, _converted(rates, cost or 0, currency, on))
            for on, currency, minutes, cost in worked.get(customer, ())
        ]
        profit = _profit(orders, contracts, work, hour)
        if profit or profit.without_rate:
            found[customer] = profit
    return found


def _of(statement: Any, customer: Any, seen: Any) -> Any:
    """The rows of the customers in sight, each with its customer before it."""
    return statement.with_only_columns(customer, *statement.selected_columns).where(customer.in_(seen))


def _between(first: str, last: str) -> Any:
    return lambda part: first <= part.on <= last


def _parts(rows: Sequence[Any], rates: RatesByDay, undated: str = "") -> Iterator[_Part]:
    """Lines put together by the order or contract they belong to, which is converted as a whole."""
    lines: dict[str, list[Any]] = {}
    for row in rows:
        lines.setdefault(row[0], []).append(row)
    for mine in lines.values():
        _, on, currency, *_rest = mine[0]
        costs = [None if row[5] is None else line_net(row[4], row[5], 0, currency) for row in mine]
        net, cost = sum(row[3] for row in mine), sum(each for each in costs if each is not None)
        yield _Part(
            on,
            _converted(rates, net, currency, on or undated),
            _converted(rates, cost, currency, on or undated),
            costs.count(None),
        )


def _converted(rates: RatesByDay, amount: int, currency: str | None, on: str) -> int | None:
    return rates.convert(amount, currency, on) if amount and currency else 0


def _profit(orders: Iterable[_Part], contracts: Iterable[_Part], work: Iterable[_Work], hour_minor: int) -> Profit:
    ordered, agreed, done = list(orders), list(contracts), list(work)
    minutes = sum(each.minutes for each in done)
    unknown = sum(None in (each.net, each.cost) for each in (*ordered, *agreed)) + sum(
        each.cost is None for each in done
    )
    return Profit(
        _sold(ordered),
        _sold(agreed),
        minutes,
        time_cost(minutes, hour_minor),
        sum(each.cost or 0 for each in done),
        unknown,
    )


def _sold(parts: Sequence[_Part]) -> Sold:
    known = [each for each in parts if each.net is not None and each.cost is not None]
    return Sold(
        sum(each.net or 0 for each in known),
        sum(each.cost or 0 for each in known),
        sum(each.without_cost for each in known),
    )
