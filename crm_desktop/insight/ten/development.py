"""C7, development: what a customer could buy besides, how much of its demand is ours, and who buys more than before."""

from collections import Counter, defaultdict
from datetime import date, timedelta
from fractions import Fraction
from typing import Any, NamedTuple

from sqlalchemy import Text, func, select, type_coerce

from crm_desktop.core.i18n import N_, Message
from crm_desktop.core.members import members
from crm_desktop.insight.association import chance, together
from crm_desktop.insight.figure import Figure, part
from crm_desktop.insight.margins import grades, margin_rates, quantities
from crm_desktop.insight.sales import Period
from crm_desktop.insight.ten.panel import COUNT, MONEY, NO_RECORDS, SHARE, Asked, Grid, Head, Line, Panel
from crm_desktop.insight.ten.titles import GRIDS, TITLES
from crm_desktop.insight.upselling import steps
from crm_desktop.models import Customer, CustomerDemand, HistoryEntry, Opportunity, Product, Refusal
from crm_desktop.models.history import SUGGESTED
from crm_desktop.queries import rights
from crm_desktop.queries.customer_facts import year_before
from crm_desktop.queries.money import RatesByDay

_OFFERED = 3
_BECOMES_IN_DAYS = 180
_MOST_SEGMENTS, _MOST_CATEGORIES = 6, 12


def development(asked: Asked) -> Panel:
    """Suggestions for a customer, or how customers developed."""
    title = TITLES["development"]
    taken = (*_hit_rate(asked), _refusals(asked))
    if asked.customer_id:
        return Panel("development", title, (*_suggestions(asked), *_steps(asked), _share_of_demand(asked), *taken))
    lines = (_developed(asked), _share_of_demand(asked), *_steps(asked), *taken)
    return Panel("development", title, lines, grids=(_white_space(asked),))


class Suggestion(NamedTuple):
    """A category a customer could buy: what it is worth a year (None where nobody knows its cost), and how likely.

    `of` are those like the customer that the chance was told from.
    """

    category_id: str
    worth: Fraction | None
    chance: Fraction
    of: int


def suggestions(asked: Asked) -> list[Suggestion]:
    """What a customer could buy, the most worth first: the chance × what its buyers leave in a year in the mean.

    Only what surely goes together with something it bought; what it bought or refused in twelve months is left out.
    """
    of = str(asked.customer_id)
    bought = asked.firm.bought.in_category(asked.year)
    baskets = {customer: frozenset(each) for customer, each in bought.items()}
    if of not in baskets:
        return []
    refused = _refused(asked, asked.year)
    pairs = together(baskets.values(), len(baskets))
    wanted = {pair.second for pair in pairs if pair.first in baskets[of]} - baskets[of] - refused
    rates, found = margin_rates(asked.reading, asked.year) if wanted else {}, []
    for category in sorted(wanted):
        known = chance(baskets, asked.segments, of, category)
        spent = [each[category] for each in bought.values() if category in each]
        if known is not None and known.share:
            rate = rates.get(category)
            worth = None if rate is None else known.share * rate * Fraction(sum(spent), len(spent))
            found.append(Suggestion(category, worth, *known))
    return sorted(found, key=lambda each: (-(each.worth or 0), -each.chance, each.category_id))


def _refused(asked: Asked, year: Period) -> set[str]:
    statement: Any = select(Refusal.category_id).where(
        Refusal.deleted.is_(False),
        Refusal.customer_id == asked.customer_id,
        Refusal.category_id.is_not(None),
        Refusal.refused_on.between(year.first, year.last),
    )
    return set(asked.reading.session.scalars(statement))


