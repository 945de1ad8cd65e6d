"""The company's own choices: adding, renaming, ordering and withdrawing entries of the data dictionary."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select, update

from crm_desktop.core.errors import NotAllowed, UserError
from crm_desktop.core.i18n import Message
from crm_desktop.core.text import fold, has_chinese, normalise
from crm_desktop.core.viewer import ADMINISTER, IMPORT
from crm_desktop.models import ENTITY_OF, DictionaryEntry
from crm_desktop.operations import drafts, records
from crm_desktop.operations.validation import Problems
from crm_desktop.queries import rights
from crm_desktop.queries.dictionary import entry_usage, naming_columns
from crm_desktop.storage.capture import table_of
from crm_desktop.storage.database import Reading, UnitOfWork

LONGEST = 80


@dataclass(frozen=True)
class EntryDraft:
    """A choice as a form edits it: a missing name shows the other language's; withdrawn ones are not offered."""

    name_en: str = ""
    name_zh: str = ""
    is_active: bool = True


def entry_draft(reading: Reading, entry_id: str) -> EntryDraft:
    """What a form edits of a choice."""
    return drafts.loaded(EntryDraft, records.find(reading, DictionaryEntry, entry_id))


def add_entry(work: UnitOfWork, kind: str, draft: EntryDraft) -> str:
    """Offer a new choice at the end of a list; returns its id."""
    rights.require(work.viewer, ADMINISTER)
    _check(work, kind, draft)
    return _add(work, kind, draft)


def update_entry(
    work: UnitOfWork, entry_id: str, draft: EntryDraft, loaded: EntryDraft | None = None, position: int | None = None
) -> None:
    """Rename a choice, or no longer offer it; records that have it keep it."""
    rights.require(work.viewer, ADMINISTER)
    entry = _editable(work, entry_id)
    _check(work, entry.kind, draft, entry_id)
    records.apply(work, entry, _values(draft), _values(loaded) if loaded else None, position)


def order_entries(work: UnitOfWork, ids: Sequence[str]) -> None:
    """Offer the choices of a list in this order."""
    rights.require(work.viewer, ADMINISTER)
    for place, entry_id in enumerate(ids):
        records.find(work, DictionaryEntry, entry_id).position = place


def merge_entries(work: UnitOfWork, entry_id: str, into_id: str) -> int:
    """Give every record that has a choice another of the same list, and delete the first; returns how many records."""
    rights.require(work.viewer, ADMINISTER)
    entry, into = _editable(work, entry_id), records.find(work, DictionaryEntry, into_id)
    if entry.kind != into.kind or entry.id == into.id:
        raise UserError(Message("Choose another entry of the same list."))
    work.session.flush()
    count = 0
    for table, column in naming_columns():
        # Deleted records too: they may come back.
        entity = ENTITY_OF[table]
        rows = table_of(entity)
        changed = update(rows).where(rows.c[column] == entry_id).values({column: into_id})
        count += work.connection.execute(changed).rowcount
    entry.deleted = True
    work.session.flush()
    work.session.expire_all()
    return count


def delete_entries(work: UnitOfWork, ids: Sequence[str]) -> int:
    """Delete choices that no record has; returns how many."""
    rights.require(work.viewer, ADMINISTER)
    for entry_id in ids:
        entry = _editable(work, entry_id)
        if count := sum(entry_usage(work, [entry_id]).values()):
            raise UserError(
                Message(
                    "“{name}” is in use ({count} records). Merge it into another entry, or no longer offer it.",
                    name=" / ".join(dict.fromkeys(each for each in (entry.name_en, entry.name_zh) if each)),
                    count=count,
                )
            )
    return records.delete(work, DictionaryEntry, ids)


def ensure_choice(work: UnitOfWork, kind: str, name: str) -> str:
    """The choice a file means by a code or a name of either language; a new one when there is none."""
    rights.require(work.viewer, IMPORT)
    known = choice_named(work, kind, name)
    if known is not None:
        return known
    name = normalise(name)
    draft = EntryDraft(name_zh=name) if has_chinese(name) else EntryDraft(name_en=name)
    _check(work, kind, draft)
    return _add(work, kind, draft)


def choice_named(reading: Reading, kind: str, name: str) -> str | None:
    """The id of the choice with this code or name, upper and lower case alike."""
    wanted = fold(name)
    for entry in _entries(reading, kind):
        if wanted and wanted in (fold(entry.code), fold(entry.name_en), fold(entry.name_zh)):
            return entry.id
    return None


def _add(work: UnitOfWork, kind: str, draft: EntryDraft) -> str:
    """The id comes from the name, so that two laptops adding one choice add the same."""
    code = fold(draft.name_en or draft.name_zh)
    entry = work.session.get(DictionaryEntry, DictionaryEntry.id_of(kind, code))
    if entry is None:
        last = work.session.scalar(select(func.max(DictionaryEntry.position)).where(DictionaryEntry.kind == kind))
        place = 0 if last is None else last + 1
        entry = DictionaryEntry(id=DictionaryEntry.id_of(kind, code), kind=kind, code=code, position=place)
        work.session.add(entry)
    entry.deleted = False
    for column, value in _values(draft).items():
        setattr(entry, column, value)
    work.session.flush()
    return entry.id


def _values(draft: EntryDraft) -> dict[str, Any]:
    return {
        "name_en": normalise(draft.name_en),
        "name_zh": normalise(draft.name_zh),
        "is_active": draft.is_active,
    }


def _editable(work: UnitOfWork, entry_id: str) -> DictionaryEntry:
    entry = records.find(work, DictionaryEntry, entry_id)
    if not entry.is_editable:
        raise NotAllowed(Message("The program relies on this choice. It cannot be changed."))
    return entry


def _check(reading: Reading, kind: str, draft: EntryDraft, but: str | None = None) -> None:
    problems = Problems()
    problems.require("name_en", draft.name_en or draft.name_zh, Message("Write a name in one language at least."))
    for field in ("name_en", "name_zh"):
        name = getattr(draft, field)
        problems.at_most(field, name, LONGEST)
        if name.strip() and _taken(reading, kind, field, name, but):
            problems.add(field, Message("The list has this name already. Choose another."))
    problems.refuse()


def _taken(reading: Reading, kind: str, field: str, name: str, but: str | None) -> bool:
    return any(each.id != but and fold(getattr(each, field)) == fold(name) for each in _entries(reading, kind))


def _entries(reading: Reading, kind: str) -> list[DictionaryEntry]:
    statement = select(DictionaryEntry).where(DictionaryEntry.kind == kind, DictionaryEntry.deleted.is_(False))
    return list(reading.session.scalars(statement.order_by(DictionaryEntry.position, DictionaryEntry.id)))
