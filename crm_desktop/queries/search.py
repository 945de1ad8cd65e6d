"""Finding anything by typing: records of every kind a viewer may see, those so called first, then the newest."""

from bisect import bisect_right as bisect
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain
from operator import neg
from typing import Any

from sqlalchemy import Select, Text, bindparam, literal_column, select, text
from sqlalchemy.dialects import sqlite
from sqlalchemy.sql import column, table

from crm_desktop.core.viewer import Viewer
from crm_desktop.models import ENTITY_OF, Synced
from crm_desktop.queries import rights
from crm_desktop.queries.search_hits import SearchHit, hits_of_rows
from crm_desktop.storage.database import Reading
from crm_desktop.storage.search_index import KIND_BITS, Source, sources
from crm_desktop.storage.search_text import Typed
from crm_desktop.storage.veiled_search import asked_of, shown_condition

# The kinds in the order people look for them; what the models declare besides follows.
ORDER = (
    "customer",
    "contact",
    "opportunity",
    "lead",
    "sales_order",
    "service_case",
    "interaction",
    "task",
    "campaign",
    "quotation",
    "contract",
    "survey",
    "custom_record",
    "article",
    "product",
    "attachment",
    "user",
)

# The value by which a kept statement is told what to find.
MATCH = "search_match"
# And that by which it is told what was typed, for whom something of what is found must not be seen.
TYPED = "search_typed"

_EXISTS = "SELECT 1 FROM search_index WHERE search_index MATCH ? LIMIT 1"

_record = table("search_record", column("row"), column("id"))


@dataclass(frozen=True)
class SearchResult:
    """Hits by kind in the order of `ORDER`, at most `limit` of each; kinds in `more` have more than are listed."""

    hits: tuple[SearchHit, ...] = ()
    more: frozenset[str] = frozenset()


def search(reading: Reading, typed: str, kinds: Iterable[str] | None = None, limit: int = 50) -> SearchResult:
    """What a typed text finds: of each kind those called exactly so, those whose names hold it, then the newest."""
    asked = _understood(reading, typed)
    if not asked.match:
        return SearchResult()
    searched = _searched(kinds)
    shown = asked_of(reading.viewer, typed)
    exact = _newest(reading, asked.exact, searched, limit, shown) if asked.exact else {}
    with_symbols = _newest(reading, asked.match_symbols, searched, limit, shown) if asked.match_symbols else {}
    named = _newest(reading, asked.match_names, _named(searched, asked), limit + 1, shown)
    # A kind whose names alone are too many is not asked again: to ask takes most of the time.
    newest = _newest(reading, asked.match, _still_few(searched, named, limit), limit + 1, shown)
    hits: list[tuple[Source, Sequence[int]]] = []
    more = set()
    for kind in searched:
        found = (each.get(kind, ()) for each in (exact, with_symbols, named, newest))
        rows = list(dict.fromkeys(chain.from_iterable(found)))
        if len(rows) > limit:
            more.add(kind)
        if rows:
            hits.append((_source(kind), rows[:limit]))
    return SearchResult(tuple(hits_of_rows(reading, hits, asked.units)), frozenset(more))


def newest_telling(reading: Reading, word: str, match: str, kinds: Sequence[str], limit: int) -> dict[str, list[int]]:
    """The newest rows of each kind that hold a word of `search_text.telling`, among those the viewer may see."""
    return _newest(reading, match, kinds, limit, asked_of(reading.viewer, word))


def search_ids(typed: str, kind: str, viewer: Viewer) -> Select[Any]:
    """The ids of a kind's records that a typed text finds, as a subquery for lists; rights are the list's own matter.

    A text without anything searchable, such as a lone quote while typing, finds every record of the kind.
    """
    if given := given_of(typed, viewer):
        return matching_ids(kind, viewer).params(given)
    source = _source(kind)
    return select(_record.c.id).where(_record.c.row.between(source.low, source.high))


def given_of(typed: str, viewer: Viewer) -> dict[str, str]:
    """What `matching_ids` is run with for a typed text; empty when nothing searchable was typed."""
    match = Typed(typed).match
    return {MATCH: match, TYPED: asked_of(viewer, typed)} if match else {}


