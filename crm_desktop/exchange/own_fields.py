"""Fields that a company added, as columns of imports and exports: what they are called there, and their values."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from crm_desktop.core.i18n import Message
from crm_desktop.core.money import to_e6
from crm_desktop.exchange import fields as f
from crm_desktop.exchange import kinds
from crm_desktop.exchange.cell import Cell
from crm_desktop.exchange.fields import ImportField, ImportKind
from crm_desktop.exchange.import_rows import Row
from crm_desktop.exchange.own_cells import own_cell
from crm_desktop.models import ENTITY_OF, CustomValue
from crm_desktop.models.customising import own_kind_id
from crm_desktop.operations.custom_field import stored
from crm_desktop.queries import custom_field as own
from crm_desktop.queries import rights
from crm_desktop.queries.choices import Choices
from crm_desktop.queries.custom_field import CustomFieldView, custom_fields
from crm_desktop.storage.database import Reading

KINDS = {
    "customers": "customer",
    "contacts": "contact",
    "interactions": "interaction",
    "opportunities": "opportunity",
    "orders": "sales_order",
    "cases": "service_case",
    "products": "product",
    "leads": "lead",
    "articles": "article",
    "tasks": "task",
    "contracts": "contract",
    "receipts": "receipt",
    "invoices": "invoice",
    "campaigns": "campaign",
}
_LINKED = {"customer": "customers", "contact": "contacts", "opportunity": "opportunities", "product": "products"}
_TYPES = {
    own.TEXT: f.TEXT,
    own.LONG_TEXT: f.LONG_TEXT,
    own.INTEGER: f.INTEGER,
    own.DECIMAL: f.NUMBER,
    own.PERCENT: f.SHARE,
    own.MONEY: f.MONEY,
    own.DATE: f.DATE,
    own.MOMENT: f.MOMENT,
    own.CHOICE: f.STATE,
    own.CHOICES: f.TAGS,
    own.FLAG: f.FLAG,
    own.PHONE: f.PHONE,
    own.EMAIL: f.EMAIL,
    own.WEB: f.URL,
    own.USER: f.LINK,
    own.REFERENCE: f.LINK,
}


@dataclass(frozen=True)
class OwnColumns:
    """The own fields of one kind of import, by the key of their columns."""

    fields: Mapping[str, CustomFieldView]

    def values(self, importer: Any, row: Row) -> dict[str, tuple[str | None, int | None]]:
        """Field → (text, number) of what a row gives; what does not suit is noted on the row."""
        found = {}
        for key, of in self.fields.items():
            if row.values.get(key) is None:
                continue
            value = _meant(importer, row, key, of)
            if value is not None:
                found[of.id] = stored(of, value)
        return found

    def read(self, given: Mapping[str, tuple[str | None, int | None]]) -> dict[str, Any]:
        """Field → what was kept of it, as a value of its type."""
        types = {of.id: of.type for of in self.fields.values()}
        return {each: own.read_stored(types[each], *kept) for each, kept in given.items()}

    def lacking(self, row: Row) -> Iterator[CustomFieldView]:
        """The fields that must be filled and that a row gives nothing for."""
        return (of for key, of in self.fields.items() if of.is_required and row.values.get(key) in (None, "", ()))


def import_fields(custom: Mapping[str, Sequence[CustomFieldView]]) -> tuple[tuple[str, ImportField], ...]:
    """(kind of import, field) of all own fields, given by the kind of record."""
    own_kinds = {kind: kind for kind in custom if own_kind_id(kind)}
    return tuple(
        (key, made)
        for key, kind in {**KINDS, **own_kinds}.items()
        for each in custom.get(kind, ())
        if (made := _import_field(each)) is not None
    )


def own_import_fields(reading: Reading) -> tuple[tuple[str, ImportField], ...]:
    """The same, read."""
    custom: dict[str, list[CustomFieldView]] = {}
    for each in custom_fields(reading):
        custom.setdefault(each.record_kind, []).append(each)
    return import_fields(custom)


def kind_with(key: str, given: Sequence[tuple[str, ImportField]]) -> ImportKind:
    """A kind of import with those of the fields that are its own."""
    return kinds.kind(key, tuple(field for kind, field in given if kind == key))


def own_columns(reading: Reading, key: str) -> OwnColumns:
    """The own fields of a kind of import, whether the file has a column for them or not."""
    kind = key if own_kind_id(key) else KINDS.get(key)
    listed = custom_fields(reading, kind) if kind else []
    return OwnColumns({each.key: each for each in listed if _import_field(each) is not None})


def _import_field(of: CustomFieldView) -> ImportField | None:
    if of.is_worked_out or of.type not in _TYPES:
        return None
    target = "users" if of.type == own.USER else None
    if of.type == own.REFERENCE and (target := _LINKED.get(of.refers_to or "")) is None:
        return None
    states = tuple((option, (option,)) for option in of.options) if of.type == own.CHOICE else ()
    names = () if of.code == of.id else (of.code,)
    return ImportField(of.key, of.title, _TYPES[of.type], target, states, names=names)


def _meant(importer: Any, row: Row, key: str, of: CustomFieldView) -> Any:
    """The value of a cell as the field keeps it."""
    value: Any = row.values[key]
    match of.type:
        case own.MONEY:
            money = importer.money(row, key, of.currency or importer.reading.currency)
            return None if money is None else money[0]
        case own.DECIMAL | own.PERCENT:
            return to_e6(value) if abs(value) < Decimal(10**9) else _refused(row, key)
        case own.MOMENT:
            moment = value if value.tzinfo else value.replace(tzinfo=importer.reading.zone)
            return round(moment.timestamp() * 1000)
        case own.CHOICES:
            known = {each.casefold(): each for each in of.options}
            if unknown := [each for each in value if each.casefold() not in known]:
                said = Message("“{value}” is not among the values of {field}.", value=unknown[0], field=of.title)
                row.refuse(key, said)
                return None
            return tuple(known[each.casefold()] for each in value)
        case own.USER | own.REFERENCE:
            return importer.link(row, key)
        case own.INTEGER:
            return value if abs(value) <= 10**15 else _refused(row, key)
        case own.DATE | own.FLAG | own.CHOICE:
            return value
    return row.text(key)


def _refused(row: Row, key: str) -> None:
    row.refuse(key, Message("This number is too large."))


# --- out


class OwnValues:
    """The values of own fields for the records of an export, some at a time."""

    def __init__(self, reading: Reading, key: str, known: Choices, language: str) -> None:
        self._reading, self._known, self._language = reading, known, language
        self.fields = tuple(own_columns(reading, key).fields.values())

    def of(self, ids: Sequence[str]) -> dict[str, dict[str, Cell]]:
        """Record → key of the field → what its cell holds."""
        found: dict[str, dict[str, Cell]] = {}
        if not self.fields:
            return found
        by_id = {each.id: each for each in self.fields}
        row = CustomValue
        statement = select(row.record_id, row.field_id, row.text_value, row.int_value).where(
            row.record_id.in_(ids), row.field_id.in_(list(by_id)), row.deleted.is_(False)
        )
        rows = self._reading.session.execute(statement).all()
        names = self._names(rows, by_id)
        for record, field, text, number in rows:
            of = by_id[field]
            value = own.read_stored(of.type, text, number)
            if of.type == own.REFERENCE:
                value = names.get(str(value))
            found.setdefault(record, {})[of.key] = own_cell(self._reading, self._known, of, value, self._language)
        return found

    def _names(self, rows: Sequence[Any], by_id: Mapping[str, CustomFieldView]) -> dict[str, str]:
        wanted: dict[str, set[str]] = {}
        for _record, field, text, _number in rows:
            if by_id[field].type == own.REFERENCE and text:
                wanted.setdefault(by_id[field].refers_to or "customer", set()).add(text)
        found: dict[str, str] = {}
        for kind, ids in wanted.items():
            entity: Any = ENTITY_OF[kind]
            name = getattr(entity, own.NAME_COLUMN.get(kind, "name"))
            named = rights.seen(entity, self._reading.viewer, select(entity.id, name).where(entity.id.in_(ids)))
            called = self._reading.session.execute(named)
            found.update((record, text) for record, text in called)
        return found
