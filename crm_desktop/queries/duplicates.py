"""Records that may be one: found by what people are known by, and laid side by side to be decided."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select

from crm_desktop.core.i18n import N_
from crm_desktop.core.text import compact, company_key, fold, phone_key
from crm_desktop.core.viewer import Viewer
from crm_desktop.models import ENTITY_OF, Contact, ContactPoint, ContactRole, Customer, Lead, Synced
from crm_desktop.models.contact import EMAIL as AN_EMAIL
from crm_desktop.models.contact import PHONE as A_PHONE
from crm_desktop.models.customer import CONSUMER
from crm_desktop.models.lead import ASSIGNED, UNASSIGNED
from crm_desktop.models.review_decision import ReviewDecision
from crm_desktop.queries import rights
from crm_desktop.queries.finds import DUPLICATE, Find
from crm_desktop.queries.words import Words
from crm_desktop.storage import capture
from crm_desktop.storage.capture import table_of
from crm_desktop.storage.database import Database, Reading

NAME, PHONE, EMAIL, TAX, LICENCE = "name", "phone", "email", "tax_number", "licence_number"
# Shorter numbers are extensions, and what very many share (a switchboard, info@) tells nobody from anybody.
_DIGITS_AT_LEAST, _SHARED_AT_MOST = 6, 12
_PAIRS_AT_MOST = 1_000
# Read apart, or no business of people.
_APART = frozenset({"deleted", "created_at"})
Key = tuple[str, str]


@dataclass(frozen=True)
class Side:
    """One of two records, with what stands beside its name."""

    id: str
    name: str
    note: str
    made: int


@dataclass(frozen=True)
class Pair:
    """Two records that may be one, the older first, and by what."""

    kind: str
    one: Side
    other: Side
    reasons: tuple[str, ...]

    @property
    def find(self) -> Find:
        """What an answer about the two is kept by."""
        return Find(DUPLICATE, self.kind, self.other.id, self.one.id)


@dataclass(frozen=True)
class Duplicates:
    """The pairs nobody answered yet, the surest first, and how many there are in all."""

    pairs: tuple[Pair, ...]
    count: int


@dataclass(frozen=True)
class Compared:
    """What both say in some columns that belong together; without `columns` it is something both keep."""

    columns: tuple[str, ...]
    title: str
    one: str
    other: str

    @property
    def differs(self) -> bool:
        """Whether the two say different things."""
        return self.one != self.other


def duplicates_in_file(path: str, viewer: Viewer, kind: str) -> Duplicates:
    """`duplicates` for the worker process: the names of 100,000 customers take seconds."""
    database = Database.open(Path(path), read_only=True)
    try:
        with database.read(viewer) as reading:
            return duplicates(reading, kind)
    finally:
        database.close()


def duplicates(reading: Reading, kind: str) -> Duplicates:
    """Which records of a kind, of those the viewer sees, may be one."""
    sides, keys = _READ[kind](reading)
    shared: dict[Key, dict[str, None]] = defaultdict(dict)
    for record_id, key in keys:
        if key[1] and record_id in sides:
            shared[key][record_id] = None
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for (reason, _), ids in shared.items():
        if 1 < len(ids) <= _SHARED_AT_MOST:
            first, *others = sorted(ids, key=lambda each: (sides[each].made, each))
            for each in others:
                if reason not in found[first, each]:
                    found[first, each].append(reason)
    for related in _related(reading, kind):
        found.pop(related, None)
    pairs = [Pair(kind, sides[one], sides[other], tuple(reasons)) for (one, other), reasons in found.items()]
    answered = {row_id for (row_id,) in reading.plain("SELECT id FROM review_decision WHERE deleted = 0")}
    left = [each for each in pairs if ReviewDecision.id_of(DUPLICATE, each.find.subject) not in answered]
    left.sort(key=lambda each: (-len(each.reasons), fold(each.one.name), each.one.id, each.other.id))
    return Duplicates(tuple(left[:_PAIRS_AT_MOST]), len(left))


def _related(reading: Reading, kind: str) -> Iterator[tuple[str, str]]:
    """Branches share the name and the mail of their parent company, and are known to be another."""
    if kind == "customer":
        asked = "SELECT id, parent_id FROM customer WHERE parent_id IS NOT NULL AND deleted = 0"
        for record_id, parent_id in reading.plain(asked):
            yield record_id, parent_id
            yield parent_id, record_id


# --- what each kind is known by

_Found = tuple[dict[str, Side], list[tuple[str, Key]]]


def _customers(reading: Reading) -> _Found:
    names = ("number", "name", "short_name", "city", "kind", "phone", "email", TAX, LICENCE, "created_at")
    sides, keys = {}, []
    for row in _rows(reading, Customer, names):
        sides[row.id] = Side(row.id, row.name, _joined(row.number, row.city), row.created_at)
        # Private persons of one name are many: they are the same only in one place.
        place = fold(row.city or "") if row.kind == CONSUMER else " "
        called = {compact(company_key(each)) for each in (row.name, row.short_name or "")} if place else set()
        keys += [(row.id, (NAME, f"{each}|{place}" if each else "")) for each in called]
        keys += [(row.id, each) for each in _reached_by(row.phone, row.email)]
        keys += [(row.id, (each, compact(getattr(row, each) or ""))) for each in (TAX, LICENCE)]
    return sides, keys


def _contacts(reading: Reading) -> _Found:
    rows = _rows(reading, Contact, ("name", "job_title", "department", "created_at"))
    sides = {row.id: Side(row.id, row.name, _joined(row.job_title, row.department), row.created_at) for row in rows}
    points = select(ContactPoint.contact_id, ContactPoint.kind, ContactPoint.value)
    keys = []
    for contact_id, kind, value in reading.session.execute(points.where(ContactPoint.deleted.is_(False))):
        reached = _reached_by(value if kind == A_PHONE else None, value if kind == AN_EMAIL else None)
        keys += [(contact_id, each) for each in reached]
    roles = select(ContactRole.contact_id, ContactRole.customer_id).where(ContactRole.deleted.is_(False))
    for contact_id, customer_id in reading.session.execute(roles):
        if contact_id in sides:
            keys.append((contact_id, (NAME, f"{compact(sides[contact_id].name)}|{customer_id}")))
    return sides, keys


def _leads(reading: Reading) -> _Found:
    sides, keys = {}, []
    names = ("number", "customer_name", "outline", "phone", "email", "status", "created_at")
    for row in (each for each in _rows(reading, Lead, names) if each.status in (UNASSIGNED, ASSIGNED)):
        sides[row.id] = Side(row.id, row.customer_name, _joined(row.number, row.outline), row.created_at)
        keys.append((row.id, (NAME, compact(company_key(row.customer_name)))))
        keys += [(row.id, each) for each in _reached_by(row.phone, row.email)]
    return sides, keys


_READ = {"customer": _customers, "contact": _contacts, "lead": _leads}


def _rows(reading: Reading, entity: type[Synced], names: Iterable[str]) -> list[Any]:
    columns = table_of(entity).c
    statement = select(columns.id, *(columns[name] for name in names)).where(columns.deleted.is_(False))
    return list(reading.session.execute(rights.seen(entity, reading.viewer, statement)))


def _reached_by(phone: str | None, email: str | None) -> Iterator[Key]:
    # A number is written with its country's code or with the zero in its place; one that is shown with stars is no key.
    dialled = "" if "*" in (phone or "") else phone_key(phone or "").lstrip("0")
    if len(dialled) >= _DIGITS_AT_LEAST:
        yield PHONE, dialled
    if email and email.strip():
        yield EMAIL, fold(email)


def _joined(*parts: str | None) -> str:
    return " · ".join(part for part in parts if part)


# --- side by side


def compare(reading: Reading, kind: str, one_id: str, other_id: str, language: str) -> tuple[Compared, ...]:
    """What two records say, field by field, and what belongs to each; both must be the viewer's to see."""
    for each in (one_id, other_id):
        rights.must_see(reading, ENTITY_OF[kind], each)
    words = Words(reading, language)
    return (*_fields(reading, kind, one_id, other_id, words), *_belonging(reading, kind, one_id, other_id, words))


