"""Days told from today, such as "this quarter" or "overdue": a name stays the same while its days move on."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta

from crm_desktop.core import formats
from crm_desktop.core.listing import DAY, MONTH, QUARTER, WEEK

Span = tuple[date | None, date | None]

_DAY = timedelta(days=1)


def span_of(name: str, today: date) -> Span:
    """The first and last day of a name of `SPANS`; None where a span is open."""
    return SPANS[name](today)


def _days(first: int, last: int) -> Callable[[date], Span]:
    return lambda today: (today + timedelta(days=first), today + timedelta(days=last))


def _week(away: int) -> Callable[[date], Span]:
    """Weeks begin on Monday."""

    def span(today: date) -> Span:
        monday = today + timedelta(days=7 * away - today.weekday())
        return monday, monday + timedelta(days=6)

    return span


def _months(count: int, away: int) -> Callable[[date], Span]:
    """So many whole months, as they divide a year, this one or others away."""

    def span(today: date) -> Span:
        number = (today.year * 12 + today.month - 1) // count * count + away * count
        return _month(number), _month(number + count) - _DAY

    return span


def _month(number: int) -> date:
    return date(number // 12, number % 12 + 1, 1)


SPANS: Mapping[str, Callable[[date], Span]] = {
    "today": _days(0, 0),
    "yesterday": _days(-1, -1),
    "tomorrow": _days(1, 1),
    "this_week": _week(0),
    "last_week": _week(-1),
    "next_week": _week(1),
    "this_month": _months(1, 0),
    "last_month": _months(1, -1),
    "next_month": _months(1, 1),
    "this_quarter": _months(3, 0),
    "last_quarter": _months(3, -1),
    "next_quarter": _months(3, 1),
    "this_year": _months(12, 0),
    "last_year": _months(12, -1),
    "last_30_days": _days(-29, 0),
    "next_7_days": _days(0, 6),
    "next_30_days": _days(0, 29),
    "next_90_days": _days(0, 89),
    "past": lambda today: (None, today - _DAY),
    "ahead": lambda today: (today, None),
}


def step_name(step: str, key: str, language: str) -> str:
    """What a day ("2026-11-22"), week (by its Monday), month ("2026-11"), quarter ("2026-Q4") or year is called."""
    if step in (DAY, WEEK):
        first = date.fromisoformat(key)
        return formats.day_far(first, language) if step == DAY else formats.period(first, first + 6 * _DAY, language)
    year = int(key[:4])
    if step == MONTH:
        return formats.month_of_year(year, int(key[5:]), language)
    return formats.quarter_of_year(year, int(key[6:]), language) if step == QUARTER else key
