"""How texts are folded for search, and what a typed text asks the index for: its MATCH expression.

What of a record can be found is the matter of `search_tokens`. A token's first character tells its class, so the
classes never meet: Chinese characters and their pairs stand for themselves, `w` parts of words, `d` digits of a
telephone number, `i` pinyin initials, `s` a syllable, `p` two syllables in a row, `q` a syllable and the beginning of
the next, `x` the whole name or number, `y` a symbol such as %. Longer parts are phrases of
overlapping tokens; every run of a class starts after a token of another class, so no phrase reaches from one run into
the next.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from operator import add

from crm_desktop.storage.search_pinyin import completions, segmentations

WORD, DIGITS, INITIALS, SYLLABLE, PAIR, BEGUN, EXACT, SYMBOL = "w", "d", "i", "s", "p", "q", "x", "y"
EXACT_AT_MOST = 64
TYPED_AT_MOST = 200
PINYIN_AT_MOST = 48
# The first characters of a name no longer than this may be a surname, though a firm bears it.
_NAME_OF_PERSON = 4

_CHINESE = "\u3005\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\U00020000-\U000323af"
RUN = re.compile(f"([{_CHINESE}]+)|[^\\W_{_CHINESE}]+")
# Folded by nothing but case.
_IS_PLAIN = re.compile("[\0-\x7f\u4e00-\u9fff]+").fullmatch
_MARKS = re.compile("[\u0300-\u036f]+")
_NO_DIGITS = re.compile("[^0-9]+")
_BETWEEN_DIGITS = re.compile(r"[\s().+\-–/]*")
NOT_INITIALS = frozenset("iuv")
TWO_LETTERS = frozenset(("zh", "ch", "sh"))
_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "\u0131": "i", "ħ": "h", "ŧ": "t"}
)
# How letters are written where a keyboard lacks them; without accents (Muller) they are found as well.
_SPELLED = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ø": "oe", "Ø": "Oe", "å": "aa", "Å": "Aa"}
)
_APOSTROPHES = dict.fromkeys(map(ord, "'’‘"))
_MAY_BE_SYMBOL = re.compile(r"[%&_]|[^\w\s+,.;:!?'\"()\[\]{}/\\*#`^\-]")
_SYMBOLS_TOO = frozenset("%&@_")
# Words that stand in every text and tell nothing of what it is about; in Chinese single characters do.
_SAYS_NOTHING = frozenset(
    {
        *("about", "after", "again", "all", "also", "and", "any", "are", "been", "before", "but", "can"),
        *("could", "did", "does", "done", "for", "from", "get", "got", "had", "has", "have", "her", "him"),
        *("his", "how", "into", "its", "just", "may", "more", "must", "need", "not", "now", "off", "one"),
        *("only", "our", "out", "over", "please", "she", "should", "since", "some", "such", "than", "thanks"),
        *("that", "the", "their", "them", "then", "there", "they", "this", "too", "two", "very", "was"),
        *("were", "what", "when", "where", "which", "who", "why", "will", "with", "would", "yes", "yet"),
        *("you", "your", "customer", "hello", "dear", "regards"),
    }
)
_SAYS_NOTHING_ZH = frozenset("的了是我你您他她它们这那有在和与就也都很请把被让给吗呢吧啊后前时会能要可以")
_STEM = 5
_PUNCTUATION = {code: " " for code in range(128) if not chr(code).isalnum()}


def fold(text: str) -> str:
    """The text without case, width and accents: Müller, MULLER and muller agree; straße and strasse too."""
    if text.isascii():
        return text.lower()
    if _IS_PLAIN(text):
        return text.lower()
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return unicodedata.normalize("NFC", _MARKS.sub("", apart).translate(_LETTERS))


def spelled(text: str) -> str:
    """The text with its umlauts written out and without apostrophes: Mueller for Müller; most stay as they are."""
    if text.isascii():
        return text.replace("'", "") if "'" in text else text
    return _umlauts(text).translate(_APOSTROPHES)


def _umlauts(text: str) -> str:
    return text if text.isascii() else unicodedata.normalize("NFC", text).translate(_SPELLED)


def symbols(folded: str) -> Sequence[str]:
    """The symbols in a text: %, &, ™, emoji; punctuation is none."""
    found = _MAY_BE_SYMBOL.findall(folded)
    return [*dict.fromkeys(c for c in found if c in _SYMBOLS_TOO or unicodedata.category(c)[0] == "S")] if found else ()


def symbol_token(symbol: str) -> str:
    """The token of a symbol."""
    return f"{SYMBOL}{ord(symbol):x}"


def is_of_person(run: re.Match[str], folded: str, *, person: bool) -> bool:
    """Whether a run of Chinese may begin with a surname: at the start of a person's name, or of a very short one."""
    return run.start() == 0 and (person or len(folded) <= _NAME_OF_PERSON)


def ascii_words(folded: str) -> list[str]:
    """The runs of letters and digits of a folded text that is plain ASCII."""
    return folded.translate(_PUNCTUATION).split()


