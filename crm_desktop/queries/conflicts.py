"""What was written into one field on several laptops unknown to each other: what it was before, and every version."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from hashlib import blake2b
from typing import Any

from sqlalchemy import Text

from crm_desktop.models import ENTITY_OF, Parameter, Synced
from crm_desktop.queries.form_layout import PREFIX
from crm_desktop.queries.record_history import PARTS, SILENT
from crm_desktop.queries.replica import laptop_names
from crm_desktop.queries.states import STATE_OF
from crm_desktop.queries.words import Words
from crm_desktop.storage import capture, contexts
from crm_desktop.storage.capture import table_of
from crm_desktop.storage.database import Reading
from crm_desktop.storage.fold import DELETED, EDIT_DELETE, EDIT_EDIT, INSERT, Entry

__all__ = ["EDIT_DELETE", "EDIT_EDIT", "Author", "Conflict", "Conflicts", "Version", "code", "is_for_people"]

# Rows of these are no business of people.
HIDDEN = frozenset({"number_block", "replica_info", "history_entry", "review_decision"})
_SECRET = "password_hash"
# Texts that stand for something else.
_CODES = ("country", "sex", "preferred_channel", "direction", "media_type", "sha256", "specification", "payload")
_ENTRIES = (
    "SELECT t.hlc, r.id, c.seq, c.origin, t.ctx, c.op, c.data, t.actor, t.wall_ms FROM sync_change c"
    " JOIN sync_txn t ON t.origin = c.origin AND t.seq = c.seq JOIN sync_replica r ON r.n = c.origin"
    " WHERE c.row_id = ? AND c.tbl = ? ORDER BY t.hlc, r.id"
)


@dataclass(frozen=True)
class Author:
    """Who wrote something, on which laptop and when; `is_here` says that it was this laptop."""

    by: str
    laptop: str
    at: int
    is_here: bool


@dataclass(frozen=True)
class Version:
    """One of the values: as stored and in words, and who wrote it.

    Of an edit and a deletion the versions are the deletions and, with the titles of what they changed, the edits.
    """

    replica: str
    seq: int
    values: Mapping[str, Any]
    text: str | None
    author: Author
    is_shown: bool
    is_deletion: bool = False
    edited: tuple[str, ...] = ()

    @property
    def is_mine(self) -> bool:
        """Whether it was written on this laptop."""
        return self.author.is_here


@dataclass(frozen=True)
class Conflict:
    """One field, or the fields that are one value, with two versions or more.

    `titles` name the fields (to be translated); a row that belongs to a record has its own kind in `part` and what
    tells it from its like in `part_name`. `is_text` says that people write the value in words of their own.
    """

    id: str
    table: str
    row_id: str
    columns: tuple[str, ...]
    kind: str
    titles: tuple[str, ...]
    before: str | None
    versions: tuple[Version, ...]
    part: str | None = None
    part_name: str | None = None
    is_text: bool = False

    @property
    def is_deletion(self) -> bool:
        """Whether it is about being deleted and edited at once."""
        return self.kind == EDIT_DELETE

    @property
    def mine(self) -> Version | None:
        """What was written on this laptop."""
        return next((each for each in self.versions if each.is_mine), None)

    @property
    def theirs(self) -> tuple[Version, ...]:
        """What was written on others."""
        return tuple(each for each in self.versions if not each.is_mine)


def code(*parts: str) -> str:
    """The short name of something to be reviewed, the same on every laptop."""
    return blake2b("|".join(parts).encode()).hexdigest()[:8]


@cache
def is_for_people(table: str, register: str) -> bool:
    """Whether a conflict says anything to people; places in a list, for one, do not."""
    return table in ENTITY_OF and table not in HIDDEN and not SILENT_REGISTERS.issuperset(register.split(","))


SILENT_REGISTERS = SILENT - {_SECRET}


class Conflicts:
    """Puts conflicts into words; keeps what it read for the next."""

    def __init__(self, reading: Reading, language: str) -> None:
        self._reading, self._language, self.words = reading, language, Words(reading, language)
        self._context = contexts.reader(reading.connection)
        ((self._me,),) = reading.plain("SELECT id FROM sync_replica WHERE n = (SELECT me FROM sync_state)")

    @cached_property
    def _laptops(self) -> Mapping[str, str]:
        return laptop_names(self._reading, self._language)

    def of_record(self, kind: str, rows: Iterable[tuple[str, str]]) -> tuple[Conflict, ...]:
        """The conflicts of a record: of its rows, given as (table, id)."""
        return tuple(each for table, row_id in rows for each in self.of_row(kind, table, row_id))

    def of_row(self, kind: str, table: str, row_id: str) -> Iterator[Conflict]:
        """The conflicts of one row, in the order of its columns."""
        found = self._reading.plain(
            "SELECT reg, kind, heads FROM sync_conflict WHERE tbl = ? AND row_id = ?", (table, row_id)
        )
        found = [row for row in found if is_for_people(table, row[0])]
        if not found:
            return
        row = _Row(self._reading, self._context, table, row_id)
        order = [*capture.columns(ENTITY_OF[table])]
        for register, conflict_kind, heads in sorted(found, key=lambda each: order.index(each[0].split(",")[0])):
            names = tuple(register.split(","))
            yield self._conflict(row, kind, names, conflict_kind, [(head[0], head[1]) for head in json.loads(heads)])

    def _conflict(
        self, row: "_Row", kind: str, names: tuple[str, ...], conflict_kind: str, heads: Sequence[tuple[str, int]]
    ) -> Conflict:
        entity = ENTITY_OF[row.table]
        written = [row.by_head[head] for head in heads if head in row.by_head]
        is_part = row.table != kind
        if conflict_kind == EDIT_DELETE:
            before: str | None = None
            titles: tuple[str, ...] = (table_of(entity).c[DELETED].comment or "",)
            versions = tuple(self._side(row, entity, each) for each in written)
        else:
            values = [row.value_of(each.entry, names) for each in written]
            was = row.before(written, names)
            differing = [name for name in names if any(each.get(name) != values[0].get(name) for each in values)]
            told = [name for name in _told(differing, names) if name not in SILENT_REGISTERS] or list(names)
            columns = table_of(entity).c
            titles = tuple(columns[name].comment or name for name in told)
            named = {"name": row.now.get("name")} if entity is Parameter else {}
            before = self.text(entity, told, named | was)
            versions = tuple(
                self._version(row, each, value, self.text(entity, told, named | value))
                for each, value in zip(written, values, strict=True)
            )
        return Conflict(
            code(row.table, row.row_id, ",".join(names)),
            row.table,
            row.row_id,
            names,
            conflict_kind,
            titles,
            before,
            versions,
            entity.__title__ if is_part else None,
            self._part_name(row, entity, kind) if is_part else None,
            conflict_kind != EDIT_DELETE and len(names) == 1 and _is_free(entity, names[0], row),
        )

    def text(self, entity: type[Synced], names: Sequence[str], values: Mapping[str, Any]) -> str | None:
        """Values of columns in words, one a line when there are several."""
        columns = table_of(entity).c
        texts = {
            name: "••••••" if name == _SECRET else self.words.value(entity, columns[name], values.get(name), values)
            for name in names
        }
        if len(texts) == 1:
            return next(iter(texts.values()))
        title = self.words.title
        said = [f"{title(columns[name].comment or name)}: {text}" for name, text in texts.items() if text is not None]
        return "\n".join(said) or None

    def _version(self, row: "_Row", written: "_Written", values: Mapping[str, Any], text: str | None) -> Version:
        entry = written.entry
        return Version(
            entry.origin,
            entry.seq,
            values,
            text,
            self._author(written),
            all(row.now.get(name) == value for name, value in values.items()),
        )

    def _author(self, written: "_Written") -> Author:
        origin = written.entry.origin
        return Author(self.words.person(written.actor), self._laptops[origin], written.at, origin == self._me)

    def author_of(self, table: str, row_id: str, does: Callable[[Entry], bool]) -> Author | None:
        """Who did something to a row last."""
        entries = _Row(self._reading, self._context, table, row_id).entries
        return next((self._author(each) for each in reversed(entries) if does(each.entry)), None)

    def _side(self, row: "_Row", entity: type[Synced], written: "_Written") -> Version:
        """One side of an edit and a deletion: what was edited, or that it was deleted."""
        entry, columns = written.entry, table_of(entity).c
        new = entry.new_values
        is_deletion = new.get(DELETED) == 1
        edited = [name for name in new if name in columns and name not in (SILENT_REGISTERS | {DELETED})]
        titles = tuple(columns[name].comment or name for name in edited)
        text = None if is_deletion else self.text(entity, edited, new)
        one = self._version(row, written, {DELETED: int(is_deletion)}, text)
        return replace(one, is_shown=not is_deletion, is_deletion=is_deletion, edited=() if is_deletion else titles)

    def _part_name(self, row: "_Row", entity: type[Synced], kind: str) -> str | None:
        """What tells a row from its like: the value of a telephone, the customer of a role, the words of a line."""
        owners = {column for _, column in PARTS.get(kind, ())}
        columns = table_of(entity).c
        wanted = ("value", "customer_id", "product_id", "description", "field_id", "tag_id", "item")
        for name in wanted:
            if name in columns and name not in owners and row.now.get(name):
                return self.words.value(entity, columns[name], row.now[name], row.now)
        return None


@dataclass(frozen=True)
class _Written:
    entry: Entry
    actor: str | None
    at: int


class _Row:
    """One row with all its journal entries."""

    def __init__(self, reading: Reading, context: Any, table: str, row_id: str) -> None:
        self.table, self.row_id = table, row_id
        self._registers = capture.registers(ENTITY_OF[table])
        self.entries = [
            _Written(Entry(hlc, replica, seq, context(origin, epoch), op, json.loads(data)), actor, at)
            for hlc, replica, seq, origin, epoch, op, data, actor, at in reading.plain(_ENTRIES, (row_id, table))
        ]
        self.by_head = {(each.entry.origin, each.entry.seq): each for each in self.entries}
        names = capture.columns(ENTITY_OF[table])
        found = reading.plain(f"SELECT {', '.join(names)} FROM {table} WHERE id = ?", (row_id,))
        self.now: Mapping[str, Any] = dict(zip(names, found[0], strict=True)) if found else {}

    def value_of(self, entry: Entry, names: Sequence[str]) -> dict[str, Any]:
        """What an entry wrote into a register."""
        new = entry.new_values
        return {name: new.get(name) for name in names}

    def before(self, heads: Sequence[_Written], names: Sequence[str]) -> dict[str, Any]:
        """What the register held when the ways parted: the last value that all versions were written in view of."""
        common: dict[str, Any] = {}
        for each in self.entries:
            writes = each.entry.op == INSERT or any(name in each.entry.data for name in names)
            if writes and all(head.entry.knows(each.entry) for head in heads):
                common = self.value_of(each.entry, names)
        return common


def _is_free(entity: type[Synced], name: str, row: "_Row") -> bool:
    column = table_of(entity).c[name]
    is_chosen = column.foreign_keys or (entity.__tablename__, name) in STATE_OF or name in (_SECRET, *_CODES)
    is_layout = entity is Parameter and str(row.now.get("name")).startswith(PREFIX)
    return isinstance(column.type, Text) and not is_chosen and not is_layout


def _told(differing: Sequence[str], names: Sequence[str]) -> list[str]:
    """What is told of a group: what differs; an amount says its currency itself."""
    told = [name for name in differing if not (name == "currency" or name.endswith("_currency"))]
    if told or not differing:
        return told or list(names)
    amounts = [name for name in names if name.endswith(("_minor", "_e6"))]
    return amounts or list(differing)
