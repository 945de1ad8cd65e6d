"""A statement of account: what fell due and came in day by day, the same balance as everywhere, in either language."""

from datetime import date
from typing import Any

import pytest

from crm_desktop.core.errors import Invalid
from crm_desktop.operations.payment import ReceiptDraft, record_receipt, refund_of
from crm_desktop.queries.account import account_statement
from crm_desktop.queries.balance import customer_balance
from crm_desktop.reports.account import print_account
from tests.builders import a_customer, an_order, an_order_line
from tests.company import Company
from tests.reports.pages import pages

FIRST, LAST = date(2026, 1, 1), date(2026, 11, 21)


def order(work: Any, customer: str, price: str, on: date, due: date, **values: Any) -> str:
    lines = (an_order_line(price),)
    return an_order(work, customer_id=customer, currency="CNY", ordered_on=on, due_on=due, lines=lines, **values)


@pytest.fixture
def customer(company: Company) -> str:
    """Somebody with an old debt, a paid order, a refund, and an order that falls due later."""
    with company.write() as work:
        customer = a_customer(work)
        order(work, customer, "70", date(2025, 10, 1), date(2025, 11, 1))
        paid = order(work, customer, "200", date(2026, 3, 1), date(2026, 4, 1))
        receipt = record_receipt(work, ReceiptDraft(20_000, paid, paid_on=date(2026, 4, 2)))
        order(work, customer, "500", date(2026, 11, 1), date(2026, 12, 31))
        order(work, customer, "9", date(2026, 11, 1), date(2026, 11, 1), status="cancelled")
    with company.write() as work:
        back = refund_of(work, receipt)
        record_receipt(work, ReceiptDraft(**{**back.__dict__, "amount_minor": -5_000, "paid_on": date(2026, 5, 5)}))
    return customer


def test_what_it_closes_with_and_what_falls_due_later_make_the_balance(company: Company, customer: str) -> None:
    with company.read() as reading:
        (account,) = account_statement(reading, customer, FIRST, LAST).accounts
        (balance,) = customer_balance(reading, customer).parts
    assert account.opening_minor == 7_000
    assert [each.amount_minor for each in account.entries] == [20_000, -20_000, 5_000]
    assert (account.closing_minor, [each.amount_minor for each in account.later]) == (12_000, [50_000])
    assert account.closing_minor + 50_000 == balance.balance_minor


@pytest.mark.parametrize(("language", "title"), [("en", "Statement of account"), ("zh_CN", "对账单")])
def test_the_pages_tell_it_with_ages_and_capitals(company: Company, customer: str, language: str, title: str) -> None:
    of = (customer, FIRST, LAST)
    (page,) = pages(print_account(str(company.database.path), company.viewer, of, language))
    assert title in page
    assert "¥120.00" in page
    assert "500.00" in page
    # What fell due and what came in, each without what was brought forward.
    assert "200.00 150.00 120.00" in " ".join(page.split())
    assert ("壹佰贰拾元整" in page) == (language == "zh_CN")


def test_a_customer_without_anything_gets_a_page_that_says_so(company: Company) -> None:
    with company.write() as work:
        nobody = a_customer(work)
    of = (nobody, FIRST, LAST)
    (page,) = pages(print_account(str(company.database.path), company.viewer, of, "en"))
    assert "—" in page


def test_days_in_the_wrong_order_are_refused(company: Company, customer: str) -> None:
    with pytest.raises(Invalid), company.read() as reading:
        account_statement(reading, customer, LAST, FIRST)
