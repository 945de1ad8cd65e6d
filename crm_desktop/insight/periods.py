"""Periods of a report: the one before, and the months and quarters within."""

import calendar
import re
from collections.abc import Iterator
from datetime import date, timedelta

from crm_desktop.core.errors import UserError
from crm_desktop.core.i18n import Message
from crm_desktop.insight.sales import Period

_NAMED = re.compile(r"([1-9]\d{3})(?:-(Q[1-4]|0[1-9]|1[0-2]))?")


def previous(period: Period, reached: date | None = None) -> Period | None:
    """The period before: as many whole months when it is made of whole months, else as many days.

    Of a period that has only `reached` a day, no more than that much of the one before, so that like is compared with
    like. None for a period that has not begun, and where the calendar does not reach back that far.
    """
    if reached is not None and reached < period.first:
        return None
    try:
        before = _whole_before(period)
        return before if reached is None or reached >= period.last else _until(before, period, reached)
    except (OverflowError, ValueError):
        return None


def _whole_before(period: Period) -> Period:
    last = period.first - timedelta(days=1)
    if _is_whole_months(period):
        return Period(_months_back(period.first, _month_count(period)), last)
    return Period(period.first - (period.last - period.first) - timedelta(days=1), last)


def _until(before: Period, period: Period, reached: date) -> Period:
    """The period before up to the day that answers to `reached`; the end of a month answers to the end of a month."""
    if not _is_whole_months(period):
        return Period(before.first, before.first + (reached - period.first))
    month = _months_back(reached, _month_count(period))
    length = calendar.monthrange(month.year, month.month)[1]
    is_month_end = reached.day == calendar.monthrange(reached.year, reached.month)[1]
    return Period(before.first, month.replace(day=length if is_month_end else min(reached.day, length)))


def months(period: Period) -> Iterator[tuple[str, bool]]:
    """(month as "2017-03", whether the period covers it only in part), in order."""
    year, month = period.first.year, period.first.month
    while (year, month) <= (period.last.year, period.last.month):
        whole = Period(date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]))
        yield f"{year:04d}-{month:02d}", whole.first < period.first or whole.last > period.last
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)


def quarters(period: Period) -> Iterator[tuple[str, bool]]:
    """(quarter as "2017-Q1", whether the period covers it only in part), in order."""
    seen: dict[str, list[bool]] = {}
    for month, partial in months(period):
        seen.setdefault(quarter_of(month), []).append(partial)
    yield from ((quarter, len(parts) < 3 or any(parts)) for quarter, parts in seen.items())


def quarter_of(month: str) -> str:
    """The quarter of a month: "2017-03" lies in "2017-Q1"."""
    year, number = month.split("-")
    return f"{year}-Q{(int(number) + 2) // 3}"


def named(text: str) -> Period:
    """The days of a year, quarter or month written as 2026, 2026-Q3 or 2026-11."""
    found = _NAMED.fullmatch(text.strip().upper())
    if found is None:
        raise UserError(Message("Write the period as 2026, 2026-Q3 or 2026-11. “{text}” is none.", text=text))
    year, part = found.groups()
    if part is None:
        return Period(date(int(year), 1, 1), date(int(year), 12, 31))
    return bounds(f"{year}-{part}")


def bounds(key: str) -> Period:
    """The first and last day of a month or quarter by its key."""
    year, part = key.split("-")
    first = int(part[1:]) * 3 - 2 if part.startswith("Q") else int(part)
    last = first + 2 if part.startswith("Q") else first
    return Period(date(int(year), first, 1), date(int(year), last, calendar.monthrange(int(year), last)[1]))


def _is_whole_months(period: Period) -> bool:
    return period.first.day == 1 and period.last.day == calendar.monthrange(period.last.year, period.last.month)[1]


def _month_count(period: Period) -> int:
    return (period.last.year - period.first.year) * 12 + period.last.month - period.first.month + 1


def _months_back(day: date, count: int) -> date:
    index = day.year * 12 + day.month - 1 - count
    return date(index // 12, index % 12 + 1, 1)
