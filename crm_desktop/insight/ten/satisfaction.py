"""C6, satisfaction: what was perceived against what was expected, an index in which the past fades, and service."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from fractions import Fraction
from math import exp
from typing import Any

from sqlalchemy import Text, func, select, type_coerce

from crm_desktop.core.i18n import N_, Message
from crm_desktop.core.listing import Filter
from crm_desktop.core.members import members
from crm_desktop.insight.figure import Figure, mean, part
from crm_desktop.insight.sales import Period
from crm_desktop.insight.service import CUSTOMER as BY_CUSTOMER
from crm_desktop.insight.service import FIRST_TIME_RIGHT, METRIC, REWORK, WORKED_MEDIAN, WORKED_P90, service_figures
from crm_desktop.insight.ten.panel import NUMBER, SHARE, Asked, Line, Panel
from crm_desktop.insight.ten.titles import TITLES
from crm_desktop.insight.ten.value import ratings
from crm_desktop.insight.tiers import quarter_ends
from crm_desktop.models import CampaignMember, Customer, Rating, ServiceCase, Survey, SurveyResponse
from crm_desktop.queries import rights

FADES_IN_DAYS = 180
_GOOD, _BAD = 4, 2
_ALARM_DAYS, _QUARTERS = 90, 4
_INDEX = N_("Mean of all scores, 1 to 5; one counts less the older it is: e^(−days ÷ 180).")
_ANSWERED = N_("Cases rated ÷ cases handled, of those opened in the period.")
_SURVEYED = N_("Who answered ÷ whom the campaign of a survey of the period was for.")
_ALARM_SCORE = N_("Customers who gave a score of 2 or less in the last 90 days.")
_ALARM_INDEX = N_("Other customers whose index fell in each of the last two quarters.")
_ALARM = N_("A score of 2 or less in the last 90 days, or an index that fell in each of the last two quarters.")


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
            _INDEX,
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
    lines += [_answer_rate(asked), *_surveys(asked), *_trend(asked, scores)]
    return Panel("satisfaction", TITLES["satisfaction"], (*lines, *_alarm(asked), *_service(asked)))


def fell_twice(scores: Sequence[tuple[date, int]], as_of: date) -> bool:
    """Whether the index fell in each of the last two quarters that have any scores before their end."""
    indices = [faded(scores, end) for end in quarter_ends(as_of, 2)]
    first, second, third = indices
    return None not in indices and (first or 0) > (second or 0) > (third or 0)


def _trend(asked: Asked, scores: Sequence[tuple[date, int]]) -> list[Line]:
    """The index at the ends of the last quarters."""
    lines = []
    for end in quarter_ends(asked.as_of, _QUARTERS)[:-1]:
        known = [each for each in scores if each[0] <= end]
        value = faded(known, end)
        index = None if value is None else Fraction(value).limit_denominator(10**6)
        figure = Figure.of(index, len(known), end)
        lines.append(Line(f"index_{end}", N_("Index on"), NUMBER, figure, _INDEX, label=end.isoformat()))
    return lines


def _answer_rate(asked: Asked) -> Line:
    """Of the cases handled and archived in the period, those of which somebody asked how it was."""
    statement: Any = select(ServiceCase.id, ServiceCase.satisfaction).where(
        ServiceCase.deleted.is_(False),
        ServiceCase.handled_at.is_not(None),
        ServiceCase.merged_into_id.is_(None),
        ServiceCase.opened_on.between(asked.period.first, asked.period.last),
    )
    rows = dict(map(tuple, asked.rows(statement, ServiceCase, ServiceCase.customer_id)))
    rated = sum(score is not None for score in rows.values())
    behind = members(asked.say(N_("Cases handled")), rows)
    figure = part(rated, len(rows), asked.as_of)
    return Line("answer_rate", N_("Answer rate of service"), SHARE, figure, _ANSWERED, "service_case", behind)


def _surveys(asked: Asked) -> list[Line]:
    """Of whom surveys of the period were sent to by their campaign, those who answered."""
    if asked.customer_id:
        return []
    day = type_coerce(SurveyResponse.answered_on, Text)
    answered = set(
        map(
            tuple,
            asked.reading.session.execute(
                select(SurveyResponse.survey_id, SurveyResponse.customer_id).where(
                    SurveyResponse.deleted.is_(False), day <= asked.as_of.isoformat()
                )
            ),
        )
    )
    sent: Any = (
        select(Survey.id, CampaignMember.customer_id)
        .join(CampaignMember, CampaignMember.campaign_id == Survey.campaign_id)
        .join(Customer, Customer.id == CampaignMember.customer_id)
        .where(
            Survey.deleted.is_(False),
            CampaignMember.deleted.is_(False),
            Customer.deleted.is_(False),
            func.coalesce(type_coerce(Survey.starts_on, Text), "") <= asked.as_of.isoformat(),
            func.coalesce(type_coerce(Survey.ends_on, Text), "9999") >= asked.period.first.isoformat(),
        )
    )
    asked_of = list(map(tuple, asked.rows(sent, Customer, Customer.id)))
    if not asked_of:
        return []
    figure = part(sum(each in answered for each in asked_of), len(asked_of), asked.as_of)
    return [Line("survey_rate", N_("Answer rate of surveys"), SHARE, figure, _SURVEYED)]


def _alarm(asked: Asked) -> list[Line]:
    """Whom to look after: a score of 2 or less in the last 90 days, or an index that fell twice."""
    scores: dict[str, list[tuple[date, int]]] = defaultdict(list)
    for customer, on, score in _scores_by_customer(asked):
        scores[customer].append((on, score))
    since = asked.as_of - timedelta(days=_ALARM_DAYS)
    low = {each for each, of in scores.items() if any(on > since and score <= _BAD for on, score in of)}
    fell = {each for each, of in scores.items() if each not in low and fell_twice(of, asked.as_of)}
    if not asked.customer_id:
        return [
            asked.listed("alarm_score", N_("Alarm: a score of 2 or less"), sorted(low), _ALARM_SCORE),
            asked.listed("alarm_index", N_("Alarm: index fell twice"), sorted(fell), _ALARM_INDEX),
        ]
    words = Message("A score of 2 or less") if low else Message("The index fell twice") if fell else Message("No alarm")
    n = sum(map(len, scores.values()))
    return [Line("alarm", N_("Alarm"), NUMBER, Figure.total(len(low | fell), n, asked.as_of), _ALARM, words=words)]


def _scores_by_customer(asked: Asked) -> Iterator[tuple[str, date, int]]:
    """Every rating and score of service up to the last day, of customers in sight."""
    on = func.coalesce(type_coerce(ServiceCase.closed_on, Text), type_coerce(ServiceCase.opened_on, Text))
    stars: Any = select(ServiceCase.customer_id, on, ServiceCase.satisfaction).where(
        ServiceCase.deleted.is_(False),
        ServiceCase.satisfaction.is_not(None),
        ServiceCase.customer_id.is_not(None),
        on <= asked.as_of.isoformat(),
    )
    rated = type_coerce(Rating.rated_on, Text)
    said: Any = (
        select(Rating.customer_id, rated, Rating.perceived)
        .join(Customer, Customer.id == Rating.customer_id)
        .where(Rating.deleted.is_(False), Rating.perceived.is_not(None), rated <= asked.as_of.isoformat())
    )
    rows = (
        *asked.rows(stars, ServiceCase, ServiceCase.customer_id),
        *asked.rows(said, Customer, Rating.customer_id),
    )
    for customer, day, score in rows:
        if customer in asked.segments:
            yield customer, date.fromisoformat(day), score


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
