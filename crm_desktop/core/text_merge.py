"""Texts that two people changed at once: what each changed, and both changes in one text where they do not touch."""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

SAME, ADDED, REMOVED = "same", "added", "removed"
# Words of letters and digits, blanks, and any other sign alone: Chinese is compared character by character.
_PIECE = re.compile(r"[A-Za-z0-9À-ɏ]+|\s+|.", re.DOTALL)


class Part(NamedTuple):
    """A run of text that stayed, came or went."""

    what: str
    text: str


class _Edit(NamedTuple):
    """Pieces `start` to `end` of the first text become others."""

    start: int
    end: int
    pieces: Sequence[str]


def changes(before: str, after: str) -> tuple[Part, ...]:
    """What became of a text: what stayed, what went and what came, in reading order."""
    old, new = _PIECE.findall(before), _PIECE.findall(after)
    parts: list[Part] = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            parts.append(Part(SAME, "".join(old[a:b])))
            continue
        parts += [Part(what, text) for what, text in ((REMOVED, "".join(old[a:b])), (ADDED, "".join(new[c:d]))) if text]
    return tuple(parts)


def merged(before: str, mine: str, theirs: str) -> str | None:
    """Both changes in one text; None when they touch the same words."""
    pieces = _PIECE.findall(before)
    ours, others = list(_edits(pieces, mine)), list(_edits(pieces, theirs))
    if any(_touch(one, other) and one != other for one in ours for other in others):
        return None
    text, at = [], 0
    for edit in sorted({*map(_frozen, ours), *map(_frozen, others)}):
        text += pieces[at : edit.start] + list(edit.pieces)
        at = edit.end
    return "".join(text + pieces[at:])


def _frozen(edit: _Edit) -> _Edit:
    return edit._replace(pieces=tuple(edit.pieces))


def _edits(pieces: Sequence[str], after: str) -> Iterator[_Edit]:
    new = _PIECE.findall(after)
    for tag, a, b, c, d in SequenceMatcher(None, pieces, new, autojunk=False).get_opcodes():
        if tag != "equal":
            yield _Edit(a, b, new[c:d])


def _touch(one: _Edit, other: _Edit) -> bool:
    """Whether two changes meet: also side by side, because nobody knows then which words come first."""
    return one.start <= other.end and other.start <= one.end
