"""What of a record's texts can be found: the tokens that the search index keeps of names, numbers, phones and words.

Their classes are those of `search_text`. One text of the list holds the tokens of a word or run, apart by spaces.
"""

import re
from functools import lru_cache
from itertools import pairwise
from operator import add

from crm_desktop.storage.search_pinyin import initial_runs, spoken_runs
from crm_desktop.storage.search_text import (
    BEGUN,
    DIGITS,
    EXACT,
    EXACT_AT_MOST,
    INITIALS,
    PAIR,
    RUN,
    SYLLABLE,
    TWO_LETTERS,
    WORD,
    ascii_words,
    compact,
    fold,
    is_of_person,
    phone_digits,
    spelled,
    symbol_token,
    symbols,
)

_KEPT = 8_192
# No longer than the name of a city: such texts come again and again.
_SHORT = 16
_PHONES = re.compile("[/;,、\n]")


def name_tokens(text: str, *, person: bool = False) -> list[str]:
    """Tokens of a name: as a whole, by words, characters and pinyin; a person's first character is a surname."""
    folded = fold(text)
    runs = ascii_words(folded) if text.isascii() else ()
    if runs and len(whole := "".join(runs)) + folded.count(" ") == len(folded):
        # Most names: words with a space between, and nothing besides.
        return [EXACT + whole[:EXACT_AT_MOST], *[_word(run) if run.isalpha() else _parts(run) for run in runs]]
    tokens = [*map(symbol_token, symbols(folded))]
    whole = compact(folded)
    if not whole:
        return tokens
    tokens.append(EXACT + whole)
    for found in RUN.finditer(folded):
        run = found[0]
        if found[1]:
            tokens.append(_chinese(run))
            tokens.append(_pinyin(run, person=is_of_person(found, folded, person=person)))
        else:
            tokens.append(_word(run) if run.isalpha() else _parts(run))
    return tokens + _spelled_tokens(text, folded)


def word_tokens(text: str) -> list[str]:
    """Tokens of running text: words and Chinese characters, no pinyin; plain words once each."""
    if text.isascii():
        folded = text.lower()
        return _plain_words(folded) + _spelled_tokens(text, folded)
    return [*_short_words(text)] if len(text) <= _SHORT else _words(text)


def number_tokens(text: str) -> list[str]:
    """Tokens of a record's number: C-00417 is found by c-00417, C00417, 00417, 417 and 41."""
    folded = fold(text)
    runs = ascii_words(folded) if folded.isascii() else [found[0] for found in RUN.finditer(folded)]
    whole = runs[0][:EXACT_AT_MOST] if len(runs) == 1 else "".join(runs)[:EXACT_AT_MOST]
    if not whole:
        return []
    tokens = [EXACT + whole, _parts(whole)]
    for run in runs:
        if not run.isascii():
            tokens.append(_chinese(run))
        elif run != whole:
            tokens.append(f"{WORD}{run[0]} {WORD}{run[:2]}")
        short = run.lstrip("0")
        if short != whole and short.isdecimal():
            tokens.append(f"{EXACT}{short} {WORD}{short[0]} {WORD}{short[:2]}" if short != run else EXACT + short)
    return tokens


def phone_tokens(text: str) -> list[str]:
    """Tokens of telephone numbers: three digits in a row anywhere, without the Chinese country code."""
    tokens: list[str] = []
    for part in _PHONES.split(text):
        digits = phone_digits(part)
        if len(digits) >= 3 and "@" not in part:
            parts = [digits[n : n + 3] for n in range(len(digits) - 2)]
            tokens.append(f"{EXACT}{digits} {DIGITS}" + f" {DIGITS}".join(parts))
    return tokens


def _spelled_tokens(text: str, folded: str) -> list[str]:
    """Words as they are written elsewhere: Mueller for Müller, OBrien for O'Brien."""
    written = spelled(text)
    if written is text or (other := fold(written)) == folded:
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
    return [_word(run) if run.isalpha() else _parts(run) for run in dict.fromkeys(ascii_words(folded))]


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
    ways = spoken_runs(run, person=person)
    for initials in initial_runs(run, ways, person=person):
        begun[WORD + initials[0]] = None
        begun.update(dict.fromkeys([WORD + initials[n : n + 2] for n in range(len(initials) - 1)]))
        if tokens:
            # A phrase must not reach from one way to read the run into the next.
            tokens.append(SYLLABLE + ways[0][0])
        tokens += [INITIALS + initials[n : n + 3] for n in range(len(initials) - 2)]
    for way in ways:
        begun.update(dict.fromkeys([WORD + syllable[:2] for syllable in way]))
        tokens += [SYLLABLE + syllable for syllable in way]
        tokens += [PAIR + a + b for a, b in pairwise(way)]
        begun.update(dict.fromkeys([BEGUN + a + b[0] for a, b in pairwise(way)]))
        begun.update(dict.fromkeys([BEGUN + a + b[:2] for a, b in pairwise(way) if b[:2] in TWO_LETTERS]))
    return " ".join((*begun, *tokens))
