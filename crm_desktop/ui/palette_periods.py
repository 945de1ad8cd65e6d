"""Periods as they are typed after “report”: 2025 Q3, Q3, 2025-07, July 2025, 上半年, 2024年第三季度, 2024."""

import calendar
import re
from collections.abc import Callable
from datetime import date

Span = tuple[date, date]

_CHINESE = {"一": 1, "二": 2, "三": 3, "四": 4}
_MONTHS = {name[:3].lower(): n for n, name in enumerate(calendar.month_name) if name}
_REPORT = re.compile(r"\s*(?:reports?|报表|报告|销售报告)(?=[\s\d第上下qQhH]|$)\s*[:：]?\s*", re.IGNORECASE)
_YEAR = r"(?:(?P<year>20\d\d)\s*年?\s*[-/.]?\s*)"
_LATER = r"(?:\s*[-/, ]?\s*(?P<later>20\d\d)\s*年?)?"


def _months(year: int, first: int, count: int) -> Span:
    last = first + count - 1
    return date(year, first, 1), date(year, last, calendar.monthrange(year, last)[1])


def _number(text: str) -> int:
    return _CHINESE.get(text) or int(text)


_FORMS: tuple[tuple[re.Pattern[str], Callable[[int, str], Span | None]], ...] = (
    (
        re.compile(rf"{_YEAR}?q\s*(?P<part>[1-4]){_LATER}$"),
        lambda year, part: _months(year, int(part) * 3 - 2, 3),
    ),
    (
        re.compile(rf"{_YEAR}?第?\s*(?P<part>[一二三四1-4])\s*季度?$"),
        lambda year, part: _months(year, _number(part) * 3 - 2, 3),
    ),
    (
        re.compile(rf"{_YEAR}?(?:h(?P<part>[12])|(?P<half>[上下])半年?){_LATER}$"),
        lambda year, part: _months(year, 1 if part in "1上" else 7, 6),
    ),
    (
        re.compile(rf"{_YEAR}(?P<part>1[0-2]|0?[1-9])\s*月?$|(?P<month>1[0-2]|0?[1-9])\s*月$"),
        lambda year, part: _months(year, int(part), 1),
    ),
    (
        re.compile(rf"{_YEAR}?(?P<part>{'|'.join(_MONTHS)})[a-z]*\.?{_LATER}$"),
        lambda year, part: _months(year, _MONTHS[part], 1),
    ),
    (re.compile(r"(?P<year>20\d\d)\s*年?$"), lambda year, _part: _months(year, 1, 12)),
)


def typed_period(typed: str, today: date) -> Span | None:
    """The days meant by “report …” when they are named by a year, half, quarter or month; else None."""
    begun = _REPORT.match(typed)
    rest = typed[begun.end() :].strip().lower() if begun else ""
    for form, span in _FORMS if rest else ():
        if found := form.match(rest):
            named = found.groupdict()
            year = int(named.get("year") or named.get("later") or today.year)
            return span(year, named.get("part") or named.get("half") or named.get("month") or "")
    return None
