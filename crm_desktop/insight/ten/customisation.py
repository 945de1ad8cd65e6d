"""C4, customisation: how to treat a customer: its level, and the channel and time that reach it best."""

from collections import defaultdict
from datetime import timedelta
from typing import Any

from sqlalchemy import case, func, select

from crm_desktop.core.clock import moment_of
from crm_desktop.core.i18n import N_, Message
from crm_desktop.insight.figure import ENOUGH, Figure, part
from crm_desktop.insight.sales import Period
from crm_desktop.insight.ten.panel import COUNT, MONEY, NAME, NO_RECORDS, SHARE, Asked, Line, Panel
from crm_desktop.insight.ten.titles import TITLES
from crm_desktop.insight.tiers import quarter_ends, tier
from crm_desktop.models import Campaign, CampaignMember, Customer, DictionaryEntry, Interaction
from crm_desktop.models.insight import BY_MAIL, BY_MESSAGE, BY_PHONE, BY_POST, IN_PERSON, OTHERWISE
from crm_desktop.queries import rights
from crm_desktop.queries.customer_facts import year_before
from crm_desktop.queries.profit_rates import tier_limits

NOT_REACHED = "not_reached"
_CHANNELS = {
    BY_PHONE: N_("By phone"),
    BY_MAIL: N_("By e-mail"),
    BY_POST: N_("By post"),
    BY_MESSAGE: N_("By message"),
    IN_PERSON: N_("In person"),
    OTHERWISE: N_("Another way"),
}
_HALVES = (
    (N_("Monday morning"), N_("Monday afternoon")),
    (N_("Tuesday morning"), N_("Tuesday afternoon")),
    (N_("Wednesday morning"), N_("Wednesday afternoon")),
    (N_("Thursday morning"), N_("Thursday afternoon")),
    (N_("Friday morning"), N_("Friday afternoon")),
    (N_("Saturday morning"), N_("Saturday afternoon")),
    (N_("Sunday morning"), N_("Sunday afternoon")),
)
_NOON = 12


def customisation(asked: Asked) -> Panel:
    """How to treat the customer, or what reaches customers best."""
    ways, hours = _channels(asked), _hours(asked)
    lines = [_best(asked, "best_channel", N_("Best channel"), ways), _best(asked, "best_time", N_("Best time"), hours)]
    return Panel("customisation", TITLES["customisation"], (*lines, *_level(asked), *ways, *hours), tuple(ways))


def _best(asked: Asked, name: str, title: str, lines: list[Line]) -> Line:
    known = [each for each in lines if each.figure.value is not None]
    meaning = N_("The highest share that was reached, among those with five attempts or more.")
    if not known:
        n = max((each.figure.n for each in lines), default=0)
        return Line(name, title, SHARE, Figure.of(None, n, asked.as_of), meaning)
    best = max(known, key=lambda each: (each.figure.value or 0, each.figure.n))
    return Line(name, title, SHARE, best.figure, meaning, words=Message(best.title))


def _channels(asked: Asked) -> list[Line]:
    """Of the members of campaigns, how many were reached on each way."""
    reached = func.sum(case((CampaignMember.reached_on.is_not(None), 1), else_=0))
    statement: Any = (
        select(Campaign.channel, func.count(), reached)
        .join(Campaign, Campaign.id == CampaignMember.campaign_id)
        .join(Customer, Customer.id == CampaignMember.customer_id)
        .where(
            CampaignMember.deleted.is_(False),
            Campaign.deleted.is_(False),
            Customer.deleted.is_(False),
            Campaign.channel.is_not(None),
            func.coalesce(CampaignMember.reached_on, Campaign.starts_on) <= asked.as_of,
        )
        .group_by(Campaign.channel)
    )
    if asked.customer_id:
        statement = statement.where(CampaignMember.customer_id == asked.customer_id)
    if asked.owners is not None:
        statement = statement.where(Customer.owner_id.in_(sorted(asked.owners)))
    rows = asked.reading.session.execute(rights.seen(Customer, asked.reading.viewer, statement)).all()
    return [
        Line(f"channel_{channel}", _CHANNELS[channel], SHARE, part(some, of, asked.as_of), _REACHED)
        for channel, of, some in sorted(rows, key=lambda each: -each[1])
        if channel in _CHANNELS
    ]


