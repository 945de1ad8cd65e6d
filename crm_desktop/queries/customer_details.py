"""One customer with the facts around it: what it is worth, whom to speak with, what is open, what it ordered."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import exists, func, select

from crm_desktop.core.listing import Filter, ListSpec, Sort
from crm_desktop.core.viewer import Viewer
from crm_desktop.models import (
    Contact,
    ContactRole,
    Contract,
    Customer,
    CustomRecord,
    Opportunity,
    Order,
    PersonProfile,
    ProductPrice,
    Quotation,
    RecordShare,
    ServiceCase,
    SurveyResponse,
    Synced,
    TagLink,
)
from crm_desktop.models.customer import CONSUMER
from crm_desktop.models.dictionary import OPEN
from crm_desktop.models.service_case import ARCHIVED
from crm_desktop.queries import rights
from crm_desktop.queries.asked import RECORD
from crm_desktop.queries.cells import cells, one
from crm_desktop.queries.channel import ChannelView
from crm_desktop.queries.churn import Warned, newest
from crm_desktop.queries.churn_signal import Reason, reasons_of
from crm_desktop.queries.completeness import Completeness, completeness
from crm_desktop.queries.contact import FIRST_EMAIL, FIRST_PHONE, LISTED, OPEN_CASES, OPEN_DEALS
from crm_desktop.queries.contract import ContractBrief, contracts_of
from crm_desktop.queries.customer import CUSTOMERS, LAST_CONTACT, OWNER_NAME
from crm_desktop.queries.customer_account import CustomerAccount
from crm_desktop.queries.customer_facts import CustomerFacts, customer_facts
from crm_desktop.queries.customer_profit import CustomerProfit
from crm_desktop.queries.data_age import DataAge, data_age
from crm_desktop.queries.list_query import ListQuery
from crm_desktop.queries.names import customer_name
from crm_desktop.queries.opportunity import OPPORTUNITIES, OpportunityRow
from crm_desktop.queries.opt_out import OptOut, opt_outs
from crm_desktop.queries.order import ORDERS, OrderRow
from crm_desktop.queries.own_record import OfCustomer, records_of_customer
from crm_desktop.queries.product_price import PriceView, agreements_with
from crm_desktop.queries.protection import Standing, standing
from crm_desktop.queries.quotation import QuotationRow, quotations_of
from crm_desktop.queries.service_case import SERVICE_CASES, ServiceCaseRow
from crm_desktop.queries.sharing import Ownership, Share, owners, shares
from crm_desktop.queries.survey import ResponseView, responses
from crm_desktop.queries.tag import tags_of
from crm_desktop.storage.database import Reading


@dataclass(frozen=True)
class Person:
    """Someone at the customer, with the first phone and e-mail that may be used."""

    id: str
    name: str
    job_title: str | None
    buying_role_id: str | None
    is_main: bool
    phone: str | None
    email: str | None


@dataclass(frozen=True)
class Subsidiary:
    """A company that belongs to the customer."""

    id: str
    number: str
    name: str
    level_id: str | None


@dataclass(frozen=True)
class Counts:
    """How many records of each kind belong to the customer, closed ones included."""

    contacts: int
    deals: int
    orders: int
    cases: int


@dataclass(frozen=True)
class Profile:
    """What is known of a private person."""

    sex: str | None
    born_on: date | None
    education: str | None
    occupation: str | None
    income_band: str | None
    family: str | None
    interests: str | None
    decision_style: str | None


@dataclass(frozen=True)
class CustomerDetails:
    """Everything about one customer."""

    id: str
    number: str
    name: str
    short_name: str | None
    external_key: str | None
    kind: str
    status: str
    parent_id: str | None
    parent: str | None
    owner_id: str | None
    owner: str | None
    level_id: str | None
    region_id: str | None
    industry_id: str | None
    source_id: str | None
    lifecycle_id: str | None
    size_id: str | None
    satisfaction: int | None
    credit: int | None
    country: str | None
    province: str | None
    city: str | None
    district: str | None
    postcode: str | None
    address: str | None
    phone: str | None
    fax: str | None
    email: str | None
    website: str | None
    licence_number: str | None
    legal_person: str | None
    registered_capital_minor: int | None
    registered_capital_currency: str | None
    annual_turnover_minor: int | None
    annual_turnover_currency: str | None
    employees: int | None
    founded_year: int | None
    bank: str | None
    bank_account: str | None
    tax_number: str | None
    national_tax_number: str | None
    credit_limit_minor: int | None
    credit_limit_currency: str | None
    invoice_title: str | None
    preferred_channel: str | None
    note: str | None
    created_at: int
    last_contact_at: int | None
    profile: Profile | None
    facts: CustomerFacts
    contacts: tuple[Person, ...]
    open_deals: tuple[OpportunityRow, ...]
    closed_deals: tuple[OpportunityRow, ...]
    quotations: tuple[QuotationRow, ...]
    contracts: tuple[ContractBrief, ...]
    answered: tuple[ResponseView, ...]
    open_cases: tuple[ServiceCaseRow, ...]
    closed_cases: tuple[ServiceCaseRow, ...]
    orders: tuple[OrderRow, ...]
    subsidiaries: tuple[Subsidiary, ...]
    counts: Counts
    tags: tuple[str, ...]
    standing: Standing | None
    shares: tuple[Share, ...]
    owners: tuple[Ownership, ...]
    opt_outs: tuple[OptOut, ...] = ()
    completeness: Completeness | None = None
    own_records: tuple[OfCustomer, ...] = ()
    data_age: DataAge | None = None
    channel: ChannelView | None = None
    prices: tuple[PriceView, ...] = ()
    account: CustomerAccount | None = None
    profit: CustomerProfit | None = None
    reasons: tuple[Reason, ...] = ()
    warning: Warned | None = None


_OWN = {"parent": customer_name(Customer.parent_id), "owner": OWNER_NAME, "last_contact_at": LAST_CONTACT}
_ROWS = (
    "profile",
    "facts",
    "contacts",
    "open_deals",
    "closed_deals",
    "quotations",
    "contracts",
    "answered",
    "open_cases",
    "closed_cases",
    "orders",
    "subsidiaries",
    "counts",
    "tags",
    "standing",
    "shares",
    "owners",
    "opt_outs",
    "completeness",
    "own_records",
    "data_age",
    "channel",
    "prices",
    "account",
    "profit",
    "reasons",
    "warning",
)
_SHOWN = cells(CustomerDetails, Customer, _OWN, without=_ROWS)
_CLOSED_DEALS = Filter("outcome", "is_not", OPEN)
_CLOSED_CASES = Filter("status", "is", ARCHIVED)
_NEWEST_CLOSED = (Sort("closed_on", descending=True),)


def customer_details(reading: Reading, customer_id: str) -> CustomerDetails:
    """One customer, if the viewer may see it. Of deals, cases and orders the newest are listed."""
    row = one(reading, Customer, customer_id, _SHOWN)
    mine = Filter("customer", "is", customer_id)
    contacts = _contacts(reading, customer_id)
    held = _held(reading, customer_id)
    return CustomerDetails(
        **row,
        profile=_profile(reading, customer_id) if row["kind"] == CONSUMER else None,
        facts=customer_facts(reading, customer_id),
        contacts=contacts,
        open_deals=_listed(reading, OPPORTUNITIES, held.open_deals, mine, OPEN_DEALS),
        closed_deals=_listed(reading, OPPORTUNITIES, held.closed_deals, mine, _CLOSED_DEALS, sorts=_NEWEST_CLOSED),
        quotations=quotations_of(reading, customer_id=customer_id) if held.quotations else (),
        answered=responses(reading, customer_id=customer_id) if held.answers else (),
        contracts=contracts_of(reading, customer_id=customer_id) if held.contracts else (),
        open_cases=_listed(reading, SERVICE_CASES, held.open_cases, mine, OPEN_CASES),
        closed_cases=_listed(reading, SERVICE_CASES, held.closed_cases, mine, _CLOSED_CASES),
        orders=_listed(reading, ORDERS, held.orders, mine),
        subsidiaries=_subsidiaries(reading, customer_id, held.subsidiaries),
        counts=held.counts(len(contacts)),
        tags=tags_of(reading, customer_id) if held.tags else (),
        standing=standing(reading, customer_id),
        shares=shares(reading, customer_id) if held.shares else (),
        owners=owners(reading, customer_id),
        opt_outs=opt_outs(reading, "customer", customer_id),
        completeness=completeness(reading, customer_id),
        own_records=records_of_customer(reading, customer_id) if held.own_records else (),
        data_age=data_age(reading, Customer, customer_id),
        prices=agreements_with(reading, customer_id) if held.prices else (),
        reasons=reasons_of(reading, customer_id) if held.open_cases or held.closed_cases else (),
        warning=newest(reading, customer_id) if held.orders else None,
    )


_PROFILE: Any = select(*cells(Profile, PersonProfile).values()).where(
    PersonProfile.id == RECORD, PersonProfile.deleted.is_(False)
)
_people = {
    "id": Contact.id,
    "name": Contact.name,
    "job_title": func.coalesce(ContactRole.job_title, Contact.job_title),
    "phone": FIRST_PHONE,
    "email": FIRST_EMAIL,
}
_PEOPLE: Any = (
    select(*cells(Person, ContactRole, _people).values())
    .join(Contact, Contact.id == ContactRole.contact_id)
    .where(
        ContactRole.customer_id == RECORD,
        ContactRole.deleted.is_(False),
        ContactRole.to_on.is_(None),
        Contact.deleted.is_(False),
    )
    .order_by(ContactRole.is_main.desc(), Contact.name, Contact.id)
)


def _profile(reading: Reading, customer_id: str) -> Profile | None:
    found = reading.fetch(_PROFILE, {"record": PersonProfile.id_of(customer_id)})
    return Profile(*found[0]) if found else None


def _contacts(reading: Reading, customer_id: str) -> tuple[Person, ...]:
    """Those who are there now, the main contact first."""
    return tuple(Person(*row) for row in reading.fetch(_PEOPLE, {"record": customer_id}))


def _listed(
    reading: Reading, query: ListQuery[Any], held: int, *filters: Filter, sorts: tuple[Sort, ...] = ()
) -> tuple[Any, ...]:
    """The newest of those there are; most customers have none of most, and are not asked for them."""
    return tuple(query.first(reading, ListSpec(filters, sorts), LISTED)) if held else ()


def _subsidiaries(reading: Reading, customer_id: str, held: int) -> tuple[Subsidiary, ...]:
    found = _listed(reading, CUSTOMERS, held, Filter("parent", "is", customer_id))
    return tuple(Subsidiary(each.id, each.number, each.name, each.level_id) for each in found)


class _Held(NamedTuple):
    """How many records of each kind the viewer sees at a customer; of others, whether there are any at all.

    A question that finds nothing costs a tenth as much here as by itself.
    """

    open_deals: int
    closed_deals: int
    open_cases: int
    closed_cases: int
    orders: int
    subsidiaries: int
    quotations: bool
    contracts: bool
    answers: bool
    own_records: bool
    tags: bool
    shares: bool
    prices: bool

    def counts(self, contacts: int) -> Counts:
        deals, cases = self.open_deals + self.closed_deals, self.open_cases + self.closed_cases
        return Counts(contacts, deals, self.orders, cases)


def _held(reading: Reading, customer_id: str) -> _Held:
    return _Held(*reading.fetch(_holding(reading.viewer), {"record": customer_id})[0])


@lru_cache(maxsize=64)
def _holding(viewer: Viewer) -> Any:
    def of(entity: type[Synced], *conditions: Any) -> Any:
        found = select(func.count()).select_from(entity).where(entity.deleted.is_(False), *conditions)
        return rights.seen(entity, viewer, found).scalar_subquery()

    deals, cases = Opportunity.customer_id == RECORD, ServiceCase.customer_id == RECORD
    return select(
        of(Opportunity, deals, Opportunity.outcome == OPEN),
        of(Opportunity, deals, Opportunity.outcome != OPEN),
        of(ServiceCase, cases, ServiceCase.status != ARCHIVED),
        of(ServiceCase, cases, ServiceCase.status == ARCHIVED),
        of(Order, Order.customer_id == RECORD),
        of(Customer, Customer.parent_id == RECORD),
        *(
            exists().where(column == RECORD, column.class_.deleted.is_(False))
            for column in (
                Quotation.customer_id,
                Contract.customer_id,
                SurveyResponse.customer_id,
                CustomRecord.customer_id,
                TagLink.record_id,
                RecordShare.record_id,
                ProductPrice.customer_id,
            )
        ),
    )
