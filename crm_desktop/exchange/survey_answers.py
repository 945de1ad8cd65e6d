"""Answers to a survey from a spreadsheet: a row for each customer, a column for each question.

Columns are named by the question or by its number; besides them customer (number or name), date, channel and note.
All rows come in as one step, or none: what is wrong is said with its line. The id of a response follows from what the
file says of it, so that a file that is read twice brings nothing twice.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from crm_desktop.core.errors import Invalid, Problem, UserError
from crm_desktop.core.i18n import Message, tr_message
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
    with open_table(path, has_header=True, known_titles=titles) as table:
        places = _places(table, questions)
        drafts = [(line, _draft(work, survey_id, questions, places, line, row)) for line, row in table.rows()]
    same, known = Counter[tuple[str, ...]](), 0
    for line, (draft, is_dated) in drafts:
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
            raise _at(line, "; ".join(tr_message(each) for each in error.fields.values())) from error
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
    work: UnitOfWork,
    survey_id: str,
    questions: tuple[QuestionDraft, ...],
    places: dict[str, int],
    line: int,
    row: list[Cell],
) -> tuple[ResponseDraft, bool]:
    """What a row says, and whether it says of which day."""

    def cell(name: str) -> Any:
        value = row[places[name]] if name in places else None
        return value.strip() or None if isinstance(value, str) else value

    try:
        customer_id = rights.record_numbered(work, Customer, str(cell("customer") or ""))
        day: date = parse_date(cell("answered_on"), today=work.today) if cell("answered_on") else work.today
    except (Problem, BadValue) as error:
        raise _at(line, tr_message(error.message)) from error
    channel = str(cell("channel") or "paper").casefold()
    note = cell("note")
    draft = ResponseDraft(
        survey_id,
        customer_id,
        answered_on=day,
        channel=channel if channel in CHANNELS else None,
        note=None if note is None else str(note),
        answers=tuple(_answers(questions, cell, line)),
    )
    return draft, bool(cell("answered_on"))


def _answers(questions: tuple[QuestionDraft, ...], cell: Any, line: int) -> Iterator[AnswerDraft]:
    for question in questions:
        value = cell(question.id or "")
        if value is None:
            continue
        if question.kind == TEXT:
            yield AnswerDraft(question.id or "", None, str(value))
            continue
        options = options_of(question) if question.kind == CHOICE else ()
        written = str(value)
        if written in options:
            yield AnswerDraft(question.id or "", options.index(written) + 1)
        elif written.isdigit():
            yield AnswerDraft(question.id or "", int(written))
        else:
            raise _at(
                line,
                tr_message(Message("“{value}” does not answer “{question}”.", value=written, question=question.text)),
            )


def _at(line: int, said: str) -> UserError:
    return UserError(Message("Line {line}: {problem}", line=line, problem=said))
