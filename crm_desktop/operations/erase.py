"""Erasing a person for privacy: the record, what belongs to it, and all the journal says of them, on every laptop.

It cannot be undone, and wins over whatever others write of the record before they hear of it. An empty stub stays, so
that orders and notes that name the record still have something to name. Backups keep what they hold.
"""

from typing import Any

from sqlalchemy import Text

from crm_desktop.core.errors import NotFound, UserError
from crm_desktop.core.i18n import Message
from crm_desktop.core.viewer import ADMINISTER
from crm_desktop.models import ENTITY_OF, Synced
from crm_desktop.operations.erased_names import EMPTY, take_names_out
from crm_desktop.queries import rights
from crm_desktop.queries.record_history import PARTS
from crm_desktop.storage.capture import table_of
from crm_desktop.storage.database import UnitOfWork

KINDS = ("customer", "contact", "lead")
# What is about a record without being a part of it that its history shows.
_ABOUT: dict[str, tuple[tuple[str, str], ...]] = {
    "customer": (
        ("campaign_member", "customer_id"),
        ("survey_response", "customer_id"),
        ("supply_link", "supplier_id"),
        ("supply_link", "buyer_id"),
        ("channel_report", "reporter_id"),
        ("product_price", "customer_id"),
    ),
    "contact": (("campaign_member", "contact_id"), ("survey_response", "contact_id")),
    "lead": (("campaign_member", "lead_id"),),
    "campaign": (("campaign_member", "campaign_id"),),
    "quotation": (("quotation_line", "quotation_id"),),
    "service_case": (("service_round", "case_id"), ("service_wait", "case_id")),
    "survey": (("survey_question", "survey_id"), ("survey_response", "survey_id")),
    "survey_response": (("survey_answer", "response_id"),),
}
_EVERYWHERE = tuple((each, "record_id") for each in ("history_entry", "attachment", "deletion", "comment"))
# Of what every row must have, that which says nothing of a person: what it belongs to, its states, its number.
_HARMLESS = frozenset({"record_kind", "record_id", "field", "kind", "status", "outcome", "currency", "number"})


def erase(work: UnitOfWork, kind: str, record_id: str) -> int:
    """Erase a customer, contact or lead, also a deleted one; returns how many rows that were."""
    rights.require(work.viewer, ADMINISTER)
    if kind not in KINDS:
        raise UserError(Message("Only customers, contacts and leads can be erased."))
    work.session.flush()
    if not work.plain(f"SELECT 1 FROM {kind} WHERE id = ?", (record_id,)):
        raise NotFound(Message("This record does not exist."))
    count = erase_record(work, kind, record_id)
    work.session.expire_all()
    return count


def erase_record(work: UnitOfWork, kind: str, record_id: str) -> int:
    """Erase a record of any kind and what belongs to it; whoever calls has asked for the right, and flushed."""
    take_names_out(work, kind, record_id)
    count = _erase_rows(work, kind, "id", record_id)
    return count + sum(_erase_rows(work, table, column, record_id) for table, column in _EVERYWHERE)


def _erase_rows(work: UnitOfWork, table: str, column: str, value: str) -> int:
    """Erase the rows of a table that name something, and whatever belongs to each of them."""
    entity, count = ENTITY_OF[table], 0
    kept = [name for name in _required(entity) if _is_kept(entity, name)]
    rows = work.plain(f"SELECT {', '.join(['id', *kept])} FROM {table} WHERE {column} = ?", (value,))
    for row_id, *values in rows:
        stub: dict[str, Any] = dict.fromkeys(_required(entity), EMPTY) | dict(zip(kept, values, strict=True))
        work.erase_row(entity, row_id, stub | {"deleted": 1})
        parts = (*PARTS.get(table, ()), *_ABOUT.get(table, ()))
        count += 1 + sum(_erase_rows(work, part, naming, row_id) for part, naming in parts)
    return count


def _required(entity: type[Synced]) -> list[str]:
    return [c.name for c in table_of(entity).columns if not c.nullable and c.computed is None and c.name != "id"]


def _is_kept(entity: type[Synced], name: str) -> bool:
    column = table_of(entity).c[name]
    return bool(column.foreign_keys) or not isinstance(column.type, Text) or name in _HARMLESS
