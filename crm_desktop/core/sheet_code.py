"""The code of a printed sheet: which task or customer it is about and for which day, in ten characters.

It follows from the record's id and the day alone, so that it is understood on every laptop that has the record, and
nothing is kept. The last character is a check: one wrong character, or two exchanged, are noticed.
"""

from dataclasses import dataclass
from datetime import date, timedelta

# Without I, L, O and U, which are read as others.
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None, "\u2013": None, "_": None})
_BITS, _ID_BITS, _DAY_BITS = 5, 35, 9
_LENGTH, _GROUP = 10, 5
# Multiplying by x in the field of 32 elements, as x⁵ + x² + 1 defines it.
_FIELD, _OVER = 0b100101, 0b100000
_BEGIN = date(2020, 1, 1)


@dataclass(frozen=True)
class SheetCode:
    """What a code says: a task or a customer, the end of its id as hexadecimal digits, and the day within 512 days."""

    is_task: bool
    id_end: int
    day_number: int

    @property
    def tail(self) -> str:
        """The last eight digits of the id."""
        return f"{self.id_end & 0xFFFFFFFF:08x}"

    def fits(self, record_id: str) -> bool:
        """Whether it may be the code of this record."""
        return _end(record_id) == self.id_end

    def day(self, near: date) -> date:
        """The day of the sheet: the one of its number nearest to a day."""
        span = 1 << _DAY_BITS
        offset = (self.day_number - (near - _BEGIN).days) % span
        return near + timedelta(days=offset - span if offset > span // 2 else offset)


def code_of(record_id: str, day: date, *, is_task: bool) -> str:
    """The code as it is printed."""
    number = _end(record_id) << 1 | is_task
    number = number << _DAY_BITS | (day - _BEGIN).days % (1 << _DAY_BITS)
    digits = [number >> _BITS * place & 31 for place in reversed(range(_LENGTH - 1))]
    text = "".join(_LETTERS[each] for each in [*digits, _check(digits)])
    return f"{text[:_GROUP]}-{text[_GROUP:]}"


def read_code(typed: str) -> SheetCode | None:
    """What a code says; None when it is none, or was mistyped."""
    text = typed.strip().upper().translate(_READ_AS)
    if len(text) != _LENGTH or any(each not in _LETTERS for each in text):
        return None
    *digits, check = (_LETTERS.index(each) for each in text)
    if _check(digits) != check:
        return None
    number = 0
    for each in digits:
        number = number << _BITS | each
    day, rest = number & (1 << _DAY_BITS) - 1, number >> _DAY_BITS
    return SheetCode(bool(rest & 1), rest >> 1, day)


def _end(record_id: str) -> int:
    return int(record_id[-9:], 16) & (1 << _ID_BITS) - 1


def _check(digits: list[int]) -> int:
    """A polynomial over the field of 32 elements: it notices any wrong character, and any two exchanged."""
    sum_ = 0
    for each in digits:
        sum_ ^= each
        sum_ <<= 1
        if sum_ & _OVER:
            sum_ ^= _FIELD
    return sum_
