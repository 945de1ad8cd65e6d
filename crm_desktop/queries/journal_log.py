"""What happened in the whole company, newest first: a window at a time, however long the journal is.

A person's rights decide what is in it: who does not see all records sees the steps of those whose records he sees.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from crm_desktop.core.i18n import Message, Translator
from crm_desktop.queries.record_history import PARTS
from crm_desktop.queries.replica import laptop_names
from crm_desktop.queries.words import Words
from crm_desktop.storage import journal
from crm_desktop.storage.database import Reading

# So many headers are looked through at once at most: 15 ms. Whoever filters for something rare asks again.
EXAMINED = 20_000
WINDOW = 100
Cursor = tuple[int, int]
_NEWEST: Cursor = (1 << 62, 0)
_HEADERS = (
    "SELECT t.hlc, t.origin, t.seq, t.actor, t.label, t.wall_ms, t.undo_of, r.id"
    " FROM sync_txn t JOIN sync_replica r ON r.n = t.origin WHERE (t.hlc, t.origin) < (:hlc, :origin)"
    " AND (t.hlc, t.origin) >= (:low, :low_origin)"
)


@dataclass(frozen=True)
class LogFilter:
    """What is looked for: a person (an empty id is the program), a laptop, a table, a time, words of the label."""

    person: str | None = None
    laptop: str | None = None
    kind: str | None = None
    first_ms: int | None = None
    before_ms: int | None = None
    text: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether everything is looked for."""
        return self == LogFilter()


@dataclass(frozen=True)
class LogStep:
    """One step: its name in this file, when, by whom, on which laptop, what it was called and how many rows it changed.

    `is_undone` says that it was taken back and not done again.
    """

    transaction: str
    at: int
    by: str
    laptop: str
    label: Message
    changes: int
    is_undo: bool
    is_undone: bool


@dataclass(frozen=True)
class LogPage:
    """Some steps, and where to go on; `following` is None at the end."""

    steps: tuple[LogStep, ...]
    following: Cursor | None


def log_page(
    reading: Reading,
    wanted: LogFilter,
    after: Cursor | None = None,
    language: str = "en",
    *,
    limit: int = WINDOW,
) -> LogPage:
    """The next steps that match, newest first; perhaps none though more follow, when nothing matched nearby."""
    begin = after or _NEWEST
    low = _low(reading, begin)
    rows = list(_limited(_matching(reading, wanted, begin, low, language), limit))
    if len(rows) == limit:
        following: Cursor | None = (rows[-1][0], rows[-1][1])
    else:
        following = low
    return LogPage(tuple(_steps(reading, rows, language)), _onward(following, wanted))


def _low(reading: Reading, begin: Cursor) -> Cursor | None:
    """The oldest header to be looked at this time; None when all that are left are."""
    found = reading.plain(
        "SELECT hlc, origin FROM sync_txn WHERE (hlc, origin) < (?, ?) ORDER BY hlc DESC, origin DESC"
        f" LIMIT 1 OFFSET {EXAMINED - 1}",
        begin,
    )
    return (found[0][0], found[0][1]) if found else None


def _onward(following: Cursor | None, wanted: LogFilter) -> Cursor | None:
    """Nothing older than the first day wanted is looked for; clocks of laptops differ by a day at most."""
    if following is not None and wanted.first_ms is not None:
        earliest = (wanted.first_ms - 86_400_000) << 16
        return following if following[0] > earliest else None
    return following


def _matching(
    reading: Reading, wanted: LogFilter, begin: Cursor, low: Cursor | None, language: str
) -> Iterator[Sequence[Any]]:
    conditions, values = _conditions(reading, wanted)
    rows = _fetch(reading, " AND ".join(conditions), values, begin, low)
    if not wanted.text.strip():
        yield from rows
        return
    needle, translator = wanted.text.strip().casefold(), Translator(language)
    said: dict[str, bool] = {}
    for row in rows:
        if row[4] not in said:
            said[row[4]] = needle in translator.message(journal.label_message(row[4])).casefold()
        if said[row[4]]:
            yield row


