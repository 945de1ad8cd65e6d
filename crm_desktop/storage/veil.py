"""What a viewer may not see of fields, kept from him below every statement: views that stand before the tables.

A connection that reads for somebody with limits has temporary views called like the tables they stand before. A column
that is hidden is empty in them, a telephone number of another's customer has stars, and the journal lacks what it said
of either. No list, search, total, print or export can tell more than its tables; whoever has no limits has no views,
and pays nothing. Writing works on the tables themselves: `refuse_changes` looks at what a step changed.
"""

import contextlib
import json
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection

from crm_desktop.core.errors import NotAllowed
from crm_desktop.core.i18n import Message
from crm_desktop.core.text import masked
from crm_desktop.core.viewer import HIDDEN, IN_POOL, MASKED, READ_ONLY, Viewer
from crm_desktop.models import ENTITY_OF
from crm_desktop.models.customising import OWN_RECORD
from crm_desktop.models.limited_fields import OWN_FIELD, LimitedField, limited_fields
from crm_desktop.storage import scores, veiled_kinds
from crm_desktop.storage.connection import plain
from crm_desktop.storage.journal import TransactionId
from crm_desktop.storage.veiled_search import shows

_JOURNAL = ("id", "origin", "seq", "tbl", "row_id", "op", "data")
_WORN = "veil"
# The contact of a way to reach somebody, and the customers of that contact.
_CONTACT = "EXISTS (SELECT 1 FROM main.contact_point p JOIN main.contact c ON c.id = p.contact_id"
_CUSTOMERS = (
    "SELECT 1 FROM main.contact_role r JOIN main.customer o ON o.id = r.customer_id"
    " WHERE r.contact_id = c.id AND r.deleted = 0"
)
Views = tuple[tuple[str, str], ...]


def put_on(connection: Connection, viewer: Viewer) -> None:
    """Let a connection that only reads see what this viewer may see."""
    wanted = _views(viewer) if viewer.limits else ()
    worn: Views = connection.info.get(_WORN, ())
    if worn == wanted:
        return
    plain(connection, "PRAGMA query_only = OFF")
    for name, _ in worn:
        plain(connection, f'DROP VIEW temp."{name}"')
    for _, statement in wanted:
        plain(connection, statement)
    plain(connection, "PRAGMA query_only = ON")
    connection.info[_WORN] = wanted


@contextlib.contextmanager
def looking(connection: Connection, viewer: Viewer) -> Iterator[None]:
    """Within the block a connection that writes sees what this viewer may see, and can write nothing of it."""
    wanted = _views(viewer) if viewer.limits else ()
    try:
        for _, statement in wanted:
            plain(connection, statement)
        yield
    finally:
        for name, _ in wanted:
            plain(connection, f'DROP VIEW IF EXISTS temp."{name}"')


def prepare(driver_connection: Any) -> None:
    """Teach a new connection to put stars into telephone numbers, and to tell whether what is left explains a hit."""
    driver_connection.create_function("company_masked", 1, masked, deterministic=True)
    driver_connection.create_function("company_shows", 4, shows)


def keeps_from(connection: Connection, viewer: Viewer, field: LimitedField, row_id: str) -> str | None:
    """What keeps a viewer from a field of one row: `HIDDEN`, `IN_POOL`, `MASKED` or `READ_ONLY`; None when nothing."""
    for mode in (HIDDEN, IN_POOL, MASKED, READ_ONLY):
        if (field.key, mode) in viewer.limits and _holds(connection, viewer, field, mode, row_id):
            return mode
    return None


def refuse_changes(connection: Connection, viewer: Viewer, transaction: TransactionId | None) -> None:
    """Refuse a step that changed what its actor may only read, or not see."""
    if transaction is None:
        return
    limited: dict[str, list[LimitedField]] = {"custom_value": [], OWN_RECORD: []}
    for each in _limited(viewer):
        limited.setdefault(each.table, []).append(each)
    changed = plain(
        connection,
        "SELECT tbl, row_id, op, data FROM sync_change WHERE origin = ? AND seq = ? AND op <> 'x'"
        " AND tbl IN (SELECT value FROM json_each(?))",
        (transaction.origin, transaction.seq, json.dumps(sorted(limited))),
    )
    own = frozenset(_own_fields(viewer, HIDDEN, READ_ONLY))
    for table, row_id, op, data in changed:
        if table in ("custom_value", OWN_RECORD):
            veiled_kinds.refuse(connection, viewer, table, row_id)
        if table == "custom_value":
            _refuse_own(connection, row_id, own)
        elif op == "u":
            columns = json.loads(data)
            for field in (each for each in limited[table] if _differs(columns.get(each.column))):
                _refuse(connection, viewer, field, row_id)


def _differs(pair: Sequence[Any] | None) -> bool:
    """Whether a column changed: one that merges with others is listed beside them."""
    return pair is not None and pair[0] != pair[1]


def _refuse(connection: Connection, viewer: Viewer, field: LimitedField, row_id: str) -> None:
    if field.point is not None:
        ((kind,),) = plain(connection, "SELECT kind FROM contact_point WHERE id = ?", (row_id,))
        if kind != field.point:
            return
    if (mode := keeps_from(connection, viewer, field, row_id)) is not None:
        raise NotAllowed(refusal(mode, field.title))


