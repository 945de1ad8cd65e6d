"""The files of a record as a user sees them, and what is in one of them."""

import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, String, Text, exists, func, literal, or_, select, type_coerce
from sqlalchemy.orm import aliased
from sqlalchemy.sql import column, table

from crm_desktop.core.errors import NotFound, UserError
from crm_desktop.core.i18n import Message
from crm_desktop.core.paths import replacing
from crm_desktop.models import (
    ENTITY_OF,
    Attachment,
    Contract,
    CustomRecord,
    Invoice,
    Lead,
    Opportunity,
    Order,
    Receipt,
    ServiceCase,
)
from crm_desktop.models.attachment import KINDS
from crm_desktop.queries import rights
from crm_desktop.queries.asked import RECORD
from crm_desktop.queries.names import user_name
from crm_desktop.storage import blobs
from crm_desktop.storage.connection import is_open_company
from crm_desktop.storage.database import Reading

# What the records are called that keep files.
NAME_COLUMNS = {
    **dict.fromkeys(("customer", "contact", "opportunity", "campaign", "custom_record", "contract", "product"), "name"),
    **dict.fromkeys(("service_case", "task"), "subject"),
    **dict.fromkeys(("sales_order", "invoice", "receipt"), "number"),
    "lead": "customer_name",
}
# Whose files are a customer's too.
_OF_CUSTOMER = (Opportunity, ServiceCase, Lead, CustomRecord, Contract, Order, Invoice, Receipt)
_blob = table("blob", column("sha256", String))


@dataclass(frozen=True)
class AttachmentRow:
    """A file of a record. Without `is_here` its content lies on another computer.

    `replaced_by` is the newer version that took its place.
    """

    id: str
    record_kind: str
    record_id: str
    name: str
    media_type: str | None
    size: int
    sha256: str
    note: str | None
    added_by: str | None
    added_at: int
    is_here: bool
    version: int | None = None
    valid_until: date | None = None
    replaced_by: str | None = None


def attachments(reading: Reading, kind: str, record_id: str, limit: int = 500) -> tuple[AttachmentRow, ...]:
    """The files of a record that the viewer may see, newest first; of a customer those of what it has too."""
    rights.find(reading, ENTITY_OF[kind], record_id)
    here = exists(select(_blob.c.sha256).where(_blob.c.sha256 == Attachment.sha256))
    statement: Any = (
        select(
            Attachment.id,
            Attachment.record_kind,
            Attachment.record_id,
            Attachment.name,
            Attachment.media_type,
            Attachment.size,
            Attachment.sha256,
            Attachment.note,
            user_name(Attachment.added_by_id).label("added_by"),
            Attachment.added_at,
            here.label("is_here"),
            Attachment.version,
            Attachment.valid_until,
            newer_version().label("replaced_by"),
        )
        .where(belonging(kind, literal(record_id)), Attachment.deleted.is_(False))
        .order_by(Attachment.added_at.desc(), Attachment.id.desc())
        .limit(limit)
    )
    return tuple(
        AttachmentRow(**{**row._mapping, "is_here": bool(row.is_here)}) for row in reading.session.execute(statement)
    )


def newer_version() -> Any:
    """The id of the living version that replaced a file; the record is asked for because that is what is indexed."""
    newer = aliased(Attachment)
    found = select(newer.id).where(
        newer.record_id == Attachment.record_id, newer.replaces_id == Attachment.id, newer.deleted.is_(False)
    )
    return found.correlate_except(newer).limit(1).scalar_subquery()


def record_of_file(reading: Reading, file_id: str) -> tuple[str, str]:
    """Kind and id of the record a file is kept with, if the viewer may see it."""
    found = rights.find(reading, Attachment, file_id)
    return found.record_kind, found.record_id


def count_files(reading: Reading, kind: str, record_id: str) -> int:
    """How many files a record has, each in its newest version."""
    return int(reading.value(_counted(kind), {"record": record_id}) or 0)


@lru_cache(maxsize=len(KINDS))
def _counted(kind: str) -> Any:
    # Kept: put together anew it took 9 ms for every customer looked at, and the answer a tenth of one.
    return select(func.count()).where(belonging(kind, RECORD), Attachment.deleted.is_(False), newer_version().is_(None))


def belonging(kind: str, record: Any) -> ColumnElement[bool]:
    """The condition that a file belongs to a record, or to what a customer has: deals, cases, contracts and so on."""
    own: ColumnElement[bool] = type_coerce(Attachment.record_id, Text) == record
    if kind != "customer":
        return own
    of_customer = (select(each.id).where(each.customer_id == record, each.deleted.is_(False)) for each in _OF_CUSTOMER)
    return or_(own, *(Attachment.record_id.in_(ids) for ids in of_customer))


def find_file(reading: Reading, file_id: str) -> Attachment:
    """A file, if it lives and the viewer may see its record."""
    file = rights.find(reading, Attachment, file_id)
    rights.find(reading, ENTITY_OF[file.record_kind], file.record_id)
    return file


def save_file(reading: Reading, file_id: str, path: Path, told: Callable[[float], None] = lambda _part: None) -> None:
    """Write a file to this computer: whole or not at all, and never over the company file it is kept in."""
    if is_open_company(reading.connection, path):
        raise UserError(Message("“{file}” is the company file that is open now. Choose another name.", file=path.name))
    file = find_file(reading, file_id)
    written = 0
    with replacing(path) as unfinished, unfinished.open("wb") as stream:
        for piece in blobs.pieces(reading.connection, file.sha256):
            stream.write(piece)
            written += len(piece)
            told(written / max(1, file.size))


def content(reading: Reading, file_id: str, most: int) -> bytes | None:
    """What is in a file, for a picture of it; None when it is larger than `most` or not on this computer."""
    with contextlib.suppress(NotFound):
        file = find_file(reading, file_id)
        if file.size <= most and blobs.holds(reading.connection, file.sha256):
            return b"".join(blobs.pieces(reading.connection, file.sha256))
    return None
