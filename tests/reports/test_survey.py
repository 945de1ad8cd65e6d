"""Surveys on paper: who gets a sheet, and who may print them."""

from dataclasses import replace

import pypdfium2
import pytest

from crm_desktop.core.errors import NotAllowed
from crm_desktop.models import Customer
from crm_desktop.models.insight import BY_POST, RUNNING
from crm_desktop.operations.campaign import create_campaign, new_campaign
from crm_desktop.operations.campaign_member import add_members
from crm_desktop.operations.opt_out import opt_out
from crm_desktop.operations.survey import QuestionDraft, SurveyDraft, create_survey
from crm_desktop.reports.survey import set_sheets
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
