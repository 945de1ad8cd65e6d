"""Answers to a survey from a spreadsheet: a row for each customer, a column for each question.

Columns are named by the question or by its number; besides them customer (number or name), date, channel and note.
All rows come in as one step, or none: whatever is wrong is said with its line. The id of a response follows from what
the file says of it, so that a file that is read twice brings nothing twice.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from operator import itemgetter
from pathlib import Path
from typing import Any

from crm_desktop.core.errors import Invalid, Problem, UserError
from crm_desktop.core.i18n import N_, Message, tr, tr_message, trn
from crm_desktop.core.ids import derived_id
from crm_desktop.core.viewer import IMPORT
from crm_desktop.exchange.bad_value import BadValue
from crm_desktop.exchange.cell import Cell
from crm_desktop.exchange.dates import parse_date
from crm_desktop.exchange.table import Table, open_table
from crm_desktop.models import Customer
from crm_desktop.models.survey import CHOICE, TEXT, SurveyResponse
from crm_desktop.operations.survey import (
    CHANNELS,
    AnswerDraft,
    QuestionDraft,
    ResponseDraft,
    create_response,
    options_of,
    survey_draft,
)
from crm_desktop.queries import rights
from crm_desktop.storage.database import UnitOfWork

_NAMES = {
    "customer": ("customer", "customer number", "客户", "客户编号", "客户名称"),
    "answered_on": ("date", "answered", "day", "日期", "答复日期", "填写日期"),
    "channel": ("channel", "渠道", "方式"),
    "note": ("note", "备注"),
}
_AT_LINE = N_("Line {line}: {problem}")
# How many problems one sentence tells.
_TOLD = 3


class WrongLines(UserError):
    """What is wrong with a file, with the line of each problem; its message tells the first of them."""

    def __init__(self, lines: Sequence[tuple[int, Message]]) -> None:
        super().__init__(Message("{text}", text=" ".join(self._told(lines))))
        self.lines = tuple(lines)
        self.args = (self.lines,)

    @staticmethod
    def _told(lines: Sequence[tuple[int, Message]]) -> Iterator[str]:
        for line, problem in lines[:_TOLD]:
            yield tr(_AT_LINE, line=line, problem=tr_message(problem))
        if (more := len(lines) - _TOLD) > 0:
            yield trn("And {count} more is wrong.", "And {count} more are wrong.", more)


class _WrongRow(Exception):
    """What is wrong with a row."""

    def __init__(self, problems: list[Message]) -> None:
        super().__init__(problems)
        self.problems = problems


@dataclass(frozen=True)
class BroughtIn:
    """How many responses of a file came in, and how many were there already."""

    new: int
    known: int


def import_answers(work: UnitOfWork, survey_id: str, path: Path) -> BroughtIn:
    """Write down what a file holds, once. The actor may bring data in."""
    rights.require(work.viewer, IMPORT)
    questions = survey_draft(work, survey_id).questions
    titles = frozenset(name for names in _NAMES.values() for name in names)
    drafts, wrong = [], []
    with open_table(path, has_header=True, known_titles=titles) as table:
        places = _places(table, questions)
        for line, row in table.rows():
            try:
                drafts.append((line, *_draft(work, survey_id, questions, places, row)))
            except _WrongRow as error:
                wrong += [(line, each) for each in error.problems]
    same, known = Counter[tuple[str, ...]](), 0
    for line, draft, is_dated in drafts:
        told = _told(draft, is_dated=is_dated)
        response_id = derived_id("survey_response", *told, str(same[told]))
        same[told] += 1
        response = work.session.get(SurveyResponse, response_id)
        if response is not None and not response.deleted:
            known += 1
            continue
        try:
            create_response(work, draft, response_id)
        except Invalid as error:
            wrong += [(line, each) for each in error.fields.values()]
    if wrong:
        raise WrongLines(sorted(wrong, key=itemgetter(0)))
    return BroughtIn(len(drafts) - known, known)


def _told(draft: ResponseDraft, *, is_dated: bool) -> tuple[str, ...]:
    """What makes a row the same as one read before: whose it is, its day, if it says so, and what it answers.

    Two people of one customer may answer on one day, in two files: whoever answers otherwise is somebody else.
    """
    day = str(draft.answered_on) if is_dated else ""
    answers = (f"{each.question_id}={each.number}={each.said or ''}" for each in draft.answers)
    return draft.survey_id, draft.customer_id or "", day, *answers


def _places(table: Table, questions: tuple[QuestionDraft, ...]) -> dict[str, int]:
    """Where each field and each question stands."""
    found: dict[str, int] = {}
    for place, title in enumerate(table.columns):
        said = " ".join(str(title).split()).casefold()
        for name, names in _NAMES.items():
            if said in names:
                found.setdefault(name, place)
        for number, question in enumerate(questions, 1):
            if said in (str(number), f"q{number}", " ".join(question.text.split()).casefold()):
                found.setdefault(question.id or "", place)
    if "customer" not in found:
        raise UserError(Message("The file has no column “customer” with numbers or names of customers."))
    if not any(question.id in found for question in questions):
        raise UserError(Message("No column of the file is called like a question, or by its number."))
    return found


def _draft(
    work: UnitOfWork, survey_id: str, questions: tuple[QuestionDraft, ...], places: dict[str, int], row: list[Cell]
) -> tuple[ResponseDraft, bool]:
    """What a row says, and whether it says of which day; refused with all that is wrong with it."""
    problems: list[Message] = []

    def cell(name: str) -> Any:
        value = row[places[name]] if name in places else None
        return value.strip() or None if isinstance(value, str) else value

    def understood(read: Callable[[], Any]) -> Any:
        try:
            return read()
        except (Problem, BadValue) as error:
            problems.append(error.message)
            return None

    customer_id = understood(lambda: rights.record_numbered(work, Customer, str(cell("customer") or "")))
    said_on, note = cell("answered_on"), cell("note")
    day: date | None = understood(lambda: parse_date(said_on, today=work.today)) if said_on else work.today
    given = ((question, cell(question.id or "")) for question in questions)
    answers = [understood(partial(_answer, question, value)) for question, value in given if value is not None]
    if problems:
        raise _WrongRow(problems)
    channel = str(cell("channel") or "paper").casefold()
    draft = ResponseDraft(
        survey_id,
        customer_id,
        answered_on=day,
        channel=channel if channel in CHANNELS else None,
        note=None if note is None else str(note),
        answers=tuple(answers),
    )
    return draft, bool(said_on)


def _answer(question: QuestionDraft, value: Any) -> AnswerDraft:
    if question.kind == TEXT:
        return AnswerDraft(question.id or "", None, str(value))
    options = options_of(question) if question.kind == CHOICE else ()
    written = str(value)
    if written in options:
        return AnswerDraft(question.id or "", options.index(written) + 1)
    if written.isdigit():
        return AnswerDraft(question.id or "", int(written))
    raise UserError(Message("“{value}” does not answer “{question}”.", value=written, question=question.text))
