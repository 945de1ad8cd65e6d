"""The rows of a part of the sample before they are written, table by table."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from crm_desktop.models import (
    ENTITIES,
    Contract,
    HistoryEntry,
    Invoice,
    Lead,
    Opportunity,
    Order,
    Quotation,
    Receipt,
    ServiceCase,
    Synced,
)
from crm_desktop.models.customer import Customer
from crm_desktop.storage.database import UnitOfWork

Row = dict[str, Any]
NUMBERED: tuple[type[Synced], ...] = (
    *(Customer, Opportunity, Order, ServiceCase, Lead, Quotation),
    *(Contract, Receipt, Invoice),
)


class Rows:
    """Collects rows, then writes them: parents before children, older before newer, numbers in the order of time."""

    def __init__(self) -> None:
        self._rows: dict[type[Synced], list[Row]] = {entity: [] for entity in ENTITIES}

    def add(self, entity: type[Synced], row: Row) -> Row:
        """Take a row, which brings its id; it may still be changed until it is written."""
        self._rows[entity].append(row)
        return row

    def note(
        self, entity: type[Synced], record_id: str, field: str, value: str | None, on: date, at_ms: int,
        by_id: str | None, entry_id: str,
    ) -> Row:  # fmt: skip
        """From which day on a field of a record had a value."""
        entry = {"id": entry_id, "record_kind": entity.__tablename__, "record_id": record_id, "field": field}
        return self.add(HistoryEntry, entry | {"value": value, "from_on": on, "changed_at": at_ms, "by_id": by_id})

    def write(self, work: UnitOfWork) -> Iterator[tuple[type[Synced], int]]:
        """Write everything and forget it; tells each table with its number of rows."""
        for entity, rows in self._rows.items():
            if not rows:
                continue
            rows.sort(key=lambda row: str(row["id"]))
            if entity in NUMBERED:
                _number(work, entity, rows)
            work.insert_rows(entity, rows)
            yield entity, len(rows)
            rows.clear()


def _number(work: UnitOfWork, entity: type[Synced], rows: list[Row]) -> None:
    """Numbers in the order of time; a row whose number is another row has that one's."""
    new = [row for row in rows if "number" not in row]
    for row, number in zip(new, work.next_numbers(entity.__tablename__, len(new)), strict=True):
        row["number"] = number
    for row in rows:
        if isinstance(row["number"], dict):
            row["number"] = row["number"]["number"]
