"""Tasks as a user sees them: the list, and one task with what it is about and what came of it."""

from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Text, case, func, type_coerce

from crm_desktop.core.i18n import N_
from crm_desktop.core.listing import Sort
from crm_desktop.models import Campaign, Contact, Customer, Interaction, Lead, Opportunity, ServiceCase, Task, User
from crm_desktop.models.base import Flag
from crm_desktop.models.task import OPEN, PRIORITIES, STATUSES
from crm_desktop.queries.cells import cells, one
from crm_desktop.queries.list_query import CHOICE, DATE, FLAG, NUMBER, PERSON, TEXT, TODAY, Field, ListQuery
from crm_desktop.queries.names import contact_name, customer_name, name_of, user_name
from crm_desktop.storage.database import Reading


class TaskRow(NamedTuple):
    """One line of the list of tasks."""

    id: str
    subject: str
    kind_id: str | None
    priority: str
    status: str
    customer_id: str | None
    customer: str | None
    contact_id: str | None
    contact: str | None
    opportunity: str | None
    owner_id: str | None
    owner: str | None
    assigned_by: str | None
    due_on: date
    due_at: int | None
    minutes: int | None
    is_overdue: bool
    done_on: date | None
    place: str | None
    series_id: str | None


@dataclass(frozen=True)
class TaskDetails:
    """Everything about one task."""

    id: str
    subject: str
    detail: str | None
    kind_id: str | None
    priority: str
    status: str
    owner_id: str | None
    owner: str | None
    assigned_by: str | None
    assigned_at: int | None
    customer_id: str | None
    customer: str | None
    contact_id: str | None
    contact: str | None
    opportunity_id: str | None
    opportunity: str | None
    lead_id: str | None
    lead: str | None
    case_id: str | None
    case: str | None
    campaign_id: str | None
    campaign: str | None
    place: str | None
    due_on: date
    due_at: int | None
    minutes: int | None
    remind_at: int | None
    is_overdue: bool
    done_at: int | None
    done_by: str | None
    interaction_id: str | None
    interaction: str | None
    result: str | None
    series_id: str | None
    series_on: date | None
    created_by: str | None
    created_at: int


def _place(column: Any, states: tuple[str, ...]) -> Any:
    """States in the order of their meaning rather than their spelling."""
    return case({state: place for place, state in enumerate(states)}, value=column)


_IS_OPEN = Task.status == OPEN
IS_OVERDUE = type_coerce(func.coalesce(_IS_OPEN & (type_coerce(Task.due_on, Text) < TODAY), 0), Flag)
_OWN = {
    "customer": customer_name(Task.customer_id),
    "contact": contact_name(Task.contact_id),
    "opportunity": name_of(Opportunity, Task.opportunity_id),
    "lead": name_of(Lead, Task.lead_id, "customer_name"),
    "case": name_of(ServiceCase, Task.case_id, "subject"),
    "campaign": name_of(Campaign, Task.campaign_id),
    "owner": user_name(Task.owner_id),
    "assigned_by": user_name(Task.assigned_by_id),
    "done_by": user_name(Task.done_by_id),
    "created_by": user_name(Task.created_by_id),
    "interaction": name_of(Interaction, Task.interaction_id, "subject"),
    "is_overdue": IS_OVERDUE,
}


def _of(key: str, title: str, column: Any, choices: str, along: Any) -> Field:
    return Field(key, title, CHOICE, column, choices=choices, order=_OWN[key], along=along)


TASKS = ListQuery(
    kind="task",
    entity=Task,
    row=TaskRow,
    cells=cells(TaskRow, Task, _OWN),
    fields=(
        Field("subject", N_("Subject"), TEXT, Task.subject),
        _of("customer", N_("Customer"), Task.customer_id, "customers", Customer.name),
        _of("contact", N_("Contact"), Task.contact_id, "contacts", Contact.name),
        _of("opportunity", N_("Opportunity"), Task.opportunity_id, "opportunities", Opportunity.name),
        Field("kind", N_("Kind"), CHOICE, Task.kind_id, choices="interaction_kind"),
        Field(
            "priority",
            N_("Priority"),
            CHOICE,
            Task.priority,
            choices="priority",
            order=_place(Task.priority, PRIORITIES),
        ),
        Field("status", N_("Status"), CHOICE, Task.status, choices="task_status", order=_place(Task.status, STATUSES)),
        Field("owner", N_("Assigned to"), PERSON, Task.owner_id, choices="users", order=_OWN["owner"], along=User.name),
        Field(
            "assigned_by",
            N_("Assigned by"),
            PERSON,
            Task.assigned_by_id,
            choices="users",
            order=_OWN["assigned_by"],
            along=User.name,
        ),
        Field("due_on", N_("Due"), DATE, Task.due_on, is_due=True),
        Field("is_overdue", N_("Overdue"), FLAG, IS_OVERDUE),
        Field("minutes", N_("Minutes"), NUMBER, Task.minutes),
        Field("place", N_("Place"), TEXT, Task.place),
        Field("done_on", N_("Done on"), DATE, Task.done_on),
        Field("created_at", N_("Created"), DATE, Task.created_at, is_instant=True),
    ),
    default_sorts=(Sort("due_on"),),
)

_SHOWN = cells(TaskDetails, Task, _OWN)


def task_details(reading: Reading, task_id: str) -> TaskDetails:
    """One task, if the viewer may see it."""
    return TaskDetails(**one(reading, Task, task_id, _SHOWN))
