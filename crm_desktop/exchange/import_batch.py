"""New rows of an import on their way into the file: gathered, numbered, and written in bulk."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from crm_desktop.core.ids import new_ids
from crm_desktop.models import Article, Customer, HistoryEntry, Lead, Opportunity, Order, Product, ServiceCase, Synced
from crm_desktop.storage.database import Reading, UnitOfWork

_AT_ONCE = 10_000
_IDS_AT_ONCE = 500
# Which column holds the human number of a record, and what its numbers are called.
_NUMBERED: dict[type[Synced], tuple[str, str]] = {
    Customer: ("number", "customer"),
    Product: ("code", "product"),
    Opportunity: ("number", "opportunity"),
    Order: ("number", "sales_order"),
    ServiceCase: ("number", "service_case"),
    Lead: ("number", "lead"),
    Article: ("number", "article"),
}


class Batch:
    """Rows wait as *tentative* until their record is accepted, then in bulk until enough have come together.

    Without a unit of work nothing is kept: then the import is only being looked at.
    """

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._work = reading if isinstance(reading, UnitOfWork) else None
        self._tentative: list[tuple[type[Synced], dict[str, Any], bool]] = []
        self._rows: dict[type[Synced], list[dict[str, Any]]] = defaultdict(list)
        self._shared: list[tuple[type[Synced], dict[str, Any]]] = []
        self._waiting: set[str] = set()
        self._ids = _many_ids()

    def new_id(self) -> str:
        """An id for a new record."""
        return next(self._ids)

    def add(self, entity: type[Synced], row: dict[str, Any]) -> None:
        """A new row; its id is made when it brings none."""
        if "id" not in row:
            row["id"] = next(self._ids)
        self._tentative.append((entity, row, False))

    def share(self, entity: type[Synced], row: dict[str, Any]) -> None:
        """A row with a derived id, which may be there already, deleted by an undo."""
        self._tentative.append((entity, row, True))

    def history(self, record: type[Synced], record_id: str, field: str, value: str | None, from_on: Any) -> None:
        """Remember from which business day on a field of a new record had a value."""
        if value is None:
            return
        self.add(
            HistoryEntry,
            {
                "record_kind": record.__tablename__,
                "record_id": record_id,
                "field": field,
                "value": value,
                "from_on": from_on or self._reading.today,
                "changed_at": self._reading.now_ms,
                "by_id": self._reading.viewer.user_id or None,
            },
        )

    def keep(self) -> None:
        """The tentative rows belong to a record that comes in."""
        if self._work is not None:
            for entity, row, is_shared in self._tentative:
                if is_shared:
                    self._shared.append((entity, row))
                else:
                    self._rows[entity].append(row)
                self._waiting.add(row["id"])
        self._tentative.clear()
        if len(self._waiting) >= _AT_ONCE:
            self.flush()

    def drop(self) -> None:
        """The tentative rows belong to a record that was refused."""
        self._tentative.clear()

    def holds(self, record_id: str) -> bool:
        """Whether a record still waits to be written."""
        return record_id in self._waiting

    def flush(self) -> None:
        """Write what waits."""
        if self._work is None:
            return
        for entity, row in self._shared:
            self._write_shared(self._work, entity, row)
        for entity, rows in self._rows.items():
            self._number(self._work, entity, rows)
            self._work.insert_rows(entity, rows)
        self._work.index_ahead()
        self._shared.clear()
        self._rows.clear()
        self._waiting.clear()

    @staticmethod
    def _write_shared(work: UnitOfWork, entity: type[Synced], row: dict[str, Any]) -> None:
        known = work.session.get(entity, row["id"])
        if known is None:
            work.session.add(entity(**row))
            return
        for name, value in {**row, "deleted": False}.items():
            setattr(known, name, value)

    def _number(self, work: UnitOfWork, entity: type[Synced], rows: list[dict[str, Any]]) -> None:
        column, kind = _NUMBERED.get(entity, ("", ""))
        unnumbered = [row for row in rows if column and not row.get(column)]
        given = {row[column] for row in rows if column and row.get(column)}
        while unnumbered:
            drawn = work.next_numbers(kind, len(unnumbered))
            taken = given | _in_use(work, entity, column, drawn)
            free = [number for number in drawn if number not in taken]
            for row, number in zip(unnumbered, free, strict=False):
                row[column] = number
            unnumbered = unnumbered[len(free) :]


def _many_ids() -> Iterator[str]:
    while True:
        yield from new_ids(_IDS_AT_ONCE)


def _in_use(work: UnitOfWork, entity: type[Synced], column: str, numbers: Iterable[str]) -> set[str]:
    """Those of the numbers that records have."""
    work.session.flush()
    rows = work.plain(
        f'SELECT "{column}" FROM "{entity.__tablename__}"'
        f' WHERE deleted = 0 AND "{column}" IN (SELECT value FROM json_each(?))',
        (json.dumps(list(numbers)),),
    )
    return {number for (number,) in rows}
