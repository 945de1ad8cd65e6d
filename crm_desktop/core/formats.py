"""How numbers, money, dates and durations are written in each language.

Everything here is a pure function of its arguments: `today` is passed in, the language is named. Amounts arrive in
minor units of their currency, either as integers or, for averages, as exact fractions; nothing passes through a float.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

from crm_desktop.core.i18n import CHINESE
from crm_desktop.core.money import E6, minor_digits

Exact = int | Fraction | Decimal

MINUS = "−"
MISSING = "—"
NEAR_DAYS = 60

_SYMBOLS = {
    "AUD": "A$",
    "BRL": "R$",
    "CAD": "C$",
    "CNY": "¥",
    "EUR": "€",
    "GBP": "£",
    "HKD": "HK$",
    "JPY": "JP¥",
    "KRW": "₩",
    "MXN": "MX$",
    "NZD": "NZ$",
    "SGD": "S$",
    "TWD": "NT$",
    "USD": "$",
}
_CHINESE_UNITS = {
    "AUD": "澳元",
    "CAD": "加元",
    "CHF": "瑞士法郎",
    "CNY": "元",
    "EUR": "欧元",
    "GBP": "英镑",
    "HKD": "港元",
    "JPY": "日元",
    "KRW": "韩元",
    "SGD": "新加坡元",
    "TWD": "新台币",
    "USD": "美元",
}
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MONTHS_IN_FULL = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_WEEKDAYS = {"en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"), CHINESE: tuple("一二三四五六日")}


# --- numbers


def integer(value: int | None) -> str:
    """A whole number in full: 1,284,000; the minus is a real one, missing is a dash."""
    return decimal(value, 0)


def decimal(value: Exact | None, places: int) -> str:
    """A number with this many decimals, rounded half away from zero."""
    if value is None:
        return MISSING
    scaled = round_half_up(Fraction(value) * 10**places)
    digits = f"{abs(scaled):0{places + 1}d}"
    whole, cents = (digits[:-places], digits[-places:]) if places else (digits, "")
    sign = MINUS if scaled < 0 else ""
    return f"{sign}{int(whole):,}{'.' if places else ''}{cents}"


def number(value: Decimal) -> str:
    """A quantity with the decimals it has: 1,234.5, −2."""
    return f"{MINUS if value < 0 else ''}{abs(value).normalize():,f}"


def round_half_up(value: Exact) -> int:
    """The nearest integer; halves go away from zero, as people round money."""
    exact = Fraction(value)
    nearest = (2 * abs(exact.numerator) + exact.denominator) // (2 * exact.denominator)
    return -nearest if exact < 0 else nearest


def percent(ratio: Exact | None, places: int = 1) -> str:
    """A ratio as per cent: 0.6315 is 63.2%."""
    return MISSING if ratio is None else decimal(Fraction(ratio) * 100, places) + "%"


def percent_in_full(ratio: Exact, least: int = 0) -> str:
    """A ratio as per cent with the decimals it has, four at most: 0.123456 is 12.3456%."""
    whole, _, rest = decimal(Fraction(ratio) * 100, 4).partition(".")
    rest = rest.rstrip("0").ljust(least, "0")
    return f"{whole}{'.' if rest else ''}{rest}%"


def points(difference: Exact | None, language: str, *, signed: bool = True) -> str:
    """The difference of two ratios in percentage points: +2.1 pts, +2.1 点."""
    if difference is None:
        return MISSING
    number = _signed(Fraction(difference) * 100, 1) if signed else decimal(abs(Fraction(difference)) * 100, 1)
    return number + (" 点" if language == CHINESE else " pts")


def change(now: Exact | None, before: Exact | None, *, signed: bool = True) -> str:
    """Growth against an earlier value in per cent; missing where the earlier one is not positive."""
    growth = growth_of(now, before)
    if growth is None:
        return MISSING
    return (_signed(growth * 100, 1) if signed else decimal(abs(growth) * 100, 1)) + "%"


def growth_of(now: Exact | None, before: Exact | None) -> Fraction | None:
    """(now − before) / before, or None where that says nothing."""
    if now is None or before is None or before <= 0:
        return None
    earlier = Fraction(before)
    return Fraction((Fraction(now) - earlier) / earlier)


def _signed(value: Exact, places: int) -> str:
    text = decimal(value, places)
    return text if value <= 0 or not text.strip("0.") else "+" + text


# --- money


def currency_symbol(currency: str) -> str:
    """$ or ¥; a currency without a well-known sign is named by its code and a space."""
    return _SYMBOLS.get(currency, currency + "\u00a0")


def currency_name(currency: str, language: str) -> str:
    """The unit as a heading names it: USD in English, 美元 in Chinese."""
    return _CHINESE_UNITS.get(currency, currency) if language == CHINESE else currency


def money(minor: Exact | None, currency: str, *, symbol: bool = False, cents: bool | None = None) -> str:
    """An amount in full; decimals only where cents exist, or as `cents` says for a whole column."""
    if minor is None:
        return MISSING
    digits = minor_digits(currency)
    shown = has_cents([minor], currency) if cents is None else cents
    text = decimal(Fraction(minor) / 10**digits, digits if shown else 0)
    return _with_symbol(text, currency) if symbol else text


def unit_price(price_e6: int, currency: str, *, symbol: bool = False) -> str:
    """A price a unit, in millionths: as amounts of its currency stand, and longer where it is."""
    exact = (Decimal(price_e6) / E6).normalize()
    text = decimal(exact, max(minor_digits(currency), -int(exact.as_tuple().exponent)))
    return _with_symbol(text, currency) if symbol else text


def has_cents(amounts: Iterable[Exact | None], currency: str) -> bool:
    """Whether any of these amounts, rounded to minor units, is not a whole number of major units."""
    unit = 10 ** minor_digits(currency)
    return any(amount is not None and round_half_up(amount) % unit for amount in amounts)


def compact_money(minor: Exact | None, currency: str, language: str) -> str:
    """A short amount for summaries: $1.28M and $94K in English, 1,027.0 万元 in Chinese."""
    return money_scale([minor], currency, language).text(minor)


@dataclass(frozen=True)
class MoneyScale:
    """One way of shortening amounts for a whole chart or column, so that 万 and 元 never meet in one."""

    currency: str
    language: str
    step: int

    @property
    def label(self) -> str:
        """The unit for a heading or subtitle: 万元, 万美元, USD."""
        name = currency_name(self.currency, self.language)
        return f"{_chinese_step(self.step)}{name}" if self.language == CHINESE else name

    def number(self, minor: Exact | None) -> str:
        """The amount where the unit already stands in the heading; English amounts carry their own."""
        if minor is None or self.language != CHINESE:
            return self.text(minor)
        return decimal(self._major(minor) / self.step, 0 if self.step == 1 else 1)

    def text(self, minor: Exact | None) -> str:
        """The amount with its unit."""
        if minor is None:
            return MISSING
        if self.language == CHINESE:
            return f"{self.number(minor)} {self.label}"
        return _english_compact(self._major(minor), self.currency, trim=False)

    def tick(self, minor: Exact) -> str:
        """The amount on an axis: no digits that say nothing."""
        if self.language != CHINESE:
            return _english_compact(self._major(minor), self.currency, trim=True)
        number = self.number(minor)
        return number.removesuffix(".0")

    def _major(self, minor: Exact) -> Fraction:
        unit: int = 10 ** minor_digits(self.currency)
        return Fraction(minor) / unit


def money_scale(amounts: Iterable[Exact | None], currency: str, language: str) -> MoneyScale:
    """The scale that suits the largest of these amounts."""
    largest = max((abs(Fraction(amount)) for amount in amounts if amount is not None), default=Fraction(0))
    major = largest / 10 ** minor_digits(currency)
    if language != CHINESE:
        return MoneyScale(currency, language, 1)
    steps = ((100_000_000, 10_000_000_000), (10_000, 10_000), (1, 0))
    return MoneyScale(currency, language, next(step for step, least in steps if major >= least))


def _chinese_step(step: int) -> str:
    return {1: "", 10_000: "万", 100_000_000: "亿"}[step]


def _english_compact(major: Fraction, currency: str, *, trim: bool) -> str:
    for step, suffix in ((1, ""), (1_000, "K"), (1_000_000, "M"), (1_000_000_000, "B"), (10**12, "T")):
        scaled = major / step
        places = _english_places(abs(scaled), suffix)
        # 999,600 becomes $1.00M, never $1000K.
        if abs(round_half_up(scaled * 10**places)) < 1000 * 10**places or suffix == "T":
            break
    text = decimal(scaled, places)
    if trim and "." in text:
        text = text.rstrip("0").rstrip(".")
    return _with_symbol(text, currency) + suffix


def _english_places(size: Fraction, suffix: str) -> int:
    if suffix == "":
        return 0
    if suffix == "K":
        return 1 if size < 10 else 0
    return 2 if size < 10 else 1


def _with_symbol(text: str, currency: str) -> str:
    sign, number = (MINUS, text[1:]) if text.startswith(MINUS) else ("", text)
    return f"{sign}{currency_symbol(currency)}{number}"


# --- dates


def day(on: date | None, language: str, today: date) -> str:
    """A date as a list shows it: with its weekday when near, with its year when far."""
    if on is None:
        return MISSING
    return day_near(on, language) if abs((on - today).days) <= NEAR_DAYS else day_far(on, language)


def day_near(on: date, language: str) -> str:
    """Wed 18 Nov; 11月18日 · 周三."""
    weekday = _WEEKDAYS[CHINESE if language == CHINESE else "en"][on.weekday()]
    if language == CHINESE:
        return f"{on.month}月{on.day}日 · 周{weekday}"
    return f"{weekday} {on.day} {_MONTHS[on.month - 1]}"


def day_far(on: date | None, language: str) -> str:
    """18 Nov 2026; 2026-11-18."""
    if on is None:
        return MISSING
    return on.isoformat() if language == CHINESE else f"{on.day} {_MONTHS[on.month - 1]} {on.year:04d}"


def relative(on: date | None, language: str, today: date) -> str:
    """How long ago or ahead, up to sixty days; beyond that the date itself."""
    if on is None:
        return MISSING
    days = (on - today).days
    if abs(days) > NEAR_DAYS:
        return day_far(on, language)
    if language == CHINESE:
        named = {0: "今天", -1: "昨天", 1: "明天"}.get(days)
        return named or (f"{-days} 天前" if days < 0 else f"{days} 天后")
    named = {0: "today", -1: "yesterday", 1: "tomorrow"}.get(days)
    return named or (f"{-days} d ago" if days < 0 else f"in {days} d")


def moment(at: datetime | None, language: str) -> str:
    """A date with its wall time: 21 Nov 2026 14:32; 2026-11-21 14:32."""
    return MISSING if at is None else f"{day_far(at.date(), language)} {at:%H:%M}"


def month_name(month: int, language: str, *, full: bool = False) -> str:
    """Nov, November; 11月."""
    if language == CHINESE:
        return f"{month}月"
    return (_MONTHS_IN_FULL if full else _MONTHS)[month - 1]


def month_of_year(year: int, month: int, language: str) -> str:
    """Nov 2026; 2026 年 11 月."""
    return f"{year} 年 {month} 月" if language == CHINESE else f"{_MONTHS[month - 1]} {year}"


def month_far(year: int, month: int, language: str) -> str:
    """Nov 2026; 2026-11, as short as a far day."""
    return f"{year}-{month:02}" if language == CHINESE else month_of_year(year, month, language)


def quarter_of_year(year: int, quarter: int, language: str) -> str:
    """Q4 2026; 2026 年第 4 季度."""
    return f"{year} 年第 {quarter} 季度" if language == CHINESE else f"Q{quarter} {year}"


def period(first: date, last: date, language: str) -> str:
    """An inclusive period by its shortest true name: a year, a quarter, a month, or its two dates."""
    if first > last:
        first, last = last, first
    if (first.year, first.day, last.day) == (last.year, 1, _month_end(last).day):
        months = (first.month, last.month)
        if months == (1, 12):
            return f"{first.year} 年" if language == CHINESE else str(first.year)
        if first.month % 3 == 1 and last.month == first.month + 2:
            return quarter_of_year(first.year, last.month // 3, language)
        if first.month == last.month:
            return month_of_year(first.year, first.month, language)
    if first == last:
        return day_far(first, language)
    return f"{day_far(first, language)}{' 至 ' if language == CHINESE else ' – '}{day_far(last, language)}"


def _month_end(on: date) -> date:
    # From the 28th, four days on are always in the next month; the last month of all years has 31 days.
    if (on.year, on.month) == (date.max.year, 12):
        return date.max
    following = on.replace(day=28) + timedelta(days=4)
    return following - timedelta(days=following.day)


# --- durations


def days(value: Exact | None, language: str, places: int = 0) -> str:
    """A number of days: 41 days, 1 day; 41 天."""
    if value is None:
        return MISSING
    number = decimal(value, places)
    if language == CHINESE:
        return f"{number} 天"
    return f"{number} day" if number in ("1", MINUS + "1") else f"{number} days"


def hours(value: Exact | None, language: str, places: int = 1) -> str:
    """A number of hours: 12.5 h, 12.5 小时."""
    return MISSING if value is None else f"{decimal(value, places)} {'小时' if language == CHINESE else 'h'}"


def duration(minutes: int | None, language: str) -> str:
    """A length of time by its two largest units: 2 h 5 min; 3 d 4 h; 2 小时 5 分."""
    if minutes is None:
        return MISSING
    names = ("天", "小时", "分") if language == CHINESE else ("d", "h", "min")
    total = abs(minutes)
    parts = (total // 1440, total % 1440 // 60, total % 60)
    first = next((index for index, part in enumerate(parts) if part), 2)
    shown = [f"{part} {name}" for part, name in list(zip(parts, names, strict=True))[first : first + 2] if part]
    return (MINUS if minutes < 0 else "") + (" ".join(shown) or f"0 {names[2]}")


def file_size(count: int) -> str:
    """How much a file holds: 812 B, 3.4 KB, 200 MB; in steps of 1,024, as the systems count."""
    if count < 1024:
        return f"{count} B"
    size = Fraction(count)
    for unit in ("KB", "MB", "GB"):
        size /= 1024
        if size < 1000 or unit == "GB":
            break
    return f"{decimal(size, 0 if size >= 10 or size.denominator == 1 else 1)} {unit}"
