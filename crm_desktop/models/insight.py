"""Campaigns, segments and churn work: what later analysis needs to remember."""

from datetime import date

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from crm_desktop.core.i18n import N_
from crm_desktop.core.ids import derived_id
from crm_desktop.models.base import Synced, ref, titled
from crm_desktop.models.search_fields import SearchFields

# How far a campaign is.
PLANNED, RUNNING, ENDED, DROPPED = "planned", "running", "ended", "dropped"
STATUSES = (PLANNED, RUNNING, ENDED, DROPPED)
# How far the work on a customer in danger is. Whoever ordered and paid since is won back: that follows from the orders.
CHURN_WARNED, CHURN_POSTPONED, CHURN_LOST = "warned", "held", "lost"
# The ways to reach people that they may refuse, and those nobody can refuse by themselves.
BY_PHONE, BY_MAIL, BY_POST, BY_MESSAGE = "phone", "mail", "post", "message"
IN_PERSON, OTHERWISE = "in_person", "other"
REFUSABLE = (BY_PHONE, BY_MAIL, BY_POST, BY_MESSAGE)
CHANNELS = (*REFUSABLE, IN_PERSON, OTHERWISE)
# The answers that the program itself understands; all others are answers.
NO_ANSWER, DECLINED = "none", "declined"


class Campaign(Synced):
    """An effort to win or keep customers, with its cost.

    `view_id` is the saved view its members come from: whoever matches it later can be added. One without a status is
    as far as its days say.
    """

    __tablename__ = "campaign"
    __title__ = N_("Campaign")
    __search__ = SearchFields(kind="campaign", title="name", names=("name",), words=("note",))
    __sync_groups__ = (("cost_minor", "planned_cost_minor", "currency"),)

    name: Mapped[str] = titled(N_("Name"))
    kind_id: Mapped[str | None] = ref(N_("Kind"), "dictionary_entry")
    starts_on: Mapped[date | None] = titled(N_("Starts"))
    ends_on: Mapped[date | None] = titled(N_("Ends"))
    cost_minor: Mapped[int | None] = titled(N_("Cost"))
    currency: Mapped[str | None] = titled(N_("Currency"))
    owner_id: Mapped[str | None] = ref(N_("Owner"), "app_user")
    note: Mapped[str | None] = titled(N_("Note"))
    status: Mapped[str | None] = titled(N_("Status"))
    channel: Mapped[str | None] = titled(N_("Channel"))
    segment_id: Mapped[str | None] = ref(N_("Segment"), "segment")
    view_id: Mapped[str | None] = ref(N_("View"), "saved_view")
    planned_cost_minor: Mapped[int | None] = titled(N_("Planned cost"))
    goal: Mapped[str | None] = titled(N_("Goal"))
    letter: Mapped[str | None] = titled(N_("Letter"))
    created_at: Mapped[int | None] = titled(N_("Created"))


class CampaignMember(Synced):
    """Someone a campaign addressed, and the answer."""

    __tablename__ = "campaign_member"
    __title__ = N_("Campaign member")
    __table_args__ = (
        Index(None, "campaign_id", "customer_id"),
        Index(None, "customer_id"),
        # What is counted of a campaign.
        Index(None, "campaign_id", "deleted", "answer_id", "reached_on"),
    )

    campaign_id: Mapped[str] = ref(N_("Campaign"), "campaign")
    customer_id: Mapped[str | None] = ref(N_("Customer"), "customer")
    contact_id: Mapped[str | None] = ref(N_("Contact"), "contact")
    lead_id: Mapped[str | None] = ref(N_("Lead"), "lead")
    answer_id: Mapped[str | None] = ref(N_("Answer"), "dictionary_entry")
    answered_on: Mapped[date | None] = titled(N_("Answered"))
    owner_id: Mapped[str | None] = ref(N_("To be asked by"), "app_user")
    reached_on: Mapped[date | None] = titled(N_("Reached"))
    note: Mapped[str | None] = titled(N_("Note"))
    added_at: Mapped[int | None] = titled(N_("Added"))

    @staticmethod
    def id_of(campaign_id: str, subject_id: str) -> str:
        """The id of a customer, contact or lead in a campaign: whoever is added twice is one member."""
        return derived_id("campaign_member", campaign_id, subject_id)


class Segment(Synced):
    """A named group of customers given by a rule (JSON)."""

    __tablename__ = "segment"
    __title__ = N_("Segment")

    name: Mapped[str] = titled(N_("Name"))
    rule: Mapped[str] = titled(N_("Rule"))
    owner_id: Mapped[str | None] = ref(N_("Owner"), "app_user")


class SegmentRun(Synced):
    """Who belonged to a segment on a day; the members are JSON and merge as one value."""

    __tablename__ = "segment_run"
    __title__ = N_("Segment run")
    __sync_groups__ = (("rule_version", "members"),)

    segment_id: Mapped[str] = ref(N_("Segment"), "segment", index=True)
    run_on: Mapped[date] = titled(N_("Day"))
    rule_version: Mapped[str] = titled(N_("Rule version"))
    members: Mapped[str] = titled(N_("Members"))

    @staticmethod
    def id_of(segment_id: str, run_on: date) -> str:
        """One run a segment and day."""
        return derived_id("segment_run", segment_id, run_on.isoformat())


class ChurnCase(Synced):
    """A customer in danger: warned, held back, won back, or confirmed lost."""

    __tablename__ = "churn_case"
    __title__ = N_("Churn warning")

    customer_id: Mapped[str] = ref(N_("Customer"), "customer", index=True)
    owner_id: Mapped[str | None] = ref(N_("Owner"), "app_user")
    status: Mapped[str] = titled(N_("Status"))
    warned_on: Mapped[date] = titled(N_("Warned"))
    last_order_on: Mapped[date | None] = titled(N_("Last order"))
    confirmed_on: Mapped[date | None] = titled(N_("Confirmed"))
    reason_id: Mapped[str | None] = ref(N_("Reason"), "dictionary_entry")
    competitor: Mapped[str | None] = titled(N_("Competitor"))
    note: Mapped[str | None] = titled(N_("Note"))

    @staticmethod
    def id_of(customer_id: str, last_order_on: date) -> str:
        """One warning a customer and silence: the same on every laptop that finds it."""
        return derived_id("churn_case", customer_id, last_order_on.isoformat())


class ChurnMeasure(Synced):
    """Something done to keep a customer; measures are only added, and get an outcome later."""

    __tablename__ = "churn_measure"
    __title__ = N_("Measure")

    churn_case_id: Mapped[str] = ref(N_("Churn warning"), "churn_case", index=True)
    owner_id: Mapped[str | None] = ref(N_("By"), "app_user")
    taken_on: Mapped[date] = titled(N_("Taken"))
    measure: Mapped[str] = titled(N_("Measure"))
    next_check_on: Mapped[date | None] = titled(N_("Next check"))
    outcome: Mapped[str | None] = titled(N_("Outcome"))
