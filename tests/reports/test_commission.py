"""The commission sheet: every line with what it was made of, sums by kind, a line to sign on."""

import pytest

from crm_desktop.reports.commission import print_commission
from tests.commission import a_contract, a_receipt, a_refund, a_rule
from tests.company import Company
from tests.reports.pages import pages

OCTOBER = "2026-10"


@pytest.mark.parametrize(("language", "title"), [("en", "Commission, Oct 2026"), ("zh_CN", "2026 年 10 月提成单")])
def test_a_sheet_tells_what_each_line_was_made_of_and_what_all_come_to(
    company: Company, language: str, title: str
) -> None:
    with company.write() as work:
        mine = work.viewer.user_id
        a_rule(work, 5)
        contract = a_contract(work, mine, 80_000, 20_000)
        paid = a_receipt(work, contract, 100_000, "2026-10-12")
        a_refund(work, contract, paid, 10_000, "2026-10-20")
    (page,) = pages(print_commission(str(company.database.path), company.viewer, (OCTOBER, mine), language))
    assert title in page
    assert "Ada Lin" in page
    assert "Haverton Medical" in page
    assert "All receipts v1" in page
    assert "5.00%" in page
    assert "50.00" in page
    assert "¥45.00" in page
    assert ("肆拾伍元整" in page) == (language == "zh_CN")


def test_long_sheets_go_over_pages_and_keep_their_sum(company: Company) -> None:
    with company.write() as work:
        mine = work.viewer.user_id
        a_rule(work, 5)
        contract = a_contract(work, mine)
        for day in range(1, 31):
            a_receipt(work, contract, 1_000, f"2026-10-{day:02d}")
    found = pages(print_commission(str(company.database.path), company.viewer, (OCTOBER, mine), "en"))
    assert len(found) == 2
    assert "¥15.00" in found[-1]


def test_nobody_signs_a_page_without_a_line(company: Company) -> None:
    with company.write() as work:
        mine = work.viewer.user_id
        a_rule(work, 5)
        contract = a_contract(work, mine)
        for day in range(1, 9):
            a_receipt(work, contract, 1_000, f"2026-10-{day:02d}")
    for day in range(9, 21):
        with company.write() as work:
            a_receipt(work, contract, 1_000, f"2026-10-{day:02d}")
        found = pages(print_commission(str(company.database.path), company.viewer, (OCTOBER, mine), "zh_CN"))
        assert "All receipts v1" in found[-1], day
        assert "Ada Lin" in found[-1]
