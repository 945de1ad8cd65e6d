"""A campaign on paper: call lists by caller, letters with fields, labels; set twice they are the same."""

from collections.abc import Iterator
from datetime import date
from io import BytesIO

import pypdfium2
import pytest

from crm_desktop.core.errors import UserError
from crm_desktop.models import Customer
from crm_desktop.models.insight import BY_POST, RUNNING
from crm_desktop.operations.campaign import create_campaign, new_campaign, write_letter
from crm_desktop.operations.campaign_member import add_members
from crm_desktop.operations.opt_out import opt_out
from crm_desktop.reports.campaign import print_campaign
from crm_desktop.reports.campaign_request import CALL_LIST, LABELS, LETTERS, CampaignPrint, PrintedCampaign
from crm_desktop.reports.style import A4
from tests.builders import a_contact, a_customer
from tests.company import Company

DAY = date(2026, 11, 21)


@pytest.fixture
def campaign(company: Company) -> str:
    """Letters to three: Cedar wants none any more, Dune has no address."""
    with company.write() as work:
        made = create_campaign(work, new_campaign(work, name="Spring offer", channel=BY_POST, status=RUNNING))
        amber = a_customer(work, "Amber Ltd", address="12 Harbour Street", city="Leeds", postcode="LS1", phone="0101")
        birch = a_customer(
            work, "白桦科技", address="淮海路 8 号", province="上海", city="上海", district="黄浦区", postcode="200001"
        )
        cedar = a_customer(work, "Cedar", address="1 High Street")
        dune = a_customer(work, "Dune")
        a_contact(work, "Dana Holt", amber, salutation="Dr")
        a_contact(work, "林悦", birch, salutation="女士")
        work.session.flush()
        add_members(work, made, "customer", [amber, birch, cedar, dune], with_unreachable=True)
        write_letter(
            work, made, "Dear {salutation} {contact},\n\nplease visit us. {company} is welcome.\n{sender}, {today}"
        )
        opt_out(work, Customer, cedar, BY_POST)
    return made


def printed(company: Company, campaign: str, what: str, language: str = "en", **more: object) -> PrintedCampaign:
    wanted = CampaignPrint(campaign, what, language, DAY, **more)  # type: ignore[arg-type]  # given by the test
    return print_campaign(str(company.database.path), company.viewer, wanted)


def pages(made: PrintedCampaign) -> Iterator[str]:
    document = pypdfium2.PdfDocument(BytesIO(made.pdf))
    return (document[at].get_textpage().get_text_range() for at in range(len(document)))


def test_a_letter_goes_to_each_member_with_its_fields_filled(company: Company, campaign: str) -> None:
    made = printed(company, campaign, LETTERS)
    assert (made.printed, made.refused, made.without_address) == (2, 1, 1)
    first, second = pages(made)
    for words in ("Amber Ltd", "Dr Dana Holt", "12 Harbour Street", "LS1 Leeds", "Dear Dr Dana Holt,", "21 Nov 2026"):
        assert words in first
    assert "East Sales, 21 Nov 2026" in first
    assert "白桦科技 is welcome." in second
    assert "1 / 2" not in first


def test_a_chinese_address_goes_from_the_large_to_the_small(company: Company, campaign: str) -> None:
    second = list(pages(printed(company, campaign, LETTERS, "zh_CN")))[1]
    lines = [line.strip() for line in second.splitlines()]
    at = lines.index("200001")
    assert lines[at + 1 : at + 4] == ["上海黄浦区淮海路 8 号", "白桦科技", "林悦女士 收"]


def test_the_address_lies_in_the_window_of_the_envelope(company: Company, campaign: str) -> None:
    page = pypdfium2.PdfDocument(BytesIO(printed(company, campaign, LETTERS).pdf))[0]
    text = page.get_textpage()
    found = text.search("12 Harbour Street").get_next()
    assert found is not None
    left, _bottom, _right, top = text.get_charbox(found[0])
    millimetres = 72 / 25.4
    assert 20 < left / millimetres < 105
    assert 45 < (page.get_height() - top) / millimetres < 90


@pytest.mark.parametrize("what", [CALL_LIST, LETTERS, LABELS])
@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_the_same_pages_have_the_same_bytes(company: Company, campaign: str, what: str, language: str) -> None:
    first, second = printed(company, campaign, what, language), printed(company, campaign, what, language)
    assert first.pdf == second.pdf


def test_a_call_list_leaves_out_who_refuses_and_tells_numbers(company: Company, campaign: str) -> None:
    (page,) = pages(printed(company, campaign, CALL_LIST))
    assert "Call list: Spring offer" in page
    assert "0101" in page
    assert "Cedar" not in page
    assert "Ada Lin · 3 calls" in page.replace("•", "·")


def test_labels_hold_the_addresses_of_all_who_have_one(company: Company, campaign: str) -> None:
    (page,) = pages(printed(company, campaign, LABELS))
    assert "Amber Ltd" in page
    assert "Dune" not in page


def test_labels_stand_three_beside_each_other_and_eight_below(company: Company, campaign: str) -> None:
    with company.write() as work:
        ids = [a_customer(work, f"Label {number:02}", address="1 Long Road") for number in range(30)]
        work.session.flush()
        add_members(work, campaign, "customer", ids)
    places = list(_places_of("Label ", printed(company, campaign, LABELS).pdf))
    assert len(places) == len(set(places)) == 30
    # Two of the campaign itself come before or between them.
    assert set(places) < {(number // 24, number % 24 // 3, number % 3) for number in range(32)}


def _places_of(text: str, pdf: bytes) -> Iterator[tuple[int, int, int]]:
    """Sheet, row and column of each label that holds a text."""
    document = pypdfium2.PdfDocument(BytesIO(pdf))
    for sheet in range(len(document)):
        told = document[sheet].get_textpage()
        found = told.search(text)
        while hit := found.get_next():
            left, _bottom, _right, top = told.get_charbox(hit[0])
            yield sheet, int((A4[1] - top) // (A4[1] / 8)), int(left // (A4[0] / 3))


def test_a_preview_sets_what_is_typed_for_the_first_member_alone(company: Company, campaign: str) -> None:
    (page,) = pages(printed(company, campaign, LETTERS, text="Hello {name}!", most=1))
    assert "Hello Dana Holt!" in page


def test_what_cannot_be_printed_is_said(company: Company, campaign: str) -> None:
    for more in ({"text": " "}, {"text": "Dear {nmae}"}, {"only": ("0" * 32,)}):
        with pytest.raises(UserError):
            printed(company, campaign, LETTERS, **more)


def test_many_letters_tell_how_far_they_are(company: Company, campaign: str) -> None:
    told: list[float] = []
    with company.write() as work:
        ids = [a_customer(work, f"Customer {number:03}", address="1 Long Road") for number in range(120)]
        work.session.flush()
        add_members(work, campaign, "customer", ids)
    wanted = CampaignPrint(campaign, LETTERS, "en", DAY)
    made = print_campaign(str(company.database.path), company.viewer, wanted, lambda part, _text: told.append(part))
    assert made.printed == 122
    assert told == sorted(told)
    assert len(told) > 4
