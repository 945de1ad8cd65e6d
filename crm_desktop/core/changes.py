"""What a transaction touched, told after its commit."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class ChangeSet:
    """Table name → ids of the records that changed. `bulk` names tables too large to list id by id."""

    entities: Mapping[str, frozenset[str]] = field(default_factory=dict)
    bulk: frozenset[str] = frozenset()

    def touches(self, tables: Iterable[str]) -> bool:
        """Whether any of these tables changed."""
        return any(table in self.entities or table in self.bulk for table in tables)

    def __bool__(self) -> bool:
        return bool(self.entities) or bool(self.bulk)
