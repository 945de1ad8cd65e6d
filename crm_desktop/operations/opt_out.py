"""Noting that somebody does not want to be reached, or does again."""

from typing import Any

from crm_desktop.models import Contact, Customer, Lead
from crm_desktop.operations import records
from crm_desktop.queries.opt_out import EVERY_WAY, FLAGS
from crm_desktop.storage.database import UnitOfWork


def opt_out(
    work: UnitOfWork,
    kind: type[Contact] | type[Customer] | type[Lead],
    record_id: str,
    channel: str | None = None,
    *,
    refused: bool = True,
) -> bool:
    """Note that a customer, contact or lead refuses a way; without one, advertising at all. Whether that is new.

    Ways that nobody can refuse by themselves, such as a visit, count as all.
    """
    record: Any = records.find_to_change(work, kind, record_id)
    name = FLAGS.get(channel or "", EVERY_WAY)
    name = name if hasattr(record, name) else EVERY_WAY
    if not hasattr(record, name) or bool(getattr(record, name)) == refused:
        return False
    setattr(record, name, refused)
    return True