def _conditions(reading: Reading, wanted: LogFilter) -> tuple[list[str], dict[str, Any]]:
    viewer = reading.viewer
    conditions, values = ["1"], dict[str, Any]()
    if not viewer.reads_all:
        conditions.append("t.actor IN (SELECT value FROM json_each(:seen))")
        values["seen"] = json.dumps(sorted({viewer.user_id, *viewer.readable}))
    if wanted.person is not None:
        conditions.append("t.actor = :person")
        values["person"] = wanted.person
    if wanted.laptop is not None:
        conditions.append("r.id = :laptop")
        values["laptop"] = wanted.laptop
    if wanted.first_ms is not None:
        conditions.append("t.wall_ms >= :first")
        values["first"] = wanted.first_ms
    if wanted.before_ms is not None:
        conditions.append("t.wall_ms < :before")
        values["before"] = wanted.before_ms
    if wanted.kind is not None:
        conditions.append(
            "EXISTS (SELECT 1 FROM sync_change c WHERE c.origin = t.origin AND c.seq = t.seq"
            " AND c.tbl IN (SELECT value FROM json_each(:kinds)))"
        )
        values["kinds"] = json.dumps(_tables(wanted.kind))
    return conditions, values


def _tables(kind: str) -> list[str]:
    """A kind of record and the tables of what belongs to it alone."""
    return [kind, *(table for table, column in PARTS.get(kind, ()) if column != "record_id")]


def _fetch(
    reading: Reading, condition: str, values: dict[str, Any], begin: Cursor, low: Cursor | None
) -> Iterator[Sequence[Any]]:
    bounds = {"hlc": begin[0], "origin": begin[1], "low": low[0] if low else -1, "low_origin": low[1] if low else 0}
    statement = f"{_HEADERS} AND {condition} ORDER BY t.hlc DESC, t.origin DESC"
    yield from reading.connection.exec_driver_sql(statement, {**values, **bounds})


def _limited(rows: Iterable[Sequence[Any]], limit: int) -> Iterator[Sequence[Any]]:
    for number, row in enumerate(rows, start=1):
        yield row
        if number == limit:
            return


def _steps(reading: Reading, rows: Sequence[Sequence[Any]], language: str) -> Iterator[LogStep]:
    if not rows:
        return
    words, laptops = Words(reading, language), laptop_names(reading, language)
    undone = undone_steps(reading, min(row[0] for row in rows))
    counts = _counts(reading, rows)
    for _, origin, seq, actor, label, at, undo_of, replica in rows:
        name = f"{origin}:{seq}"
        yield LogStep(
            name,
            at,
            words.person(actor),
            laptops[replica],
            journal.label_message(label),
            counts.get(name, 0),
            undo_of is not None,
            name in undone,
        )


def undone_steps(reading: Reading, since_hlc: int = 0) -> set[str]:
    """The steps that were taken back by one after a moment, and not done again."""
    rows = reading.plain(
        "SELECT origin || ':' || seq, undo_of FROM sync_txn WHERE undo_of IS NOT NULL AND hlc > ? ORDER BY hlc DESC",
        (since_hlc,),
    )
    undone: set[str] = set()
    for name, undo_of in rows:
        # Newest first: an undo that was itself undone takes nothing back.
        if name not in undone:
            undone.add(undo_of)
    return undone


def _counts(reading: Reading, rows: Sequence[Sequence[Any]]) -> dict[str, int]:
    names = json.dumps([[row[1], row[2]] for row in rows])
    found = reading.plain(
        "SELECT (v.value ->> 0) || ':' || (v.value ->> 1), (SELECT count(*) FROM sync_change c"
        " WHERE c.origin = v.value ->> 0 AND c.seq = v.value ->> 1) FROM json_each(?) v",
        (names,),
    )
    return {str(name): int(count) for name, count in found}
