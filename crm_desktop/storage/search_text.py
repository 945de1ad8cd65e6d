"""What of a text can be found, and what a typed text asks for: tokens of the search index and its MATCH expression.

A token's first character tells its class, so the classes never meet: Chinese characters and their pairs stand for
themselves, `w` parts of words, `d` digits of a telephone number, `i` pinyin initials, `s` a syllable, `p` two syllables
in a row, `q` a syllable and the beginning of the next, `x` the whole name or number. Longer parts are phrases of
overlapping tokens; every run of a class starts after a token of another class, so no phrase reaches from one run into
the next.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise
from operator import add

from crm_desktop.storage.search_pinyin import completions, segmentations, spoken_runs

WORD, DIGITS, INITIALS, SYLLABLE, PAIR, BEGUN, EXACT = "w", "d", "i", "s", "p", "q", "x"
EXACT_AT_MOST = 64
TYPED_AT_MOST = 200
PINYIN_AT_MOST = 48
_KEPT = 8_192
# No longer than the name of a city: such texts come again and again.
_SHORT = 16

_CHINESE = "\u3005\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\U00020000-\U000323af"
RUN = re.compile(f"([{_CHINESE}]+)|[^\\W_{_CHINESE}]+")
_ONLY_CHINESE = re.compile("[\u4e00-\u9fff]+").fullmatch
_MARKS = re.compile("[\u0300-\u036f]+")
_NO_DIGITS = re.compile("[^0-9]+")
_PHONES = re.compile("[/;,、\n]")
_BETWEEN_DIGITS = re.compile(r"[\s().+\-–/]*")
NOT_INITIALS = frozenset("iuv")
_TWO_LETTERS = frozenset(("zh", "ch", "sh"))
_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "\u0131": "i", "ħ": "h", "ŧ": "t"}
)
# How letters are written where a keyboard lacks them; without accents (Muller) they are found as well.
_SPELLED = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ø": "oe", "Ø": "Oe", "å": "aa", "Å": "Aa"}
)
_PUNCTUATION = {code: " " for code in range(128) if not chr(code).isalnum()}


def fold(text: str) -> str:
    """The text without case, width and accents: Müller, MULLER and muller agree; straße and strasse too."""
    if text.isascii():
        return text.lower()
    if _ONLY_CHINESE(text):
        return text
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return unicodedata.normalize("NFC", _MARKS.sub("", apart).translate(_LETTERS))


def spelled(text: str) -> str:
    """The text with its umlauts written out: Mueller for Müller; most texts stay as they are."""
    return text if text.isascii() else unicodedata.normalize("NFC", text).translate(_SPELLED)


def name_tokens(text: str, *, person: bool = False) -> list[str]:
    """Tokens of a name: as a whole, by words, characters and pinyin; a person's first character is a surname."""
    folded = fold(text)
    if folded.isascii():
        runs = _ascii_words(folded)
        if not runs:
            return []
        tokens = [EXACT + "".join(runs)[:EXACT_AT_MOST]]
        for run in runs:
            tokens.append(_word(run) if run.isalpha() else _parts(run))
        return tokens if text.isascii() else tokens + _spelled_tokens(text, folded)
    whole = compact(folded)
    if not whole:
        return []
    tokens = [EXACT + whole]
    for found in RUN.finditer(folded):
        if found[1]:
            tokens.append(_chinese(found[0]))
            tokens.append(_pinyin(found[0], person=person and found.start() == 0))
        else:
            tokens.append(_word(found[0]))
    return tokens + _spelled_tokens(text, folded)


def word_tokens(text: str) -> list[str]:
    """Tokens of running text: words and Chinese characters, no pinyin; plain words once each."""
    if text.isascii():
        return _plain_words(text.lower())
    return [*_short_words(text)] if len(text) <= _SHORT else _words(text)