def _refuse_own(connection: Connection, row_id: str, limited: frozenset[str]) -> None:
    ((field_id,),) = plain(connection, "SELECT field_id FROM custom_value WHERE id = ?", (row_id,))
    if field_id in limited:
        ((title,),) = plain(connection, "SELECT name_en FROM custom_field WHERE id = ?", (field_id,))
        raise NotAllowed(refusal(READ_ONLY, title))


def refusal(mode: str, title: str) -> Message:
    """Why a field cannot be changed, and who can."""
    name = Message(title)
    if mode == MASKED:
        return Message(
            "You see “{field}” of other people's customers only in part. Ask the owner to change it.", field=name
        )
    if mode == IN_POOL:
        return Message("“{field}” is not shown while a customer is in the public pool. Claim it first.", field=name)
    return Message("Your role does not let you change “{field}”. Ask whoever looks after the company file.", field=name)


# --- the views


@lru_cache(maxsize=32)
def _views(viewer: Viewer) -> Views:
    """Name and statement of every view a viewer needs."""
    fields = _limited(viewer, HIDDEN, MASKED, IN_POOL)
    own, kinds = _own_fields(viewer, HIDDEN), veiled_kinds.kept_kinds(viewer, HIDDEN)
    views: list[tuple[str, str]] = []
    for table in dict.fromkeys(each.table for each in fields):
        views.append((table, _view_of(table, [each for each in fields if each.table == table], viewer)))
    views += [(table, _selected(table, "*", condition)) for table, condition in _left_out(own, kinds).items()]
    if views:
        beyond = " AND ".join(filter(None, (_not_of(own), *veiled_kinds.journal_conditions(kinds))))
        views.append(("sync_change", _journal_view(fields, beyond, viewer)))
        views.append(("sync_conflict", _conflict_view(fields, beyond, viewer)))
    return tuple(views)


def _left_out(own: Sequence[str], kinds: Sequence[str]) -> dict[str, str]:
    """Table → which of its rows are left, without own fields and own kinds that are hidden."""
    found = dict(veiled_kinds.conditions(kinds))
    ids = veiled_kinds.listed(own)
    for table, column in (("custom_value", "field_id"), ("custom_field", "id")) if own else ():
        found[table] = " AND ".join(filter(None, (found.get(table), f"t.{column} NOT IN ({ids})")))
    return found


def _view_of(table: str, fields: Sequence[LimitedField], viewer: Viewer) -> str:
    if table == "contact_point":
        return _points_view(fields, viewer)
    of_models = ENTITY_OF.get(table)
    columns = scores.COLUMNS if of_models is None else [each.name for each in of_models.__table__.columns]
    seen = {each: f't."{each}"' for each in columns}
    for each in fields:
        seen[each.column] = _seen(each, viewer, seen[each.column])
    return _selected(table, ", ".join(f'{value} AS "{name}"' for name, value in seen.items()))


def _points_view(fields: Sequence[LimitedField], viewer: Viewer) -> str:
    """Of ways to reach a contact whole rows are left out: without what it says, one says nothing."""
    value, conditions = "t.value", []
    for each in fields:
        of_kind = f"t.kind = {_quoted(each.point or '')}"
        if (each.key, HIDDEN) in viewer.limits:
            conditions.append(f"NOT ({of_kind})")
        if (each.key, IN_POOL) in viewer.limits:
            conditions.append(f"NOT ({of_kind} AND {_in_pool('contact_point', 't.id')})")
        if (each.key, MASKED) in viewer.limits:
            is_mine = _is_mine("contact_point", "t.id", viewer)
            value = f"CASE WHEN {of_kind} AND NOT {is_mine} THEN company_masked({value}) ELSE {value} END"
    names = [each.name for each in ENTITY_OF["contact_point"].__table__.columns]
    shown = ", ".join(f'{value} AS "value"' if name == "value" else f't."{name}"' for name in names)
    return _selected("contact_point", shown, " AND ".join(conditions))


def _seen(field: LimitedField, viewer: Viewer, value: str) -> str:
    """What is seen of a column of which `value` would be seen without the field."""
    if (field.key, HIDDEN) in viewer.limits:
        return field.instead.replace("{value}", value)
    if (field.key, MASKED) in viewer.limits:
        is_mine = _is_mine(field.table, "t.id", viewer)
        value = f"CASE WHEN {is_mine} THEN {value} ELSE company_masked({value}) END"
    if (field.key, IN_POOL) in viewer.limits:
        value = f"CASE WHEN {_in_pool(field.table, 't.id')} THEN NULL ELSE {value} END"
    return value


