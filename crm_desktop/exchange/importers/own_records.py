"""Records of one own kind: machines, licences or whatever else the company keeps account of."""

from dataclasses import replace
from typing import Any

from sqlalchemy import select

from crm_desktop.core.i18n import Message
from crm_desktop.exchange.import_links import key_of
from crm_desktop.exchange.import_rows import Row
from crm_desktop.exchange.importers.record import Context, RecordImporter
from crm_desktop.models import CustomRecord
from crm_desktop.models.customising import own_kind_id
from crm_desktop.operations.own_record import (
    NAME_AT_MOST,
    NUMBER_AT_MOST,
    OwnRecordDraft,
    own_record_draft,
    update_own_record,
)
from crm_desktop.queries import rights
from crm_desktop.queries.own_kind import number_pattern
from crm_desktop.storage.database import UnitOfWork

_AT_ONCE = 100


class OwnRecordImporter(RecordImporter):
    """Imports records of the own kind that the request names."""

    entity = CustomRecord
    plain = ("number", "name", "note")
    unique = "number"

    def __init__(self, context: Context) -> None:
        # Asked for while everything else is made ready.
        self.kind = context.request.kind
        self._kind_id, self._drawn = own_kind_id(self.kind), list[str]()
        super().__init__(context)
        self._counts = number_pattern(self.reading, self.kind) is not None

    @property
    def record_kind(self) -> str:
        """Its kind, which its table alone does not tell."""
        return self.kind

    def given(self, row: Row, known: str | None) -> dict[str, Any]:
        """The columns a row fills."""
        given = self.columns(row)
        for name, most in (("name", NAME_AT_MOST), ("number", NUMBER_AT_MOST)):
            if len(given.get(name) or "") > most:
                row.refuse(name, Message("Write {most} characters at most.", most=most))
        for name in ("customer", "owner"):
            if (found := self.link(row, name)) is not None:
                given[f"{name}_id"] = found
        if (day := self.past(row, "created_on")) is not None:
            given["created_on"] = day
        return given

    def check_new(self, given: dict[str, Any], row: Row) -> None:
        """It is called something."""
        if not given.get("name"):
            row.refuse(None, Message("{field} is missing.", field=Message(self.import_kind.field("name").title)))

    def create(self, record_id: str, given: dict[str, Any], row: Row) -> None:
        """The record with its first owner, numbered where its kind counts."""
        owner_id = given.get("owner_id") or self.context.default_owner
        columns = {"kind_id": self._kind_id, "created_on": self.reading.today, "number": None, **given}
        columns |= {"id": record_id, "owner_id": owner_id, "number": columns["number"] or self._next_number()}
        self.batch.add(CustomRecord, columns)
        self.batch.history(CustomRecord, record_id, "owner", owner_id, None)

    def draft(self, work: UnitOfWork, record_id: str) -> OwnRecordDraft:
        """The record as known."""
        return own_record_draft(work, record_id)

    def merged(
        self, work: UnitOfWork, record_id: str, before: OwnRecordDraft, given: dict[str, Any], row: Row
    ) -> OwnRecordDraft:
        """With what the row says of what a form edits."""
        return replace(before, **{name: value for name, value in given.items() if hasattr(before, name)})

    def update(self, work: UnitOfWork, record_id: str, draft: OwnRecordDraft, before: OwnRecordDraft) -> None:
        """The ordinary change."""
        update_own_record(work, record_id, draft, before)

    def column_values(self, column: str, *, everywhere: bool = False) -> list[tuple[str, str]]:
        """(value, id) of every living record of the kind."""
        of: Any = getattr(CustomRecord, column)
        statement: Any = select(of, CustomRecord.id).where(
            CustomRecord.kind_id == self._kind_id, CustomRecord.deleted.is_(False), of.is_not(None), of != ""
        )
        seen = statement if everywhere else rights.seen(CustomRecord, self.reading.viewer, statement)
        return [(key_of(value), record_id) for value, record_id in self.reading.session.execute(seen)]

    def _next_number(self) -> str | None:
        """The next number that no record has; drawn some at a time."""
        work = self.context.work
        if not self._counts or work is None:
            return None
        taken = self._taken("number")
        while True:
            self._drawn = self._drawn or work.next_numbers(self.kind, _AT_ONCE)[::-1]
            if key_of(number := self._drawn.pop()) not in taken:
                return number