def number_tokens(text: str) -> list[str]:
    """Tokens of a record's number: C-00417 is found by c-00417, C00417, 00417, 417 and 41."""
    folded = fold(text)
    runs = _ascii_words(folded) if folded.isascii() else [found[0] for found in RUN.finditer(folded)]
    whole = "".join(runs)[:EXACT_AT_MOST]
    if not whole:
        return []
    tokens = [EXACT + whole]
    tokens.append(_parts(whole))
    for run in runs:
        if not run.isascii():
            tokens.append(_chinese(run))
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
            tokens += _trigrams(DIGITS, digits)
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
    whole = folded if folded.isalnum() else "".join([found[0] for found in RUN.finditer(folded)])
    return whole[:EXACT_AT_MOST]


@dataclass(frozen=True)
class Unit:
    """One thing that must be found: a run of Chinese, a word, or digits typed in groups.

    `spoken` is the run as pinyin (lv for lü) or as it is dialled, `spelled` the run with its umlauts written out.
    """

    run: str
    kind: str
    spoken: str = ""
    spelled: str = ""
    groups: tuple[str, ...] = ()

    @cached_property
    def runs(self) -> tuple[str, ...]:
        """The ways it may be written."""
        return (self.run, self.spelled) if self.spelled else (self.run,)

    @cached_property
    def is_anywhere(self) -> bool:
        """Whether it is found in the middle of a word too."""
        return self.kind == "chinese" or len(self.run) > 2

    @cached_property
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
    def match_names(self) -> str:
        """As `match`, for records that hold all of it in their names."""
        return f"name : ({self.match})" if self.match else ""

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


# --- tokens: one text holds those of a word or run, apart by spaces as in the index


def _ascii_words(folded: str) -> list[str]:
    return folded.translate(_PUNCTUATION).split()


def _spelled_tokens(text: str, folded: str) -> list[str]:
    other = fold(spelled(text))
    if len(other) == len(folded):
        return []
    known = {found[0] for found in RUN.finditer(folded)}
    return [_word(found[0]) for found in RUN.finditer(other) if found[0] not in known]


# Words and cities repeat in every text, names in the records about them; numbers hardly do, so they are not kept.


@lru_cache(maxsize=_KEPT)
def _short_words(text: str) -> tuple[str, ...]:
    return tuple(_words(text))


def _words(text: str) -> list[str]:
    folded = fold(text)
    if folded.isascii():
        return _plain_words(folded) + _spelled_tokens(text, folded)
    tokens = [_chinese(found[0]) if found[1] else _word(found[0]) for found in RUN.finditer(folded)]
    return tokens + _spelled_tokens(text, folded)


def _plain_words(folded: str) -> list[str]:
    return [_word(run) if run.isalpha() else _parts(run) for run in dict.fromkeys(_ascii_words(folded))]


@lru_cache(maxsize=_KEPT)
def _chinese(run: str) -> str:
    return " ".join((*run, *map(add, run, run[1:])))


@lru_cache(maxsize=_KEPT)
def _word(run: str) -> str:
    return _parts(run)


def _parts(run: str) -> str:
    """The first letter, the first two, then three at a time; put together at once, which takes half as long."""
    if len(run) == 1:
        return WORD + run
    return WORD + f" {WORD}".join((run[0], run[:2], *[run[n : n + 3] for n in range(len(run) - 2)]))


@lru_cache(maxsize=_KEPT)
def _pinyin(run: str, *, person: bool) -> str:
    """Two letters are one token, begin they a word, a syllable or two: a token for each took ten times as long."""
    tokens: list[str] = []
    begun: dict[str, None] = {}
    seen: set[str] = set()
    for way in spoken_runs(run, person=person):
        initials = "".join([syllable[0] for syllable in way])
        if initials not in seen:
            seen.add(initials)
            begun[WORD + initials[0]] = None
            begun.update(dict.fromkeys([WORD + initials[n : n + 2] for n in range(len(initials) - 1)]))
            tokens += [INITIALS + initials[n : n + 3] for n in range(len(initials) - 2)]
        begun.update(dict.fromkeys([WORD + syllable[:2] for syllable in way]))
        tokens += [SYLLABLE + syllable for syllable in way]
        tokens += [PAIR + a + b for a, b in pairwise(way)]
        begun.update(dict.fromkeys([BEGUN + a + b[0] for a, b in pairwise(way)]))
        begun.update(dict.fromkeys([BEGUN + a + b[:2] for a, b in pairwise(way) if b[:2] in _TWO_LETTERS]))
    return " ".join((*begun, *tokens))


