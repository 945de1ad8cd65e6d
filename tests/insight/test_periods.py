"""The period before a period, and the months and quarters within it."""

from datetime import date

import pytest

from crm_desktop.insight.periods import bounds, months, previous, quarter_of, quarters
from crm_desktop.insight.sales import Period


def _period(first: str, last: str) -> Period:
    return Period(date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    ("first", "last", "before"),
    [
        ("2017-01-01", "2017-12-31", ("2016-01-01", "2016-12-31")),
        ("2017-01-01", "2017-03-31", ("2016-10-01", "2016-12-31")),
        ("2024-03-01", "2024-03-31", ("2024-02-01", "2024-02-29")),
        ("2017-02-01", "2017-02-28", ("2017-01-01", "2017-01-31")),
        # Whole months come before whole months, however long they are; odd days come before as many odd days.
        ("2017-03-01", "2017-03-30", ("2017-01-30", "2017-02-28")),
        ("2017-05-10", "2017-05-10", ("2017-05-09", "2017-05-09")),
        ("2017-12-30", "2018-01-02", ("2017-12-26", "2017-12-29")),
    ],
)
def test_the_period_before_is_as_long(first: str, last: str, before: tuple[str, str]) -> None:
    assert previous(_period(first, last)) == _period(*before)


@pytest.mark.parametrize(
    ("first", "last"),
    [("0001-01-01", "0001-12-31"), ("0001-01-01", "0001-01-05"), ("0001-01-03", "9999-12-31")],
)
def test_before_the_first_year_there_is_nothing(first: str, last: str) -> None:
    assert previous(_period(first, last)) is None


def test_the_first_month_that_has_one_before() -> None:
    assert previous(_period("0001-02-01", "0001-02-28")) == _period("0001-01-01", "0001-01-31")


def test_months_and_quarters_say_whether_they_are_whole() -> None:
    period = _period("2016-11-15", "2017-04-30")
    assert list(months(period)) == [
        ("2016-11", True),
        ("2016-12", False),
        ("2017-01", False),
        ("2017-02", False),
        ("2017-03", False),
        ("2017-04", False),
    ]
    assert list(quarters(period)) == [("2016-Q4", True), ("2017-Q1", False), ("2017-Q2", True)]


def test_one_day_lies_in_one_month_and_the_last_month_ends() -> None:
    assert list(months(_period("9999-12-31", "9999-12-31"))) == [("9999-12", True)]
    assert list(quarters(_period("0001-01-01", "0001-03-31"))) == [("0001-Q1", False)]


def test_keys_lead_back_to_their_days() -> None:
    assert bounds("2024-02") == _period("2024-02-01", "2024-02-29")
    assert bounds("2017-Q4") == _period("2017-10-01", "2017-12-31")
    assert [quarter_of(f"2017-{month:02d}") for month in (1, 3, 4, 12)] == ["2017-Q1", "2017-Q1", "2017-Q2", "2017-Q4"]


@pytest.mark.parametrize(
    ("first", "last", "reached", "before"),
    [
        ("2026-01-01", "2026-12-31", "2026-11-21", ("2025-01-01", "2025-11-21")),
        ("2026-03-01", "2026-03-31", "2026-03-31", ("2026-02-01", "2026-02-28")),
        # The end of a month answers to the end of a month, and a day the other month lacks to its last.
        ("2026-02-01", "2026-03-31", "2026-02-28", ("2025-12-01", "2025-12-31")),
        ("2026-03-01", "2026-03-31", "2026-03-30", ("2026-02-01", "2026-02-28")),
        ("2026-03-10", "2026-03-19", "2026-03-12", ("2026-02-28", "2026-03-02")),
    ],
)
def test_a_period_under_way_is_compared_with_as_much_of_the_one_before(
    first: str, last: str, reached: str, before: tuple[str, str]
) -> None:
    assert previous(_period(first, last), date.fromisoformat(reached)) == _period(*before)


def test_a_period_that_has_not_begun_is_compared_with_nothing() -> None:
    assert previous(_period("2027-01-01", "2027-12-31"), date(2026, 12, 31)) is None
