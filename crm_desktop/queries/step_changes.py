"""What one step changed, record by record, in the words people use."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from crm_desktop.models import ENTITY_OF
from crm_desktop.models.customising import OWN_RECORD, table_of_kind
from crm_desktop.queries import rights
from crm_desktop.queries.data_age import CHECKED
from crm_desktop.queries.kind_titles import kind_titles
from crm_desktop.queries.record_history import PARTS, RowChange, row_change
from crm_desktop.queries.words import Words
from crm_desktop.storage.capture import table_of
from crm_desktop.storage.database import Reading
from crm_desktop.storage.journal import TransactionId

SHOWN = 200
# Of the history only confirmations: what else stands there follows from fields that are told of.
_TOLD = (
    "(tbl NOT IN ('history_entry', 'number_block')"
    f" OR tbl = 'history_entry' AND row_id IN (SELECT id FROM history_entry WHERE field = '{CHECKED}'))"
)
_OWNED = {table: (kind, column) for kind, parts in PARTS.items() for table, column in parts if column != "record_id"}


@dataclass(frozen=True)
class RecordChange:
    """A record that a step touched: its kind and name, and what became of it and its rows."""

    kind: str
    record_id: str
    name: str
    rows: tuple[RowChange, ...]


@dataclass(frozen=True)
class StepChanges:
    """The first records a step touched, how many rows it changed in all, and how many of each kind (by its title)."""

    records: tuple[RecordChange, ...]
    total: int
    kinds: tuple[tuple[str, int], ...]


def step_changes(reading: Reading, transaction: str, language: str = "en", *, limit: int = SHOWN) -> StepChanges:
    """What a step changed, as far as the viewer may see it."""
    name = TransactionId.parse(transaction)
    return changes_shown(reading, name, language, limit=limit)


def changes_shown(reading: Reading, name: TransactionId, language: str, *, limit: int = SHOWN) -> StepChanges:
    """What the journal says of a transaction, also of one that is still open."""
    where = f"FROM sync_change WHERE origin = ? AND seq = ? AND {_TOLD}"
    key = (name.origin, name.seq)
    kinds = reading.plain(f"SELECT tbl, count(*) {where} GROUP BY tbl ORDER BY min(id)", key)
    rows = reading.connection.exec_driver_sql(
        f"SELECT tbl, row_id, op, data {where} ORDER BY id LIMIT {limit}", key
    ).all()
    known = [each for table, count in kinds if table in ENTITY_OF for each in _counted(reading, key, table, count)]
    records = tuple(_records(reading, [row for row in rows if row.tbl in ENTITY_OF], language))
    return StepChanges(records, sum(count for _, count in known), tuple(known))


def _counted(reading: Reading, step: tuple[int, int], table: str, count: int) -> Iterable[tuple[str, int]]:
    """(what it is called, how many rows) of a table; own records are told apart by their kinds."""
    if table != OWN_RECORD:
        return ((ENTITY_OF[table].__title__, count),)
    changed = "SELECT row_id FROM sync_change WHERE origin = ? AND seq = ? AND tbl = 'custom_record'"
    titles = kind_titles(reading, table, (row_id for (row_id,) in reading.plain(changed, step)))
    return Counter(titles.values()).items()


def _records(reading: Reading, rows: Sequence[Any], language: str) -> Iterator[RecordChange]:
    words = Words(reading, language)
    grouped: dict[tuple[str, str], list[Any]] = {}
    for row in rows:
        grouped.setdefault(_owner(reading, row), []).append(row)
    for (kind, record_id), parts in grouped.items():
        if rights.sees(reading, ENTITY_OF[kind], record_id):
            changes = tuple(row_change(words, kind, row) for row in parts)
            yield RecordChange(kind, record_id, words.name(kind, record_id) or "", changes)


def _owner(reading: Reading, row: Any) -> tuple[str, str]:
    """The record a row belongs to, by what it says today; itself when it is one."""
    columns: Any = table_of(ENTITY_OF[row.tbl]).c
    if row.tbl in _OWNED:
        kind, column = _OWNED[row.tbl]
        owner = reading.session.scalar(select(columns[column]).where(columns.id == row.row_id))
        return (kind, owner) if owner else (row.tbl, row.row_id)
    if "record_kind" in columns and "record_id" in columns:
        found = reading.session.execute(
            select(columns.record_kind, columns.record_id).where(columns.id == row.row_id)
        ).first()
        if found and (kind := table_of_kind(found[0])) in ENTITY_OF:
            return kind, found[1]
    return row.tbl, row.row_id
