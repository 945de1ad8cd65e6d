"""What the detail side says of a survey: its figures with how many answered, each question, the trend, who answered."""

from collections.abc import Iterable
from dataclasses import replace

from crm_desktop.core import formats
from crm_desktop.core.i18n import N_, language, tr, trn
from crm_desktop.core.money import from_e6
from crm_desktop.models.survey import CHOICE, TEXT
from crm_desktop.queries.survey import TOO_FEW, Period, QuestionResult, ResponseView, SurveyDetails
from crm_desktop.ui.detail_content import DetailContent, Edit, Fact, Group, Kind, Line, Section, TabContent
from crm_desktop.ui.details.facts import when
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.texts import Plain
from crm_desktop.ui.theme import Tone
from crm_desktop.ui.widgets.blocks import Figure
from crm_desktop.ui.widgets.trend_chart import Trend, TrendPoint

RESPONSE = "survey_response"
_NOBODY = N_("Nobody answered yet. R enters a response.")
# A bar of ten parts stands for everything.
_BAR, _FULL = "━", 10


def describe(details: SurveyDetails, context: PageContext) -> DetailContent:
    """The content of the detail side."""
    code, today = language(), context.today()
    days = " – ".join(formats.day(each, code, today) for each in (details.starts_on, details.ends_on) if each)
    return DetailContent(
        record_id=details.id,
        title=details.name,
        line=" · ".join(part for part in (days, details.campaign) if part),
        owner=details.owner or "",
        figures=_figures(details),
        notice=_notice(details),
        tabs=(
            TabContent(
                "results",
                N_("Results"),
                groups=_results(details),
                nothing=_NOBODY,
            ),
            TabContent(
                "responses",
                N_("Responses"),
                tuple(response_line(each, context, each.customer or "") for each in details.latest),
                count=details.responses,
                nothing=_NOBODY,
            ),
            TabContent("details", N_("Details"), sections=_facts(details, context)),
        ),
    )


def score_words(score: int | None, count: int) -> str:
    """A score, or why it says nothing yet."""
    if score is None:
        return formats.MISSING
    return tr("too few") if count < TOO_FEW else str(score)


def response_line(response: ResponseView, context: PageContext, title: str) -> Line:
    """A response in a list: whose or which, how it was taken, its score."""
    code, channel = language(), context.choices.state("survey_channel", response.channel or "", language())
    told = (formats.day(response.answered_on, code, context.today()), response.contact, channel, response.taken_by)
    score = formats.MISSING if response.score is None else tr("{score} of 100", score=response.score)
    tone = Tone.BAD if response.score is not None and response.score < 50 else Tone.NEUTRAL
    return Line(RESPONSE, response.id, title, " · ".join(part for part in told if part), score, tone)


def answers_group(listed: Iterable[ResponseView], context: PageContext) -> tuple[Group, ...]:
    """What a customer answered, each response with its score and how that moved since the one before."""
    known = list(listed)
    lines = []
    for place, each in enumerate(known):
        line = response_line(each, context, each.survey or "")
        earlier = next((o for o in known[place + 1 :] if o.survey_id == each.survey_id and o.score is not None), None)
        if earlier is not None and earlier.score is not None and each.score is not None:
            change = each.score - earlier.score
            sign = "▲" if change > 0 else "▼" if change < 0 else "="
            line = replace(line, right=f"{line.right} {sign} {abs(change)}")
        lines.append(line)
    return (Group(tr("Surveys"), tuple(lines)),) if lines else ()


def _figures(details: SurveyDetails) -> tuple[Figure, ...]:
    def counted(count: int) -> Plain:
        return Plain(trn("1 response", "{count} responses", count))

    recommend = score_words(details.recommend, details.recommend_count)
    if details.recommend is not None and details.recommend_count >= TOO_FEW:
        recommend = _signed(details.recommend)
    return (
        Figure(N_("Score of 100"), Plain(score_words(details.score, details.responses)), counted(details.responses)),
        Figure(N_("Recommendation"), Plain(recommend), counted(details.recommend_count)),
        Figure(N_("Change"), Plain(_change(details.trend)), Plain(_since(details.trend))),
    )


