"""Won revenue split by time, owner, region, product, sector and customer; each row leads to its deals."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import select

from crm_desktop.core.i18n import Message
from crm_desktop.core.listing import Filter
from crm_desktop.insight import periods
from crm_desktop.insight.products import revenue_by_product
from crm_desktop.insight.sales import Closed, ClosedDeals, Groups, Period, regrouped
from crm_desktop.models import Customer, Product, User
from crm_desktop.models.dictionary import WON
from crm_desktop.reports import figures as names
from crm_desktop.reports.figures import OTHERS, Breakdown, Ratio, Row
from crm_desktop.reports.scope import Scope
from crm_desktop.storage.database import Reading

Labels = Mapping[str, str]
_NONE = Closed()


@dataclass(frozen=True)
class _Names:
    """How people, customers and choices are called, and the regions of the people."""

    owners: Labels
    owner_regions: dict[str, str | None]
    customers: Labels
    entries: Labels


def revenue_breakdowns(reading: Reading, scope: Scope, deals: ClosedDeals, entries: Labels) -> Iterator[Breakdown]:
    """All of them, in the order of the report."""
    known = _names(reading, deals, entries)
    yield _by_month(scope, deals)
    yield _by_quarter(scope, deals)
    yield _by_owner(scope, deals, known)
    yield _by_region(scope, deals, known)
    yield _by_product(reading, scope, deals.now.revenue)
    yield _by_sector(scope, deals, known)
    yield _by_customer(scope, deals, known)


# --- by time


def _by_month(scope: Scope, deals: ClosedDeals) -> Breakdown:
    before: dict[str, str] = {}
    if scope.before:
        pairs = zip(periods.months(scope.period), periods.months(scope.before), strict=False)
        before = {now: then for (now, _), (then, _) in pairs}
    months = periods.months(scope.period)
    rows = _time_rows(scope, months, deals.by_month, lambda key: _past(deals, before.get(key)))
    definition = Message("Won revenue by the month of the closing day.")
    return Breakdown(names.BY_MONTH, Message("Revenue by month"), scope.unit, definition, rows)


def _by_quarter(scope: Scope, deals: ClosedDeals) -> Breakdown:
    quarter_of = {month: periods.quarter_of(month) for month in deals.by_month if month}
    by_quarter = regrouped(deals.by_month, quarter_of)
    rows = _time_rows(scope, periods.quarters(scope.period), by_quarter, lambda _key: None)
    definition = Message("Won revenue by the calendar quarter of the closing day.")
    return Breakdown(names.BY_QUARTER, Message("Revenue by quarter"), scope.unit, definition, rows)


def _time_rows(
    scope: Scope, keys: Iterable[tuple[str, bool]], groups: Groups, previous: Callable[[str], int | None]
) -> tuple[Row, ...]:
    total = sum(each.revenue for each in groups.values())
    rows = []
    for key, is_cut in keys:
        deals, whole = groups.get(key, _NONE), periods.bounds(key)
        within = Period(max(whole.first, scope.period.first), min(whole.last, scope.period.last))
        rows.append(
            Row(
                key,
                key,
                deals.revenue,
                deals.won,
                Ratio(deals.revenue, total),
                scope.closed(WON, within=within),
                previous(key),
                deals.won,
                deals.lost,
                partial=is_cut or scope.is_partial(whole),
            )
        )
    return tuple(rows)


def _past(deals: ClosedDeals, month: str | None) -> int | None:
    return deals.by_month_before.get(month, _NONE).revenue if month else None


# --- by name


def _by_owner(scope: Scope, deals: ClosedDeals, known: _Names) -> Breakdown:
    definition = Message(
        "Won revenue of the period by the deal's owner; deals won and lost of the same owner beside it."
    )
    rows = _rows(scope, deals.by_owner, "owner", known.owners, Message("No owner"))
    return Breakdown(names.BY_OWNER, Message("Revenue by owner"), scope.unit, definition, rows)


def _by_region(scope: Scope, deals: ClosedDeals, known: _Names) -> Breakdown:
    """By the owner's region where owners have one, else by the customer's: never a mixture, so that sums explain."""
    groups, field = regrouped(deals.by_owner, known.owner_regions), "owner_region"
    definition = Message("Won revenue of the period by the region of the deal's owner.")
    if not any(groups):
        groups, field = deals.by_region, "region"
        definition = Message("Won revenue of the period by the region of the deal's customer.")
    rows = _rows(scope, groups, field, known.entries, Message("No region"))
    return Breakdown(names.BY_REGION, Message("Revenue by region"), scope.unit, definition, rows)


def _by_sector(scope: Scope, deals: ClosedDeals, known: _Names) -> Breakdown:
    rows = _rows(scope, deals.by_sector, "industry", known.entries, Message("No sector"))
    definition = Message("Won revenue of the period by the industry of the deal's customer.")
    return Breakdown(names.BY_SECTOR, Message("Revenue by sector"), scope.unit, definition, rows)


def _by_customer(scope: Scope, deals: ClosedDeals, known: _Names) -> Breakdown:
    rows = _rows(scope, deals.by_customer, "customer", known.customers, Message("No customer"), deals.now.revenue)
    if deals.further:
        rest, label = deals.of_others, Message("Others")
        share = Ratio(rest.revenue, deals.now.revenue)
        rows += (
            Row(OTHERS, label, rest.revenue, rest.won, share, won=rest.won, lost=rest.lost, stands_for=deals.further),
        )
    definition = Message("Won revenue of the period by the deal's customer.")
    return Breakdown(names.BY_CUSTOMER, Message("Revenue by customer"), scope.unit, definition, rows)


def _by_product(reading: Reading, scope: Scope, total: int) -> Breakdown:
    labels: dict[str, str] = dict(iter(reading.session.execute(select(Product.id, Product.name))))
    without = Filter("has_part_without_product", "is", True)
    sold_of = revenue_by_product(reading, scope.period, scope.owners)
    rows = largest_first(
        Row(
            key or "",
            labels.get(key, "") if key else Message("No product"),
            sold.revenue,
            sold.deals,
            Ratio(sold.revenue, total),
            scope.closed(WON, Filter("product", "is", key) if key else without),
        )
        for key, sold in sold_of.items()
        if sold.revenue
    )
    if idle := [sold.deals for sold in sold_of.values() if not sold.revenue]:
        rows += (Row(OTHERS, Message("Others"), 0, sum(idle), Ratio(0, total), stands_for=len(idle)),)
    definition = Message(
        "Won revenue of the period by product: the amount of a deal is split by the net amounts of its lines, so a deal"
        " with several products counts under each of them."
    )
    return Breakdown(names.BY_PRODUCT, Message("Revenue by product"), scope.unit, definition, rows)


def _rows(
    scope: Scope, groups: Groups, field: str, labels: Labels, nothing: Message, total: int | None = None
) -> tuple[Row, ...]:
    """A row for each, whoever only lost included, so that the losses add up."""
    if total is None:
        total = sum(each.revenue for each in groups.values())
    return largest_first(
        Row(
            key or "",
            labels.get(key, "") if key else nothing,
            deals.revenue,
            deals.won,
            Ratio(deals.revenue, total),
            scope.closed(WON, is_or_empty(field, key)),
            won=deals.won,
            lost=deals.lost,
        )
        for key, deals in groups.items()
    )


def is_or_empty(field: str, key: str | None) -> Filter:
    """The filter that finds the records of one key, or of none."""
    return Filter(field, "is", key) if key else Filter(field, "is_empty")


def largest_first(rows: Iterable[Row]) -> tuple[Row, ...]:
    """In falling order of value, equal ones by name."""
    return tuple(sorted(rows, key=lambda row: (-_whole(row), str(row.label), row.key)))


def _whole(row: Row) -> int:
    return row.value if isinstance(row.value, int) else 0


def _names(reading: Reading, deals: ClosedDeals, entries: Labels) -> _Names:
    users = reading.session.execute(select(User.id, User.name, User.region_id)).all()
    customers = select(Customer.id, Customer.name).where(Customer.id.in_([key for key in deals.by_customer if key]))
    return _Names(
        owners={key: name for key, name, _ in users},
        owner_regions={key: region for key, _, region in users},
        customers=dict(iter(reading.session.execute(customers))),
        entries=entries,
    )
