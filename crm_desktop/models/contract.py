"""Contracts with their lines, who has what share of their commission, and decisions on what needs approval."""

from datetime import date

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from crm_desktop.core.i18n import N_
from crm_desktop.core.ids import derived_id
from crm_desktop.models.base import Synced, in_order_of, ref, titled
from crm_desktop.models.search_fields import SearchFields

DRAFT, SUBMITTED, APPROVED, SIGNED, COMPLETED, TERMINATED = (
    "draft",
    "submitted",
    "approved",
    "signed",
    "completed",
    "terminated",
)
STAGES = (DRAFT, SUBMITTED, APPROVED, SIGNED, COMPLETED, TERMINATED)
# From here on the content stays as it is: a change is a contract of its own that names this one.
FROZEN = (SUBMITTED, APPROVED, SIGNED, COMPLETED, TERMINATED)
NOT_SIGNED = (DRAFT, SUBMITTED, APPROVED)
# What is owed by contracts of these stages counts.
IN_FORCE = (SIGNED, COMPLETED)
SPECIAL, ORDINARY, COMMERCIAL = "special", "ordinary", "commercial"
INVOICE_KINDS = (SPECIAL, ORDINARY, COMMERCIAL)
ISSUED, VOID = "issued", "void"
PENDING, GRANTED, REJECTED, WITHDRAWN = "pending", "granted", "rejected", "withdrawn"


class Contract(Synced):
    """What was agreed with a customer; `amount_minor` is all that is to be paid, tax included.

    With lines it is their net amounts and taxes. `predecessor_id` is the contract that this one renews or changes.
    One that has ended is told from `ends_on`; nothing stores it.
    """

    __tablename__ = "contract"
    __title__ = N_("Contract")
    __search__ = SearchFields(
        kind="contract", title="name", names=("name",), numbers=("number", "external_key"), words=("note", "terms")
    )
    __sync_groups__ = (("amount_minor", "currency"), ("starts_on", "ends_on"), ("stage", "signed_on", "closed_on"))
    __table_args__ = (
        Index(None, "deleted", "number", "id"),
        # The order of the list when nobody chose another.
        Index("ix_contract_signed_order", "deleted", "signed_on", "number", "id"),
        Index(None, "customer_id", "deleted", "signed_on"),
        Index(None, "opportunity_id"),
        Index(None, "quotation_id"),
        Index(None, "predecessor_id"),
        Index(None, "external_key"),
        *in_order_of("name", "stage", "signed_on", "starts_on", "ends_on", "owner_id", "amount_minor", "remind_on"),
    )

    number: Mapped[str] = titled(N_("Number"))
    name: Mapped[str] = titled(N_("Name"))
    external_key: Mapped[str | None] = titled(N_("Key in the other system"))
    customer_id: Mapped[str | None] = ref(N_("Customer"), "customer")
    contact_id: Mapped[str | None] = ref(N_("Contact"), "contact")
    opportunity_id: Mapped[str | None] = ref(N_("Opportunity"), "opportunity")
    quotation_id: Mapped[str | None] = ref(N_("Quotation"), "quotation")
    predecessor_id: Mapped[str | None] = ref(N_("Renews"), "contract")
    campaign_id: Mapped[str | None] = ref(N_("Campaign"), "campaign")
    owner_id: Mapped[str | None] = ref(N_("Owner"), "app_user")
    kind_id: Mapped[str | None] = ref(N_("Kind"), "dictionary_entry")
    stage: Mapped[str] = titled(N_("Stage"), default=DRAFT)
    signed_on: Mapped[date | None] = titled(N_("Signed"))
    starts_on: Mapped[date | None] = titled(N_("Starts"))
    ends_on: Mapped[date | None] = titled(N_("Ends"))
    remind_on: Mapped[date | None] = titled(N_("Remind of renewal"))
    closed_on: Mapped[date | None] = titled(N_("Closed"))
    close_reason: Mapped[str | None] = titled(N_("Reason"))
    our_party: Mapped[str | None] = titled(N_("Our party"))
    their_party: Mapped[str | None] = titled(N_("Their party"))
    signed_by_us: Mapped[str | None] = titled(N_("Signed by us"))
    signed_by_them: Mapped[str | None] = titled(N_("Signed by them"))
    currency: Mapped[str] = titled(N_("Currency"))
    amount_minor: Mapped[int] = titled(N_("Amount"), default=0)
    terms: Mapped[str | None] = titled(N_("Terms"))
    note: Mapped[str | None] = titled(N_("Note"))
    created_at: Mapped[int] = titled(N_("Created"))

    def has_ended(self, today: date) -> bool:
        """Whether its last day has passed."""
        return self.ends_on is not None and self.ends_on < today


