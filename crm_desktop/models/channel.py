"""What members of the channel report: what they sold on, and what they have left."""

from datetime import date

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from crm_desktop.core.i18n import N_
from crm_desktop.models.base import Synced, ref, titled

# Whether a link of the channel holds today.
SUPPLIES, COMING, ENDED = "supplies", "coming", "ended"


class ChannelReport(Synced):
    """What a distributor or retailer sold on in a span of days, to whom if it is known, and its stock at the end.

    A buyer who is a member of the channel takes it further; without one it went to consumers, who are nobody's record.
    """

    __tablename__ = "channel_report"
    __title__ = N_("Channel report")
    __sync_groups__ = (("quantity_e6", "amount_minor", "currency"), ("from_on", "to_on"))
    __table_args__ = (
        Index(None, "reporter_id", "deleted", "to_on"),
        Index(None, "buyer_id"),
        Index(None, "product_id"),
    )

    reporter_id: Mapped[str] = ref(N_("Reported by"), "customer")
    buyer_id: Mapped[str | None] = ref(N_("Sold to"), "customer")
    product_id: Mapped[str | None] = ref(N_("Product"), "product")
    from_on: Mapped[date] = titled(N_("From"))
    to_on: Mapped[date] = titled(N_("To"))
    quantity_e6: Mapped[int | None] = titled(N_("Quantity"))
    amount_minor: Mapped[int | None] = titled(N_("Amount"))
    currency: Mapped[str | None] = titled(N_("Currency"))
    stock_e6: Mapped[int | None] = titled(N_("Stock left"))
    note: Mapped[str | None] = titled(N_("Note"))
    created_at: Mapped[int] = titled(N_("Created"))
