"""Records as the importer would like to read them: one value for each field of their kind, names in place of ids."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select

from crm_desktop.core import text
from crm_desktop.core.clock import day_of, moment_of
from crm_desktop.core.i18n import CHINESE
from crm_desktop.core.money import E6, from_e6, from_minor
from crm_desktop.exchange import fields as f
from crm_desktop.exchange.cell import Cell
from crm_desktop.exchange.fields import ImportField
from crm_desktop.exchange.importers.contacts import POINTS
from crm_desktop.models import (
    Contact,
    ContactPoint,
    ContactRole,
    Customer,
    Opportunity,
    OpportunityLine,
    OrderLine,
    Synced,
    Tag,
    TagLink,
)
from crm_desktop.models.dictionary import OPEN
from crm_desktop.models.limited_fields import AMOUNT
from crm_desktop.queries.choices import Choices, choices
from crm_desktop.storage.database import Reading

# Records named in a cell: their kind, the name they go by, and the number when two share the name.
_NAMED: dict[str, tuple[type[Synced], str, str]] = {
    "customers": (Customer, "name", "number"),
    "contacts": (Contact, "name", "external_key"),
    "opportunities": (Opportunity, "number", "number"),
}
Line = Any


@dataclass
class Names:
    """What ids stand for, in one language; names of customers and contacts are read for a few records at a time."""

    reading: Reading
    language: str

    def __post_init__(self) -> None:
        self.choices: Choices = choices(self.reading)
        people = self.choices.lists.get("users", ())
        shared = Counter(text.fold(person.name_en) for person in people)
        # Two people of one name are told apart by their logins.
        self._users = {p.id: p.code if shared[text.fold(p.name_en)] > 1 else p.name_en for p in people}
        self._records: dict[str, str] = {}
        self._shared: dict[str, set[str]] = {}

    def look_up(self, target: str, ids: Iterable[str | None]) -> None:
        """Read what records are called that the next rows name."""
        entity, name, number = _NAMED[target]
        of: Any = entity
        if target not in self._shared:
            twice = select(getattr(of, name)).where(of.deleted.is_(False)).group_by(getattr(of, name))
            self._shared[target] = set(self.reading.session.scalars(twice.having(func.count() > 1)))
        wanted = {each for each in ids if each}
        rows = self.reading.session.execute(
            select(of.id, getattr(of, name), getattr(of, number)).where(of.id.in_(wanted))
        )
        for record_id, called, key in rows:
            self._records[record_id] = (key or called) if called in self._shared[target] else called

    def forget(self) -> None:
        """Make room for the next rows."""
        self._records.clear()

    def of(self, target: str, record_id: str | None) -> str | None:
        """What a record is called."""
        if record_id is None:
            return None
        if target == "users":
            return self._users.get(record_id)
        return self._records.get(record_id) if target in _NAMED else self.choices.name(record_id, self.language)


def cell(field: ImportField, record: Any, names: Names) -> Cell:
    """The value of a field that lies in a column of the record."""
    if field.type in (f.LINK, f.CHOICE):
        return names.of(field.target or "", getattr(record, f"{field.key}_id"))
    if field.type == f.MONEY:
        return money(record, field.key, names.reading.currency)
    if field.type in (f.PRICE, f.SHARE, f.NUMBER):
        return decimal(getattr(record, f"{field.key}_e6"))
    if field.type == f.MOMENT:
        instant = getattr(record, field.key)
        return None if instant is None else moment_of(instant, names.reading.zone).replace(tzinfo=None)
    value: Cell = getattr(record, field.key)
    return state(field, value, names.language) if field.type == f.STATE else value


def state(field: ImportField, key: Cell, language: str) -> Cell:
    """A fixed value in the words of a language."""
    spellings = dict(field.states).get(str(key), ())
    return next((name for name in spellings if text.has_chinese(name) == (language == CHINESE)), key)


def money(record: Any, name: str, base: str) -> Cell:
    """An amount; one in another currency than its row or the company carries it along."""
    minor = getattr(record, f"{name}_minor")
    if minor is None:
        return None
    own = getattr(record, f"{name}_currency", None)
    code = own or getattr(record, "currency", None) or base
    amount = from_minor(minor, code)
    return f"{amount} {own}" if own and own != base else amount


def decimal(value_e6: int | None) -> Decimal | None:
    """Millionths as a plain number."""
    return None if value_e6 is None else from_e6(value_e6)


# --- what is not simply a column

Rows = Callable[[Sequence[Any], Names], Mapping[str, list[dict[str, Cell]]]]


def customer_rows(records: Sequence[Any], names: Names) -> Mapping[str, list[dict[str, Cell]]]:
    """Tags, and the day a customer was noted down."""
    names.look_up("customers", (record.parent_id for record in records))
    rows = names.reading.session.execute(
        select(TagLink.record_id, Tag.name)
        .join(Tag, Tag.id == TagLink.tag_id)
        .where(TagLink.record_id.in_([each.id for each in records]), TagLink.deleted.is_(False))
        .order_by(Tag.name)
    )
    tags: dict[str, list[str]] = defaultdict(list)
    for record_id, name in rows:
        tags[record_id].append(name)
    return {
        record.id: [
            {"tags": "; ".join(tags[record.id]) or None, "created_on": day_of(record.created_at, names.reading.zone)}
        ]
        for record in records
    }


def contact_rows(records: Sequence[Any], names: Names) -> Mapping[str, list[dict[str, Cell]]]:
    """One row for each customer of a contact, with every way to reach them."""
    ids = [each.id for each in records]
    roles, points = (
        _children(names.reading, ContactRole, "contact_id", ids),
        _children(names.reading, ContactPoint, "contact_id", ids),
    )
    names.look_up("customers", (role.customer_id for each in roles.values() for role in each))
    return {
        record.id: [
            {
                **_points(points.get(record.id, ())),
                "customer": names.of("customers", role.customer_id),
                "job_title": role.job_title or record.job_title,
                "is_main": role.is_main,
                "buying_role": names.of("buying_role", role.buying_role_id),
            }
            for role in roles.get(record.id, ())
        ]
        or [_points(points.get(record.id, ()))]
        for record in records
    }


def deal_rows(records: Sequence[Any], names: Names) -> Mapping[str, list[dict[str, Cell]]]:
    """One row for each product of a deal."""
    lines = _children(names.reading, OpportunityLine, "opportunity_id", [each.id for each in records])
    _look_up_links(records, names)
    kept = _without_amounts("unit_price", names=names)
    found = {}
    for record in records:
        own: dict[str, Cell] = {
            "probability": decimal(record.probability_e6) if record.outcome == OPEN else None,
            "reason": names.of("deal_reason", record.reason_id),
        }
        found[record.id] = [{**own, **_line(line, names), **kept} for line in lines.get(record.id, ())] or [own]
    return found


def order_rows(records: Sequence[Any], names: Names) -> Mapping[str, list[dict[str, Cell]]]:
    """One row for each line of an order."""
    lines = _children(names.reading, OrderLine, "order_id", [each.id for each in records])
    _look_up_links(records, names)
    kept = _without_amounts("unit_price", names=names)
    found = {}
    for record in records:
        own: dict[str, Cell] = {
            "external_key": record.external_key or record.number,
            **_without_amounts("freight", "tax", names=names),
        }
        found[record.id] = [
            {
                **own,
                **_line(line, names),
                "discount": decimal(line.discount_e6) if line.discount_e6 else None,
                "unit_cost": decimal(line.unit_cost_e6),
                "unit": line.unit,
                **kept,
            }
            for line in lines.get(record.id, ())
        ] or [own]
    return found


def _without_amounts(*keys: str, names: Names) -> dict[str, Cell]:
    """Nothing in place of what a viewer is kept from, which would be 0."""
    return dict.fromkeys(keys) if names.reading.viewer.hides(AMOUNT) else {}


def case_rows(records: Sequence[Any], names: Names) -> Mapping[str, list[dict[str, Cell]]]:
    """The number a case goes by."""
    _look_up_links(records, names)
    return {record.id: [{"external_key": record.external_key or record.number}] for record in records}


def task_rows(records: Sequence[Any], names: Names) -> Mapping[str, list[dict[str, Cell]]]:
    """When a task is due: midnight of its day where it has no time."""
    _look_up_links(records, names)
    zone = names.reading.zone
    return {
        record.id: [
            {
                "due_at": moment_of(record.due_at, zone).replace(tzinfo=None)
                if record.due_at
                else datetime.combine(record.due_on, time.min)
            }
        ]
        for record in records
    }


def linked_rows(records: Sequence[Any], names: Names) -> Mapping[str, list[dict[str, Cell]]]:
    """Nothing but columns, some of which name other records."""
    _look_up_links(records, names)
    return {record.id: [{}] for record in records}


def _look_up_links(records: Sequence[Any], names: Names) -> None:
    for target, column in (
        ("customers", "customer_id"),
        ("contacts", "contact_id"),
        ("opportunities", "opportunity_id"),
    ):
        names.look_up(target, (getattr(record, column, None) for record in records))


def _line(line: Line, names: Names) -> dict[str, Cell]:
    return {
        "product": names.choices.name(line.product_id, names.language) or line.description,
        "quantity": decimal(line.quantity_e6) if line.quantity_e6 != E6 else Decimal(1),
        "unit_price": decimal(line.unit_price_e6),
    }


def _points(points: Iterable[Any]) -> dict[str, Cell]:
    """Ways to reach someone under the field of their use; what has no such use goes to the first of its kind."""
    found: dict[str, list[str]] = defaultdict(list)
    for point in points:
        fitting = [field for field, (kind, _) in POINTS.items() if kind == point.kind]
        exact = [field for field in fitting if POINTS[field][1] == point.label]
        usual = "phone" if point.kind == "phone" else fitting[0]
        found[exact[0] if exact else usual].append(point.value)
    return {field: "; ".join(values) for field, values in found.items()}


def _children(reading: Reading, entity: Any, parent: str, ids: Sequence[str]) -> dict[str, list[Any]]:
    of = getattr(entity, parent)
    statement = select(entity).where(of.in_(ids), entity.deleted.is_(False)).order_by(entity.position, entity.id)
    found: dict[str, list[Any]] = defaultdict(list)
    for row in reading.session.scalars(statement):
        found[getattr(row, parent)].append(row)
    return found
