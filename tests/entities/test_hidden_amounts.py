"""What deals are worth can be kept from a role: nothing that is read tells it, and nothing is lost by who writes."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from crm_desktop.core.errors import NotAllowed
from crm_desktop.core.listing import Filter, ListSpec, Sort
from crm_desktop.core.viewer import HIDDEN, READ_ONLY
from crm_desktop.exchange.export_run import export
from crm_desktop.models.limited_fields import AMOUNT
from crm_desktop.models.quotation import SENT
from crm_desktop.operations.opportunity import opportunity_draft, update_opportunity
from crm_desktop.operations.quotation import (
    accept_quotation,
    create_quotation,
    new_quotation,
    quotation_draft,
    send_quotation,
    update_quotation,
)
from crm_desktop.queries.board import board
from crm_desktop.queries.customer import CUSTOMERS
from crm_desktop.queries.customer_details import customer_details
from crm_desktop.queries.opportunity import OPPORTUNITIES, opportunity_details
from crm_desktop.queries.quotation import quotation_details
from crm_desktop.queries.quotation_list import QUOTATIONS
from crm_desktop.queries.record_history import record_history
from crm_desktop.queries.search import search
from crm_desktop.queries.timeline import timeline
from crm_desktop.reports.build import build_report
from crm_desktop.reports.scope import ReportRequest
from tests.builders import a_customer, a_line, an_opportunity
from tests.company import Company
from tests.entities.test_field_limits import all_told, seen_by
from tests.entities.test_lists import LISTS

# 3 × 54,321.07 and a round deal without lines: their digits are found nowhere else.
PRICE, NET, ROUND = "5432107", "16296321", "97531000"


@pytest.fixture
def worth(company: Company) -> dict[str, str]:
    """A customer with two deals, one of them quoted."""
    with company.write() as work:
        customer = a_customer(work)
        lined = an_opportunity(work, "Probes", customer_id=customer, lines=(a_line("54321.07", "3"),))
        plain = an_opportunity(work, "Service", customer_id=customer, amount_minor=int(ROUND))
        work.session.flush()
        quotation = create_quotation(work, new_quotation(work, lined))
    return {"customer": customer, "lined": lined, "plain": plain, "quotation": quotation}


def told(company: Company, worth: dict[str, str]) -> str:
    with company.read() as reading:
        said: list[Any] = [part for query in LISTS for part in all_told(reading, query, query.kind)]
        said += [opportunity_details(reading, worth[each]) for each in ("lined", "plain")]
        said += [opportunity_draft(reading, worth[each]) for each in ("lined", "plain")]
        said += [quotation_details(reading, worth["quotation"]), quotation_draft(reading, worth["quotation"])]
        said += [customer_details(reading, worth["customer"]), timeline(reading, customer_id=worth["customer"])]
        said += [record_history(reading, "opportunity", worth["lined"]), board(reading, ListSpec())]
        said += [record_history(reading, "opportunity", worth["plain"])]
        said += [record_history(reading, "quotation", worth["quotation"]), search(reading, "Probes").hits]
        return repr(said)


def test_what_a_deal_is_worth_is_met_nowhere(company: Company, worth: dict[str, str]) -> None:
    everything, kept = told(company, worth), told(seen_by(company, company.viewer, (AMOUNT, HIDDEN)), worth)
    total = str(int(NET) + int(ROUND))
    for value in (PRICE, NET, ROUND, total):
        assert value in everything, value
        assert value not in kept, value


def test_no_order_filter_or_sum_tells_it(company: Company, worth: dict[str, str]) -> None:
    with seen_by(company, company.viewer, (AMOUNT, HIDDEN)).read() as reading:
        assert OPPORTUNITIES.count(reading, ListSpec()) == len(worth) - 2
        assert OPPORTUNITIES.count(reading, ListSpec((Filter("amount", "at_least", 1),))) == 0
        assert OPPORTUNITIES.sums(reading, ListSpec()) == {"amount_minor": 0, "weighted_minor": 0}
        assert [row.amount_minor for row in OPPORTUNITIES.first(reading, ListSpec(sorts=(Sort("amount"),)), 5)] == [
            None,
            None,
        ]
        (customer,) = CUSTOMERS.first(reading, ListSpec(), 5)
        assert customer.open_minor == 0
        assert QUOTATIONS.sums(reading, ListSpec()) == {"net_minor": 0}


def test_who_does_not_see_it_changes_the_rest_and_nothing_is_lost(company: Company, worth: dict[str, str]) -> None:
    limited = seen_by(company, company.viewer, (AMOUNT, HIDDEN))
    for deal in (worth["lined"], worth["plain"]):
        with limited.read() as reading:
            loaded = opportunity_draft(reading, deal)
        with limited.write() as work:
            update_opportunity(work, deal, replace(loaded, note="Called"), loaded)
    with limited.read() as reading:
        known = quotation_draft(reading, worth["quotation"])
    with limited.write() as work:
        update_quotation(work, worth["quotation"], replace(known, note="Ours"), known)
    with company.read() as reading:
        deals = {row.id: row.amount_minor for row in OPPORTUNITIES.first(reading, ListSpec(), 5)}
        assert deals == {worth["lined"]: int(NET), worth["plain"]: int(ROUND)}
        assert opportunity_draft(reading, worth["lined"]).note == "Called"
        assert quotation_details(reading, worth["quotation"]).net_minor == int(NET)


def test_who_does_not_see_it_cannot_offer_it(company: Company, worth: dict[str, str]) -> None:
    limited = seen_by(company, company.viewer, (AMOUNT, HIDDEN))
    with pytest.raises(NotAllowed), limited.read() as reading:
        new_quotation(reading, worth["lined"])


def test_who_does_not_see_it_cannot_let_a_deal_follow_its_quotation(company: Company, worth: dict[str, str]) -> None:
    with company.write() as work:
        send_quotation(work, worth["quotation"])
    limited = seen_by(company, company.viewer, (AMOUNT, HIDDEN))
    with pytest.raises(NotAllowed), limited.write() as work:
        accept_quotation(work, worth["quotation"])
    with company.read() as reading:
        assert quotation_details(reading, worth["quotation"]).row.status == SENT


def test_no_report_export_or_board_is_made_of_it(company: Company, worth: dict[str, str], tmp_path: Path) -> None:
    with seen_by(company, company.viewer, (AMOUNT, HIDDEN)).read() as reading:
        with pytest.raises(NotAllowed):
            build_report(reading, ReportRequest(date(2026, 1, 1), date(2026, 12, 31), "en"))
        shown = board(reading, ListSpec())
        assert shown is not None
        assert {column.amount_minor for column in shown.columns if column.ids} == {None}
        for kind in ("opportunities", "customers"):
            export(reading, kind, tmp_path / f"{kind}.csv")
            said = (tmp_path / f"{kind}.csv").read_text("utf-8-sig")
            assert not any(each in said for each in ("54321", "162963", "975310"))
    assert worth


def test_who_may_only_read_it_does_not_change_it(company: Company, worth: dict[str, str]) -> None:
    limited = seen_by(company, company.viewer, (AMOUNT, READ_ONLY))
    with limited.read() as reading:
        loaded = opportunity_draft(reading, worth["lined"])
    assert loaded.lines[0].unit_price_e6 == 54_321_070_000
    dearer = replace(loaded, lines=(replace(loaded.lines[0], unit_price_e6=1_000_000),))
    with pytest.raises(NotAllowed), limited.write() as work:
        update_opportunity(work, worth["lined"], dearer, loaded)