def matching_ids(kind: str, viewer: Viewer) -> Select[Any]:
    """As `search_ids`, for a statement that is kept, and run with what `given_of` says of each text typed."""
    source = _source(kind)
    # A join names each record once; as two lists within each other SQLite would sort both.
    found: Select[Any] = select(literal_column("search_record.id")).select_from(
        text("search_index CROSS JOIN search_record ON search_record.row = search_index.rowid")
    )
    asked = text(f"search_index MATCH :{MATCH}").bindparams(bindparam(MATCH, type_=Text))
    found = found.where(asked, literal_column("search_index.rowid").between(source.low, source.high))
    if shown := shown_condition(source, viewer, f":{TYPED}"):
        found = found.where(text(shown).bindparams(bindparam(TYPED, type_=Text)))
    return found


def search_counts(
    reading: Reading, typed: str, kinds: Iterable[str] | None = None, at_most: int | None = None
) -> dict[str, int]:
    """How many records of each kind a typed text finds, counted up to `at_most`; slower than `search`."""
    asked = Typed(typed)
    if not asked.match:
        return {}
    searched = _searched(kinds)
    shown = _shown(reading.viewer, asked_of(reading.viewer, typed))
    if at_most is None:
        found = reading.plain(_counts_sql(reading.viewer), (asked.match, *_range(searched), *shown))
        counts = {_kind(number): count for number, count in found}
        return {kind: counts.get(kind, 0) for kind in searched}
    # With the limit in words, as in `_newest_sql`.
    statement = f"SELECT count(*) FROM (SELECT 1 {_matching_sql(reading.viewer)} LIMIT {int(at_most)})"
    ranges = ((kind, _source(kind)) for kind in searched)
    return {
        kind: reading.plain(statement, (asked.match, source.low, source.high, *shown))[0][0] for kind, source in ranges
    }


def kind_scope_sql(entity: type[Synced], viewer: Viewer) -> str:
    """The condition a viewer's rows of a table meet, as text for statements kept as text; empty when every row does."""
    scope = rights.visible(entity, viewer, few=True)
    if scope is None:
        return ""
    # Within a statement about the table, so that what asks for a row of its own knows which is meant.
    written = select(entity.id).where(scope).compile(dialect=sqlite.dialect(), compile_kwargs={"literal_binds": True})
    return str(written).partition("WHERE ")[2]


# --- which records


def _searched(kinds: Iterable[str] | None) -> tuple[str, ...]:
    return _all_kinds() if kinds is None else tuple(_source(kind).fields.kind for kind in kinds)


@cache
def _all_kinds() -> tuple[str, ...]:
    return tuple(dict.fromkeys((*(kind for kind in ORDER if kind in sources()), *sources())))


@cache
def _source(kind: str) -> Source:
    """A kind by its name, or by that of its table."""
    known = sources()
    return known[kind] if kind in known else next(source for source in known.values() if source.table == kind)


def _named(kinds: Sequence[str], asked: Typed) -> tuple[str, ...]:
    """The kinds with names, when it matters whether a text is found in them.

    One letter stands in nearly every name: to ask for it twice would only take twice as long.
    """
    if len(asked.text.strip()) == 1 and asked.text.isascii():
        return ()
    return tuple(kind for kind in kinds if _source(kind).fields.names)


def _still_few(kinds: Sequence[str], found: Mapping[str, Sequence[int]], limit: int) -> tuple[str, ...]:
    return tuple(kind for kind in kinds if len(found.get(kind, ())) <= limit)


def _understood(reading: Reading, typed: str) -> Typed:
    """The text without those ways to read it as pinyin that no record can answer: each is asked of every kind."""
    asked = Typed(typed)
    if absent := frozenset(token for token in asked.beginnings if not _is_known(reading, f'"{token}"')):
        asked = Typed(typed, absent)
    written = frozenset(run for run, match in asked.spoken.items() if not _is_known(reading, match))
    return Typed(typed, absent, written) if written else asked


def _is_known(reading: Reading, match: str) -> bool:
    return bool(reading.plain(_EXISTS, (match,)))


