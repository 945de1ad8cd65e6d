"""Orders with their lines, what is due for them, and what was received."""

from datetime import date

from sqlalchemy import Computed, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from crm_desktop.core.i18n import N_
from crm_desktop.models.base import Synced, in_order_of, led_to_by_campaigns, ref, titled
from crm_desktop.models.search_fields import SearchFields

UNPAID, PARTLY_PAID, PAID = "unpaid", "partly_paid", "paid"
PAYMENT_STATES = (UNPAID, PARTLY_PAID, PAID)
PLACED, SHIPPED, CANCELLED = "placed", "shipped", "cancelled"
STATUSES = (PLACED, SHIPPED, CANCELLED)


class Order(Synced):
    """A purchase; its total is the sum of its lines. Freight and tax are kept beside the net amounts.

    What is bought under a contract (`contract_id`) is paid by that contract's plan, and owed nowhere else.
    """

    __tablename__ = "sales_order"
    __title__ = N_("Order")
    __search__ = SearchFields(
        kind="sales_order", title="number", numbers=("number", "external_key"), words=("note", "delivery_name")
    )
    __sync_groups__ = (
        ("freight_minor", "tax_minor", "currency"),
        (
            "delivery_country",
            "delivery_province",
            "delivery_city",
            "delivery_postcode",
            "delivery_address",
            "delivery_name",
        ),
        ("payment_state", "paid_on"),
    )
    __table_args__ = (
        Index(None, "deleted", "number", "id"),
        Index(None, "deleted", "ordered_on", "id"),
        Index(None, "customer_id", "ordered_on"),
        Index(None, "opportunity_id", "ordered_on"),
        Index(None, "external_key"),
        Index(None, "quotation_id"),
        Index(None, "contract_id"),
        led_to_by_campaigns("sales_order"),
        *in_order_of("due_on", "paid_on", "shipped_on", "payment_state", "status", "owner_id"),
        # What is owed of orders is few of them, and falls due in this order.
        Index(
            "ix_sales_order_owed",
            *("deleted", text("CAST(coalesce(due_on, ordered_on) AS TEXT)"), "id"),
            sqlite_where=text("payment_state IN ('unpaid', 'partly_paid')"),
        ),
        Index("ix_sales_order_month", "deleted", "ordered_month", "currency", "owner_id", "customer_id", "id"),
    )

    number: Mapped[str] = titled(N_("Number"))
    external_key: Mapped[str | None] = titled(N_("Key in the other system"))
    customer_id: Mapped[str | None] = ref(N_("Customer"), "customer")
    opportunity_id: Mapped[str | None] = ref(N_("Opportunity"), "opportunity")
    quotation_id: Mapped[str | None] = ref(N_("Quotation"), "quotation")
    contract_id: Mapped[str | None] = ref(N_("Contract"), "contract")
    campaign_id: Mapped[str | None] = ref(N_("Campaign"), "campaign")
    owner_id: Mapped[str | None] = ref(N_("Owner"), "app_user")
    status: Mapped[str] = titled(N_("Status"), default=PLACED)
    ordered_on: Mapped[date] = titled(N_("Ordered"))
    required_on: Mapped[date | None] = titled(N_("Required"))
    shipped_on: Mapped[date | None] = titled(N_("Shipped"))
    currency: Mapped[str] = titled(N_("Currency"))
    freight_minor: Mapped[int] = titled(N_("Freight"), default=0)
    tax_minor: Mapped[int] = titled(N_("Tax"), default=0)
    payment_state: Mapped[str] = titled(N_("Payment"), default=UNPAID)
    due_on: Mapped[date | None] = titled(N_("Due date"))
    paid_on: Mapped[date | None] = titled(N_("Paid on"))
    delivery_name: Mapped[str | None] = titled(N_("Deliver to"))
    delivery_country: Mapped[str | None] = titled(N_("Country"))
    delivery_province: Mapped[str | None] = titled(N_("Province or state"))
    delivery_city: Mapped[str | None] = titled(N_("City"))
    delivery_postcode: Mapped[str | None] = titled(N_("Postcode"))
    delivery_address: Mapped[str | None] = titled(N_("Address"))
    note: Mapped[str | None] = titled(N_("Note"))
    created_at: Mapped[int] = titled(N_("Created"))
    ordered_month: Mapped[str] = mapped_column(Computed("substr(ordered_on, 1, 7)", persisted=False))

    def is_overdue(self, today: date) -> bool:
        """Whether money is still owed after its due day."""
        return self.payment_state != PAID and self.due_on is not None and self.due_on < today


