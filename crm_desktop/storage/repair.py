"""Mends what follows from other data: triggers, planner figures, records and conflicts by the journal, search, indexes.

What people wrote is never guessed. A journal that was altered cannot say what records ought to be, so they stay as they
are then; damage of the file itself, lost contents of files and references to nothing need a backup or a rescue.
"""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sqlalchemy import Connection

from crm_desktop.core.i18n import N_, Message
from crm_desktop.models import ENTITIES
from crm_desktop.storage import capture, check, finds, folding, indexes, search_index, statistics
from crm_desktop.storage.check import Finding, Progress

_log = logging.getLogger(__name__)
_MENDING = N_("Repairing…")


@dataclass(frozen=True)
class Repaired:
    """What was mended, and what is still wrong."""

    mended: tuple[Message, ...]
    left: tuple[Finding, ...]


def repair(connection: Connection, progress: Progress | None = None) -> Repaired:
    """Mend what can be, within the caller's transaction, and check everything again."""
    tell = progress or (lambda _fraction, _text: None)
    found = check.check(connection, lambda fraction, text: tell(fraction * 0.4, text))
    areas = {each.area for each in found}
    mended = []
    for area, mend in _MENDERS:
        if area in areas:
            tell(0.5, Message(_MENDING))
            if (said := _mended_by(mend, connection, areas)) is not None:
                mended.append(said)
    if not found:
        return Repaired((), ())
    left = check.check(connection, lambda fraction, text: tell(0.6 + fraction * 0.4, text))
    return Repaired(tuple(mended), tuple(left))


def _mended_by(mend: "Mender", connection: Connection, areas: set[str]) -> Message | None:
    """What was mended; nothing where damage keeps one thing from being mended, and the others still can be."""
    connection.exec_driver_sql("SAVEPOINT mending")
    try:
        return mend(connection, areas)
    except Exception as error:
        if check.is_refusal(error):
            raise
        _log.info("could not mend: %s", type(error).__name__)
        connection.exec_driver_sql("ROLLBACK TO mending")
        return None
    finally:
        connection.exec_driver_sql("RELEASE mending")


def _indexes(connection: Connection, _areas: set[str]) -> Message:
    connection.exec_driver_sql("REINDEX")
    return Message("The indexes were made anew.")


def _missing_indexes(connection: Connection, _areas: set[str]) -> Message:
    indexes.install(connection)
    return Message("The indexes were made anew.")


def _triggers(connection: Connection, _areas: set[str]) -> Message:
    capture.install(connection)
    return Message("What records changes was put back in place. Changes made meanwhile are not in the history.")


def _planner(connection: Connection, _areas: set[str]) -> Message:
    statistics.install(connection)
    return Message("The figures for planning questions were written anew.")


def _records(connection: Connection, areas: set[str]) -> Message | None:
    """Records as their entries say; those no entry speaks of are left for a person to look at."""
    if "journal" in areas:
        return None
    touched = {table: ids for table, ids in _wrong_records(connection) if ids}
    folding.refold(connection, touched)
    search_index.update_all(connection, touched)
    return Message("Records made again from the journal: {count}.", count=sum(map(len, touched.values())))


def _wrong_records(connection: Connection) -> Iterator[tuple[str, list[str]]]:
    for entity in ENTITIES:
        yield entity.__tablename__, [*check.differing(connection, entity), *check.missing_records(connection, entity)]


def _conflicts(connection: Connection, areas: set[str]) -> Message | None:
    if "journal" in areas:
        return None
    wrong = check.wrong_conflicts(connection)
    folding.refold(connection, wrong)
    # What no entry speaks of cannot be folded, and is no conflict.
    for table, ids in wrong.items():
        for row_id in ids:
            connection.exec_driver_sql(
                "DELETE FROM sync_conflict WHERE tbl = ? AND row_id = ?"
                " AND NOT EXISTS (SELECT 1 FROM sync_change c WHERE c.tbl = sync_conflict.tbl AND c.row_id = ?)",
                (table, row_id, row_id),
            )
    finds.look(connection, anew=True)
    return Message("The list of conflicts was made again from the journal.")


def _search(connection: Connection, _areas: set[str]) -> Message:
    search_index.rebuild(connection)
    return Message("The search index was built anew.")


# Records before what follows from them.
Mender = Callable[[Connection, set[str]], Message | None]
_MENDERS: tuple[tuple[str, Mender], ...] = (
    ("file", _indexes),
    ("triggers", _triggers),
    ("indexes", _missing_indexes),
    ("planner", _planner),
    ("records", _records),
    ("conflicts", _conflicts),
    ("search", _search),
)
