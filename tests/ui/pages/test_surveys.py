"""The page of surveys: answers are brought from a spreadsheet, once, and a wrong line is said."""

from datetime import date
from pathlib import Path

from crm_desktop.operations.survey import QuestionDraft, SurveyDraft, create_survey
from crm_desktop.queries.survey import ResponseView
from crm_desktop.ui.actions import faults
from crm_desktop.ui.details.survey import answers_group
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


def test_each_score_of_a_customer_tells_how_it_moved(office: Office) -> None:
    def answered(number: int, score: int | None, survey: str = "s") -> ResponseView:
        day = date(2026, number, 1)
        return ResponseView(str(number), survey, "Content?", "c", "Haverton", None, None, day, "phone", score)

    listed = [answered(9, 60), answered(8, 90, "other"), answered(7, None), answered(6, 75), answered(5, 75)]
    (group,) = answers_group(listed, office.context)
    told = [line.right for line in group.lines]
    assert told == ["60 of 100 ▼ 15", "90 of 100", "—", "75 of 100 = 0", "75 of 100"]
