"""Codes of printed sheets: read back as they were printed, and mistypings noticed."""

from datetime import date, timedelta
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from crm_desktop.core.ids import derived_id, new_id
from crm_desktop.core.sheet_code import code_of, read_code

DAY = date(2026, 11, 22)
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


@given(st.integers(0, 2**128 - 1), st.integers(-250, 250), st.booleans())
def test_a_code_says_record_and_day_however_it_is_typed(number: int, days: int, is_task: bool) -> None:
    record_id, day = f"{number:032x}", DAY + timedelta(days=days)
    code = code_of(record_id, day, is_task=is_task)
    for typed in (code, code.lower(), code.replace("-", ""), f" {code.replace('-', ' ')} "):
        said = read_code(typed)
        assert said is not None
        assert said.is_task is is_task
        assert said.fits(record_id)
        assert record_id.endswith(said.tail)
        assert said.day(DAY) == day


def test_every_wrong_character_and_every_exchange_is_noticed() -> None:
    code = code_of(derived_id("task", "a"), DAY, is_task=True).replace("-", "")
    for place, letter in enumerate(code):
        assert all(read_code(code[:place] + each + code[place + 1 :]) is None for each in _LETTERS if each != letter)
    for first, second in combinations(range(len(code)), 2):
        if code[first] != code[second]:
            exchanged = list(code)
            exchanged[first], exchanged[second] = code[second], code[first]
            assert read_code("".join(exchanged)) is None


def test_letters_that_look_alike_are_read_as_what_they_look_like_and_nonsense_is_none() -> None:
    code = next(
        each for each in (code_of(new_id(), DAY, is_task=False) for _ in range(500)) if "0" in each and "1" in each
    )
    assert read_code(code.replace("0", "O").replace("1", "l")) == read_code(code)
    assert [read_code(each) for each in ("", "abc", "12345-6789", "12345-67890-1", "!!!!!-!!!!!")] == [None] * 5


def test_records_made_at_the_same_moment_have_codes_of_their_own() -> None:
    assert len({code_of(new_id(), DAY, is_task=True) for _ in range(2_000)}) == 2_000
