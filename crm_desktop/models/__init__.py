"""The entities and the business sentences that are always true of them. `ENTITIES` is the list of synced tables."""

from crm_desktop.models.attachment import Attachment
from crm_desktop.models.base import Synced
from crm_desktop.models.company import NumberBlock, Parameter, ReplicaInfo, Role, Team, User
from crm_desktop.models.contact import Contact, ContactPoint, ContactRole
from crm_desktop.models.customer import Customer, CustomerDemand, PersonProfile, Refusal, SupplyLink
from crm_desktop.models.dictionary import (
    CustomField,
    CustomValue,
    DictionaryEntry,
    ExchangeRate,
    Pipeline,
    Stage,
    Tag,
    TagLink,
)
from crm_desktop.models.history import HistoryEntry, PeriodSnapshot
from crm_desktop.models.insight import Campaign, CampaignMember, ChurnCase, ChurnMeasure, Segment, SegmentRun
from crm_desktop.models.interaction import Interaction, Rating
from crm_desktop.models.lead import Lead, LeadPlanItem
from crm_desktop.models.opportunity import Opportunity, OpportunityLine
from crm_desktop.models.order import Order, OrderLine, Receipt, Receivable
from crm_desktop.models.product import Product, ProductCategory
from crm_desktop.models.review_decision import ReviewDecision
from crm_desktop.models.saved_view import SavedView
from crm_desktop.models.service_case import ServiceCase

ENTITIES: tuple[type[Synced], ...] = (
    Parameter,
    Role,
    Team,
    User,
    ReplicaInfo,
    NumberBlock,
    DictionaryEntry,
    Pipeline,
    Stage,
    Tag,
    TagLink,
    ExchangeRate,
    CustomField,
    CustomValue,
    Customer,
    PersonProfile,
    SupplyLink,
    CustomerDemand,
    Refusal,
    Contact,
    ContactRole,
    ContactPoint,
    ProductCategory,
    Product,
    Campaign,
    CampaignMember,
    Lead,
    LeadPlanItem,
    Opportunity,
    OpportunityLine,
    Order,
    OrderLine,
    Receivable,
    Receipt,
    ServiceCase,
    Interaction,
    Rating,
    HistoryEntry,
    PeriodSnapshot,
    Segment,
    SegmentRun,
    ChurnCase,
    ChurnMeasure,
    Attachment,
    SavedView,
    ReviewDecision,
)

ENTITY_OF: dict[str, type[Synced]] = {entity.__tablename__: entity for entity in ENTITIES}

__all__ = [
    "ENTITIES",
    "ENTITY_OF",
    "Attachment",
    "Campaign",
    "CampaignMember",
    "ChurnCase",
    "ChurnMeasure",
    "Contact",
    "ContactPoint",
    "ContactRole",
    "CustomField",
    "CustomValue",
    "Customer",
    "CustomerDemand",
    "DictionaryEntry",
    "ExchangeRate",
    "HistoryEntry",
    "Interaction",
    "Lead",
    "LeadPlanItem",
    "NumberBlock",
    "Opportunity",
    "OpportunityLine",
    "Order",
    "OrderLine",
    "Parameter",
    "PeriodSnapshot",
    "PersonProfile",
    "Pipeline",
    "Product",
    "ProductCategory",
    "Rating",
    "Receipt",
    "Receivable",
    "Refusal",
    "ReplicaInfo",
    "ReviewDecision",
    "Role",
    "SavedView",
    "Segment",
    "SegmentRun",
    "ServiceCase",
    "Stage",
    "SupplyLink",
    "Synced",
    "Tag",
    "TagLink",
    "Team",
    "User",
]
