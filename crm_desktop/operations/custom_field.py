"""Fields a company adds to its records: declared once, then a value for each record, of the field's type."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import select

from crm_desktop.core.errors import Invalid, NotFound, UserError
from crm_desktop.core.i18n import Message
from crm_desktop.core.viewer import ADMINISTER, HIDDEN, READ_ONLY
from crm_desktop.models import ENTITY_OF, CustomField, CustomValue, User
from crm_desktop.models.limited_fields import own_limit
from crm_desktop.operations import drafts, field_rules, records
from crm_desktop.operations.references import lives
from crm_desktop.operations.validation import Problems
from crm_desktop.queries import rights
from crm_desktop.queries.custom_field import (
    CHOICE,
    CHOICES,
    DATE,
    EMAIL,
    FLAG,
    MOMENT,
    NUMBERS,
    PHONE,
    REFERENCE,
    REFERRED,
    TEXT,
    TEXTS,
    TYPES,
    USER,
    CustomFieldView,
    Value,
    may_have_own,
    options_of,
)
from crm_desktop.queries.own_worked_out import check_worked_out
from crm_desktop.queries.roll_up import checked, type_of
from crm_desktop.storage.database import Reading, UnitOfWork

_INTEGER_LIMIT = 10**15
# An import joins several addresses of one cell by these.
_SEVERAL = re.compile("[;,]")
# The last day that a date can be.
_LAST_MOMENT = 253_402_300_800_000


TYPED, COMPUTED, ROLLED_UP = "typed", "computed", "rolled_up"


@dataclass(frozen=True)
class CustomFieldDraft:
    """A field on a kind of record; the options of a choice stand one on a line. Kind and type stay once chosen."""

    record_kind: str = "customer"
    name_en: str = ""
    name_zh: str = ""
    type: str = TEXT
    code: str | None = None
    options: str | None = None
    position: int = 0
    is_required: bool | None = None
    help_en: str | None = None
    help_zh: str | None = None
    default_value: str | None = None
    currency: str | None = None
    refers_to: str | None = None
    formula: str | None = None
    rollup: str | None = None
    # Where values come from: one of those named above, or what formula and roll-up say by themselves.
    source: str = ""


def custom_field_draft(reading: Reading, field_id: str) -> CustomFieldDraft:
    """What a form edits of a custom field."""
    field = records.find(reading, CustomField, field_id)
    source = COMPUTED if field.formula else ROLLED_UP if field.rollup else TYPED
    return drafts.loaded(CustomFieldDraft, field, source=source)


def create_custom_field(work: UnitOfWork, draft: CustomFieldDraft) -> str:
    """Add a field to a kind of record; returns its id."""
    rights.require(work.viewer, ADMINISTER)
    _check(work, draft)
    field_id = work.new_id()
    values = _values(draft)
    work.session.add(CustomField(id=field_id, **{**values, "code": values["code"] or field_id}))
    return field_id


def update_custom_field(
    work: UnitOfWork,
    field_id: str,
    draft: CustomFieldDraft,
    loaded: CustomFieldDraft | None = None,
    position: int | None = None,
) -> None:
    """Rename a field, change its options or its place."""
    rights.require(work.viewer, ADMINISTER)
    field = records.find_to_change(work, CustomField, field_id)
    _check(work, draft, field)
    values = {**_values(draft), "code": (draft.code or "").strip() or field.code}
    records.apply(work, field, values, _values(loaded) if loaded else None, position)


def delete_custom_fields(work: UnitOfWork, ids: Iterable[str]) -> int:
    """Delete fields; their values stay behind and return with them. Returns how many."""
    rights.require(work.viewer, ADMINISTER)
    return records.delete(work, CustomField, ids)


def order_custom_fields(work: UnitOfWork, ids: Iterable[str]) -> None:
    """Show the fields of a kind in this order."""
    rights.require(work.viewer, ADMINISTER)
    for place, field_id in enumerate(ids):
        records.find(work, CustomField, field_id).position = place


def set_custom_values(work: UnitOfWork, record_kind: str, record_id: str, values: Mapping[str, Value]) -> None:
    """Set several fields, {field id: value}; one that is required may not be emptied."""
    problems = Problems()
    for field_id, value in values.items():
        field = records.find(work, CustomField, field_id)
        if field.is_required and value in (None, ""):
            problems.add(field_id, Message("Fill this in."))
    problems.refuse()
    field_rules.check_own(work, record_kind, record_id, values)
    for field_id, value in values.items():
        _set(work, record_kind, record_id, field_id, value)


def set_custom_value(work: UnitOfWork, record_kind: str, record_id: str, field_id: str, value: Value) -> None:
    """Set a field's value on a record: text, a whole number, minor units, a date, an option, or yes and no."""
    field_rules.check_own(work, record_kind, record_id, {field_id: value})
    _set(work, record_kind, record_id, field_id, value)


