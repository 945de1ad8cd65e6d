"""What people type for numbers, dates and phones."""

from datetime import date
from decimal import Decimal

import pytest

from crm_desktop.ui.widgets.phone import complaint_about
from crm_desktop.ui.widgets.typed import NotUnderstoodError, date_of, decimal_of

TODAY = date(2026, 11, 21)  # a Saturday


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1,234.50", "1234.50"),
        ("1.2万", "12000"),
        ("\uff13\uff0c\uff10\uff10\uff10", "3000"),
        ("¥ 1,284,000", "1284000"),
        ("12k", "12000"),
        ("1.5亿", "150000000"),
        ("−5", "-5"),
        ("12.5%", "12.5"),
        ("USD 40", "40"),
    ],
)
def test_numbers_are_understood_in_common_forms(text: str, number: str) -> None:
    assert decimal_of(text) == Decimal(number)


@pytest.mark.parametrize("text", ["abc", "1,2", "12,34.5", "1e5", "--3", "nan", "", "1_000"])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(NotUnderstoodError):
        decimal_of(text)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-11-26", date(2026, 11, 26)),
        ("2026/1/5", date(2026, 1, 5)),
        ("20261126", date(2026, 11, 26)),
        ("26 Nov", date(2026, 11, 26)),
        ("Nov 26, 2027", date(2027, 11, 26)),
        ("5 January", date(2027, 1, 5)),
        ("11月26日", date(2026, 11, 26)),
        ("2026年11月26日", date(2026, 11, 26)),
        ("11-26", date(2026, 11, 26)),
        ("26/11/2026", date(2026, 11, 26)),
        ("今天", TODAY),
        ("tomorrow", date(2026, 11, 22)),
        ("+5", date(2026, 11, 26)),
        ("3天后", date(2026, 11, 24)),
        ("周五", date(2026, 11, 27)),
        ("Sat", date(2026, 11, 28)),
    ],
)
def test_days_are_understood_in_common_forms(text: str, day: date) -> None:
    assert date_of(text, TODAY) == day


@pytest.mark.parametrize("text", ["03/04/2026", "2026-02-30", "soon", "32 Nov", "", "-99999", "satisfied"])
def test_what_is_no_day_or_two_days_is_refused(text: str) -> None:
    with pytest.raises(NotUnderstoodError):
        date_of(text, TODAY)


@pytest.mark.parametrize(
    "text", ["138 0571 2046", "0571-8765 4321", "+1 650 253 0000", "10086", "400-820-8820", "8765 4321 转 12"]
)
def test_possible_phone_numbers_pass(text: str) -> None:
    assert complaint_about(text, "CN") is None


def test_a_phone_number_that_is_too_short_says_by_how_much() -> None:
    assert str(complaint_about("138 0571 20", "CN")) == "2 digits short. Start with + for abroad."
    assert str(complaint_about("+86 138 0571 204600", "CN")).endswith("too many. Start with + for abroad.")
    assert complaint_about("call me", "CN") is not None
    assert str(complaint_about("xx", "CN")).startswith("A phone number has digits only.")
