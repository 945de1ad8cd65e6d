"""What goes with losing customers, and where deals are won: a share with something against that without it.

A customer counts as lost who bought in the twelve months before the last ones and nothing since. Signals are those that
there were by the end of the twelve months before, so that they come before what they might tell.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from sqlalchemy import Text, func, select, type_coerce

from crm_desktop.core.i18n import N_
from crm_desktop.core.listing import Filter
from crm_desktop.insight.figure import ENOUGH, Figure, difference, part
from crm_desktop.insight.sales import Period, counted
from crm_desktop.insight.ten.panel import COUNT, SHARE, Asked, Grid, Head, Line
from crm_desktop.insight.ten.titles import GRIDS
from crm_desktop.models import Customer, Interaction, Opportunity, ServiceCase
from crm_desktop.models.dictionary import LOST, WON
from crm_desktop.queries.churn_signal import IS_COMPLAINT
from crm_desktop.queries.customer_facts import year_before

COMPLAINT_DAYS, SCORE_DAYS, CONTACT_DAYS, LOW_SCORE = 90, 180, 60, 2
_FEWER = Fraction(60, 100)
_MOST = 6


def drivers(asked: Asked) -> Grid:
    """Each signal: how many had it and were lost, of the others how many, and by how much the shares differ."""
    ago, now = asked.year_ago.last, asked.bought.sales(asked.year)
    earlier = [each for each in asked.bought.sales(asked.year_ago) if each in asked.segments]
    lost = {each for each in earlier if each not in now}
    rows = []
    for name, title, having in _signals(asked, ago, earlier):
        if having:
            rows.append(_row(asked, name, title, earlier, having, lost))
    columns = _columns(N_("Had it"), N_("Lost of these"), N_("Lost of others"))
    return Grid("drivers", GRIDS["drivers"], columns, tuple(rows), N_("Signal"))


def _columns(*first: str) -> tuple[Head, ...]:
    shares = (*first[1:], N_("Difference"), N_("At least"), N_("At most"))
    return (Head(first[0]), *(Head(title, unit=SHARE) for title in shares))


def _row(
    asked: Asked, name: str, title: str, all_of: Sequence[str], having: set[str], lost: set[str]
) -> tuple[Head, tuple[Line, ...]]:
    others = [each for each in all_of if each not in having]
    counted_with = asked.listed(f"driver_{name}", title, [each for each in all_of if each in having])
    return Head(title), (counted_with, *_compared(asked, f"driver_{name}", len(lost & having), len(having),
                                                  len(lost.intersection(others)), len(others)))  # fmt: skip


def _compared(asked: Asked, name: str, some: int, of: int, other: int, of_others: int) -> tuple[Line, ...]:
    apart = difference(some, of, other, of_others)
    is_known = min(of, of_others) >= ENOUGH
    n = min(of, of_others)
    return (
        Line(f"{name}_with", N_("With it"), SHARE, part(some, of, asked.as_of)),
        Line(f"{name}_without", N_("Without it"), SHARE, part(other, of_others, asked.as_of)),
        *(
            Line(f"{name}_{at}", N_("Difference"), SHARE, Figure.of(value if is_known else None, n, asked.as_of))
            for at, value in zip(("by", "low", "high"), apart, strict=True)
        ),
    )


def _signals(asked: Asked, ago: date, earlier: Iterable[str]) -> Iterable[tuple[str, str, set[str]]]:
    known = set(earlier)
    opened, closed = type_coerce(ServiceCase.opened_on, Text), type_coerce(ServiceCase.closed_on, Text)
    complained = _customers(asked, ServiceCase, opened, ago, COMPLAINT_DAYS, IS_COMPLAINT == 1)
    yield "complaint", N_("A complaint in 90 days"), complained & known
    low = _customers(asked, ServiceCase, closed, ago, SCORE_DAYS, ServiceCase.satisfaction <= LOW_SCORE)
    yield "low_score", N_("A score of 2 or less in 180 days"), low & known
    spoken = _customers(asked, Interaction, type_coerce(Interaction.happened_on, Text), ago, CONTACT_DAYS)
    yield "quiet", N_("No contact in 60 days"), known - spoken
    yield "fewer", N_("Sales of three months at most 60 % of those a year before"), _fewer(asked, ago) & known


def _customers(asked: Asked, entity: Any, day: Any, until: date, days: int, *conditions: Any) -> set[str]:
    """Customers with a record of some days up to one."""
    first = (until - timedelta(days=days - 1)).isoformat()
    statement: Any = (
        select(entity.customer_id)
        .where(entity.deleted.is_(False), entity.customer_id.is_not(None), day.between(first, until.isoformat()))
        .where(*conditions)
        .distinct()
    )
    return {row[0] for row in asked.rows(statement, entity, entity.customer_id)}


def _fewer(asked: Asked, until: date) -> set[str]:
    before = year_before(until)
    now, then = (asked.bought.sales(Period(last - timedelta(days=89), last)) for last in (until, before))
    return {each for each, was in then.items() if now.get(each, 0) <= _FEWER * was}


def win_rates(asked: Asked) -> Grid:
    """By source, and by industry and size of the customer: deals won of those closed, against all others."""
    deal = Opportunity
    statement: Any = (
        select(deal.source_id, Customer.industry_id, Customer.size_id, deal.outcome, func.count())
        .outerjoin(Customer, Customer.id == deal.customer_id)
        .where(
            deal.closed_on.between(asked.period.first, asked.period.last),
            deal.outcome.in_((WON, LOST)),
            *counted(asked.reading, asked.owners),
        )
        .group_by(deal.source_id, Customer.industry_id, Customer.size_id, deal.outcome)
    )
    sums: dict[tuple[int, str], list[int]] = defaultdict(lambda: [0, 0])
    won, whole = 0, 0
    for *traits, outcome, count in asked.reading.session.execute(statement):
        won, whole = won + count * (outcome == WON), whole + count
        for place, trait in enumerate(traits):
            if trait is not None:
                sums[place, trait][0] += count * (outcome == WON)
                sums[place, trait][1] += count
    rows = []
    for place in range(3):
        of = sorted((each for each in sums.items() if each[0][0] == place), key=lambda each: (-each[1][1], each[0]))
        for (_, trait), (some, closed) in of[:_MOST]:
            rows.append(_rate(asked, place, trait, some, closed, won, whole))
    columns = _columns(N_("Deals closed"), N_("Won of these"), N_("Won of others"))
    return Grid("win_rates", GRIDS["win_rates"], columns, tuple(rows), N_("Trait"))


def _rate(
    asked: Asked, place: int, trait: str, some: int, closed: int, won: int, whole: int
) -> tuple[Head, tuple[Line, ...]]:
    name, spec = f"rate_{trait}", None
    if place == 0:
        of = (Filter("outcome", "in", (WON, LOST)), asked.days("closed_on"), Filter("source", "is", trait))
        spec = asked.of_customer(*of)
    figure = Figure.total(closed, closed, asked.as_of)
    counted_of = Line(name, N_("Deals closed"), COUNT, figure, "", "opportunity", spec)
    return Head(label_id=trait), (counted_of, *_compared(asked, name, some, closed, won - some, whole - closed))