def phone_digits(text: str) -> str:
    """The digits that are dialled in China: 0086 and +86 are left out, also where 86 stands before a mobile number."""
    digits = _NO_DIGITS.sub("", text if text.isascii() else fold(text))
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
        return self.kind in ("chinese", "symbol") or len(self.run) > 2

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
    """A typed text understood: what must be found, and how to ask the index for it.

    What begins with an `absent` token is not asked for; `beginnings` are those that it pays to ask about first. A run
    of `written` is asked for as it is written alone; `spoken` tells what it is found by otherwise.
    """

    text: str
    absent: frozenset[str] = frozenset()
    written: frozenset[str] = frozenset()

    @cached_property
    def units(self) -> tuple[Unit, ...]:
        """What must be found, all of it."""
        found = tuple(_units(self.text[:TYPED_AT_MOST]))
        return found or tuple(Unit(symbol, "symbol") for symbol in self.symbols)

    @cached_property
    def symbols(self) -> tuple[str, ...]:
        """Symbols such as %: asked for when nothing else was typed, else those that hold them stand first."""
        return tuple(symbols(fold(self.text[:TYPED_AT_MOST])))

    @cached_property
    def match(self) -> str:
        """The MATCH expression; empty when nothing searchable was typed."""
        return " AND ".join(f"({' OR '.join(dict.fromkeys(self._ways(unit)))})" for unit in self.units)

    @cached_property
    def spoken(self) -> dict[str, str]:
        """The runs that may be meant as pinyin or initials, each with the MATCH expression for those readings."""
        ways = {unit.run: " OR ".join(_spoken_expressions(unit, self.absent)) for unit in self.units}
        return {run: match for run, match in ways.items() if match}

    @cached_property
    def beginnings(self) -> tuple[str, ...]:
        """The first tokens of ways to read the text as pinyin, of which each may go on in many."""
        units = (unit for unit in self.units if unit.is_pinyin)
        return tuple(dict.fromkeys(PAIR + a + b for unit in units for a, b, *_ in _long(unit.syllables)))

    @cached_property
    def match_names(self) -> str:
        """As `match`, for records that hold all of it in their names."""
        return f"name : ({self.match})" if self.match else ""

    @cached_property
    def match_symbols(self) -> str:
        """As `match`, for records that also hold the symbols typed beside words; empty when there were none."""
        return f"{self.match} AND {self._with_symbols}" if self.symbols and self.units[0].kind != "symbol" else ""

    @cached_property
    def exact(self) -> str:
        """The MATCH expression for records called or numbered exactly so; empty when nothing searchable was typed."""
        whole = compact(fold(self.text[:TYPED_AT_MOST]))
        if not whole:
            return ""
        keys = [whole]
        if whole.isdecimal():
            keys.extend(key for key in (whole.lstrip("0"), phone_digits(self.text)) if key)
        called = " OR ".join(_quoted(EXACT + key) for key in dict.fromkeys(keys))
        return f"({called}) AND {self._with_symbols}" if self.symbols else called

    def _ways(self, unit: Unit) -> list[str]:
        ways = _expressions(unit)
        return ways if unit.run in self.written else [*ways, *_spoken_expressions(unit, self.absent)]

    @property
    def _with_symbols(self) -> str:
        return " AND ".join(_quoted(symbol_token(symbol)) for symbol in self.symbols)


def telling(text: str, most: int) -> dict[str, str]:
    """The first words and pairs of Chinese characters of a longer text that tell what it is about.

    Each comes with the MATCH expression for records that hold it; long words are asked for by their beginning, because
    printer, printing and printed are one subject.
    """
    found: dict[str, str] = {}
    for run in RUN.finditer(fold(text)):
        if run[1]:
            pairs = map(add, run[0], run[0][1:])
            found |= {pair: _quoted(pair) for pair in pairs if _SAYS_NOTHING_ZH.isdisjoint(pair)}
        elif len(run[0]) > 2 and run[0] not in _SAYS_NOTHING:
            begun = run[0][:_STEM] if len(run[0]) > _STEM + 1 and run[0].isalpha() else run[0]
            found[begun] = _word_expression(begun)
        if len(found) >= most:
            break
    return dict(list(found.items())[:most])


# --- what was typed


def _units(text: str) -> Iterable[Unit]:
    text = unicodedata.normalize("NFC", text)
    folded = fold(text)
    runs = list(RUN.finditer(folded))
    spoken = _runs_like(runs, text.replace("ü", "v").replace("Ü", "v"))
    written = _runs_like(runs, _umlauts(text))
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


def _expressions(unit: Unit) -> list[str]:
    """How the index is asked for what is written so."""
    if unit.kind == "symbol":
        return [_quoted(symbol_token(unit.run))]
    if unit.kind == "chinese":
        return [_quoted(*map(add, unit.run, unit.run[1:])) if len(unit.run) > 1 else _quoted(unit.run)]
    if unit.kind == "digits":
        return [_digits_expression(unit)]
    asked = [_word_expression(run) for run in unit.runs]
    if len(unit.run) == 2 and unit.spoken != unit.run:
        asked.append(_word_expression(unit.spoken))
    return asked


def _spoken_expressions(unit: Unit, absent: Set[str]) -> list[str]:
    """How it is asked for Chinese that is spoken so, by initials or syllables."""
    if not unit.is_pinyin or len(unit.run) < 3:
        return []
    return [*_initials_expressions(unit.run), *_syllable_expressions(unit, absent)]


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


def _long(ways: Iterable[tuple[str, ...]]) -> Iterable[tuple[str, ...]]:
    return (way for way in ways if len(way) > 2)


def _syllable_expressions(unit: Unit, absent: Set[str]) -> Iterable[str]:
    for syllables in unit.syllables:
        *whole, begun = syllables
        if len(whole) == 1 and (len(begun) == 1 or begun in TWO_LETTERS):
            # A consonant after a syllable: one token instead of one for each of twenty syllables.
            yield _quoted(BEGUN + whole[0] + begun)
            continue
        if len(whole) > 1 and PAIR + whole[0] + whole[1] in absent:
            continue
        for last in completions(begun):
            way = (*whole, last)
            yield (_quoted(*(PAIR + a + b for a, b in pairwise(way))) if whole else _quoted(SYLLABLE + last))


def _trigrams(kind: str, run: str) -> list[str]:
    return [kind + run[n : n + 3] for n in range(len(run) - 2)]


def _quoted(*tokens: str) -> str:
    return '"' + " ".join(tokens) + '"'
