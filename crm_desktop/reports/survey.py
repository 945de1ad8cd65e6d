"""A survey on paper: a sheet for each customer to be filled in by hand, and the results; run by the worker process."""

import json
from collections.abc import Callable
from dataclasses import asdict
from fractions import Fraction
from pathlib import Path
from typing import Any

from sqlalchemy import select

from crm_desktop.core import formats
from crm_desktop.core.i18n import CHINESE, N_
from crm_desktop.core.money import from_e6
from crm_desktop.core.viewer import EXPORT, Viewer
from crm_desktop.models import CampaignMember, Customer
from crm_desktop.models.survey import CHOICE, SCORE, TEXT
from crm_desktop.queries import rights
from crm_desktop.queries.campaign_member import IS_REFUSED
from crm_desktop.queries.company import company_name
from crm_desktop.queries.survey import TOO_FEW, QuestionResult, SurveyDetails, survey_details
from crm_desktop.reports.charts import Chart
from crm_desktop.reports.document import LEAD, NOTE, PALE_LINE, TOP, Composer
from crm_desktop.reports.fonts import SEMIBOLD, keep_font_list
from crm_desktop.reports.lines import draw_lines
from crm_desktop.reports.press import Imprint
from crm_desktop.reports.press import print_sheets as press
from crm_desktop.reports.sketch import RIGHT, Sketch
from crm_desktop.reports.speech import Speech
from crm_desktop.reports.style import A4, MARGIN, PAPER, TEXT_WIDTH
from crm_desktop.reports.tables import Table, TableColumn, set_table
from crm_desktop.storage.database import Database, Reading

_TEXT, _LINE, _BOX = 10.0, 15.0, 11.0
_QUESTION_ROOM, _CHART = 62.0, 150.0
_SHEETS_MOST = 500
# What customers said is not cut short, nor what they were asked.
_SAID_LINES, _TITLE_LINES = 40, 4


def _unheard(_fraction: float, _text: None) -> None:
    """Nobody wants to know how far it is."""


def sheets(path: str, viewer: Viewer, survey_id: str, language: str, progress: Callable[..., None] = _unheard) -> bytes:
    """The questions as PDF: a sheet for each customer its campaign addresses, or a single one without a name."""
    return _read(path, viewer, lambda reading: set_sheets(reading, survey_id, language), progress)


def results(
    path: str, viewer: Viewer, survey_id: str, language: str, progress: Callable[..., None] = _unheard
) -> bytes:
    """The results as PDF."""
    return _read(path, viewer, lambda reading: set_results(reading, survey_id, language), progress)


def as_json(reading: Reading, survey_id: str) -> str:
    """The results for other programs: every question with its figures, the trend, and the responses in sight."""
    details = asdict(survey_details(reading, survey_id))
    return json.dumps(details, ensure_ascii=False, indent=2, default=str, sort_keys=True)


def _read(path: str, viewer: Viewer, make: Callable[[Reading], bytes], progress: Callable[..., None]) -> bytes:
    progress(0.1, None)
    keep_font_list()
    database = Database.open(Path(path), read_only=True)
    try:
        with database.read(viewer) as reading:
            return make(reading)
    finally:
        database.close()


def set_sheets(reading: Reading, survey_id: str, language: str) -> bytes:
    """The pages to be filled in."""
    details, speak, company = survey_details(reading, survey_id), Speech(language), company_name(reading)
    composer, addressed = Composer(A4), _addressed(reading, details)
    if addressed:
        rights.require(reading.viewer, EXPORT)
    for number, name in addressed or [("", "")]:
        composer.new_sheet(name or details.name)
        _head(composer, details, speak, number, name)
        for place, question in enumerate(details.results, 1):
            _question(composer, place, question, speak)
        _foot(composer, speak)
    return press(composer.sheets, _imprint(details, company, speak, speak.t(N_("Survey"))))


