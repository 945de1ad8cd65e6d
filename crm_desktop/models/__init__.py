"""The entities and the business sentences that are always true of them. `ENTITIES` is the list of synced tables."""

from crm_desktop.models.article import Article, ArticleVersion, ReplyTemplate
from crm_desktop.models.attachment import Attachment
from crm_desktop.models.base import Synced
from crm_desktop.models.channel import ChannelReport
from crm_desktop.models.commission import CommissionAdjustment, CommissionEntry, CommissionRule, Target
from crm_desktop.models.company import NumberBlock, Parameter, ReplicaInfo, Role, Team, User
from crm_desktop.models.contact import Contact, ContactPoint, ContactRole
from crm_desktop.models.contract import Approval, Contract, ContractLine, ContractShare, Invoice
from crm_desktop.models.customer import Customer, CustomerDemand, PersonProfile, Refusal, SupplyLink
from crm_desktop.models.customising import OWN_RECORD, CustomKind, CustomRecord, FieldRule, own_kind_id
from crm_desktop.models.dictionary import (
    CustomField,
    CustomValue,
    DictionaryEntry,
    ExchangeRate,
    Pipeline,
    Stage,
    Star,
    Tag,
    TagLink,
)
from crm_desktop.models.history import HistoryEntry, PeriodSnapshot
from crm_desktop.models.insight import Campaign, CampaignMember, ChurnCase, ChurnMeasure, Segment, SegmentRun
from crm_desktop.models.interaction import Interaction, Rating
from crm_desktop.models.lead import Lead, LeadPlanItem
from crm_desktop.models.opportunity import Opportunity, OpportunityLine, OpportunityShare, StageCheck
from crm_desktop.models.order import Order, OrderLine, Receipt, Receivable
from crm_desktop.models.ownership import Claim, Deletion, HandOver, LevelRule, RecordShare
from crm_desktop.models.price import ProductPrice, StockLevel
from crm_desktop.models.product import Product, ProductCategory
from crm_desktop.models.quotation import Quotation, QuotationLine
from crm_desktop.models.review_decision import ReviewDecision
from crm_desktop.models.saved_view import SavedView
from crm_desktop.models.service_case import CaseArticle, ServiceCase, ServiceRound, ServiceWait, ServiceWork
from crm_desktop.models.service_rule import ClosingDay, ServiceLimit, ServiceRule
from crm_desktop.models.survey import Survey, SurveyAnswer, SurveyQuestion, SurveyResponse
from crm_desktop.models.task import Comment, Participant, Task, TaskSeries, TaskTemplate, TaskTemplateStep

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
    Star,
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
    LevelRule,
    Claim,
    RecordShare,
    HandOver,
    Deletion,
    OpportunityShare,
    StageCheck,
    Quotation,
    QuotationLine,
    TaskTemplate,
    TaskTemplateStep,
    TaskSeries,
    Task,
    Participant,
    Comment,
    Survey,
    SurveyQuestion,
    SurveyResponse,
    SurveyAnswer,
    FieldRule,
    CustomKind,
    CustomRecord,
    Contract,
    ContractLine,
    ContractShare,
    Approval,
    Invoice,
    ProductPrice,
    StockLevel,
    CommissionRule,
    CommissionEntry,
    CommissionAdjustment,
    Target,
    ChannelReport,
    ServiceRound,
    ServiceWait,
    ServiceWork,
    CaseArticle,
    ServiceLimit,
    ServiceRule,
    ClosingDay,
    Article,
    ArticleVersion,
    ReplyTemplate,
)


class _Entities(dict[str, type[Synced]]):
    """The entities by the names of their tables; an own kind of record is found under its own name, too."""

    def __missing__(self, kind: str) -> type[Synced]:
        if own_kind_id(kind):
            return self[OWN_RECORD]
        raise KeyError(kind)


ENTITY_OF: dict[str, type[Synced]] = _Entities({entity.__tablename__: entity for entity in ENTITIES})

__all__ = [
    "ENTITIES",
    "ENTITY_OF",
    "Approval",
    "Article",
    "ArticleVersion",
    "Attachment",
    "Campaign",
    "CampaignMember",
    "CaseArticle",
    "ChannelReport",
    "ChurnCase",
    "ChurnMeasure",
    "Claim",
    "ClosingDay",
    "Comment",
    "CommissionAdjustment",
    "CommissionEntry",
    "CommissionRule",
    "Contact",
    "ContactPoint",
    "ContactRole",
    "Contract",
    "ContractLine",
    "ContractShare",
    "CustomField",
    "CustomKind",
    "CustomRecord",
    "CustomValue",
    "Customer",
    "CustomerDemand",
    "Deletion",
    "DictionaryEntry",
    "ExchangeRate",
    "FieldRule",
    "HandOver",
    "HistoryEntry",
    "Interaction",
    "Invoice",
    "Lead",
    "LeadPlanItem",
    "LevelRule",
    "NumberBlock",
    "Opportunity",
    "OpportunityLine",
    "OpportunityShare",
    "Order",
    "OrderLine",
    "Parameter",
    "Participant",
    "PeriodSnapshot",
    "PersonProfile",
    "Pipeline",
    "Product",
    "ProductCategory",
    "ProductPrice",
    "Quotation",
    "QuotationLine",
    "Rating",
    "Receipt",
    "Receivable",
    "RecordShare",
    "Refusal",
    "ReplicaInfo",
    "ReplyTemplate",
    "ReviewDecision",
    "Role",
    "SavedView",
    "Segment",
    "SegmentRun",
    "ServiceCase",
    "ServiceLimit",
    "ServiceRound",
    "ServiceRule",
    "ServiceWait",
    "ServiceWork",
    "Stage",
    "StageCheck",
    "Star",
    "StockLevel",
    "SupplyLink",
    "Survey",
    "SurveyAnswer",
    "SurveyQuestion",
    "SurveyResponse",
    "Synced",
    "Tag",
    "TagLink",
    "Target",
    "Task",
    "TaskSeries",
    "TaskTemplate",
    "TaskTemplateStep",
    "Team",
    "User",
]
