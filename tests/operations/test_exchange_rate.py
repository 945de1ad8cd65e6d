"""Rates are given by whoever looks after the company file, within what sums can hold."""

from datetime import date

import pytest

from crm_desktop.core.errors import Invalid, NotAllowed
from crm_desktop.operations.exchange_rate import delete_exchange_rates, set_exchange_rate
from crm_desktop.queries.money import exchange_rates
from tests.builders import a_user, role
from tests.company import Company

DAY = date(2026, 11, 1)


def test_a_rate_is_corrected_deleted_and_given_again(company: Company) -> None:
    for rate_e6 in (7_000_000, 7_100_000):
        with company.write() as work:
            rate = set_exchange_rate(work, "USD", DAY, rate_e6)
    with company.read() as reading:
        assert [each.rate_e6 for each in exchange_rates(reading)] == [7_100_000]
    with company.write() as work:
        delete_exchange_rates(work, [rate])
    with company.read() as reading:
        assert exchange_rates(reading) == []
    with company.write() as work:
        set_exchange_rate(work, "USD", DAY, 7_200_000)
    with company.read() as reading:
        assert [each.rate_e6 for each in exchange_rates(reading)] == [7_200_000]


@pytest.mark.parametrize(
    ("currency", "rate_e6", "field"),
    [
        ("CNY", 1_000_000, "currency"),
        ("usd", 1_000_000, "currency"),
        ("USD", 0, "rate_e6"),
        ("USD", 900_001 * 10**6, "rate_e6"),
        ("JPY", 9_001 * 10**6, "rate_e6"),
    ],
)
def test_what_is_no_rate_is_refused(company: Company, currency: str, rate_e6: int, field: str) -> None:
    with pytest.raises(Invalid) as refused, company.write() as work:
        set_exchange_rate(work, currency, DAY, rate_e6)
    assert set(refused.value.fields) == {field}


def test_rates_are_not_everyones(company: Company) -> None:
    with company.write() as work:
        a_user(work, "Mei", login="mei", role_id=role("salesperson"))
    with pytest.raises(NotAllowed), company.seen_by("mei").write() as work:
        set_exchange_rate(work, "USD", DAY, 7_000_000)
