"""The register of documents: every file the viewer may see, with its versions and until when it holds."""

from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import case, func, select, type_coerce
from sqlalchemy.types import Text

from crm_desktop.core.i18n import N_
from crm_desktop.core.listing import Sort
from crm_desktop.models import ENTITY_OF, Attachment, User
from crm_desktop.models.base import Flag
from crm_desktop.queries import rights
from crm_desktop.queries.attachment import NAME_COLUMNS, newer_version
from crm_desktop.queries.cells import cells, one
from crm_desktop.queries.list_query import DATE, FLAG, NUMBER, PERSON, TEXT, TODAY, Field, ListQuery
from crm_desktop.queries.names import name_of, user_name
from crm_desktop.storage.database import Reading


class DocumentRow(NamedTuple):
    """One line of the register."""

    id: str
    name: str
    record_kind: str
    record_id: str
    record: str | None
    version: int
    valid_until: date | None
    is_expired: bool
    is_current: bool
    size: int
    added_by: str | None
    added_at: int
    note: str | None


@dataclass(frozen=True)
class Version:
    """One version of a document, the newest first."""

    id: str
    version: int
    name: str
    added_by: str | None
    added_at: int


@dataclass(frozen=True)
class DocumentDetails:
    """A document with what is said of it, and its other versions."""

    row: DocumentRow
    versions: tuple[Version, ...]


_RECORD: Any = case(
    *(
        (Attachment.record_kind == kind, name_of(ENTITY_OF[kind], Attachment.record_id, name))
        for kind, name in NAME_COLUMNS.items()
    ),
    else_=None,
)
_IS_EXPIRED = type_coerce(func.coalesce(type_coerce(Attachment.valid_until, Text) < TODAY, 0), Flag)
_IS_CURRENT = type_coerce(newer_version().is_(None), Flag)
_VERSION: Any = func.coalesce(Attachment.version, 1)
_OWN = {
    "record": _RECORD,
    "version": _VERSION,
    "is_expired": _IS_EXPIRED,
    "is_current": _IS_CURRENT,
    "added_by": user_name(Attachment.added_by_id),
}
_CELLS = cells(DocumentRow, Attachment, _OWN)

DOCUMENTS = ListQuery(
    kind="attachment",
    entity=Attachment,
    row=DocumentRow,
    cells=_CELLS,
    fields=(
        Field("name", N_("Name"), TEXT, Attachment.name),
        Field("record", N_("Record"), TEXT, _RECORD),
        Field("version", N_("Version"), NUMBER, _VERSION),
        Field("valid_until", N_("Valid until"), DATE, Attachment.valid_until, is_due=True),
        Field("is_expired", N_("Expired"), FLAG, _IS_EXPIRED),
        Field("is_current", N_("Newest version"), FLAG, _IS_CURRENT),
        Field(
            "added_by",
            N_("Added by"),
            PERSON,
            Attachment.added_by_id,
            choices="users",
            order=_OWN["added_by"],
            along=User.name,
        ),
        Field("added_at", N_("Added"), DATE, Attachment.added_at, is_instant=True),
        Field("size", N_("File size"), NUMBER, Attachment.size),
        Field("note", N_("Note"), TEXT, Attachment.note),
    ),
    default_sorts=(Sort("valid_until"), Sort("name")),
)


def document_details(reading: Reading, file_id: str) -> DocumentDetails:
    """One document with all its versions, if the viewer may see it."""
    row = DocumentRow(**one(reading, Attachment, file_id, _CELLS))
    rights.must_see(reading, ENTITY_OF[row.record_kind], row.record_id)
    found = {
        each.id: each
        for each in reading.session.scalars(
            select(Attachment).where(Attachment.record_id == row.record_id, Attachment.deleted.is_(False))
        )
    }
    line: set[str | None] = {file_id}
    # A version names the one before: the whole line is found from both ends.
    for _ in found:
        line |= {each.id for each in found.values() if each.replaces_id in line}
        line |= {each.replaces_id for each in found.values() if each.id in line and each.replaces_id in found}
    versions = sorted((each for each in found.values() if each.id in line), key=lambda each: -(each.version or 1))
    people: dict[str | None, str] = {each.id: each.name for each in reading.session.scalars(select(User))}
    return DocumentDetails(
        row,
        tuple(
            Version(each.id, each.version or 1, each.name, people.get(each.added_by_id), each.added_at)
            for each in versions
        ),
    )
