"""What happened between us and a customer: visits, calls, e-mails, meetings, notes; and how it was felt."""

from datetime import date

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped

from crm_desktop.core.i18n import N_
from crm_desktop.core.ids import derived_id
from crm_desktop.models.base import Synced, in_order_of, led_to_by_campaigns, ref, titled
from crm_desktop.models.search_fields import SearchFields


class Interaction(Synced):
    """One contact in either direction. `happened_on` is the company's calendar day of `happened_at`."""

    __tablename__ = "interaction"
    __title__ = N_("Interaction")
    __search__ = SearchFields(kind="interaction", title="subject", words=("subject", "detail", "place"))
    __sync_groups__ = (("happened_at", "happened_on"), ("next_step", "next_step_on"), ("cost_minor", "cost_currency"))
    __table_args__ = (
        led_to_by_campaigns("interaction"),
        # The last contact and the next step of every customer are read from these two alone.
        Index("ix_interaction_of_customer", "customer_id", "deleted", "happened_at", "happened_on"),
        Index(
            "ix_interaction_next_step",
            "customer_id",
            "deleted",
            "happened_at",
            "next_step_on",
            "next_step",
            sqlite_where=text("next_step IS NOT NULL"),
        ),
        Index(
            "ix_interaction_step_of_owner",
            "owner_id",
            "deleted",
            "next_step_on",
            sqlite_where=text("next_step_on IS NOT NULL"),
        ),
        Index("ix_interaction_pinned", "customer_id", sqlite_where=text("is_pinned = 1")),
        Index(None, "contact_id", "deleted", "happened_at"),
        Index(None, "opportunity_id", "happened_at"),
        Index(None, "case_id", "happened_at"),
        # Few interactions are about leads.
        Index("ix_interaction_of_lead", "lead_id", "happened_at", sqlite_where=text("lead_id IS NOT NULL")),
        Index(None, "deleted", "happened_at", "id"),
        *in_order_of("kind_id", "owner_id", "subject", "minutes", "place", "result_id", "next_step", "next_step_on"),
        Index("ix_interaction_day", "deleted", "happened_on", "kind_id", "customer_id"),
    )

    customer_id: Mapped[str | None] = ref(N_("Customer"), "customer")
    contact_id: Mapped[str | None] = ref(N_("Contact"), "contact")
    opportunity_id: Mapped[str | None] = ref(N_("Opportunity"), "opportunity")
    case_id: Mapped[str | None] = ref(N_("Service case"), "service_case")
    lead_id: Mapped[str | None] = ref(N_("Lead"), "lead")
    campaign_id: Mapped[str | None] = ref(N_("Campaign"), "campaign")
    owner_id: Mapped[str | None] = ref(N_("By"), "app_user")
    kind_id: Mapped[str] = ref(N_("Kind"), "dictionary_entry")
    direction: Mapped[str | None] = titled(N_("Direction"))
    happened_at: Mapped[int] = titled(N_("Time"))
    happened_on: Mapped[date] = titled(N_("Day"))
    minutes: Mapped[int | None] = titled(N_("Minutes"))
    place: Mapped[str | None] = titled(N_("Place"))
    subject: Mapped[str] = titled(N_("Subject"))
    detail: Mapped[str | None] = titled(N_("Detail"))
    result_id: Mapped[str | None] = ref(N_("Result"), "dictionary_entry")
    next_step: Mapped[str | None] = titled(N_("Next step"))
    next_step_on: Mapped[date | None] = titled(N_("Next step on"))
    cost_minor: Mapped[int | None] = titled(N_("Cost"))
    cost_currency: Mapped[str | None] = titled(N_("Currency"))
    external_key: Mapped[str | None] = titled(N_("Key in the other system"), index=True)
    is_pinned: Mapped[bool | None] = titled(N_("Pinned"))


class Rating(Synced):
    """What a customer expected and perceived of one item (1 to 5), and how a competitor would be rated."""

    __tablename__ = "rating"
    __title__ = N_("Rating")
    __table_args__ = (Index(None, "interaction_id"),)

    customer_id: Mapped[str] = ref(N_("Customer"), "customer", index=True)
    interaction_id: Mapped[str | None] = ref(N_("Interaction"), "interaction")
    case_id: Mapped[str | None] = ref(N_("Service case"), "service_case")
    item_id: Mapped[str] = ref(N_("Item"), "dictionary_entry")
    expected: Mapped[int | None] = titled(N_("Expected"))
    perceived: Mapped[int | None] = titled(N_("Perceived"))
    competitor: Mapped[int | None] = titled(N_("Competitor"))
    weight_e6: Mapped[int | None] = titled(N_("Weight"))
    rated_on: Mapped[date] = titled(N_("Rated"))

    @staticmethod
    def id_of(interaction_id: str, item_id: str) -> str:
        """The id of what a visit told of an item; rated on two laptops, it is one rating."""
        return derived_id("rating", interaction_id, item_id)
