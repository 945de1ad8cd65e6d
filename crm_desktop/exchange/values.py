"""Cells as values of a field: what a whole column's values prove is decided once, then each cell is read or refused."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeAlias

from crm_desktop.core import text
from crm_desktop.core.i18n import Message
from crm_desktop.exchange import dates, fields, numbers
from crm_desktop.exchange.bad_value import BadValue
from crm_desktop.exchange.cell import Cell
from crm_desktop.exchange.fields import ImportField
from crm_desktop.exchange.numbers import Amount

Value: TypeAlias = str | int | Decimal | bool | date | datetime | Amount | tuple[str, ...]

_YES = frozenset(
    [
        "yes",
        "y",
        "true",
        "t",
        "1",
        "on",
        "x",
        "√",
        "✓",
        "✔",
        "☑",
        "是",
        "对",
        "有",
        "真",
        "启用",
        "在职",
        "在售",
        "已",
        "ja",
        "oui",
        "si",
    ]
)
_NO = frozenset(
    [
        "no",
        "n",
        "false",
        "f",
        "0",
        "off",
        "×",
        "✗",
        "✘",
        "☐",
        "否",
        "错",
        "无",
        "没有",
        "假",
        "停用",
        "离职",
        "停售",
        "未",
        "nein",
        "non",
    ]
)
_EMPTY = frozenset(
    ["-", "--", "—", "–", "?", ".", "n/a", "na", "null", "none", "nil", "nan", "(null)", "\\n", "无", "暂无"]
)
# What a program worked out in vain says of an amount that there is one, and nobody knows which.
_NO_AMOUNT = "nan"
_ERRORS = frozenset(["#n/a", "#value!", "#ref!", "#div/0!", "#name?", "#null!", "#num!"])
_LONGEST_BLANK = max(map(len, _EMPTY | _ERRORS))
_MAIL = re.compile(r"[^\s@<>,;\"()]+@[^\s@<>,;\"()]+")
_BETWEEN = re.compile(r"[;；,，、\n|]|\s/\s")
# A stroke after fewer digits stands behind the code of a country or an area: 0032/123456789.
_LEAST_DIGITS = 6
_PHONE = re.compile(r"\+?[\d\s().\-/–*#]+(?:(?:ext|x|转|分机)\.?\s*\d+)?", re.IGNORECASE)
# One number without anything to tidy up, and the ".0" a workbook's number ends in.
_PLAIN_PHONE = re.compile(r"\+?\d+(?:[ -]\d+)*", re.ASCII)
_WHOLE = re.compile(r"\d+\.0")
_EXPONENT = re.compile(r"\d(?:\.\d+)?e\+?\d+", re.IGNORECASE)


@dataclass(frozen=True)
class ColumnFormat:
    """How the cells of one column are to be understood; part of a saved mapping."""

    date_order: str = dates.DAY_FIRST
    decimal_mark: str = numbers.POINT
    factor: Decimal = Decimal(1)
    currency: str | None = None
    # 15 means 15 %, not 1,500 %.
    shares_are_percent: bool = False

    def to_json(self) -> dict[str, Any]:
        """A JSON-able copy."""
        return {
            "date_order": self.date_order,
            "decimal_mark": self.decimal_mark,
            "factor": str(self.factor),
            "currency": self.currency,
            "shares_are_percent": self.shares_are_percent,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "ColumnFormat":
        """The format a `to_json` came from; what is missing has its default."""
        known = {key: data[key] for key in cls.__dataclass_fields__ if key in data}
        if "factor" in known:
            known["factor"] = Decimal(str(known["factor"]))
        found = replace(cls(), **known)
        found.refuse_unknown()
        return found

    def refuse_unknown(self) -> None:
        """A mapping is a file people edit: what no cell could be read with is a ValueError."""
        for value, allowed in (
            (self.date_order, dates.ORDERS),
            (self.decimal_mark, (numbers.POINT, numbers.COMMA)),
            (self.shares_are_percent, (True, False)),
            (self.currency, (None, numbers.currency_code(str(self.currency)))),
        ):
            if value not in allowed:
                raise ValueError(value)
        if not (self.factor.is_finite() and Decimal("1e-12") <= self.factor <= Decimal("1e12")):
            raise ValueError(str(self.factor))


@dataclass(frozen=True)
class Understood:
    """The format found for a column, and what a person should check."""

    format: ColumnFormat
    notes: tuple[Message, ...] = ()


def understand(
    field: ImportField,
    values: Sequence[Cell],
    start: ColumnFormat | None = None,
    preferred_order: str = dates.DAY_FIRST,
) -> Understood:
    """Find out from its values how a column is written; `start` carries what the title said (unit, currency)."""
    found = start or ColumnFormat()
    notes: list[Message] = []
    if field.type in (fields.DATE, fields.MOMENT):
        order = dates.decide_order(values, preferred_order)
        found = replace(found, date_order=order.order)
        if order.ambiguous:
            notes.append(Message("The order of day and month is not clear from the values; please check it."))
    if field.type in (fields.MONEY, fields.PRICE, fields.NUMBER, fields.SHARE, fields.INTEGER):
        mark = numbers.decide_decimal_mark(values)
        found = replace(found, decimal_mark=mark.mark)
        if not mark.proven:
            notes.append(Message("Whether the point separates decimals or thousands is not clear; please check it."))
    if field.type == fields.SHARE:
        found = replace(found, shares_are_percent=_any_above_one(values, found.decimal_mark))
    return Understood(found, tuple(notes))


def read_value(field: ImportField, cell: Cell, form: ColumnFormat, today: date | None = None) -> Value | None:
    """The value of a cell for a field; None when it is empty; BadValue says why it cannot be read.

    MONEY and PRICE give an Amount, SHARE a fraction of one, PHONE, EMAIL and TAGS tuples, STATE its key, LINK and
    CHOICE the text to look up, MOMENT a naive or aware datetime; other types the obvious.
    """
    if is_blank(cell, field.type):
        return None
    return _READERS[field.type](field, cell, form, today)


def is_blank(cell: Cell, type_: str = fields.NUMBER) -> bool:
    """Whether a cell says that there is nothing; a dash or N/A does so except in free text, NaN not of an amount."""
    if cell is None:
        return True
    if not isinstance(cell, str):
        return False
    # Decided by its first character for all but a few cells; no blank begins with a digit.
    if cell and ((first := cell[0]).isdigit() or first == "+" or (len(cell) > _LONGEST_BLANK and first.isalnum())):
        return False
    folded = text.fold(cell)
    if not folded or folded in _ERRORS:
        return True
    return (
        type_ not in (fields.TEXT, fields.LONG_TEXT)
        and folded in _EMPTY
        and not (type_ == fields.FLAG and folded in _NO)
        and not (type_ in (fields.MONEY, fields.PRICE) and folded == _NO_AMOUNT)
    )


def link_text(cell: Cell) -> str:
    """The text by which another record is looked up; 2.0 and 2 are one number."""
    if isinstance(cell, str):
        plain = text.normalise(cell)
        return plain[:-2] if plain.endswith(".0") and _WHOLE.fullmatch(plain) else plain
    if isinstance(cell, Decimal) and cell == cell.to_integral_value():
        return str(int(cell))
    return "" if cell is None else str(cell)


def parse_flag(cell: Cell) -> bool:
    """Yes or no in the spellings of both languages, ticks and 1/0 included."""
    if isinstance(cell, bool):
        return cell
    folded = text.fold(link_text(cell))
    if folded in _YES:
        return True
    if folded in _NO:
        return False
    raise BadValue(Message("“{value}” is neither yes nor no.", value=str(cell)))


def parse_phones(cell: Cell) -> tuple[str, ...]:
    """The telephone numbers of a cell, as written but with ordinary digits."""
    # Most cells hold one number: a third of the time.
    if isinstance(cell, str) and len(cell) <= 22 and _PLAIN_PHONE.fullmatch(cell) and len(text.digits(cell)) >= 3:
        return (cell,)
    written = text.normalise(link_text(cell).replace("\n", ";"))
    if _EXPONENT.fullmatch(written):
        raise BadValue(
            Message("Excel turned this telephone number into “{value}”; its digits are lost.", value=written)
        )
    parts = (each for part in _BETWEEN.split(written) for each in _without_stroke(part))
    found = [part.strip() for part in parts if part.strip()]
    for number in found:
        if not _PHONE.fullmatch(number) or not 3 <= len(text.digits(number)) <= 22:
            raise BadValue(Message("“{value}” does not look like a telephone number.", value=number))
    return tuple(found)


def _without_stroke(written: str) -> Sequence[str]:
    """The numbers on both sides of a stroke, where each side is one."""
    sides = written.split("/")
    return sides if all(sum(map(str.isdigit, side)) >= _LEAST_DIGITS for side in sides) else (written,)


def parse_mails(cell: Cell) -> tuple[str, ...]:
    """The e-mail addresses of a cell, without names and angle brackets, domain in lower case."""
    if isinstance(cell, str) and cell.isascii() and ":" not in cell and _MAIL.fullmatch(cell):
        return (_lower_domain(cell.strip(".")),)
    written = text.normalise(str(cell)).removeprefix("mailto:")
    found = _MAIL.findall(written)
    if not found:
        raise BadValue(Message("“{value}” is not an e-mail address.", value=str(cell)))
    return tuple(dict.fromkeys(_lower_domain(address.strip(".")) for address in found))


def _lower_domain(address: str) -> str:
    name, _, domain = address.partition("@")
    return f"{name}@{domain.lower()}"


def _any_above_one(values: Iterable[Cell], mark: str) -> bool:
    for value in values:
        if is_blank(value):
            continue
        try:
            amount = numbers.parse_amount(value, mark)
        except BadValue:
            continue
        if not amount.percent and abs(amount.value) > 1:
            return True
    return False


def _text(_field: ImportField, cell: Cell, _form: ColumnFormat, _today: date | None) -> str:
    if isinstance(cell, str):
        return text.normalise(cell)
    if isinstance(cell, datetime):
        return cell.isoformat(" ")
    return link_text(cell)


def _long_text(_field: ImportField, cell: Cell, _form: ColumnFormat, _today: date | None) -> str:
    lines = (str(cell) if isinstance(cell, str) else link_text(cell)).replace("\r\n", "\n").replace("\r", "\n")
    return "\n".join(line.rstrip() for line in lines.strip().split("\n"))


def _amount(_field: ImportField, cell: Cell, form: ColumnFormat, _today: date | None) -> Amount:
    amount = numbers.parse_amount(cell, form.decimal_mark)
    if amount.percent:
        raise BadValue(Message("“{value}” is a share, not an amount of money.", value=str(cell)))
    return Amount(numbers.as_meant(amount.value) * form.factor, amount.currency or form.currency)


def _number(_field: ImportField, cell: Cell, form: ColumnFormat, _today: date | None) -> Decimal:
    return numbers.parse_number(cell, form.decimal_mark) * form.factor


def _integer(_field: ImportField, cell: Cell, form: ColumnFormat, _today: date | None) -> int:
    number = numbers.parse_number(cell, form.decimal_mark) * form.factor
    return numbers.parse_integer(number)


def _share(_field: ImportField, cell: Cell, form: ColumnFormat, _today: date | None) -> Decimal:
    amount = numbers.parse_amount(cell, form.decimal_mark)
    value = numbers.as_meant(amount.value)
    return value / 100 if amount.percent or form.shares_are_percent else value


def _date(_field: ImportField, cell: Cell, form: ColumnFormat, today: date | None) -> date:
    return dates.parse_date(cell, form.date_order, today)


def _moment(_field: ImportField, cell: Cell, form: ColumnFormat, today: date | None) -> datetime:
    return dates.parse_moment(cell, form.date_order, today)


def _year(_field: ImportField, cell: Cell, form: ColumnFormat, today: date | None) -> int:
    if isinstance(cell, date):
        return cell.year
    digits = text.digits(link_text(cell))
    try:
        year = int(digits) if len(digits) == 4 else dates.parse_date(cell, form.date_order, today).year
    except BadValue:
        year = 0
    if not 1000 <= year <= 2999:
        raise BadValue(Message("“{value}” is not a year.", value=str(cell)))
    return year


def _state(field: ImportField, cell: Cell, _form: ColumnFormat, _today: date | None) -> str:
    found = field.state_of.get(fields.spelled(link_text(cell)))
    if found is None:
        chinese = text.has_chinese(str(cell))
        named = (next((n for n in names if text.has_chinese(n) == chinese), key) for key, names in field.states)
        allowed = tuple(named)
        raise BadValue(Message("“{value}” is not one of: {allowed}.", value=str(cell), allowed=allowed))
    return found


def _currency(_field: ImportField, cell: Cell, _form: ColumnFormat, _today: date | None) -> str:
    code = numbers.currency_code(str(cell))
    if code is None:
        raise BadValue(Message("“{value}” is not a currency. Write its code, such as USD.", value=str(cell)))
    return code


def _tags(_field: ImportField, cell: Cell, _form: ColumnFormat, _today: date | None) -> tuple[str, ...]:
    parts = re.split(r"[;；,，、|\n]", link_text(cell))
    return tuple(dict.fromkeys(part.strip() for part in parts if part.strip()))


_READERS: dict[str, Callable[[ImportField, Cell, ColumnFormat, date | None], Value]] = {
    fields.TEXT: _text,
    fields.LONG_TEXT: _long_text,
    fields.URL: _text,
    fields.INTEGER: _integer,
    fields.NUMBER: _number,
    fields.MONEY: _amount,
    fields.PRICE: _amount,
    fields.SHARE: _share,
    fields.DATE: _date,
    fields.MOMENT: _moment,
    fields.YEAR: _year,
    fields.FLAG: lambda _field, cell, _form, _today: parse_flag(cell),
    fields.PHONE: lambda _field, cell, _form, _today: parse_phones(cell),
    fields.EMAIL: lambda _field, cell, _form, _today: parse_mails(cell),
    fields.CHOICE: lambda _field, cell, _form, _today: link_text(cell),
    fields.LINK: lambda _field, cell, _form, _today: link_text(cell),
    fields.STATE: _state,
    fields.TAGS: _tags,
    fields.CURRENCY: _currency,
}
