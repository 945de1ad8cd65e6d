"""Surveys as a user sees them: the list, one with its results, and what a customer thinks, each figure with its n.

A score is the weighted mean of figures from 1 to 5 and from 0 to 10, each brought to 0 to 100. The recommendation
score is the share of those who gave 9 or 10 less the share of those who gave 0 to 6. Figures of a survey are the whole
company's; the responses listed are those of customers the viewer may see.
"""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Float, Integer, Text, case, cast, func, select, type_coerce

from crm_desktop.core.i18n import N_
from crm_desktop.core.listing import Sort
from crm_desktop.core.money import E6
from crm_desktop.core.viewer import Viewer
from crm_desktop.models import Campaign, Survey, SurveyAnswer, SurveyQuestion, SurveyResponse, User
from crm_desktop.models.survey import CHOICE, RECOMMEND, SCORE, TEXT
from crm_desktop.queries import rights
from crm_desktop.queries.asked import RECORD
from crm_desktop.queries.cells import cells, one
from crm_desktop.queries.list_query import CHOICE as A_CHOICE
from crm_desktop.queries.list_query import DATE, NUMBER, PERSON, Field, ListQuery
from crm_desktop.queries.list_query import TEXT as A_TEXT
from crm_desktop.queries.names import contact_name, customer_name, name_of, user_name
from crm_desktop.storage.database import Reading

# Fewer answers than these say nothing yet; their figures are shown grey.
TOO_FEW = 5
LATEST = 200
_WORDS_SHOWN = 60


class SurveyRow(NamedTuple):
    """One line of the list of surveys."""

    id: str
    name: str
    starts_on: date | None
    ends_on: date | None
    owner: str | None
    campaign: str | None
    questions: int
    responses: int
    score: int | None
    recommend: int | None


@dataclass(frozen=True)
class QuestionResult:
    """A question with what was answered: how many, their mean in millionths, how often each answer, words."""

    id: str
    kind: str
    text: str
    options: str | None
    weight_e6: int | None
    count: int
    mean_e6: int | None
    counts: tuple[tuple[str, int], ...]
    said: tuple[str, ...]


@dataclass(frozen=True)
class ResponseView:
    """One response: whose, when, how it was taken, and its score."""

    id: str
    survey_id: str
    survey: str | None
    customer_id: str | None
    customer: str | None
    contact: str | None
    taken_by: str | None
    answered_on: date
    channel: str | None
    score: int | None


@dataclass(frozen=True)
class Period:
    """Score and recommendation of a quarter of a year, each with how many answered it."""

    year: int
    quarter: int
    count: int
    score: int | None
    recommend: int | None
    recommend_count: int


@dataclass(frozen=True)
class SurveyDetails:
    """Everything about one survey."""

    id: str
    name: str
    introduction: str | None
    campaign_id: str | None
    campaign: str | None
    owner_id: str | None
    owner: str | None
    starts_on: date | None
    ends_on: date | None
    created_at: int
    responses: int
    score: int | None
    recommend: int | None
    recommend_count: int
    results: tuple[QuestionResult, ...]
    trend: tuple[Period, ...]
    latest: tuple[ResponseView, ...]


_answer, _question, _response = SurveyAnswer, SurveyQuestion, SurveyResponse
_WEIGHT = func.coalesce(_question.weight_e6, E6)
# An answer between 0 and 1.
_VALUE = case((_question.kind == SCORE, (cast(_answer.number, Float) - 1) / 4), else_=cast(_answer.number, Float) / 10)
_SCORED = _question.kind.in_((SCORE, RECOMMEND)) & _answer.number.is_not(None)
_SCORE = cast(func.round(100 * func.sum(_WEIGHT * _VALUE) / func.nullif(func.sum(_WEIGHT), 0)), Integer)
_IS_FOR, _IS_AGAINST = cast(_answer.number >= 9, Integer), cast(_answer.number <= 6, Integer)
_RECOMMEND = cast(func.round(100.0 * func.sum(_IS_FOR - _IS_AGAINST) / func.nullif(func.count(), 0)), Integer)


