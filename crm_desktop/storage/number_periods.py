"""Parts of a number pattern that follow the day: {YYYY}, {YY}, {MM}, {DD}. The counter begins anew with the finest.

Numbers of each period are counted and leased by themselves, under the kind with the period: `customer@2026-11`.
"""

import re
from datetime import date

from crm_desktop.core.i18n import Message

_PART = re.compile(r"\{([^}]*)\}")
_FORMS = {"YYYY": "%Y", "YY": "%y", "MM": "%m", "DD": "%d"}
_MARK = "@"
# How many characters tell a period of each length: a year, a month, a day.
_YEAR, _MONTH, _DAY = 4, 7, 10


def period_of(pattern: str, today: date) -> str:
    """The period that a number of this pattern belongs to; empty where it is counted on for ever."""
    parts = set(_PART.findall(pattern))
    length = _DAY if "DD" in parts else _MONTH if "MM" in parts else _YEAR if parts & {"YYYY", "YY"} else 0
    return today.isoformat()[:length]


def dated(pattern: str, today: date) -> str:
    """The pattern with the parts of this day."""
    return _PART.sub(lambda found: today.strftime(_FORMS[found[1]]) if found[1] in _FORMS else found[0], pattern)


def counted_as(kind: str, period: str) -> str:
    """The name under which a kind is counted in a period."""
    return f"{kind}{_MARK}{period}" if period else kind


def is_dated(counted: str) -> bool:
    """Whether something is counted by periods."""
    return _MARK in counted


def wanted(counted: str, today: date) -> tuple[str, str]:
    """What is to be counted now and next, of something counted by periods."""
    kind, _, period = counted.partition("~")[0].partition(_MARK)
    length = len(period)
    return counted_as(kind, today.isoformat()[:length]), counted_as(kind, _next(today, length))


def complaint(pattern: str) -> Message | None:
    """What is wrong with a pattern, so that it would give a number twice."""
    parts = _PART.findall(pattern)
    if unknown := [each for each in parts if each not in _FORMS]:
        return Message("“{part}” is no part of a day. There are {{YYYY}}, {{YY}}, {{MM}} and {{DD}}.", part=unknown[0])
    if "DD" in parts and "MM" not in parts:
        return Message("The day needs its month, or numbers would come again: write {{MM}}, too.")
    if "MM" in parts and not {"YYYY", "YY"} & set(parts):
        return Message("The month needs its year, or numbers would come again: write {{YYYY}} or {{YY}}, too.")
    return None


def _next(today: date, length: int) -> str:
    if length == _YEAR:
        return str(today.year + 1)
    if length == _MONTH:
        first = date(today.year + today.month // 12, today.month % 12 + 1, 1)
        return first.isoformat()[:_MONTH]
    return date.fromordinal(today.toordinal() + 1).isoformat()
