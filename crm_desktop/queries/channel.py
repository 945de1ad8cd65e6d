"""The channel around a customer: who supplies it, whom it supplies, and what goes through the chain that begins there.

Sell-in is what we sold to members of the chain, each order once, however many ways lead to its buyer. Sell-through is
what leaves the chain: of the reports of its members those whose buyer passes nothing on, being no member of it or a
consumer. Amounts are net, in the
currency of the company, by the rate of the order's day and of the report's last. Only orders and reports count that
the viewer sees.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Select, Text, func, select, type_coerce
from sqlalchemy.orm import aliased

from crm_desktop.models import ChannelReport, Customer, Order, OrderLine, Product, SupplyLink
from crm_desktop.models.customer import CONSUMER
from crm_desktop.models.order import CANCELLED
from crm_desktop.queries import rights
from crm_desktop.queries.cells import cells
from crm_desktop.queries.money import in_base
from crm_desktop.queries.names import customer_name, product_name
from crm_desktop.storage.database import Reading

_AT_ONCE = 500
_YEAR = 365


@dataclass(frozen=True)
class SupplyView:
    """A link of a customer to the one at its other end."""

    id: str
    customer_id: str
    customer: str | None
    from_on: date | None
    to_on: date | None
    share_e6: int | None
    note: str | None

    def holds_on(self, day: date) -> bool:
        """Whether one supplies the other on a day."""
        return (self.from_on is None or self.from_on <= day) and (self.to_on is None or self.to_on >= day)


@dataclass(frozen=True)
class ReportView:
    """What a member reported."""

    id: str
    reporter_id: str
    reporter: str | None
    buyer_id: str | None
    buyer: str | None
    product: str | None
    from_on: date
    to_on: date
    quantity_e6: int | None
    amount_minor: int | None
    currency: str | None
    stock_e6: int | None


@dataclass(frozen=True)
class ProductFlow:
    """A product in a chain (millionths): sold in by us, sold on out of it, and the stock that members reported last."""

    product_id: str
    product: str | None
    sold_in_e6: int
    sold_through_e6: int
    stock_e6: int | None


@dataclass(frozen=True)
class ChannelView:
    """The channel of a customer: its own links, and what went through the chain that begins with it in some days."""

    suppliers: tuple[SupplyView, ...]
    buyers: tuple[SupplyView, ...]
    members: int
    own_minor: int
    sold_in_minor: int
    sold_through_minor: int
    products: tuple[ProductFlow, ...]
    reports: tuple[ReportView, ...]


def channel_of(reading: Reading, customer_id: str, first: date, last: date) -> ChannelView:
    """The channel around a customer that the viewer may see, with what went through it from one day to another."""
    rights.must_see(reading, Customer, customer_id)
    chain = chain_of(reading, customer_id, first, last)
    return ChannelView(
        suppliers=_links(reading, SupplyLink.supplier_id, SupplyLink.buyer_id, customer_id),
        buyers=_links(reading, SupplyLink.buyer_id, SupplyLink.supplier_id, customer_id),
        members=len(chain),
        own_minor=_sold_in(reading, [customer_id], first, last),
        sold_in_minor=_sold_in(reading, chain, first, last),
        sold_through_minor=_sold_through(reading, chain, first, last),
        products=_products(reading, chain, first, last),
        reports=reports_of(reading, customer_id),
    )


def channel_of_year(reading: Reading, customer_id: str) -> ChannelView:
    """The channel around a customer with what went through it in the twelve months until today."""
    return channel_of(reading, customer_id, reading.today - timedelta(days=_YEAR), reading.today)


def chain_of(reading: Reading, customer_id: str, first: date, last: date) -> list[str]:
    """The customer and all whom it supplied in some days, directly or through others, each once."""
    chain, at = {customer_id: None}, [customer_id]
    link = SupplyLink
    days = (
        func.coalesce(type_coerce(link.from_on, Text), "") <= last.isoformat(),
        func.coalesce(type_coerce(link.to_on, Text), "9999-12-31") >= first.isoformat(),
    )
    while at:
        found: list[str] = []
        for start in range(0, len(at), _AT_ONCE):
            supplied = link.supplier_id.in_(at[start : start + _AT_ONCE])
            found += reading.session.scalars(select(link.buyer_id).where(supplied, link.deleted.is_(False), *days))
        at = [each for each in dict.fromkeys(found) if each not in chain]
        chain |= dict.fromkeys(at)
    return list(chain)


def _links(reading: Reading, told: Any, asked: Any, customer_id: str) -> tuple[SupplyView, ...]:
    there = aliased(Customer)
    columns = (
        SupplyLink.id,
        told,
        customer_name(told),
        SupplyLink.from_on,
        SupplyLink.to_on,
        SupplyLink.share_e6,
        SupplyLink.note,
    )
    statement = (
        select(*columns)
        .join(there, there.id == told)
        .where(asked == customer_id, SupplyLink.deleted.is_(False), there.deleted.is_(False))
        .order_by(SupplyLink.to_on.isnot(None), there.name, SupplyLink.id)
    )
    return tuple(SupplyView(*row) for row in reading.session.execute(statement))


def _sold_in(reading: Reading, chain: Sequence[str], first: date, last: date) -> int:
    net = in_base(OrderLine.net_minor, Order.currency, Order.ordered_on)
    found = (_lines(reading, (func.sum(net),), part, first, last) for part in _parts(chain))
    return sum(reading.session.scalar(statement) or 0 for statement in found)


def _sold_through(reading: Reading, chain: Sequence[str], first: date, last: date) -> int:
    report, passing_on = ChannelReport, _passing_on(reading, chain)
    amount = in_base(report.amount_minor, report.currency, report.to_on)
    total = 0
    for part in _parts(chain):
        told = select(report.buyer_id, func.sum(amount)).where(report.amount_minor.isnot(None))
        rows = reading.session.execute(_reported(reading, told, part, first, last).group_by(report.buyer_id))
        total += sum(sold for buyer, sold in rows if buyer not in passing_on)
    return total


def _passing_on(reading: Reading, chain: Sequence[str]) -> frozenset[str]:
    """The members of a chain that sell on; a consumer who is linked to a supplier is where the chain ends."""
    ends = select(Customer.id).where(Customer.kind == CONSUMER)
    consumers = {each for part in _parts(chain) for each in reading.session.scalars(ends.where(Customer.id.in_(part)))}
    return frozenset(chain) - consumers


def _products(reading: Reading, chain: Sequence[str], first: date, last: date) -> tuple[ProductFlow, ...]:
    sold_in, through, stocks = Counter[str](), Counter[str](), Counter[str]()
    latest: dict[tuple[str, str], tuple[date, int]] = {}
    passing_on = _passing_on(reading, chain)
    for part in _parts(chain):
        counted = (OrderLine.product_id, func.sum(OrderLine.quantity_e6))
        lines = _lines(reading, counted, part, first, last).where(OrderLine.product_id.isnot(None))
        for product, count in reading.session.execute(lines.group_by(OrderLine.product_id)):
            sold_in[product] += count
        for reporter, buyer, product, count, stock, day in _counted(reading, part, first, last):
            if buyer not in passing_on:
                through[product] += count or 0
            if stock is not None:
                latest[reporter, product] = max((day, stock), latest.get((reporter, product), (day, stock)))
    for (_, product), (_, stock) in latest.items():
        stocks[product] += stock
    names = _product_names(reading, {*sold_in, *through, *stocks})
    return tuple(ProductFlow(each, name, sold_in[each], through[each], stocks.get(each)) for each, name in names)


def _counted(reading: Reading, customers: Sequence[str], first: date, last: date) -> Any:
    """(reporter, buyer, product, quantity, stock, last day) of the reports that name a product."""
    report = ChannelReport
    columns: list[Any] = [report.reporter_id, report.buyer_id, report.product_id]
    told = select(*columns, report.quantity_e6, report.stock_e6, report.to_on).where(report.product_id.isnot(None))
    return reading.session.execute(_reported(reading, told, customers, first, last))


def _product_names(reading: Reading, ids: Any) -> list[tuple[str, str | None]]:
    rows = reading.session.execute(select(Product.id, Product.name).where(Product.id.in_(sorted(ids))))
    return sorted(((row.id, row.name) for row in rows), key=lambda each: (each[1] or "", each[0]))


def reports_of(reading: Reading, customer_id: str) -> tuple[ReportView, ...]:
    """What a member reported, as far as the viewer sees it, the newest first."""
    report: Any = ChannelReport
    names = {
        "reporter": customer_name(report.reporter_id),
        "buyer": customer_name(report.buyer_id),
        "product": product_name(report.product_id),
    }
    told: Any = select(*cells(ReportView, report, names).values())
    of_it = told.where(report.reporter_id == customer_id, report.deleted.is_(False))
    statement = rights.seen(report, reading.viewer, of_it).order_by(report.to_on.desc(), report.id)
    return tuple(ReportView(*row) for row in reading.session.execute(statement))


def _lines(reading: Reading, told: Sequence[Any], customers: Sequence[str], first: date, last: date) -> Select[Any]:
    """Lines of the orders that some customers placed from one day to another."""
    statement = (
        select(*told)
        .select_from(Order)
        .join(OrderLine, OrderLine.order_id == Order.id)
        .where(
            Order.customer_id.in_(customers),
            Order.deleted.is_(False),
            OrderLine.deleted.is_(False),
            Order.status != CANCELLED,
            Order.ordered_on.between(first, last),
        )
    )
    return rights.seen(Order, reading.viewer, statement)


def _reported(
    reading: Reading, statement: Select[Any], customers: Sequence[str], first: date, last: date
) -> Select[Any]:
    """The statement narrowed to what some customers reported for spans that ended from one day to another."""
    report = ChannelReport
    living = statement.where(
        report.reporter_id.in_(customers), report.deleted.is_(False), report.to_on.between(first, last)
    )
    return rights.seen(report, reading.viewer, living)


def _parts(chain: Sequence[str]) -> list[Sequence[str]]:
    return [chain[start : start + _AT_ONCE] for start in range(0, len(chain), _AT_ONCE)]
