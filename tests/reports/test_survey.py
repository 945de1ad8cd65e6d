"""Surveys on paper: who gets a sheet, and who may print them."""

from dataclasses import replace

import pypdfium2
import pytest

from crm_desktop.core.errors import NotAllowed
from crm_desktop.models import Customer
from crm_desktop.models.insight import BY_POST, RUNNING
from crm_desktop.models.survey import CHOICE, TEXT
from crm_desktop.operations.campaign import create_campaign, new_campaign
from crm_desktop.operations.campaign_member import add_members
from crm_desktop.operations.opt_out import opt_out
from crm_desktop.operations.survey import (
    AnswerDraft,
    QuestionDraft,
    SurveyDraft,
    create_response,
    create_survey,
    new_response,
    survey_draft,
)
from crm_desktop.reports.survey import set_results, set_sheets
from tests.builders import a_customer
from tests.company import Company


@pytest.fixture
def survey(company: Company) -> str:
    """One of a campaign with two customers, of whom one wants no letters any more."""
    with company.write() as work:
        campaign = create_campaign(work, new_campaign(work, name="Fair", channel=BY_POST, status=RUNNING))
        ids = [a_customer(work, name, address="1 Elm Street") for name in ("Amber", "Birch")]
        work.session.flush()
        add_members(work, campaign, "customer", ids)
        opt_out(work, Customer, ids[1], BY_POST)
        questions = (QuestionDraft(text="How was it?"),)
        return create_survey(work, SurveyDraft("After the fair", campaign_id=campaign, questions=questions))


def test_whoever_refuses_to_be_reached_gets_no_sheet(company: Company, survey: str) -> None:
    with company.read() as reading:
        document = pypdfium2.PdfDocument(set_sheets(reading, survey, "en"))
    (text,) = (page.get_textpage().get_text_bounded() for page in document)
    document.close()
    assert "Amber" in text


def test_sheets_with_names_need_the_right_to_hand_data_out(company: Company, survey: str) -> None:
    without = replace(company, viewer=replace(company.viewer, rights=frozenset()))
    with without.read() as reading, pytest.raises(NotAllowed):
        set_sheets(reading, survey, "en")


def test_overfull_sheets_and_results_stay_on_the_paper_and_say_everything(company: Company) -> None:
    options = "\n".join(f"Option {number} {'with many words ' * 7}" for number in range(1, 10))
    said = "They liked the probe. " * 30 + "THE END"
    with company.write() as work:
        questions = tuple(QuestionDraft(kind=CHOICE, text=f"Which {each}?", options=options) for each in range(5))
        words = QuestionDraft(kind=TEXT, text="Why " + "so " * 60 + "LATE?")
        survey = create_survey(work, SurveyDraft("Fair " * 30, questions=(*questions, words)))
        asked = survey_draft(work, survey).questions[-1].id or ""
        create_response(
            work,
            replace(new_response(work, survey), customer_id=a_customer(work), answers=(AnswerDraft(asked, said=said),)),
        )
    with company.read() as reading:
        for pdf in (set_sheets(reading, survey, "en"), set_results(reading, survey, "en")):
            assert "LATE?" in on_the_paper(pdf)
        assert "THE END" in on_the_paper(set_results(reading, survey, "en"))


def on_the_paper(pdf: bytes) -> str:
    """The words of all pages; all of them within the margins."""
    document, texts = pypdfium2.PdfDocument(pdf), list[str]()
    for page in document:
        text, (width, _height) = page.get_textpage(), page.get_size()
        places = [text.get_charbox(at) for at in range(text.count_chars())]
        assert max(right for _left, _low, right, _top in places) < width - 30
        assert min(low for _left, low, _right, _top in places) > 20
        texts.append(text.get_text_bounded())
    document.close()
    return "\n".join(texts)
