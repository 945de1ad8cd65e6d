"""Dates as people write them; whether 01-03-17 begins with the day is decided once for a whole column."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

from crm_desktop.core import text
from crm_desktop.core.i18n import Message
from crm_desktop.exchange.bad_value import BadValue
from crm_desktop.exchange.cell import Cell

YEAR_FIRST = "ymd"
DAY_FIRST = "dmy"
MONTH_FIRST = "mdy"
ORDERS = (DAY_FIRST, MONTH_FIRST, YEAR_FIRST)

_MONTH_NAMES = (
    ("jan", "january"),
    ("feb", "february"),
    ("mar", "march"),
    ("apr", "april"),
    ("may", "may"),
    ("jun", "june"),
    ("jul", "july"),
    ("aug", "august"),
    ("sep", "sept", "september"),
    ("oct", "october"),
    ("nov", "november"),
    ("dec", "december"),
)
_MONTHS = {name: number for number, names in enumerate(_MONTH_NAMES, 1) for name in names}

_TIME = (
    r"(?:[T\s,]+(?P<time>\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?\s*(?:am|pm)?)"
    r"\s*(?P<zone>z|utc|gmt|[+-]\d{2}:?\d{2})?)?"
)
_NUMERIC = re.compile(r"(?P<a>\d{1,4})\s*[-/.\\]\s*(?P<b>\d{1,2})\s*[-/.\\]\s*(?P<c>\d{1,4})" + _TIME, re.IGNORECASE)
_CHINESE = re.compile(
    r"(?:(?P<y>\d{2}|\d{4})\s*年\s*)?(?P<m>\d{1,2})\s*月\s*(?P<d>\d{1,2})\s*[日号]?(?:\s*(?:星期|周).)?" + _TIME
)
_DAY_MONTH = re.compile(
    r"(?P<d>\d{1,2})(?:st|nd|rd|th)?[\s.-]*(?P<name>[a-z]{3,9})\.?[\s,.-]*(?P<y>\d{4}|\d{2})" + _TIME
)
_MONTH_DAY = re.compile(
    r"(?P<name>[a-z]{3,9})\.?[\s.-]*(?P<d>\d{1,2})(?:st|nd|rd|th)?[\s,.-]+(?P<y>\d{4}|\d{2})" + _TIME
)
_WEEKDAY = re.compile(r"^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*[\s,.]+")
_COMPACT = re.compile(r"(?P<y>(?:19|20)\d\d)(?P<m>\d\d)(?P<d>\d\d)(?:[T\s]?(?P<clock>\d{6}|\d{4}))?")
_SERIAL_DAY_ZERO = date(1899, 12, 30)
_SERIALS = range(10_000, 80_000)  # 1927 to 2119; smaller numbers are rather numbers


@dataclass(frozen=True)
class DateOrder:
    """The order of day, month and year in a column's numeric dates, and how sure it is."""

    order: str
    ambiguous: bool
    contradicting: int = 0


def decide_order(values: Iterable[Cell], preferred: str = DAY_FIRST) -> DateOrder:
    """The one order in which the values of a column are dates; ambiguous when several fit equally well."""
    triples = set(_triples(values))
    if not triples:
        return DateOrder(preferred, False)
    failures = {order: sum(_arranged(t, order) is None for t in triples) for order in ORDERS}
    fewest = min(failures.values())
    fitting = [order for order in ORDERS if failures[order] == fewest]
    if len(fitting) == 1 or fewest == len(triples):
        return DateOrder(fitting[0] if len(fitting) == 1 else preferred, False, fewest)
    spread = {order: _spread_of_years(triples, order) for order in fitting}
    # Real years of one column lie close together; days read as years are scattered over three decades.
    narrow = [order for order in fitting if spread[order] * 3 <= max(spread.values())]
    if len(narrow) == 1 and max(spread.values()) >= 9:
        return DateOrder(narrow[0], False, fewest)
    choice = next((order for order in (preferred, *fitting) if order in (narrow or fitting)), fitting[0])
    return DateOrder(choice, True, fewest)


