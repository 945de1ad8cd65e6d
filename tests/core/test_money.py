"""Amounts, prices and shares stay exact, however they were written."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_desktop.core.money import from_e6, line_net, share_of, to_e6, to_minor

E6 = 1_000_000


@pytest.mark.parametrize(
    ("amount", "currency", "minor"),
    [("12.345", "USD", 1235), ("-12.345", "USD", -1235), ("12.5", "JPY", 13), ("1.2345", "KWD", 1235)],
)
def test_halves_go_away_from_zero_in_the_currencys_minor_unit(amount: str, currency: str, minor: int) -> None:
    assert to_minor(amount, currency) == minor


@pytest.mark.parametrize("typed", ["1e30", "1" * 33, "-9e999"])
def test_a_number_beyond_all_limits_stays_one_that_can_be_refused(typed: str) -> None:
    assert abs(to_minor(typed, "USD")) > 10**30
    assert abs(to_e6(typed)) > 10**30


@given(st.integers(-(10**15), 10**15))
def test_millionths_read_back(value: int) -> None:
    written = from_e6(value)
    assert to_e6(written) == value
    assert "E" not in str(written)


@given(st.integers(0, 10**12), st.integers(0, 10**12), st.integers(0, E6))
def test_a_line_is_rounded_once(quantity: int, price: int, discount: int) -> None:
    exact = Decimal(quantity * price * (E6 - discount)) / 10**16
    assert abs(line_net(quantity, price, discount, "USD") - exact) <= Decimal("0.5000001")
    assert share_of(quantity, E6) == quantity
