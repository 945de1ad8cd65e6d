"""The list of receipts: what came in and went back, for which contract or order."""

from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import and_, false, func, or_, select, type_coerce

from crm_desktop.core.i18n import N_
from crm_desktop.core.listing import Sort
from crm_desktop.models import Contract, Customer, Order, Receipt, Receivable
from crm_desktop.models.base import Flag
from crm_desktop.queries import rights
from crm_desktop.queries.cells import cells
from crm_desktop.queries.list_query import CHOICE, DATE, FLAG, MONEY, TEXT, Field, ListQuery
from crm_desktop.queries.money import in_base
from crm_desktop.queries.names import customer_name, name_of
from crm_desktop.storage.database import Reading


class ReceiptRow(NamedTuple):
    """One receipt; a refund is below 0."""

    id: str
    number: str | None
    paid_on: date
    customer_id: str
    customer: str | None
    contract_id: str | None
    contract: str | None
    order_id: str | None
    order: str | None
    amount_minor: int
    currency: str
    method: str | None
    note: str | None
    is_refund: bool
    is_assigned: bool


@dataclass(frozen=True)
class ReceiptDetails:
    """A receipt with what of it was given back (below 0), or the receipt that it gives back."""

    id: str
    row: ReceiptRow
    given_back_minor: int
    refunds_id: str | None
    refunds: str | None
    pays: "PlannedPayment | None" = None


@dataclass(frozen=True)
class PlannedPayment:
    """A payment that a receipt can be for: what it is called, when it falls due, and how much it is."""

    id: str
    title: str | None
    due_on: date
    amount_minor: int
    currency: str


_IS_REFUND: Any = type_coerce(Receipt.amount_minor < 0, Flag)
_IS_ASSIGNED: Any = type_coerce(~and_(Receipt.contract_id.is_(None), Receipt.order_id.is_(None)), Flag)
_OWN = {
    "customer": customer_name(Receipt.customer_id),
    "contract": name_of(Contract, Receipt.contract_id, "number"),
    "order": name_of(Order, Receipt.order_id, "number"),
    "is_refund": _IS_REFUND,
    "is_assigned": _IS_ASSIGNED,
}

RECEIPTS = ListQuery(
    kind="receipt",
    entity=Receipt,
    row=ReceiptRow,
    cells=cells(ReceiptRow, Receipt, _OWN),
    fields=(
        Field("number", N_("Number"), TEXT, Receipt.number),
        Field("paid_on", N_("Paid on"), DATE, Receipt.paid_on),
        Field(
            "customer",
            N_("Customer"),
            CHOICE,
            Receipt.customer_id,
            choices="customers",
            order=_OWN["customer"],
            along=Customer.name,
        ),
        Field("contract", N_("Contract"), TEXT, _OWN["contract"]),
        Field("order", N_("Order"), TEXT, _OWN["order"]),
        Field("amount", N_("Amount"), MONEY, Receipt.amount_minor),
        Field("currency", N_("Currency"), CHOICE, Receipt.currency, choices="currencies"),
        Field("method", N_("Method"), TEXT, Receipt.method),
        Field("is_refund", N_("Refund"), FLAG, _IS_REFUND),
        Field("is_assigned", N_("For a contract or order"), FLAG, _IS_ASSIGNED),
    ),
    default_sorts=(Sort("paid_on", descending=True), Sort("number", descending=True)),
    totals={"amount_minor": in_base(Receipt.amount_minor, Receipt.currency, Receipt.paid_on)},
)


def receipt_details(reading: Reading, receipt_id: str) -> ReceiptDetails:
    """One receipt, if the viewer may see it."""
    rights.must_see(reading, Receipt, receipt_id)
    (row,) = RECEIPTS.rows(reading, [receipt_id])
    given = select(func.sum(Receipt.amount_minor)).where(Receipt.refunds_id == receipt_id, Receipt.deleted.is_(False))
    receipt = reading.session.get_one(Receipt, receipt_id)
    paid = reading.session.get(Receipt, receipt.refunds_id) if receipt.refunds_id else None
    refunds = paid.number if paid else None
    named = payments_to_name(reading, None, receipt.receivable_id) if receipt.receivable_id else ()
    back = int(reading.session.scalar(given) or 0)
    return ReceiptDetails(receipt_id, row, back, receipt.refunds_id, refunds, next(iter(named), None))


def payments_to_name(reading: Reading, contract_id: str | None, named: str | None = None) -> tuple[PlannedPayment, ...]:
    """The payments of a contract that the viewer may see, the first due first, and one that is named already."""
    due = Receivable
    of_contract = and_(due.contract_id == contract_id, due.deleted.is_(False)) if contract_id else false()
    columns: Any = (due.id, due.title, due.due_on, due.amount_minor, due.currency)
    statement = select(*columns).where(or_(of_contract, due.id == named)).order_by(due.due_on, due.id)
    rows = reading.session.execute(rights.seen(due, reading.viewer, statement))
    return tuple(PlannedPayment(*row) for row in rows)