def _fields(reading: Reading, kind: str, one_id: str, other_id: str, words: Words) -> Iterator[Compared]:
    entity = ENTITY_OF[kind]
    columns = table_of(entity).c
    names = [name for name in capture.columns(entity) if name not in _APART]
    asked = f"SELECT id, {', '.join(names)} FROM {kind} WHERE id IN (?, ?)"
    rows = {
        row_id: dict(zip(names, values, strict=True)) for row_id, *values in reading.plain(asked, (one_id, other_id))
    }
    for group in dict.fromkeys(capture.registers(entity).values()):
        if group[0] in names:
            # An amount says its currency itself.
            said = [name for name in group if not name.endswith("_currency")]
            one, other = (
                _joined(*(words.value(entity, columns[name], rows[each][name], rows[each]) for name in said))
                for each in (one_id, other_id)
            )
            if one or other:
                # A place is told by all its parts.
                first = "address" if "address" in group else group[0]
                yield Compared(group, columns[first].comment or first, one, other)


_COUNTED = {
    "customer": (
        ("contact_role", N_("Contacts")),
        ("interaction", N_("Activities")),
        ("opportunity", N_("Deals")),
        ("sales_order", N_("Orders")),
        ("service_case", N_("Service cases")),
        ("task", N_("Tasks")),
    ),
    "contact": (("interaction", N_("Activities")), ("opportunity", N_("Deals")), ("task", N_("Tasks"))),
    "lead": (("lead_plan_item", N_("Steps of the plan")), ("interaction", N_("Activities")), ("task", N_("Tasks"))),
}


def _belonging(reading: Reading, kind: str, one_id: str, other_id: str, words: Words) -> Iterator[Compared]:
    if kind == "contact":
        reached = "SELECT group_concat(value, ' · ') FROM contact_point WHERE contact_id = ? AND deleted = 0"
        yield from _both(reading, N_("Phones and e-mails"), reached, one_id, other_id)
        places = [_places(reading, each, words) for each in (one_id, other_id)]
        if any(places):
            yield Compared((), N_("Customers"), *places)
    for table, title in _COUNTED[kind]:
        counted = f"SELECT nullif(count(*), 0) FROM {table} WHERE {kind}_id = ? AND deleted = 0"
        yield from _both(reading, title, counted, one_id, other_id)


def _both(reading: Reading, title: str, statement: str, one_id: str, other_id: str) -> Iterator[Compared]:
    one, other = (str(reading.plain(statement, (each,))[0][0] or "") for each in (one_id, other_id))
    if one or other:
        yield Compared((), title, one, other)


def _places(reading: Reading, contact_id: str, words: Words) -> str:
    asked = "SELECT DISTINCT customer_id FROM contact_role WHERE contact_id = ? AND deleted = 0"
    return _joined(*(words.name("customer", each) for (each,) in reading.plain(asked, (contact_id,))))
