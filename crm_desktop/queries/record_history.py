"""Who changed what of a record and when, read from the journal and put into the words people use."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, select

from crm_desktop.core import formats
from crm_desktop.core.clock import moment_of
from crm_desktop.core.i18n import Message, Translator
from crm_desktop.core.money import from_e6
from crm_desktop.models import ENTITY_OF, Synced
from crm_desktop.models.base import Day, Flag
from crm_desktop.models.dictionary import name_in
from crm_desktop.queries import rights
from crm_desktop.queries.choices import choices
from crm_desktop.queries.states import STATE_OF
from crm_desktop.storage import journal
from crm_desktop.storage.capture import table_of
from crm_desktop.storage.database import Reading

# What any record may have.
_ANYWHERE = (("tag_link", "record_id"), ("custom_value", "record_id"))
# Rows of other tables that belong to a record, by the column that names it.
PARTS: dict[str, tuple[tuple[str, str], ...]] = {
    "customer": (("person_profile", "customer_id"), *_ANYWHERE),
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
    "lead": (("lead_plan_item", "lead_id"), *_ANYWHERE),
    "service_case": _ANYWHERE,
    "product": _ANYWHERE,
}
# Columns that say nothing to people: places in a list, and the record the row belongs to.
_SILENT = frozenset({"position", "record_kind", "record_id", "created_at", "password_hash"})
_SHARES = frozenset({"probability_e6", "discount_e6", "share_e6", "tax_rate_e6", "weight_e6"})
ADDED, CHANGED, REMOVED, RESTORED = "added", "changed", "removed", "restored"
_SQL = (
    "SELECT c.origin, c.seq, t.actor, t.label, t.wall_ms, t.undo_of, c.tbl, c.row_id, c.op, c.data"
    " FROM sync_change c JOIN sync_txn t ON t.origin = c.origin AND t.seq = c.seq"
    " WHERE c.row_id IN (SELECT value FROM json_each(?)) ORDER BY t.hlc DESC, t.origin DESC, c.id"
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
    """What happened to the record or one of its rows: added, changed, removed or restored."""

    table: str
    row_id: str
    what: str
    fields: tuple[FieldChange, ...]


@dataclass(frozen=True)
class HistoryItem:
    """One step that touched the record: when, by whom, under which label, and what it changed."""

    transaction: str
    at: int
    by: str
    label: Message
    is_undo: bool
    changes: tuple[RowChange, ...]


def record_history(reading: Reading, kind: str, record_id: str, language: str = "en") -> list[HistoryItem]:
    """Every step that changed a record or its rows, newest first; values are written in a language."""
    _require_visible(reading, kind, record_id)
    ids = [record_id, *_part_ids(reading, kind, record_id)]
    rows = reading.connection.exec_driver_sql(_SQL, (json.dumps(ids),)).all()
    wanted = {kind, *(table for table, _ in PARTS.get(kind, ()))}
    words = _Words(reading, language)
    steps: dict[tuple[int, int], list[Any]] = {}
    for row in rows:
        if row.tbl in wanted:
            steps.setdefault((row.origin, row.seq), []).append(row)
    return [_item(words, kind, changes) for changes in steps.values()]


def _require_visible(reading: Reading, kind: str, record_id: str) -> None:
    """A deleted record has a history too, for whoever could see it."""
    entity = ENTITY_OF[kind]
    scope = rights.visible(entity, reading.viewer)
    statement = select(entity.id).where(entity.id == record_id)
    if reading.session.scalar(statement if scope is None else statement.where(scope)) is None:
        rights.find(reading, entity, record_id)


def _part_ids(reading: Reading, kind: str, record_id: str) -> Iterator[str]:
    for table, column in PARTS.get(kind, ()):
        columns = table_of(ENTITY_OF[table]).c
        yield from reading.session.scalars(select(columns.id).where(columns[column] == record_id))


def _item(words: "_Words", kind: str, rows: list[Any]) -> HistoryItem:
    first = rows[0]
    changes = tuple(_row_change(words, kind, row) for row in rows)
    return HistoryItem(
        f"{first.origin}:{first.seq}",
        first.wall_ms,
        words.person(first.actor),
        journal.label_message(first.label),
        first.undo_of is not None,
        changes,
    )


def _row_change(words: "_Words", kind: str, row: Any) -> RowChange:
    entity = ENTITY_OF[row.tbl]
    data: Mapping[str, Any] = json.loads(row.data)
    pairs = {name: (None, value) if row.op == "i" else tuple(value) for name, value in data.items()}
    deleted = pairs.pop("deleted", (0, 0))
    what = ADDED if row.op == "i" else CHANGED
    if row.op == "u" and deleted[0] != deleted[1]:
        what = REMOVED if deleted[1] else RESTORED
    part = entity.__title__ if row.tbl != kind else None
    return RowChange(row.tbl, row.row_id, what, tuple(_fields(words, entity, pairs, part)))


def _fields(
    words: "_Words", entity: type[Synced], pairs: Mapping[str, tuple[Any, Any]], part: str | None
) -> Iterator[FieldChange]:
    columns = table_of(entity).c
    owner = dict(each for parts in PARTS.values() for each in parts).get(entity.__tablename__) if part else None
    for name in (each.name for each in columns if each.name in pairs):
        old, new = pairs[name]
        if old != new and name not in _SILENT and name != owner:
            yield FieldChange(
                columns[name].comment or name,
                words.value(entity, columns[name], old, {key: each[0] for key, each in pairs.items()}),
                words.value(entity, columns[name], new, {key: each[1] for key, each in pairs.items()}),
                part,
                name,
            )


class _Words:
    """Turns stored values into what people call them: names for ids, money with its currency, days, yes and no."""

    def __init__(self, reading: Reading, language: str) -> None:
        self._reading = reading
        self._language = language
        self._translator = Translator(language)
        self._choices = choices(reading)
        self._names: dict[tuple[str, str], str] = {}

    def person(self, user_id: str | None) -> str:
        """Who acted; the program itself has no id."""
        name = self._name("app_user", user_id) if user_id else None
        return name or self._translator.t("The program")

    def value(self, entity: type[Synced], column: Column[Any], value: Any, row: Mapping[str, Any]) -> str | None:
        """A stored value of a column as text; `row` are the other values of that moment."""
        if value is None or value == "":
            return None
        if (state := STATE_OF.get((entity.__tablename__, column.name))) is not None:
            return self._choices.state(state, str(value), self._language)
        if column.foreign_keys:
            (target,) = column.foreign_keys
            return self._name(target.column.table.name, str(value)) or str(value)
        if isinstance(column.type, Flag):
            return self._translator.t("yes") if value else self._translator.t("no")
        if isinstance(column.type, Day):
            return formats.day_far(Day().process_result_value(value, None), self._language)  # type: ignore[arg-type]  # a Day needs no dialect
        if isinstance(value, int):
            return self._number(column.name, value, row)
        return str(value)

    def _number(self, name: str, value: int, row: Mapping[str, Any]) -> str:
        if name.endswith("_at"):
            return formats.moment(moment_of(value, self._reading.zone), self._language)
        if name.endswith("_minor"):
            currency = row.get(name.replace("_minor", "_currency")) or row.get("currency") or self._reading.currency
            return formats.money(value, str(currency), symbol=True)
        if name in _SHARES:
            return formats.percent(from_e6(value))
        if name.endswith("_e6"):
            return f"{from_e6(value):f}"
        return str(value) if name.endswith("year") else formats.integer(value)

    def _name(self, table: str, record_id: str) -> str | None:
        known = self._choices.name(record_id, self._language)
        if known is not None:
            return known
        if (table, record_id) not in self._names:
            self._names[table, record_id] = self._read_name(table, record_id)
        return self._names[table, record_id] or None

    def _read_name(self, table: str, record_id: str) -> str:
        columns = table_of(ENTITY_OF[table]).c
        fields = ENTITY_OF[table].__search__
        if "name_en" in columns:
            row = self._reading.session.execute(
                select(columns.name_en, columns.name_zh).where(columns.id == record_id)
            ).first()
            return name_in(self._language, *row) if row else ""
        title = fields.title if fields and fields.title else next((n for n in ("name", "number") if n in columns), "id")
        return str(self._reading.session.scalar(select(columns[title]).where(columns.id == record_id)) or "")
