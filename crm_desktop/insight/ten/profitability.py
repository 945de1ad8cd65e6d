"""C10, profitability: from what was sold to what is left, and how many customers take more than they bring."""

from datetime import date
from fractions import Fraction

from crm_desktop.core.i18n import N_, Message
from crm_desktop.insight.figure import Figure, part
from crm_desktop.insight.ten.panel import MONEY, NO_AMOUNTS, NO_RECORDS, SHARE, Asked, Line, Panel
from crm_desktop.insight.ten.titles import TITLES
from crm_desktop.models.limited_fields import AMOUNT
from crm_desktop.queries.customer_profit import COST, MINUTES, Profit, customer_profit, profits_by_customer

_BEST_SHARE = 5


def profitability(asked: Asked) -> Panel:
    """The account of the customer, or of all together."""
    title = TITLES["profitability"]
    if any(asked.reading.viewer.hides(each) for each in (AMOUNT, COST, MINUTES)):
        return Panel(
            "profitability", title, (Line("left", N_("Left"), MONEY, Figure.missing(NO_AMOUNTS, asked.as_of)),)
        )
    if asked.customer_id:
        found = customer_profit(asked.reading, asked.customer_id)
        if found is None:
            nothing = Figure.missing(NO_RECORDS, asked.as_of)
            return Panel("profitability", title, (Line("left", N_("Left"), MONEY, nothing, _LEFT),))
        bought = sum(map(len, asked.bought.days.values()))
        lines = _account(found.whole, bought, asked.as_of)
        return Panel("profitability", title, (lines[-1], *lines[:-1]), lines, _notes([found.whole]))
    each = profits_by_customer(asked.reading, asked.period.first, asked.as_of, asked.owners)
    profits = list(each.values())
    lines = _account(_summed(profits), len(profits), asked.as_of)
    losing = part(sum(one.left_minor < 0 for one in profits), len(profits), asked.as_of)
    more = (
        Line("losing", N_("Customers at a loss"), SHARE, losing, N_("Customers of whom nothing is left ÷ customers.")),
        Line("top", N_("Left of the best fifth"), SHARE, _top(profits, asked.as_of), _TOP),
    )
    return Panel("profitability", title, (lines[-1], *lines[:-1], *more), lines, _notes(profits))


def _top(profits: list[Profit], as_of: date) -> Figure:
    """The cumulated curve at a fifth of the customers."""
    left = sorted((each.left_minor for each in profits), reverse=True)
    gained = sum(each for each in left if each > 0)
    best = sum(each for each in left[: -(-len(left) // _BEST_SHARE)] if each > 0)
    return Figure.of(Fraction(best, gained) if gained else None, len(left), as_of)


def _summed(profits: list[Profit]) -> tuple[int, int, int]:
    sold = sum(each.orders.net_minor + each.contracts.net_minor for each in profits)
    cost = sum(each.orders.cost_minor + each.contracts.cost_minor for each in profits)
    return sold, cost, sum(each.time_minor + each.service_minor for each in profits)


def _account(profit: Profit | tuple[int, int, int], n: int, as_of: date) -> tuple[Line, ...]:
    sold, cost, service = _summed([profit]) if isinstance(profit, Profit) else profit

    def line(name: str, title: str, minor: int, meaning: str = "") -> Line:
        return Line(name, title, MONEY, Figure.total(minor, n, as_of), meaning)

    return (
        line("sold", N_("Net sales"), sold, N_("Orders and contracts in force, without tax.")),
        line("goods", N_("Cost of goods"), -cost, N_("Lines at their cost, as far as it is known.")),
        line("service", N_("Cost of service"), -service, N_("Time by the hour, and what was noted beside it.")),
        line("left", N_("Left"), sold - cost - service, _LEFT),
    )


def _notes(profits: list[Profit]) -> tuple[Message, ...]:
    unknown = sum(each.without_cost for each in profits)
    rateless = sum(each.without_rate for each in profits)
    notes = []
    if unknown:
        notes.append(Message("Lines whose cost nobody knows, counted as costing nothing: {count}", count=unknown))
    if rateless:
        notes.append(Message("Left out for want of an exchange rate: {count}", count=rateless))
    return tuple(notes)


_LEFT = N_("Net sales less the cost of goods and of service.")
_TOP = N_("Of all that profitable customers leave, the part of the best fifth of customers.")
