"""Quotations are made from a deal, frozen when sent, accepted into it or declined, and made anew under their number."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from crm_desktop.core.errors import Invalid, NotAllowed, UserError
from crm_desktop.operations.custom_field import CustomFieldDraft, create_custom_field, set_custom_value
from crm_desktop.operations.opportunity import delete_opportunities, opportunity_draft
from crm_desktop.operations.quotation import (
    QuotationDraft,
    accept_quotation,
    create_quotation,
    decline_quotation,
    delete_quotations,
    new_quotation,
    next_version,
    quotation_draft,
    send_quotation,
    update_quotation,
)
from crm_desktop.queries.custom_field import custom_values
from crm_desktop.queries.quotation import QuotationDetails, QuotationRow, quotation_details, quotations_of
from crm_desktop.queries.search import search
from tests.builders import a_customer, a_line, a_user, an_opportunity, role
from tests.company import Company


@pytest.fixture
def deal(company: Company) -> str:
    """A deal with two lines at a customer."""
    with company.write() as work:
        lines = (a_line("100", "3", description="Probe"), a_line("50", description="Cable"))
        return an_opportunity(work, "Probes", customer_id=a_customer(work), lines=lines)


@pytest.fixture
def quotation(company: Company, deal: str) -> str:
    """A quotation of it with a tax of 13 %."""
    with company.write() as work:
        return create_quotation(work, replace(new_quotation(work, deal), tax_rate_e6=130_000))


def details(company: Company, quotation: str) -> QuotationDetails:
    with company.read() as reading:
        return quotation_details(reading, quotation)


def of(company: Company, deal: str) -> tuple[QuotationRow, ...]:
    with company.read() as reading:
        return quotations_of(reading, opportunity_id=deal)


def test_a_quotation_takes_the_lines_of_its_deal_with_tax(company: Company, quotation: str) -> None:
    found = details(company, quotation)
    assert (found.row.name, found.row.status, found.customer) == ("Q-00001", "draft", "Haverton Medical")
    assert found.row.valid_until == company.database.today() + timedelta(days=30)
    assert (found.net_minor, found.taxes, found.row.total_minor) == (35_000, ((130_000, 4_550),), 39_550)


def test_a_deal_without_lines_is_offered_as_a_whole(company: Company) -> None:
    with company.write() as work:
        deal = an_opportunity(work, "Service", amount_minor=1_234_56, currency="CNY")
        quotation = create_quotation(work, new_quotation(work, deal))
    assert details(company, quotation).net_minor == 1_234_56


def test_what_was_sent_stays_and_goes_on_as_the_next_version(company: Company, deal: str, quotation: str) -> None:
    with company.write() as work:
        before = quotation_draft(work, quotation)
        update_quotation(work, quotation, replace(before, title="Three probes", lines=before.lines[:1]), before)
        send_quotation(work, quotation)
    for change in (
        lambda work: update_quotation(work, quotation, replace(before, title="Four")),
        lambda work: send_quotation(work, quotation),
        lambda work: delete_quotations(work, [quotation]),
    ):
        with pytest.raises(UserError), company.write() as work:
            change(work)
    with company.write() as work:
        made = next_version(work, quotation)
    assert [each.name for each in of(company, deal)] == ["Q-00001/2", "Q-00001"]
    assert (details(company, made).row.status, details(company, made).net_minor) == ("draft", 30_000)
    with company.write() as work:
        assert delete_quotations(work, [made]) == 1


def test_the_next_version_holds_what_own_fields_say(company: Company, quotation: str) -> None:
    with company.write() as work:
        dock = create_custom_field(work, CustomFieldDraft("quotation", "Dock"))
        set_custom_value(work, "quotation", quotation, dock, "North quay")
        send_quotation(work, quotation)
    with company.write() as work:
        made = next_version(work, quotation)
    with company.read() as reading:
        assert [each.value for each in custom_values(reading, "quotation", made)] == ["North quay"]


def test_a_version_that_was_deleted_is_not_given_again(company: Company, quotation: str) -> None:
    with company.write() as work:
        send_quotation(work, quotation)
        delete_quotations(work, [next_version(work, quotation)])
        made = next_version(work, quotation)
    assert details(company, made).row.name == "Q-00001/3"


def test_an_accepted_quotation_makes_the_deal_follow(company: Company, deal: str, quotation: str) -> None:
    with company.write() as work:
        before = quotation_draft(work, quotation)
        update_quotation(work, quotation, replace(before, lines=before.lines[1:]), before)
        with pytest.raises(UserError):
            accept_quotation(work, quotation)
        send_quotation(work, quotation)
        accept_quotation(work, quotation)
    with company.read() as reading:
        lines = opportunity_draft(reading, deal).lines
    assert [line.description for line in lines] == ["Cable"]
    assert details(company, quotation).row.status == "accepted"


def test_a_quotation_changes_hands_like_any_record(company: Company) -> None:
    with company.write() as work:
        a_user(work, "Sam", login="sam", role_id=role("salesperson"))
        mei = a_user(work, "Mei", login="mei", role_id=role("salesperson"))
    sam = company.seen_by("sam")
    with pytest.raises(NotAllowed), sam.write() as work:
        create_quotation(work, QuotationDraft("Probes", customer_id=a_customer(work), owner_id=mei))
    with sam.write() as work:
        made = create_quotation(work, QuotationDraft("Probes", customer_id=a_customer(work)))
    with sam.write() as work:
        draft = quotation_draft(work, made)
        assert draft.owner_id == sam.viewer.user_id
        update_quotation(work, made, replace(draft, owner_id=mei, title="Two probes"), draft)
    with company.read() as reading:
        told = "SELECT value FROM history_entry WHERE record_id = ? AND field = 'owner'"
        assert reading.plain(told, (made,)) == [(mei,)]
        assert quotation_draft(reading, made).title == "Two probes"


def test_a_declined_quotation_says_why(company: Company, quotation: str) -> None:
    with company.write() as work:
        send_quotation(work, quotation)
    with pytest.raises(Invalid), company.write() as work:
        decline_quotation(work, quotation, " ")
    with company.write() as work:
        decline_quotation(work, quotation, "Too dear")
    with company.read() as reading:
        assert quotation_draft(reading, quotation).note == "Too dear"


def test_a_quotation_that_nobody_answered_in_time_has_expired(company: Company, deal: str, quotation: str) -> None:
    with company.write() as work:
        send_quotation(work, quotation)
    assert not of(company, deal)[0].is_expired
    company.clock.instant += timedelta(days=31)
    assert of(company, deal)[0].is_expired


def test_impossible_quotations_are_refused(company: Company, deal: str) -> None:
    with company.write() as work:
        empty = create_quotation(work, replace(new_quotation(work, deal), lines=()))
    with pytest.raises(UserError, match="offers nothing"), company.write() as work:
        send_quotation(work, empty)
    with company.read() as reading:
        early = reading.today - timedelta(days=1)
        wrong = replace(new_quotation(reading, deal), title="", valid_until=early, tax_rate_e6=2_000_000)
    with pytest.raises(Invalid) as refused, company.write() as work:
        create_quotation(work, wrong)
    assert set(refused.value.fields) == {"title", "valid_until", "tax_rate_e6"}


def test_a_quotation_worth_less_than_nothing_is_not_sent(company: Company, quotation: str) -> None:
    with company.write() as work:
        before = quotation_draft(work, quotation)
        credit = replace(before.lines[0], quantity_e6=-4_000_000)
        update_quotation(work, quotation, replace(before, lines=(credit, before.lines[1])), before)
    with pytest.raises(UserError, match="less than nothing"), company.write() as work:
        send_quotation(work, quotation)


def test_a_quotation_is_found_by_its_number_and_title(company: Company, quotation: str) -> None:
    with company.read() as reading:
        for typed in ("Q-00001", "probes"):
            assert quotation in [hit.id for hit in search(reading, typed).hits if hit.kind == "quotation"]


def test_one_version_of_a_quotation_is_accepted_and_no_second(company: Company, quotation: str) -> None:
    with company.write() as work:
        send_quotation(work, quotation)
        anew = next_version(work, quotation)
        send_quotation(work, anew)
        accept_quotation(work, quotation)
    with pytest.raises(UserError, match="Version 1"), company.write() as work:
        accept_quotation(work, anew)
    assert details(company, anew).row.status == "sent"


def test_a_quotation_whose_deal_lies_in_the_bin_is_not_accepted(company: Company, deal: str, quotation: str) -> None:
    with company.write() as work:
        send_quotation(work, quotation)
        delete_opportunities(work, [deal])
    with pytest.raises(UserError, match="recycle bin"), company.write() as work:
        accept_quotation(work, quotation)
    assert details(company, quotation).row.status == "sent"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": "x" * 301}, "title"),
        ({"quoted_on": date(1, 1, 1)}, "quoted_on"),
        ({"valid_until": date(9999, 1, 1)}, "valid_until"),
    ],
)
def test_titles_without_end_and_years_nobody_means_are_refused(
    company: Company, deal: str, wrong: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as caught, company.write() as work:
        create_quotation(work, replace(new_quotation(work, deal), **wrong))
    assert field in caught.value.fields
