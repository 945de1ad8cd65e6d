"""How texts are compared."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_desktop.core import text


def wide(narrow: str) -> str:
    """The full-width form an East Asian keyboard writes."""
    return "".join("\u3000" if c == " " else chr(ord(c) + 0xFEE0) for c in narrow)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (wide("GTX Pro"), "GTX Pro"),
        ("  Straße ", "STRASSE"),
        ("张\u200b伟", "张伟"),
        ("Kan-code", "KAN-CODE"),
    ],
)
def test_width_case_and_invisible_characters_do_not_matter(one: str, other: str) -> None:
    assert text.fold(one) == text.fold(other)


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("华为技术（深圳）有限公司", "华为技术深圳"),
        ("华为技术(深圳)股份有限公司", "华为技术深圳"),
        ("海维康医疗器械", "海维康医疗器械"),
        ("Acme Corporation", "acme"),
        ("Acme, Inc.", "acme"),
        ("Acme G.m.b.H. & Co. KG", "acme"),
        ("Société Générale S.A.", "societe generale"),
        ("Group", "group"),
        ("公司", "公司"),
        ("AT&T Inc", "at t"),
    ],
)
def test_company_names_meet_without_their_legal_form(name: str, key: str) -> None:
    assert text.company_key(name) == key


@pytest.mark.parametrize("title", ["engageDate", "Engage date", "ENGAGE_DATE", "engage-date", "Engage  Date"])
def test_column_titles_have_the_same_words(title: str) -> None:
    assert text.words(title) == ("engage", "date")


@pytest.mark.parametrize(
    ("number", "key"),
    [
        ("+86 138 0571 2046", "13805712046"),
        ("0086-138-0571-2046", "13805712046"),
        ("8613805712046", "13805712046"),
        ("0512-66881234", "051266881234"),
        (wide("(010)6555"), "0106555"),
        ("+49 30 123456", "4930123456"),
    ],
)
def test_telephone_numbers_meet_by_their_digits(number: str, key: str) -> None:
    assert text.phone_key(number) == key


def test_spacing_and_punctuation_vanish_in_the_compact_form() -> None:
    assert text.compact("GTX-Pro") == text.compact("gtx pro") == text.compact("GTXPro") == "gtxpro"


@given(st.text())
def test_folding_twice_changes_nothing(anything: str) -> None:
    assert text.fold(text.fold(anything)) == text.fold(anything)
