"""The fields a company added to its records, and their values on one record."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, func, select

from crm_desktop.models import CustomField, CustomValue
from crm_desktop.models.dictionary import name_in
from crm_desktop.storage.database import Reading

TEXT, INTEGER, MONEY, DATE, CHOICE, FLAG = "text", "integer", "money", "date", "choice", "flag"
LONG_TEXT, DECIMAL, PERCENT, PHONE = "long_text", "decimal", "percent", "phone"
EMAIL, WEB, USER = "email", "web", "user"
TYPES = (TEXT, LONG_TEXT, INTEGER, DECIMAL, PERCENT, MONEY, DATE, CHOICE, FLAG, PHONE, EMAIL, WEB, USER)
# Kept as text, and as whole numbers: minor units, and millionths for decimals and shares.
TEXTS = (TEXT, LONG_TEXT, PHONE, EMAIL, WEB, USER)
NUMBERS = (INTEGER, MONEY, DECIMAL, PERCENT)
KINDS = ("customer", "contact", "opportunity", "sales_order", "service_case", "product", "lead", "task")

Value = str | int | bool | date | None


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
    rows = reading.session.execute(statement)
    return [CustomValueView(_view(field), _read(field.type, text, number)) for field, text, number in rows]


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
    )


def _read(kind: str, text: str | None, number: int | None) -> Value:
    if kind == FLAG:
        return None if number is None else bool(number)
    if kind in NUMBERS:
        return number
    return date.fromisoformat(text) if kind == DATE and text else text
