"""What amounts, currencies and shares of a form may be."""

import pytest

from crm_desktop.operations.amounts import check_currency
from crm_desktop.operations.validation import Problems


@pytest.mark.parametrize("code", ["XXX", "XTS", "XAU", "cny", "CN¥"])
def test_codes_that_are_no_money_are_refused(code: str) -> None:
    problems = Problems()
    check_currency(problems, "currency", code)
    assert list(problems.found) == ["currency"]


@pytest.mark.parametrize("code", ["CNY", "XOF", None])
def test_currencies_are_taken(code: str | None) -> None:
    problems = Problems()
    check_currency(problems, "currency", code)
    assert not problems.found
