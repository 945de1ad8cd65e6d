"""Numbers as they are shown: of two records that got one number on two laptops, the later one is told by /2.

Nothing is rewritten for it: the records keep what they have until somebody gives one of them a new number.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from crm_desktop.storage.database import Reading

COLUMNS = frozenset({"number", "code"})
_KNOWN = "number_suffixes"


def number_suffixes(reading: Reading) -> Mapping[str, str]:
    """Record → what is shown behind its number; read once for each reading."""
    known: Mapping[str, str] | None = reading.session.info.get(_KNOWN)
    if known is None:
        known = reading.session.info[_KNOWN] = dict(_suffixes(reading))
    return known


def shown_number(reading: Reading, record_id: str, number: str | None) -> str | None:
    """A number as it is shown."""
    return number and f"{number}{number_suffixes(reading).get(record_id, '')}"


def renumber(reading: Reading, records: Iterable[dict[str, Any]]) -> None:
    """Let records, given by their columns, show their numbers so."""
    if suffixes := number_suffixes(reading):
        for record in records:
            for name in COLUMNS & record.keys():
                record[name] = f"{record[name]}{suffixes.get(record['id'], '')}"


def _suffixes(reading: Reading) -> Iterator[tuple[str, str]]:
    noted: dict[str, set[str]] = defaultdict(set)
    for table, row_id, other in reading.plain("SELECT tbl, row_id, other FROM sync_find WHERE kind = 'number'"):
        noted[table] |= {row_id, other}
    for table, ids in noted.items():
        seen: dict[tuple[str, str], int] = defaultdict(int)
        for number, within, row_id in _in_order(reading, table, ids):
            seen[number, within] += 1
            if seen[number, within] > 1:
                yield row_id, f"/{seen[number, within]}"


def _in_order(reading: Reading, table: str, ids: set[str]) -> list[tuple[str, str, str]]:
    """(number, what it is counted within, record) of living records, in the order they were made in everywhere."""
    # Where nothing is twice, which is nearly always, none of this is loaded.
    from crm_desktop.storage.finds import COUNTED_WITHIN, NUMBERS

    within = f"e.{COUNTED_WITHIN[table]}" if table in COUNTED_WITHIN else "''"
    return reading.plain(
        f"SELECT e.{NUMBERS[table]}, {within}, e.id FROM {table} e"
        " JOIN sync_change c ON c.row_id = e.id AND c.tbl = ? AND c.op = 'i'"
        " JOIN sync_txn t ON t.origin = c.origin AND t.seq = c.seq JOIN sync_replica r ON r.n = t.origin"
        " WHERE e.deleted = 0 AND e.id IN (SELECT value FROM json_each(?)) ORDER BY t.hlc, r.id, e.id",
        (table, json.dumps(sorted(ids))),
    )
