"""How Chinese is read aloud: the sensible pinyin readings of a run of characters, and pinyin typed without spaces.

The table is cut from pypinyin (`resources/pinyin`): 50 ms and 5 MB here, against 300 ms and 57 MB for the library.
"""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import groupby, product
from math import prod

from crm_desktop.core.paths import resources

READINGS_AT_MOST = 8
INITIALS_AT_MOST = 64
SEGMENTATIONS_AT_MOST = 24
_FIRST, _LAST = 0x3000, 0x33FFF

# Surnames read differently from the word; both readings find the person.
_SURNAMES = """
万俟 mo qi|尉迟 yu chi|长孙 zhang sun|澹台 tan tai|令狐 ling hu|单于 chan yu|单 shan|解 xie|仇 qiu|曾 zeng|朴 piao|
任 ren|查 zha|区 ou|盖 ge|华 hua|覃 qin|冼 xian|洗 xian|繁 po|缪 miao|乐 yue|员 yun|秘 bi|
折 she|翟 zhai|召 shao|卜 bu|祭 zhai|
种 chong|牟 mu|那 na|隗 wei|贾 jia|纪 ji|黑 he|逄 pang|佴 nai|宓 mi|郇 xun|长 zhang|过 guo|哈 ha|幺 yao|车 che|谌 chen|
褚 chu|柏 bai|阚 kan|句 gou|撒 sa|应 ying|相 xiang|乜 nie|么 yao|会 gui|能 nai|郗 xi|殷 yin|尹 yin
"""
# Places that the phrases of the table read otherwise; both readings find them.
_PLACES = """
单县 shan/dan xian|涡阳 guo/wo yang|朝阳 chao/zhao yang|浚县 xun/jun xian|洪洞 hong tong/dong|繁峙 fan shi/zhi|
解州 xie/jie zhou|穆棱 mu ling/leng|珲春 hun/hui chun|角直 lu/jiao zhi|筠连 jun/yun lian|会稽 kuai/hui ji|
宕昌 tan/dang chang|闵行 min hang/xing|六合 lu/liu he
"""
SURNAMES = {name: tuple(read.split()) for name, _, read in (s.strip().partition(" ") for s in _SURNAMES.split("|"))}


@dataclass(frozen=True)
class Table:
    """The readings of single characters, the phrases that decide among them, and all syllables."""

    numbers: "array[int]"
    readings: tuple[tuple[str, ...], ...]
    varying: frozenset[str]
    phrases: dict[str, tuple[str, ...]]
    longest: dict[str, int]
    syllables: tuple[str, ...]

    def of(self, character: str) -> tuple[str, ...]:
        """The everyday readings of one character; none for what is not Chinese."""
        code = ord(character)
        return self.readings[self.numbers[code - _FIRST]] if _FIRST <= code < _LAST else ()


@cache
def table() -> Table:
    """The table, read once when first needed."""
    characters, phrase_lines = (resources() / "pinyin" / "readings.txt").read_text("utf-8").split("\n\n")
    numbers = array("H", bytes(2 * (_LAST - _FIRST)))
    readings: list[tuple[str, ...]] = [()]
    varying: set[str] = set()
    for number, line in enumerate(characters.split("\n"), 1):
        spoken, members = line.split("\t")
        readings.append(tuple(spoken.split(" ")))
        for member in members:
            numbers[ord(member) - _FIRST] = number
        if " " in spoken:
            varying.update(members)
    phrases: dict[str, tuple[str, ...]] = {}
    longest: dict[str, int] = {}
    for line in (*phrase_lines.splitlines(), *(place.strip() for place in _PLACES.split("|"))):
        phrase, *spoken_parts = line.split(" ")
        phrases[phrase] = tuple(spoken_parts)
        start = phrase[:2]
        longest[start] = max(len(phrase), longest.get(start, 0))
        for member, syllable in zip(phrase, spoken_parts, strict=True):
            if readings[numbers[ord(member) - _FIRST]] != (syllable,):
                varying.add(member)
    syllables = {s for listed in (*readings, *phrases.values()) for joined in listed for s in joined.split("/")}
    return Table(numbers, tuple(readings), frozenset(varying), phrases, longest, tuple(sorted(syllables)))