def _change(trend: tuple[Period, ...]) -> str:
    known = [each for each in trend if each.score is not None and each.count >= TOO_FEW]
    if len(known) < 2:
        return formats.MISSING
    change = (known[-1].score or 0) - (known[-2].score or 0)
    return _signed(change)


def _signed(number: int) -> str:
    return f"+{number}" if number > 0 else formats.integer(number)


def _since(trend: tuple[Period, ...]) -> str:
    known = [each for each in trend if each.score is not None and each.count >= TOO_FEW]
    return tr("against {quarter}", quarter=_quarter(known[-2])) if len(known) > 1 else ""


def _quarter(period: Period) -> str:
    return tr("Q{quarter} {year}", quarter=period.quarter, year=period.year)


def _notice(details: SurveyDetails) -> tuple[Tone, str, str] | None:
    if not details.responses:
        return Tone.NEUTRAL, tr("Nobody answered yet"), tr("Next: print the sheets, or enter what customers say")
    if details.responses < TOO_FEW:
        return Tone.NEUTRAL, tr("Too few answered to say anything"), tr("Figures need {count} responses", count=TOO_FEW)
    return None


def _results(details: SurveyDetails) -> tuple[Group, ...]:
    if not details.responses:
        return ()
    asked = [_question(number, each) for number, each in enumerate(details.results, 1)]
    if len(details.trend) < 2:
        return tuple(asked)
    return (Group(tr("Quarter by quarter"), (), _trend(details)), *asked)


def _trend(details: SurveyDetails) -> Trend:
    """Score and, where it was asked for, recommendation, without figures of too few."""
    is_asked = bool(details.recommend_count)
    names = (tr("Score of 100"), *((tr("Recommendation"),) if is_asked else ()))
    return Trend(names, tuple(_period(each, is_asked) for each in details.trend))


def _question(number: int, result: QuestionResult) -> Group:
    title = f"{number} {result.text}"
    if result.kind == TEXT:
        return Group(title, tuple(Line("", "", said) for said in result.said) or (Line("", "", formats.MISSING),))
    if result.kind == CHOICE:
        return Group(title, tuple(_share(name, count, result.count) for name, count in result.counts))
    told = trn("1 answer", "{count} answers", result.count)
    mean = formats.MISSING if result.mean_e6 is None else formats.decimal(from_e6(result.mean_e6), 1)
    if result.count < TOO_FEW:
        mean, told = formats.MISSING, tr("{responses}, too few", responses=told)
    line = Line("", "", tr("On average"), told, mean)
    return Group(title, (line,))


def _share(name: str, count: int, total: int) -> Line:
    share = round(count * _FULL / total) if total else 0
    return Line("", "", f"{name}  {_BAR * share}", "", str(count))


def _period(period: Period, is_asked: bool) -> TrendPoint:
    score = period.score if period.count >= TOO_FEW else None
    recommend = period.recommend if period.recommend_count >= TOO_FEW else None
    told = [
        _quarter(period),
        trn("1 response", "{count} responses", period.count),
        f"{tr('Score of 100')}: {score_words(period.score, period.count)}",
    ]
    if is_asked:
        told.append(f"{tr('Recommendation')}: {score_words(period.recommend, period.recommend_count)}")
    return TrendPoint(_quarter(period), " · ".join(told), (score, recommend) if is_asked else (score,))


def _facts(details: SurveyDetails, context: PageContext) -> tuple[Section, ...]:
    code = language()
    starts, ends = (formats.day_far(each, code) if each else "" for each in (details.starts_on, details.ends_on))
    return (
        Section(
            N_("Survey"),
            (
                Fact(N_("Name"), details.name, Edit("name", required=True)),
                Fact(N_("Introduction"), details.introduction or "", Edit("introduction", Kind.NOTE)),
                Fact(N_("Starts"), starts, Edit("starts_on", Kind.DATE)),
                Fact(N_("Ends"), ends, Edit("ends_on", Kind.DATE)),
                Fact(N_("Campaign"), details.campaign or "", Edit("campaign_id", Kind.CHOICE, "campaigns")),
                Fact(N_("Owner"), details.owner or "", Edit("owner_id", Kind.CHOICE, "users")),
                Fact(N_("Created"), when(details.created_at, context)),
            ),
        ),
    )
