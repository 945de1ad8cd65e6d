"""The page of surveys: answers are brought from a spreadsheet, once, and a wrong line is said."""

from pathlib import Path

from crm_desktop.operations.survey import QuestionDraft, SurveyDraft, create_survey
from crm_desktop.ui.actions import faults
from crm_desktop.ui.pages.surveys import SurveysPage
from tests.builders import a_customer
from tests.ui.pages.office import Office


def test_every_command_has_its_own_key_and_help(office: Office) -> None:
    assert faults([office.open_page(SurveysPage).actions_set.actions]) == []


def test_answers_come_from_a_spreadsheet_once(office: Office, tmp_path: Path) -> None:
    with office.company.write() as work:
        a_customer(work, "Haverton")
        create_survey(work, SurveyDraft("Visits", questions=(QuestionDraft(text="How was it?"),)))
    page, file = office.open_page(SurveysPage), tmp_path / "answers.csv"
    file.write_text("customer,date,1\nHaverton,2026-11-02,5\n", encoding="utf-8")
    page.import_file(file)
    page.import_file(file)
    assert [row.responses for row in office.rows(page)] == [1]
    assert office.notebook.said[-1] == "0 responses came in · 1 was there already"
    file.write_text("customer,date,1\nHaverton,2026-11-03,9\n", encoding="utf-8")
    page.import_file(file)
    assert "Line 2" in office.notebook.refused[-1]
    assert [row.responses for row in office.rows(page)] == [1]