def _set(work: UnitOfWork, record_kind: str, record_id: str, field_id: str, value: Value) -> None:
    records.find_to_change(work, ENTITY_OF[record_kind], record_id)
    field = records.find(work, CustomField, field_id)
    if field.record_kind != record_kind:
        raise NotFound(Message("This field belongs to another kind of record."))
    if field.is_required and value in (None, "", ()):
        raise Invalid({field_id: Message("Fill this in.")})
    row = work.session.get(CustomValue, CustomValue.id_of(record_id, field_id))
    # An option that is offered no more stays with the record until somebody takes it away.
    kept = options_of(row.text_value) if row is not None and field.type == CHOICES else ()
    text_value, int_value = stored(field, value, kept)
    if text_value is not None and (row is None or text_value != row.text_value):
        _check_meant(work, field, text_value)
    put_custom_value(work, record_kind, record_id, field_id, text_value, int_value)


def _check_meant(work: UnitOfWork, field: CustomField, text_value: str) -> None:
    """What is typed anew must be an address, a number or somebody; what was there before may stay."""
    problems = Problems()
    if field.type == REFERENCE:
        rights.must_see(work, ENTITY_OF[field.refers_to or "customer"], text_value)
    elif field.type == EMAIL:
        for each in _SEVERAL.split(text_value):
            problems.email(field.id, each)
    elif field.type == PHONE:
        problems.phone(field.id, text_value)
    elif field.type == USER and not lives(work, User, text_value):
        problems.add(field.id, Message("What was chosen here no longer exists. Choose again."))
    problems.refuse()


def copy_own_values(work: UnitOfWork, kind: str, from_id: str, to_id: str) -> None:
    """Give a record that is made anew from another what that holds in own fields, as far as the actor may fill them."""
    kept_from = work.viewer.fields(HIDDEN, READ_ONLY)
    fields = select(CustomField.id).where(CustomField.record_kind == kind, CustomField.deleted.is_(False))
    value = CustomValue
    statement = select(value.field_id, value.text_value, value.int_value).where(
        value.record_id == from_id, value.field_id.in_(fields), value.deleted.is_(False)
    )
    for field_id, text_value, int_value in work.session.execute(statement).all():
        if own_limit(kind, field_id) not in kept_from:
            put_custom_value(work, kind, to_id, field_id, text_value, int_value)


def put_custom_value(
    work: UnitOfWork, record_kind: str, record_id: str, field_id: str, text_value: str | None, int_value: int | None
) -> bool:
    """Keep a value that was checked; whether it differed."""
    value_id = CustomValue.id_of(record_id, field_id)
    row = work.session.get(CustomValue, value_id)
    if row is not None:
        wanted = {"text_value": text_value, "int_value": int_value, "deleted": False}
        return bool(records.apply(work, row, wanted))
    is_given = (text_value, int_value) != (None, None)
    if is_given:
        work.session.add(
            CustomValue(
                id=value_id,
                record_kind=record_kind,
                record_id=record_id,
                field_id=field_id,
                text_value=text_value,
                int_value=int_value,
            )
        )
    return is_given


def _values(draft: CustomFieldDraft) -> dict[str, Any]:
    values = records.values_of(draft)
    source = values.pop("source") or ""
    for name, kind in (("formula", COMPUTED), ("rollup", ROLLED_UP)):
        values[name] = values[name] if source in ("", kind) else None
    if values["rollup"]:
        values["type"] = _type_rolled_up(values)
    both = values["name_en"] or values["name_zh"]
    return {**values, "name_en": values["name_en"] or both, "name_zh": values["name_zh"] or both}


def _type_rolled_up(values: Mapping[str, Any]) -> str:
    """The type follows from what is rolled up."""
    try:
        return type_of(checked(values["record_kind"], values["rollup"]))
    except UserError:
        return str(values["type"])


