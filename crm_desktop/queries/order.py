"""Orders as a user sees them: the list, and one order with its lines, what it earned and what was paid."""

from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Select, Text, func, select, type_coerce
from sqlalchemy.orm import aliased

from crm_desktop.core.i18n import N_
from crm_desktop.core.listing import Sort
from crm_desktop.core.money import line_net
from crm_desktop.models import (
    Campaign,
    Contract,
    Customer,
    Opportunity,
    Order,
    OrderLine,
    Quotation,
    Receipt,
    Receivable,
    User,
)
from crm_desktop.models.base import Flag
from crm_desktop.models.contract import IN_FORCE
from crm_desktop.models.order import CANCELLED, PAID, PLACED
from crm_desktop.queries.asked import RECORD
from crm_desktop.queries.cells import cells, one
from crm_desktop.queries.invoice import InvoiceBrief, invoices_of
from crm_desktop.queries.list_field import these
from crm_desktop.queries.list_query import CHOICE, DATE, FLAG, MONEY, PERSON, TEXT, TODAY, Field, ListQuery
from crm_desktop.queries.money import in_base
from crm_desktop.queries.names import customer_name, name_of, product_name, user_name
from crm_desktop.storage.database import Reading


class OrderRow(NamedTuple):
    """One line of the list of orders; `net_minor` is the sum of its lines in `currency`.

    `open_minor` is what is left to be paid: nothing (None) of what was cancelled, or is paid by its contract.
    """

    id: str
    number: str
    customer_id: str | None
    customer: str | None
    ordered_on: date
    net_minor: int
    currency: str
    payment_state: str
    status: str
    owner: str | None
    due_on: date | None
    is_overdue: bool
    paid_on: date | None
    total_minor: int
    received_minor: int
    open_minor: int | None
    required_on: date | None
    shipped_on: date | None
    opportunity_id: str | None
    opportunity: str | None
    contract_id: str | None
    contract: str | None
    quotation_id: str | None
    quotation: str | None
    owner_id: str | None


@dataclass(frozen=True)
class OrderLineView:
    """A product line of an order."""

    id: str
    product_id: str | None
    product: str | None
    description: str | None
    quantity_e6: int
    unit: str | None
    unit_price_e6: int
    discount_e6: int
    net_minor: int
    unit_cost_e6: int | None
    tax_rate_e6: int | None


@dataclass(frozen=True)
class ReceiptView:
    """Money that came in."""

    id: str
    paid_on: date
    amount_minor: int
    currency: str
    method: str | None
    note: str | None


@dataclass(frozen=True)
class ReceivableView:
    """An amount that falls due."""

    id: str
    due_on: date
    amount_minor: int
    currency: str
    note: str | None


@dataclass(frozen=True)
class OrderDetails:
    """Everything about one order. `margin_minor` is net less cost, None while the cost of a line is unknown."""

    id: str
    number: str
    external_key: str | None
    customer_id: str | None
    customer: str | None
    opportunity_id: str | None
    opportunity: str | None
    quotation_id: str | None
    quotation: str | None
    contract_id: str | None
    contract: str | None
    campaign: str | None
    owner_id: str | None
    owner: str | None
    status: str
    ordered_on: date
    required_on: date | None
    shipped_on: date | None
    currency: str
    net_minor: int
    freight_minor: int
    tax_minor: int
    total_minor: int
    received_minor: int
    balance_minor: int
    open_minor: int | None
    margin_minor: int | None
    payment_state: str
    due_on: date | None
    is_overdue: bool
    paid_on: date | None
    delivery_name: str | None
    delivery_country: str | None
    delivery_province: str | None
    delivery_city: str | None
    delivery_postcode: str | None
    delivery_address: str | None
    note: str | None
    created_at: int
    lines: tuple[OrderLineView, ...]
    receipts: tuple[ReceiptView, ...]
    receivables: tuple[ReceivableView, ...]
    invoices: tuple[InvoiceBrief, ...]


