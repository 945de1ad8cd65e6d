"""Leads as a user sees them: the list, and one lead with its plan."""

from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Select, Text, func, select, type_coerce
from sqlalchemy.orm import aliased

from crm_desktop.core.i18n import N_
from crm_desktop.core.listing import Sort
from crm_desktop.models import Campaign, Lead, LeadPlanItem, Opportunity
from crm_desktop.models.base import Day, Flag
from crm_desktop.models.lead import ASSIGNED
from crm_desktop.queries.cells import cells, one
from crm_desktop.queries.history import Stay, history
from crm_desktop.queries.list_field import these
from crm_desktop.queries.list_query import CHOICE, DATE, FLAG, NUMBER, PERSON, TEXT, TODAY, Field, ListQuery
from crm_desktop.queries.names import customer_name, name_of, user_name
from crm_desktop.queries.opt_out import OptOut, opt_outs, refusal_cells, refusal_fields
from crm_desktop.queries.star import STARRED
from crm_desktop.storage.database import Reading


class LeadRow(NamedTuple):
    """One line of the list of leads; `next_on` is the day of the first planned step without a result."""

    id: str
    number: str
    customer_name: str
    outline: str
    contact_name: str | None
    phone: str | None
    source_id: str | None
    probability_e6: int | None
    status: str
    owner: str | None
    created_by: str | None
    created_at: int
    next_on: date | None
    is_overdue: bool
    campaign: str | None
    is_opted_out: bool


@dataclass(frozen=True)
class PlanItemView:
    """One step of the plan to develop a lead."""

    id: str
    due_on: date
    item: str
    result: str | None
    done_on: date | None
    interaction_id: str | None
    is_overdue: bool


@dataclass(frozen=True)
class LeadDetails:
    """Everything about one lead."""

    id: str
    number: str
    customer_name: str
    outline: str
    source_id: str | None
    campaign_id: str | None
    probability_e6: int | None
    contact_name: str | None
    phone: str | None
    email: str | None
    description: str | None
    status: str
    created_by: str | None
    created_at: int
    owner_id: str | None
    owner: str | None
    assigned_by: str | None
    assigned_at: int | None
    customer_id: str | None
    customer: str | None
    closed_on: date | None
    reason_id: str | None
    reason_note: str | None
    opportunity_id: str | None
    opportunity: str | None
    next_on: date | None
    is_overdue: bool
    plan: tuple[PlanItemView, ...]
    statuses: tuple[Stay, ...]
    opt_outs: tuple[OptOut, ...] = ()


_step = aliased(LeadPlanItem)
NEXT_ON = type_coerce(
    select(func.min(_step.due_on))
    .where(_step.lead_id == Lead.id, _step.result.is_(None), _step.deleted.is_(False))
    .correlate(Lead)
    .scalar_subquery(),
    Day,
)
IS_OVERDUE = type_coerce(func.coalesce((Lead.status == ASSIGNED) & (type_coerce(NEXT_ON, Text) < TODAY), 0), Flag)
_OWN = {
    "owner": user_name(Lead.owner_id),
    "created_by": user_name(Lead.created_by_id),
    "assigned_by": user_name(Lead.assigned_by_id),
    "customer": customer_name(Lead.customer_id),
    "opportunity": name_of(Opportunity, Lead.opportunity_id),
    "campaign": name_of(Campaign, Lead.campaign_id),
    "next_on": NEXT_ON,
    "is_overdue": IS_OVERDUE,
}

LEADS = ListQuery(
    kind="lead",
    entity=Lead,
    row=LeadRow,
    cells=cells(LeadRow, Lead, {**_OWN, **refusal_cells(Lead)}),
    fields=(
        these(Lead),
        Field("number", N_("Number"), TEXT, Lead.number),
        Field("customer_name", N_("Customer name"), TEXT, Lead.customer_name),
        Field("outline", N_("Outline"), TEXT, Lead.outline),
        Field("contact_name", N_("Contact"), TEXT, Lead.contact_name),
        Field("phone", N_("Phone"), TEXT, Lead.phone),
        Field("source", N_("Source"), CHOICE, Lead.source_id, choices="source"),
        Field("probability", N_("Probability"), NUMBER, Lead.probability_e6, is_filterable=False),
        Field("status", N_("Status"), CHOICE, Lead.status, choices="lead_status"),
        Field("owner", N_("Assigned to"), PERSON, Lead.owner_id, choices="users", order=_OWN["owner"]),
        Field("created_by", N_("Created by"), PERSON, Lead.created_by_id, choices="users", order=_OWN["created_by"]),
        Field("created_at", N_("Created"), DATE, Lead.created_at, is_instant=True),
        Field(
            "campaign",
            N_("Campaign"),
            CHOICE,
            Lead.campaign_id,
            choices="campaigns",
            order=_OWN["campaign"],
        ),
        Field("next_on", N_("Next step on"), DATE, NEXT_ON, is_due=True),
        Field("is_overdue", N_("Overdue"), FLAG, IS_OVERDUE),
        *refusal_fields(Lead),
        STARRED,
    ),
    default_sorts=(Sort("created_at", descending=True),),
)


_SHOWN = cells(LeadDetails, Lead, _OWN, without=("plan", "statuses", "opt_outs"))


def lead_details(reading: Reading, lead_id: str) -> LeadDetails:
    """One lead, if the viewer may see it."""
    return LeadDetails(
        **one(reading, Lead, lead_id, _SHOWN),
        plan=_plan(reading, lead_id),
        statuses=history(reading, lead_id, "status"),
        opt_outs=opt_outs(reading, "lead", lead_id),
    )


def _plan(reading: Reading, lead_id: str) -> tuple[PlanItemView, ...]:
    step: Any = LeadPlanItem
    statement: Select[Any] = (
        select(step.id, step.due_on, step.item, step.result, step.done_on, step.interaction_id)
        .where(step.lead_id == lead_id, step.deleted.is_(False))
        .order_by(step.due_on, step.id)
    )
    return tuple(
        PlanItemView(**row._mapping, is_overdue=not row.result and row.due_on < reading.today)
        for row in reading.session.execute(statement)
    )
