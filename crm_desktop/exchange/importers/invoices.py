"""Invoices from files: never more than was agreed, credit notes within what they correct, void ones kept as such.

One that is known stays as it was issued; what is written on it besides the money is corrected by a file, too.
"""

from collections import defaultdict
from dataclasses import replace
from typing import Any

from crm_desktop.core.errors import Problem
from crm_desktop.exchange.import_rows import Row
from crm_desktop.exchange.importers.operated import OperatedImporter
from crm_desktop.exchange.importers.record import Context
from crm_desktop.models import Invoice
from crm_desktop.models.contract import VOID
from crm_desktop.operations.invoice import (
    InvoiceDraft,
    check_invoice,
    invoice_draft,
    issue_invoice,
    update_invoice,
    void_invoice,
)
from crm_desktop.storage.database import UnitOfWork


class InvoiceImporter(OperatedImporter):
    """Imports invoices."""

    kind = "invoices"
    entity = Invoice
    unique = "number"
    plain = ("number", "issued_on", "kind", "heading", "tax_number", "note")

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        # What the rows looked at so far would invoice of each contract and order.
        self._would: dict[str, int] = defaultdict(int)

    def given(self, row: Row, known: str | None) -> dict[str, Any]:
        """The columns a row fills."""
        given = self.columns(row)
        names = ("customer", "contract", "order", "owner", "corrects")
        given |= {f"{name}_id": found for name in names if (found := self.link(row, name))}
        currency = self.agreed_currency(given, row)
        if (money := self.money(row, "amount", currency)) is not None:
            given["amount_minor"], given["currency"] = money
        if (tax := self.money(row, "tax", given.get("currency"))) is not None:
            given["tax_minor"] = tax[0]
        for name in ("issued_on", "voided_on"):
            self.past(row, name)
        return given

    def check_new(self, given: dict[str, Any], row: Row) -> None:
        """While the file is only being looked at: what its earlier rows invoice counts as if it had been issued."""
        if row.problems or self.context.work is not None or given.get("corrects_id") in self._new:
            return
        of = given.get("contract_id") or given.get("order_id") or ""
        try:
            check_invoice(self.reading, InvoiceDraft(**given), self._would[of])
        except Problem as error:
            row.refuse_error(error, self.columns_of_errors(row))
            return
        if of and row.get("status") != VOID:
            self._would[of] += given["amount_minor"]

    def make(self, work: UnitOfWork, record_id: str, given: dict[str, Any], row: Row) -> None:
        """As its form would, and void where the file says so."""
        issue_invoice(work, InvoiceDraft(**given), invoice_id=record_id)
        self._follow(work, record_id, row)

    def draft(self, work: UnitOfWork, record_id: str) -> InvoiceDraft:
        """The invoice as known."""
        return invoice_draft(work, record_id)

    def merged(
        self, work: UnitOfWork, record_id: str, before: InvoiceDraft, given: dict[str, Any], row: Row
    ) -> InvoiceDraft:
        """With what the row says; what is bought under a contract is invoiced by it."""
        if before.contract_id and not before.order_id:
            given = {name: value for name, value in given.items() if name != "order_id"}
        return replace(before, **given)

    def update(self, work: UnitOfWork, record_id: str, draft: InvoiceDraft, before: InvoiceDraft) -> None:
        """The ordinary change: nothing of its money."""
        update_invoice(work, record_id, draft, before)

    def after_change(self, work: UnitOfWork, record_id: str, row: Row) -> bool:
        """What is void in the file is so here, too."""
        work.session.flush()
        return self._follow(work, record_id, row)

    def _follow(self, work: UnitOfWork, record_id: str, row: Row) -> bool:
        if row.get("status") != VOID or work.session.get_one(Invoice, record_id).status == VOID:
            return False
        void_invoice(work, record_id, row.get("voided_on"))
        return True