def _suggestions(asked: Asked) -> list[Line]:
    found = suggestions(asked)[:_OFFERED]
    if not found:
        reason = Message("Too few customers buy the same things to suggest anything")
        return [Line("offer_1", N_("Could buy"), MONEY, Figure.missing(reason, asked.as_of), _OFFER)]

    def worth(each: Suggestion) -> Figure:
        if not asked.shows_profit:
            return asked.no_amounts()
        if each.worth is None:
            return Figure(None, each.of, asked.as_of, Message("Nobody knows what its products cost"))
        return Figure.of(round(each.worth), each.of, asked.as_of)

    return [
        line
        for place, each in enumerate(found, 1)
        for line in (
            Line(f"offer_{place}", N_("Could buy"), MONEY, worth(each), _OFFER, label_id=each.category_id),
            Line(
                f"chance_{place}",
                N_("Chance that it does"),
                SHARE,
                Figure.of(each.chance, each.of, asked.as_of),
                _CHANCE,
                label_id=each.category_id,
            ),
        )
    ]


def _steps(asked: Asked) -> list[Line]:
    """Who is ripe for the next grade; of one customer, which."""
    now, before = (quantities(asked.reading, each) for each in (asked.year, asked.year_ago))
    found = steps(grades(asked.reading), now, before)
    names = {row[0]: row[1] for row in asked.reading.session.execute(select(Product.id, Product.name))}
    if asked.customer_id:
        mine = [each for each in found if each.customer_id == asked.customer_id][:_OFFERED]
        return [
            Line(
                f"next_{place}",
                N_("Ready for the next grade"),
                COUNT,
                Figure.total(each.buyers, each.buyers, asked.as_of),
                _NEXT,
                label=f"{names.get(each.product_id, '')} → {names.get(each.next_id, '')}",
            )
            for place, each in enumerate(mine, 1)
        ]
    ready = dict.fromkeys(each.customer_id for each in found if each.customer_id in asked.segments)
    return [asked.listed("ready", N_("Ready for the next grade"), ready, _READY)]


def _hit_rate(asked: Asked) -> tuple[Line, ...]:
    """Of the suggestions that became deals, those whose category was bought within 180 days."""
    entry = HistoryEntry
    statement: Any = (
        select(Opportunity.id, Opportunity.customer_id, entry.value, type_coerce(entry.from_on, Text))
        .join(entry, entry.record_id == Opportunity.id)
        .where(
            entry.field == SUGGESTED,
            entry.deleted.is_(False),
            Opportunity.deleted.is_(False),
            type_coerce(entry.from_on, Text) <= asked.as_of.isoformat(),
        )
    )
    hits, deals = 0, []
    for deal, customer, category, on in asked.rows(statement, Opportunity, Opportunity.customer_id):
        deals.append(deal)
        since = date.fromisoformat(on)
        days = asked.bought.categories.get(customer, {}).get(category, {})
        hits += any(since <= day <= since + timedelta(days=_BECOMES_IN_DAYS) for day in days)
    figure = part(hits, len(deals), asked.as_of)
    behind = members(asked.say(N_("Suggestions taken up")), deals)
    return (Line("hit_rate", N_("Suggestions that became orders"), SHARE, figure, _HITS, "opportunity", behind),)


def _white_space(asked: Asked) -> Grid:
    """By category and industry, who bought something in twelve months, but nothing of it."""
    bought = asked.bought.in_category(asked.year)
    buyers = {customer: set(each) for customer, each in bought.items() if customer in asked.segments}
    sizes = Counter(asked.segments[each] for each in buyers if asked.segments[each])
    industries = [industry for industry, _ in sizes.most_common(_MOST_SEGMENTS)]
    sold = Counter(category for each in buyers.values() for category in each)

    def cell(category: str, industry: str | None) -> Line:
        lacking = [each for each, has in buyers.items() if asked.segments[each] == industry and category not in has]
        return asked.listed(f"white_{category}_{industry}", N_("Do not buy it yet"), lacking)

    rows = [
        (Head(label_id=category), tuple(cell(category, industry) for industry in industries))
        for category, _ in sold.most_common(_MOST_CATEGORIES)
    ]
    heads = tuple(Head(label_id=industry) for industry in industries)
    return Grid("white_space", GRIDS["white_space"], heads, tuple(rows), N_("Category"))


