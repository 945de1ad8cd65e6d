"""Near misses: `GTXPro` for GTX Pro, `technolgy` for technology; proposed only when nothing else can be meant."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA

from crm_desktop.core import text
from crm_desktop.core.errors import UserError
from crm_desktop.core.i18n import N_, Message

_NUMBERS = re.compile(r"\d+")
_MAX_UNKNOWN = 2_000
_MAX_COMPARED = 20_000_000  # some two seconds; the most frequent names come first
_SPACING = N_("Same letters, other spacing or punctuation")
_TYPING = N_("One typing error apart")
_TWO_ERRORS = N_("Two typing errors apart")


@dataclass(frozen=True)
class Correction:
    """A proposal to read `old`, which occurs `count` times, as `new`; `score` is 1 for the same letters."""

    old: str
    new: str
    count: int
    score: float
    reason: Message


def propose(
    unknown: Mapping[str, int], known: Iterable[str], each: Callable[[], None] = lambda: None
) -> list[Correction]:
    """Corrections for values (with how often they occur) that match no known name; the most frequent first.

    `each` is called before every value: whoever waits may want to stop.
    """
    index = _Index(known)
    found: list[Correction] = []
    for value, count in sorted(unknown.items(), key=lambda item: -item[1])[:_MAX_UNKNOWN]:
        each()
        if index.compared > _MAX_COMPARED:
            break
        if (match := index.nearest(value)) is not None:
            found.append(Correction(value, match.name, count, match.score, Message(match.reason)))
    return found


class Fixes:
    """Corrections that are applied to cells: whole values, case and width aside."""

    def __init__(self, fixes: Mapping[str, str]) -> None:
        self._fixes = {text.fold(old): new for old, new in fixes.items()}

    @classmethod
    def parsed(cls, written: Iterable[str]) -> "Fixes":
        """From `OLD=NEW` as the command line takes them."""
        return cls(dict(_parted(entry) for entry in written))

    @property
    def pairs(self) -> dict[str, str]:
        """Value → what it is read as."""
        return dict(self._fixes)

    def apply(self, value: str) -> str:
        """The value, corrected when there is a correction for it."""
        return self._fixes.get(text.fold(value), value) if self._fixes else value


@dataclass(frozen=True)
class _Match:
    name: str
    score: float
    reason: str


class _Index:
    """Known names by their letters alone."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names: dict[str, str] = {}
        for name in names:
            self._names.setdefault(text.compact(name), name)
        self._by_length: dict[int, list[str]] = defaultdict(list)
        for key in self._names:
            self._by_length[len(key)].append(key)
        self.compared = 0

    def nearest(self, value: str) -> _Match | None:
        """The one name that can be meant; None when the value is itself known or two names come into question."""
        key = text.compact(value)
        if not key:
            return None
        if key in self._names:
            name = self._names[key]
            return None if text.fold(name) == text.fold(value) else _Match(name, 1.0, _SPACING)
        allowed = _allowed_errors(key)
        if not allowed:
            return None
        # One more than allowed is looked at too: a second name almost as near makes the first one doubtful.
        lengths = range(len(key) - allowed - 1, len(key) + allowed + 2)
        keys = [other for length in lengths for other in self._by_length.get(length, ())]
        self.compared += len(keys)
        candidates = process.extract(key, keys, scorer=OSA.distance, score_cutoff=allowed + 1, limit=8)
        near = [(other, errors) for other, errors, _ in candidates if _NUMBERS.findall(other) == _NUMBERS.findall(key)]
        if not near or near[0][1] > allowed or (len(near) > 1 and near[1][1] <= near[0][1] + 1):
            return None
        name, errors = self._names[near[0][0]], int(near[0][1])
        if not _words_agree(value, name):
            return None
        return _Match(name, 1 - errors / len(key), _TYPING if errors == 1 else _TWO_ERRORS)


def _allowed_errors(key: str) -> int:
    """Short names and Chinese names differ by one character and are different; long ones may hold two slips."""
    if text.has_chinese(key):
        return 1 if len(key) >= 8 else 0
    return 0 if len(key) < 6 else 1 if len(key) < 10 else 2


def _words_agree(one: str, other: str) -> bool:
    """Words of one or two letters carry the meaning (Model A, Model B): they must be the same on both sides."""
    return _short_words(one) == _short_words(other)


def _short_words(name: str) -> list[str]:
    return sorted(word for word in text.words(name) if len(word) <= 2)


def _parted(entry: str) -> tuple[str, str]:
    old, equals, new = entry.partition("=")
    if not equals or not old.strip() or not new.strip():
        raise UserError(Message("A correction is written OLD=NEW, for example GTXPro=GTX Pro."))
    return old.strip(), new.strip()
