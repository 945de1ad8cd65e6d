"""What of a text can be found, and what a typed text asks for: tokens of the search index and its MATCH expression.

A token's first character tells its class, so the classes never meet: Chinese characters and their pairs stand for
themselves, `w` parts of words, `d` digits of a telephone number, `i` pinyin initials, `s` a syllable, `p` two syllables
in a row, `x` the whole name or number. Longer parts are phrases of overlapping tokens; every run of a class starts
after a token of another class, so no phrase reaches from one run into the next.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise
from operator import add

from crm_desktop.storage.search_pinyin import completions, readings, segmentations, spoken_runs

WORD, DIGITS, INITIALS, SYLLABLE, PAIR, EXACT = "w", "d", "i", "s", "p", "x"
EXACT_AT_MOST = 64
TYPED_AT_MOST = 200
PINYIN_AT_MOST = 48
_KEPT = 8_192

_CHINESE = "\u3005\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\U00020000-\U000323af"
_RUN = re.compile(f"([{_CHINESE}]+)|[^\\W_{_CHINESE}]+")
_ONLY_CHINESE = re.compile("[\u4e00-\u9fff]+").fullmatch
_MARKS = re.compile("[\u0300-\u036f]+")
_NO_DIGITS = re.compile("[^0-9]+")
_PHONES = re.compile("[/;,、\n]")
_BETWEEN_DIGITS = re.compile(r"[\s().+\-–/]*")
_NOT_INITIALS = frozenset("iuv")
_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "\u0131": "i", "ħ": "h", "ŧ": "t"}
)
_PUNCTUATION = {code: " " for code in range(128) if not chr(code).isalnum()}
_LATIN_INITIALS = "abcdefghjklmnopqrstwxyz"


def fold(text: str) -> str:
    """The text without case, width and accents: Müller, MULLER and muller agree; straße and strasse too."""
    if text.isascii():
        return text.lower()
    if _ONLY_CHINESE(text):
        return text
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return unicodedata.normalize("NFC", _MARKS.sub("", apart).translate(_LETTERS))


def name_tokens(text: str, *, person: bool = False) -> list[str]:
    """Tokens of a name: as a whole, by words, characters and pinyin; a person's first character is a surname."""
    folded = fold(text)
    whole = compact(folded)
    if not whole:
        return []
    tokens = [EXACT + whole]
    if folded.isascii():
        for run in _ascii_words(folded):
            tokens += _word(run)
        return tokens
    for found in _RUN.finditer(folded):
        if found[1]:
            tokens += _chinese(found[0])
            tokens += _pinyin(found[0], person=person and found.start() == 0)
        else:
            tokens += _word(found[0])
    return tokens


def word_tokens(text: str) -> list[str]:
    """Tokens of running text: words and Chinese characters, no pinyin."""
    tokens: list[str] = []
    folded = fold(text)
    if folded.isascii():
        for run in _ascii_words(folded):
            tokens += _word(run)
        return tokens
    for found in _RUN.finditer(folded):
        tokens += _chinese(found[0]) if found[1] else _word(found[0])
    return tokens


def number_tokens(text: str) -> list[str]:
    """Tokens of a record's number: C-00417 is found by c-00417, C00417, 00417, 417 and 41."""
    folded = fold(text)
    whole = compact(folded)
    if not whole:
        return []
    tokens = [EXACT + whole]
    tokens += _parts(whole)
    runs = _ascii_words(folded) if folded.isascii() else [found[0] for found in _RUN.finditer(folded)]
    for run in runs:
        if not run.isascii():
            tokens += _chinese(run)
        elif run != whole:
            tokens += (WORD + run[0], WORD + run[:2])
        short = run.lstrip("0")
        if short != whole and short.isdecimal():
            tokens += (EXACT + short, WORD + short[0], WORD + short[:2])
    return tokens


def phone_tokens(text: str) -> list[str]:
    """Tokens of telephone numbers: three digits in a row anywhere, without the Chinese country code."""
    tokens: list[str] = []
    for part in _PHONES.split(text):
        digits = phone_digits(part)
        if len(digits) >= 3 and "@" not in part:
            tokens.append(EXACT + digits)
            tokens.extend(_trigrams(DIGITS, digits))
    return tokens


def phone_digits(text: str) -> str:
    """The digits that are dialled in China: 0086 and +86 are left out, also where 86 stands before a mobile number."""
    digits = _NO_DIGITS.sub("", fold(text))
    international = "+" in text or "＋" in text
    if digits.startswith("0086"):
        return digits[4:]
    if digits.startswith("86") and (international or len(digits) == 13):
        return digits[2:]
    return digits


def compact(folded: str) -> str:
    """Letters and digits alone, cut at a length no name reaches by accident."""
    whole = folded if folded.isalnum() else "".join([found[0] for found in _RUN.finditer(folded)])
    return whole[:EXACT_AT_MOST]


