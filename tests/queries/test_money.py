"""Sums over several currencies are exact, whole numbers, and rounded once."""

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import BigInteger, Text, literal, select

from crm_desktop.core.money import minor_digits, share_of
from crm_desktop.models import Opportunity
from crm_desktop.operations.exchange_rate import set_exchange_rate
from crm_desktop.queries.money import (
    AMOUNT_LIMIT,
    RATE_LIMIT,
    exchange_rates,
    in_base,
    share,
)
from crm_desktop.queries.opportunity import AMOUNT_IN_BASE
from crm_desktop.storage.database import Reading, UnitOfWork
from tests.builders import an_opportunity, stage
from tests.company import Company

AMOUNTS = st.integers(-AMOUNT_LIMIT, AMOUNT_LIMIT)
# The company's currency in tests is the yuan; these have no, two and three digits.
CURRENCIES = st.sampled_from(["JPY", "USD", "KWD"])
NOVEMBER = date(2026, 11, 1)


def rounded(exact: Fraction) -> int:
    """Half away from zero."""
    whole = (2 * abs(exact.numerator) + exact.denominator) // (2 * exact.denominator)
    return whole if exact >= 0 else -whole


def converted(reading: Reading, amount: int, currency: str, on: date = NOVEMBER) -> Any:
    return reading.session.scalar(select(in_base(literal(amount, BigInteger), literal(currency, Text), on)))


def test_conversion_is_exact_for_any_amount_rate_and_currency(company: Company) -> None:
    @given(amount=AMOUNTS, currency=CURRENCIES, factor=st.fractions(Fraction(1, 10**6), RATE_LIMIT))
    def convert(amount: int, currency: str, factor: Fraction) -> None:
        rate_e6 = max(1, int(factor * 10**6 * Fraction(10) ** (minor_digits(currency) - 2)))
        with company.write() as work:
            set_exchange_rate(work, currency, NOVEMBER, rate_e6)
        with company.read() as reading:
            got = converted(reading, amount, currency)
        exact = Fraction(amount * rate_e6, 10**6) * Fraction(10) ** (2 - minor_digits(currency))
        assert type(got) is int
        assert got == rounded(exact)

    convert()


@given(amount=AMOUNTS, share_e6=st.integers(0, 10**6))
def test_a_share_is_rounded_once(amount: int, share_e6: int) -> None:
    assert share_of(amount, share_e6) == rounded(Fraction(amount * share_e6, 10**6))


def test_the_share_in_sql_is_that_of_the_core(company: Company) -> None:
    @given(amount=AMOUNTS, share_e6=st.integers(0, 10**6))
    def compare(amount: int, share_e6: int) -> None:
        statement = select(share(literal(amount, BigInteger), literal(share_e6, BigInteger)))
        got = reading.session.scalar(statement)
        assert type(got) is int
        assert got == share_of(amount, share_e6)

    with company.read() as reading:
        compare()


def test_the_company_currency_stays_as_it_is(company: Company) -> None:
    with company.read() as reading:
        assert converted(reading, 12_345, "CNY") == 12_345


def test_the_newest_rate_on_or_before_the_day_counts(company: Company) -> None:
    with company.write() as work:
        for day, rate_e6 in ((date(2026, 1, 1), 7_000_000), (date(2026, 6, 1), 7_250_000)):
            set_exchange_rate(work, "USD", day, rate_e6)
    with company.read() as reading:
        assert converted(reading, 100, "USD", date(2025, 12, 31)) is None
        assert converted(reading, 100, "USD", date(2026, 1, 1)) == 700
        assert converted(reading, 100, "USD", date(2026, 5, 31)) == 700
        assert converted(reading, 100, "USD", date(2026, 6, 1)) == 725
        assert [(each.currency, each.on_date) for each in exchange_rates(reading)] == [
            ("USD", date(2026, 6, 1)),
            ("USD", date(2026, 1, 1)),
        ]


@pytest.mark.parametrize("order", [1, -1])
def test_a_sum_does_not_depend_on_the_order_of_its_parts(company: Company, order: int) -> None:
    amounts = [1, 333_333, 5, AMOUNT_LIMIT, 7_777_777][::order]
    with company.write() as work:
        set_exchange_rate(work, "USD", NOVEMBER, 7_123_456)
        for amount in amounts:
            an_opportunity(work, currency="USD", amount_minor=amount)
    with company.read() as reading:
        got = reading.session.scalars(select(AMOUNT_IN_BASE), {"today": reading.today.isoformat()}).all()
        assert sum(got) == sum(rounded(Fraction(amount * 7_123_456, 10**6)) for amount in amounts)


def test_a_closed_deal_keeps_the_rate_of_its_day(company: Company) -> None:
    def worth(work: UnitOfWork, deal: str) -> Any:
        statement = select(AMOUNT_IN_BASE).where(Opportunity.id == deal)
        return work.session.scalar(statement, {"today": work.today.isoformat()})

    with company.write() as work:
        set_exchange_rate(work, "USD", date(2026, 1, 1), 7_000_000)
        set_exchange_rate(work, "USD", date(2026, 11, 20), 8_000_000)
        values: dict[str, Any] = {"currency": "USD", "amount_minor": 100}
        open_deal = an_opportunity(work, **values)
        won = an_opportunity(work, **values, stage_id=stage("won"), closed_on=date(2026, 11, 10))
        work.session.flush()
        assert (worth(work, open_deal), worth(work, won)) == (800, 700)
