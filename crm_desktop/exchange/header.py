"""Where the header of a table stands, if it has one, and what its columns are called."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from crm_desktop.core import text
from crm_desktop.core.i18n import Message
from crm_desktop.exchange.cell import Cell, Record

_NUMBER = re.compile(r"[-+(]?\s*[$€£¥￥]?\s*\d[\d.,\s']*\)?\s*%?")
_DATE = re.compile(r"\d{1,4}[-/.年]\d{1,2}[-/.月]\d{1,4}日?(?:[ T]\d{1,2}:.*)?")
_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.?[^@\s]*")
_YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True)
class Header:
    """The position of the header among the records (None: there is none) and the names of all columns."""

    position: int | None
    columns: tuple[str, ...]
    warnings: tuple[Message, ...]

    @property
    def first_row(self) -> int:
        """The position of the first data record; without a header nothing is left out, so that an odd line is seen."""
        return 0 if self.position is None else self.position + 1


def find_header(records: Sequence[Record], known_titles: frozenset[str], forced: bool | None = None) -> Header:
    """Look at the first records of a file; `known_titles` are folded titles that prove a header."""
    filled = [index for index, (_, values) in enumerate(records) if any(is_filled(v) for v in values)]
    if not filled:
        return Header(None, (), ())
    start = _first_of_table(records, filled)
    body = [records[i][1] for i in filled if i > start]
    width = _width(records[start][1], body)
    has_header = forced if forced is not None else _is_header(records[start][1][:width], body, known_titles)
    if not has_header:
        warning = Message("No header was found; the columns are numbered.")
        return Header(None, tuple(f"Column {n + 1}" for n in range(width)), (warning,))
    warnings: list[Message] = []
    if start > filled[0]:
        warnings.append(Message("Lines left out above the header: {count}.", count=filled.index(start)))
    columns = _named(records[start][1], width, warnings)
    return Header(start, columns, tuple(warnings))


def is_filled(value: Cell) -> bool:
    """Whether a cell holds anything but space."""
    return value is not None and (not isinstance(value, str) or bool(value.strip("\0 \t\r\n\u3000\xa0")))


def _first_of_table(records: Sequence[Record], filled: Sequence[int]) -> int:
    """The first record about as wide as most: titles above a table fill one or two cells."""
    counts = {i: sum(is_filled(v) for v in records[i][1]) for i in filled}
    usual = Counter(counts[i] for i in filled[:60]).most_common(1)[0][0]
    wanted = max(counts.values()) if len(filled) < 4 else usual
    for index in filled[:30]:
        if counts[index] * 2 > wanted:
            return index
    return filled[0]


def _width(first: Sequence[Cell], body: Sequence[Sequence[Cell]]) -> int:
    """Columns up to the last with a title, or with values in at least a tenth of the rows seen."""
    width = max((n + 1 for n, value in enumerate(first) if is_filled(value)), default=1)
    reaching = Counter(max((n + 1 for n, v in enumerate(row) if is_filled(v)), default=0) for row in body)
    for reach in sorted(reaching, reverse=True):
        if reach <= width:
            break
        if sum(times for r, times in reaching.items() if r >= reach) * 10 > len(body) and reach <= len(first):
            return reach
    return width


def _is_header(first: Sequence[Cell], body: Sequence[Sequence[Cell]], known_titles: frozenset[str]) -> bool:
    titles = [value for value in first if is_filled(value)]
    if any(" ".join(text.words(t)) in known_titles for t in titles if isinstance(t, str)):
        return True
    evidence = 0
    for n, title in enumerate(first):
        if not is_filled(title):
            continue
        below = [row[n] for row in body[:60] if n < len(row) and is_filled(row[n])]
        evidence += _evidence(title, below)
    return evidence > 0 or (evidence == 0 and _shape(titles[0]) == "text" and len(set(map(str, titles))) == len(titles))


def _evidence(title: Cell, below: Sequence[Cell]) -> int:
    """Positive: the title differs from the values below it; negative: it looks like one of them."""
    shape = _shape(title)
    shapes = Counter(_shape(value) for value in below)
    usual = shapes.most_common(1)[0][0] if shapes else "text"
    if shape == "text":
        return 3 if usual != "text" else -1 if title in below else 0
    is_year_title = _YEAR.fullmatch(str(title)) is not None and not any(_YEAR.fullmatch(str(v)) for v in below)
    return 0 if is_year_title and below else -2


def _shape(value: Cell) -> str:
    if isinstance(value, bool):
        return "flag"
    if isinstance(value, int | Decimal):
        return "number"
    if isinstance(value, date):
        return "date"
    written = str(value).strip()
    if _MAIL.fullmatch(written):
        return "mail"
    if _DATE.fullmatch(written):
        return "date"
    return "number" if _NUMBER.fullmatch(written) else "text"


def _named(titles: Sequence[Cell], width: int, warnings: list[Message]) -> tuple[str, ...]:
    names: list[str] = []
    taken: set[str] = set()
    for n in range(width):
        raw = titles[n] if n < len(titles) else None
        name = text.normalise(str(raw)) if is_filled(raw) else f"Column {n + 1}"
        unique, again = name, 2
        while text.fold(unique) in taken:
            unique, again = f"{name} ({again})", again + 1
        if unique != name:
            warnings.append(Message("The column {name} occurs more than once.", name=name))
        taken.add(text.fold(unique))
        names.append(unique)
    return tuple(names)
