"""The register of invoices: what was issued, voided and corrected, of which contract or order."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import func, select, type_coerce

from crm_desktop.core.i18n import N_
from crm_desktop.core.listing import Sort
from crm_desktop.models import Contract, Customer, Invoice, Order
from crm_desktop.models.base import Flag
from crm_desktop.models.contract import ISSUED
from crm_desktop.queries import rights
from crm_desktop.queries.cells import cells
from crm_desktop.queries.list_query import CHOICE, DATE, FLAG, MONEY, PERSON, TEXT, Field, ListQuery
from crm_desktop.queries.money import in_base
from crm_desktop.queries.names import customer_name, name_of, user_name
from crm_desktop.storage.database import Reading


class InvoiceRow(NamedTuple):
    """One invoice, its amount with tax; a credit note is below 0."""

    id: str
    number: str
    kind: str
    status: str
    issued_on: date
    voided_on: date | None
    customer_id: str
    customer: str | None
    contract_id: str | None
    contract: str | None
    order_id: str | None
    order: str | None
    heading: str | None
    tax_number: str | None
    amount_minor: int
    tax_minor: int
    currency: str
    owner_id: str | None
    owner: str | None
    note: str | None
    corrects: str | None
    is_credit: bool


@dataclass(frozen=True)
class InvoiceDetails:
    """An invoice with what credit notes took off it (below 0), or the invoice that it corrects."""

    id: str
    row: InvoiceRow
    credited_minor: int
    corrects_id: str | None
    corrects: str | None


@dataclass(frozen=True)
class InvoiceBrief:
    """An invoice as the contract or order it is of tells it."""

    id: str
    number: str
    issued_on: date
    amount_minor: int
    status: str


_HOLDS = (Invoice.deleted.is_(False), Invoice.status == ISSUED)
_IS_CREDIT: Any = type_coerce(Invoice.amount_minor < 0, Flag)
_OWN = {
    "customer": customer_name(Invoice.customer_id),
    "contract": name_of(Contract, Invoice.contract_id, "number"),
    "order": name_of(Order, Invoice.order_id, "number"),
    "owner": user_name(Invoice.owner_id),
    "corrects": name_of(Invoice, Invoice.corrects_id, "number"),
    "is_credit": _IS_CREDIT,
}

INVOICES = ListQuery(
    kind="invoice",
    entity=Invoice,
    row=InvoiceRow,
    cells=cells(InvoiceRow, Invoice, _OWN),
    fields=(
        Field("number", N_("Number"), TEXT, Invoice.number),
        Field("issued_on", N_("Issued"), DATE, Invoice.issued_on),
        Field(
            "customer",
            N_("Customer"),
            CHOICE,
            Invoice.customer_id,
            choices="customers",
            order=_OWN["customer"],
            along=Customer.name,
        ),
        Field("contract", N_("Contract"), TEXT, _OWN["contract"]),
        Field("order", N_("Order"), TEXT, _OWN["order"]),
        Field("heading", N_("Invoice title"), TEXT, Invoice.heading),
        Field("tax_number", N_("Tax number"), TEXT, Invoice.tax_number),
        Field("kind", N_("Kind"), CHOICE, Invoice.kind, choices="invoice_kind"),
        Field("status", N_("Status"), CHOICE, Invoice.status, choices="invoice_status"),
        Field("amount", N_("Amount with tax"), MONEY, Invoice.amount_minor),
        Field("tax", N_("Tax"), MONEY, Invoice.tax_minor),
        Field("currency", N_("Currency"), CHOICE, Invoice.currency, choices="currencies"),
        Field("owner", N_("Owner"), PERSON, Invoice.owner_id, choices="users", order=_OWN["owner"]),
        Field("voided_on", N_("Voided"), DATE, Invoice.voided_on),
        Field("corrects", N_("Corrects"), TEXT, _OWN["corrects"]),
        Field("note", N_("Note"), TEXT, Invoice.note),
        Field("is_credit", N_("Credit note"), FLAG, _IS_CREDIT),
    ),
    default_sorts=(Sort("issued_on", descending=True), Sort("number", descending=True)),
    totals={
        name: in_base(
            type_coerce(column * (Invoice.status == ISSUED), column.type), Invoice.currency, Invoice.issued_on
        )
        for name, column in (("amount_minor", Invoice.amount_minor), ("tax_minor", Invoice.tax_minor))
    },
)


def invoice_details(reading: Reading, invoice_id: str) -> InvoiceDetails:
    """One invoice, if the viewer may see it."""
    rights.must_see(reading, Invoice, invoice_id)
    (row,) = INVOICES.rows(reading, [invoice_id])
    taken = select(func.sum(Invoice.amount_minor)).where(Invoice.corrects_id == invoice_id, *_HOLDS)
    corrects_id = reading.session.get_one(Invoice, invoice_id).corrects_id
    corrected = reading.session.get(Invoice, corrects_id) if corrects_id else None
    number = corrected.number if corrected else None
    return InvoiceDetails(invoice_id, row, int(reading.session.scalar(taken) or 0), corrects_id, number)


def invoices_of(reading: Reading, *, contract_id: str = "", order_id: str = "") -> tuple[InvoiceBrief, ...]:
    """The invoices of a contract or an order that the viewer may see, void ones too, the newest first."""
    of = Invoice
    mine = of.contract_id == contract_id if contract_id else of.order_id == order_id
    columns = (of.id, of.number, of.issued_on, of.amount_minor, of.status)
    statement: Any = select(*columns).where(mine, of.deleted.is_(False))
    rows = reading.session.execute(rights.seen(of, reading.viewer, statement).order_by(of.issued_on.desc(), of.id))
    return tuple(InvoiceBrief(*row) for row in rows)


def invoiced_of(invoices: Iterable[InvoiceBrief]) -> int:
    """What was invoiced by these, without what is void, credit notes taken off."""
    return sum(each.amount_minor for each in invoices if each.status == ISSUED)
