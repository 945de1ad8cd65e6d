"""C9, acquisition: how many leads become customers, how long that takes, what it costs and when it is paid back."""

from collections import Counter
from datetime import date
from fractions import Fraction
from typing import Any

from sqlalchemy import func, select

from crm_desktop.core.clock import day_of
from crm_desktop.core.i18n import N_, Message
from crm_desktop.insight.figure import ENOUGH, Figure, part
from crm_desktop.insight.sales import Period
from crm_desktop.insight.ten.panel import COUNT, DAYS, MONEY, NAME, NO_RECORDS, NUMBER, SHARE, Asked, Line, Panel
from crm_desktop.insight.ten.titles import TITLES
from crm_desktop.models import Campaign, Customer, Lead
from crm_desktop.models.lead import FAILED, WON
from crm_desktop.queries import rights
from crm_desktop.queries.money import RatesByDay


def acquisition(asked: Asked) -> Panel:
    """The way from lead to customer; of one customer, where it came from."""
    title = TITLES["acquisition"]
    if asked.customer_id:
        return Panel("acquisition", title, _of_one(asked))
    new = _new(asked)
    sources = _by_source(asked, new)
    return Panel("acquisition", title, (_conversion(asked), *_winning(asked, new), *sources), sources)


def median_time(times: list[tuple[int, bool]]) -> int | None:
    """The day by which half have bought; who has not yet counts as long as is known (Kaplan and Meier).

    None where so few have bought that half of them never did.
    """
    left, share = len(times), Fraction(1)
    for day in sorted({days for days, _ in times}):
        bought = sum(has_bought for days, has_bought in times if days == day)
        share *= Fraction(left - bought, left)
        if share <= Fraction(1, 2):
            return day
        left -= sum(days == day for days, _ in times)
    return None


def _of_one(asked: Asked) -> tuple[Line, ...]:
    row = asked.reading.session.execute(
        select(Customer.source_id, Customer.created_at).where(Customer.id == asked.customer_id)
    ).one()
    since = day_of(row.created_at, asked.reading.zone)
    one = Figure.total(1, 1, asked.as_of) if row.source_id else Figure.missing(NO_RECORDS, asked.as_of)
    lines = [Line("source", N_("Source"), NAME, one, label_id=row.source_id)]
    first = asked.bought.first.get(str(asked.customer_id))
    waited = Figure.missing(Message("Bought nothing yet"), asked.as_of)
    if first is not None:
        waited = Figure.total(max(0, (first - since).days), 1, asked.as_of)
    return (*lines, Line("first_order", N_("Days to the first order"), DAYS, waited, _WAITED))


def _new(asked: Asked) -> dict[str, date]:
    """The customers whose first purchase lies in the period."""
    first = asked.bought.first
    return {customer: day for customer, day in first.items() if asked.period.first <= day <= asked.as_of}


def _conversion(asked: Asked) -> Line:
    statement: Any = select(Lead.status, func.count()).where(
        Lead.deleted.is_(False),
        Lead.closed_on.between(asked.period.first, asked.as_of),
        Lead.status.in_((WON, FAILED)),
    )
    if asked.owners is not None:
        statement = statement.where(Lead.owner_id.in_(sorted(asked.owners)))
    statement = rights.seen(Lead, asked.reading.viewer, statement).group_by(Lead.status)
    counts = Counter(dict(map(tuple, asked.reading.session.execute(statement))))
    figure = part(counts[WON], counts.total(), asked.as_of)
    return Line("conversion", N_("Leads won"), SHARE, figure, N_("Leads won ÷ leads closed in the period."))