def _addressed(reading: Reading, details: SurveyDetails) -> list[tuple[str, str]]:
    """Number and name of the customers whom the campaign of the survey addresses, as far as the viewer sees them.

    Whoever does not want to be reached by it gets no sheet.
    """
    if details.campaign_id is None:
        return []
    member = CampaignMember
    named: Any = select(Customer.number, Customer.name)
    statement = (
        named.join(member, member.customer_id == Customer.id)
        .where(member.campaign_id == details.campaign_id, member.deleted.is_(False), Customer.deleted.is_(False))
        .where(IS_REFUSED.is_(False))
        .distinct()
        .order_by(Customer.number)
        .limit(_SHEETS_MOST)
    )
    found: Any = rights.seen(Customer, reading.viewer, statement)
    return [(number, name) for number, name in reading.session.execute(found)]


def _head(composer: Composer, details: SurveyDetails, speak: Speech, number: str, name: str) -> None:
    composer.y = TOP + 16
    if number:
        composer.line(MARGIN + TEXT_WIDTH, number, 16, weight=SEMIBOLD, anchor=RIGHT)
    for line in composer.wrapped(details.name, TEXT_WIDTH - (120 if number else 0), 16, SEMIBOLD, 3):
        composer.line(MARGIN, line, 16, weight=SEMIBOLD)
        composer.y += 20
    who = name or speak.t(N_("Customer and contact: {line}"), line="_" * 42)
    composer.line(MARGIN, who, LEAD, colour=PAPER.text if name else PAPER.text_2)
    composer.y += _LINE
    for line in (
        composer.wrapped(details.introduction or "", TEXT_WIDTH, _TEXT, most=12) if details.introduction else ()
    ):
        composer.line(MARGIN, line, _TEXT, colour=PAPER.text_2)
        composer.y += _LINE
    composer.rule(PAPER.text, 0.8)
    composer.y += 8


def _question(composer: Composer, place: int, question: QuestionResult, speak: Speech) -> None:
    """What is asked, and below it what is ticked or written."""
    if composer.room < _QUESTION_ROOM:
        composer.new_sheet()
        composer.y += 10
    composer.y += 10
    for line in composer.wrapped(f"{place}  {question.text}", TEXT_WIDTH, _TEXT, SEMIBOLD):
        composer.line(MARGIN, line, _TEXT, weight=SEMIBOLD)
        composer.y += _LINE
    composer.y += 2
    if question.kind == TEXT:
        _lines(composer, 2)
        return
    if question.kind == CHOICE:
        for number, (name, _count) in enumerate(question.counts, 1):
            _option(composer, f"{number}  {name}")
        return
    ends = (N_("poor"), N_("excellent")) if question.kind == SCORE else (N_("certainly not"), N_("certainly"))
    x, step = MARGIN + 14, 40 if question.kind == SCORE else 32
    for name, _count in question.counts:
        _box(composer, x)
        composer.line(x + 15, name, _TEXT)
        x += step
    composer.y += _LINE
    composer.line(MARGIN + 14, speak.t(ends[0]), NOTE, colour=PAPER.text_3)
    composer.line(x - step + 22, speak.t(ends[1]), NOTE, colour=PAPER.text_3, anchor=RIGHT)
    composer.y += 8


def _option(composer: Composer, said: str) -> None:
    """What may be ticked; the lines of one stay together."""
    lines = composer.wrapped(said, TEXT_WIDTH - 32, _TEXT)
    if composer.room < len(lines) * _LINE:
        composer.new_sheet()
        composer.y += 10
    _box(composer, MARGIN + 14)
    for line in lines:
        composer.line(MARGIN + 32, line, _TEXT)
        composer.y += _LINE
    composer.y += 2


def _box(composer: Composer, x: float) -> None:
    top, low = composer.y - _BOX + 2, composer.y + 2
    corners = [(x, top), (x + _BOX, top), (x + _BOX, low), (x, low), (x, top)]
    composer.page.stroke(corners, PAPER.text_2, 0.7)


def _lines(composer: Composer, count: int) -> None:
    for _ in range(count):
        composer.y += 20
        ends = [(MARGIN + 14, composer.y), (MARGIN + TEXT_WIDTH, composer.y)]
        composer.page.stroke(ends, PALE_LINE, 0.5)
    composer.y += 8


def _foot(composer: Composer, speak: Speech) -> None:
    if composer.room < 60:
        composer.new_sheet()
    composer.y += 44
    composer.page.stroke([(MARGIN, composer.y), (MARGIN + 200, composer.y)], PAPER.text_3, 0.5)
    composer.page.words(MARGIN, composer.y + 12, speak.t(N_("Date and name")), NOTE, PAPER.text_3)