def _answers(*shown: Any) -> Any:
    """Living answers with their question and response."""
    joined = select(*shown).select_from(_answer).join(_question, _question.id == _answer.question_id)
    return joined.join(_response, _response.id == _answer.response_id).where(
        _answer.deleted.is_(False), _question.deleted.is_(False), _response.deleted.is_(False)
    )


def _numbers(survey_id: Any, *shown: Any) -> Any:
    """Living answers to the questions of a survey, of which nothing is looked up but who took back a response.

    To join each answer with its response took three times as long.
    """
    taken_back = select(_response.id).where(_response.deleted.is_(True))
    return (
        select(*shown)
        .select_from(_question)
        .join(_answer, _answer.question_id == _question.id)
        .where(_question.survey_id == survey_id, _question.deleted.is_(False), _answer.deleted.is_(False))
        .where(_answer.response_id.not_in(taken_back))
    )


def _of_survey(*shown: Any) -> Any:
    return _numbers(Survey.id, *shown).where(_SCORED).correlate(Survey)


def _counted(entity: Any) -> Any:
    mine = (entity.survey_id == Survey.id, entity.deleted.is_(False))
    return select(func.count()).select_from(entity).where(*mine).correlate(Survey).scalar_subquery()


_OWN = {
    "owner": user_name(Survey.owner_id),
    "campaign": name_of(Campaign, Survey.campaign_id),
    "questions": _counted(_question),
    "responses": _counted(_response),
    "score": _of_survey(_SCORE).scalar_subquery(),
    "recommend": _of_survey(_RECOMMEND).where(_question.kind == RECOMMEND).scalar_subquery(),
    "recommend_count": _of_survey(func.count()).where(_question.kind == RECOMMEND).scalar_subquery(),
}

SURVEYS = ListQuery(
    kind="survey",
    entity=Survey,
    row=SurveyRow,
    cells=cells(SurveyRow, Survey, _OWN),
    fields=(
        Field("name", N_("Name"), A_TEXT, Survey.name),
        Field("starts_on", N_("Starts"), DATE, Survey.starts_on),
        Field("ends_on", N_("Ends"), DATE, Survey.ends_on),
        Field("owner", N_("Owner"), PERSON, Survey.owner_id, choices="users", order=_OWN["owner"], along=User.name),
        Field("campaign", N_("Campaign"), A_CHOICE, Survey.campaign_id, choices="campaigns", order=_OWN["campaign"]),
        Field("questions", N_("Questions"), NUMBER, _OWN["questions"]),
        Field("responses", N_("Responses"), NUMBER, _OWN["responses"]),
        Field("score", N_("Score"), NUMBER, _OWN["score"]),
        Field("recommend", N_("Recommendation"), NUMBER, _OWN["recommend"]),
    ),
    default_sorts=(Sort("starts_on", descending=True),),
)
_SHOWN = cells(SurveyDetails, Survey, _OWN, without=("results", "trend", "latest"))


def survey_details(reading: Reading, survey_id: str) -> SurveyDetails:
    """One survey with its results."""
    values = one(reading, Survey, survey_id, _SHOWN)
    latest = responses(reading, survey_id=survey_id)
    return SurveyDetails(
        **values, results=_results(reading, survey_id), trend=_trend(reading, survey_id), latest=latest
    )


def responses(reading: Reading, *, survey_id: str = "", customer_id: str = "") -> tuple[ResponseView, ...]:
    """What was answered to a survey or by a customer, the newest first, as far as the viewer may see it."""
    column = "survey_id" if survey_id else "customer_id"
    found = reading.fetch(_newest(column, reading.viewer), {"record": survey_id or customer_id})
    return tuple(ResponseView(*row) for row in found)


@lru_cache(maxsize=64)
def _newest(column: str, viewer: Viewer) -> Any:
    """The responses that name a record in a column; put together once, because that takes longer than asking."""
    of = _response
    score = select(_SCORE).select_from(_answer).join(_question, _question.id == _answer.question_id).where(
        _SCORED, _answer.deleted.is_(False), _answer.response_id == of.id
    ).correlate(of).scalar_subquery()  # fmt: skip
    statement = select(
        of.id,
        of.survey_id,
        name_of(Survey, of.survey_id),
        of.customer_id,
        customer_name(of.customer_id),
        contact_name(of.contact_id),
        user_name(of.taken_by_id),
        of.answered_on,
        of.channel,
        score,
    ).where(of.deleted.is_(False), getattr(of, column) == RECORD)
    return rights.seen(of, viewer, statement.order_by(of.answered_on.desc(), of.id.desc()).limit(LATEST))


