"""Leads: chances with a development plan, before someone becomes a customer."""

from datetime import date

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from crm_desktop.core.i18n import N_
from crm_desktop.models.base import Synced, led_to_by_campaigns, ref, titled
from crm_desktop.models.search_fields import SearchFields

UNASSIGNED, ASSIGNED, WON, FAILED = "unassigned", "assigned", "won", "failed"
STATUSES = (UNASSIGNED, ASSIGNED, WON, FAILED)


class Lead(Synced):
    """A chance to win a customer: unassigned, then assigned to someone, then won or given up."""

    __tablename__ = "lead"
    __title__ = N_("Lead")
    __search__ = SearchFields(
        kind="lead",
        title="customer_name",
        names=("customer_name", "contact_name"),
        numbers=("number",),
        phones=("phone",),
        words=("outline", "description", "email"),
    )
    __sync_groups__ = (("assigned_at", "assigned_by_id", "owner_id"),)
    __table_args__ = (
        Index(None, "deleted", "status", "created_at", "id"),
        Index(None, "deleted", "created_at", "id"),
        Index(None, "deleted", "owner_id", "created_at", "id"),
        led_to_by_campaigns("lead"),
    )

    number: Mapped[str] = titled(N_("Number"))
    customer_name: Mapped[str] = titled(N_("Customer name"))
    outline: Mapped[str] = titled(N_("Outline"))
    source_id: Mapped[str | None] = ref(N_("Source"), "dictionary_entry")
    campaign_id: Mapped[str | None] = ref(N_("Campaign"), "campaign")
    probability_e6: Mapped[int | None] = titled(N_("Probability"))
    contact_name: Mapped[str | None] = titled(N_("Contact"))
    phone: Mapped[str | None] = titled(N_("Phone"))
    email: Mapped[str | None] = titled(N_("E-mail"))
    description: Mapped[str | None] = titled(N_("Description"))
    status: Mapped[str] = titled(N_("Status"), default=UNASSIGNED)
    created_by_id: Mapped[str | None] = ref(N_("Created by"), "app_user")
    created_at: Mapped[int] = titled(N_("Created"))
    owner_id: Mapped[str | None] = ref(N_("Assigned to"), "app_user")
    assigned_by_id: Mapped[str | None] = ref(N_("Assigned by"), "app_user")
    assigned_at: Mapped[int | None] = titled(N_("Assigned at"))
    customer_id: Mapped[str | None] = ref(N_("Customer"), "customer", index=True)
    closed_on: Mapped[date | None] = titled(N_("Closed"))
    reason_id: Mapped[str | None] = ref(N_("Reason"), "dictionary_entry")
    reason_note: Mapped[str | None] = titled(N_("Reason in words"))
    is_opted_out: Mapped[bool | None] = titled(N_("No advertising"))
    opportunity_id: Mapped[str | None] = ref(N_("Opportunity"), "opportunity")


class LeadPlanItem(Synced):
    """One step of the plan to develop a lead, and what came of it."""

    __tablename__ = "lead_plan_item"
    __title__ = N_("Plan item")

    lead_id: Mapped[str] = ref(N_("Lead"), "lead", index=True)
    due_on: Mapped[date] = titled(N_("Date"))
    item: Mapped[str] = titled(N_("To do"))
    result: Mapped[str | None] = titled(N_("Result"))
    done_on: Mapped[date | None] = titled(N_("Done on"))
    interaction_id: Mapped[str | None] = ref(N_("Interaction"), "interaction")
