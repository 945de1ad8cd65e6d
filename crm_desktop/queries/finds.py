"""What `storage.finds` noted when the work of laptops met, as far as it still holds and nobody answered it."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from crm_desktop.models.review_decision import ReviewDecision
from crm_desktop.queries.conflicts import code
from crm_desktop.storage.database import Reading
from crm_desktop.storage.finds import DUPLICATE, GONE, NUMBER, NUMBERS, ORPHAN, RULE, keys_of, links
from crm_desktop.storage.rules import RULE_OF, breaching

__all__ = ["DUPLICATE", "NUMBER", "ORPHAN", "RULE", "Find", "finds", "parent_of"]


@dataclass(frozen=True)
class Find:
    """Something to look at. `other`: the earlier record of two, the column that names what is gone, or the rule."""

    kind: str
    table: str
    row_id: str
    other: str

    @property
    def id(self) -> str:
        """Its short name, the same on every laptop."""
        return code(self.kind, self.table, self.row_id, self.other)

    @property
    def subject(self) -> str:
        """What an answer to it is about."""
        named = sorted((self.row_id, self.other)) if self.kind in (DUPLICATE, NUMBER) else (self.row_id, self.other)
        return "|".join((self.table, *named))


def finds(reading: Reading, rows: Iterable[str] | None = None) -> list[Find]:
    """Everything noted that still holds and was not answered; with `rows` only of these, and all without a parent."""
    asked = "" if rows is None else " WHERE kind = 'orphan' OR row_id IN (SELECT value FROM json_each(?))"
    statement = f"SELECT kind, tbl, row_id, other FROM sync_find{asked} ORDER BY kind, tbl, row_id, other"
    noted = reading.plain(statement, () if rows is None else (_json(rows),))
    if not noted:
        return []
    parted: dict[tuple[str, str], list[Find]] = defaultdict(list)
    for kind, table, row_id, other in noted:
        parted[kind, table].append(Find(kind, table, row_id, other))
    holding = [each for (kind, table), found in parted.items() for each in _HOLDING[kind](reading, table, found)]
    answered = _answered(reading, holding)
    return [each for each in holding if ReviewDecision.id_of(each.kind, each.subject) not in answered]


def parent_of(reading: Reading, find: Find) -> tuple[str, str]:
    """(kind, id) of what a row without a parent belonged to."""
    parent = next(parent for table, column, parent in links() if (table, column) == (find.table, find.other))
    statement = f"SELECT {find.other} FROM {find.table} WHERE id = ?"
    return parent, reading.plain(statement, (find.row_id,))[0][0]


# --- what still holds


def _alike(reading: Reading, table: str, found: list[Find]) -> Iterator[Find]:
    ids = [each for find in found for each in (find.row_id, find.other)]
    keys: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    for row_id, key in keys_of(reading.connection, table, ids):
        keys[row_id].add(key)
    return (each for each in found if not keys[each.row_id].isdisjoint(keys[each.other]))


def _numbered(reading: Reading, table: str, found: list[Find]) -> Iterator[Find]:
    ids = _json(each for find in found for each in (find.row_id, find.other))
    numbers = dict(
        reading.plain(
            f"SELECT id, {NUMBERS[table]} FROM {table} WHERE deleted = 0 AND id IN (SELECT value FROM json_each(?))",
            (ids,),
        )
    )
    return (
        each
        for each in found
        if each.row_id in numbers and each.other in numbers and numbers[each.row_id] == numbers[each.other]
    )


def _orphaned(reading: Reading, table: str, found: list[Find]) -> Iterator[Find]:
    parents = {(each, column): parent for each, column, parent in links()}
    for column in sorted({each.other for each in found}):
        parent = parents[table, column]
        asked = [each for each in found if each.other == column]
        living = {
            row_id
            for (row_id,) in reading.plain(
                f"SELECT r.id FROM {table} r JOIN {parent} p ON p.id = r.{column} WHERE r.deleted = 0"
                f" AND {GONE[parent]} AND r.id IN (SELECT value FROM json_each(?))",
                (_json(each.row_id for each in asked),),
            )
        }
        yield from (each for each in asked if each.row_id in living)


def _broken(reading: Reading, _table: str, found: list[Find]) -> Iterator[Find]:
    for name in sorted({each.other for each in found} & RULE_OF.keys()):
        asked = [each for each in found if each.other == name]
        statement = breaching(RULE_OF[name], "SELECT value FROM json_each(?)")
        breaking = {row_id for (row_id,) in reading.plain(statement, (_json(each.row_id for each in asked),))}
        yield from (each for each in asked if each.row_id in breaking)


_HOLDING = {DUPLICATE: _alike, NUMBER: _numbered, ORPHAN: _orphaned, RULE: _broken}


def _answered(reading: Reading, found: Iterable[Find]) -> set[str]:
    ids = _json(ReviewDecision.id_of(each.kind, each.subject) for each in found)
    statement = "SELECT id FROM review_decision WHERE deleted = 0 AND id IN (SELECT value FROM json_each(?))"
    return {decision for (decision,) in reading.plain(statement, (ids,))}


def _json(ids: Iterable[str]) -> str:
    return json.dumps(list(ids))
