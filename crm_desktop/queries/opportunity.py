"""Opportunities as a user sees them: the list, and one deal with its lines, its way through the stages, its people."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    Text,
    and_,
    bindparam,
    case,
    cast,
    func,
    literal,
    select,
    type_coerce,
    union,
)
from sqlalchemy.orm import aliased

from crm_desktop.core.i18n import N_
from crm_desktop.core.listing import Sort
from crm_desktop.core.viewer import Viewer
from crm_desktop.models import (
    Campaign,
    Contact,
    ContactRole,
    Customer,
    HistoryEntry,
    Opportunity,
    OpportunityLine,
    Product,
    Stage,
    User,
)
from crm_desktop.models.base import Day, Flag
from crm_desktop.models.dictionary import OPEN
from crm_desktop.queries import rights
from crm_desktop.queries.asked import RECORD
from crm_desktop.queries.cells import cells, one
from crm_desktop.queries.contract import ContractBrief, contracts_of
from crm_desktop.queries.deal_changes import became
from crm_desktop.queries.deal_team import ShareView, deal_team
from crm_desktop.queries.deals_on import has_part_without_product, stood_on, totals_on, was_open_on
from crm_desktop.queries.history import Stay, history
from crm_desktop.queries.list_field import these
from crm_desktop.queries.list_query import (
    CHOICE,
    CHOICE_ON,
    DATE,
    FLAG,
    MONEY,
    NUMBER,
    PERSON,
    TEXT,
    TODAY,
    Field,
    ListQuery,
)
from crm_desktop.queries.money import in_base, share
from crm_desktop.queries.names import contact_name, customer_name, name_of, product_name, user_name
from crm_desktop.queries.quotation import QuotationRow, quotations_of
from crm_desktop.queries.stages import CheckView, checks
from crm_desktop.queries.star import STARRED
from crm_desktop.storage.database import Reading


class OpportunityRow(NamedTuple):
    """One line of the list of deals. Money is minor units of `currency`; ages count days in the stage of open deals.

    `close_on` is the day it closed, or of an open deal the day expected.
    """

    id: str
    number: str
    name: str
    customer_id: str | None
    customer: str | None
    owner_id: str | None
    owner: str | None
    stage_id: str
    probability_e6: int
    outcome: str
    amount_minor: int
    weighted_minor: int
    currency: str
    opened_on: date | None
    close_on: date | None
    age_days: int | None
    is_stalled: bool
    next_step: str | None
    next_step_on: date | None
    is_next_step_overdue: bool
    closed_on: date | None
    reason_id: str | None
    products: str | None
    campaign: str | None


@dataclass(frozen=True)
class LineView:
    """A product line of a deal."""

    id: str
    product_id: str | None
    product: str | None
    description: str | None
    quantity_e6: int
    unit_price_e6: int
    discount_e6: int
    net_minor: int | None
    unit_cost_e6: int | None


@dataclass(frozen=True)
class DealContact:
    """Someone at the deal's customer, with the part played in buying."""

    id: str
    name: str
    job_title: str | None
    buying_role_id: str | None
    is_main: bool


@dataclass(frozen=True)
class OpportunityDetails:
    """Everything about one deal."""

    id: str
    number: str
    name: str
    external_key: str | None
    customer_id: str | None
    customer: str | None
    contact_id: str | None
    contact: str | None
    owner_id: str | None
    owner: str | None
    pipeline_id: str
    stage_id: str
    probability_e6: int
    outcome: str
    amount_minor: int
    weighted_minor: int
    currency: str
    opened_on: date | None
    expected_close_on: date | None
    closed_on: date | None
    cycle_days: int | None
    age_days: int | None
    is_stalled: bool
    reason_id: str | None
    reason_note: str | None
    competitor: str | None
    source_id: str | None
    campaign_id: str | None
    campaign: str | None
    next_step: str | None
    next_step_on: date | None
    is_next_step_overdue: bool
    note: str | None
    created_at: int
    lines: tuple[LineView, ...]
    stages: tuple[Stay, ...]
    owners: tuple[Stay, ...]
    contacts: tuple[DealContact, ...]
    checks: tuple[CheckView, ...]
    team: tuple[ShareView, ...]
    quotations: tuple[QuotationRow, ...]
    contracts: tuple[ContractBrief, ...]


