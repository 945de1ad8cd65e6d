"""Numbers and money as people write them: $1,234.50 · 1.234,50 € · (1,200) · ¥12.8万 · 1.2亿 · USD 300 · 300-."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from crm_desktop.core import text
from crm_desktop.core.i18n import Message
from crm_desktop.exchange.bad_value import BadValue
from crm_desktop.exchange.cell import Cell

POINT = "."
COMMA = ","

_SIGNS = {
    "us$": "USD",
    "hk$": "HKD",
    "nt$": "TWD",
    "a$": "AUD",
    "c$": "CAD",
    "s$": "SGD",
    "r$": "BRL",
    "$": "USD",
    "€": "EUR",
    "£": "GBP",
    "¥": "CNY",
    "₩": "KRW",
    "₹": "INR",
    "₽": "RUB",
    "人民币": "CNY",
    "rmb": "CNY",
    "美元": "USD",
    "港币": "HKD",
    "港元": "HKD",
    "欧元": "EUR",
    "日元": "JPY",
    "英镑": "GBP",
    "圆": "CNY",
    "元": "CNY",
    "块": "CNY",
    "yuan": "CNY",
}
_FACTORS = {
    "万亿": 10**12,
    "亿": 10**8,
    "千万": 10**7,
    "百万": 10**6,
    "万": 10**4,
    "千": 10**3,
    "thousand": 10**3,
    "million": 10**6,
    "millions": 10**6,
    "billion": 10**9,
    "bn": 10**9,
    "mio": 10**6,
    "mn": 10**6,
    "k": 10**3,
    "m": 10**6,
    "b": 10**9,
}
_CODES = {
    code.casefold(): code
    for code in re.findall(
        "...",
        "AEDARSAUDBRLCADCHFCLPCNYCOPCZKDKKEGPEURGBPHKDHUFIDRILSINRJPYKESKRWMADMOPMXNMYRNGNNOKNZD"
        "PENPHPPKRPLNQARRONRSDRUBSARSEKSGDTHBTRYTWDUAHUSDVNDZAR",
    )
}
_CURRENCY = re.compile("|".join(re.escape(s) for s in sorted([*_SIGNS, *_CODES], key=len, reverse=True)))
_FACTOR = re.compile(
    r"(?<=[\d.\s])(" + "|".join(sorted(_FACTORS, key=len, reverse=True)) + r")\b|(万亿|亿|千万|百万|万|千)"
)
_BODY = re.compile(r"[\d.,' ]*\d[\d.,' ]*")
_SCIENTIFIC = re.compile(r"[+-]?\d+(?:[.,]\d+)?e[+-]?\d{1,3}")
_MINUS = str.maketrans({"−": "-", "–": "-", "—": "-", "﹣": "-", "\uff07": "'", "’": "'", "`": "'"})
# Half the distance between two float32 numbers, relative, with room for the rounding of nine printed digits.
_FLOAT32_ERROR = Decimal(2) ** -23


@dataclass(frozen=True)
class Amount:
    """A number read from a cell, with the currency and the percent sign that stood beside it."""

    value: Decimal
    currency: str | None = None
    percent: bool = False


@dataclass(frozen=True)
class DecimalMark:
    """The decimal mark of a column, and whether its values prove it."""

    mark: str
    proven: bool


def decide_decimal_mark(values: Iterable[Cell]) -> DecimalMark:
    """Point or comma, by what the values of one column can only mean; `1,234` alone proves nothing."""
    votes = {POINT: 0, COMMA: 0}
    unclear_points = 0
    for value in values:
        if not isinstance(value, str):
            continue
        mark = _proof(text.normalise(value))
        if mark in votes:
            votes[mark] += 1
        elif mark == "?.":
            unclear_points += 1
    if votes[POINT] == votes[COMMA] == 0:
        return DecimalMark(POINT, unclear_points == 0)
    return DecimalMark(COMMA if votes[COMMA] > votes[POINT] else POINT, True)


def _proof(written: str) -> str:
    """`.` or `,` when the value proves the decimal mark; `?.` or `?,` for one before three digits; or nothing."""
    body = "".join(c for c in written if c.isdigit() or c in ".,")
    marks = [c for c in body if not c.isdigit()]
    if not marks:
        return ""
    last = marks[-1]
    if len(set(marks)) == 2:
        return last if marks.count(last) == 1 else ""
    if len(marks) > 1:
        return COMMA if last == POINT else POINT
    whole, _, fraction = body.partition(last)
    if len(fraction) != 3 or len(whole) > 3 or whole in ("", "0"):
        return last
    return "?" + last


def parse_amount(value: Cell, mark: str = POINT) -> Amount:
    """The amount in a cell; BadValue when it is no number."""
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        raise _not_a_number(value)
    if not isinstance(value, str):
        return Amount(Decimal(value))
    rest = text.normalise(value).casefold().translate(_MINUS)
    rest, currency = _without_currency(rest)
    percent = rest.endswith("%") or rest.startswith("%")
    rest, negative = _without_sign(rest.strip("%").strip())
    rest, factor = _without_factor(rest)
    number = _plain_number(rest, mark, value) * factor
    return Amount(-number if negative else number, currency, percent)


def parse_number(value: Cell, mark: str = POINT) -> Decimal:
    """A plain number; a percent sign divides by hundred."""
    amount = parse_amount(value, mark)
    return amount.value / 100 if amount.percent else amount.value


def parse_integer(value: Cell, mark: str = POINT) -> int:
    """A whole number; 12.0 is one, 12.5 is none."""
    number = parse_number(value, mark)
    if number != number.to_integral_value():
        raise BadValue(Message("“{value}” is not a whole number.", value=str(value)))
    return int(number)


def currency_code(written: str) -> str | None:
    """The ISO code meant by a code, a sign or a Chinese name of a currency."""
    folded = text.fold(written)
    return _CODES.get(folded) or _SIGNS.get(folded)


def as_meant(value: Decimal) -> Decimal:
    """The short decimal a number was before a program stored it in 32 bits: 9.80000019 → 9.8, 0.15000000596 → 0.15.

    Only numbers with more than four decimals are touched, and only when a decimal of two to four places lies within the
    error of a 32-bit float; then that decimal is what was meant.
    """
    if _decimals(value) <= 4:
        return value
    for places in (2, 3, 4):
        short = round(value, places)
        if short and abs(value - short) <= abs(short) * _FLOAT32_ERROR:
            return short.normalize() if short != short.to_integral_value() else short.quantize(Decimal(1))
    return value


def _decimals(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return -exponent if isinstance(exponent, int) and exponent < 0 else 0


def _without_currency(written: str) -> tuple[str, str | None]:
    for found in _CURRENCY.finditer(written):
        before, after = written[: found.start()], written[found.end() :]
        # A code is a word of its own, not letters inside another word.
        if found[0].isascii() and found[0].isalpha() and (before[-1:].isalpha() or after[:1].isalpha()):
            continue
        rest = (before + " " + after).strip()
        return _without_currency(rest)[0], _SIGNS.get(found[0]) or _CODES[found[0]]
    return written, None


def _without_sign(written: str) -> tuple[str, bool]:
    if written.startswith("(") and written.endswith(")"):
        return written[1:-1].strip(), True
    if written.startswith("-"):
        return written[1:].strip(), True
    if written.endswith("-"):
        return written[:-1].strip(), True
    return written.removeprefix("+").strip(), False


def _without_factor(written: str) -> tuple[str, int]:
    found = _FACTOR.search(written)
    if found is None:
        return written, 1
    return written[: found.start()].strip(), _FACTORS[found[0]]


def _plain_number(written: str, mark: str, original: str) -> Decimal:
    if _SCIENTIFIC.fullmatch(written):
        return Decimal(written.replace(",", "."))
    if not _BODY.fullmatch(written):
        raise _not_a_number(original)
    mark = _told_by_itself(written) or mark
    group = COMMA if mark == POINT else POINT
    whole, decimal_mark, fraction = written.replace(" ", "").replace("'", "").partition(mark)
    if group in fraction or mark in fraction:
        raise _irregular(original)
    if group in whole:
        groups = whole.split(group)
        if not _regular(groups):
            # A lone mark that cannot be a separator of thousands is the decimal mark after all.
            if len(groups) == 2 and not decimal_mark and len(groups[1]) != 3:
                return _decimal(f"{groups[0]}.{groups[1]}", original)
            raise _irregular(original)
        whole = "".join(groups)
    return _decimal(f"{whole or '0'}.{fraction or '0'}" if decimal_mark else whole, original)


def _told_by_itself(written: str) -> str | None:
    """The decimal mark of a number with both marks, whatever its column says: the last one, when it stands once."""
    last = max((POINT, COMMA), key=written.rfind)
    return last if POINT in written and COMMA in written and written.count(last) == 1 else None


def _regular(groups: list[str]) -> bool:
    """Groups of three, or of two and three as in India, after a first one that is not empty."""
    first, *rest = groups
    if not 1 <= len(first) <= 3:
        return False
    sizes = [len(group) for group in rest]
    indian = sizes[-1] == 3 and set(sizes[:-1]) <= {2} and len(first) <= 2
    return (set(sizes) == {3} and len(first) <= 3) or indian


def _decimal(written: str, original: str) -> Decimal:
    try:
        return Decimal(written)
    except InvalidOperation as error:
        raise _not_a_number(original) from error


def _not_a_number(value: object) -> BadValue:
    return BadValue(Message("“{value}” is not a number.", value=str(value)))


def _irregular(value: object) -> BadValue:
    return BadValue(Message("The separators in “{value}” are irregular; the number is not clear.", value=str(value)))
