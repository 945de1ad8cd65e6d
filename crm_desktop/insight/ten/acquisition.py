"""C9, acquisition: how many leads become customers, how long that takes, what it costs and when it is paid back."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any, NamedTuple

from sqlalchemy import Text, func, or_, select, type_coerce

from crm_desktop.core.clock import day_of, instant_of
from crm_desktop.core.i18n import N_, Message
from crm_desktop.core.members import members
from crm_desktop.insight.figure import ENOUGH, Figure, mean, part
from crm_desktop.insight.ten.panel import (
    COUNT,
    DAYS,
    MONEY,
    NAME,
    NO_RECORDS,
    NUMBER,
    SHARE,
    Asked,
    Grid,
    Head,
    Line,
    Panel,
)
from crm_desktop.insight.ten.titles import GRIDS, TITLES
from crm_desktop.models import Campaign, CampaignMember, Customer, Interaction, Lead, LeadPlanItem, SupplyLink
from crm_desktop.models.lead import FAILED, UNASSIGNED, WON
from crm_desktop.queries import rights
from crm_desktop.queries.list_field import among
from crm_desktop.queries.money import RatesByDay
from crm_desktop.queries.profit_rates import sales_hour
from crm_desktop.queries.service_work import time_cost

_MONTH = Fraction(1461, 48)
_MOST = 8


class Taken(NamedTuple):
    """A lead taken on in the period, and how far it came."""

    lead_id: str
    source_id: str | None
    owner_id: str | None
    customer_id: str | None
    status: str
    is_planned: bool


@dataclass(frozen=True)
class New:
    """A new customer: its first purchase lies in the period; what it leaves a month since, where that is known."""

    customer_id: str
    first_on: date
    source_id: str | None
    monthly: Fraction | None


def acquisition(asked: Asked) -> Panel:
    """The way from lead to customer; of one customer, where it came from."""
    title = TITLES["acquisition"]
    if asked.customer_id:
        return Panel("acquisition", title, _of_one(asked))
    new, taken = _new(asked), _taken(asked)
    spent = _spent(asked, new)
    by_source = tuple(_new_of(asked, source, each) for source, each in _by(new, lambda one: one.source_id).items())
    drawn = tuple(sorted(by_source, key=lambda line: -line.figure.n))
    grids = (_funnel(asked, taken), *_funnels(asked, taken), _sources(asked, new, spent))
    lines = (_conversion(asked), *_winning(asked, new, spent), *drawn, *_referrers(asked, new))
    return Panel("acquisition", title, lines, drawn, grids=grids)


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


def payback(cost: Fraction, monthly: Sequence[Fraction]) -> Fraction | None:
    """After how many months what a new customer cost is earned by what one leaves a month; None where it never is."""
    whole = sum(monthly, Fraction(0))
    return cost * len(monthly) / whole if whole > 0 else None


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


def _new(asked: Asked) -> list[New]:
    sources = dict(_customers(asked, Customer.id, Customer.source_id))
    accounts = asked.accounts(asked.now) if asked.shows_profit else {}
    found = []
    for customer, day in asked.bought.first.items():
        if customer in sources and asked.period.first <= day <= asked.as_of:
            # A month at least, so that one large first order does not count as one of each day.
            months = max(Fraction(1), Fraction((asked.as_of - day).days + 1) / _MONTH)
            monthly = Fraction(accounts[customer].margin) / months if customer in accounts else None
            found.append(New(customer, day, sources[customer], monthly))
    return found


def _by(records: Iterable[Any], key: Callable[[Any], str | None]) -> dict[str | None, list[Any]]:
    found: dict[str | None, list[Any]] = defaultdict(list)
    for each in records:
        found[key(each)].append(each)
    return found


def _new_of(asked: Asked, source: str | None, new: Sequence[New]) -> Line:
    found = asked.listed(f"source_{source}", N_("New customers"), (each.customer_id for each in new), _NEW)
    return Line(found.name, found.title, COUNT, found.figure, _NEW, found.kind, found.spec, label_id=source)


def _conversion(asked: Asked) -> Line:
    statement: Any = select(Lead.id, Lead.status).where(
        Lead.deleted.is_(False),
        Lead.closed_on.between(asked.period.first, asked.as_of),
        Lead.status.in_((WON, FAILED)),
    )
    closed = dict(map(tuple, asked.rows(statement, Lead, Lead.customer_id)))
    won = sum(status == WON for status in closed.values())
    behind = members(asked.say(N_("Leads closed")), closed)
    figure = part(won, len(closed), asked.as_of)
    meaning = N_("Leads won ÷ leads closed in the period.")
    return Line("conversion", N_("Leads won"), SHARE, figure, meaning, "lead", behind)


# --- the funnel


def _taken(asked: Asked) -> list[Taken]:
    """The leads taken on in the period."""
    planned = select(LeadPlanItem.lead_id).where(LeadPlanItem.deleted.is_(False))
    statement: Any = select(
        Lead.id, Lead.source_id, Lead.owner_id, Lead.customer_id, Lead.status, Lead.id.in_(planned)
    ).where(Lead.deleted.is_(False), Lead.created_at.between(*_instants(asked)))
    return [Taken(*row) for row in asked.rows(statement, Lead, Lead.customer_id)]


def _instants(asked: Asked) -> tuple[int, int]:
    """The first and the last millisecond of the period."""
    zone, after = asked.reading.zone, asked.as_of + timedelta(days=1)
    return instant_of(asked.period.first, zone, hour=0), instant_of(after, zone, hour=0) - 1


def _steps(asked: Asked, taken: Sequence[Taken]) -> list[list[Taken]]:
    """Who reached each step; a later one was reached by the earlier ones too."""
    first = asked.bought.first
    return [
        list(taken),
        [each for each in taken if each.status != UNASSIGNED],
        [each for each in taken if each.is_planned or each.status == WON],
        [each for each in taken if each.status == WON],
        [each for each in taken if each.status == WON and each.customer_id in first],
    ]


def _funnel(asked: Asked, taken: Sequence[Taken]) -> Grid:
    """Step by step: how many came so far, of those of the step before, and of all."""
    steps, rows = _steps(asked, taken), []
    for place, reached in enumerate(steps):
        before = steps[max(0, place - 1)]
        shares = [
            Line(f"step_{place}_{name}", title, SHARE, part(len(reached), len(of), asked.as_of))
            for name, title, of in (("before", _OF_BEFORE, before), ("all", _OF_ALL, taken))
        ]
        counted = asked.listed(f"step_{place}", _STEPS[place], (each.lead_id for each in reached), kind="lead")
        rows.append((Head(_STEPS[place]), (counted, *shares)))
    columns = (Head(N_("Leads")), Head(_OF_BEFORE, unit=SHARE), Head(_OF_ALL, unit=SHARE))
    return Grid("funnel", GRIDS["funnel"], columns, tuple(rows) if taken else (), N_("Step"))


def _funnels(asked: Asked, taken: Sequence[Taken]) -> tuple[Grid, ...]:
    """How far the leads of each source and of each person came."""
    kinds: tuple[tuple[str, Callable[[Taken], str | None], str, str], ...] = (
        ("funnel_sources", lambda each: each.source_id, N_("Source"), N_("No source")),
        ("funnel_people", lambda each: each.owner_id, N_("Owner"), N_("Nobody")),
    )
    grids = []
    for name, key, first, nobody in kinds:
        rows = []
        for value, of in sorted(_by(taken, key).items(), key=lambda each: (-len(each[1]), each[0] or "")):
            steps = _steps(asked, of)
            cells = [
                asked.listed(f"{name}_{value}_{place}", _STEPS[place], (each.lead_id for each in reached), kind="lead")
                for place, reached in enumerate(steps)
            ]
            won = Line(f"{name}_{value}_won", _OF_ALL, SHARE, part(len(steps[3]), len(of), asked.as_of))
            rows.append((Head(nobody, value), (*cells, won)))
        columns = (*map(Head, _STEPS), Head(N_("Won of all"), unit=SHARE))
        grids.append(Grid(name, GRIDS[name], columns, tuple(rows), first))
    return tuple(grids)


# --- what new customers cost and bring


def _winning(asked: Asked, new: Sequence[New], spent: Mapping[str | None, Fraction]) -> list[Line]:
    sales = {each: amount for each, amount in asked.bought.sales(asked.now).items() if each in asked.segments}
    whole, of_new = sum(sales.values()), sum(sales.get(each.customer_id, 0) for each in new)
    share = Figure.of(Fraction(of_new, whole) if whole else None, len(sales), asked.as_of)
    cost, months = _cost_and_payback(asked, sum(spent.values(), Fraction(0)), new)
    ids = [each.customer_id for each in new]
    behind = members(asked.say(N_("New customers")), ids)
    buyers = members(asked.say(N_("Customers who bought")), sales)
    if not asked.shows_money:
        share = asked.no_amounts()
    return [
        asked.listed("new", N_("New customers"), ids, _NEW),
        Line("waited", N_("Days to the first order"), DAYS, _waited(asked), _WAITED),
        Line("cost", N_("Cost per new customer"), MONEY, cost, _COST, "customer", behind),
        Line("payback", N_("Months until paid back"), NUMBER, months, _PAYBACK, "customer", behind),
        Line("new_sales", N_("New customers' share of sales"), SHARE, share, _NEW_SALES, "customer", buyers),
    ]


def _cost_and_payback(asked: Asked, spent: Fraction, new: Sequence[New]) -> tuple[Figure, Figure]:
    if not asked.shows_profit:
        return asked.no_amounts(), asked.no_amounts()
    n = len(new)
    if not spent:
        nothing = Figure(None, n, asked.as_of, Message("No cost is recorded"))
        return nothing, nothing
    each = spent / n if n else None
    months = None if each is None else payback(each, [one.monthly or Fraction(0) for one in new])
    if each is not None and months is None and n >= ENOUGH:
        return Figure.of(each, n, asked.as_of), Figure(None, n, asked.as_of, Message("They leave nothing so far"))
    return Figure.of(each, n, asked.as_of), Figure.of(months, n, asked.as_of)


def _spent(asked: Asked, new: Sequence[New]) -> dict[str | None, Fraction]:
    """By source what was spent to win customers: campaigns begun in the period, and hours of selling.

    A campaign is parted by the sources of its leads and members. Hours are those with leads, and with new customers up
    to their first purchase.
    """
    spent = defaultdict[str | None, Fraction](Fraction)
    for source, cost in (*_campaigns(asked), *_hours(asked, new)):
        spent[source] += cost
    return spent


def _campaigns(asked: Asked) -> Iterable[tuple[str | None, Fraction]]:
    statement: Any = select(Campaign.id, Campaign.cost_minor, Campaign.currency, Campaign.starts_on).where(
        Campaign.deleted.is_(False),
        Campaign.cost_minor > 0,
        Campaign.starts_on.between(asked.period.first, asked.as_of),
    )
    if asked.owners is not None:
        statement = statement.where(Campaign.owner_id.in_(sorted(asked.owners)))
    led: Any = select(Lead.campaign_id, Lead.source_id, Lead.id).where(
        Lead.deleted.is_(False), Lead.campaign_id.is_not(None)
    )
    joined: Any = (
        select(CampaignMember.campaign_id, Customer.source_id, Customer.id)
        .join(Customer, Customer.id == CampaignMember.customer_id)
        .where(CampaignMember.deleted.is_(False))
    )
    reached: dict[str, Counter[str | None]] = defaultdict(Counter)
    for rows in (led, joined):
        for campaign, source, _ in asked.reading.session.execute(rows):
            reached[campaign][source] += 1
    rates = RatesByDay(asked.reading)
    for key, cost, currency, on in asked.reading.session.execute(
        rights.seen(Campaign, asked.reading.viewer, statement)
    ):
        known = rates.convert(cost, currency or asked.reading.currency, str(on))
        people = reached.get(key) or Counter({None: 1})
        for source, count in people.items():
            yield source, Fraction((known or 0) * count, people.total())


def _hours(asked: Asked, new: Sequence[New]) -> Iterable[tuple[str | None, Fraction]]:
    hour, rates = sales_hour(asked.reading), RatesByDay(asked.reading)
    on = type_coerce(Interaction.happened_on, Text)
    statement: Any = (
        select(Interaction.customer_id, Interaction.lead_id, Lead.source_id, on, Interaction.minutes,
               Interaction.cost_minor, func.coalesce(Interaction.cost_currency, asked.reading.currency))
        .outerjoin(Lead, Lead.id == Interaction.lead_id)
        .where(
            Interaction.deleted.is_(False),
            or_(Interaction.lead_id.is_not(None), Interaction.customer_id.in_(among(each.customer_id for each in new))),
            on.between(asked.period.first.isoformat(), asked.as_of.isoformat()),
        )
    )  # fmt: skip
    begun = {each.customer_id: each for each in new}
    for customer, lead, source, day, minutes, cost, currency in asked.rows(
        statement, Interaction, Interaction.customer_id
    ):
        one = begun.get(customer)
        if lead is None and (one is None or day > one.first_on.isoformat()):
            continue
        spent = time_cost(minutes or 0, hour) + (rates.convert(cost, currency, day) or 0 if cost else 0)
        yield (source if lead is not None or one is None else one.source_id), Fraction(spent)


def _sources(asked: Asked, new: Sequence[New], spent: Mapping[str | None, Fraction]) -> Grid:
    """By source: new customers, what each cost and leaves a month, and when that is paid back, the soonest first."""
    by_source = _by(new, lambda each: each.source_id)
    told = []
    for source in dict.fromkeys((*by_source, *spent)):
        of: list[New] = by_source.get(source, [])
        cost, months = _cost_and_payback(asked, spent.get(source, Fraction(0)), of)
        left = mean([each.monthly or 0 for each in of], asked.as_of) if asked.shows_profit else asked.no_amounts()
        cells = (
            _new_of(asked, source, of),
            Line(f"cost_{source}", N_("Cost per new customer"), MONEY, cost, _COST),
            Line(f"monthly_{source}", N_("Margin a month"), MONEY, left),
            Line(f"payback_{source}", N_("Months until paid back"), NUMBER, months, _PAYBACK),
        )
        order = (months.value is None, months.value or 0, -len(of), source or "")
        told.append((order, Head(N_("No source"), source), cells))
    rows = tuple((head, cells) for _, head, cells in sorted(told, key=lambda each: each[0]))
    columns = tuple(
        Head(title, unit=unit)
        for title, unit in (
            (N_("New customers"), COUNT),
            (N_("Cost per new customer"), MONEY),
            (N_("Margin a month"), MONEY),
            (N_("Months until paid back"), NUMBER),
        )
    )
    return Grid("sources", GRIDS["sources"], columns, rows, N_("Source"))


def _referrers(asked: Asked, new: Sequence[New]) -> tuple[Line, ...]:
    """Distributors by the new customers they supply."""
    ids = {each.customer_id for each in new}
    supplier: Any = (
        select(SupplyLink.buyer_id, Customer.id, Customer.name)
        .join(Customer, Customer.id == SupplyLink.supplier_id)
        .where(SupplyLink.deleted.is_(False), Customer.deleted.is_(False))
    )
    brought: dict[tuple[str, str], list[str]] = defaultdict(list)
    for buyer, key, name in asked.reading.session.execute(rights.seen(Customer, asked.reading.viewer, supplier)):
        if buyer in ids:
            brought[name, key].append(buyer)
    ranked = sorted(brought.items(), key=lambda each: (-len(each[1]), each[0]))[:_MOST]
    found = []
    for (name, key), buyers in ranked:
        line = asked.listed(f"referrer_{key}", N_("New customers of its channel"), dict.fromkeys(buyers), _REFERRED)
        found.append(Line(line.name, line.title, COUNT, line.figure, _REFERRED, line.kind, line.spec, label=name))
    return tuple(found)


def _customers(asked: Asked, *columns: Any, where: Any = None) -> list[tuple[Any, ...]]:
    statement: Any = select(*columns).where(Customer.deleted.is_(False))
    if where is not None:
        statement = statement.where(where)
    return [tuple(row) for row in asked.rows(statement, Customer, Customer.id)]


def _waited(asked: Asked) -> Figure:
    """Of the customers taken on in the period."""
    first, times = asked.bought.first, []
    taken_on = Customer.created_at.between(*_instants(asked))
    for customer, created in _customers(asked, Customer.id, Customer.created_at, where=taken_on):
        since, bought = day_of(created, asked.reading.zone), first.get(customer)
        times.append((max(0, ((bought or asked.as_of) - since).days), bought is not None))
    found = median_time(times)
    if found is None and len(times) >= ENOUGH:
        return Figure(None, len(times), asked.as_of, Message("Less than half of them have bought yet"))
    return Figure.of(found, len(times), asked.as_of)


_STEPS = (N_("Taken on"), N_("Assigned"), N_("With a plan"), N_("Won as customers"), N_("Placed an order"))
_OF_BEFORE, _OF_ALL = N_("Of the step before"), N_("Of all taken on")
_NEW = N_("Customers whose first purchase lies in the period.")
_REFERRED = N_("New customers that this one supplies.")
_WAITED = N_(
    "Days from being taken on to the first purchase: half take no longer; who has not bought yet counts as open."
)
_COST = N_("Campaigns begun in the period and hours of selling to leads and new customers ÷ new customers.")
_PAYBACK = N_("Cost per new customer ÷ what a new customer leaves a month after the cost of goods.")
_NEW_SALES = N_("Sales to new customers ÷ all sales of the period.")
