"""Opportunities: deals in a pipeline, from first step to won or lost."""

from datetime import date

from sqlalchemy import Computed, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from crm_desktop.core.i18n import N_
from crm_desktop.core.ids import derived_id
from crm_desktop.core.money import share_of
from crm_desktop.models.base import Synced, in_order_of, led_to_by_campaigns, ref, titled
from crm_desktop.models.dictionary import OPEN, WON
from crm_desktop.models.search_fields import SearchFields


class Opportunity(Synced):
    """A deal; it may lack a customer. Amounts are net. Stage, probability, outcome and closing day are one decision."""

    __tablename__ = "opportunity"
    __title__ = N_("Opportunity")
    __search__ = SearchFields(
        kind="opportunity",
        title="name",
        names=("name",),
        numbers=("number", "external_key"),
        words=("competitor", "next_step", "note"),
        subtitle=("number",),
    )
    __sync_groups__ = (
        ("amount_minor", "currency"),
        ("pipeline_id", "stage_id", "probability_e6", "outcome", "closed_on", "reason_id"),
        ("next_step", "next_step_on"),
    )
    __table_args__ = (
        Index(None, "deleted", "name", "id"),
        Index(None, "deleted", "number", "id"),
        Index(None, "deleted", "amount_minor", "id"),
        Index(None, "deleted", "expected_close_on", "id"),
        Index(None, "deleted", "closed_on", "id"),
        Index(None, "deleted", "next_step_on", "id"),
        Index(None, "deleted", "owner_id", "name", "id"),
        Index(None, "deleted", "stage_id", "name", "id"),
        led_to_by_campaigns("opportunity"),
        # What a customer bought and may buy is read from the index alone, for every line of the customer list.
        Index(
            "ix_opportunity_of_customer", "customer_id", "deleted", "outcome", "currency", "closed_on", "amount_minor"
        ),
        Index(
            "ix_opportunity_next_step",
            "customer_id",
            "deleted",
            "outcome",
            "next_step_on",
            "next_step",
            sqlite_where=text("next_step IS NOT NULL"),
        ),
        Index(None, "contact_id"),
        Index(None, "external_key"),
        *in_order_of(
            "pipeline_id",
            "outcome",
            "currency",
            "opened_on",
            "next_step",
            "reason_id",
            "source_id",
            "competitor",
        ),
        Index("ix_opportunity_close_on", "deleted", text("coalesce(closed_on, expected_close_on)"), "id"),
        # Reports read closed deals from the index alone; any column that is computed would make SQLite read each deal.
        Index(
            "ix_opportunity_closed",
            "deleted",
            "outcome",
            "closed_on",
            "currency",
            "amount_minor",
            "opened_on",
            "owner_id",
            "customer_id",
            "reason_id",
            "id",
        ),
    )

    number: Mapped[str] = titled(N_("Number"))
    name: Mapped[str] = titled(N_("Name"))
    external_key: Mapped[str | None] = titled(N_("Key in the other system"))
    customer_id: Mapped[str | None] = ref(N_("Customer"), "customer")
    contact_id: Mapped[str | None] = ref(N_("Contact"), "contact")
    owner_id: Mapped[str | None] = ref(N_("Owner"), "app_user")
    pipeline_id: Mapped[str] = ref(N_("Pipeline"), "pipeline")
    stage_id: Mapped[str] = ref(N_("Stage"), "stage")
    probability_e6: Mapped[int] = titled(N_("Probability"), default=0)
    outcome: Mapped[str] = titled(N_("Outcome"), default=OPEN)
    amount_minor: Mapped[int] = titled(N_("Amount"), default=0)
    currency: Mapped[str] = titled(N_("Currency"))
    opened_on: Mapped[date | None] = titled(N_("Opened"))
    expected_close_on: Mapped[date | None] = titled(N_("Expected close"))
    closed_on: Mapped[date | None] = titled(N_("Closed"))
    reason_id: Mapped[str | None] = ref(N_("Reason"), "dictionary_entry")
    reason_note: Mapped[str | None] = titled(N_("Reason in words"))
    competitor: Mapped[str | None] = titled(N_("Competitor"))
    source_id: Mapped[str | None] = ref(N_("Source"), "dictionary_entry")
    campaign_id: Mapped[str | None] = ref(N_("Campaign"), "campaign")
    next_step: Mapped[str | None] = titled(N_("Next step"))
    next_step_on: Mapped[date | None] = titled(N_("Next step on"))
    note: Mapped[str | None] = titled(N_("Note"))
    created_at: Mapped[int] = titled(N_("Created"))
    closed_month: Mapped[str | None] = mapped_column(Computed("substr(closed_on, 1, 7)", persisted=False))

    @property
    def is_open(self) -> bool:
        """Whether the deal is still undecided."""
        return self.outcome == OPEN

    @property
    def is_won(self) -> bool:
        """Whether the deal was won."""
        return self.outcome == WON

    @property
    def weighted_minor(self) -> int:
        """Amount × probability in minor units, rounded half-up."""
        return share_of(self.amount_minor, self.probability_e6)

    @property
    def cycle_days(self) -> int | None:
        """Days from opening to closing, once both are known."""
        return (self.closed_on - self.opened_on).days if self.closed_on and self.opened_on else None


