"""The list of deals: what it shows, finds, sums and hides."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from crm_desktop.core.errors import NotFound
from crm_desktop.core.listing import Filter, ListSpec, Sort
from crm_desktop.operations.contact import ContactDraft, RoleDraft, create_contact
from crm_desktop.operations.exchange_rate import set_exchange_rate
from crm_desktop.operations.opportunity import opportunity_draft, update_opportunity
from crm_desktop.operations.stage_moves import close_won
from crm_desktop.queries.opportunity import OPPORTUNITIES, OpportunityRow, opportunity_details
from crm_desktop.queries.stages import pipelines, stages
from tests.builders import a_contact, a_customer, a_line, a_product, a_user, an_opportunity, entry, role, stage
from tests.company import Company
from tests.queries.plans import sorts_without_index

TODAY = date(2026, 11, 21)
ALL = ListSpec()


def names(company: Company, *filters: Filter, sort: str = "name", search: str = "") -> list[str]:
    with company.read() as reading:
        spec = ListSpec(filters, (Sort(sort),), search)
        return [row.name for row in OPPORTUNITIES.first(reading, spec, 50)]


def row(company: Company) -> OpportunityRow:
    with company.read() as reading:
        (only,) = OPPORTUNITIES.first(reading, ALL, 50)
    return only


def test_a_row_has_everything_the_list_shows(company: Company) -> None:
    with company.write() as work:
        customer = a_customer(work)
        lines = (a_line("1000", description="Screens"), a_line(None, product_id=a_product(work)))
        an_opportunity(
            work,
            customer_id=customer,
            lines=lines,
            expected_close_on=TODAY + timedelta(days=9),
            next_step="Send the offer",
            next_step_on=TODAY - timedelta(days=1),
        )
    seen = row(company)
    assert (seen.customer, seen.owner, seen.stage_id) == ("Haverton Medical", "Ada Lin", stage("prospecting"))
    assert (seen.amount_minor, seen.weighted_minor, seen.products) == (582_150, 58_215, "Screens, GTX Pro")
    assert (seen.age_days, seen.is_stalled, seen.is_next_step_overdue) == (20, False, True)


def test_lines_are_named_in_their_order(company: Company) -> None:
    with company.write() as work:
        deal = an_opportunity(work, lines=(a_line(description="B"), a_line(description="A")))
        draft = opportunity_draft(work, deal)
        update_opportunity(work, deal, replace(draft, lines=draft.lines[::-1]), draft)
    assert row(company).products == "A, B"


def test_totals_are_in_the_company_currency(company: Company) -> None:
    with company.write() as work:
        set_exchange_rate(work, "USD", date(2026, 1, 1), 7_000_000)
        for currency in ("CNY", "USD", "EUR"):
            an_opportunity(work, currency=currency, amount_minor=1_000)
    with company.read() as reading:
        ids = [seen.id for seen in OPPORTUNITIES.first(reading, ALL, 50) if seen.currency == "USD"]
        assert OPPORTUNITIES.sums(reading, ALL) == {"amount_minor": 8_000, "weighted_minor": 800}
        assert OPPORTUNITIES.sums(reading, ALL, ids) == {"amount_minor": 7_000, "weighted_minor": 700}


@pytest.fixture
def varied(company: Company) -> Company:
    """Three deals that differ in everything one filters by."""
    with company.write() as work:
        north = a_customer(work, "North", region_id=entry("region", "north"), industry_id=entry("industry", "medical"))
        mei = a_user(work, "Mei", login="mei", role_id=role("salesperson"), region_id=entry("region", "east"))
        product = a_product(work)
        an_opportunity(work, "Alpha", customer_id=north, amount_minor=500, source_id=entry("source", "website"))
        an_opportunity(work, "Beta", owner_id=mei, lines=(a_line("9", product_id=product),), competitor="Acme")
        lost = {"stage_id": stage("lost"), "closed_on": TODAY, "reason_id": entry("lost_reason", "price")}
        an_opportunity(work, "Gamma", opened_on=TODAY - timedelta(days=90), currency="USD", **lost)
    return company


@pytest.mark.parametrize(
    ("field", "operator", "value", "found"),
    [
        ("name", "contains", "et", ["Beta"]),
        ("customer", "is_empty", None, ["Beta", "Gamma"]),
        ("owner", "is", "@me", ["Alpha", "Gamma"]),
        ("stage", "is", stage("lost"), ["Gamma"]),
        ("outcome", "in", ("won", "lost"), ["Gamma"]),
        ("amount", "at_least", 600, ["Beta"]),
        ("currency", "is_not", "CNY", ["Gamma"]),
        ("opened_on", "within", 30, ["Alpha", "Beta"]),
        ("closed_on", "between", ("2026-11-01", "2026-11-30"), ["Gamma"]),
        ("age_days", "at_most", 20, ["Alpha", "Beta"]),
        ("is_stalled", "is", False, ["Alpha", "Beta", "Gamma"]),
        ("reason", "is", entry("lost_reason", "price"), ["Gamma"]),
        ("source", "is", entry("source", "website"), ["Alpha"]),
        ("competitor", "not_empty", None, ["Beta"]),
        ("product", "not_empty", None, ["Beta"]),
        ("product", "is_empty", None, ["Alpha", "Gamma"]),
        ("region", "is", entry("region", "north"), ["Alpha"]),
        ("industry", "is", entry("industry", "medical"), ["Alpha"]),
        ("owner_region", "is", entry("region", "east"), ["Beta"]),
    ],
)
def test_every_filter_finds_its_deals(varied: Company, field: str, operator: str, value: Any, found: list[str]) -> None:
    assert names(varied, Filter(field, operator, value)) == found


def test_a_product_filter_looks_at_every_line(varied: Company) -> None:
    with varied.write() as work:
        product = a_product(work, "GTX Basic")
        an_opportunity(work, "Delta", lines=(a_line(), a_line("5", product_id=product)))
    assert names(varied, Filter("product", "is", product)) == ["Delta"]
    assert names(varied, Filter("product", "is_not", product)) == ["Alpha", "Beta", "Gamma"]


def test_search_finds_deals_by_words_and_numbers(varied: Company) -> None:
    assert names(varied, search="acme") == ["Beta"]
    assert names(varied, search="D-00003") == ["Gamma"]


def test_stages_sort_by_their_place(varied: Company) -> None:
    assert names(varied, sort="stage")[-1] == "Gamma"


def test_every_field_sorts_both_ways_over_all_deals(varied: Company) -> None:
    with varied.read() as reading:
        for field in OPPORTUNITIES.fields:
            for descending in (False, True):
                spec = ListSpec(sorts=(Sort(field.key, descending),))
                assert len(OPPORTUNITIES.first(reading, spec, 50)) == 3


def test_the_usual_sorts_walk_an_index(company: Company) -> None:
    usual = {"number", "name", "amount", "expected_close_on", "closed_on", "next_step_on"}
    assert not usual & sorts_without_index(company, OPPORTUNITIES)


def test_a_salesperson_sees_own_deals_unowned_ones_and_those_of_own_customers(company: Company) -> None:
    with company.write() as work:
        mei = a_user(work, "Mei", login="mei", role_id=role("salesperson"))
        a_user(work, "Tom", login="tom", role_id=role("salesperson"))
        an_opportunity(work, "Of Mei", owner_id=mei)
        an_opportunity(work, "At a customer of Mei", customer_id=a_customer(work, owner_id=mei))
        hidden = an_opportunity(work, "Of Ada")
    as_mei = company.seen_by("mei")
    assert names(as_mei) == ["At a customer of Mei", "Of Mei"]
    assert names(company.seen_by("tom")) == []
    with as_mei.read() as reading:
        assert OPPORTUNITIES.count(reading, ALL) == 2
        with pytest.raises(NotFound):
            opportunity_details(reading, hidden)


def test_details_name_the_people_at_the_customer_the_deals_own_contact_first(company: Company) -> None:
    with company.write() as work:
        customer = a_customer(work)
        place = RoleDraft(customer, "Director", entry("buying_role", "decides"), is_main=True)
        create_contact(work, ContactDraft("Dr Zhou", customers=(place,)))
        buyer = create_contact(work, ContactDraft("Ms Hu", customers=(RoleDraft(customer),)))
        deal = an_opportunity(work, customer_id=customer, contact_id=buyer)
    with company.read() as reading:
        seen = opportunity_details(reading, deal)
    assert [(each.name, each.job_title, each.is_main) for each in seen.contacts] == [
        ("Ms Hu", None, False),
        ("Dr Zhou", "Director", True),
    ]
    assert seen.contact == "Ms Hu"


def test_details_name_nobody_who_left_and_nobody_twice(company: Company) -> None:
    with company.write() as work:
        customer = a_customer(work)
        a_contact(work, "Gone", customers=(RoleDraft(customer, to_on=work.today),))
        places = (RoleDraft(customer, "Buyer", to_on=work.today), RoleDraft(customer, "Director"))
        a_contact(work, "Dr Zhou", customers=places)
        deal = an_opportunity(work, customer_id=customer)
    with company.read() as reading:
        people = opportunity_details(reading, deal).contacts
    assert [(each.name, each.job_title, each.is_main) for each in people] == [("Dr Zhou", "Director", False)]


def test_a_deal_at_another_s_customer_names_nobody_the_lists_hide(company: Company) -> None:
    with company.write() as work:
        ian = a_user(work, "Ian", login="ian", role_id=role("salesperson"))
        hidden = a_customer(work)
        a_contact(work, "Dana", hidden)
        deal = an_opportunity(work, customer_id=hidden, owner_id=ian)
    with company.seen_by("ian").read() as reading:
        assert opportunity_details(reading, deal).contacts == ()


def test_pipelines_know_where_deals_start_and_end(company: Company) -> None:
    with company.read() as reading:
        (pipeline,) = pipelines(reading)
        assert [each.code for each in stages(reading)][:2] == ["prospecting", "qualification"]
    start, won = pipeline.first_open(), pipeline.closing("won")
    assert start is not None
    assert won is not None
    assert (start.code, won.probability_e6, pipeline.stages[-1].code) == ("prospecting", 1_000_000, "lost")


def test_a_deal_closes_on_its_closing_day_and_before_that_on_the_day_expected(company: Company) -> None:
    with company.write() as work:
        an_opportunity(work, "Open", expected_close_on=TODAY + timedelta(days=9))
        an_opportunity(work, "Never said")
        won = an_opportunity(work, "Won", expected_close_on=TODAY + timedelta(days=30))
        close_won(work, won, TODAY - timedelta(days=1))
    spec = ListSpec(sorts=(Sort("close_on", True),))
    with company.read() as reading:
        rows = OPPORTUNITIES.first(reading, spec, 50)
        found = OPPORTUNITIES.count(reading, ListSpec((Filter("close_on", "at_most", TODAY.isoformat()),)))
    assert [(each.name, each.close_on) for each in rows] == [
        ("Open", TODAY + timedelta(days=9)),
        ("Won", TODAY - timedelta(days=1)),
        ("Never said", None),
    ]
    assert found == 1
