"""Who changed what of a record and when, read from the journal and put into the words people use."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from crm_desktop.core.i18n import N_, Message
from crm_desktop.models import ENTITY_OF, HistoryEntry, Synced
from crm_desktop.queries import rights
from crm_desktop.queries.data_age import CHECKED
from crm_desktop.queries.replica import laptop_names
from crm_desktop.queries.words import Words
from crm_desktop.storage import journal
from crm_desktop.storage.capture import table_of
from crm_desktop.storage.database import Reading

# What any record may have.
_ANYWHERE = (("tag_link", "record_id"), ("custom_value", "record_id"))
# Rows of other tables that belong to a record, by the column that names it.
PARTS: dict[str, tuple[tuple[str, str], ...]] = {
    "customer": (("person_profile", "customer_id"), ("claim", "customer_id"), *_ANYWHERE),
    "contact": (
        ("contact_role", "contact_id"),
        ("contact_point", "contact_id"),
        *_ANYWHERE,
    ),
    "opportunity": (
        ("opportunity_line", "opportunity_id"),
        *_ANYWHERE,
    ),
    "sales_order": (("order_line", "order_id"), ("receipt", "order_id"), ("receivable", "order_id"), *_ANYWHERE),
    "contract": (
        ("contract_line", "contract_id"),
        ("receivable", "contract_id"),
        ("contract_share", "contract_id"),
        ("approval", "record_id"),
        *_ANYWHERE,
    ),
    "quotation": (("quotation_line", "quotation_id"), ("approval", "record_id"), *_ANYWHERE),
    "lead": (("lead_plan_item", "lead_id"), *_ANYWHERE),
    "service_case": (("case_article", "case_id"), ("service_work", "case_id"), *_ANYWHERE),
    "article": (("article_version", "article_id"), *_ANYWHERE),
    "task": _ANYWHERE,
    "interaction": _ANYWHERE,
    "receipt": _ANYWHERE,
    "invoice": _ANYWHERE,
    "campaign": _ANYWHERE,
    "product": (("product_price", "product_id"), ("stock_level", "product_id"), *_ANYWHERE),
    "custom_record": _ANYWHERE,
}
# Columns that say nothing to people: places in a list, the record the row belongs to, what was approved as it is kept.
SILENT = frozenset({"position", "record_kind", "record_id", "created_at", "at", "password_hash", "content"})
_CHECKS = "history_entry"
ADDED, CHANGED, REMOVED, RESTORED = "added", "changed", "removed", "restored"
DECIDED, ERASED = "decided", "erased"
_WHAT = {"i": ADDED, "u": CHANGED, "r": DECIDED, "x": ERASED}
_SQL = (
    "SELECT c.origin, c.seq, t.actor, t.label, t.wall_ms, t.undo_of, c.tbl, c.row_id, c.op, c.data, r.id AS replica"
    " FROM sync_change c JOIN sync_txn t ON t.origin = c.origin AND t.seq = c.seq"
    " JOIN sync_replica r ON r.n = c.origin"
    " WHERE c.row_id IN (SELECT value FROM json_each(?)) ORDER BY t.hlc DESC, r.id DESC, c.id"
)


@dataclass(frozen=True)
class FieldChange:
    """One field: its title (to be translated), what it was and what it is. `part` is the kind of row it belongs to."""

    title: str
    old: str | None
    new: str | None
    part: str | None = None
    column: str = ""


@dataclass(frozen=True)
class RowChange:
    """What happened to the record or one of its rows: added, changed, removed, restored, decided or erased.

    `title` is what its kind is called, to be translated.
    """

    table: str
    row_id: str
    what: str
    fields: tuple[FieldChange, ...]
    title: str = ""


@dataclass(frozen=True)
class HistoryItem:
    """One step that touched the record: when, by whom, on which laptop, under which label, and what it changed."""

    transaction: str
    at: int
    by: str
    label: Message
    is_undo: bool
    changes: tuple[RowChange, ...]
    laptop: str = ""


def record_history(reading: Reading, kind: str, record_id: str, language: str = "en") -> list[HistoryItem]:
    """Every step that changed a record or its rows, newest first; values are written in a language."""
    require_visible(reading, kind, record_id)
    ids = [record_id, *part_ids(reading, kind, record_id), *_checks(reading, record_id)]
    rows = reading.connection.exec_driver_sql(_SQL, (json.dumps(ids),)).all()
    wanted = {kind, _CHECKS, *(table for table, _ in PARTS.get(kind, ()))}
    words, laptops = Words(reading, language), laptop_names(reading, language)
    steps: dict[tuple[int, int], list[Any]] = {}
    for row in rows:
        if row.tbl in wanted:
            steps.setdefault((row.origin, row.seq), []).append(row)
    return [_item(words, laptops, kind, changes) for changes in steps.values()]


def require_visible(reading: Reading, kind: str, record_id: str) -> None:
    """A deleted record has a history too, for whoever could see it."""
    entity = ENTITY_OF[kind]
    scope = rights.visible(entity, reading.viewer)
    statement = select(entity.id).where(entity.id == record_id)
    if reading.session.scalar(statement if scope is None else statement.where(scope)) is None:
        rights.find(reading, entity, record_id)


def part_ids(reading: Reading, kind: str, record_id: str) -> Iterator[str]:
    """The ids of all rows that belong to a record, deleted ones too."""
    for table, column in PARTS.get(kind, ()):
        columns = table_of(ENTITY_OF[table]).c
        yield from reading.session.scalars(select(columns.id).where(columns[column] == record_id))


def _checks(reading: Reading, record_id: str) -> Iterator[str]:
    """The rows of the history that say that somebody confirmed the data; what else stands there follows from fields."""
    yield from reading.session.scalars(
        select(HistoryEntry.id).where(HistoryEntry.record_id == record_id, HistoryEntry.field == CHECKED)
    )


def _item(words: Words, laptops: Mapping[str, str], kind: str, rows: list[Any]) -> HistoryItem:
    first = rows[0]
    changes = tuple(row_change(words, kind, row) for row in rows)
    return HistoryItem(
        f"{first.origin}:{first.seq}",
        first.wall_ms,
        words.person(first.actor),
        journal.label_message(first.label),
        first.undo_of is not None,
        changes,
        laptops[first.replica],
    )


def row_change(words: Words, kind: str, row: Any) -> RowChange:
    """A row of the journal (`tbl`, `row_id`, `op`, `data`) in words, for a record of a kind that it belongs to."""
    entity = ENTITY_OF[row.tbl]
    data: Mapping[str, Any] = json.loads(row.data)
    pairs = {} if row.op == "x" else {n: (None, v) if row.op == "i" else tuple(v) for n, v in data.items()}
    deleted = pairs.pop("deleted", (0, 0))
    what = _WHAT.get(row.op, CHANGED)
    if what == CHANGED and deleted[0] != deleted[1]:
        what = REMOVED if deleted[1] else RESTORED
    part = entity.__title__ if row.tbl != kind else None
    title = words.kind_title(row.tbl, row.row_id)
    return RowChange(row.tbl, row.row_id, what, tuple(_fields(words, entity, pairs, part)), title)


def _fields(
    words: Words, entity: type[Synced], pairs: Mapping[str, tuple[Any, Any]], part: str | None
) -> Iterator[FieldChange]:
    columns = table_of(entity).c
    if entity is HistoryEntry:
        old, new = pairs.get("from_on", (None, None))
        yield FieldChange(
            N_("Data checked"),
            words.value(entity, columns["from_on"], old, {}),
            words.value(entity, columns["from_on"], new, {}),
            column="from_on",
        )
        return
    owner = dict(each for parts in PARTS.values() for each in parts).get(entity.__tablename__) if part else None
    for name in (each.name for each in columns if each.name in pairs):
        old, new = pairs[name]
        if old != new and name not in SILENT and name != owner:
            yield FieldChange(
                columns[name].comment or name,
                words.value(entity, columns[name], old, {key: each[0] for key, each in pairs.items()}),
                words.value(entity, columns[name], new, {key: each[1] for key, each in pairs.items()}),
                part,
                name,
            )
