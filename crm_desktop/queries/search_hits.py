"""What is shown of a record found: its title, what explains that it was found, and how that is read aloud."""

import itertools
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any, NamedTuple

from crm_desktop.queries.numbers import renumber
from crm_desktop.storage.database import Reading
from crm_desktop.storage.search_index import Source, sources
from crm_desktop.storage.search_spans import spans, spoken_parts
from crm_desktop.storage.search_text import Unit
from crm_desktop.storage.search_texts import is_phone

EXCERPT = 80

Spans = tuple[tuple[int, int], ...]
# A column, its text, and how it is read.
_Read = tuple[str, str, str]
_Part = tuple[str, str]
_Record = dict[str, Any]
# The columns that a statement asks for, and the statement.
_Asked = tuple[tuple[str, ...], str]


class _Known(NamedTuple):
    """What explains that records of a kind were found: how their columns are read, their parts, what was typed."""

    persons: bool
    title_read: str
    shown: tuple[tuple[str, str], ...]
    parts: Mapping[str, Sequence[_Part]]
    units: Sequence[Unit]

    def others(self, values: Mapping[str, Any]) -> Iterator[_Read]:
        """Everything of a record but its title."""
        own = ((name, str(values[name]), how) for name, how in self.shown if values[name])
        parts = self.parts.get(values["id"], ())
        return itertools.chain(own, ((name, value, "phone" if is_phone(value) else "word") for name, value in parts))


@dataclass(frozen=True)
class SearchHit:
    """A record found. What explains it is worked out when asked for: only the rows in sight are ever explained."""

    kind: str
    id: str
    title: str
    subtitle: str
    _values: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)
    _known: _Known | None = field(default=None, repr=False, compare=False)

    @property
    def spans(self) -> Spans:
        """The matching parts of the title."""
        return self._in_title[0]

    @property
    def field(self) -> str | None:
        """The column that explains the hit where the title does not."""
        return self._elsewhere[0]

    @property
    def excerpt(self) -> str:
        """The text of that column around the match."""
        return self._elsewhere[1]

    @property
    def excerpt_spans(self) -> Spans:
        """The matching parts of the excerpt."""
        return self._elsewhere[2]

    @cached_property
    def spoken(self) -> tuple[tuple[str, int], ...]:
        """The syllables of the title that pinyin found it by, each with how many of its letters were typed."""
        known = self._known
        return spoken_parts(self.title, known.units, person=known.persons) if known and self.spans else ()

    @cached_property
    def _in_title(self) -> tuple[Spans, Sequence[Unit]]:
        known = self._known
        if known is None:
            return (), ()
        found, unexplained = spans(self.title, known.units, known.title_read, person=known.persons)
        return tuple(found), unexplained

    @cached_property
    def _elsewhere(self) -> tuple[str | None, str, Spans]:
        known, unexplained = self._known, self._in_title[1]
        if known is not None and unexplained:
            for name, value, how in known.others(self._values):
                found, _ = spans(value, unexplained, how, person=known.persons)
                if found:
                    return name, *_excerpt(value, found)
        return None, "", ()


def hits_of_rows(
    reading: Reading, found: Sequence[tuple[Source, Sequence[int]]], units: Sequence[Unit]
) -> list[SearchHit]:
    """The records behind rows of the index, in their order, with what of them the units may match."""
    records = [(source.fields.kind, _records(reading, source.fields.kind, rows)) for source, rows in found]
    parts = _parts(reading, records) if units else {}
    return [hit for kind, its in records for hit in _hits(kind, its, parts, units)]


def hits_of_ids(reading: Reading, source: Source, ids: Sequence[str], units: Sequence[Unit] = ()) -> list[SearchHit]:
    """The same of records by their ids; those that are deleted are left out."""
    listed = reading.plain(
        "SELECT row FROM json_each(?) asked CROSS JOIN search_record ON search_record.id = asked.value"
        " WHERE row BETWEEN ? AND ?",
        (json.dumps(ids), source.low, source.high),
    )
    return hits_of_rows(reading, [(source, [row for (row,) in listed])], units)


