"""What one cell of a foreign table can hold, and one record of it with its line number."""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Protocol, TypeAlias

Cell: TypeAlias = str | int | Decimal | date | datetime | bool | None
Record: TypeAlias = tuple[int, list[Cell]]


class Source(Protocol):
    """A file opened for reading: its records can be walked more than once, blank ones and header included."""

    def records(self) -> Iterator[Record]:
        """All records with the line number the user sees."""
        ...

    def close(self) -> None:
        """Give back what was taken from the machine."""
        ...
