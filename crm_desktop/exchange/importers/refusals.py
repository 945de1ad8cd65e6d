"""What people refuse, as a file says it: noted, never taken back, for an older file does not know what came since."""

from typing import Any

from crm_desktop.exchange.import_rows import Row
from crm_desktop.operations import records
from crm_desktop.queries.opt_out import REFUSALS
from crm_desktop.storage.database import UnitOfWork


def refused(row: Row) -> dict[str, bool]:
    """The columns of a new record for what a row refuses."""
    return {name: True for name in REFUSALS if row.get(name)}


def note(work: UnitOfWork, entity: Any, record_id: str, row: Row) -> bool:
    """Note what a row refuses at a known record; whether any of it is new."""
    said = refused(row)
    if not said:
        return False
    record = records.find_to_change(work, entity, record_id)
    return bool(records.apply(work, record, {name: True for name in said if not getattr(record, name)}))