class OpportunityLine(Synced):
    """A product in a deal; `net_minor` is quantity × price less discount, rounded half-up once."""

    __tablename__ = "opportunity_line"
    __title__ = N_("Line of an opportunity")
    __sync_groups__ = (("quantity_e6", "unit_price_e6", "discount_e6", "net_minor"),)
    __table_args__ = (
        Index(None, "opportunity_id", "deleted", "position"),
        Index(None, "product_id", "opportunity_id", "net_minor"),
    )

    opportunity_id: Mapped[str] = ref(N_("Opportunity"), "opportunity")
    product_id: Mapped[str | None] = ref(N_("Product"), "product")
    description: Mapped[str | None] = titled(N_("Description"))
    position: Mapped[int] = titled(N_("Position"), default=0)
    quantity_e6: Mapped[int] = titled(N_("Quantity"))
    unit_price_e6: Mapped[int] = titled(N_("Unit price"))
    discount_e6: Mapped[int] = titled(N_("Discount"), default=0)
    net_minor: Mapped[int] = titled(N_("Net amount"))
    unit_cost_e6: Mapped[int | None] = titled(N_("Unit cost"))


class OpportunityShare(Synced):
    """A colleague's part in a deal (millionths); what is not given to others is its owner's."""

    __tablename__ = "opportunity_share"
    __title__ = N_("Share of a deal")
    __table_args__ = (Index(None, "opportunity_id"), Index(None, "user_id"))

    opportunity_id: Mapped[str] = ref(N_("Opportunity"), "opportunity")
    user_id: Mapped[str] = ref(N_("User"), "app_user")
    share_e6: Mapped[int] = titled(N_("Share"))
    part: Mapped[str | None] = titled(N_("Part"))

    @staticmethod
    def id_of(opportunity_id: str, user_id: str) -> str:
        """The id of this user's share of this deal."""
        return derived_id("opportunity_share", opportunity_id, user_id)


class StageCheck(Synced):
    """An item of a stage's checklist that was ticked for a deal."""

    __tablename__ = "stage_check"
    __title__ = N_("Ticked item")
    __sync_groups__ = (("done_on", "done_by_id"),)
    __table_args__ = (Index(None, "opportunity_id"),)

    opportunity_id: Mapped[str] = ref(N_("Opportunity"), "opportunity")
    stage_id: Mapped[str] = ref(N_("Stage"), "stage")
    item: Mapped[str] = titled(N_("Item"))
    done_on: Mapped[date | None] = titled(N_("Done on"))
    done_by_id: Mapped[str | None] = ref(N_("Done by"), "app_user")

    @staticmethod
    def id_of(opportunity_id: str, stage_id: str, item: str) -> str:
        """The id of this item for this deal."""
        return derived_id("stage_check", opportunity_id, stage_id, item)