@dataclass(frozen=True)
class Unit:
    """One thing that must be found: a run of Chinese, a word, or digits typed in groups."""

    run: str
    kind: str
    spoken: str = ""
    groups: tuple[str, ...] = ()

    @property
    def is_pinyin(self) -> bool:
        """Whether the letters may be meant as pinyin."""
        return self.kind == "word" and self.run.isascii() and self.run.isalpha() and len(self.run) <= PINYIN_AT_MOST

    @cached_property
    def syllables(self) -> tuple[tuple[str, ...], ...]:
        """Readings of the letters as syllables; ü may be typed ü, v, or as passports and tables spell it (lyu, lue)."""
        spellings = dict.fromkeys((self.spoken, re.sub("([ln])(?:yu|u(?=e))", r"\1v", self.spoken)))
        return tuple(syllables for spelling in spellings for syllables in segmentations(spelling))


@dataclass(frozen=True)
class Typed:
    """A typed text understood: what must be found, and how to ask the index for it."""

    text: str

    @cached_property
    def units(self) -> tuple[Unit, ...]:
        """What must be found, all of it."""
        return tuple(_units(self.text[:TYPED_AT_MOST]))

    @cached_property
    def match(self) -> str:
        """The MATCH expression; empty when nothing searchable was typed."""
        return " AND ".join(f"({_expression(unit, pinyin=True)})" for unit in self.units)

    @cached_property
    def match_words(self) -> str:
        """As `match`, for records without names: nothing of them is found by pinyin, so it is not asked for."""
        return " AND ".join(f"({_expression(unit, pinyin=False)})" for unit in self.units)

    @cached_property
    def exact(self) -> str:
        """The MATCH expression for records called or numbered exactly so; empty when nothing searchable was typed."""
        whole = compact(fold(self.text[:TYPED_AT_MOST]))
        if not whole:
            return ""
        keys = [whole]
        if whole.isdecimal():
            keys.extend(key for key in (whole.lstrip("0"), phone_digits(self.text)) if key)
        return " OR ".join(_quoted(EXACT + key) for key in dict.fromkeys(keys))


def spans(
    text: str, units: Sequence[Unit], how: str, *, person: bool = False
) -> tuple[list[tuple[int, int]], list[Unit]]:
    """The parts of a text that the units match, in order and not overlapping, and the units that match nothing in it.

    `how` the text is read: name, word, number or phone.
    """
    folded, places = _folded_with_places(text)
    by_unit = [_unit_spans(folded, unit, how, person=person) for unit in units]
    missing = [unit for unit, found in zip(units, by_unit, strict=True) if not found]
    if len(missing) == len(units):
        return [], missing
    merged: list[tuple[int, int]] = []
    for start, end in sorted((places[start], places[end - 1] + 1) for found in by_unit for start, end in found):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged, missing


# --- tokens


def _ascii_words(folded: str) -> list[str]:
    return folded.translate(_PUNCTUATION).split()


# Words repeat in every text, names in the records about them; numbers hardly do, so they are not kept.


@lru_cache(maxsize=_KEPT)
def _chinese(run: str) -> tuple[str, ...]:
    return (*run, *map(add, run, run[1:]))


@lru_cache(maxsize=_KEPT)
def _word(run: str) -> tuple[str, ...]:
    return tuple(_parts(run))


def _parts(run: str) -> list[str]:
    if len(run) == 1:
        return [WORD + run]
    return [WORD + run[0], WORD + run[:2], *_trigrams(WORD, run)]


@lru_cache(maxsize=_KEPT)
def _pinyin(run: str, *, person: bool) -> tuple[str, ...]:
    tokens: list[str] = []
    seen: set[str] = set()
    for way in spoken_runs(run, person=person):
        initials = "".join([syllable[0] for syllable in way])
        if initials not in seen:
            seen.add(initials)
            tokens.append(WORD + initials[0])
            tokens += [INITIALS + initials[n : n + 3] for n in range(len(initials))]
        tokens += [SYLLABLE + syllable for syllable in way]
        tokens += [PAIR + a + b for a, b in pairwise(way)]
    return tuple(tokens)


def _trigrams(kind: str, run: str) -> list[str]:
    return [kind + run[n : n + 3] for n in range(len(run) - 2)]


# --- what was typed


def _units(text: str) -> Iterable[Unit]:
    spoken = [found[0] for found in _RUN.finditer(fold(text.replace("ü", "v").replace("Ü", "v")))]
    folded = fold(text)
    runs = list(_RUN.finditer(folded))
    if len(spoken) != len(runs):
        spoken = [found[0] for found in runs]
    groups: list[str] = []
    for n, found in enumerate(runs):
        run = found[0]
        if _is_digits(run):
            groups.append(run)
            follows = runs[n + 1] if n + 1 < len(runs) else None
            between = folded[found.end() : follows.start()] if follows else ""
            if follows is None or not _is_digits(follows[0]) or not _BETWEEN_DIGITS.fullmatch(between):
                yield Unit("".join(groups), "digits", _dialled(folded, groups), tuple(groups))
                groups = []
        else:
            yield Unit(run, "chinese" if found[1] else "word", spoken[n])


def _is_digits(run: str) -> bool:
    return run.isascii() and run.isdecimal()


