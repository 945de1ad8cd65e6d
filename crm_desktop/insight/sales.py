"""Sales as deals: what was closed in a period and what was open on a day, grouped in SQL in the company's currency.

Only what the viewer may see is counted. Amounts are converted by the newest rate on or before the closing day (for open
deals: the day asked about); a deal in a currency without a rate counts in numbers, not in sums.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import add
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    CompoundSelect,
    Select,
    Text,
    case,
    cast,
    func,
    literal,
    null,
    or_,
    select,
    type_coerce,
    union_all,
)

from crm_desktop.models import Customer, Opportunity, Stage
from crm_desktop.models.dictionary import LOST, WON
from crm_desktop.queries import rights
from crm_desktop.queries.deals_on import amount_on, stage_on, was_open_on
from crm_desktop.queries.money import in_base, rate_on, share
from crm_desktop.storage.database import Reading

CUSTOMER, PLACE = "customer", "place"
# Customers named one by one; a report shows far fewer, and a big company has tens of thousands.
MOST_CUSTOMERS = 300


@dataclass(frozen=True)
class Period:
    """Days from `first` to `last`, both included."""

    first: date
    last: date


class Closed(NamedTuple):
    """Deals closed: how many won and lost, what the won ones brought, and how long those of known length took.

    `priced` counts the won ones whose amount is known in the company's currency: those `revenue` was made of.
    """

    won: int = 0
    lost: int = 0
    revenue: int = 0
    days: int = 0
    timed: int = 0
    priced: int = 0

    def plus(self, other: "Closed") -> "Closed":
        """Both together."""
        return Closed(*map(add, self, other))


class Open(NamedTuple):
    """Deals open: how many, and their amounts, plain and × probability."""

    deals: int = 0
    amount: int = 0
    weighted: int = 0


Groups = dict[str | None, Closed]


@dataclass(frozen=True)
class ClosedDeals:
    """The deals closed in a period, by what groups them; None stands for what has no owner, customer or reason.

    Of the customers that brought something the largest are named; `further` says how many others there are.
    """

    by_month: Groups
    by_month_before: Groups
    by_owner: Groups
    by_reason: Groups
    by_customer: Groups
    by_region: Groups
    by_sector: Groups
    further: int

    @property
    def now(self) -> Closed:
        """All of the period."""
        return summed(self.by_month.values())

    @property
    def before(self) -> Closed:
        """All of the period before."""
        return summed(self.by_month_before.values())

    @property
    def of_others(self) -> Closed:
        """What belongs to the customers that are not named."""
        named = summed(self.by_customer.values())
        return Closed(*(whole - part for whole, part in zip(self.now, named, strict=True)))


def closed_deals(
    reading: Reading, period: Period, before: Period | None = None, owners: frozenset[str] | None = None
) -> ClosedDeals:
    """The deals won or lost in a period, by their closing day; of some owners only when given."""
    months: tuple[Groups, Groups] = ({}, {})
    by_owner: Groups = {}
    by_reason: Groups = {}
    for is_now, month, owner, reason, *sums in reading.session.execute(_by_choices(reading, period, before, owners)):
        deals = Closed(*sums)
        _add(months[1 - is_now], month, deals)
        if is_now:
            _add(by_owner, owner, deals)
            _add(by_reason, reason, deals)
    by_customer: Groups = {}
    by_region: Groups = {}
    by_sector: Groups = {}
    customers = 0
    for part, region_or_id, sector, count, *sums in reading.session.execute(_by_customer(reading, period, owners)):
        deals = Closed(*sums)
        if part == CUSTOMER:
            by_customer[region_or_id] = deals
        else:
            customers += count
            _add(by_region, region_or_id, deals)
            _add(by_sector, sector, deals)
    return ClosedDeals(
        by_month=months[0],
        by_month_before=months[1],
        by_owner=by_owner,
        by_reason=by_reason,
        by_customer=by_customer,
        by_region=by_region,
        by_sector=by_sector,
        further=customers - len(by_customer),
    )


def closed_by_month_and_owner(
    reading: Reading, period: Period, owners: frozenset[str] | None = None
) -> dict[tuple[str, str | None], Closed]:
    """The deals won or lost in each month of a period (as "2017-03") by each owner; of some owners only when given."""
    found: dict[tuple[str, str | None], Closed] = {}
    for _, month, owner, _, *sums in reading.session.execute(_by_choices(reading, period, None, owners)):
        found[month, owner] = found.get((month, owner), Closed()).plus(Closed(*sums))
    return found


def regrouped(groups: Groups, key_of: Mapping[str, str | None]) -> Groups:
    """The same deals by something their keys are known to have, as owners have a region."""
    wider: Groups = {}
    for key, deals in groups.items():
        _add(wider, key_of.get(key) if key is not None else None, deals)
    return wider


def _add(groups: Groups, key: str | None, deals: Closed) -> None:
    known = groups.get(key)
    groups[key] = deals if known is None else known.plus(deals)


def summed(parts: Iterable[Closed]) -> Closed:
    """All deals together."""
    return reduce(Closed.plus, parts, Closed())


def open_deals(reading: Reading, day: date, owners: frozenset[str] | None = None) -> dict[str, Open]:
    """The deals open at the end of a day by the stage they had then; of some owners only when given."""
    on = day.isoformat()
    # Materialized, because SQLite would work out stage and amount anew wherever they are used.
    then = (
        select(
            stage_on(on).label("stage_id"),
            func.coalesce(amount_on(on), 0).label("amount"),
            Opportunity.stage_id.label("own_stage_id"),
            Opportunity.probability_e6,
        )
        .where(was_open_on(on), *counted(reading, owners))
        .cte("then")
        .prefix_with("MATERIALIZED")
    ).c
    probability = case((then.stage_id == then.own_stage_id, then.probability_e6), else_=Stage.probability_e6)
    statement = (
        select(then.stage_id, func.count(), _sum(then.amount), _sum(share(then.amount, probability)))
        .outerjoin(Stage, Stage.id == then.stage_id)
        .group_by(then.stage_id)
    )
    return {stage: Open(*sums) for stage, *sums in reading.session.execute(statement)}


def _closed(reading: Reading, first: date, last: date, owners: frozenset[str] | None) -> Select[Any]:
    """Deals closed from a day to another; `ix_opportunity_closed` holds every column that is asked of them."""
    days = Opportunity.closed_on.between(first, last)
    return select().where(days, Opportunity.outcome.in_((WON, LOST)), *counted(reading, owners))


def _sums(reading: Reading) -> list[Any]:
    """What is added up of closed deals, in the order of `Closed`."""
    deal = Opportunity
    closed, opened = type_coerce(deal.closed_on, Text), type_coerce(deal.opened_on, Text)
    is_won = deal.outcome == WON
    is_priced = is_won & ((deal.currency == reading.currency) | rate_on(deal.currency, deal.closed_on).is_not(None))
    values = (
        case((is_won, 1), else_=0),
        case((is_won, 0), else_=1),
        case((is_won, in_base(deal.amount_minor, deal.currency, deal.closed_on))),
        case((is_won, cast(func.julianday(closed) - func.julianday(opened), BigInteger))),
        case((is_won & opened.is_not(None), 1), else_=0),
        case((is_priced, 1), else_=0),
    )
    return [_sum(value).label(name) for name, value in zip(Closed._fields, values, strict=True)]


def _by_choices(reading: Reading, period: Period, before: Period | None, owners: frozenset[str] | None) -> Select[Any]:
    """Closed deals by all that takes few values, one pass for all of it: (in the period, month, owner, reason, sums).

    One range of days holds both periods; one that is not over yet is compared with a part of the one before.
    """
    deal = Opportunity
    keys = (
        case((deal.closed_on >= period.first, 1), else_=0).label("is_now"),
        func.substr(type_coerce(deal.closed_on, Text), 1, 7).label("month"),
        deal.owner_id,
        deal.reason_id,
    )
    closed = _closed(reading, before.first if before else period.first, period.last, owners)
    if before:
        closed = closed.where(or_(deal.closed_on <= before.last, deal.closed_on >= period.first))
    return closed.add_columns(*keys, *_sums(reading)).group_by(*keys)


def _by_customer(reading: Reading, period: Period, owners: frozenset[str] | None) -> CompoundSelect[Any]:
    """The largest customers (part, id, –, 1, sums); all by region and sector (part, region, sector, how many, sums)."""
    names = Closed._fields
    closed = _closed(reading, period.first, period.last, owners)
    of = (
        closed.add_columns(Opportunity.customer_id, *_sums(reading))
        .group_by(Opportunity.customer_id)
        .cte("of_customer")
    )
    known = (
        select(of, Customer.region_id, Customer.industry_id)
        .outerjoin(Customer, Customer.id == of.c.customer_id)
        .cte("known_customer")
        .prefix_with("MATERIALIZED")
    ).c
    order = (known.revenue.desc(), known.won.desc(), known.lost.desc(), known.customer_id)
    # Whoever brought nothing is no customer to be named for revenue.
    earning = select(known.customer_id, null(), literal(1), *(known[each] for each in names)).where(known.revenue != 0)
    largest = earning.order_by(*order).limit(MOST_CUSTOMERS).subquery().c
    places = select(known.region_id, known.industry_id, func.count(), *(_sum(known[each]) for each in names))
    places = places.group_by(known.region_id, known.industry_id)
    return union_all(select(literal(CUSTOMER), *largest), select(literal(PLACE), *places.subquery().c))


def counted(reading: Reading, owners: frozenset[str] | None) -> list[Any]:
    """The conditions of the deals a report counts."""
    conditions: list[Any] = [Opportunity.deleted.is_(False)]
    scope = rights.visible(Opportunity, reading.viewer)
    if scope is not None:
        conditions.append(scope)
    if owners is not None:
        conditions.append(Opportunity.owner_id.in_(sorted(owners)))
    return conditions


def _sum(value: Any) -> Any:
    return func.coalesce(func.sum(value), 0)
