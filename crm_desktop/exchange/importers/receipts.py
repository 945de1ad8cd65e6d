"""Receipts from files: never more than a contract or order costs, and none of a locked month changed.

One without a number is known again by its day, its amount, and what it is for.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import select

from crm_desktop.core import formats
from crm_desktop.core.i18n import Message
from crm_desktop.exchange.import_rows import Row
from crm_desktop.exchange.importers.operated import OperatedImporter
from crm_desktop.exchange.importers.record import Context
from crm_desktop.exchange.mapping import CREATE
from crm_desktop.models import Contract, Order, Receipt
from crm_desktop.operations.payment import ReceiptDraft, receipt_draft, record_receipt, update_receipt
from crm_desktop.operations.payment_limits import received_where, total_of
from crm_desktop.queries import rights
from crm_desktop.storage.database import UnitOfWork


class ReceiptImporter(OperatedImporter):
    """Imports receipts."""

    kind = "receipts"
    entity = Receipt
    unique = "number"
    plain = ("number", "method", "note")

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        # Those of the days the file has come to; each is known again once, so that two alike in the file stay two.
        self._alike: dict[tuple[date, int, str, str | None], list[str]] = defaultdict(list)
        self._read_days: set[date] = set()
        self._identity: dict[str, Any] = {}
        # What came in for each contract and order, with what the rows looked at so far would bring.
        self._come: dict[str, int] = {}

    def expect(self, rows: Sequence[Row]) -> None:
        """Read what is known of the days the next rows are about, before any of them is written."""
        super().expect(rows)
        if self.on_match != CREATE:
            days = {day for row in rows if (day := row.get("paid_on"))}
            self._read_alike(days - self._read_days)
            self._read_days |= days

    def match(self, row: Row) -> str | None:
        """By its number; one without by what makes it the same."""
        known = super().match(row)
        self._identity = self._identified(row)
        if known is not None or row.get("number") or row.problems or self.on_match == CREATE:
            return known
        said = self._identity
        about = said.get("contract_id") or said.get("order_id") or said.get("customer_id")
        alike = self._alike.get((said["paid_on"], said["amount_minor"], said["currency"], about))
        return alike.pop(0) if alike else None

    def given(self, row: Row, known: str | None) -> dict[str, Any]:
        """The columns a row fills."""
        return {**self.columns(row), **self._identity}

    def check_new(self, given: dict[str, Any], row: Row) -> None:
        """Somebody paid it."""
        if row.problems:
            return
        if not any(given.get(name) for name in ("customer_id", "contract_id", "order_id")):
            row.refuse(None, Message("Choose the customer who pays."))
        elif self.context.work is None:
            self._check_open(given, row)

    def make(self, work: UnitOfWork, record_id: str, given: dict[str, Any], row: Row) -> None:
        """As its form would: within what is open."""
        record_receipt(work, ReceiptDraft(**given), receipt_id=record_id)

    def draft(self, work: UnitOfWork, record_id: str) -> ReceiptDraft:
        """The receipt as known."""
        return receipt_draft(work, record_id)

    def merged(
        self, work: UnitOfWork, record_id: str, before: ReceiptDraft, given: dict[str, Any], row: Row
    ) -> ReceiptDraft:
        """With what the row says."""
        return replace(before, **given)

    def update(self, work: UnitOfWork, record_id: str, draft: ReceiptDraft, before: ReceiptDraft) -> None:
        """The ordinary change."""
        update_receipt(work, record_id, draft, before)

    def _identified(self, row: Row) -> dict[str, Any]:
        """When how much came in for what."""
        names = ("customer", "contract", "order")
        given: dict[str, Any] = {f"{name}_id": found for name in names if (found := self.link(row, name))}
        if (paid_on := self.past(row, "paid_on")) is not None:
            given["paid_on"] = paid_on
        if (money := self.money(row, "amount", self.agreed_currency(given, row))) is not None:
            given["amount_minor"], given["currency"] = money
            if not money[0]:
                row.refuse("amount", Message("Give the amount that came in."))
        return given

    def _check_open(self, given: dict[str, Any], row: Row) -> None:
        """While the file is only being looked at: what its earlier rows bring counts as if it had come."""
        contract = self._record(Contract, given.get("contract_id"))
        order = None if contract else self._record(Order, given.get("order_id"))
        if contract is not None and contract.signed_on is None:
            said = Message("This contract is not signed yet. Sign it before money is taken in.")
            row.refuse("contract", said)
        of: Contract | Order
        if contract is not None:
            of, total, column = contract, contract.amount_minor, Receipt.contract_id
        elif order is not None:
            of, total, column = order, total_of(self.reading, order), Receipt.order_id
        else:
            return
        come = self._come.get(of.id)
        come = received_where(self.reading, column == of.id) if come is None else come
        if given["amount_minor"] > 0 and total > 0 and come + given["amount_minor"] > total:
            left = formats.money(max(0, total - come), of.currency, symbol=True)
            said = Message(
                "Only {amount} is still open. Write what is beyond it down as money of the customer alone.", amount=left
            )
            row.refuse("amount", said)
        elif not row.problems:
            come += given["amount_minor"]
        self._come[of.id] = come

    def _record(self, entity: Any, record_id: str | None) -> Any:
        return self.reading.session.get(entity, record_id) if record_id else None

    def _read_alike(self, days: set[date]) -> None:
        of = Receipt
        columns = (of.id, of.paid_on, of.amount_minor, of.currency, of.contract_id, of.order_id, of.customer_id)
        statement = select(*columns).where(of.deleted.is_(False), of.paid_on.in_(days)).order_by(of.id)
        scope = rights.visible(of, self.reading.viewer)
        rows = self.reading.session.execute(statement if scope is None else statement.where(scope)) if days else ()
        for record_id, paid_on, amount, currency, contract_id, order_id, customer_id in rows:
            self._alike[paid_on, amount, currency, contract_id or order_id or customer_id].append(record_id)