def _dialled(folded: str, groups: Sequence[str]) -> str:
    joined = "".join(groups)
    return phone_digits(("+" if "+" in folded else "") + joined)


def _expression(unit: Unit, *, pinyin: bool) -> str:
    if unit.kind == "chinese":
        return _quoted(*map(add, unit.run, unit.run[1:])) if len(unit.run) > 1 else _quoted(unit.run)
    if unit.kind == "digits":
        return _digits_expression(unit)
    asked = [_word_expression(unit.run)]
    if pinyin and unit.is_pinyin and len(unit.run) > 1:
        asked.extend(_initials_expressions(unit.run))
        asked.extend(_syllable_expressions(unit))
    return " OR ".join(dict.fromkeys(asked))


def _digits_expression(unit: Unit) -> str:
    asked = ["(" + " AND ".join(_word_expression(group) for group in unit.groups) + ")"]
    asked.extend(_quoted(*_trigrams(DIGITS, digits)) for digits in _dialled_ways(unit))
    return " OR ".join(asked)


def _dialled_ways(unit: Unit) -> list[str]:
    ways = [unit.spoken, unit.spoken[2:] if unit.spoken.startswith("86") else ""]
    return [digits for digits in ways if len(digits) >= 3]


def _word_expression(run: str) -> str:
    return _quoted(*_trigrams(WORD, run)) if len(run) > 2 else _quoted(WORD + run)


def _initials_expressions(run: str) -> list[str]:
    if not _NOT_INITIALS.isdisjoint(run):
        return []
    if len(run) == 2:
        return [_quoted(INITIALS + run + third) for third in ("", *_LATIN_INITIALS)]
    return [_quoted(*_trigrams(INITIALS, run))]


def _syllable_expressions(unit: Unit) -> Iterable[str]:
    for syllables in unit.syllables:
        *whole, begun = syllables
        for last in completions(begun):
            way = (*whole, last)
            yield (_quoted(*(PAIR + a + b for a, b in pairwise(way))) if whole else _quoted(SYLLABLE + last))


def _quoted(*tokens: str) -> str:
    return '"' + " ".join(tokens) + '"'


# --- where it was found


def _folded_with_places(text: str) -> tuple[str, Sequence[int]]:
    whole = fold(text)
    if len(whole) == len(text):
        return whole, range(len(text))
    folded: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        plain = fold(character)
        folded.append(plain)
        places.extend([place] * len(plain))
    return "".join(folded), places


def _unit_spans(folded: str, unit: Unit, how: str, *, person: bool) -> list[tuple[int, int]]:
    if unit.kind == "digits":
        if how == "phone":
            return list(_phone_spans(folded, unit))
        return [found for group in unit.groups for found in _part_spans(folded, group, how)]
    found = list(_part_spans(folded, unit.run, how)) if unit.run in folded else []
    if how == "name" and unit.is_pinyin and len(unit.run) > 1 and not folded.isascii():
        found.extend(_pinyin_spans(folded, unit, person=person))
    return found


def _part_spans(folded: str, part: str, how: str) -> Iterable[tuple[int, int]]:
    at = folded.find(part)
    anywhere = len(part) > 2 or _RUN.match(part)[1] is not None  # type: ignore[index]  # a unit is never empty
    while at >= 0:
        starts = at == 0 or not folded[at - 1].isalnum() or (how == "number" and folded[at - 1] == "0")
        if anywhere or starts or _is_digits(part) != _is_digits(folded[at - 1]):
            yield at, at + len(part)
        at = folded.find(part, at + 1)


def _phone_spans(folded: str, unit: Unit) -> Iterable[tuple[int, int]]:
    places = [place for place, character in enumerate(folded) if character in "0123456789"]
    digits = "".join(folded[place] for place in places)
    for dialled in _dialled_ways(unit):
        at = digits.find(dialled)
        if at >= 0:
            yield places[at], places[at + len(dialled) - 1] + 1


def _pinyin_spans(folded: str, unit: Unit, *, person: bool) -> Iterable[tuple[int, int]]:
    letters = tuple(unit.run)
    ways = (letters, *unit.syllables) if _NOT_INITIALS.isdisjoint(unit.run) else unit.syllables
    for found in _RUN.finditer(folded):
        if not found[1]:
            continue
        spoken = readings(found[0], person=person and found.start() == 0)
        for way in ways:
            for place in range(len(spoken) - len(way) + 1):
                # Nearly every place fails at its first syllable: nothing is built to find that out.
                for reading in spoken[place]:
                    if reading.startswith(way[0]) and _reads(spoken[place:], way, initials=way is letters):
                        yield found.start() + place, found.start() + place + len(way)
                        break


def _reads(spoken: Sequence[tuple[str, ...]], way: Sequence[str], *, initials: bool) -> bool:
    whole = () if initials else way[:-1]
    begun = way if initials else way[-1:]
    return all(syllable in read for syllable, read in zip(whole, spoken, strict=False)) and all(
        any(reading.startswith(start) for reading in read)
        for start, read in zip(begun, spoken[len(whole) :], strict=False)
    )
