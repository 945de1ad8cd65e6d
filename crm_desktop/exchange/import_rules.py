"""What rules of fields say against the records of an import: told row by row, what is taken read once."""

from collections.abc import Mapping
from typing import Any

from crm_desktop.core.i18n import Message
from crm_desktop.exchange.import_rows import Row
from crm_desktop.exchange.own_fields import OwnColumns
from crm_desktop.models.customising import UNIQUE
from crm_desktop.operations.field_rules import check_own, is_taken, problems_of, rules_of, taken_values
from crm_desktop.queries.field_rule import OWN_NAME, is_empty
from crm_desktop.storage.database import Reading, UnitOfWork

# Field → (text, number) of own fields.
Own = Mapping[str, tuple[str | None, int | None]]


class ImportRules:
    """The rules of one kind of record; false where there are none."""

    def __init__(self, reading: Reading, kind: str, own: OwnColumns) -> None:
        self._reading, self._kind, self._own = reading, kind, own
        self._rules = rules_of(reading, kind)
        # Fields → the values that records had before this file; to look through them for each row took hours.
        self._taken: dict[tuple[str, ...], set[tuple[Any, ...]] | None] = {}
        # What is unique together among the rows of this file: the rule and its values.
        self._together: set[tuple[str, tuple[Any, ...]]] = set()

    def __bool__(self) -> bool:
        return bool(self._rules)

    def check_new(self, given: Mapping[str, Any], own: Own, row: Row) -> None:
        """Note on a row what they say against the new record it would be."""
        values = {**given, **{OWN_NAME + each: value for each, value in self._own.read(own).items()}}
        found = problems_of(self._reading, self._kind, values, {}, None, self._is_taken)
        for rule in self._rules:
            together = tuple(values.get(name) for name in rule.fields)
            if rule.effect != UNIQUE or any(map(is_empty, together)) or not rule.holds(values):
                continue
            if (rule.id, together) in self._together:
                found.setdefault(rule.fields[0], Message("An earlier row of this file has the same."))
            elif not row.problems:
                self._together.add((rule.id, together))
        columns = {f"{field}_id": field for field in row.columns} | {
            OWN_NAME + of.id: key for key, of in self._own.fields.items()
        }
        for name, reason in found.items():
            column = columns.get(name, name)
            row.problems.append(row.problem(column if column in row.columns else None, reason))

    def check_own(self, work: UnitOfWork, record_id: str, own: Own) -> None:
        """Refuse values of own fields of a known record that they speak against."""
        if self._rules and own:
            check_own(work, self._kind, record_id, self._own.read(own))

    def _is_taken(self, given: Mapping[str, Any]) -> bool:
        names = tuple(given)
        if names not in self._taken:
            self._taken[names] = taken_values(self._reading, self._kind, names)
        known = self._taken[names]
        if known is None:
            return is_taken(self._reading, self._kind, given, None)
        return tuple(each.strip() if isinstance(each, str) else each for each in given.values()) in known
