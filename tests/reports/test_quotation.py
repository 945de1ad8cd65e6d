"""A quotation on paper says who offers what to whom, at which prices, until when, in either language."""

from dataclasses import replace

import pytest

from crm_desktop.operations.parameter import set_parameters
from crm_desktop.operations.quotation import create_quotation, new_quotation
from crm_desktop.reports.quotation import print_quotation
from tests.builders import a_customer, a_line, an_opportunity
from tests.company import Company
from tests.reports.pages import pages


@pytest.mark.parametrize(("language", "title"), [("en", "Quotation Q-00001"), ("zh_CN", "报价单 Q-00001")])
def test_a_quotation_goes_over_pages_with_totals_and_signatures(company: Company, language: str, title: str) -> None:
    with company.write() as work:
        set_parameters(work, {"company.address": "12 Harbour Street", "quotation.terms": "Thirty days net"})
        lines = tuple(a_line("100.5", description=f"Part {number}") for number in range(40))
        deal = an_opportunity(work, "Parts", customer_id=a_customer(work), lines=lines, currency="CNY")
        made = create_quotation(work, replace(new_quotation(work, deal), tax_rate_e6=130_000))
    pdf = print_quotation(str(company.database.path), company.viewer, made, language)
    first, last = pages(pdf)
    assert title in first
    assert "Haverton Medical" in first
    assert "12 Harbour Street" in first
    assert "1 / 2" in first
    assert "2 / 2" in last
    assert "4,542.80" in last
    assert "Thirty days net" in last
