"""Surveys and what customers answer to them, entered from paper or from the telephone.

What was asked stays as it is once somebody answered it: another question would make another thing of the answers.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import select

from crm_desktop.core.i18n import Message
from crm_desktop.models import (
    Campaign,
    Contact,
    Customer,
    Survey,
    SurveyAnswer,
    SurveyQuestion,
    SurveyResponse,
    Synced,
    User,
)
from crm_desktop.models.survey import CHOICE, QUESTION_KINDS, RECOMMEND, SCORE, TEXT
from crm_desktop.operations import drafts, ownership, parts, records, subjects
from crm_desktop.operations.references import check_references
from crm_desktop.operations.validation import Problems
from crm_desktop.storage.database import Reading, UnitOfWork

CHANNELS = ("phone", "paper", "email", "in_person", "web")
MOST_QUESTIONS, MOST_OPTIONS = 60, 20
# The lowest and the highest figure of each kind of question; of a choice, the place of the option.
LIMITS = {SCORE: (1, 5), RECOMMEND: (0, 10)}
_SURVEY_POINTS_TO: dict[str, type[Synced]] = {"campaign_id": Campaign, "owner_id": User}
_RESPONSE_POINTS_TO: dict[str, type[Synced]] = {"customer_id": Customer, "contact_id": Contact}


@dataclass(frozen=True)
class QuestionDraft:
    """A question as a form edits it; `options` has an option a line, a weight of None counts as 1."""

    id: str | None = None
    kind: str = SCORE
    text: str = ""
    options: str | None = None
    weight_e6: int | None = None


@dataclass(frozen=True)
class SurveyDraft:
    """A survey as a form edits it."""

    name: str = ""
    introduction: str | None = None
    campaign_id: str | None = None
    owner_id: str | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    questions: tuple[QuestionDraft, ...] = ()


@dataclass(frozen=True)
class AnswerDraft:
    """The answer to one question: a figure, the place of the option, or words."""

    question_id: str
    number: int | None = None
    said: str | None = None


@dataclass(frozen=True)
class ResponseDraft:
    """What one customer answered on a day."""

    survey_id: str = ""
    customer_id: str | None = None
    contact_id: str | None = None
    answered_on: date | None = None
    channel: str | None = None
    note: str | None = None
    answers: tuple[AnswerDraft, ...] = ()


def new_survey(reading: Reading) -> SurveyDraft:
    """The draft a form for a new survey starts with: from today, one's own."""
    return SurveyDraft(owner_id=reading.viewer.user_id or None, starts_on=reading.today)


def survey_draft(reading: Reading, survey_id: str) -> SurveyDraft:
    """What a form edits of a survey."""
    survey = records.find(reading, Survey, survey_id)
    questions = parts.read_parts(reading, SurveyQuestion, {"survey_id": survey.id}, QuestionDraft)
    return drafts.loaded(SurveyDraft, survey, questions=questions)


def create_survey(work: UnitOfWork, draft: SurveyDraft) -> str:
    """Write a survey down; returns its id."""
    ownership.require_at_work(work, draft.owner_id)
    questions = _checked(work, draft)
    values = {**records.values_of(draft), "owner_id": draft.owner_id or work.viewer.user_id or None}
    survey = Survey(id=work.new_id(), created_at=work.now_ms, **values)
    work.session.add(survey)
    parts.add_parts(work, SurveyQuestion, {"survey_id": survey.id}, questions)
    return survey.id


def update_survey(
    work: UnitOfWork, survey_id: str, draft: SurveyDraft, loaded: SurveyDraft | None = None, position: int | None = None
) -> None:
    """Change a survey; questions that were answered keep their kind and their options."""
    survey = records.find_to_change(work, Survey, survey_id)
    before = loaded or survey_draft(work, survey_id)
    questions = _checked(work, draft, survey)
    _keep_answered(work, survey_id, questions)
    records.apply(work, survey, records.values_of(draft), records.values_of(before), position)
    parts.write_parts(work, SurveyQuestion, {"survey_id": survey_id}, questions, before.questions, position)


def delete_surveys(work: UnitOfWork, ids: Iterable[str]) -> int:
    """Delete surveys; what was answered stays and comes back with them. Returns how many."""
    return records.delete(work, Survey, ids)