def _trigrams(kind: str, run: str) -> list[str]:
    return [kind + run[n : n + 3] for n in range(len(run) - 2)]


# --- what was typed


def _units(text: str) -> Iterable[Unit]:
    text = unicodedata.normalize("NFC", text)
    folded = fold(text)
    runs = list(RUN.finditer(folded))
    spoken = _runs_like(runs, text.replace("ü", "v").replace("Ü", "v"))
    written = _runs_like(runs, spelled(text))
    groups: list[str] = []
    for n, found in enumerate(runs):
        run = found[0]
        if is_digits(run):
            groups.append(run)
            follows = runs[n + 1] if n + 1 < len(runs) else None
            between = folded[found.end() : follows.start()] if follows else ""
            if follows is None or not is_digits(follows[0]) or not _BETWEEN_DIGITS.fullmatch(between):
                yield Unit("".join(groups), "digits", _dialled(folded, groups), groups=tuple(groups))
                groups = []
        else:
            yield Unit(run, "chinese" if found[1] else "word", spoken[n], written[n] if written[n] != run else "")


def _runs_like(runs: Sequence[re.Match[str]], text: str) -> list[str]:
    """The same runs of the text written in another way."""
    found = [found[0] for found in RUN.finditer(fold(text))]
    return found if len(found) == len(runs) else [each[0] for each in runs]


def is_digits(run: str) -> bool:
    """Whether a run is a number."""
    return run.isascii() and run.isdecimal()


def _dialled(folded: str, groups: Sequence[str]) -> str:
    joined = "".join(groups)
    return phone_digits(("+" if "+" in folded else "") + joined)


def _expression(unit: Unit, *, pinyin: bool) -> str:
    if unit.kind == "chinese":
        return _quoted(*map(add, unit.run, unit.run[1:])) if len(unit.run) > 1 else _quoted(unit.run)
    if unit.kind == "digits":
        return _digits_expression(unit)
    asked = [_word_expression(run) for run in unit.runs]
    if pinyin and len(unit.run) == 2 and unit.spoken != unit.run:
        asked.append(_word_expression(unit.spoken))
    if pinyin and unit.is_pinyin and len(unit.run) > 2:
        asked.extend(_initials_expressions(unit.run))
        asked.extend(_syllable_expressions(unit))
    return " OR ".join(dict.fromkeys(asked))


def _digits_expression(unit: Unit) -> str:
    asked = ["(" + " AND ".join(_word_expression(group) for group in unit.groups) + ")"]
    asked.extend(_quoted(*_trigrams(DIGITS, digits)) for digits in dialled_ways(unit))
    return " OR ".join(asked)


def dialled_ways(unit: Unit) -> list[str]:
    """The digits typed, with and without a country code; none when they are too few for a telephone."""
    ways = [unit.spoken, unit.spoken[2:] if unit.spoken.startswith("86") else ""]
    return [digits for digits in ways if len(digits) >= 3]


def _word_expression(run: str) -> str:
    return _quoted(*_trigrams(WORD, run)) if len(run) > 2 else _quoted(WORD + run)


def _initials_expressions(run: str) -> list[str]:
    if not NOT_INITIALS.isdisjoint(run):
        return []
    return [_quoted(*_trigrams(INITIALS, run))]


def _syllable_expressions(unit: Unit) -> Iterable[str]:
    for syllables in unit.syllables:
        *whole, begun = syllables
        if len(whole) == 1 and (len(begun) == 1 or begun in _TWO_LETTERS):
            # A consonant after a syllable: one token instead of one for each of twenty syllables.
            yield _quoted(BEGUN + whole[0] + begun)
            continue
        for last in completions(begun):
            way = (*whole, last)
            yield (_quoted(*(PAIR + a + b for a, b in pairwise(way))) if whole else _quoted(SYLLABLE + last))


def _quoted(*tokens: str) -> str:
    return '"' + " ".join(tokens) + '"'
