"""What was found, in words: what it is called, who made it, and in what two records differ."""

from collections.abc import Iterator
from dataclasses import dataclass

from crm_desktop.core import formats
from crm_desktop.models import ENTITY_OF
from crm_desktop.models.limited_fields import AMOUNT
from crm_desktop.queries.conflicts import Author, Conflicts
from crm_desktop.queries.finds import Find, parent_of
from crm_desktop.queries.numbers import shown_number
from crm_desktop.storage.capture import table_of
from crm_desktop.storage.database import Reading
from crm_desktop.storage.finds import NUMBERS, ORPHAN, RULE, ends
from crm_desktop.storage.fold import INSERT, Entry
from crm_desktop.storage.rules import RULE_OF, Rule

_NAMES = ("name", "subject", "customer_name", "number", "name_en")
# What a row without a name is about.
_ABOUT = ("value", "item", "description", "contact_id", "product_id", "customer_id", "amount_minor")
# What two records are told apart by.
_COMPARED = (
    *("number", "name", "customer_name", "short_name", "job_title", "department", "city", "address", "phone", "email"),
    *("website", "owner_id", "note", "created_at"),
)


@dataclass(frozen=True)
class Fact:
    """A field (its title to be translated) of two records."""

    title: str
    row: str | None
    other: str | None


@dataclass(frozen=True)
class Finding:
    """Something found, with the names it is told with.

    `row` is what it stands at, and who made it or gave it away; `other` the earlier record of two, or what is gone and
    who deleted it; `may_stand_alone` says that it can be without. Of a rule there is only what it `says`, the amounts
    that it has come to and may be, and the titles of what to look at.
    """

    id: str
    find: Find
    row: str
    row_by: Author | None
    other: str = ""
    other_kind: str = ""
    other_id: str = ""
    other_by: Author | None = None
    says: str = ""
    sums: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()
    may_stand_alone: bool = False
    number: str = ""


def finding(reading: Reading, words: Conflicts, find: Find) -> Finding:
    """A find in words."""
    row = called(reading, words, find.table, find.row_id)
    if find.kind == RULE:
        rule = RULE_OF[find.other]
        columns = table_of(ENTITY_OF[find.table]).c
        titles = tuple(columns[name].comment or name for name in rule.columns)
        return Finding(find.id, find, row, None, says=rule.says, sums=_sums(reading, rule, find.row_id), titles=titles)
    if find.kind == ORPHAN:
        kind, record_id = parent_of(reading, find)
        given = words.author_of(find.table, find.row_id, lambda entry: find.other in entry.data)
        gone = words.author_of(kind, record_id, ends)
        may_stand_alone = bool(table_of(ENTITY_OF[find.table]).c[find.other].nullable)
        name = words.words.name(kind, record_id) or ""
        return Finding(find.id, find, row, given, name, kind, record_id, gone, may_stand_alone=may_stand_alone)
    made, made_before = (words.author_of(find.table, each, _makes) for each in (find.row_id, find.other))
    other = called(reading, words, find.table, find.other)
    facts = tuple(_facts(reading, words, find))
    name = NUMBERS.get(find.table, "''")
    number = reading.plain(f"SELECT {name} FROM {find.table} WHERE id = ?", (find.row_id,))[0][0] or ""
    return Finding(find.id, find, row, made, other, find.table, find.other, made_before, facts=facts, number=number)


def _sums(reading: Reading, rule: Rule, row_id: str) -> tuple[str, ...]:
    """What it has come to and what it may be; nothing for a role that is kept from amounts."""
    if not rule.sums or reading.viewer.hides(AMOUNT):
        return ()
    asked = f"SELECT r.currency, {', '.join(rule.sums)} FROM {rule.table} r WHERE r.id = ?"
    ((currency, *sums),) = reading.plain(asked, (row_id,))
    return tuple(formats.money(each, currency, symbol=True) for each in sums)


def called(reading: Reading, words: Conflicts, table: str, row_id: str) -> str:
    """What a row is called; of one without a name, what it is about."""
    columns = table_of(ENTITY_OF[table]).c
    if any(name in columns for name in _NAMES):
        return words.words.name(table, row_id) or ""
    name = next((each for each in _ABOUT if each in columns), None)
    if name is None:
        return ""
    value = reading.plain(f"SELECT {name} FROM {table} WHERE id = ?", (row_id,))[0][0]
    return words.words.value(ENTITY_OF[table], columns[name], value, {}) or ""


def _facts(reading: Reading, words: Conflicts, find: Find) -> Iterator[Fact]:
    entity = ENTITY_OF[find.table]
    columns = table_of(entity).c
    names = [name for name in _COMPARED if name in columns]
    rows = {
        row_id: values
        for row_id, *values in reading.plain(
            f"SELECT id, {', '.join(names)} FROM {find.table} WHERE id IN (?, ?)", (find.row_id, find.other)
        )
    }
    for place, name in enumerate(names):
        row, other = (
            words.words.value(entity, columns[name], rows[each][place], {}) for each in (find.row_id, find.other)
        )
        if name == NUMBERS.get(find.table):
            row, other = (shown_number(reading, each, text) for each, text in ((find.row_id, row), (find.other, other)))
        if row is not None or other is not None:
            yield Fact(columns[name].comment or name, row, other)


def _makes(entry: Entry) -> bool:
    return entry.op == INSERT
