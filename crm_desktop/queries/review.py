"""What is to be reviewed after laptops met, grouped by the record it concerns."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from crm_desktop.core.errors import NotFound
from crm_desktop.core.i18n import Message
from crm_desktop.core.viewer import ADMINISTER, PRODUCTS
from crm_desktop.models import ENTITY_OF, Parameter, Synced
from crm_desktop.models.customising import table_of_kind
from crm_desktop.queries import rights
from crm_desktop.queries.conflicts import Conflict, Conflicts, code, is_for_people
from crm_desktop.queries.findings import Finding, finding
from crm_desktop.queries.finds import Find, finds, parent_of
from crm_desktop.queries.kind_titles import kind_titles
from crm_desktop.queries.numbers import shown_number
from crm_desktop.queries.record_history import PARTS, part_ids
from crm_desktop.queries.words import Words
from crm_desktop.storage.capture import table_of
from crm_desktop.storage.database import Reading
from crm_desktop.storage.finds import NUMBER, NUMBERS, ORPHAN, RULE
from crm_desktop.storage.rules import RULE_OF

# What only those look after who may administer, or look after products.
_ADMINISTERED = frozenset(
    {
        *("app_user", "role", "team", "parameter", "dictionary_entry", "pipeline", "stage", "custom_field"),
        *("exchange_rate", "tag", "segment", "campaign", "saved_view", "period_snapshot"),
        *("field_rule", "level_rule", "custom_kind", "task_template", "task_template_step"),
    }
)
_PRODUCTS = frozenset({"product", "product_category", "product_price", "stock_level"})
_OWNER = {(part, column): kind for kind, parts in PARTS.items() for part, column in parts if column != "record_id"}
Key = tuple[str, str]


@dataclass(frozen=True)
class ReviewRecord:
    """A record with something to review: how much, of which kinds, and whether the viewer may decide it.

    `called` is what its kind of record is called, to be translated.
    """

    kind: str
    record_id: str
    title: str
    note: str
    count: int
    kinds: frozenset[str]
    is_deleted: bool
    may_decide: bool
    called: str = ""


@dataclass(frozen=True)
class Review:
    """Everything to review of one record."""

    record: ReviewRecord
    conflicts: tuple[Conflict, ...]
    findings: tuple[Finding, ...]


def review_count(reading: Reading) -> int:
    """How many records the viewer has something to review of."""
    ((conflicts, noted),) = reading.plain(
        "SELECT EXISTS (SELECT 1 FROM sync_conflict), EXISTS (SELECT 1 FROM sync_find)"
    )
    return len(_seen(reading, _grouped(reading, finds(reading) if noted else ()))) if conflicts or noted else 0


def review_list(reading: Reading, language: str) -> list[ReviewRecord]:
    """The records with something to review, what was written last first."""
    return [record for record, _ in _listed(reading, Words(reading, language))]


def review_of(reading: Reading, kind: str, record_id: str, language: str) -> Review:
    """All there is to review of a record; nothing when somebody decided it meanwhile."""
    key = (kind, record_id)
    group = _group_of(reading, key)
    seen = _seen(reading, {key: group})
    if key not in seen:
        raise NotFound(Message("This record no longer exists, or it is not yours to see."))
    conflicts = Conflicts(reading, language)
    (record,) = _records(reading, conflicts.words, {key: group}, seen)
    return _review(reading, conflicts, record, group)


def everything(reading: Reading, language: str) -> list[Review]:
    """Every record with all there is to review of it."""
    conflicts = Conflicts(reading, language)
    return [_review(reading, conflicts, record, group) for record, group in _listed(reading, conflicts.words)]


def _listed(reading: Reading, words: Words) -> list[tuple[ReviewRecord, "_Group"]]:
    grouped = _grouped(reading, finds(reading))
    seen = _seen(reading, grouped)
    latest = _latest(reading)
    at = {key: max((latest.get(row, 0) for row in grouped[key].rows), default=0) for key in seen}
    listed = _records(reading, words, grouped, seen)
    listed.sort(key=lambda each: (-at[each.kind, each.record_id], each.title, each.record_id))
    return [(each, grouped[each.kind, each.record_id]) for each in listed]


def _review(reading: Reading, conflicts: Conflicts, record: ReviewRecord, group: "_Group") -> Review:
    rows = sorted(group.rows, key=lambda row: (row[0] != record.kind, row))
    findings = tuple(finding(reading, conflicts, each) for each in group.finds)
    return Review(record, conflicts.of_record(record.kind, rows), findings)


def _group_of(reading: Reading, key: Key) -> "_Group":
    kind, record_id = key
    ids = [record_id, *part_ids(reading, kind, record_id)]
    asked = " WHERE row_id IN (SELECT value FROM json_each(?))"
    grouped = _grouped(reading, finds(reading, ids), _conflicts(reading, asked, (json.dumps(ids),)))
    return grouped.get(key, _Group())


def place_of(reading: Reading, code_: str) -> tuple[Key, Find | None]:
    """(record, find) of something to review by its short name; of a conflict there is no find."""
    wanted = code_.strip().lower()
    noted = finds(reading)
    for table, row_id, register, _ in _conflicts(reading):
        if code(table, row_id, register) == wanted:
            return _owner(reading, table, [row_id])[row_id], None
    for each in noted:
        if each.id == wanted:
            return _key(reading, each), each
    raise NotFound(Message("There is nothing to review called “{code}”. It may be decided already.", code=code_))


def find_item(reading: Reading, code_: str, language: str) -> Conflict | Finding:
    """Something to review by its short name, of what the viewer may see."""
    (kind, record_id), _ = place_of(reading, code_)
    found = review_of(reading, kind, record_id, language)
    items: tuple[Conflict | Finding, ...] = (*found.conflicts, *found.findings)
    return next(each for each in items if each.id == code_.strip().lower())


def record_of(reading: Reading, table: str, row_id: str, find: Find | None = None) -> Key:
    """(kind, id) of the record that a row belongs to, or that something found is told of."""
    return _owner(reading, table, [row_id])[row_id] if find is None else _key(reading, find)


def marks(reading: Reading, kind: str, record_id: str) -> Mapping[str, str]:
    """Column of a record → the short name of what is to be reviewed of it, for the marks in forms and details."""
    key = (kind, record_id)
    found: dict[str, str] = {}
    for each in finds(reading, (record_id,)):
        if (each.table, each.row_id) == (kind, record_id):
            found |= dict.fromkeys(_columns(each), each.id)
    for register, kept in reading.plain("SELECT reg, heads FROM sync_conflict WHERE tbl = ? AND row_id = ?", key):
        values = [head[2] for head in json.loads(kept)]
        differing = (
            name for name in register.split(",") if any(each.get(name) != values[0].get(name) for each in values)
        )
        if is_for_people(kind, register):
            found |= dict.fromkeys(differing, code(kind, record_id, register))
    return found


def _columns(find: Find) -> tuple[str, ...]:
    if find.kind == RULE:
        return RULE_OF[find.other].columns
    return (find.other,) if find.kind == ORPHAN else ("number",) if find.kind == NUMBER else ("name",)


# --- grouping


class _Group:
    """What belongs to one record: its rows with conflicts, and what was found."""

    def __init__(self) -> None:
        self.rows: set[Key] = set()
        self.conflicts = 0
        self.kinds: set[str] = set()
        self.finds: list[Find] = []

    def add_conflict(self, table: str, row_id: str, kind: str) -> None:
        """A register of one of its rows."""
        self.rows.add((table, row_id))
        self.conflicts += 1
        self.kinds.add(kind)

    def add_find(self, find: Find) -> None:
        """Something found."""
        self.finds.append(find)
        self.kinds.add(find.kind)
        self.rows.add((find.table, find.row_id))


def _grouped(reading: Reading, noted: Iterable[Find], conflicts: Iterable[Any] | None = None) -> dict[Key, _Group]:
    groups: dict[Key, _Group] = defaultdict(_Group)
    by_table: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for table, row_id, _, kind in _conflicts(reading) if conflicts is None else conflicts:
        by_table[table].append((row_id, kind))
    for table, rows in by_table.items():
        owners = _owner(reading, table, [row_id for row_id, _ in rows])
        for row_id, kind in rows:
            if row_id in owners:
                groups[owners[row_id]].add_conflict(table, row_id, kind)
    for each in noted:
        groups[_key(reading, each)].add_find(each)
    return dict(groups)


def _conflicts(reading: Reading, where: str = "", values: Sequence[str] = ()) -> list[Any]:
    rows = reading.plain(f"SELECT tbl, row_id, reg, kind FROM sync_conflict{where}", values)
    return [row for row in rows if is_for_people(row[0], row[2])]


def _owner(reading: Reading, table: str, ids: Sequence[str]) -> dict[str, Key]:
    """Row → the record it belongs to; itself when it is one."""
    own = [(column, kind) for (part, column), kind in _OWNER.items() if part == table]
    asked = (json.dumps(list(ids)),)
    if table in ("tag_link", "custom_value"):
        statement = f"SELECT id, record_kind, record_id FROM {table} WHERE id IN (SELECT value FROM json_each(?))"
        named = reading.plain(statement, asked)
        return {row_id: (table_of_kind(kind), record_id) for row_id, kind, record_id in named}
    found: dict[str, Key] = {}
    for column, kind in own:
        statement = f"SELECT id, {column} FROM {table} WHERE id IN (SELECT value FROM json_each(?))"
        found |= {row_id: (kind, record_id) for row_id, record_id in reading.plain(statement, asked) if record_id}
    return {each: found.get(each, (table, each)) for each in ids}


def _key(reading: Reading, find: Find) -> Key:
    """What is found stands at the record it is about; what has lost its parent at the parent."""
    if find.kind == ORPHAN:
        return parent_of(reading, find)
    return _owner(reading, find.table, [find.row_id])[find.row_id]


# --- who sees what


def _seen(reading: Reading, groups: Mapping[Key, Any]) -> dict[Key, tuple[bool, bool]]:
    """Record → (deleted, may be decided), of those the viewer may see."""
    by_kind: dict[str, list[str]] = defaultdict(list)
    for kind, record_id in groups:
        by_kind[kind].append(record_id)
    found: dict[Key, tuple[bool, bool]] = {}
    for kind, ids in by_kind.items():
        right = right_for(kind)
        if right is not None and not reading.viewer.may(right):
            continue
        entity = ENTITY_OF[kind]
        changeable = set(_ids(reading, entity, ids, rights.changeable(entity, reading.viewer)))
        for record_id, deleted in _ids(reading, entity, ids, rights.visible(entity, reading.viewer)).items():
            found[kind, record_id] = (deleted, record_id in changeable)
    return {key: found[key] for key in groups if key in found}


def _ids(reading: Reading, entity: type[Synced], ids: Sequence[str], scope: Any) -> dict[str, bool]:
    if scope is None:
        statement = f"SELECT id, deleted FROM {entity.__tablename__} WHERE id IN (SELECT value FROM json_each(?))"
        return {record_id: bool(deleted) for record_id, deleted in reading.plain(statement, (json.dumps(ids),))}
    found: dict[str, bool] = {}
    for start in range(0, len(ids), 500):
        chosen = select(entity.id, entity.deleted).where(entity.id.in_(ids[start : start + 500]), scope)
        found |= {row.id: row.deleted for row in reading.session.execute(chosen)}
    return found


def right_for(kind: str) -> str | None:
    """The right it takes to decide about a kind of record, besides that to change the record."""
    if kind in _ADMINISTERED:
        return ADMINISTER
    return PRODUCTS if kind in _PRODUCTS else None


# --- words


def _records(
    reading: Reading, words: Words, groups: Mapping[Key, _Group], seen: Mapping[Key, tuple[bool, bool]]
) -> list[ReviewRecord]:
    """The records of groups that may be seen; names are read for all of a kind at once."""
    by_kind: dict[str, list[str]] = defaultdict(list)
    for kind, record_id in seen:
        by_kind[kind].append(record_id)
    told = {kind: _told(reading, words, kind, ids) for kind, ids in by_kind.items()}
    titles = {kind: kind_titles(reading, kind, ids) for kind, ids in by_kind.items()}
    return [
        ReviewRecord(
            *key,
            *told[key[0]].get(key[1], ("", "")),
            groups[key].conflicts + len(groups[key].finds),
            frozenset(groups[key].kinds),
            *seen[key],
            titles[key[0]][key[1]],
        )
        for key in seen
    ]


def _told(reading: Reading, words: Words, kind: str, ids: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Record → (its name, what stands below it)."""
    columns, fields = table_of(ENTITY_OF[kind]).c, ENTITY_OF[kind].__search__
    note = next((each for each in ("number", "code", "login", "job_title") if each in columns), "''")
    names = (fields.title if fields else "", "name", "number")
    title = "''" if "name_en" in columns else next((each for each in names if each and each in columns), "''")
    rows = reading.plain(
        f"SELECT id, {title}, coalesce({note}, '') FROM {kind} WHERE id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(ids)),),
    )
    is_number = note == NUMBERS.get(kind)
    return {
        record_id: (
            str(_title(words, kind, name) or words.name(kind, record_id) or ""),
            (shown_number(reading, record_id, below) or "") if is_number else str(below),
        )
        for record_id, name, below in rows
    }


def _title(words: Words, kind: str, name: str | None) -> str | None:
    return words.layouts.title(name) if name and kind == Parameter.__tablename__ else name


def _latest(reading: Reading) -> dict[Key, int]:
    """Row → when the last version of it was written."""
    rows = reading.plain(
        "SELECT k.tbl, k.row_id, max(t.wall_ms) FROM sync_conflict k, json_each(k.heads) h"
        " JOIN sync_replica r ON r.id = json_extract(h.value, '$[0]')"
        " JOIN sync_txn t ON t.origin = r.n AND t.seq = json_extract(h.value, '$[1]') GROUP BY k.tbl, k.row_id"
    )
    return {(table, row_id): at for table, row_id, at in rows}
