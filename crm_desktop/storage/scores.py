"""What is worked out of customers by models: derived tables like the search index, local to a file and rebuildable.

`customer_score` has one row a customer who bought, `score_state` one row in all: which day the scores are of, how far
the journal reached, and what was learned from all customers. They have no triggers, so that nothing of them is
journaled or sent; the models run in another process, and the writer only stores what they found.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Connection

from crm_desktop.storage.connection import plain

FORMAT = 1
TABLE = "customer_score"
COLUMNS = (
    *("customer_id", "orders", "first_on", "last_on", "last_paid_on", "sales_minor", "gap_days", "overdue_e6"),
    *("alive_e6", "silent_e6", "classic", "rhythm", "alive", "band", "stake_minor", "lifetime_minor"),
)
_TEXTS = ("first_on", "last_on", "last_paid_on", "band")
_MADE = ", ".join(f"{each} {'TEXT' if each in _TEXTS else 'INTEGER'}" for each in COLUMNS[1:])
TABLES = (
    f"CREATE TABLE {TABLE}(customer_id TEXT PRIMARY KEY, {_MADE}) WITHOUT ROWID",
    "CREATE TABLE score_state(version INTEGER NOT NULL, as_of TEXT, position INTEGER, learned TEXT)",
)
_INSERT = f"INSERT INTO {TABLE} VALUES ({', '.join('?' * len(COLUMNS))})"


class ScoreState(NamedTuple):
    """The day the scores are of, the place in the journal they know, and what was learned; nothing in a new file."""

    as_of: date | None = None
    position: int = 0
    learned: Mapping[str, Any] | None = None


def create(connection: Connection) -> None:
    """Empty tables, replacing older ones."""
    for name in (TABLE, "score_state"):
        connection.exec_driver_sql(f"DROP TABLE IF EXISTS {name}")
    for statement in TABLES:
        connection.exec_driver_sql(statement)
    connection.exec_driver_sql("INSERT INTO score_state(version) VALUES (?)", (FORMAT,))


def is_current(connection: Connection) -> bool:
    """Whether the file has tables of the current form; otherwise they are made anew."""
    exists = connection.exec_driver_sql("SELECT 1 FROM sqlite_master WHERE name = 'score_state'").first()
    return bool(exists) and connection.exec_driver_sql("SELECT version FROM score_state").scalar() == FORMAT


def state(connection: Connection) -> ScoreState:
    """Which day the scores are of, and what they were made with."""
    ((as_of, position, learned),) = plain(connection, "SELECT as_of, position, learned FROM score_state")
    return ScoreState(as_of and date.fromisoformat(as_of), position or 0, learned and json.loads(learned))


def store(connection: Connection, rows: Iterable[Sequence[Any]], known: ScoreState) -> None:
    """Put the scores of all customers in place of those before."""
    plain(connection, f"DELETE FROM {TABLE}")
    _insert(connection, rows)
    values = (known.as_of and known.as_of.isoformat(), known.position, json.dumps(known.learned))
    plain(connection, "UPDATE score_state SET as_of = ?, position = ?, learned = ?", values)


def renew(connection: Connection, customer_ids: Iterable[str], rows: Iterable[Sequence[Any]]) -> None:
    """Put the scores of some customers in place of those they had; who buys nothing any more has none."""
    ids = json.dumps(sorted(customer_ids))
    plain(connection, f"DELETE FROM {TABLE} WHERE customer_id IN (SELECT value FROM json_each(?))", (ids,))
    _insert(connection, rows)


def _insert(connection: Connection, rows: Iterable[Sequence[Any]]) -> None:
    if found := [tuple(each) for each in rows]:
        connection.exec_driver_sql(_INSERT, found)