def new_response(reading: Reading, survey_id: str, **about: Any) -> ResponseDraft:
    """The draft a form for an answered survey starts with; `about` says whose it is."""
    records.find(reading, Survey, survey_id)
    return ResponseDraft(survey_id=survey_id, answered_on=reading.today, channel=CHANNELS[0], **about)


def response_draft(reading: Reading, response_id: str) -> ResponseDraft:
    """What a form edits of a response."""
    response = records.find(reading, SurveyResponse, response_id)
    answers = tuple(AnswerDraft(each.question_id, each.number, each.said) for each in _answers(reading, response_id))
    return drafts.loaded(ResponseDraft, response, answers=answers)


def create_response(work: UnitOfWork, draft: ResponseDraft, response_id: str | None = None) -> str:
    """Write down what a customer answered; returns its id, which an import makes of what it read.

    A response of this id that was deleted comes back.
    """
    records.find(work, Survey, draft.survey_id)
    draft = _of_contact(work, draft)
    _check_response(work, draft)
    values = {**records.values_of(draft), "answered_on": draft.answered_on or work.today}
    values |= {"taken_by_id": work.viewer.user_id or None, "deleted": False}
    response = work.session.get(SurveyResponse, response_id) if response_id else None
    if response is None:
        response = SurveyResponse(id=response_id or work.new_id(), **values)
        work.session.add(response)
    else:
        records.apply(work, response, values)
    _write_answers(work, response.id, draft.answers, ())
    return response.id


def update_response(
    work: UnitOfWork,
    response_id: str,
    draft: ResponseDraft,
    loaded: ResponseDraft | None = None,
    position: int | None = None,
) -> None:
    """Change what was written down of a response."""
    response = records.find_to_change(work, SurveyResponse, response_id)
    before = loaded or response_draft(work, response_id)
    draft = _of_contact(work, draft)
    _check_response(work, draft, response)
    records.apply(work, response, records.values_of(draft), records.values_of(before), position)
    _write_answers(work, response_id, draft.answers, before.answers)


def delete_responses(work: UnitOfWork, ids: Iterable[str]) -> int:
    """Delete responses; returns how many."""
    return records.delete(work, SurveyResponse, ids)


def options_of(question: Any) -> tuple[str, ...]:
    """What can be chosen of a question."""
    return tuple(line.strip() for line in (question.options or "").splitlines() if line.strip())


def limits_of(question: Any) -> tuple[int, int]:
    """The lowest and the highest figure that answers a question."""
    return LIMITS.get(question.kind) or (1, len(options_of(question)))


def _checked(work: UnitOfWork, draft: SurveyDraft, current: Survey | None = None) -> tuple[QuestionDraft, ...]:
    problems = Problems()
    problems.require("name", draft.name, Message("Give the survey a name."))
    if draft.starts_on and draft.ends_on and draft.ends_on < draft.starts_on:
        problems.add("ends_on", Message("It ends before it begins. Choose a later end."))
    check_references(work, problems, draft, _SURVEY_POINTS_TO, current)
    if not draft.questions:
        problems.add("questions", Message("A survey asks something. Add a question."))
    if len(draft.questions) > MOST_QUESTIONS:
        problems.add("questions", Message("Nobody answers more than {most} questions.", most=MOST_QUESTIONS))
    for number, question in enumerate(draft.questions, 1):
        _check_question(problems, number, question)
    problems.refuse()
    return draft.questions


def _check_question(problems: Problems, number: int, question: QuestionDraft) -> None:
    if question.kind not in QUESTION_KINDS:
        problems.add("questions", Message("Question {number}: choose how it is answered.", number=number))
    if not question.text.strip():
        problems.add("questions", Message("Question {number}: write what is asked.", number=number))
    options = options_of(question)
    if question.kind == CHOICE and not 2 <= len(options) <= MOST_OPTIONS:
        said = Message("Question {number}: give 2 to {most} options, a line each.", number=number, most=MOST_OPTIONS)
        problems.add("questions", said)
    if len(set(options)) < len(options):
        problems.add("questions", Message("Question {number}: an option is there twice.", number=number))
    if question.weight_e6 is not None and not 0 <= question.weight_e6 <= 100_000_000:
        problems.add("questions", Message("Question {number}: the weight must lie between 0 and 100.", number=number))


