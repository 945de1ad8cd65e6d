"""Sales as deals: what was closed in a period and what was open on a day, grouped in SQL in the company's currency.

Only what the viewer may see is counted. Amounts are converted by the newest rate on or before the closing day (for open
deals: the day asked about); a deal in a currency without a rate counts in numbers, not in sums.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import reduce
from typing import Any, NamedTuple

from sqlalchemy import CTE, BigInteger, Select, Text, case, cast, func, literal, or_, select, type_coerce, union_all

from crm_desktop.models import Customer, Opportunity, Stage
from crm_desktop.models.dictionary import LOST, WON
from crm_desktop.queries import rights
from crm_desktop.queries.deals_on import amount_on, stage_on, was_open_on
from crm_desktop.queries.money import in_base, rate_on, share
from crm_desktop.storage.database import Reading

MONTH, MONTH_BEFORE, OWNER, REASON = "month", "month_before", "owner", "reason"
CUSTOMER, REGION, SECTOR, COUNT = "customer", "region", "sector", "count"
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
        return Closed(*(mine + theirs for mine, theirs in zip(self, other, strict=True)))


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
    """The deals won or lost in a period, by their closing day; of some owners only when given. Reads each deal once."""
    closed = _closed(reading, period, before, owners)
    c, now = closed.c, closed.c.is_now == 1
    parts = [
        _grouped(MONTH, c.month, c).where(now),
        _grouped(MONTH_BEFORE, c.month, c).where(c.is_now == 0),
        _grouped(OWNER, c.owner_id, c).where(now),
        _grouped(REASON, c.reason_id, c).where(now),
        *_by_customer(closed),
    ]
    found: dict[str, Groups] = defaultdict(dict)
    for name, key, *sums in reading.session.execute(union_all(*parts)):
        found[name][key] = Closed(*sums)
    (customers,) = found.pop(COUNT)
    return ClosedDeals(
        by_month=found[MONTH],
        by_month_before=found[MONTH_BEFORE],
        by_owner=found[OWNER],
        by_reason=found[REASON],
        by_customer=found[CUSTOMER],
        by_region=found[REGION],
        by_sector=found[SECTOR],
        further=int(customers or 0) - len(found[CUSTOMER]),
    )


def regrouped(groups: Groups, key_of: Mapping[str, str | None]) -> Groups:
    """The same deals by something their keys are known to have, as owners have a region."""
    wider: Groups = {}
    for key, deals in groups.items():
        wide = key_of.get(key) if key is not None else None
        wider[wide] = wider[wide].plus(deals) if wide in wider else deals
    return wider


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


def _closed(reading: Reading, period: Period, before: Period | None, owners: frozenset[str] | None) -> CTE:
    """Each deal closed in the period or the one before, with all it is grouped by."""
    deal = Opportunity
    closed, opened = type_coerce(deal.closed_on, Text), type_coerce(deal.opened_on, Text)
    first, is_won = before.first if before else period.first, deal.outcome == WON
    is_priced = is_won & ((deal.currency == reading.currency) | rate_on(deal.currency, deal.closed_on).is_not(None))
    columns: list[Any] = [
        case((deal.closed_on >= period.first, 1), else_=0).label("is_now"),
        case((is_won, 1), else_=0).label("won"),
        case((is_won, 0), else_=1).label("lost"),
        func.substr(closed, 1, 7).label("month"),
        case((is_won, in_base(deal.amount_minor, deal.currency, deal.closed_on))).label("revenue"),
        case((is_won, cast(func.julianday(closed) - func.julianday(opened), BigInteger))).label("days"),
        case((is_won & opened.is_not(None), 1), else_=0).label("timed"),
        case((is_priced, 1), else_=0).label("priced"),
        deal.owner_id,
        deal.customer_id,
        deal.reason_id,
    ]
    # One range of days, read once; a period that is not over yet is compared with a part of the one before.
    statement = select(*columns).where(deal.closed_on.between(first, period.last), *counted(reading, owners))
    statement = statement.where(deal.outcome.in_((WON, LOST)))
    if before:
        statement = statement.where(or_(deal.closed_on <= before.last, deal.closed_on >= period.first))
    return statement.cte("closed").prefix_with("MATERIALIZED")


def _grouped(name: str, key: Any, c: Any) -> Select[Any]:
    return select(literal(name), key, *(_sum(c[each]) for each in Closed._fields)).group_by(key)


def _by_customer(closed: CTE) -> Iterator[Select[Any]]:
    """The largest customers, how many there are, and the regions and sectors of all."""
    c, names = closed.c, Closed._fields
    by_id = select(c.customer_id, *(_sum(c[each]).label(each) for each in names)).where(c.is_now == 1)
    of = by_id.group_by(c.customer_id).cte("of_customer").prefix_with("MATERIALIZED")
    known = (
        select(of, Customer.region_id, Customer.industry_id)
        .outerjoin(Customer, Customer.id == of.c.customer_id)
        .cte("known_customer")
        .prefix_with("MATERIALIZED")
    ).c
    order = (known.revenue.desc(), known.won.desc(), known.lost.desc(), known.customer_id)
    # Whoever brought nothing is no customer to be named for revenue.
    earning = select(known.customer_id, *(known[each] for each in names)).where(known.revenue != 0)
    yield select(literal(CUSTOMER), *earning.order_by(*order).limit(MOST_CUSTOMERS).subquery().c)
    nothing: list[Any] = [literal(0)] * len(names)
    yield select(literal(COUNT), func.count(), *nothing).select_from(of)
    yield _grouped(REGION, known.region_id, known)
    yield _grouped(SECTOR, known.industry_id, known)


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