def set_results(reading: Reading, survey_id: str, language: str) -> bytes:
    """The pages of the results: every figure with how many answered it."""
    details, speak, company = survey_details(reading, survey_id), Speech(language), company_name(reading)
    composer = Composer(A4)
    lead = speak.t(
        N_("{count} responses · score {score} of 100 · recommendation {recommend} (of {asked} answers)"),
        count=formats.integer(details.responses),
        score=_figure(details.score, details.responses, speak),
        recommend=_figure(details.recommend, details.recommend_count, speak),
        asked=formats.integer(details.recommend_count),
    )
    composer.open_section(details.name, lead)
    for question in details.results:
        set_table(composer, _table(question, speak))
    if len(details.trend) > 1:
        composer.wide(_chart(details, speak))
        set_table(composer, _trend(details, speak))
    return press(composer.sheets, _imprint(details, company, speak, speak.t(N_("Results of a survey"))))


def _figure(figure: int | None, count: int, speak: Speech) -> str:
    if figure is None:
        return formats.MISSING
    return speak.t(N_("too few")) if count < TOO_FEW else str(figure)


def _table(question: QuestionResult, speak: Speech) -> Table:
    title = continued = question.text
    if question.kind == TEXT:
        rows = tuple((each,) for each in question.said) or ((formats.MISSING,),)
        said = TableColumn(speak.t(N_("In words")), flexible=True, most_lines=_SAID_LINES)
        return Table(title, (said,), rows, continued=continued, title_lines=_TITLE_LINES)
    columns = (
        TableColumn(speak.t(N_("Answer")), flexible=True, strong=True),
        TableColumn(speak.t(N_("Responses")), numeric=True),
        TableColumn(speak.t(N_("Share")), numeric=True),
    )
    rows_of = tuple(
        (name, formats.integer(count), formats.percent(Fraction(count, question.count), 0) if question.count else "")
        for name, count in question.counts
    )
    total: tuple[str, ...] = ()
    if question.mean_e6 is not None:
        mean = formats.decimal(from_e6(question.mean_e6), 1) if question.count >= TOO_FEW else speak.t(N_("too few"))
        total = (speak.t(N_("On average")), formats.integer(question.count), mean)
    return Table(title, columns, rows_of, total, continued=continued, title_lines=_TITLE_LINES)


def _chart(details: SurveyDetails, speak: Speech) -> Chart:
    """Score and, where it was asked for, recommendation over time, without figures of too few."""
    sketch, is_asked = Sketch(TEXT_WIDTH, _CHART, PAPER), bool(details.recommend_count)
    names = [speak.t(N_("Score of 100")), *([speak.t(N_("Recommendation"))] if is_asked else [])]
    labels = [speak.t(N_("Q{quarter} {year}"), quarter=each.quarter, year=each.year) for each in details.trend]
    figures = [
        (
            each.score if each.count >= TOO_FEW else None,
            each.recommend if each.recommend_count >= TOO_FEW else None,
        )
        for each in details.trend
    ]
    draw_lines(sketch, names, labels, figures)
    return Chart("trend", speak.t(N_("How score and recommendation moved")), "", sketch)


def _trend(details: SurveyDetails, speak: Speech) -> Table:
    columns = (
        TableColumn(speak.t(N_("Quarter")), flexible=True, strong=True),
        TableColumn(speak.t(N_("Responses")), numeric=True),
        TableColumn(speak.t(N_("Score")), numeric=True),
        TableColumn(speak.t(N_("Recommendation")), numeric=True),
    )
    rows = tuple(
        (
            speak.t(N_("Q{quarter} {year}"), quarter=each.quarter, year=each.year),
            formats.integer(each.count),
            _figure(each.score, each.count, speak),
            _figure(each.recommend, each.recommend_count, speak),
        )
        for each in details.trend
    )
    title = speak.t(N_("Quarter by quarter"))
    return Table(title, columns, rows, continued=title)


def _imprint(details: SurveyDetails, company: str, speak: Speech, what: str) -> Imprint:
    code = "zh-CN" if speak.language == CHINESE else "en"
    return Imprint(f"{what} · {details.name}", company, what, details.name, code, company)