class ContractLine(Synced):
    """A product in a contract; `net_minor` is quantity × price less discount, rounded half-up once."""

    __tablename__ = "contract_line"
    __title__ = N_("Line of a contract")
    __sync_groups__ = (("quantity_e6", "unit_price_e6", "discount_e6", "net_minor", "tax_rate_e6", "tax_minor"),)
    __table_args__ = (
        Index(None, "contract_id", "deleted", "position", "net_minor", "tax_minor"),
        Index(None, "product_id", "contract_id", "net_minor"),
    )

    contract_id: Mapped[str] = ref(N_("Contract"), "contract")
    product_id: Mapped[str | None] = ref(N_("Product"), "product")
    description: Mapped[str | None] = titled(N_("Description"))
    position: Mapped[int] = titled(N_("Position"), default=0)
    unit: Mapped[str | None] = titled(N_("Unit"))
    quantity_e6: Mapped[int] = titled(N_("Quantity"))
    unit_price_e6: Mapped[int] = titled(N_("Unit price"))
    discount_e6: Mapped[int] = titled(N_("Discount"), default=0)
    net_minor: Mapped[int] = titled(N_("Net amount"))
    tax_rate_e6: Mapped[int | None] = titled(N_("Tax rate"))
    tax_minor: Mapped[int] = titled(N_("Tax"), default=0)
    unit_cost_e6: Mapped[int | None] = titled(N_("Unit cost"))


class ContractShare(Synced):
    """A person's part (millionths) in the commission of a contract for what is received in a span of days.

    What is not given to others on a day is that of its owner on that day, so that a hand-over splits by date.
    """

    __tablename__ = "contract_share"
    __title__ = N_("Share of a contract")
    __sync_groups__ = (("share_e6", "from_on", "to_on"),)
    __table_args__ = (Index(None, "contract_id", "deleted"), Index(None, "user_id"))

    contract_id: Mapped[str] = ref(N_("Contract"), "contract")
    user_id: Mapped[str] = ref(N_("User"), "app_user")
    share_e6: Mapped[int] = titled(N_("Share"))
    from_on: Mapped[date | None] = titled(N_("From"))
    to_on: Mapped[date | None] = titled(N_("To"))
    part: Mapped[str | None] = titled(N_("Part"))


class Approval(Synced):
    """What somebody asked to be allowed, with the content (JSON) as it was then, and what was decided.

    `subject` says what is asked: a contract, or prices below the floor of a quotation or an order.
    """

    __tablename__ = "approval"
    __title__ = N_("Approval")
    __sync_groups__ = (("decision", "decided_by_id", "decided_at", "answer"),)
    __table_args__ = (
        Index(None, "record_id", "asked_at"),
        Index(None, "deleted", "decision", "asked_at", "id"),
    )

    record_kind: Mapped[str] = titled(N_("Kind"))
    record_id: Mapped[str] = titled(N_("Record"))
    subject: Mapped[str] = titled(N_("Subject"))
    content: Mapped[str] = titled(N_("Content"))
    asked_by_id: Mapped[str | None] = ref(N_("Asked by"), "app_user")
    asked_at: Mapped[int] = titled(N_("Asked"))
    note: Mapped[str | None] = titled(N_("Note"))
    decision: Mapped[str] = titled(N_("Decision"), default=PENDING)
    decided_by_id: Mapped[str | None] = ref(N_("Decided by"), "app_user")
    decided_at: Mapped[int | None] = titled(N_("Decided"))
    answer: Mapped[str | None] = titled(N_("Answer"))


class Invoice(Synced):
    """An invoice that was issued, its amount with tax; a void one stays, a credit note (`corrects_id`) is negative.

    `kind` is that of the tax system: a special or an ordinary VAT invoice, or a commercial one without it.
    """

    __tablename__ = "invoice"
    __title__ = N_("Invoice")
    __search__ = SearchFields(kind="invoice", title="number", numbers=("number",), words=("heading", "note"))
    __sync_groups__ = (("amount_minor", "tax_minor", "currency"), ("status", "voided_on"))
    __table_args__ = (
        Index(None, "deleted", "issued_on", "number", "id"),
        Index(None, "customer_id", "issued_on"),
        Index(None, "contract_id"),
        Index(None, "order_id"),
        *in_order_of("number", "kind", "status"),
    )

    number: Mapped[str] = titled(N_("Number"))
    kind: Mapped[str] = titled(N_("Kind"))
    status: Mapped[str] = titled(N_("Status"))
    customer_id: Mapped[str] = ref(N_("Customer"), "customer")
    contract_id: Mapped[str | None] = ref(N_("Contract"), "contract")
    order_id: Mapped[str | None] = ref(N_("Order"), "sales_order")
    corrects_id: Mapped[str | None] = ref(N_("Corrects"), "invoice")
    owner_id: Mapped[str | None] = ref(N_("Owner"), "app_user")
    issued_on: Mapped[date] = titled(N_("Issued"))
    voided_on: Mapped[date | None] = titled(N_("Voided"))
    heading: Mapped[str | None] = titled(N_("Invoice title"))
    tax_number: Mapped[str | None] = titled(N_("Tax number"))
    amount_minor: Mapped[int] = titled(N_("Amount"))
    tax_minor: Mapped[int] = titled(N_("Tax"), default=0)
    currency: Mapped[str] = titled(N_("Currency"))
    note: Mapped[str | None] = titled(N_("Note"))
    created_at: Mapped[int] = titled(N_("Created"))


def share_at_start(contract_id: str, user_id: str) -> str:
    """The id of a share that comes with a contract from its deal."""
    return derived_id("contract_share", contract_id, user_id)