def parse_date(value: Cell, order: str = DAY_FIRST, today: date | None = None) -> date:
    """The day in a cell; a time of day after it is left out."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    return _moment_in(value, order, today).date()


def parse_moment(value: Cell, order: str = DAY_FIRST, today: date | None = None) -> datetime:
    """The day and time in a cell; aware when the cell names its zone, midnight when it names no time."""
    found = _moment_in(value, order, today)
    if found.year in (date.min.year, date.max.year):
        # In another time zone these end in a year that does not exist.
        raise _not_a_date(value)
    return found


def _moment_in(value: Cell, order: str, today: date | None) -> datetime:
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day)
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return _from_number(value)
    written = text.normalise(str(value or "")).casefold()
    found = _read(_WEEKDAY.sub("", written), order, today)
    if found is None:
        raise _not_a_date(value)
    return found


def _read(written: str, order: str, today: date | None) -> datetime | None:
    if match := _NUMERIC.fullmatch(written):
        return _at_time(_arranged((match["a"], match["b"], match["c"]), order), match)
    if match := _CHINESE.fullmatch(written):
        month, day = int(match["m"]), int(match["d"])
        known = _made(_century(match["y"]), month, day) if match["y"] else _nearest(month, day, today)
        return _at_time(known, match)
    if match := _DAY_MONTH.fullmatch(written) or _MONTH_DAY.fullmatch(written):
        month = _MONTHS.get(match["name"], 0)
        return _at_time(_made(_century(match["y"]), month, int(match["d"])), match)
    if match := _COMPACT.fullmatch(written):
        day_found = _made(int(match["y"]), int(match["m"]), int(match["d"]))
        return _at_clock(day_found, match["clock"])
    if written.isdigit() and int(written) in _SERIALS:
        return _from_number(int(written))
    return None


def _triples(values: Iterable[Cell]) -> Iterator[tuple[str, str, str]]:
    """The numeric dates whose order is open; a year of four digits in front leaves no question."""
    for value in values:
        if isinstance(value, str) and (match := _NUMERIC.fullmatch(text.normalise(value).casefold())):
            triple = (match["a"], match["b"], match["c"])
            if len(triple[0]) < 3:
                yield triple


def _arranged(triple: tuple[str, str, str], order: str) -> date | None:
    first, second, third = triple
    if len(first) > 2:
        return _made(_century(first), int(second), int(third))
    if len(third) > 2 and order == YEAR_FIRST:
        return None
    year, month, day = {
        DAY_FIRST: (third, second, first),
        MONTH_FIRST: (third, first, second),
        YEAR_FIRST: (first, second, third),
    }[order]
    return _made(_century(year), int(month), int(day))


def _spread_of_years(triples: Iterable[tuple[str, str, str]], order: str) -> int:
    years = [found.year for t in triples if (found := _arranged(t, order))]
    return max(years) - min(years) + 1 if years else 0


def _century(year: str) -> int:
    """Two digits up to 68 belong to this century, as POSIX has it."""
    number = int(year)
    return number if len(year) > 2 else number + (2000 if number <= 68 else 1900)


def _made(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _nearest(month: int, day: int, today: date | None) -> date | None:
    """A day without a year is the one nearest to today."""
    if today is None:
        return None
    found = [known for years in (-1, 0, 1) if (known := _made(today.year + years, month, day))]
    return min(found, key=lambda known: abs((known - today).days), default=None)


def _at_time(day: date | None, match: re.Match[str]) -> datetime | None:
    if day is None:
        return None
    if not match["time"]:
        return datetime(day.year, day.month, day.day)
    clock = re.fullmatch(r"(\d+):(\d+)(?::(\d+)(?:[.,](\d+))?)?\s*(am|pm)?", match["time"])
    if clock is None:
        return None
    hour = int(clock[1])
    if clock[5]:
        hour = hour % 12 + (12 if clock[5] == "pm" else 0)
    micro = int((clock[4] or "0")[:6].ljust(6, "0"))
    try:
        found = datetime(day.year, day.month, day.day, hour, int(clock[2]), int(clock[3] or 0), micro)
    except ValueError:
        return None
    return found.replace(tzinfo=_zone(match["zone"])) if match["zone"] else found


def _zone(written: str) -> timezone:
    if not written.startswith(("+", "-")):
        return UTC
    hours, minutes = int(written[1:3]), int(written[-2:])
    offset = timedelta(hours=min(hours, 23), minutes=min(minutes, 59))
    return timezone(-offset if written[0] == "-" else offset)


def _at_clock(day: date | None, clock: str | None) -> datetime | None:
    if day is None:
        return None
    hour, minute, second = (int((clock or "").ljust(6, "0")[n : n + 2]) for n in (0, 2, 4))
    try:
        return datetime(day.year, day.month, day.day, hour, minute, second)
    except ValueError:
        return None


def _from_number(value: int | Decimal) -> datetime:
    """A serial day of Excel, or 20170301 written as a number."""
    whole = int(value)
    if whole in _SERIALS:
        midnight = datetime(_SERIAL_DAY_ZERO.year, _SERIAL_DAY_ZERO.month, _SERIAL_DAY_ZERO.day)
        return midnight + timedelta(days=whole, seconds=round((Decimal(value) - whole) * 86_400))
    if whole == value and (match := _COMPACT.fullmatch(str(whole))):
        found = _at_clock(_made(int(match["y"]), int(match["m"]), int(match["d"])), match["clock"])
        if found is not None:
            return found
    raise _not_a_date(value)


def _not_a_date(value: object) -> BadValue:
    return BadValue(Message("“{value}” is not a date. Write it as 2026-11-18.", value=str(value)))
