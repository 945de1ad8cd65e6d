"""Which column of a file is which field: suggested by name and content, changed by the user, remembered as JSON."""

import dataclasses
import hashlib
import re
from collections.abc import Iterable, Sequence
from collections.abc import Mapping as AnyMapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import Any

from rapidfuzz import fuzz

from crm_desktop.core import text
from crm_desktop.core.errors import UserError
from crm_desktop.core.i18n import N_, Message
from crm_desktop.exchange import fields, numbers, rejects
from crm_desktop.exchange.bad_value import BadValue
from crm_desktop.exchange.cell import Cell
from crm_desktop.exchange.fields import ImportField, ImportKind, spelled
from crm_desktop.exchange.kinds import kind as kind_named
from crm_desktop.exchange.values import ColumnFormat, is_blank, read_value, understand

UPDATE, SKIP, CREATE = "update", "skip", "create"
RECORDS, LINES, FLAT = "records", "lines", "flat"

NOT_A_MAPPING = N_("This is not a mapping file. Let --save-map write one and change that.")

_EXACT, _CLEANED, _SAME_WORDS, _PART, _SIMILAR = 1.0, 0.95, 0.9, 0.7, 0.6
_REASONS = {
    _EXACT: N_("Same name"),
    _CLEANED: N_("Same name apart from unit or number"),
    _SAME_WORDS: N_("Same words"),
    _PART: N_("Contains the name"),
    _SIMILAR: N_("Similar name"),
}
_ENOUGH = 0.5
# "problem id" is no problem, "contact count" no contact.
_OTHER_THINGS = frozenset(
    ["id", "no", "number", "count", "date", "type", "code", "by", "at", "is", "has", "last", "system", "credit"]
)
_BRACKETED = re.compile(r"[(\[（【]([^)\]）】]*)[)\]）】]")
_IN_UNIT = re.compile(r"\bin (thousands?|millions?|billions?|[a-z]{3}|%)$", re.IGNORECASE)
_UNITS = {
    "万": 10**4, "万元": 10**4, "百万": 10**6, "百万元": 10**6, "千元": 10**3, "千": 10**3, "亿": 10**8, "亿元": 10**8,
    "k": 10**3, "thousand": 10**3, "thousands": 10**3, "m": 10**6, "mio": 10**6, "mn": 10**6, "million": 10**6,
    "millions": 10**6, "billion": 10**9, "billions": 10**9, "bn": 10**9,
}  # fmt: skip


@dataclass(frozen=True)
class ColumnMapping:
    """One column of the file: the field it fills (None: left out), how sure and why, how its cells are written."""

    column: str
    field: str | None = None
    confidence: float = 0.0
    reason: Message | None = None
    format: ColumnFormat = dataclasses.field(default_factory=ColumnFormat)
    notes: tuple[Message, ...] = ()


