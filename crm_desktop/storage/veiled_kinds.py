"""Own kinds of records that a role is kept from as a whole: what is left of them in the tables is nothing."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection

from crm_desktop.core.errors import NotAllowed
from crm_desktop.core.i18n import Message, OwnName
from crm_desktop.core.viewer import HIDDEN, READ_ONLY, Viewer
from crm_desktop.models.customising import OWN_RECORD, own_kind
from crm_desktop.models.limited_fields import whole_kind
from crm_desktop.storage.connection import plain

# What names a record of any kind, and has nothing to say without it.
_OF_RECORDS = ("attachment", "tag_link", "star")


def kept_kinds(viewer: Viewer, *modes: str) -> list[str]:
    """The ids of the kinds that a viewer is kept from in one of these ways."""
    return sorted(filter(None, map(whole_kind, viewer.fields(*modes))))


def listed(texts: Iterable[str]) -> str:
    """Texts as SQL lists them, whatever stands in them."""
    return ", ".join("'" + each.replace("'", "''") + "'" for each in texts)


def conditions(kinds: Sequence[str]) -> Mapping[str, str]:
    """Table → the condition on its rows `t` that leaves these kinds out."""
    if not kinds:
        return {}
    ids, names = listed(kinds), listed(map(own_kind, kinds))
    theirs = f"SELECT id FROM main.{OWN_RECORD} WHERE kind_id IN ({ids})"
    return {
        OWN_RECORD: f"t.kind_id NOT IN ({ids})",
        "custom_kind": f"t.id NOT IN ({ids})",
        "custom_field": f"t.record_kind NOT IN ({names})",
        "custom_value": f"t.record_kind NOT IN ({names})",
        **dict.fromkeys(_OF_RECORDS, f"NOT (t.record_kind = '{OWN_RECORD}' AND t.record_id IN ({theirs}))"),
    }


def journal_conditions(kinds: Sequence[str]) -> Iterator[str]:
    """The conditions on rows `t` of the journal that leave these kinds out."""
    if kinds:
        ids, names = listed(kinds), listed(map(own_kind, kinds))
        theirs = f"SELECT id FROM main.{OWN_RECORD} WHERE kind_id IN ({ids})"
        yield f"NOT (t.tbl = '{OWN_RECORD}' AND t.row_id IN ({theirs}))"
        yield f"NOT (t.tbl = 'custom_kind' AND t.row_id IN ({ids}))"
        for table in ("custom_value", "custom_field"):
            rows = f"SELECT id FROM main.{table} WHERE record_kind IN ({names})"
            yield f"NOT (t.tbl = '{table}' AND t.row_id IN ({rows}))"


def refuse(connection: Connection, viewer: Viewer, table: str, row_id: str) -> None:
    """Refuse a change of a row of such a kind."""
    if table == "custom_value":
        statement = "SELECT record_kind FROM custom_value WHERE id = ?"
    else:
        statement = f"SELECT '{OWN_RECORD}:' || kind_id FROM {OWN_RECORD} WHERE id = ?"
    found: Any = plain(connection, statement, (row_id,))
    kind_id = whole_kind(found[0][0]) if found else ""
    if kind_id and kind_id in kept_kinds(viewer, HIDDEN, READ_ONLY):
        names = plain(connection, "SELECT name_en, name_zh FROM custom_kind WHERE id = ?", (kind_id,))
        kind = Message(OwnName(*names[0])) if names else ""
        raise NotAllowed(
            Message(
                "Your role does not let you change “{field}”. Ask whoever looks after the company file.", field=kind
            )
        )
