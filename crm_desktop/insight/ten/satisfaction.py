"""C6, satisfaction: what was perceived against what was expected, an index in which the past fades, and service."""

from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from math import exp
from typing import Any

from sqlalchemy import func, select

from crm_desktop.core.i18n import N_, Message
from crm_desktop.core.listing import Filter
from crm_desktop.insight.figure import Figure, mean, part
from crm_desktop.insight.sales import Period
from crm_desktop.insight.service import CUSTOMER as BY_CUSTOMER
from crm_desktop.insight.service import FIRST_TIME_RIGHT, METRIC, REWORK, WORKED_MEDIAN, WORKED_P90, service_figures
from crm_desktop.insight.ten.panel import NUMBER, SHARE, Asked, Line, Panel
from crm_desktop.insight.ten.titles import TITLES
from crm_desktop.insight.ten.value import ratings
from crm_desktop.models import ServiceCase
from crm_desktop.queries import rights

FADES_IN_DAYS = 180
_GOOD = 4


def faded(scores: Iterable[tuple[date, int]], as_of: date) -> float | None:
    """The mean of scores up to a day in which one counts e^(−age ÷ 180 days)."""
    weighted = [(exp(-(as_of - on).days / FADES_IN_DAYS), score) for on, score in scores if on <= as_of]
    whole = sum(weight for weight, _ in weighted)
    return sum(weight * score for weight, score in weighted) / whole if whole else None


def satisfaction(asked: Asked) -> Panel:
    """Index, gap, satisfied share and what service measures."""
    found, stars = ratings(asked), _stars(asked)
    scores = [(date.fromisoformat(each.on), each.perceived) for each in found if each.perceived is not None] + stars
    index = faded(scores, asked.as_of)
    gaps = [
        each.perceived - each.expected for each in found if each.perceived is not None and each.expected is not None
    ]
    within = _opened(asked)
    spec = asked.of_customer(Filter("satisfaction", "not_empty"), asked.days("opened_on"))
    lines = [
        Line(
            "index",
            N_("Satisfaction index"),
            NUMBER,
            Figure.of(None if index is None else Fraction(index).limit_denominator(10**6), len(scores), asked.as_of),
            N_("Mean of all scores, 1 to 5; one counts less the older it is: e^(−days ÷ 180)."),
        ),
        Line("gap", N_("Perceived less expected"), NUMBER, mean(gaps, asked.as_of), N_("Negative is disappointed.")),
        Line(
            "csat",
            N_("Satisfied"),
            SHARE,
            part(sum(score >= _GOOD for score in within), len(within), asked.as_of),
            N_("Cases of the period rated 4 or 5 ÷ cases rated."),
            "service_case",
            spec,
        ),
    ]
    return Panel("satisfaction", TITLES["satisfaction"], (*lines, *_service(asked)))


def _stars(asked: Asked) -> list[tuple[date, int]]:
    on = func.coalesce(ServiceCase.closed_on, ServiceCase.opened_on)
    statement: Any = select(on, ServiceCase.satisfaction).where(
        ServiceCase.deleted.is_(False), ServiceCase.satisfaction.is_not(None), on <= asked.as_of
    )
    if asked.customer_id:
        statement = statement.where(ServiceCase.customer_id == asked.customer_id)
    if asked.owners is not None:
        statement = statement.where(ServiceCase.owner_id.in_(sorted(asked.owners)))
    rows = asked.reading.session.execute(rights.seen(ServiceCase, asked.reading.viewer, statement))
    return [(on if isinstance(on, date) else date.fromisoformat(on), stars) for on, stars in rows]


def _opened(asked: Asked) -> list[int]:
    """The stars of the cases opened in the period."""
    statement: Any = select(ServiceCase.satisfaction).where(
        ServiceCase.deleted.is_(False),
        ServiceCase.satisfaction.is_not(None),
        ServiceCase.opened_on.between(asked.period.first, asked.period.last),
    )
    if asked.customer_id:
        statement = statement.where(ServiceCase.customer_id == asked.customer_id)
    if asked.owners is not None:
        statement = statement.where(ServiceCase.owner_id.in_(sorted(asked.owners)))
    return list(asked.reading.session.scalars(rights.seen(ServiceCase, asked.reading.viewer, statement)))


def _service(asked: Asked) -> list[Line]:
    found = service_figures(asked.reading, Period(asked.period.first, asked.as_of), asked.owners)
    figures = found.total
    if asked.customer_id:
        mine = [each for each in found.groups[BY_CUSTOMER] if each.key == asked.customer_id]
        if not mine:
            return []
        figures = mine[0].figures
    lines = []
    for name in (REWORK, FIRST_TIME_RIGHT, WORKED_MEDIAN, WORKED_P90):
        metric, measure = METRIC[name], figures[name]
        unit = SHARE if name in (REWORK, FIRST_TIME_RIGHT) else NUMBER
        spec = asked.of_customer(*metric.behind, asked.days("opened_on"), Filter("is_merged", "is", False))
        figure = Figure.of(measure.value, measure.count, asked.as_of)
        words = None
        if unit == NUMBER and figure.value is not None:
            words = Message("{hours} working hours", hours=f"{float(figure.value):.1f}")
        lines.append(Line(name, metric.title, unit, figure, metric.definition, "service_case", spec, words=words))
    return lines