def _developed(asked: Asked) -> Line:
    """Of those who bought in the period and the year before, how many buy more categories than then."""
    now = {key: each for key, each in asked.bought.in_category(asked.year).items() if key in asked.segments}
    before = asked.bought.in_category(asked.year_ago)
    more = sum(len(each) > len(before.get(customer, {})) for customer, each in now.items() if customer in before)
    behind = members(asked.say(N_("Customers who bought in twelve months")), now)
    figure = part(more, len(now), asked.as_of)
    return Line("developed", N_("Buy more categories"), SHARE, figure, _DEVELOPED, "customer", behind)


def _share_of_demand(asked: Asked) -> Line:
    """Sales of the year against what customers are estimated to need in it."""
    title = N_("Share of demand")
    if not asked.shows_money:
        return Line("demand", title, SHARE, asked.no_amounts())
    needed, sold = demand(asked)
    whole = sum(needed.values())
    if not whole:
        return Line("demand", title, SHARE, Figure.missing(NO_RECORDS, asked.as_of), _DEMAND)
    share = Fraction(sum(sold.get(customer, 0) for customer in needed), whole)
    behind = members(asked.say(N_("Customers with an estimated demand")), needed)
    figure = Figure.total(share, len(needed), asked.as_of)
    return Line("demand", title, SHARE, figure, _DEMAND, "customer", behind)


def demand(asked: Asked) -> tuple[dict[str, int], dict[str, int]]:
    """By customer what it is estimated to need in the year, and what of that it bought from us in twelve months.

    Where the estimate is of categories, only what was bought of those counts.
    """
    statement: Any = (
        select(
            CustomerDemand.customer_id,
            CustomerDemand.category_id,
            CustomerDemand.amount_minor,
            CustomerDemand.currency,
        )
        .join(Customer, Customer.id == CustomerDemand.customer_id)
        .where(CustomerDemand.deleted.is_(False), Customer.deleted.is_(False), CustomerDemand.year == asked.as_of.year)
    )
    rates, on = RatesByDay(asked.reading), asked.as_of.isoformat()
    estimates: dict[str, dict[str | None, int]] = defaultdict(dict)
    for customer, category, amount, currency in asked.rows(statement, Customer, Customer.id):
        known = rates.convert(amount, currency, on)
        if known is not None:
            estimates[customer][category] = estimates[customer].get(category, 0) + known
    whole, parts = asked.bought.sales(asked.year), asked.bought.in_category(asked.year)
    needed, sold = {}, {}
    for customer, of in estimates.items():
        if None in of:
            needed[customer], sold[customer] = of[None], whole.get(customer, 0)
        else:
            needed[customer] = sum(of.values())
            sold[customer] = sum(parts.get(customer, {}).get(category or "", 0) for category in of)
    return needed, sold


def _refusals(asked: Asked) -> Line:
    on = type_coerce(Refusal.refused_on, Text)
    statement: Any = (
        select(func.count())
        .select_from(Refusal)
        .join(Customer, Customer.id == Refusal.customer_id)
        .where(
            Refusal.deleted.is_(False),
            Customer.deleted.is_(False),
            on > year_before(asked.as_of).isoformat(),
            on <= asked.as_of.isoformat(),
        )
    )
    if asked.customer_id:
        statement = statement.where(Refusal.customer_id == asked.customer_id)
    if asked.owners is not None:
        statement = statement.where(Customer.owner_id.in_(sorted(asked.owners)))
    count = asked.reading.session.scalar(rights.seen(Customer, asked.reading.viewer, statement)) or 0
    return Line("refused", N_("Refused in twelve months"), COUNT, Figure.total(count, count, asked.as_of))


_OFFER = N_("The chance that it buys it too × what its buyers leave in a year after the cost of goods.")
_CHANCE = N_("Of the customers who bought the same, in its industry where these are enough, those who buy it too.")
_NEXT = N_("It buys more of the category, or grew more, than half of the buyers of the next dearer product.")
_READY = N_("Customers who buy more of a category, or grew more, than half of the buyers of its next dearer product.")
_HITS = N_("Deals made of suggestions whose category was ordered within 180 days ÷ all of them.")
_DEVELOPED = N_("Customers who buy more categories than the year before ÷ customers who bought in twelve months.")
_DEMAND = N_("Sales of twelve months ÷ what these customers are estimated to need in the year.")
