"""Every column of a record can be edited by its form, or is known to be worked out elsewhere."""

from dataclasses import fields
from typing import Any

import pytest

from crm_desktop import models
from crm_desktop.models import Synced
from crm_desktop.operations.campaign import CampaignDraft
from crm_desktop.operations.campaign_member import MemberDraft
from crm_desktop.operations.contact import ContactDraft, PointDraft, RoleDraft
from crm_desktop.operations.customer import PERSON, CustomerDraft
from crm_desktop.operations.interaction import InteractionDraft
from crm_desktop.operations.lead import LeadDraft
from crm_desktop.operations.opportunity import OpportunityDraft
from crm_desktop.operations.order import OrderDraft
from crm_desktop.operations.product import ProductDraft
from crm_desktop.operations.product_price import PriceDraft
from crm_desktop.operations.service_case import ServiceCaseDraft
from crm_desktop.operations.service_work import WorkDraft
from crm_desktop.operations.stock import StockDraft
from crm_desktop.operations.task import TaskDraft
from crm_desktop.operations.user import UserDraft
from crm_desktop.storage.capture import columns

# Set by what people refuse, not in their forms.
REFUSED = {"is_opted_out", "no_mail", "no_message", "no_phone", "no_post"}

DERIVED: dict[type[Any], tuple[type[Synced], set[str], set[str]]] = {
    CustomerDraft: (models.Customer, {"created_at", "locked_by_id", "locked_until", *REFUSED}, {*PERSON, "tags"}),
    ContactDraft: (models.Contact, {"created_at", *REFUSED}, {"customers", "points", "tags"}),
    RoleDraft: (models.ContactRole, {"contact_id", "position"}, {"id"}),
    PointDraft: (models.ContactPoint, {"contact_id", "position"}, {"id"}),
    InteractionDraft: (models.Interaction, {"happened_on", "is_pinned"}, {"colleagues", "contacts", "ratings"}),
    UserDraft: (models.User, {"password_hash"}, set()),
    OpportunityDraft: (models.Opportunity, {"created_at", "outcome", "pipeline_id"}, {"lines", "shares"}),
    OrderDraft: (models.Order, {"created_at"}, {"lines"}),
    CampaignDraft: (models.Campaign, {"created_at", "letter", "segment_id"}, set()),
    MemberDraft: (
        models.CampaignMember,
        {"added_at", "campaign_id", "contact_id", "customer_id", "lead_id"},
        set(),
    ),
    ProductDraft: (models.Product, set(), {"prices"}),
    PriceDraft: (models.ProductPrice, set(), {"id"}),
    StockDraft: (models.StockLevel, set(), set()),
    ServiceCaseDraft: (
        models.ServiceCase,
        {
            "assigned_by_id",
            "escalated_at",
            "merged_into_id",
            "opened_on",
            "reopen_count",
            "respond_by",
            "responded_at",
            "response_minutes",
            "solution_minutes",
            "solve_by",
            "waited_minutes",
            "waiting_since",
            "waits_for",
            "warned_at",
        },
        {"articles"},
    ),
    WorkDraft: (models.ServiceWork, {"created_at"}, set()),
    TaskDraft: (
        models.Task,
        {
            "assigned_at",
            "assigned_by_id",
            "created_at",
            "created_by_id",
            "done_at",
            "done_by_id",
            "done_on",
            "interaction_id",
            "result",
            "series_id",
            "series_on",
            "status",
        },
        set(),
    ),
    LeadDraft: (
        models.Lead,
        {
            "assigned_at",
            "assigned_by_id",
            "closed_on",
            "created_at",
            "created_by_id",
            "customer_id",
            "is_opted_out",
            "opportunity_id",
            "owner_id",
            "reason_id",
            "reason_note",
            "status",
        },
        set(),
    ),
}


@pytest.mark.parametrize("draft", DERIVED, ids=lambda draft: str(draft.__name__))
def test_a_draft_has_every_column_that_people_edit(draft: type[Any]) -> None:
    entity, derived, rows = DERIVED[draft]
    editable = set(columns(entity)) - {"deleted"} - derived
    assert {each.name for each in fields(draft)} - rows == editable


def test_a_consumer_s_profile_is_part_of_the_customer_s_draft() -> None:
    assert set(PERSON) == set(columns(models.PersonProfile)) - {"deleted", "customer_id"}