_line, _receipt = aliased(OrderLine), aliased(Receipt)
NET = (
    select(func.coalesce(func.sum(_line.net_minor), 0))
    .where(_line.order_id == Order.id, _line.deleted.is_(False))
    .correlate(Order)
    .scalar_subquery()
)
RECEIVED = (
    select(func.coalesce(func.sum(_receipt.amount_minor), 0))
    .where(_receipt.order_id == Order.id, _receipt.deleted.is_(False))
    .correlate(Order)
    .scalar_subquery()
)
IS_OVERDUE = type_coerce(
    func.coalesce(
        (Order.payment_state != PAID)
        & (Order.status != CANCELLED)
        & Order.contract_id.is_(None)
        & (type_coerce(Order.due_on, Text) < TODAY),
        0,
    ),
    Flag,
)
NET_IN_BASE = in_base(NET, Order.currency, Order.ordered_on)
# An order that names no campaign belongs to that of its deal.
CAMPAIGN = func.coalesce(Order.campaign_id, name_of(Opportunity, Order.opportunity_id, "campaign_id"))
TOTAL = NET + Order.freight_minor + Order.tax_minor
# What was cancelled is owed no more, and what is bought under a contract is owed by that contract's plan.
_IS_OWED: Any = (Order.status != CANCELLED) & Order.contract_id.is_(None)
_OPEN: Any = func.iif(_IS_OWED, TOTAL - RECEIVED, None)
_IS_OPEN: Any = type_coerce(
    (Order.status != CANCELLED)
    & ((Order.status == PLACED) | (Order.contract_id.is_(None) & (Order.payment_state != PAID))),
    Flag,
)
# What is ordered under a contract in force is sold by that contract.
IS_SOLD: Any = type_coerce(
    (Order.status != CANCELLED)
    & ~select(Contract.id)
    .where(Contract.id == Order.contract_id, Contract.deleted.is_(False), Contract.stage.in_(IN_FORCE))
    .correlate(Order)
    .exists(),
    Flag,
)

_OWN = {
    "customer": customer_name(Order.customer_id),
    "opportunity": name_of(Opportunity, Order.opportunity_id),
    "contract": name_of(Contract, Order.contract_id, "number"),
    "quotation": name_of(Quotation, Order.quotation_id, "number"),
    "campaign": name_of(Campaign, CAMPAIGN),
    "owner": user_name(Order.owner_id),
    "net_minor": NET,
    "total_minor": TOTAL,
    "received_minor": RECEIVED,
    "balance_minor": TOTAL - RECEIVED,
    "open_minor": _OPEN,
    "is_overdue": IS_OVERDUE,
}
_ROWS = ("lines", "receipts", "receivables", "invoices", "margin_minor")


def _of_customer(key: str, title: str, column: str) -> Field:
    value = name_of(Customer, Order.customer_id, column)
    return Field(key, title, CHOICE, value, choices=key, is_sortable=False)


