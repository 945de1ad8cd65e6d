"""Answers to a survey from spreadsheets: each response once, and none of them lost."""

from pathlib import Path

import pytest

from crm_desktop.exchange.survey_answers import BroughtIn, import_answers
from crm_desktop.operations.survey import QuestionDraft, SurveyDraft, create_survey, delete_responses, response_draft
from crm_desktop.operations.undo_step import undo
from crm_desktop.queries.survey import survey_details
from tests.builders import a_customer
from tests.company import Company


@pytest.fixture
def survey(company: Company) -> str:
    with company.write() as work:
        a_customer(work, "Haverton")
        return create_survey(work, SurveyDraft("How we did", questions=(QuestionDraft(text="How was it?"),)))


def brought(company: Company, survey: str, folder: Path, *rows: str) -> BroughtIn:
    file = folder / "answers.csv"
    file.write_text("\n".join(["customer,date,1", *rows, ""]), encoding="utf-8")
    with company.write("Import answers") as work:
        return import_answers(work, survey, file)


def said(company: Company, survey: str) -> list[list[int | None]]:
    """The figures of each response there is."""
    with company.read() as reading:
        details = survey_details(reading, survey)
        drafts = [response_draft(reading, each.id) for each in details.latest]
        assert details.responses == len(drafts)
        return sorted([each.number for each in draft.answers] for draft in drafts)


def test_what_was_undone_or_deleted_comes_back_when_its_file_is_read_again(
    company: Company, survey: str, tmp_path: Path
) -> None:
    row = "Haverton,2026-11-20,4"
    assert brought(company, survey, tmp_path, row) == BroughtIn(1, 0)
    with company.write("Undo") as work:
        undo(work)
    assert said(company, survey) == []
    assert brought(company, survey, tmp_path, row) == BroughtIn(1, 0)
    assert said(company, survey) == [[4]]
    with company.write("Delete") as work:
        delete_responses(work, [each for (each,) in work.plain("SELECT id FROM survey_response")])
    assert brought(company, survey, tmp_path, row) == BroughtIn(1, 0)
    assert said(company, survey) == [[4]]
    assert brought(company, survey, tmp_path, row) == BroughtIn(0, 1)


def test_who_answers_otherwise_on_the_same_day_is_somebody_else(company: Company, survey: str, tmp_path: Path) -> None:
    assert brought(company, survey, tmp_path, "Haverton,2026-11-20,4") == BroughtIn(1, 0)
    assert brought(company, survey, tmp_path, "Haverton,2026-11-20,2", "Haverton,2026-11-20,4") == BroughtIn(1, 1)
    assert said(company, survey) == [[2], [4]]