def _newest(reading: Reading, match: str, kinds: Sequence[str], limit: int, shown: str) -> dict[str, list[int]]:
    """The newest rows of each kind."""
    found: dict[str, list[int]] = {kind: [] for kind in kinds}
    asked = (match, *_shown(reading.viewer, shown))
    for lowest, highest in _ranges(frozenset(kinds)):
        _walk(reading, asked, lowest, highest, limit, found)
    return found


def _walk(
    reading: Reading, asked: Sequence[str], lowest: int, highest: int, limit: int, found: dict[str, list[int]]
) -> None:
    """The newest rows of a range of kinds, a few at once: where a kind has enough, the walk goes on below it."""
    statement = _newest_sql(reading.viewer, limit)
    match, *shown = asked
    while lowest <= highest:
        rows = [row for (row,) in reading.plain(statement, (match, lowest, highest, *shown))]
        begin = 0
        while begin < len(rows):
            number = rows[begin] >> KIND_BITS
            # Rows fall: those of one kind stand together.
            end = bisect(rows, -(number << KIND_BITS), begin, key=neg)
            listed = found[_kind(number)]
            listed.extend(rows[begin : min(end, begin + limit - len(listed))])
            begin = end
        if len(rows) < limit:
            break
        last = rows[-1]
        kind = _kind(last >> KIND_BITS)
        highest = (last if len(found[kind]) < limit else _source(kind).low) - 1


@lru_cache(maxsize=512)
def _ranges(kinds: frozenset[str]) -> tuple[tuple[int, int], ...]:
    """The rows of these kinds, newest first, in as few ranges as can be: what lies between is not walked in vain."""
    ranges: list[tuple[int, int]] = []
    for kind in reversed(_kinds_by_number()):
        source = _source(kind)
        if kind not in kinds:
            continue
        if ranges and ranges[-1][0] == source.high + 1:
            ranges[-1] = (source.low, ranges[-1][1])
        else:
            ranges.append((source.low, source.high))
    return tuple(ranges)


@cache
def _range(kinds: tuple[str, ...]) -> tuple[int, int]:
    wanted = [_source(kind) for kind in kinds]
    return min(source.low for source in wanted), max(source.high for source in wanted)


@cache
def _kinds_by_number() -> tuple[str, ...]:
    return tuple(sources())


def _kind(number: int) -> str:
    """The kind whose rows have these high bits."""
    return _kinds_by_number()[number]


@lru_cache(maxsize=64)
def _newest_sql(viewer: Viewer, limit: int) -> str:
    """With its limit in words: SQLite plans a statement anew whenever one is bound."""
    return f"SELECT rowid {_matching_sql(viewer)} ORDER BY rowid DESC LIMIT {limit}"


@lru_cache(maxsize=64)
def _counts_sql(viewer: Viewer) -> str:
    return f"SELECT rowid >> {KIND_BITS}, count(*) {_matching_sql(viewer)} GROUP BY 1"


@lru_cache(maxsize=64)
def _matching_sql(viewer: Viewer) -> str:
    """Kept as text: building it by SQLAlchemy for every key typed would take ten times as long as running it."""
    arms = "".join(_scope_arm(source, viewer) for source in sources().values())
    scope = f" AND CASE{arms} ELSE 1 END" if arms else ""
    return f"FROM search_index WHERE search_index MATCH ?1 AND rowid BETWEEN ?2 AND ?3{scope}"


def _scope_arm(source: Source, viewer: Viewer) -> str:
    """What rows of a kind must meet for a viewer; empty when every row does."""
    allowed = kind_scope_sql(ENTITY_OF[source.table], viewer)
    shown = shown_condition(source, viewer, "?4")
    if not allowed and not shown:
        return ""
    conditions = " AND ".join(f"({each})" for each in (allowed, shown) if each)
    return (
        f" WHEN search_index.rowid BETWEEN {source.low} AND {source.high} THEN EXISTS (SELECT 1 FROM search_record"
        f' JOIN "{source.table}" ON "{source.table}".id = search_record.id'
        f" WHERE search_record.row = search_index.rowid AND {conditions})"
    )


def _shown(viewer: Viewer, typed: str) -> tuple[str, ...]:
    """The fourth value of `_matching_sql`, where it asks for one."""
    return (typed,) if "?4" in _matching_sql(viewer) else ()
