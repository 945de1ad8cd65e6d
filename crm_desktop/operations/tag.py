"""Tags: words people stick on records. The same word is the same tag, whoever writes it, in whatever case."""

from collections.abc import Iterable

from sqlalchemy import select

from crm_desktop.core.errors import Invalid
from crm_desktop.core.i18n import Message
from crm_desktop.core.text import normalise
from crm_desktop.core.viewer import DELETE
from crm_desktop.models import ENTITY_OF, Tag, TagLink
from crm_desktop.operations import records
from crm_desktop.queries import rights
from crm_desktop.storage.database import UnitOfWork

LONGEST = 40


def ensure_tag(work: UnitOfWork, name: str) -> str:
    """The id of the tag with this name, made when it is new."""
    name = normalise(name)
    if not name or len(name) > LONGEST:
        raise Invalid({"tags": Message("Write a tag of 1 to {most} characters.", most=LONGEST)})
    tag = work.session.get(Tag, Tag.id_of(name))
    if tag is None:
        tag = Tag(id=Tag.id_of(name), name=name)
        work.session.add(tag)
    elif tag.deleted:
        tag.deleted, tag.name = False, name
    return tag.id


def set_tags(
    work: UnitOfWork, kind: str, record_id: str, names: Iterable[str], loaded: Iterable[str] | None = None
) -> None:
    """Make these the tags of a record; with `loaded`, tags someone else added meanwhile stay."""
    wanted = {ensure_tag(work, name) for name in names if normalise(name)}
    known = _linked(work, record_id) if loaded is None else {Tag.id_of(normalise(name)) for name in loaded}
    for tag_id in sorted(wanted - known):
        _link(work, kind, record_id, tag_id)
    for tag_id in sorted(known - wanted):
        _unlink(work, record_id, tag_id)


def tag_records(
    work: UnitOfWork, kind: str, ids: Iterable[str], add: Iterable[str] = (), remove: Iterable[str] = ()
) -> int:
    """Add tags to records of a kind and take others away; returns how many records that were."""
    added = sorted({ensure_tag(work, name) for name in add})
    removed = {Tag.id_of(normalise(name)) for name in remove}.difference(added)
    found = records.find_all_to_change(work, ENTITY_OF[kind], ids)
    for record in found:
        for tag_id in added:
            _link(work, kind, record.id, tag_id)
        for tag_id in removed:
            _unlink(work, record.id, tag_id)
    return len(found)


def rename_tag(work: UnitOfWork, tag_id: str, name: str) -> str:
    """Give every record of a tag the tag of the new name instead; returns its id. An existing one takes them over."""
    old = records.find_to_change(work, Tag, tag_id)
    new_id = ensure_tag(work, name)
    if new_id == old.id:
        old.name = normalise(name)
        return new_id
    links = list(work.session.scalars(select(TagLink).where(TagLink.tag_id == old.id, TagLink.deleted.is_(False))))
    for link in links:
        _link(work, link.record_kind, link.record_id, new_id)
        link.deleted = True
    old.deleted = True
    return new_id


def delete_tag(work: UnitOfWork, tag_id: str) -> None:
    """Take a tag off every record and forget it."""
    rights.require(work.viewer, DELETE)
    records.find_to_change(work, Tag, tag_id).deleted = True
    for link in work.session.scalars(select(TagLink).where(TagLink.tag_id == tag_id, TagLink.deleted.is_(False))):
        link.deleted = True


def _linked(work: UnitOfWork, record_id: str) -> set[str]:
    statement = select(TagLink.tag_id).where(TagLink.record_id == record_id, TagLink.deleted.is_(False))
    return set(work.session.scalars(statement))


def _link(work: UnitOfWork, kind: str, record_id: str, tag_id: str) -> None:
    link = work.session.get(TagLink, TagLink.id_of(tag_id, record_id))
    if link is None:
        work.session.add(
            TagLink(id=TagLink.id_of(tag_id, record_id), tag_id=tag_id, record_kind=kind, record_id=record_id)
        )
    else:
        link.deleted = False


def _unlink(work: UnitOfWork, record_id: str, tag_id: str) -> None:
    link = work.session.get(TagLink, TagLink.id_of(tag_id, record_id))
    if link is not None:
        link.deleted = True
