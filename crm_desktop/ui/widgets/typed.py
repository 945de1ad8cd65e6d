"""What people type for numbers and dates, understood generously; what could mean two things is refused."""

import re
import unicodedata
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation

_SCALES = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8, "千": 10**3, "k": 10**3, "m": 10**6}
_CURRENCY_SIGNS = re.compile(r"[¥$€£₩元]|[A-Z]{3}(?![A-Za-z])")
_GROUPED = re.compile(r"[+-]?\d{1,3}([,' ]\d{3})+(\.\d*)?")
_MONTH_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTHS = {name: number for number, name in enumerate(_MONTH_NAMES, 1)}
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_CHINESE_WEEKDAYS = {name: number for number, name in enumerate("一二三四五六日")} | {"天": 6}
_NAMED_DAYS = {
    "today": 0,
    "tomorrow": 1,
    "yesterday": -1,
    "今天": 0,
    "明天": 1,
    "后天": 2,
    "大后天": 3,
    "昨天": -1,
    "前天": -2,
}


class NotUnderstoodError(ValueError):
    """The text is not what the field asks for."""


def decimal_of(text: str) -> Decimal:
    """A number such as "1,234.50", "1.2万", full-width digits, "12k" or "−5"; raises NotUnderstoodError."""
    plain = _plain(text)
    plain = _CURRENCY_SIGNS.sub("", plain).strip().rstrip("%").strip()
    factor = 1
    if plain and plain[-1].lower() in _SCALES:
        factor = _SCALES[plain[-1].lower()]
        plain = plain[:-1].strip()
    if _GROUPED.fullmatch(plain):
        plain = re.sub(r"[,' ]", "", plain)
    try:
        value = Decimal(plain)
    except InvalidOperation as error:
        raise NotUnderstoodError(text) from error
    if not value.is_finite() or "e" in plain.lower() or "_" in plain:
        raise NotUnderstoodError(text)
    return value * factor


def date_of(text: str, today: date) -> date:
    """A day such as "2026-11-26", "26 Nov", "11月26日", "tomorrow", "周五" or "+5"; raises NotUnderstoodError."""
    plain = _plain(text).lower()
    for attempt in (_named, _relative, _weekday, _chinese, _numbers, _with_month_name):
        found = attempt(plain, today)
        if found is not None:
            return found
    raise NotUnderstoodError(text)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).replace("−", "-").replace("。", ".").strip()


def _named(text: str, today: date) -> date | None:
    return today + timedelta(_NAMED_DAYS[text]) if text in _NAMED_DAYS else None


def _relative(text: str, today: date) -> date | None:
    match = re.fullmatch(r"([+-])\s*(\d{1,4})\s*(d|days?|天)?", text) or re.fullmatch(
        r"(in )?(\d{1,4})\s*(d|days?|天后?)", text
    )
    if not match:
        return None
    return _or_none(today.toordinal() + int(match[2]) * (-1 if match[1] == "-" else 1))


def _weekday(text: str, today: date) -> date | None:
    """The next such weekday, never today."""
    match = re.fullmatch(r"(?:周|星期|礼拜)([一二三四五六日天])", text)
    if match:
        number = _CHINESE_WEEKDAYS[match[1]]
    else:
        found = [number for number, name in enumerate(_WEEKDAYS) if len(text) >= 3 and name.startswith(text)]
        if not found:
            return None
        number = found[0]
    return today + timedelta((number - today.weekday() - 1) % 7 + 1)


def _chinese(text: str, today: date) -> date | None:
    match = re.fullmatch(r"(?:(\d{4})年)?\s*(\d{1,2})月\s*(\d{1,2})[日号]?", text)
    if not match:
        return None
    return _day(int(match[1]) if match[1] else None, int(match[2]), int(match[3]), today)


def _numbers(text: str, today: date) -> date | None:
    if match := re.fullmatch(r"(\d{4})(\d{2})(\d{2})", text):
        return _day(int(match[1]), int(match[2]), int(match[3]), today)
    if match := re.fullmatch(r"(\d{4})[-/. ](\d{1,2})[-/. ](\d{1,2})", text):
        return _day(int(match[1]), int(match[2]), int(match[3]), today)
    match = re.fullmatch(r"(\d{1,2})[-/.](\d{1,2})(?:[-/.](\d{4}))?", text)
    return _day_and_month(int(match[1]), int(match[2]), int(match[3]) if match[3] else None, today) if match else None


def _day_and_month(first: int, second: int, year: int | None, today: date) -> date | None:
    """Either order when only one can be; month first only without a year, as in 11-26."""
    if first > 12:
        return _day(year, second, first, today)
    if second > 12 or first == second or year is None:
        return _day(year, first, second, today)
    return None


def _with_month_name(text: str, today: date) -> date | None:
    words = [word.strip(".") for word in re.split(r"[\s,/-]+", text) if word]
    months = [_MONTHS[word[:3]] for word in words if word.isalpha() and word[:3] in _MONTHS]
    numbers = [int(match[1]) for word in words if (match := re.fullmatch(r"(\d{1,4})(?:st|nd|rd|th)?", word))]
    if len(months) != 1 or len(months) + len(numbers) != len(words) or not 1 <= len(numbers) <= 2:
        return None
    years = [number for number in numbers if number > 31]
    days = [number for number in numbers if number <= 31]
    return _day(years[0] if years else None, months[0], days[0], today) if len(days) == 1 else None


def _day(year: int | None, month: int, day: int, today: date) -> date | None:
    """A day; without a year the one nearest to today, so that in December "5 Jan" means next month."""
    if year is not None:
        return _real(year, month, day)
    found = [near for shift in (-1, 0, 1) if (near := _real(today.year + shift, month, day))]
    return min(found, key=lambda near: abs(near - today)) if found else None


def _real(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _or_none(ordinal: int) -> date | None:
    try:
        return date.fromordinal(ordinal)
    except (ValueError, OverflowError):
        return None
