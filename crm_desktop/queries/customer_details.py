"""One customer with the facts around it: what it is worth, whom to speak with, what is open, what it ordered."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select

from crm_desktop.core.listing import Filter, ListSpec, Sort
from crm_desktop.models import Contact, ContactRole, Customer, PersonProfile
from crm_desktop.models.customer import CONSUMER
from crm_desktop.models.dictionary import OPEN
from crm_desktop.models.service_case import ARCHIVED
from crm_desktop.queries.cells import cells, one
from crm_desktop.queries.contact import FIRST_EMAIL, FIRST_PHONE, LISTED, OPEN_CASES, OPEN_DEALS
from crm_desktop.queries.customer import CUSTOMERS, LAST_CONTACT, OWNER_NAME
from crm_desktop.queries.customer_facts import CustomerFacts, customer_facts
from crm_desktop.queries.names import customer_name
from crm_desktop.queries.opportunity import OPPORTUNITIES, OpportunityRow
from crm_desktop.queries.order import ORDERS, OrderRow
from crm_desktop.queries.service_case import SERVICE_CASES, ServiceCaseRow
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
    open_cases: tuple[ServiceCaseRow, ...]
    closed_cases: tuple[ServiceCaseRow, ...]
    orders: tuple[OrderRow, ...]
    subsidiaries: tuple[Subsidiary, ...]
    counts: Counts
    tags: tuple[str, ...]


_OWN = {"parent": customer_name(Customer.parent_id), "owner": OWNER_NAME, "last_contact_at": LAST_CONTACT}
_ROWS = (
    "profile",
    "facts",
    "contacts",
    "open_deals",
    "closed_deals",
    "open_cases",
    "closed_cases",
    "orders",
    "subsidiaries",
    "counts",
    "tags",
)
_CLOSED_DEALS = Filter("outcome", "is_not", OPEN)
_CLOSED_CASES = Filter("status", "is", ARCHIVED)
_NEWEST_CLOSED = (Sort("closed_on", descending=True),)


def customer_details(reading: Reading, customer_id: str) -> CustomerDetails:
    """One customer, if the viewer may see it. Of deals, cases and orders the newest are listed."""
    row = one(reading, Customer, customer_id, cells(CustomerDetails, Customer, _OWN, without=_ROWS))
    mine = Filter("customer", "is", customer_id)
    contacts = _contacts(reading, customer_id)
    return CustomerDetails(
        **row,
        profile=_profile(reading, customer_id) if row["kind"] == CONSUMER else None,
        facts=customer_facts(reading, customer_id),
        contacts=contacts,
        open_deals=tuple(OPPORTUNITIES.first(reading, ListSpec((mine, OPEN_DEALS)), LISTED)),
        closed_deals=tuple(OPPORTUNITIES.first(reading, ListSpec((mine, _CLOSED_DEALS), _NEWEST_CLOSED), LISTED)),
        open_cases=tuple(SERVICE_CASES.first(reading, ListSpec((mine, OPEN_CASES)), LISTED)),
        closed_cases=tuple(SERVICE_CASES.first(reading, ListSpec((mine, _CLOSED_CASES)), LISTED)),
        orders=tuple(ORDERS.first(reading, ListSpec((mine,)), LISTED)),
        subsidiaries=_subsidiaries(reading, customer_id),
        counts=_counts(reading, customer_id, len(contacts)),
        tags=tags_of(reading, customer_id),
    )


def _profile(reading: Reading, customer_id: str) -> Profile | None:
    statement: Any = select(*cells(Profile, PersonProfile).values()).where(
        PersonProfile.id == PersonProfile.id_of(customer_id), PersonProfile.deleted.is_(False)
    )
    found = reading.session.execute(statement).first()
    return Profile(*found) if found else None


def _contacts(reading: Reading, customer_id: str) -> tuple[Person, ...]:
    """Those who are there now, the main contact first."""
    own = {
        "id": Contact.id,
        "name": Contact.name,
        "job_title": func.coalesce(ContactRole.job_title, Contact.job_title),
        "phone": FIRST_PHONE,
        "email": FIRST_EMAIL,
    }
    statement: Any = (
        select(*cells(Person, ContactRole, own).values())
        .join(Contact, Contact.id == ContactRole.contact_id)
        .where(
            ContactRole.customer_id == customer_id,
            ContactRole.deleted.is_(False),
            ContactRole.to_on.is_(None),
            Contact.deleted.is_(False),
        )
        .order_by(ContactRole.is_main.desc(), Contact.name, Contact.id)
    )
    return tuple(Person(*row) for row in reading.session.execute(statement))


def _subsidiaries(reading: Reading, customer_id: str) -> tuple[Subsidiary, ...]:
    found = CUSTOMERS.first(reading, ListSpec((Filter("parent", "is", customer_id),)), LISTED)
    return tuple(Subsidiary(each.id, each.number, each.name, each.level_id) for each in found)


def _counts(reading: Reading, customer_id: str, contacts: int) -> Counts:
    mine = ListSpec((Filter("customer", "is", customer_id),))
    return Counts(contacts, *(query.count(reading, mine) for query in (OPPORTUNITIES, ORDERS, SERVICE_CASES)))
