"""What search must find, defined by brute force and without the program's own code; and names to search in.

Readings come from pypinyin itself here, one reading a character, as it gives them with its phrases.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

from pypinyin import lazy_pinyin
from python_calamine import CalamineWorkbook

HAN = re.compile("[\u3007\u3400-\u4dbf\u4e00-\u9fff]+")
Definition = Callable[[str, str], bool]


def plain(text: str) -> str:
    """Width, case and accents removed."""
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    return unicodedata.normalize("NFC", "".join(c for c in apart if not "\u0300" <= c <= "\u036f"))


def words(text: str) -> list[str]:
    """Runs of letters and digits that are not Chinese."""
    return [w for w in re.split(r"[\W_\u3040-\u30ff\u3400-\u9fff]+", plain(text)) if w]


def chinese(name: str, typed: str) -> bool:
    """The characters stand in the name."""
    return typed in plain(name)


def word(name: str, typed: str) -> bool:
    """From three letters a part of a word, else its beginning."""
    return any(typed in w if len(typed) > 2 else w.startswith(typed) for w in words(name))


@cache
def spoken(run: str) -> tuple[str, ...]:
    """The syllables of a run of characters."""
    return tuple(lazy_pinyin(run))


def initials(name: str, typed: str) -> bool:
    """The letters begin neighbouring characters."""
    return any(typed in "".join(s[0] for s in spoken(run)) for run in HAN.findall(name))


def pinyin(name: str, typed: str) -> bool:
    """The letters are read from some character on; the last syllable may be unfinished."""
    return any("".join(spoken(run)[start:]).startswith(typed) for run in HAN.findall(name) for start in range(len(run)))


def phone(number: str, typed: str) -> bool:
    """The digits stand in the number in any place."""
    return re.sub(r"\D", "", typed) in re.sub(r"\D", "", number.removeprefix("+86"))


def expected(values: Iterable[tuple[str, str]], typed: str, *definitions: Definition) -> set[str]:
    """The ids whose value one of the definitions finds."""
    return {record for record, value in values if any(holds(value, typed) for holds in definitions)}


def company_names(folder: Path) -> list[str]:
    """The 267,397 short names."""
    lines = (folder / "chinese" / "company_short_names_267k.txt").read_text("utf-8-sig").splitlines()
    return [line.strip() for line in lines[3:] if line.strip()]


def english_names(folder: Path) -> list[str]:
    """29,717 English names."""
    lines = (folder / "chinese" / "english_names_29k.txt").read_text("utf-8-sig").splitlines()
    return [line.strip() for line in lines[3:] if line.strip()]


def family_names(folder: Path) -> list[str]:
    """1,074 Chinese family names, the most frequent first."""
    sheet = CalamineWorkbook.from_path(str(folder / "chinese" / "family_names_1k.xlsx")).get_sheet_by_index(0)
    return [str(row[0]) for row in sheet.to_python()[1:] if row[0]]
