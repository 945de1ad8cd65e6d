"""The rows of a list in groups: which row is the heading of a group, and which record stands in which row."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any


@dataclass(frozen=True, slots=True)
class Heading:
    """What the heading of a group says; `chosen` of its `count` records are chosen."""

    name: str
    count: int
    totals: str
    is_folded: bool
    chosen: int


@dataclass(frozen=True)
class GroupedRows:
    """Groups in their order, of which some are folded. Each takes a row for its heading and, unfolded, its records.

    Rows are counted as shown, positions as the records of the list stand.
    """

    groups: Sequence[Any] = ()
    folded: frozenset[Any] = frozenset()
    _rows: list[int] = field(init=False, repr=False, compare=False)
    _positions: list[int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        sizes = (1 if each.value in self.folded else 1 + each.count for each in self.groups)
        object.__setattr__(self, "_rows", list(accumulate(sizes, initial=0)))
        object.__setattr__(self, "_positions", list(accumulate((each.count for each in self.groups), initial=0)))

    def __bool__(self) -> bool:
        return bool(self.groups)

    @property
    def row_count(self) -> int:
        """How many rows are shown."""
        return self._rows[-1]

    @property
    def keys(self) -> Iterator[Any]:
        """The values of all groups."""
        return (each.value for each in self.groups)

    def group_at(self, row: int) -> int:
        """The number of the group a row belongs to."""
        return bisect_right(self._rows, row) - 1

    def heading_at(self, row: int) -> int:
        """The number of the group whose heading stands in a row, -1 for none."""
        number = self.group_at(row)
        return number if 0 <= number < len(self.groups) and self._rows[number] == row else -1

    def heading_row(self, number: int) -> int:
        """The row of a group's heading."""
        return self._rows[number]

    def position_at(self, row: int) -> int:
        """Where in the list the record of a row stands, -1 for a heading."""
        number = self.group_at(row)
        if not 0 <= number < len(self.groups) or self._rows[number] == row:
            return -1
        return self._positions[number] + row - self._rows[number] - 1

    def group_of(self, position: int) -> int:
        """The number of the group in which a record stands."""
        return bisect_right(self._positions, position) - 1

    def row_of(self, position: int) -> int:
        """The row of a record, -1 while its group is folded."""
        number = self.group_of(position)
        if position < 0 or not 0 <= number < len(self.groups) or self.groups[number].value in self.folded:
            return -1
        return self._rows[number] + 1 + position - self._positions[number]

    def members(self, number: int) -> tuple[int, int]:
        """The positions of a group: the first, and the first after it."""
        return self._positions[number], self._positions[number + 1]

    def spans(self, first: int, last: int) -> Iterator[tuple[int, int, int]]:
        """The records in these rows: the number of each group with its first position and the first after."""
        for number in range(max(0, self.group_at(first)), min(self.group_at(last), len(self.groups) - 1) + 1):
            if self.groups[number].value in self.folded:
                continue
            start, end = self.members(number)
            row = self._rows[number] + 1
            low, high = max(start, start + first - row), min(end, start + last - row + 1)
            if low < high:
                yield number, low, high

    def with_folded(self, folded: frozenset[Any]) -> "GroupedRows":
        """The same groups, others of them folded."""
        return GroupedRows(self.groups, folded)

    def sums(self) -> dict[str, int]:
        """The totals of all groups together."""
        totals: dict[str, int] = {}
        for each in self.groups:
            _add(totals, each.sums)
        return totals


def _add(totals: dict[str, int], sums: Mapping[str, int]) -> None:
    for name, amount in sums.items():
        totals[name] = totals.get(name, 0) + amount
