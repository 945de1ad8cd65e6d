"""Tags: those of a record, and all of them with how many records they stand on."""

from dataclasses import dataclass

from sqlalchemy import func, select

from crm_desktop.models import Tag, TagLink
from crm_desktop.queries.asked import RECORD
from crm_desktop.storage.database import Reading


@dataclass(frozen=True)
class TagCount:
    """A tag, and how many records of a kind it stands on."""

    id: str
    name: str
    count: int


_OF_A_RECORD = (
    select(Tag.name)
    .join(TagLink, TagLink.tag_id == Tag.id)
    .where(TagLink.record_id == RECORD, TagLink.deleted.is_(False), Tag.deleted.is_(False))
    .order_by(Tag.name)
)


def tags_of(reading: Reading, record_id: str) -> tuple[str, ...]:
    """The names of a record's tags, in order."""
    return tuple(name for (name,) in reading.fetch(_OF_A_RECORD, {"record": record_id}))


def tags(reading: Reading, kind: str | None = None) -> list[TagCount]:
    """Every tag, the most used first; counted on records of one kind, or of all."""
    of = (TagLink.tag_id == Tag.id, TagLink.deleted.is_(False), *([TagLink.record_kind == kind] if kind else []))
    count = select(func.count()).select_from(TagLink).where(*of).scalar_subquery()
    statement = select(Tag.id, Tag.name, count.label("count")).where(Tag.deleted.is_(False))
    rows = reading.session.execute(statement.order_by(count.desc(), Tag.name))
    return [TagCount(*row) for row in rows]
