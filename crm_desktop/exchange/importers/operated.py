"""What importers share whose records are made by the operation of their form, so that each of its rules is kept."""

from collections.abc import Mapping
from typing import Any

from crm_desktop.core.errors import Problem as ProblemError
from crm_desktop.exchange.import_rows import Refused, Row
from crm_desktop.exchange.importers.record import RecordImporter
from crm_desktop.operations import field_rules
from crm_desktop.storage.database import UnitOfWork


class OperatedImporter(RecordImporter):
    """A new record is made within a savepoint: what refuses it takes back whatever was made for its row."""

    def make(self, work: UnitOfWork, record_id: str, given: dict[str, Any], row: Row) -> None:
        """Make the new record the ordinary way."""
        raise NotImplementedError

    def create(self, record_id: str, given: dict[str, Any], row: Row) -> None:
        """By its operation; while the file is only being looked at, what the row says was checked by then."""
        work = self.context.work
        if work is None:
            return
        self.batch.flush()
        try:
            with work.session.begin_nested(), field_rules.with_own(work, self._own.read(self.own_given)):
                # Choices of a list that this row names first.
                self.batch.keep()
                self.batch.flush()
                self.make(work, record_id, given, row)
                work.session.flush()
        except ProblemError as error:
            row.refuse_error(error, self.columns_of_errors(row))
            raise Refused(*row.problems) from error

    def columns_of_errors(self, row: Row) -> dict[str, str]:
        """Field of the form → field of the file, for what its operation refuses."""
        return {f"{field}{ending}": field for field in row.columns for ending in ("_id", "_minor")}

    def agreed_currency(self, given: Mapping[str, Any], row: Row) -> str | None:
        """That of the contract or order a row is about, where it says none."""
        for name, table in (("contract_id", "contract"), ("order_id", "sales_order")):
            if not row.get("currency") and given.get(name):
                found = self.reading.plain(f"SELECT currency FROM {table} WHERE id = ?", (given[name],))
                return str(found[0][0]) if found else None
        return None
