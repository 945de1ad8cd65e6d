"""A typed text finds every name that contains it, whatever was typed, and never breaks the query."""

from typing import Any

import pytest
import sqlcipher3.dbapi2 as driver
from hypothesis import given
from hypothesis import strategies as st

from crm_desktop.storage.search_spans import spans
from crm_desktop.storage.search_text import Typed, fold
from crm_desktop.storage.search_tokens import name_tokens, number_tokens, phone_tokens, word_tokens


def _wide(text: str) -> str:
    """The same text in full-width characters, as Chinese keyboards type it."""
    return "".join(chr(ord(character) + 0xFEE0) for character in text)


CHARACTERS = st.sampled_from("重庆银行长沙华为科技有限公司乐曾abcdeé Äöß2 -&'\"*()^:の한" + _wide("A1"))
NAMES = st.text(CHARACTERS, min_size=1, max_size=14)


def _index(*bodies: list[str]) -> Any:
    connection = driver.connect(":memory:")
    connection.execute("CREATE VIRTUAL TABLE search_index USING fts5(body, content='', tokenize='ascii')")
    connection.executemany("INSERT INTO search_index(body) VALUES (?)", [(" ".join(body),) for body in bodies])
    return connection


def _finds(body: list[str], typed: str) -> bool:
    connection = _index(body)
    found = connection.execute(
        "SELECT count(*) FROM search_index WHERE search_index MATCH ?", (Typed(typed).match,)
    ).fetchone()
    connection.close()
    return bool(found[0])


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("Müller & Söhne", "muller"),
        ("Muller", "Müller"),
        ("MÜLLER", "mü"),
        ("Müller & Söhne", "mueller soehne"),
        ("Mueller", "Müller"),
        ("Mueller", "Mu\u0308ller"),
        ("Ærø Sjöfart", "sjoefart"),
        ("吕梁", "lü"),
        ("重庆银行", "qi"),
        ("重庆银行", "qy"),
        ("重庆银行", "chongq"),
        ("重庆银行", "qingyin"),
        ("长沙", "changsh"),
        ("长沙", "changs"),
        ("Straße 5", "strasse"),
        ("Łódź", "lodz"),
        (_wide("ABC") + "银行", "abc"),
        ("ABC银行", _wide("abc")),
        ("O'Brien", "o'b"),
        ("O'Brien", "O'Brien"),
        ("O'Brien", "obrien"),
        ("Shamus O’Brien", "obri"),
        # An apostrophe less and a letter more: as long as before, yet not the same.
        ("O'Brien & Søn", "obrien"),
        ("O'Brien & Søn", "soen"),
        ("O'Brien", "brien"),
        ("O'Brien", "br"),
        ("100% Cotton", "%"),
        ("100% Cotton", "100%"),
        ("Müller & Söhne", "&"),
        ("snake_case", "_"),
        ("Party 🎉", "🎉"),
        ("百分百" + _wide("%"), "%"),
        ("仇英", "qiuying"),
        ("单雄信", "sxx"),
        ("单雄信", "dxx"),
        ("乐曾重长行朝", "yczzxz"),
        ("乐曾重长行朝", "lzccxc"),
        ("杭州华为科技有限公司", "华"),
        ("杭州华为科技有限公司", "华为"),
        ("杭州华为科技有限公司", "华为科技"),
        ("杭州华为科技有限公司", "hzhw"),
        ("杭州华为科技有限公司", "hwk"),
        ("杭州华为科技有限公司", "HWK"),
        ("杭州华为科技有限公司", "hangzhou"),
        ("杭州华为科技有限公司", "hang zhou"),
        ("杭州华为科技有限公司", "hangz"),
        ("杭州华为科技有限公司", "huaweikeji"),
        ("杭州华为科技有限公司", "华为 hz"),
        ("重庆银行", "cqyh"),
        ("重庆银行", "chongqingyinhang"),
        ("西安", "xian"),
        ("吕梁", "lvliang"),
        ("吕梁", "lüliang"),
        ("吕梁", "lyuliang"),
        ("东京のホテル", "ホテ"),
        ("삼성전자", "성전"),
        ("Ёлка", "ел"),
    ],
)
def test_a_name_is_found_by(name: str, typed: str) -> None:
    assert _finds(name_tokens(name), typed)


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("重庆银行", "zqyh"),
        ("重庆银行", "yinxing"),
        ("张三", "han"),
        ("华为", "为华"),
        ("华为 为科", "华为科"),
        ("abc bcd", "abcd"),
        ("Müller", "ulm"),
        ("abcd", "bc"),
        ("Cotton", "%"),
        ("单雄信贸易公司", "sxx"),
    ],
)
def test_a_name_is_not_found_by(name: str, typed: str) -> None:
    assert not _finds(name_tokens(name), typed)


