"""What a record table asks of its list, and how ids and selections of a million rows are kept small."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from crm_desktop.core.ids import pack
from crm_desktop.core.listing import ListSpec

ID_BYTES = 16


class ListSource(Protocol):
    """One list of records; each method runs on a reader thread. Rows are frozen and have an `id`."""

    def first(self, reading: Any, spec: ListSpec, limit: int, without: frozenset[str] = frozenset()) -> Sequence[Any]:
        """The first rows, as fast as can be; attributes in `without` need not be worked out."""

    def ids(self, reading: Any, spec: ListSpec) -> bytes | Iterable[bytes]:
        """All ids in order, 16 bytes each, in one piece or several."""

    def rows(self, reading: Any, ids: Sequence[str], without: frozenset[str] = frozenset()) -> Sequence[Any]:
        """The rows of these ids, in any order; ids that no longer exist are left out, as are attributes `without`."""

    def count(self, reading: Any, spec: ListSpec) -> int:
        """How many records the list holds."""

    def groups(self, reading: Any, spec: ListSpec, *, with_sums: bool = True) -> Sequence[Any]:
        """What the list is grouped by: value, order, count and, when wanted, sums of each group, in their order."""

    def values(self, reading: Any, spec: ListSpec, key: str, limit: int, words: str = "") -> Sequence[Any]:
        """The first values of a field in their order, with their counts."""

    def sums(self, reading: Any, spec: ListSpec, ids: Sequence[str] | None = None) -> dict[str, int]:
        """What the bottom bar sums up, for the whole list or for the chosen ids only."""


@dataclass(frozen=True)
class IdVector:
    """Ids in the order of the list, packed."""

    packed: bytes = b""

    @classmethod
    def of(cls, ids: Sequence[str]) -> "IdVector":
        """Pack the ids."""
        return cls(pack(ids))

    def __len__(self) -> int:
        return len(self.packed) // ID_BYTES

    def __getitem__(self, position: int) -> str:
        return self.packed[position * ID_BYTES : (position + 1) * ID_BYTES].hex()

    def slice(self, first: int, last: int) -> list[str]:
        """The ids from the first up to and without the last position."""
        return [self[position] for position in range(max(0, first), min(last, len(self)))]

    def find(self, record_id: str) -> int:
        """The position of an id, or -1. A search in the bytes: 2 ms at the end of a million."""
        key = bytes.fromhex(record_id)
        at = self.packed.find(key)
        while at >= 0 and at % ID_BYTES:
            at = self.packed.find(key, at + 1)
        return at // ID_BYTES if at >= 0 else -1

    def __iter__(self) -> Iterator[str]:
        return (self[position] for position in range(len(self)))


@dataclass
class Selection:
    """The chosen records: some ids, or everything but some ids, so that "select all" costs nothing."""

    is_everything: bool = False
    exceptions: set[str] = field(default_factory=set)

    def __contains__(self, record_id: str) -> bool:
        return (record_id in self.exceptions) != self.is_everything

    def count(self, total: int) -> int:
        """How many of the list's records are chosen."""
        return total - len(self.exceptions) if self.is_everything else len(self.exceptions)

    def copy(self) -> "Selection":
        """The selection as it is now, for another thread."""
        return Selection(self.is_everything, set(self.exceptions))

    def put(self, record_ids: Iterable[str], chosen: bool) -> None:
        """Choose the records, or no longer."""
        if chosen != self.is_everything:
            self.exceptions.update(record_ids)
        else:
            self.exceptions.difference_update(record_ids)

    def reset(self, *, everything: bool = False) -> None:
        """Choose nothing, or everything."""
        self.is_everything = everything
        self.exceptions.clear()

    def ids(self, vector: IdVector) -> list[str]:
        """The chosen ids in the order of the list."""
        if self.is_everything or len(self.exceptions) > 1000:
            return [record_id for record_id in vector if record_id in self]
        return sorted(self.exceptions, key=vector.find)

    def keep_only(self, vector: IdVector) -> None:
        """Forget chosen records that left the list."""
        if not self.exceptions:
            return
        if len(self.exceptions) < 50:
            self.exceptions = {record_id for record_id in self.exceptions if vector.find(record_id) >= 0}
        else:
            self.exceptions.intersection_update(vector)