_IS_OPEN = Opportunity.outcome == OPEN
_entry, _line = aliased(HistoryEntry), aliased(OpportunityLine)
_ENTERED = (
    select(func.max(_entry.from_on))
    .where(_entry.record_id == Opportunity.id, _entry.field == "stage", _entry.deleted.is_(False))
    .correlate(Opportunity)
    .scalar_subquery()
)
# The day an open deal reached its stage.
STAGE_SINCE = case((_IS_OPEN, type_coerce(func.coalesce(_ENTERED, Opportunity.opened_on), Day)))
AGE_DAYS = cast(func.julianday(TODAY) - func.julianday(STAGE_SINCE), BigInteger)
IS_STALLED = type_coerce(func.coalesce(name_of(Stage, Opportunity.stage_id, "stall_days") < AGE_DAYS, 0), Flag)
IS_STEP_OVERDUE = type_coerce(func.coalesce(_IS_OPEN & (type_coerce(Opportunity.next_step_on, Text) < TODAY), 0), Flag)
PRODUCT_NAMES = (
    select(
        func.aggregate_strings(func.coalesce(Product.name, _line.description), ", ").aggregate_order_by(_line.position)
    )
    .select_from(_line)
    .outerjoin(Product, Product.id == _line.product_id)
    .where(_line.opportunity_id == Opportunity.id, _line.deleted.is_(False))
    .correlate(Opportunity)
    .scalar_subquery()
)
# Sorting needs no more than the first of these names.
_FIRST_PRODUCT = (
    select(func.coalesce(Product.name, _line.description))
    .select_from(_line)
    .outerjoin(Product, Product.id == _line.product_id)
    .where(_line.opportunity_id == Opportunity.id, _line.deleted.is_(False))
    .order_by(_line.position, _line.id)
    .limit(1)
    .correlate(Opportunity)
    .scalar_subquery()
)
CUSTOMER_NAME = customer_name(Opportunity.customer_id)
OWNER_NAME = user_name(Opportunity.owner_id)
CLOSE_ON = type_coerce(func.coalesce(Opportunity.closed_on, Opportunity.expected_close_on), Day)
WEIGHTED = share(Opportunity.amount_minor, Opportunity.probability_e6)
# A closed deal is worth what its currency was worth when it closed, an open one what it is worth now.
AMOUNT_IN_BASE = in_base(Opportunity.amount_minor, Opportunity.currency, func.coalesce(Opportunity.closed_on, TODAY))


def _has_known_amount(wanted: bool) -> ColumnElement[bool]:
    return AMOUNT_IN_BASE.is_not(None) if wanted else AMOUNT_IN_BASE.is_(None)


_OWN = {
    "customer": CUSTOMER_NAME,
    "contact": contact_name(Opportunity.contact_id),
    "owner": OWNER_NAME,
    "products": PRODUCT_NAMES,
    "campaign": name_of(Campaign, Opportunity.campaign_id),
    "close_on": CLOSE_ON,
    "age_days": AGE_DAYS,
    "is_stalled": IS_STALLED,
    "is_next_step_overdue": IS_STEP_OVERDUE,
    "weighted_minor": WEIGHTED,
}