def _hours(asked: Asked) -> list[Line]:
    """Of the calls and visits with a result, how many reached somebody, by weekday and half-day."""
    statement: Any = (
        select(Interaction.happened_at, DictionaryEntry.code)
        .join(DictionaryEntry, DictionaryEntry.id == Interaction.result_id)
        .where(
            Interaction.deleted.is_(False),
            Interaction.customer_id.is_not(None),
            Interaction.happened_on.between(asked.period.first, asked.as_of),
        )
    )
    if asked.customer_id:
        statement = statement.where(Interaction.customer_id == asked.customer_id)
    if asked.owners is not None:
        statement = statement.where(Interaction.owner_id.in_(sorted(asked.owners)))
    sums: dict[tuple[int, int], list[int]] = defaultdict(lambda: [0, 0])
    for at, result in asked.reading.session.execute(rights.seen(Interaction, asked.reading.viewer, statement)):
        moment = moment_of(at, asked.reading.zone)
        counted = sums[moment.weekday(), int(moment.hour >= _NOON)]
        counted[0] += result != NOT_REACHED
        counted[1] += 1
    return [
        Line(f"time_{day}_{half}", _HALVES[day][half], SHARE, part(counted[0], counted[1], asked.as_of), _REACHED)
        for (day, half), counted in sorted(sums.items())
        if counted[1] >= ENOUGH or asked.customer_id is None
    ]


def _level(asked: Asked) -> tuple[Line, ...]:
    if not asked.customer_id:
        return ()
    level = asked.reading.session.scalar(select(Customer.level_id).where(Customer.id == asked.customer_id))
    title = N_("Level")
    one = Figure.total(1, 1, asked.as_of) if level else Figure.missing(NO_RECORDS, asked.as_of)
    lines = [Line("level", title, NAME, one, label_id=level)]
    year = asked.year
    sold = asked.bought.sales(year).get(asked.customer_id, 0)
    orders = sum(year.first <= day <= year.last for day in asked.bought.days.get(asked.customer_id, ()))
    figure = Figure.total(sold, orders, asked.as_of) if asked.shows_money else asked.no_amounts()
    means = N_("Net sales of the twelve months up to the last day: what the level follows from.")
    return (*lines, Line("year_sales", N_("Sales of twelve months"), MONEY, figure, means), *_tier(asked))


def _tier(asked: Asked) -> tuple[Line, ...]:
    """The level that follows from sales, and what the next one asks; nothing while the company has no such table."""
    least = tier_limits(asked.reading)
    if not least:
        return ()
    title = N_("Level by sales")
    if not asked.shows_money:
        return (Line("tier", title, NAME, asked.no_amounts(), _TIER),)
    ends, of = quarter_ends(asked.as_of, _QUARTERS), str(asked.customer_id)
    years = [Period(year_before(end) + timedelta(days=1), end) for end in ends]
    found = tier([asked.bought.sales(each).get(of, 0) for each in years], least)
    levels = asked.reading.session.scalars(
        select(DictionaryEntry.id)
        .where(DictionaryEntry.kind == "level", DictionaryEntry.deleted.is_(False))
        .order_by(DictionaryEntry.position)
    ).all()
    reached = Figure.missing(Message("Below every level that follows from sales"), asked.as_of)
    level = levels[found.place] if found.place is not None and found.place < len(levels) else None
    if level is not None:
        reached = Figure.total(1, 1, asked.as_of)
    lines = [Line("tier", title, NAME, reached, _TIER, label_id=level)]
    if found.missed:
        figure = Figure.total(found.missed, found.missed, asked.as_of)
        lines.append(Line("missed", N_("Quarters below its level"), COUNT, figure, _MISSED))
    if found.lacking is not None:
        lacking = Figure.total(found.lacking, 1, asked.as_of)
        lines.append(Line("lacking", N_("Sales lacking for the next level"), MONEY, lacking, _LACKING))
    return tuple(lines)


_QUARTERS = 8
_TIER = N_("By sales of twelve months at the end of each quarter: reached at once, lost after two quarters below.")
_MISSED = N_("So many quarters in a row its sales were below the level; at two it is lost.")
_LACKING = N_("What the next level asks for in twelve months less what was bought in them.")
_REACHED = N_("Who was reached ÷ attempts.")
