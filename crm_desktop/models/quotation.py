"""Quotations: what was offered for a deal, at which prices, until when."""

from datetime import date

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from crm_desktop.core.i18n import N_
from crm_desktop.models.base import Synced, in_order_of, ref, titled
from crm_desktop.models.search_fields import SearchFields

DRAFT, SENT, ACCEPTED, DECLINED = "draft", "sent", "accepted", "declined"
STATUSES = (DRAFT, SENT, ACCEPTED, DECLINED)


class Quotation(Synced):
    """An offer with lines; once sent it stays as it is, and a new one with the next `version` takes its place.

    It has expired when `valid_until` has passed while nobody answered; that is worked out, never stored.
    """

    __tablename__ = "quotation"
    __title__ = N_("Quotation")
    __search__ = SearchFields(kind="quotation", title="title", names=("title",), numbers=("number",), words=("note",))
    __sync_groups__ = (("status", "sent_on", "decided_on"),)
    __table_args__ = (
        Index(None, "deleted", "number", "id"),
        # The order of the list when nobody chose another.
        Index(None, "deleted", "quoted_on", "number", "id"),
        Index(None, "opportunity_id", "version"),
        Index(None, "customer_id", "quoted_on"),
        *in_order_of("quoted_on", "valid_until", "status", "owner_id"),
    )

    number: Mapped[str] = titled(N_("Number"))
    version: Mapped[int] = titled(N_("Version"), default=1)
    title: Mapped[str] = titled(N_("Title"))
    opportunity_id: Mapped[str | None] = ref(N_("Opportunity"), "opportunity")
    customer_id: Mapped[str | None] = ref(N_("Customer"), "customer")
    contact_id: Mapped[str | None] = ref(N_("Contact"), "contact")
    owner_id: Mapped[str | None] = ref(N_("Owner"), "app_user")
    status: Mapped[str] = titled(N_("Status"), default=DRAFT)
    quoted_on: Mapped[date] = titled(N_("Quoted"))
    valid_until: Mapped[date | None] = titled(N_("Valid until"))
    sent_on: Mapped[date | None] = titled(N_("Sent on"))
    decided_on: Mapped[date | None] = titled(N_("Decided"))
    currency: Mapped[str] = titled(N_("Currency"))
    introduction: Mapped[str | None] = titled(N_("Introduction"))
    terms: Mapped[str | None] = titled(N_("Terms"))
    note: Mapped[str | None] = titled(N_("Note"))
    created_at: Mapped[int] = titled(N_("Created"))


class QuotationLine(Synced):
    """A product in a quotation; `net_minor` is quantity × price less discount, rounded half-up once."""

    __tablename__ = "quotation_line"
    __title__ = N_("Line of a quotation")
    __sync_groups__ = (("quantity_e6", "unit_price_e6", "discount_e6", "net_minor", "tax_rate_e6", "tax_minor"),)
    __table_args__ = (Index(None, "quotation_id", "deleted", "position"), Index(None, "product_id"))

    quotation_id: Mapped[str] = ref(N_("Quotation"), "quotation")
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
