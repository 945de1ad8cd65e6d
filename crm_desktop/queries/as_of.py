"""A record as it was recorded at a moment: its entries up to then, beside what it is today."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from crm_desktop.models import ENTITY_OF, Synced
from crm_desktop.queries.record_history import PARTS, SILENT, part_ids, require_visible
from crm_desktop.queries.words import Words
from crm_desktop.storage import contexts
from crm_desktop.storage.capture import columns, registers, table_of
from crm_desktop.storage.database import Reading
from crm_desktop.storage.fold import Entry, fold

_NEVER = 1 << 62
_ENTRIES = (
    "SELECT c.tbl, c.row_id, t.hlc, r.id, t.seq, t.origin, t.ctx, c.op, c.data FROM sync_change c"
    " JOIN sync_txn t ON t.origin = c.origin AND t.seq = c.seq JOIN sync_replica r ON r.n = c.origin"
    " WHERE c.row_id IN (SELECT value FROM json_each(?)) AND t.wall_ms <= ?"
)
State = Mapping[str, Any]


@dataclass(frozen=True)
class ValueThen:
    """A field: its title, what it said then and what it says now; `part` is the kind of row it belongs to, if any."""

    title: str
    then: str | None
    now: str | None
    part: str | None = None

    @property
    def is_different(self) -> bool:
        """Whether it says something else today."""
        return self.then != self.now


@dataclass(frozen=True)
class RecordThen:
    """A record at a moment: whether it was there, and everything it said then or says now."""

    at: int
    was_there: bool
    is_there: bool
    values: tuple[ValueThen, ...]


def record_as_of(reading: Reading, kind: str, record_id: str, at_ms: int, language: str = "en") -> RecordThen:
    """The record as it was at a moment, beside today; values are written in a language."""
    require_visible(reading, kind, record_id)
    ids = [record_id, *part_ids(reading, kind, record_id)]
    wanted = {kind, *(table for table, _ in PARTS.get(kind, ()))}
    then, now = (_states(reading, ids, wanted, moment) for moment in (at_ms, _NEVER))
    words = Words(reading, language)
    own = (kind, record_id)
    values = [*_values(words, kind, then.get(own, {}), now.get(own, {}))]
    for key in sorted({*then, *now} - {own}):
        values += _parts(words, kind, key[0], then.get(key, {}), now.get(key, {}))
    return RecordThen(at_ms, _lives(then.get(own)), _lives(now.get(own)), tuple(values))


def _states(
    reading: Reading, ids: Sequence[str], wanted: Iterable[str], at_ms: int
) -> dict[tuple[str, str], dict[str, Any]]:
    """(table, row) → what its entries up to a moment add up to."""
    context_of = contexts.reader(reading.connection)
    entries: dict[tuple[str, str], list[Entry]] = {}
    for table, row_id, hlc, replica, seq, origin, epoch, op, data in reading.plain(_ENTRIES, (json.dumps(ids), at_ms)):
        if table in wanted:
            entry = Entry(hlc, replica, seq, context_of(origin, epoch), op, json.loads(data))
            entries.setdefault((table, row_id), []).append(entry)
    return {key: fold(found, registers(ENTITY_OF[key[0]])).values for key, found in entries.items()}


def _lives(state: State | None) -> bool:
    return state is not None and not state.get("deleted")


def _values(words: Words, kind: str, then: State, now: State) -> Iterator[ValueThen]:
    entity = ENTITY_OF[kind]
    for name, title in _shown(entity, set()):
        before, after = _said(words, entity, name, then), _said(words, entity, name, now)
        if before is not None or after is not None:
            yield ValueThen(title, before, after)


def _parts(words: Words, kind: str, table: str, then: State, now: State) -> Iterator[ValueThen]:
    """A row that belongs to the record, as one line; one that is deleted says nothing."""
    entity = ENTITY_OF[table]
    owners = {column for part, column in PARTS.get(kind, ()) if part == table}
    before, after = (_line(words, entity, owners, state) for state in (then, now))
    if before is not None or after is not None:
        yield ValueThen(entity.__title__, before, after, entity.__title__)


def _line(words: Words, entity: type[Synced], owners: set[str], state: State) -> str | None:
    if not state or state.get("deleted"):
        return None
    said = (_said(words, entity, name, state) for name, _ in _shown(entity, owners))
    return " · ".join(text for text in said if text) or None


def _shown(entity: type[Synced], owners: set[str]) -> Iterator[tuple[str, str]]:
    """(column, title) of what says something to people."""
    by_name = table_of(entity).c
    for name in columns(entity):
        if name not in SILENT and name not in owners and name != "deleted":
            yield name, by_name[name].comment or name


def _said(words: Words, entity: type[Synced], name: str, state: State) -> str | None:
    return words.value(entity, table_of(entity).c[name], state.get(name), state)