ORDERS = ListQuery(
    kind="sales_order",
    entity=Order,
    row=OrderRow,
    cells=cells(OrderRow, Order, _OWN),
    fields=(
        these(Order),
        Field("number", N_("Number"), TEXT, Order.number),
        Field(
            "customer",
            N_("Customer"),
            CHOICE,
            Order.customer_id,
            choices="customers",
            order=_OWN["customer"],
            along=Customer.name,
        ),
        Field("ordered_on", N_("Ordered"), DATE, Order.ordered_on),
        Field("net", N_("Net amount"), MONEY, NET),
        Field("total", N_("Order total"), MONEY, TOTAL),
        Field("received", N_("Received"), MONEY, RECEIVED),
        Field("open", N_("Outstanding"), MONEY, _OPEN),
        Field("currency", N_("Currency"), CHOICE, Order.currency, choices="currencies"),
        Field("payment_state", N_("Payment"), CHOICE, Order.payment_state, choices="payment_state"),
        Field("status", N_("Status"), CHOICE, Order.status, choices="order_status"),
        Field("owner", N_("Owner"), PERSON, Order.owner_id, choices="users", order=_OWN["owner"], along=User.name),
        Field("campaign", N_("Campaign"), CHOICE, CAMPAIGN, choices="campaigns", order=name_of(Campaign, CAMPAIGN)),
        Field("due_on", N_("Due date"), DATE, Order.due_on, is_due=True),
        Field("is_overdue", N_("Overdue"), FLAG, IS_OVERDUE),
        Field("is_open", N_("Not shipped or not paid"), FLAG, _IS_OPEN),
        Field("is_sold", N_("Sold by itself, under no contract in force"), FLAG, IS_SOLD, is_sortable=False),
        Field("paid_on", N_("Paid on"), DATE, Order.paid_on),
        Field("shipped_on", N_("Shipped"), DATE, Order.shipped_on),
        Field("required_on", N_("Required"), DATE, Order.required_on, is_due=True),
        Field(
            "opportunity",
            N_("Opportunity"),
            CHOICE,
            Order.opportunity_id,
            choices="opportunities",
            order=_OWN["opportunity"],
        ),
        Field("contract", N_("Contract"), TEXT, _OWN["contract"]),
        Field("quotation", N_("Quotation"), TEXT, _OWN["quotation"]),
        Field(
            "product",
            N_("Product"),
            CHOICE,
            OrderLine.product_id,
            choices="products",
            is_sortable=False,
            through=OrderLine.order_id,
        ),
        _of_customer("industry", N_("Industry"), "industry_id"),
        _of_customer("region", N_("Region of the customer"), "region_id"),
        Field("team", N_("Team"), CHOICE, name_of(User, Order.owner_id, "team_id"), choices="teams", is_sortable=False),
    ),
    default_sorts=(Sort("ordered_on", descending=True),),
    totals={
        "net_minor": NET_IN_BASE,
        "total_minor": in_base(TOTAL, Order.currency, Order.ordered_on),
        "open_minor": in_base(func.coalesce(_OPEN, 0), Order.currency, Order.ordered_on),
    },
)


_SHOWN = cells(OrderDetails, Order, _OWN, without=_ROWS)


def order_details(reading: Reading, order_id: str) -> OrderDetails:
    """One order, if the viewer may see it."""
    row = one(reading, Order, order_id, _SHOWN)
    lines = _rows(reading, OrderLineView, _LINES, order_id)
    return OrderDetails(
        **row,
        margin_minor=_margin(lines, row["currency"]),
        lines=lines,
        receipts=_rows(reading, ReceiptView, _RECEIPTS, order_id),
        receivables=_rows(reading, ReceivableView, _RECEIVABLES, order_id),
        invoices=invoices_of(reading, order_id=order_id),
    )


def _of_order(view: type[Any], entity: Any, order: Any, own: dict[str, Any] | None = None) -> Select[Any]:
    mine = (entity.order_id == RECORD, entity.deleted.is_(False))
    return select(*cells(view, entity, own).values()).where(*mine).order_by(order, entity.id)


_LINES = _of_order(OrderLineView, OrderLine, OrderLine.position, {"product": product_name(OrderLine.product_id)})
_RECEIPTS = _of_order(ReceiptView, Receipt, Receipt.paid_on)
_RECEIVABLES = _of_order(ReceivableView, Receivable, Receivable.due_on)


def _rows(reading: Reading, view: type[Any], statement: Select[Any], order_id: str) -> tuple[Any, ...]:
    return tuple(view(*row) for row in reading.fetch(statement, {"record": order_id}))


def _margin(lines: tuple[OrderLineView, ...], currency: str) -> int | None:
    costs = [
        None if each.unit_cost_e6 is None else line_net(each.quantity_e6, each.unit_cost_e6, 0, currency)
        for each in lines
    ]
    if not lines or None in costs:
        return None
    return sum(each.net_minor for each in lines) - sum(cost for cost in costs if cost is not None)