def _check(work: UnitOfWork, draft: CustomFieldDraft, current: CustomField | None = None) -> None:
    problems = Problems()
    if not draft.name_en.strip() and not draft.name_zh.strip():
        problems.add("name_en", Message("Name the field in at least one language."))
    if not may_have_own(draft.record_kind):
        problems.add("record_kind", Message("Choose one of the offered values."))
    problems.one_of("type", draft.type, TYPES)
    if current is not None and (draft.type, draft.record_kind) != (current.type, current.record_kind):
        problems.add(
            "type", Message("The type stays as it is, because there may be values. Add another field instead.")
        )
    if draft.type in (CHOICE, CHOICES) and not options_of(draft.options):
        problems.add("options", Message("Write the options, one on each line."))
    if draft.type == CHOICES and "\\" in (draft.options or ""):
        problems.add("options", Message("Leave out the backslash: these options cannot hold one."))
    if draft.type == REFERENCE:
        problems.one_of("refers_to", draft.refers_to or "", REFERRED)
    draft = replace(draft, **{name: _values(draft)[name] for name in ("formula", "rollup", "type")})
    if draft.formula or draft.rollup or draft.source in (COMPUTED, ROLLED_UP):
        _check_worked_out(work, problems, draft, current)
    if draft.code and _is_taken(work, draft, current):
        problems.add("code", Message("Another field has this code. Choose a different one."))
    problems.refuse()


def _check_worked_out(work: UnitOfWork, problems: Problems, draft: CustomFieldDraft, current: Any) -> None:
    """A formula is understood and leads nowhere back to itself; what is rolled up is there."""
    if draft.is_required:
        problems.add("is_required", Message("Nobody fills in what is worked out."))
    if draft.source == COMPUTED and not draft.formula:
        problems.add("formula", Message("Write a formula, such as {example}.", example='[Name] & " " & [City]'))
        return
    if draft.formula and draft.rollup:
        problems.add("formula", Message("Give a formula, or roll records up; not both."))
        return
    try:
        check_worked_out(work, viewed(draft, current.id if current else "new"))
    except UserError as error:
        problems.add("formula" if draft.formula else "rollup", error.message)


def viewed(draft: CustomFieldDraft, field_id: str) -> CustomFieldView:
    """The field as it would be, to be tried before it is written."""
    values = _values(draft)
    return CustomFieldView(
        field_id,
        draft.record_kind,
        values["code"] or field_id,
        values["name_en"] or "",
        values["name_zh"] or "",
        values["type"],
        options_of(draft.options),
        draft.position,
        currency=values["currency"],
        formula=values["formula"],
        rollup=values["rollup"],
    )


def _is_taken(work: UnitOfWork, draft: CustomFieldDraft, current: CustomField | None) -> bool:
    statement = select(CustomField.id).where(
        CustomField.record_kind == draft.record_kind,
        CustomField.code == (draft.code or "").strip(),
        CustomField.deleted.is_(False),
        CustomField.id != (current.id if current else ""),
    )
    return work.session.scalar(statement.limit(1)) is not None


def _options(field: CustomField | CustomFieldView) -> tuple[str, ...]:
    return field.options if isinstance(field, CustomFieldView) else options_of(field.options)


def stored(
    field: CustomField | CustomFieldView, value: Value, kept: tuple[str, ...] = ()
) -> tuple[str | None, int | None]:
    """(text, number) as stored; refuses what is not of the field's type. Options `kept` need not be offered."""
    if isinstance(value, str):
        value = value.strip() or None
    if field.formula or field.rollup:
        raise Invalid({field.id: Message("This value is worked out and cannot be typed.")})
    if value is None or value == ():
        return None, None
    if field.type == FLAG and isinstance(value, bool):
        return None, int(value)
    if field.type in NUMBERS and isinstance(value, int) and not isinstance(value, bool):
        if abs(value) <= _INTEGER_LIMIT:
            return None, value
    elif field.type == DATE and isinstance(value, date):
        return value.isoformat(), None
    elif field.type in TEXTS and isinstance(value, str):
        return value, None
    elif field.type == CHOICE and value in _options(field):
        return str(value), None
    elif field.type == CHOICES and isinstance(value, tuple) and set(value) <= {*_options(field), *kept}:
        return "\n".join(each for each in dict.fromkeys((*_options(field), *kept)) if each in value), None
    elif field.type == MOMENT and isinstance(value, int) and not isinstance(value, bool) and 0 < value < _LAST_MOMENT:
        return None, value
    elif field.type == REFERENCE and isinstance(value, str):
        return value, None
    raise Invalid({field.id: Message("This value does not suit the field.")})
