"""C2, knowledge: which categories go together, and where deals are won."""

from collections import Counter
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from sqlalchemy import func, select

from crm_desktop.core.i18n import N_, Message
from crm_desktop.core.listing import Filter, ListSpec
from crm_desktop.core.members import members
from crm_desktop.insight.association import together
from crm_desktop.insight.figure import Figure, part
from crm_desktop.insight.sales import counted
from crm_desktop.insight.ten.drivers import drivers, win_rates
from crm_desktop.insight.ten.panel import NO_RECORDS, NUMBER, SHARE, Asked, Line, Panel
from crm_desktop.insight.ten.titles import TITLES
from crm_desktop.models import Opportunity
from crm_desktop.models.dictionary import LOST, WON

_MOST = 6


def knowledge(asked: Asked) -> Panel:
    """Win rate by source, and what is bought together."""
    rates = _win_rates(asked)
    lines = [*rates[:1], *_associations(asked), *rates[1:]]
    return Panel(
        "knowledge",
        TITLES["knowledge"],
        tuple(lines),
        tuple(rates[1:]),
        (Message("What goes together is not proven to be a cause."),),
        () if asked.customer_id else (drivers(asked), win_rates(asked)),
    )


def baskets(asked: Asked) -> Mapping[str, frozenset[str]]:
    """The categories that each customer bought in the period."""
    return {customer: frozenset(each) for customer, each in asked.bought.in_category(asked.period).items()}


def _associations(asked: Asked) -> list[Line]:
    if asked.customer_id:
        return []
    bought = {key: each for key, each in baskets(asked).items() if key in asked.segments}
    found = together(bought.values(), len(bought))[:_MOST]
    if not found:
        words = Message("No categories go together for certain")
        return [Line("together", N_("Bought together"), NUMBER, Figure(None, len(bought), asked.as_of, words))]
    lines = []
    for place, each in enumerate(found):
        both = [customer for customer, has in bought.items() if {each.first, each.second} <= has]
        behind = members(asked.say(N_("Bought together")), both)
        for name, title, unit, value, meaning in (
            ("together", N_("Bought together"), NUMBER, each.lift, _TOGETHER),
            ("least", N_("Bought together at least"), NUMBER, Fraction(each.least_lift), _LEAST),
            ("confidence", N_("Buy the second too"), SHARE, each.confidence, _CONFIDENCE),
            ("support", N_("Buy both"), SHARE, Fraction(each.both, len(bought)), _SUPPORT),
        ):
            figure = Figure.of(value, each.both, asked.as_of)
            label_id = f"{each.first} {each.second}"
            line = Line(f"{name}_{place}", title, unit, figure, meaning, "customer", behind, label_id=label_id)
            lines.append(line)
    return lines


def _win_rates(asked: Asked) -> list[Line]:
    deal = Opportunity
    statement: Any = select(deal.source_id, deal.outcome, func.count()).where(
        deal.closed_on.between(asked.period.first, asked.period.last),
        deal.outcome.in_((WON, LOST)),
        *counted(asked.reading, asked.owners),
    )
    if asked.customer_id:
        statement = statement.where(deal.customer_id == asked.customer_id)
    won: Counter[str | None] = Counter()
    closed: Counter[str | None] = Counter()
    for source, outcome, count in asked.reading.session.execute(
        statement.group_by(deal.source_id, deal.outcome).order_by(deal.source_id)
    ):
        closed[source] += count
        won[source] += count * (outcome == WON)
    whole = part(won.total(), closed.total(), asked.as_of)
    if not closed:
        whole = Figure.missing(NO_RECORDS, asked.as_of)
    lines = [Line("win_rate", N_("Win rate"), SHARE, whole, _WIN_RATE, "opportunity", _closed(asked))]
    for source, count in sorted(closed.items(), key=lambda each: (-each[1], each[0] or "")):
        if source is not None:
            spec = _closed(asked).where(Filter("source", "is", source))
            figure = part(won[source], count, asked.as_of)
            title = N_("Win rate by source")
            lines.append(
                Line(f"source_{source}", title, SHARE, figure, _WIN_RATE, "opportunity", spec, label_id=source)
            )
    return lines


def _closed(asked: Asked) -> ListSpec:
    return asked.of_customer(Filter("outcome", "in", (WON, LOST)), asked.days("closed_on"))


_TOGETHER = N_("How much more often buyers of the first category buy the second than all customers do.")
_LEAST = N_("The lower end of the interval that holds this with 95 %: above 1, it is no chance.")
_CONFIDENCE = N_("Buyers of both ÷ buyers of the first category.")
_SUPPORT = N_("Buyers of both ÷ all who bought anything in the period.")
_WIN_RATE = N_("Deals won ÷ deals won or lost in the period.")
