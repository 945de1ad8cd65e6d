"""The fields a company added to its records, and their values on one record."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, func, select

from crm_desktop.core.i18n import OwnName
from crm_desktop.models import ENTITY_OF, CustomField, CustomValue
from crm_desktop.models.customising import OWN_RECORD, own_kind_id
from crm_desktop.models.dictionary import OWN_KINDS, name_in
from crm_desktop.queries import rights
from crm_desktop.storage.database import Reading

TEXT, INTEGER, MONEY, DATE, CHOICE, FLAG = "text", "integer", "money", "date", "choice", "flag"
LONG_TEXT, DECIMAL, PERCENT, PHONE = "long_text", "decimal", "percent", "phone"
EMAIL, WEB, USER = "email", "web", "user"
MOMENT, CHOICES, REFERENCE = "moment", "choices", "reference"
TYPES = (
    *(TEXT, LONG_TEXT, INTEGER, DECIMAL, PERCENT, MONEY, DATE, MOMENT, CHOICE, CHOICES, FLAG),
    *(PHONE, EMAIL, WEB, USER, REFERENCE),
)
# Kept as text; as whole numbers: minor units, millionths for decimals and shares; as milliseconds. Several choices
# are kept one on a line.
TEXTS = (TEXT, LONG_TEXT, PHONE, EMAIL, WEB, USER)
NUMBERS = (INTEGER, MONEY, DECIMAL, PERCENT)
MILLIONTHS = (DECIMAL, PERCENT)
IN_NUMBERS = (*NUMBERS, MOMENT, FLAG)
# What the record of a kind is called, where that is not its name.
NAME_COLUMN = {
    **{"service_case": "subject", "lead": "customer_name", "task": "subject", "quotation": "title", "article": "title"},
    **{"sales_order": "number", "receipt": "number", "invoice": "number", "interaction": "subject"},
}
# What a field can refer to.
REFERRED = ("customer", "contact", "opportunity", "product", "service_case", "lead", OWN_RECORD)
KINDS = OWN_KINDS

# What the keys of own fields in lists begin with.
OWN = "own_"

Value = str | int | bool | date | tuple[str, ...] | None


@dataclass(frozen=True)
class CustomFieldView:
    """A field on a kind of record."""

    id: str
    record_kind: str
    code: str
    name_en: str
    name_zh: str
    type: str
    options: tuple[str, ...]
    position: int
    is_required: bool = False
    help_en: str = ""
    help_zh: str = ""
    default_value: str | None = None
    currency: str | None = None
    refers_to: str | None = None
    formula: str | None = None
    rollup: str | None = None

    @property
    def key(self) -> str:
        """What lists call it: the key of its column and the attribute of a row."""
        return OWN + self.id

    @property
    def is_worked_out(self) -> bool:
        """Whether its values follow from others, so that nobody types them."""
        return bool(self.formula or self.rollup)

    @property
    def title(self) -> OwnName:
        """The name, which translates itself."""
        return OwnName(self.name_en, self.name_zh)

    def name(self, language: str) -> str:
        """The name in a language."""
        return name_in(language, self.name_en, self.name_zh)

    def help(self, language: str) -> str:
        """The explanation in a language."""
        return name_in(language, self.help_en, self.help_zh)


@dataclass(frozen=True)
class CustomValueView:
    """A field and its value on one record, None when it has none."""

    field: CustomFieldView
    value: Value
    # What a record that the value refers to is called.
    text: str = ""


def may_have_own(kind: str) -> bool:
    """Whether a company can add fields to a kind of record."""
    return kind in KINDS or bool(own_kind_id(kind))


def options_of(text: str | None) -> tuple[str, ...]:
    """The options of a choice: one on each line."""
    return tuple(dict.fromkeys(line.strip() for line in (text or "").splitlines() if line.strip()))


def custom_fields(reading: Reading, record_kind: str | None = None) -> list[CustomFieldView]:
    """The fields of a kind of record, or of all, in their order."""
    statement = select(CustomField).where(CustomField.deleted.is_(False))
    if record_kind is not None:
        statement = statement.where(CustomField.record_kind == record_kind)
    ordered = statement.order_by(CustomField.record_kind, CustomField.position, CustomField.id)
    return [_view(each) for each in reading.session.scalars(ordered)]


def custom_values(reading: Reading, record_kind: str, record_id: str) -> list[CustomValueView]:
    """Every field of a record's kind with its value on the record."""
    value = CustomValue
    statement = (
        select(CustomField, value.text_value, value.int_value)
        .outerjoin(
            value, and_(value.field_id == CustomField.id, value.record_id == record_id, value.deleted.is_(False))
        )
        .where(CustomField.record_kind == record_kind, CustomField.deleted.is_(False))
        .order_by(CustomField.position, CustomField.id)
    )
    rows = [(_view(field), text, number) for field, text, number in reading.session.execute(statement)]
    found = _worked_out(reading, record_kind, record_id, tuple(field for field, _text, _number in rows))
    return [
        CustomValueView(
            field,
            found[field.id] if field.id in found else read_stored(field.type, text, number),
            name_of_record(reading, field.refers_to or "customer", text) if field.type == REFERENCE and text else "",
        )
        for field, text, number in rows
    ]


def name_of_record(reading: Reading, kind: str, record_id: str) -> str:
    """What a record is called that a value refers to; empty when it is gone, or not the viewer's to see."""
    entity: Any = ENTITY_OF[kind]
    statement = select(getattr(entity, NAME_COLUMN.get(kind, "name"))).where(
        entity.id == record_id, entity.deleted.is_(False)
    )
    return str(reading.session.scalar(rights.seen(entity, reading.viewer, statement)) or "")


def _worked_out(reading: Reading, kind: str, record_id: str, fields: tuple[CustomFieldView, ...]) -> dict[str, Value]:
    if not any(each.is_worked_out for each in fields):
        return {}
    # Loads the list of the kind, which what is only stored does not need.
    from crm_desktop.queries.own_worked_out import worked_out

    return worked_out(reading, kind, record_id, fields)


def value_count(reading: Reading, field_id: str) -> int:
    """How many records have a value in a field."""
    value = CustomValue
    has_any = value.text_value.is_not(None) | value.int_value.is_not(None)
    statement = select(func.count()).where(value.field_id == field_id, value.deleted.is_(False), has_any)
    return reading.session.scalar(statement) or 0


def _view(field: CustomField) -> CustomFieldView:
    return CustomFieldView(
        field.id,
        field.record_kind,
        field.code,
        field.name_en,
        field.name_zh,
        field.type,
        options_of(field.options),
        field.position,
        bool(field.is_required),
        field.help_en or "",
        field.help_zh or "",
        field.default_value,
        field.currency,
        field.refers_to,
        field.formula,
        field.rollup,
    )


def read_stored(kind: str, text: str | None, number: int | None) -> Value:
    """A value as it is kept, as one of the field's type."""
    if kind == FLAG:
        return None if number is None else bool(number)
    if kind in IN_NUMBERS:
        return number
    if kind == CHOICES:
        return options_of(text) or None
    return date.fromisoformat(text) if kind == DATE and text else text
