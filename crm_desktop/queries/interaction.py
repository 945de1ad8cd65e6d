"""Interactions as a user sees them: the list of all that happened, and one of them."""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from crm_desktop.core.i18n import N_
from crm_desktop.core.listing import Sort
from crm_desktop.models import (
    Campaign,
    Contact,
    Customer,
    DictionaryEntry,
    Interaction,
    Lead,
    Opportunity,
    ServiceCase,
    User,
)
from crm_desktop.queries.cells import cells, one
from crm_desktop.queries.list_query import CHOICE, DATE, NUMBER, PERSON, TEXT, Field, ListQuery
from crm_desktop.queries.names import contact_name, customer_name, name_of, user_name
from crm_desktop.storage.database import Reading


class InteractionRow(NamedTuple):
    """One line of the list of interactions."""

    id: str
    happened_at: int
    happened_on: date
    kind_id: str
    subject: str
    detail: str | None
    customer_id: str | None
    customer: str | None
    contact: str | None
    opportunity: str | None
    owner: str | None
    minutes: int | None
    place: str | None
    result_id: str | None
    next_step: str | None
    next_step_on: date | None


@dataclass(frozen=True)
class InteractionDetails:
    """Everything about one interaction."""

    id: str
    happened_at: int
    happened_on: date
    kind_id: str
    direction: str | None
    subject: str
    detail: str | None
    minutes: int | None
    place: str | None
    customer_id: str | None
    customer: str | None
    contact_id: str | None
    contact: str | None
    opportunity_id: str | None
    opportunity: str | None
    case_id: str | None
    case: str | None
    lead_id: str | None
    lead: str | None
    campaign_id: str | None
    campaign: str | None
    owner_id: str | None
    owner: str | None
    result_id: str | None
    next_step: str | None
    next_step_on: date | None
    cost_minor: int | None
    cost_currency: str | None
    external_key: str | None


_OWN = {
    "customer": customer_name(Interaction.customer_id),
    "contact": contact_name(Interaction.contact_id),
    "opportunity": name_of(Opportunity, Interaction.opportunity_id),
    "case": name_of(ServiceCase, Interaction.case_id, "subject"),
    "lead": name_of(Lead, Interaction.lead_id, "customer_name"),
    "campaign": name_of(Campaign, Interaction.campaign_id),
    "owner": user_name(Interaction.owner_id),
}

INTERACTIONS = ListQuery(
    kind="interaction",
    entity=Interaction,
    row=InteractionRow,
    cells=cells(InteractionRow, Interaction, _OWN),
    fields=(
        Field("happened_on", N_("Day"), DATE, Interaction.happened_on, order=Interaction.happened_at),
        Field(
            "kind",
            N_("Kind"),
            CHOICE,
            Interaction.kind_id,
            choices="interaction_kind",
            order=name_of(DictionaryEntry, Interaction.kind_id, "position"),
            along=DictionaryEntry.position,
        ),
        Field("subject", N_("Subject"), TEXT, Interaction.subject),
        Field("detail", N_("Detail"), TEXT, Interaction.detail, is_sortable=False),
        Field(
            "customer",
            N_("Customer"),
            CHOICE,
            Interaction.customer_id,
            choices="customers",
            order=_OWN["customer"],
            along=Customer.name,
        ),
        Field(
            "contact",
            N_("Contact"),
            CHOICE,
            Interaction.contact_id,
            choices="contacts",
            order=_OWN["contact"],
            along=Contact.name,
        ),
        Field(
            "opportunity",
            N_("Opportunity"),
            CHOICE,
            Interaction.opportunity_id,
            choices="opportunities",
            order=_OWN["opportunity"],
            along=Opportunity.name,
        ),
        Field(
            "case",
            N_("Service case"),
            CHOICE,
            Interaction.case_id,
            choices="service_cases",
            order=_OWN["case"],
            along=ServiceCase.subject,
        ),
        Field("owner", N_("By"), PERSON, Interaction.owner_id, choices="users", order=_OWN["owner"], along=User.name),
        Field("team", N_("Team"), CHOICE, name_of(User, Interaction.owner_id, "team_id"), "teams", is_sortable=False),
        Field("minutes", N_("Minutes"), NUMBER, Interaction.minutes),
        Field("place", N_("Place"), TEXT, Interaction.place),
        Field("result", N_("Result"), CHOICE, Interaction.result_id, choices="interaction_result"),
        Field("next_step", N_("Next step"), TEXT, Interaction.next_step),
        Field("next_step_on", N_("Next step on"), DATE, Interaction.next_step_on, is_due=True),
    ),
    default_sorts=(Sort("happened_on", descending=True),),
    totals={"minutes": Interaction.minutes},
)


_SHOWN = cells(InteractionDetails, Interaction, _OWN)


def interaction_details(reading: Reading, interaction_id: str) -> InteractionDetails:
    """One interaction, if the viewer may see it."""
    return InteractionDetails(**one(reading, Interaction, interaction_id, _SHOWN))