def _journal_view(fields: Sequence[LimitedField], beyond: str, viewer: Viewer) -> str:
    """The journal without what it says of these columns; `beyond` says which of its rows are left."""
    paths: dict[str, list[str]] = {}
    for each in fields:
        kept = _is_kept(each, "t.row_id", viewer)
        paths.setdefault(each.table, []).append(f"iif({kept}, '$.{each.column}', '$.\"\"')")
    without = (f" WHEN {_quoted(table)} THEN json_remove(t.data, {', '.join(found)})" for table, found in paths.items())
    data = f"CASE t.tbl{''.join(without)} ELSE t.data END" if paths else "t.data"
    shown = ", ".join(f"{data} AS data" if name == "data" else f"t.{name}" for name in _JOURNAL)
    return _selected("sync_change", shown, beyond)


def _conflict_view(fields: Sequence[LimitedField], beyond: str, viewer: Viewer) -> str:
    conditions = [
        f"NOT (t.tbl = {_quoted(each.table)} AND t.reg = {_quoted(each.column)}"
        f" AND {_is_kept(each, 't.row_id', viewer)})"
        for each in fields
    ]
    return _selected("sync_conflict", "*", " AND ".join(filter(None, (*conditions, beyond))))


def _not_of(own: Sequence[str]) -> str:
    """Rows of the journal that are no values of these fields."""
    if not own:
        return ""
    listed = veiled_kinds.listed(own)
    return (
        f"NOT (t.tbl = 'custom_value' AND t.row_id IN (SELECT id FROM main.custom_value WHERE field_id IN ({listed})))"
    )


def _is_kept(field: LimitedField, row_id: str, viewer: Viewer) -> str:
    """Whether anything of a column of a row is kept from the viewer."""
    kept = ["1"] if (field.key, HIDDEN) in viewer.limits else []
    if (field.key, IN_POOL) in viewer.limits:
        kept.append(_in_pool(field.table, row_id))
    if (field.key, MASKED) in viewer.limits:
        kept.append(f"NOT {_is_mine(field.table, row_id, viewer)}")
    of_kind = f"(SELECT p.kind FROM main.contact_point p WHERE p.id = {row_id}) = {_quoted(field.point or '')} AND "
    return f"({of_kind if field.point else ''}({' OR '.join(kept)}))"


def _selected(table: str, columns: str, where: str = "") -> str:
    condition = f" WHERE {where}" if where else ""
    return f'CREATE TEMP VIEW "{table}" AS SELECT {columns} FROM main."{table}" t{condition}'


# --- whose a row is


def _is_mine(table: str, row_id: str, viewer: Viewer) -> str:
    """Whether a row is the viewer's: its customer's owner, or with whom that is shared."""
    me = _quoted(viewer.user_id)
    if table == "lead":
        return f"EXISTS (SELECT 1 FROM main.lead o WHERE o.id = {row_id} AND o.owner_id = {me})"
    shared = (
        f"SELECT s.record_id FROM main.record_share s WHERE s.user_id = {me} AND s.deleted = 0 AND"
        " (s.until_on IS NULL OR s.until_on >= company_today())"
    )
    customer = f"(o.owner_id = {me} OR o.id IN ({shared}))"
    if table == "contact_point":
        return (
            f"{_CONTACT} WHERE p.id = {row_id} AND (c.owner_id = {me} OR c.id IN ({shared})"
            f" OR EXISTS ({_CUSTOMERS} AND r.to_on IS NULL AND {customer})))"
        )
    return f"EXISTS (SELECT 1 FROM main.customer o WHERE o.id = {_customer_of(table, row_id)} AND {customer})"


def _in_pool(table: str, row_id: str) -> str:
    """Whether a row belongs to a customer that nobody has."""
    if table == "contact_point":
        return (
            f"{_CONTACT} WHERE p.id = {row_id} AND c.owner_id IS NULL"
            f" AND NOT EXISTS ({_CUSTOMERS} AND o.owner_id IS NOT NULL))"
        )
    return f"EXISTS (SELECT 1 FROM main.customer o WHERE o.id = {_customer_of(table, row_id)} AND o.owner_id IS NULL)"


def _customer_of(table: str, row_id: str) -> str:
    if table == "person_profile":
        return f"(SELECT p.customer_id FROM main.person_profile p WHERE p.id = {row_id})"
    return row_id


def _holds(connection: Connection, viewer: Viewer, field: LimitedField, mode: str, row_id: str) -> bool:
    if mode in (HIDDEN, READ_ONLY):
        return True
    asked = _in_pool(field.table, "?") if mode == IN_POOL else f"NOT {_is_mine(field.table, '?', viewer)}"
    return bool(plain(connection, f"SELECT {asked}", (row_id,))[0][0])


def _limited(viewer: Viewer, *modes: str) -> list[LimitedField]:
    """The limited fields that the program knows; a role may name what a newer one has."""
    known = limited_fields()
    wanted = viewer.fields(*(modes or (HIDDEN, MASKED, IN_POOL, READ_ONLY)))
    return [each for key in sorted(wanted) if key in known for each in known[key].everywhere()]


def _own_fields(viewer: Viewer, *modes: str) -> list[str]:
    return sorted(_own_ids(viewer.fields(*modes)))


def _own_ids(keys: Iterable[str]) -> Iterator[str]:
    for key in keys:
        _, is_own, field_id = key.partition(f".{OWN_FIELD}")
        if is_own:
            yield field_id


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