@dataclass(frozen=True)
class Mapping:
    """How one layout of file becomes records of one kind."""

    kind: str
    columns: tuple[ColumnMapping, ...]
    key: str | None = None
    on_match: str = UPDATE
    fixes: AnyMapping[str, str] = dataclasses.field(default_factory=dict)
    # The fields that the company added to the kind.
    own: tuple[ImportField, ...] = ()

    @property
    def import_kind(self) -> ImportKind:
        """The kind of its records, with the company's own fields."""
        return kind_named(self.kind, self.own)

    @property
    def fields(self) -> dict[str, int]:
        """Field → position of its column."""
        return {c.field: n for n, c in enumerate(self.columns) if c.field is not None}

    @property
    def shape(self) -> str:
        """RECORDS, LINES (a file of lines keyed by the number of their record) or FLAT (both in each row)."""
        kind = self.import_kind
        parts = [kind.field(key).part for key in self.fields]
        if fields.LINE not in parts:
            return RECORDS
        own = {key for key in self.fields if kind.field(key).part == fields.RECORD}
        return LINES if own <= {"external_key", "number", "note"} else FLAT

    def changed(self, column: str, field_key: str | None) -> "Mapping":
        """The same mapping with one column given another field; a field belongs to one column only."""
        return replace(
            self,
            columns=tuple(
                replace(c, field=field_key, confidence=1.0, reason=None)
                if c.column == column
                else replace(c, field=None)
                if c.field == field_key and field_key is not None
                else c
                for c in self.columns
            ),
        )

    def missing(self) -> tuple[ImportField, ...]:
        """Required fields without a column."""
        present = self.fields
        return tuple(f for f in self.import_kind.fields if f.required and f.key not in present)

    def to_json(self) -> dict[str, Any]:
        """A JSON-able copy, as `--map` reads it."""
        return {
            "kind": self.kind,
            "key": self.key,
            "on_match": self.on_match,
            "fixes": dict(self.fixes),
            "columns": {c.column: {"field": c.field} | c.format.to_json() for c in self.columns},
        }

    @classmethod
    def from_json(
        cls, data: AnyMapping[str, Any], columns: Sequence[str], own: tuple[ImportField, ...] = ()
    ) -> "Mapping":
        """The mapping for a file with these columns; a column may map to a field's name alone; others are left out."""
        try:
            known = kind_named(str(data["kind"]), own)
            given = {spelled(name): _one(entry) for name, entry in data["columns"].items()}
            made = cls(
                known.key,
                tuple(_restored(column, given.get(spelled(column)), known) for column in columns),
                data.get("key"),
                data.get("on_match", UPDATE),
                {str(old): str(new) for old, new in data.get("fixes", {}).items()},
                own,
            )
        except (KeyError, TypeError, AttributeError, StopIteration, ArithmeticError) as error:
            raise UserError(Message(NOT_A_MAPPING)) from error
        except ValueError as error:
            raise _unknown_word(error.args[0] if error.args else error) from error
        used = [column.field for column in made.columns if column.field]
        wrong = [field for field in used if used.count(field) > 1]
        wrong += [made.key] if made.key is not None and made.key not in known.keys else []
        wrong += [made.on_match] if made.on_match not in (UPDATE, SKIP, CREATE) else []
        if wrong:
            raise _unknown_word(wrong[0])
        return made


def fingerprint(columns: Iterable[str]) -> str:
    """The same for files with the same columns in any order; a mapping is remembered under it."""
    names = sorted(spelled(column) for column in columns if not rejects.is_added(column))
    return hashlib.blake2b("\n".join(names).encode(), digest_size=12).hexdigest()


def suggest(
    kind: ImportKind, columns: Sequence[str], rows: Sequence[Sequence[Cell]], today: date | None = None
) -> Mapping:
    """The likeliest mapping of a file by its column names, checked against sample rows."""
    samples = [[row[n] for row in rows if n < len(row)] for n in range(len(columns))]
    titles = {spelled(column) for column in columns}
    chances = [
        (likeness * _plausibility(known, samples[n], today) + _company(kind, known, titles), n, known)
        for n, column in enumerate(columns)
        if not rejects.is_added(column)
        for known in kind.fields
        if (likeness := _likeness(known, column))
    ]
    # Ties go to the company's own field of that very name, unless a field of ours is called so, then to the field that
    # stands first in the declaration and the column that stands first in the file.
    own = kind.fields[len(kind_named(kind.key).fields) :]
    ours = {title for known in kind.fields if known not in own for title in known.titles}
    chances.sort(key=lambda chance: (-chance[0], chance[2] not in own or spelled(columns[chance[1]]) in ours))
    chosen: dict[int, tuple[float, ImportField]] = {}
    for score, n, known in chances:
        if score >= _ENOUGH and n not in chosen and known not in (k for _, k in chosen.values()):
            chosen[n] = (score, known)
    mapped = tuple(_mapped(column, chosen.get(n), samples[n]) for n, column in enumerate(columns))
    present = {c.field for c in mapped}
    return Mapping(kind.key, mapped, next((key for key in kind.keys if key in present), None), own=own)


def title_format(column: str) -> ColumnFormat:
    """What a column's title says of its unit: 年采购额(万), Revenue (USD), Sales in thousands."""
    form = ColumnFormat()
    hints = _BRACKETED.findall(text.normalise(column)) + _IN_UNIT.findall(text.normalise(column))
    for hint in (part for h in hints for part in (h, *re.split(r"[\s,/]+", h))):
        folded = text.fold(hint)
        if folded in _UNITS:
            form = replace(form, factor=Decimal(_UNITS[folded]))
        if (code := numbers.currency_code(folded)) is not None:
            form = replace(form, currency=code)
    return form


