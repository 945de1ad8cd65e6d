"""The lists of choices as somebody looks after them: their entries, and how many records have each."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from sqlalchemy import select

from crm_desktop.models import ENTITIES, DictionaryEntry
from crm_desktop.models.dictionary import name_in
from crm_desktop.storage.capture import table_of
from crm_desktop.storage.database import Reading


@dataclass(frozen=True)
class EntryView:
    """An entry of a list with the number of records that have it."""

    id: str
    name_en: str
    name_zh: str
    is_active: bool
    is_editable: bool
    used: int

    def name(self, language: str) -> str:
        """The name in a language."""
        return name_in(language, self.name_en, self.name_zh)


def entries(reading: Reading, kind: str) -> list[EntryView]:
    """The entries of a list in their order."""
    statement = select(DictionaryEntry).where(DictionaryEntry.kind == kind, DictionaryEntry.deleted.is_(False))
    found = reading.session.scalars(statement.order_by(DictionaryEntry.position, DictionaryEntry.id)).all()
    used = entry_usage(reading, [each.id for each in found])
    return [
        EntryView(each.id, each.name_en, each.name_zh, each.is_active, each.is_editable, used.get(each.id, 0))
        for each in found
    ]


def entry_usage(reading: Reading, ids: Sequence[str]) -> Mapping[str, int]:
    """Entry → how many living records have it."""
    used: Counter[str] = Counter()
    for table, column in naming_columns():
        statement = (
            f"SELECT {column}, count(*) FROM {table} WHERE deleted = 0"
            f" AND {column} IN (SELECT value FROM json_each(?)) GROUP BY {column}"
        )
        used.update(dict(reading.plain(statement, (json.dumps(list(ids)),))))
    return used


@cache
def naming_columns() -> tuple[tuple[str, str], ...]:
    """(table, column) of everything that names an entry."""
    target = DictionaryEntry.__tablename__
    return tuple(
        (entity.__tablename__, column.name)
        for entity in ENTITIES
        for column in table_of(entity).c
        if any(key.column.table.name == target for key in column.foreign_keys)
    )