def readings(run: str, *, person: bool = False) -> list[tuple[str, ...]]:
    """For every character its sensible readings, best first: by the phrases it stands in, else its everyday ones."""
    known = table()
    numbers, listed = known.numbers, known.readings
    spoken = [listed[numbers[code - _FIRST]] if _FIRST <= (code := ord(c)) < _LAST else () for c in run]
    if not known.varying.isdisjoint(run):
        _apply_phrases(known, run, spoken)
    if person:
        _apply_surname(run, spoken)
    return spoken


def spoken_runs(run: str, *, person: bool = False) -> list[tuple[str, ...]]:
    """The whole run read aloud, once for each sensible way; parts that are not Chinese end a reading."""
    known = table()
    if known.varying.isdisjoint(run) and not (person and _surname_of(run)):
        # Most names: nothing to choose, and this is most of the time an import spends here.
        spoken = [known.readings[known.numbers[code - _FIRST]] for c in run if _FIRST <= (code := ord(c)) < _LAST]
        if len(spoken) == len(run) and all(spoken):
            return [tuple([syllables[0] for syllables in spoken])]
    return [way for part in _parts(run, person=person) for way in _ways(part)]


def initial_runs(run: str, ways: Sequence[Sequence[str]], *, person: bool = False) -> list[str]:
    """The first letters of the whole run, once for each sensible way; `ways` are those of `spoken_runs`.

    Many readings begin with one letter: there are all ways of these where those of the readings are too many.
    """
    initials = dict.fromkeys("".join([syllable[0] for syllable in way]) for way in ways)
    # Fewer are all there are.
    if len(ways) > 4:
        for part in _parts(run, person=person):
            letters = ["".join(dict.fromkeys(syllable[0] for syllable in syllables)) for syllables in part]
            if prod(map(len, letters)) <= INITIALS_AT_MOST:
                initials.update(dict.fromkeys(map("".join, product(*letters))))
    return list(initials)


def _parts(run: str, *, person: bool) -> list[list[tuple[str, ...]]]:
    """The readings of the characters; what is not Chinese lies between two parts."""
    spoken = readings(run, person=person)
    return [[*part] for is_read, part in groupby(spoken, bool) if is_read]


@cache
def completions(start: str) -> tuple[str, ...]:
    """All syllables that begin so."""
    return tuple(syllable for syllable in table().syllables if syllable.startswith(start))


@cache
def _syllable_set() -> frozenset[str]:
    return frozenset(table().syllables)


@lru_cache(maxsize=256)
def segmentations(typed: str) -> tuple[tuple[str, ...], ...]:
    """Ways to read letters as whole syllables and a last one that may be unfinished: xian → (xian), (xi, an)."""
    found: list[tuple[str, ...]] = []
    pending: list[tuple[tuple[str, ...], str]] = [((), typed)]
    whole = _syllable_set()
    while pending and len(found) < SEGMENTATIONS_AT_MOST:
        done, rest = pending.pop()
        if completions(rest):
            found.append((*done, rest))
        pending.extend(((*done, rest[:n]), rest[n:]) for n in range(1, min(7, len(rest))) if rest[:n] in whole)
    return tuple(found)


def _apply_phrases(known: Table, run: str, spoken: list[tuple[str, ...]]) -> None:
    decided: dict[int, list[str]] = {}
    for start in range(len(run) - 1):
        longest = known.longest.get(run[start : start + 2])
        if not longest:
            continue
        for length in range(min(longest, len(run) - start), 1, -1):
            syllables = known.phrases.get(run[start : start + length])
            if syllables:
                for place, syllable in enumerate(syllables, start):
                    decided.setdefault(place, []).extend(syllable.split("/"))
                break
    for place, possible in decided.items():
        spoken[place] = tuple(dict.fromkeys(possible))


def _apply_surname(run: str, spoken: list[tuple[str, ...]]) -> None:
    for place, syllable in enumerate(_surname_of(run)):
        spoken[place] = tuple(dict.fromkeys((syllable, *spoken[place])))


def _surname_of(run: str) -> tuple[str, ...]:
    """How the surname at the start is read, if it is one that is read otherwise than the word."""
    return SURNAMES.get(run[:2]) or SURNAMES.get(run[:1], ())


def _ways(part: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    if prod(map(len, part)) <= READINGS_AT_MOST:
        return list(product(*part))
    # Too many combinations: the best reading of everything, then every other reading of one character alone.
    best = [syllables[0] for syllables in part]
    ways = [tuple(best)]
    for place, syllables in enumerate(part):
        ways.extend((*best[:place], other, *best[place + 1 :]) for other in syllables[1:])
    return ways
