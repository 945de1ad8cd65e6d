"""Whether the company file is whole, for whoever looks after it."""

from crm_desktop.storage import check
from crm_desktop.storage.check import Finding, Progress
from crm_desktop.storage.database import Reading


def findings(reading: Reading, progress: Progress | None = None) -> list[Finding]:
    """Everything wrong with the file; an empty list is the proof that it is whole. `progress` hears how far it is."""
    return check.check(reading.connection, progress)
