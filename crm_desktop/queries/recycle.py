"""The recycle bin: what was deleted, by whom, when and why, and how much would come back with it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from sqlalchemy import Select, func, literal, or_, select
from sqlalchemy.orm import aliased
from sqlalchemy.sql import column, table

from crm_desktop.core.i18n import Message
from crm_desktop.models import ENTITIES, ENTITY_OF, CustomRecord, Synced, User
from crm_desktop.models.customising import own_kind_id, table_of_kind
from crm_desktop.queries import rights
from crm_desktop.queries.kind_titles import kind_titles
from crm_desktop.queries.replica import laptop_names
from crm_desktop.storage import journal
from crm_desktop.storage.capture import table_of
from crm_desktop.storage.database import Reading

# People are looked after in the settings.
_ELSEWHERE = frozenset({"app_user"})
# What search does not look into and still has a name people know it by.
_TITLES = {"attachment": "name", "custom_kind": "name_en"}
_change = table("sync_change", *(column(name) for name in ("id", "origin", "seq", "tbl", "row_id", "op", "data")))
_replica = table("sync_replica", column("n"), column("id"))
_txn = table("sync_txn", *(column(name) for name in ("origin", "seq", "hlc", "actor", "label", "wall_ms", "undo_of")))


Cursor = tuple[int, str]
_REASONS = (
    "SELECT record_id, reason, from_place FROM deletion WHERE deleted = 0"
    " AND record_id IN (SELECT value FROM json_each(?)) ORDER BY at"
)


@dataclass(frozen=True)
class BinFilter:
    """What is looked for: a kind, who deleted it, words of its title, and what was deleted before a moment (UTC)."""

    kind: str | None = None
    person: str | None = None
    text: str = ""
    before_ms: int | None = None


@dataclass(frozen=True)
class RecycledRow:
    """A deleted record. `together` counts what else the same step deleted; `reason` is why, where somebody said so.

    `called` is what its kind is called, to be translated.
    """

    id: str
    kind: str
    title: str
    deleted_at: int
    by: str | None
    label: Message
    transaction: str
    together: int
    laptop: str = ""
    reason: str = ""
    place: str = ""
    cursor: Cursor = (0, "")
    called: str = ""


@cache
def bin_kinds() -> tuple[str, ...]:
    """The kinds of records the bin shows: those with a title of their own."""
    return tuple(each.__tablename__ for each in ENTITIES if title_column(each) and each.__tablename__ not in _ELSEWHERE)


def recycled(
    reading: Reading,
    kind: str | None = None,
    limit: int = 500,
    *,
    wanted: BinFilter = BinFilter(),
    after: Cursor | None = None,
    language: str = "en",
) -> list[RecycledRow]:
    """Deleted records the viewer could see, newest first, from a place in the list on.

    What an undo took back is not there: redo brings it.
    """
    kind = kind or wanted.kind
    found = [
        row
        for each in _living_kinds(reading, kind)
        for row in reading.session.execute(_page(reading, ENTITY_OF[each], wanted, after, limit))
    ]
    found.sort(key=lambda row: (row.hlc, row.id), reverse=True)
    page = found[:limit]
    sizes = {step: int(reading.session.scalar(_size(*step)) or 1) for step in {(row.origin, row.seq) for row in page}}
    why, laptops = _reasons(reading, [row.id for row in page]), laptop_names(reading, language)
    rows = [_row(row, sizes[row.origin, row.seq], why.get(row.id, ("", "")), laptops) for row in page]
    titles = {each: kind_titles(reading, each, (row.id for row in rows)) for each in {row.kind for row in rows}}
    return [replace(row, called=titles[row.kind][row.id]) for row in rows]


def recycled_count(reading: Reading, wanted: BinFilter = BinFilter()) -> int:
    """How many records the bin holds for the viewer."""
    kinds = _living_kinds(reading, wanted.kind)
    counts = (select(func.count()).select_from(_found(reading, ENTITY_OF[each], wanted).subquery()) for each in kinds)
    return sum(reading.session.scalar(each) or 0 for each in counts)


def _living_kinds(reading: Reading, kind: str | None) -> list[str]:
    """The kinds of which anything is deleted."""
    kinds = (table_of_kind(kind),) if kind else bin_kinds()
    return [each for each in kinds if reading.plain(f"SELECT 1 FROM {each} WHERE deleted = 1 LIMIT 1")]


def _row(row: Any, size: int, why: tuple[str, str], laptops: dict[str, str]) -> RecycledRow:
    label, step = journal.label_message(row.label), f"{row.origin}:{row.seq}"
    laptop, place = laptops.get(row.replica, ""), (row.hlc, row.id)
    return RecycledRow(
        row.id, row.kind, row.title or "", row.wall_ms, row.by, label, step, size - 1, laptop, *why, cursor=place
    )


def _reasons(reading: Reading, ids: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Record → (why, from where), of those that came with a word."""
    rows = reading.plain(_REASONS, (json.dumps(list(ids)),))
    return {record: (reason, place or "") for record, reason, place in rows}


def _page(reading: Reading, entity: type[Synced], wanted: BinFilter, after: Cursor | None, limit: int) -> Select[Any]:
    statement = _found(reading, entity, wanted).order_by(_txn.c.hlc.desc(), entity.id.desc()).limit(limit)
    if after is not None:
        clock, last = after
        statement = statement.where(or_(_txn.c.hlc < clock, (_txn.c.hlc == clock) & (entity.id < last)))
    return statement


def _found(reading: Reading, entity: type[Synced], wanted: BinFilter) -> Select[Any]:
    """The newest deletion of every deleted record of a kind that is looked for."""
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
    author, title = aliased(User), table_of(entity).c[title_column(entity)]
    statement: Select[Any] = (
        select(
            entity.id,
            literal(entity.__tablename__).label("kind"),
            title.label("title"),
            _txn.c.origin,
            _txn.c.seq,
            _txn.c.hlc,
            _txn.c.wall_ms,
            _txn.c.label,
            author.name.label("by"),
            _replica.c.id.label("replica"),
        )
        .select_from(entity)
        .join(_change, _change.c.id == deletion)
        .join(_txn, (_txn.c.origin == _change.c.origin) & (_txn.c.seq == _change.c.seq))
        .join(_replica, _replica.c.n == _txn.c.origin)
        .outerjoin(author, author.id == _txn.c.actor)
        .where(entity.deleted.is_(True), ~taken_back.exists())
    )
    if kind_id := own_kind_id(wanted.kind or ""):
        statement = statement.where(CustomRecord.kind_id == kind_id)
    if wanted.person is not None:
        statement = statement.where(_txn.c.actor == wanted.person)
    if wanted.before_ms is not None:
        statement = statement.where(_txn.c.wall_ms < wanted.before_ms)
    if words := wanted.text.strip():
        statement = statement.where(title.contains(words, autoescape=True))
    scope = rights.visible(entity, reading.viewer)
    return statement if scope is None else statement.where(scope)


def title_column(entity: type[Synced]) -> str:
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