OPPORTUNITIES = ListQuery(
    kind="opportunity",
    entity=Opportunity,
    row=OpportunityRow,
    cells=cells(OpportunityRow, Opportunity, _OWN),
    fields=(
        these(Opportunity),
        Field("number", N_("Number"), TEXT, Opportunity.number),
        Field("name", N_("Name"), TEXT, Opportunity.name),
        Field(
            "customer",
            N_("Customer"),
            CHOICE,
            Opportunity.customer_id,
            choices="customers",
            order=CUSTOMER_NAME,
            along=Customer.name,
        ),
        Field(
            "contact",
            N_("Contact"),
            CHOICE,
            Opportunity.contact_id,
            choices="contacts",
            order=_OWN["contact"],
            along=Contact.name,
        ),
        Field("owner", N_("Owner"), PERSON, Opportunity.owner_id, choices="users", order=OWNER_NAME, along=User.name),
        Field(
            "stage",
            N_("Stage"),
            CHOICE,
            Opportunity.stage_id,
            choices="stages",
            order=name_of(Stage, Opportunity.stage_id, "position"),
            along=Stage.position,
        ),
        Field("pipeline", N_("Pipeline"), CHOICE, Opportunity.pipeline_id, choices="pipelines"),
        Field("outcome", N_("Outcome"), CHOICE, Opportunity.outcome, choices="outcome"),
        Field("amount", N_("Amount"), MONEY, Opportunity.amount_minor),
        Field("weighted", N_("Weighted"), MONEY, WEIGHTED),
        Field("currency", N_("Currency"), CHOICE, Opportunity.currency, choices="currencies"),
        Field("opened_on", N_("Opened"), DATE, Opportunity.opened_on),
        Field("close_on", N_("Close date"), DATE, CLOSE_ON),
        Field("expected_close_on", N_("Expected close"), DATE, Opportunity.expected_close_on, is_due=True),
        Field("closed_on", N_("Closed"), DATE, Opportunity.closed_on),
        Field(
            "open_on",
            N_("Open on"),
            DATE,
            Opportunity.opened_on,
            is_sortable=False,
            is_filterable=False,
            condition=was_open_on,
        ),
        Field(
            "stage_on",
            N_("Stage then"),
            CHOICE_ON,
            Opportunity.stage_id,
            choices="stages",
            is_sortable=False,
            is_filterable=False,
            condition=stood_on,
        ),
        Field(
            "change",
            N_("Change in the pipeline"),
            CHOICE_ON,
            Opportunity.outcome,
            choices="deal_change",
            is_sortable=False,
            is_filterable=False,
            condition=became,
        ),
        Field("age_days", N_("Days in stage"), NUMBER, AGE_DAYS),
        Field("is_stalled", N_("Stalled"), FLAG, IS_STALLED),
        Field("next_step", N_("Next step"), TEXT, Opportunity.next_step),
        Field("next_step_on", N_("Next step on"), DATE, Opportunity.next_step_on, is_due=True),
        Field("is_next_step_overdue", N_("Next step overdue"), FLAG, IS_STEP_OVERDUE),
        Field("reason", N_("Reason"), CHOICE, Opportunity.reason_id, choices="deal_reason"),
        Field("source", N_("Source"), CHOICE, Opportunity.source_id, choices="source"),
        Field(
            "campaign",
            N_("Campaign"),
            CHOICE,
            Opportunity.campaign_id,
            choices="campaigns",
            order=_OWN["campaign"],
        ),
        Field("competitor", N_("Competitor"), TEXT, Opportunity.competitor),
        Field(
            "product",
            N_("Product"),
            CHOICE,
            OpportunityLine.product_id,
            choices="products",
            order=_FIRST_PRODUCT,
            through=OpportunityLine.opportunity_id,
        ),
        Field(
            "has_part_without_product",
            N_("Part without a product"),
            FLAG,
            Opportunity.amount_minor,
            is_sortable=False,
            condition=has_part_without_product,
        ),
        Field(
            "has_known_amount",
            N_("Amount known in the company's currency"),
            FLAG,
            Opportunity.amount_minor,
            is_sortable=False,
            is_filterable=False,
            condition=_has_known_amount,
        ),
        Field(
            "industry",
            N_("Industry"),
            CHOICE,
            name_of(Customer, Opportunity.customer_id, "industry_id"),
            choices="industry",
            is_sortable=False,
        ),
        Field(
            "region",
            N_("Region of the customer"),
            CHOICE,
            name_of(Customer, Opportunity.customer_id, "region_id"),
            choices="region",
            is_sortable=False,
        ),
        Field(
            "owner_region",
            N_("Region of the owner"),
            CHOICE,
            name_of(User, Opportunity.owner_id, "region_id"),
            choices="region",
            is_sortable=False,
        ),
        Field(
            "team",
            N_("Team"),
            CHOICE,
            name_of(User, Opportunity.owner_id, "team_id"),
            choices="teams",
            is_sortable=False,
        ),
        STARRED,
    ),
    default_sorts=(Sort("number", descending=True),),
    totals={"amount_minor": AMOUNT_IN_BASE, "weighted_minor": share(AMOUNT_IN_BASE, Opportunity.probability_e6)},
    totals_where={"open_on": totals_on},
)

