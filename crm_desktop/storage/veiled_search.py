"""Whether a record is found by what its viewer sees of it: the index knows more than some people may.

Asked only for viewers whom something is kept from that can be searched, about the few records that a text finds.
"""

import json
from functools import lru_cache

from crm_desktop.core.viewer import HIDDEN, IN_POOL, MASKED, Viewer
from crm_desktop.models.customising import table_of_kind
from crm_desktop.models.limited_fields import OWN_FIELD, limited_fields, whole_kind
from crm_desktop.models.search_fields import SearchFields
from crm_desktop.storage.search_index import Source, sources
from crm_desktop.storage.search_spans import spans
from crm_desktop.storage.search_text import Typed, Unit
from crm_desktop.storage.search_texts import is_phone


def shows(kind: str, typed: str, own: str, parts: str | None) -> bool:
    """Whether the texts of a record, its own and those of its parts, say all that was typed."""
    missing = list(_units(typed))
    source = sources()[kind]
    texts = [*zip(json.loads(own), _ways(kind), strict=True)]
    texts += [(each, "phone" if is_phone(str(each)) else "word") for each in json.loads(parts or "[]") if each]
    for value, how in texts:
        if not missing:
            break
        if value is not None:
            missing = spans(str(value), missing, how, person=source.fields.persons)[1]
    return not missing


def asked_of(viewer: Viewer, typed: str) -> str:
    """The text that `shown_condition` is asked with: empty when nothing that is kept can be what was found."""
    if not viewer.limits:
        return ""
    kept = [reason for source in sources().values() for reason in _kept(source, viewer)]
    is_digits = any(character.isdigit() for character in typed)
    return typed if any(how != "phone" or is_digits for how in kept) else ""


def shown_condition(source: Source, viewer: Viewer, typed: str) -> str:
    """SQL: whether the record of `search_record` is found by what the viewer sees; empty when all of it is seen.

    `typed` is the parameter that holds what `asked_of` gave.
    """
    if not viewer.limits or not _kept(source, viewer):
        return ""
    own = ", ".join(f'shown."{name}"' for name, _ in _columns(source))
    rows = " UNION ALL ".join(_part(*child) for child in source.children)
    parts = f"(SELECT json_group_array(said) FROM ({rows}))" if rows else "NULL"
    return (
        f"({typed} = '' OR EXISTS (SELECT 1 FROM \"{source.table}\" shown WHERE shown.id = search_record.id"
        f" AND company_shows('{source.fields.kind}', {typed}, json_array({own}), {parts})))"
    )


def _part(child: str, fields: SearchFields) -> str:
    """The searched texts of the rows of a child table that belong to the record."""
    names = dict.fromkeys((*fields.names, *fields.numbers, *fields.phones, *fields.words))
    values = ", ".join(f'part."{name}"' for name in names)
    text = values if len(names) == 1 else f"concat_ws(' ', {values})"
    return (
        f'SELECT {text} AS said FROM "{child}" part WHERE part."{fields.via}" = shown.id AND part.deleted = 0'
        f"{''.join(f' AND {each}' for each in (fields.scope, fields.only) if each)}"
    )


def _kept(source: Source, viewer: Viewer) -> list[str]:
    """How the searched columns of a kind are read that something of is kept from the viewer."""
    known, found = limited_fields(), list[str]()
    tables = {source.table: source.fields, **dict(source.children)}
    for key in viewer.fields(HIDDEN, MASKED, IN_POOL):
        field = known.get(key)
        kind = table_of_kind(key.partition(".")[0])
        if kind == source.table and (f".{OWN_FIELD}" in key or whole_kind(key)):
            found.append("word")
        if field is None or field.table not in tables:
            continue
        searched = tables[field.table]
        if field.column in searched.phones:
            found.append("word" if field.point not in (None, "phone") else "phone")
        elif field.column in (*searched.names, *searched.numbers, *searched.words):
            found.append("word")
    return found


@lru_cache(maxsize=32)
def _ways(kind: str) -> tuple[str, ...]:
    return tuple(how for _, how in _columns(sources()[kind]))


def _columns(source: Source) -> tuple[tuple[str, str], ...]:
    fields = source.fields
    return (
        *((name, "name") for name in fields.names),
        *((name, "number") for name in fields.numbers),
        *((name, "phone") for name in fields.phones),
        *((name, "word") for name in fields.words),
    )


@lru_cache(maxsize=256)
def _units(typed: str) -> tuple[Unit, ...]:
    return Typed(typed).units