def _likeness(known: ImportField, column: str) -> float:
    title = spelled(column)
    if title in known.spellings:
        return _EXACT
    plain = _plain_title(column)
    if plain in known.spellings:
        return _CLEANED
    if not plain:
        return 0.0
    # Exports in capitals run words together: BILLINGSTREET.
    if plain.replace(" ", "") in {name.replace(" ", "") for name in known.spellings}:
        return _CLEANED
    words = set(plain.split())
    if any(words == set(name.split()) for name in known.spellings):
        return _SAME_WORDS
    return max(_partly(name, plain) for name in known.spellings)


def _company(kind: ImportKind, known: ImportField, titles: set[str]) -> float:
    """A little more for a field whose companions are in the file: region beside city and postcode is a province.

    Not when another column is called so as well: then region is a region.
    """
    if len(known.spellings & titles) > 1:
        return 0.0
    return 0.02 if known.beside and all(kind.field(key).spellings & titles for key in known.beside) else 0.0


def _plain_title(column: str) -> str:
    """The title without unit, custom-field ending and counting number."""
    bare = _IN_UNIT.sub("", _BRACKETED.sub(" ", text.normalise(column))).strip()
    words = spelled(re.sub(r"__[cr]$", "", bare)).split()
    if words and words[-1].isdigit() and len(words) > 1:
        words.pop()
    return re.sub(r"(?<=[^\x00-\x7f])\d+$", "", " ".join(words))


def _partly(name: str, title: str) -> float:
    if text.has_chinese(name) or text.has_chinese(title):
        return _PART if len(name) >= 2 and name in title else 0.0
    rest = set(title.split()) - set(name.split())
    if len(name) >= 4 and not rest & _OTHER_THINGS and re.search(rf"\b{re.escape(name)}\b", title):
        # "sales price" holds more of "regular sales price" than "price" does.
        return _PART - 0.15 + 0.15 * len(name) / len(title)
    similarity = fuzz.ratio(name, title) if min(len(name), len(title)) >= 5 else 0.0
    return _SIMILAR if similarity >= 88 else 0.0


def _plausibility(known: ImportField, sample: Sequence[Cell], today: date | None) -> float:
    """Lower when many of the values seen cannot be read as this field; never so low that an exact name is dropped."""
    filled = list(islice((value for value in sample if not is_blank(value, known.type)), 50))
    if not filled:
        return 0.97
    form = understand(known, filled).format
    bad = sum(_is_bad(known, value, form, today) for value in filled) / len(filled)
    return 1.0 - 0.45 * bad if bad > 0.2 else 1.0


def _is_bad(known: ImportField, value: Cell, form: ColumnFormat, today: date | None) -> bool:
    try:
        read_value(known, value, form, today or date(2000, 1, 1))
    except BadValue:
        return True
    return False


def _mapped(column: str, choice: tuple[float, ImportField] | None, sample: Sequence[Cell]) -> ColumnMapping:
    if choice is None:
        return ColumnMapping(column)
    score, known = choice
    likeness = _likeness(known, column)
    step = max((level for level in _REASONS if level <= likeness), default=_SIMILAR)
    found = understand(known, sample, title_format(column))
    return ColumnMapping(
        column, known.key, min(1.0, round(score, 2)), Message(_REASONS[step]), found.format, found.notes
    )


def _unknown_word(word: object) -> UserError:
    return UserError(Message("The mapping file is not understood: “{word}” is wrong there.", word=str(word)[:80]))


def _one(entry: Any) -> dict[str, Any]:
    return {"field": entry} if entry is None or isinstance(entry, str) else dict(entry)


def _restored(column: str, entry: dict[str, Any] | None, kind: ImportKind) -> ColumnMapping:
    if entry is None or entry.get("field") is None:
        return ColumnMapping(column)
    known = {f.key for f in kind.fields}
    if entry["field"] not in known:
        raise ValueError(entry["field"])
    return ColumnMapping(column, entry["field"], 1.0, None, ColumnFormat.from_json(entry))
