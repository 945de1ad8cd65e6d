"""C7, development: what a customer could buy besides, how much of its demand is ours, and who buys more than before."""

from collections import defaultdict
from datetime import timedelta
from fractions import Fraction
from typing import Any

from sqlalchemy import Text, func, select, type_coerce

from crm_desktop.core.i18n import N_, Message
from crm_desktop.insight.association import together
from crm_desktop.insight.figure import Figure, part
from crm_desktop.insight.sales import Period
from crm_desktop.insight.ten.panel import COUNT, MONEY, NO_RECORDS, SHARE, Asked, Line, Panel
from crm_desktop.insight.ten.titles import TITLES
from crm_desktop.models import Customer, CustomerDemand, Refusal
from crm_desktop.queries import rights
from crm_desktop.queries.customer_facts import year_before
from crm_desktop.queries.money import RatesByDay

_OFFERED = 3


def development(asked: Asked) -> Panel:
    """Suggestions for a customer, or how customers developed."""
    title = TITLES["development"]
    if asked.customer_id:
        return Panel("development", title, (*_suggestions(asked), _share_of_demand(asked), _refusals(asked)))
    return Panel("development", title, (_developed(asked), _share_of_demand(asked), _refusals(asked)))


def suggestions(asked: Asked) -> list[tuple[str, Fraction, Fraction, int]]:
    """What a customer could buy: (category, its expected sales a year, chance, buyers of both), the most first.

    The chance is the best confidence among what it bought; what it bought or refused in twelve months is left out.
    """
    of = str(asked.customer_id)
    firm = Asked(asked.reading, asked.period, asked.owners)
    year = Period(year_before(asked.as_of) + timedelta(days=1), asked.as_of)
    bought = firm.bought.in_category(year)
    mine = set(bought.get(of, ()))
    refused = _refused(asked, year)
    spent: dict[str, list[int]] = defaultdict(list)
    for each in bought.values():
        for category, amount in each.items():
            spent[category].append(amount)
    best: dict[str, tuple[Fraction, int]] = {}
    for pair in together(map(frozenset, bought.values()), len(bought)):
        if pair.first in mine and pair.second not in mine | refused:
            best[pair.second] = max(best.get(pair.second, (Fraction(0), 0)), (pair.confidence, pair.both))
    found = [
        (category, chance * Fraction(sum(spent[category]), len(spent[category])), chance, both)
        for category, (chance, both) in best.items()
    ]
    return sorted(found, key=lambda each: (-each[1], each[0]))


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
    return [
        Line(
            f"offer_{place}",
            N_("Could buy"),
            MONEY,
            Figure.of(round(worth), both, asked.as_of) if asked.shows_money else asked.no_amounts(),
            _OFFER,
            label_id=category,
        )
        for place, (category, worth, _chance, both) in enumerate(found, 1)
    ]


def _developed(asked: Asked) -> Line:
    """Of those who bought in the period and the year before, how many buy more categories than then."""
    last = year_before(asked.as_of)
    now = asked.bought.in_category(Period(last + timedelta(days=1), asked.as_of))
    before = asked.bought.in_category(Period(year_before(last) + timedelta(days=1), last))
    more = sum(len(each) > len(before.get(customer, {})) for customer, each in now.items() if customer in before)
    return Line("developed", N_("Buy more categories"), SHARE, part(more, len(now), asked.as_of), _DEVELOPED)


def _share_of_demand(asked: Asked) -> Line:
    """Sales of the year against what customers are estimated to need in it."""
    title = N_("Share of demand")
    if not asked.shows_money:
        return Line("demand", title, SHARE, asked.no_amounts())
    statement: Any = (
        select(CustomerDemand.customer_id, CustomerDemand.amount_minor, CustomerDemand.currency)
        .join(Customer, Customer.id == CustomerDemand.customer_id)
        .where(CustomerDemand.deleted.is_(False), Customer.deleted.is_(False), CustomerDemand.year == asked.as_of.year)
    )
    if asked.customer_id:
        statement = statement.where(CustomerDemand.customer_id == asked.customer_id)
    if asked.owners is not None:
        statement = statement.where(Customer.owner_id.in_(sorted(asked.owners)))
    rates, on = RatesByDay(asked.reading), asked.as_of.isoformat()
    needed: dict[str, int] = defaultdict(int)
    for customer, amount, currency in asked.reading.session.execute(
        rights.seen(Customer, asked.reading.viewer, statement)
    ):
        needed[customer] += rates.convert(amount, currency, on) or 0
    year = Period(asked.as_of.replace(month=1, day=1), asked.as_of)
    sold = asked.bought.sales(year)
    whole = sum(needed.values())
    if not whole:
        return Line("demand", title, SHARE, Figure.missing(NO_RECORDS, asked.as_of), _DEMAND)
    share = Fraction(sum(sold.get(customer, 0) for customer in needed), whole)
    return Line("demand", title, SHARE, Figure.total(share, len(needed), asked.as_of), _DEMAND)


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


_OFFER = N_("The chance that buyers of the same things buy it too × what its buyers spend in a year.")
_DEVELOPED = N_("Customers who buy more categories than the year before ÷ customers who bought in twelve months.")
_DEMAND = N_("Sales of the year so far ÷ what these customers are estimated to need in it.")
