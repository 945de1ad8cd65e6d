"""The typefaces of paper and screen charts: what they can write, and how wide it is.

Noto Sans SC has the Latin, Greek, Cyrillic, kana and Chinese characters business names are made of. What it lacks
(emoji, Arabic, rare Han) is replaced by the geta mark 〓, the printer's sign for a missing type; the report says so.
"""

import os
import unicodedata
from functools import cache, lru_cache
from itertools import chain
from pathlib import Path
from typing import Any

from crm_desktop.core import paths

REGULAR = 400
SEMIBOLD = 600
GETA = "〓"

_FILES = {
    ("paper", REGULAR): "NotoSansSC_400Regular.ttf",
    ("paper", SEMIBOLD): "NotoSansSC_600SemiBold.ttf",
    ("screen", REGULAR): "Inter_400Regular.ttf",
    ("screen", SEMIBOLD): "Inter_600SemiBold.ttf",
}
# Joiners, direction marks and variation selectors say how neighbours are drawn; alone they have no shape.
_SHAPELESS = frozenset(
    chain(
        (*range(0x200B, 0x2010), 0x2060, 0xFEFF),
        (*range(0x202A, 0x202F), *range(0x2066, 0x206A)),
        (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0), *range(0x1F3FB, 0x1F400)),
    )
)


class Face:
    """One font file with its metrics."""

    def __init__(self, path: Path) -> None:
        from reportlab.pdfbase.ttfonts import TTFontFile

        self.path = path
        self._file: Any = TTFontFile(str(path))
        self._widths: dict[int, float] = self._file.charWidths
        self._glyphs: dict[int, int] = self._file.charToGlyph
        # A line is measured word by word while it is broken, and its words come again and again.
        self._units = lru_cache(maxsize=16_384)(self._measured)

    def has(self, character: str) -> bool:
        """Whether the font can draw this character."""
        return ord(character) in self._glyphs

    def width(self, text: str, size: float) -> float:
        """The width of a line of text."""
        return float(self._units(text) * size / 1000)

    def _measured(self, text: str) -> float:
        """The width of a line of a size of 1,000."""
        widths, default = self._widths, self._file.defaultWidth
        return float(sum([widths.get(ord(character), default) for character in text]))


@cache
def face(family: str, weight: int) -> Face:
    """The face of a family ("paper" or "screen") in a weight; read once per process."""
    return Face(paths.resources() / "fonts" / _FILES[family, weight])


def text_width(text: str, size: float, weight: int = REGULAR, family: str = "paper") -> float:
    """The width of a line; characters the screen family lacks are measured in the paper one, which draws them."""
    first = face(family, weight)
    if family == "paper":
        return first.width(text, size)
    second = face("paper", weight)
    return sum((first if first.has(each) else second).width(each, size) for each in text)


@lru_cache(maxsize=8192)
def printable(text: str) -> str:
    """The text with only what the paper font can draw; anything else becomes 〓, one for each run of the unknown."""
    regular = face("paper", REGULAR)
    # Composed first: é written as two characters has one in the font. Compatibility forms stay as they were typed.
    composed = unicodedata.normalize("NFC", text)
    kept: list[str] = []
    for character in composed:
        if ord(character) in _SHAPELESS:
            continue
        if character.isspace():
            kept.append(character if character == "\u00a0" else " ")
        elif unicodedata.category(character) in ("Cc", "Cs"):
            continue
        elif regular.has(character):
            kept.append(character)
        elif not kept or kept[-1] != GETA:
            kept.append(GETA)
    return "".join(kept)


def is_complete(text: str) -> bool:
    """Whether the paper font can draw all of a text."""
    return GETA not in printable(text) or GETA in text


def keep_font_list() -> None:
    """Have matplotlib keep its list of the system's fonts in the program's cache; call before it is first imported.

    Without a place of its own it may look through all fonts of the system with every start of the worker process.
    """
    os.environ.setdefault("MPLCONFIGDIR", str(paths.cache_dir() / "matplotlib"))
