"""A contract on paper says who agreed what, at which price, and when it is paid, in either language."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from crm_desktop.core.money import to_e6
from crm_desktop.operations.contract import ContractLineDraft, create_contract
from crm_desktop.operations.contract_making import new_contract
from crm_desktop.operations.payment_plan import PlanRow
from crm_desktop.reports.contract import print_contract
from tests.builders import a_customer
from tests.company import Company
from tests.reports.pages import pages

PLAN = (
    PlanRow(None, date(2026, 12, 1), "On signing", 30_000),
    PlanRow(None, date(2027, 1, 31), "After delivery", 83_000),
)


def printed(company: Company, language: str, **values: Any) -> list[str]:
    with company.write() as work:
        draft = replace(new_contract(work, a_customer(work)), name="Maintenance", currency="CNY", plan=PLAN)
        contract = create_contract(work, replace(draft, **values))
    return pages(print_contract(str(company.database.path), company.viewer, contract, language))


def a_line(number: int) -> ContractLineDraft:
    return ContractLineDraft(
        description=f"Part {number}", unit_price_e6=to_e6("1000"), tax_rate_e6=130_000, quantity_e6=to_e6("1")
    )


@pytest.mark.parametrize(("language", "title"), [("en", "Contract CT-00001"), ("zh_CN", "合同 CT-00001")])
def test_a_contract_tells_what_was_agreed_and_when_it_is_paid(company: Company, language: str, title: str) -> None:
    (page,) = printed(
        company, language, lines=(a_line(1),), terms="Thirty days", their_party="Haverton Ltd", signed_by_them="Dana"
    )
    assert title in page
    assert "Maintenance" in page
    assert "Haverton Ltd · Dana" in page
    assert "¥1,130.00" in page
    assert "After delivery" in page
    assert "830.00" in page
    assert "Thirty days" in page
    assert ("壹仟壹佰叁拾元整" in page) == (language == "zh_CN")


def test_a_contract_without_lines_tells_its_amount(company: Company) -> None:
    (page,) = printed(company, "en", amount_minor=113_000)
    assert "¥1,130.00" in page
    assert "What is agreed" not in page


def test_long_contracts_go_over_pages(company: Company) -> None:
    plan = tuple(PlanRow(None, date(2026, 12, 1), f"Rate {number}", 113_000) for number in range(40))
    found = printed(company, "zh_CN", lines=tuple(map(a_line, range(40))), plan=plan, terms="Word " * 2_000)
    assert f"1 / {len(found)}" in found[0]
    assert "Rate 39" in "".join(found)