_SHOWN = cells(
    OpportunityDetails,
    Opportunity,
    _OWN,
    without=("lines", "stages", "owners", "contacts", "cycle_days", "checks", "team", "quotations", "contracts"),
)


def opportunity_details(reading: Reading, opportunity_id: str) -> OpportunityDetails:
    """One deal, if the viewer may see it."""
    row = one(reading, Opportunity, opportunity_id, _SHOWN)
    closed, opened = row["closed_on"], row["opened_on"]
    return OpportunityDetails(
        **row,
        cycle_days=(closed - opened).days if closed and opened else None,
        lines=_lines(reading, opportunity_id),
        stages=history(reading, opportunity_id, "stage"),
        owners=history(reading, opportunity_id, "owner"),
        contacts=_contacts(reading, row["customer_id"], row["contact_id"]),
        checks=checks(reading, opportunity_id, row["stage_id"]) if row["outcome"] == OPEN else (),
        team=deal_team(reading, opportunity_id),
        quotations=quotations_of(reading, opportunity_id=opportunity_id),
        contracts=contracts_of(reading, opportunity_id=opportunity_id),
    )


_LINES: Select[Any] = (
    select(*cells(LineView, OpportunityLine, {"product": product_name(OpportunityLine.product_id)}).values())
    .where(OpportunityLine.opportunity_id == RECORD, OpportunityLine.deleted.is_(False))
    .order_by(OpportunityLine.position, OpportunityLine.id)
)


def _lines(reading: Reading, opportunity_id: str) -> tuple[LineView, ...]:
    return tuple(LineView(*row) for row in reading.fetch(_LINES, {"record": opportunity_id}))


def _contacts(reading: Reading, customer_id: str | None, contact_id: str | None) -> tuple[DealContact, ...]:
    """The deal's own contact first, then the others who are at its customer now; each once, by the first place held."""
    people: dict[str, DealContact] = {}
    found = reading.fetch(_present(reading.viewer), {"customer": customer_id, "contact": contact_id})
    for person, name, job_title, buying_role, is_main in found:
        people.setdefault(person, DealContact(person, name, job_title, buying_role, bool(is_main)))
    return tuple(people.values())


@lru_cache(maxsize=64)
def _present(viewer: Viewer) -> Select[Any]:
    """A contact, and who is at a customer now; put together once, because that takes longer than asking."""
    role, other = aliased(ContactRole), aliased(ContactRole)
    customer: Any = bindparam("customer", type_=Text)
    contact: Any = bindparam("contact", type_=Text)

    def present(place: Any) -> tuple[Any, ...]:
        return place.customer_id == customer, place.deleted.is_(False), place.to_on.is_(None)

    here = select(other.contact_id).where(*present(other))
    statement: Any = (
        select(
            Contact.id,
            Contact.name,
            func.coalesce(role.job_title, Contact.job_title),
            role.buying_role_id,
            func.coalesce(role.is_main, literal(False)),
        )
        .outerjoin(role, and_(role.contact_id == Contact.id, *present(role)))
        .where(Contact.deleted.is_(False), Contact.id.in_(union(here, select(contact))))
        .order_by((Contact.id == contact).desc(), role.is_main.desc(), role.position, Contact.name)
    )
    return rights.seen(Contact, viewer, statement)
