"""Whether the company file is whole, for whoever looks after it; and mending what follows from other data."""

from collections.abc import Callable
from pathlib import Path

from crm_desktop.core.viewer import SYSTEM
from crm_desktop.storage import check
from crm_desktop.storage.check import Finding, Progress
from crm_desktop.storage.database import Database, Reading
from crm_desktop.storage.repair import Repaired, repair

__all__ = ["Finding", "Repaired", "check_file", "findings", "mend", "repair_file"]
Told = Callable[..., None]


def findings(reading: Reading, progress: Progress | None = None) -> list[Finding]:
    """Everything wrong with the file; an empty list is the proof that it is whole. `progress` hears how far it is."""
    return check.check(reading.connection, progress)


def mend(database: Database, progress: Progress | None = None) -> Repaired:
    """Mend what can be, and say what cannot."""
    with database.merging() as connection:
        return repair(connection, progress)


def check_file(path: str, progress: Told | None = None) -> list[Finding]:
    """Everything wrong with the file of a path; run by the worker process."""
    database = Database.open(Path(path), read_only=True)
    try:
        with database.read(SYSTEM) as reading:
            return findings(reading, progress)
    finally:
        database.close()


def repair_file(path: str, progress: Told | None = None) -> Repaired:
    """Mend the file of a path; run by the worker process."""
    database = Database.open(Path(path))
    try:
        return mend(database, progress)
    finally:
        database.close()
