"""The recycle bin: what was deleted, by whom and when, and how much would come back with it."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Select, func, literal, select
from sqlalchemy.orm import aliased
from sqlalchemy.sql import column, table

from crm_desktop.core.i18n import Message
from crm_desktop.models import ENTITIES, ENTITY_OF, Synced, User
from crm_desktop.queries import rights
from crm_desktop.storage import journal
from crm_desktop.storage.capture import table_of
from crm_desktop.storage.database import Reading

# People are looked after in the settings.
_ELSEWHERE = frozenset({"app_user"})
# What search does not look into and still has a name people know it by.
_TITLES = {"attachment": "name"}
_change = table("sync_change", *(column(name) for name in ("id", "origin", "seq", "tbl", "row_id", "op", "data")))
_txn = table("sync_txn", *(column(name) for name in ("origin", "seq", "hlc", "actor", "label", "wall_ms", "undo_of")))


@dataclass(frozen=True)
class RecycledRow:
    """A deleted record. `together` counts what was deleted in the same step and comes back with it."""

    id: str
    kind: str
    title: str
    deleted_at: int
    by: str | None
    label: Message
    transaction: str
    together: int


@cache
def bin_kinds() -> tuple[str, ...]:
    """The kinds of records the bin shows: those with a title of their own."""
    return tuple(each.__tablename__ for each in ENTITIES if _title(each) and each.__tablename__ not in _ELSEWHERE)


def recycled(reading: Reading, kind: str | None = None, limit: int = 500) -> list[RecycledRow]:
    """Deleted records the viewer could see, newest first. What an undo took back is not there: redo brings it."""
    kinds = (kind,) if kind else bin_kinds()
    found = [row for each in kinds for row in reading.session.execute(_deleted(reading, ENTITY_OF[each], limit))]
    found.sort(key=lambda row: (row.hlc, row.id), reverse=True)
    sizes: dict[tuple[int, int], int] = {}
    return [_row(reading, each, sizes) for each in found[:limit]]


def _row(reading: Reading, row: Any, sizes: dict[tuple[int, int], int]) -> RecycledRow:
    step = (row.origin, row.seq)
    if step not in sizes:
        sizes[step] = int(reading.session.scalar(_size(*step)) or 1)
    label = journal.label_message(row.label)
    together = sizes[step] - 1
    return RecycledRow(row.id, row.kind, row.title or "", row.wall_ms, row.by, label, f"{step[0]}:{step[1]}", together)


def _deleted(reading: Reading, entity: type[Synced], limit: int) -> Select[Any]:
    """The newest deletion of every deleted record of a kind."""
    latest = _change.alias("latest")
    its_txn = _txn.alias("latest_txn")
    deletion = (
        select(latest.c.id)
        .select_from(latest.join(its_txn, (its_txn.c.origin == latest.c.origin) & (its_txn.c.seq == latest.c.seq)))
        .where(latest.c.row_id == entity.id, latest.c.tbl == entity.__tablename__, _is_deletion(latest))
        .order_by(its_txn.c.hlc.desc(), its_txn.c.origin.desc())
        .limit(1)
        .correlate(table_of(entity))
        .scalar_subquery()
    )
    made = _change.alias("made")
    taken_back = select(literal(1)).where(
        made.c.row_id == entity.id,
        made.c.op == "i",
        _txn.c.undo_of == made.c.origin.concat(":").concat(made.c.seq),
    )
    author = aliased(User)
    statement: Select[Any] = (
        select(
            entity.id,
            literal(entity.__tablename__).label("kind"),
            table_of(entity).c[_title(entity)].label("title"),
            _txn.c.origin,
            _txn.c.seq,
            _txn.c.hlc,
            _txn.c.wall_ms,
            _txn.c.label,
            author.name.label("by"),
        )
        .select_from(entity)
        .join(_change, _change.c.id == deletion)
        .join(_txn, (_txn.c.origin == _change.c.origin) & (_txn.c.seq == _change.c.seq))
        .outerjoin(author, author.id == _txn.c.actor)
        .where(entity.deleted.is_(True), ~taken_back.exists())
        .order_by(_txn.c.hlc.desc(), entity.id.desc())
        .limit(limit)
    )
    scope = rights.visible(entity, reading.viewer)
    return statement if scope is None else statement.where(scope)


def _title(entity: type[Synced]) -> str:
    """The column that names a record; empty when nothing does."""
    fields = entity.__search__
    return (fields.title if fields else None) or _TITLES.get(entity.__tablename__, "")


def _size(origin: int, seq: int) -> Select[Any]:
    return (
        select(func.count())
        .select_from(_change)
        .where(_change.c.origin == origin, _change.c.seq == seq, _is_deletion(_change))
    )


def _is_deletion(change: Any) -> Any:
    return (change.c.op == "u") & (func.json_extract(change.c.data, "$.deleted[1]") == 1)
