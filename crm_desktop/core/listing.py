"""What a list shows, as plain data: the same specification drives table, export, print and the report behind it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

OPERATORS = (
    *("is", "is_not", "in", "contains", "between", "at_least", "at_most"),
    *("within", "during", "is_empty", "not_empty"),
)
# What dates are grouped by.
DAY, WEEK, MONTH, QUARTER, YEAR = "day", "week", "month", "quarter", "year"
STEPS = (DAY, WEEK, MONTH, QUARTER, YEAR)
ME = "@me"


@dataclass(frozen=True)
class Filter:
    """One condition: a field, an operator of `OPERATORS` and a JSON-able value.

    The value is a pair for between, a tuple for in, and a name of `day_spans.SPANS` for during.
    """

    field: str
    operator: str
    value: Any = None


@dataclass(frozen=True)
class AnyOf:
    """Alternatives: it holds when any of its conditions does. It is itself a condition of no single field."""

    filters: tuple[Filter, ...]
    field = ""
    operator = "any"
    value = None


Condition = Filter | AnyOf


@dataclass(frozen=True)
class Sort:
    """One sort key."""

    field: str
    descending: bool = False


@dataclass(frozen=True)
class Grouping:
    """Records of one value of a field stand together; days by the step of `STEPS` they lie in."""

    field: str
    step: str = ""
    descending: bool = False


@dataclass(frozen=True)
class ListSpec:
    """Conditions that all hold, sorts in order of weight, words that must be found, and what records are grouped by."""

    filters: tuple[Condition, ...] = ()
    sorts: tuple[Sort, ...] = ()
    search: str = ""
    grouping: Grouping | None = None

    def where(self, *more: Condition) -> "ListSpec":
        """The same list narrowed by more filters."""
        return replace(self, filters=(*self.filters, *more))

    def sorted_by(self, *sorts: Sort) -> "ListSpec":
        """The same list in another order."""
        return replace(self, sorts=sorts)

    def grouped_by(self, grouping: Grouping | None) -> "ListSpec":
        """The same list in groups, or in none."""
        return replace(self, grouping=grouping)

    def to_json(self) -> dict[str, Any]:
        """A JSON-able copy."""
        return {
            "filters": [_plain(each) for each in self.filters],
            "sorts": [[s.field, s.descending] for s in self.sorts],
            "search": self.search,
            "grouping": [self.grouping.field, self.grouping.step, self.grouping.descending] if self.grouping else None,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "ListSpec":
        """The specification a `to_json` came from."""
        grouping = data.get("grouping")
        return cls(
            tuple(_condition(each) for each in data.get("filters", ())),
            tuple(Sort(name, bool(descending)) for name, descending in data.get("sorts", ())),
            str(data.get("search", "")),
            Grouping(*grouping) if grouping else None,
        )


def _plain(one: Condition) -> Any:
    if isinstance(one, AnyOf):
        return {"any": [_plain(each) for each in one.filters]}
    return [one.field, one.operator, _listed(one.value)]


def _condition(data: Any) -> Condition:
    if isinstance(data, Mapping):
        return AnyOf(tuple(_filter(each) for each in data["any"]))
    return _filter(data)


def _filter(data: Any) -> Filter:
    name, operator, value = data
    return Filter(name, operator, _frozen(value))


def _listed(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, Iterable) and not isinstance(value, str) else value