def _keep_answered(work: UnitOfWork, survey_id: str, questions: Sequence[QuestionDraft]) -> None:
    problems = Problems()
    wanted = {each.id: each for each in questions}
    for known in parts.living_parts(work, SurveyQuestion, {"survey_id": survey_id}):
        after = wanted.get(known.id)
        is_same = after is not None and after.kind == known.kind and options_of(after) == options_of(known)
        if not is_same and _is_answered(work, known.id):
            said = Message("“{question}” was answered already. Leave it and add another one.", question=known.text)
            problems.add("questions", said)
    problems.refuse()


def _is_answered(work: UnitOfWork, question_id: str) -> bool:
    rows = work.plain(
        "SELECT 1 FROM survey_answer a JOIN survey_response r ON r.id = a.response_id"
        " WHERE a.question_id = ? AND a.deleted = 0 AND r.deleted = 0 LIMIT 1",
        (question_id,),
    )
    return bool(rows)


def _of_contact(work: UnitOfWork, draft: ResponseDraft) -> ResponseDraft:
    """Without a customer, the answers are of the only one of the contact."""
    return replace(draft, customer_id=draft.customer_id or subjects.customer_of(work, draft))


def _check_response(work: UnitOfWork, draft: ResponseDraft, current: SurveyResponse | None = None) -> None:
    problems = Problems()
    problems.not_after("answered_on", draft.answered_on, work.today)
    if draft.channel is not None:
        problems.one_of("channel", draft.channel, CHANNELS)
    check_references(work, problems, draft, _RESPONSE_POINTS_TO, current)
    if not draft.customer_id:
        problems.add("customer_id", Message("Choose which customer answered."))
    asked = {each.id: each for each in parts.living_parts(work, SurveyQuestion, {"survey_id": draft.survey_id})}
    if not any(each.number is not None or (each.said or "").strip() for each in draft.answers):
        problems.add("answers", Message("Write down at least one answer."))
    for number, question in enumerate(asked.values(), 1):
        for answer in draft.answers:
            if answer.question_id == question.id and answer.number is not None:
                _check_number(problems, number, question, answer.number)
    if {each.question_id for each in draft.answers} - asked.keys():
        problems.add("answers", Message("The survey was changed meanwhile. Open the form again."))
    problems.refuse()


def _check_number(problems: Problems, number: int, question: SurveyQuestion, given: int) -> None:
    low, high = limits_of(question)
    if question.kind == TEXT or not low <= given <= high:
        problems.add(
            "answers",
            Message("Question {number}: give a figure from {low} to {high}.", number=number, low=low, high=high),
        )


def _write_answers(
    work: UnitOfWork, response_id: str, answers: Sequence[AnswerDraft], before: Sequence[AnswerDraft]
) -> None:
    """Make these the answers; what was said to a choice is the option's own words."""
    known = {each.question_id: each for each in _answers(work, response_id)}
    was = {each.question_id: each for each in before}
    for draft in answers:
        if was.get(draft.question_id) == draft:
            continue
        said = (draft.said or "").strip() or None
        question = work.session.get_one(SurveyQuestion, draft.question_id)
        if question.kind == CHOICE:
            said = options_of(question)[draft.number - 1] if draft.number else None
        is_empty = draft.number is None and said is None
        answer_id = SurveyAnswer.id_of(response_id, draft.question_id)
        row = known.get(draft.question_id) or work.session.get(SurveyAnswer, answer_id)
        if row is not None:
            records.apply(work, row, {"number": draft.number, "said": said, "deleted": is_empty})
        elif not is_empty:
            ids = {"id": answer_id, "response_id": response_id, "question_id": draft.question_id}
            work.session.add(SurveyAnswer(**ids, number=draft.number, said=said))


def _answers(reading: Reading, response_id: str) -> list[SurveyAnswer]:
    of = SurveyAnswer
    return list(reading.session.scalars(select(of).where(of.response_id == response_id, of.deleted.is_(False))))