class OrderLine(Synced):
    """A product in an order; `net_minor` is quantity × price less discount, rounded half-up once."""

    __tablename__ = "order_line"
    __title__ = N_("Line of an order")
    __sync_groups__ = (("quantity_e6", "unit_price_e6", "discount_e6", "net_minor"),)
    __table_args__ = (
        # The total of an order is read from the index alone.
        Index(None, "order_id", "deleted", "position", "net_minor"),
        Index(None, "product_id", "order_id", "net_minor"),
    )

    order_id: Mapped[str] = ref(N_("Order"), "sales_order")
    product_id: Mapped[str | None] = ref(N_("Product"), "product")
    description: Mapped[str | None] = titled(N_("Description"))
    position: Mapped[int] = titled(N_("Position"), default=0)
    quantity_e6: Mapped[int] = titled(N_("Quantity"))
    unit: Mapped[str | None] = titled(N_("Unit"))
    unit_price_e6: Mapped[int] = titled(N_("Unit price"))
    discount_e6: Mapped[int] = titled(N_("Discount"), default=0)
    net_minor: Mapped[int] = titled(N_("Net amount"))
    unit_cost_e6: Mapped[int | None] = titled(N_("Unit cost"))
    tax_rate_e6: Mapped[int | None] = titled(N_("Tax rate"))


class Receivable(Synced):
    """An amount that falls due for a contract, by its plan of payments, or for an order."""

    __tablename__ = "receivable"
    __title__ = N_("Receivable")
    __sync_groups__ = (("amount_minor", "currency"),)
    __table_args__ = (
        # What falls due up to a payment is read from the index alone, and so is the next payment of a contract.
        Index("ix_receivable_of_contract", "contract_id", "deleted", "due_on", "id", "amount_minor", "currency"),
        Index(None, "customer_id"),
        Index(None, "order_id"),
        # What falls due by contracts, and beside contracts and orders, is not looked for among all: each in its order.
        Index(
            "ix_receivable_planned",
            *("deleted", "due_on", "id", "contract_id", "currency", "amount_minor"),
            sqlite_where=text("contract_id IS NOT NULL"),
        ),
        Index(
            "ix_receivable_alone",
            *("deleted", "due_on", "id"),
            sqlite_where=text("coalesce(contract_id, order_id) IS NULL"),
        ),
        Index(
            "ix_receivable_of_customer",
            *("customer_id", "deleted", "currency", "due_on", "id", "amount_minor", "contract_id", "order_id"),
            sqlite_where=text("contract_id IS NULL"),
        ),
        *in_order_of(),
    )

    customer_id: Mapped[str] = ref(N_("Customer"), "customer")
    contract_id: Mapped[str | None] = ref(N_("Contract"), "contract")
    order_id: Mapped[str | None] = ref(N_("Order"), "sales_order")
    position: Mapped[int | None] = titled(N_("Position"))
    title: Mapped[str | None] = titled(N_("What for"))
    due_on: Mapped[date] = titled(N_("Due date"))
    amount_minor: Mapped[int] = titled(N_("Amount"))
    currency: Mapped[str] = titled(N_("Currency"))
    note: Mapped[str | None] = titled(N_("Note"))


class Receipt(Synced):
    """Money that came in for a contract, an order or neither; a refund is negative and names what it gives back."""

    __tablename__ = "receipt"
    __title__ = N_("Receipt")
    __search__ = SearchFields(kind="receipt", title="number", numbers=("number",), words=("note",))
    __sync_groups__ = (("amount_minor", "currency"),)
    __table_args__ = (
        # What came in for a contract is read from the index alone.
        Index(
            "ix_receipt_of_contract",
            *("contract_id", "deleted", "currency", "paid_on", "amount_minor", "receivable_id"),
        ),
        Index(None, "customer_id", "deleted", "paid_on"),
        Index(None, "receivable_id"),
        # Few receipts name a payment: whether any of a contract does, and how much, is read from these few alone.
        Index(
            "ix_receipt_naming",
            *("contract_id", "receivable_id", "deleted", "currency", "amount_minor"),
            sqlite_where=text("receivable_id IS NOT NULL"),
        ),
        # What a customer paid beside contracts.
        Index(
            "ix_receipt_beside",
            *("customer_id", "deleted", "currency", "receivable_id", "amount_minor", "contract_id", "order_id"),
            sqlite_where=text("contract_id IS NULL"),
        ),
        Index(None, "order_id"),
        Index(None, "refunds_id"),
        # The order of the list when nobody chose another; what its views are narrowed by and sums are made of follows.
        Index(
            "ix_receipt_in_order",
            *("deleted", "paid_on", "number", "id", "amount_minor", "currency", "contract_id", "order_id"),
        ),
        *in_order_of("number", "amount_minor", "method"),
    )

    number: Mapped[str | None] = titled(N_("Number"))
    customer_id: Mapped[str] = ref(N_("Customer"), "customer")
    contract_id: Mapped[str | None] = ref(N_("Contract"), "contract")
    receivable_id: Mapped[str | None] = ref(N_("Receivable"), "receivable")
    order_id: Mapped[str | None] = ref(N_("Order"), "sales_order")
    refunds_id: Mapped[str | None] = ref(N_("Gives back"), "receipt")
    paid_on: Mapped[date] = titled(N_("Paid on"))
    amount_minor: Mapped[int] = titled(N_("Amount"))
    currency: Mapped[str] = titled(N_("Currency"))
    method: Mapped[str | None] = titled(N_("Method"))
    note: Mapped[str | None] = titled(N_("Note"))
    created_at: Mapped[int | None] = titled(N_("Created"))
