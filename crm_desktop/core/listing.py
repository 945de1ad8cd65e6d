"""What a list shows, as plain data: the same specification drives table, export, print and the report behind it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

OPERATORS = ("is", "is_not", "in", "contains", "between", "at_least", "at_most", "within", "is_empty", "not_empty")
ME = "@me"


@dataclass(frozen=True)
class Filter:
    """One condition: a field, an operator of `OPERATORS` and a JSON-able value (a pair for between, a tuple for in)."""

    field: str
    operator: str
    value: Any = None


@dataclass(frozen=True)
class Sort:
    """One sort key."""

    field: str
    descending: bool = False


@dataclass(frozen=True)
class ListSpec:
    """Filters that all hold, sorts in order of weight, and words that must be found."""

    filters: tuple[Filter, ...] = ()
    sorts: tuple[Sort, ...] = ()
    search: str = ""

    def where(self, *more: Filter) -> "ListSpec":
        """The same list narrowed by more filters."""
        return replace(self, filters=(*self.filters, *more))

    def sorted_by(self, *sorts: Sort) -> "ListSpec":
        """The same list in another order."""
        return replace(self, sorts=sorts)

    def to_json(self) -> dict[str, Any]:
        """A JSON-able copy."""
        return {
            "filters": [[f.field, f.operator, _listed(f.value)] for f in self.filters],
            "sorts": [[s.field, s.descending] for s in self.sorts],
            "search": self.search,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "ListSpec":
        """The specification a `to_json` came from."""
        return cls(
            tuple(Filter(name, operator, _frozen(value)) for name, operator, value in data.get("filters", ())),
            tuple(Sort(name, bool(descending)) for name, descending in data.get("sorts", ())),
            str(data.get("search", "")),
        )


def _listed(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, Iterable) and not isinstance(value, str) else value
