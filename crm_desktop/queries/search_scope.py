"""Records by other ways than their words: those opened lately, and everything of one customer."""

import json
from collections.abc import Iterable, Sequence

from crm_desktop.core.viewer import Viewer
from crm_desktop.models import ENTITY_OF
from crm_desktop.queries.search import SearchResult, kind_scope_sql
from crm_desktop.queries.search_hits import SearchHit, hits_of_ids
from crm_desktop.storage.database import Reading
from crm_desktop.storage.search_index import sources
from crm_desktop.storage.search_text import Typed
from crm_desktop.storage.veiled_search import asked_of, shown_condition

Key = tuple[str, str]

# How a customer's records are found, newest first; each by an index that begins with the customer.
_MINE = "WHERE customer_id = ?1 AND deleted = 0 ORDER BY"
_WITH_FILES = (
    *("opportunity", "service_case", "lead", "custom_record"),
    *("contract", "sales_order", "invoice", "receipt"),
)
_OTHERS = " ".join(f"UNION ALL SELECT id FROM {each} WHERE customer_id = ?1" for each in _WITH_FILES)
_OF_CUSTOMER = {
    "contact": f"SELECT contact_id FROM contact_role {_MINE} is_main DESC, id",
    "opportunity": f"SELECT id FROM opportunity {_MINE} id DESC",
    "sales_order": f"SELECT id FROM sales_order {_MINE} ordered_on DESC, id DESC",
    "quotation": f"SELECT id FROM quotation {_MINE} quoted_on DESC, id DESC",
    "contract": f"SELECT id FROM contract {_MINE} signed_on DESC, id DESC",
    "receipt": f"SELECT id FROM receipt {_MINE} paid_on DESC, id DESC",
    "invoice": f"SELECT id FROM invoice {_MINE} issued_on DESC, id DESC",
    "service_case": f"SELECT id FROM service_case {_MINE} opened_on DESC, id DESC",
    "interaction": f"SELECT id FROM interaction {_MINE} happened_at DESC, id DESC",
    "task": f"SELECT id FROM task {_MINE} due_on DESC, id DESC",
    "custom_record": f"SELECT id FROM custom_record {_MINE} name, id",
    "attachment": (
        f"SELECT id FROM attachment WHERE deleted = 0 AND record_id IN (SELECT ?1 {_OTHERS})"
        " ORDER BY added_at DESC, id DESC"
    ),
}
# So many records of a customer are looked through one by one; of more, the newest.
_AT_MOST = 3_000


def search_records(reading: Reading, keys: Sequence[Key]) -> list[SearchHit]:
    """These records, in their order; those that are deleted or not the viewer's to see are left out."""
    found: dict[Key, SearchHit] = {}
    for kind in dict.fromkeys(kind for kind, _ in keys if kind in sources()):
        ids = _seen(reading, kind, [record for each, record in keys if each == kind])
        found.update(((kind, hit.id), hit) for hit in hits_of_ids(reading, sources()[kind], ids))
    return [found[key] for key in keys if key in found]


def newest_of(reading: Reading, kind: str, limit: int = 12) -> list[SearchHit]:
    """What is offered of a kind before anything is typed: its newest records, as far as they may be seen."""
    source = sources()[kind]
    rows = reading.plain(
        "SELECT id FROM search_record WHERE row BETWEEN ? AND ? ORDER BY row DESC LIMIT ?",
        (source.low, source.high, 2 * limit),
    )
    return search_records(reading, [(kind, each) for (each,) in rows])[:limit]


def search_within(reading: Reading, customer_id: str, typed: str, kinds: Iterable[str], limit: int) -> SearchResult:
    """The records of one customer that a text finds, all of them without a text: the newest of each kind."""
    asked = Typed(typed)
    hits: list[SearchHit] = []
    more = set()
    if not _seen(reading, "customer", [customer_id]):
        return SearchResult()
    for kind in (each for each in kinds if each in _OF_CUSTOMER):
        listed = reading.plain(f"{_OF_CUSTOMER[kind]} LIMIT {_AT_MOST}", (customer_id,))
        ids = _seen(reading, kind, list(dict.fromkeys(record for (record,) in listed)))
        if asked.match and ids:
            ids = _matching(reading, kind, ids, asked)
        if len(ids) > limit:
            more.add(kind)
        hits.extend(hits_of_ids(reading, sources()[kind], ids[:limit], asked.units))
    return SearchResult(tuple(hits), frozenset(more))


def _matching(reading: Reading, kind: str, ids: Sequence[str], asked: Typed) -> list[str]:
    """Those of the records that the expression finds. The plus keeps the index from being opened once for each."""
    source = sources()[kind]
    shown = shown_condition(source, reading.viewer, "?3")
    given = (asked_of(reading.viewer, asked.text),) if shown else ()
    rows = reading.plain(
        "SELECT search_record.id FROM search_index CROSS JOIN search_record ON search_record.row = search_index.rowid"
        f" WHERE search_index MATCH ?1 AND search_index.rowid BETWEEN {source.low} AND {source.high}"
        " AND +search_index.rowid IN (SELECT row FROM json_each(?2) asked CROSS JOIN search_record own"
        f" ON own.id = asked.value){f' AND {shown}' if shown else ''}",
        (asked.match, json.dumps(ids), *given),
    )
    found = {record for (record,) in rows}
    return [record for record in ids if record in found]


def _seen(reading: Reading, kind: str, ids: Sequence[str]) -> list[str]:
    """Those of the records that live and that the viewer may see, in their order."""
    table = sources()[kind].table
    found = reading.plain(
        f'SELECT "{table}".id FROM json_each(?) asked CROSS JOIN "{table}" ON "{table}".id = asked.value'
        f' WHERE "{table}".deleted = 0 AND {_scope(kind, reading.viewer)} ORDER BY asked.key',
        (json.dumps(ids),),
    )
    return [record for (record,) in found]


def _scope(kind: str, viewer: Viewer) -> str:
    return kind_scope_sql(ENTITY_OF[sources()[kind].table], viewer) or "1"
