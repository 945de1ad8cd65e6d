"""What is shown of a record found: its title, what explains that it was found, and how that is read aloud."""

import itertools
import json
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


class _Evidence(NamedTuple):
    """What of a record may explain that it was found: its columns, its parts, how they are read, what was typed."""

    values: Mapping[str, Any]
    persons: bool
    title_read: str
    shown: tuple[tuple[str, str], ...]
    parts: Sequence[_Part]
    units: Sequence[Unit]

    def others(self) -> Iterator[_Read]:
        """Everything but the title."""
        own = ((name, str(self.values[name]), how) for name, how in self.shown if self.values[name])
        parts = ((name, value, "phone" if is_phone(value) else "word") for name, value in self.parts)
        return itertools.chain(own, parts)


@dataclass(frozen=True)
class SearchHit:
    """A record found. What explains it is worked out when asked for: only the rows in sight are ever explained."""

    kind: str
    id: str
    title: str
    subtitle: str
    _evidence: _Evidence | None = field(default=None, repr=False, compare=False)

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
        known = self._evidence
        return spoken_parts(self.title, known.units, person=known.persons) if known and self.spans else ()

    @cached_property
    def _in_title(self) -> tuple[Spans, Sequence[Unit]]:
        known = self._evidence
        if known is None:
            return (), ()
        found, unexplained = spans(self.title, known.units, known.title_read, person=known.persons)
        return tuple(found), unexplained

    @cached_property
    def _elsewhere(self) -> tuple[str | None, str, Spans]:
        known, unexplained = self._evidence, self._in_title[1]
        if known is not None and unexplained:
            for name, value, how in known.others():
                found, _ = spans(value, unexplained, how, person=known.persons)
                if found:
                    return name, *_excerpt(value, found)
        return None, "", ()


def hits_of_rows(reading: Reading, source: Source, rows: Sequence[int], units: Sequence[Unit]) -> list[SearchHit]:
    """The records behind rows of the index, in their order, with what of them the units may match."""
    kind = source.fields.kind
    names, statement = _details_sql(kind)
    found = {row: values for row, *values in reading.plain(statement, (json.dumps(rows),))}
    records = [dict(zip(names, found[row], strict=True)) for row in rows if row in found]
    renumber(reading, records)
    parts = _parts(reading, source, [record["id"] for record in records]) if units else {}
    read, shown = _reads(kind)
    return [_hit(source, record, (read, shown, parts.get(record["id"], ()), units)) for record in records]


def hits_of_ids(reading: Reading, source: Source, ids: Sequence[str], units: Sequence[Unit] = ()) -> list[SearchHit]:
    """The same of records by their ids; those that are deleted are left out."""
    listed = reading.plain(
        "SELECT row FROM json_each(?) asked CROSS JOIN search_record ON search_record.id = asked.value"
        " WHERE row BETWEEN ? AND ?",
        (json.dumps(ids), source.low, source.high),
    )
    return hits_of_rows(reading, source, [row for (row,) in listed], units)


# Kept by kind: to look them up by the source itself took longer than to make them.


@cache
def _details_sql(kind: str) -> tuple[tuple[str, ...], str]:
    source = sources()[kind]
    fields = source.fields
    names = tuple(dict.fromkeys(("id", fields.title, *fields.subtitle, *(name for name, _ in _shown(source)))))
    columns = ", ".join(f'shown."{name}"' for name in names)
    return names, (
        f"SELECT search_record.row, {columns} FROM json_each(?) asked CROSS JOIN search_record"
        f' CROSS JOIN "{source.table}" shown WHERE search_record.row = asked.value AND shown.id = search_record.id'
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


def _hit(source: Source, row: Mapping[str, Any], known: tuple[Any, ...]) -> SearchHit:
    fields = source.fields
    title = str(row[fields.title] or "")
    subtitle = " · ".join([str(row[name]) for name in fields.subtitle if row[name]])
    return SearchHit(fields.kind, row["id"], title, subtitle, _Evidence(row, fields.persons, *known))


def _excerpt(value: str, found: Sequence[tuple[int, int]]) -> tuple[str, Spans]:
    """The text around the first match, and where the matches stand in that."""
    start = max(0, found[0][0] - EXCERPT // 3) if len(value) > EXCERPT else 0
    before = "…" if start else ""
    after = "…" if start + EXCERPT < len(value) else ""
    moved = ((a - start + len(before), min(b - start, EXCERPT) + len(before)) for a, b in found)
    within = tuple((a, b) for a, b in moved if len(before) <= a < b)
    return before + value[start : start + EXCERPT].replace("\n", " ") + after, within


def _parts(reading: Reading, source: Source, ids: Sequence[str]) -> dict[str, list[_Part]]:
    """The child rows of the records, by record."""
    found: dict[str, list[_Part]] = {}
    for names, statement in _parts_sql(source.fields.kind):
        for record, *values in reading.plain(statement, (json.dumps(list(ids)),)):
            known = found.setdefault(record, [])
            known += [(name, str(value)) for name, value in zip(names, values, strict=True) if value]
    return found


@cache
def _parts_sql(kind: str) -> tuple[tuple[tuple[str, ...], str], ...]:
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
