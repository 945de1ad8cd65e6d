"""Numbers, money, dates and durations as people write them in each language."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_desktop.core import formats
from crm_desktop.core.i18n import CHINESE, ENGLISH
from crm_desktop.core.money import minor_digits

TODAY = date(2026, 11, 21)
languages = st.sampled_from((ENGLISH, CHINESE))
dates = st.dates(min_value=date(1900, 1, 1), max_value=date(2200, 12, 31))


def _read(text: str) -> Decimal:
    return Decimal(text.replace(",", "").replace(formats.MINUS, "-"))


@given(st.integers())
def test_a_whole_number_reads_back_and_is_grouped_by_threes(value: int) -> None:
    text = formats.integer(value)
    assert _read(text) == value
    assert "-" not in text
    assert all(len(group) == 3 for group in text.split(",")[1:])


@given(st.fractions(max_denominator=10_000), st.integers(0, 6))
def test_a_rounded_number_is_never_off_by_more_than_half_its_last_digit(value: Fraction, places: int) -> None:
    assert abs(Fraction(_read(formats.decimal(value, places))) - value) <= Fraction(1, 2 * 10**places)


def test_halves_are_rounded_away_from_zero_as_people_do() -> None:
    assert formats.decimal(Fraction(5, 2), 0) == "3"
    assert formats.decimal(Fraction(-5, 2), 0) == "−3"
    assert formats.decimal(Decimal("0.125"), 2) == "0.13"


def test_missing_is_a_dash_and_zero_is_zero() -> None:
    assert formats.integer(None) == formats.money(None, "USD") == formats.percent(None) == "—"
    assert formats.day(None, ENGLISH, TODAY) == formats.duration(None, ENGLISH) == "—"
    assert formats.integer(0) == formats.money(0, "USD") == "0"


def test_nothing_that_rounds_to_zero_shows_a_minus() -> None:
    assert formats.decimal(Fraction(-1, 1000), 1) == "0.0"
    assert formats.points(Fraction(1, 100_000), ENGLISH) == "0.0 pts"


@pytest.mark.parametrize(
    ("minor", "currency", "expected"),
    [
        (128_400_000, "USD", "1,284,000"),
        (128_400_050, "USD", "1,284,000.50"),
        (-9_900, "EUR", "−99"),
        (1_284_000, "JPY", "1,284,000"),
        (1_500, "KWD", "1.500"),
    ],
)
def test_money_is_written_in_full_with_cents_only_where_they_exist(minor: int, currency: str, expected: str) -> None:
    assert formats.money(minor, currency) == expected


def test_a_symbol_stands_between_minus_and_digits() -> None:
    assert formats.money(-9_900, "USD", symbol=True) == "−$99"
    assert formats.money(9_900, "CHF", symbol=True) == "CHF\u00a099"


def test_no_two_currencies_have_the_same_sign() -> None:
    """An order in yen of a company that counts in renminbi would read as one in renminbi."""
    signs = [formats.currency_symbol(each) for each in ("CNY", "JPY", "USD", "HKD", "TWD", "SGD", "AUD", "CAD")]
    assert len(set(signs)) == len(signs)


@pytest.mark.parametrize(
    ("major", "expected"),
    [
        (1_280_000, "$1.28M"),
        (94_000, "$94K"),
        (9_400, "$9.4K"),
        (940, "$940"),
        (999_600, "$1.00M"),
        (999, "$999"),
        (10_005_534, "$10.0M"),
        (2_000_000_000, "$2.00B"),
        (-94_000, "−$94K"),
        (0, "$0"),
    ],
)
def test_english_summaries_shorten_money(major: int, expected: str) -> None:
    assert formats.compact_money(major * 100, "USD", ENGLISH) == expected


@pytest.mark.parametrize(
    ("major", "currency", "expected"),
    [
        (10_270_000, "CNY", "1,027.0 万元"),
        (10_005_534, "USD", "1,000.6 万美元"),
        (940, "CNY", "940 元"),
        (25_000_000_000, "CNY", "250.0 亿元"),
        (-31_000, "CNY", "−3.1 万元"),
    ],
)
def test_chinese_summaries_count_in_ten_thousands(major: int, currency: str, expected: str) -> None:
    assert formats.compact_money(major * 100, currency, CHINESE) == expected


@given(st.lists(st.integers(-(10**14), 10**14), min_size=1, max_size=8))
def test_a_chinese_column_never_mixes_its_units(amounts: list[int]) -> None:
    scale = formats.money_scale(amounts, "CNY", CHINESE)
    assert len({scale.text(amount).rsplit(" ", 1)[1] for amount in amounts}) == 1


@given(st.integers(-(10**15), 10**15), st.sampled_from(("USD", "JPY", "KWD")))
def test_short_english_money_is_within_five_per_cent(minor: int, currency: str) -> None:
    text = formats.compact_money(minor, currency, ENGLISH)
    power = {"K": 3, "M": 6, "B": 9, "T": 12}.get(text[-1], 0)
    digits = text.rstrip("KMBT").replace(formats.currency_symbol(currency), "")
    major = Decimal(minor).scaleb(-minor_digits(currency))
    assert abs(_read(digits).scaleb(power) - major) <= max(abs(major) / 20, Decimal("0.5"))


def test_axis_marks_carry_no_idle_digits() -> None:
    assert formats.money_scale([150_000_000], "USD", ENGLISH).tick(150_000_000) == "$1.5M"
    assert formats.money_scale([600_000_000], "CNY", CHINESE).tick(600_000_000) == "600"


def test_percent_and_changes() -> None:
    assert formats.percent(Fraction(4238, 6711)) == "63.2%"
    assert formats.points(Fraction(36, 1000), ENGLISH) == "+3.6 pts"
    assert formats.points(Fraction(-21, 1000), CHINESE) == "−2.1 点"
    assert formats.points(Fraction(-21, 1000), CHINESE, signed=False) == "2.1 点"
    assert formats.change(1124, 1000) == "+12.4%"
    assert formats.change(5, 0) == formats.change(5, None) == formats.change(None, 5) == "—"


def test_near_dates_show_the_weekday_and_far_ones_the_year() -> None:
    near, far = date(2026, 11, 18), date(2025, 11, 18)
    assert formats.day(near, ENGLISH, TODAY) == "Wed 18 Nov"
    assert formats.day(near, CHINESE, TODAY) == "11月18日 · 周三"
    assert formats.day(far, ENGLISH, TODAY) == "18 Nov 2025"
    assert formats.day(far, CHINESE, TODAY) == "2025-11-18"
    assert formats.moment(datetime(2026, 11, 21, 14, 32), ENGLISH) == "21 Nov 2026 14:32"


@pytest.mark.parametrize(
    ("offset", "english", "chinese"),
    [
        (0, "today", "今天"),
        (-1, "yesterday", "昨天"),
        (1, "tomorrow", "明天"),
        (-3, "3 d ago", "3 天前"),
        (5, "in 5 d", "5 天后"),
        (-61, "21 Sep 2026", "2026-09-21"),
    ],
)
def test_relative_days_reach_sixty_days_each_way(offset: int, english: str, chinese: str) -> None:
    on = TODAY + timedelta(days=offset)
    assert formats.relative(on, ENGLISH, TODAY) == english
    assert formats.relative(on, CHINESE, TODAY) == chinese


@given(dates, dates, languages)
def test_every_pair_of_dates_can_be_written(on: date, today: date, language: str) -> None:
    assert formats.day(on, language, today)
    assert formats.relative(on, language, today)
    assert formats.period(on, today, language) == formats.period(today, on, language)


@pytest.mark.parametrize(
    ("first", "last", "english", "chinese"),
    [
        (date(2017, 1, 1), date(2017, 12, 31), "2017", "2017 年"),
        (date(2017, 10, 1), date(2017, 12, 31), "Q4 2017", "2017 年第 4 季度"),
        (date(2024, 2, 1), date(2024, 2, 29), "Feb 2024", "2024 年 2 月"),
        (date(2017, 3, 5), date(2017, 3, 5), "5 Mar 2017", "2017-03-05"),
        (date(2017, 1, 1), date(2018, 12, 31), "1 Jan 2017 – 31 Dec 2018", "2017-01-01 至 2018-12-31"),
        (date(9999, 12, 1), date(9999, 12, 31), "Dec 9999", "9999 年 12 月"),
    ],
)
def test_a_period_has_its_shortest_true_name(first: date, last: date, english: str, chinese: str) -> None:
    assert formats.period(first, last, ENGLISH) == english
    assert formats.period(first, last, CHINESE) == chinese


def test_durations_show_their_two_largest_units() -> None:
    assert formats.duration(125, ENGLISH) == "2 h 5 min"
    assert formats.duration(3 * 1440 + 240, CHINESE) == "3 天 4 小时"
    assert formats.duration(0, CHINESE) == "0 分"
    assert formats.days(1, ENGLISH) == "1 day"
    assert formats.days(Fraction(517820, 10000), ENGLISH) == "52 days"
    assert formats.days(41, CHINESE) == "41 天"


@pytest.mark.parametrize(
    ("count", "text"),
    [(0, "0 B"), (812, "812 B"), (3_482, "3.4 KB"), (200 * 1024**2, "200 MB"), (12_884_902, "12 MB"), (2**31, "2 GB")],
)
def test_sizes_of_files_are_short(count: int, text: str) -> None:
    assert formats.file_size(count) == text


def test_a_month_is_as_short_as_a_far_day() -> None:
    assert formats.month_far(2022, 9, CHINESE) == "2022-09"
    assert formats.month_far(2022, 9, ENGLISH) == "Sep 2022"


def test_what_was_agreed_is_said_to_the_last_digit() -> None:
    prices = [
        formats.unit_price(each, currency) for currency in ("JPY", "CNY", "KWD") for each in (125_000_000_000, 125_000)
    ]
    assert prices == ["125,000", "0.125", "125,000.00", "0.125", "125,000.000", "0.125"]
    assert formats.unit_price(-5_000_000, "USD", symbol=True) == "−$5.00"