def _winning(asked: Asked, new: dict[str, date]) -> list[Line]:
    cost, months = Figure.missing(NO_RECORDS, asked.as_of), Figure.missing(NO_RECORDS, asked.as_of)
    spent, campaigns = _spent(asked)
    now = Period(asked.period.first, asked.as_of)
    sales = asked.bought.sales(now)
    whole, of_new = sum(sales.values()), sum(sales.get(each, 0) for each in new)
    share = Figure.of(Fraction(of_new, whole) if whole else None, len(sales), asked.as_of)
    if campaigns and new:
        each = Fraction(spent, len(new))
        cost = Figure.of(each, len(new), asked.as_of)
        # What a new customer brings a month since its first purchase.
        monthly = sum(Fraction(sales[of] * 30, max(30, (asked.as_of - day).days)) for of, day in new.items()) / len(new)
        months = Figure.of(each / monthly if monthly else None, len(new), asked.as_of)
    if not asked.shows_money:
        cost = months = share = asked.no_amounts()
    return [
        Line("new", N_("New customers"), COUNT, Figure.total(len(new), len(new), asked.as_of), _NEW),
        Line("waited", N_("Days to the first order"), DAYS, _waited(asked), _WAITED),
        Line("cost", N_("Cost per new customer"), MONEY, cost, _COST),
        Line("payback", N_("Months until paid back"), NUMBER, months, _PAYBACK),
        Line("new_sales", N_("New customers' share of sales"), SHARE, share, _NEW_SALES),
    ]


def _customers(asked: Asked, *columns: Any) -> list[tuple[Any, ...]]:
    statement: Any = select(*columns).where(Customer.deleted.is_(False))
    if asked.owners is not None:
        statement = statement.where(Customer.owner_id.in_(sorted(asked.owners)))
    return [tuple(row) for row in asked.reading.session.execute(rights.seen(Customer, asked.reading.viewer, statement))]


def _waited(asked: Asked) -> Figure:
    """Of the customers taken on in the period."""
    first, times = asked.bought.first, []
    for customer, created in _customers(asked, Customer.id, Customer.created_at):
        since = day_of(created, asked.reading.zone)
        if asked.period.first <= since <= asked.as_of:
            bought = first.get(customer)
            times.append((max(0, ((bought or asked.as_of) - since).days), bought is not None))
    found = median_time(times)
    if found is None and len(times) >= ENOUGH:
        return Figure(None, len(times), asked.as_of, Message("Less than half of them have bought yet"))
    return Figure.of(found, len(times), asked.as_of)


def _spent(asked: Asked) -> tuple[int, int]:
    """What the campaigns that began in the period cost, and how many say so."""
    statement: Any = select(Campaign.cost_minor, Campaign.currency, Campaign.starts_on).where(
        Campaign.deleted.is_(False),
        Campaign.cost_minor.is_not(None),
        Campaign.starts_on.between(asked.period.first, asked.as_of),
    )
    if asked.owners is not None:
        statement = statement.where(Campaign.owner_id.in_(sorted(asked.owners)))
    rates = RatesByDay(asked.reading)
    rows = asked.reading.session.execute(rights.seen(Campaign, asked.reading.viewer, statement)).all()
    known = [rates.convert(cost or 0, currency or asked.reading.currency, str(on)) for cost, currency, on in rows]
    return sum(each for each in known if each is not None), len(known)


def _by_source(asked: Asked, new: dict[str, date]) -> tuple[Line, ...]:
    counts: Counter[str] = Counter()
    for customer, source in _customers(asked, Customer.id, Customer.source_id):
        if customer in new and source is not None:
            counts[source] += 1
    return tuple(
        Line(
            f"source_{source}",
            N_("New customers"),
            COUNT,
            Figure.total(count, count, asked.as_of),
            _NEW,
            label_id=source,
        )
        for source, count in counts.most_common()
    )


_NEW = N_("Customers whose first purchase lies in the period.")
_WAITED = N_(
    "Days from being taken on to the first purchase: half take no longer; who has not bought yet counts as open."
)
_COST = N_("What the campaigns begun in the period cost ÷ new customers.")
_PAYBACK = N_("Cost per new customer ÷ what a new customer buys in a month.")
_NEW_SALES = N_("Sales to new customers ÷ all sales of the period.")
