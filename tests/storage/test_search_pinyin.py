"""Chinese is read aloud as people read it, and as pypinyin does."""

import importlib.util
from pathlib import Path

import pytest
from pypinyin import lazy_pinyin

from crm_desktop.core.paths import resources
from crm_desktop.storage.search_pinyin import readings, segmentations, spoken_runs
from tests.storage.search_truth import HAN, company_names


def test_the_table_is_what_pypinyin_says() -> None:
    maker = importlib.util.spec_from_file_location("make_readings", resources() / "pinyin" / "make_readings.py")
    assert maker is not None
    assert maker.loader is not None
    module = importlib.util.module_from_spec(maker)
    maker.loader.exec_module(module)
    assert (resources() / "pinyin" / "readings.txt").read_text("utf-8") == "\n".join(module.lines()) + "\n"


@pytest.mark.parametrize(
    ("name", "spoken"),
    [
        ("重庆", "chong qing"),
        ("厦门", "xia men"),
        ("长沙", "chang sha"),
        ("六安", "lu an"),
        ("银行", "yin hang"),
        ("行动", "xing dong"),
        ("重量", "zhong liang"),
        ("音乐", "yin yue"),
        ("快乐", "kuai le"),
    ],
)
def test_phrases_decide_how_a_character_is_read(name: str, spoken: str) -> None:
    assert [list(one) for one in readings(name)] == [[syllable] for syllable in spoken.split()]


def test_a_character_without_a_phrase_keeps_all_its_everyday_readings() -> None:
    assert set(spoken_runs("乐行")) == {("le", "xing"), ("yue", "xing")}
    assert {way[0] for way in spoken_runs("曾国藩")} == {"ceng", "zeng"}


@pytest.mark.parametrize(
    ("person", "surname"), [("单雄信", "shan"), ("解缙", "xie"), ("仇英", "qiu"), ("曾巩", "zeng"), ("尉迟恭", "yu")]
)
def test_a_surname_is_read_as_a_surname(person: str, surname: str) -> None:
    assert readings(person, person=True)[0][0] == surname


def test_what_is_not_chinese_ends_a_reading() -> None:
    assert spoken_runs("华の为") == [("hua",), ("wei",)]


def test_a_name_with_many_choices_is_read_in_a_bounded_number_of_ways() -> None:
    assert len(spoken_runs("乐" * 12)) <= 13


def test_typed_letters_are_parted_in_every_way_that_gives_syllables() -> None:
    assert set(segmentations("xian")) == {("xian",), ("xi", "an"), ("xia", "n"), ("xi", "a", "n")}
    assert ("hang", "zh") in segmentations("hangzh")
    assert segmentations("hw") == ()


def test_readings_of_real_names_include_the_one_of_pypinyin(test_data: Path) -> None:
    names = [name for name in company_names(test_data)[::20] if HAN.fullmatch(name)]
    different = [name for name in names if not _covers(readings(name), lazy_pinyin(name))]
    # In all 267,397 names there are 11, such as 嗯 (n, here en) or 飞行·列车, which pypinyin parts better.
    assert len(different) <= 2, different


def _covers(spoken: list[tuple[str, ...]], one: list[str]) -> bool:
    return all(syllable in possible for possible, syllable in zip(spoken, one, strict=True))
