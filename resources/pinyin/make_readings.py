"""Cuts `readings.txt` from pypinyin: what search needs in 0.3 MB, against 0.3 s and 57 MB of memory for the library.

Run `python resources/pinyin/make_readings.py` after changing the version of pypinyin; a test compares both.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from pypinyin import Style
from pypinyin.constants import PHRASES_DICT, PINYIN_DICT
from pypinyin.style import convert

# A character has a second everyday reading when so many phrases of the dictionary use it.
PHRASES_AT_LEAST = 3
SHARE_AT_LEAST = 0.15
# Everyday in names, rare in idioms.
ALSO = {"厦": ("xia",), "传": ("zhuan",), "查": ("zha",), "盛": ("cheng",), "种": ("chong",), "翟": ("di",)}
# Pairs that stand as often by chance as for this word (行家, but 飞行·家), so the first reading stays possible.
CHANCE = frozenset(
    [
        "行家",
        "行道",
        "道行",
        "同行",
        "上行",
        "行情",
        "和药",
        "亲家",
        *("主角", "乐坊", "民乐", "乐都", "汤匙", "空调", "会计"),
    ]
)
# Interjections that have no vowel.
VOICED = {"n": "en", "ng": "en", "m": "mu", "hm": "heng", "hng": "heng"}

_plain: dict[str, str] = {}


def plain(syllable: str) -> str:
    """A syllable without its tone; ü is v."""
    if syllable not in _plain:
        toneless = convert(syllable, Style.NORMAL, strict=False)
        _plain[syllable] = VOICED.get(toneless, toneless)
    return _plain[syllable]


def phrases() -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every phrase of the dictionary with its syllables."""
    for phrase, syllables in PHRASES_DICT.items():
        yield phrase, tuple(plain(first[0]) for first in syllables)


def everyday_readings() -> dict[str, tuple[str, ...]]:
    """For each character its first reading, then those that many phrases use."""
    used: dict[str, Counter[str]] = defaultdict(Counter)
    for phrase, syllables in phrases():
        for character, syllable in zip(phrase, syllables, strict=True):
            used[character][syllable] += 1
    readings = {}
    for code, listed in PINYIN_DICT.items():
        character = chr(code)
        uses = used[character]
        everyday = (r for r, n in uses.items() if n >= PHRASES_AT_LEAST and n >= SHARE_AT_LEAST * uses.total())
        readings[character] = tuple(dict.fromkeys((plain(listed.split(",")[0]), *everyday, *ALSO.get(character, ()))))
    return readings


def lines() -> Iterator[str]:
    """The file: `readings<TAB>characters`, an empty line, then `phrase syllables` where the phrase decides."""
    readings = everyday_readings()
    characters = defaultdict(list)
    for character, syllables in readings.items():
        characters[syllables].append(character)
    for syllables, members in sorted(characters.items()):
        yield " ".join(syllables) + "\t" + "".join(sorted(members))
    yield ""
    for phrase, spoken in sorted(phrases()):
        if any(readings.get(c) != (syllable,) for c, syllable in zip(phrase, spoken, strict=True)):
            yield " ".join((phrase, *_possible(phrase, spoken, readings)))


def _possible(phrase: str, spoken: tuple[str, ...], readings: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    if phrase not in CHANCE:
        return spoken
    return tuple("/".join(dict.fromkeys((s, readings[c][0]))) for c, s in zip(phrase, spoken, strict=True))


if __name__ == "__main__":
    Path(__file__).with_name("readings.txt").write_text("\n".join(lines()) + "\n", encoding="utf-8", newline="\n")
