"""Rules of fields: what is asked of them, always or while a condition holds, told from the values of a record."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Text, bindparam, select

from crm_desktop.core.listing import Filter, ListSpec
from crm_desktop.core.text import fold
from crm_desktop.models import FieldRule
from crm_desktop.models.customising import EFFECTS
from crm_desktop.storage.database import Reading

# Own fields are named as forms and bulk changes name them.
OWN_NAME = "custom."
_EMPTY = (None, "", ())
# Kept, because every step that creates or changes a record asks for them.
_RULES: Any = (
    select(
        FieldRule.id,
        FieldRule.record_kind,
        FieldRule.fields,
        FieldRule.effect,
        FieldRule.condition,
        FieldRule.position,
    )
    .where(FieldRule.deleted.is_(False))
    .order_by(FieldRule.record_kind, FieldRule.position, FieldRule.id)
)
_RULES_OF_KIND = _RULES.where(FieldRule.record_kind == bindparam("kind", type_=Text))


@dataclass(frozen=True)
class FieldRuleView:
    """A rule: of which fields, what is asked, and when; several that are unique are so together."""

    id: str
    record_kind: str
    fields: tuple[str, ...]
    effect: str
    condition: tuple[Filter, ...] = ()
    position: int = 0

    def holds(self, values: Mapping[str, Any]) -> bool:
        """Whether every condition is met by these values, named as in a draft."""
        return all(_is_met(one, values.get(one.field)) for one in self.condition)


def field_rules(reading: Reading, kind: str | None = None) -> list[FieldRuleView]:
    """The rules of a kind of record, or of all, in their order; what this program does not understand is left out."""
    found = reading.fetch(_RULES) if kind is None else reading.fetch(_RULES_OF_KIND, {"kind": kind})
    return [each for each in (_view(*row) for row in found) if each is not None]


def written_condition(condition: Iterable[Filter]) -> str | None:
    """A condition as it is kept; none for what always holds."""
    filters = ListSpec(tuple(condition)).to_json()["filters"]
    return json.dumps(filters, ensure_ascii=False) if filters else None


def demands(rules: Iterable[FieldRuleView], values: Mapping[str, Any]) -> dict[str, set[str]]:
    """Effect → the fields of which it is asked while these values hold."""
    found: dict[str, set[str]] = {each: set() for each in EFFECTS}
    for rule in rules:
        if rule.holds(values):
            found[rule.effect].update(rule.fields)
    return found


def is_empty(value: Any) -> bool:
    """Whether nothing was given."""
    return value in _EMPTY or (isinstance(value, str) and not value.strip())


def _view(
    rule_id: str, kind: str, fields: str, effect: str, written: str | None, position: int | None
) -> FieldRuleView | None:
    try:
        filters = ListSpec.from_json({"filters": json.loads(written or "[]")}).filters
    except (ValueError, TypeError, LookupError):
        return None
    condition = tuple(each for each in filters if isinstance(each, Filter))
    if effect not in EFFECTS or len(condition) < len(filters):
        return None
    return FieldRuleView(rule_id, kind, tuple(fields.split()), effect, condition, position or 0)


def _is_met(one: Filter, value: Any) -> bool:
    if hasattr(value, "isoformat"):
        value = value.isoformat()
    match one.operator:
        case "is_empty":
            return is_empty(value)
        case "not_empty":
            return not is_empty(value)
        case "is":
            return _is(value, one.value)
        case "is_not":
            return not _is(value, one.value)
        case "contains":
            return not is_empty(value) and fold(str(one.value)) in fold(str(value))
        case "at_least":
            return not is_empty(value) and value >= one.value
        case "at_most":
            return not is_empty(value) and value <= one.value
    return False


def _is(value: Any, wanted: Any) -> bool:
    if isinstance(value, tuple):
        return wanted in value
    if isinstance(wanted, bool):
        return bool(value) is wanted
    if isinstance(value, str) and isinstance(wanted, str):
        return fold(value) == fold(wanted)
    return bool(value == wanted)
