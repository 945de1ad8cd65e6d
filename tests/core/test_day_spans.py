"""Days told from today."""

from datetime import date

import pytest

from crm_desktop.core.day_spans import SPANS, span_of, step_name

SUNDAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("name", "today", "first", "last"),
    [
        ("today", SUNDAY, "2026-11-22", "2026-11-22"),
        ("this_week", SUNDAY, "2026-11-16", "2026-11-22"),
        ("next_week", date(2026, 12, 28), "2027-01-04", "2027-01-10"),
        ("last_month", date(2024, 3, 31), "2024-02-01", "2024-02-29"),
        ("this_quarter", SUNDAY, "2026-10-01", "2026-12-31"),
        ("last_quarter", date(2026, 1, 1), "2025-10-01", "2025-12-31"),
        ("next_quarter", SUNDAY, "2027-01-01", "2027-03-31"),
        ("this_year", SUNDAY, "2026-01-01", "2026-12-31"),
        ("last_30_days", SUNDAY, "2026-10-24", "2026-11-22"),
        ("next_30_days", SUNDAY, "2026-11-22", "2026-12-21"),
    ],
)
def test_a_name_says_its_first_and_last_day(name: str, today: date, first: str, last: str) -> None:
    assert span_of(name, today) == (date.fromisoformat(first), date.fromisoformat(last))


def test_overdue_is_everything_before_today_and_what_lies_ahead_begins_with_it() -> None:
    assert span_of("past", SUNDAY) == (None, date(2026, 11, 21))
    assert span_of("ahead", SUNDAY) == (SUNDAY, None)


@pytest.mark.parametrize("name", SPANS)
def test_a_span_never_ends_before_it_begins(name: str) -> None:
    first, last = span_of(name, date(2024, 2, 29))
    assert first is None or last is None or first <= last


@pytest.mark.parametrize(
    ("step", "key", "english", "chinese"),
    [
        ("day", "2026-11-22", "22 Nov 2026", "2026-11-22"),
        ("week", "2026-11-16", "16 Nov 2026 – 22 Nov 2026", "2026-11-16 至 2026-11-22"),
        ("month", "2026-11", "Nov 2026", "2026 年 11 月"),
        ("quarter", "2026-Q4", "Q4 2026", "2026 年第 4 季度"),
        ("year", "2026", "2026", "2026"),
    ],
)
def test_a_step_is_called_as_people_say_it(step: str, key: str, english: str, chinese: str) -> None:
    assert (step_name(step, key, "en"), step_name(step, key, "zh_CN")) == (english, chinese)
