"""Rules of fields, kept by everything that writes records: forms, cells, many at once, imports.

What was there before a rule is not judged again until somebody changes the field, or its condition begins to hold.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import select

from crm_desktop.core.errors import Invalid
from crm_desktop.core.i18n import Message
from crm_desktop.core.listing import Filter
from crm_desktop.core.viewer import ADMINISTER
from crm_desktop.models import ENTITY_OF, CustomValue, FieldRule, Synced
from crm_desktop.models.customising import EFFECTS, HIDDEN, READ_ONLY, REQUIRED, UNIQUE, kind_of, own_kind_id
from crm_desktop.operations import records
from crm_desktop.operations.validation import Problems
from crm_desktop.queries import rights
from crm_desktop.queries.custom_field import CHOICES, IN_NUMBERS, custom_fields, may_have_own, read_stored
from crm_desktop.queries.field_rule import (
    OWN_NAME,
    FieldRuleView,
    field_rules,
    is_empty,
    written_condition,
)
from crm_desktop.storage.database import Reading, UnitOfWork

_RULES = "field rules"
_PENDING = "own values that are about to be written"
_REFUSED = {
    REQUIRED: Message("Fill this in."),
    HIDDEN: Message("This field is not used here, so that it cannot be filled in."),
    READ_ONLY: Message("This field cannot be changed here."),
}


@dataclass(frozen=True)
class FieldRuleDraft:
    """A rule of fields of a kind of record; own fields are named `custom.` with their id."""

    record_kind: str = "customer"
    fields: tuple[str, ...] = ()
    effect: str = REQUIRED
    condition: tuple[Filter, ...] = ()


def field_rule_draft(reading: Reading, rule_id: str) -> FieldRuleDraft:
    """What a form edits of a rule."""
    kind = records.find(reading, FieldRule, rule_id).record_kind
    found = next(each for each in field_rules(reading, kind) if each.id == rule_id)
    return FieldRuleDraft(found.record_kind, found.fields, found.effect, found.condition)


def create_field_rule(work: UnitOfWork, draft: FieldRuleDraft) -> str:
    """Add a rule; returns its id."""
    rights.require(work.viewer, ADMINISTER)
    _check(draft)
    rule_id = work.new_id()
    work.session.info.pop(_RULES, None)
    work.session.add(FieldRule(id=rule_id, record_kind=draft.record_kind, position=0, **_values(draft)))
    return rule_id


def update_field_rule(work: UnitOfWork, rule_id: str, draft: FieldRuleDraft) -> None:
    """Change a rule; its kind stays."""
    rights.require(work.viewer, ADMINISTER)
    rule = records.find_to_change(work, FieldRule, rule_id)
    _check(draft)
    work.session.info.pop(_RULES, None)
    records.apply(work, rule, _values(draft))


def delete_field_rules(work: UnitOfWork, ids: Iterable[str]) -> int:
    """Delete rules; returns how many."""
    rights.require(work.viewer, ADMINISTER)
    work.session.info.pop(_RULES, None)
    return records.delete(work, FieldRule, ids)


# --- kept


def rules_of(reading: Reading, kind: str) -> list[FieldRuleView]:
    """The rules of a kind, read once for each step: where there are none, a thousand records cost nothing."""
    known: dict[str, list[FieldRuleView]] = reading.session.info.setdefault(_RULES, {})
    if kind not in known:
        known[kind] = field_rules(reading, kind)
    return known[kind]


def check_new(work: UnitOfWork, kind: str, draft: Any) -> None:
    """Refuse a new record that a rule speaks against."""
    if rules := rules_of(work, kind):
        empty = {each.name: each.default for each in fields(draft)}
        values = {**_of_draft(draft), **_pending(work)}
        _refuse(work, kind, rules, values, {**dict.fromkeys(values), **empty}, None)


def check_change(work: UnitOfWork, record: Synced, draft: Any) -> None:
    """Refuse a change of a record that a rule speaks against."""
    kind = kind_of(record)
    if rules := rules_of(work, kind):
        own = own_values(work, kind, record.id)
        given = _of_draft(draft)
        before = {**own, **{name: getattr(record, name) for name in given if hasattr(record, name)}}
        _refuse(work, kind, rules, {**own, **given, **_pending(work)}, before, record.id)


def check_own(work: UnitOfWork, kind: str, record_id: str, values: Mapping[str, Any]) -> None:
    """Refuse values of own fields, {field id: value}, that a rule speaks against."""
    if rules := rules_of(work, kind):
        record: Any = records.find(work, ENTITY_OF[kind], record_id)
        before = {each.key: getattr(record, each.key) for each in ENTITY_OF[kind].__table__.columns}
        before |= own_values(work, kind, record_id)
        after = {**before, **{OWN_NAME + field: value for field, value in values.items()}}
        _refuse(work, kind, rules, after, before, record_id)


def problems_of(
    reading: Reading,
    kind: str,
    values: Mapping[str, Any],
    before: Mapping[str, Any],
    record_id: str | None,
    taken: Callable[[Mapping[str, Any]], bool] | None = None,
) -> dict[str, Message]:
    """Field → what a rule says against these values of a record; a new one was nothing before.

    Whoever asks for many records tells by himself what is `taken`.
    """
    return dict(_against(reading, kind, rules_of(reading, kind), values, before, record_id, taken))


def is_taken(reading: Reading, kind: str, given: Mapping[str, Any], record_id: str | None) -> bool:
    """Whether another living record has all of these values."""
    entity: Any = ENTITY_OF[kind]
    statement = select(entity.id).where(*_living(kind), entity.id != (record_id or ""))
    types = {each.id: each.type for each in custom_fields(reading, kind)}
    for name, value in given.items():
        if name.startswith(OWN_NAME):
            field = name.removeprefix(OWN_NAME)
            is_number = types.get(field) in IN_NUMBERS
            kept = CustomValue.int_value if is_number else CustomValue.text_value
            having = select(CustomValue.record_id).where(
                CustomValue.field_id == field, kept == _as_kept(types.get(field, ""), value)
            )
            statement = statement.where(entity.id.in_(having.where(CustomValue.deleted.is_(False))))
        elif name in entity.__table__.columns:
            statement = statement.where(getattr(entity, name) == (value.strip() if isinstance(value, str) else value))
    reading.session.flush()
    return reading.session.scalar(statement.limit(1)) is not None


def taken_values(reading: Reading, kind: str, names: Sequence[str]) -> set[tuple[Any, ...]] | None:
    """What living records have in some fields, together; None where an own field is among them, which has an index."""
    entity: Any = ENTITY_OF[kind]
    if any(name not in entity.__table__.columns for name in names):
        return None
    columns = [getattr(entity, name) for name in names]
    statement = select(*columns).where(*_living(kind), *(each.is_not(None) for each in columns))
    reading.session.flush()
    return {tuple(row) for row in reading.session.execute(statement)}


@contextmanager
def with_own(work: UnitOfWork, values: Mapping[str, Any]) -> Iterator[None]:
    """Within the block, rules know these values of own fields, {field id: value}, that will be written after it."""
    work.session.info[_PENDING] = {OWN_NAME + field: value for field, value in values.items()}
    try:
        yield
    finally:
        work.session.info.pop(_PENDING, None)


def own_values(reading: Reading, kind: str, record_id: str) -> dict[str, Any]:
    """The stored values of the own fields of a record, by the names that rules use."""
    known = {each.id: each for each in custom_fields(reading, kind)}
    found: dict[str, Any] = {OWN_NAME + each: None for each in known}
    statement = select(CustomValue.field_id, CustomValue.text_value, CustomValue.int_value).where(
        CustomValue.record_id == record_id, CustomValue.deleted.is_(False)
    )
    for field, text, number in reading.session.execute(statement):
        if field in known:
            found[OWN_NAME + field] = read_stored(known[field].type, text, number)
    return found


def _living(kind: str) -> Iterator[Any]:
    """The conditions that living records of a kind meet."""
    entity: Any = ENTITY_OF[kind]
    yield entity.deleted.is_(False)
    if kind_id := own_kind_id(kind):
        yield entity.kind_id == kind_id


def _pending(work: UnitOfWork) -> dict[str, Any]:
    found: dict[str, Any] = work.session.info.get(_PENDING, {})
    return found


def _of_draft(draft: Any) -> dict[str, Any]:
    return {each.name: getattr(draft, each.name) for each in fields(draft)}


def _refuse(
    work: UnitOfWork,
    kind: str,
    rules: list[FieldRuleView],
    values: Mapping[str, Any],
    before: Mapping[str, Any],
    record_id: str | None,
) -> None:
    if found := dict(_against(work, kind, rules, values, before, record_id)):
        raise Invalid(found)


def _against(
    reading: Reading,
    kind: str,
    rules: Iterable[FieldRuleView],
    values: Mapping[str, Any],
    before: Mapping[str, Any],
    record_id: str | None,
    taken: Callable[[Mapping[str, Any]], bool] | None = None,
) -> Iterator[tuple[str, Message]]:
    for rule in rules:
        if not rule.holds(values):
            continue
        begins = record_id is None or not rule.holds(before)
        changed = [name for name in rule.fields if values.get(name) != before.get(name)]
        if rule.effect == REQUIRED:
            for name in rule.fields:
                if is_empty(values.get(name)) and (begins or name in changed):
                    yield name, _REFUSED[REQUIRED]
        elif rule.effect == UNIQUE:
            given = {name: values.get(name) for name in rule.fields}
            is_told = not any(is_empty(each) for each in given.values())
            if not is_told or not (begins or changed):
                continue
            if taken(given) if taken is not None else is_taken(reading, kind, given, record_id):
                yield rule.fields[0], Message("Another record has the same. These values must be unique together.")
        elif rule.effect == HIDDEN or record_id is not None:
            for name in changed:
                if not (is_empty(values.get(name)) or (record_id is None and values.get(name) == before.get(name))):
                    yield name, _REFUSED[rule.effect]


def _as_kept(kind: str, value: Any) -> Any:
    if kind == CHOICES:
        return "\n".join(value)
    return value.isoformat() if hasattr(value, "isoformat") else value


def _values(draft: FieldRuleDraft) -> dict[str, Any]:
    return {
        "fields": " ".join(draft.fields),
        "effect": draft.effect,
        "condition": written_condition(draft.condition),
    }


def _check(draft: FieldRuleDraft) -> None:
    problems = Problems()
    if not may_have_own(draft.record_kind):
        problems.add("record_kind", Message("Choose one of the offered values."))
    problems.one_of("effect", draft.effect, EFFECTS)
    if not draft.fields:
        problems.add("fields", Message("Choose at least one field."))
    if draft.effect != UNIQUE and not draft.condition and draft.effect != REQUIRED:
        problems.add("condition", Message("Say when: a field that is never used or changed helps nobody."))
    if {one.field for one in draft.condition} & set(draft.fields) and draft.effect != UNIQUE:
        problems.add("condition", Message("The condition asks about the field itself. Ask about another one."))
    problems.refuse()