@pytest.mark.parametrize("typed", ["C-00417", "c-00417", "C00417", "00417", "0417", "417", "41", "4", "c"])
def test_a_number_is_found_by(typed: str) -> None:
    assert _finds(number_tokens("C-00417"), typed)


@pytest.mark.parametrize(
    ("stored", "typed"),
    [
        ("+86 138-1234-5678", "1381234"),
        ("+86 138-1234-5678", "138 1234 5678"),
        ("+86 138-1234-5678", "+86 138 1234"),
        ("+86 138-1234-5678", "8613812345678"),
        ("+86 138-1234-5678", "567"),
        ("13812345678", "0086 138 1234"),
        ("13812345678", "86138"),
        ("(0571) 8765 4321", "057187"),
        ("(0571) 8765 4321", "0571-8765"),
        ("138 1234 5678 / 0571-87654321", "87654"),
        (_wide("13812345678"), "2345"),
    ],
)
def test_a_telephone_number_is_found_by(stored: str, typed: str) -> None:
    assert _finds(phone_tokens(stored), typed)


def test_telephone_digits_do_not_reach_from_one_number_into_the_next() -> None:
    assert not _finds(phone_tokens("138345 / 456789"), "3456")
    assert not _finds(phone_tokens("12399945"), "123 45")


def test_the_surname_reading_is_for_persons() -> None:
    assert _finds(name_tokens("单雄信", person=True), "sxx")
    assert _finds(name_tokens("单雄信", person=True), "dan")
    assert not _finds(name_tokens("单雄信贸易公司"), "sxx")


def test_running_text_is_found_by_its_words_and_characters() -> None:
    body = word_tokens("Besuch in 杭州: Herr Müller möchte 20 Geräte")
    assert all(_finds(body, typed) for typed in ("杭州", "gerat", "müll 20", "herr 杭"))


@given(st.text(max_size=40))
def test_nothing_typed_can_break_the_query(typed: str) -> None:
    asked = Typed(typed)
    for expression in filter(None, (asked.match, asked.exact)):
        connection = _index(["x"])
        connection.execute("SELECT rowid FROM search_index WHERE search_index MATCH ?", (expression,)).fetchall()
        connection.close()


@pytest.mark.parametrize("typed", ['"', "'", "*", "a AND", "NOT", "(", "NEAR(a b)", "a:b", "-", "\x00", "\ud800", "^"])
def test_operators_are_only_text(typed: str) -> None:
    if Typed(typed).match:
        _finds(["wa"], typed)


@given(NAMES, st.data())
def test_every_part_of_a_name_finds_it(name: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(name) - 1))
    part = name[start : data.draw(st.integers(start + 1, len(name)))]
    # From the middle of a word three letters are needed; whole names are free of that.
    if all(unit.kind == "chinese" or len(unit.run) > 2 for unit in Typed(part).units) and Typed(part).match:
        assert _finds(name_tokens(name), part)
    if Typed(name).match:
        assert _finds(name_tokens(name), name)


@given(NAMES)
def test_folding_again_changes_nothing(name: str) -> None:
    assert fold(fold(name)) == fold(name)


@pytest.mark.parametrize(
    ("text", "typed", "how", "marked"),
    [
        ("杭州华为科技", "华为", "name", ["华为"]),
        ("杭州华为科技", "hwk", "name", ["华为科"]),
        ("杭州华为科技", "hangz", "name", ["杭州"]),
        ("Müller & Sohn", "muller", "name", ["Müller"]),
        ("Straßenbau", "strassen", "name", ["Straßen"]),
        ("Hans Müller & Sohn", "mueller", "name", ["Müller"]),
        ("Hans Mueller & Sohn", "Müll", "name", ["Muell"]),
        ("+86 138-1234-5678", "8123", "phone", ["8-123"]),
        ("C-00417", "417", "number", ["417"]),
        ("单雄信", "shan", "name", ["单"]),
        ("单雄信贸易公司", "shan", "name", []),
    ],
)
def test_the_matching_part_is_marked(text: str, typed: str, how: str, marked: list[str]) -> None:
    found, unexplained = spans(text, Typed(typed).units, how)
    assert [text[start:end] for start, end in found] == marked
    assert bool(unexplained) is not bool(marked)
