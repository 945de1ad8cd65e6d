"""Lines, missing characters and Chinese spacing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_desktop.core.i18n import CHINESE, ENGLISH
from crm_desktop.reports.fonts import GETA, REGULAR, SEMIBOLD, face, is_complete, printable, text_width
from crm_desktop.reports.speech import Speech
from crm_desktop.reports.typeset import elide, wrap

WIDTH = 120.0
texts = st.text(st.sampled_from("ab Z9,.()，。（）《》成交额客户$ -"), max_size=80)


def _measure(text: str) -> float:
    return text_width(text, 9.0)


@given(texts)
def test_wrapping_loses_nothing_and_keeps_to_the_width(text: str) -> None:
    lines = wrap(text, WIDTH, _measure)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(_measure(line) <= WIDTH or len(line) == 1 for line in lines)


@given(texts)
def test_eliding_keeps_to_the_width(text: str) -> None:
    short = elide(text, WIDTH, _measure)
    assert _measure(short) <= WIDTH
    assert short == text or (short.endswith("…") and text.startswith(short[:-1]))


def test_words_stay_whole_and_marks_stay_with_their_word() -> None:
    lines = wrap("成交额增长十二个百分点，连续四月（含本月）达标。GTX Pro leads again", 60.0, _measure)
    assert not any(line[0] in "，。）" or line[-1] in "（" for line in lines if line)
    assert any("leads" in line for line in lines)


def test_the_last_line_allowed_ends_in_an_ellipsis() -> None:
    lines = wrap("one two three four five six seven eight nine ten", 60.0, _measure, 2)
    assert len(lines) == 2
    assert lines[1].endswith("…")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("喆堃 é Ж λ", "喆堃 é Ж λ"),
        ("e\u0301", "é"),
        ("🎉🎊 A", f"{GETA} A"),
        ("a\u200db\ufe0f", "ab"),
        ("a\x00\ud800b", "ab"),
        ("a\tb\nc", "a b c"),
        ("", ""),
    ],
)
def test_only_what_the_font_has_is_printed(text: str, expected: str) -> None:
    assert printable(text) == expected


def test_a_name_the_font_lacks_is_known_as_incomplete() -> None:
    assert is_complete("海维康医疗器械 GmbH")
    assert is_complete("〓 is in the font")
    assert not is_complete("شركة")


@given(st.text(max_size=40))
def test_anything_can_be_printed(text: str) -> None:
    shown = printable(text)
    assert all(face("paper", weight).has(each) for each in shown for weight in (REGULAR, SEMIBOLD))


def test_chinese_sentences_are_spaced_by_what_meets() -> None:
    speech = Speech(CHINESE)
    assert speech.t("Won revenue {amount}.", amount="1,000.6 万美元") == "成交额 1,000.6 万美元。"
    assert speech.t("Sales report {period}", period="2017 年") == "2017 年销售管理报告"
    assert speech.t("Sales report {period}", period="2017-01-01 至 2017-03-15").endswith("03-15 销售管理报告")
    assert Speech(ENGLISH).t("Won revenue {amount}.", amount="$94K") == "Won revenue $94K."


def test_a_count_keeps_its_place_in_a_chinese_sentence() -> None:
    assert Speech(CHINESE).tn("{number} other", "{number} others", 1175, number="1,175") == "其他 1,175 项"
