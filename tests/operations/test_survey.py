"""Surveys: what may be asked, what counts as an answer, and what the answers come to."""

from dataclasses import replace
from datetime import timedelta

import pytest

from crm_desktop.core.errors import Invalid
from crm_desktop.models.survey import CHOICE, RECOMMEND, SCORE, TEXT
from crm_desktop.operations.survey import (
    AnswerDraft,
    QuestionDraft,
    ResponseDraft,
    SurveyDraft,
    create_response,
    create_survey,
    delete_responses,
    new_response,
    response_draft,
    survey_draft,
    update_response,
    update_survey,
)
from crm_desktop.operations.undo_step import undo
from crm_desktop.queries.customer_details import customer_details
from crm_desktop.queries.survey import SurveyDetails, survey_details
from crm_desktop.queries.timeline import timeline
from crm_desktop.storage.database import UnitOfWork
from tests.builders import a_contact, a_customer
from tests.company import Company

ASKED = (
    QuestionDraft(None, SCORE, "Quality", None, 3_000_000),
    QuestionDraft(None, RECOMMEND, "Would you recommend us?", None, 1_000_000),
    QuestionDraft(None, CHOICE, "What matters most?", "Quality\nPrice"),
    QuestionDraft(None, TEXT, "What could be better?"),
)


@pytest.fixture
def survey(company: Company) -> str:
    with company.write() as work:
        return create_survey(work, SurveyDraft("How are we doing?", questions=ASKED))


def answered(work: UnitOfWork, survey_id: str, customer_id: str, *given: int | str | None) -> str:
    questions = survey_draft(work, survey_id).questions
    answers = tuple(
        AnswerDraft(question.id or "", *((None, each) if isinstance(each, str) else (each, None)))
        for question, each in zip(questions, given, strict=False)
    )
    return create_response(work, replace(new_response(work, survey_id, customer_id=customer_id), answers=answers))


def details(company: Company, survey_id: str) -> SurveyDetails:
    with company.read() as reading:
        return survey_details(reading, survey_id)


def test_a_score_is_the_weighted_mean_and_every_figure_has_its_count(company: Company, survey: str) -> None:
    with company.write() as work:
        # 5 of 5 three times as heavy as 5 of 10: (3 × 1 + 0.5) ÷ 4.
        answered(work, survey, a_customer(work), 5, 5, 1, "More colours")
    found = details(company, survey)
    assert (found.responses, found.score) == (1, 88)
    assert (found.recommend, found.recommend_count) == (-100, 1)
    assert [(each.count, each.mean_e6) for each in found.results[:2]] == [(1, 5_000_000), (1, 5_000_000)]
    assert found.results[2].counts == (("Quality", 1), ("Price", 0))
    assert found.results[3].said == ("More colours",)
    trend = [(each.count, each.score, each.recommend_count, each.recommend) for each in found.trend]
    assert trend == [(1, 88, 1, -100)]


def test_recommendation_is_the_share_of_friends_less_that_of_critics(company: Company, survey: str) -> None:
    with company.write() as work:
        for number, given in enumerate((10, 9, 9, 8, 3)):
            answered(work, survey, a_customer(work, f"Customer {number}"), None, given)
    found = details(company, survey)
    assert (found.recommend, found.recommend_count) == (40, 5)


def test_the_customer_shows_what_it_answered_and_how_that_moved(company: Company, survey: str) -> None:
    with company.write() as work:
        customer = a_customer(work)
        contact = a_contact(work, "Dana Holt", customer)
        first = answered(work, survey, customer, 3)
        draft = replace(response_draft(work, first), answered_on=work.today - timedelta(days=90), contact_id=contact)
        update_response(work, first, draft)
        answered(work, survey, customer, 5)
    with company.read() as reading:
        assert [each.score for each in customer_details(reading, customer).answered] == [100, 50]
        said = [item for item in timeline(reading, customer_id=customer).items if item.kind == "answered"]
        assert [item.title for item in said] == ["How are we doing?"] * 2
        assert [item.kind for item in timeline(reading, contact_id=contact).items] == ["answered"]
        assert len(timeline(reading, survey_id=survey).items) == 2


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        (SurveyDraft("", questions=ASKED), "name"),
        (SurveyDraft("Empty"), "questions"),
        (SurveyDraft("One option", questions=(QuestionDraft(None, CHOICE, "Which?", "Only this"),)), "questions"),
        (SurveyDraft("Nothing asked", questions=(QuestionDraft(None, SCORE, " "),)), "questions"),
        (SurveyDraft("Too heavy", questions=(QuestionDraft(None, SCORE, "Well?", None, -1),)), "questions"),
    ],
)
def test_what_cannot_be_asked_is_refused(company: Company, draft: SurveyDraft, field: str) -> None:
    with company.write() as work, pytest.raises(Invalid) as refused:
        create_survey(work, draft)
    assert field in refused.value.fields


def test_a_survey_does_not_end_before_it_begins(company: Company) -> None:
    today = company.database.today()
    draft = SurveyDraft("Backwards", starts_on=today, ends_on=today - timedelta(days=1), questions=ASKED)
    with company.write() as work, pytest.raises(Invalid) as refused:
        create_survey(work, draft)
    assert "ends_on" in refused.value.fields


@pytest.mark.parametrize("given", [(6,), (0,), (None, 11), (None, None, 3), (None, None, None, 4), (None,)])
def test_an_answer_beyond_the_question_is_refused(company: Company, survey: str, given: tuple[int | None, ...]) -> None:
    with company.write() as work, pytest.raises(Invalid) as refused:
        answered(work, survey, a_customer(work), *given)
    assert "answers" in refused.value.fields


def test_a_response_is_some_customers_and_not_of_tomorrow(company: Company, survey: str) -> None:
    tomorrow = company.database.today() + timedelta(days=1)
    draft = ResponseDraft(survey, answered_on=tomorrow, answers=(AnswerDraft("?", 1),))
    with company.write() as work, pytest.raises(Invalid) as refused:
        create_response(work, draft)
    assert {"customer_id", "answered_on", "answers"} <= refused.value.fields.keys()


def test_what_was_answered_is_asked_as_it_was(company: Company, survey: str) -> None:
    with company.write() as work:
        answered(work, survey, a_customer(work), 4)
    with company.write() as work:
        draft = survey_draft(work, survey)
        reworded = (replace(draft.questions[0], text="The quality"), *draft.questions[1:3])
        update_survey(work, survey, replace(draft, questions=reworded), draft)
    assert len(details(company, survey).results) == 3
    with company.read() as reading:
        draft = survey_draft(reading, survey)
    with company.write() as work, pytest.raises(Invalid, match="answered already"):
        update_survey(work, survey, replace(draft, questions=draft.questions[1:]), draft)


def test_answers_are_changed_taken_back_and_undone(company: Company, survey: str) -> None:
    with company.write() as work:
        response = answered(work, survey, a_customer(work), 4, 9, 2, "Faster")
    with company.write() as work:
        draft = response_draft(work, response)
        emptied = tuple(AnswerDraft(each.question_id, 2 if each.number == 4 else None) for each in draft.answers)
        update_response(work, response, replace(draft, answers=emptied), draft)
    found = details(company, survey)
    assert (found.score, found.recommend_count, found.results[3].said) == (25, 0, ())
    with company.write() as work:
        undo(work)
    assert details(company, survey).results[2].counts == (("Quality", 0), ("Price", 1))
    with company.write() as work:
        delete_responses(work, [response])
    assert details(company, survey).responses == 0
