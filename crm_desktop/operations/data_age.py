"""Confirming data: somebody looked at what is known of a customer or contact, and it is right."""

from collections.abc import Iterable
from typing import Any

from crm_desktop.models import Contact, Customer
from crm_desktop.operations import records
from crm_desktop.queries.data_age import CHECKED
from crm_desktop.storage.database import UnitOfWork

_ENTITIES: dict[str, Any] = {"customer": Customer, "contact": Contact}


def confirm_data(work: UnitOfWork, kind: str, ids: Iterable[str]) -> int:
    """Note that the data of records one may change was checked now; returns how many."""
    found = records.find_all_to_change(work, _ENTITIES[kind], ids)
    for record in found:
        records.note_history(work, record, CHECKED, None)
    return len(found)