def _results(reading: Reading, survey_id: str) -> tuple[QuestionResult, ...]:
    asked = select(_question).where(_question.survey_id == survey_id, _question.deleted.is_(False))
    found = list(reading.session.scalars(asked.order_by(_question.position, _question.id)))
    counted: dict[str, dict[Any, int]] = {}
    numbers = _numbers(survey_id, _answer.question_id, _answer.number, func.count()).where(_answer.number.is_not(None))
    for question_id, number, count in reading.session.execute(numbers.group_by(_answer.question_id, _answer.number)):
        counted.setdefault(question_id, {})[number] = count
    return tuple(_result(reading, each, counted.get(each.id, {})) for each in found)


def _result(reading: Reading, question: SurveyQuestion, counts: dict[Any, int]) -> QuestionResult:
    count, mean = sum(counts.values()), None
    said: tuple[str, ...] = ()
    named: tuple[tuple[str, int], ...] = ()
    if question.kind == TEXT:
        said = _said(reading, question.id)
        count = len(said)
    elif question.kind == CHOICE:
        options = [line.strip() for line in (question.options or "").splitlines() if line.strip()]
        named = tuple((option, counts.get(place, 0)) for place, option in enumerate(options, 1))
    else:
        low, high = (1, 5) if question.kind == SCORE else (0, 10)
        named = tuple((str(number), counts.get(number, 0)) for number in range(low, high + 1))
        mean = round(sum(number * each for number, each in counts.items()) * E6 / count) if count else None
    return QuestionResult(
        question.id, question.kind, question.text, question.options, question.weight_e6, count, mean, named, said
    )


def _said(reading: Reading, question_id: str) -> tuple[str, ...]:
    words = _answers(_answer.said).where(_answer.question_id == question_id, _answer.said.is_not(None))
    seen = rights.seen(_response, reading.viewer, words)
    return tuple(reading.session.scalars(seen.order_by(_response.answered_on.desc()).limit(_WORDS_SHOWN)))


def _trend(reading: Reading, survey_id: str) -> tuple[Period, ...]:
    """By quarter of a year, in the order of time.

    Answers are summed up for each response first, from an index that holds them; with their responses beside them it
    took twice as long.
    """
    is_asked = _question.kind == RECOMMEND
    summed = {
        "value": _WEIGHT * _VALUE,
        "weight": _WEIGHT,
        "balance": case((is_asked, _IS_FOR - _IS_AGAINST)),
        "asked": cast(is_asked, Integer),
    }
    columns = (func.sum(each).label(name) for name, each in summed.items())
    answered = (
        select(_answer.response_id, *columns)
        .select_from(_question)
        .join(_answer, _answer.question_id == _question.id)
        .where(_question.survey_id == survey_id, _question.deleted.is_(False), _answer.deleted.is_(False), _SCORED)
        .group_by(_answer.response_id)
        .cte("answered")
        .prefix_with("MATERIALIZED")
        .c
    )
    day = type_coerce(_response.answered_on, Text)
    year = cast(func.substr(day, 1, 4), Integer)
    quarter = cast((cast(func.substr(day, 6, 2), Integer) + 2) // 3, Integer)
    score = cast(func.round(100 * func.sum(answered.value) / func.nullif(func.sum(answered.weight), 0)), Integer)
    asked = func.sum(answered.asked)
    recommend = cast(func.round(100.0 * func.sum(answered.balance) / func.nullif(asked, 0)), Integer)
    statement = (
        select(year, quarter, func.count(), score, recommend, asked)
        .join_from(_response, answered.response_id.table, answered.response_id == _response.id)
        .where(_response.survey_id == survey_id, _response.deleted.is_(False))
    )
    rows = reading.session.execute(statement.group_by(year, quarter).order_by(year, quarter))
    return tuple(Period(*row) for row in rows)