# Kept by kind: to look them up by the source itself took longer than to make them.


def _records(reading: Reading, kind: str, rows: Sequence[int]) -> list[_Record]:
    names, statement = _details_sql(kind)
    records = [dict(zip(names, values, strict=True)) for values in reading.plain(statement, (json.dumps(rows),))]
    renumber(reading, records)
    return records


@cache
def _details_sql(kind: str) -> tuple[tuple[str, ...], str]:
    source = sources()[kind]
    fields = source.fields
    names = tuple(dict.fromkeys(("id", fields.title, *fields.subtitle, *(name for name, _ in _shown(source)))))
    columns = ", ".join(f'shown."{name}"' for name in names)
    return names, (
        f"SELECT {columns} FROM json_each(?) asked CROSS JOIN search_record"
        f' CROSS JOIN "{source.table}" shown WHERE search_record.row = asked.value AND shown.id = search_record.id'
        " ORDER BY asked.key"
    )


@cache
def _reads(kind: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """How the title is read (one that is not searched: as words), and the other columns that may explain a hit."""
    source = sources()[kind]
    shown = _shown(source)
    title = source.fields.title
    return dict(shown).get(title, "word"), tuple((name, how) for name, how in shown if name != title)


def _shown(source: Source) -> tuple[tuple[str, str], ...]:
    """The columns that are searched, with how they are read."""
    fields = source.fields
    return (
        *((name, "name") for name in fields.names),
        *((name, "number") for name in fields.numbers),
        *((name, "phone") for name in fields.phones),
        *((name, "word") for name in fields.words),
    )


def _hits(
    kind: str, records: Sequence[_Record], parts: Mapping[str, Sequence[_Part]], units: Sequence[Unit]
) -> Iterator[SearchHit]:
    fields = sources()[kind].fields
    title, subtitle = fields.title, fields.subtitle
    known = _Known(fields.persons, *_reads(kind), parts, units)
    for record in records:
        below = " · ".join([str(record[name]) for name in subtitle if record[name]])
        yield SearchHit(kind, record["id"], str(record[title] or ""), below, record, known)


def _excerpt(value: str, found: Sequence[tuple[int, int]]) -> tuple[str, Spans]:
    """The text around the first match, and where the matches stand in that."""
    start = max(0, found[0][0] - EXCERPT // 3) if len(value) > EXCERPT else 0
    before = "…" if start else ""
    after = "…" if start + EXCERPT < len(value) else ""
    moved = ((a - start + len(before), min(b - start, EXCERPT) + len(before)) for a, b in found)
    within = tuple((a, b) for a, b in moved if len(before) <= a < b)
    return before + value[start : start + EXCERPT].replace("\n", " ") + after, within


def _parts(reading: Reading, records: Sequence[tuple[str, Sequence[_Record]]]) -> dict[str, list[_Part]]:
    """The child rows of the records, by record. Own fields are the same rows for every kind, and asked for once."""
    asked: dict[_Asked, list[str]] = defaultdict(list)
    for kind, its in records:
        for statement in _parts_sql(kind):
            asked[statement] += [record["id"] for record in its]
    found: dict[str, list[_Part]] = defaultdict(list)
    for (names, sql), ids in asked.items():
        for record, *values in reading.plain(sql, (json.dumps(ids),)):
            found[record] += [(name, str(value)) for name, value in zip(names, values, strict=True) if value]
    return found


@cache
def _parts_sql(kind: str) -> tuple[_Asked, ...]:
    """The searched columns of each child table, and how its rows are read."""
    statements = []
    for child, fields in sources()[kind].children:
        names = tuple(dict.fromkeys((*fields.names, *fields.numbers, *fields.phones, *fields.words)))
        columns = ", ".join(f'"{name}"' for name in names)
        statement = (
            f'SELECT "{fields.via}", {columns} FROM "{child}" WHERE deleted = 0'
            f' AND "{fields.via}" IN (SELECT value FROM json_each(?)) ORDER BY id'
        )
        statements.append((names, statement))
    return tuple(statements)
