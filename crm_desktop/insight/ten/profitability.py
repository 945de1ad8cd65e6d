"""C10, profitability: from what was sold to what is left, who takes more than it brings, and what is still to come."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from itertools import accumulate
from typing import Any

from crm_desktop.core.i18n import N_, Message
from crm_desktop.core.listing import Filter
from crm_desktop.core.members import members
from crm_desktop.core.viewer import COMMISSION
from crm_desktop.insight.account import VISIT, Account, together
from crm_desktop.insight.figure import Figure, part
from crm_desktop.insight.lifetime import Lifetime, by_retention
from crm_desktop.insight.ranking import A, abc
from crm_desktop.insight.rhythm import band, rhythm
from crm_desktop.insight.sales import Period
from crm_desktop.insight.ten.panel import MONEY, NO_AMOUNTS, NO_RECORDS, SHARE, Asked, Line, Panel
from crm_desktop.insight.ten.titles import TITLES
from crm_desktop.models.order import CANCELLED
from crm_desktop.queries.channel import chain_of
from crm_desktop.queries.interaction import INTERACTIONS
from crm_desktop.queries.list_query import ListQuery
from crm_desktop.queries.order import ORDERS
from crm_desktop.queries.profit_rates import discount

_BEST_SHARE, _STEPS, _ONE_BY_ONE = 5, 10, 30
_ALL_DAYS = date(1900, 1, 1)


def profitability(asked: Asked) -> Panel:
    """The account of the customer, or of all together."""
    title = TITLES["profitability"]
    if not asked.shows_profit:
        nothing = Figure.missing(NO_AMOUNTS, asked.as_of)
        return Panel("profitability", title, (Line("left", N_("Left"), MONEY, nothing, _LEFT),))
    found = asked.accounts(asked.now)
    if asked.customer_id:
        return _of_one(asked, title, found)
    whole = together(found.values())
    lines = account_lines(asked, whole, len(found))
    return Panel(
        "profitability",
        title,
        (lines[-1], *lines[:-1], *_spread(asked, found), *_future_of_all(asked), *curve(asked, found)),
        lines,
        _notes(asked, whole),
    )


def _of_one(asked: Asked, title: str, found: Mapping[str, Account]) -> Panel:
    mine = found.get(str(asked.customer_id))
    purchases = sum(asked.now.first <= day <= asked.as_of for days in asked.bought.days.values() for day in days)
    always = together(asked.accounts(Period(_ALL_DAYS, asked.as_of)).values())
    past = Figure.total(always.left, sum(map(len, asked.bought.days.values())), asked.as_of)
    after = (Line("past", N_("Left since the first order"), MONEY, past, _PAST), *_future(asked), *_chain(asked))
    if mine is None:
        nothing = Figure.missing(NO_RECORDS, asked.as_of)
        return Panel("profitability", title, (Line("left", N_("Left"), MONEY, nothing, _LEFT), *after))
    lines = account_lines(asked, mine, purchases)
    return Panel("profitability", title, (lines[-1], *lines[:-1], *after), lines, _notes(asked, mine))


def account_lines(asked: Asked, of: Account, n: int) -> tuple[Line, ...]:
    """From what was sold, cost by cost, to what is left."""
    behind: dict[str, tuple[ListQuery[Any], tuple[Filter, ...]]] = {
        "sold": (ORDERS, (Filter("status", "is_not", CANCELLED), asked.days("ordered_on"))),
        "visits": (INTERACTIONS, (Filter("kind", "is", VISIT), asked.days("happened_on"))),
    }

    def line(name: str, title: str, minor: int, meaning: str) -> Line:
        if name not in behind or asked.owners is not None:
            return Line(name, title, MONEY, Figure.total(minor, n, asked.as_of), meaning)
        query, filters = behind[name]
        spec = asked.of_customer(*filters)
        count = query.count(asked.reading, spec)
        return Line(name, title, MONEY, Figure.total(minor, count, asked.as_of), meaning, query.kind, spec)

    return (
        line("sold", N_("Net sales"), of.sold, N_("Orders and contracts in force, without tax.")),
        *(line(name, title, -getattr(of, name), meaning) for name, (title, meaning) in _COSTS.items()),
        line("left", N_("Left"), of.left, _LEFT),
    )


def _spread(asked: Asked, found: Mapping[str, Account]) -> tuple[Line, ...]:
    """How many destroy profit, also among those who buy most."""
    losing = [customer for customer, each in found.items() if each.left < 0]
    classes = abc({customer: each.sold for customer, each in found.items() if each.sold})
    both = [customer for customer in losing if classes.get(customer) == A]
    left = sorted((each.left for each in found.values()), reverse=True)
    gained = sum(each for each in left if each > 0)
    best = sum(each for each in left[: -(-len(left) // _BEST_SHARE)] if each > 0)
    top = Figure.of(Fraction(best, gained) if gained else None, len(left), asked.as_of)
    return (
        Line(
            "losing",
            N_("Customers at a loss"),
            SHARE,
            part(len(losing), len(found), asked.as_of),
            _LOSING,
            "customer",
            members(asked.say(N_("Customers with profit or loss")), found),
        ),
        asked.listed("losing_count", N_("Customers at a loss, number"), losing, _AT_LOSS),
        asked.listed("losing_a", N_("Class A by sales, yet at a loss"), both, _LOSING_A),
        Line("top", N_("Left of the best fifth"), SHARE, top, _TOP),
    )


def curve(asked: Asked, found: Mapping[str, Account]) -> tuple[Line, ...]:
    """The cumulated profit of customers in the order of what they leave, a tenth of them after the other.

    Parts of what all leave together: above the whole where those that follow take more than they bring.
    """
    ordered = sorted(found, key=lambda customer: (-found[customer].left, customer))
    reached = list(accumulate(found[customer].left for customer in ordered))
    whole = reached[-1] if reached else 0
    lines = []
    for step in range(1, _STEPS + 1):
        count = -(-len(ordered) * step // _STEPS)
        value = Fraction(reached[count - 1], whole) if whole > 0 and count else None
        spec = members(asked.say(_STEP_TITLES[step - 1]), ordered[:count])
        figure = Figure.of(value, count, asked.as_of)
        lines.append(Line(f"curve_{step}", _STEP_TITLES[step - 1], SHARE, figure, _CURVE, "customer", spec))
    return tuple(lines)


def stayed(asked: Asked) -> tuple[dict[str, str], dict[str, tuple[int, int]]]:
    """By customer its band of rhythm now; by band, how many who stood in it a year ago bought since, of how many."""
    firm, ago = asked.firm, asked.year.first - timedelta(days=1)
    now: dict[str, str] = {}
    kept: dict[str, tuple[int, int]] = {}
    for customer, days in firm.bought.days.items():
        ordered, gap = list(days), asked.gap_of_segment(customer)
        if (found := rhythm(ordered, gap, asked.as_of)) is not None:
            now[customer] = band(found.overdue)
        if (was := rhythm([day for day in ordered if day <= ago], gap, ago)) is not None:
            some, of = kept.get(band(was.overdue), (0, 0))
            kept[band(was.overdue)] = (some + any(day > ago for day in ordered), of + 1)
    return now, kept


def _future(asked: Asked) -> tuple[Line, ...]:
    """The value of the years to come, from the profit of twelve months and how many of its band stay."""
    of = str(asked.customer_id)
    bands, kept = stayed(asked)
    yearly = together(asked.accounts(asked.year).values()).left
    some, count = kept.get(bands.get(of, ""), (0, 0))
    return _lifetime_lines(asked, by_retention(yearly, some, count, float(discount(asked.reading))), count)


def _future_of_all(asked: Asked) -> tuple[Line, ...]:
    bands, kept = stayed(asked)
    known: list[Lifetime] = []
    for customer, each in asked.accounts(asked.year).items():
        found = by_retention(each.left, *kept.get(bands.get(customer, ""), (0, 0)), float(discount(asked.reading)))
        if isinstance(found, Lifetime):
            known.append(found)
    if not known:
        return _lifetime_lines(asked, Message("Too few records: {n} of at least {enough}", n=0, enough=5), 0)
    whole = Lifetime(*(sum(getattr(each, name) for each in known) for name in ("low", "middle", "high")))
    return _lifetime_lines(asked, whole, len(known))


def _lifetime_lines(asked: Asked, found: Lifetime | Message, n: int) -> tuple[Line, ...]:
    def figure(name: str) -> Figure:
        if isinstance(found, Message):
            return Figure(None, n, asked.as_of, found)
        return Figure.of(round(getattr(found, name)), n, asked.as_of)

    return (
        Line("lifetime", N_("Value of five years to come"), MONEY, figure("middle"), _LIFETIME),
        Line("lifetime_low", N_("Value to come, low"), MONEY, figure("low"), _LIFETIME_BAND),
        Line("lifetime_high", N_("Value to come, high"), MONEY, figure("high"), _LIFETIME_BAND),
    )


def _chain(asked: Asked) -> tuple[Line, ...]:
    """What a distributor and all whom it supplies leave together, each counted once."""
    of = str(asked.customer_id)
    chain = chain_of(asked.reading, of, asked.now.first, asked.as_of)
    if len(chain) == 1:
        return ()
    left = _left_of(asked, chain)
    seen = [each for each in chain if each in left]
    figure = Figure.total(sum(left.values()), len(seen), asked.as_of)
    title = N_("Left of its whole chain")
    return (Line("chain", title, MONEY, figure, _CHAIN, "customer", members(asked.say(title), seen)),)


def _left_of(asked: Asked, customers: Sequence[str]) -> dict[str, int]:
    """What each of some customers leaves; few are asked about one by one, since a company has very many."""
    if len(customers) > _ONE_BY_ONE:
        found = asked.firm.accounts(asked.now)
        return {each: found[each].left for each in customers if each in found}
    known: dict[str, int] = {}
    for each in customers:
        found = Asked(asked.reading, asked.period, asked.owners, each).accounts(asked.now)
        known |= {customer: account.left for customer, account in found.items()}
    return known


def _notes(asked: Asked, of: Account) -> tuple[Message, ...]:
    notes = []
    if of.without_cost:
        notes.append(
            Message("Lines whose cost nobody knows, counted as costing nothing: {count}", count=of.without_cost)
        )
    if of.without_rate:
        notes.append(Message("Left out for want of an exchange rate: {count}", count=of.without_rate))
    if not asked.reading.viewer.may(COMMISSION):
        notes.append(Message("Commission is not counted: your role does not show that of others."))
    return tuple(notes)


_COSTS = {
    "goods": (N_("Cost of goods"), N_("Lines at their cost, as far as it is known.")),
    "service": (N_("Cost of service"), N_("Time by the hour, and what was noted beside it.")),
    "visits": (N_("Cost of visits"), N_("Time of visits by the hour of selling, and what was noted beside contacts.")),
    "campaigns": (
        N_("Share of campaigns"),
        N_("Of each campaign begun in the period an equal share for every member."),
    ),
    "commission": (N_("Commission"), N_("What was locked as commission for it in the period.")),
    "interest": (N_("Interest on late payment"), N_("What was overdue × interest × days late ÷ 365.")),
}
_STEP_TITLES = (
    N_("Best 10 % of customers"),
    N_("Best 20 % of customers"),
    N_("Best 30 % of customers"),
    N_("Best 40 % of customers"),
    N_("Best 50 % of customers"),
    N_("Best 60 % of customers"),
    N_("Best 70 % of customers"),
    N_("Best 80 % of customers"),
    N_("Best 90 % of customers"),
    N_("All customers"),
)
_LEFT = N_("Net sales less goods, service, visits, campaigns, commission and interest on late payment.")
_PAST = N_("The same account over all days up to the last one.")
_LOSING = N_("Customers of whom nothing is left ÷ customers.")
_AT_LOSS = N_("Customers of whom nothing is left in the period.")
_LOSING_A = N_("Customers who bring the first 70 % of sales together and of whom nothing is left.")
_TOP = N_("Of all that profitable customers leave, the part of the best fifth of customers.")
_CURVE = N_("Of what all customers leave together, the part of the best ones. Above 100 %, the others take from it.")
_LIFETIME = N_(
    "Five years of the profit of twelve months, less by who leaves from year to year in its rhythm, and discounted."
)
_LIFETIME_BAND = N_("The same at the ends of the interval that holds the share of who stays with 95 %.")
_CHAIN = N_("What it and all whom it supplies leave in the period, each counted once.")
